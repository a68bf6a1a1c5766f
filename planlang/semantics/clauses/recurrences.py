"""When something recurs: a day of the week, every two weeks, a day or working day of a month or a longer period.

In: a recurrence as written. Out: it with its day checked; what says no day, or one that there is not, is reported.
"""

from __future__ import annotations

from datetime import time

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import weekday
from planlang.semantics.model import DailyAt, FortnightlyAt, NthDayAt, Recurrence, WeeklyAt
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.syntax.nodes import Often
from planlang.values.periods import Grain

NO_DAY = Text("rhythm-without-day", "`{written}` does not say on which day")
NO_DAY_HELP = Text("rhythm-without-day.help", "write `{word} on 5`, or `{word} on workday 4`")
NO_WEEKDAY_HELP = Text("rhythm-without-day.weekday-help", "write `every monday`, or another day of the week")
NO_SUCH_DAY = Text("impossible-dates.day-of-month", "no {period} has a day {day} of that kind")
NO_SUCH_DAY_HELP = Text("impossible-dates.day-help", "days count from 1 to {days}, working days from 1 to {worked}")
PERIODS = {
    Grain.MONTH: Text("rhythm-without-day.month", "month"),
    Grain.QUARTER: Text("rhythm-without-day.quarter", "quarter"),
    Grain.HALF: Text("rhythm-without-day.half", "half year"),
    Grain.YEAR: Text("rhythm-without-day.year", "year"),
}

GRAINS = {
    Often.MONTH: Grain.MONTH,
    Often.QUARTER: Grain.QUARTER,
    Often.HALF_YEAR: Grain.HALF,
    Often.YEAR: Grain.YEAR,
}
MOST = {Grain.MONTH: (31, 20), Grain.QUARTER: (92, 60), Grain.HALF: (184, 120), Grain.YEAR: (366, 240)}
"""The days of the longest, and working days that nearly each has."""


def recurrence(bench: Bench, every: nodes.Recurrence) -> Recurrence | None:
    """When something recurs; None after reporting that there is no such day."""
    at = every.at or time(0, 0)
    match every:
        case nodes.EveryWeekday(weekday=name):
            day = weekday(name, bench.findings)
            return WeeklyAt(day, at) if day is not None else None
        case nodes.EveryTwoWeeks(first=first):
            return FortnightlyAt(first.value, at)
        case nodes.EveryDay(cadence=nodes.Cadence(often=Often.WORKDAY | Often.DAY as often)):
            return DailyAt(at, often is Often.WORKDAY)
        case nodes.EveryDay(cadence=cadence):
            _report_no_day(bench, every, cadence)
            return None
        case nodes.EveryNth(cadence=cadence, day=number, working=working):
            grain = GRAINS.get(cadence.often)
            if grain is None:
                _report_no_day(bench, every, cadence)
                return None
            days, worked = MOST[grain]
            if number is not None and not 1 <= number <= (worked if working else days):
                said = NO_SUCH_DAY(period=PERIODS[grain](), day=number)
                bench.findings.error(every.span, said, help=NO_SUCH_DAY_HELP(days=days, worked=worked))
                return None
            return NthDayAt(grain, number, working, at)


def _report_no_day(bench: Bench, every: nodes.EveryDay | nodes.EveryNth, cadence: nodes.Cadence) -> None:
    written = cadence.span.text
    fits = cadence.often in GRAINS
    bench.findings.error(
        every.span,
        NO_DAY(written=every.span.text),
        help=NO_DAY_HELP(word=written) if fits else NO_WEEKDAY_HELP(),
    )
