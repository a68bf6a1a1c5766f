"""Builders of strategies."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def strategy(parts: list[Any]) -> nodes.StrategyDecl:
    kind, head, *items, _ = parts
    inside = (nodes.TaskDecl, nodes.MilestoneDecl)
    return nodes.StrategyDecl(
        head.after(kind),
        tuple(item for item in items if not isinstance(item, inside)),
        tuple(item for item in items if isinstance(item, inside)),
        whole(parts),
    )


def measures(parts: list[Any]) -> nodes.Measures:
    return nodes.Measures(parts[1], whole(parts))


def progress_by(parts: list[Any]) -> nodes.ProgressBy:
    return nodes.ProgressBy(parts[1], whole(parts))
