"""Limits in hours against slow verdicts on aware datetimes, one record at a time; and against every way in which what is
known by the day may have happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.results.evaluation import AsOf, Verdict
from planlang.evaluate.rules.findings import VERDICTS, Findings
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.visits import make_visits
from planlang.plan.plan import Plan
from planlang.semantics.model import ClockLimit, IdleRule, ProcessRule, ResponseRule, StayRule
from planlang.values.periods import week_of
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import CALLS, MOVES, deals, plan, process, rule, snapshot
from tests.laws import tries

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Havana")
STARTS = (datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC))
"""A day before the clocks are changed in New York and Havana, and twice in Berlin."""
FINAL = ("won", "lost")
STAGES = ("contact", "proposal", "contact", "proposal", "discovery", *FINAL)
Move = tuple[str, datetime]

zones = st.sampled_from(ZONES)
limits = st.sampled_from((1, 30, 90, 240, 1440, 1500)).map(ClockLimit)
offsets = st.integers(0, 5 * 24 * 60 * 60)
"""Seconds in five days."""
half_hours = st.builds(lambda count, more: count * 1800 + more, st.integers(0, 100), st.sampled_from((0, 0, 0, 1, 59)))
"""Seconds in two days, mostly half hours so that limits are met exactly."""


@st.composite
def instants(draw: st.DrawFn, most: int) -> list[datetime]:
    """Different instants, ascending."""
    start = draw(st.sampled_from(STARTS))
    seconds = draw(st.lists(half_hours, min_size=1, max_size=most, unique=True))
    return [start + timedelta(seconds=second) for second in sorted(seconds)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[str, list[Move], list[datetime], datetime]:
    """A zone, moves of one record, activities, and a cut; of a local time that occurs twice the first is
    meant."""
    zone = draw(zones)
    times = [at for at in draw(instants(12)) if not at.astimezone(ZoneInfo(zone)).fold]
    stages = draw(st.lists(st.sampled_from(STAGES), min_size=len(times), max_size=len(times)))
    is_call = draw(st.lists(st.booleans(), min_size=len(times), max_size=len(times)))
    moves = [(stage, at) for stage, at, call in zip(stages, times, is_call, strict=True) if not call]
    calls = [at for at, call in zip(times, is_call, strict=True) if call]
    cut = draw(st.sampled_from([*times, times[0] + timedelta(days=7)])) if times else STARTS[0]
    cut += timedelta(seconds=draw(st.sampled_from((0, 1, 3600))))
    return zone, moves, calls, cut + timedelta(hours=cut.astimezone(ZoneInfo(zone)).fold)


def days_only(times: Sequence[datetime], zone: str) -> bool:
    """Whether an export of these has no times: all are 00:00."""
    return all(local(at, zone).time() == datetime.min.time() for at in times)


def local(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def judge(
    rules: Sequence[ProcessRule], zone: str, cut: datetime, moves: Sequence[tuple[str, date]], calls: Sequence[date]
) -> list[Findings]:
    """What the rules find; everything in local time."""
    of = process(*rules)
    world: Plan = plan(deals(), MOVES, CALLS, of=of)
    world = attrs.evolve(world, model=attrs.evolve(world.model, plan=attrs.evolve(world.model.plan, zone=zone)))
    loaded: Snapshot = snapshot(
        (deals(), [("D1", "lily", "prospect")]),
        (MOVES, [("D1", stage, at) for stage, at in moves]),
        (CALLS, [("D1", at) for at in calls]),
    )
    visits = make_visits(world, loaded, AsOf("", cut, week_of(cut.date())))["b2b"]
    return [one.all() for one in judge_process(world, visits, loaded, Answers().on(loaded))]


def verdicts(found: Findings) -> list[Verdict]:
    return [VERDICTS[rank] for rank in found.verdict.tolist()]


# ---------------------------------------------------------------- exact histories


def visits_of(moves: Sequence[Move], cut: datetime) -> list[tuple[str, datetime, datetime | None]]:
    """(stage, entered, left)."""
    seen = [move for move in moves if move[1] < cut]
    seen = [move for n, move in enumerate(seen) if n == 0 or seen[n - 1][0] != move[0]]
    ends: list[datetime | None] = [*(at for _, at in seen), None]
    return [(stage, at, left) for (stage, at), left in zip(seen, ends[1:], strict=True)]


def verdict(start: datetime, end: datetime | None, allowed: timedelta, cut: datetime) -> Verdict:
    if end is not None:
        return Verdict.SATISFIED if end <= start + allowed else Verdict.VIOLATED
    return Verdict.VIOLATED if cut > start + allowed else Verdict.PENDING


def slow_stay(moves: Sequence[Move], allowed: timedelta, cut: datetime) -> list[Verdict]:
    return [verdict(at, left, allowed, cut) for stage, at, left in visits_of(moves, cut) if stage == "proposal"]


def slow_total(moves: Sequence[Move], allowed: timedelta, cut: datetime) -> list[Verdict]:
    mine = [(at, left) for stage, at, left in visits_of(moves, cut) if stage == "proposal"]
    if not mine:
        return []
    spent = sum(((left or cut) - at for at, left in mine), timedelta())
    if spent > allowed:
        return [Verdict.VIOLATED]
    return [Verdict.PENDING if mine[-1][1] is None else Verdict.SATISFIED]


def slow_gaps(
    moves: Sequence[Move], calls: Sequence[datetime], cut: datetime, stage: str | None
) -> list[tuple[datetime, datetime | None]]:
    """Start and end of every silence."""
    found: list[tuple[datetime, datetime | None]] = []
    clock: datetime | None = None
    for here, entered, left in visits_of(moves, cut):
        runs = here not in FINAL if stage is None else here == stage
        if clock is not None and not runs:
            found.append((clock, entered))
            clock = None
        if runs and clock is None:
            clock = entered
        for call in calls:
            if clock is not None and clock < call < cut and entered <= call < (left or cut):
                found.append((clock, call))
                clock = call
    return found if clock is None else [*found, (clock, None)]


def slow_idle(
    moves: Sequence[Move], calls: Sequence[datetime], allowed: timedelta, cut: datetime, stage: str | None
) -> list[Verdict]:
    return [verdict(start, end, allowed, cut) for start, end in slow_gaps(moves, calls, cut, stage)]


def slow_response(moves: Sequence[Move], allowed: timedelta, cut: datetime) -> list[Verdict]:
    visits = visits_of(moves, cut)
    found = []
    for index, (stage, entered, _) in enumerate(visits):
        if stage != "contact":
            continue
        later = visits[index + 1 :]
        first = {name: next((at for s, at, _ in later if s == name), None) for name in ("proposal", "won", "lost")}
        answer, won, lost = first["proposal"], first["won"], first["lost"]
        due = entered + allowed
        before_win = answer is not None and (won is None or answer < won)
        if before_win and answer is not None and answer <= due:
            found.append(Verdict.SATISFIED)
        elif lost is not None and lost <= due and (won is None or lost < won):
            found.append(Verdict.WAIVED)
        elif before_win or won is not None or lost is not None:
            found.append(Verdict.VIOLATED)
        else:
            found.append(Verdict.VIOLATED if cut > due else Verdict.PENDING)
    return found


@settings(max_examples=tries(400), deadline=None)
@given(worlds(), limits)
def test_verdicts_are_those_of_the_clock(
    world: tuple[str, list[Move], list[datetime], datetime], limit: ClockLimit
) -> None:
    zone, moves, calls, cut = world
    allowed = timedelta(minutes=limit.minutes)
    rules = (
        StayRule(rule("stay"), "proposal", limit, False, None),
        StayRule(rule("total"), "proposal", limit, True, None),
        IdleRule(rule("idle"), limit, "calls", None, None),
        IdleRule(rule("idle2"), limit, "calls", "proposal", None),
        ResponseRule(rule("answer"), "contact", "proposal", limit),
    )
    if days_only([at for _, at, _ in visits_of(moves, cut)], zone):
        return
    found = judge(
        rules, zone, local(cut, zone), [(s, local(at, zone)) for s, at in moves], [local(at, zone) for at in calls]
    )
    shown = [at for at in calls if at < cut]
    if shown and days_only(shown, zone):
        found[2:4] = []
        rules = (*rules[:2], rules[4])
    expected = {
        "stay": slow_stay(moves, allowed, cut),
        "total": slow_total(moves, allowed, cut),
        "idle": slow_idle(moves, calls, allowed, cut, None),
        "idle2": slow_idle(moves, calls, allowed, cut, "proposal"),
        "answer": slow_response(moves, allowed, cut),
    }
    for one, asked in zip(found, rules, strict=True):
        assert verdicts(one) == expected[asked.ident.name.rpartition(".")[2]], asked.ident.name


@settings(max_examples=tries(200), deadline=None)
@given(worlds(), limits)
def test_a_limit_runs_out_that_many_hours_after_the_entry(
    world: tuple[str, list[Move], list[datetime], datetime], limit: ClockLimit
) -> None:
    zone, moves, _, cut = world
    if days_only([at for _, at, _ in visits_of(moves, cut)], zone):
        return
    asked = StayRule(rule("stay"), "proposal", limit, False, None)
    (found,) = judge((asked,), zone, local(cut, zone), [(s, local(at, zone)) for s, at in moves], ())
    due = [at + timedelta(minutes=limit.minutes) for stage, at, _ in visits_of(moves, cut) if stage == "proposal"]
    assert found.due_at.tolist() == [local(at, zone) for at in due]
    assert found.due.tolist() == [local(at, zone).date() for at in due]


# ---------------------------------------------------------------- days only

FIRST = datetime(2026, 3, 2)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
day_numbers = st.lists(st.integers(0, 12), min_size=1, max_size=5, unique=True).map(sorted)


def ways(days: Sequence[int], cut: datetime) -> list[tuple[datetime, ...]]:
    """The earliest and the latest instant of every day, in every combination."""
    ends = [(FIRST + day * DAY, min(FIRST + (day + 1) * DAY, cut) - TICK) for day in days]
    return list(product(*ends))


@settings(max_examples=tries(300), deadline=None)
@given(day_numbers, limits, st.integers(13, 20), st.booleans(), st.data())
def test_days_prove_what_holds_however_the_day_went(
    days: list[int], limit: ClockLimit, last: int, total: bool, data: st.DataObject
) -> None:
    cut = FIRST + last * DAY
    stages = data.draw(st.permutations(["proposal", "contact", "proposal", "won", "lost"]))[: len(days)]
    dates = [(stage, FIRST + day * DAY) for stage, day in zip(stages, days, strict=True)]
    asked = StayRule(rule("stay"), "proposal", limit, total, None)
    (found,) = judge((asked,), "Asia/Shanghai", cut, dates, ())
    allowed = timedelta(minutes=limit.minutes)
    slow = slow_total if total else slow_stay
    possible = [slow(list(zip(stages, way, strict=True)), allowed, cut) for way in ways(days, cut)]
    told = verdicts(found)
    for index, one in enumerate(told):
        outcomes = {outcome[index] for outcome in possible}
        if one is Verdict.POSSIBLE:
            assert Verdict.VIOLATED in outcomes
            assert len(outcomes) > 1
        else:
            assert outcomes == {one}
    assert all(len(outcome) == len(told) for outcome in possible)


@settings(max_examples=tries(300), deadline=None)
@given(
    st.lists(offsets, min_size=1, max_size=8, unique=True).map(sorted),
    limits,
    st.integers(0, 3),
    st.sampled_from([None, "contact"]),
)
def test_silence_proven_by_days_is_silence_in_truth(
    seconds: list[int], limit: ClockLimit, after: int, stage: str | None
) -> None:
    first, *calls = [FIRST + timedelta(seconds=second) for second in seconds]
    cut = datetime.combine((calls or [first])[-1].date() + DAY, datetime.min.time()) + after * DAY
    asked = IdleRule(rule("idle"), limit, "calls", stage, None)
    midnight = [datetime.combine(at.date(), datetime.min.time()) for at in (first, *calls)]
    (found,) = judge((asked,), "Asia/Shanghai", cut, [("contact", midnight[0])], midnight[1:])
    allowed = timedelta(minutes=limit.minutes)
    gaps = [*pairwise((first, *calls)), ((calls or [first])[-1], cut)]
    broken = [start for start, end in gaps if end - start > allowed]
    proven = verdicts(found).count(Verdict.VIOLATED)
    assert proven <= len(broken)
    if Verdict.POSSIBLE not in verdicts(found):
        over_days = [
            start for start, end in gaps if end - start > allowed and (start.date() < end.date() or end == cut)
        ]
        assert len(over_days) == proven
