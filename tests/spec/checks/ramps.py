"""Checks for tests/spec/ramps.md: what somebody new is given of a full target, and what of it is due."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.goals.ramp import eased
from planlang.values.units import MoneyIn
from tests.evaluate.whole.small_plans import evaluation

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday; holidays china }
role director "Director"
role rep "Rep" under director RAMP
team company "Company" { director Boss }
team north "North" under company { rep Ann PEOPLE }
source orders "Orders" { read "data/orders.csv"; event at day; covers 2026-01-01 .. 2026-12-31; day: date; owner: person; amount: money }
metric signed "Signed" = sum(orders.amount) credit owner at event
"""


def targets(row: dict[str, str]) -> dict[str, str]:
    """The target of somebody, and what of it is due by the end of a day."""
    text = HEAD.replace("RAMP", f"{{ ramp {row['ramp']} }}" if row["ramp"] else "").replace("PEOPLE", row["people"])
    text += f'goal g "G" {row.get("for", "")} {{ measure signed; period 2026-Q1; {row["goal"]}; owner director }}\n'
    with tempfile.TemporaryDirectory() as folder:
        found = evaluation(Path(folder), text, {"orders.csv": "day,owner,amount\n2026-01-05,Ann,1\n"}, row["as of"])
    (one,) = (value for value in found.goals if value.entity == f"rep:{row['who']}" and value.period is None)
    told = (
        show(figure, MoneyIn("CNY"), Language.EN).removesuffix(" CNY") for figure in (one.target, one.target_to_date)
    )
    return dict(zip(("→ in all", "→ due"), told, strict=True))


def months(row: dict[str, str]) -> dict[str, str]:
    """The days of somebody with the share on each."""
    days = [one.split() for one in row["there"].split(";")]
    shares = [Decimal(one.rstrip("%")) / 100 for one in row["ramp"].split(", ")]
    found = eased(
        [(date.fromisoformat(since), date.fromisoformat(until), role) for since, until, role in days],
        date.fromisoformat(row["joined"]),
        {"rep": shares},
    )
    return {"→ shares": "; ".join(f"{since} {until} {100 * share}%" for since, until, share in found or ())}
