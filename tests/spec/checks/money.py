"""What tests/spec/money.md asks of values/."""

from __future__ import annotations

from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language
from planlang.values.figure import Known
from planlang.values.money import minor_units, round_money, split_money
from planlang.values.rounding import half_away
from planlang.values.units import MoneyIn

Row = dict[str, str]
SCALES = {"亿": 10**8, "万": 10**4}


def rounded(row: Row) -> Row:
    return {"rounded": str(half_away(Fraction(row["value"]), int(row["digits"])))}


def in_currency(row: Row) -> Row:
    amount, currency = Fraction(row["amount"]), row["currency"]
    return {"rounded": str(round_money(amount, currency)), "minor units": str(minor_units(amount, currency))}


def converted(row: Row) -> Row:
    total = sum((Fraction(cell) * Fraction(row["rate"]) for cell in row["rows in USD"].split(", ")), Fraction(0))
    return {"CNY": f"{round_money(total, 'CNY'):,}"}


def split_up(row: Row) -> Row:
    scale = SCALES.get(row["amount"][-1], 1)
    amount = Fraction(row["amount"].rstrip("亿万")) * scale
    parts = split_money(amount, "CNY", [Fraction(share) for share in row["shares"].split(", ")])
    return {"parts": " ".join(plain(part) for part in parts), "total": plain(sum(parts, Fraction(0)))}


def plain(amount: Fraction) -> str:
    return f"{round_money(amount, 'CNY'):,}"


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
