"""Plans made by hand for pictures and reports: written as short lines, scheduled by a small day-based pass."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from planlang.plan.graph import make_graph
from planlang.plan.plan import Edge, Plan
from planlang.schedule.schedule import Cause, Driver, Schedule, Slot, TaskState
from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    Direction,
    Goal,
    Ident,
    InDays,
    Lag,
    Leave,
    LinkKind,
    Membership,
    Milestone,
    Model,
    PlanInfo,
    Progress,
    ProrateBy,
    Role,
    StatusBands,
    Task,
    TaskLink,
    Team,
    ToPerson,
)
from planlang.source import Source, Span
from planlang.values.calendars import Calendar, CalendarSpec, DayException, make_calendar
from planlang.values.periods import DAY, FiscalYears, Grain, Grid
from planlang.values.units import MoneyIn

SOURCE = Source("east.plan", "plan east\n" + "task\n" * 40)
BANDS = StatusBands(Decimal("0.95"), Decimal("0.85"))
KINDS = {kind.value: kind for kind in LinkKind}


def span(line: int) -> Span:
    start = SOURCE.line_starts[min(line, len(SOURCE.line_starts) - 2)]
    return Span(SOURCE, start, start + 4)


def ident(name: str, title: str, order: int) -> Ident:
    return Ident(name=name, alias=None, title=title, doc=None, span=span(order), order=order)


@frozen
class Row:
    """One task (`days` of work), group (`days` None) or milestone (`days` 0); links as `name`, `SS name +2`."""

    name: str
    title: str
    days: int | None
    after: tuple[str, ...] = ()
    parent: str | None = None
    owner: str | None = None
    by: date | None = None
    not_before: date | None = None
    started: date | None = None
    done: Fraction | None = None
    waiting: bool = False


def link(text: str) -> tuple[str, LinkKind, Lag | None]:
    words = text.split()
    kind = KINDS[words.pop(0)] if words[0] in KINDS else LinkKind.FINISH_START
    lag = Lag(Decimal(words[1]), DayKind.WORKING) if len(words) > 1 else None
    return words[0], kind, lag


def calendar(
    first: date, last: date, holidays: Iterable[tuple[date, date, str]] = (), make_up: Iterable[date] = ()
) -> Calendar:
    exceptions: dict[date, DayException] = {}
    for start, end, reason in holidays:
        for offset in range((end - start).days + 1):
            exceptions[start + timedelta(days=offset)] = DayException(False, reason)
    for day in make_up:
        exceptions[day] = DayException(True, "调休")
    return make_calendar(CalendarSpec("china", "中国工作日", exceptions=exceptions), first, last)


def plan(
    title: str,
    rows: Sequence[Row],
    start: date,
    end: date,
    *,
    days: Calendar | None = None,
    goals: Sequence[Goal] = (),
    teams: Sequence[Team] = (),
    roles: Sequence[Role] = (),
) -> Plan:
    nodes: dict[str, Task | Milestone | Goal] = {goal.ident.name: goal for goal in goals}
    edges: list[Edge] = []
    parents = {row.parent for row in rows}
    for order, row in enumerate(rows):
        links = tuple(TaskLink(on, kind, lag, span(order)) for on, kind, lag in map(link, row.after))
        limits = DateLimits(by=row.by, not_before=row.not_before)
        owner = ToPerson(row.owner) if row.owner else None
        head = ident(row.name, row.title, order + 10)
        if row.days == 0:
            nodes[row.name] = Milestone(head, row.parent, links, limits, None, owner, (), None)
        else:
            length = None if row.name in parents else InDays(Decimal(row.days or 1), None, None, DayKind.WORKING)
            done = Decimal(row.done.numerator) / Decimal(row.done.denominator) if row.done is not None else None
            progress = Progress(started=row.started, done=done)
            nodes[row.name] = Task(
                head, row.parent, length, links, limits, False, None, progress, owner, (), (), None, (), None
            )
        edges += [Edge(item.on, row.name, item) for item in links]
    days = days or calendar(start - timedelta(days=400), end + timedelta(days=800))
    info = PlanInfo(ident("east", title, 0), start, end, "Asia/Shanghai", "china", "CNY", 0, FiscalYears())
    model = Model(
        plan=info,
        calendars={"china": days.spec},
        roles={role.ident.name: role for role in roles},
        teams={team.ident.name: team for team in teams},
        sources={},
        metrics={},
        goals={goal.ident.name: goal for goal in goals},
        processes={},
        alerts={},
        tasks={name: node for name, node in nodes.items() if isinstance(node, Task)},
        milestones={name: node for name, node in nodes.items() if isinstance(node, Milestone)},
        reviews={},
        segments={},
    )
    children: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.parent:
            children[row.parent] = (*children.get(row.parent, ()), row.name)
    graph = make_graph(tuple(nodes), {row.name: row.parent for row in rows if row.parent}, edges)
    return Plan(model, {"china": days}, days, Grid(), nodes, lambda: graph, tuple(nodes), tuple(edges), children)


def schedule(made: Plan, rows: Sequence[Row], as_of: date | None = None) -> Schedule:
    """Dates by whole working days; rows must come after what they wait for."""
    days, origin = made.calendar, made.start

    def day(index: int) -> date:
        first = origin if days.is_working(origin) else days.add_working_days(origin, 1)
        return days.add_working_days(first, index)

    def index(when: date) -> int:
        return days.working_days(day(0), when)

    early: dict[str, tuple[int, int]] = {}
    causes: dict[str, Cause] = {}
    groups = {row.parent for row in rows}
    cut = index(as_of) if as_of else None
    for row in rows:
        if row.name in groups:
            continue
        length = row.days or 0
        start, cause = 0, Cause(Driver.PLAN_START)
        if row.not_before and index(row.not_before) > start:
            start, cause = index(row.not_before), Cause(Driver.NOT_BEFORE, day=row.not_before)
        for on, kind, lag in map(link, row.after):
            if on not in early:
                continue
            s, f = early[on]
            wait = int(lag.days) if lag else 0
            least = {"FS": f, "SS": s, "FF": f - length, "SF": s - length}[kind.value] + wait
            if least > start:
                node = made.nodes[row.name]
                assert not isinstance(node, Goal)
                bound = next(known for known in node.links if known.on == on)
                start, cause = least, Cause(Driver.LINK, on, day(max(f - 1, 0)), bound)
        if row.started:
            start, cause = index(row.started), Cause(Driver.ACTUAL, day=row.started)
            if cut is not None and row.done is not None and row.done < 1:
                length = max(length, cut - start + int((1 - row.done) * length + Fraction(1, 2)))
        elif cut is not None and start < cut and length:
            start, cause = cut, Cause(Driver.AS_OF, day=as_of)
        early[row.name] = (start, start + length)
        causes[row.name] = cause
    end = max((finish for _, finish in early.values()), default=0)
    late: dict[str, int] = {}
    for row in reversed(rows):
        if row.name not in early:
            continue
        latest = end
        for other in rows:
            for on, kind, lag in map(link, other.after):
                if on == row.name and other.name in late:
                    s, f = early[other.name]
                    wait = int(lag.days) if lag else 0
                    late_f = late[other.name]
                    late_s = late_f - (f - s)
                    length = early[row.name][1] - early[row.name][0]
                    bound = {"FS": late_s, "SS": late_s + length, "FF": late_f, "SF": late_f + length}[kind.value]
                    latest = min(latest, bound - wait)
        late[row.name] = latest
    slots: dict[str, Slot] = {}

    def within(name: str) -> list[str]:
        below = [row.name for row in rows if row.parent == name]
        return [leaf for child in below for leaf in (within(child) if child in groups else [child])]

    for row in rows:
        leaves = within(row.name) if row.name in groups else [row.name]
        begin = min(early[leaf][0] for leaf in leaves)
        stop = max(early[leaf][1] for leaf in leaves)
        latest = max(late[leaf] for leaf in leaves)
        milestone = row.days == 0
        first, last = day(max(begin - (1 if milestone else 0), 0)), day(max(stop - 1, 0))
        if milestone:
            first = last
        last_possible = day(max(latest - 1, 0))
        room = Fraction(latest - stop)
        done = row.done
        if row.name in groups:
            works = [(r.days or 0, r.done or Fraction(0)) for r in rows if r.name in leaves and r.days]
            total = sum(days for days, _ in works)
            done = sum((days * share for days, share in works), Fraction(0)) / total if total else None
        state = TaskState.WAITING if row.waiting else TaskState.PLANNED
        if done == 1:
            state = TaskState.FINISHED
        elif row.started:
            state = TaskState.RUNNING
        slack = None
        if row.by:
            slack = days.working_days(last + DAY, row.by + DAY) - days.working_days(row.by + DAY, last + DAY)
        slots[row.name] = Slot(
            name=row.name,
            start=first,
            finish=last,
            starts_at=datetime.combine(first, time(9)),
            ends_at=datetime.combine(last, time(18)),
            late_start=days.add_working_days(first, int(room)) if room >= 0 else first,
            late_finish=max(last_possible, last),
            total_float_days=room,
            free_float_days=max(Fraction(0), room),
            critical=room <= 0 and state is not TaskState.FINISHED and row.name not in groups,
            milestone=milestone,
            summary=row.name in groups,
            state=state,
            done=done,
            deadline=row.by,
            slack_days=slack,
            cause=causes.get(row.name, Cause(Driver.PLAN_START)),
            days=0 if milestone else days.working_days(first, last + DAY),
            delays=tuple(r.name for r in rows if any(link(item)[0] == row.name for item in r.after)),
        )
    path = tuple(row.name for row in rows if slots[row.name].critical)
    finish = max((slot.finish for slot in slots.values()), default=made.start)
    return Schedule(slots, (), as_of, finish, path, None)


def goal(name: str, title: str, target: int, start: date, end: date, order: int = 1) -> Goal:
    return Goal(
        ident=ident(name, title, order),
        measure=FigureConstant(Decimal(0), MoneyIn("CNY"), span(1)),
        unit=MoneyIn("CNY"),
        direction=Direction.AT_LEAST,
        target=Decimal(target),
        start=start,
        end=end,
        base=None,
        time_grain=Grain.QUARTER,
        time_shares=(),
        levels=(),
        splits=(),
        prorate=ProrateBy.WORKING_DAYS,
        calendar="china",
        bands=BANDS,
        margin=Decimal(0),
        owner=ToPerson("王敏"),
        serves=(),
    )


def team(name: str, title: str, people: Sequence[str], leaves: Sequence[tuple[str, date, date]] = ()) -> Team:
    members = tuple(Membership(person, name, "rep", None, None, span(2)) for person in people)
    away = tuple(Leave(person, start, end, span(3)) for person, start, end in leaves)
    return Team(ident(name, title, 2), None, members, away, None)


MAY_DAY = [(date(2026, 5, 1), date(2026, 5, 5), "劳动节")]
QINGMING = [(date(2026, 4, 4), date(2026, 4, 6), "清明节")]
DUANWU = [(date(2026, 6, 19), date(2026, 6, 21), "端午节")]


def quarter(chinese: bool = True) -> tuple[Plan, Sequence[Row]]:
    """A plan of a quarter with two groups, every kind of link, deadlines kept and missed, a person on leave."""

    def say(zh: str, en: str) -> str:
        return zh if chinese else en

    new, renew = say("Q2 新客户开拓", "Q2 new customers"), say("老客户续约", "Renewals")
    half, three = Fraction(1, 2), Fraction(3, 4)
    rows = [
        Row("new", new, None, owner=say("陈静", "Jane Chen")),
        Row("list", say("目标客户名单", "Target list"), 8, (), "new", say("王磊", "Leo Wang"), started=date(2026, 4, 7), done=Fraction(1)),
        Row("visits", say("首轮拜访", "First visits"), 24, ("list",), "new", "Lin Zhao", date(2026, 5, 15), started=date(2026, 4, 20), done=three),
        Row("quote", say("方案与报价", "Proposal & quote <draft>"), 13, ("visits",), "new", "Maria Sánchez-Villalobos", done=Fraction(0)),
        Row("poc", say("试点 POC（华东 3 家）", "Pilot with three sites in the east region"), 16, ("list +12",), "new", "Tom Baker", date(2026, 6, 5), started=date(2026, 5, 7), done=Fraction(1, 5)),
        Row("legal", say("合同法务审核与条款确认（含集团模板）", "Contract review by legal, all clauses"), 6, ("SS quote +4",), "new", say("赵律师", "Zoe Law"), date(2026, 6, 8)),
        Row("sign", say("签约冲刺", "Sign-off gate"), 0, ("quote", "poc", "legal"), "new", say("陈静", "Jane Chen"), date(2026, 6, 10)),
        Row("renew", renew, None, owner=say("李娜", "Nina Li")),
        Row("health", say("续约评估", "Health check"), 18, (), "renew", say("李娜", "Nina Li"), started=date(2026, 4, 1), done=Fraction(1)),
        Row("talks", say("商务谈判", "Negotiation"), 26, ("health +1",), "renew", say("孙悦", "Yue Sun"), started=date(2026, 4, 28), done=half),
        Row("train", say("客户培训", "Customer training"), 8, ("FF talks +3",), "renew", say("孙悦", "Yue Sun"), date(2026, 6, 18)),
        Row("prep", say("培训材料", "Training material"), 5, ("SF train",), "renew", say("周涛", "Tao Zhou")),
        Row("cash", say("回款确认", "Cash-in"), 0, ("talks",), "renew", say("孙悦", "Yue Sun"), date(2026, 6, 12)),
        Row("award", say("季度表彰会", "Awards night"), 1, ("sign", "cash"), None, say("王敏", "Min Wang"), waiting=True),
        Row("close", say("季度结账", "Quarter closed"), 0, ("award",), None, say("财务", "Finance"), date(2026, 6, 30)),
    ]  # fmt: skip
    start, end = date(2026, 4, 1), date(2026, 6, 30)
    days = calendar(date(2025, 1, 1), date(2028, 12, 31), MAY_DAY + QINGMING + DUANWU, [date(2026, 5, 9)])
    goals = [
        goal("signed", say("新签合同额", "New contracts"), 11_500_000, start, end, 1),
        goal("cashed", say("回款", "Cash received"), 10_000_000, start, end, 2),
    ]
    teams = [
        team(
            "east",
            say("华东", "East"),
            [say("孙悦", "Yue Sun")],
            [(say("孙悦", "Yue Sun"), date(2026, 5, 11), date(2026, 5, 13))],
        )
    ]
    title = say("华东大区 2026 年二季度增长计划", "East region: growth plan for Q2 2026")
    return plan(title, rows, start, end, days=days, goals=goals, teams=teams), rows


WORDS_ZH = [
    "客户",
    "调研",
    "方案",
    "报价",
    "拜访",
    "培训",
    "渠道",
    "伙伴",
    "合同",
    "回款",
    "活动",
    "市场",
    "试点",
    "评审",
    "上线",
    "复盘",
    "招聘",
    "物料",
    "价格",
    "演示",
]
WORDS_EN = [
    "customer",
    "survey",
    "proposal",
    "quote",
    "visit",
    "training",
    "channel",
    "partner",
    "contract",
    "cash",
    "event",
    "market",
    "pilot",
    "review",
    "launch",
    "retro",
    "hiring",
    "material",
    "price",
    "demo",
]


def large(count: int, chinese: bool = True, seed: int = 7, months: int = 9) -> tuple[Plan, Sequence[Row]]:
    """A made-up plan of many rows in groups, with links mostly to near rows, some far."""
    dice = random.Random(seed)
    words = WORDS_ZH if chinese else WORDS_EN
    people = ["陈静", "王磊", "Lin Zhao", "李娜", "孙悦", "Tom Baker", "Maria S.", "周涛"]
    rows: list[Row] = []
    leaves: list[str] = []
    start = date(2026, 1, 1)
    end = start + timedelta(days=31 * months)
    group = None
    depth2 = None
    while len(rows) < count:
        number = len(rows)
        if number % 9 == 0:
            group, depth2 = f"g{number}", None
            rows.append(
                Row(group, f"{dice.choice(words)}{'' if chinese else ' '}{dice.choice(words)} {number // 9 + 1}", None)
            )
            continue
        if number % 9 == 5 and dice.random() < 0.5 and number + 3 < count:
            depth2 = f"h{number}"
            rows.append(Row(depth2, f"{dice.choice(words)} {number}", None, (), group))
            continue
        name = f"t{number}"
        after = []
        if leaves and dice.random() < 0.8:
            near = leaves[-min(len(leaves), dice.choice([1, 1, 2, 3, 6]))]
            kind = dice.choice(["", "", "", "", "SS ", "FF ", "SF "])
            lag = dice.choice(["", "", "", " +2", " -1"])
            after.append(f"{kind}{near}{lag}")
        if len(leaves) > 12 and dice.random() < 0.12:
            after.append(leaves[dice.randrange(max(0, len(leaves) - 40), len(leaves) - 6)])
        milestone = dice.random() < 0.12
        begin = start + timedelta(days=int(number / count * 24 * months))
        by = begin + timedelta(days=dice.randrange(10, 60)) if dice.random() < 0.2 else None
        done = (
            dice.choice([None, None, Fraction(0), Fraction(2, 5), Fraction(1)])
            if number < count / 2 and not milestone
            else None
        )
        title = ("" if chinese else " ").join(dice.choice(words) for _ in range(dice.choice([2, 2, 3, 5, 9])))
        rows.append(
            Row(
                name,
                title,
                0 if milestone else dice.choice([2, 3, 5, 8, 13, 20]),
                tuple(after),
                depth2 or group,
                dice.choice(people),
                by,
                begin,
                begin if done else None,
                done,
            )
        )
        leaves.append(name)
    rows = (
        [row for row in rows if row.days is not None or any(r.parent == row.name for r in rows)]
        if count <= 400
        else rows
    )
    return plan("年度增长总计划" if chinese else "Master plan for the year", rows, start, end), rows
