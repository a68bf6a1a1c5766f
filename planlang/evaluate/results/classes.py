"""What an evaluation tells of records: how many are of which class, and which have moved; who has how many to look after."""

from __future__ import annotations

from fractions import Fraction

from planlang.frozen import frozen
from planlang.values.periods import Period


@frozen
class Among:
    """How many records are of a class: so many surely, and so many more whose class is not known may be."""

    sure: int
    open: int = 0

    @property
    def most(self) -> int:
        """How many it can be."""
        return self.sure + self.open


@frozen
class ClassCount:
    """How many records are of a class (None: of none), over the period and the one before."""

    name: str | None
    records: Among
    before: Among


@frozen
class ClassMove:
    """A record that was surely of one class and is surely of another; None where it had or has none."""

    record: str
    was: str | None
    now: str | None


@frozen
class SegmentValue:
    """A segment in the period that holds the last day that is seen; of one that follows its records, in the week under review.

    Attributes:
        before: the period before, None where records were not classified then.
        counts: the classes in declared order, then the records without one.
        open: how many records there are whose class is not known, now and before.
        moves: records that were there in both periods and are of another class, by class now, then record.
        classes: record -> the classes that it may be of, of all that are there: one where that is known.
    """

    segment: str
    period: Period
    before: Period | None
    counts: tuple[ClassCount, ...]
    open: tuple[int, int]
    moves: tuple[ClassMove, ...]
    classes: tuple[tuple[str, tuple[str | None, ...]], ...]


@frozen
class OwnerRecords:
    """The records of one owner that are not lost.

    Attributes:
        owner: None for records without one.
        records: how many he has; None where that is not known, as a list tells of days that are over.
        filled: of what is required of them, the share that is there; None where nothing is required, or not all of it is known.
        missing: by requirement as written, of how many records it is missing; only of those that are missing somewhere.
    """

    owner: str | None
    records: int | None
    filled: Fraction | None
    missing: tuple[tuple[str, int], ...]


@frozen
class CareValue:
    """A process that says how its records are looked after.

    Attributes:
        process: qualified name.
        requires: whether something is required of every file.
        owners: by name, records without an owner last.
    """

    process: str
    requires: bool
    owners: tuple[OwnerRecords, ...]
