"""Scorecards by hand: scales, gaps, grades and ranks, exactly."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planlang.evaluate.people.scorecards import graded, ranked, scored, summed
from planlang.evaluate.results.people import Card, LineScore
from planlang.evaluate.results.readings import Reading
from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import CardGaps, ScoreLine
from planlang.source import Source, Span
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.units import Ratio

HERE = Span(Source("x", "x"), 0, 1)
ANCHORS = (("3.0", "0"), ("4.0", "0.8"), ("4.5", "1"))


def line(*, cap: str | None = None, least: str | None = None, anchors: tuple[tuple[str, str], ...] = ()) -> ScoreLine:
    value = FigureConstant(Decimal(1), Ratio(), HERE)
    points = tuple((Decimal(at), Decimal(score)) for at, score in anchors)
    return ScoreLine(
        "l",
        "L",
        value,
        Ratio(),
        Decimal(1),
        Decimal(cap) if cap else None,
        Decimal(least) if least else None,
        points,
        HERE,
    )


def known(value: str) -> Figure:
    return Known(Fraction(value))


@pytest.mark.parametrize(("value", "score"), [("4.2", "0.88"), ("3.7", "0.56"), ("4.8", "1"), ("2.9", "0")])
def test_a_scale_is_straight_between_its_values_and_flat_outside(value: str, score: str) -> None:
    assert scored(line(anchors=ANCHORS), known(value)) == known(score)


def test_a_score_is_capped_then_held_up() -> None:
    assert scored(line(cap="1.2"), known("1.3")) == known("1.2")
    assert scored(line(least="0"), known("-0.1")) == known("0")
    assert scored(line(cap="1.2", least="0"), Unknown(Why.NO_VALUES)) == Unknown(Why.NO_VALUES)


def open_between(low: str, high: str) -> Unknown:
    return Unknown(Why.SET_ASIDE, Fraction(low), (Fraction(low), Fraction(high)))


def test_a_value_that_rows_leave_open_scores_between_its_ends() -> None:
    assert scored(line(anchors=ANCHORS), open_between("4.6", "5")) == known("1")
    assert scored(line(anchors=ANCHORS), open_between("3.7", "4.2")) == open_between("0.56", "0.88")
    assert scored(line(cap="1.2"), open_between("1.1", "1.3")) == open_between("1.1", "1.2")


def test_on_a_scale_that_rises_and_falls_the_most_may_lie_between_the_ends() -> None:
    there_and_back = (("0", "0"), ("5", "1"), ("10", "0"))
    assert scored(line(anchors=there_and_back), open_between("4", "8")) == Unknown(
        Why.SET_ASIDE, Fraction("0.8"), (Fraction("0.4"), Fraction(1))
    )


@pytest.mark.parametrize("gaps", CardGaps)
def test_a_line_that_rows_leave_open_is_no_gap_and_leaves_the_sum_open(gaps: CardGaps) -> None:
    told = Reading(Known(Fraction(0)), Ratio())
    rows = [
        LineScore("a", "A", told, Fraction("0.5"), known("1")),
        LineScore("b", "B", told, Fraction("0.5"), open_between("0.4", "0.6")),
    ]
    found, total, counted = summed(rows, gaps)
    assert found == rows
    assert total == Unknown(Why.SET_ASIDE, Fraction("0.7"), (Fraction("0.7"), Fraction("0.8")))
    assert counted == 1


CARD = [("0.5", "1.2"), ("0.2", "0.75"), ("0.1", None), ("0.1", "0.85"), ("0.1", "0.84")]
GRADES = (("S", Decimal("1.1")), ("A", Decimal(1)), ("B", Decimal("0.85")))


def lines(rows: list[tuple[str, str | None]]) -> list[LineScore]:
    found = []
    for number, (weight, score) in enumerate(rows):
        figure: Figure = Unknown(Why.NO_VALUES) if score is None else known(score)
        found.append(LineScore(str(number), str(number), Reading(figure, Ratio()), Fraction(weight), figure))
    return found


@pytest.mark.parametrize(
    ("gaps", "total", "grade"),
    [(CardGaps.UNGRADED, None, None), (CardGaps.REDISTRIBUTE, "102.11", "A"), (CardGaps.AS_ZERO, "91.90", "B")],
)
def test_a_line_that_is_not_known(gaps: CardGaps, total: str | None, grade: str | None) -> None:
    _, found, counted = summed(lines(CARD), gaps)
    assert counted == Fraction(9, 10)
    if total is None:
        assert isinstance(found, Unknown)
        return
    assert isinstance(found, Known)
    assert f"{float(100 * found.value):.2f}" == total
    assert graded(GRADES, found.value) == grade


def test_too_little_is_known_to_share_out() -> None:
    _, found, _ = summed(lines([("0.5", None), ("0.5", "1")]), CardGaps.REDISTRIBUTE)
    assert isinstance(found, Unknown)
    _, found, _ = summed(lines([("0.4", None), ("0.6", "0.5")]), CardGaps.REDISTRIBUTE)
    assert found == known("0.5")


def cards(totals: list[str | None], teams: str = "") -> list[Card]:
    found = []
    for number, total in enumerate(totals):
        figure: Figure = Unknown(Why.NO_VALUES) if total is None else known(total)
        team = teams[number] if teams else "n"
        found.append(Card(f"rep:{number}", team, (), figure, Fraction(1), None, None, 0))
    return found


def ranks(
    totals: list[str | None], teams: str = "", ties: dict[str, Fraction | None] | None = None
) -> list[int | None]:
    return [one.rank for one in ranked(cards(totals, teams), ties or {}, by_team=bool(teams))]


def test_equal_ones_share_a_rank_and_the_next_is_left_out() -> None:
    assert ranks(["120", "100", "100", None, "80"]) == [1, 2, 2, None, 4]


def test_people_are_ranked_within_their_team() -> None:
    assert ranks(["120", "100", "90", "80"], "nsns") == [1, 1, 2, 2]


def test_what_decides_among_equals_has_to_be_known_of_both() -> None:
    ties = {"rep:0": Fraction(5), "rep:1": Fraction(9), "rep:2": None}
    assert ranks(["100", "100", "100"], ties=ties) == [2, 1, 1]


@given(st.lists(st.one_of(st.none(), st.integers(0, 6)), max_size=12))
def test_ranks_count_who_is_better(totals: list[int | None]) -> None:
    found = ranks([None if one is None else str(one) for one in totals])
    for total, rank in zip(totals, found, strict=True):
        better = sum(other is not None and total is not None and other > total for other in totals)
        assert rank == (None if total is None else better + 1)


@given(st.lists(st.tuples(st.integers(1, 9), st.one_of(st.none(), st.integers(0, 20))), min_size=1, max_size=6))
def test_weights_shared_out_stay_one_whole(rows: list[tuple[int, int | None]]) -> None:
    whole = sum(weight for weight, _ in rows)
    written = [(f"{weight}/{whole}", None if score is None else f"{score}/10") for weight, score in rows]
    found, total, counted = summed(lines(written), CardGaps.REDISTRIBUTE)
    if isinstance(total, Known):
        assert sum(one.weight for one in found) == 1
        scores = [one.score.value for one in found if isinstance(one.score, Known)]
        assert min(scores) <= total.value <= max(scores)
    else:
        assert counted < Fraction(3, 5)
