"""A real pipeline export against figures that were computed elsewhere, with other software (expected.json)."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from planlang.evaluate.evaluate import Held
from planlang.evaluate.results.evaluation import Evaluation, Verdict
from planlang.semantics.expr import CurrentPeriod, GoalMeasure, OfGoal
from planlang.values.figure import Known
from planlang.values.periods import Grain, Period, parse_label, period_of
from planlang.values.units import Ratio
from planlang.workspace.run import evaluated, held, planned
from planlang.workspace.workspace import open_plan
from tests.real.conftest import HERE, real_data

TEAMS = {"Central": "central", "East": "east", "West": "west"}
MANAGERS = {
    "Dustin Brinkmann": "dustin",
    "Melvin Marxen": "melvin",
    "Cara Losch": "cara",
    "Rocco Neubert": "rocco",
    "Celia Rouche": "celia",
    "Summer Sewald": "summer",
}
YEAR = (date(2017, 1, 1), date(2018, 1, 1))
NOW = (date(2017, 12, 25), date(2018, 1, 1))


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data("maven_crm")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Any:
    return json.loads((folder / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def world(folder: Path) -> Held:
    opened = open_plan(HERE / "maven.plan")
    assert opened.usable, opened.diagnostics
    return held(planned(opened), opened, data=folder, as_of="2017-12-31")


@pytest.fixture(scope="module")
def evaluation(folder: Path) -> Evaluation:
    opened = open_plan(HERE / "maven.plan")
    return evaluated(planned(opened), opened, data=folder, as_of="2017-12-31")


def figure(world: Held, metric: str, entity: str = "plan:", span: tuple[date, date] = YEAR) -> Fraction:
    declared = world.plan.model.metrics[metric]
    found = world.figures.over(declared.value, entity, *span)
    assert isinstance(found, Known), (metric, entity, found)
    return found.value


def rounded(value: Fraction, digits: int) -> float:
    return float(round(value, digits))


def test_rows_by_stage(world: Held, expected: Any) -> None:
    assert figure(world, "rows_now", span=NOW) == expected["rows"]
    for stage, count in expected["stage_counts"].items():
        assert figure(world, f"{stage.lower()}_now", span=NOW) == count


def test_data_quality(world: Held, expected: Any) -> None:
    quality = expected["data_quality"]
    assert figure(world, "misspelt_now", span=NOW) == quality["product_GTXPro_rows"]
    assert figure(world, "no_account", span=NOW) == quality["missing_account"]
    assert figure(world, "no_account_engaging", span=NOW) == quality["missing_account_by_stage"]["Engaging"]
    assert figure(world, "no_account_prospecting", span=NOW) == quality["missing_account_by_stage"]["Prospecting"]
    assert figure(world, "no_engaged", span=NOW) == quality["missing_engage_date"]
    assert figure(world, "no_closed", span=NOW) == quality["missing_close_date"]
    assert figure(world, "closed_before_engaged", span=NOW) == quality["close_before_engage"]
    people = sorted(name for name in world.roster.persons if figure(world, "rows_now", f"rep:{name}", NOW) == 0)
    assert people == quality["agents_without_deals"]


def test_the_first_engagement_and_the_last_close(world: Held, expected: Any) -> None:
    quality = expected["data_quality"]
    first = date.fromisoformat(quality["min_engage"])
    assert figure(world, "deal_count", span=(date(2016, 1, 1), first)) == 0
    assert figure(world, "deal_count", span=(first, YEAR[1])) == expected["rows"] - quality["missing_engage_date"]
    last = date.fromisoformat(quality["max_close"])
    assert figure(world, "closed_count", span=(last, YEAR[1])) > 0


def test_won_revenue(world: Held, expected: Any) -> None:
    assert figure(world, "won_revenue") == expected["won_revenue_total"]
    for label, regions in expected["won_revenue_by_quarter_region"].items():
        quarter = parse_label(label)
        for region, amount in regions.items():
            assert figure(world, "won_revenue", f"team:{TEAMS[region]}", (quarter.start, quarter.end)) == amount
    for label, amount in expected["won_revenue_by_month"].items():
        month = parse_label(label)
        assert figure(world, "won_revenue", span=(month.start, month.end)) == amount
    for manager, amount in expected["won_revenue_by_manager"].items():
        assert figure(world, "won_revenue", f"team:{MANAGERS[manager]}") == amount
    for product, amount in expected["won_revenue_by_product_normalised"].items():
        assert figure(world, "revenue_" + product.lower().replace(" ", "_")) == amount


def test_wins_by_week(world: Held, expected: Any) -> None:
    weeks = expected["won_count_by_iso_week"]
    for label, count in weeks.items():
        week = parse_label(label)
        assert figure(world, "won_count", span=(week.start, week.end)) == count
    assert sum(weeks.values()) == figure(world, "won_count")


def test_win_rates(world: Held, expected: Any) -> None:
    def check(entity: str, span: tuple[date, date], wanted: Any) -> None:
        assert figure(world, "won_count", entity, span) == wanted["won"]
        assert figure(world, "closed_count", entity, span) == wanted["closed"]
        rate = figure(world, "win_rate", entity, span)
        assert rate == Fraction(wanted["won"], wanted["closed"])
        assert rounded(rate, 4) == wanted["rate"]

    check("plan:", YEAR, expected["win_rate_overall"])
    for agent, wanted in expected["win_rate_by_agent"].items():
        check(f"rep:{agent}", YEAR, wanted)
    for region, wanted in expected["win_rate_by_region"].items():
        check(f"team:{TEAMS[region]}", YEAR, wanted)
    for label, wanted in expected["win_rate_by_quarter"].items():
        quarter = parse_label(label)
        check("plan:", (quarter.start, quarter.end), wanted)


def test_cycle_days(world: Held, expected: Any) -> None:
    days = expected["cycle_days"]
    assert rounded(figure(world, "won_cycle_mean"), 4) == days["won_mean"]
    assert rounded(figure(world, "lost_cycle_mean"), 4) == days["lost_mean"]
    assert rounded(figure(world, "all_cycle_mean"), 4) == days["closed_mean"]
    assert figure(world, "won_cycle_median") == days["won_median"]
    assert figure(world, "cycle_max") == days["closed_max"]
    for region, mean in days["won_mean_by_region"].items():
        assert rounded(figure(world, "won_cycle_mean", f"team:{TEAMS[region]}"), 4) == mean


def test_open_deals(world: Held, expected: Any) -> None:
    wanted = expected["open"]
    assert figure(world, "engaging_now", span=NOW) == wanted["engaging"]
    assert figure(world, "prospecting_now", span=NOW) == wanted["prospecting"]
    for days in (30, 60, 90, 120, 180, 270):
        assert figure(world, f"older_{days}", span=NOW) == wanted[f"engaging_older_than_{days}d"]
    assert figure(world, "exactly_90", span=NOW) == wanted["engaging_exactly_90d"]
    for region, count in wanted["engaging_older_than_90d_by_region"].items():
        assert figure(world, "older_90", f"team:{TEAMS[region]}", NOW) == count
    for manager, count in wanted["engaging_older_than_90d_by_manager"].items():
        assert figure(world, "older_90", f"team:{MANAGERS[manager]}", NOW) == count
    assert figure(world, "oldest_age", span=NOW) == wanted["oldest_engaging_days"]
    assert rounded(figure(world, "mean_age", span=NOW), 4) == wanted["mean_age_days"]
    for region, amount in wanted["pipeline_at_list_price_by_region"].items():
        assert figure(world, "list_price_pipeline", f"team:{TEAMS[region]}", NOW) == amount


def test_the_stay_rule_finds_the_same_deals_as_the_count(folder: Path, evaluation: Evaluation, expected: Any) -> None:
    with (folder / "sales_pipeline.csv").open(encoding="utf-8", newline="") as file:
        closed_late = {
            row["opportunity_id"]: date.fromisoformat(row["engage_date"])
            for row in csv.DictReader(file)
            if row["close_date"]
            and (date.fromisoformat(row["close_date"]) - date.fromisoformat(row["engage_date"])).days > 90
        }
    over = {f"deal:{key}" for key, engaged in closed_late.items() if engaged + timedelta(days=91) >= NOW[0]}
    found = {violation.entity for violation in evaluation.violations if violation.rule == "sales.stay.Engaging"}
    assert over < found
    assert len(found - over) == expected["open"]["engaging_older_than_90d"]
    rule = next(count for count in evaluation.rules if count.rule == "sales.stay.Engaging")
    assert rule.verdicts[Verdict.VIOLATED] == len(found - over) + len(closed_late)


def test_discount_and_top_accounts(folder: Path, world: Held, expected: Any, tmp_path: Path) -> None:
    assert rounded(1 - figure(world, "list_price_share"), 4) == expected["avg_discount_vs_list_won"]
    accounts = [name for name, _ in expected["top10_accounts_by_won"]]
    metrics = "".join(
        f'metric top_{rank} = sum(deals.value at closed where stage is Won and account is "{name}")\n'
        for rank, name in enumerate(accounts)
    )
    plan = tmp_path / "top.plan"
    plan.write_text((HERE / "maven.plan").read_text(encoding="utf-8") + metrics, encoding="utf-8")
    opened = open_plan(plan)
    top = held(planned(opened), opened, data=folder, as_of="2017-12-31")
    for rank, (_, amount) in enumerate(expected["top10_accounts_by_won"]):
        assert figure(top, f"top_{rank}") == amount


def test_nobody_won_in_the_last_quarter_who_should_not_have(world: Held, expected: Any) -> None:
    quarter = period_of(date(2017, 12, 1), Grain.QUARTER)
    idle = sorted(
        name
        for name in world.roster.persons
        if figure(world, "won_count", f"rep:{name}", (quarter.start, quarter.end)) == 0
    )
    assert idle == expected["agents_with_zero_wins_in_2017Q4"]


def test_goals_of_a_million_a_quarter(world: Held, expected: Any) -> None:
    def asked(measure: GoalMeasure, entity: str, quarter: Period) -> Fraction:
        expression = OfGoal(
            measure, "region_revenue", CurrentPeriod(Grain.QUARTER), Ratio(), world.plan.model.plan.ident.span
        )
        assert world.figures.goal_value is not None
        found = world.figures.goal_value(expression, entity, quarter)
        assert isinstance(found, Known)
        return found.value

    for label, regions in expected["attainment_example_goal_1000000_per_region_quarter"].items():
        quarter = parse_label(label)
        for region, wanted in regions.items():
            entity = f"team:{TEAMS[region]}"
            assert asked(GoalMeasure.TARGET, entity, quarter) == 1_000_000
            assert asked(GoalMeasure.ACTUAL, entity, quarter) == wanted["actual"]
            attainment = asked(GoalMeasure.ATTAINMENT, entity, quarter)
            assert rounded(attainment, 4) == wanted["attainment"]
            assert (attainment < 1) is wanted["missed"]
