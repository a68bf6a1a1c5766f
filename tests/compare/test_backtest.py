"""`planlang backtest`: weeks counted by hand, and other limits held against plans in which they are written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.calling import call

PLAN = """
plan small "小计划" { period 2026-01-05 .. 2026-03-29; timezone UTC; currency CNY }
role lead
role rep under lead
team north "North" { lead Eve; rep Ann, Bob, Cy from 2026-02-02 }
source visits { read "data/*.csv"; covers 2026-01-05 .. 2026-02-15; event at day; day: date; who: person; kind: text }
metric calls "Calls" = count(visits where kind is "call") credit who at event
alert few | 偏少 "Few calls" for each rep {
  when calls this week < 3 for 2 weeks
  until calls this week >= 4
  severity warning
  notify rep.lead
}
alert none "No calls" for each rep { when calls this week < 1; severity critical; notify rep, rep.lead; inhibits few }
"""
CALLS = {"Ann": (2, 2, 4, 2, 2, 3), "Bob": (5, 1, 0, 0, 5, 5), "Cy": (0, 0, 0, 0, 1, 1)}
"""Calls a week from 5 January on; Cy is there from the fifth."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = ["day,who,kind"]
    for who, weeks in CALLS.items():
        for week, count in enumerate(weeks):
            day = 5 + 7 * week
            shown = f"2026-01-{day:02}" if day <= 31 else f"2026-02-{day - 31:02}"
            rows += [f"{shown},{who},call"] * count
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "visits.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "p.plan").write_text(PLAN, encoding="utf-8")
    return tmp_path


def told(folder: Path, *arguments: str, plan: str = "p.plan") -> list[dict[str, Any]]:
    """What is told as JSON, alert by alert."""
    done = call("backtest", plan, *arguments, "--as-of", "2026-W07", "--format", "json", cwd=folder)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["alerts"]
    return found


def test_weeks_are_counted_as_by_hand(folder: Path) -> None:
    few, none = told(folder)
    # Ann fires in the second week, is over in the third (4 calls), fires again in the fifth and goes on (3 calls are not 4);
    # Bob fires in the third and is over in the fifth; Cy in his second week, the last
    assert few["onsets"] == 4
    assert few["affected"] == [
        {"entity": "rep:Ann", "onsets": 2},
        {"entity": "rep:Bob", "onsets": 1},
        {"entity": "rep:Cy", "onsets": 1},
    ]
    assert (few["lasted"], few["usually_lasts"], few["still_on"]) == ([1, 2], 2, 2)
    assert [each["onsets"] for each in few["periods"]] == [0, 1, 1, 0, 1, 1]
    assert (few["judged"], few["unknown"], few["firing"]) == (14, 0, 6)
    # that Bob has none at all is told instead
    assert few["held_back"] == 1
    assert few["told"] == [{"who": "Eve", "total": 3, "most": 1}]
    assert none["told"] == [{"who": "Bob", "total": 1, "most": 1}, {"who": "Eve", "total": 1, "most": 1}]


def test_what_the_data_do_not_tell_is_no_part_of_what_could_be_judged(folder: Path) -> None:
    text = PLAN.replace("covers 2026-01-05 .. 2026-02-15", "covers 2026-01-05 .. 2026-01-25")
    (folder / "short.plan").write_text(text, encoding="utf-8")
    few, none = told(folder, plan="short.plan")
    # Bob is on since the third week, the last that is told of; Cy is there from the fifth
    assert (few["judged"], few["unknown"], few["firing"], few["still_on"]) == (6, 8, 2, 1)
    assert (none["judged"], none["unknown"], none["firing"], none["still_on"]) == (6, 8, 1, 1)


def test_who_is_no_longer_there_is_judged_no_longer(folder: Path) -> None:
    (folder / "left.plan").write_text(PLAN.replace("rep Ann,", "rep Ann to 2026-01-18,"), encoding="utf-8")
    (few,) = told(folder, "few", "--weeks", "4", plan="left.plan")
    assert (few["entities"], few["judged"]) == (2, 6)


def test_days_off_are_not_judged(folder: Path) -> None:
    text = PLAN.replace(
        "currency CNY }",
        "currency CNY; calendar work }\ncalendar work { work week mon .. fri; off 2026-01-19 .. 2026-01-25 }",
    )
    (folder / "off.plan").write_text(text, encoding="utf-8")
    (few,) = told(folder, "few", plan="off.plan")
    assert few["judged"] == 12


def test_who_is_told_once_another_alert_holds_it_back_no_more_is_counted(folder: Path) -> None:
    text = PLAN.replace("calls this week < 1; severity", "calls this week < 1 and calls previous week < 5; severity")
    text = text.replace("until calls this week >= 4", "until calls this week >= 6")
    (folder / "freed.plan").write_text(text, encoding="utf-8")
    (few,) = told(folder, "few", plan="freed.plan")
    # Bob: held back when it comes on, in the third week; in the fifth he has five calls, which is not over, and nobody holds it back
    assert (few["held_back"], few["told"]) == (1, [{"who": "Eve", "total": 3, "most": 1}])


def test_an_alert_for_each_value_that_counts_rows_itself_is_told_as_one_with_a_metric(folder: Path) -> None:
    own = "alert kinds for each kind { when count(visits) this week < 5 }\n"
    named = "metric all = count(visits)\n" + own.replace("count(visits)", "all")
    found = []
    for text in (own, named):
        (folder / "kinds.plan").write_text(PLAN + text, encoding="utf-8")
        found += told(folder, "kinds", plan="kinds.plan")
    assert found[0] == found[1]
    # seven, three, four, two, eight and nine calls
    assert [each["onsets"] for each in found[0]["periods"]] == [0, 1, 0, 0, 0, 0]
    assert (found[0]["entities"], found[0]["lasted"]) == (1, [3])


def test_only_the_last_weeks_are_looked_at(folder: Path) -> None:
    few, _ = told(folder, "--weeks", "2")
    assert [each["period"]["label"] for each in few["periods"]] == ["2026-W06", "2026-W07"]
    assert (few["onsets"], few["still_on"], few["lasted"]) == (2, 2, [])


@pytest.mark.parametrize("name", ["few", "偏少", "Few calls"])
def test_an_alert_is_found_by_each_of_its_names(folder: Path, name: str) -> None:
    assert [one["name"] for one in told(folder, name)] == ["few"]


def test_other_limits_are_told_as_plans_with_them_are(folder: Path) -> None:
    (few,) = told(folder, "few", "--sweep", "1..6")
    assert [each["limit"] for each in few["sweep"]["limits"]] == ["1", "2", "3", "4", "5", "6"]
    for each in few["sweep"]["limits"]:
        limit = int(each["limit"])
        text = PLAN.replace("week < 3", f"week < {limit}").replace("week >= 4", f"week >= {limit + 1}")
        (folder / "other.plan").write_text(text, encoding="utf-8")
        (other,) = told(folder, "few", plan="other.plan")
        assert {name: other[name] for name in each if name != "limit"} == {
            name: value for name, value in each.items() if name != "limit"
        }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("many",), 'no alert is called "many"; there are: few, none'),
        (("--sweep", "1..3"), "--sweep is about one alert; name it: few, none"),
        (("few", "--sweep", "5-15"), '--sweep "5-15" is no range of limits'),
        (("few", "--sweep", "9..3"), '--sweep "9..3" is no range of limits'),
        (("few", "--sweep", "1..3/0"), "is no range of limits"),
        (("few", "--sweep", "1..1000"), "has 1000 steps, at most 50 are tried"),
        (("few", "--sweep", "5%..10%"), "is about another unit than the limit 3"),
        (("few", "--sweep", "1..2", "--limit", "2"), "has 1 limit ("),
    ],
)
def test_what_cannot_be_asked_is_told(folder: Path, arguments: tuple[str, ...], words: str) -> None:
    done = call("backtest", "p.plan", *arguments, "--lang", "en", cwd=folder)
    assert done.returncode == 2
    assert words in done.stderr


@pytest.mark.parametrize(
    ("written", "limits"),
    [("0.5..2/0.5", ["0.5", "1", "1.5", "2"]), ("1万..3万", ["10000", "20000", "30000"]), ("2~3", ["2", "3"])],
)
def test_a_range_is_written_as_people_write_numbers(folder: Path, written: str, limits: list[str]) -> None:
    (few,) = told(folder, "few", "--sweep", written)
    assert [each["limit"] for each in few["sweep"]["limits"]] == limits


def test_it_is_told_in_sentences(folder: Path) -> None:
    done = call("backtest", "p.plan", "few", "--as-of", "2026-W07", "--lang", "en", cwd=folder)
    said = " ".join(done.stdout.split())
    assert "It came on 4 times, for 3 of 3; it was on in 43% of what could be judged." in said
    assert "1 of these were held back by another alert" in said
    done = call("backtest", "p.plan", "few", "--as-of", "2026-W07", "--lang", "zh", cwd=folder)
    assert "报过 4 次，涉及 3 个对象中的 3 个" in done.stdout
