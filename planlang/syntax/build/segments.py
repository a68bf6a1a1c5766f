"""Builders of segments."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def segment(parts: list[Any]) -> nodes.SegmentDecl:
    kind, head, _, source, *clauses, _ = parts
    return nodes.SegmentDecl(head.after(kind), source, tuple(clauses), whole(parts))


def class_when(parts: list[Any]) -> nodes.ClassWhen:
    _, head, _, condition = parts
    return nodes.ClassWhen(head, condition, whole(parts))


def class_share(parts: list[Any]) -> nodes.ClassShare:
    _, head, _, figure, how, share = parts
    return nodes.ClassShare(head, figure, share, how.keyword.key == "reaching", whole(parts))


def class_rest(parts: list[Any]) -> nodes.ClassRest:
    return nodes.ClassRest(parts[1], whole(parts))


def classified(parts: list[Any]) -> nodes.Classified:
    return nodes.Classified(parts[1], whole(parts))


def unknown_is_no(parts: list[Any]) -> nodes.UnknownIsNo:
    return nodes.UnknownIsNo(whole(parts))
