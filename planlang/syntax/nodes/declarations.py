"""The declarations of a file, and the file."""

from __future__ import annotations

from attrs import frozen

from planlang.source import Source, Span
from planlang.syntax.nodes.alerts import AlertDecl
from planlang.syntax.nodes.data import MetricDecl, SourceDecl
from planlang.syntax.nodes.goals import GoalDecl
from planlang.syntax.nodes.literals import Name
from planlang.syntax.nodes.organisation import CalendarDecl, RoleDecl, TeamDecl
from planlang.syntax.nodes.plan import ModuleDecl, PlanDecl, Use
from planlang.syntax.nodes.processes import ProcessDecl
from planlang.syntax.nodes.tasks import MilestoneDecl, ReviewDecl, TaskDecl

Declaration = (
    PlanDecl
    | Use
    | ModuleDecl
    | CalendarDecl
    | RoleDecl
    | TeamDecl
    | SourceDecl
    | MetricDecl
    | GoalDecl
    | ProcessDecl
    | AlertDecl
    | TaskDecl
    | MilestoneDecl
    | ReviewDecl
)


@frozen
class Broken:
    """A declaration in which something could not be read, kept without it or not kept at all.

    Attributes:
        kind: the word of the language for it (`task`), in English; None where that could not be read.
        name: None where none could be read.
        span: its name, or its first word.
    """

    kind: str | None
    name: Name | None
    span: Span


@frozen
class Module:
    """One parsed plan file.

    Attributes:
        declarations: in written order; without the statements, and without the declarations, that cannot be read.
        broken: the declarations in which something was reported, kept or not, in written order. What is missing in them,
            or refers to them, is no news.
        mistakes: where something was reported, the first hundred places.
        readable: whether the text could be read as a plan at all; what is missing in one that could not is no news.
    """

    source: Source
    declarations: tuple[Declaration, ...]
    broken: tuple[Broken, ...] = ()
    mistakes: tuple[Span, ...] = ()
    readable: bool = True
