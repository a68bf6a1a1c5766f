"""Checks for tests/spec/spine.md about files without a row, through plans and files as people write them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from planlang.frozen import frozen
from planlang.values.figure import Known
from planlang.values.periods import Grain
from planlang.workspace.figures import Wanted, figures
from planlang.workspace.run import planned
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
