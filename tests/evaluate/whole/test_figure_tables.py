"""Tables of figures against sums in plain Python: by month, week and quarter, for teams, people and values of columns."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from statistics import median

import pytest

from planlang.evaluate.figure_table import FigureTable, MetricTable, Part, Row
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain, Period
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan

PLAN = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; currency CNY }
role manager "Manager"
role rep "Rep" under manager
team company "Company" { manager Max }
team north "North" under company { rep Ann; rep Bob to 2026-02-15 }
team south "South" under company { rep Sue from 2026-02-01; rep Bob from 2026-02-16 }
source visits "Visits" {
  read "visits-*.csv"
  event at day
  day: date
  owner: person optional
  product: text optional
  customer: text
  amount: money
  minutes: number optional
  paid: bool
}
source deals "Deals" {
  read "deals.csv"
  one row per deal_id
  entered lead on created
  entered won on closed
  entered lost on gone
  deal_id: text
  owner: person
  product: text optional from "产品线"
  amount: money
  stage: stage[sales]
  created: date
  closed: date optional
  gone: date optional
}
process sales "Sales" on deals { stages lead; win stage won; loss stage lost from any }
metric n "Visits" = count(visits)
metric amount "Amount" = sum(visits.amount where paid)
metric mean "Mean" = avg(visits.minutes) min sample 2
metric middle "Median" = median(visits.minutes)
metric seen "Customers" = distinct(visits.customer)
metric share "Paid share" = ratio(count(visits where paid), n) min sample 3
metric points "Points" = n * 2 + count(visits where minutes > 30)
metric a_visits = count(visits where product is "A")
metric b_share = ratio(count(visits where paid and product is "B"), count(visits where product is "B")) min sample 3
metric b_seen = distinct(visits.customer where product is "B")
metric won "Won" = sum(deals.amount where stage enters won) credit owner at close
metric won_of_a = sum(deals.amount where stage enters won and product is "A") credit owner at close
metric in_hand "Open" = count(deals where open)
metric in_hand_of_a = count(deals where open and product is "A")
metric running "Rolling" = n rolling 2 months
metric people "People" = headcount(rep)
"""
FIRST, CUT = date(2026, 1, 1), date(2026, 4, 16)
PEOPLE = ("Ann", "Bob", "Sue", "Max", "Zoe", "")
TEAM_OF: dict[str, list[tuple[str, date, date]]] = {
    "Ann": [("north", date.min, date.max)],
    "Bob": [("north", date.min, date(2026, 2, 15)), ("south", date(2026, 2, 16), date.max)],
    "Sue": [("south", date(2026, 2, 1), date.max)],
    "Max": [("company", date.min, date.max)],
}
Data = list[dict[str, str]]


def team_on(person: str, day: date) -> str | None:
    return next((team for team, start, end in TEAM_OF.get(person, []) if start <= day <= end), None)


def made(folder: Path, seed: int) -> tuple[Data, Data]:
    """Visits of every day, and deals, of which each cell may be anything it may be."""
    pick = random.Random(seed)
    visits: Data = []
    for offset in range((CUT - FIRST).days):
        for _ in range(pick.choice([0, 1, 2, 5])):
            visits.append(
                {
                    "day": (FIRST + timedelta(days=offset)).isoformat(),
                    "owner": pick.choice(PEOPLE),
                    "product": pick.choice(["A", "B", "'; DROP TABLE t; --", ""]),
                    "customer": pick.choice(["c1", "c2", "c3", "c4"]),
                    "amount": f"{pick.randint(-200, 99999)}.{pick.randint(0, 99):02}",
                    "minutes": pick.choice(["", "10", "30.5", "45"]),
                    "paid": pick.choice(["yes", "no"]),
                }
            )
    deals: Data = []
    for number in range(60):
        created = FIRST + timedelta(days=pick.randint(0, 90))
        fate = pick.choice(["won", "lost", "lead"])
        ended = (created + timedelta(days=pick.randint(1, 30))).isoformat()
        deals.append(
            {
                "deal_id": f"D{number}",
                "owner": pick.choice(PEOPLE[:5]),
                "产品线": pick.choice(["A", "B", ""]),
                "amount": str(pick.randint(1, 10**6)),
                "stage": fate,
                "created": created.isoformat(),
                "closed": ended if fate == "won" else "",
                "gone": ended if fate == "lost" else "",
            }
        )
    months = [(date(2026, month, 1), date(2026, month + 1, 1)) for month in range(1, 5)]
    for start, end in months:
        rows = [row for row in visits if start <= date.fromisoformat(row["day"]) < end]
        write(folder / f"visits-{start:%Y-%m}.csv", rows, list(visits[0]))
    write(folder / "deals.csv", deals, list(deals[0]))
    (folder / "p.plan").write_text(PLAN, encoding="utf-8")
    return visits, deals


def write(path: Path, rows: Data, heads: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)


def asked(folder: Path, *metrics: str, by: Grain = Grain.MONTH, each: str | None = None, **more: str) -> FigureTable:
    opened = open_plan(folder / "p.plan")
    assert opened.usable, opened.diagnostics
    return figures(planned(opened), opened, Wanted(metrics, by, each, **more), as_of="2026-04-15")


def of(table: FigureTable, metric: str) -> MetricTable:
    return next(one for one in table.metrics if one.metric == metric)


def row(table: MetricTable, part: Part, name: str = "") -> Row:
    return next(one for one in table.rows if one.part is part and one.name == name)


# ---------------------------------------------------------------- in plain Python


def dated(rows: Data, column: str, start: date, end: date) -> Data:
    return [one for one in rows if one[column] and start <= date.fromisoformat(one[column]) < min(end, CUT)]


def count(rows: Data) -> Fraction | None:
    return Fraction(len(rows))


def summed(rows: Data) -> Fraction | None:
    return sum((Fraction(one["amount"]) for one in rows), Fraction(0))


def paid(rows: Data) -> Fraction | None:
    return summed([one for one in rows if one["paid"] == "yes"])


def minutes(rows: Data) -> list[Fraction]:
    return [Fraction(one["minutes"]) for one in rows if one["minutes"]]


def mean(rows: Data) -> Fraction | None:
    known = minutes(rows)
    return sum(known, Fraction(0)) / len(known) if len(known) >= 2 else None


def middle(rows: Data) -> Fraction | None:
    return median(minutes(rows)) if minutes(rows) else None


def customers(rows: Data) -> Fraction | None:
    return Fraction(len({one["customer"] for one in rows}))


def share(rows: Data) -> Fraction | None:
    return Fraction(sum(one["paid"] == "yes" for one in rows), len(rows)) if len(rows) >= 3 else None


def points(rows: Data) -> Fraction | None:
    return Fraction(2 * len(rows) + sum(number > 30 for number in minutes(rows)))


VISITS: dict[str, Callable[[Data], Fraction | None]] = {
    "n": count,
    "amount": paid,
    "mean": mean,
    "middle": middle,
    "seen": customers,
    "share": share,
    "points": points,
}
ADDING = ("n", "amount", "points")


def spans(table: FigureTable) -> list[tuple[date, date]]:
    whole = (table.periods[0].start, table.periods[-1].end)
    return [*((period.start, period.end) for period in table.periods), whole]


def same(found: Figure | None, expected: Fraction | None, start: date = FIRST) -> bool:
    """Days before the first file are not loaded: what there is then is only so far."""
    if start < FIRST:
        return isinstance(found, Unknown) and found.why is Why.NOT_LOADED and found.so_far in (None, expected)
    return found == Known(expected) if expected is not None else isinstance(found, Unknown)


# ---------------------------------------------------------------- tests


@pytest.fixture(scope="module", params=range(2))
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Data, Data]:
    folder = tmp_path_factory.mktemp("figures")
    return (folder, *made(folder, request.param))


World = tuple[Path, Data, Data]


@pytest.mark.parametrize("grain", [Grain.WEEK, Grain.MONTH, Grain.QUARTER])
def test_figures_by_a_column_are_those_of_the_rows_with_each_value(world: World, grain: Grain) -> None:
    folder, visits, _ = world
    table = asked(folder, *VISITS, by=grain, each="product")
    for metric, fold in VISITS.items():
        found = of(table, metric)
        values = {one["product"] for one in visits if one["product"]}
        assert [one.name for one in found.rows if one.part is Part.VALUE] == sorted(values)
        for one in found.rows:
            kept = [v for v in visits if one.part is Part.TOTAL or v["product"] == one.name]
            for (start, end), figure in zip(spans(table), (*one.figures, one.whole), strict=True):
                assert same(figure, fold(dated(kept, "day", start, end)), start), (metric, one.part, one.name, start)


def test_a_value_is_the_metric_with_that_condition(world: World) -> None:
    folder, _, _ = world
    pairs = [("n", "a_visits", "A"), ("share", "b_share", "B"), ("seen", "b_seen", "B"), ("won", "won_of_a", "A")]
    for metric, written, value in [*pairs, ("in_hand", "in_hand_of_a", "A")]:
        parts, plain = asked(folder, metric, each="product"), asked(folder, written)
        by_value = row(of(parts, metric), Part.VALUE, value)
        assert by_value.figures == row(of(plain, written), Part.TOTAL).figures
        assert by_value.whole == row(of(plain, written), Part.TOTAL).whole


def test_wins_and_open_deals_by_a_column_add_up(world: World) -> None:
    folder, _, deals = world
    table = asked(folder, "won", "in_hand", each="产品线")
    for metric in ("won", "in_hand"):
        found = of(table, metric)
        assert found.adds_up
        *parts, total = found.rows
        assert {one.part for one in parts} == {Part.VALUE, Part.EMPTY}
        for index in range(len(table.periods)):
            values = [one.figures[index] for one in parts]
            assert all(isinstance(value, Known) for value in values)
            assert Known(sum(value.value for value in values if isinstance(value, Known))) == total.figures[index]
    for one in of(table, "won").rows:
        kept = [d for d in deals if one.part is Part.TOTAL or d["产品线"] == one.name]
        for (start, end), figure in zip(spans(table), (*one.figures, one.whole), strict=True):
            assert same(figure, summed(dated(kept, "closed", start, end)))


def test_figures_of_teams_follow_the_membership_of_the_day(world: World) -> None:
    folder, visits, _ = world
    table = asked(folder, *VISITS, each="team")
    below = {"company": ("company", "north", "south"), "north": ("north",), "south": ("south",)}
    for metric, fold in VISITS.items():
        found = of(table, metric)
        assert [one.name for one in found.rows] == ["company", "north", "south", "", ""]
        for one in found.rows:
            for (start, end), figure in zip(spans(table), (*one.figures, one.whole), strict=True):
                rows = dated(visits, "day", start, end)
                teams = [team_on(v["owner"], date.fromisoformat(v["day"])) for v in rows]
                if one.part is not Part.TOTAL:
                    wanted = below.get(one.name, (None,))
                    rows = [v for v, team in zip(rows, teams, strict=True) if team in wanted]
                assert same(figure, fold(rows)), (metric, one.part, one.name, start)


def test_people_of_a_role_and_all_others_make_the_total(world: World) -> None:
    folder, visits, _ = world
    table = asked(folder, *VISITS, each="rep")
    assert [one.name for one in of(table, "n").rows if one.part is Part.PERSON] == ["Ann", "Bob", "Sue"]
    for metric in ADDING:
        found = of(table, metric)
        assert found.adds_up
        assert [one.part for one in found.rows[-3:]] == [Part.OTHERS, Part.UNASSIGNED, Part.TOTAL]
        others = row(found, Part.OTHERS)
        for (start, end), figure in zip(spans(table), (*others.figures, others.whole), strict=True):
            rows = [v for v in dated(visits, "day", start, end) if v["owner"] == "Max"]
            assert same(figure, VISITS[metric](rows))
    assert not of(table, "share").adds_up
    assert all(one.part is not Part.OTHERS for one in of(table, "share").rows)
    january = row(of(table, "n"), Part.PERSON, "Sue").figures[0]
    assert january is None, "who was not there has no figure"


def test_periods_of_an_adding_figure_make_its_whole(world: World) -> None:
    folder, *_ = world
    for each in (None, "team", "rep", "product", "paid"):
        table = asked(folder, *ADDING, each=each)
        for metric in table.metrics:
            assert metric.adds_over_time
            for one in metric.rows:
                known = [figure.value for figure in one.figures if isinstance(figure, Known)]
                assert one.whole == Known(sum(known, Fraction(0))), (metric.metric, one)


def test_what_does_not_add_up_does_not_say_so(world: World) -> None:
    folder, *_ = world
    table = asked(folder)
    adding = {metric.metric for metric in table.metrics if metric.adds_over_time}
    assert adding == {"n", "amount", "points", "a_visits", "won", "won_of_a"}
    wholes = {metric.metric for metric in table.metrics if metric.rows[-1].whole is None}
    assert wholes == {"in_hand", "in_hand_of_a", "running"}, "states and windows have no figure for several periods"


# ---------------------------------------------------------------- what is asked


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("asked")
    made(folder, 7)
    return folder


def labels(periods: Sequence[Period]) -> list[str]:
    return [period.label for period in periods]


def test_periods_are_whole_and_begin_before_the_cut(folder: Path) -> None:
    assert labels(asked(folder, "n").periods) == ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert labels(asked(folder, "n", start="2026-02-10", end="2026-03-01").periods) == ["2026-02", "2026-03"]
    assert labels(asked(folder, "n", by=Grain.QUARTER, start="2026-W10", end="2026-12").periods) == [
        "2026-Q1",
        "2026-Q2",
    ]
    assert labels(asked(folder, "n", by=Grain.WEEK, start="2026-04-06").periods) == ["2026-W15", "2026-W16"]


def test_a_month_without_its_file_is_unknown_with_what_there_is(tmp_path: Path) -> None:
    visits, _ = made(tmp_path, 3)
    (tmp_path / "visits-2026-02.csv").unlink()
    table = asked(tmp_path, "n", by=Grain.QUARTER, each="product")
    total = row(of(table, "n"), Part.TOTAL)
    loaded = [one for one in visits if one["day"][:7] in ("2026-01", "2026-03")]
    assert total.figures[0] == Unknown(Why.NOT_LOADED, Fraction(len(loaded)))
    monthly = row(of(asked(tmp_path, "n"), "n"), Part.TOTAL).figures
    assert monthly[1] == Unknown(Why.NOT_LOADED)
    assert isinstance(monthly[2], Known)


def test_a_value_that_only_the_future_has_is_not_told(tmp_path: Path) -> None:
    made(tmp_path, 3)
    path = tmp_path / "visits-2026-04.csv"
    path.write_text(path.read_text(encoding="utf-8") + "2026-04-20,Ann,Z,c1,1,,yes\n", encoding="utf-8")
    assert "Z" not in [one.name for one in of(asked(tmp_path, "n", each="product"), "n").rows]


def test_truths_and_stages_and_people_are_values(folder: Path) -> None:
    assert [one.name for one in of(asked(folder, "n", each="paid"), "n").rows] == ["false", "true", "", ""]
    assert [one.name for one in of(asked(folder, "in_hand", each="stage"), "in_hand").rows][:-2] == [
        "lead",
        "lost",
        "won",
    ]
    assert "Zoe" in [one.name for one in of(asked(folder, "n", each="owner"), "n").rows]


def test_all_metrics_by_a_column_leave_out_those_without_it(folder: Path) -> None:
    table = asked(folder, each="customer")
    assert table.left_out == ("won", "won_of_a", "in_hand", "in_hand_of_a", "people")
    assert "running" in {metric.metric for metric in table.metrics}


@pytest.mark.parametrize(
    ("metrics", "more", "said"),
    [
        (("zzz",), {}, 'the plan has no metric called "zzz"; there are: n, amount,'),
        (("vists",), {}, 'the plan has no metric called "vists"; near it: Visits'),
        (("n",), {"each": "region"}, '"region" is no team, role or column of what the metrics count; there are: team'),
        (("won",), {"each": "customer"}, '"customer" is no team, role or column'),
        (("n", "won"), {"each": "customer"}, "won has no part by customer: deals has no such column; it has: deal_id"),
        (("n", "people"), {"each": "product"}, "people has no part by product: headcounts"),
        (("n",), {"each": "amount"}, "amount is a number or a date"),
        (("n",), {"start": "2026-13"}, '--from "2026-13" is no day or period that exists'),
        (("n",), {"end": "soon"}, '--to "soon" is no day or period that exists'),
        (("n",), {"start": "2026-03", "end": "2026-02"}, "--from 2026-03 is after --to 2026-02"),
        (("n",), {"start": "2026-05"}, "nothing is seen of 2026-05-01 and after"),
    ],
)
def test_what_cannot_be_asked_is_answered(
    folder: Path, metrics: tuple[str, ...], more: dict[str, str], said: str
) -> None:
    with pytest.raises(UnusableOptionError) as caught:
        asked(folder, *metrics, **more)  # type: ignore[arg-type]
    assert caught.value.message.render().startswith(said)


def test_periods_that_no_calendar_holds_are_answered(tmp_path: Path) -> None:
    made(tmp_path, 1)
    plan = (tmp_path / "p.plan").read_text(encoding="utf-8").replace("currency", "fiscal year 4-4-5\n  currency", 1)
    (tmp_path / "p.plan").write_text(plan, encoding="utf-8")
    for grain in (Grain.MONTH, Grain.QUARTER, Grain.YEAR):
        with pytest.raises(UnusableOptionError, match="0001-01-01 to 0001-02-01 cannot be cut into periods"):
            asked(tmp_path, "n", by=grain, start="0001-01-01", end="0001-02-01")


def test_a_column_of_keys_is_refused(tmp_path: Path) -> None:
    visits, _ = made(tmp_path, 1)
    rows = [visits[0] | {"day": "2026-01-05", "customer": f"c{number}"} for number in range(2001)]
    write(tmp_path / "visits-2026-01.csv", rows, list(visits[0]))
    with pytest.raises(UnusableOptionError, match=r"20[0-9]+ different values"):
        asked(tmp_path, "n", each="customer")


def test_a_name_and_a_title_mean_the_same_metric(folder: Path) -> None:
    assert [one.metric for one in asked(folder, "n", "Visits").metrics] == ["n"]


def test_a_row_set_aside_leaves_the_value_that_it_names_open(tmp_path: Path) -> None:
    made(tmp_path, 3)
    before = asked(tmp_path, "n", "amount", each="product")
    path = tmp_path / "visits-2026-02.csv"
    rows = "2026-02-03,Ann,Z,c1,7,a while,yes\n2026-02-04,Ann,B,c1,much,5,yes\n"
    path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")
    table = asked(tmp_path, "n", "amount", each="product")
    one, old = of(table, "n"), of(before, "n")
    new = row(one, Part.VALUE, "Z").figures[1]
    assert new == Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(1)))
    for part, name, more in ((Part.VALUE, "B", 1), (Part.TOTAL, "", 2)):
        was = row(old, part, name).figures
        assert isinstance(was[1], Known)
        assert row(one, part, name).figures[1] == Unknown(
            Why.SET_ASIDE, was[1].value, (was[1].value, was[1].value + more)
        )
        assert (row(one, part, name).figures[0], row(one, part, name).figures[2]) == (was[0], was[2])
    assert row(one, Part.VALUE, "A") == row(old, Part.VALUE, "A")
    assert row(one, Part.EMPTY).figures == row(old, Part.EMPTY).figures
    amounts, earlier = of(table, "amount"), of(before, "amount")
    assert row(amounts, Part.VALUE, "Z").figures[1] == Unknown(Why.SET_ASIDE, Fraction(0), (Fraction(0), Fraction(7)))
    assert isinstance(row(amounts, Part.VALUE, "B").figures[1], Unknown), "an amount that cannot be read may be any"
    assert row(amounts, Part.VALUE, "A") == row(earlier, Part.VALUE, "A")


def test_a_row_set_aside_may_have_any_value_that_is_computed_or_told_elsewhere(tmp_path: Path) -> None:
    made(tmp_path, 3)
    path = tmp_path / "visits-2026-02.csv"
    path.write_text(path.read_text(encoding="utf-8") + "2026-02-03,Ann,A,c1,7,a while,yes\n", encoding="utf-8")
    found = of(asked(tmp_path, "n", each="paid"), "n")
    for one in found.rows:
        assert isinstance(one.figures[1], Unknown), one
        assert one.figures[1].why is Why.SET_ASIDE
