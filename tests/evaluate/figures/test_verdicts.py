"""Conditions judged in bulk agree with conditions judged one by one, scaling and skipping included."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.evaluate.conditions.judging import deciding, judge
from planlang.semantics import expr
from planlang.semantics.model import EntityKind, Events, Scaling
from planlang.values import units
from planlang.values.calendars import Calendar, CalendarSpec, DayException
from planlang.values.periods import Grain, Period, periods_meeting
from tests.evaluate.figures import figure_oracle as oracle
from tests.evaluate.figures.figure_worlds import SPAN, Given, World, aggregate, as_of, compare, constant, over
from tests.evaluate.figures.test_figures_against_oracle import COLUMNS, DAYS, FIRST, GAPS, PEOPLE, ROWS, rosters
from tests.laws import tries

SLOW = settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
COUNT = aggregate(expr.Fold.COUNT, "visits")
RATE = expr.RatioOf(
    aggregate(expr.Fold.COUNT, "visits", where=expr.RowEmpty(expr.Column("kind", units.TextUnit()), True)),
    COUNT,
    0,
    units.Ratio(),
    SPAN,
)
SUBJECTS = st.sampled_from(
    [
        COUNT,
        over(COUNT, expr.RollingWindow(2)),
        over(COUNT, expr.PreviousPeriod()),
        RATE,
        over(COUNT, expr.AverageOver(2)),
    ]
)
OPERATORS = st.sampled_from(["<", "<=", ">", ">=", "is", "is not"])
LEAVES = (
    st.builds(lambda a, o, n: compare(a, o, constant(n)), SUBJECTS, OPERATORS, st.sampled_from([0, 1, 2, "0.5"]))
    | st.builds(lambda a, b: compare(a, "<", b), SUBJECTS, SUBJECTS)
    | st.builds(lambda a, n: expr.FigureUnknown(a, n, SPAN), SUBJECTS, st.booleans())
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: (
        st.builds(lambda a, b: expr.FigureAll((a, b), SPAN), inner, inner)
        | st.builds(lambda a, b: expr.FigureAny((a, b), SPAN), inner, inner)
        | st.builds(lambda a: expr.FigureNot(a, SPAN), inner)
    ),
    max_leaves=3,
)
OFF = st.builds(
    lambda days, weekdays: CalendarSpec(
        "own", "Own", weekdays, exceptions={day: DayException(day.weekday() > 4, "") for day in days}
    ),
    st.lists(DAYS, max_size=12),
    st.sampled_from([frozenset(range(5)), frozenset(range(5)), frozenset({0, 3})]),
)


class Slow:
    """Judges one cell at a time."""

    def __init__(self, world: World, facts: oracle.Facts, calendar: Calendar, scaling: Scaling) -> None:
        self.world, self.facts, self.calendar, self.scaling = world, facts, calendar, scaling

    def days(self, start, end):  # type: ignore[no-untyped-def]
        return [start + timedelta(days=n) for n in range((end - start).days)]

    def worked(self, entity: str, role: str | None, start, end) -> int:  # type: ignore[no-untyped-def]
        away = {
            d for who, a, b in self.world.leaves if entity == f"rep:{who}" for d in self.days(a, b + timedelta(days=1))
        }
        return sum(
            self.calendar.is_working(day) and oracle.active(self.world, entity, day, role) and day not in away
            for day in self.days(start, end)
        )

    def cell(self, condition: expr.FigureExpression, entity: str, role: str | None, period: Period, ends: bool) -> str:
        days = self.days(period.start, period.end)
        if not any(oracle.active(self.world, entity, day, role) for day in days):
            return "no cell"
        return self.truth(condition, entity, role, period, not ends)

    def truth(self, e: expr.FigureExpression, entity: str, role: str | None, period: Period, bad: bool) -> str:
        match e:
            case expr.FigureAll(operands=parts) | expr.FigureAny(operands=parts):
                found = [self.truth(part, entity, role, period, bad) for part in parts]
                decisive = "false" if isinstance(e, expr.FigureAll) else "true"
                for answer in (decisive, "unknown", "skip"):
                    if answer in found:
                        return answer
                return {"false": "true", "true": "false"}[decisive]
            case expr.FigureNot(operand=operand):
                answer = self.truth(operand, entity, role, period, not bad)
                return {"true": "false", "false": "true"}.get(answer, answer)
            case expr.FigureUnknown(subject=subject, negated=negated):
                if not self.worked(entity, role, *self.counting(subject, period)):
                    return "skip"
                value = oracle.figure(self.facts, subject, entity, period, role)
                return str(isinstance(value, str) != negated).lower()
            case expr.FigureComparison(operator=operator, left=left, right=right):
                return self.compared(operator, left, right, entity, role, period, bad)
        raise AssertionError(e)

    def counting(self, subject: expr.FigureExpression, period: Period):  # type: ignore[no-untyped-def]
        """The days whose working days decide: of a rolling window all of them, else those of the period."""
        window = getattr(subject, "window", None)
        return (oracle.back(period, 1).start if isinstance(window, expr.RollingWindow) else period.start), period.end

    def compared(self, operator, left, right, entity, role, period, bad) -> str:  # type: ignore[no-untyped-def]
        a, b = (oracle.figure(self.facts, side, entity, period, role) for side in (left, right))
        window = left.window if isinstance(left, expr.OverWindow) else expr.ThisPeriod()
        adds_up = (
            left is not RATE and not isinstance(window, expr.AverageOver) and isinstance(right, expr.FigureConstant)
        )
        worked, nominal = self.worked(entity, role, *self.counting(left, period)), self.calendar.nominal_days
        if not worked or (not adds_up and 2 * worked < nominal(*self.counting(left, period))):
            return "skip"
        lower = ("<", "<=") if bad else (">", ">=")
        scales = {Scaling.NONE: (), Scaling.LOWER: lower, Scaling.ALL: ("<", "<=", ">", ">=")}[self.scaling]
        no_days = False
        if adds_up and operator.value in scales:
            start = {"RollingWindow": oracle.back(period, 1).start, "PreviousPeriod": oracle.back(period, 1).start}
            end = oracle.back(period, 1).end if isinstance(window, expr.PreviousPeriod) else period.end
            first = start.get(type(window).__name__, period.start)
            share = Fraction(self.worked(entity, role, first, end), nominal(first, end))
            b, no_days = b * share, share == 0
        if isinstance(a, str) or isinstance(b, str):
            return "unknown"
        if no_days:
            return "skip"
        answers = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "is": a == b, "is not": a != b}
        return str(answers[operator.value]).lower()


@SLOW
@given(
    rosters(),
    st.lists(ROWS, max_size=14),
    GAPS,
    CONDITIONS,
    st.sampled_from(Scaling),
    st.booleans(),
    OFF,
    st.lists(st.tuples(st.sampled_from(PEOPLE), DAYS, st.integers(0, 9)), max_size=2),
    st.sampled_from(
        [(EntityKind.PERSON, None), (EntityKind.PERSON, "rep"), (EntityKind.TEAM, None), (EntityKind.PLAN, None)]
    ),
)
def test_verdicts_are_those_of_the_definitions(
    world, rows, loaded, condition, scaling, ends, calendar, leaves, judged
) -> None:
    kind, role = judged
    away = tuple((who, day, day + timedelta(days=n)) for who, day, n in leaves)
    world = evolve(
        world, leaves=away, calendar=calendar, sources=(Given("visits", Events("at"), COLUMNS, rows, loaded),)
    )
    last = FIRST + timedelta(days=62)
    figures = world.figures(as_of(last))
    periods = list(periods_meeting(FIRST, last, Grain.WEEK))
    entities = figures.roster.entities(kind, role)
    verdicts = judge(figures, condition, entities, periods, scaling=scaling, ends=ends)
    facts = oracle.Facts(world, datetime.combine(last + timedelta(days=1), datetime.min.time()))
    slow = Slow(world, facts, figures.plan.calendar, scaling)
    names = ("false", "true", "unknown", "skip", "no cell")
    for row, entity in enumerate(entities):
        found = [names[code] for code in verdicts.codes[row]]
        assert found == [slow.cell(condition, entity, role, period, ends) for period in periods], entity


@given(st.fractions(), st.integers(-50, 50), OPERATORS.filter(lambda o: o[0] in "<>"))
def test_the_limit_shown_for_counts_decides_like_the_exact_one(limit, count, operator) -> None:
    shown = deciding(expr.Comparison(operator), limit)
    assert shown.denominator == 1
    outcomes = [{"<": count < x, "<=": count <= x, ">": count > x, ">=": count >= x}[operator] for x in (limit, shown)]
    assert outcomes[0] == outcomes[1]
