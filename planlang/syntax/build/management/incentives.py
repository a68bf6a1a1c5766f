"""Builders of incentives."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def incentive(parts: list[Any]) -> nodes.IncentiveDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.IncentiveDecl(head.after(kind), each, tuple(clauses), whole(parts))


def pay_base(parts: list[Any]) -> nodes.PayBase:
    return nodes.PayBase(parts[1], whole(parts))


def tiers(parts: list[Any]) -> nodes.Tiers:
    _, measure, way, *tiers, _ = parts
    return nodes.Tiers(measure, way.keyword.key == "on_part_above", tuple(tiers), whole(parts))


def tier(parts: list[Any]) -> nodes.Tier:
    _, since, _, pays = parts
    return nodes.Tier(since, pays, whole(parts))


def pays(parts: list[Any]) -> nodes.Pays:
    _, amount, _, condition = parts
    return nodes.Pays(amount, condition, whole(parts))


def top(parts: list[Any]) -> nodes.Top:
    _, count, _, measure = parts
    return nodes.Top(count, measure, whole(parts))


def award_ties(parts: list[Any]) -> nodes.Ties:
    _, way, *by = parts
    return nodes.Ties(nodes.AwardTies(way.keyword.key), tuple(by[0]) if by else (), whole(parts))


def pay_cap(parts: list[Any]) -> nodes.PayCap:
    return nodes.PayCap(parts[1], whole(parts))


def claw_back(parts: list[Any]) -> nodes.ClawBack:
    _, part, _, column, _, within, own = parts
    return nodes.ClawBack(part, column, within, own is not None, whole(parts))


def approver(parts: list[Any]) -> nodes.Approver:
    return nodes.Approver(parts[1], whole(parts))


def settled(parts: list[Any]) -> nodes.Settled:
    _, period, *clauses, _ = parts
    return nodes.Settled(period, tuple(clauses), whole(parts))


def paid(parts: list[Any]) -> nodes.Paid:
    _, person, amount = parts
    return nodes.Paid(person, amount, whole(parts))
