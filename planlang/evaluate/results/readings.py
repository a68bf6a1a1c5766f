"""A figure as it is told: with its unit, and between which values it lies."""

from __future__ import annotations

from fractions import Fraction

from planlang.frozen import frozen
from planlang.values.figure import Figure
from planlang.values.units import Unit


@frozen
class Range:
    """Between which values a figure lies, both included; no `high`: however much."""

    low: Fraction
    high: Fraction | None


@frozen(cache_hash=True)
class Reading:
    """A figure with its unit.

    Attributes:
        bounds: of a figure that the data do not tell: `figure` is the one of them that tells whether a limit is kept.
    """

    figure: Figure
    unit: Unit
    bounds: Range | None = None


@frozen
class Sample:
    """How many answered of those who were asked, behind a figure of answers.

    Attributes:
        answered: in time.
        sent: of what was sent so long ago that its time is up.
        waiting: what was sent, and is not counted yet.
        days: the time, where the figure is another than how many answer.
        values: of how many answers the figure is the mean or median; None where it is neither, or they are not known.
    """

    answered: int
    sent: int
    waiting: int
    days: int | None = None
    values: int | None = None
