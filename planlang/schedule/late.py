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
        last = room.last_finish(job, *deadline(network, dates, job))
        if last >= NEVER:
            last = room.within(job, NEVER, end)
        if last <= dates.early_finish[number]:
            continue
        clock = job.clock
        dates.start[number] = clock.starts(last - job.length)
        start = clock.after(dates.start[number])  # several people share minutes; work begins on a whole one
        dates.finish[number] = clock.ends(start + job.length)
        finish = clock.before(dates.finish[number])
        dates.early_start[number], dates.early_finish[number] = start, finish
        dates.cause[number] = Cause(Driver.LATE, None, day_of(dates.finish[number] - 1))
        dates.driver[number] = -1
        room.late_start[number], room.late_finish[number] = start, finish
    for job in network.jobs:
        if job.is_summary:
            forward.span(job)
