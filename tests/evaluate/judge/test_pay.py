"""Pay against an oracle in plain Python: tiers deal by deal, what is taken back, prizes, and that nothing is lost over periods."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planlang.data.loaded.snapshot import Place
from planlang.evaluate.people.account import Balance, carried_on
from planlang.evaluate.people.deals import Counted
from planlang.evaluate.people.earned import worked_out
from planlang.evaluate.people.pay import by_tiers, deal_by_deal, prizes, ranks
from planlang.evaluate.results.people import Deal
from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import AwardTies, Bonus, EntityKind, Ident, Incentive, PayTier, Tiers
from planlang.source import Source, Span
from planlang.values.figure import Figure, Known, Unknown, Why, summed
from planlang.values.periods import Grain
from planlang.values.units import MoneyIn

HERE = Span(Source("x", "x"), 0, 1)
MONEY = FigureConstant(Decimal(1), MoneyIn("CNY"), HERE)
ZERO = Known(Fraction(0))
STEPS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 9)), min_size=1, max_size=4, unique_by=lambda step: step[0]
)


def tiers(steps: list[tuple[int, int]], above: bool = True) -> Tiers:
    """Steps of so many thousands, each paying so many percent."""
    made = [PayTier(Decimal(since * 1000), Decimal(pays) / 100) for since, pays in sorted(steps)]
    return Tiers(MONEY, MoneyIn("CNY"), above, True, tuple(made), MONEY)


def incentive(steps: list[tuple[int, int]], above: bool = True, cap: int | None = None) -> Incentive:
    ident = Ident("i", None, "I", None, HERE, 0)
    bonus: Bonus | None = None
    return Incentive(
        ident, EntityKind.PERSON, "rep", None, None, Grain.MONTH, "CNY", MONEY, None, None, tiers(steps, above), bonus, None,
        None if cap is None else Decimal(cap), None, None, None, (),
    )  # fmt: skip


def cents(exact: Fraction) -> Fraction:
    """Rounded as a person does it: to the cent, halves up; amounts are not negative here."""
    return Fraction((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def oracle(steps: list[tuple[int, int]], above: bool, measure: Fraction, base: Fraction) -> Fraction:
    """What is paid for a base by somebody who goes through the tiers one by one."""
    written = sorted((Fraction(since * 1000), Fraction(pays, 100)) for since, pays in steps)
    if not above:
        return base * next((pays for since, pays in reversed(written) if measure >= since), Fraction(0))
    ends = [since for since, _ in written[1:]] + [max(measure, written[-1][0])]
    total = Fraction(0)
    for (since, pays), end in zip(written, ends, strict=True):
        if measure > since:
            total += pays * (min(measure, end) - since) / measure * base
    return total


@given(STEPS, st.booleans(), st.integers(0, 30_000), st.integers(1, 50_000))
def test_tiers_are_walked_through(steps: list[tuple[int, int]], above: bool, measure: int, base: int) -> None:
    expected = oracle(steps, above, Fraction(measure), Fraction(base))
    assert by_tiers(tiers(steps, above), Fraction(measure), Fraction(base)) == expected


@given(STEPS, st.booleans(), st.lists(st.integers(1, 9_999), min_size=1, max_size=8))
def test_deals_add_up_to_what_is_paid(steps: list[tuple[int, int]], above: bool, amounts: list[int]) -> None:
    sums = [Fraction(one, 7) for one in amounts]
    whole = sum(sums, Fraction(0))
    found = deal_by_deal(tiers(steps, above), Fraction(0), whole, whole, sums, 2)
    assert sum(found) == cents(oracle(steps, above, whole, whole))
    assert all(one >= 0 and (100 * one).denominator == 1 for one in found)
    reached = Fraction(0)
    for amount, paid in zip(sums, found, strict=True):
        reached += amount
        if above:  # what a deal earns is what the tiers pay up to it, less what they pay before it
            before = oracle(steps, above, reached - amount, reached - amount) if reached > amount else Fraction(0)
            assert abs(paid - (oracle(steps, above, reached, reached) - before)) <= Fraction(1, 100)


def test_amounts_of_steps_are_paid_whole() -> None:
    steps = Tiers(
        MONEY,
        MoneyIn("CNY"),
        False,
        False,
        (PayTier(Decimal(1), Decimal(100)), PayTier(Decimal(3), Decimal(500))),
        None,
    )
    assert [by_tiers(steps, Fraction(reached), Fraction(0)) for reached in (0, 1, 2, 3, 9)] == [0, 100, 100, 500, 500]


def test_a_negative_base_is_paid_as_the_same_the_other_way_round() -> None:
    assert by_tiers(tiers([(0, 2)]), Fraction(5), Fraction(-100)) == -2
    assert by_tiers(tiers([(0, 2)]), Fraction(0), Fraction(100)) == 0


# ---------------------------------------------------------------- over periods

MONTHS = 4
DEALS = st.lists(
    st.tuples(st.integers(0, MONTHS - 1), st.integers(1, 9_999), st.one_of(st.none(), st.integers(0, MONTHS - 1))),
    max_size=8,
)


@given(STEPS, st.booleans(), st.one_of(st.none(), st.integers(0, 400)), DEALS)
def test_what_is_paid_over_time_is_what_the_deals_that_stayed_earn(
    steps: list[tuple[int, int]], above: bool, cap: int | None, deals: list[tuple[int, int, int | None]]
) -> None:
    made = incentive(steps, above, cap)
    place = Place("f", 1, None, None)
    rows: list[list[Counted]] = [[] for _ in range(MONTHS)]
    for number, (month, amount, back) in enumerate(deals):
        day = date(2026, month + 1, 1) + timedelta(days=number)
        came = None if back is None else date(2026, max(back, month) + 1, 28)
        part = Fraction(0 if back is None else amount)
        rows[month].append(Counted(Deal(f"D{number}", place, day, Fraction(amount), None), came, part))
    taken: list[list[Figure]] = [[] for _ in range(MONTHS)]
    earned = []
    for month in range(MONTHS):
        base = sum((row.deal.amount or Fraction(0) for row in rows[month]), Fraction(0))
        own = worked_out(made, Known(base), Known(base), Fraction(0), ZERO, 2)
        earned.append(own)
        returned = [row for row in rows[month] if row.back is not None]
        in_order = sorted(returned, key=lambda row: (row.back, row.deal.day, row.deal.key))
        for row, pay in zip(in_order, own.without(returned, Known(base)), strict=True):
            assert row.back is not None
            taken[row.back.month - 1].append(pay)
    balance, paid = Balance(), Fraction(0)
    for month in range(MONTHS):
        due = summed([balance.amount, earned[month].after_cap, *taken[month]])
        assert isinstance(due, Known)
        paid += max(Fraction(0), due.value)
        balance = carried_on(balance, earned[month].after_cap, summed(taken[month]), None)
    assert isinstance(balance.amount, Known)
    expected = Fraction(0)
    for month in range(MONTHS):
        stayed = sum((row.deal.amount or Fraction(0) for row in rows[month] if row.back is None), Fraction(0))
        pay = cents(oracle(steps, above, stayed, stayed))
        expected += pay if cap is None else min(pay, Fraction(cap))
    assert paid + balance.amount.value == expected


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=6))
def test_settled_periods_leave_nothing_open(periods: list[tuple[int, int]]) -> None:
    balance = Balance()
    for own, paid in periods:
        balance = carried_on(balance, Known(Fraction(own)), ZERO, Fraction(paid))
    assert balance.amount == Known(Fraction(sum(own for own, _ in periods) - sum(paid for _, paid in periods)))


# ---------------------------------------------------------------- prizes


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=1, max_size=6),
    st.integers(1, 3),
    st.sampled_from([*AwardTies, None]),
)
def test_a_prize_is_sure_only_if_it_is_so_whatever_is_not_known(
    values: list[int | None], count: int, ties: AwardTies | None
) -> None:
    names = "abcdef"[: len(values)]
    reached: dict[str, Figure] = {
        name: Unknown(Why.NO_VALUES) if value is None else Known(Fraction(value))
        for name, value in zip(names, values, strict=True)
    }
    found = prizes(reached, dict.fromkeys(names, ()), count, Fraction(100), ties, 2)
    for filled in (-1, 0, 1, 2, 3, 4, 9):
        known: dict[str, Figure] = {
            name: figure if isinstance(figure, Known) else Known(Fraction(filled) + Fraction(1, 2))
            for name, figure in reached.items()
        }
        then = prizes(known, dict.fromkeys(names, ()), count, Fraction(100), ties, 2)
        for name, figure in found.items():
            if isinstance(figure, Known):
                assert then[name] == figure, (name, filled)
    if None not in values and ties is AwardTies.SHARED:
        there = min(count, sum(value is not None and value > 0 for value in values))
        assert summed(found.values()) == Known(Fraction(100 * there))


def test_what_is_over_the_cap_lies_between_two_ends_where_what_is_earned_does() -> None:
    """11 to 29 are earned, 20 is the most."""
    plan = incentive([(0, 1)], cap=20)
    base = Unknown(Why.SET_ASIDE, Fraction(1100), (Fraction(1100), Fraction(2900)))
    earned = worked_out(plan, base, base, Fraction(0), ZERO, 2)
    assert earned.after_cap == Unknown(Why.SET_ASIDE, Fraction(11), (Fraction(11), Fraction(20)))
    assert earned.over_cap == Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(-9), Fraction(0)))


def test_nobody_has_a_place_who_has_reached_nothing_or_may_be_passed() -> None:
    """Where Cem may have from 2 to 9: whoever has 9 or more is surely not behind him, whoever has less than 2 surely is."""
    cem = Unknown(Why.SET_ASIDE, Fraction(2), (Fraction(2), Fraction(9)))
    reached: dict[str, Figure] = {"Ann": Known(Fraction(9)), "Bob": Known(Fraction(5)), "Cem": cem, "Dan": ZERO}
    assert ranks(reached) == {"Ann": 1, "Bob": None, "Cem": None, "Dan": None}
    reached["Dan"] = Known(Fraction(1))
    assert ranks(reached)["Dan"] == 4
