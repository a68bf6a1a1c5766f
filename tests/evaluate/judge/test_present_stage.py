"""Exports that say since when a record is in its stage, against the history behind them: what they prove is true of it, and they
prove no less than without that column.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.rules.findings import VERDICTS, Findings
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.model import DataSource, DayLimit, IdleRule, StayRule
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.test_process_verdicts import (
    Move,
    compare_gaps,
    days,
    histories,
    keyed,
    limits,
    rules,
    slow_stay,
    visits_of,
)
from tests.evaluate.judge.worlds import CALLS, MOVES, as_of, deals, plan, process, rule, snapshot
from tests.laws import tries

PROVED = (Verdict.VIOLATED, Verdict.SATISFIED, Verdict.WAIVED)
EXPORTED, SINCE = deals(exports=True), deals(exports=True, since=True)
exported = st.lists(days, min_size=1, max_size=8, unique=True).map(sorted)


def standing(moves: Sequence[Move], day: date) -> Move | None:
    """The stage at the end of a day, when the export is taken, and since when."""
    found = None
    for stage, entered in moves:
        if entered <= day and (found is None or found[0] != stage):
            found = (stage, entered)
    return found


def rows_of(moves: Sequence[Move], exports: Sequence[date], told: Sequence[str]) -> list[tuple[object, ...]]:
    """Rows of `SINCE`: the date as it is, left empty, or wrong."""
    rows: list[tuple[object, ...]] = [("D0", "lily", "prospect", None, day) for day in exports]
    for day, how in zip(exports, told, strict=False):
        if (there := standing(moves, day)) is not None:
            stage, since = there
            cell = {"told": since, "empty": None, "late": day + timedelta(days=3)}[how]
            rows.append(("D1", "lily", stage, cell, day))
    return rows


def found_in(
    spec: DataSource, rows: Sequence[tuple[object, ...]], calls: Sequence[date], limit: DayLimit, last: date
) -> list[Findings]:
    of = process(*rules(limit)[:6], rules(limit)[7])
    loaded = snapshot((spec, rows), (CALLS, [("D1", day) for day in calls]))
    world = plan(spec, CALLS, of=of)
    visits = make_visits(world, loaded, as_of(last))["b2b"]
    return [one.all() for one in judge_process(world, visits, loaded, Answers().on(loaded))]


@settings(max_examples=tries(200), deadline=None)
@given(
    histories(wander=False),
    exported,
    st.lists(st.sampled_from(["told", "told", "empty", "late"]), min_size=8, max_size=8),
    st.lists(days, max_size=6),
    limits,
    st.integers(0, 10),
)
def test_what_is_proved_is_true_and_no_less_than_without_the_column(
    moves: list[Move], exports: list[date], told: list[str], calls: list[date], limit: DayLimit, after: int
) -> None:
    last = exports[-1] + timedelta(days=after)
    of = process(*rules(limit)[:6], rules(limit)[7])
    history = snapshot(
        (deals(), [("D1", "lily", moves[-1][0])]),
        (MOVES, [("D1", stage, day) for stage, day in moves]),
        (CALLS, [("D1", day) for day in calls]),
    )
    world = plan(deals(), MOVES, CALLS, of=of)
    visits = make_visits(world, history, as_of(last))["b2b"]
    truth = [one.all() for one in judge_process(world, visits, history, Answers().on(history))]
    rows = rows_of(moves, exports, told)
    seen = found_in(SINCE, rows, calls, limit, last)
    without = found_in(EXPORTED, [(*row[:3], row[4]) for row in rows], calls, limit, last)
    if not visits_of(moves, last + timedelta(days=1)):
        return
    for exact, bounded, bare in zip(truth, seen, without, strict=True):
        if isinstance(exact.rule, IdleRule):
            compare_gaps(exact, bounded)
            continue
        truth_of, now = dict(keyed(exact)), dict(keyed(bounded))
        for stage, verdict in now.items():
            if verdict in PROVED:
                assert truth_of.get(stage) is verdict, (exact.rule, stage)
        for stage, verdict in keyed(bare):
            if verdict in PROVED:
                assert now.get(stage) is verdict, (exact.rule, stage)


@settings(max_examples=tries(200), deadline=None)
@given(histories(), exported, limits, st.integers(0, 10))
def test_stays_are_those_of_the_history_where_records_wander(
    moves: list[Move], exports: list[date], limit: DayLimit, after: int
) -> None:
    last = exports[-1] + timedelta(days=after)
    of = process(StayRule(rule("stay"), "proposal", limit, False, None))
    loaded = snapshot((SINCE, rows_of(moves, exports, ["told"] * 8)))
    world = plan(SINCE, of=of)
    visits = make_visits(world, loaded, as_of(last))["b2b"]
    (found,) = [one.all() for one in judge_process(world, visits, loaded, Answers().on(loaded))]
    truth = {entered: verdict for entered, _, verdict in slow_stay(moves, limit, last + timedelta(days=1))}
    mine = (found.keys == "D1").nonzero()[0].tolist()
    entered = [found.anchor[i].item() for i in mine]
    assert set(entered) <= set(truth)
    for i, day in zip(mine, entered, strict=True):
        verdict = VERDICTS[found.verdict[i]]
        assert verdict not in PROVED or truth[day] is verdict, day
