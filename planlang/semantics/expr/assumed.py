"""What is assumed, in figures."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.values.units import Unit


@frozen
class Assumed:
    """The value of an assumption (its qualified name); unknown outside of the days for which it holds.

    Attributes:
        prorated: only the part of it for the working days that are looked at.
    """

    assumption: str
    prorated: bool
    unit: Unit
    span: Span
