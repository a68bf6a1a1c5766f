"""Whose a customer is now: by the last that exports and a log of hand-overs tell."""

from __future__ import annotations

from pathlib import Path

from tests.evaluate.whole.small_plans import HEAD, TEAMS, evaluation

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
