"""Money in whole currency units and in minor units (cents, fen).

In: exact amounts and ISO 4217 codes. Out: rounded amounts and splits that add up to the last minor unit. Which
codes exist is not checked here; a currency that is not listed has two digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from planlang.values.rounding import half_away, split

_WITHOUT = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF")
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_DIGITS = {
    **dict.fromkeys((*_WITHOUT, "XOF", "XPF"), 0),
    **dict.fromkeys(_THREE, 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}


def minor_digits(currency: str) -> int:
    """Decimal places of a currency: CNY 2, JPY 0, KWD 3."""
    return _DIGITS.get(currency, 2)


def has_more_digits(amount: Fraction | Decimal, currency: str) -> bool:
    """Whether an amount is no whole number of minor units."""
    return Fraction(amount) != Fraction(round_money(amount, currency))


def round_money(amount: Fraction | Decimal, currency: str) -> Decimal:
    """An amount in whole minor units, half away from zero."""
    return half_away(amount, minor_digits(currency))


def minor_units(amount: Fraction | Decimal, currency: str) -> int:
    """An amount counted in minor units, half away from zero."""
    return int(half_away(Fraction(amount) * 10 ** minor_digits(currency)))


def in_whole_units(minor: int, currency: str) -> Fraction:
    """So many minor units as an exact amount of whole units."""
    return Fraction(minor, 10 ** minor_digits(currency))


def split_money(amount: Fraction | Decimal, currency: str, weights: Sequence[Fraction | int]) -> tuple[Fraction, ...]:
    """An amount shared out by weight in whole minor units, by largest remainder; the parts add up to the rounded amount."""
    return tuple(in_whole_units(part, currency) for part in split(minor_units(amount, currency), weights))
