"""Which share the largest customers, or values of a column, make up of what all of them amount to.

In: rows that add up, and what says of each which one it is about. Out: cells. What comes back is taken off the one from which it
came; one that then amounts to nothing, or less, is neither among the largest nor in the whole, so that no share is above 100%.
Rows that do not say which one they are about, or that were set aside, may be about any: they leave the share between two ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Protocol

import numpy as np

from planlang.evaluate.cells import exact
from planlang.evaluate.cells.exact import Exact, Truths
from planlang.evaluate.cells.matrix import KNOWN, OPEN_CODES, Cells, Codes, code, first_reason, no_reach
from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.windows import Columns, is_mean
from planlang.frozen import define, field, frozen
from planlang.plan.plan import Plan
from planlang.query.logical import recount_of
from planlang.query.scope import looked_into
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    ClassOf,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    FigureWindow,
    Looked,
    MetricRef,
    OverWindow,
    ShareOfLargest,
    Sought,
)
from planlang.values.figure import Why

ZERO, ONE = Fraction(0), Fraction(1)
_NOT_LOADED = code(Why.NOT_LOADED)


class Answers(Protocol):
    """Answers questions about figures."""

    plan: Plan
    facts: Facts

    def cells(self, expression: FigureExpression, level: Level, columns: Columns) -> Cells:
        """A figure for every row of a level and every stretch."""

    def through(self, columns: Columns, window: FigureWindow) -> tuple[Columns, ...]:
        """The columns that a window asks for."""


@define
class Amounts:
    """What each amounts to, of one row of a level over one stretch.

    Attributes:
        named: by name.
        unsaid: of each row above zero that does not say which one it is about.
        less, more: what else of unknown ones there may be below and above zero.
    """

    named: dict[str, Fraction] = field(factory=dict)
    unsaid: list[Fraction] = field(factory=list)
    less: Fraction = ZERO
    more: Fraction = ZERO

    def add(self, name: str | None, amount: Fraction) -> None:
        """Add the rows about one of them, or one row that does not say which."""
        if name is not None:
            self.named[name] = self.named.get(name, ZERO) + amount
        elif amount > 0:
            self.unsaid.append(amount)
        else:
            self.less += amount

    def largest(self) -> Sequence[tuple[str, Fraction]]:
        """Those that amount to something, the largest first; of equal ones in the order of their names."""
        there = [(name, amount) for name, amount in self.named.items() if amount > 0]
        return sorted(there, key=lambda one: (-one[1], one[0]))

    def share(self, count: int) -> tuple[Fraction, Fraction] | None:
        """Between what the share of the first `count` lies; None where there is nothing to share.

        It is most where all that is unknown above zero is added to the largest and all below taken off the others. It is least
        where each such row is about one more, and all below is taken off the largest.
        """
        named = [amount for _, amount in self.largest()]
        most = sum([*named[:count], *self.unsaid, self.more], ZERO)
        if not most:
            return None
        others = max(ZERO, sum(named[count:], self.less))
        apart = sorted((*named, *self.unsaid), reverse=True)
        least = max(ZERO, sum(apart[:count], self.less))
        return least / (least + sum(apart[count:], self.more)) if least else ZERO, most / (most + others)


@frozen(eq=False)
class Parts:
    """What each amounts to, for every row of a level and every stretch.

    Attributes:
        why: why that is not known, or lies between two ends.
        lost: where not even those are known.
    """

    why: Codes
    lost: Truths
    _amounts: Mapping[tuple[int, int], Amounts]

    def of(self, row: int, column: int) -> Amounts:
        """The amounts at one place."""
        return self._amounts.get((row, column), Amounts())


def shares(asked: ShareOfLargest, answers: Answers, level: Level, columns: Columns) -> Cells:
    """The share for every row of a level and every stretch."""
    found = amounts_of(asked, answers, level, columns)
    why = found.why.copy()
    value = Exact(np.zeros(why.shape, dtype=object), np.ones(why.shape, dtype=object))
    reach = no_reach(why.shape)
    for row, column in np.argwhere(~found.lost).tolist():
        at, own = (row, column), found.of(row, column)
        ends = own.share(asked.count)
        if ends is None:
            why[at] = code(Why.NO_DENOMINATOR)
            continue
        so_far = Amounts(own.named).share(asked.count)
        _put(value, at, ends[0] if so_far is None else so_far[0])
        if ends[0] == ends[1]:
            why[at] = KNOWN
            continue
        why[at] = why[at] or code(Why.UNSAID)
        reach.told[at] = True
        _put(reach.low, at, ends[0])
        _put(reach.high, at, ends[1])
    fitted = Exact(exact.fitting(value.numerator), exact.fitting(value.denominator))
    return Cells(fitted, why, reach.told.copy(), reach if reach.told.any() else None)


def _put(into: Exact, at: tuple[int, int], value: Fraction) -> None:
    into.numerator[at], into.denominator[at] = value.numerator, value.denominator


def amounts_of(asked: ShareOfLargest, answers: Answers, level: Level, columns: Columns) -> Parts:
    """What each amounts to, by row and stretch."""
    told = dict(asked.told)
    found: dict[tuple[int, int], Amounts] = {}
    closed: list[Codes] = []
    open_: list[Codes] = []
    for factor, aggregate, seen in _terms(asked.subject, columns, answers):
        cells, key = answers.cells(aggregate, level, seen), told[aggregate.source]
        between = np.zeros(cells.why.shape, dtype=np.bool_)
        if cells.reach is not None:
            between = np.isin(cells.why, OPEN_CODES) & cells.reach.told
            for row, column in np.argwhere(between).tolist():
                at = (row, column)
                value = cells.exact.at(at)
                ends = [factor * (end.at(at) - value) for end in (cells.reach.low, cells.reach.high)]
                own = found.setdefault(at, Amounts())
                own.less, own.more = own.less + min(*ends, ZERO), own.more + max(*ends, ZERO)
        why = cells.why if _led_to(key) <= answers.facts.catalog.tables.keys() else np.full_like(cells.why, _NOT_LOADED)
        closed.append(np.where(between & (why != _NOT_LOADED), KNOWN, why).astype(np.int8))
        open_.append(np.where(between, why, KNOWN).astype(np.int8))
        if not (closed[-1] == KNOWN).any():
            continue
        for part in answers.facts.recounter.parted(recount_of(aggregate), key, level, seen):
            found.setdefault((part.row, part.column), Amounts()).add(part.name, factor * part.amount)
    lost = first_reason(*closed)
    return Parts(first_reason(lost, *open_), np.asarray(lost != KNOWN, dtype=np.bool_), found)


def _terms(
    subject: FigureExpression, columns: Columns, answers: Answers, factor: Fraction = ONE
) -> Iterator[tuple[Fraction, Aggregate, Columns]]:
    """The sums and counts that a figure is made of, how often each is taken, and over which stretches."""
    match subject:
        case Aggregate():
            yield factor, subject, columns
        case MetricRef(metric=name):
            yield from _terms(answers.plan.model.metrics[name].value, columns, answers, factor)
        case OverWindow(subject=inner, window=window):
            seen = answers.through(columns, window)
            for one in seen if is_mean(window) else seen[:1]:
                yield from _terms(inner, one, answers, factor / len(seen) if is_mean(window) else factor)
        case FigureArithmetic(operator=Arithmetic.MULTIPLY, left=FigureConstant(value=by), right=inner):
            yield from _terms(inner, columns, answers, factor * Fraction(by))
        case FigureArithmetic(operator=Arithmetic.MULTIPLY, left=inner, right=FigureConstant(value=by)):
            yield from _terms(inner, columns, answers, factor * Fraction(by))
        case FigureArithmetic(operator=Arithmetic.DIVIDE, left=inner, right=FigureConstant(value=by)):
            yield from _terms(inner, columns, answers, factor / Fraction(by))
        case FigureArithmetic(operator=operator, left=left, right=right):
            yield from _terms(left, columns, answers, factor)
            yield from _terms(right, columns, answers, -factor if operator is Arithmetic.SUBTRACT else factor)
        case _:
            raise AssertionError("only what adds up has parts")


def _led_to(key: Sought) -> set[str]:
    """The sources that have to be loaded to know which one a row is about."""
    reference = key.reference if isinstance(key, Looked | ClassOf) else None
    return set() if reference is None else {looked_into(reference)}
