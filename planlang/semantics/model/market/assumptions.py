"""What is assumed of the market."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.recurrences import Recurrence
from planlang.semantics.model.who import Party
from planlang.values.units import Unit


@frozen
class ReviewAfter:
    """So many months, or days, after it was said."""

    months: int = 0
    days: int = 0


@frozen
class ReviewOn:
    """On a day."""

    day: date


@frozen
class ReviewEach:
    """The first time that this comes round after it was said."""

    every: Recurrence


ReviewRule = ReviewAfter | ReviewOn | ReviewEach


@frozen
class Assumption:
    """Something that the plan takes for granted.

    Attributes:
        value: a number in its unit, or a text.
        sources: where it is known from.
        dated: when it was said, where that is known.
        start, end: the first and the last day for which it holds; None where it holds before and after all days.
        review: when it has to be looked at again; None where nobody said.
    """

    ident: Ident
    value: Decimal | str
    unit: Unit
    sources: tuple[str, ...]
    dated: date | None
    start: date | None
    end: date | None
    review: ReviewRule | None
    category: str | None
    owner: Party | None
