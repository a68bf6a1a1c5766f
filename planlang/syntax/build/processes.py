"""Builders of processes."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def process(parts: list[Any]) -> nodes.ProcessDecl:
    kind, head, _, source, *clauses, _ = parts
    return nodes.ProcessDecl(head.after(kind), source, tuple(clauses), whole(parts))


def stage_words(parts: list[Any]) -> tuple[nodes.Name | nodes.Text, ...]:
    return tuple(parts)


def stage_head(parts: list[Any]) -> nodes.StageHead:
    name, words, title = parts
    first, *rest = words or (None,)
    alias = first if isinstance(first, nodes.Name) else None
    synonyms = tuple(rest) if alias is not None or first is None else (first, *rest)
    return nodes.StageHead(name, alias, synonyms, title, whole(parts))


def _level(severity: nodes.SeverityClause | None) -> nodes.Name | None:
    return None if severity is None else severity.level


def stages(parts: list[Any]) -> nodes.Stages:
    return nodes.Stages(tuple(parts[1:]), whole(parts))


def win_stage(parts: list[Any]) -> nodes.WinStage:
    return nodes.WinStage(parts[1], whole(parts))


def loss_stage(parts: list[Any]) -> nodes.LossStage:
    _, head, *origins = parts
    return nodes.LossStage(head, origins[1] if len(origins) == 2 else None, whole(parts))


def no_skipping(parts: list[Any]) -> nodes.NoSkipping:
    return nodes.NoSkipping(_level(parts[1]), whole(parts))


def no_going_back(parts: list[Any]) -> nodes.NoGoingBack:
    _, _, allowed, severity = parts
    return nodes.NoGoingBack(allowed or (), _level(severity), whole(parts))


def no_reopening(parts: list[Any]) -> nodes.NoReopening:
    _, _, allowed, severity = parts
    return nodes.NoReopening(allowed or (), _level(severity), whole(parts))


def stay_in(parts: list[Any]) -> nodes.StayIn:
    word, stage, _, limit, _, where, severity = parts
    return nodes.StayIn(stage, word.type == "TOTAL_IN", limit, where, _level(severity), whole(parts))


def idle(parts: list[Any]) -> nodes.IdleAtMost:
    _, limit, _, activities, _, stage, _, where, severity = parts
    return nodes.IdleAtMost(limit, activities, stage, where, _level(severity), whole(parts))


def requires(parts: list[Any]) -> nodes.Requires:
    border, stage, _, conditions, severity = parts
    return nodes.Requires(nodes.Border(border.keyword.key), stage, conditions, _level(severity), whole(parts))


def from_to(parts: list[Any]) -> nodes.FromTo:
    _, origin, _, target, _, limit, severity = parts
    return nodes.FromTo(origin, target, limit, _level(severity), whole(parts))


def value_of(parts: list[Any]) -> nodes.ValueOf:
    return nodes.ValueOf(parts[1], whole(parts))


def stage_block(parts: list[Any]) -> nodes.StageBlock:
    _, stage, *clauses, _ = parts
    return nodes.StageBlock(stage, tuple(clauses), whole(parts))


def aim(parts: list[Any]) -> nodes.Aim:
    return nodes.Aim(parts[1], whole(parts))


def responsible(parts: list[Any]) -> nodes.Responsible:
    return nodes.Responsible(parts[1], whole(parts))


def standard(parts: list[Any]) -> nodes.Standard:
    return nodes.Standard(parts[1], whole(parts))


def expect(parts: list[Any]) -> nodes.ExpectConversion:
    _, _, _, share, _, within = parts
    return nodes.ExpectConversion(share, within, whole(parts))
