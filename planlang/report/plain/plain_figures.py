"""A table of figures as plain values, everything in it, in a fixed order of keys.

In: a figure table. Out: what `figures.schema.json` describes.
"""

from __future__ import annotations

from typing import assert_never

from planlang.evaluate.figure_table import By, ByColumn, ByPlan, ByRecord, ByRole, ByTeam, FigureTable, MetricTable, Row
from planlang.report.plain import plain
from planlang.report.plain.plain import Object
from planlang.report.plain.plain_evaluation import as_of, note
from planlang.values.figure import Figure


def figures(value: FigureTable) -> Object:
    """The table, without its schema's name."""
    cut = value.as_of.cut.date()
    return {
        "plan": plain.plan_head(value.plan),
        "as_of": as_of(value.as_of),
        "by": value.grain.value,
        "for_each": _by(value.by),
        "periods": [{**(plain.period(period) or {}), "over": period.end <= cut} for period in value.periods],
        "metrics": [_metric(metric, value) for metric in value.metrics],
        "left_out": list(value.left_out),
        "data": {"notes": [note(one) for one in value.notes]},
    }


def _by(by: By) -> Object | None:
    """What the rows are."""
    match by:
        case ByPlan():
            return None
        case ByTeam():
            return {"kind": "team", "name": None}
        case ByRole(role=role):
            return {"kind": "person", "name": role}
        case ByColumn(column=column):
            return {"kind": "column", "name": column}
        case ByRecord(name=name):
            return {"kind": "record", "name": name}
        case _:
            assert_never(by)


def _metric(value: MetricTable, table: FigureTable) -> Object:
    """A metric with its rows."""
    return {
        "metric": value.metric,
        "title": table.plan.model.metrics[value.metric].ident.title,
        "unit": plain.unit(value.unit),
        "adds_up": value.adds_up,
        "adds_over_time": value.adds_over_time,
        "provisional": list(value.provisional),
        "rows": [_row(row) for row in value.rows],
    }


def _row(value: Row) -> Object:
    """The figures of a part; null where it did not exist, or where there is no figure for all periods."""
    return {
        "part": value.part.value,
        "name": value.name or None,
        "within": value.within,
        "figures": [_figure(figure) for figure in value.figures],
        "whole": _figure(value.whole),
    }


def _figure(value: Figure | None) -> Object | None:
    return None if value is None else plain.figure(value)
