from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planlang.values.rounding import digits_apart, half_away, split

fractions = st.fractions(-(10**9), 10**9)
weights = st.lists(st.fractions(0, 100, max_denominator=1000), min_size=1, max_size=12).filter(lambda w: sum(w) > 0)


@given(fractions, st.integers(0, 8))
def test_rounding_moves_a_value_by_half_a_unit_at_most(value: Fraction, digits: int) -> None:
    rounded = half_away(value, digits)
    assert rounded.as_tuple().exponent == -digits
    assert abs(Fraction(rounded) - value) <= Fraction(1, 2 * 10**digits)


@given(st.integers(-(10**9), 10**9), st.integers(0, 5))
def test_a_half_goes_away_from_zero(units: int, digits: int) -> None:
    half = Fraction(2 * units + 1, 2 * 10**digits)
    assert abs(half_away(half, digits)) > abs(half)


def test_numbers_longer_than_the_decimal_context_stay_exact() -> None:
    assert half_away(Fraction(10**40 + 1), 2) == Decimal(f"{10**40 + 1}.00")


def test_there_is_no_negative_zero() -> None:
    assert str(half_away(Fraction(-1, 1000), 2)) == "0.00"


@given(st.integers(-(10**9), 10**9), weights)
def test_a_split_adds_up_and_stays_within_one_unit_of_exact(whole: int, shares: list[Fraction]) -> None:
    parts = split(whole, shares)
    assert sum(parts) == whole
    assert all(abs(part - share * whole / sum(shares)) < 1 for part, share in zip(parts, shares, strict=True))


@given(st.integers(0, 10**9), weights)
def test_a_larger_share_never_gets_less(whole: int, shares: list[Fraction]) -> None:
    parts = split(whole, shares)
    pairs = sorted(zip(shares, parts, strict=True))
    assert all(a[1] <= b[1] + 1 for a, b in pairwise(pairs))
    assert all(part == 0 for share, part in zip(shares, parts, strict=True) if share == 0)


@given(fractions, fractions, st.integers(0, 3))
def test_the_shown_text_lies_on_its_side_of_the_limit(value: Fraction, limit: Fraction, digits: int) -> None:
    needed = digits_apart(value, limit, digits)
    shown = Fraction(half_away(value, needed))
    if value == limit:
        assert needed == digits
    elif abs(value - limit) > Fraction(1, 10**6):
        assert shown != limit
        assert (shown < limit) == (value < limit)
    assert digits <= needed <= 6
