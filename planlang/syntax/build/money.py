"""Builders of budgets."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def budget(parts: list[Any]) -> nodes.BudgetDecl:
    kind, head, amount, clauses, _ = parts
    inside, rest = _apart(clauses)
    return nodes.BudgetDecl(head.after(kind), amount, rest, inside, whole(parts))


def account(parts: list[Any]) -> nodes.AccountDecl:
    kind, head, amount, clauses, _ = parts
    inside, rest = _apart(clauses)
    return nodes.AccountDecl(head.after(kind), amount, rest, inside, whole(parts))


def budget_clauses(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


def account_clauses(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


def _apart(clauses: tuple[Any, ...] | None) -> tuple[tuple[nodes.AccountDecl, ...], tuple[Any, ...]]:
    """The accounts of a block, and its other clauses."""
    found = clauses or ()
    return (
        tuple(clause for clause in found if isinstance(clause, nodes.AccountDecl)),
        tuple(clause for clause in found if not isinstance(clause, nodes.AccountDecl)),
    )


def actual(parts: list[Any]) -> nodes.Actual:
    _, value, _, by = parts
    return nodes.Actual(value, by, whole(parts))


def committed(parts: list[Any]) -> nodes.Committed:
    _, value, _, by = parts
    return nodes.Committed(value, by, whole(parts))


def forecast(parts: list[Any]) -> nodes.Forecast:
    return nodes.Forecast(nodes.ForecastBy(parts[1].keyword.english[0]), whole(parts))


def warn_when(parts: list[Any]) -> nodes.WarnWhen:
    _, condition, _, periods = parts
    return nodes.WarnWhen(condition, periods, whole(parts))
