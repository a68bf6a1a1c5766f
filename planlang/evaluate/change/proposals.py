"""What adjustments propose: why, since when, and what was decided.

In: a plan held against data. Out: an `AdjustmentState` for each adjustment. A proposal is accepted by what it proposes being in
force, be it by a revision or by a task that has begun; it is rejected in words. How its life goes is told in
`proposal_lives`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from enum import Enum

import numpy as np

from planlang.evaluate.alerts.alerts import ABSENT, ENDED, FIRING, RESOLVED
from planlang.evaluate.alerts.histories import JudgedAlert, state_columns
from planlang.evaluate.alerts.judged_alerts import judged_alert
from planlang.evaluate.change.compared import difference
from planlang.evaluate.change.proposal_lives import Later, Seen, lives
from planlang.evaluate.conditions.triggers import held_since
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held
from planlang.evaluate.results.changes import AdjustmentState, ProposalPhase, ProposalState
from planlang.frozen import frozen
from planlang.plan.current import as_proposed
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import Adjustment, Changed, DayKind, Lag, Model, Task, by_force
from planlang.semantics.model.management.alike import alike
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Period

Dates = Callable[[Plan], Schedule]


def adjustments(held: Held) -> tuple[AdjustmentState, ...]:
    """Every adjustment of the plan, in declared order."""
    found = held.plan.original.model.adjustments
    if not found:
        return ()
    since = held_since(held.figures)

    def dates(plan: Plan) -> Schedule:
        return held.schedule if plan is held.plan else make_schedule(plan, as_of=held.cut_day, held=since)

    return tuple(_adjustment(held, one, dates) for one in found.values())


def _adjustment(held: Held, adjustment: Adjustment, dates: Dates) -> AdjustmentState:
    judged = judged_alert(held, adjustment.alert)
    proposals: tuple[ProposalState, ...] = ()
    unknown = 0
    if judged.periods:
        course = _Course(held, adjustment, judged)
        proposals = tuple(course.state(row) for row in range(len(judged.entities)))
        unknown = int((judged.fold.no_data[:, -1] & (judged.fold.whole.phase[:, -1] != ABSENT)).sum())
    what = difference(held.plan, as_proposed(held.plan, adjustment), adjustment, dates)
    return AdjustmentState(adjustment, what, proposals, unknown)


# ---------------------------------------------------------------- what is proposed


class _Status(Enum):
    """Whether something that is proposed is so in a state of the plan."""

    SO = "so"
    NOT_SO = "not so"
    GONE = "gone"
    """there is nothing any more that it could be done with"""


@frozen
class _Item:
    """Something that is proposed.

    Attributes:
        name: of what it is about.
        course: from which day on it was so or not, the first plan first.
        begun: the day on which a task was begun, whatever the plan says of it.
    """

    name: str
    course: tuple[tuple[date, _Status], ...]
    begun: date | None

    def status(self, end: date) -> _Status:
        """As known at the start of a day."""
        if self.begun is not None and self.begun < end:
            return _Status.SO
        return [status for since, status in self.course if since < end][-1]

    def since(self, end: date) -> date:
        """Since when it has been so; the first day there is where it was from the beginning."""
        days: list[date] = []
        for since, status in self.course:
            if since < end:
                days = [*days, since] if status is _Status.SO else []
        return min([*days[:1], *([self.begun] if self.begun is not None and self.begun < end else [])])


def _items(plan: Plan, adjustment: Adjustment) -> tuple[_Item, ...]:
    """Everything that an adjustment proposes, through all states of the plan."""
    steps = tuple(_steps(plan.original, adjustment))
    last = steps[-1][1]

    def item(what: Changed, status: Callable[[Changed, Model, Model], _Status]) -> _Item:
        task = last.tasks.get(what.name) if what.kind == "task" and status is _accepted else None
        return _Item(what.name, tuple((day, status(what, *models)) for day, *models in steps), begun_on(task))

    return (
        *(item(what, _accepted) for what in adjustment.accepted),
        *(item(what, _changed) for what in adjustment.changed),
        *(item(what, _dropped) for what in adjustment.dropped),
    )


def _steps(original: Plan, adjustment: Adjustment) -> Iterator[tuple[date, Model, Model]]:
    """The states of the plan, each with the day from which it counts, and as it would read with what is proposed."""
    variants = original.model.variants
    assert variants is not None, "a plan with adjustments has variants"
    key: tuple[str, ...] = ()
    asked = f"adjust {adjustment.ident.name}"
    yield date.min, original.model, variants.model((asked,))
    for revision in by_force(original.model.revisions):
        key = (*key, revision.ident.name)
        yield revision.known_on, variants.model(key), variants.model((*key, asked))


def begun_on(task: Task | None) -> date | None:
    """The day on which a task was begun."""
    return None if task is None else task.progress.started or task.progress.finished


def _accepted(what: Changed, model: Model, _: Model) -> _Status:
    task = model.tasks.get(what.name)
    return _Status.GONE if task is None else _Status.NOT_SO if task.standby else _Status.SO


def _dropped(what: Changed, model: Model, _: Model) -> _Status:
    return _Status.SO if model.declared(what) is None else _Status.NOT_SO


def _changed(what: Changed, model: Model, proposed: Model) -> _Status:
    now, then = (one.declared(what) for one in (model, proposed))
    return _Status.GONE if now is None else _Status.SO if alike(now, then) else _Status.NOT_SO


# ---------------------------------------------------------------- how it goes


class _Course:
    """The proposals of one adjustment, for each that it is about."""

    def __init__(self, held: Held, adjustment: Adjustment, judged: JudgedAlert) -> None:
        self.held, self.adjustment, self.judged = held, adjustment, judged
        self.items = _items(held.plan, adjustment)
        ends = [period.end for period in judged.periods]
        self.ends = ends if ends[-1] >= held.cut_day else [*ends, held.cut_day]
        self.known = [[item.status(end) for item in self.items] for end in self.ends]
        calendar = held.plan.calendar
        self.again, self.expires = (_later(lag, calendar) for lag in (adjustment.again, adjustment.expires))

    def state(self, row: int) -> ProposalState:
        """How it stands for one entity."""
        entity, periods = self.judged.entities[row], self.judged.periods
        rejections = [one for one in self.adjustment.rejections if not one.about or _is_of(entity, one.about)]
        found = lives([*self._seen(row)], [one.on for one in rejections], self.again, self.expires)
        now = found[-1]
        decided_on, by = now.closed, None
        if now.phase is ProposalPhase.ACCEPTED:
            decided_on, by = self._accepted()
        last = len(periods) - 1
        is_there = self.judged.fold.whole.phase[row, last] != ABSENT
        cause = next(state_columns(self.judged, np.array([row], dtype=np.intp), last).states()) if is_there else None
        is_open = now.phase is ProposalPhase.OPEN
        return ProposalState(
            entity,
            now.phase,
            None if now.opened is None else periods[min(now.opened, last)],
            decided_on,
            None if now.rejected is None else rejections[now.rejected],
            by,
            now.until,
            tuple(
                item.name
                for item, status in zip(self.items, self.known[-1], strict=True)
                if is_open and status is _Status.SO
            ),
            cause,
            self._told(entity, periods[last]) if is_open else (),
            tuple((period, one.phase) for period, one in zip(periods, found, strict=False)),
        )

    def _seen(self, row: int) -> Iterator[Seen]:
        """What is known at the close of each period, and at the cut."""
        phases = self.judged.fold.whole.phase[row].tolist()
        closed = len(phases)
        for rank, (end, known) in enumerate(zip(self.ends, self.known, strict=True)):
            phase = phases[min(rank, closed - 1)]
            left = [status for status in known if status is not _Status.GONE]
            done = bool(left) and all(status is _Status.SO for status in left)
            yield Seen(end, phase == FIRING and bool(left), phase in (RESOLVED, ENDED), done, rank < closed)

    def _accepted(self) -> tuple[date | None, str | None]:
        """Since when all is so that was proposed, and by which revision; None for a task that was begun without one."""
        end = self.ends[-1]
        since = max(item.since(end) for item in self.items if item.status(end) is _Status.SO)
        revisions = by_force(self.held.plan.original.model.revisions)
        by = next((one.ident.name for one in reversed(revisions) if one.known_on == since), None)
        return (None if since == date.min else since), by

    def _told(self, entity: str, period: Period) -> tuple[str, ...]:
        """Who is told; of a record whoever its owner's people are."""
        owner = self.judged.owners.get(entity.partition(":")[2])
        about = entity if self.adjustment.alert.part is None else WHOLE if owner is None else f"rep:{owner}"
        return self.held.route(self.adjustment.alert.notify, about, period)


def _is_of(entity: str, about: Collection[str]) -> bool:
    """Whether one is meant, by its key or by the key of the record alone."""
    return entity in about or entity.partition(":")[2] in about


def _later(lag: Lag | None, calendar: Calendar) -> Later | None:
    """What adds a length to a day; None where there is none."""
    if lag is None:
        return None
    count = int(lag.days)
    if lag.kind is DayKind.WORKING:
        return lambda day: calendar.add_working_days(day - DAY, count) + DAY
    return lambda day: day + count * DAY
