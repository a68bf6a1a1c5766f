"""Where a history and the latest export disagree on the stage of a record.

In: moves that a history lists, and what exports show. Out: `Disputes`: the entries into the stages that the latest export
shows, which no move tells of. The history decides how long a record was where, the export where it is
(docs/reference/data.md).
"""

from __future__ import annotations

import numpy as np
from attrs import evolve, frozen

from planlang.evaluate.stages.stage_entries import NO_DAY, Entries, is_first, is_last, joined
from planlang.evaluate.stages.stage_rows import Numbers, Times


@frozen(eq=False)
class Disputes:
    """Records in dispute, ascending.

    Attributes:
        record: number of the record.
        listed: rank of the stage that it is in by the history.
        seen: its entry into the stage that the latest export shows, in the order of `record`.
    """

    record: Numbers
    listed: Numbers
    seen: Entries


NO_DISPUTES = Disputes(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), joined([]))


def find_disputes(moves: Entries, sighted: Entries, exports: Times) -> Disputes:
    """The records of the latest export whose stage there is not that of the history on its day.

    A move of the day of the export may have come before or after it: either stage is no contradiction. Who has moved
    since then is where the history says.
    """
    if not len(moves.record) or not len(exports):
        return NO_DISPUTES
    latest = exports[-1]
    now = moves.take(is_last(moves.record))
    current = np.flatnonzero(now.high <= latest)
    shown = sighted.take(is_last(sighted.record) & (sighted.seen_last == latest))
    width = int(max(moves.stage.max(initial=0), sighted.stage.max(initial=0))) + 1
    known = np.searchsorted(shown.record, now.record[current])
    there = known < len(shown.record)
    there[there] = shown.record[known[there]] == now.record[current][there]
    current, known = current[there], known[there]
    # the stages of the latest day: the one before its first move, and those that moves of the day lead to
    on_day = moves.high == latest
    before = np.zeros_like(on_day)
    before[:-1] = on_day[1:] & ~is_first(moves.record)[1:]
    ends = is_last(moves.record) | on_day | before
    allowed = np.unique(moves.record[ends] * width + moves.stage[ends])
    pairs = now.record[current] * width + shown.stage[known]
    against = ~np.isin(pairs, allowed)
    current, known = current[against], known[against]
    if not len(current):
        return NO_DISPUTES
    seen = shown.take(known)
    # seen there since its first sighting, but not before its last move: then since the first export after that
    moved = now.high[current]
    late = seen.seen_first <= moved
    first = np.where(late, exports[np.minimum(np.searchsorted(exports, moved, side="right"), len(exports) - 1)], NO_DAY)
    high = np.where(late, first, seen.high)
    return Disputes(
        now.record[current],
        now.stage[current],
        evolve(
            seen,
            low=np.fmax(np.where(late, NO_DAY, seen.low), moved),
            high=high,
            at=np.where(late, high.astype("datetime64[us]"), seen.at),
            seen_before=np.where(late, NO_DAY, seen.seen_before),
            seen_first=np.where(late, first, seen.seen_first),
        ),
    )
