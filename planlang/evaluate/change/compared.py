"""Two states of a plan beside each other: what a change makes of targets, dates and all else.

In: the plan without the change and with it, and their schedules. Out: a `Difference`; only what differs is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from datetime import date, timedelta
from fractions import Fraction

from attrs import evolve

from planlang.evaluate.market.assumptions import stated
from planlang.evaluate.results.changes import (
    AccountMoved,
    AssumptionMoved,
    Difference,
    Falling,
    LimitMoved,
    StrategyDropped,
    TargetMoved,
    TaskMoved,
)
from planlang.evaluate.results.readings import Reading
from planlang.plan.limits import Limited, limits_changed
from planlang.plan.plan import Plan
from planlang.schedule.accruals import BEGUN, Accrued, accrued_of
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import Adjustment, Changed, Model, Process, Revision, Strategy
from planlang.semantics.model.management.alike import alike
from planlang.values.calendars import Calendar
from planlang.values.figure import Known
from planlang.values.units import MoneyIn


def difference(
    before: Plan, after: Plan, change: Revision | Adjustment, dates: Callable[[Plan], Schedule]
) -> Difference:
    """What a change makes of a plan; `dates` gives the schedule of each of the two."""
    tasks = moved(dates(before), dates(after), after.calendar)
    dated = {one.task for one in tasks}
    was = before.model.alerts
    return Difference(
        tuple(targets_moved(before, after)),
        tuple(_assumptions(before, after)),
        tuple(
            name for name, now in after.model.alerts.items() if name in was and not alike(was[name].rungs, now.rungs)
        ),
        tuple(what.name for what in change.accepted),
        tuple(what.name for what in change.dropped),
        tasks,
        tuple(what.name for what in change.changed if is_otherwise(what, before.model, after.model, dated)),
        tuple(accounts_moved(before.model, after.model)),
        tuple(limits_moved(before.model, after.model)),
        strategies_dropped(before, after, dates(before)),
    )


def strategies_dropped(before: Plan, after: Plan, dates: Schedule) -> tuple[StrategyDropped, ...]:
    """The strategies that are given up, with what goes with them; `dates` are those of the plan that has them."""
    gone = (one for name, one in before.model.strategies.items() if name not in after.model.strategies)
    return tuple(_dropped(one, before, after, dates) for one in gone)


def _dropped(strategy: Strategy, before: Plan, after: Plan, dates: Schedule) -> StrategyDropped:
    name, unit = strategy.ident.name, MoneyIn(before.model.plan.currency)
    parts = tuple(before.parts_of(name))
    costs: dict[str | None, list[Accrued]] = {}
    for task in (before.model.tasks[part] for part in parts if part in before.model.tasks):
        for cost in accrued_of(task, before, dates):
            costs.setdefault(cost.charge.account, []).append(cost)
    served = {goal for one in after.model.strategies.values() for goal in one.serves}
    return StrategyDropped(
        name,
        tuple(dict.fromkeys(_written(part, before.model) for part in parts)),
        tuple(
            Falling(
                account,
                Reading(Known(sum((Fraction(one.amount) for one in found), Fraction(0))), unit),
                Reading(Known(sum((Fraction(one.amount) for one in found if one.state in BEGUN), Fraction(0))), unit),
            )
            for account, found in costs.items()
        ),
        strategy.serves,
        tuple(goal for goal in strategy.serves if goal not in served),
    )


def _written(part: str, model: Model) -> str:
    """A task or milestone; one time of a task that comes again, and the part of somebody, is told by that task."""
    task = model.tasks.get(part)
    around = model.tasks.get(task.parent or "") if task is not None else None
    if task is None or around is None or (around.repeats is None and task.of is None):
        return part
    return _written(around.ident.name, model)


def accounts_moved(before: Model, after: Model) -> Iterator[AccountMoved]:
    """The budgets and accounts with another amount."""
    unit = MoneyIn(after.plan.currency)
    for name, now in after.accounts.items():
        was = before.accounts.get(name)
        if was is not None and was.amount != now.amount:
            yield AccountMoved(name, *(Reading(Known(Fraction(one.amount)), unit) for one in (was, now)))


def limits_moved(before: Model, after: Model) -> Iterator[LimitMoved]:
    """The rules of processes that allow another time."""
    return (LimitMoved(*moved) for moved in limits_changed(before, after))


def _is_handled_otherwise(old: Process, new: Process) -> bool:
    """Whether something is other in a process than the times that its rules allow."""
    for was, now in zip(old.rules, new.rules, strict=True):
        if isinstance(was, Limited) and isinstance(now, Limited):
            place = was.ident.limit_at
            ident = evolve(now.ident, span=was.ident.span, limit_at=place)
            if not alike(evolve(now, ident=ident, limit=was.limit, cases=was.cases), was):
                return True
    return False


def targets_moved(before: Plan, after: Plan) -> Iterator[TargetMoved]:
    """The goals with another target, those of each and those that come again as well."""
    for name, goal in after.model.goals.items():
        old = before.model.goals.get(name)
        if old is not None and old.target != goal.target:
            was, now = (Reading(Known(Fraction(one.target)), one.unit) for one in (old, goal))
            yield TargetMoved(name, was, now)


def is_otherwise(what: Changed, before: Model, after: Model, dated: Container[str]) -> bool:
    """Whether something that is in both is other in more than its target or condition, or in what moves no date.

    Args:
        what: that which a change speaks of.
        before: the plan without the change.
        after: the plan with it.
        dated: the tasks and milestones that finish on another day.
    """
    match what.kind:
        case "goal":
            old, new = before.goals.get(what.name), after.goals.get(what.name)
            return old is not None and new is not None and evolve(new, target=old.target, levels=old.levels) != old
        case "task":
            return what.name not in dated and _are_other(before.tasks.get(what.name), after.tasks.get(what.name))
        case "strategy":
            return what.name in after.strategies and _strategy(what.name, before) != _strategy(what.name, after)
        case "milestone":
            now = after.milestones.get(what.name)
            return what.name not in dated and _are_other(before.milestones.get(what.name), now)
        case "risk":
            return _are_other(before.risks.get(what.name), after.risks.get(what.name))
        case "alert":
            was, is_now = before.alerts.get(what.name), after.alerts.get(what.name)
            return was is not None and is_now is not None and not alike(evolve(is_now, rungs=was.rungs), was)
        case "process":
            return _is_handled_otherwise(before.processes[what.name], after.processes[what.name])
        case "budget":
            return before.budgets.get(what.name) != after.budgets.get(what.name) or any(
                account != evolve(after.accounts[name], amount=account.amount)
                for name, account in before.accounts.items()
                if account.budget == what.name and name in after.accounts
            )
        case _:
            return False


def _are_other(was: object | None, now: object | None) -> bool:
    """Whether something is in both plans and says something else."""
    return was is not None and now is not None and not alike(was, now)


def _strategy(name: str, model: Model) -> tuple[object, ...]:
    """What a strategy says of itself and puts to what stands in it."""
    inside = (task for task in model.tasks.values() if task.strategy == name and task.ident.name != name)
    said = ((task.ident.name, task.owner, task.serves, task.costs) for task in inside)
    return (model.strategies.get(name), *said)


def _assumptions(before: Plan, after: Plan) -> Iterator[AssumptionMoved]:
    for name, now in after.model.assumptions.items():
        was = before.model.assumptions.get(name)
        if was is not None and (was.value, was.unit) != (now.value, now.unit):
            yield AssumptionMoved(name, stated(was), stated(now))


def moved(was: Schedule, now: Schedule, calendar: Calendar) -> tuple[TaskMoved, ...]:
    """The tasks and milestones that finish on another day, or are in one of the two only, in declared order."""
    names = dict.fromkeys((*now.slots, *was.slots))
    found: list[TaskMoved] = []
    for name in names:
        old = was.slots[name].finish if name in was.slots else None
        new = now.slots[name].finish if name in now.slots else None
        if old != new:
            found.append(TaskMoved(name, old, new, None if old is None or new is None else slip(old, new, calendar)))
    return tuple(found)


def slip(was: date, now: date, calendar: Calendar) -> int:
    """Working days after the one day up to and including the other; negative backwards."""
    if now < was:
        return -slip(now, was, calendar)
    day = timedelta(days=1)
    return calendar.working_days(was + day, now + day)
