"""Segments: the classes of the records of a source."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression, Reference
from planlang.syntax.nodes.literals import Path, Percent
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause


@frozen
class ClassWhen:
    """`class premium "Key" when potential >= 50万元`."""

    head: Head
    condition: Expression
    span: Span


@frozen
class ClassShare:
    """`class A "Key" by share of signed rolling 52 weeks reaching 80%`; `within 80%` where `reaching` is false.

    The share may be the name of a parameter of the module.
    """

    head: Head
    figure: Expression
    share: Percent | Reference
    reaching: bool
    span: Span


@frozen
class ClassRest:
    """`class C otherwise`."""

    head: Head
    span: Span


ClassClause = ClassWhen | ClassShare | ClassRest


@frozen
class Classified:
    """`classified every quarter`."""

    every: Cadence
    span: Span


@frozen
class UnknownIsNo:
    """`unknown is no`: a condition that is not known does not hold, and a later class may."""

    span: Span


SegmentClause = ClassClause | Classified | UnknownIsNo | NoteClause


@frozen
class SegmentDecl:
    """`segment grade "A, B, C" on customers { ... }`."""

    head: Head
    source: Path
    clauses: tuple[SegmentClause, ...]
    span: Span
