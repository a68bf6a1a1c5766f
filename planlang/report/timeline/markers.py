"""What stands across all rows: the cut, the last days of goals, and flags for what was or will be broken.

In: an evaluation (or only a schedule) and the axis. Out: placed marks that do not cover each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.goals.recurring import light
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, Verdict
from planlang.evaluate.results.violation import within_a_week
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.report.picture.measure import WIDEST, flag_width, shorten, text_width
from planlang.report.picture.scene import Box, CutLine, Flag, GoalMark, Side, Standing, Words
from planlang.report.picture.theme import GOAL, PILL
from planlang.report.timeline.axis import Axis
from planlang.report.words.dates import MINUTE, cut_words, due_time, short_day
from planlang.report.words.names import account_name, clean, entity_name
from planlang.report.words.verdicts import POSSIBLY, level
from planlang.semantics.model import Goal
from planlang.values.severities import Level

KNOWN_TO = Text("report.timeline.cut", "as of {day}")
GOAL_DUE = Text("report.timeline.goal", "{goal}: by {day}")
MORE_FLAGS = Text("report.timeline.more-flags", "and {count} more")
TO_BREAK = Text("report.timeline.to-break", "{entity}: limit ends on {day}")

RUNS_OUT = Text("report.timeline.runs-out", "{account}: all is spent on {day}, if it goes on like this")

MOST_TIPS = 8
LEAST_GOAL = 40.0
STANDINGS = {
    GoalStatus.ON_TRACK: Standing.GOOD,
    GoalStatus.AT_RISK: Standing.RISK,
    GoalStatus.OFF_TRACK: Standing.BAD,
    GoalStatus.NO_DATA: Standing.UNKNOWN,
}
ORDER = tuple(Level)


def cut_line(cut: datetime, axis: Axis, lane: Box, bottom: float, language: Language) -> CutLine | None:
    """The line at the cut with its date in a pill on the lane of marks; None where the cut is not drawn."""
    x = _cut_x(cut, axis)
    if not axis.left <= x <= axis.right:
        return None
    text = KNOWN_TO(day=cut_words(cut, language)).render(language)
    width = text_width(text, PILL) + 16
    left = min(max(x - width / 2, lane.x), lane.right - width)
    pill = Box(round(left, 2), lane.y + 2, round(width, 2), 18)
    words = Words(text, round(left + width / 2, 2), lane.y + 15, PILL, width - 16, Side.MIDDLE)
    return CutLine(round(x, 2), lane.y + 20, bottom, pill, words)


def _cut_x(cut: datetime, axis: Axis) -> float:
    """Where a cut lies, to the minute; not clipped."""
    return axis.x(cut.date()) + axis.day_width * ((cut - datetime.combine(cut.date(), time())) / MINUTE) / 1440


def cut_of_day(day: date) -> datetime:
    """The cut at the beginning of a day."""
    return datetime.combine(day, time())


def goal_marks(
    plan: Plan,
    evaluation: Evaluation | None,
    axis: Axis,
    lane: Box,
    bottom: float,
    cut: CutLine | None,
    language: Language,
) -> tuple[GoalMark, ...]:
    """The last days of the plan's goals; names are shortened, or left out, where they have no room."""
    values = _standings(evaluation) if evaluation else {}
    goals = [node for node in plan.nodes.values() if isinstance(node, Goal) and axis.first <= node.end < axis.end]
    by_day: dict[date, list[Goal]] = {}
    for goal in sorted(goals, key=lambda goal: (goal.end, goal.ident.order)):
        by_day.setdefault(goal.end, []).append(goal)
    marks: list[GoalMark] = []
    taken = lane.x
    for day, due in by_day.items():
        x = round(axis.x(day + timedelta(days=1)), 2)
        standing = _worst([one for goal in due for one in values.get(goal.ident.name, (Standing.UNKNOWN,))])
        names = " · ".join(clean(goal.ident.title) for goal in due)
        left = max(taken, cut.pill.right + 9) if cut is not None and cut.pill.x < x else taken
        room = x - 10 - left
        text = shorten(names, GOAL, room) if room >= LEAST_GOAL else ""
        width = text_width(text, GOAL)
        words = Words(text, round(x - 10, 2), lane.y + 15, GOAL, width, Side.END, full=names) if text else None
        if words is not None and cut is not None and words.box.meets(cut.pill):
            words = None
        tip = "\n".join(
            GOAL_DUE(goal=clean(goal.ident.title), day=short_day(day, language)).render(language) for goal in due
        )
        marks.append(GoalMark(x, lane.y + 11, bottom, standing, words, tip))
        taken = x + 9
    return tuple(marks)


def _standings(evaluation: Evaluation) -> dict[str, list[Standing]]:
    """How each goal stands, of one that several have each of them."""
    found: dict[str, list[Standing]] = {}
    for value in evaluation.goals:
        if value.is_root and value.period is None:
            found.setdefault(value.goal, []).append(STANDINGS[value.status])
    for again in evaluation.recurring:
        found[again.goal] = [STANDINGS[light(one.rate, again.bands)] for one in again.of] or [Standing.UNKNOWN]
    return found


def _worst(found: Sequence[Standing]) -> Standing:
    """The worst standing of several goals; unknown where nothing was evaluated."""
    ranked = (Standing.BAD, Standing.RISK, Standing.UNKNOWN, Standing.GOOD)
    return next((standing for standing in ranked if standing in found), Standing.UNKNOWN)


@frozen
class _Pin:
    """One finding before flags that stand too near are joined."""

    x: float
    level: Level
    hollow: bool
    bottom: float
    tip: str


def flags(
    evaluation: Evaluation, axis: Axis, lane: Box, bottom: float, rows: Mapping[str, float], language: Language
) -> tuple[Flag, ...]:
    """Flags of all violations where they began, and hollow ones where limits will run out within a week,
    or a budget will.

    A line drops to the row of the task that a flag is about (`rows`: y by name), else through all rows. Those that
    would cover each other become one flag with a number; what is broken and what only will be are never added up. Solid
    flags keep left of the cut and hollow ones right of it.
    """
    cut = _cut_x(evaluation.as_of.cut, axis)
    raised: list[Flag] = []
    ahead = (*_to_break(evaluation, axis, bottom, language), *_to_run_out(evaluation, axis, bottom, language))
    for pins in (_broken(evaluation, axis, bottom, rows, language), ahead):
        groups: list[list[_Pin]] = []
        for pin in sorted(pins, key=lambda pin: pin.x):
            if groups and _middle(pin, WIDEST, cut) - _middle(groups[-1][0], WIDEST, cut) < WIDEST + 2:
                groups[-1].append(pin)
            else:
                groups.append([pin])
        raised += [_joined(group, lane, cut, language) for group in groups]
    return tuple(raised)


def _middle(pin: _Pin, width: float, cut: float) -> float:
    """Where a flag so wide stands: at its day, or beside the cut where it would reach over it."""
    if pin.hollow:
        return max(pin.x, cut + 1 + width / 2)
    return min(pin.x, cut - 1 - width / 2)


def _broken(
    evaluation: Evaluation, axis: Axis, bottom: float, rows: Mapping[str, float], language: Language
) -> Iterable[_Pin]:
    """One pin a violation that began on the axis."""
    for violation in evaluation.violations:
        day = violation.since or (violation.period.last_day if violation.period else evaluation.as_of.week.last_day)
        if axis.first <= day < axis.end:
            told = violation.message
            if violation.verdict is Verdict.POSSIBLE:
                told = POSSIBLY(message=told)
            yield _Pin(
                axis.x(day) + axis.day_width / 2,
                level(violation.severity),
                False,
                rows.get(violation.entity.removeprefix("task:"), bottom),
                f"{clean(violation.title)}: {clean(told.render(language))}",
            )


def _to_break(evaluation: Evaluation, axis: Axis, bottom: float, language: Language) -> Iterable[_Pin]:
    """One pin a limit that runs out within a week, on the axis."""
    severities = {count.rule: count.severity for count in evaluation.rules}
    for deadline in within_a_week(evaluation):
        if axis.first <= deadline.due < axis.end:
            entity = clean(entity_name(deadline.entity, evaluation.plan, language))
            tip = TO_BREAK(entity=entity, day=due_time(deadline.due, deadline.due_at, language)).render(language)
            x = axis.x(deadline.due) + axis.day_width / 2
            yield _Pin(x, level(severities.get(deadline.rule, "warning")), True, bottom, tip)


def _to_run_out(evaluation: Evaluation, axis: Axis, bottom: float, language: Language) -> Iterable[_Pin]:
    """One pin a budget or account of which all will be spent after the cut, on the axis."""
    model = evaluation.plan.model
    for value in (value for budget in evaluation.budgets for value in budget.accounts):
        day = value.exhausted
        if day is not None and day >= evaluation.as_of.cut.date() and axis.first <= day < axis.end:
            tip = RUNS_OUT(account=clean(account_name(value.account, model, language)), day=short_day(day, language))
            yield _Pin(axis.x(day) + axis.day_width / 2, Level.WARNING, True, bottom, tip.render(language))


def _joined(group: list[_Pin], lane: Box, cut: float, language: Language) -> Flag:
    """One flag for pins of one kind that stand together: the worst level, and what the first of them say."""
    ranked = sorted(group, key=lambda pin: (ORDER.index(pin.level), pin.x))
    tips = [pin.tip for pin in ranked[:MOST_TIPS]]
    if len(ranked) > MOST_TIPS:
        tips.append(MORE_FLAGS(count=len(ranked) - MOST_TIPS).render(language))
    first, worst = group[0], ranked[0]
    return Flag(
        x=round(first.x, 2),
        y=lane.bottom - 2,
        middle=round(_middle(first, flag_width(len(group)), cut), 2),
        bottom=max(pin.bottom for pin in group),
        level=worst.level,
        hollow=worst.hollow,
        count=len(group),
        tip="\n".join(tips),
    )
