"""Builders of tasks and milestones."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def task(parts: list[Any]) -> nodes.TaskDecl:
    kind, head, for_each, *items, _ = parts
    inside = (nodes.TaskDecl, nodes.MilestoneDecl)
    return nodes.TaskDecl(
        head.after(kind),
        tuple(item for item in items if not isinstance(item, inside)),
        tuple(item for item in items if isinstance(item, inside)),
        whole(parts),
        for_each,
    )


def task_every(parts: list[Any]) -> nodes.TaskEvery:
    return nodes.TaskEvery(parts[0], whole(parts))


def takes(parts: list[Any]) -> nodes.Takes:
    _, likely, *estimates = parts
    lengths = {word.type: length for word, length in zip(estimates[::2], estimates[1::2], strict=True)}
    return nodes.Takes(likely, lengths.get("BEST"), lengths.get("WORST"), whole(parts))


def effort(parts: list[Any]) -> nodes.Effort:
    return nodes.Effort(parts[1].value, None, whole(parts))


def effort_hours(parts: list[Any]) -> nodes.Effort:
    return nodes.Effort(None, parts[1], whole(parts))


def assign(parts: list[Any]) -> nodes.Assign:
    return nodes.Assign(parts[1], whole(parts))


def assignees(parts: list[Any]) -> tuple[nodes.Path | nodes.SomeOf, ...]:
    return tuple(parts)


def some_of(parts: list[Any]) -> nodes.SomeOf:
    count, _, of = parts
    return nodes.SomeOf(int(count.value), of, whole(parts))


def link(parts: list[Any]) -> nodes.Link:
    word, on = parts
    return nodes.Link(nodes.LinkKind(word.keyword.english[0]), on, whole(parts))


def dependencies(parts: list[Any]) -> tuple[nodes.Dependency, ...]:
    return tuple(parts)


def dependency(parts: list[Any]) -> nodes.Dependency:
    on, *lag = parts
    if not lag:
        return nodes.Dependency(on, None, whole(parts))
    sign, length = lag
    if sign.type == "MINUS":
        length = evolve(length, amount=-length.amount)
    return nodes.Dependency(on, length, whole(parts))


def bound(parts: list[Any]) -> nodes.Bound:
    word, date = parts
    return nodes.Bound(nodes.DateBound(word.keyword.english[0]), date, whole(parts))


def milestone_date(parts: list[Any]) -> nodes.Bound:
    return nodes.Bound(nodes.DateBound.ENDS_ON, parts[1], whole(parts))


def as_late_as_possible(parts: list[Any]) -> nodes.AsLateAsPossible:
    return nodes.AsLateAsPossible(whole(parts))


def priority(parts: list[Any]) -> nodes.Priority:
    return nodes.Priority(int(parts[1].value), whole(parts))


def started(parts: list[Any]) -> nodes.Started:
    _, date, _, names = parts
    return nodes.Started(date, whole(parts), names or ())


def finished(parts: list[Any]) -> nodes.Finished:
    _, date, _, names = parts
    return nodes.Finished(date, whole(parts), names or ())


def milestone_finished(parts: list[Any]) -> nodes.Finished:
    return nodes.Finished(parts[1], whole(parts))


def done(parts: list[Any]) -> nodes.Done:
    _, share, _, names = parts
    return nodes.Done(share, whole(parts), names or ())


def remaining(parts: list[Any]) -> nodes.Remaining:
    _, length, _, names = parts
    return nodes.Remaining(length, whole(parts), names or ())


def starts_when(parts: list[Any]) -> nodes.StartsWhen:
    return nodes.StartsWhen(parts[1], whole(parts))


def cost(parts: list[Any]) -> nodes.Cost:
    _, amount, rate, when, _, account = parts
    per_day = rate is not None
    if isinstance(amount, nodes.PerWorkingDay):  # the same, said as it is said of figures
        amount, per_day = amount.subject, True
    accrual = None if when is None else nodes.Accrual(when.keyword.english[0])
    return nodes.Cost(amount, per_day, accrual, account, whole(parts))


def accrual(parts: list[Any]) -> Any:
    return parts[0]


def charged_to(parts: list[Any]) -> nodes.ChargedTo:
    return nodes.ChargedTo(parts[1], whole(parts))


def standby(parts: list[Any]) -> nodes.StandBy:
    return nodes.StandBy(whole(parts))


def milestone(parts: list[Any]) -> nodes.MilestoneDecl:
    kind, head, *clauses, _ = parts
    return nodes.MilestoneDecl(head.after(kind), tuple(clauses), whole(parts))


def reached_when(parts: list[Any]) -> nodes.ReachedWhen:
    return nodes.ReachedWhen(parts[1], whole(parts))
