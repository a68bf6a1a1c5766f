"""The head of a plan: period, zone, currency, weeks and years, status bands.

In: the `plan` declaration. Out: the `Ground` that everything else stands on. Its calendar is found in working_time.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import days_of, only, weekday
from planlang.semantics.kinds.fiscal import fiscal_years
from planlang.semantics.model import Ident, StatusBands
from planlang.semantics.names.bench import Ground
from planlang.semantics.names.findings import Findings
from planlang.syntax import nodes
from planlang.syntax.lexical.currencies import CURRENCIES
from planlang.values.periods import Grid

NO_PLAN = Text("no-plan", "this file declares no plan")
NO_PLAN_HELP = Text("no-plan.help", 'begin it with `plan NAME "Title" {{ period 2026-01-01 .. 2026-12-31 }}`')
NO_PERIOD = Text("plan-without-period", "this plan does not say from when to when it runs")
NO_PERIOD_HELP = Text("plan-without-period.help", "add `period 2026-01-01 .. 2026-12-31`, both days included")
LONG_PERIOD = Text("impossible-dates.period", "a plan of {years} years is longer than the {limit} years allowed")
FAR = Text("impossible-dates.year", "a plan lies between the years {first} and {last}")
UNKNOWN_ZONE = Text("unknown-timezone", "there is no time zone called `{name}`")
UNKNOWN_ZONE_HELP = Text("unknown-timezone.help", "write an IANA name such as Asia/Shanghai or Europe/Berlin")
UNKNOWN_CURRENCY = Text("unknown-name.currency", "no currency has the code `{code}`")
BANDS = Text("lights-order", "green has to begin above amber: {green} is not more than {amber}")

NO_CURRENCY = "XXX"
"""ISO 4217 for "no currency": what amounts are in while nobody has said."""

DEFAULT_ZONE = "UTC"
DEFAULT_BANDS = StatusBands(Decimal("0.95"), Decimal("0.85"))
YEARS_AT_MOST = 30
YEARS = (1990, 2200)


def ground(plan: nodes.PlanDecl, findings: Findings) -> Ground:
    """The settings of a plan, with defaults where something is missing or wrong."""
    clauses = plan.clauses
    currency = _currency(only(clauses, nodes.CurrencyClause, findings), findings)
    week = only(clauses, nodes.WeekStart, findings)
    week_start = (weekday(week.weekday, findings) if week else 0) or 0
    grid = Grid(week_start, fiscal_years(clauses, week_start, findings))
    start, end = _period(plan, grid, findings)
    return Ground(
        start,
        end,
        zone(only(clauses, nodes.TimezoneClause, findings), DEFAULT_ZONE, findings),
        currency or NO_CURRENCY,
        currency is not None,
        grid,
        bands(only(clauses, nodes.Lights, findings), DEFAULT_BANDS, findings),
    )


def plan_ident(plan: nodes.PlanDecl) -> Ident:
    """What the model calls the plan; it is first in order."""
    head = plan.head
    title = head.title.text if head.title else head.name.text
    return Ident(head.name.text, head.alias.text if head.alias else None, title, head.doc, head.name.span, 0)


def no_ground(year: int = 2000) -> Ground:
    """What a library stands on while it is checked by itself: no particular time, zone or currency."""
    return Ground(date(year, 1, 1), date(year, 12, 31), DEFAULT_ZONE, NO_CURRENCY, True, Grid(), DEFAULT_BANDS)


def _period(plan: nodes.PlanDecl, grid: Grid, findings: Findings) -> tuple[date, date]:
    clause = only(plan.clauses, nodes.PeriodClause, findings)
    if clause is None:
        findings.error(plan.head.name.span, NO_PERIOD(), help=NO_PERIOD_HELP())
        return no_ground().start, no_ground().end
    found = days_of(clause.during, grid, findings)
    if found is None and isinstance(clause.during, nodes.DateRange):
        found = clause.during.first.value, clause.during.first.value
    first, last = found or (no_ground().start, no_ground().end)
    if first.year < YEARS[0] or last.year > YEARS[1]:
        findings.error(clause.during.span, FAR(first=YEARS[0], last=YEARS[1]))
        return no_ground().start, no_ground().end
    if last.year - first.year >= YEARS_AT_MOST:
        findings.error(clause.during.span, LONG_PERIOD(years=last.year - first.year + 1, limit=YEARS_AT_MOST))
        last = first
    return first, last


def zone(clause: nodes.TimezoneClause | None, default: str, findings: Findings) -> str:
    """The IANA name of a time zone, checked; the default where none is written or it does not exist."""
    if clause is None:
        return default
    name = clause.zone.text
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        findings.unknown(
            clause.zone.span, UNKNOWN_ZONE(name=name), name, available_timezones, among="zone", help=UNKNOWN_ZONE_HELP()
        )
        return default
    return name


def _currency(clause: nodes.CurrencyClause | None, findings: Findings) -> str | None:
    """The plan's currency; no currency rather than none where the code is unknown, so that it is told once."""
    if clause is None:
        return None
    code = clause.currency.text
    if code in CURRENCIES:
        return code
    findings.unknown(
        clause.currency.span,
        UNKNOWN_CURRENCY(code=code),
        code,
        lambda: sorted(CURRENCIES),
        among="currency",
    )
    return NO_CURRENCY


def bands(clause: nodes.Lights | None, default: StatusBands, findings: Findings) -> StatusBands:
    """The status bands of attainment; the default where none are written or they are in the wrong order."""
    if clause is None:
        return default
    if clause.green.value <= clause.amber.value:
        findings.error(clause.span, BANDS(green=clause.green.span.text, amber=clause.amber.span.text))
        return default
    return StatusBands(clause.green.value, clause.amber.value)
