"""Builders of reviews."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def review(parts: list[Any]) -> nodes.ReviewDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.ReviewDecl(head.after(kind), each, tuple(clauses), whole(parts))


def review_every(parts: list[Any]) -> nodes.ReviewEvery:
    return nodes.ReviewEvery(parts[0], whole(parts))


def topics(parts: list[Any]) -> nodes.CoversTopics:
    return nodes.CoversTopics(parts[1], whole(parts))


def attended(parts: list[Any]) -> nodes.AttendedBy:
    return nodes.AttendedBy(parts[1], whole(parts))


def meeting_length(parts: list[Any]) -> nodes.MeetingLength:
    return nodes.MeetingLength(parts[1], whole(parts))


def if_off_work(parts: list[Any]) -> nodes.IfOffWork:
    return nodes.IfOffWork(parts[1], whole(parts))


def produces(parts: list[Any]) -> nodes.Produces:
    return nodes.Produces(parts[1], whole(parts))


def held(parts: list[Any]) -> nodes.Held:
    _, date, person, *inside, _ = parts
    return nodes.Held(
        date,
        person,
        tuple(item for item in inside if not isinstance(item, nodes.TaskDecl)),
        tuple(item for item in inside if isinstance(item, nodes.TaskDecl)),
        whole(parts),
    )


def decided(parts: list[Any]) -> nodes.Decided:
    return nodes.Decided(parts[1], whole(parts))
