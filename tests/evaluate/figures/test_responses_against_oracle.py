"""Response rates against a slow reading of their definition, for senders who change teams and files that end early."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from planlang.semantics.model import Events
from planlang.values.figure import Known, Unknown, Why
from planlang.values.periods import DAY, Period, next_period, parse_label
from tests.evaluate.figures.figure_worlds import Given, World, as_of
from tests.spec.checks.responses import COLUMNS, response_rate

FIRST = parse_label("2026-W10")
WEEKS = (FIRST, next_period(FIRST), next_period(next_period(FIRST)))
DAYS = 21
Survey = tuple[int, int | None, str]
"""Days from the first one on: sent, answered; and who sent it."""


def day(number: int) -> date:
    return FIRST.start + timedelta(days=number)


def slow(
    sent: list[Survey], week: Period, cut: int, reaches: int, days: int, team: str | None, moved: int
) -> Fraction | Why:
    """What there is to tell of a week at a cut (the first day of which nothing is seen)."""
    first, last = (week.start - FIRST.start).days, (week.end - FIRST.start).days
    if first >= cut:
        return Why.NOT_LOADED
    if reaches < min(last + days, cut):
        return Why.NOT_LOADED
    own = [one for one in sent if first <= one[0] < min(last, cut) and (one[1] is None or one[1] >= one[0])]
    if team is not None:
        own = [one for one in own if team == ("north" if one[2] == "a" or one[0] < moved else "south")]
    due = [one for one in own if cut >= one[0] + days + 1]
    if not due:
        return Why.NOT_DUE if own else Why.NO_DENOMINATOR
    return Fraction(sum(one[1] is not None and one[1] <= one[0] + days for one in due), len(due))


@given(
    st.lists(st.tuples(st.integers(0, DAYS - 1), st.none() | st.integers(-2, 20), st.sampled_from("ab")), max_size=12),
    st.integers(1, 45),
    st.integers(0, 45),
    st.integers(1, 16),
    st.integers(1, DAYS - 1),
)
def test_rates_are_those_of_their_definition(
    given_: list[Survey], cut: int, reaches: int, days: int, moved: int
) -> None:
    sent = [(at, None if after is None else at + after, who) for at, after, who in given_]
    rows = [
        (day(at), None if answer is None or answer >= cut else day(answer), None, who)
        for at, answer, who in sent
        if at < cut
    ]
    world = World(
        members=(
            ("a", "north", "rep", None, None),
            ("b", "north", "rep", None, day(moved) - DAY),
            ("b", "south", "rep", day(moved), None),
        ),
        sources=(Given("surveys", Events("sent"), COLUMNS, rows, ((date(2025, 1, 1), day(reaches)),)),),
    )
    figures = world.figures(as_of(day(cut) - DAY))
    for entity, team in (("plan:", None), ("team:north", "north"), ("team:south", "south")):
        matrix = figures.metric(response_rate(days, 0), (entity,), WEEKS)
        for column, week in enumerate(WEEKS):
            figure = matrix.figure(0, column)
            expected = slow(sent, week, cut, reaches, days, team, moved)
            found = figure.value if isinstance(figure, Known) else figure.why if isinstance(figure, Unknown) else None
            assert found == expected, (entity, week.label)
