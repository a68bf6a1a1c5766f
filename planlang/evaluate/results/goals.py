"""What an evaluation says of goals beside their targets."""

from __future__ import annotations

from enum import Enum

from attrs import frozen

from planlang.values.figure import Figure


class BarKind(Enum):
    """The bars that a goal may set, from the one that is reached first."""

    FLOOR = "floor"
    TARGET = "target"
    STRETCH = "stretch"


@frozen
class Bar:
    """A floor or a stretch of a goal, over its whole span or one leaf period.

    Attributes:
        target_to_date: what of it is due by now, on the path of the target.
        attainment: actual over that.
        gap: what is missing to the whole of it.
        is_reached: whether what is due by now is reached; None where that is not known.
    """

    kind: BarKind
    target: Figure
    target_to_date: Figure
    attainment: Figure
    gap: Figure
    is_reached: bool | None
