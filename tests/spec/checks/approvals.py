"""Checks for tests/spec/approvals.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from planlang.evaluate.rules.approvals import Authority, judge_approvals
from planlang.evaluate.rules.findings import Findings
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.stages.stage_rows import as_number
from planlang.evaluate.stages.visits import make_visits
from planlang.query.answers import DIGITS
from planlang.semantics.model import ApprovalRule
from planlang.values.units import Ratio
from tests.evaluate.judge.worlds import as_of, day, deals, process, rule
from tests.evaluate.judge.worlds import plan as made_plan
from tests.evaluate.judge.worlds import snapshot as made_snapshot
from tests.spec.checks.processes import World, dates, from_exports, from_history, verdicts

LIMITS = {"rep": Decimal("0.05"), "lead": Decimal("0.1"), "manager": Decimal("0.2"), "assistant": None}
ROLES: dict[str, Callable[[date], tuple[str, ...]]] = {
    "Rita": lambda _: ("rep",),
    "Leo": lambda _: ("lead",),
    "Mia": lambda _: ("manager",),
    "Ann": lambda _: ("assistant",),
    "Lin": lambda _: ("rep", "lead"),
    "Paul": lambda on: ("rep",) if on <= date(2026, 3, 9) else ("lead",),
}


def authority(owner: str | None) -> list[Authority]:
    """Who may approve how much on each day of the year; `owner` has the roles of Rita."""
    found = []
    for person, roles in {**ROLES, **({owner: ROLES["Rita"]} if owner else {})}.items():
        for on in (date(2026, 1, 1) + timedelta(days=n) for n in range(365)):
            limits = [limit for role in roles(on) if (limit := LIMITS[role]) is not None]
            found.append(Authority(person, on, on, max(limits, default=None)))
    return found


def approval(row: dict[str, str]) -> dict[str, str]:
    found = _judged(_owned(row["stage"], row["owner"]), row, "approved_on")
    return _told(found) | {"until": dates(found.over.tolist())}


def without_day(row: dict[str, str]) -> dict[str, str]:
    return _told(_judged(_owned(row["stage"], "Rita"), row | {"on": ""}, None))


def in_exports(row: dict[str, str]) -> dict[str, str]:
    world = from_exports("proposal 03-02; won 03-09", process())
    found = _judged(world, row, "approved_on", owner="lily")
    return _told(found)


def _owned(stage: str, owner: str) -> World:
    """A record that came from proposal, owned by somebody."""
    moves = stage if stage.startswith("proposal") else f"proposal 03-01; {stage}"
    found, _ = from_history(moves, process())
    parts = [part.split() for part in moves.split("; ")]
    rows = [("D1", name, day(when)) for name, when in parts]
    sources = list(found.model.sources.values())
    history = next(source for source in sources if source.ident.name == "moves")
    return made_plan(*sources, of=process()), made_snapshot((deals(), [("D1", owner, rows[-1][1])]), (history, rows))


def _judged(world: World, row: dict[str, str], on: str | None, owner: str | None = None) -> Findings:
    found_plan, loaded = world
    visits = make_visits(found_plan, loaded, as_of(day(row["as of"])))["b2b"]
    asked = ApprovalRule(rule("approval.discount"), "discount", ("discount",), "approver", on)
    amount = Decimal(row["discount"].removesuffix("%")) / 100 if row["discount"] else None
    approved = as_number(np.datetime64(day(row["on"]))) if row["on"] else None
    cells = f"""
SELECT row_id, CAST({"NULL" if amount is None else format(amount, "f")} AS {DIGITS}) AS cell_0,
  CAST({f"'{row['approver']}'" if row["approver"] else "NULL"} AS VARCHAR) AS cell_1,
  CAST({"NULL" if approved is None else approved} AS INT) AS cell_2
FROM t_deals WHERE c_0 = 'D1'"""
    loaded.engine.keep("cells", cells)
    how = judge_approvals(asked, visits, "cells", Ratio(), authority(owner))
    loaded.engine.keep("approvals", how.sql)
    return Judged(asked, visits, "approvals", how).all()


def _told(found: Findings) -> dict[str, str]:
    return {"verdict": verdicts(found), "since": dates(found.since.tolist())}
