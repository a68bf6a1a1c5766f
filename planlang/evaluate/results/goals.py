"""What an evaluation says of goals beside their targets."""

from __future__ import annotations

from datetime import date
from enum import Enum
from fractions import Fraction

from planlang.frozen import frozen
from planlang.semantics.model import Direction, StatusBands
from planlang.values.figure import Figure
from planlang.values.periods import Grain, Period
from planlang.values.units import Unit


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


@frozen
class Grown:
    """A goal against its base.

    Attributes:
        base, during: as the plan says.
        wanted: the target over the base, less one; None where the base is not more than 0.
        measured: what the data say of the time of the base.
        so_far: what was reached over what was reached in as many days of the base, less one.
    """

    base: Fraction
    during: tuple[date, date]
    wanted: Fraction | None
    measured: Figure
    so_far: Figure


class SplitVerdict(Enum):
    """Whether parts add up to what they are parts of."""

    ADDS_UP = "adds up"
    BUFFER = "buffer"
    OVER = "over"
    SHORT = "short"
    UNKNOWN = "unknown"


@frozen
class SplitCheck:
    """What a goal, or a part of it, is split into, held against it.

    Attributes:
        entity, within, values: of what is split, as in a `GoalValue`.
        by: the column, or `team`, `rep`, `week`, `month`, `quarter`, `half`, `year`.
        is_column: whether it is a column.
        own: its own target over all of its time.
        parts: what its parts have together, what is nobody's included.
        unassigned: of that, what is nobody's because people were not there.
        difference: how much more the parts have; below 0 what is missing.
        buffer: by how much of its own they may have more.
    """

    goal: str
    entity: str
    within: str | None
    values: tuple[tuple[str, str | None], ...]
    by: str
    is_column: bool
    own: Figure
    parts: Figure
    unassigned: Figure
    difference: Figure
    buffer: Fraction
    verdict: SplitVerdict


@frozen
class Round:
    """A closed period of a goal that comes again.

    Attributes:
        limit: the target of this period, which follows the working days of whoever it is for.
        is_reached: None where that is not known.
        share: which share of a full target it is, of somebody new.
    """

    period: Period
    value: Figure
    limit: Fraction
    is_reached: bool | None
    share: Fraction = Fraction(1)


@frozen
class Recurred:
    """How often somebody has reached a goal that comes again.

    Attributes:
        rounds: the closed periods in which he was there and had a working day, ascending.
        rate: in how many of those that are known he has reached it.
    """

    entity: str
    rounds: tuple[Round, ...]
    rate: Figure

    def those(self, is_reached: bool | None) -> tuple[Round, ...]:
        """The periods in which it was reached, was not, or nobody knows."""
        return tuple(one for one in self.rounds if one.is_reached is is_reached)


@frozen
class RecurringValue:
    """A goal that comes again.

    Attributes:
        target: of a period with all its working days, as it is now.
        of: everybody who has it, with a closed period, in the order of teams and people; of a goal of the plan the plan.
    """

    goal: str
    grain: Grain
    target: Fraction
    unit: Unit
    direction: Direction
    bands: StatusBands
    of: tuple[Recurred, ...]
