"""What an evaluation says of the market: what is assumed of it, and which figures rest on that."""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen


class AssumptionState(Enum):
    """Whether something can still be assumed as it stands."""

    CURRENT = "current"
    OVERDUE = "review overdue"
    NO_REVIEW = "no review"
    NOT_IN_FORCE = "not in force"


@frozen
class AssumptionValue:
    """An assumption on the day of the cut.

    Attributes:
        value: None where it is a text.
        text: None where it is a number.
        start, end: the first and the last day for which it holds, None where nothing is said.
        due: the day on which it has to be looked at again; None where nobody said.
        is_overdue: whether that day has passed.
        state: what matters most: days for which it does not hold go before an overdue review.
        carries: what rests on it, as `goal:revenue`, in declared order by kind.
    """

    assumption: str
    value: Reading | None
    text: str | None
    sources: tuple[str, ...]
    dated: date | None
    start: date | None
    end: date | None
    due: date | None
    is_overdue: bool
    state: AssumptionState
    carries: tuple[str, ...]
