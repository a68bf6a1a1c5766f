"""The targets of a goal: split over time, teams and people, and how much of each should be reached by a day.

In: a goal, its calendar, the grid of periods, on which days people are in their teams. Out: exact amounts by part and leaf
period, and the curve between them (tests/spec/goals.md). What was really reached is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from attrs import evolve, frozen

from planlang.evaluate.results.goals import BarKind
from planlang.plan.plan import Plan
from planlang.semantics.expressions.extensive import is_extensive
from planlang.semantics.model import Goal, Part, ProrateBy
from planlang.values.calendars import Calendar
from planlang.values.money import minor_digits
from planlang.values.periods import DAY, Period, periods_meeting
from planlang.values.rounding import half_away, split
from planlang.values.units import Count, MoneyIn

WHOLE = "plan:"
"""The entity of a goal as a whole."""
UNASSIGNED = "team:(unassigned)"
"""The entity of what nobody has to do, because the one who would was not there."""


@frozen
class Slice:
    """Who a target is for.

    Attributes:
        within: of a person under a team that team (`team:north`): only what is done in it counts. None: all that is done.
    """

    entity: str
    within: str | None = None


ALL = Slice(WHOLE)
"""The goal as a whole."""

Stretches = Sequence[tuple[date, date]]
"""Days `[start, end)`, ascending."""
Days = Callable[[Slice], Stretches | None]
"""When a person is there, in the team of the slice; None: always."""


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
        amounts: slice -> target of each leaf; the whole goal first, then parts in written order, each before its own parts.
        parents: slice -> the slice that it is a part of.
        levels: for figures that do not add up over time: slice -> target over the whole span.
        present: slice -> when its person is there; those not in it always are.
        vacant: of the slices of what nobody has to do: those whose it would have been, with the targets of the leaves as if
            they had always been there.
        bars: the floor and the stretch of the whole goal, split over time as its target is.
        step: the smallest amount a target is rounded to, or None for figures that are not rounded.
        prorated: whether targets are spread over days. Shares, averages and states are not: their target holds at
            any time.
    """

    goal: Goal
    calendar: Calendar
    leaves: tuple[Leaf, ...]
    amounts: Mapping[Slice, tuple[Fraction, ...]]
    parents: Mapping[Slice, Slice]
    levels: Mapping[Slice, Fraction]
    present: Mapping[Slice, Stretches]
    vacant: Mapping[Slice, tuple[tuple[Slice, tuple[Fraction, ...]], ...]]
    bars: Mapping[BarKind, Targets]
    step: Fraction | None
    prorated: bool

    @cached_property
    def _shares(self) -> dict[tuple[Slice, date], tuple[int, Fraction]]:
        """Answers of `_share` so far."""
        return {}

    @cached_property
    def _of_entity(self) -> Mapping[str, tuple[Slice, ...]]:
        found: dict[str, tuple[Slice, ...]] = {}
        for part in self.amounts:
            found[part.entity] = (*found.get(part.entity, ()), part)
        return found

    def slices(self, entity: str) -> tuple[Slice, ...]:
        """The parts of an entity: one a team for somebody with several; none for one without a target."""
        return self._of_entity.get(entity, ())

    def weight(self, start: date, end: date) -> Fraction | int:
        """Days in `[start, end)` that a target is spread over: working or calendar days."""
        match self.goal.prorate:
            case ProrateBy.WORKING_DAYS:
                return self.calendar.days_worth(start, end) if start < end else 0
            case ProrateBy.CALENDAR_DAYS:
                return max((end - start).days, 0)
            case unreachable:
                assert_never(unreachable)

    def own_weight(self, part: Slice, start: date, end: date) -> Fraction | int:
        """The same of the days on which the person of a part is there."""
        stretches = self.present.get(part)
        if stretches is None:
            return self.weight(start, end)
        return sum(self.weight(max(start, since), min(end, until)) for since, until in stretches)

    def whole(self, part: Slice) -> Fraction:
        """The target over the whole span of the goal."""
        return sum(self.amounts[part], Fraction(0)) if self.prorated else self.levels[part]

    def by(self, part: Slice, day: date) -> Fraction:
        """What should be reached at the start of a day: closed leaves and the running leaf's share. Exact.

        Only of targets that are spread over days.
        """
        assert self.prorated, "a level is not reached day by day"
        if part in self.vacant:
            others = self.vacant[part]
            return sum(
                (self._reached(ALL, amounts, day) - self.by(other, day) for other, amounts in others), Fraction(0)
            )
        return self._reached(part, self.amounts[part], day)

    def between(self, part: Slice, start: date, end: date) -> Fraction:
        """The target of the days `[start, end)`; the level of their leaf where targets are not spread, of the whole span
        where they lie in several.
        """
        if self.prorated:
            return self.by(part, end) - self.by(part, start)
        last = max(end - DAY, start)
        for index, leaf in enumerate(self.leaves):
            if leaf.start <= start and last < leaf.end:
                return self.amounts[part][index]
        return self.levels[part]

    def _reached(self, part: Slice, amounts: Sequence[Fraction], day: date) -> Fraction:
        """Closed leaves and the running leaf's share, by the days on which somebody is there."""
        closed, share = self._share(part, day)
        reached = sum(amounts[:closed], Fraction(0))
        return reached + amounts[closed] * share if share else reached

    def _share(self, part: Slice, day: date) -> tuple[int, Fraction]:
        """How many leaves are closed at the start of a day, and which share of the next one has passed."""
        key = (part if part in self.present else ALL, day)
        known = self._shares.get(key)
        if known is None:
            known = self._shares[key] = self._find_share(*key)
        return known

    def _find_share(self, part: Slice, day: date) -> tuple[int, Fraction]:
        for index, leaf in enumerate(self.leaves):
            if day < leaf.end:
                own = self.own_weight(part, leaf.start, leaf.end)
                if not own:  # a whole share of somebody who is not there yet: as if he were
                    part, own = ALL, self.weight(leaf.start, leaf.end)
                passed = self.own_weight(part, leaf.start, day) if day > leaf.start else 0
                return index, Fraction(passed, own) if own else Fraction(0)
        return len(self.leaves), Fraction(0)


def always(part: Slice) -> None:
    """Everybody is always there."""


def goal_targets(plan: Plan, goal: Goal, days: Days = always) -> Targets:
    """Split a goal along time first, then among entities within each leaf period; every split adds up exactly.

    The share of a person is cut to the days on which he is there, unless it is `whole`; the difference stands beside it
    as a part of its own that is nobody's.
    """
    metrics = plan.model.metrics
    prorated = is_extensive(goal.measure, lambda name: metrics[name].extensive)
    is_split = bool(goal.time_shares if prorated else goal.levels)
    leaves = _leaves(plan, goal) if is_split else (Leaf(None, goal.start, goal.end + DAY),)
    step = _step(goal)
    levels: dict[Slice, Fraction] = {}
    if prorated:
        shares = tuple(map(Fraction, goal.time_shares)) if len(leaves) > 1 else (Fraction(1),)
        assert len(shares) == len(leaves), "a split by time has a share for each period"
        amounts = _amounts(goal, _Division(step, shares), _Division(step, shares).over_time(Fraction(goal.target)))
    else:
        alone = _Division(step, (Fraction(1),))
        whole = tuple(map(Fraction, goal.levels)) or (Fraction(goal.target),)
        each = [_amounts(goal, alone, (level,)) for level in whole]
        amounts = {part: tuple(one[part][0] for one in each) for part in each[0]}
        levels = {part: found[0] for part, found in _amounts(goal, alone, (Fraction(goal.target),)).items()}
    calendar, bars = plan.calendars[goal.calendar], _bars(plan, goal)
    found = Targets(goal, calendar, leaves, amounts, _parents(goal), levels, {}, {}, bars, step, prorated)
    return _for_those_there(found, days) if prorated else found


def _bars(plan: Plan, goal: Goal) -> dict[BarKind, Targets]:
    """The floor and the stretch of a goal, as targets of the whole."""
    written = {BarKind.FLOOR: goal.floor, BarKind.STRETCH: goal.stretch}
    return {
        kind: goal_targets(plan, evolve(goal, target=amount, parts=(), levels=(), floor=None, stretch=None))
        for kind, amount in written.items()
        if amount is not None
    }


def _amounts(goal: Goal, division: _Division, whole: tuple[Fraction, ...]) -> dict[Slice, tuple[Fraction, ...]]:
    """The amounts of the whole goal and of its parts in each leaf, as if everybody were always there."""
    amounts = {ALL: whole}
    over = 1 + Fraction(goal.buffer)
    for part, leaf, amount in division.over_parts(goal.parts, [target * over for target in whole]):
        row = amounts.setdefault(part, (Fraction(0),) * len(whole))
        amounts[part] = (*row[:leaf], row[leaf] + amount, *row[leaf + 1 :])
    return amounts


def _for_those_there(targets: Targets, days: Days) -> Targets:
    """The same with the shares of people cut to the days on which they are there, and what is nobody's for it."""
    present = {part: found for part in targets.amounts if (found := days(part)) is not None}
    known = evolve(targets, present=present)
    entire = {part for part, written in _written(targets.goal.parts, None) if written.whole}
    cut: dict[Slice, tuple[Fraction, ...]] = {}
    for part in present:
        if part in entire:
            continue
        days_there = [
            (known.own_weight(part, leaf.start, leaf.end), known.weight(leaf.start, leaf.end))
            for leaf in targets.leaves
        ]
        if any(own != all_days for own, all_days in days_there):  # small amounts may round to the whole all the same
            cut[part] = tuple(
                _share_of(amount, own, all_days, known.step)
                for amount, (own, all_days) in zip(targets.amounts[part], days_there, strict=True)
            )
    vacant: dict[Slice, tuple[tuple[Slice, tuple[Fraction, ...]], ...]] = {}
    for part in cut:
        above = targets.parents[part]
        nobody = Slice(UNASSIGNED, None if above == ALL else above.entity)
        vacant[nobody] = (*vacant.get(nobody, ()), (part, targets.amounts[part]))
    amounts = dict(targets.amounts) | cut
    parents = dict(targets.parents)
    for nobody, others in vacant.items():
        parents[nobody] = targets.parents[others[0][0]]
        missing = (tuple(a - b for a, b in zip(full, cut[part], strict=True)) for part, full in others)
        amounts[nobody] = tuple(sum(leaf, Fraction(0)) for leaf in zip(*missing, strict=True))
    ordered = {part: amounts[part] for part in _in_order(amounts, parents)}
    return evolve(known, amounts=ordered, parents=parents, vacant=vacant)


def _in_order(parts: Mapping[Slice, object], parents: Mapping[Slice, Slice]) -> Iterator[Slice]:
    """Parts as they come, what is nobody's after those that it belongs to."""
    nobodys: dict[Slice, list[Slice]] = {}
    children: dict[Slice, list[Slice]] = {}
    for part in parts:
        if part != ALL:
            (nobodys if part.entity == UNASSIGNED else children).setdefault(parents[part], []).append(part)

    def below(part: Slice) -> Iterator[Slice]:
        yield part
        for child in (*children.get(part, ()), *nobodys.get(part, ())):
            yield from below(child)

    yield from below(ALL)


def _share_of(amount: Fraction, own: Fraction | int, all_days: Fraction | int, step: Fraction | None) -> Fraction:
    """An amount for a part of the days."""
    return amount if own == all_days else rounded(amount * own / all_days, step)


def _parents(goal: Goal) -> dict[Slice, Slice]:
    """The slice that each part of a goal is a part of."""
    found: dict[Slice, Slice] = {}

    def add(parts: Sequence[Part], above: Slice) -> None:
        for part in parts:
            own = slice_of(part, above)
            found.setdefault(own, above)
            add(part.parts, own)

    add(goal.parts, ALL)
    return found


def _written(parts: Sequence[Part], above: Slice | None) -> Iterator[tuple[Slice, Part]]:
    """Parts as they are written, with what they are for."""
    for part in parts:
        own = slice_of(part, above)
        yield own, part
        yield from _written(part.parts, own)


def slice_of(part: Part, above: Slice | None) -> Slice:
    """What a written part is for: of a person under a team what is done in that team."""
    under = above is not None and above.entity.startswith("team:") and part.entity.startswith("rep:")
    return Slice(part.entity, above.entity if above is not None and under else None)


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
    for amount in (goal.target, *goal.levels, *(part.amount for part in _all(goal.parts))):
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

    def over_parts(self, parts: Sequence[Part], bases: Sequence[Fraction]) -> Iterator[tuple[Slice, int, Fraction]]:
        """(slice, leaf, amount) of every part; `bases` is what all shares are shares of, for each leaf."""
        whole = sum(bases, Fraction(0))
        for leaf, base in enumerate(bases):
            yield from self._within(parts, ALL, leaf, base, rounded(base, self.step), Fraction(1), whole)

    def _within(
        self,
        parts: Sequence[Part],
        above: Slice,
        leaf: int,
        base: Fraction,
        amount: Fraction,
        share: Fraction,
        whole: Fraction,
    ) -> Iterator[tuple[Slice, int, Fraction]]:
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
            own = slice_of(part, above)
            yield own, leaf, mine
            yield from self._within(part.parts, own, leaf, base, mine, own_share, whole)
