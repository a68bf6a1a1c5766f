"""A figure: exactly known, or unknown with the reason. Zero is known; unknown is not zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from fractions import Fraction

from attrs import evolve

from planlang.frozen import frozen


class Why(Enum):
    """Why a figure is unknown."""

    NOT_LOADED = "not loaded"
    NOT_ACTIVE = "not active"
    NO_DENOMINATOR = "no denominator"
    SMALL_SAMPLE = "small sample"
    NO_VALUES = "no values"
    NO_HISTORY = "no history"
    ONLY_NOW = "only now"
    SINCE_UNKNOWN = "time of entry unknown"
    NO_FIRST_DAY = "no first day"
    NO_BASE = "no base"
    NO_PERIOD = "no such period"
    NOT_BEGUN = "not begun"
    GOAL_REACHED = "goal reached"
    NO_TIME_LEFT = "no time left"
    NO_TARGET = "no target"
    TARGET_OPEN = "target not known"
    NOT_ASSUMED = "not assumed then"
    SET_ASIDE = "rows set aside"
    UNCLEAR_NAMES = "not clear whose rows"
    NOT_CERTAIN = "not certain"
    NOT_JUDGED = "never judged"
    NO_AMOUNT = "no amount"
    UNDECIDED = "undecided"
    UNCLASSIFIED = "classes not known"
    NOT_DUE = "not due yet"
    STILL_THERE = "more than half still there"
    SEVERAL = "several possible"
    UNSAID = "not said which"


OPEN = (Why.SET_ASIDE, Why.UNCLEAR_NAMES, Why.NOT_CERTAIN, Why.SEVERAL, Why.UNSAID)
"""Reasons that leave a figure between two ends: rows that could count, somebody's that could be another's, breaches that are only
possible, days between exports, rows that do not say which customer they are about."""


UNTOLD = (Why.NOT_LOADED, Why.NO_HISTORY, Why.ONLY_NOW, Why.SINCE_UNKNOWN, Why.UNCLASSIFIED, *OPEN)
"""Reasons of a figure that there is but that the data do not tell; for the others there is no figure."""


@frozen
class Known:
    """An exact value in the figure's unit (money in whole currency units, ratios as 0.2 for 20%)."""

    value: Fraction


@frozen
class Lack:
    """Weeks of a source that are not loaded, from the first to the last, by their labels; the source by its title."""

    source: str
    first: str
    last: str


@frozen
class Unknown:
    """No value, and why; `so_far` is what the loaded part amounts to, where that is known.

    `between`: the least and the most it can be, both included, where rows leave only that open (`OPEN`).
    `lacks`: what is not loaded.
    """

    why: Why
    so_far: Fraction | None = None
    between: tuple[Fraction, Fraction] | None = None
    lacks: tuple[Lack, ...] = ()

    def lacking(self, lacks: tuple[Lack, ...]) -> Unknown:
        """The same, naming what is not loaded."""
        return evolve(self, lacks=lacks)


Figure = Known | Unknown


def mapped(figure: Figure, change: Callable[[Fraction], Figure]) -> Figure:
    """What follows from a figure; from one that rows set aside leave open, between what follows from both ends, and known
    where that is the same.

    `change` has to be monotone.
    """
    if isinstance(figure, Known):
        return change(figure.value)
    if figure.between is None or figure.so_far is None:
        return Unknown(figure.why)
    found = [change(value) for value in (*figure.between, figure.so_far)]
    first, last, so_far = (one.value if isinstance(one, Known) else None for one in found)
    if first is None or last is None:
        return next(one for one in found if isinstance(one, Unknown))
    if first == last:
        return Known(first)
    return Unknown(figure.why, so_far, (min(first, last), max(first, last)))


def summed(figures: Iterable[Figure]) -> Figure:
    """The sum of figures; of some that rows set aside leave open, between the sums of their ends."""
    low = high = so_far = Fraction(0)
    left_open: Unknown | None = None
    for one in figures:
        if isinstance(one, Known):
            ends = one.value, one.value, one.value
        elif one.between is None or one.so_far is None:
            return Unknown(one.why)
        else:
            left_open = left_open or one
            ends = *one.between, one.so_far
        low, high, so_far = low + ends[0], high + ends[1], so_far + ends[2]
    return Known(so_far) if left_open is None else Unknown(left_open.why, so_far, (low, high))
