"""What tests/spec/scheduling.md asks of schedule/, through the language itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.diagnostics.diagnostic import Outcome, Severity
from planlang.diagnostics.text import Message, Text
from planlang.plan.build import build
from planlang.schedule.schedule import Schedule, Slot
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check
from planlang.source import Source
from planlang.syntax.nodes import Module
from planlang.syntax.parse import parse
from planlang.values.zoned import parse_as_of

Row = dict[str, str]

HEADER = """
plan p "P" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china }
calendar china "China" { work week monday .. friday 08:00 .. 12:00, 13:00 .. 17:00; holidays china }
calendar short "Short" {
  work week monday .. thursday 08:00 .. 12:00, 13:00 .. 17:00
  work week friday 08:00 .. 12:00
  off 2026-03-05 afternoon
  work 2026-03-14 13:00 .. 15:00
}
role rep "Rep"
team crew "Crew" {
  rep 李明
  rep 王强
  on leave 王强 2026-09-29 .. 2026-09-30
}
team desk "Desk" {
  rep 赵敏, 孙丽
  work week 赵敏 monday .. wednesday 08:00 .. 12:00
  on leave 孙丽 2026-03-03 morning
}
"""


class NoFiles:
    """A loader for plans that use nothing."""

    def file(self, path: str, used_in: str) -> Outcome[Module] | Message:
        return Text("none", "there are no files")()

    def library(self, name: str) -> Outcome[Module] | None:
        return None

    def libraries(self) -> tuple[str, ...]:
        return ()


def scheduled(row: Row) -> Schedule:
    """The schedule of the row's plan, as of the row's date where it has one."""
    text = row["plan"].strip("`").replace(" task ", "\ntask ").replace(" milestone ", "\nmilestone ")
    outcome = parse(Source("test.plan", HEADER + text.replace("{\n", "{ ") + "\n"))
    checked = check(outcome.value, NoFiles())
    found = outcome.diagnostics + checked.diagnostics
    errors = [d.message.render() for d in found if d.severity is Severity.ERROR]
    assert not errors, errors
    assert checked.value is not None
    plan = build(checked.value)
    assert plan.diagnostics == ()
    if not row.get("as of"):
        return make_schedule(plan.value)
    cut, _ = parse_as_of(row["as of"], "Asia/Shanghai")
    return make_schedule(plan.value, as_of=cut.date())


def short(day: date) -> str:
    assert day.year == 2026
    return f"{day:%m-%d}"


def span(slot: Slot) -> str:
    return short(slot.start) if slot.start == slot.finish else f"{short(slot.start)}..{short(slot.finish)}"


def dates(row: Row) -> Row:
    return {"dates": "; ".join(f"{name} {span(slot)}" for name, slot in scheduled(row).slots.items())}


def times(row: Row) -> Row:
    form = "%m-%d %H:%M"
    slots = scheduled(row).slots.items()
    return {"times": "; ".join(f"{n} {s.starts_at.strftime(form)}..{s.ends_at.strftime(form)}" for n, s in slots)}


def slack(row: Row) -> Row:
    slot = scheduled(row).slots[row["of"]]
    return {"date": span(slot), "slack": "-" if slot.slack_days is None else f"{slot.slack_days}wd"}


def conflicts(row: Row) -> Row:
    found = (
        f"{c.task} {c.kind.value} {c.limit} -> {c.actual}, {c.days}wd: {', '.join(c.chain)}"
        for c in scheduled(row).conflicts
    )
    return {"conflicts": "; ".join(found)}


def floats(row: Row) -> Row:
    schedule = scheduled(row)
    told = (
        f"{n} {f'{s.total_float_days}{s.unit.value}' if s.total_float_days else 0}" for n, s in schedule.slots.items()
    )
    for slot in schedule.slots.values():
        assert slot.critical == (slot.total_float_days == 0)
    return {"floats": "; ".join(told), "critical path": ", ".join(schedule.critical_path)}


def as_of(row: Row) -> Row:
    schedule = scheduled(row)
    states = (f"{name} {slot.state.value} {share(slot)}" for name, slot in schedule.slots.items())
    return {**dates(row), "states": "; ".join(states)}


def share(slot: Slot) -> str:
    if slot.done is None:
        assert slot.progress_unknown
        return "(assumed)"
    return f"{slot.done * Fraction(100)}%"
