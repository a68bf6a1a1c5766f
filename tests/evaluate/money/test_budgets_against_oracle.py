"""Budgets of random plans and rows against plain Python."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.results.money import AccountValue
from planlang.values.figure import Figure, Known
from tests.evaluate.money import costs_oracle as costs
from tests.evaluate.money import money_oracle as oracle
from tests.evaluate.whole.small_plans import csv, evaluation

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone UTC; calendar plain; currency CNY }
calendar plain "Plain" { work week monday .. friday }
role director "Director"
team company "Company" { director Boss }
source bills "Bills" { read "data/bills-*.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; account: text optional; paid: money }
"""


def number(figure: Figure) -> Fraction | None:
    return figure.value if isinstance(figure, Known) else None


@pytest.mark.parametrize("seed", range(24))
def test_every_account_stands_as_plain_python_says(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    budget = oracle.made(chance)
    names = [one.name for one in budget.all()] + ["nobody"]
    last = oracle.START + oracle.DAY * chance.randrange(10, 364)
    rows = [
        (oracle.START + oracle.DAY * chance.randrange(365), chance.choice(names), chance.randrange(-50, 400))
        for _ in range(chance.randrange(1, 12))
    ]
    by = "by account" if budget.inside else ""
    text = HEAD + f"budget b = {budget.amount} CNY {{ {oracle.written(budget)}; actual sum(bills.paid) {by} }}\n"
    found = evaluation(tmp_path, text, {"bills-x.csv": csv("day,account,paid", rows)}, last.isoformat())
    values: dict[str, AccountValue] = {value.account: value for value in found.budgets[0].accounts}
    assert list(values) == [one.path for one in budget.all()]
    for purse in budget.all():
        value = values[purse.path]
        spent = oracle.used(purse, rows, last)
        assert value.to == last
        assert (number(value.amount), number(value.used)) == (purse.amount, spent)
        assert number(value.remaining) == purse.amount - spent
        share = None if not purse.amount else Fraction(spent, purse.amount)
        assert number(value.burn) == share
        due = oracle.due(purse, last)
        assert number(value.pace) == (None if not purse.amount else due / purse.amount), purse
        assert number(value.ahead) == (None if share is None else share - due / purse.amount)
        forecast = oracle.forecast(spent, last)
        assert number(value.forecast) == forecast
        assert number(value.overrun) == (None if forecast is None else max(forecast - purse.amount, 0))
        assert value.exhausted == oracle.exhausted(purse, rows, last), (purse, spent)
    strays = sum(name == "nobody" and day <= last for day, name, _ in rows) if budget.inside else 0
    assert (found.budgets[0].strays.rows if found.budgets[0].strays else 0) == strays


@pytest.mark.parametrize("seed", range(24))
def test_costs_of_tasks_are_committed_and_come_up_as_plain_python_says(seed: int, tmp_path: Path) -> None:
    chance = random.Random(1000 + seed)
    budget = oracle.made(chance)
    purses = budget.all()
    names = [one.name for one in purses] + ["nobody"]
    as_of = oracle.START + oracle.DAY * chance.randrange(20, 330)
    covered = as_of - oracle.DAY * chance.choice([0, 0, 3, 12])
    works = [costs.made(chance, f"t{number}", purses, as_of) for number in range(chance.randrange(1, 9))]
    rows = [
        (oracle.START + oracle.DAY * chance.randrange(365), chance.choice(names), chance.randrange(-50, 900))
        for _ in range(chance.randrange(1, 12))
    ]
    by = "by account" if budget.inside else ""
    text = HEAD.replace("covers 2026-01-01 .. 2026-12-31", f"covers 2026-01-01 .. {covered}")
    text += f"budget b = {budget.amount} CNY {{ {oracle.written(budget)}; actual sum(bills.paid) {by} }}\n"
    text += "\n".join(work.written for work in works) + "\n"
    seen = [row for row in rows if row[0] <= covered]
    found = evaluation(tmp_path, text, {"bills-x.csv": csv("day,account,paid", seen)}, as_of.isoformat())
    for work in works:
        slot = found.schedule.slots[work.name]
        assert (slot.start, slot.finish) == (work.first, work.last), work.written
    values = {value.account: value for value in found.budgets[0].accounts}
    for purse in purses:
        value = values[purse.path]
        spent = oracle.used(purse, seen, covered)
        bound, planned = costs.committed(purse, works, seen, covered), costs.planned(purse, works, covered)
        assert value.to == covered
        assert number(value.committed) == bound
        assert number(value.planned) == planned
        assert number(value.accrued) == costs.come_up(purse, works, covered)
        assert number(value.remaining) == purse.amount - spent - bound
        assert number(value.free) == purse.amount - spent - bound - planned
        forecast = costs.in_all(purse, works, seen, covered)
        assert number(value.forecast) == forecast
        assert number(value.overrun) == (None if forecast is None else max(forecast - purse.amount, 0))
        assert value.exhausted == costs.exhausted(purse, works, seen, covered), purse
