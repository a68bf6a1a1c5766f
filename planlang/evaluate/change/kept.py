"""A plan as a baseline kept it: its dates at the end of that day.

In: a plan and a baseline. Out: a schedule. Of what was done only that is known there which is dated by then.
"""

from __future__ import annotations

from datetime import date

from attrs import evolve

from planlang.plan.current import as_kept
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import Baseline, Progress, Task
from planlang.values.periods import DAY


def kept_schedule(plan: Plan, baseline: Baseline) -> Schedule:
    """The dates as a report of that day would have told them."""
    then = as_kept(plan, baseline)
    seen = {name: _seen(task, baseline.on) for name, task in then.model.tasks.items()}
    kept = evolve(then, model=evolve(then.model, tasks=seen), nodes={**then.nodes, **seen})
    return make_schedule(kept, as_of=baseline.on + DAY)


def last_kept(plan: Plan, cut: date | None) -> Baseline | None:
    """The last baseline before a day, the last of all where that is None."""
    found = (one for one in plan.original.model.baselines.values() if cut is None or one.on < cut)
    return max(found, key=lambda one: (one.on, one.ident.order), default=None)


def _seen(task: Task, day: date) -> Task:
    """A task with what is dated as done by a day; a share that is done has no date."""
    progress = task.progress
    started = progress.started if progress.started is not None and progress.started <= day else None
    finished = progress.finished if progress.finished is not None and progress.finished <= day else None
    return evolve(task, progress=Progress(started=started, finished=finished))
