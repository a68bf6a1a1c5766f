"""From trees to the text of an engine's dialect.

In: a tree of core SQL. Out: one SELECT. Nothing is added to the tree here.
"""

from __future__ import annotations

from sqlglot import exp


def sql_text(tree: exp.Query, dialect: str) -> str:
    """The SELECT in a dialect; every identifier quoted.

    Raises:
        sqlglot.errors.UnsupportedError: the dialect has no way to say it.
    """
    from sqlglot.errors import ErrorLevel

    return tree.sql(dialect=dialect, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE)
