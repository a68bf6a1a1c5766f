"""Rows that could not be read leave open what they could change, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.report.words.agenda.agenda import Agenda
from planlang.values.figure import Figure, Known, Unknown, Why
from tests.evaluate.whole.small_plans import CHANGES, DEALS, HEAD, PROCESS, TEAMS, evaluation, overheard
from tests.laws import seeds
from tests.report.texts import summary

CALLS = """
source calls "Calls" {
  read "data/calls-*.csv"
  event at day
  day: date
  who: person
  kind: text
  spent: money
  rating: number optional
}
metric visits "Visits" = count(calls where kind is "visit") credit who at event
metric everything "All calls" = count(calls) credit who at event
metric kinds "Kinds" = distinct(calls.kind) credit who at event
metric spending "Spending" = sum(calls.spent) credit who at event
metric mean "Mean" = avg(calls.spent) credit who at event
metric dearest "Dearest" = max(calls.spent) credit who at event
metric share "Share" = ratio(visits, everything) min sample 1
"""
HEADER = "day,who,kind,spent,rating\n"
GOOD = "2026-03-02,Ann,visit,10,1\n2026-03-03,Bob,visit,20,2\n2026-03-04,Bob,call,30,\n"


def known(value: object) -> Known:
    return Known(Fraction(str(value)))


def figures(found: Evaluation) -> dict[tuple[str, str], Figure]:
    return {(value.metric, value.entity): value.value.figure for value in found.metrics}


def week(folder: Path, rows: str, as_of: str = "2026-W10", **others: str) -> dict[tuple[str, str], Figure]:
    files = {"calls-2026-W10.csv": HEADER + rows} | {
        f"calls-2026-{name}.csv": HEADER + text for name, text in others.items()
    }
    return figures(evaluation(folder, HEAD + TEAMS + CALLS, files, as_of))


def test_an_unreadable_amount_opens_the_sums_of_its_person_only(tmp_path: Path) -> None:
    found = week(tmp_path, GOOD + "2026-03-05,Bob,visit,much,\n")
    assert found["visits", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))
    assert found["visits", "team:north"] == Unknown(Why.SET_ASIDE, Fraction(2), (Fraction(2), Fraction(3)))
    assert found["kinds", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(2), (Fraction(2), Fraction(3)))
    for metric in ("spending", "mean", "dearest", "share"):
        value = found[metric, "rep:Bob"]
        assert isinstance(value, Unknown), metric
        assert value.why is Why.SET_ASIDE
        assert value.between is None, metric
    assert [found[metric, "rep:Ann"] for metric in ("visits", "spending", "mean")] == [known(1), known(10), known(10)]
    assert found["visits", "team:south"] == known(0)


def test_a_readable_amount_bounds_a_sum(tmp_path: Path) -> None:
    found = week(tmp_path, GOOD + "soon,Bob,visit,5.5,\nsoon,Bob,visit,-2,\n")
    assert found["spending", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(50), (Fraction(48), Fraction(111, 2)))
    assert found["spending", "rep:Ann"] == known(10)


def test_a_condition_that_a_row_surely_misses_leaves_a_figure_known(tmp_path: Path) -> None:
    found = week(tmp_path, GOOD + "2026-03-05,Bob,call,much,\n")
    assert found["visits", "rep:Bob"] == known(1)
    assert found["everything", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(2), (Fraction(2), Fraction(3)))


def test_a_person_who_cannot_be_read_could_be_anybody(tmp_path: Path) -> None:
    found = week(tmp_path, GOOD + "2026-03-05,,visit,5,\n")
    for entity, count in {"rep:Ann": 1, "rep:Bob": 1, "rep:Sue": 0, "team:south": 0, "plan:": 2}.items():
        assert found["visits", entity] == Unknown(
            Why.SET_ASIDE, Fraction(count), (Fraction(count), Fraction(count + 1))
        ), entity


def test_a_day_that_cannot_be_read_lies_in_the_days_of_its_file(tmp_path: Path) -> None:
    earlier = "2026-02-23,Ann,visit,1,\nsoon,Ann,visit,1,\n"
    assert week(tmp_path, GOOD, W09=earlier)["visits", "rep:Ann"] == known(1)
    found = week(tmp_path, GOOD, "2026-W09", W09=earlier)
    assert found["visits", "rep:Ann"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))


@pytest.mark.parametrize(
    ("bad", "limit", "fires"),
    [(1, 3, True), (1, 2, False), (2, 4, True), (2, 3, False), (0, 2, True)],
)
def test_a_rule_breaks_only_where_both_ends_break_it(tmp_path: Path, bad: int, limit: int, fires: bool) -> None:
    alert = f'alert thin "Thin" for each rep {{ when visits this week < {limit}; notify rep.lead }}\n'
    rows = GOOD + "2026-03-05,Bob,visit,much,\n" * bad
    found = evaluation(tmp_path, HEAD + TEAMS + CALLS + alert, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")
    assert ("rep:Bob" in {violation.entity for violation in found.violations}) is fires


OTHERWISE = """
metric kept "Kept" = visits ?? 0
metric plus "Plus" = (visits ?? 0) + 1
metric marks "Marks" = avg(calls.rating) credit who at event
metric mean_or "Marks or" = marks ?? 7
metric share_or "Share or" = share ?? 50%
metric last_week "Last week" = visits previous week ?? 9
"""


def test_what_is_left_open_is_not_replaced_by_another_figure(tmp_path: Path) -> None:
    rows = GOOD + "2026-03-05,Bob,visit,much,\n"
    found = figures(
        evaluation(tmp_path, HEAD + TEAMS + CALLS + OTHERWISE, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")
    )
    assert (
        found["kept", "rep:Bob"]
        == found["visits", "rep:Bob"]
        == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))
    )
    for metric in ("plus", "mean_or", "share_or"):
        value = found[metric, "rep:Bob"]
        assert isinstance(value, Unknown), metric
        assert value.why is Why.SET_ASIDE, metric
    assert (found["kept", "rep:Sue"], found["mean_or", "rep:Sue"]) == (known(0), known(7)), "nothing to average"
    assert found["share_or", "rep:Sue"] == known("0.5"), "nothing to divide by"
    assert found["mean_or", "rep:Ann"] == known(1)
    assert found["last_week", "rep:Ann"] == known(9), "the week before is not loaded"


def test_a_row_set_aside_could_be_the_first_value_of_an_average(tmp_path: Path) -> None:
    found = figures(
        evaluation(
            tmp_path,
            HEAD + TEAMS + CALLS + OTHERWISE,
            {"calls-2026-W10.csv": HEADER + GOOD + "2026-03-05,Sue,visit,much,5\n"},
            "2026-W10",
        )
    )
    for metric in ("mean", "marks", "mean_or", "dearest"):
        assert found[metric, "rep:Sue"] == Unknown(Why.SET_ASIDE), metric


@pytest.mark.parametrize(("limit", "fires"), [(3, True), (2, False), (1, False)])
def test_a_rule_over_a_replaced_figure_breaks_at_both_ends_only(tmp_path: Path, limit: int, fires: bool) -> None:
    alert = f'alert thin "Thin" for each rep {{ when (visits ?? 0) this week < {limit}; notify rep.lead }}\n'
    enough = "".join(f"2026-02-23,{who},visit,10,1\n" * 3 for who in ("Ann", "Bob", "Sue"))
    rows = GOOD + "2026-03-05,Bob,visit,much,\n"
    files = {"calls-2026-W09.csv": HEADER + enough, "calls-2026-W10.csv": HEADER + rows}
    found = evaluation(tmp_path, HEAD + TEAMS + CALLS + alert, files, "2026-W10")
    assert ("rep:Bob" in {violation.entity for violation in found.violations}) is fires


# ---------------------------------------------------------------- records

PLAN = HEAD + TEAMS + DEALS + PROCESS + """
metric open_deals "Open" = count(deals where open) credit owner at period end
metric pipeline "Pipeline" = sum(deals.amount where open) credit owner at period end
metric wins "Wins" = count(deals where stage enters won) credit owner at close
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at close
metric new "New" = count(deals where stage enters contact) credit owner at event
metric born "Born" = count(deals at created) credit owner at event
"""  # fmt: skip


def deals(*rows: tuple[object, ...]) -> str:
    return "deal_id,owner,stage,amount,created\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


ANN, BOB = ("D1", "Ann", "contact", 5, "2026-03-02"), ("D2", "Bob", "proposal", 7, "2026-03-02")


def test_a_row_of_an_export_counts_until_the_next_one(tmp_path: Path) -> None:
    broken = ("D2", "Bob", "proposal", "much", "2026-03-02")
    files = {
        "deals-2026-03-08.csv": deals(ANN, BOB),
        "deals-2026-03-15.csv": deals(ANN, broken),
        "deals-2026-03-22.csv": deals(ANN, BOB),
    }
    before, during, after = (
        figures(evaluation(tmp_path, PLAN, files, as_of)) for as_of in ("2026-W10", "2026-W11", "2026-W12")
    )
    assert before["open_deals", "plan:"] == known(2)
    assert during["open_deals", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(1)))
    assert isinstance(during["pipeline", "rep:Bob"], Unknown)
    assert during["open_deals", "rep:Ann"] == known(1)
    assert after["open_deals", "rep:Bob"] == known(1)
    assert after["pipeline", "plan:"] == known(12)


@pytest.mark.parametrize(("first", "least"), [("proposal", 1), ("won", 0)])
def test_a_row_set_aside_takes_no_win_from_a_record_that_is_not_its_own(tmp_path: Path, first: str, least: int) -> None:
    """D2 has not won where it could be read, so D1's win stays; where it had won before, it may have won anew."""
    won, lost = ("D1", "Ann", "won", 5, "2026-03-02"), ("D2", "Bob", "lots", 7, "2026-03-02")
    files = {
        "deals-2026-03-01.csv": deals(ANN, ("D2", "Bob", "contact", 7, "2026-03-02")),
        "deals-2026-03-08.csv": deals(ANN, ("D2", "Bob", first, 7, "2026-03-02")),
        "deals-2026-03-15.csv": deals(won, lost),
    }
    found = figures(evaluation(tmp_path, PLAN, files, "2026-W11"))
    assert found["wins", "rep:Ann"] == known(1)
    total = found["wins", "plan:"]
    assert isinstance(total, Unknown)
    assert total.between is not None
    assert total.between[0] == least


def test_an_unreadable_date_of_a_record_could_be_any_day_before_its_export(tmp_path: Path) -> None:
    """Not only a day of the export's own week: a record may be entered late."""
    files = {
        "deals-2026-03-08.csv": deals(ANN),
        "deals-2026-03-15.csv": deals(ANN, ("D2", "Bob", "contact", 5, "soon")),
    }
    found = evaluation(tmp_path, PLAN, files, "2026-W11")
    before = {value.entity: value.previous.figure for value in found.metrics if value.metric == "born"}
    assert before["rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(1)))
    assert before["plan:"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))
    assert before["rep:Ann"] == known(1)


def test_a_file_with_rows_of_earlier_days_leaves_those_open_too(tmp_path: Path) -> None:
    files = {
        "calls-2026-W10.csv": HEADER + GOOD,
        "calls-2026-W11.csv": HEADER + "2026-03-04,Ann,visit,5,\n2026-03-10,Ann,visit,5,\nsoon,Bob,visit,5,\n",
    }
    found = evaluation(tmp_path, HEAD + TEAMS + CALLS, files, "2026-W11")
    before = {value.entity: value.previous.figure for value in found.metrics if value.metric == "visits"}
    assert before["rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))
    assert before["rep:Ann"] == known(2)


UNREADABLE = ("D2", "Bob", "proposal", "much", "2026-03-09")


@pytest.mark.parametrize(
    ("exports", "expected"),
    [
        ({"10": UNREADABLE, "15": ("D2", "Bob", "proposal", 7, "2026-03-09")}, known(1)),
        ({"10": ("D2", "Bob", "proposal", 7, "2026-03-09"), "15": UNREADABLE},
         Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(0), Fraction(2)))),
    ],
)  # fmt: skip
def test_what_a_later_row_says_of_a_record_is_not_open(
    tmp_path: Path, exports: Mapping[str, tuple[object, ...]], expected: Figure
) -> None:
    files = {f"deals-2026-03-{day}.csv": deals(ANN, row) for day, row in exports.items()}
    found = figures(evaluation(tmp_path, PLAN, files, "2026-W11"))
    assert found["born", "rep:Bob"] == found["born", "plan:"] == expected


def test_a_row_missing_in_an_export_takes_no_other_record_from_it(tmp_path: Path) -> None:
    files = {"deals-2026-03-08.csv": deals(ANN, BOB), "deals-2026-03-15.csv": deals(ANN, UNREADABLE)}
    found = figures(evaluation(tmp_path, PLAN, files, "2026-W11"))
    assert found["open_deals", "plan:"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(1), Fraction(2)))


TOLD = PLAN + CHANGES + 'metric big "Big" = count(deals where open and amount > 6 CNY) credit owner at period end\n'
MOVES = "deal_id,changed,stage,owner\nD1,2026-03-02,contact,Ann\nD2,2026-03-03,proposal,Bob\n"


def test_a_record_whose_stage_a_history_tells_is_open_only_to_conditions_that_ask_for_more(tmp_path: Path) -> None:
    files = {
        "deals-2026-03-08.csv": deals(ANN, BOB),
        "deals-2026-03-15.csv": deals(ANN, UNREADABLE),
        "changes-2026-W11.csv": MOVES,
    }
    found = figures(evaluation(tmp_path, TOLD, files, "2026-W11"))
    assert found["open_deals", "rep:Bob"] == known(1)
    assert found["big", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(0), Fraction(2)))


@pytest.mark.parametrize("key", ["D3", ""])
def test_a_record_of_unreadable_key_could_be_one_that_a_history_tells_of(tmp_path: Path, key: str) -> None:
    files = {
        "deals-2026-03-15.csv": deals(ANN, (key, "Bob", "proposal", "much", "2026-03-02")),
        "changes-2026-W11.csv": MOVES + "D2,2026-03-10,won,Bob\n",
    }
    found = figures(evaluation(tmp_path, TOLD, files, "2026-W11"))
    open_ = Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(1)))
    assert found["wins", "rep:Bob"] == (known(0) if key else open_)


def test_an_export_tells_of_no_entry_before_its_day(tmp_path: Path) -> None:
    """The one of 5 April is of the week that begins on 30 March."""
    days = ["02-22", "03-01", "03-08", "03-15", "03-22", "03-29", "04-05", "04-12"]
    files = {
        f"deals-2026-{day}.csv": deals(
            ANN, ("D2", "Bob", "contact" if day < "04-05" else "wonn" if day == "04-05" else "won", 7, "2026-01-02")
        )
        for day in days
    }
    months = 'metric march "March" = wins last month\nmetric april "April" = wins this month\n'
    found = figures(evaluation(tmp_path, PLAN + months, files, "2026-W15"))
    assert found["march", "rep:Bob"] == known(0)
    assert found["april", "rep:Bob"] == Unknown(Why.SET_ASIDE, Fraction(1), (Fraction(0), Fraction(2)))


@pytest.mark.parametrize(
    ("closed", "is_open"), [("2026-03-04", True), ("soon", True), ("2026-03-11", False), ("", False)]
)
def test_an_entry_that_a_column_dates_may_be_of_an_earlier_week_than_its_export(
    tmp_path: Path, closed: str, is_open: bool
) -> None:
    dated = PLAN.replace("  created: date\n", "  created: date\n  closed: date optional\n  entered won on closed\n", 1)
    header = "deal_id,owner,stage,amount,created,closed\n"
    files = {
        "deals-2026-03-08.csv": header + "D1,Ann,contact,5,2026-03-02,\n",
        "deals-2026-03-15.csv": header + f"D1,Ann,contact,5,2026-03-02,\nD2,Bob,won,much,2026-03-02,{closed}\n",
    }
    found = evaluation(tmp_path, dated, files, "2026-W11")
    now, before = next(
        (one.value.figure, one.previous.figure)
        for one in found.metrics
        if (one.metric, one.entity) == ("wins", "rep:Bob")
    )
    open_ = Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(1)))
    assert (now, before) == (open_, open_ if is_open else known(0))


# ---------------------------------------------------------------- rules of a process

RULES = """
process b2b "Process" on deals {
  stages contact "Contact" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won"
  loss stage lost "Lost" from any
  no skipping
  stay in contact at most 10d
  at most 7d without touches
  from contact to proposal within 10d
}
source touches "Touches" {
  read "data/touches-*.csv"
  event at day
  day: date
  deal_id: text
}
"""
RULED = HEAD + TEAMS + DEALS.replace("  snapshot on file date\n", "") + CHANGES.replace("owner: person", "") + RULES
TOUCHED = {"W06": "02-03", "W07": "02-10", "W08": "02-17", "W09": "02-24", "W10": "03-03"}


def broken(folder: Path, moves: str, touch: str = "2026-02-17,D1") -> dict[str, dict[str, int]]:
    """Verdicts on D1, in contact since 2 February, in proposal since the 5th, touched every week."""
    touches = {
        f"touches-2026-{week}.csv": f"day,deal_id\n{touch if week == 'W08' else f'2026-{day},D1'}\n2026-{day},D9\n"
        for week, day in TOUCHED.items()
    }
    files = {
        "deals-2026-03-08.csv": deals(("D1", "Ann", "proposal", 5, "2026-02-02")),
        "changes-2026-03-08.csv": f"deal_id,changed,stage\nD1,2026-02-02,contact\n{moves}",
        **touches,
    }
    found = evaluation(folder, RULED, files, "2026-W10")
    return {rule.rule.partition(".")[2]: {v.value: n for v, n in rule.verdicts.items() if n} for rule in found.rules}


ON_TIME, LATE = "D1,2026-02-05,proposal\n", "D1,2026-03-02,proposal\n"
KEPT = {"skip": {"satisfied": 2}, "stay.contact": {"satisfied": 1}, "from.contact.to.proposal": {"satisfied": 1}}


def told_of(found: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    return {name: counts for name, counts in found.items() if name in KEPT}


def test_rules_of_a_process_hold_and_break_where_all_rows_can_be_read(tmp_path: Path) -> None:
    assert told_of(broken(tmp_path, ON_TIME)) == KEPT
    found = broken(tmp_path, LATE, touch="2026-02-17,D9")
    assert (found["stay.contact"], found["from.contact.to.proposal"]) == ({"violated": 1}, {"violated": 1})
    assert found["idle"]["violated"] == 1


@pytest.mark.parametrize("moves", ["D1,soon,proposal\n", "D1,2026-02-05,propsl\n", ",2026-02-05,proposal\n"])
def test_a_move_that_could_not_be_read_may_have_been_in_time(tmp_path: Path, moves: str) -> None:
    found = broken(tmp_path, moves)
    assert (found["stay.contact"], found["from.contact.to.proposal"]) == ({"unknown": 1}, {"unknown": 1})


@pytest.mark.parametrize("moves", ["D1,2026-03-05,propsl\n", "D2,2026-02-05,propsl\n"])
def test_a_move_too_late_or_of_another_record_mends_nothing(tmp_path: Path, moves: str) -> None:
    found = broken(tmp_path, LATE + moves)
    assert (found["stay.contact"], found["from.contact.to.proposal"]) == ({"violated": 1}, {"violated": 1})


def test_a_stage_in_a_row_set_aside_may_not_have_been_passed_over(tmp_path: Path) -> None:
    assert broken(tmp_path, "D1,2026-02-07,negotiation\n")["skip"] == {"satisfied": 1, "violated": 1}
    found = broken(tmp_path, "D1,2026-02-05,propsl\nD1,2026-02-07,negotiation\n")
    assert found["skip"] == {"satisfied": 1, "unknown": 1}


@pytest.mark.parametrize("touch", ["soon,D1", "2026-02-17,"])
def test_a_call_that_could_not_be_read_may_have_been_the_one_in_between(tmp_path: Path, touch: str) -> None:
    found = broken(tmp_path, ON_TIME, touch)["idle"]
    assert (found["unknown"], found.get("violated")) == (1, None)


@pytest.mark.parametrize(("moves", "verdict", "behind"), [
    ("D2,2026-02-04,proposal\n", "met", 1), ("D2,2026-02-04,propsl\n", "unknown", 1), ("", "below", 2),
])  # fmt: skip
def test_a_move_that_could_not_be_read_may_have_been_a_conversion(
    tmp_path: Path, moves: str, verdict: str, behind: int
) -> None:
    expects = RULES.replace("  no skipping\n", "  stage contact { expect conversion at least 60% within 14d }\n")
    listed = [f"D{number}" for number in range(4)]
    files = {
        "deals-2026-03-08.csv": deals(*((deal, "Ann", "contact", 5, "2026-02-02") for deal in listed)),
        "changes-2026-03-08.csv": "deal_id,changed,stage\n"
        + "".join(f"{deal},2026-02-02,contact\n" for deal in listed)
        + "D0,2026-02-04,proposal\nD1,2026-02-04,proposal\n"
        + moves,
    }
    [found] = evaluation(tmp_path, RULED.replace(RULES, expects), files, "2026-W10").conversions
    assert (found.verdict.value, len(found.behind), found.counted) == (verdict, behind, 4)


@pytest.mark.parametrize(
    ("move", "skip", "stay"),
    [
        ("D1,soon,propsl\n", {"unknown": 2}, {"unknown": 1}),
        ("D1,2026-03-04,propsl\n", {"satisfied": 1, "unknown": 1}, {"unknown": 1}),
        (",2026-03-04,negotiation\n", {"satisfied": 1, "unknown": 1}, {"satisfied": 1}),
        ("D1,soon,proposal\n", {"unknown": 2}, {"satisfied": 1}),
        ("D2,soon,propsl\n", {"satisfied": 2}, {"satisfied": 1}),
    ],
)
def test_a_move_that_could_not_be_read_may_be_one_that_is_forbidden(
    tmp_path: Path, move: str, skip: dict[str, int], stay: dict[str, int]
) -> None:
    found = broken(tmp_path, ON_TIME + move)
    assert (found["skip"], found["stay.contact"]) == (skip, stay)


REQUIRED = PLAN.replace("stages contact", "enter proposal requires amount\n  stages contact").replace(
    "amount: money", "amount: money optional"
)


@pytest.mark.parametrize(
    ("between", "verdict"),
    [
        (("D1", "Ann", "contact", "", "2026-03-02"), "violated"),
        (("D1", "Ann", "contact", "much", "2026-03-02"), "possibly violated"),
        (("D1", "Ann", "propsl", 5, "2026-03-02"), "possibly violated"),
        (None, "possibly violated"),
    ],
)
def test_what_was_missing_when_a_record_moved_is_certain_only_beside_a_row_that_was_read(
    tmp_path: Path, between: tuple[object, ...] | None, verdict: str
) -> None:
    other = ("D2", "Bob", "contact", 1, "2026-03-02")
    files = {
        "deals-2026-03-08.csv": deals(("D1", "Ann", "contact", "", "2026-03-02"), other),
        "deals-2026-03-22.csv": deals(("D1", "Ann", "proposal", "", "2026-03-02"), other),
    }
    if between is not None:
        files["deals-2026-03-15.csv"] = deals(between, other)
    found = evaluation(tmp_path, REQUIRED, files, "2026-W12")
    [rule] = [rule for rule in found.rules if "enter" in rule.rule]
    assert {told.value: count for told, count in rule.verdicts.items() if count} == {verdict: 1}


LIMITS = (
    HEAD
    + TEAMS
    + DEALS
    + """
process b2b "Process" on deals {
  stages contact "Contact" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won"
  loss stage lost "Lost" from any
  stay in proposal at most 10d
  total in proposal at most 10d
  from proposal to negotiation within 10d
}
"""
)
CERTAIN, POSSIBLE = ("violated",) * 3, ("possibly violated",) * 3
OTHER = ("D9", "Ann", "negotiation", 1, "2026-03-01")


def limits(folder: Path, *weeks: tuple[str, object] | None) -> tuple[str, ...]:
    """Verdicts of the three rules on a deal of which each export from 9 March on shows a stage and an amount; None: a row of
    no readable key.
    """
    files = {
        f"deals-2026-03-{9 + 7 * number:02}.csv": deals(
            OTHER, ("", "Ann", "proposal", 5, "2026-03-01") if week is None else ("D1", "Ann", *week, "2026-03-01")
        )
        for number, week in enumerate(weeks)
    }
    found = evaluation(folder, LIMITS, files, "2026-W14")
    return tuple(
        verdict.value
        for rule in found.rules
        for verdict, n in rule.verdicts.items()
        if n and verdict is not Verdict.VACUOUS
    )


SEEN = ("proposal", 5)


@pytest.mark.parametrize(
    ("weeks", "verdicts"),
    [
        ((SEEN, ("proposal", 5), SEEN), CERTAIN),
        ((SEEN, ("proposal", "much"), SEEN), CERTAIN),
        ((SEEN, ("contact", "much"), SEEN), POSSIBLE),
        ((SEEN, ("propsl", 5), SEEN), POSSIBLE),
        ((SEEN, None, SEEN), POSSIBLE),
        ((SEEN, ("contact", "much"), ("proposal", "much"), SEEN), POSSIBLE),
        ((SEEN, ("proposal", "much"), ("contact", "much"), SEEN), POSSIBLE),
        ((SEEN, ("contact", "much"), SEEN, ("negotiation", 5)), POSSIBLE),
    ],
)
def test_an_export_with_the_row_of_a_record_set_aside_shows_no_stage_but_the_one_it_says(
    tmp_path: Path, weeks: tuple[tuple[str, object] | None, ...], verdicts: tuple[str, ...]
) -> None:
    assert limits(tmp_path, *weeks) == verdicts


@pytest.mark.parametrize(
    ("first", "total", "stay"),
    [
        (["proposal,5", "proposal,5", "proposal,5", "contact,5", "proposal,5"], "violated", "violated"),
        (
            ["proposal,5", "contact,much", "proposal,5", "contact,5", "proposal,5"],
            "possibly violated",
            "possibly violated",
        ),
        (["proposal,5", "proposal,5", "proposal,5"], "violated", "violated"),
        (["proposal,5", "contact,much", "contact,much"], "possibly violated", "possibly violated"),
    ],
)
def test_a_deal_that_was_elsewhere_in_a_row_set_aside_stayed_no_longer_than_it_was_seen(
    tmp_path: Path, first: list[str], total: str, stay: str
) -> None:
    """In a total of several visits, and where it is in no export since."""
    files = {
        f"deals-2026-03-{2 + 7 * number:02}.csv": deals(OTHER, *[("D1", "Ann", *shown, "2026-03-01")] if shown else [])
        for number in range(5)
        for shown in [first[number].split(",") if number < len(first) else None]
    }
    rules = {rule.rule: rule.verdicts for rule in evaluation(tmp_path, LIMITS, files, "2026-W14").rules}
    assert rules["b2b.total.proposal"][Verdict(total)] == 1
    assert rules["b2b.stay.proposal"][Verdict(stay)] >= 1


def ends(folder: Path, *last: tuple[object, ...]) -> str:
    """What is said of a deal that was in the proposal stage and is no longer in the last export, but for these rows."""
    shown = ("D1", "Ann", "proposal", 5, "2026-03-01")
    files = {
        "deals-2026-03-09.csv": deals(OTHER, ("D1", "Ann", "contact", 5, "2026-03-01")),
        "deals-2026-03-16.csv": deals(OTHER, shown),
        "deals-2026-03-23.csv": deals(OTHER, *last),
    }
    found = evaluation(folder, LIMITS, files, "2026-W13")
    (told,) = (one for one in found.violations if one.rule == "b2b.stay.proposal")
    assert told.verdict.value == "possibly violated"
    return told.message.render(Language.EN)


def test_a_deal_has_not_left_while_a_row_of_the_last_export_may_be_its_own(tmp_path: Path) -> None:
    assert "left by 2026-03-23" in ends(tmp_path)
    assert "left by 2026-03-23" in ends(tmp_path, ("D2", "Ann", "proposal", "much", "2026-03-01"))
    assert "left" not in ends(tmp_path, ("", "Ann", "proposal", 5, "2026-03-01"))


@pytest.mark.parametrize(("other", "verdict"), [("D2", "satisfied"), ("", "possibly violated")])
def test_a_deal_may_have_come_where_a_row_may_be_its_own(tmp_path: Path, other: str, verdict: str) -> None:
    """First seen on 16 March and moved on by the 20th: ten days only if it came before the 10th."""
    files = {
        "deals-2026-03-02.csv": deals(OTHER),
        "deals-2026-03-10.csv": deals(OTHER, (other, "Ann", "negotiation", 5, "2026-03-01")),
        "deals-2026-03-16.csv": deals(OTHER, ("D1", "Ann", "proposal", 5, "2026-03-01")),
        "deals-2026-03-20.csv": deals(OTHER, ("D1", "Ann", "negotiation", 5, "2026-03-01")),
    }
    found = evaluation(tmp_path, LIMITS, files, "2026-W12")
    stay = next(rule for rule in found.rules if rule.rule == "b2b.stay.proposal")
    assert stay.verdicts[Verdict(verdict)] == 1


# ---------------------------------------------------------------- one corrupted cell

WORLD = PLAN + CHANGES.replace("owner: person", "owner: person optional") + CALLS
STAGES = ("contact", "proposal", "negotiation", "won", "lost")
WRONG = {"owner": "", "who": "", "stage": "???", "amount": "much", "spent": "?", "day": "soon", "created": "soon",
         "changed": "soon", "deal_id": "", "kind": ""}  # fmt: skip


def made(dice: random.Random, with_history: bool) -> dict[str, list[list[str]]]:
    """Files with their header as first row: calls of three weeks, exports of three Sundays, maybe a history of moves."""
    files: dict[str, list[list[str]]] = {}
    people = ("Ann", "Bob", "Sue", "Zoe")
    for number, first in ((9, 23), (10, 2), (11, 9)):
        month = 2 if number == 9 else 3
        files[f"calls-2026-W{number:02}.csv"] = [
            ["day", "who", "kind", "spent", "rating"],
            *(
                [f"2026-{month:02}-{first + dice.randrange(5):02}", dice.choice(people),
                 dice.choice(["visit", "call"]), str(dice.randrange(-3, 9)), ""]
                for _ in range(dice.randrange(1, 9))
            ),
        ]  # fmt: skip
    stages = {f"D{i}": 0 for i in range(6)}
    owners = {deal: dice.choice(people) for deal in stages}
    worth = {deal: str(dice.randrange(1, 50)) for deal in stages}
    moves = [[deal, "2026-02-23", "contact", ""] for deal in stages]
    for sunday, days in (("03-01", ("02-24", "02-27")), ("03-08", ("03-03", "03-06")), ("03-15", ("03-10", "03-13"))):
        for deal in stages:
            if dice.random() < 0.5 and stages[deal] < 3:
                stages[deal] += 1
                moves.append([deal, f"2026-{dice.choice(days)}", STAGES[stages[deal]], ""])
        rows = [[deal, owners[deal], STAGES[stage], worth[deal], "2026-02-23"] for deal, stage in stages.items()]
        files[f"deals-2026-{sunday}.csv"] = [["deal_id", "owner", "stage", "amount", "created"], *rows]
    if with_history:
        files["changes-2026-W11.csv"] = [["deal_id", "changed", "stage", "owner"], *moves]
    return files


def written(files: Mapping[str, list[list[str]]]) -> dict[str, str]:
    return {name: "".join(",".join(row) + "\n" for row in rows) for name, rows in files.items()}


@pytest.mark.parametrize("seed", seeds(12))
def test_one_corrupted_cell_leaves_every_figure_right_or_open(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with_history = seed % 2 == 1
    plan = WORLD if with_history else PLAN + CALLS
    files = made(dice, with_history)
    true = {
        as_of: figures(evaluation(tmp_path, plan, written(files), as_of))
        for as_of in ("2026-W09", "2026-W10", "2026-W11")
    }
    name = dice.choice([name for name, rows in files.items() if len(rows) > 2])
    row = dice.randrange(1, len(files[name]))
    column = dice.choice([i for i, header in enumerate(files[name][0]) if header in WRONG])
    files[name][row][column] = WRONG[files[name][0][column]]
    for as_of, right in true.items():
        told = figures(evaluation(tmp_path, plan, written(files), as_of))
        for key, value in told.items():
            where = (name, row, files[name][0][column], as_of, key)
            match value, right.get(key):
                case Unknown(between=(low, high)), Known(exact):
                    assert low <= exact <= high, where
                case Known() as figure, expected:
                    assert figure == expected, where


# ---------------------------------------------------------------- asked together


def corrupted(seed: int) -> tuple[str, dict[str, str]]:
    """A plan and its files, four cells of which cannot be read."""
    dice = random.Random(seed)
    files = made(dice, with_history=seed % 2 == 1)
    for _ in range(4):
        rows = dice.choice([rows for rows in files.values() if len(rows) > 2])
        column = dice.choice([index for index, header in enumerate(rows[0]) if header in WRONG])
        rows[dice.randrange(1, len(rows))][column] = WRONG[rows[0][column]]
    return WORLD if seed % 2 == 1 else PLAN + CALLS, written(files)


@pytest.mark.parametrize("seed", seeds(3))
def test_a_metric_is_told_the_same_beside_others_as_alone(tmp_path: Path, seed: int) -> None:
    plan, files = corrupted(seed)
    lines = plan.splitlines(keepends=True)
    metrics = [line for line in lines if line.startswith("metric ") and "ratio(" not in line]
    others = "".join(line for line in lines if not line.startswith("metric "))
    together = figures(evaluation(tmp_path, others + "".join(metrics), files, "2026-W11"))
    alone: dict[tuple[str, str], Figure] = {}
    for metric in metrics:
        alone |= figures(evaluation(tmp_path, others + metric, files, "2026-W11"))
    assert alone == together
    assert any(isinstance(value, Unknown) and value.why is Why.SET_ASIDE for value in alone.values())


def test_more_metrics_ask_no_more_of_rows_set_aside(tmp_path: Path) -> None:
    calls, asked = {"calls-2026-W10.csv": HEADER + GOOD + "2026-03-05,Bob,visit,much,\n"}, []
    for count in (1, 12):
        more = "".join(
            f'metric m{n} "M{n}" = count(calls where rating > {n}) credit who at event\n' for n in range(count)
        )
        _, engine = overheard(tmp_path, HEAD + TEAMS + CALLS + more, calls, "2026-W10")
        asked.append(sum("_aside" in sql for sql in engine.asked))
    assert asked[0] == asked[1] > 0


def test_an_alert_on_a_goal_is_certain_where_both_ends_of_what_is_attained_agree(tmp_path: Path) -> None:
    plan = (
        HEAD
        + TEAMS
        + CALLS
        + """
goal spent "Spent" { period 2026-03-02 .. 2026-03-29; measure spending; target 20000 CNY; split by team { north 50%; south 50% }; owner director }
alert behind "Behind" for each team where team in (north, south) {
  when attainment(spent) < 80%
  notify director
}
review weekly "Weekly" { every monday; covers spent, spending; attended by director }
scorecard card "Card" for each team { every week; line a "A" = attainment(spent) year to date, weight 100% }
"""
    )
    rows = "2026-03-02,Ann,visit,10,1\n2026-03-03,Sue,visit,90000,1\nsoon,Ann,visit,30,1\nsoon,Sue,visit,30,1\n"
    found = evaluation(tmp_path, plan, {"calls-2026-W10.csv": HEADER + rows}, "2026-W10")
    (north,) = [one for one in found.goals if one.entity == "team:north" and one.period is None]
    assert isinstance(north.attainment, Unknown)
    assert [event.state.entity for event in found.alerts if event.state.alert == "behind"] == ["team:north"]
    told = summary(found, Language.EN)
    assert "Spent is on track: 1,800.2%–1,801.4% of the target to date" in " ".join(told.split())
    agenda = [item.message.render() for meeting in found.meetings for item in Agenda(found).of(meeting)]
    assert agenda == ["1,800.2%–1,801.4% attained, on track", "90.01k CNY–90.07k CNY in 2026-W10"]
    (total,) = [one.total for value in found.scorecards for one in value.cards if one.entity == "team:north"]
    assert isinstance(total, Unknown)
    assert total.between is not None
