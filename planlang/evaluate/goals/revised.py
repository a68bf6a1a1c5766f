"""Targets of a goal that was revised: the old course to the day of the revision, then what is left spread over the rest.

In: a plan and those before its revisions. Out: targets without a jump. A revision that was decided after its day is there from its
decision on, and bends the course on its day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from attrs import evolve, fields

from planlang.evaluate.goals.division import Slice
from planlang.evaluate.goals.targets import ALWAYS, People, Targets, goal_targets
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.values.periods import DAY


@frozen(eq=False)
class RevisedTargets(Targets):
    """Targets that are others from a day on.

    Attributes:
        after: as if they had always been so.
        earlier: those before.
        since: the day from which they hold.
    """

    after: Targets = field(kw_only=True)
    earlier: Targets = field(kw_only=True)
    since: date = field(kw_only=True)

    def by(self, part: Slice, day: date) -> Fraction:
        """What should be reached at the start of a day: on the old course before the revision, on the way to the new target
        behind it.
        """
        if day <= self.since:
            return self._earlier(part, day)
        begun, whole = self._earlier(part, self.since), self.after.whole(part)
        rest = whole - self.after.by(part, self.since)
        if rest == 0:
            return whole
        return begun + (whole - begun) * (self.after.by(part, day) - self.after.by(part, self.since)) / rest

    def on_path(self, part: Slice, day: date) -> Fraction:
        """The same of a level on a straight path."""
        if not self.after.goal.linear:
            return super().on_path(part, day)
        begun = self.earlier.on_path(part, min(day, self.since))
        if day <= self.since:
            return begun
        end, level = self.goal.end + DAY, self._level(part)
        rest = self.own_weight(part, self.since, end)
        gone = Fraction(self.own_weight(part, self.since, min(day, end)), rest) if rest else Fraction(1)
        return begun + (level - begun) * gone

    def _earlier(self, part: Slice, day: date) -> Fraction:
        return self.earlier.by(part, day) if part in self.earlier.amounts else Fraction(0)


def plan_targets(plan: Plan, goal: str, people: People = ALWAYS) -> Targets:
    """The targets of a goal of a plan, revisions in force included."""
    found: Targets | None = None
    before = None
    for since, one in _course(plan):
        written = one.model.goals[goal]
        if written.every is not None:
            continue
        if found is None or since is None:
            found = goal_targets(one, written, people)
        elif written != before:
            found = _revised(found, goal_targets(one, written, people), since)
        before = written
    assert found is not None, "a plan that was revised was written first"
    return found


def _course(plan: Plan) -> Iterator[tuple[date | None, Plan]]:
    """The plans that this one came from and itself, each with the day from which it holds."""
    if plan.before is not None:
        yield from _course(plan.before)
    yield (None if plan.revision is None else plan.revision.on), plan


def _revised(earlier: Targets, after: Targets, since: date) -> Targets:
    """Targets that are others from a day on, where they were earlier ones before."""
    if since <= after.goal.start:
        return after
    bars = {
        kind: _revised(earlier.bars[kind], bar, since) if kind in earlier.bars else bar
        for kind, bar in after.bars.items()
    }
    written = {one.name: getattr(after, one.name) for one in fields(Targets)} | {"bars": bars}
    known = RevisedTargets(**written, after=after, earlier=earlier, since=since)
    if after.prorated:
        amounts = {
            part: tuple(known.by(part, leaf.end) - known.by(part, leaf.start) for leaf in after.leaves)
            for part in after.amounts
        }
    else:
        amounts = {part: _levels(earlier, part, own, after, since) for part, own in after.amounts.items()}
    return evolve(known, amounts=amounts)


def _levels(
    earlier: Targets, part: Slice, own: tuple[Fraction, ...], after: Targets, since: date
) -> tuple[Fraction, ...]:
    """The levels of the leaves: those that begin before the day keep theirs."""
    old = earlier.amounts.get(part)
    if old is None or [leaf.start for leaf in earlier.leaves] != [leaf.start for leaf in after.leaves]:
        return own
    split = len(after.leaves) > 1
    return tuple(
        was if split and leaf.start < since else now for was, now, leaf in zip(old, own, after.leaves, strict=True)
    )
