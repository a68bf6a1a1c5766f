"""The share of the largest customers against a slow reading of its definition, with everything that a row without a name can mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.derived.largest import Amounts
from planlang.semantics import expr
from planlang.semantics.expr import Arithmetic, FigureArithmetic, FigureConstant, RollingWindow, ShareOfLargest
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import Period, next_period, parse_label
from tests.evaluate.figures.figure_worlds import MONEY, SPAN, Given, World, aggregate, as_of, col, column
from tests.laws import tries

FIRST = parse_label("2026-W10")
WEEKS = (FIRST, next_period(FIRST))
START = FIRST.start - timedelta(days=7)
PEOPLE = (("a", "north"), ("b", "south"), ("c", "north"))
ENTITIES = (WHOLE, "team:all", "team:north", "team:south", "rep:a", "rep:b", "rep:c")
NAMES = ("x", "y", "z")
Row = tuple[int, str, str | None, int]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 20),
        st.sampled_from(("a", "b", "c")),
        st.sampled_from((*NAMES, *NAMES, *NAMES, None)),
        st.integers(-4, 9),
    ),
    max_size=9,
).filter(lambda rows: sum(name is None for _, _, name, _ in rows) <= 3)


def counts(entity: str, person: str) -> bool:
    kind, _, name = entity.partition(":")
    return entity in (WHOLE, "team:all") or name == (person if kind == "rep" else dict(PEOPLE)[person])


def meant(rows: list[Row]) -> Iterator[list[tuple[str, int]]]:
    """Whom each row is about and its amount, with every name that those without one can have."""
    fresh = [f"else {number}" for number in range(sum(name is None for _, _, name, _ in rows))]
    choices = [(name,) if name is not None else (*NAMES, *fresh) for _, _, name, _ in rows]
    for names in product(*choices):
        yield [(name, amount) for (_, _, _, amount), name in zip(rows, names, strict=True)]


def share(rows: list[tuple[str, int]], count: int) -> Fraction | None:
    """What the largest make up of all that amount to more than nothing."""
    amounts: defaultdict[str, int] = defaultdict(int)
    for name, amount in rows:
        amounts[name] += amount
    there = sorted((amount for amount in amounts.values() if amount > 0), reverse=True)
    return Fraction(sum(there[:count]), sum(there)) if there else None


def in_days(rows: list[Row], entity: str, week: Period, before: int) -> list[Row]:
    low, high = (week.start - START).days - before, (week.end - START).days
    return [row for row in rows if low <= row[0] < high and counts(entity, row[1])]


@settings(deadline=None, max_examples=tries(40))
@given(ROWS, st.integers(1, 3), st.booleans(), st.booleans())
def test_the_largest_are_found_by_hand(rows: list[Row], count: int, rolling: bool, halved: bool) -> None:
    columns = (
        column("at", units.DateUnit()),
        column("who", units.Person()),
        column("name", units.TextUnit()),
        column("amount", MONEY),
    )
    data = [(START + timedelta(days=day), who, name, Decimal(amount)) for day, who, name, amount in rows]
    world = World(
        teams=(("all", None), ("north", "all"), ("south", "all")),
        members=tuple((person, team, "rep", None, None) for person, team in PEOPLE),
        sources=(
            Given("orders", Events("at"), columns, data, ((START - timedelta(days=30), START + timedelta(days=40)),)),
        ),
    )
    figures = world.figures(as_of(START + timedelta(days=21)))
    summed = aggregate(
        expr.Fold.SUM,
        "orders",
        value=col("amount", MONEY),
        at="at",
        credit=expr.CreditTo("who", expr.CreditTime.EVENT),
    )
    subject: expr.FigureExpression = summed
    if halved:
        half = FigureConstant(Decimal("0.5"), units.Plain(), SPAN)
        subject = FigureArithmetic(Arithmetic.MULTIPLY, subject, half, MONEY, SPAN)
    if rolling:
        subject = expr.OverWindow(subject, RollingWindow(2), MONEY, SPAN)
    told = (("orders", col("name")),)
    asked = ShareOfLargest(count, subject, told, units.Ratio(), SPAN)
    matrix = figures.metric(asked, ENTITIES, WEEKS)
    for row, entity in enumerate(ENTITIES):
        for place, week in enumerate(WEEKS):
            mine = in_days(rows, entity, week, 7 if rolling else 0)
            possible = {share(one, count) for one in meant(mine)}
            found = matrix.figure(row, place)
            where = (entity, week.label, possible)
            known = {one for one in possible if one is not None}
            match found:
                case Known(value=only):
                    assert known <= {only}, where
                    assert known, where
                case Unknown(why=Why.UNSAID, between=(low, high)):
                    assert any(name is None for _, _, name, _ in mine), where
                    assert all(low <= one <= high for one in known), where
                    if all(amount >= 0 for *_, amount in mine):
                        assert (low, high) == (min(known), max(known)), where
                case Unknown(why=why):
                    assert why is Why.NO_DENOMINATOR, where
                    assert possible == {None}, where
                case _:
                    raise AssertionError(where)


@pytest.mark.parametrize(
    ("less", "more", "ends"),
    [
        (0, 0, (Fraction(3, 4), Fraction(3, 4))),
        (0, 2, (Fraction(3, 5), Fraction(4, 5))),
        (-1, 0, (Fraction(5, 7), Fraction(6, 7))),
        (-9, 0, (Fraction(0), Fraction(1))),
        (-1, 2, (Fraction(5, 9), Fraction(8, 9))),
    ],
)
def test_rows_set_aside_may_be_of_any_customer(less: int, more: int, ends: tuple[Fraction, Fraction]) -> None:
    named = {"x": Fraction(6), "y": Fraction(2), "z": Fraction(-3)}
    assert Amounts(named, [], Fraction(less), Fraction(more)).share(1) == ends
