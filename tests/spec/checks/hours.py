"""Checks for the part of tests/spec/processes.md about limits in hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction

import attrs

from planlang.evaluate.results.evaluation import AsOf, Verdict
from planlang.evaluate.rules.findings import FOREVER, VERDICTS, Findings
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.visits import make_visits
from planlang.plan.plan import Plan
from planlang.semantics.model import ClockKind, ClockLimit, IdleRule, ProcessRule, ResponseRule, StayRule
from planlang.values.calendars import Calendar, make_calendar
from planlang.values.periods import week_of
from planlang.values.units import MICROSECONDS_A_SECOND
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import CALLS, CHINA, MOVES, day, deals, plan, process, rule, snapshot
from tests.spec.checks.processes import of_deal

Move = tuple[str, date]
FEW = 4
HOURS = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
OFFICE = make_calendar(attrs.evolve(CHINA.spec, hours=HOURS), CHINA.first, CHINA.last)


def moment(text: str) -> date:
    """`03-02 09:00` is an instant of 2026, `03-02` a day."""
    first, *time = text.split()
    return datetime.fromisoformat(f"{day(first)} {time[0]}") if time else day(first)


def limit(text: str) -> ClockLimit:
    """`4h`, `30min`, `4wh`."""
    if text.endswith("wh"):
        return ClockLimit(int(Fraction(text.removesuffix("wh")) * 60), ClockKind.WORKING)
    return ClockLimit(int(text[:-1]) * 60) if text.endswith("h") else ClockLimit(int(text.removesuffix("min")))


def moves(text: str) -> list[Move]:
    """`contact 03-02 09:00; proposal 03-02 10:30`."""
    parts = [part.split(maxsplit=1) for part in text.split(";") if part.strip()]
    return [(stage, moment(when)) for stage, when in parts]


def exported(text: str) -> list[tuple[object, ...]]:
    """`contact 03-02; proposal 03-09 03-16`, a row for each export, and one of another record in every export."""
    rows: list[tuple[object, ...]] = []
    for part in text.split(";"):
        stage, *days = part.split()
        for taken in map(day, days):
            rows.append(("D0", "lily", "prospect", taken))
            rows += [("D1", "lily", stage, taken)] if stage != "-" else []
    return rows


def judged(
    asked: ProcessRule,
    text: str,
    cut: str,
    *,
    zone: str = "Asia/Shanghai",
    calls: Sequence[date] | None = None,
    exports: bool = False,
    calendar: Calendar = CHINA,
) -> tuple[Plan, Findings]:
    """What a rule found about D1, with everything before the cut known."""
    of = process(asked)
    done = [] if calls is None else [(CALLS, [("D1", when) for when in calls])]
    if exports:
        world = plan(deals(exports=True), CALLS, of=of, calendar=calendar)
        loaded = snapshot((deals(exports=True), exported(text)), *done)
    else:
        rows = [("D1", stage, when) for stage, when in moves(text)]
        world = plan(deals(), MOVES, CALLS, of=of, calendar=calendar)
        loaded = snapshot((deals(), [("D1", "lily", rows[-1][1])]), (MOVES, rows), *done)
    world = attrs.evolve(world, model=attrs.evolve(world.model, plan=attrs.evolve(world.model.plan, zone=zone)))
    until = moment(cut)
    assert isinstance(until, datetime)
    visits = make_visits(world, loaded, AsOf(cut, until, week_of(until.date())))["b2b"]
    (found,) = judge_process(world, visits, loaded, Answers().on(loaded))
    assert found.count().verdicts[Verdict.VACUOUS] == 0
    return world, of_deal(found.all())


def told(found: Findings) -> dict[str, str]:
    """Verdicts, lengths, when they are due and since when they are broken."""
    lengths = [
        length(low) if low == high else f"{length(low)}..{length(high)}"
        for low, high in zip(found.low.tolist(), found.high.tolist(), strict=True)
    ]
    return {
        "verdict": ", ".join(VERDICTS[rank].value for rank in found.verdict.tolist()),
        "found": ", ".join(lengths),
        "due": ", ".join(written(one) for one in found.due_at.tolist() if one),
        "since": ", ".join(one.isoformat()[5:] for one in found.since.tolist() if one),
    }


def length(steps: int) -> str:
    """Hours, minutes, seconds; a few microseconds more or less are `>` and `<`."""
    if steps >= FOREVER:
        return ""
    seconds, rest = divmod(steps, MICROSECONDS_A_SECOND)
    sign = ">" if rest else ""
    if rest > FEW:
        seconds, sign = seconds + 1, "<"
        assert MICROSECONDS_A_SECOND - rest <= FEW
    minutes, second = divmod(seconds, 60)
    parts = ((minutes // 60, "h"), (minutes % 60, "min"), (second, "s"))
    return sign + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0h")


def written(when: datetime) -> str:
    return when.isoformat(" ", "seconds" if when.second else "minutes")[5:]


def stay(row: dict[str, str]) -> dict[str, str]:
    *total, stage, most = row["rule"].split()
    asked = StayRule(rule("stay"), stage, limit(most), bool(total), None)
    exports = row.get("how") == "exports"
    return told(judged(asked, row["moves"], row["cut"], zone=row.get("zone", "Asia/Shanghai"), exports=exports)[1])


def response(row: dict[str, str]) -> dict[str, str]:
    asked = ResponseRule(rule("answer"), "contact", "proposal", limit(row["within"]))
    _, found = judged(asked, row["moves"], row["cut"])
    return told(found)


def idle(row: dict[str, str]) -> dict[str, str]:
    *stage, most = row["rule"].split()
    asked = IdleRule(rule("idle"), limit(most), "calls", stage[0] if stage else None, None)
    calls = [moment(part.strip()) for part in row["calls"].split(";") if part.strip()]
    _, found = judged(asked, row["moves"], row["cut"], calls=calls)
    starts = [at or when for at, when in zip(found.anchor_at.tolist(), found.anchor.tolist(), strict=True)]
    shown = [written(one) if isinstance(one, datetime) else one.isoformat()[5:] for one in starts]
    return {"gaps": "; ".join(shown), **told(found)}


def working(row: dict[str, str]) -> dict[str, str]:
    """Hours of working time: 09:00 to 12:00 and 13:30 to 18:00 on the working days of China."""
    asked = ResponseRule(rule("answer"), "contact", "proposal", limit(row["within"]))
    _, found = judged(asked, row["moves"], row["cut"], calendar=OFFICE)
    return told(found)


def working_idle(row: dict[str, str]) -> dict[str, str]:
    calls = [moment(part.strip()) for part in row["calls"].split(";") if part.strip()]
    _, found = judged(
        IdleRule(rule("idle"), limit(row["rule"]), "calls", None, None),
        row["moves"],
        row["cut"],
        calls=calls,
        calendar=OFFICE,
    )
    return told(found)


def working_stay(row: dict[str, str]) -> dict[str, str]:
    *total, stage, most = row["rule"].split()
    exports = row.get("how") == "exports"
    asked = StayRule(rule("stay"), stage, limit(most), bool(total), None)
    return told(judged(asked, row["moves"], row["cut"], exports=exports, calendar=OFFICE)[1])
