"""Checks for tests/spec/responses.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from planlang.diagnostics.display import percent
from planlang.evaluate.figures.derived.responses import due_before, share
from planlang.evaluate.figures.figures import Figures
from planlang.semantics import expr
from planlang.semantics.model import Events
from planlang.values import units
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import DAY, parse_label
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, aggregate, as_of, column

COLUMNS = (
    column("sent", units.DateUnit()),
    column("answered", units.DateUnit(), optional=True),
    column("score", units.Plain(), optional=True),
    column("owner", units.Person()),
)
MARCH = parse_label("2026-03")
Row = tuple[date, date | None, Decimal | None, str]


def response_rate(days: int, sample: int) -> expr.ResponseRate:
    """The share of surveys that are answered in so many days."""
    sent, answered = (expr.Column(name, units.DateUnit()) for name in ("sent", "answered"))
    took = expr.RowArithmetic(expr.Arithmetic.SUBTRACT, answered, sent, units.Days())
    in_time = expr.RowComparison(expr.Comparison.AT_MOST, took, expr.Constant(Decimal(days), units.Days()))
    before = expr.RowComparison(expr.Comparison.LESS, took, expr.Constant(Decimal(0), units.Days()))
    has = expr.RowAll((expr.RowEmpty(answered, True), expr.RowNot(before), in_time))
    early = expr.RowAll((expr.RowEmpty(answered, True), before))
    rows = evolve(aggregate(expr.Fold.COUNT, "surveys"), moment=expr.Dated("sent"))
    counted = evolve(rows, where=expr.RowNot(early))
    missed = evolve(rows, where=expr.RowAny((expr.RowEmpty(answered, False), expr.RowNot(in_time))))
    return expr.ResponseRate(counted, evolve(rows, where=has), missed, early, days, sample, units.Ratio(), SPAN)


def surveys(rows: Sequence[Row], until: date, cut: date) -> Figures:
    """Surveys of one seller, loaded until a day, as of another; both included."""
    known = [row for row in rows if row[0] <= cut]
    given = Given("surveys", Events("sent"), COLUMNS, known, ((date(2025, 1, 1), until + DAY),))
    return World(members=(("张丽", "north", "rep", None, None),), sources=(given,)).figures(as_of(cut))


def written(text: str) -> list[Row]:
    """`12 x 03-02 03-05 / 28 x 03-02 _`."""
    found: list[Row] = []
    for part in text.split("/"):
        count, _, days = part.rpartition(" x ")
        sent, answered = (None if day == "_" else date.fromisoformat(f"2026-{day}") for day in days.split())
        assert sent is not None
        found += [(sent, answered, None, "张丽")] * int(count or 1)
    return found


def told(figure: Figure | None) -> str:
    """A share, between what it lies, or why there is none."""
    assert figure is not None
    if isinstance(figure, Known):
        return percent(figure.value)
    if figure.between is not None:
        return " to ".join(map(percent, figure.between))
    return "set aside" if figure.why is Why.SET_ASIDE else figure.why.value


def rate(row: dict[str, str]) -> dict[str, str]:
    """The rate of March, and how many of it are not counted yet."""
    cut = date.fromisoformat(f"2026-{row['as of']}")
    asked, rows = response_rate(14, int(row["sample"] or 0)), written(row["sent and answered"])
    figures = surveys(rows, cut, cut)
    found = [figures.metric(asked, (entity,), (MARCH,)).figure(0, 0) for entity in ("plan:", "team:north", "rep:张丽")]
    assert found[0] == found[1] == found[2]
    due = due_before(figures.periods((MARCH,)), 14, cut + DAY).stretches[0]
    assert due is not None
    valid = [one for one in rows if one[1] is None or one[1] >= one[0]]
    waiting = sum(one[0] in MARCH and not due.start <= one[0] < due.end for one in valid)
    return {"rate": told(found[0]), "not counted yet": str(waiting)}


def mean(row: dict[str, str]) -> dict[str, str]:
    """The mean of so many answers in March."""
    count, whole = int(row["answers"]), Decimal(row["sum"])
    scores = [Decimal(4)] * (count - 1) + [whole - 4 * (count - 1)] if count else []
    rows: list[Row] = [(date(2026, 3, 2), date(2026, 3, 5), score, "张丽") for score in scores]
    asked = evolve(
        aggregate(expr.Fold.AVERAGE, "surveys"),
        value=expr.Column("score", units.Plain()),
        unit=units.Plain(),
        moment=expr.Dated("answered"),
        min_sample=int(row["sample"] or 0),
    )
    cut = date(2026, 5, 31)
    found = surveys(rows, cut, cut).metric(asked, ("plan:",), (MARCH,)).figure(0, 0)
    assert found is not None
    return {"mean": f"{float(found.value):g}" if isinstance(found, Known) else found.why.value}


def loaded(row: dict[str, str]) -> dict[str, str]:
    """The rate of March where files reach only so far."""
    until, cut = (date.fromisoformat(f"2026-{row[name]}") for name in ("loaded until", "as of"))
    figures = surveys(written(row["sent and answered"]), until, cut)
    return {"rate": told(figures.metric(response_rate(14, 0), ("plan:",), (MARCH,)).figure(0, 0))}


def open(row: dict[str, str]) -> dict[str, str]:
    """The share of two counts, each between two ends."""
    return {"share": told(share(_count(row["answered"]), _count(row["not"]), nothing_due=False))}


def _count(text: str) -> Figure:
    low, _, high = text.partition("..")
    ends = Fraction(low), Fraction(high or low)
    return Known(ends[0]) if ends[0] == ends[1] else Unknown(Why.SET_ASIDE, ends[0], ends)
