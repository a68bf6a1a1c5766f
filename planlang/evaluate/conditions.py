"""Conditions over figures, judged for entities and periods: true, false, unknown, not judged, or no cell at all.

In: a checked condition and `Figures`. Out: `Verdicts`: truth codes, and the value and the limit of the comparison that
leads. Limits on figures that add up scale with working days; other figures are not judged in a period with less than half
of its working days (tests/spec/alerts.md, tests/spec/spine.md). What becomes of verdicts over time is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from planlang.evaluate import exact
from planlang.evaluate.alerts import FALSE, NO_CELL, SKIP, TRUE, UNKNOWN
from planlang.evaluate.exact import Exact, Integers, Truths
from planlang.evaluate.figures import Figures
from planlang.evaluate.matrix import Cells, Codes, Matrix, first_reason
from planlang.evaluate.roster import Entities
from planlang.evaluate.spine import LEVEL_OF, Level
from planlang.evaluate.windows import Columns, of_days
from planlang.semantics.expr import (
    Aggregate,
    AverageOver,
    ChangeAgainst,
    Comparison,
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
    OfGoal,
    OverWindow,
    RatioOf,
    ThisPeriod,
)
from planlang.semantics.extensive import is_extensive
from planlang.semantics.model import Model
from planlang.values.periods import Period
from planlang.values.units import Count

ORDERS = (Comparison.LESS, Comparison.AT_MOST, Comparison.MORE, Comparison.AT_LEAST)
_MIRRORED = {
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}


@frozen(eq=False)
class Verdicts:
    """A condition for entities (rows) and periods (columns).

    Attributes:
        codes: TRUE, FALSE, UNKNOWN, SKIP or NO_CELL (`alerts`).
        operator: of the comparison that leads (the first one written), as its value compares with its limit; None for
            a condition without comparisons, and then there is no value or limit.
        value, limit: its two sides; the limit scaled, exact.
        counts: whether the value is a whole number of things.
    """

    codes: NDArray[np.int8]
    operator: Comparison | None
    value: Matrix | None
    limit: Matrix | None
    counts: bool

    def shown_limit(self, row: int, column: int) -> Fraction | None:
        """The limit as people read it: for counts the whole number that decides. None where it is unknown."""
        if self.limit is None or self.operator is None or not self.limit.cells.known[row, column]:
            return None
        limit = self.limit.cells.exact.at((row, column))
        return deciding(self.operator, limit) if self.counts else limit


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
    scaled: bool = True,
) -> Verdicts:
    """The condition for every entity and period; `scaled` is off for a rule that says `unscaled`."""
    level = LEVEL_OF[entities.kind]
    columns = figures.periods(periods)
    bench = _Bench(figures, level, columns, scaled)
    codes = bench.judged(condition)
    worked = bench.worked(columns)
    codes = np.where(worked == 0, SKIP, codes)
    codes = np.where(figures.exists(level, columns), codes, NO_CELL)
    picked = [figures.spine.row(key, entities.role) for key in entities]
    assert None not in picked, "entities come from the roster"
    rows = np.array(picked, dtype=np.int64)
    lead = bench.lead[0] if bench.lead else None
    if lead is None:
        return Verdicts(codes[rows].astype(np.int8), None, None, None, False)
    exists = figures.exists(level, columns)[rows]

    def matrix(found: Cells) -> Matrix:
        return Matrix(tuple(entities), tuple(periods), _rows(found, rows), exists)

    return Verdicts(codes[rows].astype(np.int8), lead.operator, matrix(lead.value), matrix(lead.limit), lead.counts)


def _rows(found: Cells, rows: NDArray[np.int64]) -> Cells:
    """Some rows."""
    below = found.exact.denominator
    number = Exact(found.exact.numerator[rows], below if below.shape[0] == 1 else below[rows])
    return Cells(number, found.why[rows], found.partial[rows])


@frozen(eq=False)
class _Lead:
    """The sides of a comparison, the value on the left."""

    operator: Comparison
    value: Cells
    limit: Cells
    counts: bool


@frozen(eq=False)
class _Bench:
    """Judges conditions for every row of a level; keeps the comparisons in the order met."""

    figures: Figures
    level: Level
    columns: Columns
    scaled: bool
    sparing: bool = True
    """whether figures that do not add up are left unjudged in short periods (tests/spec/alerts.md)"""
    lead: list[_Lead] = field(factory=list)

    def judged(self, condition: FigureExpression) -> Codes:
        """Truth codes; a part that is not judged decides nothing, and is no missing knowledge."""
        match condition:
            case FigureComparison():
                return self.compared(condition)
            case FigureAll(operands=operands):
                return _kleene([self.judged(operand) for operand in operands], FALSE, TRUE)
            case FigureAny(operands=operands):
                return _kleene([self.judged(operand) for operand in operands], TRUE, FALSE)
            case FigureNot(operand=operand):
                return _NOT[self.judged(operand)]
            case FigureUnknown(subject=subject, negated=negated):
                known = self.figures.cells(subject, self.level, self.columns).known
                return np.where(known == negated, TRUE, FALSE).astype(np.int8)
            case (
                Aggregate()
                | Headcount()
                | MetricRef()
                | FigureConstant()
                | RatioOf()
                | FigureArithmetic()
                | OverWindow()
                | ChangeAgainst()
                | OfGoal()
                | FigureOtherwise()
            ):
                raise AssertionError("a figure is no condition")
            case unreachable:
                assert_never(unreachable)

    def compared(self, comparison: FigureComparison) -> Codes:
        """A comparison, its limit scaled where that is due."""
        operator, subject, limit = comparison.operator, comparison.left, comparison.right
        if _is_constant(subject) and not _is_constant(limit):
            operator, subject, limit = _MIRRORED.get(operator, operator), limit, subject
        model = self.figures.plan.model
        extensive = _is_constant(limit) and is_extensive(subject, lambda name: model.metrics[name].extensive)
        value = self.figures.cells(subject, self.level, self.columns)
        bound = self.figures.cells(limit, self.level, self.columns)
        if extensive and self.scaled and operator in ORDERS:
            bound = Cells(self.scale(bound.exact, subject), bound.why, bound.partial)
        counts = isinstance(getattr(subject, "unit", None), Count)
        self.lead.append(_Lead(operator, value, bound, counts))
        truth = np.where(exact.compared(operator, value.exact, bound.exact), TRUE, FALSE)
        truth = np.where(first_reason(value.why, bound.why) != 0, UNKNOWN, truth)
        if extensive or not self.sparing:
            return truth.astype(np.int8)
        return np.where(self.is_short(), SKIP, truth).astype(np.int8)

    def scale(self, limit: Exact, subject: FigureExpression) -> Exact:
        """The limit times the share of the window's working days on which the entity was there."""
        window = _window(subject, self.figures.plan.model)
        seen = self.columns if window is None else self.figures.through(self.columns, window)[0]
        nominal = self.nominal(seen)
        factor = Exact(np.where(nominal == 0, 1, self.worked(seen)), np.maximum(nominal, 1))
        return exact.times(limit, factor)

    def is_short(self) -> Truths:
        """Whether less than half of a period's nominal working days were worked (tests/spec/alerts.md)."""
        return np.asarray(2 * self.worked(self.columns) < self.nominal(self.columns), dtype=np.bool_)

    def worked(self, columns: Columns) -> Integers:
        """Working days on which the entity was there."""
        return self.figures.facts.presence(columns).worked(self.level, columns.starts, columns.ends)

    def nominal(self, columns: Columns) -> Integers:
        """Working days of the weekly pattern."""
        return self.figures.facts.presence(columns).nominal(columns.starts, columns.ends)


_NOT = np.array([TRUE, FALSE, UNKNOWN, SKIP, NO_CELL], dtype=np.int8)


def _kleene(parts: Sequence[Codes], decisive: int, neutral: int) -> Codes:
    """And (FALSE decides) or or (TRUE decides): else unknown if one is unknown, else not judged if one is not."""
    found = np.full(parts[0].shape, neutral, dtype=np.int8)
    for code in (SKIP, UNKNOWN, decisive):
        for part in parts:
            found = np.where(part == code, code, found)
    return found.astype(np.int8)


def _is_constant(expression: FigureExpression) -> bool:
    """Whether a figure is the same for everybody at any time."""
    match expression:
        case FigureConstant():
            return True
        case FigureArithmetic(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case _:
            return False


def _window(expression: FigureExpression, model: Model) -> FigureWindow | None:
    """The window over which a figure that adds up is counted; None for the period itself."""
    match expression:
        case OverWindow(window=ThisPeriod(), subject=subject):
            return _window(subject, model)
        case OverWindow(window=window):
            return None if isinstance(window, AverageOver) else window
        case MetricRef(metric=name):
            return _window(model.metrics[name].value, model)
        case FigureArithmetic(left=left, right=right):
            return _window(right if _is_constant(left) else left, model)
        case FigureOtherwise(subject=subject):
            return _window(subject, model)
        case _:
            return None


def judge_days(figures: Figures, condition: FigureExpression, spans: Sequence[tuple[date, date]]) -> NDArray[np.int8]:
    """The condition for the whole plan over stretches `[start, end)` of any length; nothing is scaled or skipped."""
    columns = figures.interned(of_days(spans, figures.plan.grid))
    bench = _Bench(figures, Level.PLAN, columns, scaled=False, sparing=False)
    codes = bench.judged(condition)
    return np.asarray(codes[0], dtype=np.int8)
