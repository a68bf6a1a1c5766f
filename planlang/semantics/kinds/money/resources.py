"""Resources: people and things that work needs, how much of their time there is, and what that costs.

In: `resource` declarations; budgets must have been checked. Out: every resource by qualified name; puts them on the bench for the tasks
that they are assigned to.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.parties import party
from planlang.semantics.kinds.money.charges import charges
from planlang.semantics.model import Charge, Resource
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind, Often, TimeUnit

SHARE = Text("resource-share", "`{written}` is no share of a working day")
SHARE_HELP = Text("resource-share.help", "write more than 0% and at most 100%")
LIMIT = Text("duration-unit.work-limit", "how much a resource can work is told in hours of a day, not `{written}`")
LIMIT_HELP = Text("duration-unit.work-limit-help", "write `every day at most 6h`")
PER_DAY = Text(
    "resource-cost-per-day", "a resource costs so much for each day of work, and `{written}` does not say that"
)
PER_DAY_HELP = Text("resource-cost-per-day.help", "write `cost {amount} per day`, or say the cost in the task")

OF_A_THING = Text(
    "clause-without-effect.resource", "`{written}` has no effect: one task at a time has a thing, all day"
)
OF_A_THING_HELP = Text("clause-without-effect.resource-help", "say whose days they are: `people NAME`")

HOURS = {TimeUnit.MINUTE: Decimal(1) / 60, TimeUnit.HOUR: Decimal(1), TimeUnit.WORKING_HOUR: Decimal(1)}
A_DAY = 24


def resources(bench: Bench) -> dict[str, Resource]:
    """Every resource by qualified name, in order of declaration; puts them on the bench."""
    return bench.by_name(_resource, Kind.RESOURCE)


def _resource(bench: Bench, symbol: Symbol) -> Resource:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.ResourceDecl)
    people = [party(bench, scope, path) for clause in each(node.clauses, nodes.ResourcePeople) for path in clause.who]
    owner = only(node.clauses, nodes.Owner, findings)
    share = _share(bench, only(node.clauses, nodes.Available, findings))
    hours = _hours(bench, only(node.clauses, nodes.WorkLimit, findings))
    if not each(node.clauses, nodes.ResourcePeople):
        for clause in node.clauses:
            if isinstance(clause, nodes.Available | nodes.WorkLimit):
                findings.warning(clause.span, OF_A_THING(written=clause.span.text), help=OF_A_THING_HELP())
        share, hours = Decimal(1), None
    found = bench.resources[symbol.name] = Resource(
        symbol.ident(),
        tuple(dict.fromkeys(who for who in people if who is not None)),
        share,
        hours,
        _cost(bench, symbol, node),
        party(bench, scope, owner.who) if owner else None,
    )
    return found


def _share(bench: Bench, clause: nodes.Available | None) -> Decimal:
    """The share of each working day: all of it where nothing else is said."""
    if clause is None:
        return Decimal(1)
    share = clause.share.value
    if not 0 < share <= 1:
        bench.findings.error(clause.share.span, SHARE(written=clause.share.span.text), help=SHARE_HELP())
        return Decimal(1)
    return share


def _hours(bench: Bench, clause: nodes.WorkLimit | None) -> Decimal | None:
    """How many hours a day at most."""
    if clause is None:
        return None
    hours = clause.limit.amount * HOURS.get(clause.limit.unit, Decimal(0))
    if clause.cadence.often not in (Often.DAY, Often.WORKDAY) or not 0 < hours <= A_DAY:
        bench.findings.error(clause.span, LIMIT(written=clause.span.text), help=LIMIT_HELP())
        return None
    return hours


def _cost(bench: Bench, symbol: Symbol, node: nodes.ResourceDecl) -> Charge | None:
    """What a day of work costs."""
    clause = only(node.clauses, nodes.Cost, bench.findings)
    found = charges(bench, symbol.scope, node.clauses) if clause is not None else ()
    if clause is None or not found:
        return None
    if not found[0].per_day:
        amount = clause.amount.span.text
        bench.findings.error(clause.span, PER_DAY(written=clause.span.text), help=PER_DAY_HELP(amount=amount))
        return None
    return evolve(found[0], resource=symbol.name)
