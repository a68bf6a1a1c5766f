"""Checks for tests/spec/customers.md, through plans and files as people write them."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import shown
from planlang.evaluate.rules.findings import VERDICTS, Findings
from planlang.evaluate.rules.process import judge_process
from planlang.semantics.model import FileRule
from planlang.values.periods import DAY
from planlang.workspace.run import held, planned
from tests.evaluate.whole.small_plans import HEAD, csv, opened_plan

PEOPLE = """
team company "Company" { director Boss }
team north "North" under company { lead Leo; rep Ann, Bob; rep Cid until 2026-03-02; rep Dot until 2026-03-02 }
team south "South" under company { lead Lou; rep Dot from 2026-03-03 }
"""
SOURCES = """
source customers "Customers" {
  read "data/customers*.csv"
  one row per customer_id as customer
  EXPORTED
  customer_id: text
  owner: person optional
  size: number optional
  line: text optional
}
source hands "Hand-overs" { read "data/hands.csv"; history of customers; event at day; customer_id: text; day: date; owner: person optional }
source visits "Visits" { read "data/visits.csv"; covers COVERED; event at day; day: date; customer_id: text }
"""
YEAR = "2026-"


def _days(text: str) -> list[list[str]]:
    """`01-05 Ann; 03-02` as rows with the year."""
    return [[YEAR + part.split()[0], *part.split()[1:]] for part in text.split(";") if part.strip()]


def world(row: dict[str, str], rules: str, folder: Path) -> Held:
    """One customer, what was done for it, who had it from when on, held against rules."""
    exports = _days(row.get("exports", ""))
    listed = row.get("listed", "").partition(" .. ")
    covers = f"covers {YEAR}{listed[0]} .. {YEAR}{listed[2] or '12-31'}" if listed[0] else ""
    since, _, until = row.get("loaded", "").partition(" .. ")
    loaded = f"{YEAR + since if since else '2025-01-01'} .. {YEAR}{until or '12-31'}"
    text = SOURCES.replace("EXPORTED", "snapshot on file date" if exports else covers).replace("COVERED", loaded)
    files = {
        "visits.csv": csv("day,customer_id", [(day, "C1") for (day,) in _days(row.get("visits", ""))]),
        "hands.csv": csv(
            "customer_id,day,owner",
            [("C1", day, *(who or [""])) for day, *who in _days(row.get("owners", ""))],
        ),
    }
    if not exports:
        files["customers.csv"] = f"customer_id,owner,size,line\nC1,{row.get('owner') or 'Ann'},,\n"
    for day, *cells in exports:
        owner, size, line = (*cells, "", "", "")[:3]
        others = "C0,Bob,1,scales\n"
        files[f"customers-{day}.csv"] = (
            "customer_id,owner,size,line\n"
            + others
            + (f"C1,{owner.replace('_', '')},{size},{line}\n" if owner != "-" else "")
        )
    plan = HEAD + PEOPLE + text + 'process care "Care" on customers {\n' + rules + "\n}\n"
    opened = opened_plan(folder, plan, files)
    return held(planned(opened), opened, as_of=YEAR + row["as of"])


def told(found: Findings) -> list[str]:
    """`owner: verdict due` of every instance of the customer."""
    lines = []
    for rank, key in enumerate(found.keys.tolist()):
        if key != "C1":
            continue
        parts = [VERDICTS[found.verdict[rank]].value]
        for name, days in (("due", found.due), ("over", found.over)):
            day = days[rank].item()
            if day is not None and (name == "due" or parts[0].endswith("violated")):
                parts.append(
                    day.isoformat().removeprefix(YEAR) if name == "due" else f"to {day.isoformat().removeprefix(YEAR)}"
                )
        lines.append(" ".join(parts))
    return lines


def _judged(row: dict[str, str], rules: str) -> list[Findings]:
    with tempfile.TemporaryDirectory() as folder:
        found = world(row, rules, Path(folder))
        visits = found.visits["care"]
        judged = judge_process(found.plan, visits, found.snapshot, found.answers, found.roster)
        return [one.all() for one in judged]


def revisit(row: dict[str, str]) -> dict[str, str]:
    """What a rule finds of one customer, in order of time."""
    (found,) = _judged(row, row["rule"])
    return {"→ found": "; ".join(told(found))}


def owned(row: dict[str, str]) -> dict[str, str]:
    """The same, and whose each is."""
    (found,) = _judged(row, row["rule"])
    owners = [found.owners[rank] or "nobody" for rank, key in enumerate(found.keys.tolist()) if key == "C1"]
    return {"→ found": "; ".join(told(found)), "→ whose": " ".join(owners)}


def unmet(row: dict[str, str]) -> dict[str, str]:
    """What is missing in the file of one customer, and since when."""
    (found,) = _judged(row, row["rule"])
    (at,) = (rank for rank, key in enumerate(found.keys.tolist()) if key == "C1")
    assert found.unmet is not None
    assert isinstance(found.rule, FileRule)
    missing = [
        label for (label, _), is_missing in zip(found.rule.conditions, found.unmet[at], strict=True) if is_missing
    ]
    since = found.anchor[at].item()
    return {
        "→ verdict": VERDICTS[found.verdict[at]].value,
        "→ missing": ", ".join(missing),
        "→ since": since.isoformat().removeprefix(YEAR) if since is not None else "",
    }


ORDERS = """
source orders "Orders" { read "data/orders.csv"; covers KNOWN .. 2026-12-31; event at day; day: date; who: person; customer: text optional }
metric fresh "New" = new_customers(orders.customer)
metric kept "Kept" = retention(orders.customer) min sample SAMPLE
metric lost "Lost" = churn(orders.customer) min sample SAMPLE
"""


def _figures(row: dict[str, str], *metrics: str) -> list[str]:
    """Figures about orders in a stretch of days, as words."""
    orders = [part.split() for part in row["orders"].split(";") if part.strip()]
    files = {"orders.csv": csv("day,who,customer", [(day, who, name.strip("_")) for day, who, name in orders])}
    plan = HEAD + PEOPLE + ORDERS.replace("KNOWN", row["known from"]).replace("SAMPLE", row.get("sample") or "1")
    first, last = (date.fromisoformat(day) for day in row["period"].split(" .. "))
    entity = {"plan": WHOLE, "north": "team:north"}.get(row["of"], f"rep:{row['of']}")
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), plan, files)
        found = held(planned(opened), opened, as_of=row["as of"])
        units = [found.plan.model.metrics[name] for name in metrics]
        return [
            shown(Reading(found.figures.over(one.value, entity, first, last + DAY), one.unit)).render() for one in units
        ]


def new(row: dict[str, str]) -> dict[str, str]:
    """How many are new."""
    return {"new": _figures(row, "fresh")[0]}


def again(row: dict[str, str]) -> dict[str, str]:
    """Which share came again, and which did not."""
    return dict(zip(("retention", "churn"), _figures(row, "kept", "lost"), strict=True))
