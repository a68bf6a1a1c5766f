"""Whose a customer is now: by the last that exports and a log of hand-overs tell."""

from __future__ import annotations

import json
from importlib.resources import files as bundled_files
from pathlib import Path

import jsonschema
import pytest

from planlang.diagnostics.text import Language
from planlang.report.formats.json import to_json
from tests.evaluate.whole.small_plans import HEAD, TEAMS, evaluation, verdicts
from tests.report.texts import summary

PLAN = (
    HEAD
    + TEAMS
    + """
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer_id
  snapshot on file date
  customer_id: text
  contact: text optional
  keeper: person optional
}
source hands "Hand-overs" {
  read "data/hands.csv"
  history of customers
  covers 2026-01-01 .. 2026-12-31
  event at day
  customer_id: text
  day: date
  keeper: person optional
}
process care "Care" on customers { hand over within 5wd; requires contact }
"""
)
HEADER = "customer_id,contact,keeper\n"


def owned(folder: Path, log: str, later: str = "") -> dict[str | None, tuple[int, tuple[tuple[str, int], ...]]]:
    files = {
        "customers-2026-01-02.csv": HEADER + "C1,Li,Ann\nC2,,Ann\nC3,Wu,\n",
        "hands.csv": "customer_id,day,keeper\n" + log,
    }
    if later:
        files["customers-2026-03-01.csv"] = HEADER + later
    (care,) = evaluation(folder, PLAN, files, "2026-W10").care
    return {one.owner: (one.records, one.missing) for one in care.owners}


def test_a_log_tells_later_than_the_last_export(tmp_path: Path) -> None:
    lacks = (("contact", 1),)
    assert owned(tmp_path, "") == {"Ann": (2, lacks), None: (1, ())}
    assert owned(tmp_path, "C2,2026-02-02,Bob\n") == {"Ann": (1, ()), "Bob": (1, lacks), None: (1, ())}
    assert owned(tmp_path, "C2,2026-02-02,Bob\nC2,2026-02-09,\n") == {"Ann": (1, ()), None: (2, lacks)}


def test_an_export_after_the_log_tells_later_than_that(tmp_path: Path) -> None:
    found = owned(tmp_path, "C2,2026-02-02,Bob\n", later="C1,Li,Sue\nC2,Wu,Sue\nC3,Wu,\n")
    assert found == {"Sue": (2, ()), None: (1, ())}


LISTED = (
    HEAD
    + TEAMS
    + """
source customers "Customers" {
  read "data/customers.csv"
  one row per customer_id
  covers COVERED
  customer_id: text
  contact: text optional
}
process care "Care" on customers { requires contact }
"""
)


@pytest.mark.parametrize(
    ("covered", "as_of", "weeks"),
    [
        ("2026-03-04 .. 2026-12-31", "2026-W10", [1]),
        ("2026-03-04 .. 2026-12-31", "2026-W11", [2]),
        ("2026-03-04 .. 2026-12-31", "2026-W20", [11]),
        ("2026-03-04 .. 2026-03-15", "2026-W11", [2]),
        ("2026-03-04 .. 2026-03-15", "2026-W12", []),  # nobody knows whether it is missing still
    ],
)
def test_what_a_list_lacks_is_new_in_the_first_week_that_it_covers(
    covered: str, as_of: str, weeks: list[int], tmp_path: Path
) -> None:
    files = {"customers.csv": "customer_id,contact\nC1,\nC2,Li\n"}
    found = evaluation(tmp_path, LISTED.replace("COVERED", covered), files, as_of)
    assert [one.weeks for one in found.violations] == weeks
    assert ("new this week" in summary(found, Language.EN)) == (weeks == [1])
    assert ("本周新增" in summary(found, Language.ZH)) == (weeks == [1])
    if not weeks:
        assert verdicts(found, found.rules[0].rule) == {"unknown": 2}


@pytest.mark.parametrize(("as_of", "count"), [("2026-W11", 2), ("2026-W12", None)])
def test_how_many_records_somebody_has_a_list_does_not_tell_that_is_over(
    as_of: str, count: int | None, tmp_path: Path
) -> None:
    owned_by = LISTED.replace("COVERED", "2026-03-04 .. 2026-03-15").replace(
        "optional\n}", "optional\n  owner: person\n}", 1
    )
    found = evaluation(tmp_path, owned_by, {"customers.csv": "customer_id,contact,owner\nC1,,Ann\nC2,Li,Ann\n"}, as_of)
    (value,) = found.care
    assert [(one.owner, one.records) for one in value.owners] == [("Ann", count)]
    row = next(line for line in summary(found, Language.EN).splitlines() if line.startswith("Ann "))
    assert ("not known" in row) == (count is None)
    schema = json.loads(bundled_files("planlang.report").joinpath("evaluation.schema.json").read_text(encoding="utf-8"))
    assert json.loads(to_json(found))["customers"][0]["owners"][0]["records"] == count
    jsonschema.Draft202012Validator(schema).validate(json.loads(to_json(found)))
