"""What edits of other declarations do: deadlines, authority, money, grades, waivers, promotions."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.compare.differences import Effect
from planlang.compare.effects.move import Move
from planlang.compare.effects.strictness import Sign, all_of, asks, contains, holds, negative, same, sign
from planlang.semantics.model import Milestone, Task
from planlang.semantics.model.management.changes import Waiver
from planlang.semantics.model.management.money import Account
from planlang.semantics.model.management.people import FigureNeeded, GradesNeeded, Promotion, Scorecard
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
        each = (
            contains(before.keys, after.keys) if before.keys and after.keys else sign(not after.keys, not before.keys)
        )
        yield Move(asks(each), "OnlyFor")
    if set(before.rules) != set(after.rules):
        yield Move(asks(contains(before.rules, after.rules)), "Waives")


def promotion_moves(before: Promotion, after: Promotion) -> Iterator[Move]:
    """What has to hold of those who may rise."""
    gone = list(before.needs)
    new: list[FigureNeeded | GradesNeeded] = []
    for need in after.needs:
        known = next((one for one in gone if same(one, need)), None)
        if known is None:
            new.append(need)
        else:
            gone.remove(known)
    for need in new:
        known = next((one for one in gone if type(one) is type(need)), None)
        if known is None:
            yield Move(Effect.TIGHTENED, after=need.span)
        else:
            gone.remove(known)
            yield Move(asks(_needs(known, need)), before=known.span, after=need.span)
    for need in gone:
        yield Move(Effect.LOOSENED, before=need.span)


def _needs(before: FigureNeeded | GradesNeeded, after: FigureNeeded | GradesNeeded) -> Sign:
    match before, after:
        case FigureNeeded(one, _), FigureNeeded(other, _):
            return negative(holds(one, other))
        case GradesNeeded(), GradesNeeded() if (before.scorecard, before.grade) == (after.scorecard, after.grade):
            return all_of((sign(before.least, after.least), sign(after.of, before.of)))
    return None
