"""By when something has to be looked at again that was said on a day, or that a meeting talked about.

In: the rule, the day, the calendar of the plan; the meetings that were held. Out: the last day in time.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from planlang.plan.plan import Plan
from planlang.plan.recurring import occurrences
from planlang.semantics.model import Everything, OffWork, ReviewAfter, ReviewEach, ReviewOn, ReviewRule
from planlang.values.months import latest_start
from planlang.values.periods import DAY

FURTHEST = timedelta(days=800)
"""How far ahead the first time of a rhythm is looked for: two years and more."""


def judged_on(name: str, plan: Plan, before: date | None) -> date:
    """The last day on which a risk was judged: as it says, at a meeting that covers it, else the first day of the plan.

    Meetings held `before` a day are known; None: all are.
    """
    dated = plan.model.risks[name].dated
    meetings = [
        held.date
        for review in plan.model.reviews.values()
        if name in review.covers or Everything.RISKS in review.covers
        for held in review.held
        if before is None or held.date < before
    ]
    return max([*meetings, *([dated] if dated is not None else [])], default=plan.start)


def judge_by(name: str, plan: Plan, before: date | None) -> date | None:
    """By when a risk has to be judged again; None where it was since the day that is written, or nobody said when."""
    rule, last = plan.model.risks[name].review, judged_on(name, plan, before)
    if rule is None or (isinstance(rule, ReviewOn) and last >= rule.day):
        return None
    return look_due(rule, last, plan)


def look_due(rule: ReviewRule, said: date | None, plan: Plan) -> date | None:
    """The last day on which it can be looked at again in time; None where the rhythm does not come round."""
    match rule:
        case ReviewOn(day=day):
            return day
        case ReviewAfter(months=months, days=days):
            assert said is not None, "what counts from a day has one"
            later = latest_start(said.toordinal(), -months) if months else said.toordinal()
            return date.fromordinal(later + days)
        case ReviewEach(every=every):
            assert said is not None, "what counts from a day has one"
            first = said + DAY
            times = occurrences(every, first, first + FURTHEST, plan.calendar, plan.grid, OffWork.NEXT)
            found = next(times, None)
            return None if found is None else found.at.date()
        case unreachable:
            assert_never(unreachable)
