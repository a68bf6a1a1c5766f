"""Which form of a revised alert counts in which period.

In: a plan with its revisions. Out: the forms of an alert, the first one first, and the one that counts in each period: a limit holds from
the first period that begins on or after the day of its revision, and never in one that was closed when it was decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planlang.plan.plan import Plan
from planlang.semantics.model import Alert
from planlang.values.periods import Period


def alert_forms(plan: Plan, alert: Alert) -> tuple[Alert, ...]:
    """The forms of an alert from the first to the one it has now; a revision that leaves it as it is makes none."""
    return tuple(one for one, _, _ in _forms(plan, alert))


def in_force_in(plan: Plan, alert: Alert, periods: Sequence[Period]) -> list[int]:
    """For each period the number of the form that counts in it."""
    forms = _forms(plan, alert)
    return [
        max(
            number
            for number, (_, since, known) in enumerate(forms)
            if number == 0 or (period.start >= since and period.end > known)
        )
        for period in periods
    ]


def _forms(plan: Plan, alert: Alert) -> list[tuple[Alert, date, date]]:
    """The forms with the days from which they hold and were known; of what an adjustment waits for the one that is written."""
    steps: list[Plan] = []
    here: Plan | None = plan
    while here is not None:
        steps.append(here)
        here = here.before
    found: list[tuple[Alert, date, date]] = []
    for step in reversed(steps):
        form = step.model.alerts.get(alert.ident.name)
        if form is None or (found and form == found[-1][0]):
            continue
        revision = step.revision
        since, known = (date.min, date.min) if revision is None else (revision.on, revision.known_on)
        found.append((form, since, known))
    return found or [(alert, date.min, date.min)]
