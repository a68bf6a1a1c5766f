"""Figures by the values of a column: by product line, region, customer.

In: a plan held against data, metrics, the name of a column. Out: `Figures` in which the values of the column stand where
people stand otherwise, and the values in order. So one compiler counts both: the figure of a value is the metric over the
rows whose cell it is, and rows with an empty cell belong to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
from attrs import evolve, frozen

from planlang.evaluate.entities.roster import LAST_DAY, OwnHours, Post, Roster
from planlang.evaluate.entities.spine import Spine
from planlang.evaluate.figures.asked import aggregates_in, everything_in
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.ledger import OLDEST, Bins, upload_memberships
from planlang.evaluate.held import Held
from planlang.query.aside.aside import lower_aside
from planlang.query.aside.suspects import WHO, summed
from planlang.query.core.sql import sql_text
from planlang.query.logical import rows_of
from planlang.query.values import VALUE, lower_values
from planlang.semantics.expr import (
    Aggregate,
    CreditTime,
    CreditTo,
    FigureExpression,
    Headcount,
    OfGoal,
)
from planlang.semantics.expressions.walk import changed
from planlang.semantics.model import ColumnSpec, Ident, Model, Team
from planlang.values.units import Person, StageOf, TextUnit, Truth

MOST_VALUES = 2_000
"""Values that are told apart; a column with more of them is a key or a remark, and nothing to sum by."""
EVERYTHING = "everything"
"""The one team in which all values stand."""


class TooManyValuesError(ValueError):
    """The column has more values than can be told apart.

    Attributes:
        count: how many it has.
    """

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} values")
        self.count = count


@frozen(eq=False)
class Breakdown:
    """Figures by value.

    Attributes:
        figures: knows each value as `rep:VALUE`, rows without one as `UNASSIGNED`, all rows as `WHOLE`.
        values: ascending by code point.
    """

    figures: Figures
    values: tuple[str, ...]


def groups_by(column: ColumnSpec) -> bool:
    """Whether figures can be told by the values of a column: texts, people, stages, truths."""
    return isinstance(column.unit, TextUnit | Person | StageOf | Truth)


def column_of(metric: str, name: str, model: Model) -> Mapping[str, ColumnSpec] | None:
    """For each source a metric rests on the column of that name; None where it has no part by it.

    A metric has no part where one of its sources lacks the column, or where something in it is not made of rows.
    """
    asked = [model.metrics[metric].value]
    if any(isinstance(part, Headcount | OfGoal) for part in everything_in(asked, model)):
        return None
    sources = dict.fromkeys(aggregate.source for aggregate in aggregates_in(asked, model))
    found = {s: c for s in sources for c in model.sources[s].columns if c.name == name}
    return found if found and len(found) == len(sources) else None


def broken_down(held: Held, metrics: Iterable[str], column: str, start: date, end: date) -> Breakdown:
    """Metrics by the values that a column has in the rows that count on the days `[start, end)`, as far as they are seen.

    Args:
        held: the plan held against data.
        metrics: those to be asked for; `column_of` has to answer for each.
        column: the declared name.
        start: of the days.
        end: of the days; records as they stand are those of any day.

    Raises:
        TooManyValuesError: there are more than `MOST_VALUES`.
    """
    model = held.plan.model
    asked = _with_what_they_rest_on(metrics, model)
    credited = evolve(
        model,
        metrics={
            name: evolve(metric, value=changed(metric.value, lambda part: _credited(part, column)))
            for name, metric in model.metrics.items()
            if name in asked
        },
        goals={},
        alerts={},
    )
    values = _values(held, credited, start, end)
    if len(values) > MOST_VALUES:
        raise TooManyValuesError(len(values))
    plan = evolve(held.plan, model=credited)
    return Breakdown(
        Figures(plan, held.snapshot, held.as_of, _roster(values, credited, held.roster.hours.a_day)), values
    )


def _with_what_they_rest_on(metrics: Iterable[str], model: Model) -> frozenset[str]:
    """Metrics and those that they mention."""
    found = set(metrics)
    for part in everything_in([model.metrics[name].value for name in found], model):
        name = getattr(part, "metric", None)
        if name is not None:
            found.add(name)
    return frozenset(found)


def _credited(part: FigureExpression, column: str) -> FigureExpression:
    """An aggregate whose rows belong to the value of the column; anything else as it is."""
    if not isinstance(part, Aggregate):
        return part
    return evolve(part, credit=CreditTo(column, CreditTime.ROW))


def _values(held: Held, model: Model, start: date, end: date) -> tuple[str, ...]:
    """All values of the column in the rows of the metrics of a model, and in those that were set aside."""
    engine, catalog = held.snapshot.engine, evolve(held.figures.catalog, model=model)
    cut = catalog.cut_days
    last = max(min(end, cut), date.fromordinal(cut.toordinal() - OLDEST + 1)).toordinal()
    first = min(max(start.toordinal(), cut.toordinal() - OLDEST), last - 1)
    upload_memberships(Spine(_roster((), model, 1)), engine)
    Bins(np.array([first, last], dtype=np.int64)).upload(engine)
    found: set[str] = set()
    aggregates = aggregates_in([metric.value for metric in model.metrics.values()], model)
    for rows in dict.fromkeys(rows_of(aggregate) for aggregate in aggregates):
        if not catalog.is_loaded(rows):
            continue
        answer = engine.run(sql_text(lower_values(rows, catalog), engine.dialect))
        found.update(str(value) for value in answer[VALUE].tolist())
        for question in lower_aside(rows, None, None, catalog):
            told = np.ma.asarray(engine.run(sql_text(summed([question]), engine.dialect))[WHO])
            found.update(str(value) for value in told.compressed().tolist() if value is not None)
    return tuple(sorted(found))


def _roster(values: Iterable[str], model: Model, a_day: int) -> Roster:
    """A roster of values: each of them always there, all in one team."""
    span = model.plan.ident.span
    team = Team(Ident(EVERYTHING, None, EVERYTHING, None, span, 0), None, (), (), None)
    posts = tuple(Post(value, EVERYTHING, "", date.min, LAST_DAY) for value in values)
    return Roster(evolve(model, teams={EVERYTHING: team}, roles={}), posts, {}, OwnHours(a_day))
