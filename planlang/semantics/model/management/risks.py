"""Risks: what may happen, how likely, at what cost, and what is done about it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.market.assumptions import ReviewRule
from planlang.semantics.model.who import Party


class Size(Enum):
    """How much a risk would cost, or how large it is, where nobody knows an amount."""

    LOW = "low"
    MID = "mid"
    HIGH = "high"


@frozen
class Risk:
    """Something that may happen.

    Attributes:
        likelihood: as a share; None where it was never judged.
        warned: the likelihood while its warning is on; None: the same.
        impact: what it would cost, in the plan's currency; None where it was never judged.
        size: what it would cost in words, where no amount is known.
        goal: the goal that it would cost it, by qualified name.
        warning: qualified name of the alert that warns of it.
        responses: qualified names of the tasks that answer it.
        occurred: when it happened, and what it did cost.
        category: what kind of risk it is.
        dated: when it was judged, where that is said.
        review: when it has to be judged again.
        closed: since when it can no longer happen.
    """

    ident: Ident
    likelihood: Decimal | None
    warned: Decimal | None
    impact: Decimal | None
    size: Size | None
    goal: str | None
    owner: Party | None
    warning: str | None
    responses: tuple[str, ...]
    category: str | None
    dated: date | None
    review: ReviewRule | None
    occurred: date | None
    loss: Decimal | None
    closed: date | None
