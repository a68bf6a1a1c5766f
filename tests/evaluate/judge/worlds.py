"""Small models and snapshots for the tests of the judging half: a process, its sources, rows in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from attrs import evolve

from planlang.data.engines.duckdb import DuckDB
from planlang.data.loaded.snapshot import LoadedTable, Snapshot
from planlang.evaluate.results.evaluation import AsOf
from planlang.plan.graph import make_graph
from planlang.plan.plan import Plan
from planlang.semantics.model import (
    ColumnSpec,
    DataSource,
    Events,
    History,
    Ident,
    Model,
    PlanInfo,
    Process,
    ProcessRule,
    RuleIdent,
    SnapshotDate,
    Stage,
    StagePhase,
    Table,
)
from planlang.source import Source, Span
from planlang.values.calendars import Calendar, CalendarSpec, make_calendar
from planlang.values.periods import FiscalYears, Grid, week_of
from planlang.values.units import Count, DateUnit, InstantUnit, Person, StageOf, TextUnit, Unit
from tests.engines import named_engine

TEXT = Source("plan.plan", "words of the plan")
SPAN = Span(TEXT, 0, 5)
CHINA = make_calendar(CalendarSpec("china", "china", countries=("CN",)), date(2025, 1, 1), date(2027, 12, 31))

MAIN_LINE = ("prospect", "contact", "discovery", "proposal", "negotiation")
B2B = "b2b"


def ident(name: str, order: int = 0) -> Ident:
    return Ident(name, None, name.title(), None, SPAN, order)


def rule(name: str, severity: str = "warning", order: int = 0) -> RuleIdent:
    return RuleIdent(f"{B2B}.{name}", severity, SPAN, order)


def process(*rules: ProcessRule, line: Sequence[str] = MAIN_LINE, lost_from: tuple[str, ...] | None = None) -> Process:
    stages = [Stage(name, None, name.title(), StagePhase.OPEN, place) for place, name in enumerate(line)]
    stages.append(Stage("won", None, "Won", StagePhase.WON, None))
    stages.append(Stage("lost", None, "Lost", StagePhase.LOST, None))
    return Process(ident(B2B), "deals", tuple(stages), {"lost": lost_from}, tuple(rules), (), (), owner="owner")


def chained(*rules: ProcessRule) -> Process:
    """The same process, with what comes after a win, another win, and records that are void."""
    short = process(*rules, line=("prospect", "proposal"))
    after = {"won": (0, 0), "delivery": (0, 1), "service": (0, 2), "resold": (1, 0)}
    won = [
        Stage(name, None, name.title(), StagePhase.WON, None, win_of=place, goes_on=name in ("won", "delivery"))
        for name, place in after.items()
    ]
    void = Stage("void", None, "Void", StagePhase.VOID, None)
    stages = (*short.stages[:2], *won, short.stages[-1], void)
    return evolve(short, stages=stages, loss_origins={"lost": None, "void": ("prospect",)})


def column(name: str, unit: Unit) -> ColumnSpec:
    return ColumnSpec(name, unit, True, (name,), None, SPAN)


def source(name: str, shape: Table | Events | History, columns: Mapping[str, Unit]) -> DataSource:
    specs = tuple(column(title, unit) for title, unit in columns.items())
    return DataSource(ident(name), (), "", shape, specs, None, 0, None, "Asia/Shanghai")


def deals(*, exports: bool = False, entered: Sequence[tuple[str, str]] = (), since: bool = False) -> DataSource:
    """With `since` the last column says since when a record is in its stage."""
    told = (("stage", "stage_since"),) if since else ()
    shape = Table(("deal_id",), SnapshotDate(None) if exports else None, tuple(entered), told)
    columns = {"deal_id": TextUnit(), "owner": Person(), "stage": StageOf(B2B)}
    return source("deals", shape, columns | {name: DateUnit() for _, name in (*entered, *told)})


MOVES = source(
    "moves", History("deals", "moved"), {"deal_id": TextUnit(), "stage": StageOf(B2B), "moved": InstantUnit()}
)
CALLS = source("calls", Events("day"), {"deal_id": TextUnit(), "day": InstantUnit()})


def plan(
    *sources: DataSource, of: Process | None = None, calendar: Calendar = CHINA, metrics: Mapping[str, object] = {}
) -> Plan:
    info = PlanInfo(
        ident=ident("plan"),
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        zone="Asia/Shanghai",
        calendar="china",
        currency="CNY",
        week_start=0,
        fiscal=FiscalYears(),
    )
    model = Model(
        plan=info,
        calendars={"china": calendar.spec},
        roles={},
        teams={},
        sources={s.ident.name: s for s in sources},
        metrics=dict(metrics),  # type: ignore[arg-type]
        goals={},
        processes={} if of is None else {of.ident.name: of},
        alerts={},
        tasks={},
        milestones={},
        reviews={},
        segments={},
    )
    return Plan(
        model=model,
        calendars={"china": calendar},
        calendar=calendar,
        grid=Grid(),
        nodes={},
        graph=lambda: make_graph((), {}, ()),
        order=(),
        edges=(),
        children={},
    )


def snapshot(
    *tables: tuple[DataSource, Sequence[Sequence[object]]],
    coverage: Mapping[str, tuple[tuple[date, date], ...]] | None = None,
) -> Snapshot:
    """Rows in order of the declared columns; for dated exports a row ends with the day of the export."""
    engine = named_engine() or DuckDB(threads=1)
    loaded = {}
    for spec, rows in tables:
        names = {c.name: f"c_{index}" for index, c in enumerate(spec.columns)}
        units: dict[str, Unit] = {names[c.name]: c.unit for c in spec.columns}
        if isinstance(spec.shape, Table) and spec.shape.snapshot is not None:
            units["taken"] = DateUnit()
        name = f"t_{spec.ident.name}"
        cells = {column: (unit, [row[index] for row in rows]) for index, (column, unit) in enumerate(units.items())}
        engine.upload(name, {**cells, "row_id": (Count(), list(range(len(rows))))})
        loaded[spec.ident.name] = LoadedTable(spec.ident.name, name, names, len(rows))
    everything = ((date(2000, 1, 1), date(2100, 1, 1)),)
    return Snapshot(engine, loaded, (), coverage or dict.fromkeys(loaded, everything), ())


def as_of(day: date) -> AsOf:
    """Everything up to the end of that day."""
    cut = datetime.combine(day + timedelta(days=1), datetime.min.time())
    week = week_of(cut.date() - timedelta(days=7))
    return AsOf(day.isoformat(), cut, week)


def day(text: str) -> date:
    """`03-02` is 2026-03-02."""
    return date.fromisoformat(text if len(text) == 10 else f"2026-{text}")
