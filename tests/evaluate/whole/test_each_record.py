"""Figures and alerts for each record of a source and each value of a column, against plain counts."""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.figure_table import Part
from planlang.evaluate.results.evaluation import Kind
from planlang.values.periods import Grain
from planlang.workspace.errors import UncountableDataError, UnusableOptionError
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import HEAD, TEAMS, csv, evaluation, life, number, opened_plan, violation

PLAN = (
    HEAD
    + TEAMS
    + """
source products "Products" {
  read "data/products.csv"
  covers 2026-01-01 .. 2026-12-31
  one row per product
  product: text
  line: text
}
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer as client | 客户
  snapshot on file date
  customer: text
  account_owner: person optional
}
source orders "Orders" {
  read "data/orders-*.csv"
  event at day
  day: date
  owner: person
  client: record[customers]
  product: record[products]
  paid: money
}
source calls "Calls" {
  read "data/calls.csv"
  covers 2026-01-01 .. 2026-12-31
  event at day
  day: date
  owner: person
  customer: text optional
}
metric placed "Orders" = count(orders)
metric paid "Paid" = sum(orders.paid)
metric called "Calls" = count(calls)
metric a_call "Orders a call" = ratio(placed, called)
metric contacts "Contacts" = placed + called
"""
)
FIRST = date(2026, 1, 5)


@pytest.mark.parametrize("seed", range(4))
def test_figures_by_record_and_by_looked_up_column_equal_plain_sums(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    names = [f"C{number}" for number in range(5)]
    lines = {"p1": "x", "p2": "y", "p3": "x"}
    orders = [
        (
            FIRST + timedelta(days=rng.randrange(26)),
            "Ann",
            rng.choice([*names, "C9"]),
            rng.choice([*lines, "p9"]),
            rng.randrange(99),
        )
        for _ in range(40)
    ]
    calls = [(FIRST + timedelta(days=rng.randrange(26)), "Bob", rng.choice([*names, ""])) for _ in range(30)]
    files = {
        "products.csv": csv("product,line", list(lines.items())),
        "customers-2026-01-05.csv": csv("customer,account_owner", [(name, "Ann") for name in names]),
        "orders-2026-01.csv": csv("day,owner,client,product,paid", orders),
        "orders-2026-02.csv": csv("day,owner,client,product,paid", []),
        "calls.csv": csv("day,owner,customer", calls),
    }
    opened = opened_plan(tmp_path, PLAN, files)
    table = figures(planned(opened), opened, Wanted(("paid", "contacts"), Grain.WEEK, "客户"), as_of="2026-W05")
    told = {
        (one.metric, row.name, period.start): number(figure)
        for one in table.metrics
        for row in one.rows
        if row.part is Part.VALUE
        for period, figure in zip(table.periods, row.figures, strict=True)
        if figure is not None
    }
    for name in names:
        for monday in (FIRST + timedelta(weeks=week) for week in range(4)):
            days = [monday + timedelta(days=day) for day in range(7)]
            mine = [order for order in orders if order[2] == name and order[0] in days]
            spoken = [call for call in calls if call[2] == name and call[0] in days]
            assert told["paid", name, monday] == sum(order[4] for order in mine)
            assert told["contacts", name, monday] == len(mine) + len(spoken)
    by_line = figures(planned(opened), opened, Wanted(("paid",), Grain.MONTH, "line"), as_of="2026-W05")
    (metric,) = by_line.metrics
    shown = {(row.part, row.name): number(row.figures[0]) for row in metric.rows if row.figures[0] is not None}
    january = [order for order in orders if order[0] <= date(2026, 1, 31)]
    for line in ("x", "y"):
        assert shown[Part.VALUE, line] == sum(order[4] for order in january if lines.get(order[3]) == line)
    assert shown[Part.EMPTY, ""] == sum(order[4] for order in january if order[3] == "p9")
    assert shown[Part.TOTAL, ""] == sum(order[4] for order in january)


ALERTS = """
alert silent "Orders nothing" for each client {
  when placed this week < 1 for 2 weeks
  notify account_owner
  escalate to account_owner.manager after 1 week
}
alert falling "Line falls" for each line { when paid this week < 100元; notify director; say "{line}: {paid}" }
"""
WEEKS = {
    "customers-2026-01-05.csv": "customer,account_owner\nC1,Ann\nC2,Sue\n",
    "customers-2026-01-19.csv": "customer,account_owner\nC1,Ann\nC3,\n",
    "products.csv": "product,line\np1,x\n",
    "orders-2026-W02.csv": "day,owner,client,product,paid\n2026-01-06,Ann,C1,p1,300\n",
    "orders-2026-W03.csv": "day,owner,client,product,paid\n2026-01-13,Ann,C1,p1,80\n",
    "orders-2026-W04.csv": "day,owner,client,product,paid\n",
    "orders-2026-W05.csv": "day,owner,client,product,paid\n",
    "calls.csv": "day,owner,customer\n",
}


def test_an_alert_lives_for_each_record_while_it_is_there(tmp_path: Path) -> None:
    found = evaluation(tmp_path, PLAN + ALERTS, WEEKS, "2026-W05")
    assert life(found, "silent", "client:C1") == "I I I P F"
    assert life(found, "silent", "client:C3") == "P F"  # there since the export of W04
    before = evaluation(tmp_path, PLAN + ALERTS, WEEKS, "2026-W04")
    assert life(before, "silent", "client:C2") == "I P F E"  # W01 is not loaded; gone with the export of W04
    first = violation(found, "silent", "client:C1")
    assert (first.owner, first.to) == ("Ann", ("Ann",))
    nobody = violation(found, "silent", "client:C3")
    assert nobody.owner is None
    assert nobody.to == ("Boss",)
    line = violation(found, "falling", "line:x")
    assert line.message.render() == "x: 0 CNY"
    assert line.kind is Kind.ALERT


def test_rows_behind_an_alert_are_those_of_the_record(tmp_path: Path) -> None:
    text = PLAN + 'alert busy "Busy" for each client { when placed this week > 0; notify account_owner }\n'
    found = evaluation(tmp_path, text, WEEKS, "2026-W03")
    rows = violation(found, "busy", "client:C1").evidence.rows
    assert [(row.place.file, row.place.line) for row in rows] == [("data/orders-2026-W03.csv", 2)]


def test_a_source_can_stand_for_its_records(tmp_path: Path) -> None:
    text = PLAN + 'alert silent "Silent" for each customers { when placed this week < 1; notify owner }\n'
    found = evaluation(tmp_path, text, WEEKS, "2026-W05")
    assert life(found, "silent", "client:C1").endswith("F")


def test_records_are_narrowed_down_by_what_they_are_in_a_period_and_by_figures(tmp_path: Path) -> None:
    where = PLAN.replace("  account_owner: person optional\n", "  account_owner: person optional\n  grade: text\n")
    text = where + 'alert a "A" for each client where grade is "A" { when placed this week < 5; notify director }\n'
    text += 'alert b "B" for each client where placed this week > 0 { when paid this week > 0元; notify director }\n'
    graded = {
        "customers-2026-01-05.csv": "customer,account_owner,grade\nC1,Ann,A\nC2,Sue,B\n",
        "customers-2026-01-19.csv": "customer,account_owner,grade\nC1,Ann,B\nC2,Sue,A\n",
    }
    found = {week: evaluation(tmp_path, text, WEEKS | graded, f"2026-W{week}") for week in ("02", "03", "04")}
    fired = {
        week: sorted((one.rule, one.entity) for one in told.violations if one.kind is Kind.ALERT)
        for week, told in found.items()
    }
    assert fired == {
        "02": [("a", "client:C1"), ("b", "client:C1")],
        "03": [("a", "client:C1"), ("b", "client:C1")],  # no export: nobody knows who is of class A, so it is still on
        "04": [("a", "client:C2")],
    }


def test_what_has_no_part_is_told(tmp_path: Path) -> None:
    bad = (
        PLAN
        + 'metric heads "Heads" = headcount(rep)\nalert a "A" for each client { when heads this week < 1; notify director }\n'
    )
    (tmp_path / "p.plan").write_text(bad, encoding="utf-8")
    assert [found.name for found in open_plan(tmp_path / "p.plan").diagnostics][:1] == ["no-part"]


def test_more_records_than_can_be_told_apart_are_refused_with_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planlang.evaluate.breakdown.MOST_RECORDS", 2)
    with pytest.raises(UncountableDataError, match="3 different client"):
        evaluation(tmp_path, PLAN + ALERTS, WEEKS, "2026-W05")
    opened = opened_plan(tmp_path, PLAN, WEEKS)
    with pytest.raises(UnusableOptionError, match="3 different values"):
        figures(planned(opened), opened, Wanted(("paid",), Grain.WEEK, "client"), as_of="2026-W05")


def test_a_ratio_by_record_adds_numerators_and_denominators(tmp_path: Path) -> None:
    files = {**WEEKS, "calls.csv": "day,owner,customer\n2026-01-06,Ann,C1\n2026-01-07,Ann,C1\n"}
    opened = opened_plan(tmp_path, PLAN, files)
    table = figures(planned(opened), opened, Wanted(("a_call",), Grain.WEEK, "client"), as_of="2026-W02")
    (metric,) = table.metrics
    assert [number(row.figures[-1]) for row in metric.rows if row.name == "C1"] == [Fraction(1, 2)]
