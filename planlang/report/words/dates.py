"""Dates and lengths of time as people read them.

In: dates, periods, numbers of days. Out: words in a language. Dates in tables and tips are ISO; on the axis and in
sentences they are short (`13 May`, `5/13`).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction

from planlang.diagnostics.text import Language, Message, Text
from planlang.semantics.model import DayKind, MonthKind
from planlang.values.periods import DAY, Period

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE = timedelta(minutes=1)

DAYS = {
    DayKind.WORKING: Text("report.days.working", "{count:working day|working days}"),
    DayKind.CALENDAR: Text("report.days.calendar", "{count:day|days}"),
    MonthKind.CALENDAR: Text("report.days.months", "{count:month|months}"),
}
SHORT_DAYS = {
    DayKind.WORKING: Text("report.short-days.working", "{count}wd"),
    DayKind.CALENDAR: Text("report.short-days.calendar", "{count}d"),
    MonthKind.CALENDAR: Text("report.short-days.months", "{count}mo"),
}


def short_day(day: date, language: Language) -> str:
    """A day without its year: `13 May`, `5/13`."""
    if language is Language.ZH:
        return f"{day.month}/{day.day}"
    return f"{day.day} {MONTHS[day.month - 1]}"


def day_beside(day: date, other: date, language: Language) -> str:
    """A day, with its year where that is not the year of another day: `13 May`, `13 May 2027`, `2027/5/13`."""
    short = short_day(day, language)
    if day.year == other.year:
        return short
    return f"{day.year}/{short}" if language is Language.ZH else f"{short} {day.year}"


def short_span(first: date, last: date, language: Language) -> str:
    """Two days, both included: `11–17 May`, `28 Sep–4 Oct`, `5/11–5/17`."""
    if first == last:
        return short_day(first, language)
    if language is Language.EN and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{short_day(last, language)}"
    return f"{short_day(first, language)}–{short_day(last, language)}"


def long_span(first: date, last: date) -> str:
    """Two days with their years: `2026-01-01 – 2026-12-31`."""
    return f"{first.isoformat()} – {last.isoformat()}"


def month_name(first: date, language: Language, *, year: bool) -> str:
    """A month: `May`, `May 2026`, `5月`, `2026年5月`."""
    if language is Language.ZH:
        return f"{first.year}年{first.month}月" if year else f"{first.month}月"
    return f"{MONTHS[first.month - 1]} {first.year}" if year else MONTHS[first.month - 1]


def week_words(period: Period, language: Language) -> str:
    """A period with its dates: `2026-W20 (11–17 May)`, `2026-W20（5/11–5/17）`."""
    span = short_span(period.start, period.last_day, language)
    return f"{period.label}（{span}）" if language is Language.ZH else f"{period.label} ({span})"


def last_known_day(cut: datetime) -> date:
    """The last day of which anything is known at a cut: the day before where the cut is at midnight."""
    return cut.date() - DAY if cut.time() == time() else cut.date()


def cut_words(cut: datetime, language: Language) -> str:
    """A cut as `17 May`, with the time where it is not midnight: `13 May 18:00`."""
    day = short_day(last_known_day(cut), language)
    return day if cut.time() == time() else f"{day} {cut:%H:%M}"


def due_time(day: date, at: datetime | None, language: Language) -> str:
    """When something is due: `13 May`, with the time of a limit in hours `13 May 18:00`."""
    return short_day(day, language) if at is None else f"{short_day(at, language)} {at:%H:%M}"


def number(value: Fraction | int) -> str:
    """A small number with at most one decimal, half away from zero: `3`, `2.5`, `-0.3`."""
    tenths = (abs(Fraction(value)) * 10 + Fraction(1, 2)) // 1
    text = f"{tenths // 10}" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"
    return f"-{text}" if value < 0 and tenths else text


def days_words(count: Fraction | int, kind: DayKind | MonthKind = DayKind.WORKING) -> Message:
    """A number of days: `3 working days`, `1 day`."""
    return DAYS[kind](count=number(count))


def short_days(count: Fraction | int, kind: DayKind | MonthKind, language: Language, *, sign: bool = False) -> str:
    """A number of days in the shortest words: `3wd`, `+2d`, `3个工作日`."""
    mark = "+" if sign and count > 0 else ""
    return mark + SHORT_DAYS[kind](count=number(count)).render(language).replace("-", "−")


def percent(share: Fraction) -> str:
    """A share as whole percent, never 0% or 100% unless exactly so."""
    rounded = int((abs(share) * 100 + Fraction(1, 2)) // 1)
    if share > 0:
        rounded = max(rounded, 1)
    if share < 1:
        rounded = min(rounded, 99)
    return f"{rounded}%"
