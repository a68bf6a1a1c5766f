"""The market and what is assumed of it."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.data import Recurrence
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Date, Name, Text
from planlang.syntax.nodes.shared import Head, HoldsDuring, NoteClause, Owner


@frozen
class CameFrom:
    """`from "Trade association, November 2025"`: where something is known from."""

    texts: tuple[Text, ...]
    span: Span


@frozen
class DatedOn:
    """`dated 2025-11-20`: when it was said."""

    day: Date
    span: Span


@frozen
class Category:
    """`category competition`."""

    name: Name
    span: Span


@frozen
class Reviewed:
    """`review every half year`, `review on 2026-04-01`: when it has to be looked at again."""

    when: Recurrence | Date
    span: Span


AssumptionClause = CameFrom | DatedOn | HoldsDuring | Category | Reviewed | Owner | NoteClause


@frozen
class AssumptionDecl:
    """`assumption market_size "Market" = 15亿元 { ... }`."""

    head: Head
    value: Expression
    clauses: tuple[AssumptionClause, ...]
    span: Span
