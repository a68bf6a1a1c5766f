"""The plainest query: some columns of all rows of one table.

In: a table of the engine and expressions over its columns. Out: one SELECT in the engine's dialect.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from planlang.query.core import tree
from planlang.query.core.sql import sql_text


def scan(table: str, columns: Mapping[str, str], dialect: str) -> str:
    """Columns of a table under other names, in no particular order of rows.

    Args:
        table: name in the engine.
        columns: output name -> SQL column.
        dialect: sqlglot's name of the engine's dialect.
    """
    outputs = [tree.named(tree.column(column), name) for name, column in columns.items()]
    return sql_text(exp.select(*outputs).from_(tree.table(table, "t")), dialect)
