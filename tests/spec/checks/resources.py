"""Checks for tests/spec/resources.md: tasks that need a resource, scheduled."""

from __future__ import annotations

from datetime import date

from planlang.evaluate.money.resources import resource_values
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.report.words.dates import number
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from tests.semantics.marked import checked

Row = dict[str, str]
HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday 09:00 .. 17:00; holidays china }
role lead "Lead"
role rep "Rep" under lead
team north "North" { lead Mia; rep Eva }
team south "South" { rep Ann, Bob, Leo }
"""


def scheduled(row: Row) -> tuple[Plan, Schedule]:
    """The tasks `a | b | c`, the resource `r`."""
    tasks = []
    for name, clauses in zip("abc", row["tasks"].split("|"), strict=False):
        starts = "" if "starts on" in clauses else "; starts on 2026-03-02"
        tasks.append(f"task {name} {{ {clauses.strip()}{starts} }}")
    resource = f'resource r "The thing" {{ {row["resource"]}; cost 100 CNY per day }}'
    found = checked("\n".join((HEAD, resource, *tasks)))
    assert found.model is not None
    assert not [one for one in found.diagnostics if one.name != "unknown-person"]
    plan = build(found.model).value
    return plan, make_schedule(plan)


def days(row: Row) -> Row:
    plan, schedule = scheduled(row)
    (found,) = resource_values(plan, schedule, date(2026, 3, 1))
    return {
        "→ ends": ", ".join(slot.finish.isoformat() for slot in schedule.slots.values()),
        "→ days": number(found.days),
        "→ cost": "–" if found.cost is None else f"{found.cost.normalize():f}",
    }


def overloads(row: Row) -> Row:
    plan, schedule = scheduled(row)
    (found,) = resource_values(plan, schedule, date(2026, 3, 1))
    told = (f"{one.person} {one.start} .. {one.finish} {number(one.days)}" for one in schedule.overloads)
    assert [one for one in found.overloads if one not in schedule.overloads] == []
    return {"→ too many": ", ".join(told)}
