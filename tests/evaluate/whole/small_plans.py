"""Small plans on disk with their exports, opened and evaluated the way the command line does; and short ways to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Cell, Engine
from planlang.diagnostics.diagnostic import Severity
from planlang.evaluate.alerts.histories import History
from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.held import hold
from planlang.evaluate.results.alert_states import AlertPhase, AlertState
from planlang.evaluate.results.evaluation import Evaluation, Violation
from planlang.values.figure import Figure, Known
from planlang.values.units import Unit
from planlang.workspace.run import evaluated, held, planned
from planlang.workspace.workspace import Opened, open_plan

HEAD = """
plan p "Plan" { period 2026-01-01 .. 2026-12-31; timezone Asia/Shanghai; calendar china; currency CNY }
calendar china "China" { work week monday .. friday; holidays china }
role director "Director"
role manager "Manager" under director
role lead "Lead" under manager
role rep "Rep" under lead
"""

TEAMS = """
team company "Company" { director Boss }
team north "North" under company { manager Mia; lead Leo; rep Ann, Bob }
team south "South" under company { manager Max; rep Sue }
"""

ACTIVITIES = """
source activities "Activities" {
  read "data/activities-*.csv"
  event at day
  day: date
  owner: person
  deal_id: text optional
}
metric visits "Visits" = count(activities) credit owner at event
"""

DEALS = """
source deals "Deals" {
  read "data/deals-*.csv"
  one row per deal_id
  snapshot on file date
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money
  created: date
}
"""

CHANGES = """
source changes "Changes" {
  read "data/changes-*.csv"
  history of deals
  event at changed
  deal_id: text
  changed: date
  stage: stage[b2b]
  owner: person
}
"""

STAGES = """
  stages contact "Contact" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won"
  loss stage lost "Lost" from any
"""
PROCESS = 'process b2b "Process" on deals {' + STAGES + "}\n"

LETTERS = dict(zip(AlertPhase, "IPFRE", strict=True))
Rows = Sequence[Sequence[object]]


def csv(header: str, rows: Rows) -> str:
    """A file of comma separated values."""
    return "\n".join([header, *(",".join("" if cell is None else str(cell) for cell in row) for row in rows)]) + "\n"


def activities(rows: Rows) -> str:
    """Rows of day and owner, and maybe a deal."""
    return csv("day,owner,deal_id", [(*row, "")[:3] for row in rows])


def visits(weeks: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """A file for each Monday of 2026 (`03-02`): how many visits each person makes on its Tuesday."""
    found = {}
    for monday, counts in weeks.items():
        tuesday = f"2026-{monday[:3]}{int(monday[3:]) + 1:02}"
        made = [(tuesday, person) for person, count in counts.items() for _ in range(count)]
        found[f"activities-{week_of(monday)}.csv"] = activities(made)
    return found


def week_of(monday: str) -> str:
    """`2026-W10` for `03-02`."""
    year, week, _ = date.fromisoformat(f"2026-{monday}").isocalendar()
    return f"{year}-W{week:02}"


def deals(rows: Rows) -> str:
    """Rows of deal, owner, stage, amount, created."""
    return csv("deal_id,owner,stage,amount,created", rows)


def changes(rows: Rows) -> str:
    """Rows of deal, day, stage, owner."""
    return csv("deal_id,changed,stage,owner", rows)


def opened_plan(folder: Path, text: str, files: Mapping[str, str]) -> Opened:
    """A plan without errors beside its files in `data/`."""
    (folder / "data").mkdir(exist_ok=True)
    (folder / "p.plan").write_text(text, encoding="utf-8")
    for old in (folder / "data").iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / "data" / name).write_text(content, encoding="utf-8")
    opened = open_plan(folder / "p.plan")
    errors = [found for found in opened.diagnostics if found.severity is Severity.ERROR]
    assert opened.usable, "\n".join(f"{found.span.place()}: {found.message.render()}" for found in errors)
    return opened


def evaluation(folder: Path, text: str, files: Mapping[str, str], as_of: str) -> Evaluation:
    """A plan held against files in `data/`."""
    opened = opened_plan(folder, text, files)
    return evaluated(planned(opened), opened, as_of=as_of)


@frozen(eq=False)
class Listening:
    """An engine that keeps what it was asked."""

    inner: Engine
    asked: list[str] = field(factory=list)
    dialect: str = "duckdb"

    def run(self, sql: str) -> Mapping[str, NDArray[np.generic]]:
        self.asked.append(sql)
        return self.inner.run(sql)

    def keep(self, name: str, sql: str) -> None:
        self.asked.append(sql)
        self.inner.keep(name, sql)

    def upload(self, name: str, columns: Mapping[str, tuple[Unit, Sequence[Cell] | NDArray[np.generic]]]) -> None:
        self.inner.upload(name, columns)


def overheard(folder: Path, text: str, files: Mapping[str, str], as_of: str) -> tuple[Evaluation, Listening]:
    """A plan held against files in `data/`, and what its engine was asked after the files were loaded."""
    opened = opened_plan(folder, text, files)
    world = held(planned(opened), opened, as_of=as_of)
    engine = Listening(world.snapshot.engine)
    return evaluate(hold(world.plan, evolve(world.snapshot, engine=engine), world.as_of)), engine


def number(figure: Figure) -> Fraction | None:
    """The number, None where it is unknown."""
    return figure.value if isinstance(figure, Known) else None


def figure(found: Evaluation, metric: str, entity: str = "plan:", *, before: bool = False) -> Fraction | None:
    """A metric in the week under review, or the week before."""
    one = next(value for value in found.metrics if (value.metric, value.entity) == (metric, entity))
    return number((one.previous if before else one.value).figure)


def entities(found: Evaluation, metric: str) -> dict[str, Fraction | None]:
    """A metric by entity."""
    return {one.entity: number(one.value.figure) for one in found.metrics if one.metric == metric}


def life(found: Evaluation, alert: str, entity: str) -> str:
    """A letter for each week: Inactive, Pending, Firing, Resolved, Ended; `c` for firing critically, s for skipped."""
    return letters([state for state in found.history if (state.alert, state.entity) == (alert, entity)])


def lived(found: Evaluation, alert: str, entity: str) -> str:
    """The same, also of what is neither on nor news."""
    assert isinstance(found.history, History)
    return letters(found.history.of(alert, entity))


def letters(states: Sequence[AlertState]) -> str:
    """The letters of some weeks."""
    return " ".join(
        "c" if state.phase is AlertPhase.FIRING and state.severity == "critical" else LETTERS[state.phase]
        for state in states
    )


def values(found: Evaluation, alert: str, entity: str) -> list[Fraction | None]:
    """The figure of each week of an alert."""
    states = [state for state in found.history if (state.alert, state.entity) == (alert, entity)]
    return [None if state.value is None else number(state.value.figure) for state in states]


def violation(found: Evaluation, rule: str, entity: str) -> Violation:
    """The one violation of a rule by an entity."""
    (one,) = [one for one in found.violations if (one.rule, one.entity) == (rule, entity)]
    return one


def verdicts(found: Evaluation, rule: str) -> dict[str, int]:
    """How often a rule came to which verdict."""
    (one,) = [one for one in found.rules if one.rule == rule]
    return {verdict.value: count for verdict, count in one.verdicts.items() if count}
