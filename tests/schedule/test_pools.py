"""Tasks that any of a team do: shared effort, and teams of which more are wanted than there are."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.diagnostics.text import Language
from planlang.report.documents.explain import task_explanation
from planlang.report.formats.json import schedule_json
from planlang.report.formats.text import to_text
from planlang.schedule.costs import costs
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import ToRole, ToTeam
from tests.spec.checks.rhythm import planned

COMPANY = """
role director "Director"
role manager "Manager" under director
role rep "Rep" under manager
team company "Company" { director Boss }
team north "North" under company { manager Ann; rep Bob, Cy, Dan; on leave Cy 2026-03-09 .. 2026-03-10 }
team south "South" under company { manager Eve; rep Flo }
"""


def scheduled(tasks: str) -> Schedule:
    return make_schedule(planned(COMPANY + tasks))


def short(schedule: Schedule) -> list[tuple[str, str, date, date, Fraction, tuple[str, ...]]]:
    """The teams of which more are wanted than there are."""
    return [
        (one.team, one.person, one.start, one.finish, one.days, one.tasks)
        for one in schedule.overloads
        if one.team is not None
    ]


def test_an_effort_is_shared_by_as_many_as_it_says() -> None:
    slots = scheduled(
        "task a { effort 8 person-days; assign 2 of north.rep; starts on 2026-03-02; owner director }\n"
        "task b { effort 9 person-days; assign Ann, 2 of north.rep; starts on 2026-03-02; owner director }\n"
        "task c { takes 3wd; assign 2 of north; starts on 2026-03-09; owner Cy }\n"
    ).slots
    assert [slots[name].finish for name in "abc"] == [date(2026, 3, 5), date(2026, 3, 4), date(2026, 3, 11)]


def test_a_day_of_each_of_them_costs() -> None:
    plan = planned(
        COMPANY
        + "task a { takes 3wd; assign 2 of north, Ann; cost 100 CNY per day; owner director }\n"
        + "task b { effort 6 person-days; assign 2 of north; cost 100 CNY per day; owner director }\n"
    )
    found = costs(plan, make_schedule(plan)).tasks
    assert (found["a"].total, found["b"].total) == (900, 600)


def test_whoever_is_named_or_away_is_not_there_to_choose() -> None:
    """Of three reps one is on leave on two days and one is named on three."""
    found = scheduled(
        "task a { takes 5wd; assign 2 of north.rep; starts on 2026-03-09; owner director }\n"
        "task b { takes 3wd; assign Bob; starts on 2026-03-10; owner director }\n"
        "task c { takes 2wd; assign Flo; starts on 2026-03-10; owner director }\n"
    )
    assert short(found) == [("north", "North Rep", date(2026, 3, 10), date(2026, 3, 10), Fraction(1), ("a", "b"))]


def test_the_wants_of_several_tasks_are_counted_together_and_each_team_by_itself() -> None:
    found = scheduled(
        "task a { takes 2wd; assign 2 of north.rep; starts on 2026-03-16; owner director }\n"
        "task b { takes 4wd; assign 3 of north.rep; starts on 2026-03-17; owner director }\n"
        "task c { takes 1wd; assign 2 of south; starts on 2026-03-17; owner director }\n"
        "task d { takes 1wd; assign 3 of south; starts on 2026-03-19; owner director }\n"
        "task e { takes 1wd; assign 9 of south; started 2026-01-05; finished 2026-01-05; owner director }\n"
    )
    assert short(found) == [
        ("north", "North Rep", date(2026, 3, 17), date(2026, 3, 17), Fraction(2), ("a", "b")),
        ("south", "South", date(2026, 3, 19), date(2026, 3, 19), Fraction(1), ("d",)),
    ]
    assert [one for one in found.overloads if one.team is None] == []


def test_a_team_whose_people_come_from_a_file_is_not_judged() -> None:
    found = scheduled(
        'source who { read "w.csv"; one row per p; p: person; r: text }\n'
        "team west under company { rep Gil; people from who }\n"
        "task a { takes 2wd; assign 9 of west; owner director }\n"
    )
    assert short(found) == []


def test_each_team_chooses_of_its_own() -> None:
    plan = planned(
        COMPANY + "task t for each team where team in (north, south) { takes 2wd; assign 2 of team, 1 of team.rep }\n"
    )
    assert [[(one.count, one.of) for one in plan.model.tasks[name].some] for name in ("t.north", "t.south")] == [
        [(2, ToTeam("north")), (1, ToRole("rep", "north"))],
        [(2, ToTeam("south")), (1, ToRole("rep", "south"))],
    ]
    assert plan.model.tasks["t"].some == ()


def test_a_part_is_done_by_those_of_the_task_around_it() -> None:
    plan = planned(COMPANY + "task t { assign 2 of north; owner director; task u { effort 4 person-days } }\n")
    assert [one.count for one in plan.model.tasks["u"].some] == [2]


def test_it_is_told_how_many_do_it() -> None:
    plan = planned(
        COMPANY
        + "task a { takes 2wd; assign 2 of north.rep; owner director }\ntask b { takes 2wd; assign Bob, 4 of north }\n"
    )
    schedule = make_schedule(plan)
    assert "done by any 2 of North Rep" in to_text(task_explanation("a", plan, schedule, Language.EN), Language.EN)
    assert "owner: Bob, any 4 of North" in to_text(task_explanation("b", plan, schedule, Language.EN), Language.EN)
    assert "由 North Rep 任意 2 人完成" in to_text(task_explanation("a", plan, schedule, Language.ZH), Language.ZH)
    text = schedule_json(schedule, plan)
    assert '"any_of"' in text
    assert '"count": 2' in text
