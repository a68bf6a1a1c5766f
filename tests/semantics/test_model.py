"""What the model says of a plan: moments, credit, windows, goals, rules, alerts, tasks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    AsItStands,
    AverageOver,
    ChangeAgainst,
    Column,
    Comparison,
    Constant,
    CreditTime,
    CreditTo,
    CurrentPeriod,
    Dated,
    DaysSince,
    FallsIn,
    FigureComparison,
    Fold,
    GoalMeasure,
    Headcount,
    InPhase,
    LastPeriod,
    OfGoal,
    OnEntry,
    OverWindow,
    Phase,
    PreviousPeriod,
    RatioOf,
    RollingWindow,
    RowAll,
    RowComparison,
    RowEmpty,
    RowNot,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import (
    DayKind,
    DayLimit,
    Direction,
    EntityKind,
    Events,
    History,
    InDays,
    InPersonDays,
    Lag,
    LinkKind,
    NthDayAt,
    ProrateBy,
    StayRule,
    Table,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
    WeeklyAt,
)
from planlang.values.periods import Grain
from planlang.values.units import (
    Count,
    DateUnit,
    Days,
    MoneyIn,
    PercentagePoints,
    Plain,
    Ratio,
    StageOf,
    TextUnit,
    Truth,
)
from tests.semantics.marked import COMPANY, assert_good, checked


def metric(text: str) -> object:
    return assert_good(f"metric x = {text}").plan.metrics["x"].value


def condition(text: str, entity: str = "rep") -> object:
    return assert_good(f"alert a for each {entity} {{ when {text}; notify director }}").plan.alerts["a"].rungs[0].when


# aggregates


@pytest.mark.parametrize(
    ("text", "moment", "credit"),
    [
        ("count(deals where stage enters won)", OnEntry("b2b", "won"), CreditTo("owner", CreditTime.CLOSE)),
        ("count(deals at created)", Dated("created"), CreditTo("owner", CreditTime.EVENT)),
        ("count(activities)", Dated("day"), CreditTo("owner", CreditTime.EVENT)),
        ("count(deals where open)", AsItStands(), CreditTo("owner", CreditTime.PERIOD_END)),
        ("count(deals) credit owner as today", AsItStands(), CreditTo("owner", CreditTime.TODAY)),
        ("count(deals at created) credit owner at close", Dated("created"), CreditTo("owner", CreditTime.CLOSE)),
    ],
)
def test_when_a_row_counts_and_whose_it_is(text: str, moment: object, credit: object) -> None:
    found = metric(text)
    assert isinstance(found, Aggregate)
    assert (found.moment, found.credit) == (moment, credit)


def test_rows_with_two_person_columns_are_nobody_s_unless_the_metric_says_whose() -> None:
    source = 'source s { read "s.csv"; event at day; day: date; host: person; guest: person }\n'
    found = assert_good(source + "metric a = count(s)\nmetric b = count(s) credit guest at event").plan.metrics
    assert found["a"].value.credit is None
    assert found["b"].value.credit == CreditTo("guest", CreditTime.EVENT)


def test_entering_a_stage_is_taken_out_of_the_condition() -> None:
    found = metric('sum(deals.amount where (product is "a" and stage enters won) and amount > 3 CNY)')
    assert isinstance(found, Aggregate)
    assert found.fold is Fold.SUM
    assert found.moment == OnEntry("b2b", "won")
    assert isinstance(found.where, RowAll)
    assert len(found.where.operands) == 2
    assert found.unit == MoneyIn("CNY")


def test_stages_people_and_phases_are_told_by_the_column_they_meet() -> None:
    found = metric('count(deals where stage is 线索 and owner is "Anna Lee" and not won and decision_maker is empty)')
    assert isinstance(found.where, RowAll)
    stage, owner, won, empty = found.where.operands
    assert isinstance(stage, RowComparison)
    assert stage.right == Constant("prospect", StageOf("b2b"))
    assert owner.right.value == "Anna Lee"
    assert isinstance(won.operand, InPhase)
    assert won.operand.phase is Phase.WON
    assert isinstance(empty, RowEmpty)
    assert not empty.negated


def test_words_of_both_languages_mean_the_same() -> None:
    text = "指标 x = 求和(deals.amount 其中 在手 且 距今天数(created) > 30天)\n"
    found = assert_good(text).plan.metrics["x"].value
    other = metric("sum(deals.amount where open and days_since(created) > 30d)")
    assert (found.fold, found.where, found.moment) == (other.fold, other.where, other.moment)
    assert isinstance(found.where.operands[1].left, DaysSince)


def test_headcount_is_of_a_role_by_any_of_its_names() -> None:
    found = metric("signed / headcount(rep)")
    assert found.unit == MoneyIn("CNY")
    assert isinstance(found.right, Headcount)
    assert (found.right.role, found.right.unit) == ("rep", Plain())
    assert metric("在岗人数(代表)").role == metric("人数(rep)").role == "rep"
    assert isinstance(condition("headcount(rep) this week < 3", "team").left, OverWindow)


def test_a_metric_may_be_called_like_the_role_or_the_function_it_asks() -> None:
    assert isinstance(assert_good("metric headcount = headcount(lead)").plan.metrics["headcount"].value, Headcount)
    assert isinstance(assert_good("metric lead = headcount(lead)").plan.metrics["lead"].value, Headcount)


def test_a_date_falls_in_a_current_period() -> None:
    found = metric("count(deals where open and falls_in(closed current quarter))").where.operands[1]
    assert found == FallsIn(Column("closed", DateUnit()), Grain.QUARTER)
    text = "指标 x = 计数(deals 其中 在手 且 落在(closed 当季))\n"
    assert assert_good(text).plan.metrics["x"].value.where.operands[1] == found


def test_filled_and_known_are_the_contrary_of_empty_and_unknown() -> None:
    assert metric("count(deals where closed is known)").where.negated
    assert metric("count(deals where closed is not empty)").where.negated
    assert not metric("count(deals where closed is unknown)").where.negated


# units


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("signed / wins", MoneyIn("CNY")),
        ("signed / pipeline", Plain()),
        ("ratio(signed, pipeline)", Ratio()),
        ("ratio(signed, wins)", MoneyIn("CNY")),
        ("wins + visits", Count()),
        ("wins * 2", Plain()),
        ("wins * 20%", Plain()),
        ("win_rate * 2", Ratio()),
        ("signed * 20%", MoneyIn("CNY")),
        ("win_rate - ratio(wins, visits)", PercentagePoints()),
        ("win_rate - 5pp", Ratio()),
        ("100% - win_rate", Ratio()),
        ("1 - win_rate", Ratio()),
        ("win_rate ?? 0%", Ratio()),
        ("visits averaged over 4 weeks", Plain()),
        ("change(win_rate previous week)", PercentagePoints()),
        ("growth(signed same week last year)", Ratio()),
        ("gap(revenue)", MoneyIn("CNY")),
        ("attainment(revenue)", Ratio()),
        ("avg(deals.discount)", Ratio()),
        ("median(activities.minutes)", Plain()),
        ("distinct(deals.product)", Count()),
        ("-signed", MoneyIn("CNY")),
    ],
)
def test_units_of_figures(text: str, unit: object) -> None:
    assert metric(text).unit == unit


@pytest.mark.parametrize(
    ("written", "lowest"),
    [
        ("rank(actual(cheap))", True),
        ("rank(actual(cheap), best: highest)", False),
        ("rank(actual(revenue))", False),
        ("rank(attainment(cheap))", False),
        ("rank(visits)", False),
        ("rank(visits, best: lowest)", True),
    ],
)
def test_the_lowest_is_the_best_of_what_is_not_to_be_exceeded(written: str, lowest: bool) -> None:
    goal = "goal cheap { measure visits; target at most 30; owner director }\n"
    found = assert_good(goal + f"metric place = {written}").plan.metrics["place"].value
    assert isinstance(found, AmongPeers)
    assert found.lowest is lowest


def test_which_metrics_are_extensive() -> None:
    text = """
metric a = visits * 2 + wins
metric b = win_rate * 2
metric c = pipeline
metric d = visits averaged over 4 weeks
metric e = visits rolling 4 weeks
metric f = signed / wins
metric g = (visits ?? 0) / 5
metric h = avg(activities.minutes)
metric i = headcount(rep)
metric j = visits / i
"""
    found = assert_good(text).plan.metrics
    extensive = {name for name in "abcdefghij" if found[name].extensive}
    assert extensive == {"a", "e", "g"}


def test_the_smallest_sample_reaches_ratios_and_averages_only() -> None:
    found = assert_good("metric a = ratio(wins, visits) min sample 8\nmetric b = avg(activities.minutes) min sample 5")
    assert isinstance(found.plan.metrics["a"].value, RatioOf)
    assert found.plan.metrics["a"].value.min_sample == 8
    assert found.plan.metrics["b"].value.min_sample == 5


def test_formula_columns_may_rest_on_each_other() -> None:
    source = (
        'source s { read "s.csv"; one row per id; id: text; net: money = gross - tax; gross: money; '
        "tax: money = gross * 13%; big: bool = net > 50万 CNY }\n"
    )
    found = assert_good(source).plan.sources["s"]
    assert [column.headers for column in found.columns] == [("id",), (), ("gross",), (), ()]
    assert all(column.formula is not None for column in found.columns if not column.headers)


# windows


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("visits this week < 3", ThisPeriod()),
        ("visits previous week < 3", PreviousPeriod()),
        ("visits same week last year < 3", SameLastYear()),
        ("visits rolling 4 weeks < 3", RollingWindow(4)),
        ("visits averaged over 4 weeks < 3", AverageOver(4)),
        ("visits averaged over previous 4 weeks < 3", AverageOver(4, previous=True)),
        ("visits quarter to date < 3", ToDate(Grain.QUARTER)),
        ("visits current month < 3", CurrentPeriod(Grain.MONTH)),
        ("visits last month < 3", LastPeriod(Grain.MONTH)),
    ],
)
def test_windows(text: str, window: object) -> None:
    found = condition(text)
    assert isinstance(found, FigureComparison)
    assert isinstance(found.left, OverWindow)
    assert found.left.window == window


def test_goals_are_asked_over_their_own_periods() -> None:
    found = condition("attainment(revenue) quarter to date < 80%", "team")
    assert isinstance(found.left, OfGoal)
    assert (found.left.measure, found.left.window) == (GoalMeasure.ATTAINMENT, ToDate(Grain.QUARTER))
    monthly = assert_good(
        "alert a for each team { when 达成率(revenue) this month < 80% for 2 months; notify director }"
    )
    assert monthly.plan.alerts["a"].rungs[0].when.left.window == CurrentPeriod(Grain.MONTH)


def test_change_and_growth_against_an_earlier_period() -> None:
    found = metric("growth(visits, visits previous week)")
    assert isinstance(found, ChangeAgainst)
    assert found.relative
    assert found.window == PreviousPeriod()
    assert metric("growth(visits this week, visits previous week)").window == PreviousPeriod()


@pytest.mark.parametrize(
    ("text", "grain"),
    [
        ("attainment(revenue) quarter to date < 80% for 4 weeks", Grain.WEEK),
        ("signed this month < 3 CNY", Grain.MONTH),
        ("attainment(revenue) quarter to date < 80%", Grain.WEEK),
        ("signed quarter to date < 3 CNY for 2 quarters", Grain.QUARTER),
    ],
)
def test_the_grain_of_a_rule(text: str, grain: Grain) -> None:
    found = assert_good(f"alert a for each team {{ when {text}; notify director }}")
    assert found.plan.alerts["a"].grain is grain


# goals


def goal(clauses: str) -> object:
    return assert_good(f"goal g {{ measure signed; {clauses} }}").plan.goals["g"]


def test_any_two_of_target_base_and_growth_give_the_third() -> None:
    assert goal("base 1亿 CNY during 2025; growth 20%").target == Decimal(120_000_000)
    assert goal("target 1.2亿 CNY; base 1亿 CNY during 2025; growth 20%").base == Decimal(100_000_000)
    assert goal("target 1.2亿 CNY; growth 20%").base == Decimal(100_000_000)
    assert goal("target 1.2亿 CNY").base is None


def test_growth_agrees_to_half_a_unit_of_its_last_digit() -> None:
    assert goal("target 1.2亿 CNY; base 9530万 CNY during 2025; growth 26%")
    assert goal("target 1.2亿 CNY; base 9530万 CNY during 2025; growth 25.9%")
    assert checked(
        COMPANY + "goal g { measure signed; target 1.2亿 CNY; base 9530万 CNY during 2025; growth 25.8% }"
    ).names == ["goal-growth-mismatch"]


def test_splits_over_time() -> None:
    found = goal("target 1亿 CNY; split by quarter 20%, 25%, 25%, 30%")
    assert found.time_grain is Grain.QUARTER
    assert sum(found.time_shares) == 1
    amounts = goal("target 3 CNY; split by quarter 1 CNY, 1 CNY, 0.5 CNY, 0.5 CNY")
    assert sum(amounts.time_shares) == 1
    assert abs(amounts.time_shares[0] - Decimal(1) / 3) < Decimal("1e-25")
    short = goal("target 1亿 CNY by 2026-06-30; split by month 10%, 10%, 20%, 20%, 20%, 20%")
    assert len(short.time_shares) == 6


def test_splits_over_teams_and_people() -> None:
    found = goal('target 100 CNY; split by team { 北区 55% { 张丽 20%; "Anna Lee" 35% }; south 45% { 刘洋 100% } }')
    (split,) = found.splits
    north, south = split.parts
    assert (north.key, north.weight) == ("team:north", Decimal("0.55"))
    assert [(part.key, part.weight) for part in north.splits[0].parts] == [
        ("rep:张丽", Decimal("0.20")),
        ("rep:Anna Lee", Decimal("0.35")),
    ]
    assert [(part.key, part.weight) for part in south.splits[0].parts] == [("rep:刘洋", Decimal("1.00"))]
    (buffered,) = goal("target 100 CNY; split by team, buffer 5% { north 60 CNY; south 45 CNY }").splits
    assert (buffered.buffer, buffered.over, buffered.in_amounts) == (Decimal("0.05"), Fraction(21, 20), True)
    assert [part.weight for part in buffered.parts] == [60, 45]
    counted = assert_good("goal g { measure visits; target 100; split by team { north 60; south 40 } }")
    assert [part.weight for part in counted.plan.goals["g"].splits[0].parts] == [60, 40]


def test_splits_by_columns_measure_the_rows_with_each_value() -> None:
    found = goal('target 100 CNY; split by product { "x" 40%; "y" 60% by approved { yes; no } }')
    (split,) = found.splits
    assert split.column == "product"
    x, y = split.parts
    assert [part.key for part in y.splits[0].parts] == ["true", "false"]
    assert [part.weight for part in y.splits[0].parts] == [1, 1]
    (of_x,) = (part for part in every(x.measure) if isinstance(part, Aggregate))
    assert of_x.where == RowComparison(Comparison.EQUAL, Column("product", TextUnit()), Constant("x", TextUnit()))
    (refused,) = (part for part in every(y.splits[0].parts[1].measure) if isinstance(part, Aggregate))
    assert refused.where == RowAll(
        (
            RowComparison(Comparison.EQUAL, Column("product", TextUnit()), Constant("y", TextUnit())),
            RowNot(Column("approved", Truth())),
        )
    )


def test_what_else_a_goal_says() -> None:
    found = assert_good(
        "goal g { measure wins; target at most 40 by 2026-06-30; prorate by calendar_days; owner north.manager; "
        "serves revenue; lights green from 90%, amber from 70%; calendar germany }"
    ).plan
    target = found.goals["g"]
    assert (target.direction, target.end, target.prorate) == (
        Direction.AT_MOST,
        date(2026, 6, 30),
        ProrateBy.CALENDAR_DAYS,
    )
    assert target.owner == ToRole("manager", "north")
    assert target.serves == ("revenue",)
    assert (target.bands.on_track, target.calendar) == (Decimal("0.9"), "germany")
    assert found.calendars["germany"].countries == ("DE",)


def test_a_level_has_a_band_and_levels_of_its_own_and_a_share_may_be_whole() -> None:
    found = assert_good(
        "goal g { measure win_rate; target at least 40%; split by quarter 30%, 35%, 40%, 50%; amber within 2pp }\n"
        "goal h { measure win_rate; target at least 40%; amber within 2% }\n"
        'goal w { measure wins; target 40; split by rep { 张丽 50% whole; "Anna Lee" 50% } }\n'
        "goal p { measure pipeline; target 40 CNY; split by quarter 10 CNY, 20 CNY, 30 CNY, 50 CNY; "
        "split by team { north 50%; south 50% } }"
    ).plan.goals
    assert found["g"].levels == tuple(map(Decimal, ("0.3", "0.35", "0.4", "0.5")))
    assert (found["g"].time_shares, found["g"].margin, found["h"].margin) == ((), Decimal("0.02"), Decimal("0.02"))
    assert [part.whole for part in found["w"].splits[0].parts] == [True, False]
    assert found["p"].levels == tuple(map(Decimal, (10, 20, 30, 50)))
    assert [part.weight for part in found["p"].splits[0].parts] == [Decimal("0.5"), Decimal("0.5")]


# people


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("director", ToRole("director", anywhere=True)),
        ("经理", ToRole("manager", anywhere=True)),
        ("north.manager", ToRole("manager", "north")),
        ("北区.经理", ToRole("manager", "north")),
        ("north", ToTeam("north")),
        ("王敏", ToPerson("王敏")),
        ('"Anna Lee"', ToPerson("Anna Lee")),
        ("marketing", ToLabel("marketing")),
        ("市场部.经理", ToLabel("市场部.经理")),
    ],
)
def test_who_owns(written: str, who: object) -> None:
    assert assert_good(f"task a {{ takes 1d; owner {written} }}").plan.tasks["a"].owner == who


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("rep", ToEntity()),
        ("代表", ToEntity()),
        ("owner", ToEntity()),
        ("rep.lead", ToRole("lead")),
        ("rep.经理", ToRole("manager")),
        ("team.manager", ToRole("manager")),
        ("director", ToRole("director", anywhere=True)),
        ("south.manager", ToRole("manager", "south")),
    ],
)
def test_who_is_told(written: str, who: object) -> None:
    found = assert_good(f"alert a for each rep {{ when visits this week < 3; notify {written} }}")
    assert found.plan.alerts["a"].notify == (who,)


def test_with_a_roster_anybody_may_be_named() -> None:
    text = 'source r { read "r.csv"; one row per id; id: text; name: person }\nteam west { people from r }\n'
    found = assert_good(text + "alert a for each rep { when visits this week < 3; notify 周九 }")
    assert found.plan.alerts["a"].notify == (ToPerson("周九"),)
    assert found.plan.teams["west"].roster == "r"


@pytest.mark.parametrize(
    ("written", "who"),
    [("市场部", ToLabel("市场部")), ("产品研发中心", ToLabel("产品研发中心")), ("marketing", ToLabel("marketing")),
     ("legal_team", ToLabel("legal_team")), ("张志科", ToPerson("张志科")), ("Marketa", ToPerson("Marketa"))],
)  # fmt: skip
def test_a_department_is_nobody_even_where_anybody_may_be_on_the_roster(written: str, who: object) -> None:
    text = 'source r { read "r.csv"; one row per id; id: text; name: person }\nteam west { people from r }\n'
    assert assert_good(text + f"task a {{ takes 1d; owner {written} }}").plan.tasks["a"].owner == who


# alerts


def test_an_alert() -> None:
    found = assert_good(
        """
alert a "Too few" for each rep where rep.team in (north, south) {
  when visits this week < 10 for 3 weeks
  raise to critical when visits this week < 5 for 2 weeks
  until visits this week >= 12
  severity 警告
  notify rep.lead
  escalate to rep.manager after 1 week
  escalate to director after 21d
  say "{代表} {拜访量} {gap} {连续} of {{x}} {limit}".
}
""".replace('{limit}".', '{limit}"').replace("{gap} ", "")
    ).plan.alerts["a"]
    assert (found.entity, found.role, found.where) == (EntityKind.PERSON, "rep", ("team:north", "team:south"))
    assert [(rung.severity, rung.periods) for rung in found.rungs] == [("warning", 3), ("critical", 2)]
    assert [(step.who, step.after_weeks) for step in found.escalation] == [
        (ToRole("manager"), 1),
        (ToRole("director", anywhere=True), 3),
    ]
    assert found.say == "{rep} {拜访量} {streak} of {{x}} {limit}"
    assert [name for name, _ in found.shown] == ["拜访量"]
    assert isinstance(found.shown[0][1], OverWindow)


def test_a_message_shows_measures_of_the_goal_it_is_about() -> None:
    found = assert_good(
        'alert a for each team { when attainment(revenue) quarter to date < 80%; notify team.manager; say "{team}: {缺口}" }'
    ).plan.alerts["a"]
    assert found.entity is EntityKind.TEAM
    (name, figure) = found.shown[0]
    assert name == "缺口"
    assert isinstance(figure, OfGoal)
    assert (figure.measure, figure.window, figure.unit) == (
        GoalMeasure.GAP,
        ToDate(Grain.QUARTER),
        MoneyIn("CNY"),
    )


# processes


def test_rules_of_a_process_have_names_of_their_own() -> None:
    rules = """stay in proposal at most 10wd
  stay in proposal at most 20wd where amount >= 50万 CNY
  total in 线索 at most 2 weeks severity critical
  at most 14d without activities
  at most 7d without activities in negotiation
  no skipping
  no going back except to prospect
  no reopening except to proposal
  enter negotiation requires amount, approved, decision_maker is not empty
  leave proposal requires amount
  from proposal to won within 21d
"""
    found = checked(COMPANY.replace("loss stage lost", rules + "  loss stage lost"))
    assert not found.names
    process = found.plan.processes["b2b"]
    assert [rule.ident.name for rule in process.rules] == [
        "b2b.stay.proposal",
        "b2b.stay.proposal.2",
        "b2b.total.prospect",
        "b2b.idle",
        "b2b.idle.negotiation",
        "b2b.skip",
        "b2b.back",
        "b2b.reopen",
        "b2b.enter.negotiation",
        "b2b.leave.proposal",
        "b2b.from.proposal.to.won",
    ]
    total = process.rules[2]
    assert isinstance(total, StayRule)
    assert (total.total, total.limit, total.ident.severity) == (True, DayLimit(14, DayKind.CALENDAR), "critical")
    assert [written for written, _ in process.rules[8].conditions] == [
        "amount",
        "approved",
        "decision_maker is not empty",
    ]
    orders = [rule.ident.order for rule in process.rules]
    assert orders == sorted(set(orders))
    assert [stage.position for stage in process.stages] == [0, 1, 2, None, None]
    assert process.loss_origins == {"lost": None}


# sources


@pytest.mark.parametrize(
    ("columns", "rules", "owner"),
    [
        ("", "", "owner"),
        ("helper: person", "", None),
        ("approver: person", "approval discount by approver", "owner"),
        ("approver | 审批人: person", "approval discount by 审批人", "owner"),
        ("approver: person; helper: person", "approval discount by approver", None),
        ("", "approval discount by owner", None),
    ],
)
def test_the_owner_of_records_is_the_one_person_who_approves_nothing(columns: str, rules: str, owner: str) -> None:
    text = COMPANY.replace("  discount: ratio\n", f"  discount: ratio\n  {columns}\n")
    text = text.replace("  loss stage lost", f"  {rules}\n  loss stage lost")
    text = text.replace(
        'lead "Lead" under manager\n', 'lead "Lead" under manager { may approve discount at most 10% }\n'
    )
    found = checked(text)
    assert not found.names
    assert found.plan.processes["b2b"].owner == owner


def test_shapes_of_sources() -> None:
    text = """
source log { read "log.csv"; history of deals; event at at; deal_id: text; at: time; stage: stage[b2b] }
source calls { read "calls.csv"; one row per id; event at day; id: text; day: date; due every month on workday 4 09:00 }
"""
    found = assert_good(text).plan.sources
    assert found["log"].shape == History("deals", "at")
    assert found["calls"].shape == Events("day", ("id",))
    assert isinstance(found["deals"].shape, Table)
    assert found["calls"].due == NthDayAt(Grain.MONTH, 4, True, found["calls"].due.at)
    assert found["deals"].zone == "Asia/Shanghai"
    assert found["deals"].column("amount").unit == MoneyIn("CNY")


# tasks


def test_a_task() -> None:
    found = assert_good(
        """
task a { takes 2 weeks }
task b "B" {
  owner north.manager
  serves revenue
  task c { takes 10wd, best 8wd, worst 15wd; after a + 2wd; starts with a - 1d; assign 王敏, 张丽; cost 5万元 }
  task d { effort 12 person-days; assign north; started 2026-01-05; done 40%; ends on start of c }
  milestone e { after c, revenue; by 2026-04-01; reached when count(deals where stage is won) >= 3 }
}
task f { starts on 2026-02-02; ends on 2026-02-06; as late as possible; priority 2; starts when wins >= 3 }
review r { every friday 16:00; covers revenue, b2b, visits, e; attended by director, north }
"""
    ).plan
    assert found.tasks["a"].length == InDays(Decimal(14), None, None, DayKind.CALENDAR)
    task = found.tasks["c"]
    assert (task.parent, task.length) == ("b", InDays(Decimal(10), Decimal(8), Decimal(15), DayKind.WORKING))
    assert [(link.on, link.kind, link.lag) for link in task.links] == [
        ("a", LinkKind.FINISH_START, Lag(Decimal(2), DayKind.WORKING)),
        ("a", LinkKind.START_START, Lag(Decimal(-1), DayKind.CALENDAR)),
    ]
    assert task.assigned == (ToPerson("王敏"), ToPerson("张丽"))
    assert [(charge.amount, charge.account) for charge in task.costs] == [(50_000, None)]
    assert found.tasks["d"].length == InPersonDays(Decimal(12))
    assert found.tasks["d"].progress.done == Decimal("0.4")
    assert found.tasks["b"].serves == ("revenue",)
    assert found.milestones["e"].parent == "b"
    assert found.milestones["e"].limits.by == date(2026, 4, 1)
    assert isinstance(found.milestones["e"].reached_when, FigureComparison)
    assert found.tasks["f"].length is None
    assert found.tasks["f"].late
    assert found.reviews["r"].every == WeeklyAt(4, found.reviews["r"].every.at)
    assert found.reviews["r"].covers == ("revenue", "b2b", "visits", "e")
    assert found.reviews["r"].attended_by == (ToRole("director", anywhere=True), ToTeam("north"))


# the head


def test_a_plan_without_a_calendar_works_monday_to_friday() -> None:
    found = checked('plan p "P" { period 2026-01-01 .. 2026-12-31 }')
    assert not found.names
    assert found.plan.plan.calendar == "default"
    assert found.plan.calendars["default"].weekdays == frozenset(range(5))
    assert not found.plan.calendars["default"].countries


@pytest.mark.parametrize(("name", "code"), [("china", "CN"), ("中国", "CN"), ("DE", "DE"), ("usa", "US")])
def test_a_country_is_a_calendar(name: str, code: str) -> None:
    found = checked(f'plan p "P" {{ period 2026-01-01 .. 2026-12-31; calendar {name} }}')
    assert found.plan.plan.calendar == name
    assert found.plan.calendars[name].countries == (code,)


def test_a_declared_calendar_goes_before_a_country_of_that_name() -> None:
    found = checked(
        'plan p "P" { period 2026-01-01 .. 2026-12-31; calendar china }\n'
        'calendar china "Ours" { work week sunday .. thursday 09:00 .. 17:00; off 2026-07-27 "Anniversary" }'
    )
    calendar = found.plan.calendars["china"]
    assert calendar.weekdays == frozenset({6, 0, 1, 2, 3})
    assert calendar.hours == ((540, 1020),)
    assert calendar.exceptions[date(2026, 7, 27)].reason == "Anniversary"
    assert not calendar.countries


def test_days() -> None:
    assert metric("count(deals where days_since(created) > 2 weeks)").where.right == Constant(Decimal(14), Days())
