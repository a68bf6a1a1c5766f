"""Resources: how much of them there is, what tasks take, what that costs, and when several want the same; and one of them explained.

In: an evaluation. Out: sections; nothing where the plan has no resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.money import ResourceValue
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Facts, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import STANDS
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.dates import long_span, number
from planlang.report.words.names import COMMA, clean, party_name, title
from planlang.report.words.tasks import STATES
from planlang.schedule.people import named_in
from planlang.values.figure import Known
from planlang.values.units import MoneyIn

RESOURCES = Text("report.resources.resources", "Resources")
PEOPLE = Text("report.resources.people", "people")
THING = Text("report.resources.thing", "a thing")
SHARE = Text("report.resources.share", "of a day")
DAYS = Text("report.resources.days", "days asked")
WORKED = Text("report.resources.worked", "gone")
COST = Text("report.resources.cost", "cost")
TOO_MANY = Text("report.resources.too-many", "too many")
OWNER = Text("report.resources.owner", "owner")
AVAILABLE = Text("report.resources.available", "there of each working day")
TASKS = Text("report.resources.tasks", "tasks that need it")
STATE = Text("report.resources.state", "state")
WHEN = Text("report.resources.when", "from, to")
WANTED = Text("report.resources.wanted", "{span}: {names} at once, {days} days too many")


def resources_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Every resource on a line."""
    if not evaluation.resources:
        return None
    columns = (
        Column(elastic=True, least=18),
        Column(PEOPLE().render(language), elastic=True, rank=3),
        Column(SHARE().render(language), right=True, rank=2),
        Column(DAYS().render(language), right=True),
        Column(WORKED().render(language), right=True, rank=1),
        Column(COST().render(language), right=True, rank=1),
        Column(TOO_MANY().render(language), right=True),
    )
    rows = tuple(_row(one, evaluation, language) for one in evaluation.resources)
    return Section(RESOURCES().render(language), (Table(columns, rows, whole=whole),))


def _row(one: ResourceValue, evaluation: Evaluation, language: Language) -> Row:
    """What there is of it, and what is wanted."""
    name = clean(evaluation.plan.model.resources[one.resource].ident.title)
    return Row(
        (
            Cell(name, value=Subject(one.resource)),
            _people(one, evaluation, language),
            percent(one.share),
            number(one.days),
            number(one.worked),
            _money(one.cost, evaluation, language, short=True),
            Cell(number(one.too_many), Tone.RISK) if one.too_many else Cell("–", Tone.MUTED),
        )
    )


def _people(one: ResourceValue, evaluation: Evaluation, language: Language) -> str:
    """Who it is: by name, or as the plan calls somebody whose name is not known."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    names = [
        name
        for who in model.resources[one.resource].people
        for name in named_in(who, model) or (party_name(who, model, day, language),)
    ]
    return COMMA().render(language).join(dict.fromkeys(map(clean, names))) or THING().render(language)


def _money(amount: Decimal | None, evaluation: Evaluation, language: Language, *, short: bool = False) -> Cell:
    """An amount; a dash where nobody says."""
    if amount is None:
        return Cell("–", Tone.MUTED)
    found, unit = Known(Fraction(amount)), MoneyIn(evaluation.plan.model.plan.currency)
    return Cell(show(found, unit, language, short=short), value=Reading(found, unit))


def resource_explanation(one: ResourceValue, evaluation: Evaluation, language: Language) -> Section:
    """A resource: who it is, what there is of it, each task that needs it, and when several do at once."""
    plan = evaluation.plan
    declared = plan.model.resources[one.resource]
    facts: list[tuple[str, Cell | str]] = [(PEOPLE().render(language), _people(one, evaluation, language))]
    if declared.owner is not None:
        day = evaluation.as_of.week.last_day
        facts.append((OWNER().render(language), party_name(declared.owner, plan.model, day, language)))
    facts += [
        (AVAILABLE().render(language), percent(one.share)),
        (DAYS().render(language), number(one.days)),
        (WORKED().render(language), number(one.worked)),
    ]
    if one.cost is not None:
        facts.append((COST().render(language), _money(one.cost, evaluation, language)))
    facts.append((STANDS().render(language), declared.ident.span.place()))
    doc = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (declared.ident.doc or "").split("\n") if part)
    return Section(
        declared.ident.title,
        (
            *doc,
            *note_paragraphs(plan.model, declared.ident, language),
            Facts(tuple((name, cell if isinstance(cell, Cell) else Cell(cell)) for name, cell in facts)),
            *_table(one, evaluation, language),
            *_overloads(one, evaluation, language),
        ),
    )


def _table(one: ResourceValue, evaluation: Evaluation, language: Language) -> Iterator[Table]:
    """Each task that needs it."""
    plan, slots = evaluation.plan, evaluation.schedule.slots
    if not one.tasks:
        return
    columns = (
        Column(TASKS().render(language), elastic=True, least=18),
        Column(DAYS().render(language), right=True),
        Column(COST().render(language), right=True),
        Column(STATE().render(language)),
        Column(WHEN().render(language)),
    )
    rows = tuple(
        Row(
            (
                Cell(clean(title(plan, task.task)), value=Subject(task.task)),
                number(task.days),
                _money(task.cost, evaluation, language),
                STATES[slots[task.task].state]().render(language),
                long_span(slots[task.task].start, slots[task.task].finish),
            )
        )
        for task in one.tasks
    )
    yield Table(columns, rows, whole=True, depth=1)


def _overloads(one: ResourceValue, evaluation: Evaluation, language: Language) -> Iterator[Paragraph]:
    """When several tasks want it at once."""
    for overload in one.overloads:
        names = COMMA().render(language).join(clean(title(evaluation.plan, name)) for name in overload.tasks)
        span, days = long_span(overload.start, overload.finish), number(overload.days)
        yield Paragraph(WANTED(span=span, names=names, days=days).render(language), Tone.RISK, depth=1)
