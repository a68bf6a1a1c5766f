"""The targets of a goal: split over time, teams and people, and how much of each should be reached by a day.

In: a goal, its calendar, the grid of periods, on which days people are in their teams. Out: exact amounts by part and leaf
period, and the curve between them (tests/spec/goals.md). What was really reached is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from attrs import evolve

from planlang.evaluate.goals.division import (
    ALL,
    UNASSIGNED,
    Amounts,
    Cell,
    Group,
    Slice,
    divided,
)
from planlang.evaluate.goals.margins import margins_of
from planlang.evaluate.goals.ramp import Eased
from planlang.evaluate.results.goals import BarKind
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expressions.extensive import is_extensive
from planlang.semantics.model import Goal, GoalEach, ProrateBy, Split
from planlang.values.calendars import Calendar
from planlang.values.money import minor_digits
from planlang.values.periods import DAY, Period, periods_meeting
from planlang.values.rounding import half_away, split
from planlang.values.units import Count, MoneyIn

Stretches = Sequence[tuple[date, date]]
"""Days `[start, end)`, ascending."""


@frozen
class People:
    """Who has a goal of his own, and when people are there.

    Attributes:
        days: of a slice; of somebody who has the goal in a role, on the days in that role.
        each: the slices of those who ever have it.
        filled: a goal with what its table says.
        eased: the days of a slice with the share of a full target on each, where somebody new begins with less.
    """

    days: Callable[[Slice, str | None], Stretches | None]
    each: Callable[[GoalEach], Sequence[Slice]]
    filled: Callable[[Goal], Goal] = lambda goal: goal
    eased: Callable[[Slice, str | None], Sequence[Eased] | None] = lambda part, role: None


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
        step: the smallest amount a target is rounded to, or None for figures that are not rounded.
        prorated: whether targets are spread over days. Shares, averages and states are not: their target holds at
            any time.
        bars: the floor and the stretch of the whole goal, split over time as its target is.
        levels: for figures that do not add up over time: slice -> target over the whole span.
        present: slice -> when its person is there; those not in it always are.
        eased: slice -> the same with the share of a full target, of somebody new who is given less.
        amounts: slice -> target of each leaf; the whole goal first, then parts in written order, each before its own parts,
            margins last.
        parents: slice -> the slice that it is a part of.
        groups: the parts of each slice by each of its dimensions.
        measures: of the slices whose rows are told by columns.
        vacant: of the slices of what nobody has to do: those whose it would have been.
        beside: of the slices of what is nobody's, and of rows with other values than any part: the parts beside them.
        margins: of what several parts have together of one value, or one team or person: those parts.
        roots: what is no part of anything: the whole goal, or those who each have it.
        open: of the slices whose target a table leaves open, in which leaves.
    """

    goal: Goal
    calendar: Calendar
    leaves: tuple[Leaf, ...]
    step: Fraction | None
    prorated: bool
    bars: Mapping[BarKind, Targets] = field(factory=dict)
    levels: Mapping[Slice, Fraction] = field(factory=dict)
    present: Mapping[Slice, Stretches] = field(factory=dict)
    eased: Mapping[Slice, Sequence[Eased]] = field(factory=dict)
    amounts: Mapping[Slice, Amounts] = field(factory=dict)
    parents: Mapping[Slice, Slice] = field(factory=dict)
    groups: tuple[Group, ...] = ()
    measures: Mapping[Slice, FigureExpression] = field(factory=dict)
    vacant: Mapping[Slice, tuple[Cell, ...]] = field(factory=dict)
    beside: Mapping[Slice, tuple[Slice, ...]] = field(factory=dict)
    margins: Mapping[Slice, tuple[Cell, ...]] = field(factory=dict)
    roots: tuple[Slice, ...] = (ALL,)
    open: Mapping[Slice, frozenset[int]] = field(factory=dict)

    @cached_property
    def _shares(self) -> dict[tuple[Slice, date], tuple[int, Fraction]]:
        """Answers of `_share` so far."""
        return {}

    @cached_property
    def _of_entity(self) -> Mapping[str, tuple[Slice, ...]]:
        found: dict[str, tuple[Slice, ...]] = {}
        for part in self.amounts:
            found[part.entity] = (*found.get(part.entity, ()), part)
        return {entity: tuple(part for part in parts if not part.values) or parts for entity, parts in found.items()}

    def slices(self, entity: str) -> tuple[Slice, ...]:
        """The parts of an entity: one a team for somebody with several, one a value of a column where it has no other; none
        for one without a target.
        """
        return self._of_entity.get(entity, ())

    def is_told(self, part: Slice, start: date, end: date) -> bool:
        """Whether the target of the days `[start, end)` is known."""
        missing = (self.leaves[leaf] for leaf in self.open.get(part, ()))
        return not any(leaf.start < end and start < leaf.end for leaf in missing)

    def measure(self, part: Slice) -> FigureExpression:
        """What is measured of a part."""
        return self.measures.get(part, self.goal.measure)

    def column(self, part: Slice) -> str | None:
        """The column that tells a part from those beside it; None where these are teams and people, and for the whole."""
        return part.values[-1][0] if part not in self.roots and part.values != self.parents[part].values else None

    def depth(self, part: Slice) -> int:
        """How many parts and wholes stand above a part."""
        return 1 + self.depth(self.parents[part]) if part not in self.roots else 0

    @property
    def role(self) -> str | None:
        """The role in which people have the goal; None where days in any count."""
        return None if self.goal.each is None else self.goal.each.role

    def cut(self, part: Slice, amounts: Amounts) -> Amounts | None:
        """The amounts of a person for the days on which he is there; None for somebody who always is."""
        if part not in self.present:
            return None
        days = [
            (self.own_weight(part, leaf.start, leaf.end), self.weight(leaf.start, leaf.end)) for leaf in self.leaves
        ]
        if all(own == all_days for own, all_days in days):
            return None
        return tuple(
            amount if own == all_days else rounded(amount * own / all_days, self.step)
            for amount, (own, all_days) in zip(amounts, days, strict=True)
        )

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
        """The same of the days on which the person of a part is there, as far as they count for somebody new."""
        if part in self.eased:
            shares = (
                self.weight(max(start, since), min(end, until)) * share for since, until, share in self.eased[part]
            )
            return sum(shares, Fraction(0))
        stretches = self.present.get(part)
        if stretches is None:
            return self.weight(start, end)
        return sum(self.weight(max(start, since), min(end, until)) for since, until in stretches)

    def whole(self, part: Slice) -> Fraction:
        """The target over the whole span of the goal."""
        return sum(self.amounts[part], Fraction(0)) if self.prorated else self._level(part)

    def _level(self, part: Slice) -> Fraction:
        """The target of a part over the whole span, of a figure that does not add up over time."""
        if part in self.margins:
            return sum((self.levels[cell.slice] for cell in self.margins[part]), Fraction(0))
        return self.levels.get(part, Fraction(0))

    def by(self, part: Slice, day: date) -> Fraction:
        """What should be reached at the start of a day: closed leaves and the running leaf's share. Exact.

        Only of targets that are spread over days.
        """
        assert self.prorated, "a level is not reached day by day"
        if part in self.vacant:
            others = self.vacant[part]
            return sum(
                (self._reached(ALL, cell.entire, day) - self.by(cell.slice, day) for cell in others), Fraction(0)
            )
        if part in self.margins:
            return sum((self.by(cell.slice, day) for cell in self.margins[part]), Fraction(0))
        return self._reached(part, self.amounts[part], day)

    def between(self, part: Slice, start: date, end: date) -> Fraction:
        """The target of the days `[start, end)`; the level of their leaf where targets are not spread, of the whole span
        where they lie in several; on a straight path that at their end.
        """
        if self.prorated:
            return self.by(part, end) - self.by(part, start)
        if self.goal.linear:
            return self.on_path(part, end)
        last = max(end - DAY, start)
        for index, leaf in enumerate(self.leaves):
            if leaf.start <= start and last < leaf.end:
                return self.amounts[part][index]
        return self._level(part)

    def on_path(self, part: Slice, day: date) -> Fraction:
        """The level that is due at the start of a day, on the way from the base to the target by days; where it has no way, the
        target.
        """
        base, start, end = self.goal.base, self.goal.start, self.goal.end + DAY
        if not self.goal.linear or base is None:
            return self._level(part)
        every = self.own_weight(part, start, end)
        passed = self.own_weight(part, start, min(max(day, start), end))
        gone = Fraction(passed, every) if every else Fraction(1)
        return Fraction(base) + (self._level(part) - Fraction(base)) * gone

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


ALWAYS = People(lambda part, role: None, lambda each: ())
"""Everybody is always there, and nobody has a goal of his own."""


def goal_targets(plan: Plan, goal: Goal, people: People = ALWAYS) -> Targets:
    """Split a goal along time first, then in each leaf period as its splits say; every split adds up exactly.

    The share of a person is cut to the days on which he is there, unless it is `whole`; the difference stands beside it
    as a part of its own that is nobody's. Who has a goal of his own and is there on none of its days is left out.
    """
    goal, metrics = people.filled(goal), plan.model.metrics
    prorated = is_extensive(goal.measure, lambda name: metrics[name].extensive)
    is_split = bool(goal.leaf_amounts or (goal.time_shares if prorated else goal.levels))
    leaves = _leaves(plan, goal) if is_split else (Leaf(None, goal.start, goal.end + DAY),)
    step, target = _step(goal), Fraction(goal.target)
    roots = (ALL,) if goal.each is None else tuple(_there(goal, goal.each, people))
    calendar = plan.calendars[goal.calendar]
    bare = Targets(goal, calendar, leaves, step, prorated, bars=_bars(plan, goal, people), roots=roots)
    if not prorated:
        levels = {cell.slice: cell.amounts[0] for cell in divided(goal, (target,), step, roots=roots).cells}
        whole = tuple(map(Fraction, goal.levels)) or (target,)
        return _with_parts(evolve(bare, levels={ALL: target} | levels), whole)
    if goal.leaf_amounts:
        whole = tuple(Fraction(amount or 0) for amount in goal.leaf_amounts)
    else:
        shares = tuple(map(Fraction, goal.time_shares)) if len(leaves) > 1 else (Fraction(1),)
        assert len(shares) == len(leaves), "a split by time has a share for each period"
        whole = _over_time(target, shares, step)
    parts = tuple(cell.slice for cell in divided(goal, whole, step, roots=roots).cells)
    role = bare.role
    present = {part: found for part in parts if (found := people.days(part, role)) is not None}
    eased = {part: told for part in parts if (told := people.eased(part, role)) is not None}
    return _with_parts(evolve(bare, present=present, eased=eased), whole)


def _there(goal: Goal, each: GoalEach, people: People) -> Iterator[Slice]:
    """Those who have a goal on some of its days."""
    for part in people.each(each):
        stretches = people.days(part, each.role)
        if stretches is None or any(since <= goal.end and goal.start < until for since, until in stretches):
            yield part


def _bars(plan: Plan, goal: Goal, people: People) -> dict[BarKind, Targets]:
    """The floor and the stretch of a goal, as targets of the whole."""
    written = {BarKind.FLOOR: goal.floor, BarKind.STRETCH: goal.stretch}
    return {
        kind: goal_targets(plan, evolve(goal, target=amount, splits=(), levels=(), floor=None, stretch=None), people)
        for kind, amount in written.items()
        if amount is not None
    }


def _over_time(amount: Fraction, shares: Sequence[Fraction], step: Fraction | None) -> Amounts:
    """An amount shared out among leaves by largest remainder; they add up to it."""
    if step is None:
        return tuple(amount * share for share in shares)
    return tuple(part * step for part in split(int(half_away(amount / step)), shares))


def _with_parts(bare: Targets, whole: Amounts) -> Targets:
    """The targets of the parts as well."""
    tree = divided(bare.goal, whole, bare.step, bare.cut, bare.roots)
    amounts = {ALL: whole} if bare.roots == (ALL,) else {}
    parents: dict[Slice, Slice] = {}
    vacant: dict[Slice, tuple[Cell, ...]] = {}
    beside: dict[Slice, tuple[Slice, ...]] = {}
    measures: dict[Slice, FigureExpression] = {}
    for cell in tree.cells:
        amounts[cell.slice], parents[cell.slice] = cell.amounts, cell.parent
        if cell.measure is not None:
            measures[cell.slice] = cell.measure
    for group in tree.groups:
        if group.nobody is not None and group.nobody not in amounts:
            vacant[group.nobody] = tuple(group.cut)
            beside[group.nobody] = tuple(cell.slice for cell in group.cells)
            missing = (zip(cell.entire, cell.amounts, strict=True) for cell in group.cut)
            lost = [tuple(a - b for a, b in pairs) for pairs in missing]
            amounts[group.nobody] = tuple(sum(leaf, Fraction(0)) for leaf in zip(*lost, strict=True))
            parents[group.nobody] = group.parent
        if group.split.column is not None:
            other = group.other
            beside[other] = tuple(cell.slice for cell in group.cells)
            amounts[other], parents[other] = (Fraction(0),) * len(whole), group.parent
    ordered = {part: amounts[part] for part in _in_order(amounts, parents)}
    margins = margins_of(bare.goal.splits, tree.cells, ordered) if bare.roots == (ALL,) else {}
    for margin, cells in margins.items():
        ordered[margin] = tuple(sum(leaf, Fraction(0)) for leaf in zip(*(cell.amounts for cell in cells), strict=True))
        parents[margin] = ALL
        if margin.values and cells[0].measure is not None:
            measures[margin] = cells[0].measure
    return evolve(
        bare,
        amounts=ordered,
        parents=parents,
        groups=tuple(tree.groups),
        measures=measures,
        vacant=vacant,
        beside=beside,
        margins=margins,
        open=_open(bare.goal, tree.open, margins, len(whole)),
    )


def _open(
    goal: Goal, parts: Mapping[Slice, frozenset[int]], margins: Mapping[Slice, tuple[Cell, ...]], leaves: int
) -> dict[Slice, frozenset[int]]:
    """The leaves in which a table leaves the target of a part open, of the whole, and of what several parts have together."""
    found = dict(parts)
    for margin, cells in margins.items():
        missing = frozenset().union(*(parts.get(cell.slice, frozenset()) for cell in cells))
        if missing:
            found[margin] = missing
    if goal.is_open:
        missing = frozenset(leaf for leaf, amount in enumerate(goal.leaf_amounts) if amount is None)
        found[ALL] = missing or frozenset(range(leaves))
    return found


def _in_order(parts: Mapping[Slice, object], parents: Mapping[Slice, Slice]) -> Iterator[Slice]:
    """Parts as they come, what is nobody's or has another value after those that it belongs to."""
    last: dict[Slice, list[Slice]] = {}
    children: dict[Slice, list[Slice]] = {}
    for part in parts:
        if part != ALL:
            is_last = part.entity == UNASSIGNED or (part.values and part.values[-1][1] is None)
            (last if is_last else children).setdefault(parents[part], []).append(part)

    def below(part: Slice) -> Iterator[Slice]:
        if part in parts:
            yield part
        for child in (*children.get(part, ()), *last.get(part, ())):
            yield from below(child)

    yield from below(ALL)


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
    leaves = (amount for amount in goal.leaf_amounts if amount is not None)
    for amount in (goal.target, *goal.levels, *leaves, *_written_amounts(goal.splits)):
        while (Fraction(amount) / step).denominator != 1:
            step /= 10
    return step


def _written_amounts(splits: Sequence[Split]) -> Iterator[Decimal]:
    """The amounts that parts are written with."""
    for one in splits:
        for part in one.parts:
            if one.in_amounts:
                yield part.weight
            yield from (amount for amount in part.leaves if amount is not None)
            yield from _written_amounts(part.splits)
