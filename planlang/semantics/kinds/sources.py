"""Sources: shape, columns, files.

In: `source` declarations; the stages of processes must be known. Out: every source on the bench, with its columns typed
and the formulas among them in no circle.
"""

from __future__ import annotations

from posixpath import dirname

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.cellformats import encoding
from planlang.semantics.clauses.clauses import days, each, only, repeated
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.expressions.units import can_be_one_key, unit_words
from planlang.semantics.kinds.columns import column_specs, declare_columns
from planlang.semantics.kinds.heads import zone
from planlang.semantics.kinds.records.circles import circular_columns
from planlang.semantics.kinds.records.exams import check_exams
from planlang.semantics.kinds.records.references import check_references, name_records
from planlang.semantics.model import (
    DataSource,
    DueAt,
    Events,
    FortnightlyAt,
    History,
    RecordName,
    Shape,
    SnapshotDate,
    Table,
    Validity,
)
from planlang.semantics.names.bench import Bench, RowFacts
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import FIRST, Symbol
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_column, note_key, note_stage
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import DateUnit, InstantUnit, Person, StageOf

NO_SHAPE = Text("source-shape", "it is not clear what a row of `{name}` is")
NO_SHAPE_HELP = Text(
    "source-shape.help", "add `one row per COLUMN` (records), `event at COLUMN` (happenings) or `history of SOURCE`"
)
TWO_SHAPES = Text("source-shape.two", "a row of `{name}` can be only one of these")
ONLY_RECORDS = Text("source-shape.records", "this is for sources with `one row per` only")
NO_FILES = Text("source-without-files", "`{name}` does not say which files it is read from")
NO_FILES_HELP = Text("source-without-files.help", 'add `read "data/FILE-*.csv"`')
OUTSIDE = Text("outside-the-plan", "`{pattern}` leads out of the plan's folder")
ABSOLUTE = Text("outside-the-plan.absolute", "`{pattern}` is not relative to this file")
OUTSIDE_HELP = Text("outside-the-plan.help", "write a path below the plan's folder, such as `data/deals-*.csv`")
UNKNOWN_COLUMN = Text("unknown-name.column", "`{source}` has no column called `{name}`")
OPTIONAL_KEY = Text("optional-key", "`{name}` identifies a row, so it cannot be empty")
OPTIONAL_KEY_HELP = Text("optional-key.help", "take `optional` off this column")
OPTIONAL_START = Text("optional-key.start", "`{name}` says from when a row holds, so it cannot be empty")
OPTIONAL_DATE = Text("optional-key.date", "`{name}` says when a row happened, so it cannot be empty")
NOT_A_DATE = Text("unit-mismatch.column", "`{name}` is {unit}, here a date or a point in time is needed")
NO_STAGES = Text("no-process.entered", "`{source}` has no stage column, so nothing can be entered")
HISTORY_OF = Text("history-of-records", "`{name}` is no source of records, so it has no history")
HISTORY_OF_HELP = Text("history-of-records.help", "`history of` needs a source with `one row per`")
HISTORY_KEY = Text("history-of-records.key", "the key `{column}` of `{name}` is missing here")
HISTORY_KEY_HELP = Text("history-of-records.key-help", "add a column `{column}`, so that changes find their record")
HISTORY_TYPE = Text(
    "history-of-records.type",
    "the key `{column}` is {here} here and {there} in `{name}`, so no change finds its record",
)
KEY_TYPE_HELP = Text("history-of-records.type-help", "give `{column}` the same type in both, best `text`")
NO_DATE = Text("source-shape.date", "`{name}` does not say when each change happened")
NO_DATE_HELP = Text("source-shape.date-help", "add `event at COLUMN`")
ROSTER_PERSON = Text("roster-without-person", "`{name}` has no column of type `person`, so it can be no roster")
GRACE = Text("duration-unit.grace", "`grace` is counted in calendar days")
GRACE_HELP = Text("duration-unit.grace-help", "write `grace 3d`")

DUE = Text("due-rhythm", "exports cannot be due `{written}`: what they have to hold would not be known")
DUE_HELP = Text(
    "due-rhythm.help",
    "write `due every monday 08:00`, `due every workday 07:00` or `due every month on workday 4`",
)

KEPT_SHORT = 366
"""Days of grace at most."""


def sources(bench: Bench) -> dict[str, DataSource]:
    """Every source that could be understood; puts them on the bench."""
    symbols = list(bench.program.symbols(Kind.SOURCE))
    for symbol in symbols:
        declare_columns(bench, symbol)
    circular = circular_columns(bench, symbols)
    for symbol in symbols:
        node = symbol.node
        assert isinstance(node, nodes.SourceDecl)
        shape = _shape(bench, symbol, node)
        if shape is not None:
            source = bench.sources[symbol.name] = _source(bench, symbol, node, shape, circular[symbol.name])
            people = tuple(column.name for column in source.columns if isinstance(column.unit, Person))
            bench.rows[symbol.name] = RowFacts(shape, people)
            name_records(bench, symbol, shape, people)
            check_exams(bench, symbol, shape, people)
    for source in bench.sources.values():
        if isinstance(source.shape, History):
            _check_history(bench, source)
    check_references(bench, symbols)
    _check_rosters(bench)
    return dict(bench.sources)


def _source(bench: Bench, symbol: Symbol, node: nodes.SourceDecl, shape: Shape, circular: frozenset[str]) -> DataSource:
    findings = bench.findings
    reads = only(node.clauses, nodes.Read, findings)
    if reads is None:
        findings.error(node.head.name.span, NO_FILES(name=symbol.name), help=NO_FILES_HELP())
    due = only(node.clauses, nodes.Due, findings)
    covers = only(node.clauses, nodes.Covers, findings)
    base = "" if ":" in symbol.scope.source.path else dirname(symbol.scope.source.path)
    return DataSource(
        symbol.ident(),
        _patterns(bench, reads, base),
        base,
        shape,
        column_specs(bench, symbol, node, circular),
        _due(bench, due),
        _grace(bench, only(node.clauses, nodes.Grace, findings)),
        days(covers.dates, findings) if covers else None,
        zone(only(node.clauses, nodes.TimezoneClause, findings), bench.ground.zone, findings),
        _sheets(only(node.clauses, nodes.Sheets, findings)),
        encoding(only(node.clauses, nodes.Encoding, findings), findings),
    )


def _sheets(clause: nodes.Sheets | None) -> tuple[str, ...]:
    """The names of the sheets to read; `*` for all."""
    if clause is None:
        return ()
    return tuple(name.text for name in clause.names) or ("*",)


def _patterns(bench: Bench, reads: nodes.Read | None, base: str) -> tuple[str, ...]:
    """The patterns of files that lie inside the plan's folder."""
    inside: list[str] = []
    for pattern in reads.patterns if reads else ():
        text = pattern.text.replace("\\", "/")
        if not text.strip() or text.startswith(("/", "~")) or ":" in text:
            bench.findings.error(pattern.span, ABSOLUTE(pattern=pattern.text), help=OUTSIDE_HELP())
        elif _leaves(base, text):
            bench.findings.error(pattern.span, OUTSIDE(pattern=pattern.text), help=OUTSIDE_HELP())
        else:
            inside.append(text)
    return tuple(inside)


def _leaves(base: str, pattern: str) -> bool:
    """Whether a path climbs above the workspace: `../data/x.csv` does from the top, not from `plans/`."""
    depth = len([part for part in base.split("/") if part not in ("", ".")])
    for part in pattern.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False


# shape


def _shape(bench: Bench, symbol: Symbol, node: nodes.SourceDecl) -> Shape | None:
    """What a row is; None after reporting that it cannot be told."""
    findings = bench.findings
    key = only(node.clauses, nodes.OneRowPer, findings)
    event = only(node.clauses, nodes.EventAt, findings)
    history = only(node.clauses, nodes.HistoryOf, findings)
    snapshot = only(node.clauses, nodes.SnapshotOn, findings)
    entered = each(node.clauses, nodes.EnteredOn)
    valid = only(node.clauses, nodes.Valid, findings)
    if key is None and event is None and history is None:
        findings.error(node.head.name.span, NO_SHAPE(name=symbol.name), help=NO_SHAPE_HELP())
        return None
    if key is not None and history is not None:
        findings.error(history.span, TWO_SHAPES(name=symbol.name), related=(Related(key.span, FIRST()),))
        return None
    if event is not None or history is not None:
        for clause in (snapshot, valid, *entered):
            if clause is not None:
                findings.error(clause.span, ONLY_RECORDS())
        return _dated_shape(bench, symbol, node, key, event, history)
    assert key is not None
    columns = _key(bench, symbol, node, key)
    if columns is None:
        return None
    since, entered = _since(bench, symbol, entered)
    return Table(
        columns,
        _snapshot(bench, symbol, snapshot),
        _entered(bench, symbol, entered),
        since,
        _validity(bench, symbol, node, valid),
        None if key.called is None else RecordName(key.called.text, key.alias.text if key.alias else None),
    )


def _key(bench: Bench, symbol: Symbol, node: nodes.SourceDecl, clause: nodes.OneRowPer) -> tuple[str, ...] | None:
    """The columns that name a row; None after reporting that one does not exist."""
    columns = tuple(name.text for name in clause.columns if column_named(bench, symbol, name) is not None)
    for name in clause.columns:
        _not_optional(bench, node, name)
    return columns if len(columns) == len(clause.columns) else None


def _dated_shape(
    bench: Bench,
    symbol: Symbol,
    node: nodes.SourceDecl,
    key: nodes.OneRowPer | None,
    event: nodes.EventAt | None,
    history: nodes.HistoryOf | None,
) -> Shape | None:
    """An event source, or the history of another one."""
    at: str | None = None
    if event is not None:
        at = event.column.text if _date_column(bench, symbol, event.column) else None
        _not_optional(bench, node, event.column, OPTIONAL_DATE)
        if at is None:
            return None
    if history is None:
        names = _key(bench, symbol, node, key) if key else ()
        return Events(at, names or ()) if at is not None else None
    of = resolve(symbol.scope, history.source, (Kind.SOURCE,), bench.findings)
    if at is None:
        dates = [name for name, unit in bench.columns[symbol.name].items() if isinstance(unit, (DateUnit, InstantUnit))]
        if len(dates) != 1:
            bench.findings.error(history.span, NO_DATE(name=symbol.name), help=NO_DATE_HELP())
            return None
        at = dates[0]
    return History(of.name, at) if of else None


def column_named(bench: Bench, symbol: Symbol, name: nodes.Name) -> str | None:
    """The name of a column that exists; None after reporting that it does not."""
    columns = bench.columns[symbol.name]
    found = bench.aliases[symbol.name].get(name.text, name.text)
    if found in columns:
        note_column(symbol.name, found, name, bench.findings)
        return found
    if not columns:
        return None
    bench.findings.unknown(
        name.span,
        UNKNOWN_COLUMN(source=symbol.name, name=name.text),
        name.text,
        lambda: columns,
        among=symbol.name,
    )
    return None


def _date_column(bench: Bench, symbol: Symbol, name: nodes.Name) -> bool:
    """Whether a name is a column of dates or instants; reported where it is not."""
    if column_named(bench, symbol, name) is None:
        return False
    unit = bench.columns[symbol.name][name.text]
    if unit is None:
        return False
    if isinstance(unit, (DateUnit, InstantUnit)):
        return True
    bench.findings.error(name.span, NOT_A_DATE(name=name.text, unit=unit_words(unit)))
    return False


def _not_optional(bench: Bench, node: nodes.SourceDecl, name: nodes.Name, message: Text = OPTIONAL_KEY) -> None:
    """Report a column that a row cannot do without and that may be empty."""
    for column in each(node.clauses, nodes.ColumnDecl):
        if column.name.text == name.text and column.optional:
            bench.findings.error(
                column.name.span,
                message(name=name.text),
                help=OPTIONAL_KEY_HELP(),
                related=(Related(name.span, FIRST()),),
            )


def _snapshot(bench: Bench, symbol: Symbol, clause: nodes.SnapshotOn | None) -> SnapshotDate | None:
    if clause is None:
        return None
    if clause.column is None:
        return SnapshotDate(None, clause.day_before)
    return SnapshotDate(clause.column.text) if _date_column(bench, symbol, clause.column) else None


def _validity(bench: Bench, symbol: Symbol, node: nodes.SourceDecl, clause: nodes.Valid | None) -> Validity | None:
    """From when to when a row holds; None after reporting that it cannot be told."""
    if clause is None:
        return None
    _not_optional(bench, node, clause.start, OPTIONAL_START)
    dated = [_date_column(bench, symbol, name) for name in (clause.start, clause.end) if name is not None]
    end = None if clause.end is None else clause.end.text
    return Validity(clause.start.text, end) if all(dated) else None


def _since(
    bench: Bench, symbol: Symbol, clauses: list[nodes.EnteredOn]
) -> tuple[tuple[tuple[str, str], ...], list[nodes.EnteredOn]]:
    """(stage column, date column): since when a record is in whatever stage it is in; and the clauses about one stage alone, which
    a name means first.
    """
    columns, first = bench.columns[symbol.name], dict[str, nodes.EnteredOn]()
    found: list[tuple[str, str]] = []
    others = []
    processes = [unit.process for unit in columns.values() if isinstance(unit, StageOf)]
    declared = bench.stages.get(processes[0]) if processes else None
    for clause in clauses:
        name = bench.aliases[symbol.name].get(clause.stage.text, clause.stage.text)
        if not isinstance(columns.get(name), StageOf) or (declared and clause.stage.text in declared.names):
            others.append(clause)
            continue
        note_column(symbol.name, name, clause.stage, bench.findings)
        if not _date_column(bench, symbol, clause.column):
            continue
        if name in first:
            repeated(clause.span, first[name].span, bench.findings)
            continue
        first[name] = clause
        found.append((name, clause.column.text))
    return tuple(found), others


def _entered(bench: Bench, symbol: Symbol, clauses: list[nodes.EnteredOn]) -> tuple[tuple[str, str], ...]:
    """(stage, date column), the stages by their declared names."""
    process = next((unit.process for unit in bench.columns[symbol.name].values() if isinstance(unit, StageOf)), None)
    found: list[tuple[str, str]] = []
    for clause in clauses:
        if process is None:
            if None not in bench.columns[symbol.name].values():
                bench.findings.error(clause.span, NO_STAGES(source=symbol.name))
            continue
        stages = bench.stages.get(process)
        dated = _date_column(bench, symbol, clause.column)
        if stages is None:
            continue
        stage = stages.names.get(clause.stage.text)
        if stage is None:
            unknown_stage(bench, process, clause.stage)
            continue
        note_stage(process, stage, clause.stage, bench.findings)
        if dated:
            found.append((stage, clause.column.text))
    return tuple(found)


def _check_history(bench: Bench, source: DataSource) -> None:
    """A history names a source of records, and has its key."""
    assert isinstance(source.shape, History)
    of = bench.sources.get(source.shape.of)
    if of is None:
        return
    if not isinstance(of.shape, Table):
        bench.findings.error(source.ident.span, HISTORY_OF(name=of.ident.name), help=HISTORY_OF_HELP())
        return
    for column in of.shape.key:
        if column not in bench.columns[source.ident.name]:
            bench.findings.error(
                source.ident.span,
                HISTORY_KEY(column=column, name=of.ident.name),
                help=HISTORY_KEY_HELP(column=column),
            )
            continue
        note_key(source.ident.name, of.ident.name, column, source.ident.span, bench.findings)
        here, there = bench.columns[source.ident.name][column], bench.columns[of.ident.name].get(column)
        if here is not None and there is not None and not can_be_one_key(here, there):
            bench.findings.error(
                source.column(column).span,
                HISTORY_TYPE(column=column, here=unit_words(here), there=unit_words(there), name=of.ident.name),
                help=KEY_TYPE_HELP(column=column),
            )


def _check_rosters(bench: Bench) -> None:
    """What teams take their people from has a column of people."""
    told: set[str] = set()
    for symbol in bench.program.symbols(Kind.TEAM):
        assert isinstance(symbol.node, nodes.TeamDecl)
        for clause in each(symbol.node.clauses, nodes.PeopleFrom):
            source = symbol.scope.find(clause.source.text, (Kind.SOURCE,))
            units = bench.columns.get(source.name, {}).values() if source else ()
            if source is None or source.name in told or None in units:
                continue
            if not any(isinstance(unit, Person) for unit in units):
                told.add(source.name)
                bench.findings.error(
                    clause.source.span,
                    ROSTER_PERSON(name=source.name),
                    related=(Related(source.head.name.span, FIRST()),),
                )


# times


def _due(bench: Bench, clause: nodes.Due | None) -> DueAt | None:
    """When exports have to be there; None after reporting a rhythm in which they do not come."""
    if clause is None:
        return None
    found = recurrence(bench, clause.every)
    if isinstance(found, FortnightlyAt):
        bench.findings.error(clause.every.span, DUE(written=clause.every.span.text), help=DUE_HELP())
        return None
    return found


def _grace(bench: Bench, clause: nodes.Grace | None) -> int:
    if clause is None:
        return 0
    length = clause.length
    factor = {nodes.TimeUnit.DAY: 1, nodes.TimeUnit.WEEK: 7}.get(length.unit)
    if factor is None or length.amount != int(length.amount) or not 0 <= length.amount * factor <= KEPT_SHORT:
        bench.findings.error(length.span, GRACE(), help=GRACE_HELP())
        return 0
    return int(length.amount) * factor
