"""What an edit of a process does: more or less time, another rule, one that is gone, by the clause that says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, all_of, asks, longer, negative, same, sign
from planlang.semantics.model.processes import (
    BackRule,
    FileRule,
    HoldRule,
    Process,
    ProcessRule,
    ReopenRule,
    RequireRule,
    RevisitRule,
    SameOwnerRule,
    Stage,
)
from planlang.values.severities import Level

WORST_FIRST = [level.value for level in Level]


def process_moves(before: Process, after: Process) -> Iterator[Move]:
    """Rules that are there no more, are new, or judge otherwise, each with its places."""
    earlier, later = _by_name(before), _by_name(after)
    for name, rule in earlier.items():
        if name not in later:
            yield Move(Effect.LOOSENED, before=rule.ident.span)
    for name, rule in later.items():
        if name not in earlier:
            yield Move(Effect.TIGHTENED, after=rule.ident.span)
        elif not same(earlier[name], rule):
            yield Move(asks(_stricter(earlier[name], rule)), before=earlier[name].ident.span, after=rule.ident.span)
    for stage in after.stages:
        known: Stage | None = next((one for one in before.stages if one.name == stage.name), None)
        if known is not None and known.expectation is not None and stage.expectation is not None:
            more = sign(known.expectation.share, stage.expectation.share)
            if more:
                yield Move(asks(more), "StageBlock")


def _by_name(process: Process) -> Mapping[str, ProcessRule]:
    return {rule.ident.name: rule for rule in process.rules}


def _stricter(before: ProcessRule, after: ProcessRule) -> Sign:
    """Whether a rule asks for more than before."""
    if type(before) is not type(after):
        return None
    one, other = before.ident, after.ident
    signs = [sign(WORST_FIRST.index(other.severity), WORST_FIRST.index(one.severity))]
    if not same(one.handling, other.handling) and same(_judged(before), _judged(after)) and not signs[0]:
        return None  # others hear of it, or something else is proposed
    limits: list[Any] = [getattr(rule, "limit", None) for rule in (before, after)]
    if None not in limits:
        more = longer(limits[0], limits[1])
        signs.append(more if isinstance(before, SameOwnerRule) else negative(more))
    signs += _counts(before, after)
    for name in ("where", "cases", "total", "keeps_won", "done", "approver", "on"):
        if not same(getattr(before, name, None), getattr(after, name, None)):
            signs.append(_of_some(before, after) if name == "where" else None)
    return all_of(signs)


def _judged(rule: ProcessRule) -> tuple[Any, ...]:
    """What a rule says but for who hears of it."""
    return tuple(getattr(rule, each) for each in type(rule).__match_args__ if each != "ident")


def _of_some(before: Any, after: Any) -> Sign:
    """A rule for some records that was one for all asks for less, and the other way round."""
    return sign(before.where is not None, after.where is not None) and (1 if after.where is None else -1)


def _counts(before: Any, after: Any) -> list[Sign]:
    """What rules count, or name one by one."""
    match before, after:
        case HoldRule(), HoldRule():
            return [sign(after.most, before.most)]
        case RevisitRule(), RevisitRule():
            return [sign(before.count, after.count) if before.grain is after.grain else None]
        case ((BackRule() | ReopenRule()), (BackRule() | ReopenRule())):
            return [_more(after.allowed, before.allowed)]
        case ((RequireRule() | FileRule()), (RequireRule() | FileRule())):
            return [_more(tuple(text for text, _ in before.conditions), tuple(text for text, _ in after.conditions))]
    return []


def _more(before: tuple[str, ...], after: tuple[str, ...]) -> Sign:
    """Whether there is more in a list; None where something is gone and something is new."""
    one, other = set(before), set(after)
    if one == other:
        return 0
    return 1 if one < other else -1 if other < one else None
