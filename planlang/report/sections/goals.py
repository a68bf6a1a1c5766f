"""Goals as a table: target, what is due by now, what is there, how that stands, and what it takes from here.

In: the goal figures of an evaluation. Out: a section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.evaluate.results.goals import Bar, BarKind
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import sample_words
from planlang.plan.plan import Plan
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.words.assumed import mark
from planlang.report.words.dates import long_span, short_span, week_words
from planlang.report.words.extent import EVERYTHING
from planlang.report.words.names import COMMA, entity_name, part_name, title
from planlang.report.words.standing import (
    apart_words,
    attained_words,
    figure_words,
    is_budget,
    rate_words,
    status_text,
    to_date_words,
)
from planlang.report.words.verdicts import STATUS_SIGNS
from planlang.semantics.model import Term
from planlang.values.figure import Figure, Known
from planlang.values.periods import Period
from planlang.values.units import PercentagePoints, Ratio, Unit

GOALS = Text("report.goals.goals", "Goals")
NO_PART = Text("report.goals.no-part", "No goal has a part for them.")
NONE = Text("report.goals.none", "The plan has no goals.")
BESIDE = Text("report.goals.span", "{goal} ({span})")
BARS = {
    BarKind.FLOOR: Text("report.goals.floor", "floor"),
    BarKind.STRETCH: Text("report.goals.stretch", "stretch"),
}
NO_TARGET = Text("report.goals.no-target", "no target")
BAR_REACHED = Text("report.goals.bar-reached", "reached so far")
OF_BAR = Text("report.goals.of-bar", "{target}, {due} due by now: {reached}")
OF_BAR_UNKNOWN = Text("report.goals.of-bar-unknown", "{target}, {due} due by now")
BAR_MISSED = Text("report.goals.bar-missed", "not yet")
TERMS = {
    Term.SHORT: Text("report.goals.short-term", "short term"),
    Term.MEDIUM: Text("report.goals.medium-term", "medium term"),
    Term.LONG: Text("report.goals.long-term", "long term"),
}
TARGET = Text("report.goals.target", "target")
TO_DATE = Text("report.goals.to-date", "due by now")
ACTUAL = Text("report.goals.actual", "actual")
ATTAINMENT = Text("report.goals.attainment", "attained")
STATUS_HEAD = Text("report.goals.status", "status")
GAP = Text("report.goals.gap", "gap")
RATE = Text("report.goals.rate", "needed per working day")
MORE = Text("report.goals.more", "… and {count:more part|more parts} (--all)")
BASE = Text("report.goals.base", "base")
MEASURED = Text("report.goals.base-measured", "base by the data")
GROWTH = Text("report.goals.growth", "growth that is wanted")
GROWN = Text("report.goals.grown", "growth so far, over as many days")
OF_DAYS = Text("report.goals.of-days", "{amount} ({days})")
MORE_OF_THEM = Text("report.goals.more-of-them", "… and {count} more (--all)")
SAMPLE = Text("report.goals.sample", "{goal}: {sample}")
OF_EACH = Text("report.goals.of-each", "{goal} · {who}")
MOST_PARTS = 10
STATUS_TONES = {
    GoalStatus.ON_TRACK: Tone.GOOD,
    GoalStatus.AT_RISK: Tone.RISK,
    GoalStatus.OFF_TRACK: Tone.BAD,
    GoalStatus.NO_DATA: Tone.MUTED,
}


def whole_goals(evaluation: Evaluation, entity: str = EVERYTHING) -> tuple[GoalValue, ...]:
    """Every goal over its whole span for the whole plan, of those that several have each one's, or an entity's part of it, in
    order of declaration.
    """
    values = (value for value in evaluation.goals if value.period is None)
    if entity == EVERYTHING:
        return tuple(value for value in values if value.is_root)
    return tuple(value for value in values if value.entity == entity and not value.values)


def whose(goal: GoalValue, name: str, evaluation: Evaluation, language: Language) -> str:
    """A goal by a name, with whose it is where it is not the plan's."""
    if goal.entity == EVERYTHING or not goal.is_root:
        return name
    return OF_EACH(goal=name, who=entity_name(goal.entity, evaluation.plan, language)).render(language)


def goals_section(
    evaluation: Evaluation, language: Language, *, whole: bool = False, entity: str = EVERYTHING
) -> Section:
    """A table; parts of a goal stand indented under it."""
    goals, heading = whole_goals(evaluation, entity), GOALS().render(language)
    if not goals:
        words = NONE if entity == EVERYTHING else NO_PART
        return Section(heading, (Paragraph(words().render(language), Tone.MUTED),), quiet=True)
    columns = (
        Column(elastic=True, least=18),
        Column(TARGET().render(language), right=True, rank=2),
        Column(TO_DATE().render(language), right=True, rank=1),
        Column(ACTUAL().render(language), right=True),
        Column(ATTAINMENT().render(language), right=True),
        Column(STATUS_HEAD().render(language)),
        Column(GAP().render(language), right=True, rank=3),
        Column(RATE().render(language), right=True, rank=4),
    )
    rows: list[Row] = []
    for _, found in groupby(goals, key=lambda goal: goal.goal):
        own = tuple(found)
        name = _name(own[0], evaluation, language)
        if len(own) == 1 or entity != EVERYTHING:
            for goal in own:
                rows += _rows(goal, whose(goal, name, evaluation, language), evaluation, language, whole)
        else:
            rows += _of_each(own, name, evaluation, language, whole)
    said = tuple(_samples(goals, evaluation, language))
    below = (Paragraph(" · ".join(said), Tone.MUTED),) if said else ()
    return Section(heading, (Table(columns, tuple(rows), whole=whole), *below))


def _samples(goals: Sequence[GoalValue], evaluation: Evaluation, language: Language) -> Iterator[str]:
    """How many answered, of goals whose figures are of answers."""
    for goal in goals:
        if goal.sample is not None:
            name = whose(goal, title(evaluation.plan, goal.goal), evaluation, language)
            yield SAMPLE(goal=name, sample=sample_words(goal.sample)).render(language)


def _of_each(
    goals: Sequence[GoalValue], name: str, evaluation: Evaluation, language: Language, whole: bool
) -> Iterator[Row]:
    """The rows of a goal that several have, each for himself."""
    yield Row((Cell(name, Tone.STRONG), *[""] * 7))
    most = len(goals) if whole else MOST_PARTS
    for goal in goals[:most]:
        who = entity_name(goal.entity, evaluation.plan, language)
        yield from _rows(goal, who, evaluation, language, whole, depth=1)
    if len(goals) > most:
        yield Row((Cell(MORE_OF_THEM(count=len(goals) - most).render(language), Tone.MUTED, depth=1), *[""] * 7))


def _rows(
    goal: GoalValue, name: str, evaluation: Evaluation, language: Language, whole: bool, *, depth: int = 0
) -> Iterator[Row]:
    """The row of a goal, of the period of it that runs, and of its parts."""
    yield _row(name, goal, language, tone=Tone.PLAIN if depth else Tone.STRONG, depth=depth)
    for bar in goal.bars:
        yield _bar_row(bar, goal, language, depth + 1)
    parts: list[GoalValue] = []
    declared = evaluation.plan.model.goals.get(goal.goal)
    of_each = declared is not None and declared.each is not None
    for value in evaluation.goals:
        is_same = (value.entity, value.values) == (goal.entity, goal.values)
        if value.goal != goal.goal or (of_each and goal.entity not in (value.entity, value.within)):
            continue
        if is_same and value.period is not None:
            runs = value.start <= evaluation.as_of.week.last_day <= value.end
            if runs and (value.start, value.end) != (goal.start, goal.end):
                yield _row(_period(value.period, evaluation, language), value, language, depth=depth + 1)
        elif not is_same and value.period is None:
            parts.append(value)
    most = len(parts) if whole else MOST_PARTS
    for value in parts[:most]:
        part = part_name(value.entity, value.values, value.column, evaluation.plan, language)
        yield _row(part, value, language, depth=depth + max(value.depth - goal.depth, 1))
    if len(parts) > most:
        yield Row((Cell(MORE(count=len(parts) - most).render(language), Tone.MUTED, depth=depth + 1), *[""] * 7))


def _name(goal: GoalValue, evaluation: Evaluation, language: Language) -> str:
    """The title of a goal, beside it how far ahead it looks and its days where they are not those of the plan."""
    plan, name = evaluation.plan, title(evaluation.plan, goal.goal)
    declared = plan.model.goals.get(goal.goal)
    beside = [] if declared is None or declared.term is None else [TERMS[declared.term]().render(language)]
    assumed = mark("goal", goal.goal, evaluation, language)
    if (goal.start, goal.end) != (plan.start, plan.end):
        beside.append(_span(goal.start, goal.end, plan, language))
    beside += [assumed] if assumed else []
    if not beside:
        return name
    return BESIDE(goal=name, span=COMMA().render(language).join(beside)).render(language)


def _span(first: date, last: date, plan: Plan, language: Language) -> str:
    """The days of a goal: `1 Jan–31 Mar`, with years where they are not those of the plan, `2026–2028` where they are whole."""
    if plan.start.year <= first.year and last.year <= plan.end.year:
        return short_span(first, last, language)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return f"{first.year}–{last.year}" if first.year < last.year else str(first.year)
    return long_span(first, last)


def bar_facts(goal: GoalValue, language: Language) -> Iterator[tuple[Text, str]]:
    """The floor and the stretch of a goal, and whether what is due of them is reached."""
    for bar in goal.bars:
        words = OF_BAR if bar.is_reached is not None else OF_BAR_UNKNOWN
        target, due = (figure_words(one, goal.unit, language) for one in (bar.target, bar.target_to_date))
        told: dict[str, str | Message] = {"target": target, "due": due}
        if bar.is_reached is not None:
            told["reached"] = (BAR_REACHED if bar.is_reached else BAR_MISSED)()
        yield BARS[bar.kind], words(**told).render(language)


def growth_facts(goal: GoalValue, language: Language) -> Iterator[tuple[Text, str]]:
    """The base of a goal, what the data say of it, the growth that is wanted, and the growth so far."""
    found = goal.grown
    if found is None:
        return
    written = OF_DAYS(amount=show(Known(found.base), goal.unit, language), days=long_span(*found.during))
    yield BASE, written.render(language)
    if isinstance(found.measured, Known) and found.measured.value != found.base:
        yield MEASURED, show(found.measured, goal.unit, language)
    if isinstance(goal.unit, Ratio):
        return
    if found.wanted is not None:
        yield GROWTH, show(Known(found.wanted), Ratio(), language)
    yield GROWN, show(found.so_far, Ratio(), language)


def _bar_row(bar: Bar, goal: GoalValue, language: Language, depth: int) -> Row:
    """The floor or the stretch of a goal: what of it is due, and whether that is reached."""
    unit = goal.unit
    points = PercentagePoints() if isinstance(unit, Ratio) else unit
    if bar.is_reached is None:
        status = Cell(status_text(goal)().render(language), Tone.MUTED)
    else:
        words = BAR_REACHED if bar.is_reached else BAR_MISSED
        status = Cell(words().render(language), Tone.GOOD if bar.is_reached else Tone.MUTED)
    share = figure_words(bar.attainment, Ratio(), language, Fraction(1))
    return Row(
        (
            Cell(BARS[bar.kind]().render(language), depth=depth),
            Cell(figure_words(bar.target, unit, language), value=Reading(bar.target, unit)),
            Cell(figure_words(bar.target_to_date, unit, language), value=Reading(bar.target_to_date, unit)),
            "",
            Cell(share, value=Reading(bar.attainment, Ratio())),
            status,
            Cell(figure_words(bar.gap, points, language), value=Reading(bar.gap, points)),
            "",
        )
    )


def _period(period: Period, evaluation: Evaluation, language: Language) -> str:
    """A period with its dates, without the year where the plan has but one: `Q2 (1 Apr–30 Jun)`."""
    words = week_words(period, language)
    plan = evaluation.plan
    return words.removeprefix(f"{plan.start.year}-") if plan.start.year == plan.end.year else words


def _row(name: str, value: GoalValue, language: Language, *, tone: Tone = Tone.PLAIN, depth: int = 0) -> Row:
    """The figures of one goal, period or part."""

    def figure(words: str, figure: Figure, unit: Unit = value.unit) -> Cell:
        return Cell(words, value=Reading(figure, unit))

    if value.is_other:
        blank = ("",) * 5
        found = figure(figure_words(value.actual, value.unit, language), value.actual)
        name_cell = Cell(name, tone, Subject(value.goal, value.entity), depth)
        return Row((name_cell, Cell(NO_TARGET().render(language), Tone.MUTED), "", found, *blank[1:]))
    is_over = isinstance(value.surplus, Known) and value.surplus.value > 0
    points = PercentagePoints() if isinstance(value.unit, Ratio) else value.unit
    status = f"{STATUS_SIGNS[value.status]} {status_text(value)().render(language)}"
    rate = rate_words(value, language)
    return Row(
        (
            Cell(name, tone, Subject(value.goal, value.entity), depth),
            figure(figure_words(value.target, value.unit, language), value.target),
            figure(to_date_words(value, language), value.target_to_date),
            figure(figure_words(value.actual, value.unit, language), value.actual),
            figure(attained_words(value, language), value.progress if is_budget(value) else value.attainment, Ratio()),
            Cell(status, STATUS_TONES[value.status], value.status),
            figure(apart_words(value, language), value.surplus if is_over else value.gap, points),
            figure(rate, value.required_rate) if value.accumulates else Cell(rate),
        )
    )
