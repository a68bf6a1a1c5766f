"""What is told of segments each week: their classes now and before, and who has moved.

In: a plan held against data. Out: a `SegmentValue` for each segment whose records are loaded, in declared order.
"""

from __future__ import annotations

from collections import Counter

from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.market.classes import Answer, Classes
from planlang.evaluate.results.classes import ClassCount, ClassMove, SegmentValue
from planlang.semantics.model import Segment


def segment_values(classes: tuple[Classes, ...], figures: Figures) -> tuple[SegmentValue, ...]:
    """Every segment with records."""
    return tuple(_value(one) for one in classes if one.periods and figures.catalog.tables.get(one.segment.source))


def _value(one: Classes) -> SegmentValue:
    """One segment."""
    now, before = Counter(one.now.values()), Counter(one.before.values())
    rank = {name: index for index, name in enumerate(_names(one.segment))}
    has_before = len(one.periods) > 1 and bool(one.before)
    return SegmentValue(
        one.segment.ident.name,
        one.periods[-1],
        one.periods[-2] if has_before else None,
        tuple(
            ClassCount(name, now[name], before[name]) for name in rank if name is not None or now[name] or before[name]
        ),
        tuple(sorted(_moves(one.now, one.before), key=lambda move: (rank[move.now], rank[move.was], move.record))),
        tuple(sorted(one.now.items())),
    )


def _names(segment: Segment) -> tuple[str | None, ...]:
    """The classes in order, None for those without one last."""
    return (*(one.name for one in segment.classes), None)


def _moves(now: Answer, before: Answer) -> list[ClassMove]:
    """Records of another class than before."""
    return [
        ClassMove(record, before[record], name)
        for record, name in now.items()
        if record in before and before[record] != name
    ]
