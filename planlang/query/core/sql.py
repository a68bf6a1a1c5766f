"""From trees to the text of an engine's dialect.

In: a tree of core SQL. Out: one SELECT. What the core says in a way that not every engine knows, or not every engine means
alike, is put into the engine's own words here; nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from planlang.query.core.tree import Node


def sql_text(tree: exp.Query, dialect: str) -> str:
    """The SELECT in a dialect; every identifier quoted.

    Raises:
        sqlglot.errors.UnsupportedError: the dialect has no way to say it.
    """
    from sqlglot.errors import ErrorLevel

    own = OWN_WORDS.get(dialect)
    said = tree if own is None else tree.transform(own)
    return said.sql(dialect=dialect, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE)


def _of_postgres(node: Node) -> Node:
    """No whole number of 128 bits, but numbers of any length; texts of other types in the order of the database."""
    match node:
        case exp.DataType(this=exp.DType.INT128):
            return exp.DataType.build("DECIMAL(38, 0)")
        case exp.Cast(to=exp.DataType(this=exp.DType.TEXT)) if not isinstance(node.parent, exp.Collate):
            return exp.Collate(this=node, expression=exp.to_identifier("C", quoted=True))
    return node


OWN_WORDS: Mapping[str, Callable[[Node], Node]] = {"postgres": _of_postgres}
"""By dialect what a node of the tree becomes."""
