"""Risks as they stand: how large, warned of since when, what is done about them.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.evaluate.results.alert_states import AlertState
from planlang.frozen import frozen
from planlang.semantics.model import Size
from planlang.values.figure import Figure


class RiskStatus(Enum):
    """Whether a risk can still happen."""

    OPEN = "open"
    OCCURRED = "occurred"
    CLOSED = "closed"


class Answer(Enum):
    """How far a response has got; later ones say that more is to be done, or is wrong."""

    DROPPED = "dropped"
    DONE = "done"
    UNDER_WAY = "under way"
    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    READY = "ready"
    LATE = "late"
    NONE = "none"


@frozen
class Response:
    """A task that answers a risk.

    Attributes:
        finish: the day by which it has to be finished, else on which it was to be when it was accepted; None while nobody has.
    """

    task: str
    answer: Answer
    finish: date | None


@frozen
class RiskValue:
    """A risk on the day of the cut.

    Attributes:
        likelihood: as it is now: the one while warned, where the warning is on.
        exposure: likelihood times impact of what can happen, the loss of what has; unknown where either was never judged,
            or no amount is known.
        size: its impact in words, where no amount is known.
        score: its place in the matrix, 1 to 9: how likely times how large, each from 1 to 3; None where it has an amount or was never judged.
        rank: by exposure among those that can happen, equal ones alike; where none of them has an amount, by the matrix; None where that
            is unknown, or it cannot happen.
        warning: the state of its warning at the end of the last closed period; None where it has none, or before the first.
        occurred, closed: when it did happen, and since when it cannot, as far as that is known.
        looked_at: when it was judged last: the day it says, the last meeting that covers it, or the beginning of the plan.
        due: by when it has to be judged again; None where nobody said, or it cannot happen.
        responses: in written order, what stands in it first.
        answer: of all of them the one of which most is to be done.
    """

    risk: str
    status: RiskStatus
    likelihood: Figure
    impact: Figure
    exposure: Figure
    size: Size | None
    score: int | None
    rank: int | None
    warning: AlertState | None
    occurred: date | None
    closed: date | None
    looked_at: date
    due: date | None
    is_overdue: bool
    responses: tuple[Response, ...]
    answer: Answer


def level_of(score: int) -> Size:
    """How large a risk is by its place in the matrix.

    >>> [level_of(score).value for score in (1, 2, 3, 4, 6, 9)]
    ['low', 'low', 'mid', 'mid', 'high', 'high']
    """
    return Size.LOW if score < 3 else Size.MID if score < 6 else Size.HIGH


@frozen
class ExpectedLoss:
    """What the risks of a goal may be expected to cost it; `unjudged` and those `without_amount` are left out of it."""

    goal: str
    amount: Figure
    unjudged: int
    without_amount: int
