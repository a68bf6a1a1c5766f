"""Calendars: weekly pattern, official holidays, a company's own days; the week of one person.

In: `calendar` declarations, own weeks, and the names by which calendars are asked for. Out: `CalendarSpec`s by name. What a day is
in them is answered by values/calendars.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import days, each, repeated, weekday
from planlang.semantics.clauses.countries import COUNTRY_NAMES, country_code
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import complain
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note, note_word
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.calendars import CalendarSpec, DayException
from planlang.values.hours import DayPart, Hours, length

UNKNOWN_COUNTRY = Text("unknown-name.country", "no country is called `{name}`")
UNKNOWN_COUNTRY_HELP = Text(
    "unknown-name.country-help", "write its name in English or Chinese, or its ISO code (CN, DE)"
)
CLASH = Text("day-off-and-worked", "{day} is both a day off and a day of work in this calendar")
CLASH_FIRST = Text("day-off-and-worked.first", "first said here")
LONG = Text("impossible-dates.days", "{count} days in a row are more than the {limit} allowed here")
HOURS = Text("working-hours", "these hours do not come one after the other")
HOURS_HELP = Text("working-hours.help", "write them from morning to evening: `09:00 .. 12:00, 13:30 .. 18:00`")

DEFAULT = "default"
DAYS_AT_MOST = 400


def calendars(bench: Bench) -> None:
    """Put every declared calendar on the bench."""
    for symbol in bench.program.symbols(Kind.CALENDAR):
        bench.calendars[symbol.name] = _calendar(bench, symbol)


def _calendar(bench: Bench, symbol: Symbol) -> CalendarSpec:
    node = symbol.node
    assert isinstance(node, nodes.CalendarDecl)
    ident = symbol.ident()
    countries: list[str] = []
    for clause in each(node.clauses, nodes.Holidays):
        for country in clause.countries:
            code = country_code(country.text)
            if code is None:
                _unknown_country(bench, country)
            elif code not in countries:
                countries.append(code)
    own, off = _exceptions(bench, node)
    plain = CalendarSpec(ident.name, ident.title, countries=tuple(countries), exceptions=own, off=off)
    return with_week(bench, plain, each(node.clauses, nodes.WorkWeek))


def _unknown_country(bench: Bench, name: nodes.Name) -> None:
    bench.findings.unknown(
        name.span,
        UNKNOWN_COUNTRY(name=name.text),
        name.text,
        lambda: COUNTRY_NAMES,
        among="country",
        help=UNKNOWN_COUNTRY_HELP(),
    )


def with_week(bench: Bench, spec: CalendarSpec, weeks: Sequence[nodes.WorkWeek | nodes.OwnWeek]) -> CalendarSpec:
    """A calendar with the week that some clauses say, each anew for its days; with its own where there is none.

    A usual day has the hours that most of the days have, the longer ones where as many have others.
    """
    said: dict[int, nodes.WorkWeek | nodes.OwnWeek] = {}
    hours: dict[int, Hours] = {}
    for week in weeks:
        own, days = hours_of(bench, week.hours), _weekdays(bench, week)
        if not days:
            return spec
        for day in days:
            said[day], hours[day] = week, own or spec.hours_of(day)
    for week, later in pairwise(weeks):
        if not any(one is week for one in said.values()):
            repeated(later.span, week.span, bench.findings)
            break
    if not hours:
        return spec
    usual, spec_hours = spec.usual_hours, spec.hours
    if any(week.hours for week in weeks):
        ways = list(hours.values())
        usual = spec_hours = max(ways, key=lambda own: (ways.count(own), length(own)))
    others = {day: own for day, own in sorted(hours.items()) if own != usual}
    return evolve(spec, weekdays=frozenset(hours), hours=spec_hours, weekday_hours=others)


def _weekdays(bench: Bench, week: nodes.WorkWeek | nodes.OwnWeek) -> list[int]:
    """The working weekdays: each range from its first to its last, over the weekend where need be."""
    found: dict[int, None] = {}
    for stretch in week.days:
        first, last = weekday(stretch.first, bench.findings), weekday(stretch.last, bench.findings)
        if first is None or last is None:
            return []
        found.update(((first + step) % 7, None) for step in range((last - first) % 7 + 1))
    return list(found)


def hours_of(bench: Bench, ranges: Sequence[nodes.ClockRange]) -> Hours:
    """Hours of a day in minutes since midnight; none after reporting that they are out of order."""
    hours = tuple((hour.start.hour * 60 + hour.start.minute, hour.end.hour * 60 + hour.end.minute) for hour in ranges)
    flat = [minute for pair in hours for minute in pair]
    if any(later <= earlier for earlier, later in zip(flat[::2], flat[1::2], strict=True)) or flat != sorted(flat):
        bench.findings.error(ranges[0].span.to(ranges[-1].span), HOURS(), help=HOURS_HELP())
        return ()
    return hours


def day_part(bench: Bench, part: nodes.DayPart | None) -> DayPart | None:
    """A part of a day; None for a whole one, or after reporting hours that are out of order."""
    if part is None:
        return None
    return part.half or hours_of(bench, part.hours) or None


def _exceptions(
    bench: Bench, node: nodes.CalendarDecl
) -> tuple[dict[date, DayException], dict[date, tuple[DayPart, ...]]]:
    """The company's own days, and the parts of days that are off."""
    own: dict[date, DayException] = {}
    off: dict[date, tuple[DayPart, ...]] = {}
    said: dict[date, nodes.DayOff | nodes.WorkDay] = {}
    for clause in node.clauses:
        if not isinstance(clause, (nodes.DayOff, nodes.WorkDay)):
            continue
        span = days(clause.dates, bench.findings)
        if span is None:
            continue
        length = (span[1] - span[0]).days + 1
        if length > DAYS_AT_MOST:
            bench.findings.error(clause.dates.span, LONG(count=length, limit=DAYS_AT_MOST))
            continue
        working, part = isinstance(clause, nodes.WorkDay), day_part(bench, clause.part)
        reason = clause.reason.text if clause.reason else ""
        for step in range(length):
            day = span[0] + timedelta(days=step)
            if part is not None and not working:
                off[day] = (*off.get(day, ()), part)
                continue
            before = said.get(day)
            if before is not None and isinstance(before, nodes.WorkDay) != working:
                bench.findings.error(
                    clause.dates.span, CLASH(day=day.isoformat()), related=(Related(before.dates.span, CLASH_FIRST()),)
                )
                break
            said[day] = clause
            own[day] = DayException(working, reason, part)
    return own, off


def calendar_named(bench: Bench, scope: Scope, clause: nodes.CalendarClause | nodes.OwnCalendar, default: str) -> str:
    """The name of the calendar that a clause asks for; the default after reporting that there is none.

    A name that no calendar has but a country does means the official holidays of that country; its calendar is added
    to those of the bench.
    """
    name = clause.calendar.text
    symbol = scope.find(name, (Kind.CALENDAR,))
    if symbol is not None:
        note(scope, clause.calendar, symbol, bench.findings)
        return symbol.name
    code = country_code(name)
    if code is None:
        found = scope.lookup(name)
        if isinstance(found, tuple):
            complain(scope, name, clause.calendar.span, found, (Kind.CALENDAR,), bench.findings)
        return default
    note_word(clause.calendar.span, bench.findings)
    spec = CalendarSpec(name, name, countries=(code,))
    if bench.calendars.setdefault(name, spec) != spec:
        bench.calendars.setdefault(code, CalendarSpec(code, name, countries=(code,)))
        return code
    return name


def default_calendar(bench: Bench, scope: Scope, clause: nodes.CalendarClause | None) -> str:
    """The calendar of the plan; Monday to Friday without holidays where it names none."""
    if clause is None:
        bench.calendars.setdefault(DEFAULT, CalendarSpec(DEFAULT, DEFAULT))
        return DEFAULT
    name = calendar_named(bench, scope, clause, DEFAULT)
    bench.calendars.setdefault(name, CalendarSpec(name, name))
    return name
