"""The plainest query: some columns of all rows of one table.

In: a table of the engine and expressions over its columns. Out: one SELECT in the engine's dialect.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planlang.query import tree
from planlang.query.sql import sql_text


def scan(table: str, columns: Mapping[str, str], dialect: str, *, as_text: frozenset[str] = frozenset()) -> str:
    """Columns of a table under other names, in no particular order of rows.

    Args:
        table: name in the engine.
        columns: output name -> SQL column.
        dialect: sqlglot's name of the engine's dialect.
        as_text: output names that are wanted as text, whatever the column holds.
    """
    outputs = []
    for name, column in columns.items():
        node: tree.Node = tree.column(column)
        outputs.append(tree.named(tree.cast(node, "VARCHAR") if name in as_text else node, name))
    return sql_text(exp.select(*outputs).from_(tree.table(table, "t")), dialect)
