"""Parties: who owns, who works, who is told.

In: a name as written (`director`, `north.manager`, `rep.lead`, `王敏`, `marketing`) and where it stands. Out: a `Party`.
People need no declaration of their own: whoever is a member of a team is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.model import Party, ToEntity, ToLabel, ToPerson, ToRole, ToTeam, Via
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Missing, Scope
from planlang.semantics.names.uses import note, note_column, note_person, note_word
from planlang.semantics.names.vocabulary import A_KIND, EVERYBODY, OWNER_WORDS, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

DEPARTMENTS = frozenset(
    [
        "department",
        "dept",
        "team",
        "group",
        "office",
        "division",
        "unit",
        "marketing",
        "finance",
        "legal",
        "procurement",
        "logistics",
        "operations",
        "support",
        "hr",
        "it",
        "engineering",
        "product",
        "purchasing",
        "sales",
    ]
)
"""The last word of a department's name, in lower case."""
DEPARTMENT_ENDINGS = (
    "部",
    "部门",
    "团队",
    "小组",
    "组",
    "处",
    "中心",
    "办公室",
    "事业群",
    "委员会",
    "分公司",
    "公司",
    "供应商",
)
"""How Chinese names of departments end."""

UNKNOWN = Text("unknown-person", "nobody called `{name}` is in any team")
UNKNOWN_HELP = Text("unknown-person.help", "add `{name}` to a team, or `people from` a source with the roster")
UNHEARD = Text("unknown-person.unheard", "nobody called `{name}` is known, so this reaches nobody")
UNHEARD_HELP = Text("unknown-person.unheard-help", "write a role (`rep.lead`), a team, or a person who is in a team")
NO_TEAM = Text("unknown-person.team", "no team is called `{name}`")
UNKNOWN_ROLE = Text("unknown-name.role-of", "no role is called `{name}`")
NO_ENTITY = Text("no-such-entity", "this is about {about}, so there is no `{name}` here")
NO_ENTITY_HELP = Text("no-such-entity.help", "name a team (`north.{role}`) or the role alone (`{role}`)")
ABOUT_PLAN = Text("no-such-entity.plan", "the whole plan")
ABOUT_OTHER = Text("no-such-entity.each", "each {entity}")
NOT_A_PARTY = Text("wrong-kind.party", "`{name}` is {found}, here a person, a role or a team is needed")

WHO = (Kind.ROLE, Kind.TEAM)


@frozen
class Setting:
    """Where a party is named.

    Attributes:
        entity: the words for who it is about (`rep`), empty where it is about nobody in particular.
        notified: whether messages go to it, so that it has to be somebody.
        outsiders: whether it may be somebody from elsewhere, so that only a slip of the pen is told.
        columns: the words that are columns, each with the source and the name of that.
    """

    entity: frozenset[str] = frozenset()
    notified: bool = False
    outsiders: bool = False
    columns: tuple[tuple[str, tuple[str, str]], ...] = ()


NOBODY_IN_PARTICULAR = Setting()


def party(bench: Bench, scope: Scope, path: nodes.Path, setting: Setting = NOBODY_IN_PARTICULAR) -> Party | None:
    """Who is meant; None after reporting that nobody can be."""
    first = path.parts[0]
    rest = path.parts[1:]
    if first.quoted and not rest:
        return _person(bench, first, setting)
    if path.text in setting.entity:
        _note_entity(bench, scope, path.parts[0], setting)
        return ToEntity()
    if rest and setting.entity and (first.text in setting.entity or first.text in TEAM_WORDS):
        _note_entity(bench, scope, first, setting)
        return _role(bench, scope, rest, None)
    before, after = scope.split(path)
    found = scope.lookup(before)
    if isinstance(found, Missing):
        note(scope, first, None, bench.findings)
        return None
    symbols = found if isinstance(found, tuple) else ()
    for symbol in symbols:
        if symbol.kind is Kind.TEAM:
            note(scope, _without(path, after), symbol, bench.findings)
            return _role(bench, scope, after, symbol.name) if after else ToTeam(symbol.name)
    for symbol in symbols:
        if symbol.kind is Kind.ROLE and not after:
            note(scope, path, symbol, bench.findings)
            return ToRole(symbol.name, anywhere=True)
    if rest and _is_entity_word(bench, scope, first.text):
        _no_entity(bench, path, setting)
        return None
    if not rest and first.text in bench.people:
        note_person(first.text, first.span, bench.findings)
        return ToPerson(first.text)
    if symbols and not rest and setting.notified:
        bench.findings.error(path.span, NOT_A_PARTY(name=path.text, found=A_KIND[symbols[0].kind]()))
        return None
    return _somebody(bench, scope, path, setting)


def notified(
    bench: Bench, scope: Scope, clauses: Iterable[nodes.Notify], setting: Setting
) -> tuple[tuple[Party, ...], tuple[Via, ...]]:
    """Who is told, each once, and by which channels those are who are told by some."""
    found: dict[Party, dict[str, None]] = {}
    for clause in clauses:
        channels = (resolve(scope, path, (Kind.CHANNEL,), bench.findings) for path in clause.via)
        named = [channel.name for channel in channels if channel is not None]
        for path in clause.who:
            who = party(bench, scope, path, setting)
            if who is not None:
                found.setdefault(who, {}).update(dict.fromkeys(named))
    return tuple(found), tuple(Via(who, tuple(named)) for who, named in found.items() if named)


def _without(path: nodes.Path, after: tuple[nodes.Name, ...]) -> nodes.Path:
    """A path less the names at its end."""
    return nodes.Path(path.parts[: len(path.parts) - len(after)], path.span) if after else path


def _note_entity(bench: Bench, scope: Scope, name: nodes.Name, setting: Setting) -> None:
    """Notes the word for who it is about: a column, a role, or a word of the trade."""
    column = dict(setting.columns).get(name.text)
    if column is not None and name.text not in OWNER_WORDS:
        note_column(*column, name, bench.findings)
        return
    role = scope.find(name.text, (Kind.ROLE,))
    if role is not None:
        note(scope, name, role, bench.findings)
    else:
        note_word(name.span, bench.findings)


def _is_entity_word(bench: Bench, scope: Scope, word: str) -> bool:
    """Whether a word would mean who a rule is about, if it were about such."""
    return word in EVERYBODY or word in TEAM_WORDS or word in OWNER_WORDS or scope.find(word, (Kind.ROLE,)) is not None


def _no_entity(bench: Bench, path: nodes.Path, setting: Setting) -> None:
    entity = min(setting.entity - OWNER_WORDS, default=None)
    about = ABOUT_OTHER(entity=entity) if entity else ABOUT_PLAN()
    role = ".".join(part.text for part in path.parts[1:])
    bench.findings.error(path.span, NO_ENTITY(about=about, name=path.parts[0].text), help=NO_ENTITY_HELP(role=role))


def _role(bench: Bench, scope: Scope, names: tuple[nodes.Name, ...], team: str | None) -> Party | None:
    """Whoever holds a role in a team, or in the team of who it is about."""
    text = ".".join(name.text for name in names)
    symbol = scope.find(text, (Kind.ROLE,))
    if symbol is not None:
        note(scope, nodes.Path(names, names[0].span), symbol, bench.findings)
        return ToRole(symbol.name, team)
    if scope.lookup(text) == () and not scope.may_hide(text):
        span = names[0].span.to(names[-1].span)
        bench.findings.unknown(span, UNKNOWN_ROLE(name=text), text, lambda: scope.names((Kind.ROLE,)), among=scope)
    return None


def is_department(name: str) -> bool:
    """Whether a name that nothing declares is that of a part of the company, and nobody's.

    >>> is_department("市场部"), is_department("marketing_team"), is_department("王敏")
    (True, True, False)
    """
    return name.casefold().replace("-", "_").split("_")[-1] in DEPARTMENTS or (
        len(name) > 2 and name.endswith(DEPARTMENT_ENDINGS)
    )


def _person(bench: Bench, name: nodes.Name, setting: Setting) -> Party:
    """A person written in quotes."""
    note_person(name.text, name.span, bench.findings)
    if name.text in bench.people or bench.rosters:
        return ToPerson(name.text)
    if setting.outsiders:
        bench.findings.slip(name.span, UNKNOWN(name=name.text), name.text, lambda: bench.people, among="people")
    else:
        _unknown(bench, name.span, name.text, setting)
    return ToPerson(name.text)


def _somebody(bench: Bench, scope: Scope, path: nodes.Path, setting: Setting) -> Party:
    """A name that nothing declares: somebody on a roster, a department, or a slip of the pen."""
    name = path.text
    note_person(name, path.span, bench.findings)
    if bench.rosters and len(path.parts) == 1:
        return ToLabel(name) if is_department(name) else ToPerson(name)
    if scope.may_hide(name):
        return ToLabel(name)
    first = path.parts[0]
    if len(path.parts) > 1 and not setting.notified:
        bench.findings.slip(
            first.span, NO_TEAM(name=first.text), first.text, lambda: scope.names((Kind.TEAM,)), among=scope
        )
        return ToLabel(name)
    if setting.notified:
        bench.findings.unknown(
            path.span,
            UNHEARD(name=name),
            name,
            lambda: _known(bench, scope),
            among=scope,
            severity=Severity.WARNING,
            help=UNHEARD_HELP(),
        )
    else:
        bench.findings.slip(path.span, UNKNOWN(name=name), name, lambda: _assignable(bench, scope), among=scope)
    return ToLabel(name)


def _known(bench: Bench, scope: Scope) -> Iterator[str]:
    yield from bench.people
    yield from scope.names(WHO)


def _assignable(bench: Bench, scope: Scope) -> Iterator[str]:
    yield from _known(bench, scope)
    yield from scope.names((Kind.RESOURCE,))


def _unknown(bench: Bench, span: Span, name: str, setting: Setting) -> None:
    bench.findings.unknown(
        span,
        UNHEARD(name=name) if setting.notified else UNKNOWN(name=name),
        name,
        lambda: bench.people,
        among="people",
        severity=Severity.WARNING,
        help=UNHEARD_HELP() if setting.notified else UNKNOWN_HELP(name=name),
    )
