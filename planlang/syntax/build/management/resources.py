"""Builders of resources."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def resource(parts: list[Any]) -> nodes.ResourceDecl:
    kind, head, *clauses, _ = parts
    return nodes.ResourceDecl(head.after(kind), tuple(clauses), whole(parts))


def resource_people(parts: list[Any]) -> nodes.ResourcePeople:
    return nodes.ResourcePeople(parts[1], whole(parts))


def available(parts: list[Any]) -> nodes.Available:
    return nodes.Available(parts[1], whole(parts))


def work_limit(parts: list[Any]) -> nodes.WorkLimit:
    cadence, _, limit = parts
    return nodes.WorkLimit(cadence, limit, whole(parts))
