"""What an edit of a process does: more or less time, another rule, one that is gone, by the clause that says it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, all_of, asks, longer, negative, same, sign
from planlang.semantics.model.processes import (
    BackRule,
    Expectation,
    FileRule,
    HoldRule,
    Process,
    ProcessRule,
    ReopenRule,
    RequireRule,
    RevisitRule,
    SameOwnerRule,
    TodoRule,
)
from planlang.values.severities import Level

WORST_FIRST = [level.value for level in Level]


def process_moves(before: Process, after: Process) -> Iterator[Move]:
    """Rules that are there no more, are new, or judge otherwise, each with its places."""
    gone = list(before.rules)
    renamed = _renamed(before, after)
    for one, rule in _pairs(gone, after.rules, renamed):
        if one is None:
            yield Move(Effect.TIGHTENED, after=rule.ident.span)
        elif not same(_said(one), _said(rule)):
            yield Move(asks(_stricter(one, rule)), before=one.ident.span, after=rule.ident.span)
    for rule in gone:
        yield Move(Effect.LOOSENED, before=rule.ident.span)
    stages = {renamed.get(stage.name, stage.name): stage for stage in before.stages}
    for stage in after.stages:
        if stage.name in stages and not same(stages[stage.name].expectation, stage.expectation):
            yield Move(asks(_expects(stages[stage.name].expectation, stage.expectation)), "ExpectConversion")


def _renamed(before: Process, after: Process) -> dict[str, str]:
    """Stages of which the name is another: at the same place of a line that is as long, with a name that was not there."""
    if len(before.stages) != len(after.stages):
        return {}
    names = [{stage.name for stage in process.stages} for process in (before, after)]
    return {
        one.name: other.name
        for one, other in zip(before.stages, after.stages, strict=True)
        if one.name not in names[1] and other.name not in names[0]
    }


def _pairs(
    gone: list[ProcessRule], rules: Sequence[ProcessRule], renamed: Mapping[str, str]
) -> Iterator[tuple[ProcessRule | None, ProcessRule]]:
    """Each rule with the earlier one about the same, which is `gone` no more: one that says the same, else one for the same
    records, else the first.
    """
    found: dict[int, ProcessRule] = {}
    ways: tuple[Callable[[ProcessRule], Any], ...] = (_judged, lambda one: getattr(one, "where", None), lambda _: None)
    for way in ways:
        for index, rule in enumerate(rules):
            about = _about(rule, {})
            alike = (one for one in gone if _about(one, renamed) == about and same(way(one), way(rule)))
            known = None if index in found else next(alike, None)
            if known is not None:
                found[index] = known
                gone[:] = [one for one in gone if one is not known]
    for index, rule in enumerate(rules):
        yield found.get(index), rule


def _about(rule: ProcessRule, renamed: Mapping[str, str]) -> tuple[Any, ...]:
    """What a rule is about, its stages called as in the later version; a to-do goes by its name."""
    stages = (getattr(rule, name, None) for name in ("stage", "origin", "target"))
    others = (getattr(rule, name, None) for name in ("activities", "role", "column", "on_leaving", "total"))
    name = rule.ident.name if isinstance(rule, TodoRule) else None
    return type(rule), name, *(renamed.get(stage, stage) if stage else None for stage in stages), *others


def _expects(before: Expectation | None, after: Expectation | None) -> Sign:
    """Whether more of a stage is expected."""
    if before is None or after is None:
        return sign(before is not None, after is not None)
    if before.within is None or after.within is None:
        time = sign(before.within is not None, after.within is not None)
    else:
        time = negative(longer(before.within, after.within))
    return all_of((sign(before.share, after.share), time))


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


def _said(rule: ProcessRule) -> tuple[Any, ...]:
    """All that a rule says."""
    return _judged(rule), rule.ident.severity, rule.ident.handling


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
