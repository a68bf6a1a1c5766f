"""By when something has to be looked at again that was said on a day.

In: the rule, the day, the calendar of the plan. Out: the last day in time.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import assert_never

from planlang.plan.plan import Plan
from planlang.plan.recurring import occurrences
from planlang.semantics.model import OffWork, ReviewAfter, ReviewEach, ReviewOn, ReviewRule
from planlang.values.months import latest_start
from planlang.values.periods import DAY

FURTHEST = timedelta(days=800)
"""How far ahead the first time of a rhythm is looked for: two years and more."""


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
