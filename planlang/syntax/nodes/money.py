"""Budgets: what may be spent, on what, by when, and what is spent."""

from __future__ import annotations

from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.alerts import Until
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.goals import SplitByTime
from planlang.syntax.nodes.literals import Duration, Name
from planlang.syntax.nodes.plan import CalendarClause
from planlang.syntax.nodes.shared import Escalate, Head, NoteClause, Notify, Owner, Serves, SeverityClause


@frozen
class Actual:
    """`actual sum(expenses.amount) by account`: what is spent, and the column that names the account of a row."""

    value: Expression
    by: Name | None
    span: Span


@frozen
class Committed:
    """`committed sum(orders.amount) by account`: what is ordered, and the column that names the account of a row."""

    value: Expression
    by: Name | None
    span: Span


class ForecastBy(Enum):
    """How it is told where spending leads, by its word."""

    PLAN = "by plan"
    RUN_RATE = "by run rate"


@frozen
class Forecast:
    """`forecast by run rate`."""

    by: ForecastBy
    span: Span


@frozen
class WarnWhen:
    """`warn when burn > pace + 10pp for 2 weeks`."""

    condition: Expression
    periods: Duration | None
    span: Span


AccountClause = SplitByTime | Owner | WarnWhen | Until | SeverityClause | Notify | Escalate | NoteClause
BudgetClause = AccountClause | Actual | Committed | Forecast | Serves | CalendarClause


@frozen
class AccountDecl:
    """`account training "Training" = 90k EUR { ... }`: a part of a budget or of another account."""

    head: Head
    amount: Expression
    clauses: tuple[AccountClause, ...]
    children: tuple[AccountDecl, ...]
    span: Span


@frozen
class BudgetDecl:
    """`budget total "Sales budget" = 420k EUR { ... }`."""

    head: Head
    amount: Expression
    clauses: tuple[BudgetClause, ...]
    children: tuple[AccountDecl, ...]
    span: Span
