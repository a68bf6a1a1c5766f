"""What the compiler has to know of a model and its loaded tables.

In: a model, where its sources lie in the engine, and the cut. Out: `Catalog`, which answers how the state and the owner
of a record at an instant are known. The data themselves are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from typing import assert_never

from sqlglot import exp

from planlang.frozen import field, frozen
from planlang.query.core import tree
from planlang.query.logical import Rows
from planlang.semantics.expr import AsItStands, Column, CreditTime, CreditTo, Dated, OnEntry, Sought
from planlang.semantics.model import DataSource, Events, History, Model, Process, StagePhase, Table
from planlang.values.periods import Grain, Grid
from planlang.values.units import Person, RecordOf, StageOf, TextUnit

DAYS = "figures_days"
"""Uploaded: `day` DATE, `bin` integer: which bin each day belongs to."""
SEGMENTS = "figures_segments"
"""Uploaded: `person`, `unit` integer, `since` DATE, `until` DATE: the memberships, half-open."""
PERSONS = "figures_persons"
"""Uploaded: `person`, `unit` integer: everybody on the roster."""
MEMBERS = "figures_members"
"""Uploaded: `person`, `entity` integer, `since` DATE, `until` DATE: the memberships in what is asked for, half-open."""
RANGES = "figures_ranges"
"""Uploaded: `day` DATE, `slot` integer, `last` DATE, `at` TIMESTAMP: every day of every range asked for; `last` is the
last day that counts in the range, `at` the instant at which it ends; for each
grain that is asked for, the bounds of the period that holds `last` (`bounds_of`)."""
INSTANTS = "figures_instants"
"""Uploaded: the same without `day`, one row a range; `taken` DATE is the snapshot that counts, or unknown."""
ASKED = "figures_asked"
"""Uploaded: `span` integer (the `slot` of a range), `entity` integer, `slot` integer: which entities are asked for over which
ranges, by the numbers of the questions."""
SIGNS = "figures_signs"
"""Uploaded: `sign` integer: one row with 1, one with -1."""


SEPARATOR = "\x1f"
"""Stands between the parts of a key of several columns."""


def bounds_of(grain: Grain) -> tuple[str, str]:
    """The columns of ranges and instants, both DATE, that hold the bounds of a period, half-open."""
    return f"{grain.value}_since", f"{grain.value}_until"


def visits_table(process: int) -> str:
    """Uploaded: the visits to the stages of the process of that rank in the plan.

    `record` BIGINT and `row` BIGINT (the newest row of the record in the process's own source, unknown where it has
    none), `stage`, `entered`, `left_at` TIMESTAMP (unknown: still there), `counts` (whether it is the entry into its
    stage that counts, tests/spec/credit.md), `closed` TIMESTAMP (when the record entered the final stage it is in at the
    cut; unknown while it is open).
    """
    return f"visits_{process}"


def unsure_table(process: int, *, standing: bool) -> str:
    """Uploaded: stages that records of the process of that rank may have been in (`standing`), or may have entered.

    `record`, `row` and `stage` as in the table of visits; `entered` and `left_at` TIMESTAMP bound when: an instant after
    the one, up to the other (unknown: still); `unsettled` BOOLEAN: whether the phase of the record is unknown, too.
    """
    return f"unsure_{'stages' if standing else 'entries'}_{process}"


def records_table(process: int) -> str:
    """Uploaded: the records of the process of that rank in the plan: `record` (the key as one text), `rank` BIGINT."""
    return f"records_{process}"


def classes_table(segment: int) -> str:
    """Uploaded: the classes in the segment of that rank in the plan: `key` (of the record), `since` and `until` DATE
    (half-open), `class`. No two spans of a record overlap.
    """
    return f"classes_{segment}"


class StateKnown(Enum):
    """How the state of a record at an instant is known."""

    BY_VISITS = "visits"
    BY_SNAPSHOTS = "snapshots"
    NOW_ONLY = "now only"


class OwnerAt(Enum):
    """Which owner of a row is meant."""

    NOBODY = "nobody"
    AS_EXPORTED = "as exported"
    FACT = "at the fact"
    CLOSE = "at the close"
    PERIOD_END = "at period end"
    ROW = "as the row says"


class MemberAt(Enum):
    """The day whose membership decides to which team a row belongs."""

    FACT = "the fact"
    CLOSE = "the close"
    TODAY = "today"
    PERIOD_END = "period end"


@frozen
class Attribution:
    """Whose a row is: the owner at which instant, in the team of which day.

    `as_exported` tells that an earlier owner was asked for but only the present one is known.
    """

    owner: OwnerAt
    member: MemberAt
    as_exported: bool = False


@frozen
class TableLayout:
    """A source as it lies in the engine.

    Attributes:
        table: its name there.
        columns: declared column -> SQL column.
        repeated: whether several files were loaded, so that a key may stand in several rows.
        aside: the table of its rows that were set aside, None where there are none (`LoadedTable.aside`).
        blank: days of its dated exports without a row.
    """

    table: str
    columns: Mapping[str, str]
    repeated: bool
    aside: str | None = None
    blank: tuple[date, ...] = ()


def unread(sql: str, alias: str) -> exp.Column:
    """Whether a cell of a row that was set aside could not be read: `u_3` for `c_3`."""
    return tree.column(sql.replace("c_", "u_", 1), alias)


@frozen(eq=False)
class Catalog:
    """A model over loaded tables; facts at or after `cut` are not seen."""

    model: Model
    tables: Mapping[str, TableLayout]
    cut: datetime
    until: Mapping[str, date] = field(factory=dict)
    """source -> the day after the last that is loaded, where that is before the cut"""

    def state_end(self, source: str) -> date:
        """The day after the last one whose end a table without dates shows."""
        return min(self.cut_days, self.until.get(source, self.cut_days))

    @property
    def cut_days(self) -> date:
        """The first day of which nothing is seen."""
        midnight = self.cut.time() == time()
        return self.cut.date() if midnight else self.cut.date() + timedelta(days=1)

    @property
    def last_day(self) -> date:
        """The last day of which something is seen."""
        return self.cut_days - timedelta(days=1)

    @property
    def grid(self) -> Grid:
        """How the plan cuts weeks and years."""
        return Grid(self.model.plan.week_start, self.model.plan.fiscal)

    def source(self, name: str) -> DataSource:
        """A declared source."""
        return self.model.sources[name]

    def shape(self, name: str) -> Table | Events | History:
        """What a row of the source is."""
        return self.model.sources[name].shape

    def varies(self, source: str) -> bool:
        """Whether what a source tells of a key depends on the day: dated exports, and lists with days on which a row holds."""
        shape = self.shape(source)
        return isinstance(shape, Table) and (shape.snapshot is not None or shape.valid is not None)

    def process_on(self, source: str) -> Process | None:
        """The process that the records of a source go through; the first declared where there are several."""
        return next((process for process in self.model.processes.values() if process.source == source), None)

    def visits_table(self, process: str) -> str:
        """The table of the visits to the stages of a process."""
        return visits_table(list(self.model.processes).index(process))

    def classes_table(self, segment: str) -> str:
        """The table of the classes of records in a segment."""
        return classes_table(list(self.model.segments).index(segment))

    def unsure_table(self, process: str, *, standing: bool) -> str:
        """The table of what is not known of the stages of a process."""
        return unsure_table(list(self.model.processes).index(process), standing=standing)

    def records_table(self, process: str) -> str:
        """The table of the records of a process."""
        return records_table(list(self.model.processes).index(process))

    @cached_property
    def _histories(self) -> Mapping[str, tuple[str, ...]]:
        """Record source -> the sources that hold its history."""
        found: dict[str, tuple[str, ...]] = {}
        for name, source in self.model.sources.items():
            if isinstance(source.shape, History):
                found[source.shape.of] = (*found.get(source.shape.of, ()), name)
        return found

    def stage_history(self, process: Process) -> str | None:
        """The history source that tells the stages of a process."""
        for name in self._histories.get(process.source, ()):
            if any(column.unit == StageOf(process.ident.name) for column in self.source(name).columns):
                return name
        return None

    def owner_sources(self, source: str, column: str) -> tuple[str, ...]:
        """Where earlier owners of the records of a source are known: a history source with the same person column, and
        the source itself where it is exported as dated snapshots.
        """
        found = [
            name
            for name in self._histories.get(source, ())
            if name in self.tables
            and any(known.name == column and known.unit == Person() for known in self.source(name).columns)
        ]
        shape = self.shape(source)
        exported = isinstance(shape, Table) and shape.snapshot is not None
        return (*found[:1], *([source] if exported else []))

    def standing_process(self, rows: Rows) -> Process | None:
        """The process whose visits tell where records stood; the first on their source where no stage is asked for."""
        return self.model.processes[rows.processes[0]] if rows.processes else self.process_on(rows.source)

    def state_known(self, rows: Rows) -> StateKnown:
        """How the state of records at an instant is known."""
        shape = self.shape(rows.source)
        if not isinstance(shape, Table):
            return StateKnown.NOW_ONLY
        if sum(self.stage_history(self.model.processes[name]) is not None for name in rows.processes) > 1:
            return StateKnown.NOW_ONLY  # what two histories tell of one record is not put together
        process = self.standing_process(rows)
        if process is not None and self.stage_history(process) is not None:
            return StateKnown.BY_VISITS
        if shape.snapshot is not None:
            return StateKnown.BY_SNAPSHOTS
        dated = {stage for stage, _ in shape.entered}
        told = process is not None and any(stage.name in dated for stage in process.stages)
        return StateKnown.BY_VISITS if told else StateKnown.NOW_ONLY

    def attribution(self, rows: Rows) -> Attribution:
        """Whose the rows are; the owner as exported where no earlier owners are known."""
        credit = rows.credit
        if credit is None:
            return Attribution(OwnerAt.NOBODY, MemberAt.TODAY)
        standing = isinstance(rows.moment, AsItStands)
        record = isinstance(self.shape(rows.source), Table)
        known = record and bool(self.owner_sources(rows.source, credit.column))
        match credit.time:
            case CreditTime.CLOSE if record and self.process_on(rows.source) is not None:
                return Attribution(OwnerAt.CLOSE, MemberAt.CLOSE, not known)
            case CreditTime.ROW:
                return Attribution(OwnerAt.ROW, MemberAt.TODAY)
            case CreditTime.TODAY:
                return Attribution(OwnerAt.AS_EXPORTED, MemberAt.TODAY)
            case CreditTime.EVENT | CreditTime.CLOSE if not standing:
                owner = OwnerAt.FACT if known else OwnerAt.AS_EXPORTED
                return Attribution(owner, MemberAt.FACT, record and not known)
            case CreditTime.PERIOD_END | CreditTime.EVENT | CreditTime.CLOSE:
                exported = not known or (standing and self.state_known(rows) is StateKnown.BY_SNAPSHOTS)
                owner = OwnerAt.AS_EXPORTED if exported else OwnerAt.PERIOD_END
                return Attribution(owner, MemberAt.PERIOD_END, record and not known)
            case unreachable:
                assert_never(unreachable)

    def told_by(self, source: str, credit: CreditTo | None) -> Sought | None:
        """What has to be worked out to know whose a row is; None where a column as it is read says so."""
        if credit is None:
            return None
        column = self.source(source).column(credit.column)
        told = credit.value or Column(column.name, column.unit)
        return None if isinstance(told, Column) and self.source(source).column(told.name).formula is None else told

    def tells_owner(self, rows: Rows) -> bool:
        """Whether a single row tells whose it is: a value that is computed, or told by visits, or no text, it does not."""
        credit = rows.credit
        if credit is None:
            return False
        column = self.source(rows.source).column(credit.column)
        if credit.time is not CreditTime.ROW:
            return column.formula is None
        own = isinstance(credit.value, Column) and column.formula is None
        return own and isinstance(column.unit, TextUnit | Person | RecordOf)

    def covered_by(self, rows: Rows) -> tuple[str, ...]:
        """The sources that have to be loaded for these rows to be known: what a history tells of a record counts for
        nothing without the record.
        """
        process = self._process_of(rows)
        history = None if process is None else self.stage_history(process)
        return (rows.source,) if history is None else (rows.source, history)

    def has_entries(self, moment: OnEntry) -> bool:
        """Whether the data can tell when a stage was entered: a history, dated exports, or a column that dates it."""
        process = self.model.processes[moment.process]
        shape = self.shape(process.source)
        if self.stage_history(process) is not None:
            return True
        return isinstance(shape, Table) and (shape.snapshot is not None or moment.stage in dict(shape.entered))

    def is_loaded(self, rows: Rows) -> bool:
        """Whether every table that the rows come from is there."""
        return rows.source in self.tables and all(source in self.tables for source in self.covered_by(rows))

    def finals(self, process: Process) -> tuple[str, ...]:
        """The win and loss stages of a process."""
        return tuple(stage.name for stage in process.stages if stage.phase is not StagePhase.OPEN)

    def _process_of(self, rows: Rows) -> Process | None:
        """The process whose visits date these rows."""
        match rows.moment:
            case OnEntry(process=process):
                return self.model.processes[process]
            case AsItStands() if self.state_known(rows) is StateKnown.BY_VISITS:
                return self.standing_process(rows)
            case Dated() | AsItStands():
                return None
            case unreachable:
                assert_never(unreachable)
