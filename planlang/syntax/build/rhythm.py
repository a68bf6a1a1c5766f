"""Builders of reviews, risks and channels."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def review(parts: list[Any]) -> nodes.ReviewDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.ReviewDecl(head.after(kind), each, tuple(clauses), whole(parts))


def review_every(parts: list[Any]) -> nodes.ReviewEvery:
    return nodes.ReviewEvery(parts[0], whole(parts))


def topics(parts: list[Any]) -> nodes.CoversTopics:
    return nodes.CoversTopics(tuple(parts[1:]), whole(parts))


def all_of(parts: list[Any]) -> nodes.AllOf:
    (word,) = parts
    return nodes.AllOf(word.keyword.key, word.span)


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


def risk(parts: list[Any]) -> nodes.RiskDecl:
    kind, head, *items, _ = parts
    return nodes.RiskDecl(
        head.after(kind),
        tuple(item for item in items if not isinstance(item, nodes.TaskDecl)),
        tuple(_standing_by(item) for item in items if isinstance(item, nodes.TaskDecl)),
        whole(parts),
    )


def _standing_by(task: nodes.TaskDecl) -> nodes.TaskDecl:
    """A task in a risk, which is on stand-by whether it says so or not."""
    if any(isinstance(clause, nodes.StandBy) for clause in task.clauses):
        return task
    return evolve(task, clauses=(*task.clauses, nodes.StandBy(task.head.name.span)))


def likelihood(parts: list[Any]) -> nodes.Likelihood:
    _, usual, warned = parts
    return nodes.Likelihood(usual, warned, whole(parts))


def while_warned(parts: list[Any]) -> nodes.Percent | nodes.Name:
    return next(part for part in parts if isinstance(part, nodes.Percent | nodes.Name))


def impact(parts: list[Any]) -> nodes.Impact:
    _, amount, _, goal = parts
    return nodes.Impact(amount, goal, whole(parts))


def respond(parts: list[Any]) -> nodes.RespondWith:
    return nodes.RespondWith(parts[1], whole(parts))


def occurred(parts: list[Any]) -> nodes.Occurred:
    _, date, _, loss = parts
    return nodes.Occurred(date, loss, whole(parts))


def closed(parts: list[Any]) -> nodes.Closed:
    return nodes.Closed(parts[1], whole(parts))


def channel(parts: list[Any]) -> nodes.ChannelDecl:
    kind, head, *clauses, _ = parts
    return nodes.ChannelDecl(head.after(kind), tuple(clauses), whole(parts))


def by_way(parts: list[Any]) -> nodes.ByWay:
    return nodes.ByWay(parts[1], whole(parts))


def address(parts: list[Any]) -> nodes.Address:
    return nodes.Address(parts[1], whole(parts))


def written_address(parts: list[Any]) -> nodes.WrittenAddress:
    return nodes.WrittenAddress(whole(parts))


def sends(parts: list[Any]) -> nodes.Sends:
    _, topics, _, to = parts
    return nodes.Sends(topics, to or (), whole(parts))


def digest(parts: list[Any]) -> nodes.Digest:
    return nodes.Digest(parts[1], parts[2], whole(parts))


def quiet(parts: list[Any]) -> nodes.Quiet:
    return nodes.Quiet(parts[1], parts[2], whole(parts))


def exempt(parts: list[Any]) -> nodes.Name:
    """The level of `except critical` or `严重 除外`."""
    return next(part for part in parts if isinstance(part, nodes.Name))


def at_most_daily(parts: list[Any]) -> nodes.AtMostDaily:
    cadence, _, most = parts
    return nodes.AtMostDaily(cadence, most, whole(parts))
