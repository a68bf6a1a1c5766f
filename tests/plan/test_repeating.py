"""Tasks that come again: one for each time, each finished by the day that belongs to it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.plan.plan import Plan
from planlang.schedule.costs import costs
from planlang.schedule.schedule import TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check
from planlang.semantics.model import Task
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import Memory
from tests.spec.checks.rhythm import HEAD, planned

COMPANY = 'role director "Director"\nteam t "T" { director Ann }\n'


def times(plan: Plan, name: str = "t") -> list[Task]:
    """The task of each time, in order."""
    return [plan.model.tasks[child] for child in plan.children[name]]


def repeating(clauses: str) -> Plan:
    return planned(COMPANY + f"task t {{ owner Ann; takes 1wd; {clauses} }}\n")


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (
            "every quarter on workday 10",
            {"t.2026-Q1": "01-15", "t.2026-Q2": "04-15", "t.2026-Q3": "07-14", "t.2026-Q4": "10-20"},
        ),
        ("every half year on 1", {"t.2026-H1": "01-04", "t.2026-H2": "07-01"}),
        (
            "every month on 31; not before 2026-08-15; not after 2026-10-31; if off work skip",
            {"t.2026-08": "08-31", "t.2026-09": "09-30"},
        ),
        ("every month on 31; not before 2026-10-01; not after 2026-10-31", {"t.2026-10": "10-30"}),
        ("every two weeks from 2026-11-25", {"t.2026-W48": "11-25", "t.2026-W50": "12-09", "t.2026-W52": "12-23"}),
        (
            "every workday; not before 2026-02-13; not after 2026-02-15",
            {"t.2026-02-13": "02-13", "t.2026-02-14": "02-14"},
        ),
    ],
)
def test_there_is_a_task_for_each_time(clauses: str, expected: dict[str, str]) -> None:
    plan = repeating(clauses)
    found = {task.ident.name: f"{task.limits.not_before:%m-%d}" for task in times(plan)}
    assert found == expected
    slots = make_schedule(plan).slots
    assert {name: f"{slots[name].start:%m-%d}" for name in expected} == expected
    assert slots["t"].summary


def test_what_is_said_of_the_task_holds_for_each_time() -> None:
    plan = planned(
        COMPANY
        + """
task a { takes 1wd; owner Ann; starts on 2026-06-01 }
task t "Titled" { every half year on workday 1; owner Ann; takes 2wd; cost 10 CNY; priority 2; after a }
task z { takes 1wd; owner Ann; after t }
"""
    )
    first, second = times(plan)
    assert [task.ident.title for task in (first, second)] == ["Titled 2026-H1", "Titled 2026-H2"]
    assert {(task.priority, task.costs, task.owner) for task in (first, second)} == {
        (2, (first.costs[0],), plan.model.tasks["a"].owner)
    }
    schedule = make_schedule(plan)
    assert costs(plan, schedule).tasks["t"].total == 20
    # the link holds for each time, and what waits for the task waits for the last
    assert schedule.slots[first.ident.name].start == date(2026, 6, 2)
    assert schedule.slots["z"].start > schedule.slots[second.ident.name].finish


def test_a_day_finishes_the_latest_that_had_begun_and_was_open() -> None:
    plan = repeating("every quarter on workday 1; finished 2026-04-20; finished 2026-04-21; finished 2026-10-09")
    done = {task.ident.name: task.progress.finished for task in times(plan)}
    assert done == {
        "t.2026-Q1": date(2026, 4, 21),
        "t.2026-Q2": date(2026, 4, 20),
        "t.2026-Q3": None,
        "t.2026-Q4": date(2026, 10, 9),
    }
    slots = make_schedule(plan, as_of=date(2026, 11, 1)).slots
    assert slots["t.2026-Q3"].state is TaskState.PLANNED
    assert slots["t.2026-Q3"].start >= date(2026, 11, 1)


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=6, unique=True))
def test_no_day_is_used_twice_nor_for_what_had_not_begun(days: list[date]) -> None:
    plan = repeating("every month on 10" + "".join(f"; finished {day}" for day in days))
    used = [(task.limits.not_before, task.progress.finished) for task in times(plan)]
    finished = [day for _, day in used if day is not None]
    assert len(finished) == len(set(finished))
    assert set(finished) <= set(days)
    assert all(begun is not None and begun <= day for begun, day in used if day is not None)
    # a day is lost only where nothing was left that had begun
    for day in sorted(set(days) - set(finished)):
        assert all(done is not None and done < day for begun, done in used if begun is not None and begun <= day)


def test_a_task_on_standby_comes_again_once_a_time_of_it_is_done() -> None:
    clauses = "standby; every half year on workday 1"
    idle = make_schedule(repeating(clauses))
    assert idle.waiting == {"t", "t.2026-H1", "t.2026-H2"}
    assert not make_schedule(repeating(clauses + "; finished 2026-01-05")).waiting


def test_what_comes_again_too_often_is_told_once() -> None:
    tasks = "".join(f"task t{n} {{ every workday; takes 1wd; owner Ann }}\n" for n in range(60))
    found = check(parse(Source("p.plan", HEAD + COMPANY + tasks)).value, Memory({}))
    assert [one.name for one in found.diagnostics] == ["recurring-task"]
    assert found.value is not None
    assert sum(task.repeats is not None for task in found.value.tasks.values()) < 60
