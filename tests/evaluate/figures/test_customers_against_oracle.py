"""New customers, retention and churn against a slow reading of their definitions, with everything that a row without a name can mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.evaluate.entities.roster import WHOLE
from planlang.semantics import expr
from planlang.semantics.expr import CustomerMeasure
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import DAY, Period, next_period, parse_label
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, aggregate, as_of, col, column
from tests.laws import tries

FIRST = parse_label("2026-W10")
WEEKS = (FIRST, next_period(FIRST), next_period(next_period(FIRST)))
START = FIRST.start - 9 * DAY
LOADED = START - timedelta(days=400)
PEOPLE = (("a", "north"), ("b", "south"), ("c", "north"))
ENTITIES = (WHOLE, "team:all", "team:north", "team:south", "rep:a", "rep:b", "rep:c")
NAMES = ("x", "y", "z")
Row = tuple[int, str, str | None]
ROWS = st.lists(
    st.tuples(st.integers(0, 29), st.sampled_from(("a", "b", "c")), st.sampled_from((*NAMES, *NAMES, *NAMES, None))),
    max_size=9,
).filter(lambda rows: sum(name is None for _, _, name in rows) <= 2)


def counts(entity: str, person: str) -> bool:
    kind, _, name = entity.partition(":")
    return entity in (WHOLE, "team:all") or name == (person if kind == "rep" else dict(PEOPLE)[person])


def meant(rows: list[Row]) -> Iterator[list[tuple[int, str, str]]]:
    """The rows with every name that those without one can have."""
    choices = [
        (name,) if name is not None else (*NAMES, "somebody", f"else {n}") for n, (_, _, name) in enumerate(rows)
    ]
    for names in product(*choices):
        yield [(day, who, name) for (day, who, _), name in zip(rows, names, strict=True)]


def value(
    measure: CustomerMeasure, rows: list[tuple[int, str, str]], entity: str, week: Period, cut: int
) -> Fraction | None:
    """The figure of a week; rows in the order of the file, days from `START` on."""
    low, high = (week.start - START).days, (week.end - START).days
    rows = [row for row in rows if row[0] < cut]
    if measure is CustomerMeasure.NEW:
        found = 0
        for name in {row[2] for row in rows}:
            number = min(range(len(rows)), key=lambda n: (rows[n][2] != name, rows[n][0], n))
            found += low <= rows[number][0] < high and counts(entity, rows[number][1])
        return Fraction(found)
    earlier = [(day, n, who, name) for n, (day, who, name) in enumerate(rows) if low - 7 <= day < low]
    last = {name: who for _, _, who, name in sorted(earlier)}
    mine = [name for name, who in last.items() if counts(entity, who)]
    came = {name for day, _, name in rows if low <= day < high}
    if not mine:
        return None
    kept = Fraction(sum(name in came for name in mine), len(mine))
    return kept if measure is CustomerMeasure.RETENTION else 1 - kept


@settings(deadline=None, max_examples=tries(25))
@given(ROWS, st.sampled_from(list(CustomerMeasure)), st.sampled_from([30, 27]))
def test_whom_rows_are_about_is_counted_by_hand(rows: list[Row], measure: CustomerMeasure, cut: int) -> None:
    columns = (
        column("at", units.DateUnit()),
        column("who", units.Person()),
        column("name", units.TextUnit()),
    )
    data = [(START + timedelta(days=day), who, name) for day, who, name in rows]
    world = World(
        teams=(("all", None), ("north", "all"), ("south", "all")),
        members=tuple((person, team, "rep", None, None) for person, team in PEOPLE),
        sources=(Given("orders", Events("at"), columns, data, ((LOADED, START + 40 * DAY),)),),
    )
    figures = world.figures(as_of(START + timedelta(days=cut - 1)))
    counted = aggregate(
        expr.Fold.DISTINCT, "orders", value=col("name"), at="at", credit=expr.CreditTo("who", expr.CreditTime.EVENT)
    )
    unit = units.Count() if measure is CustomerMeasure.NEW else units.Ratio()
    asked = expr.OfCustomers(measure, counted, 0, unit, SPAN)
    matrix = figures.metric(asked, ENTITIES, WEEKS)
    for row, entity in enumerate(ENTITIES):
        for place, week in enumerate(WEEKS):
            found = matrix.figure(row, place)
            possible = {value(measure, one, entity, week, cut) for one in meant(rows)}
            named = all(name is not None for _, _, name in rows)
            is_over = (week.end - START).days <= cut or measure is CustomerMeasure.NEW
            match found:
                case Known(value=only):
                    assert {one for one in possible if one is not None} <= {only}, (entity, week.label)
                    assert not named or possible == {only}
                case Unknown(why=Why.SEVERAL, between=(low, high)):
                    assert not (named and is_over), (entity, week.label)
                    assert all(one is None or low <= one <= high for one in possible), (entity, week.label, possible)
                case Unknown(why=why):
                    assert why in (Why.NO_DENOMINATOR, Why.NO_VALUES)
                    assert None in possible or why is Why.NO_VALUES
