"""Cohorts and stays against counts record by record; the median of Kaplan and Meier by handing shares on to the right."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.cohorts import entered
from planlang.evaluate.figures.derived.entered import Stay, kaplan_meier, share_further, stayed
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.expr import CohortConversion, StayMeasure, StayOf
from planlang.semantics.expr.lengths import DayKind, DayLimit
from planlang.values.figure import Why
from planlang.values.units import Days, Ratio, WorkingDays
from tests.evaluate.judge.worlds import MOVES, SPAN, as_of, chained, deals, plan, snapshot
from tests.laws import tries

DAY = timedelta(days=1)
FIRST, CUT = date(2026, 7, 1), date(2026, 8, 31)
STAGES = ("prospect", "proposal", "won", "delivery", "service", "resold", "lost", "void")
SIGNED = ("won", "delivery", "service")
MOVE = st.tuples(st.integers(0, 70).map(lambda n: FIRST + n * DAY), st.sampled_from(STAGES))
RECORDS = st.lists(st.lists(MOVE, min_size=1, max_size=5), min_size=1, max_size=10)
STAYS = st.lists(st.tuples(st.integers(0, 12), st.booleans()), min_size=1, max_size=14)


def handed_on(stays: list[tuple[int, bool]]) -> Fraction | None:
    """Everybody begins with the same share; who is lost sight of hands his on to those who are seen longer, in equal parts."""
    order = sorted(stays, key=lambda one: (one[0], not one[1]))
    shares = [Fraction(1, len(order))] * len(order)
    gone = Fraction(0)
    for place, (length, ended) in enumerate(order):
        if ended:
            gone += shares[place]
            if gone >= Fraction(1, 2):
                return Fraction(length)
            continue
        behind = len(order) - place - 1
        for other in range(place + 1, len(order)):
            shares[other] += shares[place] / behind
    return None


@given(STAYS)
def test_the_median_is_where_half_of_all_shares_have_gone(stays: list[tuple[int, bool]]) -> None:
    assert kaplan_meier(stays) == handed_on(stays)


@given(STAYS)
def test_nobody_out_of_sight_is_the_usual_lower_median(stays: list[tuple[int, bool]]) -> None:
    lengths = sorted(length for length, _ in stays)
    assert kaplan_meier([(length, True) for length in lengths]) == lengths[(len(lengths) - 1) // 2]


def listed(written: list[list[tuple[date, str]]]) -> list[list[tuple[date, str]]]:
    """Moves in order, at most one a day, none that goes nowhere."""
    found = []
    for record in written:
        moves: list[tuple[date, str]] = []
        for when, stage in sorted(dict(record).items()):
            if not moves or moves[-1][1] != stage:
                moves.append((when, stage))
        found.append(moves)
    return found


def told(records: list[list[tuple[date, str]]], asked: CohortConversion | StayOf):  # type: ignore[no-untyped-def]
    """The visits that a figure is about."""
    rows = [(f"D{n}", stage, when) for n, record in enumerate(records) for when, stage in record]
    state = [(f"D{n}", "lily", record[-1][1]) for n, record in enumerate(records)]
    world, data = plan(deals(), MOVES, of=chained()), snapshot((deals(), state), (MOVES, rows))
    return entered(asked, world, make_visits(world, data, as_of(CUT))["b2b"], data)


@settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, st.integers(1, 40), st.integers(1, 40))
def test_a_cohort_is_counted_record_by_record(written: list[list[tuple[date, str]]], within: int, length: int) -> None:
    records = listed(written)
    asked = CohortConversion("b2b", "proposal", "won", DayLimit(within, DayKind.CALENDAR), 0, Ratio(), SPAN)
    end = FIRST + length * DAY
    counted = further = early = 0
    for moves in records:
        seen = [(when, stage) for when, stage in moves if when <= CUT]
        entries = [place for place, (_, stage) in enumerate(seen) if stage == "proposal"]
        if not entries or seen[-1][1] == "void" or not FIRST <= seen[entries[0]][0] < end:
            continue
        came = seen[entries[0]][0]
        if came + within * DAY > CUT:
            early += 1
            continue
        counted += 1
        signed = [when for when, stage in seen[entries[0] + 1 :] if stage in SIGNED]
        further += bool(signed) and signed[0] <= came + within * DAY
    found = told(records, asked).within(FIRST.toordinal(), end.toordinal())
    share = share_further(0)([one.outcome for one in found])
    none = Why.NOT_DUE if early else Why.NO_DENOMINATOR
    assert share == ((Fraction(further, counted),) * 2 if counted else none)


@settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(RECORDS, st.booleans(), st.booleans(), st.sampled_from(list(StayMeasure)))
def test_stays_are_counted_visit_by_visit(
    written: list[list[tuple[date, str]]], working: bool, forward: bool, measure: StayMeasure
) -> None:
    """July and August have no holidays."""
    records = listed(written)
    asked = StayOf(measure, "b2b", "proposal", working, forward, 0, WorkingDays() if working else Days(), SPAN)

    def days(start: date, end: date) -> int:
        between = [start + n * DAY for n in range(1, (end - start).days + 1)]
        return sum(not working or one.weekday() < 5 for one in between)

    stays = []
    for moves in records:
        seen = [(when, stage) for when, stage in moves if when <= CUT]
        for place, (when, stage) in enumerate(seen):
            after = seen[place + 1][0] if place + 1 < len(seen) else None
            left = after is not None and not (forward and seen[place + 1][1] in ("lost", "void"))
            if stage == "proposal" and (measure is StayMeasure.MEDIAN or left):
                stays.append((days(when, after or CUT), left))
    entries = told(records, asked).entries
    outcomes = [one.outcome for one in entries]
    assert sorted((one.low, one.ended) for one in outcomes if isinstance(one, Stay)) == sorted(stays)
    found = stayed(measure, 0)(outcomes)
    if not stays:
        assert found is Why.NO_VALUES
    elif measure is StayMeasure.MEDIAN:
        middle = handed_on(stays)
        assert found == (Why.STILL_THERE if middle is None else (middle, middle))
    elif measure is StayMeasure.MEAN_CLOSED:
        assert found == (Fraction(sum(length for length, _ in stays), len(stays)),) * 2


def test_stays_are_not_known_where_a_move_that_could_not_be_read_may_have_ended_one() -> None:
    told = [Stay(2, 2, True), Stay(4, 4, True)]
    for measure in StayMeasure:
        assert stayed(measure, 0)(told) != Why.SET_ASIDE
        assert stayed(measure, 0)([*told, Stay(3, 3, True, is_open=True)]) is Why.SET_ASIDE
