from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

import pytest

from planlang.plan.build import build
from planlang.schedule.passes.chains import MOST_DELAYS
from planlang.schedule.schedule import Driver, TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.values.calendars import CalendarSpec
from tests.plan.notation import model
from tests.schedule.scheduled import days, planned, scheduled

SHOP = CalendarSpec("shop", "Shop", weekdays=frozenset({1, 2, 3, 4, 5, 6}))
NIGHTS = CalendarSpec("nights", "Nights", hours=((1020, 1260),))
NEVER = CalendarSpec("never", "Never", weekdays=frozenset())


def test_a_plan_without_tasks_has_an_empty_schedule() -> None:
    schedule = scheduled("goal g { 2026-03-02 .. 2026-06-30 }", as_of="2026-04-01")
    assert schedule.slots == {}
    assert schedule.critical_path == schedule.conflicts == ()
    assert schedule.finish == date(2026, 3, 2)


def test_slots_stand_in_order_of_declaration_and_goals_have_none() -> None:
    schedule = scheduled("task b { takes 1wd; after a } goal g { 2026-03-02 .. 2026-03-31 } task a { takes 1wd }")
    assert list(schedule.slots) == ["b", "a"]


# ---------------------------------------------------------------- calendars


def test_a_tasks_calendar_is_its_own_then_its_summarys_then_the_plans() -> None:
    text = """
        task s { calendar shop; task x { takes 2wd; not before 2026-03-06 } task y { takes 2wd; calendar china; not before 2026-03-06 } }
        task z { takes 2wd; not before 2026-03-06 }
    """
    schedule = scheduled(text, calendars={"shop": SHOP})
    assert days(schedule, "x") == "03-06..03-07"
    assert days(schedule, "y") == days(schedule, "z") == "03-06..03-09"


def test_a_successor_with_later_hours_begins_on_the_very_day() -> None:
    text = "task a { takes 1wd } task b { takes 1wd; calendar nights; after a }"
    schedule = scheduled(text, calendars={"nights": NIGHTS})
    assert schedule.slots["b"].starts_at == datetime(2026, 3, 2, 17)


def test_a_lag_in_working_days_is_on_the_plans_calendar() -> None:
    text = "task a { takes 1wd; not before 2026-03-06 } task b { takes 1wd; calendar shop; after a + 1wd }"
    assert days(scheduled(text, calendars={"shop": SHOP}), "b") == "03-10..03-10"


def test_leave_of_an_owner_counts_where_nobody_is_assigned() -> None:
    leave = "leave li 2026-03-03 .. 2026-03-04 "
    assert days(scheduled(leave + "task a { takes 2wd; owner li }"), "a") == "03-02..03-05"
    assert days(scheduled(leave + "task a { takes 2wd; owner li; assign wang }"), "a") == "03-02..03-03"


def test_a_team_goes_on_without_one_of_its_members_but_each_adds_to_its_effort() -> None:
    team = "member li member wang leave li 2026-03-03 .. 2026-03-03 "
    assert days(scheduled(team + "task a { takes 2wd; assign crew }"), "a") == "03-02..03-03"
    assert days(scheduled(team + "task a { effort 5; assign crew }"), "a") == "03-02..03-04"


def test_effort_of_nobody_is_that_of_one_person() -> None:
    assert days(scheduled("task a { effort 3 }"), "a") == "03-02..03-04"
    assert days(scheduled("task a { effort 3; assign li, li }"), "a") == "03-02..03-04"


def test_work_of_several_people_ends_on_a_whole_minute_and_stays_critical() -> None:
    slot = scheduled("task a { effort 1; assign li, wang, zhao, qian, sun, zhou, wu }").slots["a"]
    assert slot.ends_at.time() == time(10, 9)
    assert slot.critical
    assert slot.total_float_days == 0


def test_dates_past_the_last_official_list_are_marked_as_assumed() -> None:
    text = "task a { takes 10wd; not before 2026-12-25 }"
    assert scheduled(text).assumed_after == date(2026, 12, 31)
    assert scheduled("task a { takes 1wd }").assumed_after is None


@pytest.mark.parametrize("length", ["takes 99999999999wd", "takes 99999999999d", "effort 99999999999"])
def test_absurd_lengths_end_at_the_end_of_time(length: str) -> None:
    schedule = scheduled(f"task a {{ {length} }} task b {{ takes 3wd; after a + 5wd; by 2026-05-01 }}")
    assert schedule.finish == date.max
    assert schedule.conflicts[0].actual == date.max


def test_a_calendar_that_never_works_ends_at_the_end_of_time() -> None:
    schedule = scheduled(
        "task a { takes 1wd; calendar never } task b { takes 1d; after a }", calendars={"never": NEVER}
    )
    assert schedule.finish == date.max


# ---------------------------------------------------------------- limits


def test_a_fixed_start_may_lie_before_the_plan() -> None:
    assert days(scheduled("task a { takes 2wd; starts on 2026-02-25 }"), "a") == "02-25..02-26"


def test_a_fixed_start_gives_way_to_a_link_and_is_reported() -> None:
    schedule = scheduled("task a { takes 5wd } task b { takes 1wd; after a; starts on 2026-03-04 }")
    assert days(schedule, "b") == "03-09..03-09"
    assert [c.kind.value for c in schedule.conflicts] == ["starts-on"]


def test_a_fixed_end_puts_the_start_its_length_before() -> None:
    assert days(scheduled("task a { takes 3wd; ends on 2026-03-10 }"), "a") == "03-06..03-10"
    assert scheduled("task a { takes 3wd; ends on 2026-03-10 }").conflicts == ()


def test_a_task_without_length_is_a_point_in_time() -> None:
    slot = scheduled("task a { takes 2wd } task b { after a }").slots["b"]
    assert slot.milestone
    assert slot.start == slot.finish == date(2026, 3, 3)


def test_what_waits_for_a_goal_begins_after_its_last_day() -> None:
    text = "goal g { 2026-03-02 .. 2026-03-31 } task a { takes 1wd; after g } milestone m { starts with g }"
    schedule = scheduled(text)
    assert days(schedule, "a") == "04-01..04-01"
    assert days(schedule, "m") == "03-31..03-31"


def test_limits_of_a_summary_hold_for_all_inside() -> None:
    text = "task s { by 2026-03-05; task x { takes 2wd } task y { takes 5wd } }"
    schedule = scheduled(text)
    assert [(c.task, c.kind.value, c.chain) for c in schedule.conflicts] == [("s", "deadline", ("y", "s"))]
    assert schedule.slots["y"].total_float_days == -1
    assert schedule.slots["s"].total_float_days == -1
    assert schedule.slots["s"].slack_days == -1
    assert schedule.slots["y"].slack_days is None


def test_a_deadline_does_not_make_other_tasks_critical() -> None:
    schedule = scheduled("task a { takes 3wd; by 2026-03-03 } task b { takes 9wd }")
    assert (schedule.slots["a"].total_float_days, schedule.slots["a"].critical) == (-1, False)
    assert schedule.critical_path == ("b",)


# ---------------------------------------------------------------- summaries


def test_a_summary_spans_its_parts_and_counts_their_work() -> None:
    text = """task s {
        task x { takes 2wd; started 2026-03-02; finished 2026-03-03 }
        task y { takes 6wd; after x; started 2026-03-04; done 50% }
    }"""
    slot = scheduled(text, as_of="2026-03-09").slots["s"]
    assert (slot.start, slot.finish) == (date(2026, 3, 2), date(2026, 3, 11))
    assert slot.summary
    assert slot.state is TaskState.RUNNING
    assert slot.done == Fraction(5, 8)


def test_a_summary_with_a_part_of_unknown_progress_is_of_unknown_progress() -> None:
    text = "task s { task x { takes 2wd; started 2026-03-02 } task y { takes 2wd } }"
    slot = scheduled(text, as_of="2026-03-03").slots["s"]
    assert slot.done is None
    assert slot.progress_unknown


def test_the_first_part_of_a_summary_decides_what_starts_with_it() -> None:
    text = """
        task s { task x { takes 5wd; not before 2026-03-10 } task y { takes 1wd; not before 2026-03-04 } }
        task b { takes 1wd; starts with s }
    """
    schedule = scheduled(text)
    assert days(schedule, "b") == "03-04..03-04"
    assert schedule.slots["b"].cause.other == "s"
    assert schedule.slots["y"].delays == ("b",)


def test_a_part_moved_to_end_with_its_summary_does_not_take_the_place_of_the_one_that_decides_its_end() -> None:
    text = "task s { task a { takes 1wd; as late as possible } task b { takes 3wd } } task c { takes 1wd; after s }"
    schedule = scheduled(text)
    assert days(schedule, "a") == "03-04..03-04"
    assert schedule.slots["s"].delays == ("c",)
    assert schedule.critical_path == ("b", "c")


def test_what_a_summary_says_of_its_progress_is_that_of_its_parts() -> None:
    text = "task s { started 2026-03-02; remaining 1wd; task x { takes 2wd } }"
    slots = scheduled(text, as_of="2026-03-04").slots
    assert (slots["s"].state, slots["s"].done) == (TaskState.PLANNED, 0)


# ---------------------------------------------------------------- as of


def test_facts_after_the_cut_are_not_seen() -> None:
    text = "task a { takes 5wd; started 2026-03-03; finished 2026-03-10 } milestone m { finished 2026-03-12 }"
    early = scheduled(text, as_of="2026-03-03")
    assert early.slots["a"].state is TaskState.PLANNED
    running = scheduled(text, as_of="2026-03-05")
    assert running.slots["a"].state is TaskState.RUNNING
    assert running.slots["m"].state is TaskState.PLANNED
    done = scheduled(text, as_of="2026-03-13")
    assert [slot.state for slot in done.slots.values()] == [TaskState.FINISHED] * 2
    assert [days(done, name) for name in done.slots] == ["03-03..03-10", "03-12..03-12"]
    assert done.critical_path == ()


def test_without_a_cut_all_noted_dates_hold_and_nothing_is_pushed() -> None:
    text = "task a { takes 5wd; started 2026-03-10; done 20% } task b { takes 1wd; after a } task c { takes 1wd }"
    schedule = scheduled(text)
    assert [days(schedule, name) for name in "abc"] == ["03-10..03-16", "03-17..03-17", "03-02..03-02"]
    assert schedule.slots["a"].done == Fraction(1, 5)
    assert schedule.conflicts == ()


def test_a_finish_without_a_start_assumes_the_planned_length() -> None:
    assert days(scheduled("task a { takes 3wd; finished 2026-03-11 }", as_of="2026-03-20"), "a") == "03-09..03-11"


def test_work_on_days_off_keeps_its_dates() -> None:
    text = "task a { takes 1wd; started 2026-03-07; finished 2026-03-08 } task b { takes 1wd; after a }"
    schedule = scheduled(text, as_of="2026-03-09")
    assert [days(schedule, name) for name in "ab"] == ["03-07..03-08", "03-09..03-09"]


def test_all_done_without_a_finish_has_ended_by_the_cut() -> None:
    slot = scheduled("task a { takes 5wd; started 2026-03-02; done 100% }", as_of="2026-03-14").slots["a"]
    assert (slot.finish, slot.state, slot.done) == (date(2026, 3, 13), TaskState.FINISHED, 1)


def test_what_is_begun_without_a_start_began_as_planned_or_its_work_before_the_cut() -> None:
    assert days(scheduled("task a { takes 10wd; done 50% }", as_of="2026-03-16"), "a") == "03-02..03-20"
    later = scheduled("task a { takes 10wd; not before 2026-03-20; done 50% }", as_of="2026-03-16")
    assert days(later, "a") == "03-09..03-20"


def test_remaining_calendar_days_are_counted_from_the_cut() -> None:
    text = "task a { takes 9wd; started 2026-03-02; remaining 3d }"
    assert days(scheduled(text, as_of="2026-03-13"), "a") == "03-02..03-15"


def test_working_days_that_remain_of_calendar_days_are_worked_off_from_the_cut() -> None:
    text = "task a { takes 9d; started 2026-03-02; remaining 3wd } task b { takes 1d; after a }"
    schedule = scheduled(text, as_of="2026-03-05")
    assert [days(schedule, name) for name in "ab"] == ["03-02..03-09", "03-10..03-10"]
    done = scheduled(text.replace("3wd", "0wd"), as_of="2026-03-09")
    assert days(done, "a") == "03-02..03-08"


@pytest.mark.parametrize("progress", ["done 33%", "remaining 3.1d"])
def test_a_task_of_calendar_days_fills_whole_days_with_what_remains(progress: str) -> None:
    text = f"task a {{ takes 5d; started 2026-03-02; {progress} }} milestone m {{ after a }}"
    schedule = scheduled(text, as_of="2026-03-05")
    assert days(schedule, "a") == "03-02..03-08"
    assert schedule.slots["m"].starts_at == datetime(2026, 3, 9)


def test_what_runs_waits_for_what_it_has_to_end_with() -> None:
    text = "task a { takes 9wd } task b { takes 3wd; ends with a; started 2026-03-02; done 90% }"
    for said in (
        text,
        text.replace("done 90%", "remaining 1d"),
        text.replace("3wd", "3d"),
        text.replace("done 90%", "remaining 1wd"),
    ):
        schedule = scheduled(said, as_of="2026-03-04")
        assert days(schedule, "b") == "03-02..03-16"


def test_what_is_begun_later_than_planned_is_not_late_before_its_length_is_over() -> None:
    text = "task a { takes 5wd; started 2026-03-09; done 40% }"
    assert scheduled(text, as_of="2026-03-11").conflicts == ()
    late = scheduled(text, as_of="2026-03-14").conflicts
    assert [(c.kind.value, c.limit, c.actual) for c in late] == [("overdue", date(2026, 3, 13), date(2026, 3, 18))]


def test_an_unreached_milestone_moves_to_the_next_working_day_after_the_cut() -> None:
    schedule = scheduled("milestone m { not before 2026-03-04 }", as_of="2026-03-07")
    assert days(schedule, "m") == "03-09..03-09"
    assert [c.kind.value for c in schedule.conflicts] == ["overdue"]


def test_a_milestone_is_reached_once_all_that_it_waits_for_has_happened() -> None:
    text = """
        task a { takes 2wd; started 2026-03-02; finished 2026-03-03 } task b { takes 9wd; started 2026-03-03 }
        milestone m { after a; starts with b } milestone n { after a, b } milestone o { after a + 9wd }
    """
    states = [scheduled(text, as_of="2026-03-06").slots[name].state for name in "mno"]
    assert states == [TaskState.FINISHED, TaskState.PLANNED, TaskState.PLANNED]


# ---------------------------------------------------------------- conditions


def test_a_task_begins_on_the_day_after_its_condition_first_held() -> None:
    text = "task a { takes 2wd; starts when }"
    schedule = scheduled(text, as_of="2026-03-04", held={"a": date(2026, 3, 3)})
    assert days(schedule, "a") == "03-04..03-05"
    assert (schedule.slots["a"].state, schedule.slots["a"].cause.driver) == (TaskState.PLANNED, Driver.CONDITION)


@pytest.mark.parametrize("held", [{}, {"a": None}, {"a": date(2026, 3, 4)}])
def test_while_its_condition_has_not_held_a_task_waits_and_is_not_blamed(held: dict[str, date | None]) -> None:
    schedule = scheduled("task a { takes 2wd; starts when } milestone m { after a }", as_of="2026-03-04", held=held)
    assert schedule.slots["a"].state is TaskState.WAITING
    assert days(schedule, "a") == "03-04..03-05"
    assert schedule.conflicts == ()


def test_without_a_cut_conditions_are_not_waited_for() -> None:
    assert scheduled("task a { takes 2wd; starts when }").slots["a"].state is TaskState.PLANNED


def test_the_condition_of_a_summary_holds_back_all_inside() -> None:
    text = "task s { starts when; task x { takes 2wd; starts when } task y { takes 2wd } }"
    half = scheduled(text, as_of="2026-03-09", held={"s": date(2026, 3, 3)})
    assert [half.slots[name].state for name in "xy"] == [TaskState.WAITING, TaskState.PLANNED]
    both = scheduled(text, as_of="2026-03-05", held={"s": date(2026, 3, 3), "x": date(2026, 3, 4)})
    assert [days(both, name) for name in "xy"] == ["03-05..03-06", "03-05..03-06"]


def test_a_milestone_is_dated_by_the_first_day_on_which_its_condition_held() -> None:
    text = "task a { takes 9wd } milestone m { reached when; after a }"
    schedule = scheduled(text, as_of="2026-03-06", held={"m": date(2026, 3, 4)})
    assert (days(schedule, "m"), schedule.slots["m"].state) == ("03-04..03-04", TaskState.FINISHED)
    assert ("m", "link") in [(c.task, c.kind.value) for c in schedule.conflicts]
    waiting = scheduled(text, as_of="2026-03-06", held={"m": date(2026, 3, 6)})
    assert waiting.slots["m"].state is TaskState.WAITING
    assert days(waiting, "m") == "03-18..03-18"


# ---------------------------------------------------------------- what drives what


def test_a_late_task_names_the_nearest_that_it_pushes() -> None:
    chain = " ".join(f"task t{i} {{ takes 1wd; after t{i - 1} }}" for i in range(1, 40))
    slots = scheduled("task t0 { takes 1wd } " + chain).slots
    assert slots["t0"].delays == tuple(f"t{i}" for i in range(1, MOST_DELAYS + 1))
    assert slots["t38"].delays == ("t39",)


def test_a_long_chain_of_causes_keeps_its_root() -> None:
    chain = " ".join(f"task t{i} {{ takes 1wd; after t{i - 1} }}" for i in range(1, 60))
    plan = build(
        model(f"task t0 {{ takes 1wd }} {chain} milestone m {{ after t59; by 2026-03-03 }}", "2026-03-02")
    ).value
    (conflict,) = make_schedule(plan).conflicts
    assert conflict.chain[0] == "t0"
    assert conflict.chain[-2:] == ("t59", "m")
    assert len(conflict.chain) == 32


def test_the_path_that_ends_last_is_critical_to_its_last_milestone() -> None:
    text = "task a { takes 2wd } task b { takes 3wd; after a } milestone m { after b } task c { takes 1wd }"
    assert scheduled(text).critical_path == ("a", "b", "m")


def test_a_plan_keeps_its_schedule_in_another_order_of_declaration() -> None:
    tasks = ["task a { takes 3wd }", "task b { takes 2wd; after a }", "task c { takes 4wd; after a - 1wd }"]
    forward, backward = planned("\n".join(tasks)), planned("\n".join(reversed(tasks)))
    first, second = make_schedule(forward), make_schedule(backward)
    assert {name: days(first, name) for name in "abc"} == {name: days(second, name) for name in "abc"}
