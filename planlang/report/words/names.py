"""What people, teams and the things a finding is about are called.

In: parties and entity keys of a model. Out: names for people; nothing here is translated but the words for roles. Text of a plan is made
one visible line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from planlang.diagnostics.text import Language, Text
from planlang.plan.plan import Node, Plan
from planlang.semantics.model import (
    Goal,
    Membership,
    Milestone,
    Model,
    Party,
    Process,
    Task,
    ToEntity,
    ToLabel,
    ToPerson,
    ToRole,
    ToTeam,
)
from planlang.semantics.model.titles import is_chinese

OWN = Text("report.party.own", "the owner")
NOBODY = Text("report.party.nobody", "nobody")
UNASSIGNED = Text("report.entity.unassigned", "(not assigned)")
OF_COLUMN = Text("report.entity.value", "{column} {value}")
OTHER_VALUE = Text("report.entity.other-value", "other {column}")
COMMA = Text("report.comma", ", ")
WORTH = Text("report.stages.amount", "amount")
SOME = Text("report.party.some", "any {count} of {team}")
IN_BUDGET = Text("report.account.in-budget", "{budget} · {account}")


def title(plan: Plan, name: str) -> str:
    """What a task, milestone or goal is called; its name where it is none of these."""
    node = plan.nodes.get(name)
    return node.ident.title if node is not None else name


def party_name(party: Party, model: Model, day: date, language: Language) -> str:
    """Who a party is on a day: a person where there is one holder of the role, else the role itself."""
    match party:
        case ToPerson(name=name) | ToLabel(label=name):
            return name
        case ToEntity():
            return OWN().render(language)
        case ToTeam(team=team):
            return model.teams[team].ident.title if team in model.teams else team
        case ToRole(role=role, team=team):
            holders = sorted({m.person for m in _memberships(model, team) if m.role == role and _is_current(m, day)})
            if len(holders) == 1:
                return holders[0]
            words = model.roles[role].ident.title if role in model.roles else role
            return f"{model.teams[team].ident.title} {words}" if team and team in model.teams else words
        case _:
            assert_never(party)


def owner_name(node: Node, model: Model, day: date, language: Language) -> str | None:
    """Who answers for a node: its owner, else those assigned to it; None where nobody is named."""
    match node:
        case Task(owner=None) if node.assigned or node.some:
            names = dict.fromkeys(party_name(party, model, day, language) for party in node.assigned)
            return COMMA().render(language).join([*names, *some_names_of(node, model, day, language)])
        case Task(owner=owner) | Milestone(owner=owner) | Goal(owner=owner):
            return None if owner is None else party_name(owner, model, day, language)
        case _:
            assert_never(node)


def some_names_of(task: Task, model: Model, day: date, language: Language) -> list[str]:
    """How many of which teams do a task."""
    return [SOME(count=one.count, team=party_name(one.of, model, day, language)).render(language) for one in task.some]


def entity_name(entity: str, plan: Plan, language: Language) -> str:
    """What `plan:`, `team:NAME`, `rep:PERSON`, `deal:KEY` or `task:NAME` is called."""
    kind, _, key = entity.partition(":")
    if key == "(unassigned)":
        return UNASSIGNED().render(language)
    if kind == "plan":
        return plan.model.plan.ident.title
    if kind == "team" and key in plan.model.teams:
        return plan.model.teams[key].ident.title
    if kind == "task":
        return title(plan, key)
    return key


def account_name(account: str, model: Model, language: Language) -> str:
    """What an account is called away from its budget: `Sales budget · Travel`."""
    found = model.accounts[account]
    if found.parent is None:
        return found.ident.title
    return IN_BUDGET(budget=model.budgets[found.budget].ident.title, account=found.ident.title).render(language)


def worth_name(process: Process | None, plan: Plan, language: Language) -> str:
    """What the column is called that says what a record of a process is worth: in the files or in the plan, where one is
    in the reader's language; else in the files; "amount" where they do not say.
    """
    if process is None or process.value is None:
        return WORTH().render(language)
    column = plan.model.sources[process.source].column(process.value)
    headers = [header for header in column.headers if header != column.name]
    chinese = language is Language.ZH
    called = [name for name in (*headers, column.name.replace("_", " ")) if is_chinese(name) is chinese] or headers
    return clean(called[0]) if called else WORTH().render(language)


def part_name(
    entity: str, values: Sequence[tuple[str, str | None]], column: str | None, plan: Plan, language: Language
) -> str:
    """What a part of a goal is called beside the others: a team, a person, or the value of a column."""
    if column is None or not values:
        return entity_name(entity, plan, language)
    return value_name(*values[-1], language)


def value_name(column: str, value: str | None, language: Language) -> str:
    """The value of a column; None is any other than those that are told."""
    if value is None:
        return OTHER_VALUE(column=column).render(language)
    return OF_COLUMN(column=column, value=value).render(language)


def leaves_of(node: Node, model: Model) -> Iterator[tuple[date, date]]:
    """Days on which the one person who does a task is away, both ends included."""
    people = node.assigned or ((node.owner,) if node.owner and not node.some else ()) if isinstance(node, Task) else ()
    if len(people) == 1 and isinstance(people[0], ToPerson):
        for team in model.teams.values():
            for leave in team.leaves:
                if leave.person == people[0].name:
                    yield leave.start, leave.end


def _memberships(model: Model, team: str | None) -> Iterator[Membership]:
    """Memberships of a team, or of all."""
    for key, value in model.teams.items():
        if team is None or key == team:
            yield from value.members


def _is_current(membership: Membership, day: date) -> bool:
    """Whether a membership covers a day."""
    return (membership.start is None or membership.start <= day) and (membership.end is None or day <= membership.end)


def clean(text: str) -> str:
    r"""One line of visible characters: control, direction-changing and unpaired characters become blanks, runs one.

    >>> clean("Q2\n\x07plan\u202e!")
    'Q2 plan !'
    """
    if text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text
    kept = (char if _is_visible(char) else " " for char in text)
    return " ".join("".join(kept).split())


def _is_visible(char: str) -> bool:
    """Whether a character may stand in a picture: no control (Cc), surrogate (Cs), unassigned (Cn), direction mark."""
    return unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Zl", "Zp") and not (
        char in "\u061c\u200e\u200f" or "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    )
