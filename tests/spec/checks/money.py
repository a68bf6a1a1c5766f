"""What tests/spec/money.md asks of values/."""

from __future__ import annotations

from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language
from planlang.values.figure import Known
from planlang.values.money import minor_digits
from planlang.values.rounding import half_away, split
from planlang.values.units import MoneyIn

Row = dict[str, str]
SCALES = {"亿": 10**8, "万": 10**4}


def rounded(row: Row) -> Row:
    return {"rounded": str(half_away(Fraction(row["value"]), int(row["digits"])))}


def in_currency(row: Row) -> Row:
    return {"shown": show(Known(Fraction(row["amount"])), MoneyIn(row["currency"]), Language.EN)}


def split_up(row: Row) -> Row:
    amount = Fraction(row["amount"].rstrip("亿万")) * SCALES.get(row["amount"][-1], 1)
    cents = split(int(amount * 10 ** minor_digits("CNY")), [Fraction(share) for share in row["shares"].split(", ")])
    return {"parts": " ".join(plain(part) for part in cents), "total": plain(sum(cents))}


def plain(cents: int) -> str:
    return f"{half_away(Fraction(cents, 100), 2):,}"


def percentage(row: Row) -> Row:
    limit = Fraction(row["limit"].rstrip("%")) / 100 if row["limit"] else None
    return {"shown": percent(Fraction(row["value"]), limit)}


def shown(row: Row) -> Row:
    figure, unit = Known(Fraction(row["amount"])), MoneyIn("CNY")
    return {
        "English": show(figure, unit, Language.EN),
        "short": show(figure, unit, Language.EN, short=True),
        "Chinese": show(figure, unit, Language.ZH),
        "short Chinese": show(figure, unit, Language.ZH, short=True),
    }
