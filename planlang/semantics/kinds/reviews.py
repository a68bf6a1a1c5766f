"""Reviews: recurring meetings on figures of the plan.

In: `review` declarations. Out: every review by qualified name.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.model import Review
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_TIME = Text("review-without-time", "the review `{name}` does not say when it takes place")
NO_TIME_HELP = Text("review-without-time.help", "add `every monday 09:00` or `every month on 5`")

TOPICS = (
    Kind.GOAL,
    Kind.METRIC,
    Kind.PROCESS,
    Kind.ALERT,
    Kind.TASK,
    Kind.MILESTONE,
    Kind.SOURCE,
    Kind.TEAM,
    Kind.BUDGET,
    Kind.ACCOUNT,
)


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
    topics = [
        resolve(scope, path, TOPICS, bench.findings)
        for clause in each(node.clauses, nodes.CoversTopics)
        for path in clause.topics
    ]
    attended = [party(bench, scope, path) for clause in each(node.clauses, nodes.AttendedBy) for path in clause.who]
    when = recurrence(bench, every.every) if every else None
    if when is None:
        return None
    return Review(
        symbol.ident(),
        when,
        tuple(dict.fromkeys(topic.name for topic in topics if topic is not None)),
        tuple(dict.fromkeys(who for who in attended if who is not None)),
    )
