"""Targets from tables as people keep them: what is told in every format, and what careless files do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.report.formats.json import to_json
from planlang.report.timeline.timeline import timeline
from planlang.values.figure import Figure, Known
from tests.evaluate.whole.small_plans import ACTIVITIES, HEAD, TEAMS, evaluation, visits
from tests.report.test_json_report import VALIDATOR
from tests.report.texts import summary

TABLE = """
source quotas "Quotas" {
  read "data/quotas*.csv"
  one row per rep, quarter
  covers 2026-01-01 .. 2026-12-31
  rep: person
  quarter: text
  target: number optional
}
goal year "Year" { measure visits; target from quotas.target; split by rep, quarter from quotas.target; owner Boss }
"""
WEEKS = {"01-05": {"Ann": 3, "Sue": 1}}
FULL = [(who, f"2026-Q{n}", 10 * n) for who in ("Ann", "Bob", "Sue") for n in (1, 2, 3, 4)]


def quotas(rows: list[tuple[object, ...]]) -> dict[str, str]:
    return {"quotas.csv": "rep,quarter,target\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)}


def told(folder: Path, rows: list[tuple[object, ...]], plan: str = TABLE, as_of: str = "2026-W02") -> Evaluation:
    files = visits(WEEKS) | quotas(rows) | {"activities-2026-W01.csv": "day,owner,deal_id\n"}
    return evaluation(folder, HEAD + TEAMS + ACTIVITIES + plan, files, as_of)


def of(found: Evaluation, entity: str = "plan:") -> GoalValue:
    (value,) = [one for one in found.goals if one.entity == entity and one.period is None]
    return value


def number(figure: Figure) -> int | None:
    return int(figure.value) if isinstance(figure, Known) else None


def test_a_whole_table_is_the_target(tmp_path: Path) -> None:
    found = told(tmp_path, FULL)
    assert [number(of(found, entity).target) for entity in ("plan:", "rep:Ann", "rep:Bob", "rep:Sue")] == [
        300,
        100,
        100,
        100,
    ]
    quarters = [one for one in found.goals if one.entity == "plan:" and one.period is not None]
    assert [number(one.target) for one in quarters] == [30]
    VALIDATOR.validate(json.loads(to_json(found)))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Ann ", " 2026-Q1 ", " 10 "), *FULL[1:]], 300),
        ([("Ann", "2026 q1", "10"), *FULL[1:]], 300),
        ([("Ann", "Q1/2026", "10"), *FULL[1:]], 300),
        ([("Ann", "２０２６Ｑ１", "10"), *FULL[1:]], 300),
        ([("Ann", "2026-Q1", "ten"), *FULL[1:]], None),
        ([("Ann", "2026-Q1", ""), *FULL[1:]], None),
        ([("Ann", "first", "10"), *FULL[1:]], None),
        ([("", "2026-Q1", "10"), *FULL[1:]], None),
        ([("Ann", "2026-Q1", "12"), *FULL], None),
        ([("Ann", "2026Q1", "12"), *FULL], None),
        (FULL[1:], None),
        ([*FULL, ("Total", "", "300")], 300),
        ([*FULL, ("Zed", "2026-Q1", "5")], 305),
        ([*FULL, ("Ann", "2025-Q1", "5"), ("Ann", "2027-Q1", "5")], 300),
        ([], None),
    ],
)
def test_careless_tables_never_make_a_wrong_target(
    rows: list[tuple[object, ...]], expected: int | None, tmp_path: Path
) -> None:
    found = told(tmp_path, rows)
    assert number(of(found).target) == expected
    if rows:
        assert number(of(found, "rep:Bob").target) in (100, None)
    for language in Language:
        assert summary(found, language)


def test_without_the_file_nothing_is_claimed(tmp_path: Path) -> None:
    found = evaluation(tmp_path, HEAD + TEAMS + ACTIVITIES + TABLE, visits(WEEKS), "2026-W02")
    whole = of(found)
    assert (number(whole.target), whole.status) == (None, GoalStatus.NO_DATA)
    assert "target not known" in summary(found, Language.EN)
    assert "目标值不明" in summary(found, Language.ZH)
    VALIDATOR.validate(json.loads(to_json(found)))
    assert timeline(found.plan, found.schedule, found)


def test_a_later_quarter_that_is_missing_leaves_what_is_due_by_now_known(tmp_path: Path) -> None:
    found = told(tmp_path, FULL[:-1])
    whole = of(found)
    assert number(whole.target) is None
    assert number(whole.target_to_date) is not None
    assert isinstance(whole.attainment, Known)


def test_what_is_asked_of_it_in_alerts_is_unknown_too(tmp_path: Path) -> None:
    plan = TABLE + 'alert low "Low" for each rep { when gap(year) > 5 for 1 week; notify director }\n'
    found = told(tmp_path, FULL[:-1], plan)
    assert {event.state.entity for event in found.alerts} == {"rep:Ann", "rep:Bob"}


def test_a_scenario_with_a_written_target_takes_the_place_of_the_table(tmp_path: Path) -> None:
    plan = TABLE + 'scenario low "Low" { change goal year { target 200; split by quarter 25%, 25%, 25%, 25% } }\n'
    found = told(tmp_path, FULL, plan)
    assert number(of(found).target) == 300
    assert summary(found, Language.EN)
