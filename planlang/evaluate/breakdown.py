"""Figures by the values of a column (product line, region), or by the records of a source (each customer).

In: a plan held against data, figures, and what they shall be told by. Out: `Figures` in which the values or records stand
where people stand otherwise, and which these are. So one compiler counts both: the figure of a value is the figure over the
rows whose cell it is, and rows with an empty cell belong to nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
from attrs import evolve

from planlang.evaluate.entities.roster import LAST_DAY, OwnHours, Post, Roster
from planlang.evaluate.entities.spine import Spine
from planlang.evaluate.figures.asked import aggregates_in, everything_in
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.ledger import OLDEST, Bins, ordinals, upload_memberships
from planlang.frozen import frozen
from planlang.query.aside.aside import lower_aside
from planlang.query.aside.suspects import WHO, summed
from planlang.query.core.sql import sql_text
from planlang.query.logical import rows_of
from planlang.query.values import FIRST, LAST, OWNER, VALUE, lower_keys, lower_owners, lower_values
from planlang.semantics.expr import (
    Aggregate,
    BreachesOf,
    CohortConversion,
    Column,
    CreditTime,
    CreditTo,
    FigureExpression,
    Headcount,
    OfBudget,
    OfGoal,
    Passed,
    Sought,
    StayOf,
    Tenure,
)
from planlang.semantics.expressions.walk import changed
from planlang.semantics.model import DataSource, EachPart, Ident, Model, Table, Team
from planlang.semantics.model.naming import column_called, column_naming

MOST_VALUES = 2_000
"""Values of a column that are told apart; a column with more of them is a key or a remark, and nothing to sum by."""
MOST_RECORDS = 50_000
"""Records of a source that are told apart."""
EVERYTHING = "everything"
"""The one team in which all values stand."""


class TooManyValuesError(ValueError):
    """There are more values or records than can be told apart.

    Attributes:
        name: of what.
        count: how many there are.
    """

    def __init__(self, name: str, count: int) -> None:
        super().__init__(f"{count} values of {name}")
        self.name = name
        self.count = count


@frozen
class Parting:
    """By what figures are told: the column of that name, or the records of a source."""

    name: str
    source: str | None = None

    def of(self, source: DataSource, model: Model) -> Sought | None:
        """What says in a row of a source which part it belongs to; None where nothing does."""
        if self.source is None:
            return column_called(source, self.name, model.sources, model.segments)
        return column_naming(source, model.sources[self.source])


@frozen(eq=False)
class Breakdown:
    """Figures by value.

    Attributes:
        figures: knows each value as `rep:VALUE`, rows without one as `UNASSIGNED`, all rows as `WHOLE`.
        values: ascending by code point.
    """

    figures: Figures
    values: tuple[str, ...]


def parts_of(asked: Iterable[FigureExpression], parting: Parting, model: Model) -> Mapping[str, Sought] | None:
    """For each source that figures rest on, what says which part a row belongs to; None where they have no parts.

    They have none where a row of one of their sources does not tell, or where something in them is not made of rows.
    """
    listed = tuple(asked)
    if any(
        isinstance(part, BreachesOf | CohortConversion | StayOf | Headcount | OfGoal | OfBudget | Passed | Tenure)
        for part in everything_in(listed, model)
    ):
        return None
    sources = dict.fromkeys(aggregate.source for aggregate in aggregates_in(listed, model))
    found = {name: parting.of(model.sources[name], model) for name in sources}
    kept = {name: part for name, part in found.items() if part is not None}
    return kept if kept and len(kept) == len(found) else None


def broken_down(
    whole: Figures,
    parting: Parting,
    metrics: Iterable[str],
    start: date,
    end: date,
    also: Sequence[FigureExpression] = (),
) -> Breakdown:
    """Figures by the values that a column has in the rows that count on the days `[start, end)`, as far as they are seen,
    or by the records that a source has at any time.

    Args:
        whole: the figures of the plan as a whole.
        parting: by what.
        metrics: those to be asked for; `parts_of` has to answer for each.
        start: of the days.
        end: of the days; records as they stand are those of any day.
        also: further figures to be asked for, `credited` to the parts.

    Raises:
        TooManyValuesError: there are more than can be told apart.
    """
    model = whole.plan.model
    asked = _with_what_they_rest_on(metrics, also, model)
    by_part = evolve(
        model,
        metrics={
            name: evolve(metric, value=credited(metric.value, parting, model))
            for name, metric in model.metrics.items()
            if name in asked
        },
        goals={},
        alerts={},
        adjustments={},
        budgets={},
        accounts={},
    )
    if parting.source is not None:
        posts = _records(whole, parting.source)
    else:
        rows = [*(one.value for one in by_part.metrics.values()), *(credited(one, parting, model) for one in also)]
        posts = [(value, date.min, LAST_DAY) for value in _values(whole, by_part, rows, start, end)]
    if len(posts) > (MOST_VALUES if parting.source is None else MOST_RECORDS):
        raise TooManyValuesError(parting.name, len(posts))
    plan = evolve(whole.plan, model=by_part)
    roster = _roster(posts, by_part, whole.roster.hours.a_day)
    figures = Figures(plan, whole.snapshot, whole.as_of, roster, unsure=whole.facts.unsure)
    figures.facts.classed |= whole.facts.classed
    return Breakdown(figures, tuple(value for value, _, _ in posts))


def _with_what_they_rest_on(metrics: Iterable[str], also: Iterable[FigureExpression], model: Model) -> frozenset[str]:
    """Metrics and those that they, or other figures, mention."""
    found = set(metrics)
    for part in everything_in([*(model.metrics[name].value for name in found), *also], model):
        name = getattr(part, "metric", None)
        if name is not None:
            found.add(name)
    return frozenset(found)


def credited(expression: FigureExpression, parting: Parting, model: Model) -> FigureExpression:
    """A figure whose rows belong to the parts that they name."""

    def moved(part: FigureExpression) -> FigureExpression:
        if not isinstance(part, Aggregate):
            return part
        value = parting.of(model.sources[part.source], model)
        assert value is not None, "only what has parts is told by them"
        named = value if isinstance(value, Column) else value.reference
        column = named.name if isinstance(named, Column) else model.sources[part.source].columns[0].name
        return evolve(part, credit=CreditTo(column, CreditTime.ROW, value))

    return changed(expression, moved)


def _values(
    whole: Figures, model: Model, counted: Sequence[FigureExpression], start: date, end: date
) -> tuple[str, ...]:
    """All values of the column in the rows of figures, and in those that were set aside."""
    engine, catalog = whole.snapshot.engine, evolve(whole.catalog, model=model)
    cut = catalog.cut_days
    last = max(min(end, cut), date.fromordinal(cut.toordinal() - OLDEST + 1)).toordinal()
    first = min(max(start.toordinal(), cut.toordinal() - OLDEST), last - 1)
    upload_memberships(Spine(_roster((), model, 1)), engine)
    Bins(np.array([first, last], dtype=np.int64)).upload(engine)
    found: set[str] = set()
    aggregates = aggregates_in(counted, model)
    for rows in dict.fromkeys(rows_of(aggregate) for aggregate in aggregates):
        if not catalog.is_loaded(rows):
            continue
        answer = engine.run(sql_text(lower_values(rows, catalog), engine.dialect))
        found.update(str(value) for value in answer[VALUE].tolist())
        for question in lower_aside(rows, None, None, catalog):
            told = np.ma.asarray(engine.run(sql_text(summed([question]), engine.dialect))[WHO])
            found.update(str(value) for value in told.compressed().tolist() if value is not None)
    return tuple(sorted(found))


def _records(whole: Figures, source: str) -> list[tuple[str, date, date]]:
    """The records of a source with the days on which each is there, both included: by dated exports from the first that
    shows it, since ever where that is the first of all, to the next one without it.
    """
    catalog, engine = whole.catalog, whole.snapshot.engine
    if source not in catalog.tables:
        return []
    shape = catalog.shape(source)
    assert isinstance(shape, Table)
    answer = engine.run(sql_text(lower_keys(source, catalog), engine.dialect))
    keys = [str(key) for key in answer[VALUE].tolist()]
    if shape.snapshot is None:
        return sorted((key, date.min, LAST_DAY) for key in keys)
    first, last = ordinals(answer[FIRST]), ordinals(answer[LAST])
    exports = np.unique(np.concatenate([first, last, whole.facts.recounter.exports(source)]))
    after = np.append(exports, LAST_DAY.toordinal() + 1)[np.searchsorted(exports, last, side="right")]
    found = [
        (key, date.min if since == exports[0] else date.fromordinal(since), date.fromordinal(until - 1))
        for key, since, until in zip(keys, first.tolist(), after.tolist(), strict=True)
    ]
    return sorted(found)


def owners_of(whole: Figures, part: EachPart) -> Mapping[str, str]:
    """Who answers for each record, by its key, as the newest row says."""
    catalog, engine = whole.catalog, whole.snapshot.engine
    if part.source is None or part.owner is None or part.source not in catalog.tables:
        return {}
    answer = engine.run(sql_text(lower_owners(part.source, part.owner, catalog), engine.dialect))
    pairs = zip(answer[VALUE].tolist(), np.ma.asarray(answer[OWNER]).tolist(), strict=True)
    return {str(key): str(owner) for key, owner in pairs if owner is not None}


def _roster(posts: Iterable[tuple[str, date, date]], model: Model, a_day: int) -> Roster:
    """A roster of values, all in one team."""
    span = model.plan.ident.span
    team = Team(Ident(EVERYTHING, None, EVERYTHING, None, span, 0), None, (), (), None)
    listed = tuple(Post(value, EVERYTHING, "", start, end) for value, start, end in posts)
    return Roster(evolve(model, teams={EVERYTHING: team}, roles={}), listed, {}, OwnHours(a_day))
