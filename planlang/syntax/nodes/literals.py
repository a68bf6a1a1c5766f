"""Names, paths and literals: the smallest things a plan file says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.source import Span


@frozen
class Name:
    """One identifier or quoted person (`王敏`, `"Anna Lee"`); equal texts name the same thing."""

    text: str
    span: Span
    quoted: bool = False


@frozen
class Path:
    """Names joined by dots: `sales.pipeline`, `rep.lead`, `deals.amount`."""

    parts: tuple[Name, ...]
    span: Span

    @property
    def text(self) -> str:
        """The path as one dotted text."""
        return ".".join(part.text for part in self.parts)


@frozen
class Text:
    """A quoted text, unescaped."""

    text: str
    span: Span


@frozen
class Number:
    """A plain number, scale words applied: `50万` is 500000."""

    value: Decimal
    span: Span


@frozen
class Percent:
    """A ratio written with `%`; the value of `20%` is 0.2."""

    value: Decimal
    span: Span


@frozen
class Points:
    """Percentage points, `5pp`; the value is 0.05."""

    value: Decimal
    span: Span


@frozen
class Money:
    """An amount of money; `currency` is None for `元`, which means the plan's currency."""

    amount: Decimal
    currency: str | None
    span: Span


class TimeUnit(Enum):
    """What a duration counts; calendar days and working days never mix."""

    MINUTE = "min"
    HOUR = "h"
    WORKING_HOUR = "wh"
    DAY = "d"
    WORKING_DAY = "wd"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


@frozen
class Duration:
    """A length of time: `10wd`, `3 weeks`, `6h`."""

    amount: Decimal
    unit: TimeUnit
    span: Span


@frozen
class Date:
    """A calendar date."""

    value: date
    span: Span


@frozen
class Label:
    """A period by its label: `2026`, `2026-03`, `2026-Q1`, `2026-H1`, `2026-W20`."""

    text: str
    span: Span


@frozen
class DateRange:
    """Two dates, both included; one date alone has `last` equal to `first`."""

    first: Date
    last: Date
    span: Span
