"""The timeline of a plan: table, bars, arrows, alerts and goals, laid out but not painted.

In: a plan, its schedule, what an evaluation found (or nothing), a language and options. Out: a `Scene`. Equal input
gives an equal scene; no clock and no font is asked. Cost is linear in rows and links.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.plan.plan import Plan
from planlang.report.picture.legend import LINE, legend, occurring
from planlang.report.picture.scene import Box, CutLine, Scene, Tone, Words
from planlang.report.picture.theme import CELL, COLUMN, SUBTITLE, TITLE
from planlang.report.timeline.arrows import arrows, drawable, met_ends
from planlang.report.timeline.axis import clear_of, header, rules, shades
from planlang.report.timeline.burnup import burn_ups
from planlang.report.timeline.frame import PADDING, PAGE, Frame, TimelineOptions, frame
from planlang.report.timeline.geometry import place
from planlang.report.timeline.markers import cut_line, cut_of_day, flags, goal_marks
from planlang.report.timeline.reviews import meeting_dots
from planlang.report.timeline.tablerows import DONE_X, NAME_X, column_heads, left_words, right_words, rows
from planlang.report.words.dates import cut_words, long_span, week_words
from planlang.report.words.names import clean
from planlang.report.words.outline import Line
from planlang.report.words.tasks import some_names
from planlang.schedule.schedule import Schedule
from planlang.values.periods import DAY

__all__ = ["TimelineOptions", "timeline"]

ALERTS = Text("report.timeline.alerts", "Alerts")
AS_OF = Text("report.timeline.as-of", "data to {day}")
REVIEWED = Text("report.timeline.week", "week {week}")
DATA_READ = Text("report.timeline.data", "{files:file|files}, {rows:row|rows} read")
NOT_SHOWN = Text("report.timeline.not-shown", "{count} outside of these days not shown")
EMPTY = Text("report.timeline.empty", "No tasks or milestones on these days")
DESCRIPTION = Text(
    "report.timeline.description",
    "{tasks:task|tasks} and {milestones:milestone|milestones}; the last ends on {finish}.",
)
CRITICAL_PATH = Text("report.timeline.critical-path", "Critical path: {names}.")
LATE_TASKS = Text("report.timeline.late-tasks", "Late: {names}.")


def timeline(
    plan: Plan,
    schedule: Schedule,
    evaluation: Evaluation | None = None,
    language: Language = Language.EN,
    options: TimelineOptions = TimelineOptions(),
) -> Scene:
    """The laid-out timeline of a plan.

    Raises:
        ValueError: the options' `end` lies before their `start`.
    """
    at = frame(plan, schedule, options, language, alerts=evaluation is not None)
    edges = drawable(plan, [line.key for line in at.lines])
    met, planned = met_ends(edges), options.baseline.slots if options.baseline else {}
    edge_x = (at.chart.x + 4, at.chart.right)
    marks = tuple(
        place(line, planned.get(line.key), at.axis, at.density, at.row_top(i), edge_x, met[line.key], language)
        for i, line in enumerate(at.lines)
    )
    cut = evaluation.as_of.cut if evaluation else cut_of_day(schedule.as_of) if schedule.as_of else None
    panels = burn_ups(evaluation, at.axis, at.table, at.chart, language) if evaluation else ()
    foot = panels[-1].box.bottom if panels else at.chart.bottom
    cut_mark = cut_line(cut, at.axis, at.marks_lane, foot, language) if cut else None
    goals = goal_marks(plan, evaluation, at.axis, at.marks_lane, foot, cut_mark, language)
    feet = {line.key: at.row_top(i) + at.density.middle for i, line in enumerate(at.lines)}
    raised = flags(evaluation, at.axis, at.alert_lane, at.chart.bottom, feet, language) if evaluation else ()
    drawn = rows(plan, schedule, evaluation, at, marks, language)
    off = shades(at.axis, plan.calendar, at.chart.y, foot, language)
    dots = meeting_dots(plan, at.axis, at.alert_lane.y - 2.5, language, cut.date() if cut else None)
    swatches = legend(
        occurring(drawn, off, raised, goals, dots),
        at.table.x + NAME_X,
        at.chart.right,
        foot + 12,
        language,
        None if options.baseline_title is None else clean(options.baseline_title),
    )
    end = max((swatch.box.y + LINE for swatch in swatches), default=foot)
    card = Box(PAGE, at.top, at.width - 2 * PAGE, round(end + PADDING - 4 - at.top, 2))
    placed = {line.key: (i, marks[i]) for i, line in enumerate(at.lines)}
    return Scene(
        width=at.width,
        height=card.bottom + PAGE - 4,
        theme=options.theme,
        language=language,
        title=clean(options.title or plan.model.plan.ident.title),
        description=_description(schedule, at.lines, language),
        card=card,
        table=at.table,
        chart=at.chart,
        words=_words(plan, schedule, evaluation, at, cut_mark, options, language),
        shades=off,
        rules=rules(at.axis, plan.grid, at.tiers_top, foot),
        rows=drawn,
        arrows=arrows(plan, schedule, edges, placed, at.chart, at.density, language),
        flags=raised,
        goals=goals,
        dots=dots,
        cut=cut_mark,
        panels=panels,
        legend=swatches,
    )


def _words(
    plan: Plan,
    schedule: Schedule,
    evaluation: Evaluation | None,
    at: Frame,
    cut: CutLine | None,
    options: TimelineOptions,
    language: Language,
) -> tuple[Words, ...]:
    """Title, subtitle, heads of columns and lanes, labels of the axis."""
    tiers, _ = header(at.axis, plan.grid, language, at.tiers_top)
    if cut is not None:
        tiers = clear_of(tiers, cut.x)
    room = at.width - 2 * PAGE
    title = clean(options.title or plan.model.plan.ident.title)
    words = [
        left_words(title, TITLE, PAGE, PAGE + 24, room),
        left_words(_facts(plan, schedule, evaluation, at, language), SUBTITLE, PAGE, PAGE + 48, room),
        *column_heads(at, at.alert_lane.y - 6, language),
        *tiers,
    ]
    if evaluation:
        words.append(right_words(ALERTS().render(language), COLUMN, at.table.x + DONE_X, at.alert_lane.bottom - 7))
    if not at.lines:
        text = EMPTY().render(language)
        words.append(left_words(text, CELL, at.axis.left + 6, at.chart.y + 20, at.chart.width, Tone.MUTED))
    return tuple(words)


def _facts(plan: Plan, schedule: Schedule, evaluation: Evaluation | None, at: Frame, language: Language) -> str:
    """The line under the title: days, cut, week, what was read."""
    facts = [long_span(at.axis.first, at.axis.end - DAY)]
    if evaluation is not None:
        cut = evaluation.as_of
        facts += [
            REVIEWED(week=week_words(cut.week, language)).render(language),
            AS_OF(day=cut_words(cut.cut, language)).render(language),
            DATA_READ(files=len(evaluation.loads), rows=f"{sum(load.rows.told for load in evaluation.loads):,}").render(
                language
            ),
        ]
    elif schedule.as_of is not None:
        facts.append(AS_OF(day=cut_words(cut_of_day(schedule.as_of), language)).render(language))
    if at.hidden:
        facts.append(NOT_SHOWN(count=at.hidden).render(language))
    return " · ".join(facts)


def _description(schedule: Schedule, lines: tuple[Line, ...], language: Language) -> str:
    """The picture in words, for those who cannot see it."""
    slots = [line.slot for line in lines if line.slot is not None]
    titles = {line.key: clean(line.node.ident.title) for line in lines}
    sentences = [
        DESCRIPTION(
            tasks=sum(not slot.milestone for slot in slots),
            milestones=sum(slot.milestone for slot in slots),
            finish=schedule.finish.isoformat(),
        )
    ]
    path = tuple(titles[name] for name in schedule.critical_path if name in titles)
    if path:
        sentences.append(CRITICAL_PATH(names=some_names(path, language, most=12)))
    late = tuple(titles[slot.name] for slot in slots if slot.slack_days is not None and slot.slack_days < 0)
    if late:
        sentences.append(LATE_TASKS(names=some_names(late, language, most=12)))
    return ("" if language is Language.ZH else " ").join(sentence.render(language) for sentence in sentences)
