"""Resources: people and things that work needs, how much of their time there is, and what that costs."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.literals import Duration, Path, Percent
from planlang.syntax.nodes.shared import Cadence, Head, NoteClause, Owner
from planlang.syntax.nodes.tasks import Cost


@frozen
class ResourcePeople:
    """`people "Bo Dekker", north.lead`, in a resource."""

    who: tuple[Path, ...]
    span: Span


@frozen
class Available:
    """`available 80%`: the share of each working day."""

    share: Percent
    span: Span


@frozen
class WorkLimit:
    """`every day at most 6h`."""

    cadence: Cadence
    limit: Duration
    span: Span


ResourceClause = ResourcePeople | Available | WorkLimit | Cost | Owner | NoteClause


@frozen
class ResourceDecl:
    """`resource lab "Demo lab" { ... }`."""

    head: Head
    clauses: tuple[ResourceClause, ...]
    span: Span
