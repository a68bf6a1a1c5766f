"""What an edit of a goal asks for: a nearer or a farther target, more or less time, wider lights."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, all_of, asks, negative, same, sign, wider
from planlang.semantics.model.goals import Direction, Goal


def goal_moves(before: Goal, after: Goal) -> Iterator[Move]:
    """What is asked for otherwise, by the clause that says it."""
    if before.direction is not after.direction or before.unit != after.unit or before.is_open or after.is_open:
        yield Move(Effect.CHANGED, "TargetClause")
        return
    down = after.direction is Direction.AT_MOST
    for clause, one, other in (
        ("TargetClause", before.target, after.target),
        ("Floor", before.floor, after.floor),
        ("Stretch", before.stretch, after.stretch),
    ):
        more = negative(sign(one, other)) if down else sign(one, other)
        if one is None or other is None:
            more = sign(one is not None, other is not None)
        if more:
            yield Move(asks(more), clause)
            if clause == "TargetClause":
                yield from (Move(asks(more), said) for said in ("Growth", "Base"))
    if before.every is None and after.every is None and before.start == after.start and before.end != after.end:
        time: Sign = sign(after.end, before.end)  # a later end asks for less, were the target the same
        for clause in ("TargetClause", "GoalPeriod"):
            yield Move(asks(time) if before.target == after.target else Effect.CHANGED, clause)
    if before.levels != after.levels and before.time_grain is after.time_grain:
        pairs = zip(before.levels, after.levels, strict=False)
        level = all_of(sign(*pair) for pair in pairs) if len(before.levels) == len(after.levels) else None
        yield Move(asks(negative(level) if down else level), "SplitByTime")
    if before.each is not None and after.each is not None and not same(before.each, after.each):
        alike = before.each.entity is after.each.entity and before.each.role == after.each.role
        yield Move(asks(wider(before.each, after.each)) if alike else Effect.CHANGED, "for_each")
    if not same(before.splits, after.splits):
        yield Move(asks(_split(before, after, down=down)), "SplitByParts")
    lights = all_of(
        (sign(before.bands.on_track, after.bands.on_track), sign(before.bands.at_risk, after.bands.at_risk))
    )
    if not same(before.bands, after.bands):
        yield Move(asks(lights), "Lights")
    if before.margin != after.margin:
        yield Move(asks(sign(after.margin, before.margin)), "AmberWithin")


def _split(before: Goal, after: Goal, *, down: bool) -> Sign:
    """Whether the parts have more in all; None where they are shares, or others."""
    if len(before.splits) != len(after.splits):
        return None
    signs: list[Sign] = []
    for one, other in zip(before.splits, after.splits, strict=True):
        amounts = [{part.key: part.weight for part in split.parts} for split in (one, other)]
        if not (one.in_amounts and other.in_amounts) or amounts[0].keys() != amounts[1].keys():
            return None
        signs += [sign(amounts[0][key], amounts[1][key]) for key in amounts[0]]
    found = all_of(signs)
    return negative(found) if down else found
