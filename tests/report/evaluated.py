"""An evaluation made by hand: every kind of finding, known and unknown, in one week."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.snapshot import DataNote, Fault, Load, Place
from planlang.diagnostics.text import Text
from planlang.evaluate.results.alert_states import AlertEvent, AlertNews, AlertPhase, AlertState
from planlang.evaluate.results.evaluation import (
    AsOf,
    Conversion,
    ConversionVerdict,
    Deadline,
    Evaluation,
    Evidence,
    EvidenceRow,
    GoalStatus,
    GoalValue,
    Kind,
    MetricValue,
    RuleCount,
    StageCount,
    Verdict,
    Violation,
)
from planlang.evaluate.results.readings import Range, Reading
from planlang.evaluate.rules.rule_violations import ABOUT
from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import (
    Alert,
    DayKind,
    DayLimit,
    Direction,
    EntityKind,
    Metric,
    Process,
    RuleIdent,
    Rung,
    Scaling,
    Stage,
    StagePhase,
    StayRule,
    Team,
)
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import Grain, Period, week_of
from planlang.values.units import Count, MoneyIn, Ratio, Unit, WorkingDays
from tests.report import made

CNY = MoneyIn("CNY")
WEEK = week_of(date(2026, 5, 11))
CUT = datetime(2026, 5, 18)
SENTENCE = Text("test.sentence", "{words}")
START, END = date(2026, 4, 1), date(2026, 6, 30)
QUARTER = Period(START, date(2026, 7, 1), Grain.QUARTER, "2026-Q2")
UNLOADED = Unknown(Why.NOT_LOADED)


def known(value: str | int) -> Known:
    return Known(Fraction(value))


def evidence(formula: str, line: int, rows: int = 0) -> Evidence:
    found = tuple(
        EvidenceRow(
            f"V{number}",
            Place("activities-2026-05-18.csv", 12 + number, 4, "类型"),
            (("负责人", "张丽"), ("类型", "拜访"), ("日期", f"2026-05-{11 + number}")),
        )
        for number in range(min(rows, 3))
    )
    return Evidence(formula, f"east.plan:{line}:3", (WEEK.start, WEEK.end), found, rows, undecided=1 if rows else 0)


def goal_value(
    goal: str,
    entity: str,
    target: Figure,
    to_date: Figure,
    actual: Figure,
    attainment: Figure,
    status: GoalStatus,
    unit: Unit = CNY,
    period: Period | None = None,
) -> GoalValue:
    def minus(a: Figure, b: Figure) -> Figure:
        return Known(max(Fraction(0), a.value - b.value)) if isinstance(a, Known) and isinstance(b, Known) else UNLOADED

    def over(a: Figure, b: Figure) -> Figure:
        return Known(a.value / b.value) if isinstance(a, Known) and isinstance(b, Known) else UNLOADED

    gap = minus(target, actual)
    left = 31
    return GoalValue(
        goal=goal,
        entity=entity,
        within=None,
        period=period,
        start=START,
        end=END,
        target=target,
        target_to_date=to_date,
        actual=actual,
        attainment=attainment,
        progress=over(actual, target),
        pace=over(to_date, target),
        gap=gap,
        surplus=minus(actual, target),
        required_rate=Known(gap.value / left) if isinstance(gap, Known) else gap,
        working_days_left=left,
        unit=unit,
        direction=Direction.AT_LEAST,
        accumulates=not isinstance(unit, Ratio),
        depth=0 if entity == "plan:" else 1,
        status=status,
        bands=made.BANDS,
        margin=Fraction(0),
        evidence=evidence("求和(deals.amount 其中 stage 转入 won)", 12, 11),
    )


def evaluation(chinese: bool = True) -> Evaluation:
    def say(zh: str, en: str) -> str:
        return zh if chinese else en

    plan, rows = made.quarter(chinese)
    schedule = made.schedule(plan, rows, CUT.date())
    zhang, wang, anna = say("张丽", "Lily Zhang"), say("王强", "John Wang"), "Anna Lee"
    stages = (
        Stage("lead", None, say("线索", "Lead"), StagePhase.OPEN, 0),
        Stage("qualified", None, say("商机", "Qualified"), StagePhase.OPEN, 1),
        Stage("proposal", None, say("方案", "Proposal"), StagePhase.OPEN, 2),
        Stage("negotiation", None, say("谈判", "Negotiation"), StagePhase.OPEN, 3),
        Stage("won", None, say("赢单", "Won"), StagePhase.WON, None),
    )
    stay = StayRule(
        RuleIdent("b2b.stay.proposal", "high", made.span(20), 20),
        "proposal",
        DayLimit(10, DayKind.WORKING),
        False,
        None,
    )
    process = Process(
        made.ident("b2b", say("标准销售流程", "Standard sales process"), 19), "deals", stages, {}, (stay,), (), ()
    )
    figure = FigureConstant(Decimal(0), Count(), made.span(1))
    alert = Alert(
        made.ident("thin_activity", say("拜访不足", "Too few visits"), 30),
        EntityKind.PERSON, "rep", None, Grain.WEEK, (Rung("warning", figure, 3, None),), 0, False, Scaling.LOWER, (), (), (),
        None, (), None,
    )  # fmt: skip
    metric = Metric(made.ident("visits", say("拜访量", "Visits"), 5), figure, Count(), True)
    teams = {
        **plan.model.teams,
        "north": Team(made.ident("north", say("北区", "North"), 3), None, (), (), None),
        "south": Team(made.ident("south", say("南区", "South"), 4), None, (), (), None),
    }
    model = evolve(
        plan.model, teams=teams, processes={"b2b": process}, alerts={"thin_activity": alert}, metrics={"visits": metric}
    )
    plan = evolve(plan, model=model)

    def sentence(zh: str, en: str):  # type: ignore[no-untyped-def]
        return SENTENCE(words=say(zh, en))

    def violation(
        ident: str,
        kind: Kind,
        rule: str,
        title: str,
        entity: str,
        severity: str,
        owner: str | None,
        message: object,
        *,
        value: Reading | None = None,
        limit: Reading | None = None,
        words: object = None,
        since: date | None = None,
        due: date | None = None,
        weeks: int = 1,
        verdict: Verdict = Verdict.VIOLATED,
        inhibited: str | None = None,
    ) -> Violation:
        return Violation(
            ident, kind, rule, title, entity, severity, owner, WEEK, value, limit, words, message, since, due, weeks,
            verdict, (owner,) if owner else (), inhibited, evidence(rule, 33, 3),
        )  # type: ignore[arg-type]  # fmt: skip

    violations = (
        violation(
            "a1", Kind.SCHEDULE, "task.visits.deadline", say("首轮拜访误期", "First visits late"), "task:visits",
            "critical", "Lin Zhao", sentence("首轮拜访预计 5/25 完成，晚于期限 5/15", "first visits end 25 May, due 15 May"),
            value=Reading(known(6), WorkingDays()), limit=Reading(known(0), WorkingDays()),
            since=date(2026, 5, 16), due=date(2026, 5, 15), weeks=1,
        ),
        violation(
            "a2", Kind.ALERT, "thin_activity", say("拜访不足", "Too few visits"), f"rep:{zhang}", "high", zhang,
            sentence(f"{zhang}：本周拜访 7 次，连续 3 周低于 10 次", f"{zhang}: 7 visits this week, below 10 for 3 weeks"),
            value=Reading(known(7), Count()), limit=Reading(known(10), Count()),
            words=SENTENCE(words=say("< 10，连续 3 周", "< 10 for 3 weeks")), since=date(2026, 4, 27), weeks=3,
        ),
        violation(
            "a3", Kind.RULE, "b2b.stay.proposal", say("方案阶段超期", "Too long in Proposal"), "deal:D-1042", "high", wang,
            sentence("D-1042 在方案阶段已停留 14 个工作日", "D-1042 has been in Proposal for 14 working days"),
            value=Reading(known(14), WorkingDays()), limit=Reading(known(10), WorkingDays()),
            since=date(2026, 5, 12), weeks=1, verdict=Verdict.POSSIBLE,
        ),
        violation(
            "a4", Kind.RULE, "b2b.skip", say("违规跳阶", "Skipped a stage"), "deal:D-0997", "warning", anna,
            ABOUT(
                noun=say("商机", "deal"), record="D-0997", what=sentence("从线索直接进入方案", "went from Lead to Proposal")
            ),
            since=date(2026, 5, 14), inhibited=None,
        ),
        violation(
            "a5", Kind.ALERT, "thin_activity", say("拜访不足", "Too few visits"), f"rep:{wang}", "info", None,
            sentence(f"{wang}：本周拜访 9 次", f"{wang}: 9 visits this week"),
            value=Reading(known(9), Count()), limit=Reading(known(10), Count()), words=SENTENCE(words="< 10"),
            since=date(2026, 5, 11), inhibited="team_trouble",
        ),
    )  # fmt: skip

    def state(
        entity: str, week: date, phase: AlertPhase, *, streak: int = 0, age: int = 0, value: Figure | None = None,
        no_data: bool = False, skipped: bool = False,
    ) -> AlertState:  # fmt: skip
        return AlertState(
            "thin_activity", entity, week_of(week), phase, "high", streak, age,
            "2026-W18" if phase is AlertPhase.FIRING else None,
            Reading(value, Count()) if value else None, Reading(known(10), Count()), no_data, skipped,
        )  # fmt: skip

    weeks = [
        date(2026, 3, 30),
        date(2026, 4, 6),
        date(2026, 4, 13),
        date(2026, 4, 20),
        date(2026, 4, 27),
        date(2026, 5, 4),
        date(2026, 5, 11),
    ]
    inactive, pending, firing, resolved = (
        AlertPhase.INACTIVE,
        AlertPhase.PENDING,
        AlertPhase.FIRING,
        AlertPhase.RESOLVED,
    )
    history = (
        state(f"rep:{zhang}", weeks[0], inactive, value=known(12)),
        state(f"rep:{zhang}", weeks[1], inactive, value=known(11)),
        state(f"rep:{zhang}", weeks[2], pending, streak=1, value=known(8)),
        state(f"rep:{zhang}", weeks[3], pending, streak=1, no_data=True, value=UNLOADED),
        state(f"rep:{zhang}", weeks[4], firing, streak=3, value=known(6)),
        state(f"rep:{zhang}", weeks[5], firing, streak=3, age=1, skipped=True),
        state(f"rep:{zhang}", weeks[6], firing, streak=4, age=2, value=known(7)),
        state(f"rep:{anna}", weeks[5], firing, streak=3, value=known(5)),
        state(f"rep:{anna}", weeks[6], resolved, value=known(13)),
        state(f"rep:{wang}", weeks[6], firing, streak=3, value=known(9)),
    )
    alerts = (
        AlertEvent(AlertNews.NEW, history[-1], violations[4].message, "a5", (wang,)),
        AlertEvent(AlertNews.STILL_ON, history[6], violations[1].message, "a2", (zhang, say("李强", "Mike Li"))),
        AlertEvent(
            AlertNews.RESOLVED, history[8], sentence(f"{anna}：本周拜访 13 次", f"{anna}: 13 visits this week"), "", ()
        ),
    )
    goals = (
        goal_value("signed", "plan:", known(11_500_000), known(5_434_426), known(4_620_000), Known(Fraction(4_620_000, 5_434_426)), GoalStatus.AT_RISK),
        goal_value("signed", "plan:", known(11_500_000), known(5_434_426), known(4_620_000), Known(Fraction(4_620_000, 5_434_426)), GoalStatus.AT_RISK, period=QUARTER),
        goal_value("signed", "team:north", known(6_900_000), known(3_260_655), known(3_420_000), Known(Fraction(3_420_000, 3_260_655)), GoalStatus.ON_TRACK),
        goal_value("signed", "team:south", known(4_600_000), known(2_173_770), known(1_200_000), Known(Fraction(1_200_000, 2_173_770)), GoalStatus.OFF_TRACK),
        goal_value("cashed", "plan:", known(10_000_000), known(4_725_628), known(5_900_000), Known(Fraction(5_900_000, 4_725_628)), GoalStatus.ON_TRACK),
        goal_value("win", "plan:", known("0.3"), known("0.3"), Unknown(Why.SMALL_SAMPLE), Unknown(Why.SMALL_SAMPLE), GoalStatus.NO_DATA, Ratio()),
    )  # fmt: skip
    win = evolve(made.goal("win", say("赢单率", "Win rate"), 0, START, END, 3), unit=Ratio(), target=Decimal("0.3"))
    plan = evolve(
        plan, nodes={**plan.nodes, "win": win}, model=evolve(plan.model, goals={**plan.model.goals, "win": win})
    )
    counts = (
        (184, 172, 21_400_000),
        (96, 91, 18_200_000),
        (41, 43, 12_600_000),
        (18, 17, 7_900_000),
        (11, 8, 4_620_000),
    )
    files = ("deals-2026-05-11.csv", "deals-2026-05-18.csv", "activities-2026-05-18.csv")
    return Evaluation(
        plan=plan,
        as_of=AsOf("2026-W20", CUT, WEEK),
        grain=Grain.WEEK,
        schedule=schedule,
        loads=tuple(
            Load(
                "deals",
                name,
                f"{index:032x}",
                "utf-8",
                (START, WEEK.end),
                None,
                None,
                RowCount(1604, 1604 - index, {"bad-date": index} if index else {}, {}),
            )
            for index, name in enumerate(files)
        ),
        notes=(
            DataNote(
                Fault.BAD_DATE,
                "deals",
                Place("deals-2026-05-18.csv", 213, 7, "创建时间"),
                sentence("“2026/13/05”不是日期", '"2026/13/05" is no date'),
                3,
                True,
            ),
            DataNote(
                Fault.UNKNOWN_PERSON,
                "activities",
                Place("activities-2026-05-18.csv", 40, 2, "负责人"),
                sentence("“陈某”不在任何团队中", '"Chen" is in no team'),
                6,
                False,
            ),
            DataNote(
                Fault.LATE,
                "receipts",
                None,
                sentence("回款表 W20 尚未导出", "receipts for W20 are not there yet"),
                0,
                False,
            ),
        ),
        missing=(sentence("赢单率：样本不足（5 单，至少 8 单）", "win rate: sample too small (5 deals, at least 8)"),),
        metrics=(
            MetricValue(
                "visits", f"rep:{zhang}", WEEK, Reading(known(7), Count()), Reading(known(6), Count()), True, 5
            ),
            MetricValue("visits", "team:south", WEEK, Reading(UNLOADED, Count()), Reading(known(30), Count()), True, 5),
        ),
        goals=goals,
        stages=tuple(
            StageCount(
                "b2b",
                stage.name,
                known(now),
                known(before) if stage.name != "won" else UNLOADED,
                known(amount),
                CNY,
                WEEK.last_day,
            )
            for stage, (now, before, amount) in zip(stages, counts, strict=True)
        ),
        conversions=(
            Conversion(
                "b2b",
                "proposal",
                Fraction(3, 5),
                DayLimit(60, DayKind.CALENDAR),
                date(2026, 4, 1),
                26,
                14,
                8,
                12,
                0,
                Known(Fraction(4, 7)),
                None,
                Range(Fraction(4, 13), Fraction(15, 26)),
                ConversionVerdict.BELOW,
                ("deal:D-1", "deal:D-2"),
            ),
            Conversion(
                "b2b",
                "contact",
                Fraction(1, 2),
                None,
                date(2026, 4, 1),
                9,
                4,
                2,
                3,
                2,
                Unknown(Why.NO_HISTORY),
                Range(Fraction(2, 5), Fraction(3, 5)),
                Range(Fraction(2, 9), Fraction(5, 9)),
                ConversionVerdict.UNKNOWN,
                (),
            ),
        ),
        rules=(
            RuleCount(
                "b2b.stay.proposal", "high", dict.fromkeys(Verdict, 0) | {Verdict.SATISFIED: 30, Verdict.POSSIBLE: 1}
            ),
        ),
        upcoming=(
            Deadline("b2b.stay.proposal", "deal:D-1077", wang, date(2026, 5, 21)),
            Deadline("b2b.stay.proposal", "deal:D-1081", zhang, date(2026, 5, 22)),
            Deadline("b2b.stay.proposal", "deal:D-1103", None, date(2026, 6, 9)),
        ),
        violations=violations,
        alerts=alerts,
        history=history,
        provisional=True,
    )
