"""Models from a few lines of text, so that tests of plan/ and schedule/ read like plans and need no parser.

```
task a { takes 5wd; after b + 2wd }
task s { after a; task t { takes 8..10..15wd } }
milestone m { after s; by 2026-04-01 }
goal g { 2026-01-01 .. 2026-06-30 }
leave 李强 2026-03-10 .. 2026-03-11
leave 李强 2026-03-12 .. 2026-03-12 morning
own 李强 shop
plan shop
```

`own` is the calendar of a person, `plan` that of the plan.

The clauses are those of the language, as far as they bear on dates. `starts when` and `reached when` take no condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import define, evolve, field

from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    Direction,
    Goal,
    HourKind,
    Ident,
    InDays,
    InMonths,
    InPersonDays,
    Lag,
    Leave,
    LinkKind,
    Membership,
    Milestone,
    Model,
    MonthKind,
    OwnCalendar,
    Party,
    PlanInfo,
    Progress,
    ProrateBy,
    StatusBands,
    Task,
    TaskLink,
    Team,
    ToPerson,
    ToTeam,
    WorkKind,
)
from planlang.source import Source, Span
from planlang.values.calendars import CalendarSpec
from planlang.values.hours import Half
from planlang.values.periods import FiscalYears
from planlang.values.units import Plain, Truth

TOKEN = re.compile(r"\d{4}-\d\d-\d\d|[\d.]+(?:wd|d|h|mo|%)|\.\.|[{};,+]|-(?=\s)|[^\s{};,]+")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
BANDS = StatusBands(Decimal("0.95"), Decimal("0.85"))
LINKS = {
    "after": LinkKind.FINISH_START,
    "starts with": LinkKind.START_START,
    "ends with": LinkKind.FINISH_FINISH,
    "ends on start of": LinkKind.START_FINISH,
}
CHINA = CalendarSpec("china", "China", countries=("CN",))


def model(
    text: str,
    start: str = "2026-01-01",
    end: str = "2026-12-31",
    calendars: Mapping[str, CalendarSpec] | None = None,
) -> Model:
    """The model that the text describes, on China's calendar unless `calendars` has another one named `plan`."""
    reader = Reader(Source("test.plan", text))
    reader.declarations(None)
    specs = {"china": CHINA, **(calendars or {})}
    info = PlanInfo(
        ident=reader.ident("p"),
        start=date.fromisoformat(start),
        end=date.fromisoformat(end),
        zone="Asia/Shanghai",
        calendar=reader.calendar or ("plan" if "plan" in specs else "china"),
        currency="CNY",
        week_start=0,
        fiscal=FiscalYears(),
    )
    return Model(info, specs, {}, reader.team(), {}, {}, reader.goals, {}, {}, reader.tasks, reader.milestones, {})


@define
class Reader:
    """Reads the notation."""

    source: Source
    tasks: dict[str, Task] = field(factory=dict)
    milestones: dict[str, Milestone] = field(factory=dict)
    goals: dict[str, Goal] = field(factory=dict)
    leaves: list[Leave] = field(factory=list)
    members: list[str] = field(factory=list)
    own: list[OwnCalendar] = field(factory=list)
    calendar: str | None = None
    at: int = 0
    count: int = 0

    def __attrs_post_init__(self) -> None:
        self.tokens = [(m[0], m.start(), m.end()) for m in TOKEN.finditer(self.source.text)]

    tokens: list[tuple[str, int, int]] = field(init=False)

    def peek(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def next(self, expected: str | None = None) -> str:
        token = self.peek()
        assert expected in (None, token), f"expected {expected}, found {token!r}"
        self.at += 1
        return token

    def span(self) -> Span:
        _, start, end = self.tokens[self.at - 1]
        return Span(self.source, start, end)

    def ident(self, name: str) -> Ident:
        self.count += 1
        span = self.span() if self.at else Span(self.source, 0, 0)
        return Ident(name, None, name, None, span, self.count)

    def day(self) -> date:
        return date.fromisoformat(self.next())

    def declarations(self, parent: str | None) -> None:
        while self.peek() not in ("", "}"):
            self.declaration(self.next(), parent)
            while self.peek() == ";":
                self.next()

    def declaration(self, kind: str, parent: str | None) -> None:
        if kind == "leave":
            person, start = self.next(), self.day()
            self.next("..")
            end, span, part = self.day(), self.span(), None
            if self.peek() in ("morning", "afternoon"):
                part = Half(self.next())
            self.leaves.append(Leave(person, start, end, span, part))
        elif kind == "own":
            self.own.append(OwnCalendar(self.next(), self.next(), self.span()))
        elif kind == "plan":
            self.calendar = self.next()
        elif kind == "member":
            self.members.append(self.next())
        elif kind == "goal":
            ident = self.ident(self.next())
            self.next("{")
            start = self.day()
            self.next("..")
            self.goals[ident.name] = goal(ident, start, self.day())
            self.next("}")
        else:
            assert kind in ("task", "milestone"), kind
            ident = self.ident(self.next())
            clauses = Clauses(self, ident, kind, parent)
            self.next("{")
            clauses.read()
            self.next("}")

    def team(self) -> dict[str, Team]:
        ident = Ident("crew", None, "crew", None, Span(self.source, 0, 0), 0)
        members = tuple(Membership(person, "crew", "rep", None, None, ident.span) for person in self.members)
        return {"crew": Team(ident, None, members, tuple(self.leaves), None, None, tuple(self.own))}


@define
class Clauses:
    """The clauses of one task or milestone."""

    reader: Reader
    ident: Ident
    kind: str
    parent: str | None
    task: Task = field(init=False)
    condition: bool = False

    def read(self) -> None:
        reader, name = self.reader, self.ident.name
        self.task = Task(
            self.ident, self.parent, None, (), DateLimits(), False, None, Progress(), None, (), (), None, (), None
        )
        if self.kind == "task":
            reader.tasks[name] = self.task
        while reader.peek() not in ("}", ""):
            if reader.peek() == ";":
                reader.next()
            elif reader.peek() in ("task", "milestone"):
                reader.declaration(reader.next(), name)
            else:
                self.clause()
        task = self.task
        when = FigureConstant(Decimal(1), Truth(), self.ident.span) if self.condition else None
        if self.kind == "task":
            reader.tasks[name] = evolve(task, starts_when=when)
        else:
            reader.milestones[name] = Milestone(
                self.ident, self.parent, task.links, task.limits, task.progress.finished, None, (), when
            )

    def words(self) -> str:
        """The words of a clause's head: all that are no names or values."""
        heads = [*LINKS, "not before", "not after", "starts on", "ends on", "on", "as late as possible", "starts when"]
        heads += ["reached when", "by", "takes", "effort", "assign", "owner", "calendar", "started", "finished"]
        heads += ["done", "remaining"]
        for head in sorted(heads, key=len, reverse=True):
            parts = head.split(" ")
            if [token for token, *_ in self.reader.tokens[self.reader.at : self.reader.at + len(parts)]] == parts:
                self.reader.at += len(parts)
                return head
        raise AssertionError(f"no clause begins with {self.reader.peek()!r}")

    def clause(self) -> None:
        reader, task, head = self.reader, self.task, self.words()
        limits, progress = task.limits, task.progress
        if head in LINKS:
            self.task = evolve(task, links=(*task.links, *self.links(LINKS[head])))
        elif head in ("not before", "not after", "starts on", "ends on", "on", "by"):
            found = {"ends_on" if head == "on" else head.replace(" ", "_"): reader.day()}
            self.task = evolve(task, limits=evolve(limits, **found))
            if head == "by":
                self.task = evolve(task, limits=evolve(limits, **found, by_span=reader.span()))
        elif head in ("started", "finished"):
            self.task = evolve(task, progress=evolve(progress, **{head: reader.day()}))
        elif head == "done":
            self.task = evolve(task, progress=evolve(progress, done=Decimal(reader.next().rstrip("%")) / 100))
        elif head == "remaining":
            self.task = evolve(task, progress=evolve(progress, remaining=lag(reader.next(), 1)))
        elif head == "takes":
            self.task = evolve(task, length=length(reader.next()))
        elif head == "effort":
            self.task = evolve(task, length=effort(reader.next()))
        elif head == "assign":
            self.task = evolve(task, assigned=self.parties())
        elif head == "owner":
            self.task = evolve(task, owner=self.parties()[0])
        elif head == "calendar":
            self.task = evolve(task, calendar=reader.next())
        elif head == "as late as possible":
            self.task = evolve(task, late=True)
        else:
            self.condition = True

    def links(self, kind: LinkKind) -> list[TaskLink]:
        reader, found = self.reader, []
        while True:
            on, span, shift = reader.next(), reader.span(), None
            if reader.peek() in ("+", "-"):
                sign = 1 if reader.next() == "+" else -1
                shift = lag(reader.next(), sign)
            found.append(TaskLink(on, kind, shift, span))
            if reader.peek() != ",":
                return found
            reader.next()

    def parties(self) -> tuple[Party, ...]:
        reader = self.reader
        found: list[Party] = []
        while True:
            name = reader.next()
            found.append(ToTeam("crew") if name == "crew" else ToPerson(name))
            if reader.peek() != ",":
                return tuple(found)
            reader.next()


def lag(text: str, sign: int) -> Lag:
    if text.endswith("mo"):
        return Lag(sign * Decimal(text.removesuffix("mo")), MonthKind.CALENDAR)
    kind = DayKind.WORKING if text.endswith("wd") else DayKind.CALENDAR
    return Lag(sign * Decimal(text.rstrip("wd")), kind)


def effort(text: str) -> InPersonDays:
    if text.endswith("h"):
        return InPersonDays(Decimal(text.removesuffix("h")), HourKind.WORKING)
    return InPersonDays(Decimal(text))


def length(text: str) -> InDays | InMonths:
    if text.endswith("mo"):
        return InMonths(int(text.removesuffix("mo")))
    kind: WorkKind = DayKind.WORKING if text.endswith("wd") else DayKind.CALENDAR
    if text.endswith("h"):
        kind = HourKind.WORKING
    numbers = [Decimal(number) for number in NUMBER.findall(text)]
    best, likely, worst = numbers if len(numbers) == 3 else (None, numbers[0], None)
    return InDays(likely, best, worst, kind)


def goal(ident: Ident, start: date, end: date) -> Goal:
    return Goal(
        ident=ident,
        measure=FigureConstant(Decimal(1), Plain(), ident.span),
        unit=Plain(),
        direction=Direction.AT_LEAST,
        target=Decimal(1),
        start=start,
        end=end,
        base=None,
        time_grain=None,
        time_shares=(),
        levels=(),
        splits=(),
        prorate=ProrateBy.WORKING_DAYS,
        calendar="china",
        bands=BANDS,
        margin=Decimal(0),
        owner=None,
        serves=(),
    )
