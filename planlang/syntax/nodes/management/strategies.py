"""Strategies: what is done for goals, and what tells whether it works."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.nodes.expressions import Expression
from planlang.syntax.nodes.literals import Name
from planlang.syntax.nodes.market import Category
from planlang.syntax.nodes.shared import ChargedTo, Head, NoteClause, Owner, Serves
from planlang.syntax.nodes.tasks import MilestoneDecl, TaskDecl


@frozen
class Measures:
    """`measure signed, win_rate rolling 13 weeks`, in a strategy."""

    values: tuple[Expression, ...]
    span: Span


@frozen
class ProgressBy:
    """`progress by cost`: what the tasks count for."""

    weight: Name
    span: Span


StrategyClause = Category | Serves | Measures | ChargedTo | Owner | ProgressBy | NoteClause


@frozen
class StrategyDecl:
    """`strategy premium_first "Premium first" { ... }`; tasks and milestones stand inside."""

    head: Head
    clauses: tuple[StrategyClause, ...]
    children: tuple[TaskDecl | MilestoneDecl, ...]
    span: Span
