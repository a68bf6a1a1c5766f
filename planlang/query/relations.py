"""The rows behind a figure, before anything is folded: where they come from, when they count, whose they are.

In: `Rows` and whether they are wanted by bin or by range. Out: a `Relation`: a SELECT with its joins and filters but no
output yet, and the trees for slot, person and membership day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import assert_never

from sqlglot import exp

from planlang.frozen import frozen
from planlang.query.catalog import DAYS, INSTANTS, RANGES, SIGNS, Catalog, MemberAt, OwnerAt, StateKnown
from planlang.query.cells import day, plain
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import as_text
from planlang.query.frames import Frame, Relation
from planlang.query.histories import (
    closings,
    held_at,
    held_before,
    held_on,
    newest_rows,
    overlap_with,
    owner_spans,
    record_key,
    row_spans,
)
from planlang.query.logical import Rows
from planlang.query.lookups import LookUps
from planlang.query.scope import Scope, around, around_range
from planlang.semantics.expr import AsItStands, Column, Dated, OnEntry
from planlang.semantics.model import Process, Table
from planlang.values.units import InstantUnit, StageOf


def relation(rows: Rows, catalog: Catalog, frame: Frame) -> Relation:
    """The rows, by bin or by range.

    For ranges, `figures_ranges` (rows that count on a date) or `figures_instants` (records as they stand) stands in the
    query as `r`.
    """
    return _Builder(rows, catalog, frame).build()


@frozen(eq=False)
class Alone:
    """Rows by themselves: in no bin and no range, whosever they are.

    Attributes:
        day: the day on which a row counts; None: on any of which it stands.
        happened: whether a row tells of something that happened, and to whom.
    """

    query: exp.Select
    scope: Scope
    lookups: LookUps
    day: Node | None
    happened: bool


def alone(rows: Rows, catalog: Catalog) -> Alone:
    """The rows of a source, of records the newest of each; those that count when they enter a stage, by their entries."""
    builder = _Builder(rows, catalog, Frame.BINS)
    day = builder.by_themselves()
    happened = not isinstance(catalog.shape(rows.source), Table)
    return Alone(builder.query, builder.scope(), builder.lookups, day, happened)


class _Builder:
    """A query that grows join by join."""

    def __init__(self, rows: Rows, catalog: Catalog, frame: Frame) -> None:
        self.rows = rows
        self.catalog = catalog
        self.frame = frame
        self.attribution = catalog.attribution(rows)
        self.layout = catalog.tables[rows.source]
        self.query = exp.Select()
        self.process: Process | None = None
        self.sign: Node | None = None
        self.slot: Node = tree.number(0)
        self.replaced: dict[str, Node] = {}
        self.lookups = LookUps(self.query, catalog, tree.day(catalog.last_day))

    def build(self) -> Relation:
        """The whole relation."""
        match self.rows.moment:
            case Dated(column=column):
                who, on = self.dated(column)
            case OnEntry(process=process):
                who, on = self.entries(self.catalog.model.processes[process])
            case AsItStands():
                who, on = self.standing()
            case unreachable:
                assert_never(unreachable)
        return Relation(
            self.query,
            self.scope(),
            self.slot,
            who,
            on,
            self.sign,
            tree.column("row_id", "t"),
            self.process,
        )

    def scope(self) -> Scope:
        """What the row's expressions may refer to."""
        by_range = self.frame is Frame.RANGES
        return Scope(
            self.catalog.source(self.rows.source),
            {name: tree.column(sql, "t") for name, sql in self.layout.columns.items()} | self.replaced,
            tree.column("last", "r") if by_range else tree.day(self.catalog.last_day),
            around_range if by_range else around(self.catalog.last_day, self.catalog.grid),
            self.catalog.model.processes,
            self.lookups,
        )

    def by_themselves(self) -> Node | None:
        """The rows without a frame, and the day on which each counts."""
        match self.rows.moment:
            case Dated(column=column):
                self.start(self.record_rows())
                counted = day(Column(column, self.catalog.source(self.rows.source).column(column).unit), self.scope())
            case OnEntry(process=process, stage=stage):
                self.start(tree.table(self.catalog.visits_table(process), "v"))
                self.join_newest_rows()
                self.where(
                    tree.both(tree.column("counts", "v"), tree.equal(tree.column("stage", "v"), tree.text(stage)))
                )
                counted = tree.cast(tree.column("entered", "v"), "DATE")
            case AsItStands():
                self.start(self.record_rows())
                return None
            case unreachable:
                assert_never(unreachable)
        self.lookups.day = counted
        return counted

    # ------------------------------------------------------------ moments

    def dated(self, column: str) -> tuple[Node | None, Node | None]:
        """Rows that count on the date in a column."""
        self.start(self.record_rows())
        unit = self.catalog.source(self.rows.source).column(column).unit
        dated = Column(column, unit)
        fact_day = day(dated, self.scope())
        self.lookups.day = fact_day
        fact = fact_day
        if isinstance(unit, InstantUnit):
            fact = plain(dated, self.scope())
            self.where(tree.less(fact.copy(), tree.instant(self.catalog.cut)))
        self.by_day(fact_day)
        return self.credited(fact, is_date=not isinstance(unit, InstantUnit))

    def entries(self, process: Process) -> tuple[Node | None, Node | None]:
        """Records that count when they enter a stage, by the entries that count."""
        self.process = process
        if self.rows.unsure:
            table = self.catalog.unsure_table(process.ident.name, standing=False)
            self.start(tree.table(table, "v"))
            self.join_newest_rows()
            self.lookups.day = tree.cast(tree.column("entered", "v"), "DATE")
            self.comes_and_goes(tree.column("entered", "v"), tree.column("left_at", "v"))
            return None, None
        self.start(tree.table(self.catalog.visits_table(process.ident.name), "v"))
        self.join_newest_rows()
        self.where(tree.column("counts", "v"))
        self.where(tree.less(tree.column("entered", "v"), tree.instant(self.catalog.cut)))
        self.lookups.day = tree.cast(tree.column("entered", "v"), "DATE")
        self.by_day(self.lookups.day)
        return self.credited(tree.column("entered", "v"), is_date=False)

    def standing(self) -> tuple[Node | None, Node | None]:
        """Records as they stand at an instant; what they name is looked up for its day."""
        if self.frame is Frame.RANGES:
            self.lookups.day = tree.column("last", "r")
        match self.catalog.state_known(self.rows):
            case StateKnown.BY_VISITS:
                process = self.catalog.standing_process(self.rows)
                assert process is not None
                return self.standing_by_visits(process)
            case StateKnown.BY_SNAPSHOTS:
                return self.standing_by_snapshots()
            case StateKnown.NOW_ONLY:
                self.start(self.record_rows())
                if self.frame is Frame.RANGES:
                    self.join(tree.table(INSTANTS, "r"), tree.truth(True))
                    self.slot = tree.column("slot", "r")
                    return self.credited(tree.column("at", "r"), is_date=False, is_end=True)
                return self.credited(tree.instant(self.catalog.cut), is_date=False, is_end=True)
            case unreachable:
                assert_never(unreachable)

    def standing_by_visits(self, process: Process) -> tuple[Node | None, Node | None]:
        """Records with the stage of the visit that the instant falls into."""
        self.process = process
        self.replaced = {
            column.name: tree.column("stage", "v")
            for column in self.catalog.source(self.rows.source).columns
            if column.unit == StageOf(process.ident.name)
        }
        shape = self.catalog.shape(self.rows.source)
        assert isinstance(shape, Table)
        exported = shape.snapshot is not None
        name = process.ident.name
        visits = self.catalog.visits_table(name)
        if self.rows.unsure:
            visits = self.catalog.unsure_table(name, standing=True)
        self.start(tree.table(visits, "v"))
        if self.rows.by_phase:
            self.where(tree.column("unsettled", "v"))
        if exported:
            records = tree.table(self.catalog.records_table(process.ident.name), "k")
            self.join(records, tree.equal(tree.column("rank", "k"), tree.column("record", "v")))
            rows = row_spans(self.layout, shape, self.catalog, "t")
            self.join(rows, self.same_record(tree.column("record", "k")))
        else:
            self.join_newest_rows()
        # a record of which no history tells is known to be where it is at the cut, and nothing is said of earlier days
        at_cut = tree.instant(datetime.combine(self.catalog.last_day, time()))
        since: Node = tree.coalesce(tree.column("entered", "v"), at_cut)
        until: Node = tree.column("left_at", "v")
        if self.frame is Frame.RANGES:
            at = tree.column("at", "r")
            gone = tree.either(tree.is_null(until), tree.at_most(at.copy(), until.copy()))
            self.join(tree.table(INSTANTS, "r"), tree.both(tree.less(since, at), gone))
            self.slot = tree.column("slot", "r")
            if exported:
                self.where(held_before(at, "t"))
            return self.credited_visit(process, at)
        if exported:
            overlap, since, until = overlap_with(since, until, "t")
            self.where(overlap)
        by_owner = self.attribution.owner is OwnerAt.PERIOD_END
        if by_owner:
            overlap, since, until = overlap_with(since, until, "o")
            self.join_owners(overlap)
        self.comes_and_goes(since, until)
        if by_owner:
            return self.owner_or_exported(), None
        return self.credited_visit(process, None)

    def comes_and_goes(self, since: Node, until: Node) -> None:
        """Each row twice: when it comes, and when it goes."""
        self.join(tree.table(SIGNS, "s"), tree.truth(True))
        self.sign = tree.column("sign", "s")
        comes = tree.equal(tree.column("sign", "s"), tree.number(1))
        moved = tree.choose((comes, since), otherwise=until)
        self.where(tree.less(moved, tree.instant(self.catalog.cut)))
        self.by_day(tree.cast(moved.copy(), "DATE"), keep_earlier=True)

    def standing_by_snapshots(self) -> tuple[Node | None, Node | None]:
        """Records as they stand in a dated export."""
        self.start(tree.table(self.layout.table, "t"))
        self.where(tree.less(tree.column("taken", "t"), tree.day(self.catalog.cut_days)))
        if self.frame is Frame.RANGES:
            self.join(tree.table(INSTANTS, "r"), tree.equal(tree.column("taken", "r"), tree.column("taken", "t")))
            self.slot = tree.column("slot", "r")
        else:
            self.slot = tree.column("taken", "t")
            self.lookups.day = tree.column("taken", "t")
        return self.credited(tree.column("taken", "t"), is_date=True)

    # ------------------------------------------------------------ whose

    def credited(self, fact: Node, *, is_date: bool, is_end: bool = False) -> tuple[Node | None, Node | None]:
        """The person a row is credited to, and the day whose membership counts.

        Args:
            fact: the instant or date at which the row counts.
            is_date: whether that is a date, which is compared with the dates of changes of owner.
            is_end: whether it is the end of what is looked at, so that the owner right before it counts.
        """
        match self.attribution.owner:
            case OwnerAt.NOBODY:
                return None, None
            case OwnerAt.AS_EXPORTED if self.attribution.member is MemberAt.TODAY and self.shows_the_past:
                who = self.newest_owner()
            case OwnerAt.AS_EXPORTED:
                who = self.owner()
            case OwnerAt.FACT:
                self.join_owners(held_on(fact) if is_date else held_at(fact))
                who = self.owner_or_exported()
            case OwnerAt.PERIOD_END:
                self.join_owners(held_before(fact if is_end else tree.column("at", "r")))
                who = self.owner_or_exported()
            case OwnerAt.ROW:
                who = self.value_of_row()
            case OwnerAt.CLOSE:
                return self.credited_at_close()
            case unreachable:
                assert_never(unreachable)
        return who, self.membership_day(fact if is_date else tree.cast(fact, "DATE"))

    def membership_day(self, fact_day: Node) -> Node | None:
        """The day whose membership counts."""
        match self.attribution.member:
            case MemberAt.FACT | MemberAt.CLOSE:
                return fact_day.copy()
            case MemberAt.TODAY:
                return tree.day(self.catalog.last_day)
            case MemberAt.PERIOD_END:
                return tree.column("last", "r") if self.frame is Frame.RANGES else None
            case unreachable:
                assert_never(unreachable)

    def credited_at_close(self) -> tuple[Node | None, Node | None]:
        """The owner when the record entered its final stage; nobody while it is open."""
        process = self.process or self.catalog.process_on(self.rows.source)
        assert process is not None
        closed = tree.column("closed", "v")
        if self.process is None:
            self.join(closings(process, self.catalog, "v"), self.same_record(tree.column("record", "v")), side="LEFT")
        owner: Node = self.owner()
        if not self.attribution.as_exported:
            self.join_owners(held_at(closed))
            owner = self.owner_or_exported()
        by_now: Node = tree.is_known(closed.copy())
        if self.is_export():
            by_now = tree.at_most(tree.cast(closed.copy(), "DATE"), tree.column("taken", "t"))
        return tree.choose((by_now, owner)), tree.cast(closed.copy(), "DATE")

    def is_export(self) -> bool:
        """Whether each row stands for the record on the day of an export."""
        standing = isinstance(self.rows.moment, AsItStands)
        return standing and self.catalog.state_known(self.rows) is StateKnown.BY_SNAPSHOTS

    def credited_visit(self, process: Process, at: Node | None) -> tuple[Node | None, Node | None]:
        """Whose a record is while it is in a visit; `at` is the instant asked for, None by bin."""
        if self.attribution.owner is not OwnerAt.CLOSE:
            return self.credited(at if at is not None else tree.column("entered", "v"), is_date=False, is_end=True)
        entered = tree.column("entered", "v")
        owner: Node = self.owner()
        if not self.attribution.as_exported:
            self.join_owners(held_at(entered))
            owner = self.owner_or_exported()
        finals: list[Node] = [tree.text(stage) for stage in self.catalog.finals(process)]
        closed = tree.one_of(tree.column("stage", "v"), finals)
        return tree.choose((closed, owner)), tree.cast(entered.copy(), "DATE")

    def owner(self) -> Node:
        """The person in a column of the row, or whom its formula says."""
        assert self.rows.credit is not None
        column = self.catalog.source(self.rows.source).column(self.rows.credit.column)
        if column.formula is not None:
            return as_text(Column(column.name, column.unit), self.scope())
        return tree.column(self.layout.columns[self.rows.credit.column], "t")

    def value_of_row(self) -> Node:
        """The column of the row as one text, as a condition on it would see it."""
        assert self.rows.credit is not None
        assert self.rows.credit.value is not None
        return as_text(self.rows.credit.value, self.scope())

    @property
    def shows_the_past(self) -> bool:
        """Whether `t` has rows of earlier exports."""
        shape = self.catalog.shape(self.rows.source)
        exported = isinstance(shape, Table) and shape.snapshot is not None
        return exported and isinstance(self.rows.moment, AsItStands)

    def newest_owner(self) -> Node:
        """The person column of the newest row of the record; whom a formula says it says for each row."""
        assert self.rows.credit is not None
        if self.rows.credit.column not in self.layout.columns:
            return self.owner()
        shape = self.catalog.shape(self.rows.source)
        assert isinstance(shape, Table)
        newest = newest_rows(self.layout, shape, self.catalog, "n")
        self.join(newest, tree.equal(record_key(shape.key, self.layout, "n"), self.key()), side="LEFT")
        self.where(tree.equal(tree.column("newest", "n"), tree.number(1)))
        return tree.column(self.layout.columns[self.rows.credit.column], "n")

    def owner_or_exported(self) -> Node:
        """The owner known from history, else the one exported."""
        return tree.coalesce(tree.column("owner", "o"), self.owner())

    def join_owners(self, held: Node) -> None:
        """Join the spans of owners as `o`, limited to the span that is meant."""
        assert self.rows.credit is not None
        spans = owner_spans(self.rows.source, self.rows.credit.column, self.catalog, "o")
        self.join(spans, tree.both(self.same_record(tree.column("record", "o")), held), side="LEFT")

    # ------------------------------------------------------------ joins

    def record_rows(self) -> Node:
        """The rows of the source as `t`: of a table, the newest row of each key."""
        shape = self.catalog.shape(self.rows.source)
        if not isinstance(shape, Table) or not (self.layout.repeated or shape.snapshot is not None):
            return tree.table(self.layout.table, "t")
        self.where(tree.equal(tree.column("newest", "t"), tree.number(1)))
        return newest_rows(self.layout, shape, self.catalog, "t")

    def join_newest_rows(self) -> None:
        """Join the newest row of the record that a visit `v` is about, as `t`."""
        same = tree.equal(tree.column("row_id", "t"), tree.column("row", "v"))
        self.join(tree.table(self.layout.table, "t"), same)

    def key(self) -> Node:
        """The key of the row as one text."""
        shape = self.catalog.shape(self.rows.source)
        assert isinstance(shape, Table)
        return record_key(shape.key, self.layout, "t")

    def same_record(self, record: Node) -> Node:
        """The row is that record."""
        return tree.equal(record, self.key())

    def by_day(self, fact_day: Node, keep_earlier: bool = False) -> None:
        """Put rows into bins or ranges by the day they count on; earlier ones go to the first bin or are left out."""
        if self.frame is Frame.RANGES:
            self.join(tree.table(RANGES, "r"), tree.equal(tree.column("day", "r"), fact_day.copy()))
            self.slot = tree.column("slot", "r")
            return
        in_bin = tree.equal(tree.column("day", "d"), fact_day.copy())
        self.join(tree.table(DAYS, "d"), in_bin, side="LEFT" if keep_earlier else None)
        slot: Node = tree.column("bin", "d")
        self.slot = tree.coalesce(slot, tree.number(0)) if keep_earlier else slot

    def start(self, node: Node) -> None:
        """The first table."""
        self.query.set("from_", exp.From(this=node))

    def join(self, node: Node, on: Node, side: str | None = None) -> None:
        """One more table."""
        self.query.append("joins", exp.Join(this=node, on=on, side=side, kind=None if side else "INNER"))

    def where(self, condition: Node) -> None:
        """One more condition."""
        add_condition(self.query, condition)


def add_condition(query: exp.Select, *conditions: Node) -> None:
    """Narrow a query down."""
    before = query.args.get("where")
    kept: Sequence[Node] = [before.this] if before is not None else []
    query.set("where", exp.Where(this=tree.both(*kept, *conditions)))
