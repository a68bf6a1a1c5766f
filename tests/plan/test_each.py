"""Tasks that each does for himself: one for each team, person or value, with what is known of each."""

from __future__ import annotations

from datetime import date

import pytest

from planlang.plan.build import arrange, build
from planlang.plan.plan import Plan
from planlang.schedule.costs import costs
from planlang.schedule.schedule import TaskState
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check
from planlang.semantics.model import Task, ToPerson, ToRole
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import Memory
from tests.spec.checks.rhythm import HEAD, planned

COMPANY = """
role director "Director"
role manager "Manager" under director
role rep "Rep" under manager
team company "Company" { director Boss }
team north "North" under company { manager Ann; rep Bob, "Cy Fox" from 2026-06-01, Old to 2025-12-31, New from 2027-01-01 }
team west "West" under north { rep Dan }
team south "South" under company { manager Eve; rep Flo }
source deals "Deals" { read "deals.csv"; one row per id; id: text; product | 产品: text; amount: money }
"""


def parts(plan: Plan, name: str = "t") -> list[Task]:
    """The task of each, in order."""
    return [plan.model.tasks[child] for child in plan.children.get(name, ())]


def names(head: str, clauses: str = "") -> list[str]:
    return [one.ident.name for one in parts(planned(COMPANY + f"task t {head} {{ takes 1wd; {clauses} }}\n"))]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("for each team", ["t.company", "t.north", "t.west", "t.south"]),
        ("for each team where team in (south, north)", ["t.north", "t.south"]),
        ("for each team where team is south", ["t.south"]),
        ("for each manager", ["t.Ann", "t.Eve"]),
        ("for each rep", ["t.Bob", "t.Cy Fox", "t.Dan", "t.Flo"]),
        ("for each rep where rep.team is north", ["t.Bob", "t.Cy Fox", "t.Dan"]),
        ("for each rep where rep in (Flo, Bob)", ["t.Bob", "t.Flo"]),
        ('for each product where product in ("b", "a")', ["t.b", "t.a"]),
        ('for each 产品 where 产品 is "a"', ["t.a"]),
    ],
)
def test_there_is_a_task_for_each(head: str, expected: list[str]) -> None:
    assert names(head, "owner director") == expected


def test_a_part_is_answered_for_by_whoever_does_it_or_by_the_role_of_his_team() -> None:
    plan = planned(
        COMPANY
        + """
task a for each team where team in (north, west, south) { takes 1wd }
task b for each rep { takes 1wd }
task c for each rep where rep in (Dan, Flo) { takes 1wd; owner rep.manager; assign rep }
task d for each team where team is south { effort 2 person-days; owner director; assign team.rep }
"""
    )
    assert [one.owner for one in parts(plan, "a")] == [
        ToRole("manager", "north"),
        ToRole("rep", "west"),
        ToRole("manager", "south"),
    ]
    assert [one.owner for one in parts(plan, "b")] == [ToPerson(name) for name in ("Bob", "Cy Fox", "Dan", "Flo")]
    assert [(one.owner, one.assigned) for one in parts(plan, "c")] == [
        (ToRole("manager", "north"), (ToPerson("Dan"),)),
        (ToRole("manager", "south"), (ToPerson("Flo"),)),
    ]
    assert [one.assigned for one in parts(plan, "d")] == [(ToRole("rep", "south"),)]
    assert plan.model.tasks["c"].owner is None
    assert not plan.model.tasks["c"].assigned


def test_whoever_joins_later_begins_then_and_each_has_his_cost() -> None:
    plan = planned(COMPANY + "task t for each rep { takes 2wd; cost 100 CNY; not before 2026-03-02 }\n")
    schedule = make_schedule(plan)
    assert {name: slot.start for name, slot in schedule.slots.items() if name != "t"} == {
        "t.Bob": date(2026, 3, 2),
        "t.Cy Fox": date(2026, 6, 1),
        "t.Dan": date(2026, 3, 2),
        "t.Flo": date(2026, 3, 2),
    }
    assert costs(plan, schedule).tasks["t"].total == 400


def test_what_is_known_of_some_alone_takes_the_place_of_what_is_said_of_all() -> None:
    plan = planned(
        COMPANY
        + """
task t for each team where team in (north, south, west) {
  takes 10wd
  started 2026-01-05
  done 20%
  done 50% only for north
  started 2026-01-12 only for south
  finished 2026-01-16 only for south
  done 100% only for south
}
"""
    )
    slots = make_schedule(plan, as_of=date(2026, 1, 20)).slots
    assert [(slots[one.ident.name].state, slots[one.ident.name].start, one.progress.done) for one in parts(plan)] == [
        (TaskState.RUNNING, date(2026, 1, 5), plan.model.tasks["t.north"].progress.done),
        (TaskState.RUNNING, date(2026, 1, 5), plan.model.tasks["t.west"].progress.done),
        (TaskState.FINISHED, date(2026, 1, 12), plan.model.tasks["t.south"].progress.done),
    ]
    assert [float(one.progress.done or 0) for one in parts(plan)] == [0.5, 0.2, 1.0]
    assert slots["t"].state is TaskState.RUNNING


def test_a_link_waits_for_all_for_one_or_for_that_of_the_same_team() -> None:
    plan = planned(
        COMPANY
        + """
task kit for each team where team in (north, south) { takes 5wd; started 2026-01-05; finished 2026-01-09 only for north; finished 2026-01-20 only for south }
task all { takes 1wd; owner director; after kit }
task one { takes 1wd; owner director; after kit.north }
task talk for each rep { takes 1wd; after kit.team; ends with one + 2wd }
milestone said { after talk."""
        + """Dan; owner director }
"""
    )
    slots = make_schedule(plan).slots
    starts = {name: slots[name].start for name in ("all", "one", "talk.Bob", "talk.Dan", "talk.Flo", "said")}
    assert starts == {
        "all": date(2026, 1, 21),
        "one": date(2026, 1, 12),
        "talk.Bob": date(2026, 1, 14),
        "talk.Dan": date(2026, 1, 14),
        "talk.Flo": date(2026, 1, 21),
        "said": date(2026, 1, 14),
    }


def test_each_does_again_and_again_what_comes_again() -> None:
    plan = planned(
        COMPANY
        + "task t for each team where team in (north, south) { every half year on workday 10; takes 1wd; finished 2026-01-19 only for north }\n"
    )
    slots = make_schedule(plan, as_of=date(2026, 2, 2)).slots
    assert [name for name in slots if slots[name].state is TaskState.FINISHED] == ["t.north.2026-H1"]
    assert list(slots)[1:4] == ["t.north", "t.north.2026-H1", "t.north.2026-H2"]


def told(body: str) -> list[tuple[str, str, str]]:
    """What is said of a plan, by check, place and text."""
    text = HEAD + COMPANY + body
    outcome = check(parse(Source("p.plan", text)).value, Memory({}))
    assert outcome.value is not None
    found = (*outcome.diagnostics, *arrange(outcome.value).diagnostics)
    return [(one.name, one.span.text, one.message.render()) for one in found]


@pytest.mark.parametrize(
    ("body", "place", "words"),
    [
        ("task t for each team where team is north { takes 1wd; done 0% only for south }", "south", "no part for `south`"),
        ("task t for each team where team is north { takes 1wd }\ntask u { takes 1wd; owner director; after t.south }", "t.south", "no part for `south`"),
        ("task t for each team where team is north { takes 1wd }\ntask u for each rep where rep is Flo { takes 1wd; after t.team }", "t.team", "waits for nothing"),
        ("role trainee under rep\ntask t for each trainee { takes 1wd }", "t", "there is none"),
        ("task t { takes 1wd; owner director; started 2026-01-05 only for north }", "north", "once for all"),
        ("task t for each product { takes 1wd; owner director }", "for each product", "data alone"),
        ("source who { read \"w.csv\"; one row per p; p: person; r: text }\nteam more under company { people from who }\ntask t for each rep { takes 1wd }", "t", "read from `who`"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_once_with_a_place(body: str, place: str, words: str) -> None:
    ((name, span, message),) = [one for one in told(body) if one[0] not in ("unused-name",)]
    assert (name, span) == ("task-for-each", place)
    assert words in message


def test_what_is_wrong_with_what_is_said_of_all_is_told_once() -> None:
    body = (
        "task t for each team { takes 1wd; started 1999-01-05; done 10% only for north, south; done 20% only for west }"
    )
    assert [one[:2] for one in told(body)] == [("far-date", "1999-01-05")]


def test_a_change_of_what_is_known_of_one_leaves_the_others() -> None:
    text = (
        HEAD
        + COMPANY
        + "task t for each team where team in (north, south) { takes 2wd; started 2026-01-05; done 50% only for north; done 20% only for south }\n"
        + 'revision r on 2026-02-02 { approved by Boss on 2026-02-01; because "Why"; change task t { done 100% only for north } }\n'
    )
    model = check(parse(Source("p.plan", text)).value, Memory({})).value
    assert model is not None
    assert model.variants is not None
    changed = build(model.variants.model(("r",))).value
    assert [float(one.progress.done or 0) for one in parts(changed)] == [1.0, 0.2]


def test_what_is_wrong_with_a_name_is_told_once() -> None:
    assert [one[0] for one in told("task t for each team where team is nowhere { takes 1wd }")] == ["unknown-name"]


def test_what_nobody_has_to_do_takes_no_time_and_costs_nothing() -> None:
    task = "task t for each rep where rep.team is south { takes 5wd; cost 100 CNY; owner director }\n"
    plan = planned(COMPANY.replace("; rep Flo", "") + task)
    assert parts(plan) == []
    assert (plan.model.tasks["t"].length, plan.model.tasks["t"].costs) == (None, ())


MOVERS = COMPANY.replace("rep Dan }", "rep Dan, Guy to 2026-03-10, Lea to 2026-03-31 }").replace(
    "rep Flo }", "rep Flo, Guy from 2026-03-11 }"
)


@pytest.mark.parametrize(
    ("clauses", "whose"),
    [
        ("", {"t.Guy": "north", "t.Lea": "north"}),
        ("by 2026-03-06", {"t.Guy": "north", "t.Lea": "north"}),
        ("by 2026-03-20", {"t.Guy": "south", "t.Lea": "north"}),
        ("not before 2026-05-04; by 2026-05-20", {"t.Guy": "south"}),
        ("starts on 2026-05-04; finished 2026-03-06 only for Lea", {"t.Guy": "south", "t.Lea": "north"}),
    ],
)
def test_whose_a_part_is_goes_by_where_he_is_when_it_is_due(clauses: str, whose: dict[str, str]) -> None:
    plan = planned(MOVERS + f"task t for each rep {{ takes 1wd; owner rep.manager; {clauses} }}\n")
    found = {one.ident.name: one.owner for one in parts(plan)}
    assert {
        name: who.team for name, who in found.items() if isinstance(who, ToRole) and name in ("t.Guy", "t.Lea")
    } == whose
