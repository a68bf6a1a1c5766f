"""Who an alert is about: each person of a role, each team, each record of a source, each value of a column, or the plan.

In: `for each rep where rep.team is north`. Out: the kind of entity, the words that stand for it inside the alert, and
the names it is restricted to.
"""

from __future__ import annotations

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.each.parts import each_part
from planlang.semantics.clauses.messages import ABOUT_A_PERSON, ABOUT_A_TEAM
from planlang.semantics.clauses.parties import Setting
from planlang.semantics.expr import FigureAll, FigureExpression
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.operations import conjuncts
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.model import EachPart, EntityKind
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note, note_person, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, OWNER_WORDS, PLAN_WORDS, TEAM_WORDS, TENURE_WORDS
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

UNKNOWN = Text("unknown-name.entity", "`{name}` is no role, record or column, and an alert cannot be for each of it")
OF_RECORDS = Text(
    "unknown-name.entity-source", "a row of `{name}` is known by no single column, so an alert cannot be for each"
)
OF_RECORDS_HELP = Text(
    "unknown-name.entity-source-help", "an alert is for each record of a source with `one row per` one column of text"
)
UNKNOWN_HELP = Text(
    "unknown-name.entity-help", "write a role, `rep`, `team`, `plan`, what records of a source are called, or a column"
)
FILTER = Text("entity-filter", "this cannot narrow down who the alert is about")
FILTER_HELP = Text(
    "entity-filter.help",
    "write `{entity}.team is TEAM`, `{entity} in (A, B)`, or a condition on a figure: `tenure >= 60d`",
)
NO_PEOPLE = Text("unknown-person.where", "nobody called `{name}` is in any team")
NO_TEAM = Text("unknown-name.team", "no team is called `{name}`")


@frozen
class Entity:
    """Who an alert is about.

    Attributes:
        role: whose holders are judged; None for everybody, or where it is not about people.
        where: names of the teams or people it is restricted to.
        among: what has to hold in a period of those who are judged in it.
        words: placeholders for it in messages, with the canonical one of each.
        setting: how parties are named inside the alert.
        part: what it is about where that is neither people nor teams.
    """

    kind: EntityKind
    role: str | None
    where: tuple[str, ...] | None
    words: dict[str, str]
    setting: Setting
    among: FigureExpression | None = None
    part: EachPart | None = None


WHOLE_PLAN = Entity(EntityKind.PLAN, None, None, {}, Setting(notified=True))


def entity(bench: Bench, scope: Scope, clause: nodes.ForEach | None, rule: RuleGrain | None = None) -> Entity:
    """Who an alert is about; the whole plan where it does not say, or after reporting that there is no such thing.

    `rule`: the grain of the rule; figures that narrow down who it is about say their period in it.
    """
    if clause is None:
        return WHOLE_PLAN
    rule = rule or RuleGrain(Grain.WEEK)
    part = each_part(bench, scope, clause, rule) if _is_no_word(clause, scope) else None
    if part is not None:
        return Entity(part.kind, None, None, part.words, part.setting, part.among, part.part)
    found = _entity(bench, scope, clause)
    figures = _figures_of(clause, scope)
    return found if not figures else evolve(found, among=_among(bench, scope, figures, rule))


def _is_no_word(clause: nodes.ForEach, scope: Scope) -> bool:
    """Whether what stands behind `for each` is neither a role nor a word for people, teams and the plan."""
    name = clause.entity.text
    return scope.find(name, (Kind.ROLE,)) is None and name not in EVERYBODY | TEAM_WORDS | PLAN_WORDS


def _entity(bench: Bench, scope: Scope, clause: nodes.ForEach) -> Entity:
    """Who an alert is about, by name."""
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
    source = scope.find(name, (Kind.SOURCE,))
    if source is not None:
        if source.name in bench.rows:
            bench.findings.error(clause.entity.span, OF_RECORDS(name=name), help=OF_RECORDS_HELP())
    elif not scope.may_hide(name):
        bench.findings.unknown(
            clause.entity.span,
            UNKNOWN(name=name),
            name,
            lambda: (*scope.names((Kind.ROLE,)), *bench.records, *sorted(EVERYBODY | TEAM_WORDS | PLAN_WORDS)),
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
    figures = _figures_of(clause, scope)
    named = [part for part in _parts(clause) if part not in figures]
    if not named:
        return None
    if len(named) > 1:
        bench.findings.error(named[1].span, FILTER(), help=FILTER_HELP(entity=clause.entity.text))
        return None
    match named[0]:
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


def _parts(clause: nodes.ForEach) -> list[nodes.Expression]:
    """The conditions behind `where` that all have to hold."""
    return [] if clause.where is None else conjuncts(clause.where)


def _figures_of(clause: nodes.ForEach, scope: Scope) -> list[nodes.Expression]:
    """Those of them that are about figures, not about names of people and teams."""
    return [part for part in _parts(clause) if not _names_somebody(part, scope)]


def _names_somebody(part: nodes.Expression, scope: Scope) -> bool:
    """Whether a condition says by name who is meant: `rep.team is north`."""
    match part:
        case nodes.Binary(operator=nodes.Operator.IS | nodes.Operator.IS_NOT, left=nodes.Reference(path=path)):
            pass
        case nodes.Among(subject=nodes.Reference(path=path)):
            pass
        case nodes.Reference():
            return True
        case _:
            return False
    return path.text not in TENURE_WORDS and scope.find(path.text, (Kind.METRIC,)) is None


def _among(bench: Bench, scope: Scope, written: list[nodes.Expression], rule: RuleGrain) -> FigureExpression | None:
    """The conditions together; None after reporting what is wrong with one."""
    figures = Figures(bench, scope, rule=rule, needs_window=True)
    found = [figures.condition(part) for part in written]
    known = tuple(part for part in found if part is not None)
    if len(known) < len(found):
        return None
    return known[0] if len(known) == 1 else FigureAll(known, known[0].span)


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
