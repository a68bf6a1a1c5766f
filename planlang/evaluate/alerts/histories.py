"""Alerts over all closed periods: whom they are about, and how these stood at the close of each, in columns.

In: the fold of an alert and ways to ask for its figures. Out: `JudgedAlert`, and `History`, which makes `AlertState`s when they
are asked for: most never are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.alerts.alerts import ABSENT, ENDED, FIRING, INACTIVE, PENDING, RESOLVED, AlertFold, released
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.results.alert_states import NOTHING, AlertPhase, AlertState, Compared
from planlang.evaluate.results.readings import Reading
from planlang.frozen import field, frozen
from planlang.semantics.model import Alert
from planlang.values.periods import Period

Comparisons = Callable[[Sequence[int], Sequence[int], int], Sequence[Compared]]
"""What is compared by some rungs for as many entities in a period, all by rank."""
NamedFigures = Callable[[int, int], Mapping[str, Reading]]
"""The figures that an alert's message names, for an entity in a period."""

PHASES = {
    INACTIVE: AlertPhase.INACTIVE,
    PENDING: AlertPhase.PENDING,
    FIRING: AlertPhase.FIRING,
    RESOLVED: AlertPhase.RESOLVED,
    ENDED: AlertPhase.ENDED,
}


@frozen(eq=False)
class JudgedAlert:
    """An alert, whom it is about, and how they fared.

    Attributes:
        entities: keys (`rep:张丽`), in the order of the roster.
        periods: the closed ones, ascending; the last is under review.
        compared, figures: see there; asked only for what is told.
        held: parent alert -> rows of its entities that hold back these (see `alerts.inhibited`), in declared order.
        team_of: the team that a person was in at the end of a period, by title; None: whatever the entity is called.
        figures_of: what counts for records or values of a column, which stand as people there; None: what counts for all.
        owners: who answers for a record, by its key.
    """

    alert: Alert
    entities: Sequence[str]
    periods: Sequence[Period]
    fold: AlertFold
    compared: Comparisons
    figures: NamedFigures
    held: Mapping[str, NDArray[np.intp]] = field(factory=dict)
    team_of: Callable[[str, Period], str] | None = None
    figures_of: Figures | None = None
    owners: Mapping[str, str] = field(factory=dict)

    def holder(self, entity: int) -> str | None:
        """The alert that holds back this one in the last period, or None."""
        return next((name for name, rows in self.held.items() if rows[entity, -1] >= 0), None)

    def freed(self) -> NDArray[np.bool_]:
        """For each entity, whether the alert is held back no more since the last period."""
        if not self.held:
            return np.zeros(len(self.entities), dtype=np.bool_)
        anyone = np.maximum.reduce(list(self.held.values()))
        free: NDArray[np.bool_] = released(self.fold.whole.phase, anyone)[:, -1]
        return free


@frozen(eq=False)
class StateColumns:
    """How an alert stood at the close of one period for some entities: lists of equal length, and one item a state.

    Attributes:
        entities: by rank among those of the alert.
        phases: as keys of `PHASES`.
        fired: rank of the period in which the present episode began to fire; -1 for none.
        compared: what equal figures say is the same object, as long as there are not too many.
    """

    judged: JudgedAlert
    period: int
    entities: list[int]
    rungs: list[int]
    phases: list[int]
    streaks: list[int]
    ages: list[int]
    fired: list[int]
    no_data: list[bool]
    skipped: list[bool]
    compared: list[Compared]

    def states(self) -> Iterator[AlertState]:
        """One after the other."""
        return map(self.state, range(len(self.entities)))

    def state(self, at: int) -> AlertState:
        """One of them."""
        judged, compared, fired = self.judged, self.compared[at], self.fired[at]
        return AlertState(
            alert=judged.alert.ident.name,
            entity=judged.entities[self.entities[at]],
            period=judged.periods[self.period],
            phase=PHASES[self.phases[at]],
            severity=judged.alert.rungs[self.rungs[at]].severity,
            streak=self.streaks[at],
            age=self.ages[at],
            fired=judged.periods[fired].label if fired >= 0 else None,
            value=compared.value,
            limit=compared.limit,
            no_data=self.no_data[at],
            skipped=self.skipped[at],
            bound=compared.bound,
            until=compared.until,
        )


class History(Sequence[AlertState]):
    """The states of the identities of alerts, in order; each is made when it is asked for, as most never are."""

    def __init__(self, judged: Sequence[tuple[JudgedAlert, Collection[str]]]) -> None:
        self._judged = judged

    def columns(self) -> Iterator[StateColumns]:
        """All states, alert by alert and period by period."""
        for judged, entities in self._judged:
            yield from alert_columns(judged, entities)

    def __iter__(self) -> Iterator[AlertState]:
        for columns in self.columns():
            yield from columns.states()

    def __len__(self) -> int:
        return sum(
            int((judged.fold.whole.phase[row] != ABSENT).sum())
            for judged, entities in self._judged
            for row, key in enumerate(judged.entities)
            if key in entities
        )

    @overload
    def __getitem__(self, index: int) -> AlertState: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[AlertState, ...]: ...

    def __getitem__(self, index: int | slice) -> AlertState | tuple[AlertState, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Sequence) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def identities(self, alert: str) -> tuple[str, ...]:
        """Everybody that an alert was ever judged about, whether or not there is anything to tell."""
        return tuple(key for judged, _ in self._judged if judged.alert.ident.name == alert for key in judged.entities)

    def of(self, alert: str, entity: str) -> tuple[AlertState, ...]:
        """The states of one identity, whether or not there is anything to tell of it."""
        return tuple(
            state
            for judged, _ in self._judged
            if judged.alert.ident.name == alert
            for state in alert_states(judged, (entity,))
        )


def alert_states(judged: JudgedAlert, entities: Collection[str] | None = None) -> tuple[AlertState, ...]:
    """The states of all identities, or of those about some entities, by period and then entity."""
    return tuple(state for columns in alert_columns(judged, entities) for state in columns.states())


def alert_columns(judged: JudgedAlert, entities: Collection[str] | None) -> Iterator[StateColumns]:
    """The same in columns, period by period: there are many."""
    told = [row for row, key in enumerate(judged.entities) if entities is None or key in entities]
    rows = np.array(told, dtype=np.intp)
    for period in range(len(judged.periods)):
        there = judged.fold.whole.phase[rows, period] != ABSENT
        yield state_columns(judged, rows[there], period)


def state_columns(judged: JudgedAlert, rows: NDArray[np.intp], period: int) -> StateColumns:
    """Some identities at the close of one period."""
    fold, whole = judged.fold, judged.fold.whole
    arrays = (fold.rung, whole.phase, whole.streak, whole.age, whole.fired, fold.no_data, fold.skipped)
    rungs, phases, streaks, ages, fired, no_data, skipped = (array[rows, period].tolist() for array in arrays)
    entities = rows.tolist()
    compared = [
        NOTHING if left_out else one
        for left_out, one in zip(skipped, judged.compared(rungs, entities, period), strict=True)
    ]
    return StateColumns(judged, period, entities, rungs, phases, streaks, ages, fired, no_data, skipped, compared)
