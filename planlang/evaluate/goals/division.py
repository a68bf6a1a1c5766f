"""A goal divided: along time first, then in each leaf period among teams, people and values of columns.

In: the splits of a goal, its amounts by leaf, and how the share of a person is cut to the days on which he is there. Out: the
cells of the tree in written order, each before its own parts, with exact amounts. Which days are worked is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from planlang.frozen import field, frozen
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import Goal, Part, Split
from planlang.values.rounding import half_away, split

WHOLE = "plan:"
"""The entity of a goal as a whole."""
UNASSIGNED = "team:(unassigned)"
"""The entity of what nobody has to do, because the one who would was not there."""


@frozen
class Slice:
    """Who and what a target is for.

    Attributes:
        within: of a person under a team that team (`team:north`): only what is done in it counts. None: all that is done.
        values: columns with the values that rows have to have, from the outside; `None` for a value that no part has.
    """

    entity: str
    within: str | None = None
    values: tuple[tuple[str, str | None], ...] = ()


ALL = Slice(WHOLE)
"""The goal as a whole."""

Amounts = tuple[Fraction, ...]
"""Of each leaf period."""
Cut = Callable[[Slice, Amounts], Amounts | None]
"""The amounts of a person for the days on which he is there; None for somebody who always is."""


@frozen(eq=False)
class Cell:
    """A part of a goal.

    Attributes:
        amounts: for the days on which its person is there.
        is_cut: whether there are others; small amounts may be the same all the same.
        entire: as if everybody were always there.
        measure: of it alone where columns tell its rows; None: that of the goal.
        nominal: what it would be over all leaves if nothing were rounded and everybody were always there.
    """

    slice: Slice
    parent: Slice
    amounts: Amounts
    is_cut: bool
    entire: Amounts
    measure: FigureExpression | None
    nominal: Fraction


@frozen(eq=False)
class Group:
    """The parts of one slice by one dimension; `nobody` is what is left of theirs because they were not there."""

    parent: Slice
    split: Split
    cells: tuple[Cell, ...]
    nobody: Slice | None

    @property
    def other(self) -> Slice:
        """The slice of the rows that have another value than any of the parts."""
        assert self.split.column is not None
        above = self.parent
        return Slice(above.entity, above.within, (*above.values, (self.split.column, None)))

    @property
    def cut(self) -> Iterator[Cell]:
        """Those who were not always there."""
        return (cell for cell in self.cells if cell.is_cut)


@frozen(eq=False)
class Divided:
    """A goal in parts: the cells in written order, and what each group of them is a division of; `open` are the leaves of a part of
    which a table does not tell the amount.
    """

    cells: list[Cell] = field(factory=list)
    groups: list[Group] = field(factory=list)
    open: dict[Slice, frozenset[int]] = field(factory=dict)


def uncut(part: Slice, amounts: Amounts) -> None:
    """As if everybody were always there."""


def divided(
    goal: Goal, whole: Amounts, step: Fraction | None, cut: Cut = uncut, roots: Sequence[Slice] = (ALL,)
) -> Divided:
    """The parts of a goal whose leaves have these amounts; of one that several have, each of them before his own parts."""
    found = Divided()
    for root in roots:
        own_days = cut(root, whole) if root != ALL else None
        amounts = whole if own_days is None else own_days
        above = Cell(root, ALL, amounts, own_days is not None, whole, None, sum(whole, Fraction(0)))
        if root != ALL:
            found.cells.append(above)
        for one in goal.splits:
            _divide(above, one, step, cut, found)
    return found


def _divide(above: Cell, one: Split, step: Fraction | None, cut: Cut, found: Divided) -> None:
    """The parts of a cell by one dimension, and theirs."""
    weights = [Fraction(part.weight) for part in one.parts]
    shared = _over_leaves(above.amounts, one, weights, step)
    if any(part.leaves for part in one.parts):
        shared = [tuple(Fraction(amount or 0) for amount in part.leaves) for part in one.parts]
    total = sum(weights, Fraction(0))
    here = len(found.groups)
    found.groups.append(Group(above.slice, one, (), None))
    own: list[Cell] = []
    for part, weight, entire in zip(one.parts, weights, shared, strict=True):
        at = slice_of(part, one, above.slice)
        own_days = cut(at, entire) if one.column is None and not part.whole else None
        nominal = above.nominal * one.over * weight / total if total else Fraction(0)
        amounts = entire if own_days is None else own_days
        cell = Cell(at, above.slice, amounts, own_days is not None, entire, part.measure or above.measure, nominal)
        own.append(cell)
        found.cells.append(cell)
        if part.is_open:
            missing = (leaf for leaf, amount in enumerate(part.leaves) if amount is None)
            found.open[at] = frozenset(missing) if part.leaves else frozenset(range(len(amounts)))
        for inner in part.splits:
            _divide(cell, inner, step, cut, found)
    is_short = any(cell.is_cut for cell in own)
    within = above.slice.within if above.slice.entity == WHOLE else above.slice.entity
    nobody = Slice(UNASSIGNED, within, above.slice.values) if is_short else None
    found.groups[here] = Group(above.slice, one, tuple(own), nobody)


def slice_of(part: Part, of: Split, above: Slice) -> Slice:
    """What a part is for: of a person under a team what is done in that team."""
    if of.column is not None:
        return Slice(above.entity, above.within, (*above.values, (of.column, part.key)))
    under = above.entity.startswith("team:") and part.key.startswith("rep:")
    return Slice(part.key, above.entity if under else None, above.values)


# ---------------------------------------------------------------- amounts


def _over_leaves(above: Amounts, one: Split, weights: Sequence[Fraction], step: Fraction | None) -> list[Amounts]:
    """What each part has in each leaf; together the rounded amount above it, with the buffer.

    Shares divide each leaf by largest remainder. Written amounts are kept over all leaves: they divide what there is up to
    the end of each leaf.
    """
    if step is None or not sum(weights, Fraction(0)):
        return [tuple(_portion(amount * one.over, weight, weights) for amount in above) for weight in weights]
    if one.in_amounts:
        rows = _kept(above, one.over, weights, step)
    else:
        rows = [split(int(half_away(amount * one.over / step)), weights) for amount in above]
    return [tuple(row[index] * step for row in rows) for index in range(len(weights))]


def _portion(amount: Fraction, weight: Fraction, weights: Sequence[Fraction]) -> Fraction:
    total = sum(weights, Fraction(0))
    return amount * weight / total if total else Fraction(0)


def _kept(above: Amounts, over: Fraction, weights: Sequence[Fraction], step: Fraction) -> list[tuple[int, ...]]:
    """Whole steps of each part in each leaf, so that those of a leaf add up and those of a part make its weight."""
    before = (0,) * len(weights)
    reached = Fraction(0)
    rows: list[tuple[int, ...]] = []
    for amount in above:
        reached += amount * over
        now = _no_less(split(int(half_away(reached / step)), weights), before)
        rows.append(tuple(b - a for a, b in zip(before, now, strict=True)))
        before = now
    return rows


def _no_less(parts: tuple[int, ...], before: tuple[int, ...]) -> tuple[int, ...]:
    """The same sum with none below what it was before; steps that others have gained make up for it."""
    found = [max(part, least) for part, least in zip(parts, before, strict=True)]
    excess = sum(found) - sum(parts)
    for index, least in enumerate(before):
        given = min(excess, found[index] - least) if found[index] == parts[index] else 0
        found[index] -= given
        excess -= given
    assert not excess, "what is shared out never shrinks"
    return tuple(found)
