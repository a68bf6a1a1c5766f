"""A comparison of two versions of a plan as plain values.

In: a comparison. Out: dicts and lists; places as in diagnostics, dates as ISO.
"""

from __future__ import annotations

from typing import Any

from planlang.compare.differences import ClauseChange, Comparison, Counted, Difference, Shift, Statement
from planlang.source import Span

Object = dict[str, Any]


def comparison(found: Comparison) -> Object:
    """All differences, shifts, and what was counted on data (null where none were looked at)."""
    return {
        "before": found.before,
        "after": found.after,
        "differences": [_difference(one) for one in found.differences],
        "shifts": [_shift(one) for one in found.shifts],
        "data": None if found.counted is None else _counted(found.counted),
    }


def _difference(one: Difference) -> Object:
    return {
        "kind": one.kind,
        "name": one.name,
        "title": one.title,
        "fate": one.fate.value,
        "effect": one.effect.value,
        "effects": sorted(effect.value for effect in one.effects),
        "was": one.was,
        "through": list(one.through),
        "before": _place(one.before),
        "after": _place(one.after),
        "clauses": [_clause(clause) for clause in one.clauses],
    }


def _clause(clause: ClauseChange) -> Object:
    return {
        "effect": clause.effect.value,
        "before": _statement(clause.before),
        "after": _statement(clause.after),
    }


def _statement(said: Statement | None) -> Object | None:
    return None if said is None else {"text": said.text, "at": said.span.place()}


def _place(place: Span | None) -> str | None:
    return None if place is None else place.place()


def _shift(one: Shift) -> Object:
    return {
        "name": one.name,
        "title": one.title,
        "start": {"before": one.starts[0].isoformat(), "after": one.starts[1].isoformat()},
        "finish": {"before": one.finishes[0].isoformat(), "after": one.finishes[1].isoformat()},
    }


def _counted(found: Counted) -> Object:
    return {
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "onsets": {"before": found.before, "after": found.after},
        "alerts": [
            {
                "name": one.name,
                "title": one.title,
                "before": one.before,
                "after": one.after,
                "only_before": one.gone,
                "only_after": one.more,
            }
            for one in found.alerts
        ],
    }
