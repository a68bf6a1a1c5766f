"""Builders of scorecards and promotions."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def scorecard(parts: list[Any]) -> nodes.ScorecardDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.ScorecardDecl(head.after(kind), each, tuple(clauses), whole(parts))


def card_line(parts: list[Any]) -> nodes.CardLine:
    word, head, value, *options = parts
    return nodes.CardLine(head.after(word), value, tuple(options), whole(parts))


def weight(parts: list[Any]) -> nodes.Weight:
    return nodes.Weight(parts[1], whole(parts))


def cap(parts: list[Any]) -> nodes.Cap:
    return nodes.Cap(parts[1], whole(parts))


def least(parts: list[Any]) -> nodes.Least:
    return nodes.Least(parts[1], whole(parts))


def scale(parts: list[Any]) -> nodes.Anchor:
    anchored: nodes.Anchor = parts[1]
    return anchored


def anchor(parts: list[Any]) -> nodes.Anchor:
    value, score = parts
    return nodes.Anchor(value, score, whole(parts))


def anchor_below_zero(parts: list[Any]) -> nodes.Anchor:
    _, value, score = parts
    if isinstance(value, nodes.Number | nodes.Percent):
        below: nodes.Anchored = evolve(value, value=-value.value)
    else:
        below = evolve(value, amount=-value.amount)
    return nodes.Anchor(below, score, whole(parts))


def grade(parts: list[Any]) -> nodes.Grade:
    since = parts[3] if len(parts) > 3 else None
    return nodes.Grade(parts[1], since, whole(parts))


def card_gaps(parts: list[Any]) -> nodes.CardGaps:
    return nodes.CardGaps(nodes.CardGapPolicy(parts[1].keyword.key), whole(parts))


def agreed(parts: list[Any]) -> nodes.Agreed:
    return nodes.Agreed(parts[2], whole(parts))


def appeal(parts: list[Any]) -> nodes.Appeal:
    return nodes.Appeal(parts[2], whole(parts))


def ranked(parts: list[Any]) -> nodes.Ranked:
    _, _, group, _, _, ties = parts
    return nodes.Ranked(group, ties, whole(parts))


def promotion(parts: list[Any]) -> nodes.PromotionDecl:
    kind, head, _, source, _, target, *clauses, _ = parts
    return nodes.PromotionDecl(head.after(kind), source, target, tuple(clauses), whole(parts))


def needs(parts: list[Any]) -> nodes.Needs:
    return nodes.Needs(tuple(parts[1]), whole(parts))
