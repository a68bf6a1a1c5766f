"""What `explain` finds by a name: records, processes, rules, ratios; names as a reader calls them."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.workspace.explaining import Explained, explained
from planlang.workspace.run import held, judged, planned
from planlang.workspace.workspace import open_plan
from tests.report.texts import explanation

PLAN = """
plan small "Small plan" { period 2026-01-01 .. 2026-03-31; timezone Asia/Shanghai; currency CNY }
role rep
team north "North" { rep 张丽, 王磊 }
source deals "Deals" {
  read "deals.csv"
  one row per id
  covers 2026-01-01 .. 2026-02-28
  id: text
  owner: person
  stage: stage[流程]
}
source moves "Moves" {
  read "moves.csv"
  history of deals
  event at day
  covers 2026-01-01 .. 2026-02-28
  id: text
  day: date
  stage: stage[流程]
}
process 流程 | b2b "标准流程" on deals {
  stages 线索 | fresh "新线索" -> 方案 | proposal "出方案"
  win stage 赢单 | won "赢单"
  loss stage 输单 | lost "输单" from any
  no skipping
  stay in 线索 at most 100h
  stay in 方案 at most 3wd
  notify owner
}
metric 赢单率 | win_rate "赢单率" =
    ratio(count(deals where stage enters 赢单), count(deals where stage enters 赢单) + count(deals where stage enters 输单))
alert 赢单少 | few_won "赢单少" { when 赢单率 this week < 50% }
goal 赢单目标 | win_goal "赢单目标" { measure 赢单率; target 60% by 2026-03-31 }
task 准备 | prepare "准备" { takes 2wd }
"""
DEALS = "id,owner,stage\nD1,张丽,方案\nD2,王磊,线索\nD3,张丽,赢单\nD4,张丽,输单\nD5,张丽,输单\nD6,王磊,方案\n"
MOVES = """id,day,stage
D1,2026-01-05,线索
D1,2026-01-07,方案
D2,2026-01-14,线索
D3,2026-01-12,线索
D3,2026-01-13,方案
D3,2026-01-14,赢单
D4,2026-01-12,线索
D4,2026-01-13,输单
D5,2026-01-12,线索
D5,2026-01-13,输单
D6,2026-01-14,线索
D6,2026-01-16,方案
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("small.plan", PLAN), ("deals.csv", DEALS), ("moves.csv", MOVES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def ask(
    folder: Path, name: str, entity: str | None = None, language: Language = Language.EN
) -> tuple[Evaluation, Explained]:
    opened = open_plan(folder / "small.plan")
    assert [found for found in opened.diagnostics if found.severity is Severity.ERROR] == []
    world = held(planned(opened, language), opened, as_of="2026-W03")
    found = judged(world)
    return found, explained(world, found, name, entity, opened.model, language)


def told(folder: Path, name: str, entity: str | None = None, language: Language = Language.EN) -> str:
    evaluation, found = ask(folder, name, entity, language)
    return "\n".join(explanation(subject, evaluation, language) for subject in found.subjects)


def lines(text: str) -> list[list[str]]:
    return [line.split(maxsplit=2) for line in text.split("\n")]


def test_a_record_is_explained_by_its_key_with_rule_due_day_and_row(folder: Path) -> None:
    text = told(folder, "D1")
    assert text.startswith("D1 in b2b\n  1 broken\n")
    assert "at most 3 working days in proposal" in text
    assert ["was", "due", "2026-01-12"] in lines(text)
    assert "moves.csv:3  D1" in text


def test_what_runs_about_a_record_says_when_it_is_due(folder: Path) -> None:
    text = told(folder, "D6")
    assert text.startswith("D6 in b2b\n  1 running\n")
    assert "running · D6 · at most 3 working days in proposal" in text
    assert ["is", "due", "2026-01-21"] in lines(text)
    assert "moves.csv:13  D6" in text
    assert "told" not in text


def test_a_record_about_which_nothing_is_open_says_so(folder: Path) -> None:
    assert told(folder, "D3") == "D3 in b2b\n  no rule is broken this week and no time is running\n"
    assert "没有违规" in told(folder, "D3", language=Language.ZH)


def test_a_limit_in_hours_on_days_runs_out_between_two_times(folder: Path) -> None:
    # in the stage since some time on 14 January: 100 hours run out from 18 January 04:00 to 19 January 04:00
    text = told(folder, "D2")
    assert "possibly broken" in text
    assert ["was", "due", "between 2026-01-18 04:00 and 2026-01-19 04:00"] in lines(text)
    assert "最迟时间  2026-01-18 04:00 至 2026-01-19 04:00 之间" in told(folder, "D2", language=Language.ZH)


@pytest.mark.parametrize("name", ["流程", "b2b", "标准流程"])
def test_a_process_goes_by_name_alias_and_title_and_lists_its_rules(name: str, folder: Path) -> None:
    found = {row[0]: row for row in lines(told(folder, name)) if row}
    assert {"b2b.skip", "b2b.stay.fresh", "b2b.stay.proposal"} <= set(found)
    assert found["b2b.stay.proposal"][2].endswith("1 kept · 1 running · 1 broken")
    assert "流程.stay.方案" in told(folder, name, language=Language.ZH)


@pytest.mark.parametrize("name", ["流程.stay.方案", "b2b.stay.proposal", "b2b.stay.方案", "流程.stay.proposal"])
def test_a_rule_goes_by_either_name_of_its_process_and_stage(name: str, folder: Path) -> None:
    text = told(folder, name)
    assert text.startswith("at most 3 working days in proposal\n  1 kept · 1 running · 1 broken\n")
    assert "moves.csv:3  D1" in text


def test_counts_read_naturally_in_chinese_and_nobody_told_is_nobody(folder: Path) -> None:
    assert "违规 1 项" in told(folder, "b2b.stay.proposal", language=Language.ZH)
    text = told(folder, "赢单少", language=Language.ZH)
    assert ["通知", "无"] in lines(text)
    assert ["负责人", "无人负责"] in lines(text)


@pytest.mark.parametrize("name", ["win_rate", "win_goal", "few_won"])
def test_a_ratio_shows_both_its_figures_and_says_whose_rows_are_listed(name: str, folder: Path) -> None:
    text = told(folder, name)
    assert ["in", "figures", "1 of 3"] in lines(text)
    assert ["rows", "listed", "count(deals where stage enters 赢单)"] in lines(text)
    assert "1 row counts:" in text


def test_working_days_are_those_of_the_person_or_of_the_period(folder: Path) -> None:
    assert "working days in the period  5" in told(folder, "win_rate")
    assert "working days of the person  5" in told(folder, "win_rate", "张丽")


def test_names_are_those_of_the_reader(folder: Path) -> None:
    unknown = {language: ask(folder, "zzz", language=language)[1] for language in Language}
    assert unknown[Language.EN].names == ("win_goal", "win_rate", "few_won", "b2b", "prepare")
    assert unknown[Language.ZH].names == ("赢单目标", "赢单率", "赢单少", "流程", "准备")
    assert {"D1", "b2b.stay.proposal", "流程.stay.方案", "win_rate", "赢单率"} <= set(unknown[Language.EN].spellings)


def test_a_process_names_the_records_that_did_not_get_further(folder: Path) -> None:
    plan = folder / "small.plan"
    expects = "  no skipping\n  stage 线索 { expect conversion at least 80% within 3d }\n"
    plan.write_text(plan.read_text(encoding="utf-8").replace("  no skipping\n", expects), encoding="utf-8")
    text = told(folder, "b2b")
    assert "3 of 6  below: at least 80% expected within 3 days" in text
    assert "did not get further: D2, D4, D5" in text
    assert "未转化：D2、D4、D5" in told(folder, "b2b", language=Language.ZH)


@pytest.mark.parametrize(
    ("language", "end"),
    [
        (Language.EN, "… and 3 more: P10, 王磊, 张丽 (--for WHO tells of one)"),
        (Language.ZH, "…… 另有 3 个：P10、王磊、张丽（--for 谁 查看其中一个）"),
    ],
)
def test_an_alert_about_very_many_tells_of_the_first_and_names_others(
    language: Language, end: str, folder: Path
) -> None:
    plan = folder / "small.plan"
    people = [f"P{number:02}" for number in range(11)]
    text = plan.read_text(encoding="utf-8").replace("rep 张丽, 王磊", "rep 张丽, 王磊, " + ", ".join(people))
    idle = (
        'alert idle "Idle" for each rep { when count(deals where stage enters 方案) this week < 1; severity warning }'
    )
    plan.write_text(f"{text}\n{idle}\n", encoding="utf-8")
    found = told(folder, "idle", language=language)
    assert found.rstrip().split("\n")[-1] == end
    assert len(ask(folder, "idle", language=language)[1].subjects) == 11
    assert "P10" in told(folder, "idle", "P10", language=language).split("\n", 1)[0]


@pytest.mark.parametrize(("language", "why"), [(Language.EN, "unknown (not loaded"), (Language.ZH, "未知（缺导出数据")])
def test_an_alert_of_the_whole_plan_that_was_never_known_tells_its_weeks(
    language: Language, why: str, folder: Path
) -> None:
    plan = folder / "small.plan"
    text = plan.read_text(encoding="utf-8").replace(
        "covers 2026-01-01 .. 2026-02-28", "covers 2026-02-09 .. 2026-02-28"
    )
    plan.write_text(text, encoding="utf-8")
    found = told(folder, "few_won", language=language)
    assert [line.strip()[:8] for line in found.split("\n") if why in line] == ["2026-W01", "2026-W02", "2026-W03"]


def test_a_rule_broken_by_very_many_records_tells_of_the_first_and_names_others(folder: Path) -> None:
    deals = "".join(f"E{number:02},王磊,方案\n" for number in range(14))
    moves = "".join(f"E{number:02},2026-01-05,线索\nE{number:02},2026-01-07,方案\n" for number in range(14))
    (folder / "deals.csv").write_text(DEALS + deals, encoding="utf-8")
    (folder / "moves.csv").write_text(MOVES + moves, encoding="utf-8")
    end = told(folder, "b2b.stay.proposal").rstrip().split("\n")[-1]
    assert end == "… and 5 more: E09, E10, E11, E12 and 1 more (explain RECORD tells of one)"


@pytest.mark.parametrize("name", ["churn", "流失", "Customers leave"])
def test_a_risk_goes_by_name_alias_and_title_though_its_warning_is_called_alike(name: str, tmp_path: Path) -> None:
    risk = 'risk churn | 流失 "Customers leave" { likelihood 30%; owner 王敏; warn when count(deals) this week < 5 }'
    for file, text in (("small.plan", f"{PLAN}\n{risk}\n"), ("deals.csv", DEALS), ("moves.csv", MOVES)):
        (tmp_path / file).write_text(text, encoding="utf-8")
    assert "likelihood" in told(tmp_path, name)
