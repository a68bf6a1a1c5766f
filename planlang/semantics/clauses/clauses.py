"""Clauses that may stand once in a declaration, and checks of the dates in them.

In: the clauses of a declaration. Out: the one of a class; a second one is reported.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.vocabulary import WEEKDAYS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.periods import Grid, OtherMonthError, Period, parse_label

REPEATED = Text("repeated-clause", "this is said twice")
REPEATED_FIRST = Text("repeated-clause.first", "said here first")
REPEATED_HELP = Text("repeated-clause.help", "keep one of the two")
BACKWARDS = Text("impossible-dates", "{last} is before {first}")
NO_PERIOD = Text("unknown-period", "there is no period `{label}`")
OTHER_MONTH = Text("unknown-period.month", "months of this plan are called otherwise: write `{label}`")
UNKNOWN_WEEKDAY = Text("unknown-name.weekday", "no day of the week is called `{name}`")


class Clause(Protocol):
    """Anything with a place."""

    @property
    def span(self) -> Span:
        """Where it stands."""


C = TypeVar("C", bound=Clause)


def only(clauses: Iterable[object], wanted: type[C], findings: Findings) -> C | None:
    """The clause of a class, the first where there are several; the others are reported."""
    found: C | None = None
    for clause in clauses:
        if isinstance(clause, wanted):
            if found is None:
                found = clause
            else:
                repeated(clause.span, found.span, findings)
    return found


def repeated(span: Span, first: Span, findings: Findings) -> None:
    """Report a clause that was said before."""
    findings.error(span, REPEATED(), help=REPEATED_HELP(), related=(Related(first, REPEATED_FIRST()),))


def each(clauses: Iterable[object], wanted: type[C]) -> list[C]:
    """All clauses of a class, in order."""
    return [clause for clause in clauses if isinstance(clause, wanted)]


def days(dates: nodes.DateRange, findings: Findings) -> tuple[date, date] | None:
    """The first and the last day of a range, both included; None after reporting that it runs backwards."""
    first, last = dates.first.value, dates.last.value
    if last < first:
        findings.error(dates.span, BACKWARDS(first=first.isoformat(), last=last.isoformat()))
        return None
    return first, last


def labelled(label: nodes.Label, grid: Grid, findings: Findings) -> Period | None:
    """The period that a label means; None after reporting that it means none."""
    try:
        return parse_label(label.text, grid)
    except OtherMonthError as error:
        findings.error(label.span, NO_PERIOD(label=label.text), help=OTHER_MONTH(label=error.instead))
    except ValueError:
        findings.error(label.span, NO_PERIOD(label=label.text))
    return None


def days_of(during: nodes.Label | nodes.DateRange, grid: Grid, findings: Findings) -> tuple[date, date] | None:
    """The first and the last day of a period or a range; None after reporting that there are none."""
    if isinstance(during, nodes.DateRange):
        return days(during, findings)
    period = labelled(during, grid, findings)
    return (period.start, period.last_day) if period is not None else None


def weekday(name: nodes.Name, findings: Findings) -> int | None:
    """The number of a weekday, 0 = Monday; None after reporting that there is no such day."""
    number = WEEKDAYS.get(name.text.lower())
    if number is None:
        findings.unknown(name.span, UNKNOWN_WEEKDAY(name=name.text), name.text, lambda: WEEKDAYS, among="weekday")
    return number
