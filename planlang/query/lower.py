"""From the logical plan to trees of core SQL.

In: scans and recounts. Out: one SELECT each, whose numbers come in whole parts and rest so that no engine's floating
point touches them: `x` is `x_whole + x_rest / 10**scale`. Uploaded tables of `catalog` stand for calendars and
memberships.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import assert_never

from sqlglot import exp

from planlang.frozen import frozen
from planlang.query.catalog import MEMBERS, PERSONS, SEGMENTS, Catalog, MemberAt
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import condition, value
from planlang.query.frames import Frame, Relation
from planlang.query.histories import subquery
from planlang.query.logical import Recount, Scan, Sum, Tally
from planlang.query.relations import add_condition, relation
from planlang.semantics.expr import Fold, Sought

SLOT, UNIT, ENTITY, PART, REST = "slot", "unit", "entity", "part", "_rest"
NOBODY = -1
"""The unit or entity of rows without a member."""


class Part(Enum):
    """How an output number is put together."""

    COUNT = "count"
    AMOUNT = "amount"


@frozen
class Output:
    """A column that comes back: a count, or an amount in two columns (`name`, `name_rest`) with decimal places."""

    name: str
    part: Part
    scale: int = 0


@frozen(eq=False)
class Question:
    """A SELECT and its columns beside slot and unit (or entity)."""

    query: exp.Select
    outputs: tuple[Output, ...]


def lower_scan(scan: Scan, catalog: Catalog) -> Question:
    """Tallies by `slot` (bin) and `unit` (membership, or person where membership counts at period end)."""
    rows = relation(scan.rows, catalog, Frame.BINS)
    unit: Node = tree.number(NOBODY)
    if rows.who is not None:
        _join_unit(rows, catalog.attribution(scan.rows).member)
        unit = tree.column("unit", "p")
    stages = [tally.stage for tally in scan.tallies]
    if rows.process is not None and all(stages):
        add_condition(rows.query, tree.either(*(rows.enters(stage) for stage in dict.fromkeys(stages) if stage)))
    sums = [_tally(tally, rows) for tally in scan.tallies]
    names = [f"n{index}" for index in range(len(sums))]
    rows.query.set(
        "expressions",
        [
            tree.named(rows.slot.copy(), SLOT),
            tree.named(unit, UNIT),
            *(tree.named(node, name) for (node, _), name in zip(sums, names, strict=True)),
        ],
    )
    _group(rows.query, rows.slot, *([unit] if rows.who is not None else []))
    outputs = [
        Output(name, Part.AMOUNT if tally.what is Sum.VALUE else Part.COUNT, scale)
        for tally, (_, scale), name in zip(scan.tallies, sums, names, strict=True)
    ]
    return _question(rows.query, (SLOT, UNIT), outputs)


def _join_unit(rows: Relation, member: MemberAt) -> None:
    """Join the membership a row belongs to (or the person, where membership counts at period end) as `p`."""
    assert rows.who is not None
    person = tree.equal(tree.column("person", "p"), rows.who.copy())
    if member is MemberAt.PERIOD_END:
        rows.query.append("joins", exp.Join(this=tree.table(PERSONS, "p"), on=person, side="LEFT"))
        return
    assert rows.on is not None
    on = tree.both(person, during("p", rows.on))
    rows.query.append("joins", exp.Join(this=tree.table(SEGMENTS, "p"), on=on, side="LEFT"))


def during(alias: str, on: Node) -> Node:
    """A day within a membership."""
    return tree.both(
        tree.at_most(tree.column("since", alias), on.copy()), tree.less(on.copy(), tree.column("until", alias))
    )


def _tally(tally: Tally, rows: Relation) -> tuple[Node, int]:
    """The sum of a tally, and its decimal places."""
    conditions = [] if tally.stage is None else [rows.enters(tally.stage)]
    if tally.where is not None:
        conditions.append(condition(tally.where, rows.scope))
    one: Node = tree.number(1)
    scale = 0
    if tally.what is not Sum.ROWS:
        assert tally.value is not None
        one, scale = value(tally.value, rows.scope)
    match tally.what:
        case Sum.ROWS | Sum.KNOWN if rows.sign is None:
            if tally.what is Sum.ROWS and not conditions:
                return tree.count(), 0
            return tree.count(tree.choose((tree.both(*conditions), one)) if conditions else one), 0
        case Sum.ROWS:
            return exp.Sum(this=_if(conditions, _signed(rows))), 0
        case Sum.KNOWN:
            return exp.Sum(this=_if([*conditions, tree.is_known(one)], _signed(rows))), 0
        case Sum.VALUE:
            signed = one if rows.sign is None else tree.times(one, rows.sign.copy())
            return exp.Sum(this=_if(conditions, signed)), scale
        case unreachable:
            assert_never(unreachable)


def _signed(rows: Relation) -> Node:
    """One more, or one less."""
    assert rows.sign is not None
    return rows.sign.copy()


def _if(conditions: Sequence[Node], node: Node) -> Node:
    """The value where the conditions hold."""
    return tree.choose((tree.both(*conditions), node)) if conditions else node


# ---------------------------------------------------------------- recounts


def lower_recount(recount: Recount, catalog: Catalog, *, whole: bool) -> Question:
    """An aggregate by `slot` (range) and `entity`; where `whole`, for everybody together (entity is -1).

    Outputs: `rows` (rows that count), `known` (those with a value), `low`, the result; for medians `low` and `high` are
    the two values in the middle. Each fold has those it needs.
    """
    rows, entity = _entity_of(recount, catalog, whole=whole)
    folded: Node = tree.number(1)
    scale = 0
    if recount.value is not None:
        folded, scale = value(recount.value, rows.scope)
    rows.query.set(
        "expressions",
        [tree.named(rows.slot.copy(), SLOT), tree.named(entity, ENTITY), tree.named(folded, "v")],
    )
    return _folded(recount.fold, rows, entity, folded, scale)


def _entity_of(recount: Recount, catalog: Catalog, *, whole: bool) -> tuple[Relation, Node]:
    """The rows of a recount, and to which row of a level each adds; -1 for none, and for all where `whole`."""
    rows = relation(recount.rows, catalog, Frame.RANGES)
    entity: Node = tree.number(NOBODY)
    if not whole and rows.who is not None:
        assert rows.on is not None
        member = tree.both(tree.equal(tree.column("person", "m"), rows.who.copy()), during("m", rows.on))
        rows.query.append("joins", exp.Join(this=tree.table(MEMBERS, "m"), on=member, side="LEFT"))
        entity = tree.coalesce(tree.column("entity", "m"), tree.number(NOBODY))
    moment = recount.rows.moment
    if rows.process is not None and hasattr(moment, "stage"):
        add_condition(rows.query, rows.enters(moment.stage))
    if recount.where is not None:
        add_condition(rows.query, condition(recount.where, rows.scope))
    return rows, entity


def lower_ends(recount: Recount, catalog: Catalog, *, last: bool) -> exp.Select:
    """The first row with each value in each range, or the `last`, and all rows without one: `slot`, value `v`, `who` has the credit,
    the day `on` of his membership. Of rows of one day the one that stands first in the files counts, or the last.
    """
    rows = relation(recount.rows, catalog, Frame.RANGES)
    moment = recount.rows.moment
    if rows.process is not None and hasattr(moment, "stage"):
        add_condition(rows.query, rows.enters(moment.stage))
    if recount.where is not None:
        add_condition(rows.query, condition(recount.where, rows.scope))
    assert recount.value is not None
    folded, _ = value(recount.value, rows.scope)
    order = [exp.Ordered(this=node, desc=last) for node in (tree.column("day", "r"), rows.row_id.copy())]
    place = exp.Window(
        this=exp.RowNumber(), partition_by=[rows.slot.copy(), folded.copy()], order=exp.Order(expressions=order)
    )
    told = {"v": folded, "who": rows.who or tree.nothing(), "on": rows.on or tree.column("day", "r")}
    rows.query.set(
        "expressions",
        [
            tree.named(rows.slot.copy(), SLOT),
            *(tree.named(node.copy(), name) for name, node in told.items()),
            tree.named(place, "place"),
        ],
    )
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(rows.query, "g")))
    query.set("expressions", [tree.named(tree.column(name, "g"), name) for name in (SLOT, *told)])
    first = tree.equal(tree.column("place", "g"), tree.number(1))
    query.set("where", exp.Where(this=tree.either(first, tree.is_null(_v()))))
    return query


def lower_under_other_names(recount: Recount, catalog: Catalog) -> Question | None:
    """The rows of people under the names in `MEMBERS` alone, by `slot` (range) and `entity`; None where rows are nobody's.

    Outputs: `rows`, `known` (those with a value), `least` and `most`, the sums of the values below and above zero.
    """
    rows = relation(recount.rows, catalog, Frame.RANGES)
    if rows.who is None:
        return None
    assert rows.on is not None
    member = tree.both(tree.equal(tree.column("person", "m"), rows.who.copy()), during("m", rows.on))
    rows.query.append("joins", exp.Join(this=tree.table(MEMBERS, "m"), on=member))
    moment = recount.rows.moment
    if rows.process is not None and hasattr(moment, "stage"):
        add_condition(rows.query, rows.enters(moment.stage))
    if recount.where is not None:
        add_condition(rows.query, condition(recount.where, rows.scope))
    folded, scale = (tree.number(1), 0) if recount.value is None else value(recount.value, rows.scope)
    is_amount = recount.fold not in (Fold.COUNT, Fold.DISTINCT)
    entity = tree.column("entity", "m")
    rows.query.set(
        "expressions", [tree.named(rows.slot.copy(), SLOT), tree.named(entity, ENTITY), tree.named(folded, "v")]
    )
    sums: list[tuple[str, Node]] = [("rows", tree.count()), ("known", tree.count(_v()))]
    outputs = [Output("rows", Part.COUNT), _COUNTED]
    if is_amount:
        zero = tree.number(0)
        sums += [
            ("least", exp.Sum(this=tree.choose((tree.less(_v(), zero), _v()), otherwise=zero.copy()))),
            ("most", exp.Sum(this=tree.choose((tree.less(zero.copy(), _v()), _v()), otherwise=zero.copy()))),
        ]
        outputs += [_amount("least", scale), _amount("most", scale)]
    return _question(_over(rows.query, sums), (SLOT, ENTITY), outputs)


def lower_parted(recount: Recount, key: Sought, catalog: Catalog, *, whole: bool) -> Question:
    """The values of a sum, or the rows of a count, by `slot` (range), `entity` and what `key` says of a row (`part`); each row of
    which it says nothing by itself.

    Output: `sum`, 0 where no value is known.
    """
    rows, entity = _entity_of(recount, catalog, whole=whole)
    folded, scale = (tree.number(1), 0) if recount.value is None else value(recount.value, rows.scope)
    part, _ = value(key, rows.scope)
    rows.query.set(
        "expressions",
        [
            tree.named(rows.slot.copy(), SLOT),
            tree.named(entity, ENTITY),
            tree.named(part, PART),
            tree.named(tree.choose((tree.is_null(part.copy()), rows.row_id.copy())), "alone"),
            tree.named(folded, "v"),
        ],
    )
    summed = tree.coalesce(exp.Sum(this=_v()), tree.number(0))
    return _question(_over(rows.query, [("sum", summed)], PART, "alone"), (SLOT, ENTITY, PART), [_amount("sum", scale)])


def _folded(fold: Fold, rows: Relation, entity: Node, folded: Node, scale: int) -> Question:
    """The fold over rows with `slot`, `entity` and `v`."""
    match fold:
        case Fold.DISTINCT:
            _group(rows.query, rows.slot, entity, folded)
            return _question(_over(rows.query, [("known", tree.count(_v()))]), (SLOT, ENTITY), [_COUNTED])
        case Fold.MEDIAN:
            outputs = [_COUNTED, _amount("low", scale), _amount("high", scale)]
            return _question(_middle(rows.query), (SLOT, ENTITY), outputs)
        case Fold.MINIMUM | Fold.MAXIMUM:
            made = exp.Min if fold is Fold.MINIMUM else exp.Max
            extreme = _over(rows.query, [("known", tree.count(_v())), ("low", made(this=_v()))])
            return _question(extreme, (SLOT, ENTITY), [_COUNTED, _amount("low", scale)])
        case Fold.COUNT | Fold.SUM | Fold.AVERAGE:
            sums: list[tuple[str, Node]] = [
                ("rows", tree.count()),
                ("known", tree.count(_v())),
                ("low", exp.Sum(this=_v())),
            ]
            outputs = [Output("rows", Part.COUNT), _COUNTED, _amount("low", scale)]
            return _question(_over(rows.query, sums), (SLOT, ENTITY), outputs)
        case unreachable:
            assert_never(unreachable)


_COUNTED = Output("known", Part.COUNT)


def _amount(name: str, scale: int) -> Output:
    return Output(name, Part.AMOUNT, scale)


def _v() -> Node:
    """The folded value."""
    return tree.column("v", "g")


def _over(inner: exp.Select, outputs: Sequence[tuple[str, Node]], *more: str) -> exp.Select:
    """Aggregates over a subquery, by its slot and entity, and by `more` of its columns."""
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(inner, "g")))
    names = (SLOT, ENTITY, *more)
    keys = [tree.column(name, "g") for name in names]
    query.set(
        "expressions",
        [
            *(tree.named(key, name) for key, name in zip(keys, names, strict=True)),
            *(tree.named(node, name) for name, node in outputs),
        ],
    )
    _group(query, *keys)
    return query


def _middle(inner: exp.Select) -> exp.Select:
    """The two values in the middle (the same one twice for an odd number), by rank: exact on every engine."""
    keys = [tree.column(SLOT, "g"), tree.column(ENTITY, "g")]
    rank = exp.Window(
        this=exp.RowNumber(),
        partition_by=[key.copy() for key in keys],
        order=exp.Order(expressions=[exp.Ordered(this=_v())]),
    )
    size = exp.Window(this=tree.count(), partition_by=[key.copy() for key in keys])
    ranked = exp.Select()
    ranked.set("from_", exp.From(this=subquery(inner, "g")))
    ranked.set("where", exp.Where(this=tree.is_known(_v())))
    ranked.set(
        "expressions",
        [
            tree.named(keys[0].copy(), SLOT),
            tree.named(keys[1].copy(), ENTITY),
            tree.named(_v(), "v"),
            tree.named(rank, "rank"),
            tree.named(size, "size"),
        ],
    )
    twice = tree.times(tree.column("rank", "g"), tree.number(2))
    upper = exp.Add(this=tree.column("size", "g"), expression=tree.number(2))
    size_of = exp.Max(this=tree.column("size", "g"))
    ends: list[tuple[str, Node]] = [("known", size_of), ("low", exp.Min(this=_v())), ("high", exp.Max(this=_v()))]
    middle = _over(ranked, ends)
    add_condition(middle, tree.at_most(tree.column("size", "g"), twice), tree.at_most(twice.copy(), upper))
    return middle


# ---------------------------------------------------------------- output


def _group(query: exp.Select, *keys: Node) -> None:
    """Group by these; a literal is no key."""
    nodes = [key.copy() for key in keys if not isinstance(key, exp.Literal | exp.Neg)]
    if nodes:
        query.set("group", exp.Group(expressions=nodes))


def _question(inner: exp.Select, keys: Sequence[str], outputs: Sequence[Output]) -> Question:
    """The query with its keys and with whole numbers only."""
    expressions: list[Node] = [tree.named(tree.column(key, "h"), key) for key in keys]
    for output in outputs:
        node = tree.column(output.name, "h")
        whole = tree.cast(node, "BIGINT")
        expressions.append(tree.named(whole, output.name))
        if output.part is Part.AMOUNT and output.scale:
            rest = exp.Paren(this=exp.Sub(this=node.copy(), expression=whole.copy()))
            small = tree.times(rest, tree.number(10**output.scale))
            expressions.append(tree.named(tree.cast(small, "BIGINT"), output.name + REST))
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(inner, "h")))
    query.set("expressions", expressions)
    return Question(query, tuple(outputs))


def lower_exports(source: str, catalog: Catalog) -> exp.Select:
    """The days (`taken`) of the dated exports of a source."""
    taken = tree.column("taken", "t")
    query = exp.Select()
    query.set("from_", exp.From(this=tree.table(catalog.tables[source].table, "t")))
    query.set("expressions", [tree.named(taken, "taken")])
    query.set("where", exp.Where(this=tree.less(taken.copy(), tree.day(catalog.cut_days))))
    _group(query, taken)
    return query
