"""Goals that are limits, split twice, with a buffer; stays between exports; dates that wait for data; late chains."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.evaluation import Evaluation, Verdict
from tests.evaluate.whole.small_plans import (
    ACTIVITIES,
    CHANGES,
    DEALS,
    HEAD,
    PROCESS,
    STAGES,
    TEAMS,
    activities,
    changes,
    deals,
    evaluation,
    number,
    verdicts,
)


def stays(limit: str) -> str:
    return (
        HEAD + TEAMS + DEALS + 'process b2b "Process" on deals {' + STAGES + f"  stay in proposal at most {limit}\n}}\n"
    )


def exports(*stages: tuple[str, str]) -> dict[str, str]:
    """One deal in an export for each day (`03-02`)."""
    return {f"deals-2026-{day}.csv": deals([("D1", "Ann", stage, 1, "2026-03-01")]) for day, stage in stages}


LEFT = exports(
    ("03-02", "contact"), ("03-09", "proposal"), ("03-16", "proposal"), ("03-23", "proposal"), ("03-30", "negotiation")
)
STILL = exports(("03-02", "contact"), ("03-09", "proposal"), ("03-16", "proposal"), ("03-23", "proposal"))


@pytest.mark.parametrize(
    ("files", "as_of", "limit", "verdict"),
    [
        (LEFT, "2026-03-30", "10d", Verdict.VIOLATED),
        (LEFT, "2026-03-30", "14d", Verdict.POSSIBLE),
        (LEFT, "2026-03-30", "27d", Verdict.POSSIBLE),
        (LEFT, "2026-03-30", "28d", Verdict.SATISFIED),
        (STILL, "2026-03-23", "13d", Verdict.VIOLATED),
        (STILL, "2026-03-23", "14d", Verdict.POSSIBLE),
        (STILL, "2026-03-23", "22d", Verdict.PENDING),
        (STILL, "2026-03-23", "10wd", Verdict.POSSIBLE),
    ],
)
def test_a_stay_between_exports(
    files: dict[str, str], as_of: str, limit: str, verdict: Verdict, tmp_path: Path
) -> None:
    """tests/spec/processes.md: left, [14d, 28d]; still there, [14d, 22d]."""
    found = evaluation(tmp_path, stays(limit), files, as_of)
    assert verdicts(found, "b2b.stay.proposal") == {verdict.value: 1}


@pytest.mark.parametrize(
    ("as_of", "left", "verdict"),
    [
        ("2026-03-02", None, "pending"),
        ("2026-03-03", None, "violated"),
        ("2026-03-05", "2026-03-03", "satisfied"),
        ("2026-03-05", "2026-03-04", "violated"),
    ],
)
def test_a_stay_in_working_days_over_the_holidays(as_of: str, left: str | None, verdict: str, tmp_path: Path) -> None:
    """tests/spec/processes.md: entered 02-11, ten working days are over on 03-03."""
    moves = [("D1", "2026-02-09", "contact", "Ann"), ("D1", "2026-02-11", "proposal", "Ann")]
    if left:
        moves.append(("D1", left, "negotiation", "Ann"))
    files = {
        "changes-2026-Q1.csv": changes(moves),
        "deals-2026-W06.csv": deals([("D1", "Ann", moves[-1][2], 1, "2026-02-09")]),
    }
    found = evaluation(tmp_path, stays("10wd") + CHANGES, files, as_of)
    assert verdicts(found, "b2b.stay.proposal") == {verdict: 1}


# goals


def goal(found: Evaluation, entity: str, label: str | None) -> tuple[Fraction | None, ...]:
    """Target, due, actual of a goal."""
    (one,) = [g for g in found.goals if g.entity == entity and (g.period.label if g.period else None) == label]
    return number(one.target), number(one.target_to_date), number(one.actual)


def test_teams_below_teams_with_a_buffer(tmp_path: Path) -> None:
    """4000 with 5% more for the parts, 60 and 40: 2520 and 1680; the first is split once more, 70 and 30."""
    teams = (
        TEAMS
        + """
team east "East" under north { rep Eve }
team west "West" under north { rep Wes }
"""
    )
    text = """
goal g "G" {
  measure visits
  target 4000 by 2026-12-31
  split by quarter 25%, 25%, 25%, 25%
  split by team, buffer 5% { north 60% { east 70%; west 30% }; south 40% }
}
"""
    made = activities([("2026-03-02", "Eve"), ("2026-03-03", "Ann"), ("2026-03-03", "Sue")])
    found = evaluation(tmp_path, HEAD + teams + ACTIVITIES + text, {"activities-2026-Q1.csv": made}, "2026-03-15")
    gone = Fraction(47, 59) / 4
    assert goal(found, "plan:", None) == (4000, 4000 * gone, 3)
    assert goal(found, "team:north", None) == (2520, 2520 * gone, 2)
    assert goal(found, "team:south", None) == (1680, 1680 * gone, 1)
    assert goal(found, "team:east", None) == (1764, 1764 * gone, 1)
    assert goal(found, "team:west", None) == (756, 756 * gone, 0)


def test_target_to_date_of_the_worked_quarter(tmp_path: Path) -> None:
    """tests/spec/goals.md: 2400万 in the first quarter, 47 of 59 working days gone, 1700万 done."""
    text = """
metric signed "Signed" = sum(deals.amount where stage enters won) credit owner at close
goal g "G" { measure signed; target 2400万元 by 2026-03-31; start 2026-01-01 }
"""
    text = text.replace("; start 2026-01-01", "")
    plan = HEAD.replace("2026-12-31", "2026-03-31") + TEAMS + DEALS + CHANGES + PROCESS + text
    files = {
        "changes-2026-Q1.csv": changes([("D1", "2026-03-02", "contact", "Ann"), ("D1", "2026-03-10", "won", "Ann")]),
        "deals-2026-W11.csv": deals([("D1", "Ann", "won", "1700万", "2026-03-02")]),
    }
    found = evaluation(tmp_path, plan, files, "2026-03-15")
    (one,) = [g for g in found.goals if g.period is None]
    assert number(one.target_to_date) == Fraction(24_000_000 * 47, 59)
    assert number(one.attainment) == Fraction(1700 * 59, 2400 * 47)
    assert (number(one.progress), number(one.pace)) == (Fraction(17, 24), Fraction(47, 59))
    assert (number(one.gap), number(one.required_rate)) == (7_000_000, Fraction(7_000_000, 12))


def test_a_goal_that_is_a_limit(tmp_path: Path) -> None:
    """At most T: attainment is T / actual."""
    text = """
metric cost "Cost" = avg(deals.amount where stage enters won) credit owner at close
goal g "G" { measure cost; target at most 5000元 by 2026-12-31 }
"""
    files = {
        "changes-2026-Q1.csv": changes([("D1", "2026-03-02", "contact", "Ann"), ("D1", "2026-03-10", "won", "Ann")]),
        "deals-2026-W11.csv": deals([("D1", "Ann", "won", "6250", "2026-03-02")]),
    }
    found = evaluation(tmp_path, HEAD + TEAMS + DEALS + CHANGES + PROCESS + text, files, "2026-03-15")
    (one,) = [g for g in found.goals if g.period is None]
    assert (number(one.actual), number(one.attainment), one.status.value) == (6250, Fraction(4, 5), "off track")


# dates

DATES = """
milestone three "Three visits" { reached when count(activities) >= 3; by 2026-03-31; owner director }
task follow "Follow" { takes 3wd; starts when count(activities) >= 2; owner director }
task after_it "After" { takes 2wd; after follow; owner director }
"""


def test_dates_that_wait_for_the_data_are_the_first_day_at_whose_end_it_is_so(tmp_path: Path) -> None:
    made = activities([("2026-03-02", "Ann"), ("2026-03-05", "Sue"), ("2026-03-10", "Bob")])
    files = {"activities-2026-Q1.csv": made}
    found = evaluation(tmp_path, HEAD + TEAMS + ACTIVITIES + DATES, files, "2026-03-11")
    slots = found.schedule.slots
    assert (slots["three"].finish, slots["three"].state.value) == (date(2026, 3, 10), "finished")
    assert slots["follow"].start >= date(2026, 3, 5)
    early = evaluation(tmp_path, HEAD + TEAMS + ACTIVITIES + DATES, files, "2026-03-09")
    assert early.schedule.slots["three"].state.value != "finished"


def test_a_late_chain_says_what_it_delays(tmp_path: Path) -> None:
    """Ten working days begun 03-02, 40% done by 03-13: six more from 03-16, to 03-23; the next has 3, to 03-26."""
    text = """
task a "A" { takes 10wd; started 2026-03-02; done 40%; by 2026-03-13; owner director }
task b "B" { takes 3wd; after a; by 2026-03-20; owner director }
task c "C" { takes 2wd; after b + 2wd; by 2026-04-30; owner director }
"""
    found = evaluation(tmp_path, HEAD + TEAMS + text, {}, "2026-03-13")
    slots = found.schedule.slots
    assert [slots[name].finish for name in "abc"] == [date(2026, 3, 23), date(2026, 3, 26), date(2026, 4, 1)]
    late = {one.task: (one.days, one.chain) for one in found.schedule.conflicts}
    assert {task: days for task, (days, _) in late.items()} == {"a": 6, "b": 4}
    assert late["b"][1][0] == "a"
    assert slots["a"].delays == ("b", "c")
