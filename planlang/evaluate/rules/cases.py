"""Limits that depend on the record: `at most 10wd, twice where amount >= 50万` (docs/reference/processes.md).

In: findings of one rule under each of its limits. Out: for each instance those under the limit that is its own: the first
whose condition holds when its time ends, or at the cut. Where that is not known, only what all limits that may be meant
agree on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.rules.findings import SATISFIED, UNKNOWN, Findings
from planlang.evaluate.rules.requirements import Conditions, truths
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.expr import RowExpression
from planlang.semantics.model import ClockLimit, DayKind, LimitCase, TimeLimit
from planlang.values.units import MINUTES_A_DAY

Mask = NDArray[np.bool_]
HOLDS, FAILS, UNSURE, NOT_LISTED = 1, 0, -1, -2
EARLIEST, LATEST = ("due_from", "due_from_at"), ("due", "due_at", "since", "since_at")
OF_THE_LIMIT = ("low", "high")


def by_case(
    found: Sequence[Findings], limits: Sequence[TimeLimit], cases: Sequence[LimitCase], conditions: Conditions
) -> Findings:
    """What was found under the limit that counts for each instance.

    Args:
        found: the findings under each limit, of the same instances.
        limits: the usual one, then those of the cases.
        cases: in written order.
        conditions: answers whether records meet a condition, now and in exports.
    """
    usual = found[0]
    verdicts = np.array([one.verdict for one in found])
    kept = (verdicts == SATISFIED).all(axis=0)
    may = _possible([_held(case.where, usual, kept, conditions) for case in cases], len(usual.record))
    size = np.array([[_size(limit)] for limit in limits])
    longest: NDArray[np.intp] = np.where(may, size, -1).argmax(axis=0)
    at = np.arange(len(usual.record))
    verdict = verdicts[longest, at]
    agreed = ((verdicts == verdict) | ~may).all(axis=0)
    chosen: dict[str, Any] = {}
    for name in OF_THE_LIMIT:
        chosen[name] = np.array([getattr(one, name) for one in found])[longest, at]
    for name, of in [*((name, np.fmin) for name in EARLIEST), *((name, np.fmax) for name in LATEST)]:
        each = np.array([getattr(one, name) for one in found])
        chosen[name] = of.reduce(np.where(may, each, np.datetime64("NaT")), axis=0)
    for name in ("since", "since_at"):
        chosen[name] = np.where(agreed, chosen[name], np.datetime64("NaT"))
    return evolve(usual, **chosen, verdict=np.where(agreed, verdict, UNKNOWN), allowed=longest)


def _possible(held: Sequence[Numbers], count: int) -> Mask:
    """For each limit, the usual one first, the instances whose limit it may be: that of the first case that holds."""
    reached = np.ones(count, dtype=np.bool_)
    found = [reached]
    for truth in held:
        found.append(reached & (truth != FAILS))
        reached = reached & (truth != HOLDS)
    found[0] = reached
    return np.array(found)


def _size(limit: TimeLimit) -> float:
    """About how many calendar days a limit is, to tell which is longer."""
    if isinstance(limit, ClockLimit):
        return float(Fraction(limit.minutes, MINUTES_A_DAY))
    return limit.count * (1.4 if limit.kind is DayKind.WORKING else 1.0)


def _held(condition: RowExpression, found: Findings, kept: Mask, conditions: Conditions) -> Numbers:
    """Whether a condition held for each instance when its time ended, or holds now: 1, 0, or -1 where that is unknown.

    Where records stand in dated exports, the last one before the end and the first one from it on have to say the same.

    Args:
        condition: of the record.
        found: the instances.
        kept: those of which the answer for now will do, as they are kept under every limit.
        conditions: answers whether records meet it.
    """
    visits = found.visits
    source = visits.process.source
    held = truths(conditions.holds(source, condition), visits)[found.record]
    days = _exports(visits)
    ended = np.flatnonzero(~np.isnat(found.over) & ~kept)
    if not len(days) or not len(ended):
        return held
    record, after = found.record[ended], np.searchsorted(days, found.over[ended])
    sides = after - 1, after
    answers = {
        rank: _in_export(conditions.held_at(source, condition, days[rank].item()), visits)
        for rank in np.unique(np.concatenate(sides)).tolist()
        if 0 <= rank < len(days)
    }
    earlier, later = (_of(ranks, record, answers) for ranks in sides)
    listed = np.select(
        [earlier == NOT_LISTED, later == NOT_LISTED, earlier == later], [later, earlier, earlier], UNSURE
    )
    held[ended] = np.where(listed == NOT_LISTED, held[ended], listed)
    return held


def _exports(visits: Visits) -> Times:
    """The days of the exports that show records, ascending."""
    entries = visits.entries
    days = np.unique(np.concatenate([entries.seen_before, entries.seen_first, entries.seen_last]))
    shown: Times = days[~np.isnat(days)]
    return shown


def _in_export(answers: Mapping[str, bool | None], visits: Visits) -> Numbers:
    """Answers for each record in one export."""
    codes = {True: HOLDS, False: FAILS, None: UNSURE}
    return np.array([codes[answers[key]] if key in answers else NOT_LISTED for key in visits.records], dtype=np.int64)


def _of(ranks: NDArray[np.intp], record: Numbers, answers: Mapping[int, Numbers]) -> Numbers:
    """The answer about each record in the export of a rank."""
    found = np.full(len(record), NOT_LISTED)
    for rank, answered in answers.items():
        here = np.flatnonzero(ranks == rank)
        found[here] = answered[record[here]]
    return found
