"""From trees to the text of an engine's dialect.

In: a tree of core SQL. Out: one SELECT. What the core says in a way that not every engine knows, or not every engine means
alike, is put into the engine's own words here; nothing else is changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from planlang.query.core.tree import Node


def sql_text(tree: exp.Query, dialect: str) -> str:
    """The SELECT in a dialect; every identifier quoted. The tree is used up: it may be another afterwards.

    Raises:
        sqlglot.errors.UnsupportedError: the dialect has no way to say it.
    """
    from sqlglot.errors import ErrorLevel

    own = OWN_WORDS.get(dialect)
    said = tree if own is None else tree.transform(own)
    return said.sql(dialect, copy=False, identify=True, comments=False, unsupported_level=ErrorLevel.RAISE)


_A_DAY = exp.Literal.number(86_400_000_000)


def _one(unit: str) -> exp.Interval:
    """A day, or a microsecond."""
    return exp.Interval(this=exp.Literal.string("1"), unit=exp.var(unit))


def _of_postgres(node: Node) -> Node:
    """No whole number of 128 bits, but numbers of any length; texts of other types in the order of the database; instants and
    their numbers without rounding.
    """
    match node:
        case exp.UnixDate(this=day):
            return exp.Sub(this=day, expression=exp.cast(exp.Literal.string("1970-01-01"), "DATE"))
        case exp.UnixMicros(this=instant):
            seconds = exp.Extract(this=exp.var("EPOCH"), expression=instant)
            return exp.cast(exp.Mul(this=seconds, expression=exp.Literal.number(1_000_000)), "BIGINT")
        case exp.UnixToTime(this=ticks):
            whole = exp.Mul(
                this=exp.Paren(this=exp.Div(this=ticks.copy(), expression=_A_DAY.copy(), typed=True)),
                expression=_one("DAY"),
            )
            rest = exp.Mul(
                this=exp.Paren(this=exp.Mod(this=ticks.copy(), expression=_A_DAY.copy())),
                expression=_one("MICROSECOND"),
            )
            start = exp.cast(exp.Literal.string("1970-01-01"), "TIMESTAMP")
            return exp.Add(this=start, expression=exp.Paren(this=exp.Add(this=whole, expression=rest)))
        case exp.DataType(this=exp.DType.INT128):
            return exp.DataType.build("DECIMAL(38, 0)")
        case exp.Cast(to=exp.DataType(this=exp.DType.TEXT)) if not isinstance(node.parent, exp.Collate):
            return exp.Collate(this=node, expression=exp.to_identifier("C", quoted=True))
    return node


OWN_WORDS: Mapping[str, Callable[[Node], Node]] = {"postgres": _of_postgres}
"""By dialect what a node of the tree becomes."""
