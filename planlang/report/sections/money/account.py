"""One budget or account: all its figures, what tasks it pays for, and the rows of what is used.

In: an account of an evaluation. Out: a section of `explain`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, Evidence
from planlang.evaluate.results.money import AccountValue
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Block, Cell, Column, Row, Section, Subject, Table
from planlang.report.sections.evidence import evidence_blocks, facts_of
from planlang.report.sections.money.budgets import is_bound
from planlang.report.words.names import COMMA, account_name, party_name, title
from planlang.report.words.tasks import STATES
from planlang.schedule.accruals import accrued
from planlang.semantics.model import Model
from planlang.values.figure import Figure, Known
from planlang.values.periods import DAY
from planlang.values.units import PercentagePoints, Ratio, Unit

OWNER = Text("report.explain.budget-owner", "owner")
SERVES = Text("report.explain.budget-serves", "serves")
COVERED = Text("report.explain.budget-to", "known to")
AMOUNT_ROW = Text("report.explain.budget-amount", "budget")
USED_ROW = Text("report.explain.budget-used", "used")
COMMITTED_ROW = Text("report.explain.budget-committed", "committed")
PLANNED_ROW = Text("report.explain.budget-planned", "planned")
ACCRUED_ROW = Text("report.explain.budget-accrued", "come up by plan")
REMAINING_ROW = Text("report.explain.budget-remaining", "left (budget − used)")
LEFT_ROW = Text("report.explain.budget-left", "left (budget − used − committed)")
FREE_ROW = Text("report.explain.budget-free", "free (left − planned)")
BURN_ROW = Text("report.explain.budget-burn", "burn (used ÷ budget)")
PACE_ROW = Text("report.explain.budget-pace", "time (due by then ÷ budget)")
AHEAD_ROW = Text("report.explain.budget-ahead", "ahead of time by")
FORECAST_ROW = Text("report.explain.budget-forecast", "by the end, as fast as so far")
BY_PLAN_ROW = Text("report.explain.budget-by-plan", "by the end, as planned")
OVERRUN_ROW = Text("report.explain.budget-overrun", "more than there is")
EXHAUSTED_ROW = Text("report.explain.budget-exhausted", "all is spent on")
TASKS = Text("report.explain.budget-tasks", "tasks it pays for")
COST = Text("report.explain.budget-cost", "cost")
STATE = Text("report.explain.budget-state", "state")
COME_UP = Text("report.explain.budget-come-up", "come up")


def explained_account(
    value: AccountValue, evidence: Evidence | None, evaluation: Evaluation, language: Language
) -> Section:
    """All figures of an account, each from which others, and the rows of what is used."""
    plan = evaluation.plan
    account = plan.model.accounts[value.account]

    def told(figure: Figure, unit: Unit = value.unit) -> Cell:
        return Cell(show(figure, unit, language), value=Reading(figure, unit))

    facts: list[tuple[Text, Cell | str]] = []
    if account.owner is not None:
        facts.append((OWNER, party_name(account.owner, plan.model, evaluation.as_of.week.last_day, language)))
    if account.parent is None and (served := plan.model.budgets[value.budget].serves):
        facts.append((SERVES, COMMA().render(language).join(title(plan, goal) for goal in served)))
    if value.to is not None:
        facts.append((COVERED, Cell(value.to.isoformat(), value=value.to)))
    facts += [
        (AMOUNT_ROW, told(value.amount)),
        (USED_ROW, told(value.used)),
        *(((COMMITTED_ROW, told(value.committed)),) if is_bound(value) else ()),
        (LEFT_ROW if is_bound(value) else REMAINING_ROW, told(value.remaining)),
        *(((PLANNED_ROW, told(value.planned)), (FREE_ROW, told(value.free))) if is_bound(value) else ()),
        (BURN_ROW, told(value.burn, Ratio())),
        (PACE_ROW, told(value.pace, Ratio())),
        (AHEAD_ROW, told(value.ahead, PercentagePoints())),
        *(((ACCRUED_ROW, told(value.accrued)),) if is_bound(value) else ()),
        (BY_PLAN_ROW if value.by_plan else FORECAST_ROW, told(value.forecast)),
        (OVERRUN_ROW, told(value.overrun)),
    ]
    if value.exhausted is not None:
        facts.append((EXHAUSTED_ROW, Cell(value.exhausted.isoformat(), value=value.exhausted)))
    blocks: tuple[Block, ...] = (facts_of(facts, language), *_charges(value, evaluation, language))
    if evidence is not None:
        blocks += evidence_blocks(evidence, language)
    return Section(account_name(value.account, plan.model, language), blocks)


def _charges(value: AccountValue, evaluation: Evaluation, language: Language) -> Iterator[Table]:
    """The tasks that an account, and all in it, pays for, with what of their cost has come up."""
    plan = evaluation.plan
    within = _within(value.account, plan.model)
    day = min(evaluation.as_of.cut.date() if value.to is None else value.to + DAY, plan.end + DAY)

    def money(amount: Decimal) -> Cell:
        found = Known(Fraction(amount))
        return Cell(show(found, value.unit, language), value=Reading(found, value.unit))

    rows = tuple(
        Row(
            (
                Cell(title(plan, one.task), value=Subject(one.task)),
                money(one.amount),
                STATES[one.state]().render(language),
                money(one.by(day)),
            )
        )
        for one in accrued(plan, evaluation.schedule)
        if one.charge.account in within
    )
    if rows:
        columns = (
            Column(TASKS().render(language), elastic=True, least=18),
            Column(COST().render(language), right=True),
            Column(STATE().render(language)),
            Column(COME_UP().render(language), right=True),
        )
        yield Table(columns, rows, whole=True)


def _within(name: str, model: Model) -> frozenset[str]:
    """An account and all that are in it."""
    inside = {name}
    inside.update(
        key for key, account in model.accounts.items() if account.parent in inside
    )  # each after what it is in
    return frozenset(inside)
