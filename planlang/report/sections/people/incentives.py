"""Incentives as tables: what each gets, of what, and for which deals.

In: the incentives of an evaluation. Out: a section for each; and what `explain` tells of one, of somebody deal by deal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from attrs import evolve

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.people import Deal, IncentiveValue, Payee, TakenBack
from planlang.evaluate.results.readings import Reading
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.people.left_out import left_out
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import day_beside, short_day, short_span
from planlang.report.words.names import COMMA, clean, entity_name, party_name
from planlang.report.words.standing import figure_words
from planlang.semantics.model import Incentive, Settled
from planlang.values.figure import Figure, Known, summed
from planlang.values.units import MoneyIn

HEADING = Text("report.incentives.heading", "{incentive} ({period}, on trial)")
HEADING_FINAL = Text("report.incentives.heading-final", "{incentive} ({period}, settled)")
NAME = Text("report.incentives.name", "name")
PAYOUT = Text("report.incentives.payout", "to pay")
PAID = Text("report.incentives.paid", "paid")
EARNED = Text("report.incentives.earned", "earned")
BASE = Text("report.incentives.base", "base")
MEASURE = Text("report.incentives.measure", "tier by")
REACHED = Text("report.incentives.reached", "reached")
PLACE_NO = Text("report.incentives.rank", "place")
OVER_CAP = Text("report.incentives.over-cap", "over the cap")
TAKEN = Text("report.incentives.taken-back", "taken back")
OPENING = Text("report.incentives.opening", "open from before")
CARRIED = Text("report.incentives.carried", "carried on")
NONE = Text("report.incentives.none", "nothing is paid yet: no period of this incentive is closed")
NOBODY = Text("report.incentives.nobody", "nobody is paid for this period")
EXEMPT = Text("report.incentives.exempt", "gets nothing: {names}")
TOTAL = Text("report.incentives.total", "to pay in all {amount}")
TOTAL_OPEN = Text(
    "report.incentives.total-open", "to pay in all {amount} and what is not known of {count:payee|payees}"
)
TOTAL_UNKNOWN = Text("report.incentives.total-unknown", "what is to be paid in all is not known")
TOTAL_PAID = Text("report.incentives.total-paid", "paid in all {amount}")
DUE = Text("report.incentives.due", "to be paid on {day}")
DUE_BEFORE = Text("report.incentives.due-before", "was to be paid on {day}")
DUE_SETTLED = Text("report.incentives.due-settled", "paid on {day}")
APPROVER = Text("report.incentives.approver", "to be approved by {who}")
APPROVED = Text("report.incentives.approved", "approved by {who} on {day}")
APPROVED_UNDATED = Text("report.incentives.approved-undated", "approved by {who}, not said when")
EARLY = Text("report.incentives.early", "approved before the period was over")
PROVISIONAL = Text("report.incentives.provisional", "figures may still change")
UNSURE = Text(
    "report.incentives.unsure",
    "what was paid for {periods} cannot be held against what it would be now, as figures are not known",
)
FORGIVEN = Text(
    "report.incentives.forgiven",
    "base below zero and no tier reached, so nothing is taken off or carried on for it: {names}",
)
MORE = Text("report.incentives.more", "… and {count:more|more} (--all)")
DEAL = Text("report.incentives.deal", "deal")
DAY = Text("report.incentives.day", "day")
AMOUNT = Text("report.incentives.amount", "amount")
PAY = Text("report.incentives.pay", "earns")
WHERE = Text("report.incentives.where", "place")
BACK = Text("report.incentives.back", "came back")
FOR = Text("report.incentives.for", "paid for")
BONUS = Text("report.incentives.bonus", "not by deals")
EMPTY = Text("report.incentives.empty", "no amount")
MOST = 12
NOTHING = Known(Fraction(0))


def incentive_sections(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table for each incentive."""
    return tuple(_section(value, evaluation, language, whole) for value in evaluation.incentives)


def incentive_explanation(value: IncentiveValue, evaluation: Evaluation, language: Language) -> Section:
    """What everybody gets, the notes, and the line that declares it; of a single one also the deals."""
    model = evaluation.plan.model
    one = model.incentives[value.incentive]
    section = _section(value, evaluation, language, whole=True)
    blocks: list[Block] = list(section.blocks)
    if len(value.payees) == 1:
        blocks += _deals(value.payees[0], one, language)
    blocks += note_paragraphs(model, one.ident, language)
    blocks.append(facts_of([(STANDS, one.ident.span.place())], language))
    return evolve(section, blocks=tuple(blocks))


def _section(value: IncentiveValue, evaluation: Evaluation, language: Language, whole: bool) -> Section:
    plan = evaluation.plan
    one = plan.model.incentives[value.incentive]
    title = clean(one.ident.title)
    if value.period is None:
        none = (NONE(), *left_out(one.grain, None, plan, language))
        return Section(title, (Paragraph(" · ".join(message.render(language) for message in none), Tone.MUTED),))
    span = short_span(value.period.start, value.period.last_day, language)
    heading = (HEADING_FINAL if value.settled else HEADING)(incentive=title, period=span).render(language)
    blocks: list[Block] = []
    if value.payees:
        shown = value.payees if whole else value.payees[:MOST]
        blocks.append(_table(value, shown, plan, language, whole))
        if len(value.payees) > len(shown):
            blocks.append(Paragraph(MORE(count=len(value.payees) - len(shown)).render(language), Tone.MUTED))
    else:
        blocks.append(Paragraph(NOBODY().render(language), Tone.MUTED))
    said = _said(value, one, evaluation, language)
    if said:
        blocks.append(Paragraph(" · ".join(message.render(language) for message in said), Tone.MUTED))
    return Section(heading, tuple(blocks))


def _said(value: IncentiveValue, one: Incentive, evaluation: Evaluation, language: Language) -> list[Message]:
    """What is told beside the table."""
    plan, today = evaluation.plan, evaluation.as_of.week.last_day
    said = _totals(value, one, language) if len(value.payees) > 1 else []
    if value.forgiven:
        names = COMMA().render(language).join(entity_name(key, plan, language) for key in value.forgiven)
        said.append(FORGIVEN(names=names))
    said += left_out(one.grain, value.period, plan, language)
    if value.exempt:
        names = COMMA().render(language).join(entity_name(key, plan, language) for key in value.exempt)
        said.append(EXEMPT(names=names))
    if value.due is not None:
        text = DUE_SETTLED if value.settled else DUE if value.due > today else DUE_BEFORE
        said.append(text(day=day_beside(value.due, today, language)))
    settled = next((done for done in one.settled if done.period == value.period), None)
    if settled is not None:
        said += _approval(settled, plan, language)
    elif one.approver is not None:
        said.append(APPROVER(who=party_name(one.approver, plan.model, today, language)))
    if value.provisional:
        said.append(PROVISIONAL())
    if value.unsure:
        said.append(UNSURE(periods=COMMA().render(language).join(value.unsure)))
    return said


def _totals(value: IncentiveValue, one: Incentive, language: Language) -> list[Message]:
    """What all are to be paid, and of a settled period what all were paid, which may be another amount."""
    known = [payee.payout for payee in value.payees if isinstance(payee.payout, Known)]
    amount, left = _money(summed(known), one, language), len(value.payees) - len(known)
    whole = TOTAL_UNKNOWN() if not known else TOTAL_OPEN(amount=amount, count=left) if left else TOTAL(amount=amount)
    paid = [Known(payee.paid) for payee in value.payees if payee.paid is not None]
    return [whole, *([TOTAL_PAID(amount=_money(summed(paid), one, language))] if paid else [])]


def _approval(settled: Settled, plan: Plan, language: Language) -> list[Message]:
    who = party_name(settled.approved_by, plan.model, settled.period.last_day, language)
    if settled.on is None:
        return [APPROVED_UNDATED(who=who)]
    early = [EARLY()] if settled.on <= settled.period.last_day else []
    return [APPROVED(who=who, day=short_day(settled.on, language)), *early]


def _table(value: IncentiveValue, payees: Sequence[Payee], plan: Plan, language: Language, whole: bool) -> Table:
    one = plan.model.incentives[value.incentive]

    def money(figure: Figure) -> str:
        return _money(figure, one, language)

    def amount(share: Fraction | None) -> str:
        return "" if share is None else money(Known(share))

    columns = [Column(NAME().render(language), elastic=True, least=8)]
    cells: list[Callable[[Payee], Cell]] = [
        lambda payee: Cell(entity_name(payee.entity, plan, language), value=Subject(value.incentive, payee.entity))
    ]

    def add(head: Text, cell: Callable[[Payee], str], rank: int = 0, tone: Tone = Tone.PLAIN) -> None:
        columns.append(Column(head().render(language), right=True, rank=rank))
        cells.append(lambda payee: Cell(cell(payee), tone))

    add(PAYOUT, lambda payee: money(payee.payout), tone=Tone.STRONG)
    if value.settled:
        add(PAID, lambda payee: amount(payee.paid))
    if any(payee.earned != payee.payout for payee in payees):
        add(EARNED, lambda payee: money(payee.earned), 1)
    told: tuple[tuple[Text, Callable[[Payee], Figure]], ...] = (
        (OVER_CAP, lambda payee: payee.over_cap),
        (TAKEN, lambda payee: payee.taken_back),
        (OPENING, lambda payee: payee.opening),
        (CARRIED, lambda payee: payee.carried if isinstance(payee.carried, Known) else NOTHING),
    )

    def something(part: Callable[[Payee], Figure], payee: Payee) -> str:
        return money(part(payee)) if _is_something(part(payee)) else ""

    for head, part in told:
        if any(_is_something(part(payee)) for payee in payees):
            add(head, partial(something, part), 1)
    if one.base is not None:
        add(BASE, lambda payee: _reading(payee.base, language), 2)
    if one.tiers is not None or one.award is not None:
        head = MEASURE if one.tiers is not None else REACHED
        add(head, lambda payee: _reading(payee.measure, language), 2)
    if one.award is not None:
        add(PLACE_NO, lambda payee: "" if payee.rank is None else str(payee.rank), 3)
    rows = tuple(Row(tuple(cell(payee) for cell in cells)) for payee in payees)
    return Table(tuple(columns), rows, whole=whole, goes_on=whole)


def _is_something(figure: Figure) -> bool:
    """Whether there is something to tell of a part of a payout."""
    return not isinstance(figure, Known) or figure.value != 0


def _reading(reading: Reading | None, language: Language) -> str:
    return "" if reading is None else figure_words(reading.figure, reading.unit, language)


def _money(figure: Figure, one: Incentive, language: Language) -> str:
    """An amount to the last minor unit."""
    if not isinstance(figure, Known):
        return figure_words(figure, MoneyIn(one.currency), language)
    return show(figure, MoneyIn(one.currency), language)


def _deals(payee: Payee, one: Incentive, language: Language) -> list[Block]:
    """The deals of the period, and those that came back."""
    blocks: list[Block] = []
    deals = payee.deals.look_up()
    if deals:
        columns = (
            Column(DEAL().render(language), elastic=True, least=8),
            Column(DAY().render(language)),
            Column(AMOUNT().render(language), right=True),
            Column(PAY().render(language), right=True),
            Column(WHERE().render(language), elastic=True, rank=1),
        )
        rows = [
            Row((clean(deal.key), *_of_deal(deal, one, language), Cell(place_text(deal.place), value=deal.place)))
            for deal in deals
        ]
        if one.bonus is not None and _is_something(payee.bonus):
            rows.append(Row((BONUS().render(language), "", "", _money(payee.bonus, one, language), "")))
        blocks.append(Table(columns, tuple(rows), whole=True))
    if payee.taken:
        returned = (
            Column(DEAL().render(language), elastic=True, least=8),
            Column(BACK().render(language)),
            Column(FOR().render(language)),
            Column(AMOUNT().render(language), right=True),
            Column(TAKEN().render(language), right=True),
            Column(WHERE().render(language), elastic=True, rank=1),
        )
        blocks.append(Table(returned, tuple(_came_back(row, one, language) for row in payee.taken), whole=True))
    return blocks


def _of_deal(deal: Deal, one: Incentive, language: Language) -> tuple[str, str, str]:
    amount = EMPTY().render(language) if deal.amount is None else _money(Known(deal.amount), one, language)
    pay = "" if deal.pay is None else _money(Known(deal.pay), one, language)
    return short_day(deal.day, language), amount, pay


def _came_back(row: TakenBack, one: Incentive, language: Language) -> Row:
    deal = row.deal
    amount = EMPTY().render(language) if deal.amount is None else _money(Known(deal.amount), one, language)
    return Row(
        (
            clean(deal.key),
            short_day(row.back, language),
            row.period.label,
            amount,
            _money(row.pay, one, language),
            Cell(place_text(deal.place), value=deal.place),
        )
    )
