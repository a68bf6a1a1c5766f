"""A company of three people, small enough to compute its figures by hand: for the tests of the standard library."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Figure, Known
from planlang.workspace.run import evaluated, planned
from planlang.workspace.workspace import Opened, open_plan

HEAD = """
plan small "Small company" {
  period   2026-01-01 .. 2026-12-31
  timezone Europe/Berlin
  currency EUR
}
use sales.team

team company "Company" { director Zoe }
team north "North" under company { manager Max; lead Lea; rep Ann, Bob }
team south "South" under company { manager Mia; lead Lou; rep Cy }

source deals "Deals" {
  read "deals.csv"
  one row per deal_id
  covers 2025-12-01 .. 2026-02-28
  deal_id: text
  owner: person
  stage: stage[b2b]
  amount: money[EUR]
  decision_maker: text optional
  created: date
  expected_close: date optional
}
source changes "Stage changes" {
  read "changes.csv"
  history of deals
  event at day
  covers 2025-12-01 .. 2026-02-28
  deal_id: text
  day: date
  stage: stage[b2b]
}
source activities "Activities" {
  read "activities.csv"
  event at day
  covers 2025-12-01 .. 2026-02-28
  day: date
  owner: person
  kind: text
  customer: text optional
  deal_id: text optional
  minutes: number optional
}
"""

DEALS = """
deal_id,owner,stage,amount,decision_maker,created,expected_close
D1,Ann,won,100,Kim,2025-12-22,2026-01-14
D2,Bob,won,40,Kim,2025-12-22,2026-01-15
D3,Cy,lost,60,,2026-01-05,
D4,Ann,won,600000,Kim,2026-01-05,2026-03-20
D5,Bob,prospect,30,,2026-01-13,2026-04-10
D6,Cy,negotiation,500000,,2026-01-06,2026-01-16
"""
CHANGES = """
deal_id,day,stage
D1,2025-12-22,prospect
D1,2025-12-29,contact
D1,2026-01-05,discovery
D1,2026-01-08,proposal
D1,2026-01-12,negotiation
D1,2026-01-14,won
D2,2025-12-22,prospect
D2,2025-12-29,contact
D2,2026-01-05,discovery
D2,2026-01-09,proposal
D2,2026-01-13,negotiation
D2,2026-01-15,won
D3,2026-01-05,prospect
D3,2026-01-16,lost
D4,2026-01-05,prospect
D4,2026-01-07,contact
D4,2026-01-12,discovery
D4,2026-01-16,proposal
D4,2026-01-20,negotiation
D4,2026-01-22,won
D5,2026-01-13,prospect
D6,2026-01-06,prospect
D6,2026-01-08,contact
D6,2026-01-13,discovery
D6,2026-01-20,negotiation
"""
ACTIVITIES = """
day,owner,kind,customer,deal_id,minutes
2026-01-05,Ann,visit,Alder,D1,30
2026-01-06,Ann,visit,Alder,D4,5
2026-01-07,Ann,visit,,D4,30
2026-01-08,Ann,visit,Birch,D4,
2026-01-08,Ann,call,Birch,D4,10
2026-01-06,Bob,visit,Cedar,D2,30
2026-01-07,Bob,demo,Cedar,D2,60
2026-01-13,Ann,visit,Alder,D4,30
2026-01-14,Ann,visit,Birch,D4,30
2026-01-15,Ann,visit,Cedar,D4,30
2026-01-13,Bob,visit,Cedar,D2,45
2026-01-20,Ann,visit,Alder,D4,30
2026-01-21,Ann,visit,Alder,D4,30
2026-01-22,Ann,visit,Alder,D4,30
2026-01-20,Bob,visit,Dune,D5,45
2026-01-20,Cy,visit,Elm,D6,45
2026-01-21,Cy,visit,Elm,D6,45
2026-01-22,Cy,visit,Elm,D6,45
"""


def opened(folder: Path, uses: str) -> Opened:
    """The company's plan with the modules that `uses` brings in, in a folder with its data."""
    (folder / "plan.plan").write_text(HEAD + uses, encoding="utf-8")
    for name, text in (("deals", DEALS), ("changes", CHANGES), ("activities", ACTIVITIES)):
        (folder / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    return open_plan(folder / "plan.plan")


def evaluation(folder: Path, uses: str, week: str) -> Evaluation:
    """The company's plan held against its data as of a week."""
    plan = opened(folder, uses)
    assert plan.diagnostics == (), [one.message.render() for one in plan.diagnostics]
    return evaluated(planned(plan), plan, data=None, as_of=week)


def figure(found: Evaluation, metric: str, entity: str) -> Figure:
    """What a metric is in the week under review."""
    (value,) = [v.value.figure for v in found.metrics if v.metric == metric and v.entity == entity]
    return value


def known(found: Evaluation, metric: str, entity: str) -> Fraction | None:
    """The same as a number; None where it is unknown."""
    value = figure(found, metric, entity)
    return value.value if isinstance(value, Known) else None
