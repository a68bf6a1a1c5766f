"""The rows behind figures: which they are, what stands in their cells, and how many could not be decided.

In: an aggregate, uploaded ranges, and which entities are asked for over each. Out: a SELECT of rows and one of counts, made of the
same relation and the same filters as the figure itself; and the rows of people who are in no team on the day.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve
from sqlglot import exp

from planlang.query.catalog import ASKED, MEMBERS, PERSONS, SEGMENTS, Catalog
from planlang.query.cells import day
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition, value
from planlang.query.frames import Frame, Relation
from planlang.query.histories import subquery
from planlang.query.logical import Recount, columns_in
from planlang.query.lookups import LookUps, Unfound
from planlang.query.lower import SLOT, during
from planlang.query.relations import add_condition, relation
from planlang.query.scope import Scope, around, everything_in, rests_on
from planlang.semantics.expr import ClassOf, Column, Dated, Looked, OnEntry, RowExpression, Sought
from planlang.semantics.model import DataSource, Model, Table
from planlang.values.units import RecordOf

ROW, RANK, ENTERED = "row_id", "rank", "entered"
VALUE, DAY, BACK = "value", "day", "back"


def lower_rows(
    recount: Recount,
    catalog: Catalog,
    cells: Mapping[str, Sought],
    limit: int,
    *,
    whole: bool,
    unassigned: bool,
) -> exp.Select:
    """The first rows for each question, in order of files and lines: `slot`, `row_id`, cells as text.

    Args:
        recount: the aggregate.
        catalog: of the loaded tables.
        cells: output name -> column, be it of a record that is looked up.
        limit: how many rows for each question.
        whole: whether the entity is the plan.
        unassigned: whether the rows of nobody are meant.
    """
    rows = _rows(recount, catalog, whole=whole, unassigned=unassigned)
    if recount.where is not None:
        add_condition(rows.query, condition(recount.where, rows.scope))
    in_order = exp.Order(expressions=[exp.Ordered(this=rows.row_id.copy())])
    rank = exp.Window(this=exp.RowNumber(), partition_by=[rows.slot.copy()], order=in_order)
    outputs: dict[str, Node] = {name: tree.cast(_cell(column, rows.scope), "TEXT") for name, column in cells.items()}
    if isinstance(recount.rows.moment, OnEntry):
        outputs[ENTERED] = tree.cast(tree.column("entered", "v"), "TEXT")
    rows.query.set(
        "expressions",
        [
            tree.named(tree.cast(rows.slot.copy(), "BIGINT"), SLOT),
            tree.named(tree.cast(rows.row_id.copy(), "BIGINT"), ROW),
            tree.named(rank, RANK),
            *(tree.named(node, name) for name, node in outputs.items()),
        ],
    )
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(rows.query, "g")))
    query.set("expressions", [tree.named(tree.column(name, "g"), name) for name in (SLOT, ROW, *outputs)])
    query.set("where", exp.Where(this=tree.at_most(tree.column(RANK, "g"), tree.number(limit))))
    return query


def lower_valued(recount: Recount, catalog: Catalog, cells: Mapping[str, Sought], back: Column | None) -> exp.Select:
    """All rows for each question with what each adds: `slot`, `row_id`, cells, `value` and `day`, as text.

    `back`: only rows with a date in this column, as `back`.
    """
    rows = _rows(recount, catalog, whole=False, unassigned=False)
    assert recount.value is not None, "what adds up are values"
    if recount.where is not None:
        add_condition(rows.query, condition(recount.where, rows.scope))
    moment = recount.rows.moment
    if isinstance(moment, OnEntry):
        add_condition(rows.query, rows.enters(moment.stage))
        counted: Node = tree.cast(tree.column("entered", "v"), "DATE")
    else:
        assert isinstance(moment, Dated), "records as they stand have no day"
        source = catalog.source(recount.rows.source)
        counted = day(Column(moment.column, source.column(moment.column).unit), rows.scope)
    outputs: dict[str, Node] = {name: _cell(column, rows.scope) for name, column in cells.items()}
    outputs[VALUE] = value(recount.value, rows.scope)[0]
    outputs[DAY] = counted
    if back is not None:
        outputs[BACK] = day(back, rows.scope)
        add_condition(rows.query, tree.is_known(outputs[BACK].copy()))
    rows.query.set(
        "expressions",
        [
            tree.named(tree.cast(rows.slot.copy(), "BIGINT"), SLOT),
            tree.named(tree.cast(rows.row_id.copy(), "BIGINT"), ROW),
            *(tree.named(tree.cast(node, "TEXT"), name) for name, node in outputs.items()),
        ],
    )
    return rows.query


def lower_counts(recount: Recount, catalog: Catalog, *, whole: bool, unassigned: bool) -> exp.Select:
    """For each question how many rows count, are undecided, and have no value: `slot`, `rows`, `undecided`; `skipped` where
    that is because a cell is empty, else by what is not known of the row looked up (`Unfound`).
    """
    rows = _rows(recount, catalog, whole=whole, unassigned=unassigned)
    holds: Node = tree.truth(True) if recount.where is None else condition(recount.where, rows.scope)
    empty: Node = tree.truth(False) if recount.value is None else tree.is_null(value(recount.value, rows.scope)[0])
    outputs = {
        "rows": holds,
        "undecided": tree.is_null(holds.copy()),
        "skipped": tree.both(holds.copy(), empty),
    }
    unfound = _unfound(recount, catalog, rows)
    for why, known in unfound.items():
        outputs[why.value] = tree.both(outputs["skipped"].copy(), known)
        outputs["skipped"] = tree.both(outputs["skipped"], _not(known.copy()))
    rows.query.set(
        "expressions",
        [
            tree.named(tree.cast(rows.slot.copy(), "BIGINT"), SLOT),
            *(tree.named(tree.count(tree.choose((node, tree.number(1)))), name) for name, node in outputs.items()),
        ],
    )
    rows.query.set("group", exp.Group(expressions=[rows.slot.copy()]))
    return rows.query


def _unfound(recount: Recount, catalog: Catalog, rows: Relation) -> Mapping[Unfound, Node]:
    """Why some row that the value rests on is not known, each as a condition that is never unknown."""
    if recount.value is None:
        return {}
    source, lookups = catalog.source(recount.rows.source), rows.scope.look_up
    assert isinstance(lookups, LookUps), "a relation looks up by itself"
    parts = everything_in(source, catalog.model, recount.value)
    named = {(part.reference, part.today) for part in parts if isinstance(part, Looked)}
    told = [lookups.unfound(asked, rows.scope) for asked in tuple(lookups.joined) if asked in named]
    return {why: tree.coalesce(tree.either(*(one[why] for one in told)), tree.truth(False)) for why in Unfound if told}


def _not(node: Node) -> Node:
    """That a condition which is never unknown does not hold."""
    return exp.Not(this=exp.Paren(this=node))


def _rows(recount: Recount, catalog: Catalog, *, whole: bool, unassigned: bool) -> Relation:
    """The rows that count by time and person, whether or not the filter holds."""
    rows = relation(recount.rows, catalog, Frame.RANGES)
    if isinstance(recount.rows.moment, OnEntry):
        add_condition(rows.query, rows.enters(recount.rows.moment.stage))
    asked: Node = tree.equal(tree.column("span", "q"), rows.slot.copy())
    if not whole and rows.who is not None:
        assert rows.on is not None
        member = tree.both(tree.equal(tree.column("person", "m"), rows.who.copy()), during("m", rows.on))
        if unassigned:
            rows.query.append("joins", exp.Join(this=tree.table(SEGMENTS, "m"), on=member, side="LEFT"))
            add_condition(rows.query, tree.is_null(tree.column("person", "m")))
        else:
            rows.query.append("joins", exp.Join(this=tree.table(MEMBERS, "m"), on=member, kind="INNER"))
            asked = tree.both(asked, tree.equal(tree.column("entity", "q"), tree.column("entity", "m")))
    rows.query.append("joins", exp.Join(this=tree.table(ASKED, "q"), on=asked, kind="INNER"))
    return evolve(rows, slot=tree.column(SLOT, "q"))


def _cell(column: Sought, scope: Scope) -> Node:
    """A cell as it stands, or what a computed column comes to."""
    found = scope.found(column)
    return found if isinstance(found, exp.Expression) else value(found, scope)[0]


def looked_columns(source: DataSource, model: Model, *asked: RowExpression | None) -> Mapping[str, Looked | ClassOf]:
    """What is looked up for expressions, by how it is written: `customer.grade`; keys that only lead on are left out."""
    parts = [part for part in everything_in(source, model, *asked) if isinstance(part, Looked | ClassOf)]
    read = [one for one in parts if not rests_on(one, source, model) and not isinstance(one.unit, RecordOf)]
    return {_written(part): part for part in read}


def _written(part: Sought) -> str:
    """A column as it is written."""
    match part:
        case Column(name=name):
            return name
        case Looked(reference=reference, name=name):
            return f"{_written(reference)}.{name}"
        case ClassOf(reference=reference, segment=name):
            return name if reference is None else f"{_written(reference)}.{name}"


def read_columns(source: DataSource, named: tuple[str, ...]) -> tuple[str, ...]:
    """The columns named, each once; a computed one by the columns it rests on."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = list(reversed(named))
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        formula = source.column(name).formula
        if formula is None:
            found.setdefault(name)
        else:
            waiting.extend(reversed(columns_in(formula)))
    return tuple(found)


def lower_outsiders(source: str, column: str, catalog: Catalog) -> exp.Select:
    """Who of the roster stands in a person column of events without a membership on the day: `person`, `rows`, `first`
    (the first row).
    """
    layout, shape = catalog.tables[source], catalog.shape(source)
    assert not isinstance(shape, Table), "records have no day of their own"
    person = tree.column(layout.columns[column], "t")
    columns: dict[str, Node] = {name: tree.column(sql, "t") for name, sql in layout.columns.items()}
    last_day = catalog.last_day
    by_now = around(last_day, catalog.grid)
    scope = Scope(catalog.source(source), columns, tree.day(last_day), by_now, catalog.model.processes)
    on = day(Column(shape.at, catalog.source(source).column(shape.at).unit), scope)
    known = tree.equal(tree.column("person", "k"), person.copy())
    member = tree.both(tree.equal(tree.column("person", "p"), person.copy()), during("p", on))
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(layout.table, "t")))
    query.append("joins", exp.Join(this=tree.table(PERSONS, "k"), on=known, kind="INNER"))
    query.append("joins", exp.Join(this=tree.table(SEGMENTS, "p"), on=member, side="LEFT"))
    before = tree.less(on.copy(), tree.day(catalog.cut_days))
    query.set("where", exp.Where(this=tree.both(tree.is_null(tree.column("person", "p")), before)))
    first = tree.cast(exp.Min(this=tree.column("row_id", "t")), "BIGINT")
    query.set(
        "expressions",
        [tree.named(person, "person"), tree.named(tree.count(), "rows"), tree.named(first, "first")],
    )
    query.set("group", exp.Group(expressions=[person.copy()]))
    return query
