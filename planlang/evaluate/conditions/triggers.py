"""When conditions over data came true: for tasks that start then and milestones that are reached then.

In: the figures of a plan. Out: the first day at whose end each condition held, for the scheduler.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from planlang.evaluate.cells.truths import TRUE
from planlang.evaluate.conditions.judging import judge_days
from planlang.evaluate.figures.figures import Figures
from planlang.semantics.expr import FigureExpression


def held_since(figures: Figures) -> Mapping[str, date | None]:
    """The first day at whose end each task's or milestone's condition held, None for not yet (tests/spec/scheduling.md).

    A figure without a period word counts from the start of the plan to the end of that day.
    """
    plan = figures.plan
    model = plan.model
    conditions: dict[str, FigureExpression] = {
        **{name: task.starts_when for name, task in model.tasks.items() if task.starts_when is not None},
        **{name: stone.reached_when for name, stone in model.milestones.items() if stone.reached_when is not None},
    }
    if not conditions:
        return {}
    start, end = plan.start, min(figures.catalog.cut_days, plan.end + timedelta(days=1))
    days = [start + timedelta(days=offset) for offset in range((end - start).days)]
    found: dict[str, date | None] = {}
    for name, condition in conditions.items():
        codes = judge_days(figures, condition, [(start, day + timedelta(days=1)) for day in days])
        true = np.flatnonzero(codes == TRUE)
        found[name] = days[int(true[0])] if len(true) else None
    return found
