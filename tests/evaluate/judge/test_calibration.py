"""Chances of winning against a count record by record, and Wilson's interval against its textbook form."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import isclose, sqrt

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.pipelines import Fit
from planlang.evaluate.stages.calibration import calibrations, wilson
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.model import WinProbability
from planlang.values.figure import Known, Unknown
from tests.evaluate.judge.worlds import MOVES, SPAN, as_of, chained, day, deals, plan, snapshot
from tests.laws import tries

DAY = timedelta(days=1)
CUT = day("03-31")
FIRST = CUT + DAY - timedelta(weeks=52)
STAGES = ("prospect", "proposal", "won", "delivery", "service", "resold", "lost", "void")
WON = ("won", "delivery", "service", "resold")
MOVE = st.tuples(st.integers(-20, 380).map(lambda n: FIRST + n * DAY), st.sampled_from(STAGES))
RECORDS = st.lists(st.lists(MOVE, min_size=1, max_size=4), min_size=1, max_size=30)


def textbook(won: int, decided: int) -> tuple[float, float]:
    """Wilson's interval in floating point."""
    z, share = 1.959963984540054, won / decided
    middle = (share + z * z / (2 * decided)) / (1 + z * z / decided)
    reach = z / (1 + z * z / decided) * sqrt(share * (1 - share) / decided + z * z / (4 * decided * decided))
    return max(0.0, middle - reach), min(1.0, middle + reach)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_is_that_of_the_textbook(counts: tuple[int, int]) -> None:
    found, told = wilson(*counts), textbook(*counts)
    assert all(isclose(float(one), other, abs_tol=1e-9) for one, other in zip(found, told, strict=True))
    assert 0 <= found[0] <= Fraction(*counts) <= found[1] <= 1


@settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, st.integers(1, 99))
def test_records_are_counted_one_by_one(written: list[list[tuple[date, str]]], declared: int) -> None:
    records = []
    for record in written:
        moves: list[tuple[date, str]] = []
        for when, stage in sorted(dict(record).items()):
            if not moves or moves[-1][1] != stage:
                moves.append((when, stage))
        records.append(moves)
    won = decided = still = 0
    for moves in records:
        seen = [(when, stage) for when, stage in moves if when <= CUT]
        entries = [when for when, stage in seen if stage == "proposal"]
        if not entries or entries[0] < FIRST:
            continue
        last = seen[-1][1]
        won += last in WON
        decided += last in WON or last == "lost"
        still += last in ("prospect", "proposal")
    chance = WinProbability(Decimal(declared) / 100, SPAN)
    bare = chained()
    of = evolve(bare, stages=tuple(evolve(s, win=chance) if s.name == "proposal" else s for s in bare.stages))
    rows = [(f"D{n}", stage, when) for n, record in enumerate(records) for when, stage in record]
    state = [(f"D{n}", "lily", record[-1][1]) for n, record in enumerate(records)]
    world, data = plan(deals(), MOVES, of=of), snapshot((deals(), state), (MOVES, rows))
    (found,) = calibrations(make_visits(world, data, as_of(CUT)), data)
    assert (found.won, found.decided, found.still) == (won, decided, still)
    assert found.rate == Known(Fraction(won, decided)) if decided else isinstance(found.rate, Unknown)
    if decided < 20:
        assert found.fit is Fit.UNKNOWN
    else:
        low, high = textbook(won, decided)
        assert found.fit is (Fit.FITS if low <= declared / 100 <= high else Fit.MISCALIBRATED)


@pytest.mark.parametrize("decided", [19, 20])
def test_few_records_tell_nothing(decided: int) -> None:
    chance, bare = WinProbability(Decimal("0.9"), SPAN), chained()
    of = evolve(bare, stages=tuple(evolve(s, win=chance) if s.name == "proposal" else s for s in bare.stages))
    rows = [
        (f"D{n}", stage, day(when))
        for n in range(decided)
        for stage, when in (("proposal", "02-02"), ("lost", "02-09"))
    ]
    state = [(f"D{n}", "lily", "lost") for n in range(decided)]
    world, data = plan(deals(), MOVES, of=of), snapshot((deals(), state), (MOVES, rows))
    (found,) = calibrations(make_visits(world, data, as_of(CUT)), data)
    assert found.fit is (Fit.MISCALIBRATED if decided == 20 else Fit.UNKNOWN)
