"""Checks for tests/spec/promotions.md."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planlang.evaluate.people.promotions import counted, good_enough, ready
from planlang.evaluate.results.people import Need
from planlang.values.figure import Figure, Known, Unknown, Why

TRUTHS = {"T": True, "F": False, "_": None}
GRADES = (("A", Decimal("0.9")), ("B", Decimal("0.8")), ("C", None))
WORDS = {True: "T", False: "F", None: "U"}


def cards(row: dict[str, str]) -> dict[str, str]:
    """Whether a grade was reached on enough cards."""
    least, _, of = row["asked"].partition(" of ")
    return {"→ holds": WORDS[counted([TRUTHS[one] for one in row["cards"].split()], int(least), int(of)).holds]}


def all_of(row: dict[str, str]) -> dict[str, str]:
    """Whether somebody meets all that is asked."""
    found = ready([Need(TRUTHS[one], None) for one in row["needs"].split()])
    return {"→ ready": {True: "yes", False: "no", None: "undecided"}[found]}


def grades(row: dict[str, str]) -> dict[str, str]:
    """Whether a total has a grade or a better one."""
    total: Figure = Unknown(Why.NOT_LOADED)
    if row["total"] != "–":
        low, _, high = row["total"].partition("..")
        ends = Fraction(low) / 100, Fraction(high or low) / 100
        total = Known(ends[0]) if not high else Unknown(Why.SET_ASIDE, ends[0], ends)
    return {"→ reached": WORDS[good_enough(total, GRADES, row["asked"])]}
