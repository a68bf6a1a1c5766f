"""How assumptions stand: when each has to be looked at again, and what rests on it.

In: a plan and the first day of which nothing is known. Out: one value an assumption, in declared order. No verdict and no
figure becomes another because a review is overdue.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from planlang.evaluate.results.market import AssumptionState, AssumptionValue
from planlang.evaluate.results.readings import Reading
from planlang.plan.looking import look_due
from planlang.plan.plan import Plan
from planlang.semantics.model import Assumption
from planlang.values.figure import Known
from planlang.values.periods import DAY


def assumption_values(plan: Plan, cut: date) -> Iterator[AssumptionValue]:
    """Every assumption of a plan as it stands on the last day before the cut."""
    model = plan.model
    for name, assumption in model.assumptions.items():
        due = review_due(assumption, plan)
        overdue = due is not None and cut > due
        said = stated(assumption)
        yield AssumptionValue(
            assumption=name,
            value=None if isinstance(said, str) else said,
            text=said if isinstance(said, str) else None,
            sources=assumption.sources,
            dated=assumption.dated,
            start=assumption.start,
            end=assumption.end,
            due=due,
            is_overdue=overdue,
            state=_state(assumption, cut - DAY, due, overdue=overdue),
            carries=tuple(key for key, behind in model.assumed.items() if name in behind),
        )


def stated(assumption: Assumption) -> Reading | str:
    """What an assumption says."""
    said = assumption.value
    return said if isinstance(said, str) else Reading(Known(Fraction(said)), assumption.unit)


def review_due(assumption: Assumption, plan: Plan) -> date | None:
    """The last day on which it can be looked at again in time; None where nobody said when."""
    return None if assumption.review is None else look_due(assumption.review, assumption.dated, plan)


def _state(assumption: Assumption, day: date, due: date | None, *, overdue: bool) -> AssumptionState:
    if (assumption.start is not None and day < assumption.start) or (
        assumption.end is not None and day > assumption.end
    ):
        return AssumptionState.NOT_IN_FORCE
    if due is None:
        return AssumptionState.NO_REVIEW
    return AssumptionState.OVERDUE if overdue else AssumptionState.CURRENT
