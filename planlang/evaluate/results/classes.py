"""What an evaluation tells of segments: how many records are of which class, and which have moved."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.values.periods import Period


@frozen
class ClassCount:
    """How many records are of a class (None: of none), over the period and the one before."""

    name: str | None
    records: int
    before: int


@frozen
class ClassMove:
    """A record that was of one class and is of another; None where it had or has none."""

    record: str
    was: str | None
    now: str | None


@frozen
class SegmentValue:
    """A segment in the period that holds the last day that is seen; of one that follows its records, in the week under review.

    Attributes:
        before: the period before, None where records were not classified then.
        counts: the classes in declared order, then the records without one.
        moves: records that were there in both periods and are of another class, by class now, then record.
        classes: record -> class, of all that are there.
    """

    segment: str
    period: Period
    before: Period | None
    counts: tuple[ClassCount, ...]
    moves: tuple[ClassMove, ...]
    classes: tuple[tuple[str, str | None], ...]
