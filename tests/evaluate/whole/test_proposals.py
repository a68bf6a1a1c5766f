"""Adjustments: from files to what is proposed, accepted, rejected and told; a second way to fold their lives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.change.proposal_lives import Seen, lives
from planlang.evaluate.results.changes import AdjustmentState, ProposalPhase, ProposalState
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Known
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, csv, evaluation

WORK = """
goal reach "Reach" { measure visits; target 100 by 2026-12-31; owner director }
task training "Training" { standby; takes 5wd; owner Ann }
task tour "Tour" { takes 20wd; not before 2026-03-02; owner Ann }
"""
MORE = """
adjust more "More" {
  when visits this week < 4 for 2 weeks
  propose training
  propose change goal reach { target 80 by 2026-12-31 }
  propose drop tour
  notify director
  %s
}
"""
UP = 'revision up "Up" on 2026-01-21 { approved by Boss on 2026-01-20; because "Weak"; %s }\n'
ALL = "accept training; drop tour; change goal reach { target 80 by 2026-12-31 }"
FIRST = date(2026, 1, 1)


def told(folder: Path, plan: str, weeks: Sequence[int | None], as_of: str = "") -> Evaluation:
    """An evaluation after so many weeks of so many visits; None: no file of that week."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {}
    for number, count in enumerate(weeks):
        monday = date(2026, 1, 5) + timedelta(weeks=number)
        if count is not None:
            rows = [(monday.isoformat(), "Ann", "")] * count
            files[f"activities-2026-W{number + 2:02}.csv"] = csv("day,owner,deal_id", rows)
    label = as_of or f"2026-W{len(weeks) + 1:02}"
    return evaluation(folder, HEAD + TEAMS + ACTIVITIES + WORK + plan, files, label)


def state(found: Evaluation) -> AdjustmentState:
    (one,) = found.adjustments
    return one


def proposal(found: Evaluation) -> ProposalState:
    (one,) = state(found).proposals
    return one


def test_it_is_proposed_when_its_cause_has_lasted_long_enough(tmp_path: Path) -> None:
    early, late = told(tmp_path / "a", MORE % "", [2]), told(tmp_path / "b", MORE % "", [2, 3])
    assert proposal(early).phase is ProposalPhase.NONE
    one = proposal(late)
    assert (one.phase, one.to, one.since and one.since.label) == (ProposalPhase.OPEN, ("Boss",), "2026-W03")
    assert one.cause is not None
    assert one.cause.value is not None
    assert one.cause.value.figure == Known(3)
    what = state(late).what
    assert (what.accepted, what.dropped, [goal.goal for goal in what.targets]) == (("training",), ("tour",), ["reach"])
    assert {one.task for one in what.tasks} == {"training", "tour"}


def test_a_revision_that_does_it_all_accepts_it(tmp_path: Path) -> None:
    found = told(tmp_path, MORE % "" + UP % ALL, [2, 3, 3])
    one = proposal(found)
    assert (one.phase, one.by, one.decided_on) == (ProposalPhase.ACCEPTED, "up", date(2026, 1, 21))
    assert [phase.value for _, phase in one.history] == ["none", "none", "open", "accepted"]


def test_a_revision_that_does_a_part_of_it_leaves_it_open(tmp_path: Path) -> None:
    one = proposal(told(tmp_path, MORE % "" + UP % "accept training", [2, 3, 3]))
    assert (one.phase, one.in_force) == (ProposalPhase.OPEN, ("training",))


def test_the_same_target_in_other_words_is_the_same(tmp_path: Path) -> None:
    other = UP % ALL.replace("{ target 80 by", "{ target at least 80.0 by")
    assert proposal(told(tmp_path, MORE % "" + other, [2, 3, 3])).phase is ProposalPhase.ACCEPTED


def test_another_target_is_not_what_was_proposed(tmp_path: Path) -> None:
    other = UP % ALL.replace("target 80", "target 85")
    one = proposal(told(tmp_path, MORE % "" + other, [2, 3, 3]))
    assert (one.phase, one.in_force) == (ProposalPhase.OPEN, ("training", "tour"))


def test_a_task_that_has_begun_is_accepted_without_a_revision(tmp_path: Path) -> None:
    plan = 'adjust more "More" { when visits this week < 4 for 2 weeks; propose training; notify director }\n'
    begun = plan + 'task other "Other" { takes 1d; owner Ann }\n'
    plain = told(tmp_path / "a", begun, [2, 3, 3])
    assert proposal(plain).phase is ProposalPhase.OPEN
    folder = tmp_path / "b"
    folder.mkdir()
    text = (HEAD + TEAMS + ACTIVITIES + WORK + begun).replace("{ standby;", "{ standby; started 2026-01-20;")
    rows = [("2026-01-05", "Ann", "")]
    found = evaluation(folder, text, {"activities-2026-W02.csv": csv("day,owner,deal_id", rows)}, "2026-W02")
    assert proposal(found).phase is ProposalPhase.NONE
    weeks = {f"activities-2026-W0{week}.csv": csv("day,owner,deal_id", rows) for week in (2, 3, 4)}
    found = evaluation(folder, text, weeks, "2026-W04")
    one = proposal(found)
    assert (one.phase, one.by, one.decided_on) == (ProposalPhase.ACCEPTED, None, date(2026, 1, 20))


def test_what_is_so_from_the_beginning_is_never_proposed(tmp_path: Path) -> None:
    plan = 'adjust more "More" { when visits this week < 4; propose change goal reach { target 100 by 2026-12-31 } }\n'
    assert proposal(told(tmp_path, plan, [2, 3])).phase is ProposalPhase.NONE


def test_a_decision_against_it_stays_one_when_the_figures_are_restated(tmp_path: Path) -> None:
    plan = MORE % 'rejected by director on 2026-01-20 because "No"'
    assert proposal(told(tmp_path / "a", plan, [2, 3, 3])).phase is ProposalPhase.REJECTED
    restated = proposal(told(tmp_path / "b", plan, [2, 9, 9]))
    assert (restated.phase, restated.since) == (ProposalPhase.REJECTED, None)
    assert restated.rejection is not None
    assert restated.rejection.because == "No"


def test_a_week_that_is_not_known_neither_proposes_nor_withdraws(tmp_path: Path) -> None:
    found = told(tmp_path / "a", MORE % "", [2, 3, None])
    assert proposal(found).phase is ProposalPhase.OPEN
    assert state(found).unknown == 1
    assert [(one.rule, one.count) for one in found.unjudged] == [("more", 1)]
    assert proposal(told(tmp_path / "b", MORE % "", [None, None, 3])).phase is ProposalPhase.NONE


def test_each_team_decides_for_itself(tmp_path: Path) -> None:
    plan = (
        'adjust more "More" for each team where team in (north, south) { when visits this week < 4 for 2 weeks\n'
        "  propose training; rejected by director on 2026-01-20 only for south }\n"
    )
    found = state(told(tmp_path, plan, [2, 3, 3]))
    assert {one.entity: one.phase for one in found.proposals} == {
        "team:north": ProposalPhase.OPEN,
        "team:south": ProposalPhase.REJECTED,
    }


@pytest.mark.parametrize(
    ("weeks", "phase"),
    [(2, ProposalPhase.OPEN), (3, ProposalPhase.OPEN), (4, ProposalPhase.EXPIRED), (6, ProposalPhase.EXPIRED)],
)
def test_it_expires_when_nobody_decides(weeks: int, phase: ProposalPhase, tmp_path: Path) -> None:
    found = told(tmp_path, MORE % "expires after 2 weeks", [3] * weeks)
    assert proposal(found).phase is phase


def test_a_change_that_would_not_add_up_is_told_at_its_place(tmp_path: Path) -> None:
    plan = (
        'goal split "Split" { measure visits; target 100 by 2026-12-31; split by team { north 60; south 40 }; owner director }\n'
        'adjust more "More" { when visits this week < 4; propose change goal split { target 90 by 2026-12-31 } }\n'
    )
    (tmp_path / "p.plan").write_text(HEAD + TEAMS + ACTIVITIES + plan, encoding="utf-8")
    found = open_plan(tmp_path / "p.plan", None).diagnostics
    assert "split-does-not-add-up" in [one.name for one in found]


# ---------------------------------------------------------------- a second way


CAUSES = st.lists(st.sampled_from("PFI"), min_size=1, max_size=12)
N = ProposalPhase


def by_hand(causes: Sequence[str], rejected: Sequence[int], expires: int, again: int) -> list[N]:
    """The lives by looking back from each week to where its episode began; weeks end one later than they begin."""
    found: list[N] = []
    closed: list[int] = []
    for week, letter in enumerate(causes):
        start = week
        while start > 0 and causes[start - 1] == "F" and letter in "FR":
            start -= 1
        told = found[week - 1] if week else N.NONE
        if week in rejected:
            closed.append(week)
        if told is N.OPEN:
            opened = next(at for at in range(start, week) if found[at] is N.OPEN)
            late = week - opened >= expires
            found.append(
                N.REJECTED if week in rejected else N.WITHDRAWN if letter != "F" else N.EXPIRED if late else told
            )
            if found[-1] is N.EXPIRED:
                closed.append(opened + 1 + expires)
        elif letter == "F" and (start == week or told is N.HELD):
            wait = max(closed, default=-99) + again
            found.append(N.REJECTED if week in rejected else N.HELD if week + 1 < wait else N.OPEN)
        elif week in rejected:
            found.append(N.REJECTED)
        else:
            found.append(told if told in (N.REJECTED, N.EXPIRED) and letter in "FR" else N.NONE)
    return found


@given(causes=CAUSES, rejected=st.sets(st.integers(0, 11)), expires=st.integers(1, 4), again=st.integers(1, 5))
def test_the_lives_are_those_found_by_looking_back(
    causes: list[str], rejected: set[int], expires: int, again: int
) -> None:
    causes = [one if one == "F" else "R" if at and causes[at - 1] == "F" else one for at, one in enumerate(causes)]
    seen = [Seen(FIRST + timedelta(weeks=at + 1), one == "F", one == "R", done=False) for at, one in enumerate(causes)]
    days = [FIRST + timedelta(weeks=at) for at in sorted(rejected) if at < len(causes)]
    found = lives(seen, days, lambda day: day + timedelta(weeks=again), lambda end: end + timedelta(weeks=expires))
    told = by_hand(causes, sorted(rejected), expires, again)
    assert [one.phase for one in found] == told
