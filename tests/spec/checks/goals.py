"""Checks for tests/spec/goals.md."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import REASONS, show
from planlang.diagnostics.text import Language
from planlang.evaluate.attainment import Actual, goal_measure, goal_values
from planlang.evaluate.targets import WHOLE, goal_targets
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
from planlang.semantics.model import Direction, Goal, Metric, Part, ProrateBy, StatusBands
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain, Grid, parse_label
from planlang.values.rounding import half_away
from planlang.values.units import Count, MoneyIn, Plain, Ratio, Unit
from tests.evaluate.figures.figure_worlds import World, as_of
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
        "parts": (),
        "buffer": Decimal(0),
        "prorate": ProrateBy.WORKING_DAYS,
        "calendar": "china",
        "bands": BANDS,
        "owner": None,
        "serves": (),
    }
    return Goal(**(fields | changes))  # type: ignore[arg-type]


def shares(text: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(share) / 100 for share in text.split())


def parts(text: str) -> tuple[Part, ...]:
    """`a 60 { b 30, c 30 }, d =400`."""
    words = text.replace(",", " ").replace("{", " { ").replace("}", " } ").split()

    def group() -> tuple[Part, ...]:
        found: list[Part] = []
        while words and words[0] != "}":
            name, share = words.pop(0), words.pop(0)
            inner: tuple[Part, ...] = ()
            if words and words[0] == "{":
                words.pop(0)
                inner = group()
                words.pop(0)
            amount = Decimal(share[1:]) if share.startswith("=") else None
            found.append(Part(name, None if amount else Decimal(share) / 100, amount, inner, SPAN))
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
    return {"parts": " ".join(amount(part, CNY) for part in found.amounts[WHOLE])}


def split_among(row: dict[str, str]) -> dict[str, str]:
    unit = UNITS[row["unit"]]
    buffer = Decimal(row["buffer"] or 0) / 100
    found = goal_targets(world(unit), goal(row["target"], unit, parts=parts(row["parts"]), buffer=buffer))
    return {
        "amounts": ", ".join(f"{name} {amount(found.whole(name), unit)}" for name in found.amounts if name != WHOLE)
    }


def split_both_ways(row: dict[str, str]) -> dict[str, str]:
    asked = goal(row["target"], time_grain=Grain.QUARTER, time_shares=shares(row["shares"]), parts=parts(row["parts"]))
    found = goal_targets(world(CNY), asked).amounts
    lines = (f"{name} " + " ".join(amount(part, CNY) for part in found[name]) for name in found if name != WHOLE)
    return {"by quarter": "; ".join(lines)}


def standing(row: dict[str, str]) -> dict[str, str]:
    quarter = goal("24000000", end=date(2026, 3, 31))
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    value = goal_values(world(CNY), quarter, cut, lambda *_: Known(Fraction(17_000_000)))[0]
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


def portions(row: dict[str, str]) -> dict[str, str]:
    found = goal_targets(world(CNY), goal("24000000", end=date(2026, 3, 31)))
    weeks = [parse_label(label) for label in row["weeks"].split()]
    days = [weeks[0].start, *(week.end for week in weeks)]
    before = found.portions(WHOLE, [date(2026, 1, 1), weeks[0].start])
    parts_of = found.portions(WHOLE, days)
    return {
        "portions": " ".join(amount(part, CNY) for part in parts_of),
        "cumulative": amount(sum((*before, *parts_of), Fraction(0)), CNY),
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

    def actual(entity: str, start: date, end: date) -> Figure:
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
}


def attainment(row: dict[str, str]) -> dict[str, str]:
    target, unit, direction, extensive = GOALS[row["goal"]]
    actual: Actual = constant(row["actual"])
    asked = goal(target, unit, direction=direction, end=date(2026, 3, 31))
    cut = date.fromisoformat(row["as of"]) + timedelta(days=1)
    value = goal_values(world(unit, extensive=extensive), asked, cut, actual)[0]
    return {
        "target to date": shown(value.target_to_date, unit),
        "attainment": shown(value.attainment, Ratio(), Fraction(BANDS.on_track)),
        "status": value.status.value,
    }


def constant(text: str) -> Actual:
    if text == "unknown":
        return lambda *_: Unknown(Why.NOT_LOADED, Fraction(3))
    number = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return lambda *_: Known(number)
