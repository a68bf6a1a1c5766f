"""What is known of each job on the as-of date: finished, running, waiting, or not begun.

In: a job, the cut, and the first days on which conditions held. Out: `Standing`. A fact dated on or after the cut's day is
not seen. Where there is no cut, every fact is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from planlang.frozen import frozen
from planlang.schedule.passes.network import NO_PROGRESS, Job, amount
from planlang.schedule.passes.positions import midnight
from planlang.schedule.schedule import TaskState
from planlang.semantics.model import DayKind, Lag, Task
from planlang.values.units import MINUTES_A_DAY


@frozen
class Standing:
    """Where a job stands.

    Attributes:
        start, finish: actual times; None where unknown or still to come.
        remaining: work that is left, in positions; None where it is the whole length.
        until: the time at which it will end, where what is left is told in calendar days and the length in working
            days, or the other way round.
        done: share of the work, None where it is not known.
        assumed: the remaining work is a guess.
        held: first day on which all its conditions held, or None.
    """

    state: TaskState
    start: int | None = None
    finish: int | None = None
    remaining: int | None = None
    until: int | None = None
    done: Fraction | None = Fraction(0)
    assumed: bool = False
    held: date | None = None


PLANNED = Standing(TaskState.PLANNED)
WAITING = Standing(TaskState.WAITING)


def standing(job: Job, as_of: date | None, held: Mapping[str, date | None]) -> Standing:
    """Where a job stands by what is said of itself; a summary stands where its parts do.

    Args:
        job: a task, milestone or goal.
        as_of: the day of the cut.
        held: the first day on which each condition held, by the name of the task or milestone.
    """
    progress = job.progress
    if job.is_summary or (progress is NO_PROGRESS and not job.conditions):
        return PLANNED
    days = [held.get(name) for name in job.conditions]
    seen = [day for day in days if day is not None and _seen(day, as_of)]
    seen_held = max(seen) if seen and len(seen) == len(days) else None
    finished = progress.finished if _seen(progress.finished, as_of) else None
    if job.is_instant:
        reached = finished or (None if isinstance(job.node, Task) else seen_held)
        if reached is not None:
            end = midnight(reached) + MINUTES_A_DAY
            return Standing(TaskState.FINISHED, end, end, done=Fraction(1), held=seen_held)
    else:
        started = progress.started if _seen(progress.started, as_of) else None
        if finished is not None:
            return _finished(job, started, finished)
        if started is not None or (progress.started is None and (progress.done or progress.remaining is not None)):
            return _running(job, started, as_of)
    if job.conditions and seen_held is None and as_of is not None:
        return WAITING
    return PLANNED if seen_held is None else Standing(TaskState.PLANNED, held=seen_held)


def _seen(day: date | None, as_of: date | None) -> bool:
    """Whether a fact of that day is known at the cut."""
    return day is not None and (as_of is None or day < as_of)


def _finished(job: Job, started: date | None, finished: date) -> Standing:
    """Actual dates; a start that nobody noted is the finish less the planned length."""
    end = _day_end(job, finished)
    if started is None:
        start = min(job.clock.starts(job.clock.before(end) - job.length), midnight(finished))
    else:
        start = _day_start(job, min(started, finished))
    return Standing(TaskState.FINISHED, start, end, done=Fraction(1))


def _running(job: Job, started: date | None, as_of: date | None) -> Standing:
    """What is left of a job that has begun: as stated, else by percent, else by the time since it began."""
    start = None if started is None else _day_start(job, started)
    share, remaining = job.progress.done, job.progress.remaining
    done = None if share is None else min(Fraction(share), Fraction(1))
    if remaining is not None:
        left = max(amount(remaining, job), 0)
        in_days = isinstance(remaining, Lag) and remaining.kind is DayKind.CALENDAR
        if in_days is not job.takes_whole_days:
            if as_of is None:
                return Standing(TaskState.RUNNING, start, remaining=0, done=done)
            until = _until(job, midnight(as_of), left)
            left = job.clock.after(until) - job.clock.after(midnight(as_of))
            done = _done(job, left) if done is None else done
            return Standing(TaskState.RUNNING, start, remaining=0, until=until, done=done)
        left = _whole(job, left)
        return Standing(TaskState.RUNNING, start, remaining=left, done=_done(job, left) if done is None else done)
    if done is not None:
        left = _whole(job, -(-(job.length * (done.denominator - done.numerator)) // done.denominator))
        state = TaskState.FINISHED if done == 1 else TaskState.RUNNING
        return Standing(state, start, remaining=left, done=done)
    if as_of is None or start is None:
        return Standing(TaskState.RUNNING, start, done=None, assumed=True)
    worked = job.clock.after(midnight(as_of)) - job.clock.after(start)
    least = MINUTES_A_DAY if job.takes_whole_days else job.days.minutes
    return Standing(TaskState.RUNNING, start, remaining=max(job.length - worked, least), done=None, assumed=True)


def _done(job: Job, left: int) -> Fraction:
    """The share of a job that is done, by the positions that are left."""
    return max(Fraction(0), 1 - Fraction(left, job.length))


def _whole(job: Job, left: int) -> int:
    """What is left of a job in positions: whole days of one that takes whole days."""
    return -(-left // MINUTES_A_DAY) * MINUTES_A_DAY if job.takes_whole_days else left


def _until(job: Job, cut: int, left: int) -> int:
    """When a job ends of which so many minutes are left from the cut on, on the wall clock; of working time, where the
    job itself takes whole calendar days.
    """
    if not job.takes_whole_days:
        return cut + left
    return max(cut, job.clock.after(job.days.ends(job.days.after(cut) + left)))


def _day_start(job: Job, day: date) -> int:
    """When work begins on a day, or the day itself where none is done on it."""
    begin = midnight(day)
    start = job.clock.starts(job.clock.after(begin))
    return start if start < begin + MINUTES_A_DAY else begin


def _day_end(job: Job, day: date) -> int:
    """When work ends on a day, or the day itself where none is done on it."""
    end = midnight(day) + MINUTES_A_DAY
    finish = job.clock.ends(job.clock.before(end))
    return finish if finish > midnight(day) else end
