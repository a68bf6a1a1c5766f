"""Segments as plain values for JSON: how many records are of which class, and which have moved; and how records are looked after."""

from __future__ import annotations

from planlang.evaluate.results.classes import Among, CareValue, SegmentValue
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.plain.plain import Object, exact, period
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
                **_among("records", count.records),
                **({"before": None} if value.before is None else _among("before", count.before)),
            }
            for count in value.counts
        ],
        "unknown": value.open[0],
        "moves": [{"record": move.record, "was": move.was, "now": move.now} for move in value.moves],
    }


def _among(name: str, one: Among) -> Object:
    """How many; null where the class of some is not known, and between how many beside it."""
    between: Object = {"least": one.sure, "most": one.most}
    return {name: None, f"{name}_between": between} if one.open else {name: one.sure}


def customers(value: Evaluation) -> Object:
    """Owner by owner; nothing where no process says how its records are looked after."""
    return {"customers": [_care(one) for one in value.care]} if value.care else {}


def _care(value: CareValue) -> Object:
    """The records of one process."""
    return {
        "process": value.process,
        "owners": [
            {
                "owner": one.owner,
                "records": one.records,
                "filled": None if one.filled is None else exact(one.filled),
                "missing": [{"what": what, "records": count} for what, count in one.missing],
            }
            for one in value.owners
        ],
    }
