"""Who gets a deal, deals that are won twice, rows of nobody, ratios of few, records that no history lists."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.evaluation import Verdict
from planlang.values.figure import Known
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    CHANGES,
    DEALS,
    HEAD,
    PROCESS,
    TEAMS,
    activities,
    changes,
    deals,
    entities,
    evaluation,
    figure,
)

PLAN = HEAD + TEAMS + DEALS + CHANGES + PROCESS
WINS = 'metric wins "Wins" = count(deals where stage enters won) credit owner at close\n'
OPEN = 'metric in_hand "Open" = count(deals where open) credit owner at period end\n'


@pytest.mark.parametrize(("week", "february"), [("2026-W09", 1), ("2026-W13", 0), ("2026-W18", 0)])
def test_a_deal_that_is_won_twice_is_one_win(week: str, february: int, tmp_path: Path) -> None:
    """D8: won 02-10, opened again 03-05, won 04-02. The goal asks for the first two months, which are long over."""
    moves = [
        ("D1", "2026-01-05", "contact", "Ann"),
        ("D1", "2026-02-10", "won", "Ann"),
        ("D1", "2026-03-05", "proposal", "Ann"),
        ("D1", "2026-04-02", "won", "Ann"),
    ]
    goal = 'goal g "G" { measure wins; target 12 by 2026-12-31; split by month 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }\n'
    files = {"changes-2026-Q1.csv": changes(moves[:3]), "changes-2026-Q2.csv": changes(moves[3:])}
    files[f"deals-{week}.csv"] = deals([("D1", "Ann", "proposal" if week == "2026-W13" else "won", 100, "2026-01-05")])
    found = evaluation(tmp_path, PLAN + WINS + goal, files, week)
    months = {one.period.label: one.actual.value for one in found.goals if one.period}  # type: ignore[union-attr]
    assert months["2026-02"] == february
    assert months.get("2026-04") == (1 if week == "2026-W18" else None)
    whole = next(one for one in found.goals if one.period is None)
    assert whole.actual.value == (0 if week == "2026-W13" else 1)  # type: ignore[union-attr]


def test_the_three_credits(tmp_path: Path) -> None:
    """tests/spec/aggregates.md: Ann from 01-05, Sue from 03-10, won 03-12, back to Ann 03-20."""
    metrics = """
metric won_event "W" = count(deals where stage enters won) credit owner at event
metric won_close "W" = count(deals where stage enters won) credit owner at close
metric won_end "W" = count(deals where stage enters won) credit owner at period end
metric made_event "C" = count(deals at created) credit owner at event
metric made_close "C" = count(deals at created) credit owner at close
metric made_end "C" = count(deals at created) credit owner at period end
"""
    moves = [
        ("D1", "2026-01-05", "contact", "Ann"),
        ("D1", "2026-03-10", "contact", "Sue"),
        ("D1", "2026-03-12", "won", "Sue"),
        ("D1", "2026-03-20", "won", "Ann"),
    ]
    files = {
        "changes-2026-Q1.csv": changes(moves),
        "deals-2026-03-31.csv": deals([("D1", "Ann", "won", 100, "2026-01-05")]),
    }
    alerts = "".join(
        f'alert a_{metric} "A" for each team {{ when {metric} this month < 5; notify team.manager; unscaled }}\n'
        for metric in ("won_event", "won_close", "won_end", "made_event", "made_close", "made_end")
    )
    found = evaluation(tmp_path, PLAN + metrics + alerts, files, "2026-03-31")
    seen = {
        (state.alert[2:], state.period.label[5:], state.entity[5:])
        for state in found.history
        if state.value and state.value.figure.value == 1 and state.entity != "team:company"  # type: ignore[union-attr]
    }
    assert seen == {
        ("won_event", "03", "south"),
        ("won_close", "03", "south"),
        ("won_end", "03", "north"),
        ("made_event", "01", "north"),
        ("made_close", "01", "south"),
        ("made_end", "01", "north"),
    }


def test_open_deals_go_to_their_owner_of_that_day_and_get_no_credit_at_close(tmp_path: Path) -> None:
    moves = [("D1", "2026-01-05", "contact", "Ann"), ("D1", "2026-03-10", "contact", "Sue")]
    files = {
        "changes-2026-Q1.csv": changes(moves),
        "deals-2026-W11.csv": deals([("D1", "Sue", "contact", 9, "2026-01-05")]),
    }
    found = evaluation(tmp_path, PLAN + OPEN, files, "2026-W11")
    assert figure(found, "in_hand", "rep:Ann", before=True) == 1
    assert figure(found, "in_hand", "team:south") == 1
    assert figure(found, "in_hand", "team:north") == 0


def test_a_hand_over_that_only_an_export_shows_counts_from_then_on(tmp_path: Path) -> None:
    files = {
        "changes-2026-W10.csv": changes([("D1", "2026-03-02", "contact", "Ann")]),
        "changes-2026-W11.csv": changes([]),
        "deals-2026-W10.csv": deals([("D1", "Ann", "contact", 9, "2026-03-02")]),
        "deals-2026-W11.csv": deals([("D1", "Sue", "contact", 9, "2026-03-02")]),
    }
    found = evaluation(tmp_path, PLAN + OPEN, files, "2026-W11")
    assert [figure(found, "in_hand", f"rep:{name}") for name in ("Ann", "Sue")] == [0, 1]
    assert [figure(found, "in_hand", f"rep:{name}", before=True) for name in ("Ann", "Sue")] == [1, 0]


@pytest.mark.parametrize("credit", ["at period end", "as today"])
def test_an_amount_of_the_past_is_that_of_the_export_of_that_time(credit: str, tmp_path: Path) -> None:
    """D1 goes from 9 to 4 and from Ann to Sue, D2 is new; a median is counted anew, a sum from its parts."""
    metrics = f"""
metric amount "A" = sum(deals.amount where open) credit owner {credit}
metric large "L" = count(deals where open and amount >= 5元) credit owner {credit}
metric middle "M" = median(deals.amount where open) credit owner {credit}
"""
    files = {
        "changes-2026-W10.csv": changes([("D1", "2026-03-02", "contact", "Ann")]),
        "changes-2026-W11.csv": changes([("D2", "2026-03-10", "contact", "Sue")]),
        "deals-2026-W10.csv": deals([("D1", "Ann", "contact", 9, "2026-03-02")]),
        "deals-2026-W11.csv": deals(
            [("D1", "Sue", "proposal", 4, "2026-03-02"), ("D2", "Sue", "contact", 1, "2026-03-10")]
        ),
    }
    found = evaluation(tmp_path, PLAN + metrics, files, "2026-W11")
    for name, now, before in (("amount", 5, 9), ("large", 0, 1), ("middle", Fraction(5, 2), 9)):
        assert figure(found, name) == figure(found, name, "rep:Sue") == now
        assert figure(found, name, before=True) == before
        owned = figure(found, name, "rep:Sue", before=True)
        assert owned == (before if credit == "as today" else None if name == "middle" else 0), name


@pytest.mark.parametrize(
    ("row", "opened", "won"),
    [("D1,100,proposal,2026-01-13,,", 1, 0), ("D1,100,won,2026-01-13,2026-01-14,", 0, 1)],
)
@pytest.mark.parametrize("as_of", ["2026-W03", "2026-01-18 10:00"])
def test_a_record_whose_present_stage_nothing_dates_is_in_one_stage(
    row: str, opened: int, won: int, as_of: str, tmp_path: Path
) -> None:
    source = """
source deals "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  entered contact on contact_on
  entered proposal on proposal_on
  entered negotiation on proposal_on
  entered won on closed
  entered lost on closed
  deal_id: text
  amount: money
  stage: stage[b2b]
  contact_on: date
  proposal_on: date optional
  closed: date optional
}
metric opened "O" = count(deals where open)
metric won "W" = count(deals where won)
metric amount "A" = sum(deals.amount where open or won)
metric middle "M" = median(deals.amount where open or won)
"""
    files = {"deals-2026-W03.csv": "deal_id,amount,stage,contact_on,proposal_on,closed\n" + row + "\n"}
    found = evaluation(tmp_path, HEAD + TEAMS + source + PROCESS, files, as_of)
    if as_of == "2026-W03":
        assert [figure(found, name) for name in ("opened", "won", "amount", "middle")] == [opened, won, 100, 100]
    records = {one.stage: one.records for one in found.stages}
    assert sum(count.value for count in records.values() if isinstance(count, Known)) <= 1


def test_each_of_two_processes_is_told_by_its_own_history(tmp_path: Path) -> None:
    """A deal is won and paid in the second week; a condition on both of its stages is known at the cut alone."""
    text = """
source deals "Deals" {
  read "data/deals-*.csv"
  one row per id
  id: text
  stage: stage[b2b]
  pay: stage[money]
}
source changes "Changes" {
  read "data/changes-*.csv"
  history of deals
  event at day
  id: text
  day: date
  stage: stage[b2b]
}
source payments "Payments" {
  read "data/payments-*.csv"
  history of deals
  event at day
  id: text
  day: date
  pay: stage[money]
}
process money "Payment" on deals { stages due "Due" -> sent "Sent"; win stage paid "Paid" }
metric won "W" = count(deals where stage is won)
metric proposed "P" = count(deals where stage is proposal)
metric sent "S" = count(deals where pay is sent)
metric paid "D" = count(deals where pay is paid)
metric done "B" = count(deals where stage is won and pay is paid)
"""
    files = {
        "deals-2026-W02.csv": "id,stage,pay\nA,proposal,sent\n",
        "deals-2026-W03.csv": "id,stage,pay\nA,won,paid\n",
        "changes-2026-W02.csv": "id,day,stage\nA,2026-01-06,proposal\n",
        "changes-2026-W03.csv": "id,day,stage\nA,2026-01-14,won\n",
        "payments-2026-W02.csv": "id,day,pay\nA,2026-01-06,sent\n",
        "payments-2026-W03.csv": "id,day,pay\nA,2026-01-14,paid\n",
    }
    found = evaluation(tmp_path, HEAD + TEAMS + text + PROCESS, files, "2026-W03")
    names = ("won", "proposed", "sent", "paid", "done")
    assert [figure(found, name) for name in names] == [1, 0, 0, 1, 1]
    assert [figure(found, name, before=True) for name in names] == [0, 1, 1, 0, None]


def test_rows_of_nobody_count_in_the_whole_and_in_no_team(tmp_path: Path) -> None:
    made = [("2026-03-02", "Ann"), ("2026-03-03", "Sue"), ("2026-03-03", "Stranger"), ("2026-03-04", "Stranger")]
    found = evaluation(tmp_path, HEAD + TEAMS + ACTIVITIES, {"activities-2026-W10.csv": activities(made)}, "2026-W10")
    by = entities(found, "visits")
    assert (by["plan:"], by["team:company"], by["team:north"], by["team:south"], by["rep:Ann"]) == (4, 2, 1, 1, 1)
    assert [note.fault.value for note in found.notes] != []


def test_a_ratio_is_unknown_for_few_and_pooled_for_the_team(tmp_path: Path) -> None:
    """tests/spec/aggregates.md: 3 of 4 is too few, 2 of 16 is 12.5%, together 5 of 20 is 25%."""
    rate = """
metric rate "Rate" = ratio(
  count(deals where stage enters won), count(deals where stage enters won) + count(deals where stage enters lost)
) min sample 8 credit owner at close
"""
    ends = [("Ann", "won")] * 3 + [("Ann", "lost")] + [("Bob", "won")] * 2 + [("Bob", "lost")] * 14
    moves = [(f"D{n}", "2026-03-03", stage, owner) for n, (owner, stage) in enumerate(ends)]
    rows = [(f"D{n}", owner, stage, 1, "2026-03-02") for n, (owner, stage) in enumerate(ends)]
    files = {"changes-2026-W10.csv": changes(moves), "deals-2026-W10.csv": deals(rows)}
    by = entities(evaluation(tmp_path, PLAN + rate, files, "2026-W10"), "rate")
    assert (by["rep:Ann"], by["rep:Bob"], by["rep:Sue"]) == (None, Fraction(1, 8), None)
    assert (by["team:north"], by["plan:"]) == (Fraction(1, 4), Fraction(1, 4))


def test_a_record_that_no_history_lists_counts_at_the_cut(tmp_path: Path) -> None:
    moves = [("D1", "2026-03-02", "contact", "Ann")]
    first = [("D1", "Ann", "contact", 5, "2026-03-02")]
    second = [*first, ("D2", "Sue", "proposal", 7, "2026-03-10"), ("D3", "Sue", "won", 7, "2026-03-10")]
    files = {
        "changes-2026-W10.csv": changes(moves),
        "changes-2026-W11.csv": changes([]),
        "deals-2026-W10.csv": deals(first),
        "deals-2026-W11.csv": deals(second),
    }
    found = evaluation(tmp_path, PLAN + OPEN + WINS, files, "2026-W11")
    assert (figure(found, "in_hand"), figure(found, "in_hand", "rep:Sue")) == (2, 1)
    assert figure(found, "in_hand", before=True) in (1, None)
    counts = {stage.stage: stage.records.value for stage in found.stages}  # type: ignore[union-attr]
    assert counts == {"contact": 1, "proposal": 1, "negotiation": 0, "won": 1, "lost": 0}


def test_a_computed_column_and_a_requirement_may_ask_whether_a_date_falls_in_the_quarter(tmp_path: Path) -> None:
    computed = DEALS.replace(
        "  created: date\n", "  created: date\n  fresh: bool = falls_in(created current quarter)\n"
    )
    process = PROCESS.rstrip().removesuffix("}") + "  enter won requires falls_in(created current quarter)\n}\n"
    metric = 'metric fresh_deals "F" = count(deals where open and fresh) credit owner at period end\n'
    rows = [("D1", "Ann", "contact", 100, "2026-01-05"), ("D2", "Ann", "contact", 100, "2025-12-31")]
    rows += [("D3", "Ann", "won", 100, "2025-12-30")]
    moves = [(deal, created, "contact", owner) for deal, owner, _, _, created in rows] + [
        ("D3", "2026-01-12", "won", "Ann")
    ]
    files = {"changes-2026-Q1.csv": changes(moves), "deals-2026-W03.csv": deals(rows)}
    found = evaluation(tmp_path, HEAD + TEAMS + computed + CHANGES + process + metric, files, "2026-W03")
    assert figure(found, "fresh_deals", "rep:Ann") == 1
    # D3 was made in the quarter before
    (rule,) = [count for count in found.rules if count.rule == "b2b.enter.won"]
    assert rule.verdicts[Verdict.VIOLATED] == 1
