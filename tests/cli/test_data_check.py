"""`planlang data check`: files, rows, columns and what is wrong with them, as text and as JSON."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from referencing import Registry, Resource

from tests.cli.calling import call

PLAN = """
plan small "Small plan" {
  period 2026-01-05 .. 2026-03-31
  currency CNY
}
role rep
team north "North" { rep 张丽, 王磊, 欧阳小云 }
source deals "Deals" {
  read "data/deals-*.csv"
  one row per id
  snapshot on file date
  id: text
  owner: person
  stage: stage[b2b]
}
source visits "Visits" {
  read "data/visits-*.csv"
  event at day
  due every monday 08:00
  day: date
  who: person
}
process b2b "Sales" on deals { stages lead "Lead" -> offer "Offer"; win stage won "Won"; loss stage lost "Lost" }
metric calls "Calls" = count(visits)
goal call_goal "Calls" { measure calls; target 120 by 2026-03-31; owner 张丽 }
"""

FILES = {
    "deals-2026-W02.csv": "id,owner,stage\nD1,张丽,lead\nD2,王磊,lead\n",
    "deals-2026-W03.csv": "id,owner,stage\nD1,张丽,won\nD2,王磊,leed\nD3,欧阳晓云,lead\nD1,张丽,lead\n,,\nTotal,,\n",
    "visits-2026-W02.csv": "day,who\n2026-01-05,张丽\n",
    "visits-2026-W03.csv": "day,who\n2026-01-05,张丽\n2026-01-12,王磊\nsoon,王磊\n",
}


SCHEMA, EVALUATION = (
    json.loads(files("planlang.report").joinpath(f"{name}.schema.json").read_text(encoding="utf-8"))
    for name in ("data_check", "evaluation")
)
REGISTRY = Registry().with_resource(EVALUATION["$id"], Resource.from_contents(EVALUATION))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA, registry=REGISTRY, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.plan").write_text(PLAN, encoding="utf-8")
    (tmp_path / "data").mkdir()
    for name, text in FILES.items():
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_everything_is_found_under_its_topic(folder: Path) -> None:
    done = call("data", "check", "small.plan", "--as-of", "2026-01-27", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    VALIDATOR.validate(found)
    assert found["schema"] == "planlang.data_check/1"
    deals, visits = found["sources"]
    assert (deals["source"], visits["source"]) == ("deals", "visits")
    assert deals["rows"] == {
        "in_file": 8, "used": 4, "set_aside": {"unknown-stage": 1},
        "left_out": {"blank-row": 1, "repeated-key": 1, "total-row": 1},
    }  # fmt: skip
    assert visits["rows"] == {
        "in_file": 4, "used": 2, "set_aside": {"bad-date": 1}, "left_out": {"repeated-row": 1},
    }  # fmt: skip
    for source in (deals, visits):
        for file in source["files"]:
            told = file["rows"]
            assert told["in_file"] == told["used"] + sum(told["set_aside"].values()) + sum(told["left_out"].values())
    assert {topic: [note["fault"] for note in deals[topic]] for topic in deals if topic not in ("source", "rows", "files", "columns")} == {
        "missing": ["not-loaded"], "late": [], "overlapping": [], "duplicate": ["duplicate-key"],
        "unmapped": ["unknown-stage", "unknown-person"], "wrong": [], "noteworthy": ["total-row"],
    }  # fmt: skip
    assert ['is it "欧阳小云"?' in note["message_en"] for note in deals["unmapped"]] == [False, True]
    assert [note["fault"] for note in visits["late"]] == ["late-export"]
    assert [note["fault"] for note in visits["overlapping"]] == ["overlap"]


def test_the_schema_lets_nothing_else_through(folder: Path) -> None:
    done = call("data", "check", "small.plan", "--as-of", "2026-01-27", "--format", "json", cwd=folder)
    found = json.loads(done.stdout)
    source = found["sources"][0]
    for part in (found, source, source["rows"], source["files"][0], source["columns"][0], source["unmapped"][0]):
        assert all(isinstance(key, str) for key in part)
        part["more"] = 1
        assert not VALIDATOR.is_valid(found)
        del part["more"]
        first = next(iter(part))
        value = part.pop(first)
        assert not VALIDATOR.is_valid(found), first
        part[first] = value
    assert VALIDATOR.is_valid(found)


def test_rows_of_a_corrected_file_are_counted_and_not_used(folder: Path) -> None:
    old = (folder / "data/visits-2026-W02.csv").read_text(encoding="utf-8")
    (folder / "data/visits-2026-W02-corrected.csv").write_text(old + "\n2026-01-06,王磊\n", encoding="utf-8")
    done = call("data", "check", "small.plan", "--as-of", "2026-01-27", "--format", "json", cwd=folder)
    found = json.loads(done.stdout)
    VALIDATOR.validate(found)
    visits = found["sources"][1]
    # 1 row of the corrected file, a blank one and 2 of the correction, 3 of the next week
    assert visits["rows"] == {
        "in_file": 7, "used": 3, "set_aside": {"bad-date": 1},
        "left_out": {"blank-row": 1, "corrected-file": 1, "repeated-row": 1},
    }  # fmt: skip
    assert [(file["file"], file["rows"]["in_file"], file["encoding_why_en"]) for file in visits["files"]][-1] == (
        "data/visits-2026-W02.csv", 1, None,
    )  # fmt: skip
    text = call("data", "check", "small.plan", "--as-of", "2026-01-27", cwd=folder).stdout
    assert "in a corrected file 1" in text
    told = call("evaluate", "small.plan", "--as-of", "2026-W03", "--format", "json", cwd=folder)
    loads = {load["file"]: load["rows"] for load in json.loads(told.stdout)["data"]["loads"]}
    assert loads["data/visits-2026-W02.csv"]["left_out"] == {"corrected-file": 1}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_text_says_it_in_both_languages(folder: Path, language: str) -> None:
    done = call("data", "check", "small.plan", "--as-of", "2026-W04", "--lang", language, cwd=folder)
    assert done.returncode == 1
    words = {
        "en": [
            "2 files, 8 rows: 4 used, 1 set aside, 3 left out",
            "blank 1, totals 1, with a key again 1",
            "Unmapped (2)",
        ],
        "zh": ["2 个文件，8 行：采用 4，搁置 1，不计入 3", "空白 1, 合计 1, 主键重复 1", "无法对应（2）"],
    }[language]
    assert all(text in done.stdout for text in words), done.stdout
    assert "deals-2026-W03.csv" in done.stdout


def test_clean_data_end_with_zero(folder: Path) -> None:
    (folder / "data/deals-2026-W03.csv").unlink()
    (folder / "data/visits-2026-W03.csv").unlink()
    done = call("data", "check", "small.plan", "--as-of", "2026-W02", cwd=folder)
    assert (done.returncode, "Nothing has to be mended." in done.stdout) == (0, True), done.stdout


def test_no_data_and_a_broken_plan_end_with_two(folder: Path) -> None:
    for path in (folder / "data").iterdir():
        path.unlink()
    assert call("data", "check", "small.plan", cwd=folder).returncode == 2
    (folder / "small.plan").write_text("plan {", encoding="utf-8")
    assert call("data", "check", "small.plan", cwd=folder).returncode == 2
