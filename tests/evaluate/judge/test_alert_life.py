"""The fold of alerts against a slow one, one identity and one period at a time, written from tests/spec/alerts.md."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.alerts.alerts import (
    ABSENT,
    ENDED,
    FALSE,
    FIRING,
    INACTIVE,
    NO_CELL,
    PENDING,
    RESOLVED,
    SKIP,
    TRUE,
    UNKNOWN,
    fold_alerts,
    inhibited,
    released,
)

ENTITIES = 3


@dataclass
class Identity:
    """One identity, as the text has it: phase, c, k, streak, age, the period it fired in."""

    phase: str = "absent"
    c: int = 0
    k: int = 0
    streak: int = 0
    age: int = 0
    fired: int = -1

    def see(self, period: int, when: int, until: int, *, needed: int, keep: int, reset: bool, works: bool) -> None:
        if when == NO_CELL:
            over = self.phase in ("pending", "firing")
            was_firing = self.phase == "firing"
            fired, age = self.fired, self.age
            self.__init__("ended" if over else "absent")  # type: ignore[misc]
            if was_firing:
                self.fired, self.age = fired, age + works
            return
        if self.phase in ("resolved", "ended", "absent"):
            self.phase, self.c, self.fired, self.age = "inactive", 0, -1, 0
        if when != SKIP:
            self.streak = self.streak + 1 if when == TRUE else 0 if when == FALSE else self.streak
        if self.phase == "firing":
            self.age += works
            if when == SKIP:
                return
            if when == TRUE:
                self.k = 0
            elif until == TRUE:
                self.k += 1
                if self.k > keep:
                    self.phase, self.c, self.k = "resolved", 0, 0
            elif until == FALSE:
                self.k = 0
        elif when == TRUE:
            self.c += 1
            self.phase = "pending"
            if self.c >= needed:
                self.phase, self.k, self.age, self.fired = "firing", 0, 0, period
        elif when == FALSE or (when == UNKNOWN and reset):
            self.phase, self.c = "inactive", 0


PHASES = {
    "inactive": INACTIVE,
    "pending": PENDING,
    "firing": FIRING,
    "resolved": RESOLVED,
    "ended": ENDED,
    "absent": ABSENT,
}
NOT = {TRUE: FALSE, FALSE: TRUE}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[np.ndarray, list[np.ndarray | None], dict[str, object]]:
    periods = draw(st.integers(0, 14))
    rungs = draw(st.integers(1, 3))
    codes = st.sampled_from([TRUE, TRUE, TRUE, FALSE, FALSE, UNKNOWN, SKIP, NO_CELL])
    when = np.array(
        draw(st.lists(codes, min_size=rungs * ENTITIES * periods, max_size=rungs * ENTITIES * periods)), dtype=np.int8
    ).reshape(rungs, ENTITIES, periods)
    absent = when[0] == NO_CELL
    when[:, absent] = NO_CELL
    when[1:][(when[1:] == NO_CELL) & ~absent] = FALSE
    until: list[np.ndarray | None] = []
    for _ in range(rungs):
        given_codes = st.sampled_from([TRUE, FALSE, UNKNOWN, SKIP])
        ends = st.lists(given_codes, min_size=ENTITIES * periods, max_size=ENTITIES * periods)
        has_until = draw(st.booleans())
        until.append(np.array(draw(ends), dtype=np.int8).reshape(ENTITIES, periods) if has_until else None)
    options: dict[str, object] = {
        "needed": draw(st.lists(st.integers(1, 4) | st.just(10**9), min_size=rungs, max_size=rungs)),
        "keep": draw(st.integers(0, 2)),
        "reset_on_gap": draw(st.booleans()),
        "counts_age": np.array(draw(st.lists(st.booleans(), min_size=periods, max_size=periods)), dtype=bool),
    }
    return when, until, options


@given(worlds())
def test_every_rung_lives_as_the_text_says(
    world: tuple[np.ndarray, list[np.ndarray | None], dict[str, object]],
) -> None:
    when, until, options = world
    found = fold_alerts(when, until, **options)  # type: ignore[arg-type]
    for rung in range(when.shape[0]):
        for entity in range(ENTITIES):
            one = Identity()
            own = until[rung]
            for period in range(when.shape[2]):
                code = int(when[rung, entity, period])
                ends = NOT.get(code, UNKNOWN) if own is None else int(own[entity, period])
                one.see(
                    period,
                    code,
                    ends,
                    needed=options["needed"][rung],  # type: ignore[index]
                    keep=options["keep"],  # type: ignore[arg-type]
                    reset=bool(options["reset_on_gap"]),
                    works=bool(options["counts_age"][period]),  # type: ignore[index]
                )
                at = (rung, entity, period)
                life = found.rungs
                assert life.phase[at] == PHASES[one.phase]
                assert life.streak[at] == one.streak
                assert life.fired[at] == one.fired
                assert life.age[at] == (one.age if one.fired >= 0 else 0)


@given(worlds())
def test_the_whole_alert_fires_while_any_rung_does_and_ends_once(
    world: tuple[np.ndarray, list[np.ndarray | None], dict[str, object]],
) -> None:
    when, until, options = world
    found = fold_alerts(when, until, **options)  # type: ignore[arg-type]
    rungs, whole = found.rungs.phase, found.whole.phase
    for entity in range(ENTITIES):
        before = ABSENT
        for period in range(when.shape[2]):
            phases = rungs[:, entity, period].tolist()
            now = int(whole[entity, period])
            if when[0, entity, period] == NO_CELL:
                assert now == (ENDED if before in (PENDING, FIRING) else ABSENT)
            elif FIRING in phases:
                assert now == FIRING
                assert found.rung[entity, period] == max(r for r, phase in enumerate(phases) if phase == FIRING)
            elif before == FIRING:
                assert now == RESOLVED
            else:
                assert now == (PENDING if PENDING in phases else INACTIVE)
            before = now


def test_one_rung_alone_is_the_whole_alert() -> None:
    when = np.array([[[TRUE, TRUE, FALSE, SKIP, TRUE, NO_CELL]]], dtype=np.int8)
    found = fold_alerts(when, [None], needed=[2], keep=0, reset_on_gap=False, counts_age=np.ones(6, dtype=bool))
    assert found.whole.phase.tolist() == [[PENDING, FIRING, RESOLVED, INACTIVE, PENDING, ENDED]]
    assert found.whole.fired.tolist() == [[-1, 1, 1, -1, -1, -1]]
    assert found.skipped.tolist() == [[False, False, False, True, False, False]]


def test_a_firing_alert_without_data_says_so_and_stays_on() -> None:
    when = np.array([[[TRUE, UNKNOWN, UNKNOWN]]], dtype=np.int8)
    found = fold_alerts(when, [None], needed=[1], keep=0, reset_on_gap=True, counts_age=np.array([True, True, False]))
    assert found.whole.phase.tolist() == [[FIRING, FIRING, FIRING]]
    assert found.no_data.tolist() == [[False, True, True]]
    assert found.whole.age.tolist() == [[0, 1, 1]]


def test_the_nearest_firing_ancestor_holds_an_alert_back() -> None:
    child = np.array([[FIRING, FIRING, PENDING]], dtype=np.int8)
    parents = np.array([[FIRING, INACTIVE, FIRING], [FIRING, FIRING, FIRING]], dtype=np.int8)
    ancestors = np.array([[[0, 1], [0, 1], [0, 1]]])
    assert inhibited(child, parents, ancestors).tolist() == [[0, 1, -1]]


def test_without_parents_nothing_is_held_back() -> None:
    child = np.array([[FIRING]], dtype=np.int8)
    nobody = np.empty((0, 1), dtype=np.int8)
    held = inhibited(child, nobody, np.empty((1, 1, 0), dtype=np.intp))
    assert held.tolist() == [[-1]]
    assert not released(child, held).any()
