"""The targets of a goal: split over time, teams and people, and how much of each should be reached by a day.

In: a goal, its calendar, the grid of periods. Out: exact amounts by entity and leaf period, and the curve between them
(tests/spec/goals.md). What was really reached is not known here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from attrs import frozen

from planlang.plan.plan import Plan
from planlang.semantics.extensive import is_extensive
from planlang.semantics.model import Goal, Part, ProrateBy
from planlang.values.calendars import Calendar
from planlang.values.money import minor_digits
from planlang.values.periods import DAY, Period, periods_meeting
from planlang.values.rounding import half_away, split
from planlang.values.units import Count, MoneyIn

WHOLE = "plan:"
"""The entity of a goal as a whole."""


@frozen
class Leaf:
    """The smallest stretch with a target of its own: the days `[start, end)`; `period` is None where the goal is not
    split over time.
    """

    period: Period | None
    start: date
    end: date


@frozen(eq=False)
class Targets:
    """A goal in numbers.

    Attributes:
        leaves: in order of time, at least one.
        amounts: entity -> target of each leaf; the whole goal (`plan:`) first, then parts in written order.
        step: the smallest amount a target is rounded to, or None for figures that are not rounded.
        prorated: whether targets are spread over days. Shares, averages and states are not: their target holds at
            any time.
    """

    goal: Goal
    calendar: Calendar
    leaves: tuple[Leaf, ...]
    amounts: Mapping[str, tuple[Fraction, ...]]
    step: Fraction | None
    prorated: bool

    @cached_property
    def _weights(self) -> tuple[int, ...]:
        """The days of each leaf that its target is spread over."""
        return tuple(self.weight(leaf.start, leaf.end) for leaf in self.leaves)

    @cached_property
    def _shares(self) -> dict[date, tuple[int, Fraction]]:
        """Answers of `_share` so far."""
        return {}

    def weight(self, start: date, end: date) -> int:
        """Days in `[start, end)` that a target is spread over: working or calendar days."""
        match self.goal.prorate:
            case ProrateBy.WORKING_DAYS:
                return self.calendar.working_days(start, end)
            case ProrateBy.CALENDAR_DAYS:
                return max((end - start).days, 0)
            case unreachable:
                assert_never(unreachable)

    def whole(self, entity: str) -> Fraction:
        """The target over the whole span of the goal."""
        return sum(self.amounts[entity], Fraction(0))

    def by(self, entity: str, day: date) -> Fraction:
        """What should be reached at the start of a day: closed leaves and the running leaf's share. Exact."""
        amounts = self.amounts[entity]
        if not self.prorated:
            return amounts[0]
        closed, share = self._share(day)
        reached = sum(amounts[:closed], Fraction(0))
        return reached + amounts[closed] * share if share else reached

    def between(self, entity: str, start: date, end: date) -> Fraction:
        """The target of the days `[start, end)`; the same at any time where targets are not spread."""
        return self.by(entity, end) - self.by(entity, start) if self.prorated else self.amounts[entity][0]

    def portions(self, entity: str, days: Sequence[date]) -> tuple[Fraction, ...]:
        """Targets of the stretches between successive days, as differences of rounded cumulatives: they always sum."""
        marks = [rounded(self.by(entity, day), self.step) for day in days]
        return tuple(after - before for before, after in itertools.pairwise(marks))

    def _share(self, day: date) -> tuple[int, Fraction]:
        """How many leaves are closed at the start of a day, and which share of the next one has passed."""
        known = self._shares.get(day)
        if known is None:
            known = self._shares[day] = self._find_share(day)
        return known

    def _find_share(self, day: date) -> tuple[int, Fraction]:
        for index, leaf in enumerate(self.leaves):
            if day < leaf.end:
                all_days = self._weights[index]
                passed = self.weight(leaf.start, day) if day > leaf.start else 0
                return index, Fraction(passed, all_days) if all_days else Fraction(0)
        return len(self.leaves), Fraction(0)


def goal_targets(plan: Plan, goal: Goal) -> Targets:
    """Split a goal along time first, then among entities within each leaf period; every split adds up exactly."""
    metrics = plan.model.metrics
    prorated = is_extensive(goal.measure, lambda name: metrics[name].extensive)
    leaves = _leaves(plan, goal) if prorated and goal.time_shares else (Leaf(None, goal.start, goal.end + DAY),)
    shares = tuple(map(Fraction, goal.time_shares)) if len(leaves) > 1 else (Fraction(1),)
    assert len(shares) == len(leaves), "a split by time has a share for each period"
    division = _Division(_step(goal), shares)
    whole = division.over_time(Fraction(goal.target))
    amounts: dict[str, tuple[Fraction, ...]] = {WHOLE: whole}
    over = 1 + Fraction(goal.buffer)
    for entity, leaf, amount in division.over_parts(goal.parts, [target * over for target in whole]):
        row = amounts.setdefault(entity, (Fraction(0),) * len(leaves))
        amounts[entity] = (*row[:leaf], row[leaf] + amount, *row[leaf + 1 :])
    return Targets(goal, plan.calendars[goal.calendar], leaves, amounts, division.step, prorated)


def rounded(amount: Fraction, step: Fraction | None) -> Fraction:
    """An amount in whole steps, halves away from zero; the amount itself where there is no step."""
    return amount if step is None else Fraction(half_away(amount / step)) * step


def _leaves(plan: Plan, goal: Goal) -> tuple[Leaf, ...]:
    """The periods that a goal is split over, cut to its days."""
    assert goal.time_grain is not None
    end = goal.end + DAY
    return tuple(
        Leaf(period, max(period.start, goal.start), min(period.end, end))
        for period in periods_meeting(goal.start, end, goal.time_grain, plan.grid)
    )


def _step(goal: Goal) -> Fraction | None:
    """The smallest amount of a goal: minor units of money, whole counts, or finer where its plan says finer amounts."""
    match goal.unit:
        case MoneyIn(currency=currency):
            step = Fraction(1, 10 ** minor_digits(currency))
        case Count():
            step = Fraction(1)
        case _:
            return None
    for amount in (goal.target, *(part.amount for part in _all(goal.parts))):
        while amount is not None and (Fraction(amount) / step).denominator != 1:
            step /= 10
    return step


def _all(parts: Sequence[Part]) -> Iterator[Part]:
    """Parts and their parts, in written order."""
    for part in parts:
        yield part
        yield from _all(part.parts)


@frozen
class _Division:
    """How amounts are divided: into whole steps (None: exactly), and among leaf periods by share."""

    step: Fraction | None
    time_shares: tuple[Fraction, ...]

    def over_time(self, amount: Fraction) -> tuple[Fraction, ...]:
        """The amount of each leaf period."""
        return self.among(amount, self.time_shares)

    def among(self, amount: Fraction, weights: Sequence[Fraction]) -> tuple[Fraction, ...]:
        """An amount shared out by weight, by largest remainder; the parts add up to it."""
        total = sum(weights, Fraction(0))
        if not total:
            return (Fraction(0),) * len(weights)
        if self.step is None:
            return tuple(amount * weight / total for weight in weights)
        step = self.step
        return tuple(part * step for part in split(int(half_away(amount / step)), weights))

    def over_parts(self, parts: Sequence[Part], bases: Sequence[Fraction]) -> Iterator[tuple[str, int, Fraction]]:
        """(entity, leaf, amount) of every part; `bases` is what all shares are shares of, for each leaf."""
        whole = sum(bases, Fraction(0))
        for leaf, base in enumerate(bases):
            yield from self._within(parts, leaf, base, rounded(base, self.step), Fraction(1), whole)

    def _within(
        self, parts: Sequence[Part], leaf: int, base: Fraction, amount: Fraction, share: Fraction, whole: Fraction
    ) -> Iterator[tuple[str, int, Fraction]]:
        """Parts of something that has `amount` in this leaf, and is `share` of the goal with its buffer."""
        by_share = [part for part in parts if part.amount is None]
        weights = [Fraction(part.share or 0) for part in by_share]
        together = sum(weights, Fraction(0))
        shared = amount if together == share else base * together
        dealt = iter(self.among(shared, weights))
        for part in parts:
            if part.amount is None:
                mine, own_share = next(dealt), Fraction(part.share or 0)
            else:
                mine = self.over_time(Fraction(part.amount))[leaf]
                own_share = Fraction(part.amount) / whole if whole else Fraction(0)
            yield part.entity, leaf, mine
            yield from self._within(part.parts, leaf, base, mine, own_share, whole)
