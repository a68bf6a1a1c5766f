"""Checks for tests/spec/goals.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import REASONS, show
from planlang.diagnostics.text import Language
from planlang.evaluate.entities.spine import At
from planlang.evaluate.goals.attainment import Actual, goal_measure, goal_values
from planlang.evaluate.goals.division import ALL, WHOLE, Slice
from planlang.evaluate.goals.targets import People, goal_targets
from planlang.evaluate.results.goals import BarKind
from planlang.plan.plan import Plan
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    CurrentPeriod,
    Dated,
    FigureArithmetic,
    FigureConstant,
    FigureExpression,
    Fold,
    GoalMeasure,
    MetricRef,
    OfGoal,
    OverWindow,
    RatioOf,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.model import Direction, Events, Goal, Metric, Part, ProrateBy, Split, StatusBands
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain, Grid, parse_label
from planlang.values.rounding import half_away
from planlang.values.units import Count, DateUnit, MoneyIn, Person, Plain, Ratio, Unit
from tests.evaluate.figures.figure_worlds import Given, World, aggregate, as_of, column
from tests.evaluate.judge.worlds import SPAN, ident, plan

CNY = MoneyIn("CNY")
UNITS = {"CNY": CNY, "JPY": MoneyIn("JPY"), "count": Count()}
BANDS = StatusBands(Decimal("0.95"), Decimal("0.85"))


def world(unit: Unit, *, extensive: bool = True) -> Plan:
    value = Aggregate(Fold.SUM, "deals", None, Dated("day"), None, None, unit, SPAN)
    return plan(metrics={"m": Metric(ident("m"), value, unit, extensive)})


def goal(target: str, unit: Unit = CNY, **changes: object) -> Goal:
    fields = {
        "ident": ident("revenue"),
        "measure": MetricRef("m", unit, SPAN),
        "unit": unit,
        "direction": Direction.AT_LEAST,
        "target": Decimal(target),
        "start": date(2026, 1, 1),
        "end": date(2026, 12, 31),
        "base": None,
        "time_grain": None,
        "time_shares": (),
        "levels": (),
        "splits": (),
        "prorate": ProrateBy.WORKING_DAYS,
        "calendar": "china",
        "bands": BANDS,
        "margin": Decimal(0),
        "owner": None,
        "serves": (),
    }
    return Goal(**(fields | changes))  # type: ignore[arg-type]


def shares(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(share) / 100 for share in text.split())


def among(
    parts: tuple[Part, ...], buffer: Decimal = Decimal(0), *, in_amounts: bool = False, column: str | None = None
) -> tuple[Split, ...]:
    """One split among these parts."""
    return (Split(column, parts, 1 + Fraction(buffer), buffer, in_amounts),) if parts else ()


def parts(text: str) -> tuple[Part, ...]:
    """`a 60 { b 30, c 30 }, d 40`, `a =600, b =400`."""
    words = text.replace(",", " ").replace("{", " { ").replace("}", " } ").split()

    def group() -> tuple[Part, ...]:
        found: list[Part] = []
        while words and words[0] != "}":
            name, share = words.pop(0), words.pop(0)
            entire = bool(words) and words[0] == "whole"
            if entire:
                words.pop(0)
            inner: tuple[Part, ...] = ()
            if words and words[0] == "{":
                words.pop(0)
                inner = group()
                words.pop(0)
            weight = Decimal(share.removeprefix("="))
            found.append(Part(name, weight, None, among(inner, in_amounts=share.startswith("=")), SPAN, entire))
        return tuple(found)

    return group()


def amount(value: Fraction, unit: Unit) -> str:
    """With all digits of the currency."""
    digits = {CNY: 2}.get(unit, 0) if isinstance(unit, MoneyIn | Count) else 0
    return f"{half_away(value, digits):,f}"


def shown(figure: Figure, unit: Unit, limit: Fraction | None = None) -> str:
    if isinstance(figure, Unknown):
        return REASONS[figure.why].english
    return show(figure, unit, Language.EN, limit) if isinstance(unit, Ratio) else amount(figure.value, unit)


def split_over_time(row: dict[str, str]) -> dict[str, str]:
    found = goal_targets(
        world(CNY), goal(row["target"], time_grain=Grain(row["grain"]), time_shares=shares(row["shares"]))
    )
    return {"parts": " ".join(amount(part, CNY) for part in found.amounts[ALL])}


def split_among(row: dict[str, str]) -> dict[str, str]:
    unit = UNITS[row["unit"]]
    buffer = Decimal(row["buffer"] or 0) / 100
    found = goal_targets(
        world(unit),
        goal(row["target"], unit, splits=among(parts(row["parts"]), buffer, in_amounts="=" in row["parts"])),
    )
    return {
        "amounts": ", ".join(
            f"{part.entity} {amount(found.whole(part), unit)}" for part in found.amounts if part != ALL
        )
    }


def split_both_ways(row: dict[str, str]) -> dict[str, str]:
    asked = goal(
        row["target"], time_grain=Grain.QUARTER, time_shares=shares(row["shares"]), splits=among(parts(row["parts"]))
    )
    found = goal_targets(world(CNY), asked).amounts
    lines = (f"{one.entity} " + " ".join(amount(part, CNY) for part in found[one]) for one in found if one != ALL)
    return {"by quarter": "; ".join(lines)}


def standing(row: dict[str, str]) -> dict[str, str]:
    quarter = goal("24000000", end=date(2026, 3, 31))
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    value = goal_values(goal_targets(world(CNY), quarter), cut, lambda *_: Known(Fraction(17_000_000)))[0]
    return {
        "target to date": shown(value.target_to_date, CNY),
        "attainment": shown(value.attainment, Ratio()),
        "progress": shown(value.progress, Ratio()),
        "pace": shown(value.pace, Ratio()),
        "gap": shown(value.gap, CNY),
        "required / wd": shown(value.required_rate, CNY),
        "surplus": shown(value.surplus, CNY),
        "status": value.status.value,
    }


def bars(row: dict[str, str]) -> dict[str, str]:
    is_ratio = "ratio" in row["target"]
    unit: Unit = Ratio() if is_ratio else CNY

    def number(cell: str) -> Decimal | None:
        text = cell.removeprefix("ratio").removeprefix("at most").strip()
        return (Decimal(text[:-1]) / 100 if text.endswith("%") else Decimal(text)) if text else None

    target = number(row["target"])
    assert target is not None
    asked = goal(
        str(target),
        unit,
        end=date(2026, 3, 31),
        direction=Direction.AT_MOST if row["target"].startswith("at most") else Direction.AT_LEAST,
        floor=number(row["floor"]),
        stretch=number(row["stretch"]),
    )
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    done = number(row["actual"]) if row["actual"] != "unknown" else None
    found: Figure = Unknown(Why.NOT_LOADED) if done is None else Known(Fraction(done))
    value = goal_values(goal_targets(world(unit, extensive=not is_ratio), asked), cut, lambda *_: found)[0]
    due = {bar.kind: bar.target_to_date for bar in value.bars} | {BarKind.TARGET: value.target_to_date}
    return {
        "due by now": ", ".join(shown(due[kind], unit) for kind in BarKind if kind in due),
        "reached": value.highest_bar.value if value.highest_bar else "none" if done is not None else "not known",
        "attainment": shown(value.attainment, Ratio()),
        "status": value.status.value,
    }


def bars_by_quarter(row: dict[str, str]) -> dict[str, str]:
    year = goal(
        "50", time_grain=Grain.QUARTER, time_shares=shares("25 25 25 25"), floor=Decimal(40), stretch=Decimal(60)
    )
    done = {(date(2026, 1, 1), date(2026, 4, 1)): 10, (date(2026, 4, 1), date(2026, 7, 1)): 20}

    def actual(part: Slice, start: date, end: date) -> Figure:
        return Known(Fraction(done.get((start, end), 30)))

    found = goal_values(goal_targets(world(CNY), year), date(2026, 7, 1), actual)
    label = row["period"]
    value = next(one for one in found if (one.period.label if one.period else "whole") == label)
    due = {bar.kind: bar.target_to_date for bar in value.bars} | {BarKind.TARGET: value.target_to_date}
    return {
        "due by now": ", ".join(shown(due[kind], CNY) for kind in BarKind),
        "reached": value.highest_bar.value if value.highest_bar else "none",
    }


def won(day: date) -> int:
    """Won from the start of the year to the start of a day."""
    return 0 if day <= date(2026, 1, 1) else 26_000_000 if day <= date(2026, 4, 1) else 31_000_000


def asked(row: dict[str, str]) -> dict[str, str]:
    year = goal("120000000", time_grain=Grain.QUARTER, time_shares=shares("20 25 25 30"))
    words = row["window"].replace(" to date", "").replace("this ", "")
    window = (CurrentPeriod if "this" in row["window"] else ToDate)(Grain(words)) if words else None
    measure = GoalMeasure(row["measure"])
    unit: Unit = Ratio() if measure is GoalMeasure.ATTAINMENT else CNY

    def actual(part: Slice, start: date, end: date) -> Figure:
        return Known(Fraction(won(end) - won(start)))

    figure = goal_measure(
        goal_targets(world(CNY), year),
        OfGoal(measure, "revenue", window, unit, SPAN),
        WHOLE,
        parse_label(row["at the end of"]).end,
        actual,
        Grid(),
    )
    return {"figure": shown(figure, unit)}


def divided(row: dict[str, str]) -> dict[str, str]:
    gap = OfGoal(GoalMeasure.GAP, "revenue", None, CNY, SPAN)
    missing = MetricRef("missing", CNY, SPAN)
    divisors: dict[str, FigureExpression] = {
        "gap": gap,
        "surplus": OfGoal(GoalMeasure.SURPLUS, "revenue", None, CNY, SPAN),
        "missing": missing,
        "missing this week": OverWindow(missing, ThisPeriod(), CNY, SPAN),
        "0": FigureConstant(Decimal(0), CNY, SPAN),
    }
    amount = FigureConstant(Decimal(600), CNY, SPAN)
    divide, _, divisor = row["expression"].removesuffix(")").replace("ratio(600, ", "ratio / ").partition(" / ")
    below = divisors[divisor]
    asked: FigureExpression = FigureArithmetic(Arithmetic.DIVIDE, amount, below, Plain(), SPAN)
    if divide == "ratio":
        asked = RatioOf(amount, below, 0, Ratio(), SPAN)
    known = Known(Fraction(row["gap"]))
    goals = (goal("1000", measure=amount, calendar="plain"),)
    figures = World(metrics={"missing": gap}, goals=goals).figures(as_of(date(2026, 3, 15)), lambda *_: known)
    figure = figures.metric(asked, (WHOLE,), [parse_label("2026-W11")]).figure(0, 0)
    assert figure is not None
    return {"figure": shown(figure, Plain())}


GOALS: dict[str, tuple[str, Unit, Direction, bool]] = {
    "cost per customer at most 5000": ("5000", CNY, Direction.AT_MOST, False),
    "complaints at most 59": ("59", Count(), Direction.AT_MOST, True),
    "win rate at least 20%": ("0.2", Ratio(), Direction.AT_LEAST, False),
    "satisfaction at least 4.5": ("4.5", Plain(), Direction.AT_LEAST, False),
}


def attainment(row: dict[str, str]) -> dict[str, str]:
    name, _, margin = row["goal"].partition(", amber within ")
    target, unit, direction, extensive = GOALS[name]
    actual: Actual = constant(row["actual"])
    asked = goal(target, unit, direction=direction, end=date(2026, 3, 31), margin=Decimal(margin or 0))
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    value = goal_values(goal_targets(world(unit, extensive=extensive), asked), cut, actual)[0]
    limit = Fraction(BANDS.on_track) if extensive else Fraction(1)
    return {
        "target to date": show(value.target_to_date, unit, Language.EN)
        if unit == Plain()
        else shown(value.target_to_date, unit),
        "attainment": shown(value.attainment, Ratio(), limit),
        "status": value.status.value,
    }


def limit(row: dict[str, str]) -> dict[str, str]:
    budget = goal("3000000", end=date(2026, 3, 31), direction=Direction.AT_MOST)
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    value = goal_values(goal_targets(world(CNY), budget), cut, constant(row["used"]))[0]
    return {
        "portion": shown(value.target_to_date, CNY),
        "use": shown(value.progress, Ratio(), Fraction(1)),
        "left": shown(value.gap, CNY),
        "over": shown(value.surplus, CNY),
        "attainment": shown(value.attainment, Ratio(), Fraction(1)),
        "status": value.status.value,
    }


def levels(row: dict[str, str]) -> dict[str, str]:
    by_quarter = tuple(map(Decimal, ("4.2", "4.3", "4.4", "4.6")))
    asked = goal("4.5", Plain(), time_grain=Grain.QUARTER, levels=by_quarter)
    words = row["window"].replace(" to date", "").replace("this ", "")
    window = (CurrentPeriod if "this" in row["window"] else ToDate)(Grain(words)) if words else None
    figure = goal_measure(
        goal_targets(world(Plain(), extensive=False), asked),
        OfGoal(GoalMeasure(row["measure"]), "revenue", window, Plain(), SPAN),
        WHOLE,
        parse_label(row["at the end of"]).end,
        constant("4.35"),
        Grid(),
    )
    return {
        "figure": REASONS[figure.why].english if isinstance(figure, Unknown) else show(figure, Plain(), Language.EN)
    }


def _share(text: str) -> str:
    return str(Decimal(text.rstrip("%")) / 100)


def on_path(row: dict[str, str]) -> dict[str, str]:
    at_most = row["target"].startswith("at most ")
    direction = Direction.AT_MOST if at_most else Direction.AT_LEAST
    asked = goal(
        _share(row["target"].removeprefix("at most ")),
        Ratio(),
        base=Decimal(_share(row["base"])),
        linear=True,
        direction=direction,
    )
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    found = constant(_share(row["actual"]))
    value = goal_values(goal_targets(world(Ratio(), extensive=False), asked), cut, found)[0]
    return {
        "target to date": shown(value.target_to_date, Ratio()),
        "attainment": shown(value.attainment, Ratio(), Fraction(1)),
        "pace": shown(value.pace, Ratio()),
        "gap": shown(value.gap, Ratio()),
        "status": value.status.value,
    }


def joining(row: dict[str, str]) -> dict[str, str]:
    there: dict[Slice, list[tuple[date, date]]] = {}
    for text in filter(None, row["there"].split(", ")):
        name, *rest = text.split()
        team = f"team:{rest[1]}" if rest[0] == "in" else None
        first, _, last = " ".join(rest[2:] if team else rest).partition("..")
        start = date.fromisoformat(first.strip()) if first.strip() else date(2025, 1, 1)
        end = date.fromisoformat(last.strip()) + timedelta(days=1) if last.strip() else date(2027, 1, 1)
        there.setdefault(Slice(f"rep:{name}", team), []).append((start, end))

    def days_of(part: Slice, _: str | None) -> list[tuple[date, date]] | None:
        return there.get(part, there.get(Slice(part.entity)))

    found = goal_targets(
        world(CNY),
        goal("3000000", end=date(2026, 3, 31), splits=among(parts(row["parts"]))),
        People(days_of, lambda _: ()),
    )
    told = [part for part in found.amounts if part != ALL]
    return {
        "targets": ", ".join(f"{part.entity.partition(':')[2]} {amount(found.whole(part), CNY)}" for part in told),
        "due by 2026-03-15": ", ".join(amount(found.by(part, date(2026, 3, 16)), CNY) for part in told),
    }


MOVER = (
    ("a", "north", "rep", None, date(2026, 2, 8)),
    ("a", "south", "rep", date(2026, 2, 9), None),
    ("b", "north", "rep", None, None),
)
DONE = [
    *((date(2026, 1, 5 + n), "a") for n in range(10)),
    *((date(2026, 2, 24 + n), "a") for n in range(4)),
    *((date(2026, 3, 2 + n), "b") for n in range(3)),
]


def parts_in_teams(row: dict[str, str]) -> dict[str, str]:
    visits = aggregate(Fold.COUNT, "visits")
    columns = (column("at", DateUnit()), column("owner", Person()))
    written = parts("team:north 60 { rep:a 60 }, team:south 40 { rep:a 40 }")
    asked = goal("590", Count(), measure=visits, calendar="plain", end=date(2026, 3, 31), splits=among(written))
    given = Given("visits", Events("at"), columns, DONE, ((date(2026, 1, 1), date(2027, 1, 1)),))
    made = World(members=MOVER, sources=(given,), goals=(asked,))
    figures = made.figures(as_of(date(2026, 3, 31)))

    def team_of(part: Slice) -> str | None:
        return None if part.within is None else part.within.removeprefix("team:")

    def days(part: Slice, _: str | None) -> tuple[tuple[date, date], ...] | None:
        kind, _, name = part.entity.partition(":")
        return figures.spine.stretches(name, team_of(part)) if kind == "rep" else None

    def actual(part: Slice, start: date, end: date) -> Figure:
        return figures.over(visits, part.entity, start, end, At(team=team_of(part)))

    within = f"team:{row['team']}" if row["team"] else None
    kind = "rep" if row["person"] == "a" else "team"
    (value,) = (
        one
        for one in goal_values(goal_targets(figures.plan, asked, People(days, lambda _: ())), date(2026, 4, 1), actual)
        if (one.entity, one.within) == (f"{kind}:{row['person']}", within)
    )
    return {"done": shown(value.actual, Count()), "target": shown(value.target, Count())}


def constant(text: str) -> Actual:
    if text == "unknown":
        return lambda *_: Unknown(Why.NOT_LOADED, Fraction(3))
    number = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return lambda *_: Known(number)
