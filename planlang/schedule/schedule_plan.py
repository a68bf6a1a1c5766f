"""From a plan to its schedule: the passes in their order.

In: a plan, the as-of date, when conditions held. Out: `Schedule`. Pure: no clock is read, and equal input gives equal
output.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from attrs import evolve

from planlang.frozen import field, frozen
from planlang.plan.acting import acting, undecided_tasks
from planlang.plan.plan import Plan
from planlang.schedule.conflicts import Conflicts
from planlang.schedule.overloads import find_overloads
from planlang.schedule.passes.backward import latest_positions
from planlang.schedule.passes.chains import make_chains
from planlang.schedule.passes.days import Shown
from planlang.schedule.passes.forward import Dates, Forward
from planlang.schedule.passes.late import pins, settle_late
from planlang.schedule.passes.network import Network, make_network
from planlang.schedule.passes.positions import WorkTime, day_of, midnight
from planlang.schedule.passes.progress import PLANNED, Standing, standing
from planlang.schedule.people import members_of, needed, share_of, shares, unnamed, workers
from planlang.schedule.pools import find_shortages
from planlang.schedule.schedule import Overload, Schedule, Slot, TaskState
from planlang.schedule.slots import Slots
from planlang.schedule.work import Work
from planlang.semantics.model import InPersonDays, Task
from planlang.values.periods import DAY


def make_schedule(plan: Plan, *, as_of: date | None = None, held: Mapping[str, date | None] | None = None) -> Schedule:
    """The dates of every task and milestone.

    Args:
        plan: what is to be scheduled.
        as_of: the day that contains the cut (2026-03-14 for "as of 2026-03-13", which includes the 13th): facts from
            that day on are not seen, and what is not done starts no earlier. None: the plan as written, at the dates
            that are noted in it as actual.
        held: for tasks with `starts when` and milestones with `reached when`, the first day at whose end the condition
            held; None or absent: not yet.
    """
    undecided, whole, plan = undecided_tasks(plan, as_of), plan, acting(plan, as_of)
    network = make_network(plan)
    standings = [standing(job, as_of, held or {}) for job in network.jobs]
    begin = midnight(plan.start)
    forward = Forward(network, begin, None if as_of is None else midnight(as_of), standings)
    dates = _dated(forward)
    shown, chains, end = Shown(network, dates), make_chains(network, dates), _end(network, dates, begin)
    order = [network.numbers[name] for name in plan.nodes]
    slots = Slots(network, dates, shown, standings, latest_positions(network, dates, end, pins(forward)), chains).all(
        order
    )
    finder = Conflicts(forward, shown, chains, None if as_of is None else _planned(network, begin, standings))
    lasting = [job for job in network.jobs if dates.finish[job.number] == end and not job.is_summary]
    finish = max((slot.finish for slot in slots.values()), default=plan.start)
    path = chains.critical([job for job in lasting if job.name in slots and slots[job.name].critical])
    return Schedule(
        slots=slots,
        conflicts=(
            *(conflict for number in order for conflict in finder.of(network.jobs[number])),
            *(finder.after(plan.end) if finish > plan.end else ()),
        ),
        as_of=as_of,
        finish=finish,
        critical_path=tuple(name for name in path if slots[name].critical),  # days off may leave one of them room
        assumed_after=_assumed_after(network, dates),
        overloads=_overloads(network, shown, plan, begin if forward.cut is None else forward.cut),
        waiting=frozenset(whole.nodes.keys() - plan.nodes.keys()) - undecided,
        undecided=undecided,
        work=_work(network, dates, slots, plan),
    )


def _overloads(network: Network, shown: Shown, plan: Plan, cut: int) -> tuple[Overload, ...]:
    """Who is wanted in several places at once, and the teams of which more are wanted than there are."""
    return (*find_overloads(network, shown, plan.model, cut), *find_shortages(network, shown, plan.model, cut))


def _work(network: Network, dates: Dates, slots: Mapping[str, Slot], plan: Plan) -> Mapping[str, Work]:
    """How the work on the tasks that cost something, stand in a strategy or need a resource lies in time."""
    found = {}
    for name, task in plan.model.tasks.items():
        slot = slots.get(name) if task.costs or task.resources or task.strategy is not None else None
        if slot is None:
            continue
        job = network.jobs[network.numbers[name]]
        clock = job.days if job.is_summary else job.clock
        at_work = AtWork(1) if job.is_summary else _at_work(task, plan)
        found[name] = Work(
            clock if isinstance(clock, WorkTime) else None,
            dates.start[job.number],
            dates.finish[job.number],
            slot.start,
            slot.finish,
            at_work.people,
            at_work.of,
        )
    return found


@frozen
class AtWork:
    """How many days of people, and of each resource, there are to a day of a task's time."""

    people: Fraction | int
    of: Mapping[str, Fraction] = field(factory=dict)


def _at_work(task: Task, plan: Plan) -> AtWork:
    """Who is at work on a task in which no other stands: in the time of an effort each person has a day of his own."""
    model, usual = plan.model, plan.calendar.minutes_per_day
    is_effort = isinstance(task.length, InPersonDays)
    people = workers(task, model) if is_effort else needed(task, model)
    there = max(len(people), 1) if is_effort else 1
    found = shares(task, model, usual) if task.resources else {}
    by: Mapping[str, Fraction | int] = {person: found.get(person, 1) for person in people if person}
    others = people.count("") if is_effort else unnamed(task)
    of: dict[str, Fraction] = {}
    for name in task.resources:
        resource = model.resources[name]
        own = [by.get(person, share_of(resource, usual)) for person in members_of(resource, model)]
        of[name] = Fraction(sum(own) if own else 1) / there
    whole = sum(by.values()) + others or 1
    return AtWork(whole if not is_effort else Fraction(whole) / there if found else 1, of)


def _planned(network: Network, begin: int, standings: Sequence[Standing]) -> Shown:
    """When everything could have been done: what has begun as it did, at its length, the rest as early as that allows;
    no condition is waited for, and nothing is done before the day on which what it waited for was given up.
    """
    known = [
        PLANNED if one.state is TaskState.WAITING else one if one.until is None else evolve(one, until=None)
        for one in standings
    ]
    for job in network.jobs:
        freed = network.freed(job)
        if freed is not None and known[job.number].state is TaskState.PLANNED:
            since = freed - DAY
            known[job.number] = evolve(known[job.number], held=max(since, known[job.number].held or since))
    return Shown(network, _dated(Forward(network, begin, None, known)))


def _dated(forward: Forward) -> Dates:
    """The dates of a forward pass, with what is to be late moved."""
    dates = forward.run()
    settle_late(forward, _end(forward.network, dates, forward.begin))
    return dates


def _end(network: Network, dates: Dates, begin: int) -> int:
    """The time at which everything is done."""
    finishes = (dates.finish[job.number] for job in network.jobs if not job.is_goal)
    return max(finishes, default=begin)


def _assumed_after(network: Network, dates: Dates) -> date | None:
    """The last day that the official lists in use speak of, where the schedule goes beyond it."""
    ends: dict[WorkTime, int] = {}
    for job in network.jobs:
        if not job.is_goal:
            ends[job.days] = max(ends.get(job.days, 0), dates.finish[job.number])
    known = ((days.calendar.assumed_after, end) for days, end in ends.items())
    return min((after for after, end in known if after is not None and day_of(end - 1) > after), default=None)
