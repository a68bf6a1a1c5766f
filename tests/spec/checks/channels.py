"""Checks for tests/spec/channels.md: when channels send, what, and to whom."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from planlang.evaluate.results.beside import Form, Told, Topic
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.rhythm.delivery import Delivery
from planlang.workspace.run import evaluated, planned
from tests.spec.checks.reference import opened

CALENDARS = """
calendar daily { work week monday .. sunday }
calendar never { work week sunday; off 2026-01-01 .. 2026-12-31; off 2027-01-01 .. 2027-12-31; off 2028-01-01 .. 2028-12-31 }
"""
VISITS = """
--- data/activities-2026-Q1.csv
day,owner,kind,deal_id,minutes
{rows}
"""


@lru_cache(maxsize=64)
def delivery(clauses: str) -> Delivery:
    """A channel of a company in China."""
    with tempfile.TemporaryDirectory() as folder:
        read = opened(f"{CALENDARS}channel c {{ {clauses} }}\n", Path(folder))
        assert read.usable, [one.message.render() for one in read.diagnostics]
        plan = planned(read)
    channel = plan.model.channels["c"]
    return Delivery(channel, plan.calendars[channel.calendar], plan.grid)


def sent(row: dict[str, str]) -> dict[str, str]:
    """When a channel sends one thing."""
    severity = None if row["severity"] == "-" else row["severity"]
    at = delivery(row["channel"]).at(datetime.fromisoformat(row["known"]), severity)
    return {"sent": "never" if at is None else f"{at:%Y-%m-%d %H:%M}"}


def day(row: dict[str, str]) -> dict[str, str]:
    """The messages of 10 March, and of the days after it; `!` marks what is critical."""
    told = [
        Told(
            Topic.ALERT,
            f"{number}",
            "few",
            "plan:",
            written.removesuffix("!"),
            "critical" if written.endswith("!") else "warning",
            datetime.fromisoformat(f"2026-03-10 {written.removesuffix('!')}"),
        )
        for number, written in enumerate(row["known"].split())
    ]
    signs = {Form.SINGLE: "", Form.DIGEST: "digest ", Form.SUMMARY: "in one "}
    found = [
        f"{one.at:%d %H:%M} {signs[one.form]}({', '.join(each.title for each in one.told)})"
        for one in delivery(row["channel"]).messages("Ann", told)
    ]
    return {"messages": "; ".join(found)}


def told(row: dict[str, str]) -> dict[str, str]:
    """Who hears of an alert about few visits."""
    visits = {"刘洋": ["01-05", "01-06", "01-12", "01-13"], "Anna Lee": ["01-05", "01-06"]}
    rows = [f"2026-{day},{person},visit,D1,30" for person, days in visits.items() for day in days]
    channels = "".join(f"channel {one}\n" for one in re.split(r"(?<=\}), ", row["channels"]) if one)
    example = f"alert few for each rep {{ when visits this week < 2; {row['notify']} }}\n{channels}" + VISITS.format(
        rows="\n".join(sorted(rows))
    )
    found = _evaluated(example).notices
    messages = (f"{one.channel}: {one.to} of {_names(told.entity for told in one.told)}" for one in found.messages)
    unsent = (f"{one.to} {one.count}" for one in found.unsent)
    return {"told": "; ".join(messages) or "-", "unsent": "; ".join(unsent) or "-"}


def _evaluated(example: str) -> Evaluation:
    with tempfile.TemporaryDirectory() as folder:
        read = opened(example, Path(folder))
        assert read.usable, [one.message.render() for one in read.diagnostics]
        return evaluated(planned(read), read, as_of="2026-W03")


def _names(entities: Iterable[str]) -> str:
    return ", ".join(entity.partition(":")[2] for entity in entities)
