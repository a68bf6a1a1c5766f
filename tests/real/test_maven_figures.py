"""Tables of figures of a real pipeline against figures that were computed elsewhere, and against plain sums of its rows."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planlang.evaluate.figure_table import FigureTable, MetricTable, Part, Row
from planlang.values.figure import Known
from planlang.values.periods import Grain, parse_label
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan
from tests.real.conftest import HERE, real_data

Line = dict[str, str]


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("maven_crm")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Any:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[Line]:
    with (folder / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def asked(folder: Path, metric: str, grain: Grain, each: str | None) -> FigureTable:
    opened = open_plan(HERE / "maven.plan")
    wanted = Wanted((metric,), grain, each, "2017", "2017")
    return figures(planned(opened), opened, wanted, data=folder, as_of="2017-12-31")


def known(row: Row) -> list[Fraction]:
    values = [figure.value if isinstance(figure, Known) else None for figure in row.figures]
    assert None not in values, row
    return values  # type: ignore[return-value]


def total(table: MetricTable) -> Row:
    return next(row for row in table.rows if row.part is Part.TOTAL)


def summed(lines: list[Line], by: Callable[[Line], str]) -> dict[tuple[str, str], Fraction]:
    """Won revenue by a column and month of the close, in plain Python."""
    found: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for line in lines:
        if line["deal_stage"] == "Won":
            found[by(line), line["close_date"][:7]] += Fraction(line["close_value"] or "0")
    return found


def test_revenue_by_month_and_agent_adds_up(folder: Path, expected: Any, lines: list[Line]) -> None:
    table = asked(folder, "won_revenue", Grain.MONTH, "agent")
    (metric,) = table.metrics
    months = [period.label for period in table.periods]
    wanted = summed(lines, lambda line: line["sales_agent"])
    people = [row for row in metric.rows if row.part is Part.PERSON]
    assert {row.name for row in people} >= {name for name, _ in wanted}
    for row in people:
        assert known(row) == [wanted.get((row.name, month), Fraction(0)) for month in months]
        assert row.whole == Known(sum(known(row), Fraction(0)))
    parts = [known(row) for row in metric.rows if row.part is not Part.TOTAL]
    whole = known(total(metric))
    assert [sum(column, Fraction(0)) for column in zip(*parts, strict=True)] == whole
    assert dict(zip(months, whole, strict=True)) == {
        month: Fraction(expected["won_revenue_by_month"].get(month, 0)) for month in months
    }
    assert total(metric).whole == Known(Fraction(expected["won_revenue_total"]))


def test_revenue_by_quarter_and_product_adds_up(folder: Path, expected: Any, lines: list[Line]) -> None:
    table = asked(folder, "won_revenue", Grain.QUARTER, "product")
    (metric,) = table.metrics
    wanted = summed(lines, lambda line: line["product"])
    values = [row for row in metric.rows if row.part is Part.VALUE]
    assert [row.name for row in values] == sorted({line["product"] for line in lines})
    for row in values:
        for period, value in zip(table.periods, known(row), strict=True):
            months = [month for name, month in wanted if name == row.name and parse_label(month).start in period]
            assert value == sum((wanted[row.name, month] for month in months), Fraction(0))
    whole = {row.name: row.whole.value for row in values if isinstance(row.whole, Known)}
    whole["GTX Pro"] = whole.pop("GTXPro")
    assert whole == {name: Fraction(sum_) for name, sum_ in expected["won_revenue_by_product_normalised"].items()}
    assert sum(whole.values()) == Fraction(expected["won_revenue_total"])


def test_revenue_by_quarter_and_team_is_that_of_the_regions(folder: Path, expected: Any) -> None:
    table = asked(folder, "won_revenue", Grain.QUARTER, "team")
    (metric,) = table.metrics
    for label, regions in expected["won_revenue_by_quarter_region"].items():
        at = [period.label for period in table.periods].index(label)
        tops = {row.name: known(row)[at] for row in metric.rows if row.part is Part.TEAM and row.within is None}
        assert tops == {region.lower(): Fraction(amount) for region, amount in regions.items()}
        assert sum(tops.values()) == known(total(metric))[at]


def test_wins_by_week_and_rates_by_agent_are_recomputed(folder: Path, expected: Any) -> None:
    table = asked(folder, "won_count", Grain.WEEK, None)
    weeks = dict(zip([period.label for period in table.periods], known(total(table.metrics[0])), strict=True))
    assert {label: count for label, count in weeks.items() if count} == expected["won_count_by_iso_week"]
    (rates,) = asked(folder, "win_rate", Grain.YEAR, "agent").metrics
    found = {row.name: row.whole for row in rates.rows if row.part is Part.PERSON}
    for agent, wanted in expected["win_rate_by_agent"].items():
        assert found[agent] == Known(Fraction(wanted["won"], wanted["closed"]))
    overall = expected["win_rate_overall"]
    assert total(rates).whole == Known(Fraction(overall["won"], overall["closed"]))
