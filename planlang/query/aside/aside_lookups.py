"""What set-aside rows of a list that others look up could still change: rows of which nobody knows what they would find.

In: the rows that an aggregate folds, its condition and its value, the catalog. Out: a question as query/suspects.py says: the
rows that name a record which a row set aside may be about, on the day they count.
"""

from __future__ import annotations

from planlang.query.aside.suspects import AsideQuestion, Change
from planlang.query.catalog import Catalog, MemberAt
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.expressions import as_text, condition, value
from planlang.query.logical import Rows
from planlang.query.relations import alone
from planlang.query.scope import everything_in, is_number, looked_into
from planlang.semantics.expr import Column, Looked, RowExpression


def lookups_in_doubt(
    rows: Rows, where: RowExpression | None, folded: RowExpression | None, catalog: Catalog
) -> AsideQuestion | None:
    """The rows as `t` that could count, or have a value, by what a row set aside may say of the record they name; None
    where no such record is asked for, or no row of its list was set aside.
    """
    by = catalog.told_by(rows.source, rows.credit)
    asked = everything_in(catalog.source(rows.source), catalog.model, where, folded, by)
    lists = {looked_into(part.reference) for part in asked if isinstance(part, Looked)}
    tables = [catalog.tables[name] for name in lists if name in catalog.tables]
    if not any(table.aside for table in tables):
        return None
    found = alone(rows, catalog)
    holds: Node = tree.truth(True) if where is None else condition(where, found.scope)
    undecided: Node = tree.is_null(holds)
    nothing: Node = tree.cast(tree.nothing(), (24, 6))
    amount, blind = nothing, tree.truth(folded is not None)
    if (
        isinstance(folded, Column)
        and is_number(folded.unit)
        and catalog.source(rows.source).column(folded.name).formula is None
    ):
        amount, blind = tree.column(catalog.tables[rows.source].columns[folded.name], "t"), tree.truth(False)
    elif folded is not None:
        empty = tree.is_null(value(folded, found.scope)[0])
        undecided = tree.either(undecided, tree.both(tree.coalesce(holds.copy(), tree.truth(True)), empty))
    if by is not None:
        nobody = tree.is_null(as_text(by, found.scope))
        undecided = tree.either(undecided, tree.both(tree.coalesce(holds.copy(), tree.truth(True)), nobody))
    missing = [found.lookups.missing(reference, found.scope) for reference in tuple(found.lookups.joined)]
    if rows.credit is None or not catalog.tells_owner(rows):
        who: Node = tree.cast(tree.nothing(), "TEXT")
        anybody = True
    else:
        who = tree.column(catalog.tables[rows.source].columns[rows.credit.column], "t")
        attribution = catalog.attribution(rows)
        anybody = not (attribution.as_exported or attribution.member is MemberAt.TODAY or found.happened)
    nobody_bounds = tree.cast(tree.nothing(), "DATE"), tree.cast(tree.nothing(), "DATE")
    days = nobody_bounds if found.day is None else (found.day, found.day.copy())
    change = Change(tree.number(1), tree.truth(False), amount, blind)
    kept = tree.both(tree.either(*missing), undecided)
    unbounded = tree.cast(tree.nothing(), "DATE"), tree.cast(tree.nothing(), "DATE")
    return AsideQuestion(found.query, (who, tree.truth(anybody)), days, unbounded, kept, change)
