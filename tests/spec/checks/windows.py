"""Checks for tests/spec/windows.md."""

from __future__ import annotations

from datetime import date, timedelta

from planlang.diagnostics.text import Language
from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.earlier.last_year import MissingWeek
from planlang.values.figure import Known
from planlang.values.periods import Grain, next_period, parse_label
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, aggregate, as_of, column, compare, constant, over
from tests.spec.checks.spine import TRUTHS, judged, shown

DAY = timedelta(days=1)
VISITS = aggregate(expr.Fold.COUNT, "visits")
COLUMNS = (column("at", units.DateUnit()), column("owner", units.Person()))
GRAINS = {grain.value: grain for grain in Grain}
MISSING = {missing.value: missing for missing in MissingWeek}


def windowed(text: str) -> expr.FigureExpression:
    words = text.split()
    match words:
        case ["this"]:
            return over(VISITS, expr.ThisPeriod())
        case ["previous"]:
            return over(VISITS, expr.PreviousPeriod())
        case ["rolling", count]:
            return over(VISITS, expr.RollingWindow(int(count)))
        case ["avg", "over", "previous", count]:
            return over(VISITS, expr.AverageOver(int(count), previous=True))
        case ["avg", "over", count]:
            return over(VISITS, expr.AverageOver(int(count)))
        case ["to", "date", grain]:
            return over(VISITS, expr.ToDate(GRAINS[grain]))
        case ["last", grain]:
            return over(VISITS, expr.LastPeriod(GRAINS[grain]))
        case ["current", grain]:
            return over(VISITS, expr.CurrentPeriod(GRAINS[grain]))
        case ["growth" | "change" as word]:
            unit = units.Ratio() if word == "growth" else units.Count()
            return expr.ChangeAgainst(VISITS, expr.PreviousPeriod(), word == "growth", unit, SPAN)
    raise AssertionError(text)


def by_week(row: dict[str, str]) -> dict[str, str]:
    values = row["values from W10"].split()
    weeks = [parse_label(f"2026-W{10 + n}") for n in range(len(values))]
    joined = next(week for week, value in zip(weeks, values, strict=True) if value != "x")
    rows: list[tuple[object, ...]] = []
    loaded: list[tuple[date, date]] = []
    for week, value in zip(weeks, values, strict=True):
        if value != "_":
            loaded.append((week.start, week.end))
            rows += [(week.start, "张丽")] * (0 if value == "x" else int(value))
    since = joined.start if joined is not weeks[0] else None
    world = World(
        members=(("张丽", "north", "rep", since, None),),
        sources=(Given("visits", Events("at"), COLUMNS, rows, tuple(loaded)),),
    )
    figures = world.figures(as_of(weeks[-1].last_day))
    found = figures.metric(windowed(row["window"]), ("rep:张丽",), weeks).row(0)
    return {
        week.label[5:]: "no cell" if figure is None else str(figure.value) if isinstance(figure, Known) else "U"
        for week, figure in zip(weeks, found, strict=True)
    }


def daily(last: date) -> Figures:
    """One visit a day from the start of 2025 to a day."""
    first = date(2025, 1, 1)
    rows = [(first + n * DAY, "张丽") for n in range((last - first).days + 30)]
    given = Given("visits", Events("at"), COLUMNS, rows, ((first, date(2028, 1, 1)),))
    world = World(
        start=date(2026, 1, 1),
        end=date(2027, 12, 31),
        members=(("张丽", "north", "rep", None, None),),
        sources=(given,),
    )
    return world.figures(as_of(last))


def days(figures: Figures, expression: expr.FigureExpression, start: date, end: date) -> str:
    found = figures.evidence(expression, "rep:张丽", start, end).days
    return f"{found[0]} .. {found[1] - DAY}" if found else "no such period"


def longer(row: dict[str, str]) -> dict[str, str]:
    week = parse_label(row["week"])
    figures = daily(week.last_day + 10 * DAY)
    expression = windowed(row["window"])
    value = figures.metric(expression, ("rep:张丽",), [week]).figure(0, 0)
    return {"days counted": days(figures, expression, week.start, week.end), "value": shown(value)}


def last_year(row: dict[str, str]) -> dict[str, str]:
    week = parse_label(row["week"])
    figures = daily(week.last_day)
    expression = over(VISITS, expr.SameLastYear(MISSING[row["policy"]]))
    value = figures.metric(expression, ("rep:张丽",), [week]).figure(0, 0)
    found = days(figures, expression, week.start, week.end)
    assert isinstance(value, Known) == (found != "no such period")
    return {"days counted": found}


def joined(row: dict[str, str]) -> dict[str, str]:
    first, week = parse_label("2026-W13"), parse_label(row["week"])
    second = next_period(first)
    rows = [(first.start, "张丽")] * 10 + [(next_period(second).start, "张丽")] * 12
    given = Given("visits", Events("at"), COLUMNS, rows, ((date(2026, 1, 1), date(2027, 1, 1)),))
    world = World(members=(("张丽", "north", "rep", first.start, None),), sources=(given,))
    figures = world.figures(as_of(week.last_day))
    expression = over(VISITS, expr.RollingWindow(4))
    verdicts = judged(figures, compare(expression, "<", constant(40)), "rep:张丽", [row["week"]])
    assert verdicts.value is not None
    notes = figures.evidence(expression, "rep:张丽", week.start, week.end).notes
    return {
        "rolling 4": shown(verdicts.value.figure(0, 0)),
        "limit": str(verdicts.shown_limit(0, 0)),
        "verdict of < 40": TRUTHS[verdicts.codes[0, 0]],
        "evidence": "; ".join(note.render(Language.EN) for note in notes),
    }
