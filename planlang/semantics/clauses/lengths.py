"""Lengths of time of tasks and escalations: calendar days, working days, whole weeks.

In: durations as written. Out: lengths as the model holds them. Months have no fixed number of days: they are lengths and
lags of tasks, counted from a date, and are refused elsewhere with what to write instead. Limits of process rules stand in `limits`.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.parties import Setting, party
from planlang.semantics.expressions.limits import DAYS_AT_MOST, NOT_WHOLE, TOO_LONG
from planlang.semantics.model import DayKind, DayLimit, EscalationStep, Hours, Lag, MonthKind, Party, ToLabel
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.syntax import nodes

NOT_DAYS = Text("duration-unit", "`{written}` cannot be used here")
NOT_DAYS_HELP = Text("duration-unit.help", "write calendar days (`14d`) or working days (`10wd`)")
NOT_WEEKS = Text("duration-unit.weeks", "escalation is counted in whole weeks, not in `{written}`")
NOT_WEEKS_HELP = Text("duration-unit.weeks-help", "write `after {length}`")
NOT_LATER = Text("escalation-order", "this step does not come later than the one before")
NOT_LATER_HELP = Text("escalation-order.help", "order the steps by time, each later than the last")
TOO_LONG_HOURS = Text("duration-too-long.hours", "`{written}` is longer than the {limit} hours allowed")

BROKEN_MONTHS = Text("duration-unit.months", "months are counted whole, not as `{written}`")
BROKEN_MONTHS_HELP = Text("duration-unit.months-help", "write whole months (`2 months`), or days (`45d`)")
TOO_LONG_MONTHS = Text("duration-too-long.months", "`{written}` is longer than the {limit} months allowed")

MONTHS_AT_MOST = 320
HOURS = (nodes.TimeUnit.HOUR, nodes.TimeUnit.WORKING_HOUR)
"""Units of working time; `6h` of work is `6wh`."""
MONTHS_IN = {nodes.TimeUnit.MONTH: 1, nodes.TimeUnit.QUARTER: 3, nodes.TimeUnit.YEAR: 12}


def work_in(bench: Bench, length: nodes.Duration) -> Lag | Hours | None:
    """A length in days of either kind or in hours of working time; None after reporting another unit."""
    if length.unit not in HOURS:
        return days_in(bench, length)
    if abs(length.amount) > DAYS_AT_MOST:
        bench.findings.error(length.span, TOO_LONG_HOURS(written=length.span.text, limit=DAYS_AT_MOST))
        return None
    return Hours(length.amount)


def months_in(bench: Bench, length: nodes.Duration) -> int | None:
    """Months, quarters or years in whole calendar months; None after reporting that they are broken or too many."""
    months = length.amount * MONTHS_IN[length.unit]
    if months != months.to_integral_value():
        bench.findings.error(length.span, BROKEN_MONTHS(written=length.span.text), help=BROKEN_MONTHS_HELP())
        return None
    if abs(months) > MONTHS_AT_MOST:
        bench.findings.error(length.span, TOO_LONG_MONTHS(written=length.span.text, limit=MONTHS_AT_MOST))
        return None
    return int(months)


def lag_in(bench: Bench, length: nodes.Duration) -> Lag | None:
    """What a link adds: days of either kind, or whole months; None after reporting what is wrong."""
    if length.unit not in MONTHS_IN:
        return days_in(bench, length)
    months = months_in(bench, length)
    return None if months is None else Lag(Decimal(months), MonthKind.CALENDAR)


def days_in(bench: Bench, length: nodes.Duration) -> Lag | None:
    """A length in days of either kind, possibly negative or broken; None after reporting another unit."""
    match length.unit:
        case nodes.TimeUnit.DAY:
            found = Lag(length.amount, DayKind.CALENDAR)
        case nodes.TimeUnit.WEEK:
            found = Lag(length.amount * 7, DayKind.CALENDAR)
        case nodes.TimeUnit.WORKING_DAY:
            found = Lag(length.amount, DayKind.WORKING)
        case _:
            bench.findings.error(length.span, NOT_DAYS(written=length.span.text), help=NOT_DAYS_HELP())
            return None
    if abs(found.days) > DAYS_AT_MOST:
        bench.findings.error(length.span, TOO_LONG(written=length.span.text, limit=DAYS_AT_MOST))
        return None
    return found


def whole_weeks(bench: Bench, length: nodes.Duration) -> int | None:
    """A whole number of weeks, at least one; None after reporting that it is none."""
    factor = {nodes.TimeUnit.WEEK: Decimal(1), nodes.TimeUnit.DAY: Decimal(1) / 7}.get(length.unit)
    weeks = (length.amount * factor if factor is not None else Decimal(0)).quantize(Decimal("0.0001"))
    if weeks < 1 or weeks != weeks.to_integral_value() or weeks > DAYS_AT_MOST:
        bench.findings.error(
            length.span, NOT_WEEKS(written=length.span.text), help=NOT_WEEKS_HELP(length=_in_weeks(length))
        )
        return None
    return int(weeks)


def _in_weeks(length: nodes.Duration) -> str:
    """A length in whole weeks, as near as it gets."""
    days = {nodes.TimeUnit.WEEK: 7, nodes.TimeUnit.MONTH: 28, nodes.TimeUnit.QUARTER: 91, nodes.TimeUnit.YEAR: 364}
    weeks = max(1, min(DAYS_AT_MOST // 7, round(length.amount * days.get(length.unit, 1) / 7)))
    if length.span.in_chinese:
        return f"{weeks}周"
    return f"{weeks} week" if weeks == 1 else f"{weeks} weeks"


def lateness(bench: Bench, scope: Scope, clauses: list[nodes.Escalate], setting: Setting) -> tuple[EscalationStep, ...]:
    """The steps of an escalation that is counted in days past the day when something was due, or in whole weeks."""
    steps: list[EscalationStep] = []
    for clause in clauses:
        who = party(bench, scope, clause.who, setting)
        step = _late(bench, who or ToLabel(""), clause.after)
        if step is not None and steps and step.days <= steps[-1].days:
            bench.findings.error(clause.after.span, NOT_LATER(), help=NOT_LATER_HELP())
        elif who is not None and step is not None:
            steps.append(step)
    return tuple(steps)


def _late(bench: Bench, who: Party, after: nodes.Duration) -> EscalationStep | None:
    """A step of an escalation; None after reporting a length that is no whole number of days or weeks."""
    if after.unit is nodes.TimeUnit.WEEK:
        weeks = whole_weeks(bench, after)
        return None if weeks is None else EscalationStep(who, weeks)
    length = days_in(bench, after)
    if length is None:
        return None
    if length.days < 1 or length.days != length.days.to_integral_value():
        bench.findings.error(after.span, NOT_WHOLE(written=after.span.text))
        return None
    kind = DayKind.WORKING if length.kind is DayKind.WORKING else DayKind.CALENDAR
    return EscalationStep(who, 0, DayLimit(int(length.days), kind))


def escalation(
    bench: Bench, scope: Scope, clauses: list[nodes.Escalate], setting: Setting
) -> tuple[EscalationStep, ...]:
    """The steps of an escalation, each later than the one before."""
    steps: list[EscalationStep] = []
    for clause in clauses:
        who = party(bench, scope, clause.who, setting)
        weeks = whole_weeks(bench, clause.after)
        if weeks is not None and steps and weeks <= steps[-1].after_weeks:
            bench.findings.error(clause.after.span, NOT_LATER(), help=NOT_LATER_HELP())
        elif who is not None and weeks is not None:
            steps.append(EscalationStep(who, weeks))
    return tuple(steps)
