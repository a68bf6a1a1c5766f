"""Laws of the checker, with slow and plain oracles."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from planlang.lint.run import lint
from planlang.semantics.check import check_files
from planlang.semantics.clauses.thresholds import Verdict, implies, meets, threshold
from planlang.semantics.expr import Arithmetic, Comparison, FigureComparison, FigureConstant, MetricRef
from planlang.semantics.expressions.units import combine, common, share, unit_words
from planlang.source import Source, Span
from planlang.syntax.parse import parse
from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    StageOf,
    TextUnit,
    Truth,
    WorkingDays,
)
from tests.laws import tries
from tests.semantics.marked import COMPANY, FILES, HEAD, Memory, checked

UNITS = (
    Count(),
    Plain(),
    Ratio(),
    PercentagePoints(),
    MoneyIn("CNY"),
    MoneyIn("USD"),
    Days(),
    WorkingDays(),
    Minutes(),
    DateUnit(),
    InstantUnit(),
    TextUnit(),
    Truth(),
    Person(),
    StageOf("b2b"),
)
units = st.sampled_from(UNITS)


@given(units, units)
def test_sums_and_products_do_not_care_about_order(one: object, other: object) -> None:
    for operator in (Arithmetic.ADD, Arithmetic.MULTIPLY):
        assert combine(operator, one, other) == combine(operator, other, one)
    assert common(one, other) == common(other, one)


@given(units, units)
def test_what_is_divided_and_multiplied_again_is_what_it_was(one: object, other: object) -> None:
    quotient = combine(Arithmetic.DIVIDE, one, other)
    whole = not {type(one), type(other)} & {Count, Ratio, PercentagePoints}
    if quotient is not None and whole:
        assert combine(Arithmetic.MULTIPLY, quotient, other) == one


@given(units, units)
def test_currencies_and_kinds_of_days_never_mix(one: object, other: object) -> None:
    mixed = {one, other} in ({MoneyIn("CNY"), MoneyIn("USD")}, {Days(), WorkingDays()})
    if mixed:
        assert all(combine(operator, one, other) is None for operator in Arithmetic)
        assert common(one, other) is None
        assert share(one, other) is None


@given(units)
def test_every_unit_has_words(unit: object) -> None:
    assert unit_words(unit).render()


PLACE = Span(Source("x", ""), 0, 0)
operators = st.sampled_from(list(Comparison))
limits = st.integers(-3, 3).map(lambda half: Decimal(half) / 2)


@given(operators, limits, operators, limits)
def test_one_threshold_implies_another_iff_no_value_meets_only_the_first(
    one: Comparison, first: Decimal, other: Comparison, second: Decimal
) -> None:
    figure = MetricRef("visits", Plain(), PLACE)
    conditions = [
        FigureComparison(operator, figure, FigureConstant(limit, Plain(), PLACE), PLACE)
        for operator, limit in ((one, first), (other, second))
    ]
    left, right = (threshold(condition) for condition in conditions)
    assert left is not None
    assert right is not None
    values = [Decimal(quarter) / 4 for quarter in range(-40, 41)]
    expected = all(meets(value, right) for value in values if meets(value, left))
    assert (implies(*conditions) is Verdict.YES) == expected


spans = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(sorted)
memberships = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["north", "south", "east"]), spans), max_size=5)
FIRST = date(2026, 1, 1)


@settings(deadline=None, max_examples=tries(60))
@given(memberships)
def test_nobody_is_in_two_teams_on_one_day(held: list[tuple[str, str, list[int]]]) -> None:
    lines: dict[str, list[str]] = {"north": [], "south": [], "east": []}
    for person, team, (start, end) in held:
        dates = [(FIRST + timedelta(days=number)).isoformat() for number in (start, end)]
        lines[team].append(f"rep {person} from {dates[0]} to {dates[1]}")
    text = (
        HEAD + "role rep\n" + "".join(f"team {team} {{\n" + "\n".join(said) + "\n}\n" for team, said in lines.items())
    )
    clash = any(
        sum(1 for who, _, (start, end) in held if who == person and start <= day <= end) > 1
        for person in "ab"
        for day in range(13)
    )
    assert ("overlapping-membership" in checked(text).names) == clash


SAMPLE = (
    COMPANY
    + """
use sales.kit as kit
calendar own "Own" { work week monday .. friday 09:00 .. 12:00; holidays china; off 2026-07-27 "Day" }
metric more = kit.kit_deals this week - visits previous week
goal split_up { measure signed; target 100 CNY; split by quarter 20%, 25%, 25%, 30%; split by team { north 60%; south 40% } }
alert few for each rep { when visits this week < 3 for 2 weeks; until visits this week >= 5; notify rep.lead; say "{rep} {visits}" }
task one "One" { owner director; task two { takes 3wd, best 2wd, worst 5wd; after three + 1d } }
task three { effort 3 person-days; assign 王敏; by 2026-05-01 }
milestone done_all { after one, three; by 2026-06-01; reached when count(deals where stage is won) >= 3 }
"""
)
TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
PIECES = TOKEN.findall(SAMPLE)


def test_the_sample_is_in_order() -> None:
    assert not checked(SAMPLE, FILES).names


@settings(deadline=None, max_examples=tries(150))
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(PIECES) - 1),
            st.sampled_from(
                ["", " ", "}", "{", "visits", "north", "3", "5%", "10 CNY", "won", "deals", "2026-02-30", '"']
            ),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_no_slip_of_the_pen_breaks_the_checker(slips: list[tuple[int, str]]) -> None:
    pieces = list(PIECES)
    for at, text in slips:
        pieces[at] = text
    source = Source("main.plan", "".join(pieces))
    parsed = parse(source)
    outcome = check_files(parsed.value, Memory(FILES))
    for diagnostic in outcome.diagnostics:
        assert diagnostic.message.render()
        assert 0 <= diagnostic.span.start <= diagnostic.span.end
    if outcome.value.model is not None:
        lint(outcome.value.model, outcome.value.modules)


@settings(deadline=None, max_examples=tries(25))
@given(st.randoms(use_true_random=False))
def test_declarations_may_stand_in_any_order(random: object) -> None:
    blocks = re.split(r"\n(?=\w)", SAMPLE.strip())
    random.shuffle(blocks)  # type: ignore[attr-defined]
    found = checked("\n".join(blocks), FILES)
    assert not found.names
    assert set(found.plan.metrics) == set(checked(SAMPLE, FILES).plan.metrics)


def test_the_same_plan_gives_the_same_findings() -> None:
    text = SAMPLE.replace("visits", "visitz", 3).replace("after three", "after thre")
    first, second = checked(text, FILES), checked(text, FILES)
    assert first.names
    assert [(d.name, d.span.start, d.message) for d in first.diagnostics] == [
        (d.name, d.span.start, d.message) for d in second.diagnostics
    ]
