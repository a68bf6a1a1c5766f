"""Classes of records against plain Python that classifies one record after the other."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.figure_table import Part
from planlang.evaluate.results.classes import Among
from planlang.report.formats.json import to_json
from planlang.values.periods import Grain
from planlang.workspace.explaining import explained
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import held, planned
from tests.evaluate.whole.small_plans import HEAD, TEAMS, csv, evaluation, figure, number, opened_plan
from tests.report.texts import explanation, summary

PLAN = (
    HEAD
    + TEAMS
    + """
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer
  snapshot on file date
  customer: text
  size: number
}
source orders "Orders" {
  read "data/orders.csv"
  covers 2025-01-01 .. 2026-12-31
  event at day
  day: date
  owner: person
  customer: record[customers]
  paid: money
}
metric paid "Paid" = sum(orders.paid)
segment grade | 等级 "Grades" on customers {
  class A "Key" by share of paid rolling 8 weeks reaching 60%
  class big when size >= 70 and paid rolling 4 weeks > 0元
  class C otherwise
  classified every month
}
metric from_a "From A" = sum(orders.paid where customer.grade is A)
"""
)
EXPORTS = (date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 9))
MONTHS = (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1))


class World:
    """Random customers and orders."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        names = [f"C{number}" for number in range(8)]
        first = {name: rng.choice(EXPORTS[:2]) for name in names}
        self.exports = {
            taken: {name: rng.randrange(100) for name in names if first[name] <= taken} for taken in EXPORTS
        }
        self.orders = [
            (date(2025, 11, 1) + timedelta(days=rng.randrange(170)), rng.choice(names), rng.randrange(1, 50))
            for _ in range(60)
        ]

    @property
    def files(self) -> dict[str, str]:
        found = {f"customers-{day}.csv": csv("customer,size", list(rows.items())) for day, rows in self.exports.items()}
        return found | {
            "orders.csv": csv("day,owner,customer,paid", [(d, "Ann", name, paid) for d, name, paid in self.orders])
        }

    def paid(self, name: str, start: date, end: date) -> int:
        return sum(paid for day, who, paid in self.orders if who == name and start <= day < end)

    def size(self, name: str, day: date) -> int:
        """As the last export before a day says, or the first that shows it."""
        shown = [taken for taken, rows in self.exports.items() if name in rows]
        before = [taken for taken in shown if taken < day]
        return self.exports[before[-1] if before else shown[0]][name]

    def class_of(self, name: str, month: date) -> str | None:
        end = MONTHS[MONTHS.index(month) + 1]
        first = min(taken for taken, rows in self.exports.items() if name in rows)
        on = max(month, first + timedelta(days=1)) if first >= month else month
        if first >= end:
            return None
        there = {who for taken, rows in self.exports.items() if taken < on for who in rows}
        eight = {who: self.paid(who, on - timedelta(days=56), on) for who in there}
        mine, total = eight[name], sum(eight.values())
        larger = sum(value for value in eight.values() if value > mine)
        if mine > 0 and larger < Fraction(6, 10) * total:
            return "A"
        if self.size(name, on) >= 70 and self.paid(name, on - timedelta(days=28), on) > 0:
            return "big"
        return "C"


@pytest.mark.parametrize("seed", range(5))
def test_classes_equal_those_told_one_by_one(seed: int, tmp_path: Path) -> None:
    world = World(seed)
    for month, as_of in zip(MONTHS[:3], ("2026-01-31", "2026-02-28", "2026-03-31"), strict=True):
        files = {
            name: text for name, text in world.files.items() if not name.startswith("customers") or name[10:20] <= as_of
        }
        (segment,) = evaluation(tmp_path, PLAN, files, as_of).segments
        told = dict(segment.classes)
        for name in told:
            assert told[name] == (world.class_of(name, month),), (name, month)
    opened = opened_plan(tmp_path, PLAN, world.files)
    table = figures(planned(opened), opened, Wanted(("paid",), Grain.MONTH, "等级"), as_of="2026-03-31")
    shown = {
        (row.name, period.start): number(one)
        for row in table.metrics[0].rows
        if row.part is Part.VALUE
        for period, one in zip(table.periods, row.figures, strict=True)
        if one is not None
    }
    for (name, start), value in shown.items():
        end = MONTHS[MONTHS.index(start) + 1]
        days = [(d, who, paid) for d, who, paid in world.orders if start <= d < end]
        assert value == sum(paid for _, who, paid in days if world.class_of(who, start) == name)


FILES = {
    "customers-2026-01-12.csv": "customer,size\nC1,1\nC2,1\nC3,80\n",
    "orders.csv": "day,owner,customer,paid\n2026-01-05,Ann,C1,90\n2026-01-06,Ann,C2,10\n2026-01-07,Ann,C3,1\n"
    "2026-01-20,Ann,C2,300\n2026-02-04,Ann,C2,5\n2026-02-05,Ann,C1,7\n",
}


def test_moves_are_told_in_every_form(tmp_path: Path) -> None:
    found = evaluation(tmp_path, PLAN, FILES, "2026-W06")
    (segment,) = found.segments
    assert [(one.record, one.was, one.now) for one in segment.moves] == [("C2", "C", "A"), ("C1", "A", "C")]
    counts = [(one.name, one.records.sure, one.before.sure) for one in segment.counts]
    assert counts == [("A", 1, 1), ("big", 1, 1), ("C", 1, 1)]
    assert segment.open == (0, 0)
    text = summary(found, Language.EN)
    assert "Grades, 2026-02" in text
    assert "C2: C → Key" in text
    assert "Grades，2026年2月" in summary(found, Language.ZH)
    assert '"moves":' in to_json(found)
    assert figure(found, "from_a") == 5  # C2 is of class A in February, C1 no longer
    opened = opened_plan(tmp_path, PLAN, FILES)
    world = held(planned(opened), opened, as_of="2026-W06")
    told = explained(world, found, "等级", None)
    page = "\n".join(explanation(subject, found, Language.EN) for subject in told.subjects)
    assert 'class A "Key" by share of paid rolling 8 weeks reaching 60%' in page


def test_who_cannot_be_classified_is_of_no_class(tmp_path: Path) -> None:
    files = FILES | {"orders.csv": FILES["orders.csv"] + "2026-01-08,Ann,C3,much\n"}
    found = evaluation(tmp_path, PLAN, files, "2026-W06")
    (segment,) = found.segments
    assert dict(segment.classes) == {"C1": ("C",), "C2": ("A",), "C3": ("A", "big", "C")}
    assert [(one.name, one.records) for one in segment.counts] == [
        ("A", Among(1, 1)),
        ("big", Among(0, 1)),
        ("C", Among(1, 1)),
    ]
    assert {"C3"}.isdisjoint(move.record for move in segment.moves)
    (told,) = json.loads(to_json(found))["segments"]
    assert told["unknown"] == 1
    assert told["classes"][1] == {
        "class": "big",
        "title": "big",
        "records": None,
        "records_between": {"least": 0, "most": 1},
        "before": None,
        "before_between": {"least": 0, "most": 1},
    }


def test_records_that_are_not_there_have_no_segment(tmp_path: Path) -> None:
    files = {"orders.csv": FILES["orders.csv"]}
    found = evaluation(tmp_path, PLAN, files, "2026-W06")
    assert found.segments == ()
    assert figure(found, "from_a") is None


def test_alerts_for_each_record_go_by_its_class(tmp_path: Path) -> None:
    text = (
        HEAD
        + """
source customers "Customers" { read "data/customers-*.csv"; one row per customer_id as customer; snapshot on file date; customer_id: text; size: number }
source orders "Orders" { read "data/orders.csv"; covers 2026-01-01 .. 2026-12-31; event at day; day: date; customer: record[customers] }
segment grade on customers { class A when size > 5; class B otherwise; classified every quarter }
metric ordered "Ordered" = count(orders)
alert quiet "Quiet" for each customer where grade is A { when ordered this week < 1 }
"""
    )
    files = {
        "customers-2026-01-25.csv": "customer_id,size\nC1,9\nC2,1\nC3,9\n",
        "orders.csv": "day,customer\n2026-01-20,C3\n",
    }
    found = evaluation(tmp_path, text, files, "2026-W04")
    assert [one.entity for one in found.violations] == ["customer:C1"]


@pytest.mark.parametrize(("as_of", "known"), [("2026-W11", True), ("2026-W12", False)])
def test_of_which_class_records_are_a_list_does_not_tell_that_is_over(as_of: str, known: bool, tmp_path: Path) -> None:
    plan = (
        HEAD
        + TEAMS
        + 'source customers "C" { read "data/c.csv"; one row per id; covers 2026-03-04 .. 2026-03-15; id: text; size: number }\n'
        + "segment grade on customers { class big when size > 5; class small otherwise }\n"
        + "segment kept on customers { class big when size > 5; class small otherwise; classified every month }\n"
        + "metric bigs = count(customers where grade is big)\n"
    )
    found = evaluation(tmp_path, plan, {"c.csv": "id,size\nC1,9\nC2,3\n"}, as_of)
    grade, kept = found.segments
    either = {"C1": ("big", "small"), "C2": ("big", "small")}
    assert dict(grade.classes) == ({"C1": ("big",), "C2": ("small",)} if known else either)
    assert dict(kept.classes) == {"C1": ("big",), "C2": ("small",)}  # as it was when March began
    assert (figure(found, "bigs") == 1) == known
