"""Checks for tests/spec/quotas.md: tables of targets, from rows to what is due."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

from planlang.diagnostics.display import REASONS
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Figure, Known
from planlang.values.rounding import half_away
from tests.evaluate.whole.small_plans import evaluation

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday; holidays china }
role director "Director"
role rep "Rep" under director
team company "Company" { director Boss }
team north "North" under company { rep Ann, Bob }
team south "South" under company { rep Sue from 2026-02-09 }
source orders "Orders" { read "data/orders.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; owner: person; amount: money; line: text }
source quotas "Quotas" { read "data/quotas.csv"; event at as_of; covers 2025-01-01 .. 2026-12-31; as_of: date; COLUMNS amount: money optional }
metric signed "Signed" = sum(orders.amount) credit owner at event
"""
ORDERS = "day,owner,amount,line\n2026-01-05,Ann,1,a\n"
TYPES = {"rep": "person", "team": "text", "line": "text", "quarter": "text", "month": "text", "period": "text"}


def _evaluated(row: dict[str, str]) -> Evaluation:
    header, *rows = [line.strip() for line in row["rows"].split(";")]
    columns = header.split()
    declared = "".join(f"{name}: {TYPES[name]} optional; " for name in columns if name in TYPES)
    text = HEAD.replace("COLUMNS ", declared) + f'goal g "G" {{ measure signed; {row["goal"]}; owner director }}\n'
    cells = [["2026-01-02", *(cell.replace("_", "") for cell in line.split())] for line in rows]
    table = "\n".join([",".join(["as_of", *columns]), *(",".join(line) for line in cells)]) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        return evaluation(
            Path(folder), text, {"orders.csv": ORDERS, "quotas.csv": table}, row.get("as of") or "2026-03-15"
        )


def _shown(figure: Figure) -> str:
    return _number(figure.value) if isinstance(figure, Known) else REASONS[figure.why]().render(Language.EN)


def _number(value: Fraction) -> str:
    text = f"{half_away(value, 2):,f}"
    return text.removesuffix(".00")


def tables(row: dict[str, str]) -> dict[str, str]:
    """What each part has in all, how the split adds up, and what is noted."""
    told = _told(row)
    return {name: told[name] for name in ("in all", "splits", "noted")}


def periods(row: dict[str, str]) -> dict[str, str]:
    """What each part has in all, what of it is due, and what is noted."""
    told = _told(row)
    return {name: told[name] for name in ("in all", "due", "noted")}


def later(row: dict[str, str]) -> dict[str, str]:
    """What each part has in all, and what of it is due."""
    told = _told(row)
    return {name: told[name] for name in ("in all", "due")}


def _told(row: dict[str, str]) -> dict[str, str]:
    """What each part has in all, what of it is due, how the split adds up, and what is noted."""
    found = _evaluated(row)
    values = [one for one in found.goals if one.period is None and not one.is_other]
    names = {
        id(one): " ".join([one.entity.partition(":")[2] or "whole", *(value or "" for _, value in one.values)])
        for one in values
    }
    checks = [one for one in found.splits if one.by not in ("quarter", "month")]
    noted = [note.message.render(Language.EN) for note in found.notes if note.fault.value == "unplaced-target"]
    return {
        "in all": "; ".join(f"{names[id(one)]} {_shown(one.target)}" for one in values),
        "due": "; ".join(f"{names[id(one)]} {_shown(one.target_to_date)}" for one in values),
        "splits": "; ".join(f"{_shown(one.difference)} {one.verdict.value}" for one in checks),
        "noted": "; ".join(dict.fromkeys(noted)),
    }
