"""Customers to be looked after, by whose they are: how many, which are overdue, which are due soon, how whole their files are.

In: an evaluation. Out: a section for each process that says how its records are looked after; nothing where the plan has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.classes import CareValue, OwnerRecords
from planlang.evaluate.results.evaluation import Evaluation, Kind, Verdict
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violation import within_a_week
from planlang.evaluate.results.violations import listed
from planlang.evaluate.results.wording import shown
from planlang.frozen import frozen
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone, more
from planlang.report.words.dates import short_day
from planlang.report.words.names import COMMA, NOBODY, entity_name
from planlang.semantics.model import FileRule, HoldRule
from planlang.values.figure import Known
from planlang.values.units import Ratio

HEAD = Text("report.customers.head", "{process}: whose, what is overdue")
WHO = Text("report.customers.who", "who")
RECORDS = Text("report.customers.records", "records")
OVERDUE = Text("report.customers.overdue", "overdue")
SOON = Text("report.customers.soon", "due within 7 days")
FILLED = Text("report.customers.filled", "file filled")
NOT_KNOWN = Text("report.customers.not-known", "not known")
WHICH = Text("report.customers.which", "which")
ONE = Text("report.customers.one", "{record} ({day})")
AND_MORE = Text("report.customers.more", "{count} more")
LACKING = Text("report.customers.lacking", "Missing in files: {what}")
LACK = Text("report.customers.lack", "{what} of {count}")
MOST_NAMED = 3
MOST = 12


@frozen
class _Item:
    """A record that is overdue, or due."""

    owner: str | None
    due: date
    entity: str
    overdue: bool


def customers_sections(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A section for each process."""
    return tuple(_section(value, evaluation, language, whole=whole) for value in evaluation.care if value.owners)


def _section(value: CareValue, evaluation: Evaluation, language: Language, *, whole: bool) -> Section:
    process = evaluation.plan.model.processes[value.process]
    rules = {rule.ident.name for rule in process.rules if not isinstance(rule, FileRule | HoldRule)}
    by_owner: dict[str | None, dict[str, _Item]] = {}
    for item in _items(evaluation, rules):
        mine = by_owner.setdefault(item.owner, {})
        known = mine.get(item.entity)
        if (
            known is None
            or (item.overdue and not known.overdue)
            or (item.overdue == known.overdue and item.due < known.due)
        ):
            mine[item.entity] = item
    none = 0 if all(one.records is not None for one in value.owners) else None
    others = [
        OwnerRecords(owner, none, None, ()) for owner in by_owner if all(owner != one.owner for one in value.owners)
    ]
    owners = sorted(
        (*value.owners, *others), key=lambda one: (-_late(by_owner.get(one.owner)), one.owner is None, one.owner or "")
    )
    rows = tuple(
        _row(one, [*by_owner.get(one.owner, {}).values()], value, evaluation, language, whole=whole) for one in owners
    )
    kept = rows[: len(rows) if whole else MOST]
    columns: list[Column] = [
        Column(WHO().render(language)),
        Column(RECORDS().render(language), right=True),
        Column(OVERDUE().render(language), right=True),
        Column(SOON().render(language), right=True),
        *([Column(FILLED().render(language), right=True)] if value.requires else []),
        Column(WHICH().render(language), elastic=True),
    ]
    table = Table(tuple(columns), kept, whole=whole)
    below = (*more(len(rows) - len(kept), language), *_lacking(value, language))
    return Section(HEAD(process=process.ident.title).render(language), (table, *below))


def _items(evaluation: Evaluation, rules: set[str]) -> Iterator[_Item]:
    """What is overdue, then what is due soon."""
    for one in listed(evaluation.violations).where(lambda kind, rule: kind is Kind.RULE and rule in rules):
        if one.goes_on and one.verdict is Verdict.VIOLATED and one.due is not None:
            yield _Item(one.owner, one.due, one.entity, overdue=True)
    for deadline in within_a_week(evaluation):
        if deadline.rule in rules:
            yield _Item(deadline.owner, deadline.due, deadline.entity, overdue=False)


def _late(items: dict[str, _Item] | None) -> int:
    return sum(item.overdue for item in (items or {}).values())


def _row(
    one: OwnerRecords, items: list[_Item], value: CareValue, evaluation: Evaluation, language: Language, *, whole: bool
) -> Row:
    """What one owner has to look after, the longest due first."""
    late = sum(item.overdue for item in items)
    named = sorted(items, key=lambda item: (item.due, item.entity))
    told = [
        ONE(record=entity_name(item.entity, evaluation.plan, language), day=short_day(item.due, language)).render(
            language
        )
        for item in named[: len(named) if whole else MOST_NAMED]
    ]
    if len(named) > len(told):
        told.append(AND_MORE(count=len(named) - len(told)).render(language))
    filled = [] if not value.requires else [_filled(one, language)]
    return Row(
        (
            Cell(one.owner or NOBODY().render(language), Tone.STRONG),
            Cell(NOT_KNOWN().render(language), Tone.MUTED) if one.records is None else str(one.records),
            Cell(str(late) if late else "", Tone.RISK),
            str(len(items) - late) if len(items) > late else "",
            *filled,
            COMMA().render(language).join(told),
        )
    )


def _filled(one: OwnerRecords, language: Language) -> Cell:
    """The share of what is required that is there."""
    if one.records == 0:
        return Cell("")
    if one.filled is None:
        return Cell(NOT_KNOWN().render(language), Tone.MUTED)
    return Cell(_percent(one.filled, language), Tone.GOOD if one.filled == 1 else Tone.RISK)


def _percent(share: Fraction, language: Language) -> str:
    return shown(Reading(Known(share), Ratio())).render(language)


def _lacking(value: CareValue, language: Language) -> Iterator[Paragraph]:
    """What is missing in files, most often first."""
    counts: dict[str, int] = {}
    for one in value.owners:
        for what, count in one.missing:
            counts[what] = counts.get(what, 0) + count
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    if ranked:
        said = COMMA().render(language).join(LACK(what=what, count=count).render(language) for what, count in ranked)
        yield Paragraph(LACKING(what=said).render(language))
