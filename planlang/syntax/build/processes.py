"""Builders of processes."""

from __future__ import annotations

from typing import Any

from planlang.frozen import frozen
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


def _said(severity: nodes.SeverityClause | None, block: _Block | None) -> tuple[nodes.RuleClause, ...]:
    """What stands behind a rule, and in its block."""
    return ((severity,) if severity is not None else ()) + (block.clauses if block is not None else ())


@frozen
class _Block:
    """The block of a rule."""

    clauses: tuple[nodes.RuleClause, ...]


def rule_block(parts: list[Any]) -> _Block:
    return _Block(tuple(parts[:-1]))


def stages(parts: list[Any]) -> nodes.Stages:
    return nodes.Stages(tuple(parts[1:]), whole(parts))


def win_stage(parts: list[Any]) -> nodes.WinStage:
    return nodes.WinStage(tuple(parts[1:]), whole(parts))


def loss_stage(parts: list[Any]) -> nodes.LossStage:
    _, head, *origins = parts
    return nodes.LossStage(head, origins[1] if len(origins) == 2 else None, whole(parts))


def void_stage(parts: list[Any]) -> nodes.VoidStage:
    _, head, *origins = parts
    return nodes.VoidStage(head, origins[1] if len(origins) == 2 else None, whole(parts))


def no_skipping(parts: list[Any]) -> nodes.NoSkipping:
    *said, severity, block = parts
    return nodes.NoSkipping(said[1], _said(severity, block), whole([*said, severity]))


def no_going_back(parts: list[Any]) -> nodes.NoGoingBack:
    *said, severity, block = parts
    _, _, allowed = said
    return nodes.NoGoingBack(allowed or (), _said(severity, block), whole([*said, severity]))


def no_reopening(parts: list[Any]) -> nodes.NoReopening:
    *said, severity, block = parts
    _, _, allowed = said
    return nodes.NoReopening(allowed or (), _said(severity, block), whole([*said, severity]))


def stay_in(parts: list[Any]) -> nodes.StayIn:
    *said, severity, block = parts
    word, stage, _, limit, _, where, cases = said
    total = word.type == "TOTAL_IN"
    return nodes.StayIn(stage, total, limit, where, cases or (), _said(severity, block), whole([*said, severity]))


def idle(parts: list[Any]) -> nodes.IdleAtMost:
    *said, severity, block = parts
    _, limit, _, activities, _, stage, _, where, cases = said
    handling, span = _said(severity, block), whole([*said, severity])
    return nodes.IdleAtMost(limit, activities, stage, where, cases or (), handling, span)


def revisit(parts: list[Any]) -> nodes.Revisit:
    *said, severity, block = parts
    *words, _, count, activities, _, stage, _, where = said
    every = words[-1] if len(words) > 1 else nodes.Cadence(nodes.Often(words[0].keyword.key), words[0].span)
    handling, span = _said(severity, block), whole([*said, severity])
    return nodes.Revisit(every, count, activities, stage, where, handling, span)


def holding(parts: list[Any]) -> nodes.Holding:
    *said, severity, block = parts
    _, role, _, count, _, stage = said
    return nodes.Holding(role, count, stage, _said(severity, block), whole([*said, severity]))


def same_owner(parts: list[Any]) -> nodes.SameOwner:
    *said, severity, block = parts
    _, _, limit, _, stage = said
    return nodes.SameOwner(limit, stage, _said(severity, block), whole([*said, severity]))


def hand_over(parts: list[Any]) -> nodes.HandOver:
    *said, severity, block = parts
    return nodes.HandOver(said[2], _said(severity, block), whole([*said, severity]))


def file_has(parts: list[Any]) -> nodes.FileHas:
    *said, severity, block = parts
    return nodes.FileHas(said[1], _said(severity, block), whole([*said, severity]))


def limit_cases(parts: list[Any]) -> tuple[nodes.LimitCase, ...]:
    return tuple(parts)


def other_limit(parts: list[Any]) -> nodes.LimitCase:
    limit, _, where = parts
    return nodes.LimitCase(limit, where, whole(parts))


def twice(parts: list[Any]) -> nodes.LimitCase:
    return nodes.LimitCase(None, parts[2], whole(parts))


def requires(parts: list[Any]) -> nodes.Requires:
    *said, severity, block = parts
    word, stage, _, conditions = said
    border = nodes.Border(word.keyword.key)
    return nodes.Requires(border, stage, conditions, _said(severity, block), whole([*said, severity]))


def from_to(parts: list[Any]) -> nodes.FromTo:
    *said, severity, block = parts
    _, origin, _, target, _, limit, cases = said
    return nodes.FromTo(origin, target, limit, cases or (), _said(severity, block), whole([*said, severity]))


def approval(parts: list[Any]) -> nodes.Approval:
    *said, severity, block = parts
    _, column, _, approver, _, on = said
    return nodes.Approval(column, approver, on, _said(severity, block), whole([*said, severity]))


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


def todo(parts: list[Any]) -> nodes.Todo:
    word, head, *clauses, _ = parts
    return nodes.Todo(head.after(word), tuple(clauses), whole(parts))


def within(parts: list[Any]) -> nodes.Within:
    return nodes.Within(parts[1], whole(parts))


def done_when(parts: list[Any]) -> nodes.DoneWhen:
    return nodes.DoneWhen(parts[1], whole(parts))


def win_probability(parts: list[Any]) -> nodes.WinProbability:
    return nodes.WinProbability(parts[1], whole(parts))


def expect(parts: list[Any]) -> nodes.ExpectConversion:
    _, _, _, share, _, within = parts
    return nodes.ExpectConversion(share, within, whole(parts))
