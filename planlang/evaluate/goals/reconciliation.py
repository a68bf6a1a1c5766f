"""Whether the parts of a goal add up to it, at every part that is split again.

In: the targets of a goal. Out: one line for each split, in written order, that over time first.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from planlang.evaluate.goals.division import ALL, Group
from planlang.evaluate.goals.targets import Targets
from planlang.evaluate.results.goals import SplitCheck, SplitVerdict
from planlang.values.figure import Known, Unknown, Why


def split_checks(targets: Targets) -> Iterator[SplitCheck]:
    """The splits of a goal; levels of periods need not add up."""
    is_whole = targets.roots == (ALL,)
    if is_whole and targets.prorated and targets.goal.time_grain is not None and len(targets.leaves) > 1:
        whole, by = targets.whole(ALL), targets.goal.time_grain.value
        check = _checked(targets, None, by, Fraction(targets.goal.target), whole, Fraction(0))
        untold = Unknown(Why.TARGET_OPEN)
        is_open = ALL in targets.open
        yield (
            evolve(check, own=untold, parts=untold, difference=untold, verdict=SplitVerdict.UNKNOWN)
            if is_open
            else check
        )
    for group in targets.groups:
        slices = (group.parent, *(cell.slice for cell in group.cells))
        if any(part in targets.open for part in slices):
            yield _untold(targets, group)
            continue
        nobody = targets.whole(group.nobody) if group.nobody is not None else Fraction(0)
        parts = sum((targets.whole(cell.slice) for cell in group.cells), nobody)
        yield _checked(targets, group, _dimension(group), targets.whole(group.parent), parts, nobody)


def _checked(
    targets: Targets, group: Group | None, by: str, own: Fraction, parts: Fraction, nobody: Fraction
) -> SplitCheck:
    above = group.parent if group is not None else ALL
    buffer = Fraction(group.split.buffer) if group is not None else Fraction(0)
    loose = targets.step / 2 * len(targets.leaves) if targets.step is not None and buffer else Fraction(0)
    return SplitCheck(
        goal=targets.goal.ident.name,
        entity=above.entity,
        within=above.within,
        values=above.values,
        by=by,
        is_column=group is not None and group.split.column is not None,
        own=Known(own),
        parts=Known(parts),
        unassigned=Known(nobody),
        difference=Known(parts - own),
        buffer=buffer,
        verdict=verdict(parts - own, own * buffer + loose),
    )


def _untold(targets: Targets, group: Group) -> SplitCheck:
    """A split of which a table does not tell all amounts."""
    untold = Unknown(Why.TARGET_OPEN)
    own = untold if group.parent in targets.open else Known(targets.whole(group.parent))
    is_open = any(cell.slice in targets.open for cell in group.cells)
    parts = untold if is_open else Known(sum((targets.whole(cell.slice) for cell in group.cells), Fraction(0)))
    return evolve(
        _checked(targets, group, _dimension(group), Fraction(0), Fraction(0), Fraction(0)),
        own=own,
        parts=parts,
        difference=untold,
        verdict=SplitVerdict.UNKNOWN,
    )


def verdict(difference: Fraction, allowed: Fraction) -> SplitVerdict:
    """What it means that parts have so much more than what they are parts of."""
    if difference < 0:
        return SplitVerdict.SHORT
    if difference == 0:
        return SplitVerdict.ADDS_UP
    return SplitVerdict.BUFFER if difference <= allowed else SplitVerdict.OVER


def _dimension(group: Group) -> str:
    """What a group is split by."""
    if group.split.column is not None:
        return group.split.column
    return "rep" if all(part.key.startswith("rep:") for part in group.split.parts) else "team"
