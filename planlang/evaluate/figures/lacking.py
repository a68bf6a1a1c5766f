"""Which weeks a figure lacks: the periods of its sources that it would need and that are not loaded.

In: an expression and the days it is asked for. Out: `Lack`s by source, in the order in which the expression names them.
Only what is not loaded is looked for, not whether the figure is unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.evaluate.figures.derived.customers import looked_at
from planlang.evaluate.figures.derived.responses import until_due
from planlang.evaluate.figures.facts import NEVER_CLASSED
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.windows import Columns, Stretch, of_days
from planlang.query.catalog import StateKnown
from planlang.query.fuse import classes_asked
from planlang.query.logical import rows_of
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    AsItStands,
    BreachesOf,
    ChangeAgainst,
    FigureArithmetic,
    FigureComparison,
    FigureExpression,
    FigureOtherwise,
    MetricRef,
    OfBudget,
    OfCustomers,
    OfGoal,
    OverWindow,
    PerWorkingDay,
    RatioOf,
    ResponseRate,
    ShareOfLargest,
)
from planlang.values.figure import Figure, Lack, Unknown, Why
from planlang.values.periods import DAY, Grain, Period, periods_meeting

MOST_WEEKS = 540
"""Weeks looked at: more than ten years."""


def named(figure: Figure, expression: FigureExpression, start: date, end: date, figures: Figures) -> Figure:
    """A figure over the days `[start, end)`; one that is not loaded names what is missing."""
    if not isinstance(figure, Unknown) or figure.why is not Why.NOT_LOADED:
        return figure
    key = expression, start, end
    if key not in figures.lacks:
        figures.lacks[key] = _lacks(expression, start, end, figures)
    return figure.lacking(figures.lacks[key])


def _lacks(expression: FigureExpression, start: date, end: date, figures: Figures) -> tuple[Lack, ...]:
    """What a figure over the days `[start, end)` lacks, whoever it is asked for."""
    missing: dict[str, dict[Period, None]] = {}
    for source, week in _missing(expression, of_days([(start, end)], figures.plan.grid), figures):
        missing.setdefault(source, {}).setdefault(week)
    sources = figures.plan.model.sources
    return tuple(
        Lack(sources[source].ident.title, first.label, last.label)
        for source, weeks in missing.items()
        for first, last in _runs(sorted(weeks, key=lambda week: week.start))
    )


def _runs(weeks: list[Period]) -> Iterator[tuple[Period, Period]]:
    """Weeks that follow on each other, from the first to the last."""
    first = 0
    for index in range(1, len(weeks) + 1):
        if index == len(weeks) or weeks[index].start != weeks[index - 1].end:
            yield weeks[first], weeks[index - 1]
            first = index


def _missing(expression: FigureExpression, columns: Columns, figures: Figures) -> Iterator[tuple[str, Period]]:
    """Sources and weeks that are not loaded, as often as they are needed."""
    match expression:
        case Aggregate():
            for stretch in columns.stretches:
                if stretch is not None:
                    yield from _of_rows(expression, stretch, figures)
        case BreachesOf(process=name):
            broken = figures.broken(name)
            for stretch in columns.stretches if broken is not None else ():
                if broken is not None and stretch is not None:
                    end = min(stretch.end, figures.catalog.cut_days)
                    yield from _not_told(broken.source, end - DAY, end, figures, at_end=True)
                    for source in broken.told_by:
                        yield from _not_told(source, stretch.start, end, figures)
        case OfCustomers(rows=rows):
            yield from _missing(rows, looked_at(expression.measure, columns, figures.plan.grid), figures)
        case ResponseRate(sent=sent, days=days):
            yield from _missing(sent, until_due(columns, days, figures.catalog.cut_days), figures)
        case MetricRef(metric=name):
            yield from _missing(figures.plan.model.metrics[name].value, columns, figures)
        case OverWindow(subject=subject, window=window):
            for seen in figures.through(columns, window):
                yield from _missing(subject, seen, figures)
        case ChangeAgainst(subject=subject, window=window, over=over):
            own = figures.through(columns, over) if over is not None else (columns,)
            for seen in (*own, *figures.through(columns, window)):
                yield from _missing(subject, seen, figures)
        case PerWorkingDay(subject=subject) | AmongPeers(subject=subject) | ShareOfLargest(subject=subject):
            yield from _missing(subject, columns, figures)
        case OfGoal(goal=name):
            yield from _missing(figures.plan.model.goals[name].measure, columns, figures)
        case OfBudget(measure=measure, account=name):
            model = figures.plan.model
            account, first = model.accounts[name], model.plan.start
            to_date = columns.moved(lambda s: Stretch(s.period, min(first, s.start), s.end))
            for counted in account.counted[:1] if measure.of_rows else account.counted:
                yield from _missing(counted, columns if measure.counts else to_date, figures)
        case (
            RatioOf(numerator=one, denominator=other)
            | FigureArithmetic(left=one, right=other)
            | FigureComparison(left=one, right=other)
            | FigureOtherwise(subject=one, fallback=other)
        ):
            yield from _missing(one, columns, figures)
            yield from _missing(other, columns, figures)
        case _:
            return


def _of_rows(aggregate: Aggregate, stretch: Stretch, figures: Figures) -> Iterator[tuple[str, Period]]:
    """The same for an aggregate over some days."""
    catalog, rows = figures.catalog, rows_of(aggregate)
    end = min(stretch.end, catalog.cut_days)
    standing = isinstance(rows.moment, AsItStands)
    state = catalog.state_known(rows) if standing else None
    if not catalog.is_loaded(rows) or stretch.start >= end:
        return
    yield from _of_classes(aggregate, end - DAY if standing else stretch.start, end, figures)
    exports = figures.facts.exports_behind(rows)
    if exports is not None:
        # what happened is known by the export before, too; the state by the last one alone
        first = end - DAY if standing else stretch.start - 7 * DAY
        begun = date.fromordinal(int(exports[0])) if len(exports) else end
        for week in _weeks(first, end, figures):
            seen = (exports >= week.start.toordinal()) & (exports < week.end.toordinal())
            if not seen.any() and (week.end > stretch.start or week.start > begun):
                yield rows.source, week
        return
    first = end - DAY if state is StateKnown.NOW_ONLY else stretch.start
    for source in catalog.covered_by(rows):
        yield from _not_told(source, first, end, figures)


def _not_told(
    source: str, first: date, end: date, figures: Figures, *, at_end: bool = False
) -> Iterator[tuple[str, Period]]:
    """Weeks of the days `[first, end)` of which a source is not loaded; `at_end` as records stand."""
    covered = figures.facts.days_told(source, at_end=at_end)
    for week in _weeks(first, end, figures) if first < end else ():
        low, high = max(week.start, first), min(week.end, end)
        if not any(since <= low and high <= until for since, until in covered):
            yield source, week


def _of_classes(aggregate: Aggregate, first: date, end: date, figures: Figures) -> Iterator[tuple[str, Period]]:
    """Weeks of the records that are asked for their classes, before the first export of these."""
    for part in classes_asked(aggregate, figures.catalog, parted=False):
        loaded = figures.facts.classed.get(part.segment, NEVER_CLASSED).loaded
        begun = loaded[0][0] if loaded else end
        for week in _weeks(first, min(end, begun), figures) if first < begun else ():
            yield figures.plan.model.segments[part.segment].source, week


def _weeks(first: date, end: date, figures: Figures) -> Iterator[Period]:
    """The weeks that meet these days, the last ones where there are very many."""
    first = max(first, end - MOST_WEEKS * 7 * DAY, date.min + 14 * DAY)
    yield from periods_meeting(first, end, Grain.WEEK, figures.plan.grid)
