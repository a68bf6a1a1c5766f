"""Small plans with data, built by hand: a roster, sources with rows in a DuckDB in memory, metrics.

Rows are tuples of Python values in the order of the declared columns; people are texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import duckdb
import numpy as np
from attrs import field, frozen

from planlang.data.loaded.rowcount import RowCount
from planlang.data.loaded.snapshot import Load, LoadedTable, Place, Snapshot
from planlang.evaluate.entities.roster import Roster, make_roster
from planlang.evaluate.figures.figures import Figures, GoalAnswer
from planlang.evaluate.results.evaluation import AsOf
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.semantics import expr
from planlang.semantics.model import (
    Alert,
    ColumnSpec,
    DataSource,
    Goal,
    Ident,
    Leave,
    Membership,
    Metric,
    Model,
    PlanInfo,
    Process,
    Role,
    Shape,
    Stage,
    StagePhase,
    Table,
    Team,
)
from planlang.source import Source, Span
from planlang.values import units
from planlang.values.calendars import CalendarSpec
from planlang.values.periods import Grid, Period, parse_label, week_of
from tests.engines import named_engine

SPAN = Span(Source("test.plan", "count(visits)"), 0, 13)
MONEY = units.MoneyIn("CNY")

SQL_TYPES = {
    units.DateUnit: "DATE",
    units.InstantUnit: "TIMESTAMP",
    units.Truth: "BOOLEAN",
    units.TextUnit: "VARCHAR",
    units.Person: "VARCHAR",
    units.StageOf: "VARCHAR",
}


class MemoryEngine:
    """The engine contract over a DuckDB in memory, or over the engine that is named; keeps the SQL it was given."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": 1})
        self.named = named_engine()
        self.dialect = "duckdb" if self.named is None else self.named.dialect
        self.asked: list[str] = []

    def run(self, sql: str) -> Mapping[str, np.ndarray]:
        self.asked.append(sql)
        return self.connection.execute(sql).fetchnumpy() if self.named is None else self.named.run(sql)

    def keep(self, name: str, sql: str) -> None:
        if self.named is None:
            self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {sql}')
        else:
            self.named.keep(name, sql)

    def upload(self, name: str, columns: Mapping[str, tuple[units.Unit, Sequence[object]]]) -> None:
        if self.named is not None:
            self.named.upload(name, columns)  # type: ignore[arg-type]
            return
        types = [(column, SQL_TYPES.get(type(unit), "DECIMAL(24, 6)")) for column, (unit, _) in columns.items()]
        fields = ", ".join(f'"{column}" {kind}' for column, kind in types)
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({fields})')
        told = (cells.tolist() if isinstance(cells, np.ndarray) else list(cells) for _, cells in columns.values())
        rows = list(zip(*told, strict=True))
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            marks = ", ".join(["(" + ", ".join("?" * len(columns)) + ")"] * len(part))
            self.connection.execute(f'INSERT INTO "{name}" VALUES {marks}', [cell for row in part for cell in row])


@frozen(eq=False)
class FileSnapshot(Snapshot):
    """A snapshot whose rows stand in a file named like the source, on the line of their number."""

    def places(self, source: str, row_ids: Sequence[int]) -> tuple[Place, ...]:
        return tuple(Place(f"{source}.csv", row + 1, None, None) for row in row_ids)


# ---------------------------------------------------------------- declaring


def ident(name: str, order: int = 0, title: str | None = None) -> Ident:
    return Ident(name, None, title or name, None, SPAN, order)


def column(
    name: str, unit: units.Unit, *, optional: bool = False, formula: expr.RowExpression | None = None
) -> ColumnSpec:
    return ColumnSpec(name, unit, optional, (), formula, SPAN)


@frozen
class Given:
    """A source and its rows.

    `loaded` are the days `[from, to)` it is loaded for; `taken` the day of the export of each row, for snapshots.
    """

    name: str
    shape: Shape
    columns: tuple[ColumnSpec, ...]
    rows: Sequence[tuple[object, ...]]
    loaded: tuple[tuple[date, date], ...]
    taken: Sequence[date] = ()
    files: int = 1
    grace: int = 0


@frozen
class World:
    """A plan in the making."""

    start: date = date(2026, 1, 1)
    end: date = date(2026, 12, 31)
    teams: tuple[tuple[str, str | None], ...] = (("north", None), ("south", None))
    roles: tuple[tuple[str, str | None], ...] = (("director", None), ("lead", "director"), ("rep", "lead"))
    members: tuple[tuple[str, str, str, date | None, date | None], ...] = ()
    """(person, team, role, from, until)"""
    leaves: tuple[tuple[str, date, date], ...] = ()
    rosters: Mapping[str, str] = field(factory=dict)
    """team -> roster source"""
    sources: tuple[Given, ...] = ()
    metrics: Mapping[str, expr.FigureExpression] = field(factory=dict)
    processes: tuple[Process, ...] = ()
    visits: Mapping[str, Sequence[tuple[str, str, int, datetime, datetime | None]]] = field(factory=dict)
    """process -> (record, stage, n-th visit, entered, left)"""
    alerts: tuple[Alert, ...] = ()
    goals: tuple[Goal, ...] = ()
    calendar: CalendarSpec = field(factory=lambda: CalendarSpec("plain", "Plain"))
    grid: Grid = field(factory=Grid)

    def model(self) -> Model:
        members: dict[str, list[Membership]] = {team: [] for team, _ in self.teams}
        for person, team, role, since, until in self.members:
            members[team].append(Membership(person, team, role, since, until, SPAN))
        leaves = {team: [] for team, _ in self.teams}
        for person, since, until in self.leaves:
            leaves[self.teams[0][0]].append(Leave(person, since, until, SPAN))
        teams = {
            team: Team(ident(team, i), under, tuple(members[team]), tuple(leaves[team]), self.rosters.get(team))
            for i, (team, under) in enumerate(self.teams)
        }
        return Model(
            plan=PlanInfo(
                ident("plan"),
                self.start,
                self.end,
                "Asia/Shanghai",
                self.calendar.name,
                "CNY",
                self.grid.week_start,
                self.grid.fiscal,
            ),
            calendars={self.calendar.name: self.calendar},
            roles={name: Role(ident(name, i), under) for i, (name, under) in enumerate(self.roles)},
            teams=teams,
            sources={
                given.name: DataSource(
                    ident(given.name), (), "", given.shape, given.columns, None, given.grace, None, "Asia/Shanghai"
                )
                for given in self.sources
            },
            metrics={
                name: Metric(ident(name), value, value.unit, is_sum(value)) for name, value in self.metrics.items()
            },
            goals={goal.ident.name: goal for goal in self.goals},
            processes={process.ident.name: process for process in self.processes},
            alerts={alert.ident.name: alert for alert in self.alerts},
            tasks={},
            milestones={},
            reviews={},
            segments={},
        )

    def plan(self) -> Plan:
        return build(self.model()).value

    def seen_visits(
        self, process: Process, cut: datetime
    ) -> tuple[list[str], dict[str, tuple[units.Unit, list[object]]]]:
        """The records, and the visits from before the cut, slowly: which count and when records were closed, one by one."""
        visits = [visit for visit in self.visits.get(process.ident.name, ()) if visit[3] < cut]
        given = next((given for given in self.sources if given.name == process.source), None)
        newest: dict[str, tuple[object, int]] = {}
        for number, row in enumerate(given.rows if given else (), 1):
            assert given is not None
            assert isinstance(given.shape, Table)
            names = [one.name for one in given.columns]
            key = "\x1f".join(str(row[names.index(part)]) for part in given.shape.key)
            taken = given.taken[number - 1] if given.taken else date.min
            if datetime.combine(taken, time()) < cut and (key not in newest or newest[key] <= (taken, number)):
                newest[key] = (taken, number)
        final = {stage.name for stage in process.stages if stage.phase is not StagePhase.OPEN}
        keys = sorted({visit[0] for visit in visits} | set(newest))
        left = [any(w[0] == v[0] and w[3] == v[4] for w in visits) for v in visits]
        counts = [not again if v[1] in final else v[2] == 1 for v, again in zip(visits, left, strict=True)]
        closed: dict[str, datetime] = {}
        for v, counted in zip(visits, counts, strict=True):
            if v[1] in final and counted:
                closed[v[0]] = max(v[3], closed.get(v[0], v[3]))
        return keys, {
            "record": (units.Count(), [keys.index(visit[0]) for visit in visits]),
            "row": (units.Count(), [newest[visit[0]][1] if visit[0] in newest else None for visit in visits]),
            "stage": (units.TextUnit(), [visit[1] for visit in visits]),
            "entered": (units.InstantUnit(), [visit[3] for visit in visits]),
            "left_at": (units.InstantUnit(), [visit[4] for visit in visits]),
            "counts": (units.Truth(), counts),
            "closed": (units.InstantUnit(), [closed.get(visit[0]) for visit in visits]),
        }

    def snapshot(self, engine: MemoryEngine | None = None, cut: datetime = datetime.max) -> FileSnapshot:
        engine = engine or MemoryEngine()
        tables: dict[str, LoadedTable] = {}
        loads: list[Load] = []
        for number, given in enumerate(self.sources):
            read = [c for c in given.columns if c.formula is None]
            names = {c.name: f"c_{i}" for i, c in enumerate(given.columns)}
            columns: dict[str, tuple[units.Unit, list[object]]] = {
                names[c.name]: (c.unit, [row[i] for row in given.rows]) for i, c in enumerate(read)
            }
            columns["row_id"] = (units.Count(), list(range(1, len(given.rows) + 1)))
            if given.taken or getattr(given.shape, "snapshot", None) is not None:
                columns["taken"] = (units.DateUnit(), list(given.taken))
            engine.upload(f"t_{number}", columns)
            tables[given.name] = LoadedTable(
                given.name, f"t_{number}", {c.name: names[c.name] for c in read}, len(given.rows)
            )
            span = (given.loaded[0][0], given.loaded[-1][1]) if given.loaded else (self.start, self.start)
            load = Load(
                given.name,
                f"{given.name}.csv",
                "",
                "utf-8",
                span,
                None,
                None,
                RowCount(len(given.rows), len(given.rows), {}, {}),
            )
            loads.extend([load] * given.files)
        for number, process in enumerate(self.processes):
            keys, columns_of_visits = self.seen_visits(process, cut)
            ranks = list(range(len(keys)))
            engine.upload(f"records_{number}", {"record": (units.TextUnit(), keys), "rank": (units.Count(), ranks)})
            engine.upload(f"visits_{number}", columns_of_visits)
        coverage = {given.name: given.loaded for given in self.sources}
        return FileSnapshot(engine, tables, tuple(loads), coverage, ())

    def roster(self) -> Roster:
        return make_roster(self.plan())

    def figures(self, as_of: AsOf, goal_value: GoalAnswer | None = None, engine: MemoryEngine | None = None) -> Figures:
        plan = self.plan()
        return Figures(plan, self.snapshot(engine, as_of.cut), as_of, make_roster(plan), goal_value)


def is_sum(value: expr.FigureExpression) -> bool:
    return isinstance(value, expr.Aggregate) and value.fold in (expr.Fold.COUNT, expr.Fold.SUM, expr.Fold.DISTINCT)


def as_of(day: date | datetime) -> AsOf:
    """A date means the end of that day."""
    cut = day if isinstance(day, datetime) else datetime.combine(day + timedelta(days=1), time())
    return AsOf(str(day), cut, week_of((cut - timedelta(microseconds=1)).date()))


def week(label: str) -> Period:
    return parse_label(label if label.startswith("2") else f"2026-{label}")


# ---------------------------------------------------------------- expressions


def col(name: str, unit: units.Unit = units.TextUnit()) -> expr.Column:
    return expr.Column(name, unit)


def lit(value: object, unit: units.Unit | None = None) -> expr.Constant:
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    guess: units.Unit = units.Plain() if isinstance(value, Decimal) else units.TextUnit()
    return expr.Constant(value, unit or guess)  # type: ignore[arg-type]


def same(left: expr.RowExpression, right: expr.RowExpression) -> expr.RowComparison:
    return expr.RowComparison(expr.Comparison.EQUAL, left, right)


def aggregate(
    fold: expr.Fold,
    source: str,
    *,
    value: expr.RowExpression | None = None,
    at: str | None = "at",
    moment: expr.Moment | None = None,
    where: expr.RowExpression | None = None,
    credit: expr.CreditTo | None = expr.CreditTo("owner", expr.CreditTime.EVENT),
    unit: units.Unit = units.Count(),
    min_sample: int = 0,
) -> expr.Aggregate:
    chosen: expr.Moment = moment if moment is not None else expr.Dated(at or "at")
    return expr.Aggregate(fold, source, value, chosen, where, credit, unit, SPAN, min_sample)


def constant(value: object, unit: units.Unit = units.Plain()) -> expr.FigureConstant:
    return expr.FigureConstant(Decimal(str(value)), unit, SPAN)


def over(subject: expr.FigureExpression, window: expr.FigureWindow) -> expr.OverWindow:
    return expr.OverWindow(subject, window, subject.unit, SPAN)


def compare(left: expr.FigureExpression, operator: str, right: expr.FigureExpression) -> expr.FigureComparison:
    return expr.FigureComparison(expr.Comparison(operator), left, right, SPAN)


# ---------------------------------------------------------------- a pipeline

STAGES = (
    Stage("prospect", None, "Lead", StagePhase.OPEN, 0),
    Stage("proposal", None, "Proposal", StagePhase.OPEN, 1),
    Stage("won", None, "Won", StagePhase.WON, None),
    Stage("lost", None, "Lost", StagePhase.LOST, None),
)


def pipeline(name: str = "b2b", source: str = "deals") -> Process:
    return Process(ident(name), source, STAGES, {}, (), (), ())


def visits_of(moves: Sequence[tuple[str, str, datetime]]) -> list[tuple[str, str, int, datetime, datetime | None]]:
    """(record, stage, n-th, entered, left) from (record, stage, instant) of each move."""
    found: list[tuple[str, str, int, datetime, datetime | None]] = []
    for record in dict.fromkeys(move[0] for move in moves):
        own = sorted(((at, stage) for rec, stage, at in moves if rec == record), key=lambda pair: pair[0])
        for index, (at, stage) in enumerate(own):
            left = own[index + 1][0] if index + 1 < len(own) else None
            found.append((record, stage, sum(s == stage for _, s in own[: index + 1]), at, left))
    return found
