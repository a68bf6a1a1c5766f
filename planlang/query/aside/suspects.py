"""What comes back about rows that were set aside: one row for all of one person and one span of days.

In: set-aside rows, and for each question which of them could count and what each could change. Out: one SELECT for all
questions that tell the same rows apart in the same way, and the sums, in columns whose names stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlglot import exp

from planlang.frozen import frozen
from planlang.query.catalog import unread
from planlang.query.core import tree
from planlang.query.core.tree import Node
from planlang.query.histories import subquery

WHO, ANYBODY, LOW, HIGH, SINCE, UNTIL, BOTH_WAYS, ROWS, RECORDS, LEAST, MOST, BLIND = (
    "who",
    "anybody",
    "low",
    "high",
    "since",
    "until",
    "both_ways",
    "n",
    "records",
    "least",
    "most",
    "blind",
)
"""Columns that come back: the person credited (NULL: nobody), whether it could be anybody, first and last day on which the
rows could count (NULL: no bound), the stay in a stage that this is about (NULL: no bound, `until` not included), whether they could also make the figure smaller, how many rows there are, by how many records
they could change a count, the sum of the amounts by which they could make a sum smaller and larger, and how many of those
are not known. The last five are there for every question (`told`)."""


_LISTED = (WHO, ANYBODY, LOW, HIGH, SINCE, UNTIL, BOTH_WAYS)


@frozen(eq=False)
class Change:
    """What one row could change, as trees: by how many records, whether also downwards, by which amount, and whether that
    is not known.
    """

    records: Node
    both_ways: Node
    amount: Node
    blind: Node


@frozen(eq=False)
class AsideQuestion:
    """Which rows set aside could change a figure, and how.

    Attributes:
        rows: the tables they come from, joined: a SELECT of nothing yet.
        who: the person credited, and whether that could be anybody.
        days: first and last day on which a row could count.
        within: the stay in a stage that a row is about.
        holds: whether a row could count at all.
        change: what it could change.
        until_next_export: whether the last day is that of an export that counts until the next one.
    """

    rows: exp.Select
    who: tuple[Node, Node]
    days: tuple[Node, Node]
    within: tuple[Node, Node]
    holds: Node
    change: Change
    until_next_export: bool = False

    @property
    def told_apart_by(self) -> tuple[Node, ...]:
        """What is the same for all rows that come back as one, in the order of the columns."""
        return (*self.who, *self.days, *self.within, self.change.both_ways)


def asked_together(questions: Iterable[AsideQuestion]) -> tuple[tuple[AsideQuestion, ...], ...]:
    """The questions that one SELECT answers, each in one group, in order of first appearance."""
    groups: dict[tuple[Node, ...], list[AsideQuestion]] = {}
    for question in questions:
        groups.setdefault((question.rows, *question.told_apart_by), []).append(question)
    return tuple(map(tuple, groups.values()))


def told(column: str, question: int) -> str:
    """The name of a sum for the question of that rank."""
    return f"{column}_{question}"


def summed(questions: Sequence[AsideQuestion]) -> exp.Select:
    """The set-aside rows that could count for one of several questions asked together, added up for one person and one span
    of days: a column of each sum for each question.
    """
    inner = questions[0].rows.copy()
    listed = dict(zip(_LISTED, questions[0].told_apart_by, strict=True))
    outputs: dict[Node, str] = {}

    def placed(node: Node) -> Node:
        return tree.column(outputs.setdefault(node, f"x{len(outputs)}"), "x")

    zero = tree.number(0)
    counting: dict[Node, None] = {}
    sums: dict[str, Node] = {}
    for rank, question in enumerate(questions):
        holds, change, amount = placed(question.holds), question.change, placed(question.change.amount)
        counting[holds] = None

        def where(value: Node, *conditions: Node, holds: Node = holds) -> Node:
            return tree.choose((tree.both(holds.copy(), *conditions), value))

        sums[told(ROWS, rank)] = tree.count(where(tree.number(1)))
        sums[told(RECORDS, rank)] = exp.Sum(this=where(placed(change.records)))
        sums[told(LEAST, rank)] = exp.Sum(this=where(amount, tree.less(amount.copy(), zero.copy())))
        sums[told(MOST, rank)] = exp.Sum(this=where(amount.copy(), tree.less(zero.copy(), amount.copy())))
        sums[told(BLIND, rank)] = tree.count(where(tree.number(1), placed(change.blind)))
    named = [*listed.items(), *((name, node) for node, name in outputs.items())]
    inner.set("expressions", [tree.named(node.copy(), name) for name, node in named])
    query = exp.Select()
    query.set("from_", exp.From(this=subquery(inner, "x")))
    query.set("where", exp.Where(this=tree.either(*(holds.copy() for holds in counting))))
    keys: Sequence[Node] = [tree.column(name, "x") for name in listed]
    query.set("expressions", [*keys, *(tree.named(node, name) for name, node in sums.items())])
    query.set("group", exp.Group(expressions=[key.copy() for key in keys]))
    return query


def read_or(sql: str, alias: str, first: Node, last: Node) -> tuple[Node, Node]:
    """The day in a column, or where it could not be read any day from the first to the last."""
    day = tree.cast(tree.column(sql, alias), "DATE")
    return (
        tree.choose((unread(sql, alias), first), otherwise=day),
        tree.choose((unread(sql, alias), last), otherwise=day.copy()),
    )
