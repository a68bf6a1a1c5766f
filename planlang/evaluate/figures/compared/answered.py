"""How many answered of those who were asked, behind a figure of answers: its sample (tests/spec/responses.md).

In: a figure. Out: the sample over the same days, where the figure is a response rate, or rests on answers of a source of which the
plan says how many come. Three of 100 answers are no satisfaction, so neither is told without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from attrs import evolve

from planlang.evaluate.entities.spine import ANYWHERE, At, Level, Spine, level_of
from planlang.evaluate.figures.asked import everything_in
from planlang.evaluate.figures.compared.notes import Answers
from planlang.evaluate.figures.derived.responses import due_before
from planlang.evaluate.figures.windows import Columns, of_days
from planlang.evaluate.results.readings import Sample
from planlang.query.logical import columns_in
from planlang.query.logical import parts as row_parts
from planlang.semantics.expr import (
    Aggregate,
    ClassOf,
    Column,
    Dated,
    FigureExpression,
    Fold,
    Looked,
    MetricRef,
    OverWindow,
    ResponseRate,
    RowAll,
    RowEmpty,
)
from planlang.semantics.expressions.walk import parts
from planlang.semantics.model import Model
from planlang.values.figure import Known
from planlang.values.units import Count, Plain, Ratio

SAID_BY_ANSWERS = (Plain, Count, Ratio)
"""Units of what an answer says; a filter by anything else is one by whom it was sent to, and has another sample."""


class Samples:
    """Finds the samples behind the figures of a plan."""

    def __init__(self, answers: Answers, interned: Callable[[Columns], Columns]) -> None:
        self.answers, self.interned = answers, interned
        model = answers.plan.model
        self.rates = [part for part in everything_in(measures(model), model) if isinstance(part, ResponseRate)]

    def over(
        self, expression: FigureExpression, entity: str, start: date, end: date, at: At = ANYWHERE
    ) -> Sample | None:
        """The sample behind a figure for one entity over the days `[start, end)`; None where it has none."""
        if not self.rates:
            return None
        spine: Spine = self.answers.spine
        row = spine.row(entity, at)
        if row is None:
            return None
        columns = self.interned(of_days([(start, end)], self.answers.plan.grid))
        found = next(self._asked(expression, columns), None)
        if found is None:
            return None
        rate, of, here = found
        sample = self._sample(rate, here, level_of(entity), row)
        if sample is None or of is None:
            return sample
        return evolve(sample, days=rate.days, values=self._values(of, here, level_of(entity), row))

    def _asked(
        self, expression: FigureExpression, columns: Columns
    ) -> Iterator[tuple[ResponseRate, Aggregate | None, Columns]]:
        """The rates that belong to an expression, each with the answers that are counted, if any are, and its days."""
        seen: set[str] = set()
        waiting = [(expression, columns)]
        while waiting:
            part, here = waiting.pop()
            match part:
                case ResponseRate():
                    yield part, None, here
                case Aggregate():
                    rate = self._of(part)
                    if rate is not None:
                        yield rate, part, here
                case MetricRef(metric=name):
                    if name not in seen:
                        seen.add(name)
                        waiting.append((self.answers.plan.model.metrics[name].value, here))
                case OverWindow(subject=subject, window=window):
                    waiting.append((subject, self.answers.through(here, window)[0]))
                case _:
                    waiting.extend((inner, here) for inner in reversed(parts(part)))

    def _of(self, answers: Aggregate) -> ResponseRate | None:
        """The rate of the answers that are counted on the day on which they were given."""
        for rate in self.rates:
            same = rate.sent.source == answers.source and answers.moment == Dated(rate.answer)
            if same and rate.answer and _is_about_answers(answers, rate):
                return rate
        return None

    def _values(self, answers: Aggregate, columns: Columns, level: Level, row: int) -> int | None:
        """Of how many answers something is the mean or median."""
        if answers.fold not in (Fold.AVERAGE, Fold.MEDIAN) or answers.value is None:
            return None
        said = RowEmpty(answers.value, True)
        where = said if answers.where is None else RowAll((answers.where, said))
        count = evolve(answers, fold=Fold.COUNT, value=None, where=where, unit=Count(), min_sample=0)
        found = self.answers.cells(count, level, columns).figure(row, 0)
        return int(found.value) if isinstance(found, Known) else None

    def _sample(self, asked: ResponseRate, columns: Columns, level: Level, row: int) -> Sample | None:
        """How many answered in time, of how many whose time is up, and how many are not counted yet."""
        due = self.interned(due_before(columns, asked.days, self.answers.facts.catalog.cut_days))
        sent, answered, missed = (
            self.answers.cells(part, level, over).figure(row, 0)
            for part, over in ((asked.sent, columns), (asked.answered, due), (asked.missed, due))
        )
        if not isinstance(sent, Known):
            return None
        if due.starts[0] >= due.ends[0]:
            return Sample(0, 0, int(sent.value)) if sent.value else None
        if not isinstance(answered, Known) or not isinstance(missed, Known):
            return None
        counted = int(answered.value + missed.value)
        return Sample(int(answered.value), counted, int(sent.value) - counted) if sent.value else None


def measures(model: Model) -> list[FigureExpression]:
    """Every metric of a plan."""
    return [metric.value for metric in model.metrics.values()]


def _is_about_answers(answers: Aggregate, rate: ResponseRate) -> bool:
    """Whether rows are left out by what they answer alone, and not by whom they were sent to."""
    own = set(columns_in(rate.sent.where))
    named = row_parts(answers.where) if answers.where is not None else ()
    return all(
        isinstance(one, Column) and (one.name in own or isinstance(one.unit, SAID_BY_ANSWERS))
        for one in named
        if isinstance(one, Column | Looked | ClassOf)
    )
