"""What the open records of a process are worth, weighted with the probability of winning that its stages declare.

In: a plan held against data. Out: a `WeightedPipeline` for each process with such stages. A chance that is not declared is
not made up: such records, and those without a known worth, are counted beside the sum.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.standing import Days, standing
from planlang.evaluate.held import Held
from planlang.evaluate.results.pipelines import StageWeight, WeightedPipeline
from planlang.frozen import frozen
from planlang.semantics.expr import (
    Aggregate,
    AsItStands,
    Column,
    Comparison,
    Constant,
    Fold,
    RowAll,
    RowComparison,
    RowEmpty,
    RowExpression,
)
from planlang.semantics.model import Process, Stage, StagePhase
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Period
from planlang.values.units import Count, StageOf

NOTHING = Known(Fraction(0))


def weighted_pipelines(held: Held, week: Period) -> tuple[WeightedPipeline, ...]:
    """The weighted pipeline of each process, in declared order, at the same day as the table of stages."""
    processes = [
        (name, process)
        for name, process in held.plan.model.processes.items()
        if process.value is not None and any(stage.win is not None for stage in process.stages)
    ]
    asked = {
        name: {stage.name: _aggregates(process, stage, held) for stage in process.stages if _is_open(stage)}
        for name, process in processes
    }
    held.figures.prepare([one for stages in asked.values() for trio in stages.values() for one in trio.all])
    return tuple(_pipeline(name, process, asked[name], held, week) for name, process in processes)


def _is_open(stage: Stage) -> bool:
    return stage.phase is StagePhase.OPEN


@frozen
class _Asked:
    """What is asked of a stage: how many records, what they are worth, of how many that is not known."""

    records: Aggregate
    amount: Aggregate
    undecided: Aggregate

    @property
    def all(self) -> tuple[Aggregate, Aggregate, Aggregate]:
        return self.records, self.amount, self.undecided


def _aggregates(process: Process, stage: Stage, held: Held) -> _Asked:
    """The questions about one stage."""
    source = held.plan.model.sources[process.source]
    unit = StageOf(process.ident.name)
    column = next(column.name for column in source.columns if column.unit == unit)
    inside = RowComparison(Comparison.EQUAL, Column(column, unit), Constant(stage.name, unit))
    assert process.value is not None
    money = source.column(process.value)
    worth = Column(money.name, money.unit)
    moment, span, name = AsItStands(), process.ident.span, source.ident.name

    def count(where: RowExpression) -> Aggregate:
        return Aggregate(Fold.COUNT, name, None, moment, where, None, Count(), span)

    unknown = RowAll((inside, RowEmpty(worth, negated=False)))
    total = Aggregate(Fold.SUM, name, worth, moment, inside, None, money.unit, span)
    return _Asked(count(inside), total, count(unknown))


def _pipeline(name: str, process: Process, asked: dict[str, _Asked], held: Held, week: Period) -> WeightedPipeline:
    """The weighted pipeline of one process."""
    shown = standing([one.records for one in asked.values()], held.figures, week)

    def weights(days: Days) -> tuple[StageWeight, ...]:
        return tuple(
            _weight(process.stage(stage), *(held.figures.over(one, WHOLE, *days) for one in questions.all))
            for stage, questions in asked.items()
        )

    now, before = weights(shown.now), weights(shown.before)
    told = [one for one in now if one.weighted is not None]
    untold = [one for one in now if one.weighted is None]
    return WeightedPipeline(
        process=name,
        day=shown.day,
        unit=next(iter(asked.values())).amount.unit,
        stages=now,
        weighted=_sum(one.weighted for one in told),
        before=_sum(one.weighted for one in before if one.win is not None),
        undecided=_sum(one.undecided for one in told),
        not_weighted=_sum(one.records for one in untold),
        amount_not_weighted=_sum(one.amount for one in untold),
    )


def _weight(stage: Stage, records: Figure, amount: Figure, undecided: Figure) -> StageWeight:
    """What one stage comes to."""
    if isinstance(amount, Unknown) and amount.why is Why.NO_VALUES:
        amount = NOTHING  # all that there is of it is undecided
    if stage.win is None:
        return StageWeight(stage.name, None, "", records, amount, undecided, None)
    share = Fraction(stage.win.share)
    weighted = Known(amount.value * share) if isinstance(amount, Known) else Unknown(amount.why)
    return StageWeight(stage.name, share, stage.win.span.place(), records, amount, undecided, weighted)


def _sum(figures: Iterable[Figure | None]) -> Figure:
    """The sum; unknown where a part is."""
    total = Fraction(0)
    for figure in figures:
        if isinstance(figure, Unknown):
            return Unknown(figure.why)
        total += figure.value if figure is not None else 0
    return Known(total)
