"""The worked example held against its data as of 2026-W20: what the summary says, and that it is what the data hold.

`pytest tests/examples --accept` writes the summaries anew, for a person to read before committing.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Language
from planlang.evaluate.results.alert_states import AlertNews
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, Verdict
from planlang.values.figure import Known
from planlang.workspace.run import evaluated, planned
from planlang.workspace.workspace import open_plan
from tests.examples.test_premium_line_data import CUT, EXAMPLE, day, rows, signed_by_team
from tests.report.texts import summary

EXPECTED = EXAMPLE / "expected"


def evaluated_in(language: Language | None) -> Evaluation:
    """The example as of 2026-W20, with titles in a language; None: as written."""
    opened = open_plan(EXAMPLE / "premium_line.plan")
    assert opened.diagnostics == ()
    return evaluated(planned(opened, language), opened, data=None, as_of="2026-W20")


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    """The example as of 2026-W20."""
    return evaluated_in(None)


@pytest.mark.parametrize("language", list(Language), ids=lambda language: language.value)
def test_the_summary_is_the_one_that_a_person_has_read(language: Language, request: pytest.FixtureRequest) -> None:
    path = EXPECTED / f"summary-2026-W20.{language.value}.txt"
    text = summary(evaluated_in(language), language, width=100, colour=False)
    if request.config.getoption("--accept"):
        EXPECTED.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    assert text == path.read_bytes().decode("utf-8")


def test_what_each_team_signed_is_what_the_files_add_up_to(evaluation: Evaluation) -> None:
    actual = {
        goal.entity: goal.actual.value
        for goal in evaluation.goals
        if goal.goal == "年度签约" and goal.period is None and isinstance(goal.actual, Known)
    }
    signed = signed_by_team()
    assert {entity: actual[entity] for entity in ("team:高端", "team:北区", "team:南区")} == {
        f"team:{team}": Fraction(yuan) for team, yuan in signed.items()
    }
    assert actual["plan:"] == sum(signed.values())


def test_revenue_is_at_risk_and_the_premium_line_is_not(evaluation: Evaluation) -> None:
    status = {goal.goal: goal.status for goal in evaluation.goals if goal.entity == "plan:" and goal.period is None}
    assert status["年度签约"] is GoalStatus.AT_RISK
    assert status["高端线"] is GoalStatus.ON_TRACK
    assert status["高端转化"] is GoalStatus.OFF_TRACK


def test_alerts_are_new_still_on_and_over(evaluation: Evaluation) -> None:
    news = {(event.state.alert, event.state.entity): event.news for event in evaluation.alerts}
    assert news["拜访不足", "rep:曾琳"] is AlertNews.NEW
    assert news["拜访不足", "rep:田野"] is AlertNews.STILL_ON
    assert news["拜访不足", "rep:何军"] is AlertNews.RESOLVED
    assert news["进度落后", "team:南区"] is AlertNews.STILL_ON
    assert news["有量无效", "plan:"] is AlertNews.NEW


def test_the_deals_that_break_a_rule_of_their_stage_are_the_scripted_ones(evaluation: Evaluation) -> None:
    broken = sorted(
        (violation.rule.removeprefix("标准流程."), violation.entity, violation.owner)
        for violation in evaluation.violations
        if violation.rule.startswith("标准流程.")
    )
    assert broken == [
        ("back", "deal:SJ26-0850", "陈曦"),
        ("enter.谈判签约", "deal:SJ26-0849", "郑凯"),
        ("idle", "deal:SJ26-0847", "田野"),
        ("idle", "deal:SJ26-0848", "曾琳"),
        ("skip", "deal:SJ26-0849", "郑凯"),
        ("stay.方案制定", "deal:SJ26-0842", "冯雪"),
        ("stay.方案制定", "deal:SJ26-0843", "彭飞"),
        ("stay.谈判签约", "deal:SJ26-0845", "邓洁"),
        ("stay.谈判签约", "deal:SJ26-0846", "唐杰"),
    ]
    # that nobody knew who decides is seen in the exports before and after the move only
    possible = {v.rule for v in evaluation.violations if v.verdict is Verdict.POSSIBLE}
    assert possible <= {"标准流程.enter.谈判签约"}


def test_a_late_task_delays_what_follows_the_launch(evaluation: Evaluation) -> None:
    slot = evaluation.schedule.slots["路演物料"]
    assert slot.slack_days is not None
    assert slot.slack_days < 0
    assert slot.critical
    assert {"线下路演"} <= set(slot.delays)


def test_from_the_day_of_the_revision_on_training_and_service_have_dates_and_are_late_with_it() -> None:
    opened = open_plan(EXAMPLE / "premium_line.plan")
    before, after = (
        evaluated(planned(opened, None), opened, data=None, as_of=week) for week in ("2026-W20", "2026-W22")
    )
    assert {"客户培训", "售后服务", "交接"} <= before.schedule.waiting
    assert {"客户培训", "售后服务"} <= set(after.schedule.slots["路演物料"].delays)


def test_what_was_spent_is_what_the_bills_up_to_the_day_add_up_to(evaluation: Evaluation) -> None:
    spent: dict[str, Fraction] = {}
    for month in range(1, 7):
        for row in rows(f"expenses-2026-{month:02}.csv"):
            if day(row["发生日期"]) <= CUT:
                spent[row["科目"]] = spent.get(row["科目"], Fraction(0)) + Fraction(row["金额"].replace(",", ""))
    (budget,) = evaluation.budgets
    told = {one.account.removeprefix("总预算."): one.used for one in budget.accounts[1:]}
    strays = spent.pop("差旅")  # of no account, and told so
    assert {name: used for name, used in told.items() if used != Known(Fraction(0))} == {
        name: Known(amount) for name, amount in spent.items()
    }
    assert budget.whole.used == Known(sum(spent.values(), strays))
    assert budget.strays is not None
    assert budget.strays.rows == 1


def test_every_fault_in_the_files_is_reported_with_its_place(evaluation: Evaluation) -> None:
    found = {(note.fault, Path(note.place.file).name) for note in evaluation.notes if note.place is not None}
    assert {
        (Fault.DUPLICATE_KEY, "deals-2026-W20.csv"),
        (Fault.BAD_DATE, "activities-2026-W16.csv"),
        (Fault.EMPTY_CELL, "activities-2026-W20.csv"),
        (Fault.UNKNOWN_STAGE, "deals-2026-W20.csv"),
        (Fault.EMPTY_CELL, "deals-2026-W20.csv"),
    } <= found


def test_a_person_on_no_roster_is_reported(evaluation: Evaluation) -> None:
    assert any(note.fault is Fault.UNKNOWN_PERSON for note in evaluation.notes)
