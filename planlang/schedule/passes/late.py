"""What is to be as late as possible: moved to where it just does not move anything else.

In: dates of a forward pass. Out: the same dates, changed in place. What is to end on the start of something else ends
exactly then: that is what it is late for.
"""

from __future__ import annotations

from typing import NamedTuple

from planlang.schedule.passes.backward import BEGUN, NEVER, Room, deadline, last_finish, whole_day
from planlang.schedule.passes.forward import Dates, Forward, Why
from planlang.schedule.passes.network import Arrow, Job
from planlang.schedule.passes.positions import day_of
from planlang.schedule.schedule import Cause, Driver


class Pin(NamedTuple):
    """Where a job that is to be as late as possible has to finish, by the start of what it ends on."""

    finish: int
    why: Arrow


def settle_late(forward: Forward, end: int) -> None:
    """Move every job that is to be as late as possible, last first.

    It ends when the first job after it needs it to, or by its deadline; where it has neither, with the plan. Jobs after it
    stay where they are, so nothing else is ever delayed by it.
    """
    network = forward.network
    if not any(job.late and not job.is_summary and not job.is_instant for job in network.jobs):
        return
    while _settle(forward, end):  # what something is pinned on may itself have moved
        for job in network.jobs:
            if job.is_summary:
                forward.span(job)


def _settle(forward: Forward, end: int) -> bool:
    """Move once what is to be late; whether something moved, and others hang on it."""
    network, dates = forward.network, forward.dates
    room = Room(network, dates)
    moved = False
    for job in reversed(network.jobs):
        if job.is_summary:
            room.enter(job)
            continue
        number, follows = job.number, None
        if job.late and not job.is_instant and dates.state[number] not in BEGUN:
            last = room.latest(job, deadline(network, dates, job))
            follows = whole_day(dates, job, last_finish(job, end) if last >= NEVER else last)
            pinned = pin(forward, job)
            moved = _move(job, dates, follows, pinned) or moved
        start, finish = dates.early_start[number], dates.early_finish[number]
        if job.is_end:
            start = finish = dates.finish[job.parent]
        if follows is not None:
            follows = max(follows, finish)  # what misses its deadline anyway is not made later by what ends there
        room.tell(job, start, finish, follows)
    return moved


def _move(job: Job, dates: Dates, last: int, pinned: Pin | None) -> bool:
    """Move a job so that it finishes at a later position; whether it was moved."""
    number, clock = job.number, job.clock
    held = pinned is not None and pinned.finish <= last
    if pinned is not None and held:
        last = pinned.finish
    begins = clock.starts(last - job.length)
    start = clock.after(begins)  # several people share minutes; work begins on a whole one
    if start <= dates.early_start[number]:
        return False
    dates.start[number], dates.finish[number] = begins, clock.ends(start + job.length)
    finish = start + job.length if job.takes_whole_days else clock.before(dates.finish[number])
    dates.early_start[number], dates.early_finish[number] = start, finish
    why: Why = Cause(Driver.LATE, None, day_of(dates.finish[number] - 1))
    if pinned is not None and held:
        why = pinned.why
    dates.why[number] = why
    dates.driver[number] = dates.leaf(why) if isinstance(why, Arrow) else -1
    return True


def pin(forward: Forward, job: Job) -> Pin | None:
    """Where a job that is to be late finishes because it, or a summary around it, ends on the start of something: the
    soonest of all; of several such links of one of them the latest holds.
    """
    jobs, found = forward.network.jobs, None
    above: Job | None = job
    while above is not None and above.late:
        arrows = jobs[above.end].incoming if above.end >= 0 else above.incoming
        pins = [_pin(forward, job, arrow) for arrow in arrows if arrow.from_start and arrow.to_finish]
        if pins:
            latest = max(pins, key=lambda one: one.finish)
            found = latest if found is None or latest.finish < found.finish else found
        above = jobs[above.parent] if above.parent >= 0 else None
    return found


def _pin(forward: Forward, job: Job, arrow: Arrow) -> Pin:
    """Where a job finishes that ends on the start of the source of a link."""
    pull = forward.pull(arrow)
    time = pull.whole if job.takes_whole_days else pull.time
    return Pin(job.clock.ended(time), arrow)


def pins(forward: Forward) -> dict[int, int]:
    """The positions at which jobs that are to be late have to finish, by number."""
    found: dict[int, int] = {}
    for job in forward.network.jobs:
        if job.late and not job.is_summary and not job.is_instant and forward.dates.state[job.number] not in BEGUN:
            pinned = pin(forward, job)
            if pinned is not None:
                found[job.number] = max(pinned.finish, forward.dates.early_finish[job.number])
    return found
