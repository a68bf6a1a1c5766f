"""Checks for tests/spec/aggregates.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Known
from planlang.values.periods import FiscalYears, Grain, Grid, parse_label
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
)
from tests.spec.checks.spine import TRUTHS, judged, shown

WEEK = parse_label("2026-W11")
DAY = WEEK.start
LOADED = ((WEEK.start, WEEK.end),)
NUMBER = units.Plain()
LETTERS = {"true": "T", "false": "F", "unknown": "?"}
A, B = col("a", NUMBER), col("b", NUMBER)
OPERATORS = {
    "+": expr.Arithmetic.ADD,
    "-": expr.Arithmetic.SUBTRACT,
    "*": expr.Arithmetic.MULTIPLY,
    "/": expr.Arithmetic.DIVIDE,
}


def number(text: str) -> Decimal | None:
    return None if text in ("_", "") else Decimal(text)


def world(rows: Sequence[tuple[object, ...]]) -> Figures:
    columns = (
        column("at", units.DateUnit()),
        column("owner", units.Person()),
        column("a", NUMBER, optional=True),
        column("b", NUMBER, optional=True),
        column("p", units.Truth(), optional=True),
        column("q", units.Truth(), optional=True),
    )
    given = Given("facts", Events("at"), columns, [(DAY, "A", *row) for row in rows], LOADED)
    return World(members=(("A", "north", "rep", None, None),), sources=(given,)).figures(as_of(date(2026, 3, 15)))


def counted(figures: Figures, where: expr.RowExpression | None) -> int:
    found = figures.over(aggregate(expr.Fold.COUNT, "facts", where=where), "plan:", WEEK.start, WEEK.end)
    assert isinstance(found, Known)
    return int(found.value)


def row_truth(figures: Figures, condition: expr.RowExpression) -> str:
    """T, F or ? of a condition for the only row."""
    if counted(figures, condition):
        return "T"
    return "F" if counted(figures, expr.RowNot(condition)) else "?"


def kleene(row: dict[str, str]) -> dict[str, str]:
    meant = {"T": True, "F": False, "?": None}
    figures = world([(None, None, meant[row["a"]], meant[row["b"]])])
    p, q = col("p", units.Truth()), col("q", units.Truth())
    found = {
        "and": row_truth(figures, expr.RowAll((p, q))),
        "or": row_truth(figures, expr.RowAny((p, q))),
        "not a": row_truth(figures, expr.RowNot(p)),
    }
    a, b = (truth(row[name]) for name in ("a", "b"))
    same = {
        "and": figure_truth(figures, expr.FigureAll((a, b), SPAN)),
        "or": figure_truth(figures, expr.FigureAny((a, b), SPAN)),
        "not a": figure_truth(figures, expr.FigureNot(a, SPAN)),
    }
    assert found == same
    return found


def truth(letter: str) -> expr.FigureExpression:
    """A comparison of figures with that truth: 1 > 0, 0 > 1, 1 / 0 > 0."""
    zero, one = constant(0), constant(1)
    by_zero = expr.FigureArithmetic(expr.Arithmetic.DIVIDE, one, zero, NUMBER, SPAN)
    return {"T": compare(one, ">", zero), "F": compare(zero, ">", one), "?": compare(by_zero, ">", zero)}[letter]


def figure_truth(figures: Figures, condition: expr.FigureExpression) -> str:
    return LETTERS[TRUTHS[judged(figures, condition, "plan:", [WEEK.label]).codes[0, 0]]]


def operators(row: dict[str, str]) -> dict[str, str]:
    figures = world([(number(row["a"]), number(row["b"]), None, None)])
    by_row = row_truth(figures, row_condition(row["expression"]))
    if " in " in row["expression"]:
        return {"row": by_row, "figure": ""}
    return {"row": by_row, "figure": figure_truth(figures, figure_condition(row["expression"]))}


def row_condition(text: str) -> expr.RowExpression:
    if text.endswith("unknown"):
        return expr.RowEmpty(A, "not" in text)
    if " in " in text:
        return expr.RowAmong(A, (lit(1), lit(2)), "not" in text)
    left, operator, right = text.rsplit(" ", 2)
    return expr.RowComparison(expr.Comparison(operator), row_value(left), row_value(right))


def row_value(text: str) -> expr.RowExpression:
    if text == "(a ?? 5)":
        return expr.RowOtherwise(A, lit(5), NUMBER)
    if " " in text:
        left, operator, right = text.split()
        return expr.RowArithmetic(OPERATORS[operator], row_value(left), row_value(right), NUMBER)
    return {"a": A, "b": B}.get(text) or lit(Decimal(text))


def figure_condition(text: str) -> expr.FigureExpression:
    if text.endswith("unknown"):
        return expr.FigureUnknown(figure_value("a"), "not" in text, SPAN)
    left, operator, right = text.rsplit(" ", 2)
    return compare(figure_value(left), operator, figure_value(right))


def figure_value(text: str) -> expr.FigureExpression:
    if text == "(a ?? 5)":
        return expr.FigureOtherwise(figure_value("a"), constant(5), NUMBER, SPAN)
    if " " in text:
        left, operator, right = text.split()
        return expr.FigureArithmetic(OPERATORS[operator], figure_value(left), figure_value(right), NUMBER, SPAN)
    if text in ("a", "b"):
        return aggregate(expr.Fold.SUM, "facts", value=col(text, NUMBER), unit=NUMBER)
    return constant(text)


def folded(row: dict[str, str]) -> dict[str, str]:
    name, _, sample = row["aggregate"].partition(" min sample ")
    figures = world([(number(cell), None, None, None) for cell in row["cells"].split()])
    value = None if name == "count" else A
    asked = aggregate(fold_of(name), "facts", value=value, unit=NUMBER, min_sample=int(sample or 0))
    evidence = figures.evidence(asked, "rep:A", WEEK.start, WEEK.end)
    return {"value": shown(figures.over(asked, "rep:A", WEEK.start, WEEK.end)), "skipped": str(evidence.skipped)}


def fold_of(name: str) -> expr.Fold:
    return expr.Fold(name)


def filtered(row: dict[str, str]) -> dict[str, str]:
    columns = [row["a"].split(), row["b"].split() or ["_"] * len(row["a"].split())]
    figures = world([(number(a), number(b), None, None) for a, b in zip(*columns, strict=True)])
    name, _, value = row["aggregate"].partition(" ")
    asked = aggregate(
        fold_of(name),
        "facts",
        value=row_value(value) if value else None,
        where=row_condition(row["where"]) if row["where"] else None,
        unit=NUMBER,
    )
    evidence = figures.evidence(asked, "rep:A", WEEK.start, WEEK.end)
    return {
        "value": shown(figures.over(asked, "rep:A", WEEK.start, WEEK.end)),
        "undecided": str(evidence.undecided),
        "skipped": str(evidence.skipped),
    }


PLANS = {
    "calendar years": Grid(),
    "fiscal years from April": Grid(fiscal=FiscalYears(4)),
    "fiscal years from May": Grid(fiscal=FiscalYears(5)),
    "weeks from Sunday": Grid(week_start=6),
}


def falls_in(row: dict[str, str]) -> dict[str, str]:
    week = parse_label(row["week"])
    columns = (
        column("at", units.DateUnit()),
        column("owner", units.Person()),
        column("due", units.DateUnit(), optional=True),
    )
    due = None if row["date"] == "_" else date.fromisoformat(row["date"])
    given = Given("facts", Events("at"), columns, [(week.start, "A", due)], ((week.start, week.end),))
    world = World(members=(("A", "north", "rep", None, None),), sources=(given,), grid=PLANS[row["plan"]])
    figures = world.figures(as_of(date.fromisoformat(row["as of"])))
    falls = expr.FallsIn(col("due", units.DateUnit()), Grain(row["current"]))

    def met(condition: expr.RowExpression) -> bool:
        found = figures.over(aggregate(expr.Fold.COUNT, "facts", where=condition), "plan:", week.start, week.end)
        return found == Known(Fraction(1))

    return {"falls in": "T" if met(falls) else "F" if met(expr.RowNot(falls)) else "?"}


def ratio(row: dict[str, str]) -> dict[str, str]:
    columns = (
        column("at", units.DateUnit()),
        column("owner", units.Person()),
        column("won", units.Truth()),
        column("customer", units.TextUnit(), optional=True),
    )
    rows: list[tuple[object, ...]] = [(DAY, "A", n < 3, f"c{n % 2 + 1}") for n in range(4)]
    rows += [(DAY, "B", n < 2, f"c{n % 2 + 2}") for n in range(16)]
    given = Given("decided", Events("at"), columns, rows, LOADED)
    members = tuple((who, "north", "rep", None, None) for who in "ABC")
    figures = World(members=members, sources=(given,)).figures(as_of(date(2026, 3, 15)))
    entity = "team:north" if row["who"] == "team" else f"rep:{row['who']}"
    won = aggregate(expr.Fold.COUNT, "decided", where=col("won", units.Truth()))
    rate = expr.RatioOf(won, aggregate(expr.Fold.COUNT, "decided"), 8, units.Ratio(), SPAN)
    customers = aggregate(expr.Fold.DISTINCT, "decided", value=col("customer"))
    return {
        "won of decided": shown(figures.over(rate, entity, WEEK.start, WEEK.end)),
        "customers": shown(figures.over(customers, entity, WEEK.start, WEEK.end)),
    }
