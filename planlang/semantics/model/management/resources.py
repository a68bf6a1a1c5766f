"""Resources: people and things that work needs, how much of their time there is, and what that costs."""

from __future__ import annotations

from decimal import Decimal

from planlang.frozen import frozen
from planlang.semantics.model.ident import Ident
from planlang.semantics.model.management.money import Charge
from planlang.semantics.model.who import Party


@frozen
class Resource:
    """Some people, or a thing that one task can have at a time.

    Attributes:
        people: who it is; a thing where there are none.
        available: the share of each working day: 0.8.
        hours: of a day at most; None where nothing is said.
        cost: of a day of work of each of them, or of the thing; None where nothing is said.
    """

    ident: Ident
    people: tuple[Party, ...]
    available: Decimal
    hours: Decimal | None
    cost: Charge | None
    owner: Party | None
