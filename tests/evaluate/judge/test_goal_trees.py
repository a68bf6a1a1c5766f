"""Goals split in several ways against an oracle that deals out one unit at a time, on trees made at random."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.goals.attainment import goal_values
from planlang.evaluate.goals.division import ALL, UNASSIGNED, Slice
from planlang.evaluate.goals.reconciliation import split_checks
from planlang.evaluate.goals.targets import Targets, goal_targets
from planlang.evaluate.results.goals import SplitVerdict
from planlang.semantics.model import Goal, Part, Split
from planlang.values.figure import Figure, Known
from planlang.values.periods import Grain
from planlang.values.units import Count
from tests.evaluate.judge.worlds import SPAN
from tests.spec.checks.goals import CNY, goal, world

BUFFERS = (Decimal(0), Decimal("0.05"), Decimal("0.333"))
WEIGHTS = st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any)


@st.composite
def splits(
    draw: st.DrawFn, depth: int = 2, columns: tuple[str, ...] = ("line", "region", "size"), at: str = ""
) -> Split:
    """Teams, people in them, and values of columns, one below the other."""
    column = draw(st.sampled_from([None, *columns]))
    weights, buffer = draw(WEIGHTS), draw(st.sampled_from(BUFFERS))
    below = tuple(one for one in columns if one != column)
    parts = []
    for index, weight in enumerate(weights):
        key = f"v{index}" if column is not None else f"{'team' if depth == 2 else 'rep'}:{at}{index}"
        inner = (draw(splits(depth - 1, below, f"{at}{index}")),) if depth and draw(st.booleans()) else ()
        parts.append(Part(key, Decimal(weight), None, inner, SPAN))
    return Split(column, tuple(parts), 1 + Fraction(buffer), buffer, False)


@st.composite
def trees(draw: st.DrawFn) -> Goal:
    quarters = draw(st.lists(st.integers(0, 60), min_size=3, max_size=3).filter(lambda found: sum(found) <= 100))
    shares = tuple(Decimal(share) / 100 for share in (*quarters, 100 - sum(quarters)))
    cents = draw(st.integers(1, 10**9))
    by_time = {"time_grain": Grain.QUARTER, "time_shares": shares} if draw(st.booleans()) else {}
    return goal(str(Decimal(cents) / 100), splits=(draw(splits()),), **by_time)


def dealt(units: int, weights: list[Fraction]) -> list[int]:
    """So many units by largest remainder, dealt one by one to whoever is furthest below an exact share, counted in a way
    of its own: nobody may get more than the next whole unit.
    """
    total = sum(weights)
    given_out = [int(units * weight / total) for weight in weights]
    while sum(given_out) < units:
        lacking = [
            (units * weight / total - have, -place)
            for place, (weight, have) in enumerate(zip(weights, given_out, strict=True))
        ]
        given_out[-max(lacking)[1]] += 1
    return given_out


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def expected(asked: Goal) -> dict[Slice, list[int]]:
    """The cents of every part in every leaf."""
    cents = int(asked.target * 100)
    leaves = dealt(cents, [Fraction(share) for share in asked.time_shares]) if asked.time_shares else [cents]
    found: dict[Slice, list[int]] = {}

    def add(above: Slice, one: Split, have: list[int]) -> None:
        for part, row in zip(
            one.parts,
            zip(
                *(dealt(half_up(units * one.over), [Fraction(p.weight) for p in one.parts]) for units in have),
                strict=True,
            ),
            strict=True,
        ):
            if one.column is not None:
                at = Slice(above.entity, above.within, (*above.values, (one.column, part.key)))
            else:
                under = above.entity.startswith("team:") and part.key.startswith("rep:")
                at = Slice(part.key, above.entity if under else None, above.values)
            found[at] = list(row)
            for inner in part.splits:
                add(at, inner, list(row))

    for one in asked.splits:
        add(ALL, one, leaves)
    return found


def in_cents(targets: Targets, part: Slice) -> list[int]:
    found = [amount * 100 for amount in targets.amounts[part]]
    assert all(amount.denominator == 1 for amount in found)
    return [int(amount) for amount in found]


@given(trees())
def test_every_part_is_the_largest_remainder_of_its_rounded_parent(asked: Goal) -> None:
    targets = goal_targets(world(CNY), asked)
    for part, cents in expected(asked).items():
        assert in_cents(targets, part) == cents


@given(trees())
def test_parts_are_reconciled_with_what_they_are_parts_of(asked: Goal) -> None:
    targets = goal_targets(world(CNY), asked)
    cents = {ALL: in_cents(targets, ALL)} | expected(asked)
    checks = [one for one in split_checks(targets) if one.by != "quarter"]
    assert len(checks) == len(targets.groups)
    for one, group in zip(checks, targets.groups, strict=True):
        own = sum(cents[Slice(one.entity, one.within, one.values)])
        together = sum(sum(cents[cell.slice]) for cell in group.cells)
        assert (one.own, one.parts) == (Known(Fraction(own, 100)), Known(Fraction(together, 100)))
        assert one.difference == Known(Fraction(together - own, 100))
        assert one.verdict is (SplitVerdict.ADDS_UP if own == together else SplitVerdict.BUFFER)
        assert abs(together - own * group.split.over) <= Fraction(len(targets.leaves), 2)


@given(trees(), st.integers(0, 366))
def test_margins_are_the_sums_of_their_cells_on_every_day(asked: Goal, days: int) -> None:
    targets = goal_targets(world(CNY), asked)
    day = date(2026, 1, 1) + timedelta(days=days)
    for margin, cells in targets.margins.items():
        parts = [cell.slice for cell in cells]
        assert targets.whole(margin) == sum((targets.whole(part) for part in parts), Fraction(0))
        assert targets.by(margin, day) == sum((targets.by(part, day) for part in parts), Fraction(0))
        assert len({part.values for part in parts} if margin.values else {part.entity for part in parts}) == 1


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=5).filter(any),
    st.lists(st.integers(0, 99), min_size=11, max_size=11).map(sorted),
)
def test_written_amounts_are_kept_and_every_month_adds_up(amounts: list[int], marks: list[int]) -> None:
    shares = tuple(Decimal(b - a) / 100 for a, b in zip([0, *marks], [*marks, 100], strict=True))
    parts = tuple(Part(f"team:{index}", Decimal(amount), None, (), SPAN) for index, amount in enumerate(amounts))
    one = Split(None, parts, Fraction(1), Decimal(0), True)
    asked = goal(str(sum(amounts)), Count(), time_grain=Grain.MONTH, time_shares=shares, splits=(one,))
    found = goal_targets(world(Count()), asked)
    rows = [found.amounts[Slice(part.key)] for part in parts]
    assert [sum(row) for row in rows] == amounts
    assert [sum(column) for column in zip(*rows, strict=True)] == list(found.amounts[ALL])
    assert all(amount >= 0 for row in rows for amount in row)
    for row, amount in zip(rows, amounts, strict=True):
        for month in range(12):
            reached, ideal = (
                sum(row[: month + 1]),
                Fraction(amount * sum(found.amounts[ALL][: month + 1]), sum(amounts)),
            )
            assert abs(reached - ideal) < 2


@given(trees())
def test_actuals_of_parts_and_of_the_rest_make_up_the_whole(asked: Goal) -> None:
    """Whatever rows there are: what no part has is told as other values."""
    targets = goal_targets(world(CNY), asked)
    seen: Counter[Slice] = Counter()

    def actual(part: Slice, start: date, end: date) -> Figure:
        seen[part] += 1
        return Known(Fraction(1 + len(part.values) + 7 * (part == ALL)))

    values = goal_values(targets, date(2026, 7, 1), actual)
    told = {Slice(one.entity, one.within, one.values): one for one in values if one.period is None}
    for group in targets.groups:
        if group.split.column is None:
            continue
        rest = actual(group.parent, date.min, date.max)
        assert isinstance(rest, Known)
        left = rest.value - sum((actual(cell.slice, date.min, date.max).value for cell in group.cells), Fraction(0))  # type: ignore[union-attr]
        assert (told[group.other].actual if left else None) == (Known(left) if left else told.get(group.other))
        if group.other in told:
            assert (told[group.other].target, told[group.other].is_other) == (Known(Fraction(0)), True)
    assert not any(part.entity == UNASSIGNED for part in told)
