"""What is told of segments each week: their classes now and before, and who has moved.

In: a plan held against data. Out: a `SegmentValue` for each segment whose records are loaded, in declared order.
"""

from __future__ import annotations

from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.market.classes import Answer, Classes
from planlang.evaluate.results.classes import Among, ClassCount, ClassMove, SegmentValue
from planlang.semantics.model import Segment


def segment_values(classes: tuple[Classes, ...], figures: Figures) -> tuple[SegmentValue, ...]:
    """Every segment with records."""
    return tuple(_value(one) for one in classes if one.periods and figures.catalog.tables.get(one.segment.source))


def _value(one: Classes) -> SegmentValue:
    """One segment."""
    rank = {name: index for index, name in enumerate(_names(one.segment))}
    has_before = len(one.periods) > 1 and bool(one.before)
    counts = [ClassCount(name, _among(name, one.now), _among(name, one.before)) for name in rank]
    return SegmentValue(
        one.segment.ident.name,
        one.periods[-1],
        one.periods[-2] if has_before else None,
        tuple(count for count in counts if count.name is not None or count.records.most or count.before.most),
        (_open(one.now), _open(one.before)),
        tuple(sorted(_moves(one.now, one.before), key=lambda move: (rank[move.now], rank[move.was], move.record))),
        tuple(sorted(one.now.items())),
    )


def _among(name: str | None, told: Answer) -> Among:
    """How many records are of a class."""
    sure = sum(possible == (name,) for possible in told.values())
    return Among(sure, sum(name in possible for possible in told.values()) - sure)


def _open(told: Answer) -> int:
    """Of how many records the class is not known."""
    return sum(len(possible) > 1 for possible in told.values())


def _names(segment: Segment) -> tuple[str | None, ...]:
    """The classes in order, None for those without one last."""
    return (*(one.name for one in segment.classes), None)


def _moves(now: Answer, before: Answer) -> list[ClassMove]:
    """Records of another class than before, as far as both are known."""
    return [
        ClassMove(record, was[0], possible[0])
        for record, possible in now.items()
        if len(possible) == 1 and len(was := before.get(record, ())) == 1 and was != possible
    ]
