"""Checks for tests/spec/reviews.md: meetings, in the Chinese calendar of 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice

from planlang.diagnostics.diagnostic import Severity
from planlang.evaluate.entities.roster import make_roster
from planlang.evaluate.results.beside import Meeting
from planlang.evaluate.rhythm.meetings import next_meetings
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.plan.recurring import Occurrence, held_on, occurrences
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check
from planlang.semantics.model import OffWork, Recurrence
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import Memory

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china { work week monday .. friday; holidays china }
"""


def planned(text: str) -> Plan:
    """The plan of a text in a company of 2026."""
    found = check(parse(Source("p.plan", HEAD + text)).value, Memory({}))
    assert found.value is not None
    errors = [one.message.render() for one in found.diagnostics if one.severity is Severity.ERROR]
    assert errors == []
    return build(found.value).value


def _rhythm(written: str) -> tuple[Plan, Recurrence]:
    plan = planned(f"review r {{ {written} }}\n")
    return plan, plan.model.reviews["r"].every


def moved(row: dict[str, str]) -> dict[str, str]:
    """Where a regular date goes."""
    plan, every = _rhythm(row["rhythm"])
    off = OffWork(row.get("off work", "next"))
    day = held_on(every, date.fromisoformat(row["regular"]), plan.grid, off, plan.calendar.is_working)
    return {"held": day.isoformat() if day else "none"}


def series(row: dict[str, str]) -> dict[str, str]:
    """The first meetings from a day on."""
    plan, every = _rhythm(row["rhythm"])
    first = date.fromisoformat(row["from"])
    off = OffWork.NEXT
    found: Iterator[Occurrence] = occurrences(every, first, plan.end, plan.calendar, plan.grid, off)
    return {"held": " ".join(f"{one.at:%m-%d}" for one in islice(found, int(row.get("count", "5"))))}


ONE_TO_ONE = """
role lead "Lead"
role rep "Rep" under lead
team north "North" {{ lead Leo; rep Ann{leave} }}
review r for each rep {{ every wednesday 16:00; attended by rep.lead }}
"""


def meetings_from(plan: Plan, day: date) -> tuple[Meeting, ...]:
    """The next meetings as of the beginning of a day."""
    schedule = make_schedule(plan, as_of=day)
    return next_meetings(plan, schedule, datetime.combine(day, time()), make_roster(plan))


def one_to_one(row: dict[str, str]) -> dict[str, str]:
    """The first one-to-one from a Wednesday on, with leave of the two."""
    leave = "".join(f"; on leave {part.strip()}" for part in row["leave"].split(",") if part.strip())
    plan = planned(ONE_TO_ONE.format(leave=leave))
    (meeting,) = meetings_from(plan, date.fromisoformat(row["regular"]))
    return {"held": meeting.at.date().isoformat(), "who": ", ".join(meeting.attendants)}


def action(row: dict[str, str]) -> dict[str, str]:
    """How something that was decided on a day stands in a later meeting."""
    done = f"; finished {row['done']}" if row["done"] != "-" else ""
    due = f"; by {row['due']}" if row["due"] != "-" else ""
    task = f"task t {{ takes 3wd; owner Ann{due}{done} }}"
    plan = planned(
        'role rep "Rep"\nteam n "N" { rep Ann }\n'
        f"review r {{ every monday 09:00; attended by Ann; held {row['decided']} {{ {task} }} }}\n"
    )
    day = date.fromisoformat(row["meeting"])
    (meeting,) = meetings_from(plan, day)
    assert meeting.at.date() == day
    if not meeting.actions:
        return {"shown": "gone"}
    (one,) = meeting.actions
    if one.finished is not None:
        return {"shown": f"done, open at {one.open_at} before"}
    return {"shown": f"open {one.open_at}" + (", overdue" if one.overdue else "")}
