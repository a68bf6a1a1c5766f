"""What the checks of one plan share: the plan's own settings, its files, and what is known so far.

In: filled step by step by check.py, in the order sources, metrics, goals, the rest. Out: read by every step after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from attrs import field, fields

from planlang.frozen import define, frozen
from planlang.semantics.expr import Aggregate, Column, Constant, FigureExpression, RowExpression
from planlang.semantics.model import Account, DataSource, Metric, Resource, Shape, StatusBands, Strategy, Task
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.memory import Memory, Table
from planlang.semantics.names.modules import Program
from planlang.semantics.names.scopes import Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import Grain, Grid
from planlang.values.units import Unit

T = TypeVar("T")


@frozen
class Ground:
    """The plan's own settings, as far as other declarations rest on them.

    Attributes:
        start, end: first and last day, both included.
        currency: ISO code; `XXX` where there is none.
        currency_declared: whether amounts may leave their currency out.
    """

    start: date
    end: date
    zone: str
    currency: str
    currency_declared: bool
    grid: Grid
    bands: StatusBands


@frozen
class StageNames:
    """The stages of a process by every name they can be called: name and alias -> declared name.

    Attributes:
        line: the open stages in order.
        positions: the rank of each open stage.
        won, lost, void: the others.
        wins: those won, by the win that they come after, itself first.
        titles: what each stage is called in reports -> declared name.
    """

    names: dict[str, str]
    line: tuple[str, ...]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    titles: dict[str, str] = field(factory=dict)
    void: tuple[str, ...] = ()
    wins: tuple[tuple[str, ...], ...] = ()
    positions: dict[str, int] = field(init=False)

    @positions.default
    def _rank(self) -> dict[str, int]:
        return {stage: rank for rank, stage in enumerate(self.line)}

    def is_final(self, stage: str) -> bool:
        """Whether a stage does not have to be left: nothing comes after it."""
        return stage not in self.positions and all(stage not in win[:-1] for win in self.wins)

    @property
    def going_on(self) -> tuple[str, ...]:
        """The stages that are not final."""
        return (*self.line, *(stage for win in self.wins for stage in win[:-1]))

    def place(self, stage: str) -> int | None:
        """How far along a stage is; None for one that nothing leads on from, lost or void."""
        if stage in self.positions:
            return self.positions[stage]
        return next((len(self.line) + win.index(stage) for win in self.wins if stage in win), None)

    def comes_after(self, later: str, earlier: str) -> bool:
        """Whether one may come after the other: further along, in no other win; lost and void stages may always."""
        first, last = self.place(earlier), self.place(later)
        if last is None or first is None:
            return last is None
        apart = (
            earlier in self.won and later in self.won and not any(earlier in win and later in win for win in self.wins)
        )
        return first < last and not apart

    def called(self, text: str) -> str | None:
        """The stage that a text means by its name, alias or title, in capitals or not; None where it means none."""
        folded = text.strip().casefold()
        for known in (self.names, self.titles):
            for name, stage in known.items():
                if name.casefold() == folded:
                    return stage
        return None

    @property
    def listed(self) -> str:
        """The stages in order, in backticks."""
        return ", ".join(f"`{stage}`" for stage in (*self.line, *self.won, *self.lost, *self.void))


@frozen
class MetricFacts:
    """What other declarations have to know of a metric beside its value.

    Attributes:
        metric: as the model holds it.
        windowed: whether it says its own periods.
        grain: the period that its own windows count in, and where it says so; None where they do not.
        uncredited: the first aggregate it rests on whose rows are nobody's.
        adds_over_people: whether the figure of a team is the sum of those of its people.
    """

    metric: Metric
    windowed: bool
    grain: tuple[Grain, Span] | None
    uncredited: Aggregate | None
    adds_over_people: bool


@frozen
class Rewritten:
    """What a declaration reads as after a change.

    Attributes:
        before: as it read.
        change: None where it was accepted.
        after: as it reads.
    """

    before: nodes.Declaration
    change: nodes.Change | None
    after: nodes.Declaration


@frozen
class ExamFacts:
    """Whose rows are results of exams.

    Attributes:
        column: the one that names the exam.
        person: whose result it is.
        at: when it was.
        passed: which results are passed.
        said: where; what the facts are made of points there, so they are others when it has moved.
    """

    column: Column
    person: str
    at: str
    passed: RowExpression
    said: Span


@frozen
class RowFacts:
    """What expressions have to know of a source beside its columns.

    Attributes:
        shape: what a row is.
        people: the columns that hold people.
    """

    shape: Shape
    people: tuple[str, ...]


@frozen
class ClassNames:
    """The classes of a segment, and whose records it tells apart.

    Attributes:
        source: qualified name of the source.
        names: name and alias -> declared name.
        titles: what each is called in reports -> declared name.
    """

    source: str
    names: dict[str, str]
    titles: dict[str, str]


@frozen
class RecordFacts:
    """What the records of a source are called elsewhere (`for each customer`).

    Attributes:
        source: qualified name.
        name: what one is called; the source itself where it does not say.
        words: all that it is called.
        owners: the columns of people of the source, by every word for each.
    """

    source: str
    name: str
    words: tuple[str, ...]
    owners: dict[str, str]


class _Settings:
    """The plan's own settings as parts of which a memory notes each that is read."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts

    def __getattr__(self, name: str) -> Any:
        return self._parts[name]


@define(eq=False)
class Bench:
    """The workpieces; what is missing in a table could not be understood and was reported.

    Attributes:
        settings: what concerns the whole plan, by name: of a bench with a memory also each part of `ground`.
        stages: by qualified name of the process.
        records: by each word for the records of a source, `customer`, `客户`, the source itself.
        segments: by qualified name.
        segment_names: by source, each word for a segment of its records -> its qualified name.
        aliases: by source, what else a column is called -> its name.
        exams: by source, of those with results of exams.
        columns: by source and column; None for a column whose type is not known.
        assumptions: the values of those that are understood.
        goal_measures, goal_uncredited, goal_units, goals_kept_low: of the goals whose measure is understood.
        goals_again: whether the target of such a goal comes again.
        authority: by what roles may approve, the units of its limits.
        people: everybody who is named as a member of a team, and where first.
        tasks: with the people of those around them, once all are checked.
        accounts: of all budgets, these among them, by qualified name, once budgets are checked.
        rewritten: on the bench of a plan with changes, what each of them made of a declaration, by that and by its place
            among the changes.
        strategies: once all are checked.
        resources: those that are understood.
    """

    ground: Ground
    program: Program
    findings: Findings
    memory: Memory | None = None
    settings: dict[str, Any] = field(factory=dict)
    stages: dict[str, StageNames] = field(factory=dict)
    sources: dict[str, DataSource] = field(factory=dict)
    rows: dict[str, RowFacts] = field(factory=dict)
    records: dict[str, RecordFacts] = field(factory=dict)
    segments: dict[str, ClassNames] = field(factory=dict)
    segment_names: dict[str, dict[str, str]] = field(factory=dict)
    columns: dict[str, dict[str, Unit | None]] = field(factory=dict)
    aliases: dict[str, dict[str, str]] = field(factory=dict)
    exams: dict[str, ExamFacts] = field(factory=dict)
    metrics: dict[str, MetricFacts] = field(factory=dict)
    assumptions: dict[str, Constant] = field(factory=dict)
    goal_measures: dict[str, FigureExpression] = field(factory=dict)
    goal_uncredited: dict[str, Aggregate | None] = field(factory=dict)
    goal_units: dict[str, Unit] = field(factory=dict)
    goals_kept_low: dict[str, bool] = field(factory=dict)
    goals_again: dict[str, bool] = field(factory=dict)
    authority: dict[str, tuple[Unit, ...]] = field(factory=dict)
    people: dict[str, Span] = field(factory=dict)
    calendars: dict[str, CalendarSpec] = field(factory=dict)
    told_uncredited: dict[Span, bool] = field(factory=dict)
    tasks: dict[str, Task] = field(factory=dict)
    accounts: dict[str, Account] = field(factory=dict)
    rewritten: dict[tuple[Symbol, int], Rewritten] = field(factory=dict)
    strategies: dict[str, Strategy] = field(factory=dict)
    resources: dict[str, Resource] = field(factory=dict)

    @property
    def calendar(self) -> str:
        """The calendar of what names none."""
        found: str = self.settings["calendar"]
        return found

    @calendar.setter
    def calendar(self, name: str) -> None:
        self.settings["calendar"] = name

    @property
    def rosters(self) -> bool:
        """Whether some team takes its people from a source."""
        return bool(self.settings.get("rosters"))

    @rosters.setter
    def rosters(self, told: bool) -> None:
        self.settings["rosters"] = told

    def once(self, work: Callable[[Bench, Symbol], T], symbol: Symbol) -> T:
        """What a piece of work about a declaration gives: of the last check, where nothing that it used is another."""
        if self.memory is None:
            return work(self, symbol)
        return self.memory.once(work, self, symbol, self.findings)

    def each(self, work: Callable[[Bench, Symbol], T], symbols: Sequence[Symbol]) -> list[T]:
        """The same for declarations that follow each other."""
        if self.memory is None:
            return [work(self, symbol) for symbol in symbols]
        return self.memory.each(work, self, symbols, self.findings)

    def by_name(self, work: Callable[[Bench, Symbol], T], kind: Kind) -> dict[str, T]:
        """The same for all declarations of a kind, by qualified name."""
        symbols = self.program.symbols(kind)
        return dict(zip((symbol.name for symbol in symbols), self.each(work, symbols), strict=True))

    def remember(self, memory: Memory) -> None:
        """Lets a memory know what is read from the tables and written into them."""
        self.memory = memory
        for name in TABLES:
            setattr(self, name, Table(memory))
        for scope in self.program.scopes:
            scope.memory = memory
        self.stand_on(self.ground)

    def stand_on(self, ground: Ground) -> None:
        """Takes the plan's own settings; work is done again that read one of them that is another now."""
        for part in fields(Ground):
            self.settings[part.name] = getattr(ground, part.name)
        self.ground = cast(Ground, _Settings(self.settings))

    @property
    def tables(self) -> tuple[Table[Any, Any], ...]:
        """The tables, of a bench with a memory."""
        return tuple(getattr(self, name) for name in TABLES)


TABLES = (
    "settings",
    "stages",
    "sources",
    "rows",
    "records",
    "segments",
    "segment_names",
    "columns",
    "aliases",
    "exams",
    "metrics",
    "assumptions",
    "goal_measures",
    "goal_uncredited",
    "goal_units",
    "goals_kept_low",
    "goals_again",
    "people",
    "calendars",
    "resources",
    "told_uncredited",
)
"""The tables of a bench."""
