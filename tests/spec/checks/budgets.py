"""Checks for tests/spec/budgets.md: plans and their files as people write them, evaluated whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.money import AccountValue
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
