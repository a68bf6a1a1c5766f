"""Who an alert is about: each person of a role, each team, or the plan as a whole.

In: `for each rep where rep.team is north`. Out: the kind of entity, the words that stand for it inside the alert, and
the names it is restricted to.
"""

from __future__ import annotations

from attrs import frozen

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.messages import ABOUT_A_PERSON, ABOUT_A_TEAM
from planlang.semantics.clauses.parties import Setting
from planlang.semantics.model import EntityKind
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note, note_person, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, OWNER_WORDS, PLAN_WORDS, TEAM_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

UNKNOWN = Text("unknown-name.entity", "`{name}` is no role, and an alert cannot be for each of it")
OF_RECORDS = Text(
    "unknown-name.entity-source", "`{name}` is a source, and an alert is for each person or team, not for each row"
)
OF_RECORDS_HELP = Text(
    "unknown-name.entity-source-help", "say what each record has to keep to in a process: `{example}`"
)
UNKNOWN_HELP = Text("unknown-name.entity-help", "write a role, `rep`, `team` or `plan`")
FILTER = Text("entity-filter", "this cannot narrow down who the alert is about")
FILTER_HELP = Text(
    "entity-filter.help", "write `{entity}.team is TEAM`, `{entity}.team in (A, B)` or `{entity} in (A, B)`"
)
NO_PEOPLE = Text("unknown-person.where", "nobody called `{name}` is in any team")
NO_TEAM = Text("unknown-name.team", "no team is called `{name}`")


@frozen
class Entity:
    """Who an alert is about.

    Attributes:
        role: whose holders are judged; None for everybody, or where it is not about people.
        where: names of the teams or people it is restricted to.
        words: placeholders for it in messages, with the canonical one of each.
        setting: how parties are named inside the alert.
    """

    kind: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    words: dict[str, str]
    setting: Setting


WHOLE_PLAN = Entity(EntityKind.PLAN, None, None, {}, Setting(notified=True))


def entity(bench: Bench, scope: Scope, clause: nodes.ForEach | None) -> Entity:
    """Who an alert is about; the whole plan where it does not say, or after reporting that there is no such thing."""
    if clause is None:
        return WHOLE_PLAN
    name = clause.entity.text
    role = scope.find(name, (Kind.ROLE,))
    if role is not None:
        note(scope, clause.entity, role, bench.findings)
    elif name in EVERYBODY or name in TEAM_WORDS or name in PLAN_WORDS:
        note_word(clause.entity.span, bench.findings)
    if role is not None or name in EVERYBODY:
        names = {name} | (_called(role) if role else set())
        words = dict.fromkeys(names, "rep") | ABOUT_A_PERSON | ABOUT_A_TEAM
        return Entity(
            EntityKind.PERSON,
            role.name if role else None,
            _where(bench, scope, clause, names, EntityKind.PERSON),
            words,
            Setting(frozenset(names) | OWNER_WORDS, notified=True),
        )
    if name in TEAM_WORDS:
        return Entity(
            EntityKind.TEAM,
            None,
            _where(bench, scope, clause, set(TEAM_WORDS), EntityKind.TEAM),
            ABOUT_A_TEAM,
            Setting(TEAM_WORDS | OWNER_WORDS, notified=True),
        )
    if name in PLAN_WORDS:
        return WHOLE_PLAN
    if scope.find(name, (Kind.SOURCE,)) is not None:
        chinese = not clause.span.text[:1].isascii()
        example = "停留在 阶段 至多 10个工作日" if chinese else "stay in STAGE at most 10wd"
        bench.findings.error(clause.entity.span, OF_RECORDS(name=name), help=OF_RECORDS_HELP(example=example))
    elif not scope.may_hide(name):
        bench.findings.unknown(
            clause.entity.span,
            UNKNOWN(name=name),
            name,
            lambda: (*scope.names((Kind.ROLE,)), *sorted(EVERYBODY | TEAM_WORDS | PLAN_WORDS)),
            among=scope,
            help=UNKNOWN_HELP(),
        )
    return Entity(
        EntityKind.PERSON, None, None, ABOUT_A_PERSON | ABOUT_A_TEAM, Setting(frozenset({name}), notified=True)
    )


def _called(role: Symbol) -> set[str]:
    """The name and the alias of a role."""
    head = role.head
    return {head.name.text} | ({head.alias.text} if head.alias else set())


def _where(
    bench: Bench, scope: Scope, clause: nodes.ForEach, words: set[str], kind: EntityKind
) -> tuple[str, ...] | None:
    """The people or teams that an alert is restricted to (`rep:张丽`, `team:north`), or None for all."""
    match clause.where:
        case None:
            return None
        case nodes.Binary(
            operator=nodes.Operator.IS, left=nodes.Reference(path=path), right=nodes.Reference() as right
        ):
            items: tuple[nodes.Expression, ...] = (right,)
        case nodes.Binary(operator=nodes.Operator.IS, left=nodes.Reference(path=path), right=nodes.Text() as text):
            items = (text,)
        case nodes.Among(subject=nodes.Reference(path=path), items=items, negated=False):
            pass
        case other:
            bench.findings.error(other.span, FILTER(), help=FILTER_HELP(entity=clause.entity.text))
            return None
    parts = [part.text for part in path.parts]
    by_team = parts[-1] in TEAM_WORDS and (len(parts) == 1 or (len(parts) == 2 and parts[0] in words))
    if not by_team and not (len(parts) == 1 and parts[0] in words):
        bench.findings.error(path.span, FILTER(), help=FILTER_HELP(entity=clause.entity.text))
        return None
    for part in path.parts:
        role = scope.find(part.text, (Kind.ROLE,)) if part.text not in TEAM_WORDS else None
        if role is not None:
            note(scope, part, role, bench.findings)
        else:
            note_word(part.span, bench.findings)
    by_team = by_team or kind is EntityKind.TEAM
    found = [_team(bench, scope, item) if by_team else _person(bench, item) for item in items]
    key = "team" if by_team else "rep"
    return tuple(dict.fromkeys(f"{key}:{name}" for name in found if name is not None))


def _team(bench: Bench, scope: Scope, item: nodes.Expression) -> str | None:
    if isinstance(item, nodes.Reference):
        team = scope.find(item.path.text, (Kind.TEAM,))
        if team is not None:
            note(scope, item.path, team, bench.findings)
            return team.name
        if scope.may_hide(item.path.text):
            return None
    name = item.path.text if isinstance(item, nodes.Reference) else item.span.text
    bench.findings.unknown(item.span, NO_TEAM(name=name), name, lambda: scope.names((Kind.TEAM,)), among=scope)
    return None


def _person(bench: Bench, item: nodes.Expression) -> str | None:
    name = item.path.text if isinstance(item, nodes.Reference) else item.text if isinstance(item, nodes.Text) else None
    if name is None:
        bench.findings.error(item.span, FILTER(), help=FILTER_HELP(entity="rep"))
        return None
    note_person(name, item.span, bench.findings)
    if name not in bench.people and not bench.rosters:
        bench.findings.unknown(item.span, NO_PEOPLE(name=name), name, lambda: bench.people, among="people")
    return name
