"""Reviews: recurring meetings on figures of the plan, and what was decided in them.

In: `review` declarations; tasks must have been checked. Out: every review by qualified name.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.entities import Entity, entity
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.model import EntityKind, Everything, Held, OffWork, Review
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note_person, note_word
from planlang.semantics.names.vocabulary import OFF_WORK
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind, TimeUnit

NO_TIME = Text("review-without-time", "the review `{name}` does not say when it takes place")
NO_TIME_HELP = Text("review-without-time.help", "add `every monday 09:00` or `every month on 5`")
NOT_EACH = Text("entity-filter.review", "a review is for each person or team, whatever their figures are")
NOT_EACH_HELP = Text("entity-filter.review-help", "write `for each ROLE`, `for each rep where rep.team is TEAM`")
LENGTH = Text("duration-unit.meeting", "a meeting takes minutes or hours of one day, not `{written}`")
LENGTH_HELP = Text("duration-unit.meeting-help", "write `takes 90min` or `takes 2h`")
UNKNOWN_WAY = Text("unknown-name.off-work", "`{name}` is no way out of a day off")
UNKNOWN_WAY_HELP = Text("unknown-name.off-work-help", "write `next`, `before` or `skip`")
ALONE = Text("held-with", "the review `{name}` is held with each, and this does not say with whom")
ALONE_HELP = Text("held-with.help", "write `held {day} NAME {{ … }}`")
TOGETHER = Text("held-with.together", "the review `{name}` is one meeting of all, not one with each")
UNKNOWN_PERSON = Text("unknown-person.held", "nobody called `{name}` is in any team")

TOPICS = (
    Kind.GOAL,
    Kind.METRIC,
    Kind.PROCESS,
    Kind.ALERT,
    Kind.ADJUST,
    Kind.TASK,
    Kind.MILESTONE,
    Kind.SOURCE,
    Kind.TEAM,
    Kind.BUDGET,
    Kind.ACCOUNT,
    Kind.ASSUMPTION,
    Kind.RISK,
    Kind.STRATEGY,
)
MINUTES = {TimeUnit.MINUTE: 1, TimeUnit.HOUR: 60}
A_DAY = 24 * 60


def reviews(bench: Bench) -> dict[str, Review]:
    """Every review that could be understood, by qualified name."""
    found: dict[str, Review] = {}
    for symbol in bench.program.symbols(Kind.REVIEW):
        review = _review(bench, symbol)
        if review is not None:
            found[symbol.name] = review
    return found


def _review(bench: Bench, symbol: Symbol) -> Review | None:
    node, scope = symbol.node, symbol.scope
    assert isinstance(node, nodes.ReviewDecl)
    every = only(node.clauses, nodes.ReviewEvery, bench.findings)
    if every is None:
        bench.findings.error(node.head.name.span, NO_TIME(name=symbol.name), help=NO_TIME_HELP())
    about = _about(bench, symbol, node)
    topics = [
        _topic(bench, scope, topic) for clause in each(node.clauses, nodes.CoversTopics) for topic in clause.topics
    ]
    attended = [
        party(bench, scope, path, evolve(about.setting, outsiders=True))
        for clause in each(node.clauses, nodes.AttendedBy)
        for path in clause.who
    ]
    off = off_work(bench, only(node.clauses, nodes.IfOffWork, bench.findings))
    minutes = _minutes(bench, only(node.clauses, nodes.MeetingLength, bench.findings))
    held = tuple(_held(bench, symbol, node, about))
    when = recurrence(bench, every.every) if every else None
    if when is None:
        return None
    return Review(
        symbol.ident(),
        when,
        tuple(dict.fromkeys(topic for topic in topics if topic is not None)),
        tuple(dict.fromkeys(who for who in attended if who is not None)),
        about.kind,
        about.role,
        about.where,
        off,
        minutes,
        tuple(text.text for clause in each(node.clauses, nodes.Produces) for text in clause.what),
        held,
    )


def _topic(bench: Bench, scope: Scope, topic: nodes.Path | nodes.AllOf) -> str | Everything | None:
    """What is on an agenda: something by its name, or all of a kind; None after reporting that there is no such thing."""
    if isinstance(topic, nodes.AllOf):
        return Everything[topic.key.removeprefix("all_").upper()]
    found = resolve(scope, topic, TOPICS, bench.findings)
    return None if found is None else found.name


def _about(bench: Bench, symbol: Symbol, node: nodes.ReviewDecl) -> Entity:
    """With whom it is held; with all together after reporting what a review cannot be for."""
    found = entity(bench, symbol.scope, node.for_each)
    if node.for_each is not None and (found.among is not None or found.part is not None):
        bench.findings.error(node.for_each.span, NOT_EACH(), help=NOT_EACH_HELP())
    return found


def off_work(bench: Bench, clause: nodes.IfOffWork | None) -> OffWork:
    """Where a meeting goes that falls on a day off."""
    if clause is None:
        return OffWork.NEXT
    way = OFF_WORK.get(clause.way.text)
    if way is None:
        name = clause.way.text
        bench.findings.unknown(
            clause.way.span, UNKNOWN_WAY(name=name), name, lambda: OFF_WORK, among="off-work", help=UNKNOWN_WAY_HELP()
        )
        return OffWork.NEXT
    note_word(clause.way.span, bench.findings)
    return way


def _minutes(bench: Bench, clause: nodes.MeetingLength | None) -> int | None:
    """How long a meeting takes."""
    if clause is None:
        return None
    length = clause.length
    minutes = length.amount * MINUTES.get(length.unit, 0)
    if not 0 < minutes <= A_DAY or minutes != int(minutes):
        bench.findings.error(length.span, LENGTH(written=length.span.text), help=LENGTH_HELP())
        return None
    return int(minutes)


def _held(bench: Bench, symbol: Symbol, node: nodes.ReviewDecl, about: Entity) -> Iterator[Held]:
    """The meetings that took place."""
    inner = {id(task.node): task.name for task in bench.program.symbols(Kind.TASK) if task.parent is symbol}
    for clause in each(node.clauses, nodes.Held):
        inside(bench, clause.date)
        if about.kind is EntityKind.PLAN and clause.person is not None:
            bench.findings.error(clause.person.span, TOGETHER(name=symbol.name))
        elif about.kind is not EntityKind.PLAN and clause.person is None:
            day = clause.date.value.isoformat()
            bench.findings.error(clause.date.span, ALONE(name=symbol.name), help=ALONE_HELP(day=day))
        yield Held(
            clause.date.value,
            _person(bench, symbol, clause, about),
            tuple(said.text.text for said in clause.clauses if isinstance(said, nodes.Decided)),
            tuple(inner[id(task)] for task in clause.tasks if id(task) in inner),
            clause.span,
        )


def _person(bench: Bench, symbol: Symbol, clause: nodes.Held, about: Entity) -> str | None:
    """With whom a meeting was held, as a key: `rep:张丽`, `team:north`."""
    name = clause.person
    if name is None or about.kind is EntityKind.PLAN:
        return None
    if about.kind is EntityKind.TEAM:
        team = resolve(symbol.scope, nodes.Path((name,), name.span), (Kind.TEAM,), bench.findings)
        return None if team is None else f"team:{team.name}"
    note_person(name.text, name.span, bench.findings)
    if name.text not in bench.people and not bench.rosters:
        bench.findings.unknown(
            name.span, UNKNOWN_PERSON(name=name.text), name.text, lambda: bench.people, among="people"
        )
    return f"rep:{name.text}"
