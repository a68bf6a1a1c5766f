"""What is looked up in other sources, against plain Python that goes through the rows one by one."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.data.loaded.snapshot import Fault
from planlang.diagnostics.text import Language
from planlang.evaluate.figure_table import FigureTable, Part
from planlang.evaluate.figures.provenance import Asked
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Paragraph
from planlang.report.sections.evidence import evidence_blocks
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import evaluated, held, planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import (
    CHANGES,
    HEAD,
    PROCESS,
    TEAMS,
    changes,
    csv,
    entities,
    evaluation,
    figure,
    opened_plan,
    verdicts,
)

PLAN = (
    HEAD
    + TEAMS
    + """
source groups "Groups" {
  read "data/groups.csv"
  covers 2026-01-01 .. 2026-12-31
  one row per group
  group: text
  region: text
}
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer
  snapshot on file date
  customer: text
  grade: text
  potential: money
  group: record[groups]
  big: bool = potential >= 500 CNY
}
source prices "Prices" {
  read "data/prices.csv"
  covers 2026-01-01 .. 2026-12-31
  one row per product, start
  valid from start to end
  product: text
  price: money
  start: date
  end: date optional
}
source orders "Orders" {
  read "data/orders.csv"
  covers 2026-01-01 .. 2026-12-31
  event at day
  day: date
  owner: person
  customer: record[customers]
  product: record[prices]
  paid: money
  off: money = product.price - paid
}
metric of_a "Of A" = count(orders where customer.grade is "A")
metric of_big "Of big ones" = sum(orders.paid where customer.big)
metric of_north "Of the north" = count(orders where customer.group.region is "north")
metric listed "At list price" = sum(orders.product.price)
metric off "Below list" = sum(orders.off)
metric either "Of A or dear" = count(orders where customer.grade is "A" or paid > 800 CNY)
metric dearest "Dearest" = max(orders.product.price)
"""
)
METRICS = ("of_a", "of_big", "of_north", "listed", "off", "either", "dearest")
Row = tuple[object, ...]
EXPORTS = (date(2026, 1, 12), date(2026, 2, 9), date(2026, 3, 9))
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)


class World:
    """Random files, and what they say."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(seed)
        names = [f"C{number}" for number in range(7)]
        self.groups = [("g1", "north"), ("g2", "south")]
        self.exports: dict[date, list[Row]] = {}
        for taken in EXPORTS:
            self.exports[taken] = [
                (
                    name,
                    rng.choice("ABC"),
                    "much" if rng.random() < 0.12 else rng.randrange(1000),
                    rng.choice(["g1", "g2", "g9"]),
                )
                for name in names
                if rng.random() < 0.85
            ]
        self.prices: list[Row] = []
        for product in ("p1", "p2", "p3"):
            starts = sorted(rng.sample(range(110), 4))
            for start in starts:
                end = None if rng.random() < 0.4 else FIRST + timedelta(days=start + rng.randrange(50))
                price = "dear" if rng.random() < 0.08 else rng.randrange(100, 900)
                self.prices.append((product, price, FIRST + timedelta(days=start), end))
        self.orders: list[Row] = [
            (
                FIRST + timedelta(days=rng.randrange(120)),
                rng.choice(["Ann", "Bob", "Sue"]),
                rng.choice([*names, "C99"]),
                rng.choice(["p1", "p2", "p3", "p4"]),
                rng.randrange(1000),
            )
            for _ in range(60)
        ]

    @property
    def files(self) -> Mapping[str, str]:
        exports = {
            f"customers-{taken}.csv": csv("customer,grade,potential,group", rows)
            for taken, rows in self.exports.items()
        }
        return exports | {
            "groups.csv": csv("group,region", self.groups),
            "prices.csv": csv("product,price,start,end", self.prices),
            "orders.csv": csv("day,owner,customer,product,paid", self.orders),
        }

    # what is found, and whether a row set aside leaves that open

    def customer(self, name: object, day: date) -> tuple[Row | None, bool]:
        sightings = [(taken, row) for taken, rows in self.exports.items() for row in rows if row[0] == name]
        before = [row for taken, row in sightings if taken <= day]
        row = before[-1] if before else sightings[0][1] if sightings else None
        if row is not None and row[2] == "much":
            return None, True
        return row, False

    def price(self, product: object, day: date) -> tuple[int | None, bool]:
        rows = [row for row in self.prices if row[0] == product]
        valid, open_ = [], False
        for number, (_, price, start, end) in enumerate(rows):
            assert isinstance(start, date)
            last = date.max
            if isinstance(end, date):
                last = end
            elif number + 1 < len(rows):
                following = rows[number + 1][2]
                assert isinstance(following, date)
                last = following - timedelta(days=1)
            if start <= day <= last:
                valid.append(price)
                open_ = open_ or price == "dear"
        if open_ or len(valid) != 1:
            return None, open_
        (found,) = valid
        assert isinstance(found, int)
        return found, False


def expected(world: World, metric: str, person: str, low: date, high: date) -> Figure:
    """A metric of one person on the days of a month."""
    values: list[int] = []
    more: list[int | None] = []
    for day, owner, customer, product, paid in world.orders:
        assert isinstance(day, date)
        assert isinstance(paid, int)
        if owner != person or not low <= day <= high:
            continue
        found, open_customer = world.customer(customer, day)
        price, open_price = world.price(product, day)
        region = dict(world.groups).get(found[3]) if found else None
        match metric:
            case "of_a" | "either":
                holds = found is not None and found[1] == "A"
                holds = holds or (metric == "either" and paid > 800)
                values += [1] if holds else []
                more += [1] if open_customer and not holds else []
            case "of_north":
                values += [1] if region == "north" else []
                more += [1] if open_customer else []
            case "of_big":
                potential = found[2] if found else None
                values += [paid] if isinstance(potential, int) and potential >= 500 else []
                more += [paid] if open_customer else []
            case "off":
                values += [price - paid] if price is not None else []
                more += [None] if open_price else []
            case _:
                values += [price] if price is not None else []
                more += [None] if open_price else []
    rows = [row for row in world.orders if row[1] == person and low <= row[0] <= high]  # type: ignore[operator]
    total = max(values, default=0) if metric == "dearest" else sum(values)
    if more:
        if metric == "dearest" or None in more:
            return Unknown(Why.SET_ASIDE)
        bounds = (Fraction(total), Fraction(total + sum(one for one in more if one)))
        return Unknown(Why.SET_ASIDE, Fraction(total), bounds)
    if not values and (metric == "dearest" or (rows and metric in ("off", "listed"))):
        return Unknown(Why.NO_VALUES)
    return Known(Fraction(total))


def told(table: FigureTable) -> Iterator[tuple[str, str, date, date, Figure]]:
    for metric in table.metrics:
        for row in metric.rows:
            for period, one in zip(table.periods, row.figures, strict=True):
                if row.part is Part.PERSON and one is not None:
                    yield metric.metric, row.name, period.start, period.last_day, one


@pytest.mark.parametrize("seed", range(8))
def test_figures_equal_those_of_rows_looked_up_one_by_one(seed: int, tmp_path: Path) -> None:
    world = World(seed)
    opened = opened_plan(tmp_path, PLAN, world.files)
    table = figures(planned(opened), opened, Wanted(METRICS, Grain.MONTH, "person"), as_of="2026-04-30")
    found = list(told(table))
    assert len(found) >= len(METRICS) * 3 * 4
    for metric, person, low, high, one in found:
        wanted = expected(world, metric, person, low, high)
        assert _plain(one) == _plain(wanted), (metric, person, low)


def _plain(one: Figure) -> object:
    """A figure without what only its words say."""
    return one.value if isinstance(one, Known) else (one.why, one.between)


# ---------------------------------------------------------------- records, entries, rules

OF_DEALS = """
source customers "Customers" {
  read "data/customers-*.csv"
  one row per customer
  snapshot on file date
  customer: text
  grade: text
}
source deals "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money
  customer: record[customers]
}
metric open_a "Open of A" = count(deals where open and customer.grade is "A")
metric value_a "Open value of A" = sum(deals.amount where open and customer.grade is "A")
metric won_a "Won from A" = sum(deals.amount where stage enters won and customer.grade is "A")
"""
RULES = PROCESS.replace("\n}", '\n  stay in contact at most 5d where customer.grade is "A"\n}')
GRADES = {
    "customers-2026-01-05.csv": "customer,grade\nK1,A\nK2,B\n",
    "customers-2026-02-02.csv": "customer,grade\nK1,B\nK2,A\n",
}
DEAL_ROWS = "deal_id,owner,stage,amount,customer\nD1,Ann,{one},100,K1\nD2,Bob,{two},200,K2\nD3,Sue,{three},400,K9\n"


def deal_file(one: str, two: str, three: str) -> str:
    return DEAL_ROWS.format(one=one, two=two, three=three)


EXPORTED = {
    "deals-2026-01-18.csv": deal_file("contact", "contact", "contact"),
    "deals-2026-01-25.csv": deal_file("won", "contact", "contact"),
    "deals-2026-02-08.csv": deal_file("won", "contact", "won"),
    "deals-2026-02-15.csv": deal_file("won", "won", "won"),
}
HISTORY = {
    "changes-2026-01.csv": changes(
        [
            ("D1", "2026-01-12", "contact", "Ann"),
            ("D2", "2026-01-12", "contact", "Bob"),
            ("D3", "2026-01-12", "contact", "Sue"),
            ("D1", "2026-01-22", "won", "Ann"),
        ]
    ),
    "changes-2026-02.csv": changes([("D3", "2026-02-05", "won", "Sue"), ("D2", "2026-02-12", "won", "Bob")]),
}


@pytest.mark.parametrize("history", [False, True])
def test_records_that_stand_look_up_what_held_at_the_end_of_the_period(history: bool, tmp_path: Path) -> None:
    text = HEAD + TEAMS + OF_DEALS + PROCESS + (CHANGES if history else "")
    files = GRADES | EXPORTED | (HISTORY if history else {})
    january = evaluation(tmp_path, text, files, "2026-W03")
    assert (figure(january, "open_a"), figure(january, "value_a")) == (1, 100)
    february = evaluation(tmp_path, text, files, "2026-W06")
    assert (figure(february, "open_a"), figure(february, "value_a")) == (1, 200)
    assert figure(february, "open_a", before=True) == (0 if history else None)  # no export in that week
    assert entities(february, "open_a")["rep:Bob"] == 1


def test_what_enters_a_stage_looks_up_what_held_on_that_day(tmp_path: Path) -> None:
    text = HEAD + TEAMS + OF_DEALS + PROCESS + CHANGES
    found = [evaluation(tmp_path, text, GRADES | EXPORTED | HISTORY, f"2026-W{week:02}") for week in (4, 6, 7)]
    assert [figure(one, "won_a") for one in found] == [100, 0, 200]


def test_rules_look_up_what_holds_at_the_as_of(tmp_path: Path) -> None:
    text = HEAD + TEAMS + OF_DEALS + RULES + CHANGES
    early = evaluation(tmp_path, text, GRADES | EXPORTED | HISTORY, "2026-01-20")
    assert verdicts(early, "b2b.stay.contact") == {"violated": 1, "unknown": 1}
    late = evaluation(tmp_path, text, GRADES | EXPORTED | HISTORY, "2026-02-10")
    assert verdicts(late, "b2b.stay.contact") == {"violated": 1, "unknown": 1}


def test_a_list_that_is_not_there_leaves_its_figures_not_loaded(tmp_path: Path) -> None:
    found = evaluation(tmp_path, HEAD + TEAMS + OF_DEALS + PROCESS, EXPORTED, "2026-W03")
    assert figure(found, "open_a") is None
    assert figure(found, "won_a") is None


def test_columns_that_look_up_each_other_in_a_circle_are_told(tmp_path: Path) -> None:
    one = 'source a "A" { read "a.csv"; one row per id; id: text; b: record[b]; x: number = b.y + 1 }\n'
    two = 'source b "B" { read "b.csv"; one row per id; id: text; a: record[a]; y: number = a.x + 1 }\n'
    (tmp_path / "p.plan").write_text(HEAD + one + two, encoding="utf-8")
    told = [found.message.render() for found in open_plan(tmp_path / "p.plan").diagnostics]
    assert "`x` is computed from itself: `a.x` → `b.y` → `a.x`" in told


# ---------------------------------------------------------------- what is not found is told

OF_RATES = """
source rates "Rates" {
  read "data/rates.csv"
  covers 2026-01-01 .. 2026-12-31
  one row per product, start
  valid from start to end
  product: text
  rate: number
  bonus: number optional
  start: date
  end: date optional
}
source orders "Orders" {
  read "data/orders.csv"
  covers 2026-01-01 .. 2026-12-31
  event at day
  day: date
  owner: person
  sku: record[rates] optional
}
metric rate "Rate" = sum(orders.sku.rate)
metric bonus "Bonus" = sum(orders.sku.bonus)
"""
RATES = {
    "rates.csv": csv(
        "product,rate,bonus,start,end",
        [
            ("P1", 7, None, "2026-01-01", "2026-01-31"),
            ("P1", 5, None, "2026-01-15", None),
            ("P2", "x", 1, "2026-01-01", None),
            ("P3", 4, 1, "2026-01-19", "2026-01-20"),
            ("P4", 4, None, "2026-01-01", None),
        ],
    ),
}


def rated(folder: Path, orders: list[Row]) -> tuple[Evaluation, list[str], list[str]]:
    """Orders of the week of 19 January: the evaluation, the notes about what is not found, and what `explain` says of each."""
    files = RATES | {"orders.csv": csv("day,owner,sku", orders)}
    opened = opened_plan(folder, HEAD + TEAMS + OF_RATES, files)
    found = evaluated(planned(opened), opened, as_of="2026-01-25")
    notes = [
        f"{note.place.file}:{note.place.line} ({note.rows}) {note.message.render()}"
        for note in found.notes
        if note.fault is Fault.NO_RECORD and note.place is not None
    ]
    held_now = held(planned(opened), opened, as_of="2026-01-25")
    evidence = held_now.figures.evidences(
        [Asked(held_now.plan.model.metrics[name].value, "plan:", *WEEK) for name in ("rate", "bonus")], 5
    )
    told = [
        block.text
        for one in evidence
        for block in evidence_blocks(one, Language.EN)
        if isinstance(block, Paragraph) and "left out" in block.text
    ]
    return found, notes, told


WEEK = (date(2026, 1, 19), date(2026, 1, 26))


def test_a_key_with_two_rows_valid_on_the_day_is_told_with_both(tmp_path: Path) -> None:
    found, notes, told = rated(
        tmp_path,
        [
            ("2026-01-05", "Ann", "P1"),
            ("2026-01-06", "Bob", "P1"),
            ("2026-01-20", "Ann", "P1"),
            ("2026-01-21", "Ann", "P1"),
            ("2026-01-20", "Bob", "P3"),
        ],
    )
    assert figure(found, "rate") == 4
    assert notes == [
        'data/orders.csv:4 (2) 2 rows of Rates for "P1" are valid on 2026-01-20 (data/rates.csv:2, data/rates.csv:3), and so what'
        " is looked up there is not known; 2 such rows in all"
    ]
    assert told == ["2 rows left out: the row looked up is not known (more than one is valid on the day)"] * 2


def test_a_key_with_rows_of_other_days_only_is_told(tmp_path: Path) -> None:
    orders: list[Row] = [("2026-01-21", "Ann", "P3"), ("2026-01-18", "Ann", "P3"), ("2026-01-20", "Bob", "P3")]
    found, notes, told = rated(tmp_path, orders)
    assert figure(found, "rate") == 4
    assert notes == [
        'data/orders.csv:2 (2) no row of Rates for "P3" is valid on 2026-01-21, and so what is looked up there is not known;'
        " 2 such rows in all"
    ]
    assert told == ["1 row left out: the row looked up is not known (none has the key and is valid on the day)"] * 2


def test_a_row_set_aside_is_told_as_such_and_an_empty_cell_as_empty(tmp_path: Path) -> None:
    orders: list[Row] = [("2026-01-21", "Ann", "P2"), ("2026-01-21", "Ann", None), ("2026-01-20", "Bob", "P3")]
    found, notes, told = rated(tmp_path, orders)
    assert figure(found, "rate") is None
    assert notes == []
    empty = "1 row left out: the cell is empty"
    assert told == [empty, "1 row left out: the row looked up is not known (one of its source was set aside)"] * 2


def test_an_empty_cell_of_a_row_that_is_found_is_told_as_empty(tmp_path: Path) -> None:
    _, notes, told = rated(tmp_path, [("2026-01-21", "Ann", "P4"), ("2026-01-20", "Bob", "P3")])
    assert (notes, told) == ([], ["1 row left out: the cell is empty"])
