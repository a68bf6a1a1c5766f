"""What is to be as late as possible: moved to where it just does not move anything else.

In: dates of a forward pass. Out: the same dates, changed in place.
"""

from __future__ import annotations

from planlang.schedule.backward import NEVER, deadline, scheduled
from planlang.schedule.forward import Forward
from planlang.schedule.positions import day_of
from planlang.schedule.schedule import Cause, Driver, TaskState


def settle_late(forward: Forward, end: int) -> None:
    """Move every job that is to be as late as possible, last first.

    It ends when the first job after it needs it to, or by its deadline; where it has neither, with the plan. Jobs after it
    stay where they are, so nothing else is ever delayed by it.
    """
    network, dates = forward.network, forward.dates
    movable = [job for job in network.jobs if job.late and not job.is_summary and not job.is_instant]
    if not movable:
        return
    room = scheduled(network, dates)
    for job in reversed(movable):
        number = job.number
        if dates.state[number] in (TaskState.FINISHED, TaskState.RUNNING):
            continue
        last = room.last_finish(job, *deadline(network, job))
        if last >= NEVER:
            last = room.within(job, NEVER, end)
        moved = last - dates.early_finish[number]
        if moved <= 0:
            continue
        start = dates.early_start[number] + moved
        dates.early_start[number], dates.early_finish[number] = start, last
        dates.start[number], dates.finish[number] = job.clock.starts(start), job.clock.ends(last)
        dates.cause[number] = Cause(Driver.LATE, None, day_of(dates.finish[number] - 1))
        dates.driver[number] = -1
        room.late_start[number], room.late_finish[number] = start, last
    for job in network.jobs:
        if job.is_summary:
            forward.span(job)
