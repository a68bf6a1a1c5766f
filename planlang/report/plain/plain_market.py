"""Assumptions as plain values.

In: what an evaluation says of the market. Out: what `evaluation.schema.json` describes.
"""

from __future__ import annotations

from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.market import AssumptionValue
from planlang.report.plain.plain import Object, reading
from planlang.report.words.assumed import behind


def assumed(kind: str, name: str, whole: Evaluation) -> Object:
    """The assumptions that something rests on; nothing where it rests on none."""
    found = behind(kind, name, whole)
    return {"assumed": [{"assumption": one.assumption, "state": one.state.value} for one in found]} if found else {}


def assumption(value: AssumptionValue) -> Object:
    """An assumption on the day of the cut."""
    return {
        "assumption": value.assumption,
        "value": None if value.value is None else reading(value.value),
        "text": value.text,
        "from": list(value.sources),
        **{
            key: None if day is None else day.isoformat()
            for key, day in (("dated", value.dated), ("start", value.start), ("end", value.end), ("due", value.due))
        },
        "overdue": value.is_overdue,
        "state": value.state.value,
        "carries": list(value.carries),
    }
