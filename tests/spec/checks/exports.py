"""Checks for tests/spec/spine.md and breaches.md about exports without a row and those that come seldom, through plans and files as
people write them.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.figures.lacking import named
from planlang.frozen import frozen
from planlang.values.figure import Known
from planlang.values.periods import Grain, parse_label
from planlang.values.units import Count
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import held, planned
from tests.evaluate.whole.small_plans import HEAD, TEAMS, opened_plan

PLAN = (
    HEAD
    + TEAMS
    + """
source customers "Customers" {
  read "data/customers-*.csv"; one row per id; snapshot on file date; id: text; owner: person; size: number
}
source deals "Deals" {
  read "data/deals-*.csv"; one row per id; snapshot on file date; id: text; owner: person; stage: stage[b2b]
}
source orders "Orders" {
  read "data/orders-*.csv"; one row per id; snapshot on file date; id: text; owner: person; stage: stage[told]
}
source moves "Moves" {
  read "data/moves-*.csv"; history of orders; event at day; id: text; day: date; stage: stage[told]
}
source activities "Activities" { read "data/activities-*.csv"; event at day; day: date; owner: person }
source answers "Answers" { read "data/answers-*.csv"; event at day; day: date; owner: person; score: number }
source list "List" { read "data/list.csv"; one row per id; id: text; owner: person }
process b2b "Process" on deals { stages a "A" -> b "B"; win stage won "Won"; loss stage lost "Lost" from any }
process told "Told" on orders { stages a "A" -> b "B"; win stage won "Won"; loss stage lost "Lost" from any }
"""
)
WEEKS = {"W09": "2026-02-23", "W10": "2026-03-02", "W11": "2026-03-09"}


@frozen
class What:
    """What is counted, and the files it is counted from."""

    formula: str
    source: str
    header: str
    line: str

    def file(self, week: str, part: str = "", day: str | None = None) -> str:
        """The name of the file of a week."""
        if self.source == "list":
            return "list.csv"
        dated = day or WEEKS[week] if self.source in ("customers", "deals") else f"2026-{week}"
        return f"{self.source}{part}-{dated}.csv"

    def text(self, week: str, rows: int, more: str = "") -> str:
        """A file with so many rows."""
        lines = [self.line.format(n=n, day=WEEKS[week], week=week) for n in range(rows)]
        return "\n".join([self.header, *lines, more])


ALL = {
    "customers": What("count(customers)", "customers", "id,owner,size", "C{n},Ann,1"),
    "open deals": What("count(deals where open)", "deals", "id,owner,stage", "D{n},Ann,a"),
    "deals entering b": What("count(deals where stage enters b)", "deals", "id,owner,stage", "D{n},Ann,b"),
    "moves to b": What("count(orders where stage enters b)", "moves", "id,day,stage", "{week}{n},{day},b"),
    "activities": What("count(activities)", "activities", "day,owner", "{day},Ann"),
    "answers": What("count(answers)", "answers", "day,owner,score", "{day},Ann,5"),
    "list": What("count(list)", "list", "id,owner", "C{n},Ann"),
}


def header_only(row: dict[str, str]) -> dict[str, str]:
    """How many there are in three weeks with such files."""
    what = ALL[row["what"]]
    files = {}
    for week in WEEKS:
        match row[week].split():
            case [count] if count.isdigit():
                files[what.file(week)] = what.text(week, int(count))
            case ["empty"]:
                files[what.file(week)] = what.text(week, 0)
            case ["unread"]:
                files[what.file(week)] = what.text(week, 0, "C0,Ann,many\n")
            case ["empty", "in", "parts"]:
                files[what.file(week, "-south")] = what.text(week, 0)
                files[what.file(week, "-north", "2026-03-03")] = what.text(week, 2)
            case _:
                pass
    if what.source == "moves":
        listed = "".join(f"W09{n},Ann,b\n" for n in range(2))
        files |= {f"orders-{day}.csv": f"id,owner,stage\n{listed}" for day in WEEKS.values()}
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), f'{PLAN}metric counted "Counted" = {what.formula}\n', files)
        wanted = Wanted(("counted",), Grain.WEEK, None, "2026-W09", "2026-W11")
        (total,) = figures(planned(opened), opened, wanted, as_of="2026-W11").metrics[0].rows
    cells = [str(one.value) if isinstance(one, Known) else "unknown" for one in total.figures]
    return dict(zip(("→ W09", "→ W10", "→ W11"), cells, strict=True))


SELDOM = (
    HEAD
    + TEAMS
    + """
source customers "Customers" {
  read "data/customers-*.csv"; one row per id; snapshot on file date; DUE
  id: text; owner: person
}
source visits "Visits" { read "data/visits.csv"; covers 2026-01-01 .. 2026-12-31; event at day; day: date; id: text }
process care "Care" on customers { at most 30d without visits }
metric broken "Broken" = breaches(care)
"""
)


def seldom(row: dict[str, str]) -> dict[str, str]:
    """How many breaches there were in three months."""
    files = {f"customers-2026-{day}.csv": "id,owner\nC1,Ann\nC2,Bob\n" for day in row["exports"].split()}
    files["visits.csv"] = "day,id\n2026-01-14,C1\n2026-01-20,C2\n2026-03-25,C2\n"
    text = SELDOM.replace("DUE", f"due {row['due']}" if row["due"] else "")
    with tempfile.TemporaryDirectory() as folder:
        opened = opened_plan(Path(folder), text, files)
        wanted = Wanted(("broken",), Grain.MONTH, None, "2026-02", "2026-04")
        (total,) = figures(planned(opened), opened, wanted, as_of=f"2026-{row['as of']}").metrics[0].rows
        world = held(planned(opened), opened, as_of=f"2026-{row['as of']}")
    asked = world.plan.model.metrics["broken"].value
    months = [parse_label(f"2026-{month:02}", world.plan.grid) for month in (2, 3, 4)]
    told = [
        show(named(one, asked, month.start, month.end, world.figures), Count(), Language.EN)
        for one, month in zip(total.figures, months, strict=True)
        if one is not None
    ]
    return dict(zip(("→ February", "→ March", "→ April"), told, strict=True))
