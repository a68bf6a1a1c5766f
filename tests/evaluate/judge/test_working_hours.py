"""Limits in hours of working time, against a walk from minute to minute."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import attrs
import pytest

from planlang.evaluate.rules.reminders import worked_before
from planlang.semantics.model import ClockKind, ClockLimit, ResponseRule
from planlang.values.calendars import Calendar, make_calendar
from tests.evaluate.judge.worlds import CHINA, rule
from tests.spec.checks.hours import judged, told

MINUTE = timedelta(minutes=1)
HOURS = (
    ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)),
    ((0, 24 * 60),),
    ((8 * 60, 8 * 60 + 1), (8 * 60 + 2, 8 * 60 + 7), (20 * 60, 24 * 60)),
)


def calendar(hours: tuple[tuple[int, int], ...]) -> Calendar:
    return make_calendar(attrs.evolve(CHINA.spec, hours=hours), CHINA.first, CHINA.last)


def is_worked(calendar: Calendar, minute: datetime) -> bool:
    """Whether people work in the minute that begins then."""
    since = minute.hour * 60 + minute.minute
    return any(start <= since < end for start, end in calendar.hours_on(minute.date()))


def due_of(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """The earliest end of a minute with so many worked ones behind it."""
    at, left = start, minutes
    while left:
        left -= is_worked(calendar, at)
        at += MINUTE
    return at


def worked(calendar: Calendar, start: datetime, end: datetime) -> int:
    minutes = int((end - start) / MINUTE)
    return sum(is_worked(calendar, start + MINUTE * n) for n in range(minutes))


def written(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h" if hours else "") + (f"{rest}min" if rest else "") or "0h"


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("hours", HOURS)
def test_answers_are_late_after_the_minute_with_so_much_work_behind_it(
    hours: tuple[tuple[int, int], ...], zone: str
) -> None:
    rng, office, kinds = random.Random(7), calendar(hours), set()
    for _ in range(12):
        # no clocks are changed between: that is another case
        start = datetime.combine(date(2026, 2, 10), time()) + MINUTE * rng.randrange(14 * 24 * 60)
        minutes = rng.choice([1, 7, 60, 240, 1350])
        due = due_of(office, start, minutes)
        end = due + MINUTE * rng.choice([-1, 0, 1, 90, 600])
        if end < start:
            continue
        asked = ResponseRule(rule("answer"), "contact", "proposal", ClockLimit(minutes, ClockKind.WORKING))
        moves = f"contact {start:%m-%d %H:%M}; proposal {end:%m-%d %H:%M}"
        found = told(judged(asked, moves, "03-28 00:00", zone=zone, calendar=office)[1])
        late = end > due
        kinds.add(late)
        assert found["verdict"] == ("violated" if late else "satisfied"), moves
        assert found["due"] == f"{due:%m-%d %H:%M}", moves
        assert found["found"].removeprefix(">") == written(worked(office, start, end)), moves
    assert kinds == {True, False}


def test_what_goes_on_has_lasted_the_work_up_to_now() -> None:
    office = calendar(HOURS[0])
    asked = ResponseRule(rule("answer"), "contact", "proposal", ClockLimit(240, ClockKind.WORKING))
    start, now = datetime(2026, 2, 13, 16, 30), datetime(2026, 2, 24, 10, 17)
    found = told(judged(asked, f"contact {start:%m-%d %H:%M}", f"{now:%m-%d %H:%M}", calendar=office)[1])
    assert found["found"] == written(worked(office, start, now))
    assert found["verdict"] == "violated"


@pytest.mark.parametrize("seed", range(5))
def test_a_reminder_is_at_the_latest_time_with_so_much_work_before_the_end(seed: int) -> None:
    rng = random.Random(seed)
    office = calendar(HOURS[seed % 3])
    due = due_of(office, datetime(2026, 2, 10) + MINUTE * rng.randrange(20_000), 90)
    work = rng.choice([1, 30, 60, 500])
    at = worked_before(due, MINUTE * work, office)
    assert worked(office, at, due) == work
    assert is_worked(office, at)


def test_a_calendar_without_any_work_never_runs_out() -> None:
    off = make_calendar(attrs.evolve(CHINA.spec, weekdays=frozenset(), countries=()), CHINA.first, CHINA.last)
    asked = ResponseRule(rule("answer"), "contact", "proposal", ClockLimit(240, ClockKind.WORKING))
    found = told(judged(asked, "contact 03-02 09:00", "03-09 00:00", calendar=off)[1])
    assert (found["verdict"], found["due"], found["found"]) == ("pending", "", "0h")
