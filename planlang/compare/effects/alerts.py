"""What an edit of an alert does: whether it comes on sooner, more often, and stays longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, all_of, asks, holds, negative, same, sign, wider
from planlang.semantics.model.alerts import Alert, Rung
from planlang.values.severities import Level

WORST_FIRST = [level.value for level in Level]


def alert_moves(before: Alert, after: Alert) -> Iterator[Move]:
    """What is judged otherwise, by the clause that says it."""
    if before.entity is not after.entity or before.role != after.role or before.grain is not after.grain:
        yield Move(Effect.CHANGED, "for_each")
        return
    yield from _rung(before.rungs[0], after.rungs[0], "When")
    yield from _raised(before.rungs[1:], after.rungs[1:])
    if before.keep != after.keep:
        yield Move(asks(sign(before.keep, after.keep)), "Keep")
    if before.start != after.start:
        begun = [one.start or date.min for one in (before, after)]
        yield Move(asks(sign(begun[1], begun[0])), "StartsFrom")
    if before.during != after.during:
        yield Move(asks(_time(before.during, after.during)), "HoldsDuring")
    if not same(before.where, after.where) or not same(before.among, after.among):
        yield Move(asks(wider(before, after)), "for_each")


def _raised(before: Sequence[Rung], after: Sequence[Rung]) -> Iterator[Move]:
    """To which severities it is raised, each by itself."""
    earlier, later = ({rung.severity: rung for rung in rungs} for rungs in (before, after))
    for severity, rung in later.items():
        if severity in earlier:
            yield from _rung(earlier[severity], rung, "RaiseTo")
        else:
            yield Move(Effect.TIGHTENED, after=rung.when.span)
    for severity, rung in earlier.items():
        if severity not in later:
            yield Move(Effect.LOOSENED, before=rung.when.span)


def _time(before: tuple[date, date] | None, after: tuple[date, date] | None) -> Sign:
    """Whether it is judged on more days."""
    if before is None or after is None:
        return sign(before is None, after is None)
    return all_of((sign(after[0], before[0]), sign(before[1], after[1])))


def _rung(before: Rung, after: Rung, clause: str) -> Iterator[Move]:
    begins = (clause, "WarnWhen") if clause == "When" else (clause,)  # risks and budgets warn
    if not same(before.when, after.when):
        yield from (Move(asks(holds(before.when, after.when)), said) for said in begins)
    if before.periods != after.periods:
        yield from (Move(asks(sign(after.periods, before.periods)), said) for said in begins)
    if before.severity != after.severity:
        worse = sign(WORST_FIRST.index(after.severity), WORST_FIRST.index(before.severity))
        yield Move(asks(worse), "SeverityClause" if clause == "When" else clause)
    if not same(before.until, after.until):
        ends = sign(before.until is None, after.until is None)  # with `until` it goes on where `when` holds no more
        if before.until is not None and after.until is not None:
            ends = holds(before.until, after.until)
        yield Move(asks(negative(ends)), "Until" if clause == "When" else clause)
