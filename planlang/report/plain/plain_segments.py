"""Segments as plain values for JSON: how many records are of which class, and which have moved."""

from __future__ import annotations

from planlang.evaluate.results.classes import SegmentValue
from planlang.report.plain.plain import Object, period
from planlang.semantics.model import Model


def segments(values: tuple[SegmentValue, ...], model: Model) -> Object:
    """A member `segments` where the plan has some whose records are loaded."""
    return {"segments": [_segment(value, model) for value in values]} if values else {}


def _segment(value: SegmentValue, model: Model) -> Object:
    """One segment; the class is null for records without one."""
    segment = model.segments[value.segment]
    titles: dict[str | None, str | None] = {one.name: one.title for one in segment.classes}
    return {
        "segment": value.segment,
        "title": segment.ident.title,
        "source": segment.source,
        "period": period(value.period),
        "before": None if value.before is None else period(value.before),
        "classes": [
            {
                "class": count.name,
                "title": titles.get(count.name),
                "records": count.records,
                "before": None if value.before is None else count.before,
            }
            for count in value.counts
        ],
        "moves": [{"record": move.record, "was": move.was, "now": move.now} for move in value.moves],
    }
