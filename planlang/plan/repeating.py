"""Tasks that come again: one task for each time, inside the one that is written.

In: a model, its calendars, weeks and years. Out: the model with a task for each time within the plan. What is written of the task
holds for each of them; each day that notes one as finished is that of the latest which had begun by then and was still open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve

from planlang.plan.recurring import Occurrence, occurrences
from planlang.semantics.model import (
    DateLimits,
    FortnightlyAt,
    Model,
    NthDayAt,
    Progress,
    Repeats,
    SetBy,
    Task,
    WeeklyAt,
)
from planlang.values.calendars import Calendar
from planlang.values.periods import Grain, Grid, period_of

NO_LIMITS = DateLimits()
NO_PROGRESS = Progress()


def repeated(model: Model, calendars: Mapping[str, Calendar], grid: Grid) -> Model:
    """The model with every time of what comes again; itself where nothing does."""
    if all(task.repeats is None for task in model.tasks.values()):
        return model
    tasks: dict[str, Task] = {}
    for name, task in model.tasks.items():
        if task.repeats is None:
            tasks[name] = task
            continue
        calendar = calendars.get(task.calendar or model.plan.calendar, calendars[model.plan.calendar])
        times = tuple(_times(task, task.repeats, model, calendar, grid))
        if times:
            tasks[name] = evolve(task, length=None, costs=(), limits=NO_LIMITS, progress=NO_PROGRESS)
            tasks.update(times)
        else:
            tasks[name] = task
    return evolve(model, tasks=tasks)


def _times(task: Task, repeats: Repeats, model: Model, calendar: Calendar, grid: Grid) -> Iterator[tuple[str, Task]]:
    """A task for each time, by name: that of the task and its week, month, quarter, half, year or day."""
    first = max(model.plan.start, task.limits.not_before or model.plan.start)
    last = min(model.plan.end, task.limits.not_after or model.plan.end)
    times = tuple(occurrences(repeats.every, first, last, calendar, grid, repeats.off))
    finished = _finished(repeats, times)
    for number, time in enumerate(times):
        label = period_of(time.regular, _grain(repeats), grid.of_dates).label
        name = f"{task.ident.name}.{label}"
        while name in model.tasks:
            name += "*"
        ident = evolve(task.ident, name=name, alias=None, title=f"{task.ident.title} {label}", doc=None)
        yield (
            name,
            evolve(
                task,
                ident=ident,
                parent=task.ident.name,
                limits=DateLimits(not_before=time.at.date(), set_by=SetBy.RHYTHM),
                progress=Progress(finished=finished[number]) if number in finished else NO_PROGRESS,
                links=(),
                standby=False,
                decided=None,
                repeats=None,
            ),
        )


def _finished(repeats: Repeats, times: tuple[Occurrence, ...]) -> dict[int, date]:
    """The day on which each time was finished, by its number."""
    found: dict[int, date] = {}
    for day in sorted(repeats.finished):
        begun = [number for number, time in enumerate(times) if time.at.date() <= day and number not in found]
        if begun:
            found[begun[-1]] = day
    return found


def _grain(repeats: Repeats) -> Grain:
    """The period that tells one time from another."""
    match repeats.every:
        case WeeklyAt() | FortnightlyAt():
            return Grain.WEEK
        case NthDayAt(grain=grain):
            return grain
        case _:
            return Grain.DAY
