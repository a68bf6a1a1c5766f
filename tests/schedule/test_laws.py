from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from attrs import evolve
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Breach, Driver, Schedule, TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import LinkKind
from tests.laws import tries
from tests.plan.notation import model
from tests.schedule.checker import Checker
from tests.schedule.plans import CALENDARS, START, plans

relaxed = settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def planned(text: str) -> Plan:
    outcome = build(model(text, START, "2026-12-31", CALENDARS))
    assert outcome.diagnostics == ()
    return outcome.value


@relaxed
@given(plans())
def test_a_schedule_respects_every_link_and_calendar_and_nothing_could_start_earlier(text: str) -> None:
    plan = planned(text)
    assert Checker(plan, make_schedule(plan)).verdict() == []


@relaxed
@given(plans(late=True))
@example(
    "goal g { 2026-02-01 .. 2026-02-20 }\nmilestone t0 { }\n"
    "task t1 { task t10 { takes 1wd; calendar shop; as late as possible } }\ntask t2 { after t10; task t20 { after g; takes 1wd } }\n"
    "task t3 { after g; after t0; ends on start of t10; takes 1d; as late as possible }"
)
def test_what_is_as_late_as_possible_respects_every_link_too(text: str) -> None:
    plan = planned(text)
    assert Checker(plan, make_schedule(plan)).verdict() == []


@relaxed
@given(plans(), st.dates(date(2026, 2, 1), date(2026, 4, 1)))
@example(
    "goal g { 2026-02-01 .. 2026-02-20 }\nmilestone t0 { }\nmilestone t1 { after g; after t0 - 1wd }", date(2026, 2, 21)
)
def test_as_of_a_day_nothing_that_is_not_done_starts_before_it(text: str, as_of: date) -> None:
    plan = planned(text)
    schedule = make_schedule(plan, as_of=as_of)
    assert Checker(plan, schedule).verdict() == []
    open_slots = [s for s in schedule.slots.values() if s.state is TaskState.PLANNED and not s.summary]
    assert all(slot.start >= as_of for slot in open_slots)


@relaxed
@given(plans(late=True))
def test_late_tasks_move_nothing_else(text: str) -> None:
    early = make_schedule(planned(text.replace("as late as possible", "")))
    late = make_schedule(planned(text))
    for name, slot in late.slots.items():
        if slot.cause.driver is not Driver.LATE and not slot.summary and not is_pinned(late, name):
            assert (slot.starts_at, slot.ends_at) == (early.slots[name].starts_at, early.slots[name].ends_at)
        assert slot.starts_at >= early.slots[name].starts_at


def is_pinned(schedule: Schedule, name: str) -> bool:
    """Whether something was moved to end on the start of what it is linked to."""
    link = schedule.slots[name].cause.link
    return link is not None and link.kind is LinkKind.START_FINISH


@relaxed
@given(plans(limited=False))
def test_floats_are_not_negative_where_nothing_is_limited(text: str) -> None:
    schedule = make_schedule(planned(text))
    assert all(slot.total_float_days >= slot.free_float_days >= 0 for slot in schedule.slots.values())
    assert any(slot.critical for slot in schedule.slots.values())
    assert all(schedule.slots[name].critical for name in schedule.critical_path[-1:])


def not_before(plan: Plan, name: str, day: date) -> Plan:
    """The same plan with one task held back."""
    task = plan.model.tasks[name]
    held = evolve(task, limits=evolve(task.limits, not_before=day))
    return build(evolve(plan.model, tasks={**plan.model.tasks, name: held})).value


def end(schedule: Schedule) -> datetime:
    return max(slot.ends_at for slot in schedule.slots.values())


def hangs_on_start_of_summary(plan: Plan) -> bool:
    """Whether a link leaves the start of a summary: then any of its parts may be the one that begins first, and the
    late dates, which hold for all jobs together, keep to one of them.
    """
    starts = (LinkKind.START_START, LinkKind.START_FINISH)
    return any(edge.link.kind in starts and edge.before in plan.children for edge in plan.edges)


@relaxed
@given(plans(limited=False), st.randoms(use_true_random=False))
def test_a_task_may_start_as_late_as_its_late_start_and_no_later(text: str, random: Random) -> None:
    plan = planned(text)
    schedule = make_schedule(plan)
    tasks = [slot for slot in schedule.slots.values() if not slot.summary and not slot.milestone]
    for slot in random.sample(tasks, min(3, len(tasks))):
        late = make_schedule(not_before(plan, slot.name, slot.late_start))
        assert late.finish == schedule.finish
        if not hangs_on_start_of_summary(plan):
            too_late = make_schedule(not_before(plan, slot.name, slot.late_start + timedelta(days=1)))
            assert end(too_late) > end(schedule)


@relaxed
@given(plans())
@example("task t1 { takes 6d; by 2026-02-06 }")
def test_a_deadline_is_a_conflict_exactly_when_the_finish_is_after_it(text: str) -> None:
    plan = planned(text)
    schedule = make_schedule(plan)
    late = {c.task for c in schedule.conflicts if c.kind in (Breach.DEADLINE, Breach.NOT_AFTER)}
    for name, slot in schedule.slots.items():
        assert (name in late) == (slot.deadline is not None and slot.finish > slot.deadline)
        if slot.slack_days is not None:
            assert (slot.slack_days < 0) == (name in late)
        if name in late and not slot.summary:
            assert slot.total_float_days < 0


@relaxed
@given(plans(late=True), st.none() | st.dates(date(2026, 2, 1), date(2026, 4, 1)))
def test_equal_plans_have_equal_schedules(text: str, as_of: date | None) -> None:
    first, second = (make_schedule(planned(text), as_of=as_of) for _ in range(2))
    assert repr(first) == repr(second)


@relaxed
@given(plans())
def test_causes_and_delays_tell_the_same_story(text: str) -> None:
    schedule = make_schedule(planned(text))
    for slot in schedule.slots.values():
        for pushed in slot.delays:
            assert schedule.slots[pushed].cause.driver is Driver.LINK or schedule.slots[pushed].summary
        assert len(set(slot.delays)) == len(slot.delays)
        if slot.cause.driver is Driver.LINK:
            assert slot.cause.other is not None


@relaxed
@given(plans(late=True), st.none() | st.dates(date(2026, 2, 1), date(2026, 4, 1)))
@example("task a { takes 2d; as late as possible; not before 2026-03-05 } task b { takes 1wd; after a }", None)
def test_a_cause_tells_the_day_that_its_source_has(text: str, as_of: date | None) -> None:
    plan = planned(text)
    schedule = make_schedule(plan, as_of=as_of)
    for slot in schedule.slots.values():
        link, source = slot.cause.link, slot.cause.other
        if link is None or source is None:
            continue
        goal = plan.model.goals.get(source)
        if goal is not None:
            assert slot.cause.day == goal.end
        else:
            of_start = link.kind in (LinkKind.START_START, LinkKind.START_FINISH)
            other = schedule.slots[source]
            assert slot.cause.day == (other.start if of_start else other.finish)


@relaxed
@given(plans(late=True), st.none() | st.dates(date(2026, 2, 1), date(2026, 4, 1)), st.randoms(use_true_random=False))
def test_tasks_on_a_calendar_of_the_same_days_are_scheduled_alike(
    text: str, as_of: date | None, random: Random
) -> None:
    """Between tasks on one calendar positions are compared as they stand, otherwise by way of times."""
    one = model(text, START, "2026-12-31", CALENDARS)
    twins = {"twin": one.calendars["china"], "shop twin": one.calendars["shop"]}
    tasks = {
        name: evolve(task, calendar="shop twin" if task.calendar == "shop" else "twin")
        if random.random() < 0.5 and name not in {inner.parent for inner in one.tasks.values()}
        else task
        for name, task in one.tasks.items()
    }
    other = evolve(one, tasks=tasks, calendars={**one.calendars, **twins})
    first, second = (make_schedule(build(found).value, as_of=as_of) for found in (one, other))
    assert repr(first) == repr(second)
