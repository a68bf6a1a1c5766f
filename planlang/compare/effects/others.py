"""What edits of other declarations do: deadlines, authority, money, grades, waivers."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import asks, same, sign
from planlang.semantics.model import Milestone, Task
from planlang.semantics.model.management.changes import Waiver
from planlang.semantics.model.management.money import Account
from planlang.semantics.model.management.people import Scorecard
from planlang.semantics.model.who import Role


def deadline_moves(before: Task | Milestone, after: Task | Milestone) -> Iterator[Move]:
    """A deadline that is later, earlier, new or gone."""
    one, other = before.limits.by, after.limits.by
    if one != other:
        more = sign(other, one) if one and other else sign(one is not None, other is not None)
        for clause in ("By", "Bound"):
            yield Move(asks(more), clause)


def role_moves(before: Role, after: Role) -> Iterator[Move]:
    """What a role may approve."""
    for right in after.authority:
        known = next((one for one in before.authority if one.what == right.what), None)
        if known is None:
            yield Move(Effect.LOOSENED, after=right.span)
        elif known.unit == right.unit and known.limit != right.limit:
            yield Move(asks(sign(right.limit, known.limit)), before=known.span, after=right.span)
    for right in before.authority:
        if right.what not in {one.what for one in after.authority}:
            yield Move(Effect.TIGHTENED, before=right.span)


def account_moves(before: Account, after: Account) -> Iterator[Move]:
    """How much may be spent."""
    if before.amount != after.amount:
        yield Move(asks(sign(after.amount, before.amount)), "amount")


def scorecard_moves(before: Scorecard, after: Scorecard) -> Iterator[Move]:
    """From which total on grades are given, and how much a line counts."""
    grades = {name: since for name, since in before.grades if since is not None}
    for name, since in after.grades:
        if since is not None and name in grades and grades[name] != since:
            yield Move(asks(sign(grades[name], since)), "Grade")
    lines = {line.name: line for line in before.lines}
    for line in after.lines:
        if line.name in lines and not same(lines[line.name], line):
            yield Move(Effect.CHANGED, before=lines[line.name].span, after=line.span)


def waiver_moves(before: Waiver, after: Waiver) -> Iterator[Move]:
    """Until when rules are waived, and of which records."""
    if before.until != after.until:
        yield Move(asks(sign(after.until, before.until)), "WaivedUntil")
    if set(before.keys) != set(after.keys):
        all_before, all_after = not before.keys, not after.keys
        more = all_after or (set(before.keys) < set(after.keys) and not all_before)
        less = all_before or (set(after.keys) < set(before.keys) and not all_after)
        yield Move(Effect.LOOSENED if more else Effect.TIGHTENED if less else Effect.CHANGED, "OnlyFor")
