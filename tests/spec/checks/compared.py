"""Checks for tests/spec/peers.md and tests/spec/comparisons.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve

from planlang.evaluate.entities.spine import Level
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.windows import Stretch, of_periods, seen_through
from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.earlier.before import Shift
from planlang.values.figure import Known
from planlang.values.periods import DAY, Grid, parse_label
from tests.evaluate.figures.figure_worlds import MONEY, SPAN, Given, World, aggregate, as_of, column
from tests.spec.checks.spine import CHINA
from tests.spec.checks.windows import windowed

SOLD = evolve(aggregate(expr.Fold.SUM, "sales"), value=expr.Column("amount", MONEY), unit=MONEY)
COLUMNS = (
    column("at", units.DateUnit()),
    column("owner", units.Person()),
    column("amount", MONEY, optional=True),
)
SHIFTS = {shift.value: shift for shift in Shift}


def sold(rows: Sequence[tuple[date, str, Decimal | None]], people: Sequence[tuple[str, str]]) -> Figures:
    """Sales of 2024 to 2026 by people who are in a team throughout, in the Chinese calendar."""
    world = World(
        members=tuple((person, team, "rep", None, None) for person, team in people),
        sources=(Given("sales", Events("at"), COLUMNS, rows, ((date(2024, 1, 1), date(2027, 1, 1)),)),),
        calendar=CHINA,
    )
    return world.figures(as_of(date(2026, 12, 31)))


def peers(row: dict[str, str]) -> dict[str, str]:
    """What is asked of each of those with these figures, `_` for one that is not known; ` | ` begins another team."""
    teams = [part.split() for part in row["figures"].split("|")]
    people = [(f"{team}{n}", ("north", "south")[team]) for team, values in enumerate(teams) for n in range(len(values))]
    day = date(2026, 3, 4)
    amounts = [None if value == "_" else Decimal(value) for values in teams for value in values]
    rows = [(day, person, amount) for (person, _), amount in zip(people, amounts, strict=True)]
    measure, *words = row["asked"].split()
    asked = expr.AmongPeers(
        expr.PeerMeasure(measure),
        SOLD,
        expr.Group.TEAM if "team" in words else expr.Group.PLAN if "plan" in words else expr.Group.LIKE,
        "lowest" in words,
        units.Plain(),
        SPAN,
    )
    week = parse_label("2026-W10")
    matrix = sold(rows, people).metric(asked, [f"rep:{person}" for person, _ in people], (week,))
    found = [matrix.figure(row, 0) for row in range(len(people))]
    if measure == "rank":
        return {"of each": " ".join(str(one.value) if isinstance(one, Known) else "-" for one in found)}
    return {"of each": " ".join(f"{float(one.value):.1%}" if isinstance(one, Known) else "-" for one in found)}


def of_team(row: dict[str, str]) -> dict[str, str]:
    """The figure of the team of somebody in March, of several teams that of each by the days in it."""
    posts = []
    for post in row["in teams"].split(", "):
        team, *marks = post.replace("from", "").split()
        since, _, until = " ".join(marks).rpartition("to ") if "to " in post else (" ".join(marks), "", "")
        posts.append(("小林", team, "rep", _day(since), _day(until)))
    others = [("n", "north", "rep", None, None), ("s", "south", "rep", None, None)]
    rows = [(date(2026, 3, 4), who, None if row[team] == "_" else Decimal(row[team])) for who, team, *_ in others]
    leaves = [part.split(" .. ") for part in [row["on leave"]] if part]
    world = World(
        members=(*posts, *others),
        leaves=tuple(("小林", _day(first), _day(last)) for first, last in leaves),
        sources=(Given("sales", Events("at"), COLUMNS, rows, ((date(2024, 1, 1), date(2027, 1, 1)),)),),
        calendar=CHINA,
    )
    asked = expr.AmongPeers(expr.PeerMeasure.OF_TEAM, SOLD, expr.Group.TEAM, False, MONEY, SPAN)
    figures = world.figures(as_of(date(2026, 12, 31)))
    row_of = figures.spine.row("rep:小林")
    assert row_of is not None
    columns = figures.periods((parse_label("2026-03"),))
    found = figures.cells(asked, Level.PERSONS, columns).figure(row_of, 0)
    return {"figure": f"{float(found.value):.2f}" if isinstance(found, Known) else found.why.value}


def _day(text: str) -> date | None:
    """`03-11`; None for none."""
    return date.fromisoformat(f"2026-{text.strip()}") if text.strip() else None


def growth(row: dict[str, str]) -> dict[str, str]:
    """The growth over the period before, of two amounts on their first days."""
    label, base, now = row["period"], row["before"], row["now"]
    period = parse_label(label)
    before = parse_label(row["compared with"])
    rows = [(before.start, "张丽", Decimal(base)), (period.start, "张丽", Decimal(now))]
    subject: expr.FigureExpression = SOLD
    if row["per working day"] == "yes":
        subject = expr.PerWorkingDay(SOLD, MONEY, SPAN)
    shift = SHIFTS[row["shift"]]
    own = expr.FestivalMonth(None) if shift is Shift.FESTIVAL_YEAR else None
    asked = expr.ChangeAgainst(subject, expr.Before(None, shift), True, units.Ratio(), SPAN, own)
    found = sold(rows, [("张丽", "north")]).metric(asked, ("rep:张丽",), (period,)).figure(0, 0)
    return {"growth": f"{float(found.value):.1%}" if isinstance(found, Known) else "U"}


def compared(row: dict[str, str]) -> dict[str, str]:
    """The days that are compared, and those they are compared with."""
    period = parse_label(row["period"])
    shift = SHIFTS[row["shift"]]
    window = None if row["window"] == "" else _window(row["window"])
    columns = of_periods([period])
    own = expr.FestivalMonth(window) if shift is Shift.FESTIVAL_YEAR else window
    now = columns if own is None else seen_through(columns, own, Grid())[0]
    before = seen_through(columns, expr.Before(window, shift), Grid())[0]
    return {"days": _days(now.stretches[0]), "compared with": _days(before.stretches[0])}


def _window(text: str) -> expr.OwnWindow:
    found = windowed(text)
    assert isinstance(found, expr.OverWindow)
    assert not isinstance(found.window, expr.Before | expr.FestivalMonth)
    return found.window


def _days(stretch: Stretch | None) -> str:
    return "nothing" if stretch is None else f"{stretch.start} .. {stretch.end - DAY}"
