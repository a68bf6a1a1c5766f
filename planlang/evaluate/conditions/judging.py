"""Conditions over figures, judged for entities and periods: true, false, unknown, not judged, or no cell at all.

In: a checked condition and `Figures`. Out: `Verdicts`: truth codes, and the value and the limit of the comparison that
leads. Lower limits on figures that add up scale with working days; other figures are not judged in a period with less than
half of its working days (tests/spec/alerts.md, tests/spec/spine.md). What becomes of verdicts over time is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact, Integers, Truths
from planlang.evaluate.cells.matrix import KNOWN, Cells, Codes, View, code, first_reason
from planlang.evaluate.cells.truths import FALSE, NO_CELL, SKIP, TRUE, UNKNOWN
from planlang.evaluate.entities.roster import Entities
from planlang.evaluate.entities.spine import LEVEL_OF, At, Level
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.ledger import OLDEST
from planlang.evaluate.figures.windows import Columns, Stretch, of_days
from planlang.frozen import field, frozen
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    Assumed,
    AverageOver,
    BreachesOf,
    ChangeAgainst,
    CohortConversion,
    Comparison,
    CurrentPeriod,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    FigureWindow,
    Headcount,
    MetricRef,
    NextPeriod,
    OfBudget,
    OfCustomers,
    OfGoal,
    OverWindow,
    Passed,
    PerWorkingDay,
    RatioOf,
    ResponseRate,
    RollingWindow,
    ShareOfLargest,
    StayOf,
    Tenure,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.extensive import is_extensive
from planlang.semantics.model import Model, Scaling
from planlang.values.figure import Known, Why
from planlang.values.periods import Period
from planlang.values.units import Count

ORDERS = (Comparison.LESS, Comparison.AT_MOST, Comparison.MORE, Comparison.AT_LEAST)
_MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}

Duties = Callable[[Columns], tuple[Integers, int]]
"""Working days in stretches of days, each so often as its share of a full target, and how often a day of a full one counts."""


@frozen(eq=False)
class Verdicts:
    """A condition for entities (rows) and periods (columns).

    Attributes:
        codes: TRUE, FALSE, UNKNOWN, SKIP or NO_CELL (`cells.truths`).
        operator: of the comparison that leads (the first one written), as its value compares with its limit; None for
            a condition without comparisons, and then there is no value or limit.
        value, limit: its two sides; the limit scaled, exact.
        counts: whether the value is a whole number of things.
    """

    codes: NDArray[np.int8]
    operator: Comparison | None
    value: View | None
    limit: View | None
    counts: bool

    def shown_limit(self, row: int, column: int) -> Fraction | None:
        """The limit as people read it: for counts the whole number that decides. None where it is unknown."""
        limit = None if self.limit is None else self.limit.figure(row, column)
        if not isinstance(limit, Known) or self.operator is None:
            return None
        return deciding(self.operator, limit.value) if self.counts else limit.value


def deciding(operator: Comparison, limit: Fraction) -> Fraction:
    """The whole number that decides for counts: the next above for < and >=, the next below for > and <=.

    >>> deciding(Comparison.LESS, Fraction(42, 5)), deciding(Comparison.MORE, Fraction(42, 5))
    (Fraction(9, 1), Fraction(8, 1))
    """
    match operator:
        case Comparison.LESS | Comparison.AT_LEAST:
            return Fraction(-(-limit.numerator // limit.denominator))
        case Comparison.MORE | Comparison.AT_MOST:
            return Fraction(limit.numerator // limit.denominator)
        case Comparison.EQUAL | Comparison.UNEQUAL:
            return limit
        case unreachable:
            assert_never(unreachable)


def judge(
    figures: Figures,
    condition: FigureExpression,
    entities: Entities,
    periods: Sequence[Period],
    *,
    scaling: Scaling = Scaling.LOWER,
    ends: bool = False,
    among: FigureExpression | None = None,
    duties: Duties | None = None,
) -> Verdicts:
    """The condition for every entity and period.

    Args:
        figures: that it is about.
        condition: what is wrong, or for `ends` what is right again.
        entities: of one kind.
        periods: of one grain.
        scaling: which limits on figures that add up follow working days.
        ends: of an `until`, whose limits scale as those do that they end.
        among: what has to hold of an entity for it to be judged: where it does not there is no cell.
        duties: the working days that limits follow, where somebody begins with less than a full target.
    """
    level = LEVEL_OF[entities.kind]
    columns = figures.periods(periods)
    bench = _Bench(figures, level, columns, scaling, duties=duties)
    codes = bench.judged(condition, bad=not ends)
    chosen = [figures.spine.row(key, At(entities.role)) for key in entities]
    assert None not in chosen, "entities come from the roster"
    rows = np.array(chosen, dtype=np.int64)
    exists = figures.exists(level, columns)[rows] & _there(figures, entities, columns)
    codes = codes[rows]
    if among is not None:
        belongs = _Bench(figures, level, columns, Scaling.NONE, sparing=False).judged(among, bad=False)[rows]
        exists &= belongs != FALSE
        codes = np.where((belongs == UNKNOWN) & (codes == TRUE), UNKNOWN, codes)
    codes = np.where(exists, codes, NO_CELL).astype(np.int8)
    lead = bench.lead[0] if bench.lead else None
    if lead is None:
        return Verdicts(codes, None, None, None, False)

    value, limit = View(lead.value, rows, exists), View(lead.limit, rows, exists, lead.share)
    return Verdicts(codes, lead.operator, value, limit, lead.counts)


def plainly(
    figures: Figures, condition: FigureExpression, entities: Entities, periods: Sequence[Period]
) -> NDArray[np.int8]:
    """Whether a condition holds of every entity in every period; nothing is scaled or skipped."""
    level, columns = LEVEL_OF[entities.kind], figures.periods(periods)
    codes = _Bench(figures, level, columns, Scaling.NONE, sparing=False).judged(condition, bad=False)
    rows = [figures.spine.row(key, At(entities.role)) for key in entities]
    assert None not in rows, "entities come from the roster"
    return np.asarray(codes[np.array(rows, dtype=np.int64)], dtype=np.int8)


def _there(figures: Figures, entities: Entities, columns: Columns) -> Truths:
    """Whether each entity is where it is looked for at the end of each period."""
    if entities.within is None:
        return np.ones((1, 1), dtype=np.bool_)
    spine, starts, ends = figures.spine, columns.starts, columns.ends
    found = [spine.ends_within(key, entities.role, entities.within, starts, ends) for key in entities]
    return np.array(found, dtype=np.bool_).reshape(len(entities), len(columns))


@frozen(eq=False)
class _Lead:
    """The sides of a comparison, the value on the left; the limit as written, and the share that it is scaled by."""

    operator: Comparison
    value: Cells
    limit: Cells
    counts: bool
    share: Exact | None


@frozen(eq=False)
class _Bench:
    """Judges conditions for every row of a level; keeps the comparisons in the order met."""

    figures: Figures
    level: Level
    columns: Columns
    scaling: Scaling
    sparing: bool = True
    """whether nothing is judged without working days, and figures that do not add up in short periods only as it says
    in tests/spec/spine.md"""
    lead: list[_Lead] = field(factory=list)
    duties: Duties | None = None

    def judged(self, condition: FigureExpression, bad: bool) -> Codes:
        """Truth codes; a part that is not judged decides nothing, and is no missing knowledge.

        `bad`: whether it tells, where it is true, what is wrong.
        """
        match condition:
            case FigureComparison():
                return self.compared(condition, bad)
            case Passed():
                return self.passed(condition)
            case FigureAll(operands=operands):
                return _kleene([self.judged(operand, bad) for operand in operands], FALSE, TRUE)
            case FigureAny(operands=operands):
                return _kleene([self.judged(operand, bad) for operand in operands], TRUE, FALSE)
            case FigureNot(operand=operand):
                return _NOT[self.judged(operand, not bad)]
            case FigureUnknown(subject=subject, negated=negated):
                known = self.figures.cells(subject, self.level, self.columns).known
                return self.spared(np.where(known == negated, TRUE, FALSE), subject, short=False)
            case (
                Aggregate()
                | Headcount()
                | Tenure()
                | BreachesOf()
                | CohortConversion()
                | StayOf()
                | OfCustomers()
                | ResponseRate()
                | MetricRef()
                | FigureConstant()
                | RatioOf()
                | FigureArithmetic()
                | OverWindow()
                | ChangeAgainst()
                | PerWorkingDay()
                | AmongPeers()
                | ShareOfLargest()
                | OfGoal()
                | OfBudget()
                | Assumed()
                | FigureOtherwise()
            ):
                raise AssertionError("a figure is no condition")
            case unreachable:
                assert_never(unreachable)

    def passed(self, asked: Passed) -> Codes:
        """Whether some row says that somebody has passed; where none does, all that are before have to be known."""
        found = np.full((self.figures.spine.rows(self.level), len(self.columns)), FALSE, dtype=np.int8)
        if self.level is not Level.PERSONS:
            return np.full_like(found, UNKNOWN)
        for aggregate in asked.counted:
            covered = self.figures.snapshot.coverage.get(aggregate.source, ())
            if not covered:
                found = np.where(found == TRUE, TRUE, UNKNOWN).astype(np.int8)
                continue
            first = max(covered[0][0], date.fromordinal(self.figures.catalog.cut_days.toordinal() - OLDEST))
            cells = self.figures.cells(aggregate, self.level, self.since(_Since(first)))
            begun = self.columns.ends > first.toordinal()
            some = (cells.known | cells.partial) & (cells.exact.numerator > 0)
            if cells.reach is not None:
                some |= cells.reach.told & (cells.reach.low.numerator > 0)
            found = np.where(some | (found == TRUE), TRUE, np.where(cells.known & begun, found, UNKNOWN)).astype(
                np.int8
            )
        if self.sparing:
            found = np.where(self.worked(self.columns) == 0, SKIP, found).astype(np.int8)
        return found

    def compared(self, comparison: FigureComparison, bad: bool) -> Codes:
        """A comparison, its limit scaled where that is due."""
        operator, subject, limit = comparison.operator, comparison.left, comparison.right
        if _is_constant(subject) and not _is_constant(limit):
            operator, subject, limit = _MIRRORED.get(operator, operator), limit, subject
        model = self.figures.plan.model
        extensive = _is_constant(limit) and is_extensive(subject, lambda name: model.metrics[name].extensive)
        value = self.figures.cells(subject, self.level, self.columns)
        written = bound = self.figures.cells(limit, self.level, self.columns)
        share: Exact | None = None
        if extensive and self.scales(operator, bad):
            share = self.share(subject)
            bound = Cells(exact.times(bound.exact, share), bound.why, bound.partial)
        counts = isinstance(getattr(subject, "unit", None), Count)
        self.lead.append(_Lead(operator, value, written, counts, share))
        truth = np.where(exact.compared(operator, value.exact, bound.exact), TRUE, FALSE)
        if share is not None:
            truth = np.where(share.numerator == 0, SKIP, truth)
        truth = np.where(first_reason(value.why, bound.why) != 0, UNKNOWN, truth)
        truth = _at_both_ends(operator, value, bound, truth)
        if share is not None and self.duties is not None:
            truth = np.where(share.numerator == 0, SKIP, truth)  # nothing is asked, whatever is known
        if self.sparing:
            reached = (value.why == _REACHED) | (bound.why == _REACHED)
            truth = np.where(reached, FALSE if bad else TRUE, truth)
        return self.spared(truth, subject, short=not extensive)

    def scales(self, operator: Comparison, bad: bool) -> bool:
        """Whether limits of this kind follow working days: by default what is not to be fallen below."""
        match self.scaling:
            case Scaling.LOWER:
                return operator in (
                    (Comparison.LESS, Comparison.AT_MOST) if bad else (Comparison.MORE, Comparison.AT_LEAST)
                )
            case Scaling.ALL:
                return operator in ORDERS
            case Scaling.NONE:
                return False
            case unreachable:
                assert_never(unreachable)

    def share(self, subject: FigureExpression) -> Exact:
        """The working days of the figure's window on which the entity was there, over those of the weekly pattern."""
        window = _window(subject, self.figures.plan.model)
        seen = self.columns
        if isinstance(window, _Since):
            seen = self.since(window)
        elif window is not None:
            seen = self.figures.through(self.columns, window)[0]
        nominal = self.nominal(seen)
        worked, full = (self.worked(seen), 1) if self.duties is None else self.duties(seen)
        return Exact(np.where(nominal == 0, full, worked), np.maximum(nominal, 1) * full)

    def spared(self, truth: Codes, subject: FigureExpression, *, short: bool) -> Codes:
        """Not judged without a working day, and `short`: with less than half of the nominal ones, in the days that count:
        those of a rolling or to-date window, else of the period.
        """
        if not self.sparing:
            return truth.astype(np.int8)
        window = _window(subject, self.figures.plan.model)
        seen = self.columns
        if isinstance(window, _Since):
            seen = self.since(window)
        elif isinstance(window, RollingWindow | ToDate | CurrentPeriod):
            seen = self.figures.through(self.columns, window)[0]
        worked = self.worked(seen)
        none = worked == 0
        if short:
            none = none | (2 * worked < self.nominal(seen))
        return np.where(none, SKIP, truth).astype(np.int8)

    def since(self, window: _Since) -> Columns:
        """From a day to the end of each period."""
        return self.figures.interned(self.columns.moved(lambda s: Stretch(s.period, window.day, s.end)))

    def worked(self, columns: Columns) -> Integers:
        """Working days on which the entity was there."""
        return self.figures.worked(self.level, columns)

    def nominal(self, columns: Columns) -> Integers:
        """Working days of the weekly pattern."""
        return self.figures.nominal(columns)


_REACHED = code(Why.GOAL_REACHED)


def _at_both_ends(operator: Comparison, value: Cells, bound: Cells, truth: Codes) -> Codes:
    """The truth where rows set aside leave a figure open, and yet both the least and the most it can be agree."""
    if value.reach is None:
        return truth
    low = exact.compared(operator, value.reach.low, bound.exact)
    high = exact.compared(operator, value.reach.high, bound.exact)
    if operator in (Comparison.EQUAL, Comparison.UNEQUAL):
        below = exact.compared(Comparison.LESS, value.reach.high, bound.exact)
        above = exact.compared(Comparison.MORE, value.reach.low, bound.exact)
        agreed = below | above
    else:
        agreed = low == high
    decided = value.reach.told & (bound.why == KNOWN) & agreed
    return np.where(decided, np.where(low, TRUE, FALSE), truth).astype(np.int8)


_NOT = np.array([TRUE, FALSE, UNKNOWN, SKIP, NO_CELL], dtype=np.int8)


def _kleene(parts: Sequence[Codes], decisive: int, neutral: int) -> Codes:
    """And (FALSE decides) or or (TRUE decides): else unknown if one is unknown, else not judged if one is not."""
    found = np.full(parts[0].shape, neutral, dtype=np.int8)
    for truth in (SKIP, UNKNOWN, decisive):
        for part in parts:
            found = np.where(part == truth, truth, found)
    return found.astype(np.int8)


def _is_constant(expression: FigureExpression) -> bool:
    """Whether a figure is the same for everybody at any time."""
    match expression:
        case FigureConstant() | Assumed(prorated=False):
            return True
        case FigureArithmetic(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case _:
            return False


@frozen
class _Since:
    """The days of a goal or budget so far."""

    day: date


def _window(expression: FigureExpression, model: Model) -> FigureWindow | _Since | None:
    """The window over which a figure is counted; None for the period itself, and where its parts have different ones."""
    match expression:
        case OverWindow(window=ThisPeriod(), subject=subject):
            return _window(subject, model)
        case OverWindow(window=window):
            return None if isinstance(window, AverageOver) else window
        case OfGoal(goal=goal, window=window):
            return None if isinstance(window, NextPeriod) else window or _Since(model.goals[goal].start)
        case OfBudget(measure=measure):
            return None if measure.counts else _Since(model.plan.start)
        case MetricRef(metric=name):
            return _window(model.metrics[name].value, model)
        case FigureArithmetic(left=left, right=right) | RatioOf(numerator=left, denominator=right):
            if _is_constant(left) or _is_constant(right):
                return _window(right if _is_constant(left) else left, model)
            one, other = _window(left, model), _window(right, model)
            return one if one == other else None
        case FigureOtherwise(subject=subject) | AmongPeers(subject=subject) | ShareOfLargest(subject=subject):
            return _window(subject, model)
        case _:
            return None


def judge_days(figures: Figures, condition: FigureExpression, spans: Sequence[tuple[date, date]]) -> NDArray[np.int8]:
    """The condition for the whole plan over stretches `[start, end)` of any length; nothing is scaled or skipped."""
    columns = figures.interned(of_days(spans, figures.plan.grid))
    bench = _Bench(figures, Level.PLAN, columns, Scaling.NONE, sparing=False)
    codes = bench.judged(condition, bad=False)
    return np.asarray(codes[0], dtype=np.int8)
