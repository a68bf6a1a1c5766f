"""Goals as a table: target, what is due by now, what is there, how that stands, and what it takes from here.

In: the goal figures of an evaluation. Out: lines for a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.report.sections.columns import Cell, Column, Paint, painted, table
from planlang.report.words.dates import short_span, week_words
from planlang.report.words.extent import EVERYTHING
from planlang.report.words.names import entity_name, title
from planlang.report.words.standing import (
    apart_words,
    attained_words,
    figure_words,
    rate_words,
    status_text,
    to_date_words,
)
from planlang.report.words.verdicts import STATUS_SIGNS
from planlang.values.periods import Period

GOALS = Text("report.goals.goals", "Goals")
NO_PART = Text("report.goals.no-part", "No goal has a part for them.")
NONE = Text("report.goals.none", "The plan has no goals.")
SPAN = Text("report.goals.span", "{goal} ({span})")
TARGET = Text("report.goals.target", "target")
TO_DATE = Text("report.goals.to-date", "due by now")
ACTUAL = Text("report.goals.actual", "actual")
ATTAINMENT = Text("report.goals.attainment", "attained")
STATUS_HEAD = Text("report.goals.status", "status")
GAP = Text("report.goals.gap", "gap")
RATE = Text("report.goals.rate", "needed per working day")
MORE = Text("report.goals.more", "… and {count:more part|more parts} (--all)")
MOST_PARTS = 10
STATUS_PAINTS = {
    GoalStatus.ON_TRACK: Paint.GOOD,
    GoalStatus.AT_RISK: Paint.RISK,
    GoalStatus.OFF_TRACK: Paint.BAD,
    GoalStatus.NO_DATA: Paint.DIM,
}


def whole_goals(evaluation: Evaluation, entity: str = EVERYTHING) -> tuple[GoalValue, ...]:
    """Every goal over its whole span for the whole plan, or an entity's part of it, in order of declaration."""
    return tuple(value for value in evaluation.goals if value.entity == entity and value.period is None)


def goals_section(
    evaluation: Evaluation,
    language: Language,
    width: int,
    colour: bool,
    *,
    whole: bool = False,
    entity: str = EVERYTHING,
) -> list[str]:
    """A heading and a table; parts of a goal stand indented under it."""
    goals = whole_goals(evaluation, entity)
    if not goals and entity != EVERYTHING:
        return [painted(NO_PART().render(language), Paint.DIM, colour)]
    if not goals:
        return [painted(NONE().render(language), Paint.DIM, colour)]
    columns = (
        Column(GOALS().render(language), elastic=True, least=18),
        Column(TARGET().render(language), right=True, rank=2),
        Column(TO_DATE().render(language), right=True, rank=1),
        Column(ACTUAL().render(language), right=True),
        Column(ATTAINMENT().render(language), right=True),
        Column(STATUS_HEAD().render(language)),
        Column(GAP().render(language), right=True, rank=3),
        Column(RATE().render(language), right=True, rank=4),
    )
    rows = [row for goal in goals for row in _rows(goal, evaluation, language, whole)]
    return table(columns, rows, width, colour=colour, whole=whole)


def _rows(goal: GoalValue, evaluation: Evaluation, language: Language, whole: bool) -> Iterator[list[Cell | str]]:
    """The row of a goal, of the period of it that runs, and of its parts."""
    plan = evaluation.plan
    name = title(plan, goal.goal)
    if (goal.start, goal.end) != (plan.start, plan.end):
        name = SPAN(goal=name, span=short_span(goal.start, goal.end, language)).render(language)
    yield _row(name, goal, language, Paint.BOLD)
    parts: list[GoalValue] = []
    for value in evaluation.goals:
        if value.goal != goal.goal:
            continue
        if value.entity == goal.entity and value.period is not None:
            runs = value.start <= evaluation.as_of.week.last_day <= value.end
            if runs and (value.start, value.end) != (goal.start, goal.end):
                yield _row("  " + _period(value.period, evaluation, language), value, language)
        elif value.entity != goal.entity and value.period is None:
            parts.append(value)
    most = len(parts) if whole else MOST_PARTS
    for value in parts[:most]:
        indent = "    " if value.within is not None else "  "
        yield _row(indent + entity_name(value.entity, evaluation.plan, language), value, language)
    if len(parts) > most:
        more = MORE(count=len(parts) - most).render(language)
        yield [Cell(f"  {more}", Paint.DIM), *[""] * 7]


def _period(period: Period, evaluation: Evaluation, language: Language) -> str:
    """A period with its dates, without the year where the plan has but one: `Q2 (1 Apr–30 Jun)`."""
    words = week_words(period, language)
    plan = evaluation.plan
    return words.removeprefix(f"{plan.start.year}-") if plan.start.year == plan.end.year else words


def _row(name: str, value: GoalValue, language: Language, paint: Paint = Paint.PLAIN) -> list[Cell | str]:
    """The figures of one goal, period or part."""
    return [
        Cell(name, paint),
        figure_words(value.target, value.unit, language),
        to_date_words(value, language),
        figure_words(value.actual, value.unit, language),
        attained_words(value, language),
        Cell(f"{STATUS_SIGNS[value.status]} {status_text(value)().render(language)}", STATUS_PAINTS[value.status]),
        apart_words(value, language),
        rate_words(value, language),
    ]
