"""Checks for tests/spec/promotions.md."""

from __future__ import annotations

from planlang.evaluate.people.promotions import counted, ready
from planlang.evaluate.results.people import Need

TRUTHS = {"T": True, "F": False, "_": None}
WORDS = {True: "T", False: "F", None: "U"}


def cards(row: dict[str, str]) -> dict[str, str]:
    """Whether a grade was reached on enough cards."""
    least, _, of = row["asked"].partition(" of ")
    return {"→ holds": WORDS[counted([TRUTHS[one] for one in row["cards"].split()], int(least), int(of)).holds]}


def all_of(row: dict[str, str]) -> dict[str, str]:
    """Whether somebody meets all that is asked."""
    found = ready([Need(TRUTHS[one], None) for one in row["needs"].split()])
    return {"→ ready": {True: "yes", False: "no", None: "undecided"}[found]}
