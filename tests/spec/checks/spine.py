"""Checks for tests/spec/spine.md."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from planlang.diagnostics.text import Language
from planlang.evaluate.conditions.judging import Verdicts, judge
from planlang.evaluate.entities.roster import Entities
from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Events, Scaling
from planlang.values import units
from planlang.values.calendars import CalendarSpec
from planlang.values.figure import Figure, Known
from planlang.values.periods import Grain, parse_label
from tests.evaluate.figures.figure_worlds import (
    SPAN,
    Given,
    World,
    aggregate,
    as_of,
    col,
    column,
    compare,
    constant,
    lit,
    over,
    same,
)

VISITS = aggregate(expr.Fold.COUNT, "visits")
COLUMNS = (column("at", units.DateUnit()), column("owner", units.Person()))
DAY = timedelta(days=1)
MEMBERS = (
    ("张丽", "north", "rep", date(2026, 3, 12), None),
    ("王强", "north", "rep", None, date(2026, 3, 10)),
    ("李明", "north", "rep", None, date(2026, 3, 10)),
    ("李明", "south", "rep", date(2026, 3, 11), None),
)
ROWS = [
    (date(2026, 3, 9), "李明"),
    (date(2026, 3, 9), "李明"),
    (date(2026, 3, 11), "李明"),
    (date(2026, 3, 13), "李明"),
    (date(2026, 3, 9), "王强"),
    (date(2026, 3, 10), "陈某"),
]
TRUTHS = ("false", "true", "unknown", "skip", "no cell")


def shown(figure: Figure | None) -> str:
    if figure is None:
        return "no cell"
    if isinstance(figure, Known):
        return str(figure.value)
    return f"unknown: {figure.why.value}" + (f", so far {figure.so_far}" if figure.so_far is not None else "")


def world(loaded: tuple[date, date] = (date(2026, 3, 2), date(2026, 3, 16)), members=MEMBERS) -> World:  # type: ignore[no-untyped-def]
    rows = [row for row in ROWS if loaded[0] <= row[0] < loaded[1]]
    given = Given("visits", Events("at"), COLUMNS, rows, (loaded,), grace=3)
    return World(members=members, sources=(given,), metrics={"visits": VISITS})


def entity_of(name: str) -> str:
    if name == "all":
        return "plan:"
    return f"team:{name}" if name in ("north", "south", "(unassigned)") else f"rep:{name}"


def judged(
    figures: Figures, condition: expr.FigureExpression, entity: str, weeks: list[str], scaling: Scaling = Scaling.LOWER
) -> Verdicts:
    kinds = {"rep": EntityKind.PERSON, "team": EntityKind.TEAM, "plan": EntityKind.PLAN}
    entities = Entities(kinds[entity.partition(":")[0]], (entity,))
    return judge(figures, condition, entities, [parse_label(week) for week in weeks], scaling=scaling)


def cells(row: dict[str, str]) -> dict[str, str]:
    figures = world().figures(as_of(date(2026, 3, 22)))
    entity = entity_of(row["entity"])
    weeks = ["2026-W10", "2026-W11", "2026-W12"]
    found = [shown(f) for f in figures.metric("visits", (entity,), [parse_label(week) for week in weeks]).row(0)]
    days, limit, verdict = "-", "-", "-"
    if entity != "team:(unassigned)":
        verdicts = judged(figures, compare(VISITS, "<", constant(10)), entity, weeks)
        days = str(figures.active_days((entity,), parse_label("2026-W11"))[entity])
        limit, verdict = str(verdicts.shown_limit(0, 1)), TRUTHS[verdicts.codes[0, 1]]
    return {"W10": found[0], "W11": found[1], "a": days, "limit": limit, "verdict W11": verdict, "W12": found[2]}


def outsiders(row: dict[str, str]) -> dict[str, str]:
    members = MEMBERS
    if row["李明 until"]:
        until = date.fromisoformat(row["李明 until"])
        members = (*MEMBERS[:2], ("李明", "south", "rep", None, until))
    notes = world(members=members).figures(as_of(date(2026, 3, 22))).row_notes()
    return {
        "note": "; ".join(note.message.render(Language.EN) for note in notes),
        "place": "; ".join(f"{note.place.file}:{note.place.line}" for note in notes if note.place),
    }


def headcount(row: dict[str, str]) -> dict[str, str]:
    figures = world().figures(as_of(date(2026, 3, 22)))
    entity = entity_of(row["entity"])
    people = expr.Headcount(row["role"], units.Plain(), SPAN)
    visits = expr.FigureArithmetic(expr.Arithmetic.DIVIDE, VISITS, people, units.Plain(), SPAN)

    def at(asked: expr.FigureExpression, label: str) -> str:
        return shown(figures.metric(asked, (entity,), [parse_label(label)]).figure(0, 0))

    weeks = {f"W{number}": at(people, f"2026-W{number}") for number in (10, 11, 12)}
    rolling = at(over(people, expr.RollingWindow(2)), "2026-W12")
    return {**weeks, "rolling 2 weeks at W12": rolling, "visits per head in W11": at(visits, "2026-W11")}


def partly(row: dict[str, str]) -> dict[str, str]:
    first, last = (date.fromisoformat(part) for part in row["loaded"].split(" .. "))
    figures = world((first, last + DAY)).figures(as_of(date(2026, 3, 22)))
    entity = entity_of(row["entity"])
    verdicts = judged(figures, compare(VISITS, "<", constant(3)), entity, ["2026-W11"], Scaling.NONE)
    value = figures.metric("visits", (entity,), [parse_label("2026-W11")]).figure(0, 0)
    return {"value": shown(value), "verdict of < 3": TRUTHS[verdicts.codes[0, 0]]}


def provisional(row: dict[str, str]) -> dict[str, str]:
    now = as_of(date.fromisoformat(row["as of"]))
    week = parse_label("2026-W11")
    if datetime.combine(week.end, datetime.min.time()) > now.cut:
        return {"W11": "open"}
    return {"W11": "provisional" if world().figures(now).provisional(VISITS, week) else "final"}


CHINA = CalendarSpec("china", "China", countries=("CN",))


SCALING = {"unscaled": Scaling.NONE, "scaled": Scaling.ALL}


def rule(text: str) -> tuple[expr.FigureExpression, Scaling]:
    words, _, last = text.rpartition(" ")
    scaling = SCALING.get(last, Scaling.LOWER)
    text = words if last in SCALING else text
    if text.startswith("not "):
        return expr.FigureNot(rule(text.removeprefix("not "))[0], SPAN), scaling
    for word, made in ((" and ", expr.FigureAll), (" or ", expr.FigureAny)):
        if word in text:
            return made(tuple(rule(part)[0] for part in text.split(word)), SPAN), scaling
    operator = next(word for word in text.split() if word in ("<", "<=", ">", ">="))
    left, right = text.split(f" {operator} ")
    return compare(figure(left), operator, figure(right)), scaling


def figure(text: str) -> expr.FigureExpression:
    visits = aggregate(expr.Fold.COUNT, "calls")
    if text == "visits":
        return visits
    windows = {
        "previous": expr.PreviousPeriod(),
        "rolling 2": expr.RollingWindow(2),
        "quarter": expr.ToDate(Grain.QUARTER),
    }
    for words, window in windows.items():
        if text.endswith(f" {words}"):
            return over(figure(text.removesuffix(f" {words}")), window)
    if text == "rate":
        good = aggregate(expr.Fold.COUNT, "calls", where=same(col("good"), lit("yes")))
        return expr.RatioOf(good, visits, 0, units.Ratio(), SPAN)
    if text.endswith("%"):
        return constant(Decimal(text[:-1]) / 100, units.Ratio())
    return constant(text)


def scaled(row: dict[str, str]) -> dict[str, str]:
    columns = (*COLUMNS, column("good", units.TextUnit()))
    week = parse_label(row["week"])
    rows = [(start, "张丽", "yes" if n % 2 else "no") for start in (week.start, week.start - 7 * DAY) for n in range(6)]
    leaves = ()
    if row["leave"]:
        first, last = (date.fromisoformat(part) for part in row["leave"].split(" .. "))
        leaves = (("张丽", first, last),)
    given = Given("calls", Events("at"), columns, rows, ((date(2026, 1, 1), date(2027, 1, 1)),))
    made = World(members=(("张丽", "north", "rep", None, None),), leaves=leaves, sources=(given,), calendar=CHINA)
    figures = made.figures(as_of(week.end - DAY))
    condition, scales = rule(row["rule"])
    verdicts = judged(figures, condition, "rep:张丽", [row["week"]], scales)
    assert verdicts.limit is not None
    exact = verdicts.limit.figure(0, 0)
    return {
        "a": str(figures.active_days(("rep:张丽",), week)["rep:张丽"]),
        "limit": shown(exact),
        "shown": str(verdicts.shown_limit(0, 0)),
        "verdict": TRUTHS[verdicts.codes[0, 0]],
    }
