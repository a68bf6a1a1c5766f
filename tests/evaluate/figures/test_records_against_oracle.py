"""Records of a process: entries into stages, states at an instant, and who gets the credit, as the definitions say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planlang.semantics import expr
from planlang.semantics.model import History, SnapshotDate, Table
from planlang.values import units
from planlang.values.periods import Grain, periods_meeting
from tests.evaluate.figures import figure_oracle as oracle
from tests.evaluate.figures.figure_worlds import (
    MONEY,
    Given,
    World,
    aggregate,
    as_of,
    col,
    column,
    constant,
    lit,
    over,
    pipeline,
    same,
    visits_of,
)
from tests.evaluate.figures.test_figures_against_oracle import DAYS, FIRST, PEOPLE, agree, rosters
from tests.laws import tries

SLOW = settings(max_examples=tries(40), deadline=None, suppress_health_check=list(HealthCheck))
STAGE = units.StageOf("b2b")
STAGES = st.sampled_from(["prospect", "proposal", "won", "lost"])
DEALS = ("D1", "D2", "D'3", "D4", "D5")
LOADED = ((FIRST, FIRST + timedelta(days=63)),)
INSTANTS = st.builds(lambda d, h: datetime.combine(d, time(h)), DAYS, st.sampled_from([0, 10, 15]))

TABLE = (
    column("deal", units.TextUnit()),
    column("owner", units.Person(), optional=True),
    column("stage", STAGE),
    column("amount", MONEY, optional=True),
    column("created", units.DateUnit()),
)
CHANGES = (
    column("deal", units.TextUnit()),
    column("at", units.InstantUnit()),
    column("stage", STAGE, optional=True),
    column("owner", units.Person(), optional=True),
)


def record(deal: str) -> st.SearchStrategy[tuple[object, ...]]:
    amounts = st.none() | st.integers(1, 90).map(Decimal)
    return st.tuples(st.just(deal), st.none() | st.sampled_from((*PEOPLE, "陈某")), STAGES, amounts, DAYS)


@st.composite
def moves(draw: st.DrawFn) -> list[tuple[str, str, datetime]]:
    found = []
    for deal in DEALS:
        at = sorted(draw(st.lists(INSTANTS, min_size=1, max_size=4, unique=True)))
        before = ""
        for instant in at:
            stage = draw(STAGES.filter(lambda s, before=before: s != before))
            found.append((deal, stage, instant))
            before = stage
    return found


SHORT = ((FIRST, FIRST + timedelta(days=40)),)
WEEKS = ((FIRST, FIRST + timedelta(days=42)),)
KINDS = ("history", "history with owners", "exports", "dated", "plain")


@st.composite
def worlds(draw: st.DrawFn, kinds: tuple[str, ...] = KINDS) -> World:
    kind = draw(st.sampled_from(kinds))
    world = draw(rosters())
    moved = draw(moves())
    visits = {"b2b": visits_of(moved)}
    shape = Table(("deal",), None, ())
    files, taken = 1, ()
    if kind == "exports":
        days = sorted(draw(st.lists(DAYS, min_size=1, max_size=8, unique=True)))
        rows, stamps = [], []
        for day in days:
            for deal in DEALS:
                if draw(st.integers(0, 3)):
                    rows.append(draw(record(deal)))
                    stamps.append(day)
        shape, taken = Table(("deal",), SnapshotDate(None), ()), tuple(stamps)
    else:
        rows = [draw(record(deal)) for deal in DEALS for _ in range(draw(st.integers(1, 2)))]
        files = 2
    if kind == "dated":
        shape = Table(
            ("deal",), None, (("prospect", "created"), ("proposal", "created"), ("won", "created"), ("lost", "created"))
        )
    sources = [Given("deals", shape, TABLE, rows, draw(st.sampled_from([LOADED, LOADED, SHORT, WEEKS])), taken, files)]
    if kind.startswith("history"):
        owners = st.none() | st.sampled_from(PEOPLE) if kind.endswith("owners") else st.none()
        changes = [(deal, at, stage, draw(owners)) for deal, stage, at in moved]
        changes += [
            (draw(st.sampled_from(DEALS)), at, None, draw(owners)) for at in draw(st.lists(INSTANTS, max_size=4))
        ]
        columns = CHANGES if kind.endswith("owners") else CHANGES[:3]
        gap = draw(st.sampled_from([LOADED, SHORT]))
        rows = [row[: len(columns)] for row in changes]
        sources.append(Given("changes", History("deals", "at"), columns, rows, gap))
    return evolve(world, sources=tuple(sources), processes=(pipeline(),), visits=visits)


MOMENTS = st.sampled_from(
    [
        expr.Dated("created"),
        expr.OnEntry("b2b", "proposal"),
        expr.OnEntry("b2b", "won"),
        expr.OnEntry("b2b", "lost"),
        expr.AsItStands(),
        expr.AsItStands(),
    ]
)
WHERES = st.sampled_from(
    [
        None,
        expr.InPhase(col("stage", STAGE), "b2b", expr.Phase.OPEN),
        expr.InPhase(col("stage", STAGE), "b2b", expr.Phase.WON),
        same(col("stage", STAGE), lit("proposal", STAGE)),
        expr.RowComparison(expr.Comparison.AT_LEAST, col("amount", MONEY), lit(30, MONEY)),
        expr.RowComparison(expr.Comparison.MORE, expr.DaysSince(col("created", units.DateUnit())), lit(12)),
        expr.FallsIn(col("created", units.DateUnit()), Grain.WEEK),
        expr.RowNot(expr.FallsIn(col("created", units.DateUnit()), Grain.MONTH)),
    ]
)


@st.composite
def aggregates(draw: st.DrawFn) -> expr.Aggregate:
    fold = draw(st.sampled_from([expr.Fold.COUNT, expr.Fold.COUNT, *expr.Fold]))
    value: expr.RowExpression | None = None
    if fold is expr.Fold.DISTINCT:
        value = draw(st.sampled_from([col("amount", MONEY), col("owner", units.Person()), col("stage", STAGE)]))
    elif fold is not expr.Fold.COUNT:
        value = col("amount", MONEY)
    credit = draw(
        st.sampled_from(
            [None, *(expr.CreditTo("owner", when) for when in expr.CreditTime if when is not expr.CreditTime.ROW)]
        )
    )
    return aggregate(fold, "deals", value=value, moment=draw(MOMENTS), where=draw(WHERES), credit=credit, unit=MONEY)


def is_defined(world: World, counted: expr.Aggregate) -> bool:
    """Whether the data can tell: entries want a history, exports or dated columns; visits of plain tables are none."""
    history = any(isinstance(given.shape, History) for given in world.sources)
    shape = world.sources[0].shape
    assert isinstance(shape, Table)
    return not isinstance(counted.moment, expr.OnEntry) or history or bool(shape.snapshot or shape.entered)


WINDOWS = st.sampled_from([None, expr.RollingWindow(3), expr.RollingWindow(8), expr.ToDate(Grain.QUARTER)])


@SLOW
@given(worlds(), aggregates(), st.sampled_from([62, 45]), st.sampled_from([0, 12]), WINDOWS)
def test_figures_of_records_are_those_of_the_definitions(world, counted, until, hour, window) -> None:
    if not is_defined(world, counted):
        return
    day = FIRST + timedelta(days=until)
    cut = datetime.combine(day, time(hour))
    periods = list(periods_meeting(FIRST, day + timedelta(days=2), Grain.WEEK))
    expression = over(counted, window) if window else counted
    agree(world.figures(as_of(cut)), oracle.Facts(world, cut), expression, periods)


ENTERED = st.sampled_from([expr.OnEntry("b2b", stage) for stage in ("proposal", "won", "lost")])


@settings(SLOW, max_examples=tries(150))
@given(worlds(("exports",)), ENTERED, st.sampled_from([62, 45]), st.sampled_from([Grain.WEEK, Grain.MONTH]), WINDOWS)
def test_entries_around_the_first_and_around_missing_exports_are_on_no_known_side(
    world, moment, until, grain, window
) -> None:
    counted = aggregate(expr.Fold.COUNT, "deals", moment=moment, credit=None, unit=MONEY)
    day = FIRST + timedelta(days=until)
    cut = datetime.combine(day, time())
    periods = list(periods_meeting(FIRST, day + timedelta(days=2), grain))
    expression = over(counted, window) if window else counted
    agree(world.figures(as_of(cut)), oracle.Facts(world, cut), expression, periods)


def test_which_weeks_exports_show() -> None:
    """The first export comes in W07 on a Sunday, then there is one in W08 and none in W09 and W10."""
    days = [date(2026, 2, 15), date(2026, 2, 20), date(2026, 3, 12)]
    rows = [("D1", "张丽", "prospect", Decimal(5), FIRST)] * len(days)
    deals = Given("deals", Table(("deal",), SnapshotDate(None), ()), TABLE, rows, LOADED, tuple(days))
    world = World(sources=(deals,), processes=(pipeline(),), visits={"b2b": []})
    won = aggregate(expr.Fold.COUNT, "deals", moment=expr.OnEntry("b2b", "won"), credit=None)
    facts = oracle.Facts(world, datetime(2026, 3, 20))
    weeks = list(periods_meeting(date(2026, 2, 2), date(2026, 3, 20), Grain.WEEK))
    told = {week.label[5:]: oracle.figure(facts, won, "plan:", week) for week in weeks}
    no = oracle.UNKNOWN
    assert told == {"W06": no, "W07": 0, "W08": 0, "W09": no, "W10": no, "W11": no, "W12": 0}
    agree(world.figures(as_of(datetime(2026, 3, 20))), facts, won, weeks)


def test_a_window_that_begins_before_the_first_export_is_unknown_to_those_who_were_there() -> None:
    """The first export comes in W07; 王强 is there from Thursday of that week on."""
    weekly = [date(2026, 2, 15) + timedelta(weeks=number) for number in range(5)]
    rows = [("D1", "张丽", "prospect", Decimal(5), FIRST)] * len(weekly)
    deals = Given("deals", Table(("deal",), SnapshotDate(None), ()), TABLE, rows, LOADED, tuple(weekly))
    members = (("张丽", "north", "rep", None, None), ('王"强', "north", "rep", date(2026, 2, 12), None))
    world = World(
        teams=(("north", None),), members=members, sources=(deals,), processes=(pipeline(),), visits={"b2b": []}
    )
    credit = expr.CreditTo("owner", expr.CreditTime.EVENT)
    won = aggregate(expr.Fold.COUNT, "deals", moment=expr.OnEntry("b2b", "won"), credit=credit)
    cut = datetime(2026, 3, 16)
    facts, figures = oracle.Facts(world, cut), world.figures(as_of(cut))
    weeks = list(periods_meeting(date(2026, 2, 2), cut.date(), Grain.WEEK))
    no = oracle.UNKNOWN
    expected = {
        ("rep:张丽", 2): [no, no, 0, 0, 0, 0],
        ("rep:张丽", 4): [no, no, no, no, 0, 0],
        ("team:north", 4): [no, no, no, no, 0, 0],
        ('rep:王"强', 4): [no, 0, 0, 0, 0, 0],
    }
    for (entity, count), values in expected.items():
        window = over(won, expr.RollingWindow(count))
        assert [oracle.figure(facts, window, entity, week) for week in weeks] == values
        agree(figures, facts, window, weeks)


def test_a_list_that_ends_before_the_cut_shows_the_state_of_its_last_day() -> None:
    """Loaded up to the end of W10; 王强 left in W05, and has nothing whatever the state was."""
    members = (("张丽", "north", "rep", None, None), ('王"强', "north", "rep", None, FIRST))
    deals = Given("deals", Table(("deal",), None, ()), TABLE, [("D1", "张丽", "won", Decimal(5), FIRST)], WEEKS)
    world = World(teams=(("north", None),), members=members, sources=(deals,), processes=(pipeline(),))
    cut = datetime(2026, 3, 29)
    facts, figures = oracle.Facts(world, cut), world.figures(as_of(cut))
    standing = aggregate(
        expr.Fold.COUNT, "deals", moment=expr.AsItStands(), credit=expr.CreditTo("owner", expr.CreditTime.EVENT)
    )
    weeks = list(periods_meeting(date(2026, 2, 23), cut.date(), Grain.WEEK))
    no = oracle.UNKNOWN
    told = {week.label[5:]: oracle.figure(facts, standing, "team:north", week) for week in weeks}
    assert told == {"W09": no, "W10": 1, "W11": no, "W12": no, "W13": no}
    gone = [oracle.figure(facts, over(standing, expr.RollingWindow(8)), 'rep:王"强', week) for week in weeks]
    assert gone == [no, 0, 0, 0, no], "in the last one he was never there"
    for expression in (standing, over(standing, expr.RollingWindow(8))):
        agree(figures, facts, expression, weeks)


def test_entries_that_nothing_dates_are_unknown() -> None:
    deals = Given("deals", Table(("deal",), None, ()), TABLE, [("D1", "张丽", "won", Decimal(5), FIRST)], LOADED)
    world = World(sources=(deals,), processes=(pipeline(),))
    won = aggregate(expr.Fold.COUNT, "deals", moment=expr.OnEntry("b2b", "won"), credit=None)
    figures = world.figures(as_of(date(2026, 3, 1)))
    assert figures.over(won, "plan:", FIRST, FIRST + timedelta(days=7)) != constant(0)
    assert not figures.metric(
        won, ("plan:",), list(periods_meeting(FIRST, date(2026, 2, 9), Grain.WEEK))
    ).cells.known.any()
