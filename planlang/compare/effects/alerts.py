"""What an edit of an alert does: whether it comes on sooner, more often, and stays longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, asks, holds, negative, same, sign
from planlang.semantics.model.alerts import Alert, Rung
from planlang.values.severities import Level

WORST_FIRST = [level.value for level in Level]


def alert_moves(before: Alert, after: Alert) -> Iterator[Move]:
    """What is judged otherwise, by the clause that says it."""
    if before.entity is not after.entity or before.role != after.role or before.grain is not after.grain:
        yield Move(Effect.CHANGED, "ForEach")
        return
    for index, (one, other) in enumerate(zip(before.rungs, after.rungs, strict=False)):
        yield from _rung(one, other, "RaiseTo" if index else "When")
    if len(before.rungs) != len(after.rungs):
        yield Move(asks(sign(len(before.rungs), len(after.rungs))), "RaiseTo")
    if before.keep != after.keep:
        yield Move(asks(sign(before.keep, after.keep)), "Keep")
    if before.start != after.start:
        begun = [one.start or date.min for one in (before, after)]
        yield Move(asks(sign(begun[1], begun[0])), "StartsFrom")
    if not same(before.where, after.where) or not same(before.among, after.among):
        yield Move(asks(_people(before, after)), "ForEach")


def _rung(before: Rung, after: Rung, clause: str) -> Iterator[Move]:
    if not same(before.when, after.when):
        yield Move(asks(holds(before.when, after.when)), clause)
    if before.periods != after.periods:
        yield Move(asks(sign(after.periods, before.periods)), clause)
    if before.severity != after.severity:
        worse = sign(WORST_FIRST.index(after.severity), WORST_FIRST.index(before.severity))
        yield Move(asks(worse), "SeverityClause" if clause == "When" else clause)
    if not same(before.until, after.until):
        ends: Sign = None
        if before.until is not None and after.until is not None:
            ends = holds(before.until, after.until)
        yield Move(asks(negative(ends)), "Until" if clause == "When" else clause)


def _people(before: Alert, after: Alert) -> Sign:
    """Whether more people or teams are judged."""
    if not same(before.among, after.among):
        if not same(before.where, after.where) or before.among is None or after.among is None:
            return None if before.among is not None and after.among is not None else (1 if after.among is None else -1)
        return holds(before.among, after.among)
    one, other = before.where, after.where
    if one is None or other is None:
        return 1 if other is None else -1
    return 1 if set(one) < set(other) else -1 if set(other) < set(one) else None
