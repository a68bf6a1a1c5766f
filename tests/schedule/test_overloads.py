"""Who is wanted in several places at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings

from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import InPersonDays, Task, ToPerson
from planlang.values.calendars import CalendarSpec
from tests.laws import tries
from tests.schedule.plans import CALENDARS, START, plans
from tests.schedule.scheduled import planned, scheduled

PLAIN = {"plan": CalendarSpec("plan", "Plan")}
DAY = timedelta(days=1)


def told(text: str, as_of: str | None = None) -> list[str]:
    schedule = scheduled(text, as_of, calendars=PLAIN)
    return [f"{o.person} {o.start:%m-%d}..{o.finish:%m-%d} {o.days}wd {' '.join(o.tasks)}" for o in schedule.overloads]


def test_one_person_in_three_places_is_named_with_days_and_tasks() -> None:
    text = "task a { takes 5wd; assign bo } task b { effort 3; assign bo } task c { takes 2wd; assign bo, li }"
    assert told(text) == ["bo 03-02..03-04 5wd a b c"]


def test_tasks_one_after_the_other_are_no_overload() -> None:
    assert told("task a { takes 1..2..4wd; assign bo } task b { takes 2wd; assign bo; after a }") == []


def test_an_owner_only_answers_for_a_task_but_works_his_person_days() -> None:
    assert told("task a { takes 5wd; owner bo } task b { takes 5wd; assign bo }") == []
    assert told("task a { effort 2; owner bo } task b { takes 5wd; assign bo }") == ["bo 03-02..03-03 2wd a b"]


def test_days_of_leave_and_days_off_are_wanted_by_nobody() -> None:
    text = "leave bo 2026-03-03 .. 2026-03-04\ntask a { takes 3d; assign bo } task b { takes 3d; assign bo }"
    assert told(text) == ["bo 03-02..03-02 1wd a b"]
    weekend = "task a { takes 2d; not before 2026-03-07; assign bo } task b { takes 2d; starts with a; assign bo }"
    assert told(weekend) == []


def test_a_stretch_ends_where_a_day_is_free_of_it() -> None:
    text = "task a { takes 10wd; assign bo } task b { takes 1wd; assign bo } task c { takes 1wd; after b + 2wd; assign bo }"
    assert told(text) == ["bo 03-02..03-02 1wd a b", "bo 03-05..03-05 1wd a c"]


def test_what_is_finished_or_past_is_no_matter_any_more() -> None:
    text = "task a { takes 5wd; assign bo; started 2026-03-02; finished 2026-03-04 } task b { takes 5wd; assign bo; started 2026-03-02 }"
    assert told(text, "2026-03-05") == []
    both = "task a { takes 5wd; assign bo; started 2026-03-02 } task b { takes 5wd; assign bo; started 2026-03-02 }"
    assert told(both, "2026-03-05") == ["bo 03-05..03-06 2wd a b"]


def busy(plan: Plan, schedule: Schedule, person: str) -> Iterator[tuple[date, str]]:
    """Days on which a task has a person at work, found day by day."""
    away = [leave for team in plan.model.teams.values() for leave in team.leaves if leave.person == person]
    for name, task in plan.model.tasks.items():
        if name in plan.children or not wants(task, person):
            continue
        slot = schedule.slots[name]
        calendar = plan.calendars[task.calendar] if task.calendar else plan.calendar
        day = slot.start
        while day <= slot.finish:
            if calendar.is_working(day) and not any(leave.start <= day <= leave.end for leave in away):
                yield day, name
            day += DAY


def wants(task: Task, person: str) -> bool:
    parties = task.assigned
    if not parties and isinstance(task.length, InPersonDays) and task.owner is not None:
        parties = (task.owner,)
    return task.length is not None and ToPerson(person) in parties


@settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(plans())
def test_overloads_are_days_with_several_tasks(text: str) -> None:
    plan = planned(text, START, CALENDARS)
    schedule = make_schedule(plan)
    for person in ("li", "wang", "zhao"):
        tasks: dict[date, set[str]] = {}
        for day, name in busy(plan, schedule, person):
            tasks.setdefault(day, set()).add(name)
        found = [overload for overload in schedule.overloads if overload.person == person]
        for overload in found:
            assert overload.days > 0
            assert len(overload.tasks) > 1
            assert len(tasks.get(overload.start, ())) > 1
        several = {day for day, names in tasks.items() if len(names) > 1}
        inside = {day for day in several if any(o.start <= day <= o.finish for o in found)}
        ends = {slot.ends_at for slot in schedule.slots.values()} | {slot.starts_at for slot in schedule.slots.values()}
        part = {moment.date() for moment in ends if moment.time().hour not in (0, 8, 9, 17, 20) or moment.time().minute}
        assert several - part <= inside  # on a day on which a task ends within, the next may take over
        assert sum((o.days for o in found), Fraction(0)) <= sum(len(names) - 1 for names in tasks.values() if names) * 2
