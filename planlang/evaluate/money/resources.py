"""What tasks take of resources: days, what these cost, and when several want the same.

In: a plan and its schedule on the day of the cut. Out: a `ResourceValue` each, in declared order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from planlang.evaluate.results.money import ResourceTask, ResourceValue
from planlang.plan.plan import Plan
from planlang.schedule.accruals import accrued_of
from planlang.schedule.people import members_of, share_of
from planlang.schedule.schedule import Overload, Schedule
from planlang.semantics.model import Resource


def resource_values(plan: Plan, schedule: Schedule, cut: date) -> Iterator[ResourceValue]:
    """Every resource of a plan."""
    for name, resource in plan.model.resources.items():
        people = tuple(person for person in members_of(resource, plan.model) if person)
        tasks = tuple(_tasks(name, resource, plan, schedule, cut))
        yield ResourceValue(
            name,
            people,
            share_of(resource, plan.calendar.minutes_per_day),
            tasks,
            tuple(one for one in schedule.overloads if _is_of(one, name, people, tasks)),
        )


def _tasks(name: str, resource: Resource, plan: Plan, schedule: Schedule, cut: date) -> Iterator[ResourceTask]:
    """The tasks in force that a resource is assigned to, none of those that others stand in."""
    for task, work in schedule.work.items():
        declared = plan.model.tasks[task]
        if name not in work.of:
            continue
        found = [one.amount for one in accrued_of(declared, plan, schedule) if one.charge.resource == name]
        days = work.days_of(name)
        yield ResourceTask(
            task, days, days * work.share(cut), sum(found, Decimal(0)) if resource.cost is not None else None
        )


def _is_of(overload: Overload, name: str, people: tuple[str, ...], tasks: tuple[ResourceTask, ...]) -> bool:
    """Whether it is the resource, or one of its people at a task of it, that several want."""
    if overload.resource is not None:
        return overload.resource == name
    return overload.person in people and any(one.task in overload.tasks for one in tasks)
