"""What is known of a stay: deals of the first export, missing exports, records that left, two sources that disagree."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation, Verdict, elapsed_share
from planlang.report.documents.subjects import RecordRules
from planlang.values.figure import Known
from planlang.workspace.explaining import explained
from planlang.workspace.run import held, judged, planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import (
    CHANGES,
    DEALS,
    HEAD,
    PROCESS,
    STAGES,
    TEAMS,
    changes,
    deals,
    evaluation,
    number,
    verdicts,
    violation,
)
from tests.report.texts import summary

PLAIN = """
plan p "Plan" { period 2026-01-05 .. 2026-12-31; calendar plain; currency CNY }
calendar plain "Plain" { work week monday .. friday }
role rep "Rep"
team north "North" { rep Ann, Bob }
"""
OPEN = 'metric pipeline "Pipeline" = count(deals where open)\n'
WON = 'metric won "Won" = count(deals where stage enters won)\n'


def stays(limit: str, head: str = HEAD + TEAMS) -> str:
    return head + DEALS + 'process b2b "Process" on deals {' + STAGES + f"  stay in proposal at most {limit}\n}}\n"


def one_deal(*stages: tuple[str, str]) -> dict[str, str]:
    """One deal in an export for each day (`03-02`); no stage: it is not in it, another one is."""
    return {
        f"deals-2026-{day}.csv": deals(
            [("D0", "Ann", "contact", 1, "2026-03-01")] if not stage else [("D1", "Ann", stage, 1, "2026-03-01")]
        )
        for day, stage in stages
    }


def stage_counts(found: Evaluation) -> dict[str, Fraction | None]:
    return {one.stage: number(one.records) for one in found.stages}


@pytest.mark.parametrize(
    ("as_of", "limit", "verdict", "days"),
    [
        ("2026-01-15", "10wd", "pending", 9),
        ("2026-01-16", "10wd", "violated", 10),
        ("2026-01-18", "10wd", "violated", 10),
        ("2026-01-18", "9wd", "violated", 10),
        ("2026-01-18", "11wd", "pending", 10),
        ("2026-01-18", "14d", "violated", 14),
        ("2026-01-17", "14d", "pending", 13),
    ],
)
def test_days_shown_count_from_the_day_after_the_entry_as_the_limit_does(
    as_of: str, limit: str, verdict: str, days: int, tmp_path: Path
) -> None:
    """Entered on Sunday 4 January: the tenth working day is Friday the 16th."""
    files = {
        "changes-2026-Q1.csv": changes([("D1", "2026-01-04", "proposal", "Ann")]),
        "deals-2026-01-11.csv": deals([("D1", "Ann", "proposal", 1, "2026-01-04")]),
    }
    found = evaluation(tmp_path, stays(limit, PLAIN) + CHANGES, files, as_of)
    assert verdicts(found, "b2b.stay.proposal") == {verdict: 1}
    if verdict == "violated":
        value = violation(found, "b2b.stay.proposal", "deal:D1").value
        assert value is not None
        assert value.figure == Known(Fraction(days))


@pytest.mark.parametrize(
    ("as_of", "told"), [("2026-01-11", True), ("2026-01-18", False), ("2026-01-25", False), ("2026-02-01", False)]
)
def test_a_stay_that_may_have_been_too_long_is_told_in_the_week_in_which_it_ended(
    as_of: str, told: bool, tmp_path: Path
) -> None:
    """There in the first export, left before the second: when its limit would have run out no longer matters."""
    days = (("01-04", "proposal"), ("01-11", "negotiation"), ("01-18", "negotiation"), ("01-25", "negotiation"))
    found = evaluation(tmp_path, stays("14d", PLAIN), one_deal(*days, ("02-01", "negotiation")), as_of)
    rule = "b2b.stay.proposal"
    assert verdicts(found, rule) == {"possibly violated": 1}
    assert [one.entity for one in found.violations if one.rule == rule] == (["deal:D1"] if told else [])


def test_what_may_be_broken_is_not_called_new(tmp_path: Path) -> None:
    files = one_deal(("01-04", "proposal"), ("01-11", "proposal"))
    found = evaluation(tmp_path, stays("14d", PLAIN), files, "2026-01-11")
    (line,) = (line for line in summary(found, Language.EN).split("\n") if line.startswith("•"))
    assert line.endswith("7d or more (limit 14d)")


def test_a_five_day_plan_is_a_fifth_over_after_its_first_day(tmp_path: Path) -> None:
    text = 'plan p "P" { period 2026-03-02 .. 2026-03-06; currency CNY }\n'
    for day, share in (("2026-03-02", 1), ("2026-03-05", 4), ("2026-03-06", 5)):
        assert elapsed_share(evaluation(tmp_path, text, {}, day)) == Fraction(share, 5)
    assert elapsed_share(evaluation(tmp_path, HEAD, {}, "2026-03-29")) == Fraction(57, 248)


def test_a_deal_of_the_first_export_may_break_a_rule_from_the_first_day_on(tmp_path: Path) -> None:
    """Seen since 2 March, since when it is there nobody knows; the limit of 14 days runs out on the 16th at the latest."""
    files = one_deal(("03-02", "proposal"))
    found = evaluation(tmp_path, stays("14d"), files, "2026-W10")
    assert verdicts(found, "b2b.stay.proposal") == {"possibly violated": 1}
    one = violation(found, "b2b.stay.proposal", "deal:D1")
    assert one.verdict is Verdict.POSSIBLE
    assert "or more" in one.message.render()
    (due,) = found.upcoming
    assert (due.entity, due.due) == ("deal:D1", date(2026, 3, 16))
    files |= one_deal(("03-09", "proposal"), ("03-16", "proposal"), ("03-17", "proposal"))
    found = evaluation(tmp_path, stays("14d"), files, "2026-03-16")
    assert verdicts(found, "b2b.stay.proposal") == {"possibly violated": 1}
    found = evaluation(tmp_path, stays("14d"), files, "2026-03-17")
    assert verdicts(found, "b2b.stay.proposal") == {"violated": 1}


@pytest.mark.parametrize(
    ("stages", "verdict"),
    [
        ([("03-02", "contact"), ("03-09", "proposal"), ("03-16", "proposal"), ("03-23", "proposal")], "violated"),
        ([("03-02", "contact"), ("03-09", "proposal"), ("03-23", "proposal")], "possibly violated"),
        ([("03-02", "contact"), ("03-09", "proposal"), ("03-16", ""), ("03-23", "proposal")], "possibly violated"),
    ],
)
def test_across_a_missing_export_a_breach_is_only_possible(
    stages: list[tuple[str, str]], verdict: str, tmp_path: Path
) -> None:
    found = evaluation(tmp_path, stays("10d"), one_deal(*stages), "2026-03-23")
    assert verdicts(found, "b2b.stay.proposal") == {verdict: 1}


@pytest.mark.parametrize("history", ["", CHANGES])
def test_a_record_that_the_latest_export_does_not_list_has_left(history: str, tmp_path: Path) -> None:
    files = {
        "deals-2026-W10.csv": deals([("D1", "Ann", "contact", 1, ""), ("D2", "Ann", "contact", 1, "")]),
        "deals-2026-W11.csv": deals([("D2", "Ann", "contact", 1, "")]),
    }
    if history:
        moves = [("D1", "2026-03-03", "contact", "Ann"), ("D2", "2026-03-03", "contact", "Ann")]
        files["changes-2026-Q1.csv"] = changes(moves)
    text = HEAD + TEAMS + DEALS.replace("created: date", "created: date optional") + PROCESS + OPEN + history
    assert stage_counts(evaluation(tmp_path, text, files, "2026-W10"))["contact"] == 2
    found = evaluation(tmp_path, text, files, "2026-W11")
    assert stage_counts(found)["contact"] == 1
    (pipeline,) = [one for one in found.metrics if (one.metric, one.entity) == ("pipeline", "plan:")]
    assert (number(pipeline.value.figure), number(pipeline.previous.figure)) == (1, 2)


def test_where_history_and_export_disagree_each_is_believed_in_its_own_matter(tmp_path: Path) -> None:
    """D1 was won by the export, and is in proposal since February by the history: one win, and a stay too long."""
    files = {
        "changes-2026-Q1.csv": changes(
            [("D1", "2026-02-02", "proposal", "Ann"), ("D2", "2026-02-02", "contact", "Ann")]
        ),
        "deals-2026-W10.csv": deals(
            [("D1", "Ann", "proposal", 7, "2026-02-01"), ("D2", "Ann", "contact", 1, "2026-02-01")]
        ),
        "deals-2026-W11.csv": deals([("D1", "Ann", "won", 7, "2026-02-01"), ("D2", "Ann", "contact", 1, "2026-02-01")]),
    }
    text = stays("10d") + CHANGES + OPEN + WON
    found = evaluation(tmp_path, text, files, "2026-W10")
    assert not [note for note in found.notes if note.fault is Fault.DISPUTED]
    found = evaluation(tmp_path, text, files, "2026-W11")
    assert stage_counts(found) == {"contact": 1, "proposal": 0, "negotiation": 0, "won": 1, "lost": 0}
    assert {one.metric: number(one.value.figure) for one in found.metrics if one.entity == "plan:"} == {
        "pipeline": 1,
        "won": 1,
    }
    assert verdicts(found, "b2b.stay.proposal") == {"violated": 1}
    (note,) = [note for note in found.notes if note.fault is Fault.DISPUTED]
    assert note.place is not None
    assert (note.place.file, note.place.line, note.rows) == ("data/deals-2026-W11.csv", 2, 1)
    for word in ("D1", "Won", "Proposal", "Changes"):
        assert word in note.message.render()


@pytest.mark.parametrize(("day", "as_of", "won"), [("2026-03-15", "2026-W11", 1), ("2026-03-17", "2026-03-18", 0)])
def test_a_move_after_the_export_or_on_its_day_is_no_disagreement(
    day: str, as_of: str, won: int, tmp_path: Path
) -> None:
    files = {
        "changes-2026-Q1.csv": changes([("D1", "2026-02-02", "proposal", "Ann"), ("D1", day, "won", "Ann")]),
        "deals-2026-W11.csv": deals([("D1", "Ann", "proposal", 7, "2026-02-01")]),
    }
    found = evaluation(tmp_path, stays("10d") + CHANGES, files, as_of)
    assert not [note for note in found.notes if note.fault is Fault.DISPUTED]
    assert stage_counts(found)["won"] == won


@pytest.mark.parametrize(
    ("stages", "verdict"),
    [
        ([("03-02", "proposal"), ("03-08", "proposal")], Verdict.POSSIBLE),
        ([("03-01", "contact"), ("03-08", "proposal")], Verdict.PENDING),
    ],
)
def test_an_explanation_says_what_is_known_before_a_breach_is_certain(
    stages: list[tuple[str, str]], verdict: Verdict, tmp_path: Path
) -> None:
    evaluation(tmp_path, stays("14d"), one_deal(*stages), "2026-W10")
    opened = open_plan(tmp_path / "p.plan")
    world = held(planned(opened), opened, as_of="2026-W10")
    (about,) = explained(world, judged(world), "D1", None).subjects
    assert isinstance(about, RecordRules)
    (rule,) = about.rules
    assert (rule.verdict, rule.due) == (
        verdict,
        date(2026, 3, 16) if verdict is Verdict.POSSIBLE else date(2026, 3, 22),
    )


def test_a_stay_of_which_nothing_is_known_is_told_as_such(tmp_path: Path) -> None:
    """A table of the present alone: the deal is in proposal, since when nobody can say."""
    table = DEALS.replace("  snapshot on file date\n", "")
    process = 'process b2b "Process" on deals {' + STAGES + "  stay in proposal at most 14d\n}\n"
    files = {"deals-2026-W10.csv": deals([("D1", "Ann", "proposal", 1, "2026-03-01")])}
    evaluation(tmp_path, HEAD + TEAMS + table + process, files, "2026-W10")
    opened = open_plan(tmp_path / "p.plan")
    world = held(planned(opened), opened, as_of="2026-W10")
    (about,) = explained(world, judged(world), "D1", None).subjects
    assert isinstance(about, RecordRules)
    assert [rule.verdict for rule in about.rules] == [Verdict.UNKNOWN]
