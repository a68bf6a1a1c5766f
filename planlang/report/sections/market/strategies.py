"""Strategies side by side: how far each is, what it costs, and how its goals have gone meanwhile; and one of them explained.

In: an evaluation. Out: sections; nothing where the plan has no strategy. What went well while a strategy ran is told beside it and never
as its work.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.market import Effect, GoalStanding, MeasuredValue, StrategyCost, StrategyValue
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Facts, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import STANDS
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.dates import day_beside, long_span, short_day
from planlang.report.words.market.strategies import counted_words, share_words
from planlang.report.words.names import COMMA, clean, party_name, title
from planlang.semantics.model import TaskWeight
from planlang.values.figure import Figure, Known
from planlang.values.units import Ratio

STRATEGIES = Text("report.strategies.strategies", "Strategies")
PROGRESS = Text("report.strategies.progress", "done")
EXPECTED = Text("report.strategies.expected", "as planned")
COST = Text("report.strategies.cost", "cost")
TASKS = Text("report.strategies.tasks", "tasks")
ENDS = Text("report.strategies.ends", "ends")
MEANWHILE = Text("report.strategies.meanwhile", "meanwhile")
BEFORE = Text("report.strategies.before", "when it began")
NOW = Text("report.strategies.now", "now")
NOT_BEGUN = Text("report.strategies.not-begun", "not begun")
THIS_WEEK = Text("report.strategies.this-week", "this week")
ATTAINED = Text("report.strategies.attained", "{actual}, {share} attained")
IN_WEEK = Text("report.strategies.in-week", "{value} in {week}")
OF = Text("report.strategies.of", "{strategy}: {goal}")
NO_COST = Text("report.strategies.no-cost", "not said")
CATEGORY = Text("report.strategies.category", "category")
OWNER = Text("report.strategies.owner", "owner")
SERVES = Text("report.strategies.serves", "serves")
SPAN = Text("report.strategies.span", "from first to last task")
DONE_ROW = Text("report.strategies.done-row", "done, by {weight}")
EXPECTED_ROW = Text("report.strategies.expected-row", "would be done as planned")
USED = Text("report.strategies.used", "used")
USED_TO = Text("report.strategies.used-to", "used to {day}")
COMMITTED = Text("report.strategies.committed", "committed")
PLANNED = Text("report.strategies.planned", "planned")
TOTAL = Text("report.strategies.total", "cost in all")
WEIGHTS = {
    TaskWeight.LENGTH: Text("report.strategies.weight.length", "length of tasks"),
    TaskWeight.EFFORT: Text("report.strategies.weight.effort", "days of work"),
    TaskWeight.COST: Text("report.strategies.weight.cost", "cost"),
    TaskWeight.EQUAL: Text("report.strategies.weight.equal", "number of tasks"),
}


def strategies_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Every strategy on a line, and each of its goals and figures as they were when it began and are now."""
    if not evaluation.strategies:
        return None
    columns = (
        Column(elastic=True, least=18),
        Column(PROGRESS().render(language), right=True),
        Column(EXPECTED().render(language), right=True, rank=1),
        Column(COST().render(language), right=True, rank=2),
        Column(TASKS().render(language), elastic=True, rank=3),
        Column(ENDS().render(language), rank=1),
    )
    rows = tuple(_row(one, evaluation, language) for one in evaluation.strategies)
    return Section(
        STRATEGIES().render(language),
        (Table(columns, rows, whole=whole), *_meanwhile(evaluation.strategies, evaluation, language, whole=whole)),
    )


def _row(one: StrategyValue, evaluation: Evaluation, language: Language) -> Row:
    """How far it is, and what it costs."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    ends = "" if one.finish is None else day_beside(one.finish, day, language)
    return Row(
        (
            Cell(clean(model.strategies[one.strategy].ident.title), value=Subject(one.strategy)),
            *_shares(one, language),
            _cost(one.cost, language),
            counted_words(one).render(language),
            Cell(ends, value=one.finish),
        )
    )


def _shares(one: StrategyValue, language: Language) -> tuple[Cell, Cell]:
    """How much is done, and how much would be; dashes where there is nothing to do."""
    if not one.done + one.running + one.ahead:
        return Cell("–", Tone.MUTED), Cell("–", Tone.MUTED)
    tone = Tone.RISK if one.behind else Tone.PLAIN
    return (
        Cell(share_words(one, language), tone, value=Reading(one.progress, Ratio())),
        Cell(show(one.expected, Ratio(), language), value=Reading(one.expected, Ratio())),
    )


def _cost(cost: StrategyCost | None, language: Language) -> Cell:
    """All that it costs."""
    if cost is None:
        return Cell(NO_COST().render(language), Tone.MUTED)
    return Cell(show(cost.total, cost.unit, language, short=True), value=Reading(cost.total, cost.unit))


# ---------------------------------------------------------------- meanwhile


def _meanwhile(
    values: tuple[StrategyValue, ...], evaluation: Evaluation, language: Language, *, whole: bool, depth: int = 0
) -> Iterator[Table]:
    """The goals and figures of strategies when each began, and now."""
    columns = (
        Column(MEANWHILE().render(language), elastic=True, least=18),
        Column(BEFORE().render(language), elastic=True),
        Column(NOW().render(language), elastic=True),
    )
    rows = tuple(row for one in values for row in _rows(one, evaluation, language, alone=len(values) == 1))
    if rows:
        yield Table(columns, rows, whole=whole, depth=depth)


def _rows(one: StrategyValue, evaluation: Evaluation, language: Language, *, alone: bool) -> Iterator[Row]:
    plan = evaluation.plan
    strategy = clean(plan.model.strategies[one.strategy].ident.title)

    def named(what: str) -> str:
        return clean(what) if alone else OF(strategy=strategy, goal=clean(what)).render(language)

    for effect in one.effects:
        yield Row(
            (
                Cell(named(title(plan, effect.goal)), value=Subject(effect.goal)),
                _before(effect, language),
                _standing(effect.now, language),
            )
        )
    for found in one.measured:
        what = found.written if found.metric is None else plan.model.metrics[found.metric].ident.title
        yield Row((named(what), _measured_before(found, one, language), _reading(found.now, language)))


def _before(effect: Effect, language: Language) -> Cell:
    """A goal on the day on which a strategy began."""
    if effect.before is None:
        return Cell(NOT_BEGUN().render(language), Tone.MUTED)
    return _standing(effect.before, language)


def _standing(found: GoalStanding, language: Language) -> Cell:
    """What is reached, and which share that is of what was due."""
    said = show(found.actual, found.unit, language, short=True)
    if isinstance(found.actual, Known) and isinstance(found.attainment, Known):
        said = ATTAINED(actual=said, share=show(found.attainment, Ratio(), language)).render(language)
    return Cell(said, value=Reading(found.attainment, Ratio()))


def _measured_before(found: MeasuredValue, one: StrategyValue, language: Language) -> Cell:
    """A figure of the week before a strategy began."""
    if found.before is None or found.week is None:
        return Cell((NOT_BEGUN if one.begun is None else THIS_WEEK)().render(language), Tone.MUTED)
    value = show(found.before.figure, found.before.unit, language, short=True)
    if isinstance(found.before.figure, Known):
        value = IN_WEEK(value=value, week=found.week.label).render(language)
    return Cell(value, value=found.before)


def _reading(found: Reading, language: Language) -> Cell:
    return Cell(show(found.figure, found.unit, language, short=True), value=found)


# ---------------------------------------------------------------- explained


def strategy_explanation(one: StrategyValue, evaluation: Evaluation, language: Language) -> Section:
    """A strategy: who answers for it, what it is for, how far it is, what it costs, and how its goals have gone meanwhile."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    declared = model.strategies[one.strategy]

    def share(figure: Figure, words: str) -> Cell:
        return Cell(words, value=Reading(figure, Ratio()))

    facts: list[tuple[str, Cell | str]] = []

    def tell(name: Text, cell: Cell | str, **said: str) -> None:
        facts.append((name(**said).render(language), cell))

    if declared.category is not None:
        tell(CATEGORY, clean(declared.category))
    if declared.owner is not None:
        tell(OWNER, party_name(declared.owner, model, day, language))
    if declared.serves:
        tell(SERVES, COMMA().render(language).join(title(evaluation.plan, goal) for goal in declared.serves))
    if one.start is not None and one.finish is not None:
        tell(SPAN, long_span(one.start, one.finish))
    tell(TASKS, counted_words(one).render(language))
    tell(DONE_ROW, share(one.progress, share_words(one, language)), weight=WEIGHTS[declared.weight]().render(language))
    tell(EXPECTED_ROW, share(one.expected, show(one.expected, Ratio(), language)))
    for name, figure in _costs(one.cost, language):
        facts.append((name, figure))
    tell(STANDS, declared.ident.span.place())
    doc = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (declared.ident.doc or "").split("\n") if part)
    return Section(
        declared.ident.title,
        (
            *doc,
            *note_paragraphs(model, declared.ident, language),
            Facts(tuple((name, cell if isinstance(cell, Cell) else Cell(cell)) for name, cell in facts)),
            *_meanwhile((one,), evaluation, language, whole=True, depth=1),
        ),
    )


def _costs(cost: StrategyCost | None, language: Language) -> Iterator[tuple[str, Cell]]:
    """What it costs, and of what that is made."""
    if cost is None:
        return

    def told(figure: Figure) -> Cell:
        return Cell(show(figure, cost.unit, language), value=Reading(figure, cost.unit))

    if cost.used is not None:
        used = USED() if cost.to is None else USED_TO(day=short_day(cost.to, language))
        yield used.render(language), told(cost.used)
    yield COMMITTED().render(language), told(cost.committed)
    yield PLANNED().render(language), told(cost.planned)
    yield TOTAL().render(language), told(cost.total)
