"""What is asked of stays, customers, goals and budgets."""

from __future__ import annotations

from enum import Enum


class StayMeasure(Enum):
    """What is asked of stays."""

    MEDIAN = "median"
    """Of those that began, with those that go on (Kaplan-Meier)."""
    MEDIAN_CLOSED = "median of closed"
    MEAN_CLOSED = "mean of closed"
    """Of those that ended."""


class CustomerMeasure(Enum):
    """What is asked of those that rows are about."""

    NEW = "new"
    """How many had their first row of all in the period."""
    RETENTION = "retention"
    """Which share of those with a row in the period before has one in it, too."""
    CHURN = "churn"
    """Which share has none."""


class GoalMeasure(Enum):
    """What is asked of a goal (tests/spec/goals.md)."""

    ATTAINMENT = "attainment"
    PROGRESS = "progress"
    PACE = "pace"
    GAP = "gap"
    SURPLUS = "surplus"
    REQUIRED_RATE = "required_rate"
    TARGET_TO_DATE = "target_to_date"
    TARGET = "target"
    ACTUAL = "actual"

    @property
    def of_rows(self) -> bool:
        """Whether it rests on what was reached, and so on rows; what should be reached does not."""
        return self not in (GoalMeasure.PACE, GoalMeasure.TARGET, GoalMeasure.TARGET_TO_DATE)


class BudgetMeasure(Enum):
    """What is asked of a budget or an account of it (docs/reference/budgets.md)."""

    USED = "used"
    ACCRUED = "accrued"
    COMMITTED = "committed"
    PLANNED = "planned"
    REMAINING = "remaining"
    FREE = "free"
    BURN = "burn"
    PACE = "pace"
    FORECAST = "forecast"
    OVERRUN = "overrun"

    @property
    def counts(self) -> bool:
        """Whether it counts what comes up in a period, so that it adds up over time."""
        return self is BudgetMeasure.USED or self is BudgetMeasure.ACCRUED

    @property
    def is_share(self) -> bool:
        """Whether it is a share of the budget, not an amount."""
        return self is BudgetMeasure.BURN or self is BudgetMeasure.PACE

    @property
    def of_rows(self) -> bool:
        """Whether it is told by rows and the calendar alone, whenever tasks begin."""
        return self is BudgetMeasure.USED or self.is_share
