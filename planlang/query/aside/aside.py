"""What the rows that were set aside could still change, as one question for each source they stand in.

In: the rows that an aggregate folds, its condition and its value, the catalog. Out: questions about the rows of
`<table>_aside` (query/suspects.py puts them into one SELECT). Whom and which periods that touches is worked out in
evaluate/doubts.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from planlang.query.aside.aside_lookups import lookups_in_doubt
from planlang.query.aside.aside_moves import moves
from planlang.query.aside.suspects import AsideQuestion, Change, read_or
from planlang.query.catalog import Catalog, StateKnown, TableLayout, unread
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition
from planlang.query.histories import record_key, subquery
from planlang.query.logical import Rows, columns_in
from planlang.query.scope import Scope, around, everything_in, is_number
from planlang.semantics.expr import (
    AsItStands,
    ClassOf,
    Column,
    Dated,
    DaysSince,
    FallsIn,
    InPhase,
    Looked,
    OnEntry,
    RowExpression,
)
from planlang.semantics.model import History, Table
from planlang.values.units import StageOf


def lower_aside(
    rows: Rows, where: RowExpression | None, value: RowExpression | None, catalog: Catalog
) -> tuple[AsideQuestion, ...]:
    """A question for each source whose set-aside rows could change the figure; none where no row was set aside."""
    found: list[AsideQuestion] = []
    layout = catalog.tables.get(rows.source)
    if layout is not None and layout.aside is not None:
        found.append(_Records(rows, where, value, catalog, layout).question())
    for source in catalog.covered_by(rows):
        history = catalog.tables.get(source)
        if source != rows.source and history is not None and history.aside is not None:
            found.append(moves(rows, source, catalog, history))
    looked = lookups_in_doubt(rows, where, value, catalog)
    return (*found, looked) if looked is not None else tuple(found)


def lower_export_days(rows: Rows, catalog: Catalog) -> exp.Query:
    """The days (`taken`) of all exports of a source of which a row was read or set aside."""
    layout = catalog.tables[rows.source]
    found: exp.Query | None = None
    for table in (layout.table, layout.aside):
        if table is not None:
            days = exp.Select()
            days.set("from_", exp.From(this=tree.table(table, "t")))
            days.set("expressions", [tree.column("taken", "t")])
            days.set("where", exp.Where(this=tree.is_known(tree.column("taken", "t"))))
            found = days if found is None else exp.Union(this=found, expression=days, distinct=True)
    assert found is not None
    return found


class _Records:
    """The set-aside rows of the source itself, as `a`; good rows of the same key as `m`."""

    def __init__(
        self,
        rows: Rows,
        where: RowExpression | None,
        value: RowExpression | None,
        catalog: Catalog,
        layout: TableLayout,
    ) -> None:
        self.rows = rows
        self.where = where
        self.value = value
        self.catalog = catalog
        self.layout = layout
        self.source = catalog.source(rows.source)
        shape = catalog.shape(rows.source)
        self.key = () if isinstance(shape, History) else shape.key
        self.happened = None if isinstance(shape, Table) else shape.at
        self.is_exported = isinstance(shape, Table) and shape.snapshot is not None
        standing = isinstance(rows.moment, AsItStands)
        self.by_visits = isinstance(rows.moment, OnEntry) or (
            standing and catalog.state_known(rows) is StateKnown.BY_VISITS
        )
        told = [name for name in catalog.covered_by(rows) if name != rows.source]
        self.history = catalog.tables[told[0]] if told else None
        self.stays = catalog.standing_process(rows) if standing and told else None
        """the process whose stays, told by a history, say which stage a record is in"""

    def question(self) -> AsideQuestion:
        """What is asked of them."""
        assert self.layout.aside is not None
        inner = exp.Select()
        inner.set("from_", exp.From(this=tree.table(self.layout.aside, "a")))
        kept = [self.could_hold(), *self.of_the_moment()]
        known: Node = tree.truth(False)
        if self.key:
            inner.append("joins", exp.Join(this=self.good_rows(), on=self.same_key(), side="LEFT"))
            known = tree.is_known(tree.column("newest", "m"))
            if (
                not self.is_exported
                or isinstance(self.rows.moment, Dated)
                or (self.history is not None and isinstance(self.rows.moment, OnEntry))
            ):
                later = tree.less(tree.column("row_id", "a"), tree.column("newest", "m"))
                kept.append(exp.Not(this=exp.Paren(this=tree.coalesce(later, tree.truth(False)))))
        within: tuple[Node, Node] = tree.cast(tree.nothing(), "DATE"), tree.cast(tree.nothing(), "DATE")
        if self.stays is not None:
            same = tree.equal(tree.column("key", "s"), record_key(self.key, self.layout, "a"))
            inner.append("joins", exp.Join(this=self.told_stays(), on=same, side="LEFT"))
            within = tree.column("since", "s"), tree.column("until", "s")
        change = self.change(inner, known)
        by_export = self.is_exported and not isinstance(self.rows.moment, Dated)
        return AsideQuestion(inner, self.who(), self.days(), within, tree.both(*kept), change, by_export)

    def told_stays(self) -> Node:
        """The stays that the history tells of, by key: `stage`, and the days `since` (included) and `until` (not)."""
        assert self.history is not None
        assert self.stays is not None
        name = next(name for name in self.catalog.covered_by(self.rows) if name != self.rows.source)
        shape = self.catalog.shape(name)
        assert isinstance(shape, History)
        columns = {column.name: column.unit for column in self.catalog.source(name).columns}
        stage = next(column for column, unit in columns.items() if unit == StageOf(self.stays.ident.name))
        at = tree.column(self.history.columns[shape.at], "h")
        key = record_key(self.key, self.history, "h")
        order = exp.Order(expressions=[exp.Ordered(this=at.copy()), exp.Ordered(this=tree.column("row_id", "h"))])
        until = exp.Window(this=exp.Lead(this=at.copy()), partition_by=[key.copy()], order=order)
        query = exp.Select()
        query.set("from_", exp.From(this=tree.table(self.history.table, "h")))
        outputs = {
            "key": key,
            "stage": tree.column(self.history.columns[stage], "h"),
            "since": tree.cast(at, "DATE"),
            "until": tree.cast(until, "DATE"),
        }
        query.set("expressions", [tree.named(node, name) for name, node in outputs.items()])
        return subquery(query, "s")

    def change(self, inner: exp.Select, known: Node) -> Change:
        """What a row could change; `known` tells that another row of its record was read.

        Where a history tells the stages, a record that is known stands where it stands: only its amount could differ, and
        whose it is or whether the rest of the condition holds, if those cannot be told.
        """
        amount, unread_amount = self.amount("a")
        if self.history is None:
            both_ways = known
            if self.is_exported and isinstance(self.rows.moment, AsItStands) and not self.by_visits:
                both_ways = tree.truth(False)  # each export stands for itself: the row is missing in this one
            blind = tree.either(unread_amount, both_ways.copy())
            if self.key and self.tells_entries():  # a record that no row shows in the stage is not counted as it is
                both_ways = tree.both(both_ways, tree.coalesce(self.was_there(), tree.truth(False)))
            return Change(tree.number(1), both_ways, amount, blind)
        newest = tree.equal(tree.column("row_id", "n"), tree.column("newest", "m"))
        inner.append("joins", exp.Join(this=tree.table(self.layout.table, "n"), on=newest, side="LEFT"))
        unsure = tree.truth(True) if self.asks_more() else self.who()[1]
        if self.rows.credit is None and not self.asks_more():
            unsure = tree.truth(False)
        stays = tree.both(known, exp.Not(this=exp.Paren(this=unsure)))
        more = exp.Sub(this=amount, expression=self.amount("n")[0])
        return Change(
            tree.choose((stays, tree.number(0)), otherwise=tree.number(1)),
            tree.both(known.copy(), unsure.copy()),
            tree.choose((stays.copy(), more), otherwise=amount.copy()),
            tree.either(unread_amount, tree.both(known.copy(), unsure.copy())),
        )

    def asks_more(self) -> bool:
        """Whether the condition asks for more of a record than its stage."""
        for part in everything_in(self.source, self.catalog.model, self.where):
            match part:
                case DaysSince() | FallsIn() | Looked() | ClassOf():
                    return True
                case Column(unit=unit) if not isinstance(unit, StageOf):
                    return True
                case _:
                    pass
        return False

    def who(self) -> tuple[Node, Node]:
        """The person credited, and whether that could be anybody."""
        if self.rows.credit is None or not self.catalog.tells_owner(self.rows):
            return tree.cast(tree.nothing(), "TEXT"), tree.truth(True)
        sql = self.layout.columns[self.rows.credit.column]
        return tree.column(sql, "a"), unread(sql, "a")

    def could_hold(self) -> Node:
        """Whether the condition holds, or a cell that could not be read leaves it open."""
        if self.where is None or self._depends_on_time():
            return tree.truth(True)
        columns: dict[str, Node] = {name: tree.column(sql, "a") for name, sql in self.layout.columns.items()}
        if self.stays is not None:
            columns |= {
                column.name: tree.coalesce(tree.column("stage", "s"), columns[column.name])
                for column in self.source.columns
                if column.name in columns and column.unit == StageOf(self.stays.ident.name)
            }
        scope = Scope(
            self.source,
            columns,
            tree.day(self.catalog.last_day),
            around(self.catalog.last_day, self.catalog.grid),
            self.catalog.model.processes,
        )
        return tree.coalesce(condition(self.where, scope), self.some_unread(self.where))

    def _depends_on_time(self) -> bool:
        """Whether the condition is about the period asked for, or about a stage that visits tell instead of the row."""
        for part in everything_in(self.source, self.catalog.model, self.where):
            match part:
                case DaysSince() | FallsIn() | Looked() | ClassOf():
                    return True
                case InPhase() if self.by_visits and self.stays is None:
                    return True
                case Column(unit=StageOf()) if self.by_visits and self.stays is None:
                    return True
                case _:
                    pass
        return False

    def some_unread(self, expression: RowExpression) -> Node:
        """Whether one of the columns that an expression rests on could not be read."""
        names = {
            name for part in everything_in(self.source, self.catalog.model, expression) for name in columns_in(part)
        }
        return tree.either(
            *(unread(self.layout.columns[name], "a") for name in sorted(names & set(self.layout.columns)))
        )

    def of_the_moment(self) -> Iterator[Node]:
        """What else the moment asks of a row: for entries into a stage, that the row could tell of one."""
        moment = self.rows.moment
        if not isinstance(moment, OnEntry):
            return
        if self.history is not None:
            yield self.entered_by_history(moment, self.history)
            return
        dated = self.entry_column(moment)
        if dated is not None:
            yield tree.either(tree.is_known(tree.column(dated, "a")), unread(dated, "a"))
            return
        stage = self.stage_column(moment.process)
        if stage is not None:
            same = tree.equal(tree.column(stage, "a"), tree.text(moment.stage))
            open_to = [unread(stage, "a"), tree.coalesce(same, tree.truth(False))]
            yield tree.either(*open_to, *([tree.coalesce(self.was_there(), tree.truth(False))] if self.key else []))

    def tells_entries(self) -> bool:
        """Whether only the exports tell of entries into the stage asked for."""
        moment = self.rows.moment
        return (
            isinstance(moment, OnEntry)
            and self.history is None
            and self.entry_column(moment) is None
            and self.stage_column(moment.process) is not None
        )

    def was_there(self) -> Node:
        """Whether a row that was read shows the record in the stage asked for."""
        return tree.equal(tree.column("was_there", "m"), tree.number(1))

    def entered_by_history(self, moment: OnEntry, history: TableLayout) -> Node:
        """Whether the history has a move of the record into the stage, or the key could not be read."""
        shape = self.catalog.shape(self.rows.source)
        assert isinstance(shape, Table)
        moves = exp.Select()
        moves.set("from_", exp.From(this=tree.table(history.table, "h")))
        moves.set("expressions", [tree.number(1)])
        stage = next(
            history.columns[column.name]
            for name in self.catalog.covered_by(self.rows)
            if name != self.rows.source
            for column in self.catalog.source(name).columns
            if column.unit == StageOf(moment.process)
        )
        same = tree.equal(record_key(shape.key, history, "h"), record_key(shape.key, self.layout, "a"))
        moves.set(
            "where", exp.Where(this=tree.both(same, tree.equal(tree.column(stage, "h"), tree.text(moment.stage))))
        )
        unknown = [unread(self.layout.columns[name], "a") for name in shape.key]
        return tree.either(exp.Exists(this=moves), *unknown)

    def entry_column(self, moment: OnEntry) -> str | None:
        """The SQL column that dates entries into a stage, where no history or export does."""
        shape = self.catalog.shape(self.rows.source)
        process = self.catalog.model.processes[moment.process]
        if not isinstance(shape, Table) or self.is_exported or self.catalog.stage_history(process) is not None:
            return None
        name = dict(shape.entered).get(moment.stage)
        return None if name is None else self.layout.columns[name]

    def stage_column(self, process: str) -> str | None:
        """The SQL column of the stages of a process."""
        names = (column.name for column in self.source.columns if column.unit == StageOf(process))
        return next((self.layout.columns[name] for name in names if name in self.layout.columns), None)

    def days(self) -> tuple[Node, Node]:
        """First and last day on which the row could count; for dated exports bounds are put together elsewhere.

        A file bounds when what its rows are about happened, and no other date in them: a record may have been created, or
        come into a stage, at any time before.
        """
        first, last = tree.column("first_day", "a"), tree.column("last_day", "a")
        unbounded = tree.cast(tree.nothing(), "DATE")
        match self.rows.moment:
            case Dated(column=column) if column == self.happened:
                return read_or(self.layout.columns[column], "a", first, last)
            case Dated(column=column) if column in self.layout.columns:
                return read_or(self.layout.columns[column], "a", unbounded, unbounded.copy())
            case Dated():
                return unbounded, unbounded.copy()
            case OnEntry() as moment if (dated := self.entry_column(moment)) is not None:
                return read_or(dated, "a", unbounded, unbounded.copy())
            case OnEntry() as moment if self.is_exported and self.history is None:
                return self.first_entry(moment), tree.column("taken", "a")
            case AsItStands() if self.is_exported:
                return tree.column("taken", "a"), tree.column("taken", "a")
            case OnEntry() | AsItStands():
                return unbounded, unbounded.copy()

    def first_entry(self, moment: OnEntry) -> Node:
        """The first day on which an export could tell of an entry: its own, or an earlier one that a column says."""
        shape, taken = self.catalog.shape(self.rows.source), tree.column("taken", "a")
        dated = dict(shape.entered).get(moment.stage) if isinstance(shape, Table) else None
        if dated is None and isinstance(shape, Table):
            told = (since for stage, since in shape.since if self.source.column(stage).unit == StageOf(moment.process))
            dated = next(told, None)
        if dated is None:
            return taken
        sql = self.layout.columns[dated]
        day, any_day = tree.cast(tree.column(sql, "a"), "DATE"), tree.cast(tree.nothing(), "DATE")
        return tree.choose((unread(sql, "a"), any_day), (tree.less(day, taken), day.copy()), otherwise=taken.copy())

    def amount(self, alias: str) -> tuple[Node, Node]:
        """The amount of a row, and whether it is not known."""
        value = self.value
        if (
            not isinstance(value, Column)
            or not is_number(value.unit)
            or self.source.column(value.name).formula is not None
        ):
            return tree.cast(tree.nothing(), (24, 6)), tree.truth(value is not None)
        sql = self.layout.columns[value.name]
        return tree.coalesce(tree.column(sql, alias), tree.number(0)), unread(sql, "a")

    def good_rows(self) -> Node:
        """The rows that were read, by key: the newest, and where only they tell of entries into the stage asked for,
        whether one was in it.
        """
        query = exp.Select()
        query.set("from_", exp.From(this=tree.table(self.layout.table, "g")))
        key = record_key(self.key, self.layout, "g")
        outputs = {"key": key, "newest": exp.Max(this=tree.column("row_id", "g"))}
        moment = self.rows.moment
        if isinstance(moment, OnEntry) and self.history is None and self.entry_column(moment) is None:
            stage = self.stage_column(moment.process)
            if stage is not None:
                same = tree.equal(tree.column(stage, "g"), tree.text(moment.stage))
                outputs["was_there"] = exp.Max(this=tree.choose((same, tree.number(1)), otherwise=tree.number(0)))
        query.set("expressions", [tree.named(node, name) for name, node in outputs.items()])
        query.set("group", exp.Group(expressions=[key.copy()]))
        return subquery(query, "m")

    def same_key(self) -> Node:
        """A set-aside row and the good rows are of one record."""
        return tree.equal(record_key(self.key, self.layout, "a"), tree.column("key", "m"))
