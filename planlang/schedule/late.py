"""What is to be as late as possible: moved to where it just does not move anything else.

In: dates of a forward pass. Out: the same dates, changed in place.
"""

from __future__ import annotations

from planlang.schedule.backward import BEGUN, NEVER, Room, deadline
from planlang.schedule.forward import Dates, Forward
from planlang.schedule.network import Job
from planlang.schedule.positions import day_of
from planlang.schedule.schedule import Cause, Driver


def settle_late(forward: Forward, end: int) -> None:
    """Move every job that is to be as late as possible, last first.

    It ends when the first job after it needs it to, or by its deadline; where it has neither, with the plan. Jobs after it
    stay where they are, so nothing else is ever delayed by it.
    """
    network, dates = forward.network, forward.dates
    if not any(job.late and not job.is_summary and not job.is_instant for job in network.jobs):
        return
    room = Room(network, dates)
    for job in reversed(network.jobs):
        if job.is_summary:
            room.enter(job)
            continue
        number = job.number
        if job.late and not job.is_instant and dates.state[number] not in BEGUN:
            last = room.latest(job, deadline(network, dates, job))
            _move(job, dates, job.clock.before(end) if last >= NEVER else last)
        room.tell(job, dates.early_start[number], dates.early_finish[number])
    for job in network.jobs:
        if job.is_summary:
            forward.span(job)


def _move(job: Job, dates: Dates, last: int) -> None:
    """Move a job so that it finishes at a later position."""
    number, clock = job.number, job.clock
    if last <= dates.early_finish[number]:
        return
    dates.start[number] = clock.starts(last - job.length)
    start = clock.after(dates.start[number])  # several people share minutes; work begins on a whole one
    dates.finish[number] = clock.ends(start + job.length)
    dates.early_start[number], dates.early_finish[number] = start, clock.before(dates.finish[number])
    dates.driver[number] = -1
    dates.why[number] = Cause(Driver.LATE, None, day_of(dates.finish[number] - 1))
