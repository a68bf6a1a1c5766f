"""Verdicts on whole processes against slow ones, one record at a time, written from tests/spec/processes.md; and the law
that what exports prove is true of the history behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.rules.findings import VERDICTS, Findings
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.model import (
    BackRule,
    DayKind,
    DayLimit,
    IdleRule,
    ReopenRule,
    ResponseRule,
    SkipRule,
    StayRule,
)
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.worlds import CALLS, CHINA, MAIN_LINE, MOVES, as_of, deals, plan, process, rule, snapshot
from tests.laws import tries

START = date(2026, 2, 9)
SPAN_DAYS = 50
STAGES = (*MAIN_LINE, "won", "lost")
FINAL = ("won", "lost")
Move = tuple[str, date]
days = st.integers(0, SPAN_DAYS - 1).map(lambda n: START + timedelta(days=n))


@st.composite
def histories(draw: st.DrawFn, *, wander: bool = True) -> list[Move]:
    """Moves of one record on different days; without `wander` no stage is entered twice."""
    count = draw(st.integers(1, 6))
    when = sorted(draw(st.lists(days, min_size=count, max_size=count, unique=True)))
    if wander:
        stages = draw(st.lists(st.sampled_from(STAGES), min_size=count, max_size=count))
    else:
        stages = sorted(draw(st.lists(st.sampled_from(MAIN_LINE), max_size=count, unique=True)), key=STAGES.index)
        stages += draw(st.sampled_from([[], ["won"], ["lost"]]))
    return list(zip(stages, when, strict=False)) or [("contact", when[0])]


limits = st.builds(DayLimit, st.integers(0, 15), st.sampled_from(DayKind))
RETURNS = BackRule(rule("back"), ("discovery",))
REOPEN = ReopenRule(rule("reopen"), ("discovery",))


def rules(limit: DayLimit) -> list[StayRule | IdleRule | SkipRule | BackRule | ReopenRule | ResponseRule]:
    return [
        StayRule(rule("stay"), "proposal", limit, False, None),
        StayRule(rule("total"), "proposal", limit, True, None),
        IdleRule(rule("idle"), limit, "calls", None, None),
        IdleRule(rule("idle2"), limit, "calls", "proposal", None),
        SkipRule(rule("skip")),
        RETURNS,
        REOPEN,
        ResponseRule(rule("answer"), "contact", "proposal", limit),
    ]


def told(found: Findings, record: str) -> list[tuple[date, int, Verdict]]:
    """(anchor, visit, verdict) of a record's instances."""
    mine = (found.keys == record).nonzero()[0].tolist()
    return [(found.anchor[i].item(), found.visit[i].item(), VERDICTS[found.verdict[i]]) for i in mine]


# ---------------------------------------------------------------- one record at a time


def due_day(start: date, limit: DayLimit) -> date:
    """Count the days off one by one."""
    day, left = start, limit.count
    while left:
        day += timedelta(days=1)
        left -= 1 if limit.kind is DayKind.CALENDAR else CHINA.is_working(day)
    return day


def judged(start: date, end: date | None, limit: DayLimit, cut: date) -> Verdict:
    due = due_day(start, limit)
    if end is not None:
        return Verdict.SATISFIED if end <= due else Verdict.VIOLATED
    return Verdict.VIOLATED if cut >= due + timedelta(days=1) else Verdict.PENDING


def visits_of(moves: Sequence[Move], cut: date) -> list[tuple[str, date, date | None, int]]:
    """(stage, entered, left, n-th)."""
    seen = [move for move in moves if move[1] < cut]
    seen = [move for n, move in enumerate(seen) if n == 0 or seen[n - 1][0] != move[0]]
    found = []
    for n, (stage, entered) in enumerate(seen):
        left = seen[n + 1][1] if n + 1 < len(seen) else None
        found.append((stage, entered, left, [s for s, _ in seen[: n + 1]].count(stage)))
    return found


def slow_stay(moves: Sequence[Move], limit: DayLimit, cut: date) -> list[tuple[date, int, Verdict]]:
    return [
        (entered, n, judged(entered, left, limit, cut))
        for stage, entered, left, n in visits_of(moves, cut)
        if stage == "proposal"
    ]


def slow_total(moves: Sequence[Move], limit: DayLimit, cut: date) -> list[tuple[date, int, Verdict]]:
    mine = [visit for visit in visits_of(moves, cut) if visit[0] == "proposal"]
    if not mine:
        return []
    left_over = limit.count
    for _, entered, left, _ in mine:
        verdict = judged(entered, left, DayLimit(left_over, limit.kind), cut)
        if verdict is Verdict.VIOLATED or left is None:
            break
        passed = [entered + timedelta(days=n + 1) for n in range((left - entered).days)]
        left_over -= sum(limit.kind is DayKind.CALENDAR or CHINA.is_working(day) for day in passed)
    return [(mine[0][1], 1, verdict)]


def slow_idle(
    moves: Sequence[Move], calls: Sequence[date], limit: DayLimit, cut: date, stage: str | None
) -> list[tuple[date, int, Verdict]]:
    found: list[tuple[date, int, Verdict]] = []
    clock: date | None = None
    for here, entered, left, _ in visits_of(moves, cut):
        runs = here not in FINAL if stage is None else here == stage
        if clock is not None and not runs:
            found.append((clock, 0, judged(clock, entered, limit, cut)))
            clock = None
        if runs and clock is None:
            clock = entered
        for call in sorted(set(calls)):
            if clock is not None and clock < call < cut and entered <= call < (left or cut):
                found.append((clock, 0, judged(clock, call, limit, cut)))
                clock = call
    if clock is not None:
        found.append((clock, 0, judged(clock, None, limit, cut)))
    return found


def place(stage: str) -> int:
    return MAIN_LINE.index(stage) if stage in MAIN_LINE else {"won": len(MAIN_LINE), "lost": -1}[stage]


def slow_skip(moves: Sequence[Move], cut: date) -> list[tuple[date, int, Verdict]]:
    found, before = [], -1
    visits = visits_of(moves, cut)
    for index, (stage, entered, _, n) in enumerate(visits):
        from_final = index > 0 and visits[index - 1][0] in FINAL
        if place(stage) > before and not from_final:
            verdict = Verdict.SATISFIED if place(stage) == before + 1 else Verdict.VIOLATED
            found.append((entered, n, verdict))
        before = place(stage)
    return found


def slow_back(moves: Sequence[Move], cut: date) -> list[tuple[date, int, Verdict]]:
    visits = visits_of(moves, cut)
    found = []
    for (before, *_), (stage, entered, _, n) in pairwise(visits):
        if before in MAIN_LINE and stage in MAIN_LINE:
            wrong = place(stage) < place(before) and stage != "discovery"
            found.append((entered, n, Verdict.VIOLATED if wrong else Verdict.SATISFIED))
    return found


def slow_reopen(moves: Sequence[Move], cut: date) -> list[tuple[date, int, Verdict]]:
    visits = visits_of(moves, cut)
    found = []
    for index, (stage, entered, _, n) in enumerate(visits):
        if stage in FINAL and index + 1 < len(visits):
            after, then, _, m = visits[index + 1]
            found.append((then, m, Verdict.SATISFIED if after == "discovery" else Verdict.VIOLATED))
        elif stage in FINAL:
            found.append((entered, n, Verdict.SATISFIED))
    return found


def slow_response(moves: Sequence[Move], limit: DayLimit, cut: date) -> list[tuple[date, int, Verdict]]:
    visits = visits_of(moves, cut)
    found = []
    for index, (stage, entered, _, n) in enumerate(visits):
        if stage != "contact":
            continue
        due = due_day(entered, limit)
        later = visits[index + 1 :]
        verdict = Verdict.VIOLATED if cut > due else Verdict.PENDING
        waived = False
        for after, then, _, _ in later:
            if after == "proposal":
                verdict = Verdict.SATISFIED if then <= due else Verdict.WAIVED if waived else Verdict.VIOLATED
                break
            if after == "won" and not waived:
                verdict = Verdict.VIOLATED
                break
            if after == "lost" and then <= due:
                verdict, waived = Verdict.WAIVED, True
            elif after == "won":
                break
            elif after == "lost" and not waived:
                verdict = Verdict.VIOLATED
        found.append((entered, n, verdict))
    return found


@settings(max_examples=tries(150), deadline=None)
@given(
    st.lists(histories(), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), days), max_size=12),
    limits,
    days,
)
def test_verdicts_are_those_of_the_text(
    moves: list[list[Move]], calls: list[tuple[int, date]], limit: DayLimit, last: date
) -> None:
    cut = last + timedelta(days=1)
    of = process(*rules(limit))
    loaded = snapshot(
        (deals(), [(f"D{n}", "lily", one[-1][0]) for n, one in enumerate(moves)]),
        (MOVES, [(f"D{n}", stage, day) for n, one in enumerate(moves) for stage, day in one]),
        (CALLS, [(f"D{n}", day) for n, day in calls]),
    )
    world = plan(deals(), MOVES, CALLS, of=of)
    visits = make_visits(world, loaded, as_of(last))["b2b"]
    found = [one.all() for one in judge_process(world, visits, loaded, Answers().on(loaded))]
    for n, one in enumerate(moves):
        mine = [day for record, day in calls if record == n]
        expected = [
            slow_stay(one, limit, cut),
            slow_total(one, limit, cut),
            slow_idle(one, mine, limit, cut, None),
            slow_idle(one, mine, limit, cut, "proposal"),
            slow_skip(one, cut),
            slow_back(one, cut),
            slow_reopen(one, cut),
            slow_response(one, limit, cut),
        ]
        if not visits_of(one, cut):
            continue
        for findings, wanted in zip(found, expected, strict=True):
            assert told(findings, f"D{n}") == wanted, findings.rule


# ---------------------------------------------------------------- exports


def stage_at(moves: Sequence[Move], day: date) -> str | None:
    """The stage at the end of a day, when the export is taken."""
    return next((stage for stage, entered in reversed(moves) if entered <= day), None)


@settings(max_examples=tries(200), deadline=None)
@given(
    histories(wander=False),
    st.lists(days, min_size=1, max_size=8, unique=True).map(sorted),
    st.lists(days, max_size=6),
    limits,
    st.integers(0, 10),
)
def test_what_exports_prove_is_true_of_the_history(
    moves: list[Move], exports: list[date], calls: list[date], limit: DayLimit, after: int
) -> None:
    last = exports[-1] + timedelta(days=after)
    of = process(*rules(limit)[:6], rules(limit)[7])
    done = (CALLS, [("D1", day) for day in calls])
    history = snapshot(
        (deals(), [("D1", "lily", moves[-1][0])]),
        (MOVES, [("D1", stage, day) for stage, day in moves]),
        done,
    )
    rows: list[tuple[object, ...]] = [("D0", "lily", "prospect", day) for day in exports]
    rows += [("D1", "lily", stage, day) for day in exports if (stage := stage_at(moves, day))]
    exported = snapshot((deals(exports=True), rows), done)
    found = []
    for loaded, sources in ((history, (deals(), MOVES, CALLS)), (exported, (deals(exports=True), CALLS))):
        world = plan(*sources, of=of)
        visits = make_visits(world, loaded, as_of(last))["b2b"]
        found.append([one.all() for one in judge_process(world, visits, loaded, Answers().on(loaded))])
    truth, seen = found
    if not visits_of(moves, last + timedelta(days=1)):
        return
    for exact, bounded in zip(truth, seen, strict=True):
        if isinstance(exact.rule, IdleRule):
            compare_gaps(exact, bounded)
            continue
        truth_of = dict(keyed(exact))
        for stage, verdict in keyed(bounded):
            if verdict in (Verdict.VIOLATED, Verdict.SATISFIED, Verdict.WAIVED):
                assert truth_of.get(stage) is verdict, (exact.rule, stage)


def keyed(found: Findings) -> list[tuple[int, Verdict]]:
    """(stage, verdict): every stage is entered once, so the stage tells instances apart."""
    mine = (found.keys == "D1").nonzero()[0].tolist()
    return [(found.stage[i].item(), VERDICTS[found.verdict[i]]) for i in mine]


def compare_gaps(exact: Findings, bounded: Findings) -> None:
    """A proven long gap is one in truth."""
    wrong = Verdict.VIOLATED in (verdict for _, verdict in keyed(bounded))
    assert not wrong or Verdict.VIOLATED in (verdict for _, verdict in keyed(exact))
