"""Schedules of plans given as text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.values.calendars import CalendarSpec
from tests.plan.notation import model


def planned(text: str, start: str = "2026-03-02", calendars: Mapping[str, CalendarSpec] | None = None) -> Plan:
    outcome = build(model(text, start, "2026-12-31", calendars))
    assert outcome.diagnostics == ()
    return outcome.value


def scheduled(
    text: str,
    as_of: str | None = None,
    held: Mapping[str, date | None] | None = None,
    calendars: Mapping[str, CalendarSpec] | None = None,
    start: str = "2026-03-02",
) -> Schedule:
    day = None if as_of is None else date.fromisoformat(as_of)
    return make_schedule(planned(text, start, calendars), as_of=day, held=held)


def days(schedule: Schedule, name: str) -> str:
    """First and last day of a slot, `03-02..03-06`."""
    slot = schedule.slots[name]
    return f"{slot.start:%m-%d}..{slot.finish:%m-%d}"
