"""How many records are in each stage at the cut and a week before, and what they are worth.

In: a plan held against data. Out: `StageCount`s by process and stage, in declared order.
"""

from __future__ import annotations

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.standing import standing
from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import StageCount
from planlang.semantics.expr import (
    Aggregate,
    AsItStands,
    Column,
    Comparison,
    Constant,
    Fold,
    RowComparison,
)
from planlang.semantics.model import DataSource, Process
from planlang.values.periods import Period
from planlang.values.units import Count, StageOf


def stage_counts(held: Held, week: Period) -> tuple[StageCount, ...]:
    """Records and amounts in every stage at the cut (or the last day before it that the data show, from the end of the week
    under review on), and records a week before.

    The amount is the sum of the column that says what a record is worth; None where there is none.
    """
    model = held.plan.model
    asked = {
        (name, stage.name): _aggregates(process, stage.name, model.sources[process.source])
        for name, process in model.processes.items()
        for stage in process.stages
        if process.source in model.sources
    }
    held.figures.prepare([aggregate for pair in asked.values() for aggregate in pair if aggregate is not None])
    found: list[StageCount] = []
    for (process, stage), (count, amount) in asked.items():
        shown = standing([count], held.figures, week)
        now, before = (held.figures.over(count, WHOLE, *days) for days in (shown.now, shown.before))
        worth = None if amount is None else held.figures.over(amount, WHOLE, *shown.now)
        unit = None if amount is None else amount.unit
        found.append(StageCount(process, stage, now, before, worth, unit, shown.day))
    return tuple(found)


def _aggregates(process: Process, stage: str, source: DataSource) -> tuple[Aggregate, Aggregate | None]:
    """The number of records in a stage, and their amount."""
    unit = StageOf(process.ident.name)
    column = next((column.name for column in source.columns if column.unit == unit), None)
    assert column is not None, "a process goes over a source with a column of its stages"
    inside = RowComparison(Comparison.EQUAL, Column(column, unit), Constant(stage, unit))
    moment, span = AsItStands(), process.ident.span
    name = source.ident.name
    count = Aggregate(Fold.COUNT, name, None, moment, inside, None, Count(), span)
    if process.value is None:
        return count, None
    money = source.column(process.value)
    return count, Aggregate(Fold.SUM, name, Column(money.name, money.unit), moment, inside, None, money.unit, span)
