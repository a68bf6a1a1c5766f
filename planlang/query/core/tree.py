"""Makers of SQL nodes: the few shapes that core SQL allows, every name quoted, every literal escaped.

Out: fresh sqlglot nodes, never shared between places. What is left out on purpose (truncating dates, `FILTER`,
`QUALIFY`, lists) means different things to different engines.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

Node = exp.Expression


def column(name: str, of: str | None = None) -> exp.Column:
    """A column, of the table with that alias."""
    return exp.column(name, table=of, quoted=True)


def table(name: str, alias: str) -> exp.Table:
    """A table under an alias."""
    return exp.Table(
        this=exp.to_identifier(name, quoted=True), alias=exp.TableAlias(this=exp.to_identifier(alias, quoted=True))
    )


def named(node: Node, name: str) -> exp.Alias:
    """An output column."""
    return exp.Alias(this=node, alias=exp.to_identifier(name, quoted=True))


def text(value: str) -> exp.Literal:
    """A literal text."""
    return exp.Literal.string(value)


def number(value: Decimal | int) -> Node:
    """A literal number."""
    plain = format(value, "f") if isinstance(value, Decimal) else str(value)
    literal = exp.Literal.number(plain.lstrip("-"))
    return exp.Neg(this=literal) if plain.startswith("-") else literal


def day(value: date) -> exp.Cast:
    """A literal date."""
    return cast(text(value.isoformat()), "DATE")


def instant(value: datetime) -> exp.Cast:
    """A literal point in time."""
    return cast(text(value.isoformat(sep=" ")), "TIMESTAMP")


def truth(value: bool) -> exp.Boolean:
    """True or false."""
    return exp.Boolean(this=value)


def nothing() -> exp.Null:
    """The unknown value."""
    return exp.Null()


def cast(node: Node, kind: str | tuple[int, int]) -> exp.Cast:
    """A value as another type (`DATE`); a pair is a decimal of so many digits, so many of them behind the point."""
    if isinstance(kind, tuple):
        digits = [exp.DataTypeParam(this=exp.Literal.number(number)) for number in kind]
        return exp.Cast(this=node, to=exp.DataType(this=exp.DType.DECIMAL, expressions=digits))
    return exp.Cast(this=node, to=exp.DataType(this=exp.DType[kind]))


def both(*conditions: Node) -> Node:
    """Every condition holds; true where there is none."""
    if not conditions:
        return truth(True)
    result = grouped(conditions[0])
    for condition in conditions[1:]:
        result = exp.And(this=result, expression=grouped(condition))
    return result


def either(*conditions: Node) -> Node:
    """Some condition holds; false where there is none."""
    if not conditions:
        return truth(False)
    result = grouped(conditions[0])
    for condition in conditions[1:]:
        result = exp.Or(this=result, expression=grouped(condition))
    return result


def grouped(node: Node) -> Node:
    """The node in parentheses where operators around it could tear it apart."""
    return exp.Paren(this=node) if isinstance(node, exp.Binary | exp.Unary | exp.Between | exp.In) else node


def choose(*branches: tuple[Node, Node], otherwise: Node | None = None) -> exp.Case:
    """The value of the first branch whose condition is true."""
    return exp.Case(ifs=[exp.If(this=condition, true=value) for condition, value in branches], default=otherwise)


def equal(left: Node, right: Node) -> exp.EQ:
    """Two values are the same."""
    return exp.EQ(this=grouped(left), expression=grouped(right))


def less(left: Node, right: Node) -> exp.LT:
    """One value is before another."""
    return exp.LT(this=grouped(left), expression=grouped(right))


def at_most(left: Node, right: Node) -> exp.LTE:
    """One value is before another or the same."""
    return exp.LTE(this=grouped(left), expression=grouped(right))


def is_null(node: Node) -> exp.Is:
    """A value is unknown."""
    return exp.Is(this=grouped(node), expression=exp.Null())


def is_known(node: Node) -> exp.Not:
    """A value is not unknown."""
    return exp.Not(this=is_null(node))


def times(left: Node, right: Node) -> exp.Mul:
    """A product."""
    return exp.Mul(this=grouped(left), expression=grouped(right))


def one_of(node: Node, literals: list[Node]) -> Node:
    """Whether a value is one of several literals; unknown for an unknown value."""
    if not literals:
        return choose((is_known(node), truth(False)))
    return exp.In(this=grouped(node), expressions=literals)


def coalesce(*nodes: Node) -> exp.Coalesce:
    """The first known value."""
    return exp.Coalesce(this=nodes[0], expressions=list(nodes[1:]))


def count(node: Node | None = None) -> exp.Count:
    """How many rows, or how many with a known value."""
    return exp.Count(this=exp.Star() if node is None else node)


def day_number(node: Node) -> Node:
    """The number of a date, 1 for 0001-01-01 (`date.toordinal`), by the arithmetic of the calendar alone.

    Every engine has EXTRACT and FLOOR; differences of dates mean days here, intervals there. January and February
    count as months 13 and 14 of the year before, which puts the leap day at the end of a year.
    """
    early = exp.LTE(this=_part("MONTH", node), expression=number(2))
    year = choose((early, exp.Sub(this=_part("YEAR", node), expression=number(1))), otherwise=_part("YEAR", node))
    month = choose(
        (early.copy(), exp.Add(this=_part("MONTH", node), expression=number(12))), otherwise=_part("MONTH", node)
    )
    days: Node = times(year, number(365))
    for sign, step in ((1, 4), (-1, 100), (1, 400)):
        leap = _floor(exp.Div(this=year.copy(), expression=number(step)))
        days = exp.Add(this=days, expression=leap) if sign > 0 else exp.Sub(this=days, expression=leap)
    months = _floor(
        exp.Div(
            this=exp.Paren(this=exp.Sub(this=times(month, number(153)), expression=number(457))), expression=number(5)
        )
    )
    total = exp.Add(this=exp.Add(this=days, expression=months), expression=_part("DAY", node))
    return cast(exp.Sub(this=total, expression=number(306)), "BIGINT")


def day_since_1970(node: Node) -> exp.Cast:
    """A date as how many days after 1970-01-01 it is: days are whole numbers where they are reckoned with."""
    return cast(exp.UnixDate(this=cast(node, "DATE")), "INT")


def microseconds(node: Node) -> exp.UnixMicros:
    """A point in time as how many microseconds after the first instant of 1970 it is."""
    return exp.UnixMicros(this=cast(node, "TIMESTAMP"))


def instant_of(microseconds: Node) -> exp.UnixToTime:
    """The point in time that is so many microseconds after the first instant of 1970."""
    return exp.UnixToTime(this=microseconds, scale=exp.Literal.number(6))


def _part(name: str, node: Node) -> exp.Extract:
    """The year, month or day of a date."""
    return exp.Extract(this=exp.var(name), expression=node.copy())


def _floor(node: Node) -> exp.Floor:
    """The largest whole number that is not above."""
    return exp.Floor(this=node)
