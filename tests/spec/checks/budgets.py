"""Checks for tests/spec/budgets.md: plans and their files as people write them, evaluated whole."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.money import AccountValue
from planlang.schedule.accruals import accrued
from planlang.values.figure import Figure
from planlang.values.units import MoneyIn, PercentagePoints, Ratio, Unit
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import open_plan

CNY = MoneyIn("CNY")
HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday; holidays china }
role director "Director"
team company "Company" { director Boss }
"""


def evaluation(text: str, spent: str, covered: str, as_of: str) -> Evaluation:
    """A plan held against spending `day account amount; …` that is known up to the day `covered`."""
    source = (
        'source bills "Bills" { read "bills.csv"; event at day; covers 2026-01-01 .. '
        + (covered or "2026-12-31")
        + "; day: date; account: text optional; amount: money }\n"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "p.plan").write_text(HEAD + source + text, encoding="utf-8")
        rows = [",".join(row.split()) for row in spent.split(";") if row.strip()]
        if covered:
            (folder / "bills.csv").write_text("\n".join(["day,account,amount", *rows, ""]), encoding="utf-8")
        opened = open_plan(folder / "p.plan", None)
        assert opened.usable, [one.message.render() for one in opened.diagnostics]
        return evaluate(held(planned(opened, Language.EN), opened, as_of=as_of))


def account(found: Evaluation, name: str = "b") -> AccountValue:
    """What is found of an account."""
    return next(value for budget in found.budgets for value in budget.accounts if value.account == name)


def words(figure: Figure, unit: Unit = CNY) -> str:
    """A figure as people read it, without the currency."""
    return show(figure, unit, Language.EN).removesuffix(" CNY")


def standing(row: dict[str, str]) -> dict[str, str]:
    """A budget `b` of an amount, split by quarter as it says."""
    split = f"split by quarter {row['by quarter']}" if row.get("by quarter") else ""
    text = f"budget b = {row['budget']} CNY {{ actual sum(bills.amount); {split} }}"
    value = account(evaluation(text, row["spent"], row["covered to"], row["as of"]))
    return {
        "→ to": "" if value.to is None else value.to.isoformat(),
        "→ used": words(value.used),
        "→ burn": words(value.burn, Ratio()),
        "→ time": words(value.pace, Ratio()),
        "→ ahead": words(value.ahead, PercentagePoints()),
        "→ by the end": words(value.forecast),
        "→ overrun": words(value.overrun),
        "→ exhausted": "" if value.exhausted is None else value.exhausted.isoformat(),
    }


def charged(row: dict[str, str]) -> dict[str, str]:
    """A budget `b` with an account `a` that tasks are charged to."""
    said = "actual sum(bills.amount) by account" if row["spent"] != "–" else ""
    orders = 'committed sum(bills.amount where account is "a") by account' if row.get("ordered") else ""
    text = f"budget b = {row['budget']} CNY {{ account a = 100%; {said}; {row['clauses']}; {orders} }}\n" + _tasks(
        row["tasks"]
    )
    spent = row["spent"].removeprefix("–")
    found = evaluation(text, spent, row["covered to"], row["as of"])
    value = account(found, "b.a")
    return {
        "→ used": words(value.used),
        "→ committed": words(value.committed),
        "→ left": words(value.remaining),
        "→ planned": words(value.planned),
        "→ free": words(value.free),
        "→ by the end": words(value.forecast),
    }


def _tasks(written: str) -> str:
    """Tasks `cost; clauses | …`, charged to `b.a` unless they say something else."""
    lines = []
    for i, one in enumerate(written.split("|")):
        cost, *clauses = (part.strip() for part in one.split(";"))
        to = "" if "charged to" in cost else " charged to b.a"
        lines.append(f"task t{i} {{ cost {cost}{to}; {'; '.join(clauses)} }}")
    return "\n".join(lines) if written.strip() else ""


def accruing(row: dict[str, str]) -> dict[str, str]:
    """What comes up of the cost of a task in some weeks, and the forecast of the account that it is charged to."""
    text = "budget b = 1000000 CNY { account a = 100%; actual sum(bills.amount) by account }\n" + _tasks(row["task"])
    found = evaluation(text, row["spent"], row["covered to"], row["as of"])
    slot = found.schedule.slots["t0"]
    (cost,) = accrued(found.plan, found.schedule)

    def week(monday: str) -> str:
        day = date.fromisoformat(monday)
        return f"{cost.by(day + timedelta(days=7)) - cost.by(day):,}"

    return {
        "→ to": slot.finish.isoformat(),
        "→ W07": week("2026-02-09"),
        "→ W08": week("2026-02-16"),
        "→ W09": week("2026-02-23"),
        "→ by the end": words(account(found, "b.a").forecast),
    }
