"""What tests/spec/working_days.md asks of values/calendars."""

from __future__ import annotations

from datetime import date
from functools import cache

from planlang.values.calendars import Calendar, CalendarSpec, make_calendar
from planlang.values.periods import Grain, parse_label, periods_meeting

Row = dict[str, str]


@cache
def china() -> Calendar:
    spec = CalendarSpec("china", "China", countries=("CN",))
    return make_calendar(spec, date(2025, 1, 1), date(2028, 12, 31))


def count(row: Row) -> Row:
    period = parse_label(row["period"])
    return {"working days": str(china().working_days(period.start, period.end))}


def odd_weeks(row: Row) -> Row:
    year = parse_label(row["year"])
    weeks = [w for w in periods_meeting(year.start, year.end, Grain.WEEK) if w.label.startswith(row["year"])]
    counts = [(w.label[5:], china().working_days(w.start, w.end)) for w in weeks]
    return {"weeks": ", ".join(f"{label} {days}" for label, days in counts if days != 5)}


def assumed(row: Row) -> Row:
    day, last = date.fromisoformat(row["day"]), china().assumed_after
    return {
        "worked": "yes" if china().is_working(day) else "no",
        "assumed": "yes" if last is not None and day > last else "no",
    }


def add(row: Row) -> Row:
    day = china().add_working_days(date.fromisoformat(row["from"]), int(row["working days"]))
    return {"day": str(day)}
