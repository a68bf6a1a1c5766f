"""Builders of adjustments, revisions, waivers, scenarios and baselines."""

from __future__ import annotations

from typing import Any

from planlang.syntax import nodes
from planlang.syntax.build.spans import whole


def adjust(parts: list[Any]) -> nodes.AdjustDecl:
    kind, head, each, *clauses, _ = parts
    return nodes.AdjustDecl(head.after(kind), each, tuple(clauses), whole(parts))


def propose_tasks(parts: list[Any]) -> nodes.Accept:
    return nodes.Accept(parts[1], whole(parts))


def propose_change(parts: list[Any]) -> nodes.Change:
    change: nodes.Change = parts[1]
    return change


def propose_drop(parts: list[Any]) -> nodes.Drop:
    drop: nodes.Drop = parts[1]
    return drop


def not_again(parts: list[Any]) -> nodes.NotAgain:
    return nodes.NotAgain(parts[1], whole(parts))


def expires(parts: list[Any]) -> nodes.Expires:
    return nodes.Expires(parts[1], whole(parts))


def rejected(parts: list[Any]) -> nodes.Rejected:
    _, who, _, on, _, names, _, because_ = parts
    return nodes.Rejected(who, on, names or (), because_, whole(parts))


def persons(parts: list[Any]) -> tuple[nodes.Name, ...]:
    return tuple(parts)


def revision(parts: list[Any]) -> nodes.RevisionDecl:
    kind, head, _, on, *clauses, _ = parts
    return nodes.RevisionDecl(head.after(kind), on, tuple(clauses), whole(parts))


def proposed(parts: list[Any]) -> nodes.Proposed:
    return nodes.Proposed(parts[1], whole(parts))


def approved(parts: list[Any]) -> nodes.Approved:
    _, who, _, on = parts
    return nodes.Approved(who, on, whole(parts))


def because(parts: list[Any]) -> nodes.Because:
    return nodes.Because(parts[1], whole(parts))


def accept(parts: list[Any]) -> nodes.Accept:
    return nodes.Accept(parts[1], whole(parts))


def drop(parts: list[Any]) -> nodes.Drop:
    return nodes.Drop(parts[1], whole(parts))


def review_on(parts: list[Any]) -> nodes.ReviewOn:
    _, _, date, _, condition = parts
    return nodes.ReviewOn(date, condition, whole(parts))


def change(parts: list[Any]) -> nodes.Change:
    _, kind, what, *clauses, _ = parts
    return nodes.Change(kind.keyword.key, what, tuple(clauses), whole(parts))


def account_change(parts: list[Any]) -> nodes.Change:
    word, what, value = parts
    return nodes.Change(word.keyword.key, what, (), whole(parts), value)


def budget_changes(parts: list[Any]) -> tuple[Any, ...]:
    return tuple(parts)


def change_assumption(parts: list[Any]) -> nodes.Change:
    _, kind, what, value, clauses, _ = parts
    return nodes.Change(kind.keyword.key, what, clauses or (), whole(parts), value)


def waiver(parts: list[Any]) -> nodes.WaiverDecl:
    kind, head, _, process, *clauses, _ = parts
    return nodes.WaiverDecl(head.after(kind), process, tuple(clauses), whole(parts))


def waives(parts: list[Any]) -> nodes.Waives:
    _, word, *said = parts
    names = tuple(part for part in said if isinstance(part, nodes.Name))
    activities = next((part for part in said if isinstance(part, nodes.Path)), None)
    return nodes.Waives(nodes.Waivable(word.keyword.key), names, activities, whole(parts))


def only_for(parts: list[Any]) -> nodes.OnlyFor:
    return nodes.OnlyFor(parts[1], whole(parts))


def waived_until(parts: list[Any]) -> nodes.WaivedUntil:
    return nodes.WaivedUntil(parts[1], whole(parts))


def scenario(parts: list[Any]) -> nodes.ScenarioDecl:
    kind, head, *clauses, _ = parts
    return nodes.ScenarioDecl(head.after(kind), tuple(clauses), whole(parts))


def baseline(parts: list[Any]) -> nodes.BaselineDecl:
    kind, head, _, on, *said = parts
    notes = tuple(part for part in said if isinstance(part, nodes.NoteClause))
    return nodes.BaselineDecl(head.after(kind), on, notes, whole([kind, head, on, *notes, *said[-1:]]))
