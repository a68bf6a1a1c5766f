"""The life of a proposal: open, accepted, rejected, withdrawn, held back, expired (tests/spec/proposals.md).

In: for one adjustment and one entity, period by period, whether its cause is there and what it proposes is in force; the days of
written rejections. Out: how it stood at the close of each. What the cause is, and who decides, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from planlang.evaluate.results.changes import ProposalPhase
from planlang.frozen import frozen
from planlang.values.periods import DAY

Later = Callable[[date], date]
"""The day that comes so much after another."""
STANDING = (ProposalPhase.REJECTED, ProposalPhase.EXPIRED)
"""Phases that are told as long as the cause is there."""


@frozen
class Seen:
    """What is known at the close of a period.

    Attributes:
        end: the first day after it.
        cause: whether what is proposed has a cause, and somebody could still do it.
        over: whether that has just ended.
        done: whether all that is proposed is in force.
        closes: whether a period closes; of a cut between two nothing is new but decisions and time.
    """

    end: date
    cause: bool
    over: bool
    done: bool
    closes: bool = True


@frozen
class Life:
    """How a proposal stands.

    Attributes:
        opened: the period at whose close it came up, by rank; None where there is none.
        closed: the day on which it was rejected or expired.
        until: until when it waits for a decision, or is held back.
        rejected: which rejection closed it, by rank.
    """

    phase: ProposalPhase
    opened: int | None = None
    closed: date | None = None
    until: date | None = None
    rejected: int | None = None


NONE = Life(ProposalPhase.NONE)


def lives(
    seen: Sequence[Seen], rejections: Sequence[date], again: Later | None, expires: Later | None
) -> tuple[Life, ...]:
    """How a proposal stood at the close of each period; an episode of its cause is proposed once."""
    found: list[Life] = []
    now, begun, had_cause = NONE, date.min, False
    last: date | None = None
    for rank, one in enumerate(seen):
        fresh = [number for number, day in enumerate(rejections) if begun <= day < one.end]
        if fresh:
            last = max(last or date.min, *(rejections[number] for number in fresh))
        fresh_one = max(fresh, key=lambda number: rejections[number], default=None)
        opens = one.cause and (not had_cause or now.phase is ProposalPhase.HELD)
        wait = again(last) if again is not None and last is not None else None
        before, now = now, _after(now, one, fresh_one, rejections, rank if opens else None, wait, expires)
        if now.phase is ProposalPhase.EXPIRED and now.closed is not None:
            last = max(last or date.min, now.closed)
        if now.phase is ProposalPhase.ACCEPTED is not before.phase:
            last = max(last or date.min, one.end - DAY)
        begun, had_cause = one.end, one.cause
        found.append(now)
    return tuple(found)


def _after(
    now: Life,
    one: Seen,
    rejected: int | None,
    rejections: Sequence[date],
    opens: int | None,
    wait: date | None,
    expires: Later | None,
) -> Life:
    """The state at one more close; `opens` is the rank of the period where something would be proposed at it."""
    told = now.phase is ProposalPhase.OPEN or (now.phase in STANDING and now.opened is not None)
    if one.done:
        if told or now.phase is ProposalPhase.ACCEPTED:
            return Life(ProposalPhase.ACCEPTED, now.opened)
        return now if not one.closes and now.phase is not ProposalPhase.HELD else NONE
    if now.phase is ProposalPhase.OPEN:
        return _waiting(now, one, rejected, rejections)
    if opens is not None:
        if rejected is not None:
            return Life(ProposalPhase.REJECTED, opens, rejections[rejected], None, rejected)
        if wait is not None and one.end < wait:
            return Life(ProposalPhase.HELD, None, None, wait)
        return Life(ProposalPhase.OPEN, opens, None, None if expires is None else expires(one.end))
    if rejected is not None:
        return Life(ProposalPhase.REJECTED, now.opened, rejections[rejected], None, rejected)
    if (now.phase in STANDING and (one.cause or one.over)) or not one.closes:
        return now
    return NONE


def _waiting(now: Life, one: Seen, rejected: int | None, rejections: Sequence[date]) -> Life:
    """What becomes of one that is open: a decision goes before all else."""
    if rejected is not None:
        return Life(ProposalPhase.REJECTED, now.opened, rejections[rejected], None, rejected)
    if not one.cause:
        return Life(ProposalPhase.WITHDRAWN, now.opened)
    if now.until is not None and one.end >= now.until:
        return Life(ProposalPhase.EXPIRED, now.opened, now.until)
    return now
