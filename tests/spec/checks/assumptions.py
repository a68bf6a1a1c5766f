"""Checks for tests/spec/assumptions.md."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

from planlang.diagnostics.display import REASONS, show
from planlang.diagnostics.text import Language
from planlang.evaluate.market.assumptions import assumption_values
from planlang.plan.build import build
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.values.figure import Unknown
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import open_plan
from tests.semantics.marked import HEAD, checked

Row = dict[str, str]


def review(row: Row) -> Row:
    said = f"dated {row['said on']}; " if row["said on"] else ""
    again = f"review {row['review']}; " if row["review"] else ""
    found = checked(f'{HEAD}\nassumption a = 5 CNY {{ {said}{again}from "x" }}\n')
    assert found.model is not None
    assert not found.diagnostics, [one.message.render() for one in found.diagnostics]
    (value,) = assumption_values(build(found.model).value, date.fromisoformat(row["as of"]) + timedelta(days=1))
    return {"due": "" if value.due is None else value.due.isoformat(), "state": value.state.value}


PLAN = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
role rep "Rep"
team all "All" { rep Ann }
source orders "Orders" { read "orders.csv"; event at day; covers 2025-01-01 .. 2026-12-31; day: date; owner: person; amount: money }
metric won = sum(orders.amount) credit owner at event
assumption market = 15亿元 { during 2026 }
assumption autumn = 3亿元 { during 2026-09-01 .. 2026-11-30 }
alert asked for each plan { when FIGURE WINDOW > 0 CNY }
"""
ORDERS = "day,owner,amount\n2026-02-10,Ann,17000000\n2026-03-20,Ann,99000000\n"


def parts(row: Row) -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        limit = "> 0%" if row["figure"].startswith("ratio") else "> 0 CNY"
        text = PLAN.replace("> 0 CNY", limit).replace("FIGURE", row["figure"]).replace("WINDOW", row["window"])
        if "*" in row["figure"]:
            text = text.replace(f"{row['figure']} {row['window']}", row["figure"])
        (folder / "p.plan").write_text(text, encoding="utf-8")
        (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
        opened = open_plan(folder / "p.plan")
        assert opened.usable, [one.message.render() for one in opened.diagnostics]
        world = held(planned(opened), opened, as_of=row["as of"])
        (condition,) = world.plan.model.alerts["asked"].conditions[:1]
        figure = condition.left  # type: ignore[union-attr]
        found = world.figures.metric(figure, ["plan:"], [world.as_of.week]).row(0)[0]
    assert found is not None
    if isinstance(found, Unknown):
        return {"figure": REASONS[found.why].english}
    return {"figure": show(found, figure_unit(figure), Language.EN)}
