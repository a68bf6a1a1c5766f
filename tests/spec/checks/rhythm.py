"""Checks for tests/spec/reviews.md: meetings, in the Chinese calendar of 2026."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from planlang.diagnostics.diagnostic import Severity
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.plan.recurring import Occurrence, held_on, occurrences
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
