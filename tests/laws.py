"""How often a law is tried: a part of the times in every build, the same examples each time; all of them and more, new
ones each time, in `nox -s laws`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
PART = float(os.environ.get("PLANLANG_TRIES", "0.05"))
"""`PLANLANG_TRIES=1` tries each law as often as its test says, `10` ten times as often."""
FEWEST = 4


def tries(number: int) -> int:
    """How many examples to take of a law that deserves so many; never fewer than four, where it asks for that many."""
    return max(min(number, FEWEST), round(number * PART))


def seeds(number: int) -> range:
    """The seeds of that many made-up worlds: a part of them, at least one."""
    return range(max(1, round(number * PART)))


def some(cases: Iterable[T], one_in: int) -> list[T]:
    """Every so many of the cases of a law that has to be tried on many, from the first on; all in `nox -s laws`."""
    return list(cases)[:: 1 if PART >= 1 else one_in]
