"""What the parts of a split have together of a value, or of a team or person, by which each of them is divided.

In: the splits of a goal and its cells. Out: the margins, each with the cells that make it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from planlang.evaluate.goals.division import WHOLE, Cell, Slice
from planlang.semantics.model import Split


def margins_of(
    splits: Sequence[Split], cells: Sequence[Cell], known: Mapping[Slice, object]
) -> dict[Slice, tuple[Cell, ...]]:
    """What all parts of a split have together of a value, or of a team or person, by which each of them is divided."""
    found: dict[Slice, tuple[Cell, ...]] = {}
    for one in splits:
        for by in dict.fromkeys(_further(one)):
            if by != one.column and _covers(one, by):
                for cell in cells:
                    margin = _margin_of(cell, by)
                    if margin is not None and margin not in known:
                        found[margin] = (*found.get(margin, ()), cell)
    return found


def _margin_of(cell: Cell, by: str | None) -> Slice | None:
    """The margin by a dimension that a cell belongs to; of a column only where no other one tells its rows."""
    columns = [column for column, _ in cell.slice.values]
    if by is None:
        is_people = cell.parent.entity == WHOLE != cell.slice.entity and bool(columns)
        return Slice(cell.slice.entity) if is_people else None
    is_own = columns == [by] and by not in [column for column, _ in cell.parent.values]
    return Slice(WHOLE, None, cell.slice.values) if is_own else None


def _further(one: Split) -> Iterator[str | None]:
    """The dimensions by which the parts of a split are divided further."""
    for part in one.parts:
        for inner in part.splits:
            yield inner.column
            yield from _further(inner)


def _covers(one: Split, by: str | None) -> bool:
    """Whether every part of a split is divided by a dimension, at some depth."""
    return one.column == by or all(any(_covers(inner, by) for inner in part.splits) for part in one.parts)
