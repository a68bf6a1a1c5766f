"""Early and late dates, floats and the critical path against a longest path worked out by plain recursion."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Driver, Schedule
from planlang.schedule.schedule_plan import make_schedule
from tests.laws import tries
from tests.plan.notation import model

START = date(2026, 2, 2)
WORDS = {"FS": "after", "SS": "starts with", "FF": "ends with", "SF": "ends on start of"}


@frozen
class Net:
    """Tasks by number with lengths, and links (before, after, kind, lag) in working days."""

    lengths: tuple[int, ...]
    links: tuple[tuple[int, int, str, int], ...]

    def text(self) -> str:
        lines = []
        for i, length in enumerate(self.lengths):
            clauses = [f"takes {length}wd"]
            for before, after, kind, lag in self.links:
                if after == i:
                    sign = "-" if lag < 0 else "+"
                    clauses.append(f"{WORDS[kind]} t{before}" + (f" {sign} {abs(lag)}wd" if lag else ""))
            lines.append(f"task t{i} {{ {'; '.join(clauses)} }}")
        return "\n".join(lines)

    def early(self, task: int) -> int:
        """The first working day on which a task can start, counted from the plan's start: every path is walked."""
        bounds = [0]
        for before, after, kind, lag in self.links:
            if after == task:
                source = self.early(before) + (self.lengths[before] if kind[0] == "F" else 0) + lag
                bounds.append(source - (self.lengths[task] if kind[1] == "F" else 0))
        return max(bounds)

    def end(self) -> int:
        return max(self.early(task) + length for task, length in enumerate(self.lengths))

    def late(self, task: int) -> int:
        """The last working day on which a task can start without moving the end."""
        bounds = [self.end() - self.lengths[task]]
        for before, after, kind, lag in self.links:
            if before == task:
                target = self.late(after) + (self.lengths[after] if kind[1] == "F" else 0) - lag
                bounds.append(target - (self.lengths[task] if kind[0] == "F" else 0))
        return min(bounds)


@st.composite
def nets(draw: st.DrawFn) -> Net:
    count = draw(st.integers(1, 6))
    lengths = tuple(draw(st.integers(1, 5)) for _ in range(count))
    pairs = [
        (before, after)
        for after in range(1, count)
        for before in draw(st.lists(st.integers(0, after - 1), max_size=2, unique=True))
    ]
    kinds = st.sampled_from(sorted(WORDS))
    links = [(before, after, draw(kinds), draw(st.integers(-2, 3))) for before, after in pairs]
    return Net(lengths, tuple(links))


def planned(net: Net) -> Plan:
    return build(model(net.text(), START.isoformat(), "2026-12-31")).value


def day(plan: Plan, index: int) -> date:
    """The working day with that index from the plan's start."""
    return plan.calendar.add_working_days(START - timedelta(days=1), index + 1)


quick = settings(max_examples=tries(150), deadline=None)


@quick
@given(nets())
def test_early_dates_are_the_longest_paths(net: Net) -> None:
    plan = planned(net)
    schedule = make_schedule(plan)
    for task, length in enumerate(net.lengths):
        slot = schedule.slots[f"t{task}"]
        assert (slot.start, slot.finish) == (day(plan, net.early(task)), day(plan, net.early(task) + length - 1))


@quick
@given(nets())
def test_late_dates_are_the_longest_paths_to_the_end(net: Net) -> None:
    plan = planned(net)
    schedule = make_schedule(plan)
    for task, length in enumerate(net.lengths):
        slot = schedule.slots[f"t{task}"]
        late = net.late(task)
        assert (slot.late_start, slot.late_finish) == (day(plan, late), day(plan, late + length - 1))
        assert slot.total_float_days == late - net.early(task)
        assert slot.critical == (late == net.early(task))


@quick
@given(nets())
def test_the_critical_path_is_a_chain_of_causes_to_the_end(net: Net) -> None:
    schedule = make_schedule(planned(net))
    slots = [schedule.slots[name] for name in schedule.critical_path]
    assert slots[-1].finish == schedule.finish
    assert slots[0].cause.driver is Driver.PLAN_START
    for before, after in itertools.pairwise(slots):
        assert after.cause.other == before.name
        assert after.name in before.delays


def held_back(plan: Plan, name: str, days: int) -> Schedule:
    """The schedule with one task held back by some working days."""
    start = plan.calendar.add_working_days(make_schedule(plan).slots[name].start, days)
    task = plan.model.tasks[name]
    tasks = {**plan.model.tasks, name: evolve(task, limits=evolve(task.limits, not_before=start))}
    return make_schedule(build(evolve(plan.model, tasks=tasks)).value)


@settings(max_examples=tries(60), deadline=None)
@given(nets(), st.data())
def test_free_float_is_what_moves_nothing_else(net: Net, data: st.DataObject) -> None:
    plan = planned(net)
    schedule = make_schedule(plan)
    name = f"t{data.draw(st.integers(0, len(net.lengths) - 1))}"
    free = int(schedule.slots[name].free_float_days)

    def others(changed: Schedule) -> list[tuple[date, date]]:
        dates = [(slot.start, slot.finish) for slot in changed.slots.values() if slot.name != name]
        return [*dates, (changed.finish, changed.finish)]

    assert others(held_back(plan, name, free)) == others(schedule)
    assert others(held_back(plan, name, free + 1)) != others(schedule)
