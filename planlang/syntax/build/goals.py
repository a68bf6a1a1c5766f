"""Builders of goals."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole

PERIODS = {
    "week": nodes.TimeUnit.WEEK,
    "month": nodes.TimeUnit.MONTH,
    "quarter": nodes.TimeUnit.QUARTER,
    "half": nodes.TimeUnit.HALF,
    "year": nodes.TimeUnit.YEAR,
}
DIRECTIONS = {"AT_LEAST": nodes.Direction.AT_LEAST, "AT_MOST": nodes.Direction.AT_MOST}


def goal(parts: list[Any]) -> nodes.GoalDecl:
    kind, head, for_each, *clauses, _ = parts
    return nodes.GoalDecl(head.after(kind), for_each, tuple(clauses), whole(parts))


def measure(parts: list[Any]) -> nodes.Measure:
    return nodes.Measure(parts[1], whole(parts))


def target(parts: list[Any]) -> nodes.TargetClause:
    *before, value, _, by = parts
    direction = DIRECTIONS[before[1].type] if len(before) == 2 else nodes.Direction.AT_LEAST
    return nodes.TargetClause(direction, value, by, None, whole(parts))


def target_each_period(parts: list[Any]) -> nodes.TargetClause:
    _, every, at, value, _, by = parts
    direction = DIRECTIONS[at.type] if at is not None else nodes.Direction.AT_LEAST
    return nodes.TargetClause(direction, value, by, every, whole(parts))


def target_from(parts: list[Any]) -> nodes.TargetFrom:
    _, _, table, _, by = parts
    return nodes.TargetFrom(table, by, whole(parts))


def floor(parts: list[Any]) -> nodes.Floor:
    return nodes.Floor(parts[1], whole(parts))


def stretch(parts: list[Any]) -> nodes.Stretch:
    return nodes.Stretch(parts[1], whole(parts))


def term(parts: list[Any]) -> nodes.Term:
    return nodes.Term(parts[1], whole(parts))


def goal_period(parts: list[Any]) -> nodes.GoalPeriod:
    return nodes.GoalPeriod(parts[1], whole(parts))


def goal_path(parts: list[Any]) -> nodes.GoalPath:
    return nodes.GoalPath(parts[1], whole(parts))


def base(parts: list[Any]) -> nodes.Base:
    _, value, _, during = parts
    return nodes.Base(value, during, whole(parts))


def growth(parts: list[Any]) -> nodes.Growth:
    return nodes.Growth(parts[1], whole(parts))


def split_by_time(parts: list[Any]) -> nodes.SplitByTime:
    _, unit, shares_ = parts
    return nodes.SplitByTime(PERIODS[unit.keyword.key], shares_, whole(parts))


def split_by_parts(parts: list[Any]) -> nodes.SplitByParts:
    keyword, by, *shares_, _ = parts
    return nodes.SplitByParts(keyword.type == "SPLIT_EACH_BY", by, tuple(shares_), whole(parts))


def split_from(parts: list[Any]) -> nodes.SplitFrom:
    at = next(number for number, part in enumerate(parts) if getattr(part, "type", None) == "FROM")
    axes = tuple(part if isinstance(part, nodes.Path) else PERIODS[part.keyword.key] for part in parts[1:at])
    rest = parts[at + 2 :]
    buffer_ = next((part for part in rest if isinstance(part, nodes.Buffer)), None)
    options = tuple(part for part in rest if isinstance(part, nodes.Name))
    return nodes.SplitFrom(axes, parts[at + 1], buffer_, options, whole(parts))


def dimension(parts: list[Any]) -> nodes.Dimension:
    name, buffer_ = parts
    return nodes.Dimension(name, buffer_, whole(parts))


def buffer(parts: list[Any]) -> nodes.Buffer:
    _, up_to, percent = parts
    return nodes.Buffer(percent, up_to is not None, whole(parts))


def share(parts: list[Any]) -> nodes.Share:
    who, value, entire, _, by, within, _ = parts
    return nodes.Share(who, value, entire is not None, by, within or (), whole(parts))


def shares(parts: list[Any]) -> tuple[nodes.Share, ...]:
    return tuple(parts)


def amber_within(parts: list[Any]) -> nodes.AmberWithin:
    return nodes.AmberWithin(parts[2], whole(parts))


def prorate(parts: list[Any]) -> nodes.Prorate:
    return nodes.Prorate(parts[1], whole(parts))
