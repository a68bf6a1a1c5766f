"""Builders of alerts."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def alert(parts: list[Any]) -> nodes.AlertDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.AlertDecl(head.after(kind), each, tuple(clauses), whole(parts))


def for_each(parts: list[Any]) -> nodes.ForEach:
    _, entity, _, where = parts
    return nodes.ForEach(entity, where, whole(parts))


def when(parts: list[Any]) -> nodes.When:
    _, condition, _, periods = parts
    return nodes.When(condition, periods, whole(parts))


def raise_to(parts: list[Any]) -> nodes.RaiseTo:
    _, level, _, condition, _, periods, _, until_ = parts
    return nodes.RaiseTo(level, condition, periods, until_, whole(parts))


def until(parts: list[Any]) -> nodes.Until:
    return nodes.Until(parts[1], whole(parts))


def say(parts: list[Any]) -> nodes.Say:
    return nodes.Say(parts[1], whole(parts))


def keep(parts: list[Any]) -> nodes.Keep:
    return nodes.Keep(parts[1], whole(parts))


def gaps(parts: list[Any]) -> nodes.Gaps:
    return nodes.Gaps(nodes.GapPolicy(parts[1].keyword.key), whole(parts))


def scaled(parts: list[Any]) -> nodes.Scaled:
    return nodes.Scaled(whole(parts))


def unscaled(parts: list[Any]) -> nodes.Unscaled:
    return nodes.Unscaled(whole(parts))


def inhibits(parts: list[Any]) -> nodes.Inhibits:
    return nodes.Inhibits(parts[1], whole(parts))


def starts_from(parts: list[Any]) -> nodes.StartsFrom:
    return nodes.StartsFrom(parts[1], whole(parts))
