"""The life of alerts: bad, good and unknown periods become pending, firing and resolved ones (tests/spec/alerts.md).

In: for every rung, entity and closed period a truth code, and the same for `until`. Out: phase, streak, age and first
firing period of each. What the conditions are and who is told is not known here.

One identity is a small state machine. Its steps are written once, for one state and one input; all of them together
make a table, and the table moves all entities at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.cells.truths import CODES, FALSE, NO_CELL, SKIP, TRUE, UNKNOWN
from planlang.frozen import frozen

INACTIVE, PENDING, FIRING, RESOLVED, ENDED, ABSENT = range(6)
"""Phases; `ABSENT` is a period without the entity that follows no pending or firing one."""

Scalar = TypeVar("Scalar", bound=np.generic)

OPPOSITE = np.array([TRUE, FALSE, UNKNOWN, UNKNOWN, UNKNOWN], dtype=np.int8)
"""What ends an alert that does not say it, by the truth code of its condition."""


@frozen(eq=False)
class Life:
    """What became of alerts, period by period; the last axis is the period, the one before the entity.

    Attributes:
        phase: INACTIVE .. ABSENT.
        streak: bad periods in a row; unknown and skipped ones neither count nor break it.
        age: closed periods since it fired that have a working day; 0 where it has not fired.
        fired: index of the period in which the episode began to fire, kept while RESOLVED or ENDED is shown; else -1.
    """

    phase: NDArray[np.int8]
    streak: NDArray[np.int16]
    age: NDArray[np.int16]
    fired: NDArray[np.int16]


@frozen(eq=False)
class AlertFold:
    """The lives of all rungs and of the alert as a whole.

    Attributes:
        rungs: rungs × entities × periods.
        whole: entities × periods: firing while any rung fires; its streak is that of the rung shown.
        rung: entities × periods, the rung shown: the highest firing, else the highest pending, else 0; for a resolved
            or ended one the rung shown before.
        no_data: entities × periods, the condition of the rung shown was unknown.
        skipped: entities × periods, no rung was judged.
    """

    rungs: Life
    whole: Life
    rung: NDArray[np.int8]
    no_data: NDArray[np.bool_]
    skipped: NDArray[np.bool_]


def fold_alerts(
    when: NDArray[np.int8],
    until: Sequence[NDArray[np.int8] | None],
    *,
    needed: Sequence[int],
    keep: int,
    reset_on_gap: bool,
    counts_age: NDArray[np.bool_],
) -> AlertFold:
    """The lives of one alert's identities.

    Args:
        when: truth codes, rungs × entities × closed periods in order, lowest rung first.
        until: truth codes for each rung, entities × periods; None: as soon as its `when` is not true.
        needed: for each rung, how many bad periods make it fire, at least 1.
        keep: clear periods after the first before it resolves.
        reset_on_gap: whether an unknown period starts the count of bad periods afresh.
        counts_age: for each period, whether it has a working day in the plan's calendar.
    """
    rungs, _, periods = when.shape
    assert len(needed) == len(until) == rungs
    phase = np.empty(when.shape, dtype=np.int8)
    for rung in range(rungs):
        ends = until[rung]
        ends = OPPOSITE[when[rung]] if ends is None else ends
        steps = _Steps(min(needed[rung], periods + 1), min(keep, periods), reset_on_gap)
        phase[rung] = _run(steps, when[rung], ends)
    streak = _streaks(when)
    each = _lives(phase, streak, counts_age)
    whole_phase, shown = _whole(phase, when)
    whole_streak = np.take_along_axis(streak, shown[None].astype(np.intp), axis=0)[0]
    codes = np.take_along_axis(when, shown[None].astype(np.intp), axis=0)[0]
    return AlertFold(
        rungs=each,
        whole=_lives(whole_phase, whole_streak, counts_age),
        rung=shown,
        no_data=codes == UNKNOWN,
        skipped=(when == SKIP).all(axis=0),
    )


# ---------------------------------------------------------------- one identity


@frozen
class _State:
    """A phase, and how many bad (while pending) or clear (while firing) periods have been counted."""

    phase: int
    count: int = 0


@frozen
class _Steps:
    """The law of one rung."""

    needed: int
    keep: int
    reset: bool

    def states(self) -> Iterator[_State]:
        """Every state that can be reached."""
        yield from (_State(phase) for phase in (ABSENT, INACTIVE, RESOLVED, ENDED))
        yield from (_State(PENDING, count) for count in range(1, self.needed))
        yield from (_State(FIRING, count) for count in range(self.keep + 1))

    def after(self, state: _State, when: int, until: int) -> _State:
        """The state at the close of one more period."""
        if when == NO_CELL:
            return _State(ENDED if state.phase in (PENDING, FIRING) else ABSENT)
        if state.phase in (RESOLVED, ENDED, ABSENT):
            state = _State(INACTIVE)
        if when == SKIP:
            return state
        return self._firing(state, when, until) if state.phase == FIRING else self._quiet(state, when)

    def _quiet(self, state: _State, when: int) -> _State:
        """From inactive or pending."""
        if when == TRUE:
            bad = state.count + 1
            return _State(FIRING) if bad >= self.needed else _State(PENDING, bad)
        return _State(INACTIVE) if when == FALSE or self.reset else state

    def _firing(self, state: _State, when: int, until: int) -> _State:
        """From firing: a bad period beats `until`, an unknown one changes nothing."""
        if when == TRUE or until == FALSE:
            return _State(FIRING)
        if until == TRUE:
            return _State(RESOLVED) if state.count + 1 > self.keep else _State(FIRING, state.count + 1)
        return state


# ---------------------------------------------------------------- all identities


@lru_cache(maxsize=64)
def _table(steps: _Steps) -> tuple[NDArray[np.int32], NDArray[np.int8]]:
    """The next state by (state, `when`, `until`) in one row, and the phase of each state; state 0 is absent."""
    states = list(steps.states())
    number = {state: index for index, state in enumerate(states)}
    table = [number[steps.after(state, w, u)] for state in states for w in range(CODES) for u in range(CODES)]
    return np.array(table, dtype=np.int32), np.array([state.phase for state in states], dtype=np.int8)


def _run(steps: _Steps, when: NDArray[np.int8], until: NDArray[np.int8]) -> NDArray[np.int8]:
    """Phases, entities × periods."""
    table, phase_of = _table(steps)
    inputs = np.ascontiguousarray((when.astype(np.int32) * CODES + until).T)
    reached = np.empty(inputs.shape, dtype=np.int32)
    now = np.zeros(when.shape[0], dtype=np.int32)
    for period, codes in enumerate(inputs):
        now = table[now * (CODES * CODES) + codes]
        reached[period] = now
    return np.ascontiguousarray(phase_of[reached].T)


def _streaks(when: NDArray[np.int8]) -> NDArray[np.int16]:
    """Bad periods since the last good one."""
    bad = np.cumsum(when == TRUE, axis=-1, dtype=np.int16)
    at_reset = np.where((when == FALSE) | (when == NO_CELL), bad, 0)
    since: NDArray[np.int16] = bad - np.maximum.accumulate(at_reset, axis=-1)
    return since


def _lives(phase: NDArray[np.int8], streak: NDArray[np.int16], counts_age: NDArray[np.bool_]) -> Life:
    """When the present episodes fired, and how old they are."""
    firing = phase == FIRING
    before = _earlier(firing, fill=False)
    index = np.arange(phase.shape[-1], dtype=np.int16)
    latest = np.maximum.accumulate(np.where(firing & ~before, index, np.int16(-1)), axis=-1)
    shown = firing | ((phase == RESOLVED) | (phase == ENDED)) & before
    fired = np.where(shown, latest, np.int16(-1)).astype(np.int16)
    passed = np.cumsum(counts_age, dtype=np.int16)
    age = np.where(shown, passed - passed[np.maximum(fired, 0)] if len(passed) else 0, 0).astype(np.int16)
    return Life(phase, streak, age, fired)


def _whole(phase: NDArray[np.int8], when: NDArray[np.int8]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """The phase of the alert as a whole, and the rung shown."""
    firing, pending = _highest(phase == FIRING), _highest(phase == PENDING)
    was_firing = _earlier(firing, fill=np.int8(-1)) >= 0
    quiet = np.where(was_firing, RESOLVED, np.where(pending >= 0, PENDING, INACTIVE))
    present = np.where(firing >= 0, FIRING, quiet).astype(np.int8)
    absent = (when == NO_CELL).all(axis=0)
    before = _earlier(present, fill=np.int8(ABSENT))
    alive = ((before == PENDING) | (before == FIRING)) & ~_earlier(absent, fill=False)
    whole = np.where(absent, np.where(alive, ENDED, ABSENT), present).astype(np.int8)
    shown = np.where(firing >= 0, firing, np.maximum(pending, 0)).astype(np.int8)
    over = (whole == RESOLVED) | (whole == ENDED)
    return whole, np.where(over, _earlier(shown, fill=np.int8(0)), shown).astype(np.int8)


def _highest(on: NDArray[np.bool_]) -> NDArray[np.int8]:
    """The last rung that is on, -1 where none is."""
    best = np.full(on.shape[1:], -1, dtype=np.int8)
    for rung, here in enumerate(on):
        np.copyto(best, np.int8(rung), where=here)
    return best


def _earlier(values: NDArray[Scalar], fill: object) -> NDArray[Scalar]:
    """The same one period before."""
    moved = np.empty_like(values)
    moved[..., 1:] = values[..., :-1]
    moved[..., :1] = fill
    return moved


# ---------------------------------------------------------------- inhibition


def inhibited(child: NDArray[np.int8], parent: NDArray[np.int8], ancestors: NDArray[np.intp]) -> NDArray[np.intp]:
    """Which parent holds back each child at each period: an index into the parent's entities, or -1.

    A firing child is held back while the parent alert fires for the entity itself or one it stands under.

    Args:
        child: phases of the child alert as a whole, child entities × periods.
        parent: phases of the parent alert as a whole, parent entities × the same periods.
        ancestors: child entities × periods × levels: rows of `parent` for the entity itself and those above it by
            membership on the period's last day, nearest first; -1 for none.
    """
    entities, periods, levels = ancestors.shape
    if 0 in (entities, periods, levels, len(parent)):
        return np.full((entities, periods), -1, dtype=np.intp)
    fires = parent[np.maximum(ancestors, 0), np.arange(periods)[None, :, None]] == FIRING
    fires &= (ancestors >= 0) & (child == FIRING)[:, :, None]
    nearest = np.argmax(fires, axis=2)
    holder = np.take_along_axis(ancestors, nearest[:, :, None], axis=2)[:, :, 0]
    return np.where(fires.any(axis=2), holder, -1)


def released(child: NDArray[np.int8], holder: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Where a child that still fires is no longer held back by any parent: it is notified then."""
    held = holder >= 0
    free: NDArray[np.bool_] = (child == FIRING) & ~held & _earlier(held, fill=False)
    return free
