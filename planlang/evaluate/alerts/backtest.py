"""How an alert would have done over the weeks that the data tell of: how often, for whom, how long, how noisy for whom.

In: a plan held against data, an alert. Out: `Backtest`. With other limits too, all of them over the same reading of the data. An
episode begins in a period in which the alert fires and did not fire in the one before, and ends in the first in which it fires no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from statistics import median_high

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.alerts.alerts import ABSENT, ENDED, FIRING, released
from planlang.evaluate.alerts.answering import answering
from planlang.evaluate.alerts.histories import JudgedAlert
from planlang.evaluate.alerts.judged_alerts import judged_alert, judged_alerts
from planlang.evaluate.held import Held
from planlang.frozen import frozen
from planlang.semantics.expr import FigureComparison, FigureConstant, FigureExpression
from planlang.semantics.expressions.walk import changed, every, shape
from planlang.semantics.model import Alert
from planlang.values.periods import Grain, Period
from planlang.values.units import Unit


@frozen
class Noise:
    """How often somebody was told: in all, and in the period with most."""

    who: str
    total: int
    most: int


@frozen
class Episodes:
    """What an alert did.

    Attributes:
        onsets: how often it came on.
        affected: who had it how often (`rep:张丽`), the most first.
        firing: in how many of the cells (somebody in a period) that could be judged it was on.
        lasted: of the episodes that are over, for how many periods they went on, ascending.
        going_on: how many are not over at the end.
    """

    onsets: int
    affected: tuple[tuple[str, int], ...]
    firing: int
    lasted: tuple[int, ...]
    going_on: int

    @property
    def usual(self) -> int | None:
        """For how many periods those that are over went on in the middle; the longer one where two are there; None without any."""
        return median_high(self.lasted) if self.lasted else None


@frozen
class Swept:
    """What an alert would have done with another limit."""

    limit: Decimal
    episodes: Episodes


@frozen
class Backtest:
    """An alert over time.

    Attributes:
        grain: of its periods.
        periods: those that were looked at, ascending.
        onsets: in each of them.
        entities: how many were there in any of them.
        judged, unknown: in how many cells (somebody in a period) it could be judged, and in how many not for want of data; days off are
            neither.
        quiet: how many onsets another alert held back, so that nobody was told then.
        noise: who was told when it came on, or when another alert held it back no more, the most often told first; escalations are not
            counted.
        unit: of the limit that was swept; None where none was.
    """

    name: str
    title: str
    grain: Grain
    periods: tuple[Period, ...]
    onsets: tuple[int, ...]
    entities: int
    judged: int
    unknown: int
    episodes: Episodes
    quiet: int
    noise: tuple[Noise, ...]
    unit: Unit | None = None
    sweep: tuple[Swept, ...] = ()


def backtests(held: Held, names: Sequence[str], start: date) -> tuple[Backtest, ...]:
    """Alerts over the periods that end after the day `start`, in declared order."""
    return tuple(_backtest(held, judged, start) for judged in judged_alerts(held) if judged.alert.ident.name in names)


def swept(held: Held, found: Backtest, limits: Sequence[Decimal], at: FigureConstant, start: date) -> Backtest:
    """The same with what each of some limits would have done; `at` is the limit in the condition that they take the place of.

    What ends the alert by the same figure moves along, so that as much lies between beginning and ending as does now. Revisions of the alert
    are left aside: each limit holds all the time.
    """
    alert = held.plan.model.alerts[found.name]
    rows = []
    for limit in limits:
        judged = judged_alert(held, _with_limit(alert, at, limit))
        rows.append(Swept(limit, _episodes(judged, _late(judged, start))))
    return evolve(found, unit=at.unit, sweep=tuple(rows))


def limits_of(alert: Alert) -> tuple[tuple[FigureComparison, FigureConstant], ...]:
    """The numbers that the condition of an alert compares with, in written order, each with its comparison."""
    return tuple(
        (part, side)
        for part in every(alert.rungs[0].when)
        if isinstance(part, FigureComparison)
        for side in (part.left, part.right)
        if isinstance(side, FigureConstant)
    )


def _with_limit(alert: Alert, at: FigureConstant, limit: Decimal) -> Alert:
    """The alert with another limit, under a name that no revision knows."""
    moved = limit - at.value
    compared = next(comparison for comparison, side in limits_of(alert) if side.span == at.span)
    figure = shape(compared.left if compared.right == at else compared.right)
    first = alert.rungs[0]
    when = changed(first.when, lambda one: evolve(at, value=limit) if one == at else one)
    until = None if first.until is None else _moved(first.until, figure, moved)
    rungs = (evolve(first, when=when, until=until), *alert.rungs[1:])
    return evolve(alert, ident=evolve(alert.ident, name=f"{alert.ident.name} {limit}"), rungs=rungs)


def _moved(until: FigureExpression, figure: object, by: Decimal) -> FigureExpression:
    """What ends an alert, its limits on the same figure moved along."""
    along = {
        side.span
        for part in every(until)
        if isinstance(part, FigureComparison)
        for side, other in ((part.left, part.right), (part.right, part.left))
        if isinstance(side, FigureConstant) and shape(other) == figure
    }

    def change(one: FigureExpression) -> FigureExpression:
        return evolve(one, value=one.value + by) if isinstance(one, FigureConstant) and one.span in along else one

    return changed(until, change)


def _late(judged: JudgedAlert, start: date) -> NDArray[np.bool_]:
    return np.array([period.end > start for period in judged.periods], dtype=np.bool_)


def _there(judged: JudgedAlert) -> NDArray[np.bool_]:
    """Where there is somebody to be judged."""
    phase = judged.fold.whole.phase
    there: NDArray[np.bool_] = (phase != ABSENT) & (phase != ENDED)
    return there


def _judged(judged: JudgedAlert) -> NDArray[np.bool_]:
    """Where somebody could be judged: there were days to judge, and the data tell."""
    known: NDArray[np.bool_] = _there(judged) & ~judged.fold.no_data & ~judged.fold.skipped
    return known


def _began(judged: JudgedAlert) -> NDArray[np.bool_]:
    """Where episodes begin."""
    firing = judged.fold.whole.phase == FIRING
    began: NDArray[np.bool_] = firing.copy()
    began[:, 1:] &= ~firing[:, :-1]
    return began


def _backtest(held: Held, judged: JudgedAlert, start: date) -> Backtest:
    late = _late(judged, start)
    there = _there(judged) & late
    periods = tuple(period for period, is_late in zip(judged.periods, late.tolist(), strict=True) if is_late)
    began = _began(judged) & late
    phase = judged.fold.whole.phase
    holder = np.maximum.reduce([np.full(phase.shape, -1, dtype=np.intp), *judged.held.values()])
    told = (began & (holder < 0)) | (released(phase, holder) & late)
    return Backtest(
        judged.alert.ident.name,
        judged.alert.ident.title,
        judged.alert.grain,
        periods,
        tuple(began[:, late].sum(axis=0).tolist()),
        int(there.any(axis=1).sum()),
        int((_judged(judged) & late).sum()),
        int((there & judged.fold.no_data).sum()),
        _episodes(judged, late),
        int((began & (holder >= 0)).sum()),
        tuple(_noise(held, judged, told)),
    )


def _episodes(judged: JudgedAlert, late: NDArray[np.bool_]) -> Episodes:
    firing = judged.fold.whole.phase == FIRING
    rows, columns = np.nonzero(_began(judged) & late)
    lasted, going_on = [], 0
    affected: Counter[str] = Counter()
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        affected[judged.entities[row]] += 1
        over = np.flatnonzero(~firing[row, column:])
        if len(over):
            lasted.append(int(over[0]))
        else:
            going_on += 1
    most = sorted(affected.items(), key=lambda pair: -pair[1])
    return Episodes(
        len(rows), tuple(most), int((firing & late & _judged(judged)).sum()), tuple(sorted(lasted)), going_on
    )


def _noise(held: Held, judged: JudgedAlert, news: NDArray[np.bool_]) -> Iterator[Noise]:
    """Who was told of news."""
    by_part = answering(judged, held)
    route = held.route if by_part is None else by_part.route
    told: Counter[tuple[str, int]] = Counter()
    for row, column in zip(*(found.tolist() for found in np.nonzero(news)), strict=True):
        for who in route(judged.alert.notify, judged.entities[row], judged.periods[column]):
            told[who, column] += 1
    totals: Counter[str] = Counter()
    most: dict[str, int] = {}
    for (who, _), count in told.items():
        totals[who] += count
        most[who] = max(most.get(who, 0), count)
    for who, total in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Noise(who, total, most[who])


@frozen
class Lately:
    """In which of its last periods an alert was on.

    Attributes:
        grain: of its periods.
        alone: whether there is but one whom it can be on for.
        on: for how many it was on in each, ascending.
        judged: whether anybody could be judged in each.
    """

    name: str
    grain: Grain
    alone: bool
    on: tuple[int, ...]
    judged: tuple[bool, ...]


def lately(held: Held, periods: int) -> tuple[Lately, ...]:
    """Every alert over so many of its last closed periods, or over all where it has fewer, in declared order."""
    found = []
    for judged in judged_alerts(held):
        known = _judged(judged)
        firing: NDArray[np.bool_] = (judged.fold.whole.phase == FIRING) & known
        on: list[int] = np.add.reduce(firing, axis=0, dtype=np.int64).tolist()
        told: list[bool] = np.logical_or.reduce(known, axis=0).tolist()
        found.append(
            Lately(
                judged.alert.ident.name,
                judged.alert.grain,
                len(judged.entities) == 1,
                tuple(on[-periods:]),
                tuple(told[-periods:]),
            )
        )
    return tuple(found)
