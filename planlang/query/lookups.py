"""Records that columns of other sources name, found by their keys: which row of a list tells of a key on which days.

In: a reference such as `customer`, the day of the fact, and the catalog. Out: subqueries in which at most one row tells of a
key on a day, joined to the query that asks, so that no row of it is doubled or lost. Where two rows of a list hold on one
day, or a row that was set aside may tell more, nothing is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum

from sqlglot import exp

from planlang.frozen import define, field
from planlang.query.catalog import Catalog, TableLayout, unread
from planlang.query.cells import CELL_SCALE, plain
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition
from planlang.query.histories import record_key, subquery
from planlang.query.scope import FormulaTooLargeError, Scope, around, conditions_of, formula_of, is_number, looked_into
from planlang.semantics.expr import ClassOf, Column, Looked, RowExpression
from planlang.semantics.model import Table
from planlang.values.units import DateUnit, InstantUnit, Truth, Unit

KEY, SINCE, UNTIL, DOUBT, ROW, CLASS = "key", "since", "until", "doubt", "row_id", "class"
EVER, NEVER = date(1, 1, 1), date(9999, 12, 31)
"""Before the first day of a row without one, and after the last."""
Others = Callable[[bool], dict[str, Node]]
ANSWER = "answer"
MOST_LOOKUPS = 40
"""References that one query may follow."""


class Unfound(Enum):
    """Why a row that is looked up is not known; the first that holds is told."""

    ASIDE = "aside"
    NONE = "none"
    SEVERAL = "several"


@define(eq=False)
class LookUps:
    """What a query looks up; grows with what its expressions ask for.

    Attributes:
        query: the SELECT that the rows are joined to.
        catalog: of the loaded tables.
        day: the day for which a row of the list has to hold, as a tree.
        joined: reference, and whether as of today -> alias of the rows joined for it.
        classes: what is asked for the class in a segment -> alias of the spans joined for it.
    """

    query: exp.Select
    catalog: Catalog
    day: Node
    joined: dict[tuple[Column | Looked, bool], str] = field(factory=dict)
    classes: dict[ClassOf, str] = field(factory=dict)

    def __call__(self, part: Looked | ClassOf, scope: Scope) -> Node | RowExpression:
        """The tree of a column of a named record, or its formula as it reads here (`Scope.look_up`).

        Raises:
            FormulaTooLargeError: that would join too many tables.
        """
        if isinstance(part, ClassOf):
            return self._class(part, scope)
        formula = formula_of(part, scope.source, self.catalog.model)
        if formula is not None:
            return formula
        source = looked_into(part.reference)
        layout = self.catalog.tables.get(source)
        if layout is None:
            return _nothing(part.unit)
        asked = part.reference, part.today
        alias = self.joined.get(asked)
        if alias is None:
            key = plain(part.reference, scope)  # joins what it rests on itself
            alias = self.joined[asked] = f"l{len(self.joined)}"
            self._bounded(scope)
            rows = subquery(looked_rows(source, self.catalog), alias)
            self._join(rows, alias, key, today=part.today, varies=self.catalog.varies(source))
        return tree.column(layout.columns[part.name], alias)

    def _class(self, part: ClassOf, scope: Scope) -> Node:
        """The class of a record: told by its conditions where it follows the record, else by the spans that were uploaded."""
        segment = self.catalog.model.segments[part.segment]
        if segment.grain is None:
            return self._told(conditions_of(part, self.catalog.model), scope, unknown_is_no=segment.unknown_is_no)
        shape = self.catalog.shape(segment.source)
        layout = self.catalog.tables.get(segment.source)
        if layout is None:
            return _nothing(part.unit)
        assert isinstance(shape, Table)
        alias = self.classes.get(part)
        if alias is None:
            own = part.reference is None
            key = record_key(shape.names, layout, "t") if own else plain(part.reference or part, scope)
            alias = self.classes[part] = f"g{len(self.classes)}"
            self._bounded(scope)
            spans = tree.table(self.catalog.classes_table(part.segment), alias)
            self._join(spans, alias, key, today=part.today, varies=True)
        return tree.column(CLASS, alias)

    def _told(self, classes: list[tuple[str, RowExpression | None]], scope: Scope, *, unknown_is_no: bool) -> Node:
        """The first class whose condition holds; unknown where one before it is not known, and where none holds."""
        nothing = tree.cast(tree.nothing(), "TEXT")
        branches: list[tuple[Node, Node]] = []
        for name, asked in classes:
            if asked is None:
                return tree.choose(*branches, otherwise=tree.text(name)) if branches else tree.text(name)
            holds = condition(asked, scope)
            branches.append((holds, tree.text(name)))
            if not unknown_is_no:
                branches.append((tree.is_null(holds.copy()), nothing.copy()))
        return tree.choose(*branches, otherwise=nothing)

    def _bounded(self, scope: Scope) -> None:
        if len(self.joined) + len(self.classes) > MOST_LOOKUPS:
            raise FormulaTooLargeError(f'"{scope.source.ident.name}" looks up more than {MOST_LOOKUPS} records')

    def _join(self, rows: Node, alias: str, key: Node, *, today: bool, varies: bool) -> None:
        """Join rows that tell of a key on the day of the fact, or on the last day that is seen."""
        on: Node = tree.equal(tree.column(KEY, alias), key)
        if varies:
            day = tree.day(self.catalog.last_day) if today else self.day
            since = tree.at_most(tree.column(SINCE, alias), day.copy())
            on = tree.both(on, since, tree.less(day.copy(), tree.column(UNTIL, alias)))
        self.query.append("joins", exp.Join(this=rows, on=on, side="LEFT"))

    def missing(self, asked: tuple[Column | Looked, bool], scope: Scope) -> Node:
        """Whether a row set aside may be the one that a reference names, on the day of the fact."""
        reference, alias = asked[0], self.joined[asked]
        source = looked_into(reference)
        layout, shape = self.catalog.tables[source], self.catalog.shape(source)
        if layout.aside is None:
            return tree.truth(False)
        assert isinstance(shape, Table)
        doubted = tree.less(tree.number(0), tree.coalesce(tree.column(DOUBT, alias), tree.number(0)))
        blind = exp.select(tree.number(1)).from_(tree.table(layout.aside, "b"))
        blind = blind.where(tree.either(*(unread(layout.columns[name], "b") for name in shape.names)))
        nowhere = tree.both(
            tree.is_null(tree.column(KEY, alias)),
            tree.is_known(plain(reference, scope)),
            exp.Exists(this=blind),
        )
        return tree.either(doubted, nowhere)

    def unfound(self, asked: tuple[Column | Looked, bool], scope: Scope) -> Mapping[Unfound, Node]:
        """Why the row that a reference names is not known, each as a condition; an empty reference names none."""
        reference, alias = asked[0], self.joined[asked]
        source = looked_into(reference)
        layout, shape = self.catalog.tables[source], self.catalog.shape(source)
        assert isinstance(shape, Table)
        (name,) = shape.names
        aside = self.missing(asked, scope)
        nowhere = tree.is_null(tree.column(KEY, alias))
        untold = tree.is_null(tree.column(layout.columns[name], alias))
        named = tree.is_known(plain(reference, scope))
        return {
            Unfound.ASIDE: aside,
            Unfound.NONE: tree.both(nowhere, named),
            Unfound.SEVERAL: tree.both(tree.is_known(tree.column(KEY, alias)), untold),
        }


def _nothing(unit: Unit) -> Node:
    """An unknown value of a unit."""
    match unit:
        case DateUnit():
            return tree.cast(tree.nothing(), "DATE")
        case InstantUnit():
            return tree.cast(tree.nothing(), "TIMESTAMP")
        case Truth():
            return tree.cast(tree.nothing(), "BOOLEAN")
        case _:
            return tree.cast(tree.nothing(), (24, CELL_SCALE) if is_number(unit) else "TEXT")


def looked_rows(source: str, catalog: Catalog) -> exp.Select:
    """The rows of a source by the key they are looked up by: `key`, `since` and `until` (DATE, half-open, where what is told of
    a key varies), `doubt` (more than 0: a row set aside may tell otherwise; the columns are unknown), and its columns.
    """
    layout, shape = catalog.tables[source], catalog.shape(source)
    assert isinstance(shape, Table)
    if shape.valid is not None:
        return _valid_rows(layout, shape, catalog)
    if shape.snapshot is not None:
        return _exported_rows(layout, shape, catalog)
    newest = _newest(_sightings(layout, shape, catalog), tree.column(KEY, "s"))
    return _told(newest, layout, (KEY, DOUBT))


def sightings(source: str, catalog: Catalog) -> exp.Query:
    """The rows of a source of which the key could be read (`key`), those set aside as well."""
    shape = catalog.shape(source)
    assert isinstance(shape, Table)
    return _sightings(catalog.tables[source], shape, catalog)


def _sightings(layout: TableLayout, shape: Table, catalog: Catalog, others: Others | None = None) -> exp.Query:
    """Rows read and rows set aside, as far as their key could be read; `doubt` tells them apart. `others` gives more outputs,
    over the table `x`, for the rows set aside or for those read.
    """
    key = record_key(shape.names, layout, "x")
    found: exp.Query | None = None
    for table, doubt in ((layout.table, 0), (layout.aside, 1)):
        if table is None:
            continue
        query = exp.Select().from_(tree.table(table, "x"))
        limits: list[Node] = [tree.is_known(key.copy())]
        if shape.snapshot is not None:
            limits.append(tree.less(tree.column("taken", "x"), tree.day(catalog.cut_days)))
        query.set("where", exp.Where(this=tree.both(*limits)))
        outputs: dict[str, Node] = {KEY: key, DOUBT: tree.number(doubt), ROW: tree.column(ROW, "x")}
        outputs |= {} if others is None else others(bool(doubt))
        columns = [tree.column(sql, "x") for sql in layout.columns.values()]
        if shape.snapshot is not None:
            columns.append(tree.column("taken", "x"))
        query.set("expressions", [*(tree.named(node.copy(), name) for name, node in outputs.items()), *columns])
        found = query if found is None else exp.Union(this=found, expression=query, distinct=False)
    assert found is not None
    return found


def _newest(sightings: exp.Query, partition: Node) -> exp.Select:
    """The newest of the rows `s` that share something."""
    order = [exp.Ordered(this=tree.column(ROW, "s"), desc=True)]
    rank = exp.Window(this=exp.RowNumber(), partition_by=[partition], order=exp.Order(expressions=order))
    query = exp.Select().from_(subquery(sightings, "s"))
    query.set(
        "expressions",
        [exp.Column(this=exp.Star(), table=exp.to_identifier("s", quoted=True)), tree.named(rank, "newest")],
    )
    newest = exp.Select().from_(subquery(query, "n"))
    newest.set("expressions", [exp.Star()])
    newest.set("where", exp.Where(this=tree.equal(tree.column("newest", "n"), tree.number(1))))
    return newest


def _told(rows: exp.Query, layout: TableLayout, kept: tuple[str, ...]) -> exp.Select:
    """Rows with what they tell: nothing where a row set aside may tell otherwise."""
    query = exp.Select().from_(subquery(rows, "w"))
    certain = tree.equal(tree.column(DOUBT, "w"), tree.number(0))
    told = [tree.named(tree.choose((certain.copy(), tree.column(sql, "w"))), sql) for sql in layout.columns.values()]
    query.set("expressions", [*(tree.column(name, "w") for name in kept), *told])
    return query


def _exported_rows(layout: TableLayout, shape: Table, catalog: Catalog) -> exp.Select:
    """Rows of dated exports: each holds from its day to that of the next export with the record, the first since ever."""
    by_key = exp.Order(expressions=[exp.Ordered(this=tree.column(name, "s")) for name in ("taken", ROW)])

    def neighbour(kind: type[exp.AggFunc]) -> Node:
        return exp.Window(
            this=kind(this=tree.column("taken", "s")), partition_by=[tree.column(KEY, "s")], order=by_key.copy()
        )

    query = exp.Select().from_(subquery(_sightings(layout, shape, catalog), "s"))
    since = tree.choose((tree.is_null(neighbour(exp.Lag)), tree.day(EVER)), otherwise=tree.column("taken", "s"))
    until = tree.coalesce(neighbour(exp.Lead), tree.day(NEVER))
    columns = [tree.column(sql, "s") for sql in (KEY, DOUBT, *layout.columns.values())]
    query.set("expressions", [*columns, tree.named(since, SINCE), tree.named(until, UNTIL)])
    return _told(query, layout, (KEY, DOUBT, SINCE, UNTIL))


def _valid_rows(layout: TableLayout, shape: Table, catalog: Catalog) -> exp.Select:
    """Rows of a list with days on which each holds, cut where another begins or ends: none where two hold at once."""
    spans = _spans(layout, shape, catalog)
    edges: exp.Query | None = None
    for sign, day in ((1, SINCE), (-1, UNTIL)):
        query = exp.Select().from_(subquery(spans.copy(), "p"))
        outputs = {
            KEY: tree.column(KEY, "p"),
            "day": tree.column(day, "p"),
            "n": tree.number(sign),
            "number": tree.times(tree.column(ROW, "p"), tree.number(sign)),
            DOUBT: tree.times(tree.column(DOUBT, "p"), tree.number(sign)),
        }
        query.set("expressions", [tree.named(node, name) for name, node in outputs.items()])
        query.set("where", exp.Where(this=tree.less(tree.column(SINCE, "p"), tree.column(UNTIL, "p"))))
        edges = query if edges is None else exp.Union(this=edges, expression=query, distinct=False)
    assert edges is not None
    days = exp.Select().from_(subquery(edges, "e"))
    sums = [tree.named(exp.Sum(this=tree.column(name, "e")), name) for name in ("n", "number", DOUBT)]
    keys = [tree.column(KEY, "e"), tree.column("day", "e")]
    days.set("expressions", [*keys, *sums])
    days.set("group", exp.Group(expressions=[key.copy() for key in keys]))
    running = exp.Select().from_(subquery(days, "d"))

    def along(node: exp.Expression) -> Node:
        order = exp.Order(expressions=[exp.Ordered(this=tree.column("day", "d"))])
        return exp.Window(this=node, partition_by=[tree.column(KEY, "d")], order=order)

    totals = [
        tree.named(tree.cast(along(exp.Sum(this=tree.column(name, "d"))), "BIGINT"), name)
        for name in ("n", "number", DOUBT)
    ]
    until = tree.coalesce(along(exp.Lead(this=tree.column("day", "d"))), tree.day(NEVER))
    bounds = [tree.named(tree.column("day", "d"), SINCE), tree.named(until, UNTIL)]
    running.set("expressions", [tree.column(KEY, "d"), *bounds, *totals])
    query = exp.Select().from_(subquery(running, "w"))
    alone = tree.both(
        tree.equal(tree.column("n", "w"), tree.number(1)),
        tree.equal(tree.column(DOUBT, "w"), tree.number(0)),
        tree.equal(tree.column(ROW, "y"), tree.column("number", "w")),
    )
    query.append("joins", exp.Join(this=tree.table(layout.table, "y"), on=alone, side="LEFT"))
    told = [tree.column(sql, "y") for sql in layout.columns.values()]
    query.set("expressions", [*(tree.column(name, "w") for name in (KEY, SINCE, UNTIL, DOUBT)), *told])
    query.set("where", exp.Where(this=tree.less(tree.number(0), tree.column("n", "w"))))
    return query


def _spans(layout: TableLayout, shape: Table, catalog: Catalog) -> exp.Select:
    """The newest row of each key and start: `key`, `row_id`, `doubt`, `since`, `until` (DATE, half-open)."""
    assert shape.valid is not None
    named = [layout.columns[name] for name in (shape.valid.start, shape.valid.end) if name is not None]
    dates = [tree.cast(tree.column(sql, "x"), "DATE") for sql in named]

    def others(is_aside: bool) -> dict[str, Node]:
        # a row set aside whose start could not be read shares its key with none
        whole = tree.coalesce(record_key(shape.key, layout, "x"), tree.cast(tree.column(ROW, "x"), "TEXT"))
        open_ = tree.either(*(unread(sql, "x") for sql in named)) if is_aside else tree.truth(False)
        end = dates[1] if len(dates) > 1 else tree.cast(tree.nothing(), "DATE")
        return {SINCE: dates[0], "last": end, "whole": whole, "open": open_}

    sightings = _sightings(layout, shape, catalog, others)
    query = exp.Select().from_(subquery(_newest(sightings, tree.column("whole", "s")), "v"))
    order = exp.Order(expressions=[exp.Ordered(this=tree.column(name, "v")) for name in (SINCE, ROW)])
    following = exp.Window(
        this=exp.Lead(this=tree.column(SINCE, "v")), partition_by=[tree.column(KEY, "v")], order=order
    )
    after = tree.cast(exp.Add(this=tree.column("last", "v"), expression=tree.number(1)), "DATE")
    open_ = tree.column("open", "v")  # what cells could not tell may be any day
    outputs = {
        SINCE: tree.choose((open_, tree.day(EVER)), otherwise=tree.column(SINCE, "v")),
        UNTIL: tree.choose((open_.copy(), tree.day(NEVER)), otherwise=tree.coalesce(after, following, tree.day(NEVER))),
    }
    kept = [tree.column(name, "v") for name in (KEY, ROW, DOUBT)]
    query.set("expressions", [*kept, *(tree.named(node, name) for name, node in outputs.items())])
    return query


def lower_answers_on(source: str, asked: RowExpression, day: date, catalog: Catalog) -> exp.Select:
    """Whether a condition holds of each record as it is on a day: `key` and `answer`, 1, 0 or unknown."""
    layout = catalog.tables[source]
    query = exp.Select().from_(subquery(looked_rows(source, catalog), "t"))
    if catalog.varies(source):
        since = tree.at_most(tree.column(SINCE, "t"), tree.day(day))
        query.set("where", exp.Where(this=tree.both(since, tree.less(tree.day(day), tree.column(UNTIL, "t")))))
    scope = Scope(
        catalog.source(source),
        {name: tree.column(sql, "t") for name, sql in layout.columns.items()},
        tree.day(day),
        around(day, catalog.grid),
        catalog.model.processes,
        LookUps(query, catalog, tree.day(day)),
    )
    holds = condition(asked, scope)
    answer = tree.choose((holds, tree.number(1)), (exp.Not(this=exp.Paren(this=holds.copy())), tree.number(0)))
    query.set("expressions", [tree.named(tree.column(KEY, "t"), KEY), tree.named(answer, ANSWER)])
    return query
