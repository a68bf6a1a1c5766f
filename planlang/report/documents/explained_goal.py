"""What is to be said of a goal: its figures, each from which others, and the rows of the actual one.

In: a goal of an evaluation. Out: a section.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalValue
from planlang.evaluate.results.readings import Reading
from planlang.plan.plan import Part, Plan
from planlang.report.document import (
    Cell,
    Paragraph,
    Section,
    Tone,
)
from planlang.report.sections.costs import cost_facts
from planlang.report.sections.evidence import evidence_blocks, facts_of
from planlang.report.sections.goals import bar_facts, growth_facts
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.sections.splits import split_facts
from planlang.report.sections.targets.chains import chain_facts
from planlang.report.words.assumed import resting_facts
from planlang.report.words.dates import long_span, number
from planlang.report.words.names import COMMA, entity_name, title, value_name
from planlang.report.words.neighbours import figure_neighbours
from planlang.report.words.standing import is_budget, nearest_band, status_text
from planlang.report.words.verdicts import STATUS_SIGNS
from planlang.semantics.model import Alert, Direction, Goal, Metric, Milestone, Process, Task
from planlang.values.figure import Figure, Known
from planlang.values.units import PercentagePoints, Ratio, Unit

PERIOD = Text("report.explain.period", "period")
STATUS_ROW = Text("report.explain.status", "status")
ALLOWED = Text("report.explain.allowed", "allowed by now")
USE = Text("report.explain.use", "used")
REMAINS = Text("report.explain.remains", "left")
OVER_IT = Text("report.explain.over", "over the limit")
BELOW_IT = Text("report.explain.below", "below the limit")
AVAILABLE = Text("report.explain.available", "available per working day")
TARGET = Text("report.explain.target", "target")
TO_DATE = Text("report.explain.to-date", "due by now")
ACTUAL = Text("report.explain.actual", "actual")
ATTAINMENT = Text("report.explain.attainment", "attainment (actual ÷ due by now)")
PROGRESS = Text("report.explain.progress", "progress (actual ÷ target)")
PACE = Text("report.explain.pace", "pace (due by now ÷ target)")
MISSING = Text("report.explain.missing", "gap")
NEEDED = Text("report.explain.needed", "needed per working day")
LEFT = Text("report.explain.left", "working days left")


def goal_explanation(value: GoalValue, evaluation: Evaluation, language: Language) -> Section:
    """A goal: its figures, each from which others, and the rows of the actual one."""
    name = title(evaluation.plan, value.goal)
    if not value.is_whole:
        name += f" · {_part(value, evaluation, language)}"
    is_ratio = isinstance(value.unit, Ratio)
    status = f"{STATUS_SIGNS[value.status]} {status_text(value)().render(language)}"

    def told(figure: Figure, unit: Unit = value.unit, limit: Fraction | None = None) -> Cell:
        return Cell(show(figure, unit, language, limit), value=Reading(figure, unit))

    facts: list[tuple[Text, Cell | str]] = [
        (PERIOD, (value.period.label + " " if value.period else "") + long_span(value.start, value.end)),
        (STATUS_ROW, Cell(status, value=value.status)),
        (TARGET, told(value.target)),
        *bar_facts(value, language),
        *growth_facts(value, language),
        (ALLOWED if is_budget(value) else TO_DATE, told(value.target_to_date)),
        (ACTUAL, told(value.actual)),
        (ATTAINMENT, told(value.attainment, Ratio(), nearest_band(value))),
        (USE if is_budget(value) else PROGRESS, told(value.progress, Ratio())),
        (PACE, told(value.pace, Ratio())),
        _apart(value, PercentagePoints() if is_ratio else value.unit, told),
        (LEFT, number(value.working_days_left)),
    ]
    if value.accumulates:
        facts.append((AVAILABLE if is_budget(value) else NEEDED, told(value.required_rate)))
    facts += split_facts(value, evaluation, language)
    facts += chain_facts(value.goal, evaluation, language) if value.is_root else ()
    facts += resting_facts("goal", value.goal, evaluation, language)
    facts += cost_facts(value, evaluation, language)
    facts += figure_neighbours(evaluation.plan, (value.goal, Part.CLOSES), language)
    doc = doc_of(evaluation.plan.model.goals.get(value.goal), evaluation.plan, language)
    return Section(name, (*doc, facts_of(facts, language), *evidence_blocks(value.evidence, language)))


def _part(value: GoalValue, evaluation: Evaluation, language: Language) -> str:
    """Whose part of a goal it is, and of which rows."""
    told = [entity_name(value.entity, evaluation.plan, language)] if value.entity != "plan:" else []
    told += [value_name(column, found, language) for column, found in value.values]
    return COMMA().render(language).join(told)


def _apart(value: GoalValue, unit: Unit, told: Callable[[Figure, Unit], Cell]) -> tuple[Text, Cell]:
    """What is missing to a target; of a limit what is left, or what is over."""
    surplus = value.surplus
    if value.direction is Direction.AT_LEAST:
        return MISSING, told(value.gap, unit)
    if isinstance(surplus, Known) and surplus.value > 0:
        return OVER_IT, told(surplus, unit)
    return REMAINS if value.accumulates else BELOW_IT, told(value.gap, unit)


def doc_of(
    declared: Goal | Metric | Alert | Process | Task | Milestone | None, plan: Plan, language: Language
) -> tuple[Paragraph, ...]:
    """What the `##` lines above a declaration say, and its notes."""
    if declared is None:
        return ()
    doc = declared.ident.doc.split("\n") if declared.ident.doc else ()
    said = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in doc)
    return (*said, *note_paragraphs(plan.model, declared.ident, language))
