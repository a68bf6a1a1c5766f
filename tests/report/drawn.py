"""Random plans with dates out of thin air, for laws that a picture keeps whatever the dates are."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from planlang.plan.plan import Plan
from planlang.schedule.schedule import Cause, Driver, Schedule, Slot, TaskState
from tests.report import made

START, DAYS = date(2026, 1, 1), 200
TITLES = (
    "客户调研",
    "Proposal & quote",
    "签约冲刺（含集团模板与全部附件的评审）",
    "x",
    "A rather long title of a task, longer than its column",
)


def slot(row: made.Row, start: date, length: int, late: int, critical: bool, state: TaskState, summary: bool) -> Slot:
    finish = start if row.days == 0 else start + timedelta(days=length)
    slack = None if row.by is None else (row.by - finish).days
    return Slot(
        name=row.name,
        start=start,
        finish=finish,
        starts_at=datetime.combine(start, time(9)),
        ends_at=datetime.combine(finish, time(18)),
        late_start=start + timedelta(days=late),
        late_finish=finish + timedelta(days=late),
        total_float_days=Fraction(late),
        free_float_days=Fraction(0),
        critical=critical,
        milestone=row.days == 0,
        summary=summary,
        state=state,
        done=None if state is TaskState.PLANNED else Fraction(1) if state is TaskState.FINISHED else Fraction(1, 3),
        deadline=row.by,
        slack_days=slack,
        cause=Cause(Driver.PLAN_START),
        delays=(),
    )


class Drawn:
    """A plan, a schedule of it, and perhaps an earlier one to compare with; no attrs class, whose fields fill pages."""

    def __init__(self, plan: Plan, schedule: Schedule, baseline: Schedule | None) -> None:
        self.plan, self.schedule, self.baseline = plan, schedule, baseline

    def __repr__(self) -> str:
        dates = " ".join(
            f"{name}:{slot.start}..{slot.finish}"
            for known in (self.schedule, self.baseline)
            for name, slot in (known.slots.items() if known else ())
        )
        links = " ".join(f"{edge.before}-{edge.link.kind.value}->{edge.after}" for edge in self.plan.edges)
        return f"Drawn({dates} {links})"


@st.composite
def plans(draw: st.DrawFn, most: int = 14) -> Drawn:
    """Rows with dates out of thin air, links of all kinds, groups within groups."""
    count = draw(st.integers(2, most))
    names = [f"t{number}" for number in range(count)]
    rows: list[made.Row] = []
    for number, name in enumerate(names):
        others = [other for other in names if other != name]
        after = tuple(
            f"{draw(st.sampled_from(['FS', 'SS', 'FF', 'SF']))} {other} {draw(st.sampled_from(['0', '2', '-1', '12']))}"
            for other in draw(st.lists(st.sampled_from(others), max_size=3, unique=True))
        )
        parent = draw(st.sampled_from([None, *names[:number]]))
        days = draw(st.sampled_from([0, 3, 3, 3]))
        if any(row.name == parent and row.days == 0 for row in rows):
            parent = None
        by = draw(st.one_of(st.none(), st.integers(0, DAYS).map(lambda n: START + timedelta(days=n))))
        rows.append(made.Row(name, draw(st.sampled_from(TITLES)), days, after, parent, by=by))
    plan = made.plan("Random", rows, START, START + timedelta(days=DAYS))
    return Drawn(plan, draw(schedules(rows)), draw(st.one_of(st.none(), schedules(rows))))


@st.composite
def schedules(draw: st.DrawFn, rows: list[made.Row]) -> Schedule:
    """Dates for rows, in no relation to their links."""
    parents = {row.parent for row in rows}
    slots = {
        row.name: slot(
            row,
            START + timedelta(days=draw(st.integers(0, DAYS - 1))),
            draw(st.integers(0, 80)),
            draw(st.sampled_from([0, 0, 5, 60])),
            draw(st.booleans()),
            draw(st.sampled_from([TaskState.PLANNED, TaskState.RUNNING, TaskState.FINISHED, TaskState.WAITING])),
            row.name in parents,
        )
        for row in rows
    }
    as_of = START + timedelta(days=draw(st.integers(0, DAYS)))
    return Schedule(slots, (), as_of, max(s.finish for s in slots.values()), (), None)
