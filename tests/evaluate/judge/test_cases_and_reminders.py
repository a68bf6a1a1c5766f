"""Limits by case, one stage that may not be skipped, reminders and passing on against slow ones in plain Python, one record
at a time, written from docs/reference/processes.md and breaches.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.results.evaluation import Verdict
from planlang.evaluate.rules.findings import VERDICTS, breaches
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.rules.reminders import coming_due, passed_on, reminded_from
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.expr import Column, RowEmpty, RowExpression
from planlang.semantics.model import (
    DayKind,
    DayLimit,
    EscalationStep,
    Handling,
    LimitCase,
    SkipRule,
    StayRule,
    ToPerson,
)
from planlang.values.periods import week_of
from planlang.values.units import Plain
from tests.evaluate.judge.answered import Answers
from tests.evaluate.judge.test_process_verdicts import (
    SPAN_DAYS,
    START,
    Move,
    due_day,
    histories,
    judged,
    limits,
    visits_of,
)
from tests.evaluate.judge.worlds import CHINA, MAIN_LINE, MOVES, as_of, deals, plan, process, rule, snapshot

ZONE = "Asia/Shanghai"
BIG, NEW = (RowEmpty(Column(name, Plain()), negated=True) for name in ("amount", "fresh"))
EXPORTS = [START + timedelta(days=n) for n in range(0, SPAN_DAYS + 10, 7)]
truths = st.sampled_from([True, False, None])
Known = Mapping[date, bool | None]


class ByExport(Answers):
    """Whether two conditions hold of the record in each export; the last one tells what holds now."""

    def __init__(self, known: Mapping[RowExpression, Known]) -> None:
        super().__init__()
        self.known = known

    def of(self, condition: RowExpression) -> tuple[bool | None, Known]:
        known = self.known[condition]
        return known[max(known)] if known else None, known


def slow_case(known: Known, left: date | None) -> bool | None:
    """Whether a condition holds when a stay ends, or now."""
    if left is None or not known:
        return known[max(known)] if known else None
    before = max((day for day in known if day < left), default=None)
    after = min((day for day in known if day >= left), default=None)
    sides = {known[day] for day in (before, after) if day is not None}
    return sides.pop() if len(sides) == 1 else None


def slow_limits(usual: DayLimit, cases: Sequence[tuple[DayLimit, bool | None]]) -> list[DayLimit]:
    """The limits that a record may have."""
    found = []
    for limit, holds in cases:
        if holds is not False:
            found.append(limit)
        if holds is True:
            return found
    return [*found, usual]


@settings(deadline=None)
@given(
    histories(wander=False),
    limits,
    st.tuples(limits, limits),
    st.lists(st.tuples(truths, truths), min_size=len(EXPORTS), max_size=len(EXPORTS)),
    st.integers(8, SPAN_DAYS + 9),
)
def test_the_limit_of_the_first_case_that_holds_counts(
    moves: list[Move],
    usual: DayLimit,
    others: tuple[DayLimit, DayLimit],
    told: list[tuple[bool | None, bool | None]],
    age: int,
) -> None:
    until = START + timedelta(days=age)
    taken = [day for day in EXPORTS if moves[0][1] <= day <= until]
    if not taken:
        return
    known = {
        condition: {day: told[EXPORTS.index(day)][side] for day in taken} for side, condition in enumerate((BIG, NEW))
    }
    cases = tuple(LimitCase(limit, where, "") for limit, where in zip(others, (BIG, NEW), strict=True))
    of = process(StayRule(rule("stay"), "proposal", usual, False, None, cases))
    spec = deals(exports=True)
    shown = [("D1", "lily", [stage for stage, day in moves if day <= export][-1], export) for export in taken]
    loaded = snapshot((spec, shown), (MOVES, [("D1", stage, day) for stage, day in moves]))
    found_plan = plan(spec, MOVES, of=of)
    visits = make_visits(found_plan, loaded, as_of(until))["b2b"]
    (one,) = judge_process(found_plan, visits, loaded, ByExport(known).on(loaded))
    found = one.all()
    cut = until + timedelta(days=1)
    expected, dues = [], []
    for stage, entered, left, _ in visits_of(moves, cut):
        if stage != "proposal":
            continue
        may = slow_limits(usual, [(case.limit, slow_case(known[case.where], left)) for case in cases])
        verdicts = {judged(entered, left, limit, cut) for limit in may}
        expected.append(verdicts.pop() if len(verdicts) == 1 else Verdict.UNKNOWN)
        dues.append((min(due_day(entered, one) for one in may), max(due_day(entered, one) for one in may)))
    assert [VERDICTS[rank] for rank in found.verdict.tolist()] == expected
    open_ones = [place for place, verdict in enumerate(expected) if verdict is not Verdict.SATISFIED]
    between = list(zip(found.due_from.tolist(), found.due.tolist(), strict=True))
    assert [between[place] for place in open_ones] == [dues[place] for place in open_ones]


@given(histories(), st.sampled_from(MAIN_LINE))
def test_a_stage_is_skipped_where_a_record_gets_past_it_for_the_first_time(moves: list[Move], name: str) -> None:
    of = process(SkipRule(rule("skip"), name))
    loaded = snapshot((deals(), [("D1", "lily", moves[-1][0])]), (MOVES, [("D1", *move) for move in moves]))
    found_plan = plan(deals(), MOVES, of=of)
    visits = make_visits(found_plan, loaded, as_of(START + timedelta(days=SPAN_DAYS)))["b2b"]
    (one,) = judge_process(found_plan, visits, loaded, ByExport({}).on(loaded))
    found = one.all()
    place = {stage: rank for rank, stage in enumerate((*MAIN_LINE, "won"))}
    expected, been, before = [], set(), -1
    for stage, entered, _, n in visits_of(moves, date.max):
        here = place.get(stage)
        if here is not None and before is not None and before < place[name] <= here:
            kept = stage == name or name in been
            expected.append((entered, n, Verdict.SATISFIED if kept else Verdict.VIOLATED))
        been.add(stage)
        before = None if here is None or stage == "won" else here
    rows = zip(found.anchor.tolist(), found.visit.tolist(), found.verdict.tolist(), strict=True)
    assert [(day, n, VERDICTS[verdict]) for day, n, verdict in rows] == expected


def slow_reminder(entered: date, due: date, lead: DayLimit) -> date:
    """Go back day by day; in working days to a working day with so many of them behind it, up to the due day."""
    day = due
    if lead.kind is DayKind.CALENDAR:
        return max(entered, due - timedelta(days=lead.count))
    while True:
        behind = sum(CHINA.is_working(day + timedelta(days=n + 1)) for n in range((due - day).days))
        if CHINA.is_working(day) and behind == lead.count:
            return max(entered, day)
        day -= timedelta(days=1)


@given(
    st.integers(0, SPAN_DAYS),
    st.builds(DayLimit, st.integers(1, 15), st.sampled_from(DayKind)),
    st.builds(DayLimit, st.integers(1, 12), st.sampled_from(DayKind)),
    st.integers(0, 40),
)
def test_reminders_begin_and_breaches_are_passed_on_as_counted_day_by_day(
    start: int, limit: DayLimit, other: DayLimit, age: int
) -> None:
    entered = START + timedelta(days=start)
    until = entered + timedelta(days=age)
    step = EscalationStep(ToPerson("boss"), 0, other)
    stay = StayRule(
        evolve(rule("stay"), handling=Handling(warn=other, escalation=(step,))), "proposal", limit, False, None
    )
    loaded = snapshot((deals(), [("D1", "lily", "proposal")]), (MOVES, [("D1", "proposal", entered)]))
    found_plan = plan(deals(), MOVES, of=process(stay))
    visits = make_visits(found_plan, loaded, as_of(until))["b2b"]
    (found,) = judge_process(found_plan, visits, loaded, ByExport({}).on(loaded))
    due, week = due_day(entered, limit), week_of(until)
    reminded = coming_due(found, week, date.min, CHINA, ZONE)
    begins = slow_reminder(entered, due, other)
    assert [one.reminder.day for one in reminded if one.reminder] == ([begins] if begins <= until < due else [])
    for one in reminded:
        assert reminded_from(one.instance, other, CHINA, ZONE) == one.reminder
    late = [due + timedelta(days=n + 1) for n in range((until - due).days)]
    passed = sum(other.kind is DayKind.CALENDAR or CHINA.is_working(day) for day in late)
    (broken,) = breaches(found.all(), [0], week)
    assert bool(passed_on(broken, (step,), until, CHINA)) is (due < until and passed >= other.count)


def test_a_cut_in_the_middle_of_a_day_counts_that_day() -> None:
    entered, limit, lead = date(2026, 2, 11), DayLimit(10, DayKind.WORKING), DayLimit(3, DayKind.WORKING)
    stay = StayRule(evolve(rule("stay"), handling=Handling(warn=lead)), "proposal", limit, False, None)
    loaded = snapshot((deals(), [("D1", "lily", "proposal")]), (MOVES, [("D1", "proposal", entered)]))
    found_plan = plan(deals(), MOVES, of=process(stay))

    def reminded(cut: datetime) -> int:
        visits = make_visits(found_plan, loaded, evolve(as_of(cut.date()), cut=cut))["b2b"]
        (found,) = judge_process(found_plan, visits, loaded, ByExport({}).on(loaded))
        return len(coming_due(found, week_of(cut.date()), date.min, CHINA, ZONE))

    assert [reminded(datetime(2026, 2, 27)), reminded(datetime(2026, 2, 27, 9))] == [0, 1]
