"""What is assumed: a table, and the explanation of one assumption.

In: an evaluation. Out: sections; nothing where the plan assumes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.market import AssumptionState, AssumptionValue
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone, more
from planlang.report.sections.evidence import facts_of
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.assumed import resting_facts, state_words, value_words
from planlang.report.words.dates import day_beside, long_span
from planlang.report.words.names import COMMA, party_name
from planlang.semantics.model import Model

ASSUMPTIONS = Text("report.assumptions.assumptions", "Assumptions")
VALUE = Text("report.assumptions.value", "assumed")
SOURCE = Text("report.assumptions.source", "from")
DATED = Text("report.assumptions.dated", "said on")
DUE = Text("report.assumptions.due", "review by")
STATE = Text("report.assumptions.state", "state")
CARRIES = Text("report.assumptions.carries", "rests on it")
HOLDS = Text("report.assumptions.holds", "holds")
CATEGORY = Text("report.assumptions.category", "category")
OWNER = Text("report.assumptions.owner", "owner")
STANDS = Text("report.assumptions.stands", "written at")
NOTHING = Text("report.assumptions.nothing", "nothing")
UNSAID = Text("report.assumptions.unsaid", "not said")
TONES = {
    AssumptionState.CURRENT: Tone.GOOD,
    AssumptionState.OVERDUE: Tone.RISK,
    AssumptionState.NO_REVIEW: Tone.MUTED,
    AssumptionState.NOT_IN_FORCE: Tone.RISK,
}
MOST = 10


def assumptions_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """All assumptions; in a report that is not whole those first that need looking at."""
    if not evaluation.assumptions:
        return None
    columns = (
        Column(elastic=True, least=18),
        Column(VALUE().render(language), elastic=True),
        Column(SOURCE().render(language), elastic=True, rank=2),
        Column(DATED().render(language), rank=3),
        Column(DUE().render(language), rank=1),
        Column(STATE().render(language)),
        Column(CARRIES().render(language), elastic=True, rank=4),
    )
    most = len(evaluation.assumptions) if whole else MOST
    urgent = sorted(evaluation.assumptions, key=lambda one: not one.is_overdue)
    shown = evaluation.assumptions if whole else tuple(urgent[:most])
    rows = tuple(_row(one, evaluation, language) for one in shown)
    left = more(len(evaluation.assumptions) - len(rows), language)
    return Section(ASSUMPTIONS().render(language), (Table(columns, rows, whole=whole), *left))


def _row(one: AssumptionValue, evaluation: Evaluation, language: Language) -> Row:
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    return Row(
        (
            Cell(model.assumptions[one.assumption].ident.title, value=Subject(one.assumption)),
            Cell(value_words(one, language), value=one.value),
            COMMA().render(language).join(one.sources) or UNSAID().render(language),
            "" if one.dated is None else Cell(day_beside(one.dated, day, language), value=one.dated),
            "" if one.due is None else Cell(day_beside(one.due, day, language), value=one.due),
            Cell(state_words(one, evaluation, language), TONES[one.state]),
            COMMA().render(language).join(_titles(one, model)) or NOTHING().render(language),
        )
    )


def _titles(one: AssumptionValue, model: Model) -> Iterator[str]:
    """What rests on it, by title."""
    titles: dict[str, str] = {}
    for kind, declared in (
        ("metric", model.metrics),
        ("goal", model.goals),
        ("alert", model.alerts),
        ("adjust", model.adjustments),
        ("budget", model.budgets),
        ("risk", model.risks),
        ("assumption", model.assumptions),
    ):
        titles |= {f"{kind}:{name}": found.ident.title for name, found in declared.items()}
    return iter(dict.fromkeys(titles[key] for key in one.carries if key in titles))


def assumption_explanation(one: AssumptionValue, evaluation: Evaluation, language: Language) -> Section:
    """An assumption: what is assumed, where it is known from, for which days, how long, and what rests on it."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    declared = model.assumptions[one.assumption]
    comma = COMMA().render(language)
    facts: list[tuple[Text, Cell | str]] = [
        (VALUE, Cell(_in_full(one, language), value=one.value)),
        (SOURCE, comma.join(one.sources) or UNSAID().render(language)),
    ]
    if one.dated is not None:
        facts.append((DATED, one.dated.isoformat()))
    if one.start is not None and one.end is not None:
        facts.append((HOLDS, long_span(one.start, one.end)))
    if one.due is not None:
        facts.append((DUE, one.due.isoformat()))
    facts.append((STATE, state_words(one, evaluation, language)))
    if declared.category is not None:
        facts.append((CATEGORY, declared.category))
    if declared.owner is not None:
        facts.append((OWNER, party_name(declared.owner, model, day, language)))
    facts.append((CARRIES, comma.join(_titles(one, model)) or NOTHING().render(language)))
    facts += resting_facts("assumption", one.assumption, evaluation, language)
    facts.append((STANDS, declared.ident.span.place()))
    doc = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (declared.ident.doc or "").split("\n") if part)
    return Section(
        declared.ident.title, (*doc, *note_paragraphs(model, declared.ident, language), facts_of(facts, language))
    )


def _in_full(one: AssumptionValue, language: Language) -> str:
    return value_words(one, language) if one.value is None else show(one.value.figure, one.value.unit, language)
