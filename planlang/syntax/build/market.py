"""Builders of assumptions."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def assumption(parts: list[Any]) -> nodes.AssumptionDecl:
    kind, head, value, clauses, _ = parts
    return nodes.AssumptionDecl(head.after(kind), value, clauses or (), whole(parts))


def assumption_clauses(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


def came_from(parts: list[Any]) -> nodes.CameFrom:
    return nodes.CameFrom(parts[1], whole(parts))


def dated(parts: list[Any]) -> nodes.DatedOn:
    return nodes.DatedOn(parts[1], whole(parts))


def category(parts: list[Any]) -> nodes.Category:
    return nodes.Category(parts[1], whole(parts))


def reviewed(parts: list[Any]) -> nodes.Reviewed:
    return nodes.Reviewed(parts[-1], whole(parts))
