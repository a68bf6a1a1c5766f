"""What an evaluation says of the market: what is assumed of it, which figures rest on that, and how far strategies are.

That a goal went well while a strategy ran does not say that it went well because of that: nothing here is summed over strategies or set against
what was spent.
"""

from __future__ import annotations

from datetime import date
from enum import Enum

from planlang.evaluate.results.readings import Reading
from planlang.frozen import frozen
from planlang.values.figure import Figure, Known
from planlang.values.periods import Period
from planlang.values.units import MoneyIn, Unit


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


@frozen
class GoalStanding:
    """How a goal stands on the morning of a day.

    Attributes:
        due: the part of its target that is due by then, or the level that holds.
    """

    day: date
    actual: Figure
    due: Figure
    attainment: Figure
    unit: Unit


@frozen
class Effect:
    """A goal that a strategy serves: how it stood on the morning of the day on which that began, and how it stands now.

    Attributes:
        before: None where the strategy has not begun.
    """

    goal: str
    before: GoalStanding | None
    now: GoalStanding


@frozen
class MeasuredValue:
    """A figure beside a strategy, of the last whole week before it began and of the week under review.

    Attributes:
        metric: qualified name; None where it is `written` out.
        before: None where the strategy has not begun; `week` is the week of it.
    """

    metric: str | None
    written: str
    before: Reading | None
    week: Period | None
    now: Reading


@frozen
class StrategyCost:
    """What the tasks of a strategy cost.

    Attributes:
        used: what is spent from the accounts that only its tasks are charged to; None where there are none.
        committed: what its tasks that have begun cost beyond that.
        planned: what the others cost.
        total: all of it.
        to: the last day of which all is known that is spent; None where nothing is told of it.
    """

    unit: MoneyIn
    used: Figure | None
    committed: Figure
    planned: Figure
    total: Figure
    to: date | None


@frozen
class StrategyValue:
    """A strategy on the day of the cut.

    Attributes:
        start, finish: the first and the last day of its tasks and milestones in force; None where there are none.
        begun: the day on which the first of them began; None before that.
        done, running, ahead: how many of its tasks are finished, under way, not begun; of those with tasks inside, these.
        waiting: how many are not in force: on stand-by.
        progress: the share of the work that is done, by what tasks count for.
        expected: the share that would be done by now if everything had gone as it is written.
        guessed: whether somebody is at work of whom nobody says how far he is: the time since he began counts.
        cost: None where nothing in it says what it costs.
    """

    strategy: str
    start: date | None
    finish: date | None
    begun: date | None
    done: int
    running: int
    ahead: int
    waiting: int
    progress: Figure
    expected: Figure
    guessed: bool
    cost: StrategyCost | None
    effects: tuple[Effect, ...]
    measured: tuple[MeasuredValue, ...]

    @property
    def behind(self) -> bool:
        """Whether less is done than would be by now."""
        return (
            isinstance(self.progress, Known)
            and isinstance(self.expected, Known)
            and self.progress.value < self.expected.value
        )
