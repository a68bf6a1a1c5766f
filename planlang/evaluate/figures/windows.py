"""Windows of time: which days a figure is asked for, seen from each period.

In: periods and a window of an expression. Out: `Columns`, one stretch of days for each period (tests/spec/windows.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import assert_never

import numpy as np

from planlang.evaluate.entities.spine import Ordinals
from planlang.frozen import frozen
from planlang.semantics.expr import (
    AverageOver,
    Before,
    CurrentPeriod,
    FestivalMonth,
    FigureWindow,
    GoalWindow,
    LastPeriod,
    MonthsEarlier,
    NextPeriod,
    PreviousPeriod,
    RollingWindow,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.model import Goal
from planlang.values.earlier.before import days_before, festival_days, months_before
from planlang.values.earlier.last_year import same_period_last_year
from planlang.values.periods import DAY, Grain, Grid, Period, earlier_period, next_period, period_of


@frozen
class Stretch:
    """The days `[start, end)` seen from a period."""

    period: Period
    start: date
    end: date

    @property
    def days(self) -> tuple[date, date]:
        """The days."""
        return self.start, self.end

    @property
    def whole(self) -> Period | None:
        """The period, where the days are all of it."""
        return self.period if self.days == (self.period.start, self.period.end) else None


@frozen(eq=False)
class Columns:
    """What the columns of a matrix stand for; None for a period that does not exist."""

    stretches: tuple[Stretch | None, ...]

    def __len__(self) -> int:
        return len(self.stretches)

    @cached_property
    def starts(self) -> Ordinals:
        """First days, as ordinals; 1 where there is no period."""
        return np.array([s.start.toordinal() if s is not None else 1 for s in self.stretches], dtype=np.int64)

    @cached_property
    def ends(self) -> Ordinals:
        """Days after the last, as ordinals; 1 where there is no period."""
        return np.array([s.end.toordinal() if s is not None else 1 for s in self.stretches], dtype=np.int64)

    def moved(self, to: Callable[[Stretch], Stretch | None]) -> Columns:
        """Other stretches for the same periods."""
        return Columns(tuple(None if stretch is None else to(stretch) for stretch in self.stretches))


def of_periods(periods: Sequence[Period]) -> Columns:
    """Each period itself."""
    return Columns(tuple(Stretch(period, period.start, period.end) for period in periods))


def of_days(spans: Sequence[tuple[date, date]], grid: Grid) -> Columns:
    """Stretches `[start, end)`; each is seen from the period that it is, or else from its last day."""
    return Columns(tuple(Stretch(_period_like(start, end, grid), start, end) for start, end in spans))


def _period_like(start: date, end: date, grid: Grid) -> Period:
    """The period with these days, or else the last of these days."""
    for grain in (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR):
        period = period_of(start, grain, grid)
        if (period.start, period.end) == (start, end):
            return period
    return period_of(max(start, end - DAY), Grain.DAY, grid)


def goal_days(goal: Goal, window: GoalWindow | None, cut: date, grid: Grid) -> tuple[date, date] | None:
    """The days `[from, to)` of a goal that are asked for through a window, as seen on the morning of a day; None for none."""
    start, end = goal.start, goal.end + DAY
    if window is not None:
        period = period_of(cut - DAY, window.grain, grid)
        if isinstance(window, NextPeriod):
            period = next_period(period, grid)
        start, end = max(start, period.start), min(end, period.end)
    return (start, end) if start < end else None


def seen_through(columns: Columns, window: FigureWindow, grid: Grid) -> tuple[Columns, ...]:
    """The stretches that a window asks for: one for each column, or several (one a period) for an average over them."""
    match window:
        case ThisPeriod():
            return (columns.moved(lambda s: _whole(s.period)),)
        case PreviousPeriod():
            return (columns.moved(lambda s: _whole(_back(s.period, 1, grid))),)
        case SameLastYear(missing=missing):
            return (columns.moved(lambda s: _whole(same_period_last_year(s.period, grid, missing))),)
        case RollingWindow(count=count):
            return (columns.moved(lambda s: _from(_back(s.period, count - 1, grid), s.period)),)
        case AverageOver(count=count, previous=previous):
            first = 1 if previous else 0
            return tuple(
                columns.moved(lambda s, n=n: _whole(_back(s.period, n, grid)))  # type: ignore[misc]
                for n in reversed(range(first, first + count))
            )
        case ToDate(grain=grain) | CurrentPeriod(grain=grain):
            return (columns.moved(lambda s: _so_far(s.period, period_of(s.period.last_day, grain, grid))),)
        case LastPeriod(grain=grain):
            return (columns.moved(lambda s: _whole(_latest_closed(s.period, grain, grid))),)
        case Before(over=over, by=by):
            return tuple(
                seen.moved(lambda s: _other_days(s, days_before(s.days, s.whole, by, grid), grid))
                for seen in (seen_through(columns, over, grid) if over is not None else (columns,))
            )
        case MonthsEarlier(count=count):
            return (columns.moved(lambda s: _other_days(s, months_before(s.days, s.whole, count, grid), grid)),)
        case FestivalMonth(over=over):
            return tuple(
                seen.moved(lambda s: _other_days(s, festival_days(s.days, s.whole, grid), grid))
                for seen in (seen_through(columns, over, grid) if over is not None else (columns,))
            )
        case unreachable:
            assert_never(unreachable)


def is_mean(window: FigureWindow) -> bool:
    """Whether the figures of several stretches are seen as their mean."""
    match window:
        case AverageOver():
            return True
        case Before(over=over) | FestivalMonth(over=over):
            return isinstance(over, AverageOver)
        case _:
            return False


def _other_days(stretch: Stretch, days: tuple[date, date] | None, grid: Grid) -> Stretch | None:
    """Other days, seen from the period that they are, or else from their last."""
    if days is None or days == stretch.days:
        return None if days is None else stretch
    return Stretch(_period_like(*days, grid), *days)


def _whole(period: Period | None) -> Stretch | None:
    """A period itself, seen from itself."""
    return None if period is None else Stretch(period, period.start, period.end)


def _from(first: Period | None, last: Period) -> Stretch | None:
    """From one period to the end of another, seen from that."""
    return None if first is None else Stretch(last, first.start, last.end)


def _so_far(period: Period, holder: Period) -> Stretch:
    """From the start of the longer period to the end of this one: nothing after it is looked at."""
    return Stretch(period, holder.start, period.end)


def _back(period: Period, count: int, grid: Grid) -> Period | None:
    """The period that many before; None before the first day of the calendar."""
    try:
        return earlier_period(period, count, grid)
    except (OverflowError, ValueError):
        return None


def _latest_closed(period: Period, grain: Grain, grid: Grid) -> Period | None:
    """The latest period of a grain that ends no later than this one."""
    holder = period_of(period.last_day, grain, grid)
    return holder if holder.end == period.end else _back(holder, 1, grid)
