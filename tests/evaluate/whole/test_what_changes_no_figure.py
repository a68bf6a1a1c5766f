"""What is not about a figure does not change it: the order of rows, how they are cut into files, files that are there twice,
further metrics, sources, columns and files.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.figure_table import By, ByColumn, ByRole, ByTeam, figure_table
from planlang.evaluate.results.evaluation import Evaluation
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import Grain, periods_meeting
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import open_plan
from tests.evaluate.whole.small_plans import ACTIVITIES, CHANGES, DEALS, HEAD, TEAMS

PLAN = (
    HEAD
    + TEAMS
    + ACTIVITIES
    + DEALS
    + CHANGES
    + """
source calls "Calls" {
  read "data/calls-*.csv"
  one row per id
  event at day
  id: text
  day: date
  owner: person
  minutes: number optional
}
process b2b "Process" on deals {
  stages contact "Contact" -> proposal "Proposal" -> negotiation "Negotiation"
  win stage won "Won"
  loss stage lost "Lost" from any
  no skipping
  stay in proposal at most 10d
  at most 14d without activities
  from contact to negotiation within 21d
  stage contact { expect conversion at least 40% within 14d }
}
metric called "Calls" = count(calls)
metric minutes "Minutes" = sum(calls.minutes)
metric middle "Median" = median(calls.minutes)
metric touched "Deals touched" = distinct(activities.deal_id)
metric won "Won" = sum(deals.amount where stage enters won) credit owner at close
metric in_hand "Open" = sum(deals.amount where open)
metric rate "Rate" = ratio(count(deals where stage enters won), count(deals where stage enters contact))
goal revenue "Revenue" { measure won; target 500_000 CNY by 2026-12-31; split by quarter 25%, 25%, 25%, 25%; owner director }
alert few "Few" for each rep { when visits this week < 2 for 2 weeks; until visits this week >= 4; notify rep.lead }
alert quiet "Quiet" for each team { when called this week < 5; notify team.manager }
"""
)
PEOPLE = ("Ann", "Bob", "Sue", "Zoe")
FIRST, WEEKS = date(2026, 1, 5), 10
AS_OF = "2026-W11"
LINE = ("contact", "proposal", "negotiation")
Files = dict[str, str]


def label(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def text_of(head: str, rows: list[str]) -> str:
    return "\n".join([head, *rows]) + "\n"


def made(seed: int) -> Files:
    """A file a week for each source; every deal moves at most once a day."""
    pick = random.Random(seed)
    files: Files = {}
    moves: list[tuple[str, date, str, str]] = []
    for number in range(36):
        day, owner = FIRST + timedelta(days=pick.randint(0, 66)), pick.choice(PEOPLE[:3])
        for stage in (*LINE[: pick.randint(1, 3)], *pick.choice([(), ("won",), ("lost",)])):
            moves.append((f"D{number}", day, stage, owner))
            day += timedelta(days=pick.randint(1, 12))
    ids = 0
    for week in range(WEEKS):
        start = FIRST + timedelta(weeks=week)
        days = [start + timedelta(days=offset) for offset in range(7)]
        name = label(start)
        rows = [f"{pick.choice(days)},{pick.choice(PEOPLE)},{pick.choice(['', 'D1', 'D2', 'D7'])}" for _ in range(12)]
        files[f"activities-{name}.csv"] = text_of("day,owner,deal_id", rows + rows[:1])
        calls = []
        for _ in range(8):
            ids += 1
            calls.append(f"C{ids},{pick.choice(days)},{pick.choice(PEOPLE)},{pick.choice(['', '5', '12.5', '30'])}")
        files[f"calls-{name}.csv"] = text_of("id,day,owner,minutes", calls)
        own = [f"{deal},{day},{stage},{owner}" for deal, day, stage, owner in moves if start <= day <= days[-1]]
        files[f"changes-{name}.csv"] = text_of("deal_id,changed,stage,owner", own)
        now = {deal: (stage, owner) for deal, day, stage, owner in sorted(moves, key=lambda m: m[1]) if day <= days[-1]}
        listed = [
            f"{deal},{owner},{stage},{1000 * int(deal[1:]) + 7},{FIRST}" for deal, (stage, owner) in sorted(now.items())
        ]
        files[f"deals-{name}.csv"] = text_of("deal_id,owner,stage,amount,created", listed)
    return files


# ---------------------------------------------------------------- what may be done to files


def shuffled(files: Files) -> Files:
    """The rows of every file in another order."""
    pick = random.Random(1)
    found = {}
    for name, text in files.items():
        head, *rows = text.splitlines()
        pick.shuffle(rows)
        found[name] = text_of(head, rows)
    return found


def by_day(files: Files) -> Files:
    """Every file of rows with days cut into one for the first days of its week and one for the others."""
    found: Files = {}
    for name, text in files.items():
        if name.startswith("deals"):
            found[name] = text
            continue
        head, *rows = text.splitlines()
        source, _, week = name.removesuffix(".csv").partition("-")
        start = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
        cut, end = start + timedelta(days=3), start + timedelta(days=6)
        at = head.split(",").index("changed" if source == "changes" else "day")
        early = [row for row in rows if row.split(",")[at] < cut.isoformat()]
        found[f"{source}-{start}-{cut - timedelta(days=1)}.csv"] = text_of(head, early)
        found[f"{source}-{cut}-{end}.csv"] = text_of(head, [row for row in rows if row not in early])
    return found


def saved_twice(files: Files) -> Files:
    """Some files a second time, under the name that a browser gives them."""
    copies = {name.replace(".csv", " (1).csv"): text for name, text in list(files.items())[::3]}
    return files | copies


def exported_again(files: Files) -> Files:
    """Some files of events a second time, under a name of their own."""
    again = {name.replace("-2026", "-again-2026"): text for name, text in files.items() if not name.startswith("deals")}
    return files | dict(list(again.items())[::2])


def with_more(files: Files) -> Files:
    """Files that no source reads, of a further source, and a further column in every file."""
    more = {
        "notes.csv": "day,what\n2026-01-05,nothing\n",
        "stock-2026-W05.csv": "day,pieces\n2026-01-27,4\n2026-13-01,x\n",
    }
    return {name: wider(text) for name, text in files.items()} | more


def wider(text: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    head, *rows = csv.reader(io.StringIO(text))
    writer.writerow([head[0], "remark", *head[1:]])
    writer.writerows([row[0], f"1.234,{at} 13/14/2026", *row[1:]] for at, row in enumerate(rows))
    return out.getvalue()


MORE = """
source stock "Stock" { read "data/stock-*.csv"; event at day; day: date; pieces: number }
metric pieces "Pieces" = sum(stock.pieces)
metric longest "Longest call" = max(calls.minutes)
metric created "Created" = count(deals at created where amount > 5000 CNY)
"""

CHANGES_OF_FILES: Mapping[str, tuple[Callable[[Files], Files], str]] = {
    "rows in another order": (shuffled, ""),
    "files cut by days": (by_day, ""),
    "files saved twice": (saved_twice, ""),
    "files exported again": (exported_again, ""),
    "further metrics": (dict, MORE),
    "further files and columns": (with_more, MORE),
    "all of it": (lambda files: with_more(exported_again(shuffled(by_day(files)))), MORE),
}


# ---------------------------------------------------------------- what is compared


def told(found: Evaluation, names: frozenset[str]) -> dict[str, object]:
    """All figures and verdicts, without the places that they come from."""
    return {
        "metrics": [
            (one.metric, one.entity, one.period.label, one.value, one.previous, one.provisional, one.active_days)
            for one in found.metrics
            if one.metric in names
        ],
        "goals": [
            (one.goal, one.entity, one.period, one.target_to_date, one.actual, one.attainment, one.gap, one.status)
            for one in found.goals
        ],
        "stages": found.stages,
        "conversions": found.conversions,
        "rules": [(one.rule, dict(one.verdicts)) for one in found.rules],
        "violations": [
            (one.id, one.entity, one.verdict, one.value, one.limit, one.since, one.due, one.weeks, one.to)
            for one in found.violations
        ],
        "upcoming": found.upcoming,
        "history": found.history,
    }


NAMES = frozenset(("visits", "called", "minutes", "middle", "touched", "won", "in_hand", "rate"))
Told = tuple[dict[str, object], list[object]]
ASKED: tuple[tuple[tuple[str, ...], Grain, By], ...] = (
    (tuple(sorted(NAMES)), Grain.MONTH, ByTeam()),
    (("called", "visits", "won"), Grain.WEEK, ByRole("rep")),
    (("called", "visits", "middle", "touched"), Grain.WEEK, ByColumn("owner")),
    (("won", "in_hand"), Grain.MONTH, ByColumn("stage")),
)


def everything(folder: Path, files: Files, more: str = "") -> Told:
    """What one evaluation finds, and tables of figures, from one reading of the files."""
    (folder / "data").mkdir()
    (folder / "p.plan").write_text(PLAN + more, encoding="utf-8")
    for name, text in files.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    opened = open_plan(folder / "p.plan")
    assert opened.usable, opened.diagnostics
    world = held(planned(opened), opened, as_of=AS_OF)
    found = told(evaluate(world), NAMES)
    tables: list[object] = []
    for metrics, grain, by in ASKED:
        periods = list(periods_meeting(FIRST, world.figures.catalog.cut_days, grain))
        tables.append(figure_table(world, metrics, grain, periods, by).metrics)
    return found, tables


@pytest.fixture(scope="module", params=[3])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Told]:
    files = made(request.param)
    return files, everything(tmp_path_factory.mktemp("before"), files)


def test_there_are_figures_to_change(world: tuple[Files, Told]) -> None:
    _, (found, by_part) = world
    metrics = found["metrics"]
    assert isinstance(metrics, list)
    assert {one[0] for one in metrics if isinstance(one[3].figure, Known) and one[3].figure.value} == NAMES
    assert all(found[name] for name in ("goals", "stages", "conversions", "rules", "violations", "history"))
    assert by_part


@pytest.mark.parametrize("name", CHANGES_OF_FILES)
def test_nothing_changes_a_figure_but_its_own_rows(world: tuple[Files, Told], name: str, tmp_path: Path) -> None:
    files, before = world
    change, more = CHANGES_OF_FILES[name]
    after = everything(tmp_path, change(files), more)
    for part, value in before[0].items():
        assert after[0][part] == value, part
    assert after[1] == before[1]


def test_one_row_more_changes_a_figure(world: tuple[Files, Told], tmp_path: Path) -> None:
    """The comparison is not blind."""
    files, before = world
    one = f"calls-{label(FIRST + timedelta(weeks=9))}.csv"
    after = everything(tmp_path, files | {one: files[one] + "C999,2026-03-10,Ann,3\n"})
    assert after[0]["metrics"] != before[0]["metrics"]
    assert after[1] != before[1]


# ---------------------------------------------------------------- one cell that cannot be read

OF_CALLS, OF_DEALS = frozenset(("called", "minutes", "middle")), frozenset(("won", "in_hand", "rate"))
SPOILT: tuple[tuple[str, int, str, str, frozenset[str]], ...] = (
    ("calls", 4, "minutes", "about ten", OF_CALLS),
    ("calls", 9, "day", "2026-13-40", OF_CALLS),
    ("calls", 9, "owner", "", OF_CALLS),
    ("activities", 9, "day", "32 March", frozenset(("visits", "touched"))),
    ("deals", 9, "amount", "much", OF_DEALS),
    ("deals", 9, "stage", "nonsense", OF_DEALS),
    ("changes", 6, "stage", "nonsense", OF_DEALS),
    ("changes", 6, "changed", "soon", OF_DEALS),
)
"""Source, week, column, what stands in it now, and the metrics that count rows of that source."""


def spoilt(files: Files, source: str, week: int, column: str, cell: str) -> tuple[Files, dict[str, str]]:
    """The files with another cell in the second row of one of them, and that row as it was."""
    name = f"{source}-{label(FIRST + timedelta(weeks=week))}.csv"
    head, *rows = [line.split(",") for line in files[name].splitlines()]
    was = dict(zip(head, rows[1], strict=True))
    rows[1][head.index(column)] = cell
    return files | {name: text_of(",".join(head), [",".join(row) for row in rows])}, was


def may_be(now: Figure | None, before: Figure | None) -> bool:
    """The same figure, or one that is not known, but in bounds that hold what it was."""
    if now == before or not isinstance(now, Unknown):
        return now == before
    if now.between is None or not isinstance(before, Known):
        return True
    return now.between[0] <= before.value <= now.between[1]


@pytest.mark.parametrize("place", SPOILT, ids=lambda place: f"{place[0]}.{place[2]}")
def test_a_cell_that_cannot_be_read_leaves_no_figure_wrong(
    world: tuple[Files, Told], place: tuple[str, int, str, str, frozenset[str]], tmp_path: Path
) -> None:
    files, before = world
    source, week, column, cell, touched = place
    now, was = spoilt(files, source, week, column, cell)
    after = everything(tmp_path, now)
    person = "" if column == "owner" else f"rep:{was['owner']}"
    changed_ones = 0
    for old, new in zip(before[0]["metrics"], after[0]["metrics"], strict=True):  # type: ignore[call-overload]
        assert old[:3] == new[:3]
        pairs = [(new[3].figure, old[3].figure), (new[4].figure, old[4].figure)]
        assert all(may_be(*pair) for pair in pairs), (old, new)
        changed_ones += any(one != other for one, other in pairs)
        if old[0] not in touched or (person and old[1].startswith("rep:") and old[1] != person):
            assert new == old
    for old_table, new_table in zip(before[1], after[1], strict=True):
        for old_metric, new_metric in zip(old_table, new_table, strict=True):  # type: ignore[call-overload]
            earlier = {(row.part, row.name): row for row in old_metric.rows}
            for row in new_metric.rows:
                known = earlier.get((row.part, row.name))
                for at, figure in enumerate((*row.figures, row.whole)):
                    old_figure = Known(Fraction(0)) if known is None else (*known.figures, known.whole)[at]
                    assert may_be(figure, old_figure), (new_metric.metric, row, at)
                    changed_ones += figure != old_figure
                    assert figure == old_figure or new_metric.metric in touched
    assert changed_ones, "a figure that could hold the row says so"
