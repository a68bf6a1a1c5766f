"""Checks for tests/spec/credit.md."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.text import Language
from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import History, SnapshotDate, Table
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import Period, parse_label, period_of
from tests.evaluate.figures.figure_worlds import (
    MONEY,
    Given,
    World,
    aggregate,
    as_of,
    col,
    column,
    pipeline,
    visits_of,
)
from tests.spec.checks.spine import shown

DAY = timedelta(days=1)
STAGE = units.StageOf("b2b")
LOADED = ((date(2026, 1, 1), date(2026, 4, 1)),)
TABLE = (
    column("deal", units.TextUnit()),
    column("owner", units.Person()),
    column("stage", STAGE),
    column("amount", MONEY),
    column("created", units.DateUnit()),
)
CHANGES = (
    column("deal", units.TextUnit()),
    column("at", units.InstantUnit()),
    column("stage", STAGE, optional=True),
    column("owner", units.Person(), optional=True),
)
MOVES = [("D1", "prospect", datetime(2026, 1, 5)), ("D1", "won", datetime(2026, 3, 12))]
OWNERS = [("D1", datetime(2026, 1, 5), "A"), ("D1", datetime(2026, 3, 10), "B"), ("D1", datetime(2026, 3, 20), "A")]
MEMBERS = (("A", "north", "rep", None, None), ("B", "south", "rep", None, None))
CREATED = date(2026, 1, 5)
OPEN = expr.InPhase(col("stage", STAGE), "b2b", expr.Phase.OPEN)
TIMES = {time.value: time for time in expr.CreditTime if time is not expr.CreditTime.ROW}


def deal_world(known: str) -> World:
    """The deal, whose owners are known from a history, from weekly exports, or not at all."""
    row = ("D1", "A", "won", Decimal(1_000_000), CREATED)
    world = World(members=MEMBERS, processes=(pipeline(),), visits={"b2b": visits_of(MOVES)})
    if known == "weekly exports":
        days = [date(2026, 1, 5) + 7 * n * DAY for n in range(12)]
        days = [day for day in days if not date(2026, 3, 9) <= day < date(2026, 3, 16)] + [date(2026, 3, 12)]
        rows = [
            ("D1", _owner_on(day), "prospect" if day < date(2026, 3, 12) else "won", Decimal(1_000_000), CREATED)
            for day in sorted(days)
        ]
        shape = Table(("deal",), SnapshotDate(None), ())
        return evolve(world, sources=(Given("deals", shape, TABLE, rows, LOADED, tuple(sorted(days))),))
    changes = [(deal, at, stage, None) for deal, stage, at in MOVES]
    columns = CHANGES if known == "history" else CHANGES[:3]
    if known == "history":
        changes += [(deal, at, None, owner) for deal, at, owner in OWNERS]
    history = Given("changes", History("deals", "at"), columns, [c[: len(columns)] for c in changes], LOADED)
    return evolve(world, sources=(Given("deals", Table(("deal",), None, ()), TABLE, [row], LOADED), history))


def _owner_on(day: date) -> str:
    return [owner for _, at, owner in OWNERS if at.date() <= day][-1]


def counted(figure: str, credit: str | None) -> tuple[expr.Aggregate, date, date]:
    """The aggregate, and the days it is asked for."""
    word, _, when = figure.partition(" in " if " in " in figure else " on ")
    moments: dict[str, expr.Moment] = {
        "won": expr.OnEntry("b2b", "won"),
        "created": expr.Dated("created"),
        "open": expr.AsItStands(),
    }
    where = OPEN if word == "open" else None
    to = expr.CreditTo("owner", TIMES[credit]) if credit else None
    asked = aggregate(expr.Fold.COUNT, "deals", moment=moments[word], where=where, credit=to)
    if " on " in figure:
        day = date.fromisoformat(when)
        return asked, day, day + DAY
    if " .. " in when:
        first, last = (date.fromisoformat(day) for day in when.split(" .. "))
        return asked, first, last + DAY
    period = parse_label(when)
    return asked, period.start, period.end


def deal(row: dict[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for credit in TIMES:
        figures = deal_world(row["owners known from"]).figures(as_of(date(2026, 3, 31)))
        asked, start, end = counted(row["figure"], credit)
        found[credit] = holder(figures, asked, start, end)
        notes = figures.evidence(asked, "plan:", start, end).notes
        if any("as exported" in note.render(Language.EN) for note in notes):
            found[credit] += " (as exported)"
    return found


def holder(figures: Figures, asked: expr.Aggregate, start: date, end: date) -> str:
    """Who has the deal, and in which team."""
    one = Known(1)  # type: ignore[arg-type]
    people = [p for p in ("A", "B") if figures.over(asked, f"rep:{p}", start, end) == one]
    teams = [t for t in ("north", "south") if figures.over(asked, f"team:{t}", start, end) == one]
    if people:
        return " ".join(people + teams)
    return "nobody" if figures.over(asked, "team:(unassigned)", start, end) == one else "nobody has it"


def moved(row: dict[str, str]) -> dict[str, str]:
    day = date.fromisoformat(row["A moves on"])
    members = (("A", "north", "rep", None, day - DAY), ("A", "south", "rep", day, None))
    figures = evolve(deal_world("export only"), members=members).figures(as_of(date(2026, 3, 31)))
    asked, start, end = counted(row["figure"], row["credit"])
    teams = [t for t in ("north", "south") if figures.over(asked, f"team:{t}", start, end) == Known(1)]  # type: ignore[arg-type]
    assert figures.over(asked, "rep:A", start, end) == Known(1)  # type: ignore[arg-type]
    return {"of A's teams": " ".join(teams)}


def reopened(row: dict[str, str]) -> dict[str, str]:
    moves = [
        ("D1", "proposal", datetime(2026, 2, 2, 9)),
        ("D1", "won", datetime(2026, 2, 10, 15)),
        ("D1", "proposal", datetime(2026, 3, 5, 9)),
        ("D1", "won", datetime(2026, 4, 2, 11)),
    ]
    rows = [("D1", "A", "won", Decimal(1), CREATED)]
    loaded = ((date(2026, 1, 1), date(2026, 5, 1)),)
    changes = Given(
        "changes", History("deals", "at"), CHANGES[:3], [(deal, at, stage) for deal, stage, at in moves], loaded
    )
    world = World(
        members=MEMBERS,
        sources=(Given("deals", Table(("deal",), None, ()), TABLE, rows, loaded), changes),
        processes=(pipeline(),),
        visits={"b2b": visits_of(moves)},
    )
    now = as_of(date.fromisoformat(row["as of"]))
    figures = world.figures(now)
    asked = aggregate(expr.Fold.COUNT, "deals", moment=expr.OnEntry("b2b", row["stage"]), credit=None)
    months = [parse_label(label) for label in ("2026-02", "2026-03", "2026-04")]
    return {
        month.label: shown(figures.over(asked, "plan:", month.start, month.end))
        if month.end <= now.cut.date()
        else "not yet"
        for month in months
    }


def standing(row: dict[str, str]) -> dict[str, str]:
    weeks: list[Period] = [period_of(date(2026, 3, 2) + 7 * n * DAY, parse_label("2026-W10").grain) for n in range(3)]
    moves = [
        ("D1", "prospect", datetime(2026, 3, 3)),
        ("D2", "prospect", datetime(2026, 3, 17, 9)),
        ("D3", "won", datetime(2026, 3, 4)),
    ]
    present = [(deal, "A", stage, Decimal(1), CREATED) for deal, stage, _ in moves]
    shape, taken, sources = Table(("deal",), None, ()), (), []
    rows = present
    if row["known from"].startswith("exports"):
        first, last = date(2026, 3, 8), date(2026, 3, 20)
        rows = [*(r for r in present if r[0] != "D2"), *present]
        taken = (first, first, last, last, last)
        shape = Table(("deal",), SnapshotDate(None), ())
    if row["known from"] == "history":
        changes = [(deal, at, stage) for deal, stage, at in moves]
        sources.append(Given("changes", History("deals", "at"), CHANGES[:3], changes, LOADED))
    world = World(
        members=MEMBERS,
        sources=(Given("deals", shape, TABLE, rows, LOADED, taken), *sources),
        processes=(pipeline(),),
        visits={"b2b": visits_of(moves)},
    )
    figures = world.figures(as_of(date(2026, 3, 22)))
    asked = aggregate(
        expr.Fold.COUNT,
        "deals",
        moment=expr.AsItStands(),
        where=OPEN,
        credit=expr.CreditTo("owner", expr.CreditTime.PERIOD_END),
    )
    return {week.label: shown(figures.over(asked, "team:north", week.start, week.end)) for week in weeks}
