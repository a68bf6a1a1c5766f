"""Visits owed to customers agree with what plain Python finds, day by day, whatever exports, owners and visits look like."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from attrs import frozen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.rules.findings import VERDICTS
from planlang.evaluate.rules.process import judge_process
from planlang.values.periods import DAY, Grain, Period, next_period, period_of
from planlang.workspace.run import held, planned
from tests.evaluate.judge.worlds import CHINA
from tests.evaluate.whole.small_plans import HEAD, csv, opened_plan
from tests.laws import tries

FIRST = date(2026, 1, 1)
GRAINS = {"week": Grain.WEEK, "month": Grain.MONTH, "quarter": Grain.QUARTER}
PLAN = """
team north "North" { lead Leo; rep Ann, Bob }
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer_id
  snapshot on file date
  customer_id: text
  owner: person optional
  size: number optional
}
source visits "Visits" { read "data/visits.csv"; covers 2025-01-01 .. 2026-12-31; event at day; day: date; customer_id: text }
"""


@frozen
class Shown:
    """What an export tells of the customer; `owner` "" for nobody, `size` None for an empty cell."""

    day: date
    present: bool
    owner: str
    size: int | None


@frozen
class Duty:
    """From when to when somebody had the customer: bounds of the first day, of the day after the last (None: it goes on)."""

    owner: str
    low: date | None
    high: date
    end: tuple[date, date] | None
    passes_on: bool


def duties(exports: Sequence[Shown], visits: Sequence[date]) -> list[Duty]:
    """The stretches of one owner each."""
    seen = [one for one in exports if one.present]
    if not seen:
        return []
    before = [one.day for one in exports if one.day < seen[0].day]
    low = before[-1] if before else None
    high = seen[0].day
    if low is None and visits:
        high = min(high, visits[0])
    last = None
    after = [one.day for one in exports if one.day > seen[-1].day]
    if after:
        last = (seen[-1].day, after[0])
    starts = [(seen[0].owner, low, high)]
    for one, following in pairwise(seen):
        if one.owner != following.owner:
            starts.append((following.owner, one.day, following.day))
    found = []
    for rank, (owner, since_low, since_high) in enumerate(starts):
        following_start = starts[rank + 1] if rank + 1 < len(starts) else None
        end = last if following_start is None else (following_start[1] or FIRST, following_start[2])
        found.append(Duty(owner, since_low, since_high, end, following_start is not None))
    return found


def worked(start: date, end: date) -> int:
    """Working days from one day to another, both included."""
    return sum(CHINA.is_working(start + timedelta(days=n)) for n in range(max((end - start).days + 1, 0)))


def size_on(exports: Sequence[Shown], day: date) -> int | None:
    """What the last export up to a day shows, else the first one after it."""
    seen = [one for one in exports if one.present]
    up_to = [one for one in seen if one.day <= day]
    return (up_to[-1] if up_to else seen[0]).size


def expected(
    exports: Sequence[Shown], visits: Sequence[date], grain: Grain, least: int, more_than: int | None, cut: date
) -> list[tuple[str, str, date]]:
    """Owner, verdict and due day of each part of a period, in order of time."""
    exports = [one for one in exports if one.day < cut]
    visits = sorted({day for day in visits if day < cut})
    found: list[tuple[date, int, tuple[str, str, date]]] = []
    for rank, duty in enumerate(duties(exports, visits)):
        period = period_of(duty.low or duty.high, grain)
        while period.start < cut and (duty.end is None or period.start < duty.end[1]):
            one = _part(duty, period, exports, visits, least, more_than, cut)
            if one is not None:
                found.append((period.start, rank, (duty.owner, *one)))
            period = next_period(period)
    return [told for _, _, told in sorted(found, key=lambda one: one[:2])]


def _part(
    duty: Duty,
    period: Period,
    exports: Sequence[Shown],
    visits: Sequence[date],
    least: int,
    more_than: int | None,
    cut: date,
) -> tuple[str, date] | None:
    last = period.last_day
    all_of_it = worked(period.start, last)
    sure_from, may_from = max(period.start, duty.high), max(period.start, duty.low or period.start)
    sure_to, may_to = (min(last, day - DAY) for day in duty.end) if duty.end is not None else (last, last)
    if not all_of_it or 2 * worked(may_from, may_to) < all_of_it:
        return None
    size = size_on(exports, period.start)
    if more_than is not None and size is not None and size <= more_than:
        return None
    if sum(day in period for day in visits) >= least:
        return "satisfied", sure_to
    if more_than is not None and size is None:
        return "unknown", sure_to
    if sure_to >= cut:
        return "pending", sure_to
    if duty.end is not None and not duty.passes_on and sure_to < last:
        return "waived", sure_to
    certain = 2 * worked(sure_from, sure_to) >= all_of_it and sure_to == may_to
    return "violated" if certain else "possibly violated", sure_to


DAYS = st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n))
SHOWN = st.builds(
    Shown,
    day=DAYS,
    present=st.sampled_from([True, True, True, False]),
    owner=st.sampled_from(["Ann", "Ann", "Bob", ""]),
    size=st.sampled_from([9, 9, 1, None]),
)


@settings(max_examples=tries(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    exports=st.lists(SHOWN, min_size=1, max_size=6, unique_by=lambda one: one.day),
    visits=st.lists(DAYS, max_size=6),
    word=st.sampled_from(sorted(GRAINS)),
    least=st.integers(1, 2),
    more_than=st.sampled_from([None, 5]),
    until=DAYS,
)
def test_what_is_owed_agrees_with_plain_python(
    exports: list[Shown], visits: list[date], word: str, least: int, more_than: int | None, until: date
) -> None:
    exports = sorted(exports, key=lambda one: one.day)
    where = "" if more_than is None else f" where size > {more_than}"
    text = HEAD + PLAN + f'process care "Care" on customers {{ every {word} at least {least} visits{where} }}\n'
    files = {"visits.csv": csv("day,customer_id", [(day.isoformat(), "C1") for day in visits])}
    for one in exports:
        rows: list[tuple[object, ...]] = [("C0", "Bob", 1)]
        rows += [("C1", one.owner, "" if one.size is None else one.size)] if one.present else []
        files[f"customers-{one.day}.csv"] = csv("customer_id,owner,size", rows)
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), text, files)
        world = held(planned(opened), opened, as_of=until.isoformat())
        process = world.visits["care"]
        (judged,) = judge_process(world.plan, process, world.snapshot, world.answers, world.roster)
        found = judged.all()
    mine = [rank for rank, key in enumerate(found.keys.tolist()) if key == "C1"]
    told = [(found.owners[rank] or "", VERDICTS[found.verdict[rank]].value, found.due[rank].item()) for rank in mine]
    cut = until + DAY
    assert told == expected(exports, visits, GRAINS[word], least, more_than, cut)
