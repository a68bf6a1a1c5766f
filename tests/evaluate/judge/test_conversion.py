"""Conversion against a count record by record, from histories and from exports, and what is told where data are missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Conversion, ConversionVerdict
from planlang.evaluate.results.readings import Range
from planlang.evaluate.rules.conversion import conversions
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.model import ClockLimit, DayKind, DayLimit, Expectation, Process, TimeLimit
from planlang.values.figure import Known, Unknown, Why
from tests.evaluate.judge.worlds import MAIN_LINE, MOVES, as_of, day, deals, plan, process, snapshot
from tests.laws import tries

DAY = timedelta(days=1)
FIRST = date(2025, 12, 20)
STAGES = (*MAIN_LINE, "won", "lost")
LATER = ("negotiation", "won")
CUT = day("03-31")

MOVE = st.tuples(st.integers(0, 100).map(lambda n: FIRST + n * DAY), st.sampled_from(STAGES))
RECORDS = st.lists(st.lists(MOVE, min_size=1, max_size=5), min_size=1, max_size=8)
LIMITS = st.none() | st.integers(1, 60).map(lambda n: DayLimit(n, DayKind.CALENDAR))


def expecting(share: str, within: TimeLimit | None) -> Process:
    bare = process()
    expects = Expectation(Decimal(share), within)
    stages = tuple(evolve(stage, expectation=expects) if stage.name == "proposal" else stage for stage in bare.stages)
    return evolve(bare, stages=stages)


def listed(records: list[list[tuple[date, str]]]) -> list[list[tuple[date, str]]]:
    """Moves in order, at most one a day, none that goes nowhere."""
    found = []
    for record in records:
        moves: list[tuple[date, str]] = []
        for when, stage in sorted(dict(record).items()):
            if not moves or moves[-1][1] != stage:
                moves.append((when, stage))
        found.append(moves)
    return found


def converted(
    records: list[list[tuple[date, str]]], within: TimeLimit | None, until: date = CUT, **loaded: object
) -> Conversion:
    of = expecting("0.5", within)
    rows = [(f"D{n}", stage, when) for n, record in enumerate(records) for when, stage in record]
    state = [(f"D{n}", "lily", record[-1][1]) for n, record in enumerate(records)]
    world, data = plan(deals(), MOVES, of=of), snapshot((deals(), state), (MOVES, rows), **loaded)  # type: ignore[arg-type]
    (found,) = conversions(world, make_visits(world, data, as_of(until)), data)
    return found


@settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, LIMITS)
def test_a_history_is_counted_record_by_record(written: list[list[tuple[date, str]]], within: DayLimit | None) -> None:
    records = listed(written)
    found = converted(records, within)
    members = counted = got_further = already = can_still = 0
    for record in records:
        seen = [(when, stage) for when, stage in record if when <= CUT]
        entries = [place for place, (_, stage) in enumerate(seen) if stage == "proposal"]
        if not entries or seen[entries[0]][0] < date(2026, 1, 1):
            continue
        members += 1
        entered, rest = seen[entries[0]][0], seen[entries[0] + 1 :]
        further = [when for when, stage in rest if stage in LATER]
        in_time = bool(further) and (within is None or further[0] <= entered + within.count * DAY)
        is_over = within is not None and entered + (within.count + 1) * DAY <= CUT + DAY
        already += in_time
        can_still += not in_time and not is_over and seen[-1][1] != "lost"
        if within is None:
            counted += bool(rest)
            got_further += bool(further)
        elif entered + (within.count + 1) * DAY <= CUT + DAY:
            counted += 1
            got_further += bool(further) and further[0] <= entered + within.count * DAY
    assert (found.members, found.counted, found.converted) == (members, counted, got_further)
    assert found.immature == members - counted
    assert found.undated == 0
    if counted:
        rate = Fraction(got_further, counted)
        assert found.rate == Known(rate)
    else:
        assert found.rate == Unknown(Why.NO_DENOMINATOR)
    if members:
        assert found.whole == Range(Fraction(already, members), Fraction(already + can_still, members))
    is_met, is_missed = members > 0 and 2 * already >= members, 2 * (already + can_still) < members
    verdicts = {(True, False): ConversionVerdict.MET, (False, True): ConversionVerdict.BELOW}
    assert found.verdict is verdicts.get((is_met, is_missed), ConversionVerdict.UNKNOWN)


@settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, LIMITS)
def test_exports_leave_room_for_what_a_history_tells(
    written: list[list[tuple[date, str]]], within: DayLimit | None
) -> None:
    """Weekly exports of records that skip no export: the rate that the history of the same records gives lies in bounds."""
    exports = [day("01-04") + 7 * n * DAY for n in range(13)]
    records = []
    for record in listed(written):
        kept = [(exports[0] - DAY, "prospect")]
        for when, stage in record:  # one move between two exports, so that every stage is seen
            before = kept[-1]
            if when > exports[0] and not any(before[0] <= taken < when for taken in exports):
                continue
            if when > exports[0] and stage != before[1]:
                kept.append((when, stage))
        records.append(kept)
    rows = [
        (f"D{n}", "lily", [stage for when, stage in record if when <= taken][-1], taken)
        for n, record in enumerate(records)
        for taken in exports
    ]
    spec, of = deals(exports=True), expecting("0.5", within)
    world, data = plan(spec, of=of), snapshot((spec, rows))
    until = exports[-1]
    (found,) = conversions(world, make_visits(world, data, as_of(until)), data)
    exact = converted(records, within, until)
    assert found.members == exact.members
    if isinstance(found.rate, Known):
        assert found.rate == exact.rate
    elif found.bounds is not None and isinstance(exact.rate, Known):
        assert found.bounds.high is not None
        assert found.bounds.low <= exact.rate.value <= found.bounds.high
    if found.whole is not None and exact.whole is not None:
        assert found.whole.high is not None
        assert exact.whole.high is not None
        assert found.whole.low <= exact.whole.low <= exact.whole.high <= found.whole.high
    if found.verdict is not ConversionVerdict.UNKNOWN:
        assert found.verdict is exact.verdict


def test_a_time_by_the_clock_runs_from_the_instant() -> None:
    records = [[(day("03-02"), "proposal"), (day("03-03"), "won")], [(day("03-02"), "proposal")]]
    found = converted(records, ClockLimit(72 * 60))
    assert (found.counted, found.converted) == (2, 1)


def test_days_without_a_file_of_the_history_make_the_rate_unknown() -> None:
    records = [[(day("02-02"), "proposal"), (day("02-03"), "won")], [(day("02-02"), "proposal")]]
    loaded = {"deals": ((date(2020, 1, 1), CUT + DAY),)}
    gap = {**loaded, "moves": ((day("01-05"), day("02-09")), (day("02-16"), CUT + DAY))}
    found = converted(records, DayLimit(10, DayKind.CALENDAR), coverage=gap)
    assert found.rate == Unknown(Why.NOT_LOADED, Fraction(1, 2))
    assert found.verdict is ConversionVerdict.UNKNOWN
    late = {**loaded, "moves": ((day("02-02"), CUT + DAY),)}
    found = converted(records, DayLimit(10, DayKind.CALENDAR), coverage=late)
    assert found.rate == Known(Fraction(1, 2))
    assert found.since == day("02-02"), "the data begin later than the plan"


def test_without_moves_nothing_is_known() -> None:
    of = expecting("0.5", None)
    world = plan(deals(), of=of)
    data = snapshot((deals(), [("D1", "lily", "proposal"), ("D2", "lily", "won")]))
    (found,) = conversions(world, make_visits(world, data, as_of(CUT)), data)
    assert found.rate == Unknown(Why.NO_HISTORY)
    assert found.verdict is ConversionVerdict.UNKNOWN


@pytest.mark.parametrize(("won", "verdict"), [(5, ConversionVerdict.MET), (4, ConversionVerdict.BELOW)])
def test_the_expected_share_itself_is_met(won: int, verdict: ConversionVerdict) -> None:
    records = [[(day("02-02"), "proposal"), (day("02-03"), "won" if number < won else "lost")] for number in range(10)]
    found = converted(records, None)
    assert found.verdict is verdict
    assert found.behind == tuple(f"deal:D{number}" for number in range(won, 10))
