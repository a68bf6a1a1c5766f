"""Adjustments: what is proposed while something is so.

In: their declarations. Out: what the model says of them. What they propose is read like the clauses of a revision, when like
those of an alert.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.lengths import days_in
from planlang.semantics.clauses.parties import party
from planlang.semantics.kinds.alerts import made_alert
from planlang.semantics.kinds.change.changes import what_changes
from planlang.semantics.model import Adjustment, EntityKind, Lag, Rejection
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_person
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_CONDITION = Text("adjustment-without-condition", "`{name}` does not say when it is proposed")
NO_CONDITION_HELP = Text("adjustment-without-condition.help", "add `when FIGURE this week < LIMIT for 4 weeks`")
NO_TIME = Text("duration-unit.proposal", "`{written}` is no time that a proposal could wait")
NO_TIME_HELP = Text("duration-unit.proposal-help", "write at least a day: `2 weeks`, `14d`, `10wd`")
TOGETHER = Text(
    "rejected-of-nobody", "`{name}` is about the whole plan, so there is nothing in it to reject for some alone"
)
TOGETHER_HELP = Text("rejected-of-nobody.help", "leave out `only for`, or write `for each team` behind the name")
UNKNOWN_PERSON = Text("unknown-person.rejected", "nobody called `{name}` is in any team")


def adjustments(bench: Bench) -> dict[str, Adjustment]:
    """Every adjustment that could be understood, by qualified name, in order of declaration."""
    found: dict[str, Adjustment] = {}
    for symbol in bench.program.symbols(Kind.ADJUST):
        adjustment = _adjustment(bench, symbol)
        if adjustment is not None:
            found[symbol.name] = adjustment
    return found


def _adjustment(bench: Bench, symbol: Symbol) -> Adjustment | None:
    node, findings = symbol.node, bench.findings
    assert isinstance(node, nodes.AdjustDecl)
    changed = what_changes(bench, symbol, node.clauses)
    again = only(node.clauses, nodes.NotAgain, findings)
    expires = only(node.clauses, nodes.Expires, findings)
    rest = None if again is None else _time(bench, again.within)
    waits = None if expires is None else _time(bench, expires.after)
    if not each(node.clauses, nodes.When):
        findings.error(symbol.head.name.span, NO_CONDITION(name=symbol.name), help=NO_CONDITION_HELP())
        return None
    clauses = tuple(
        one for one in node.clauses if isinstance(one, nodes.When | nodes.Until | nodes.HoldsDuring | nodes.Notify)
    )
    alert = made_alert(
        bench, symbol, nodes.AlertDecl(node.head, node.for_each, clauses, node.span), symbol.ident(), None
    )
    if alert is None:
        return None
    rejections = tuple(_rejection(bench, symbol, clause, alert.entity) for clause in each(node.clauses, nodes.Rejected))
    return Adjustment(symbol.ident(), alert, *changed, rest, waits, rejections)


def _time(bench: Bench, length: nodes.Duration) -> Lag | None:
    """A length of days; None after reporting that it is none."""
    found = days_in(bench, length)
    if found is None or (found.days >= 1 and found.days == found.days.to_integral_value()):
        return found
    bench.findings.error(length.span, NO_TIME(written=length.span.text), help=NO_TIME_HELP())
    return None


def _rejection(bench: Bench, symbol: Symbol, clause: nodes.Rejected, kind: EntityKind) -> Rejection:
    inside(bench, clause.on)
    if kind is EntityKind.PLAN and clause.names:
        bench.findings.error(clause.names[0].span, TOGETHER(name=symbol.name), help=TOGETHER_HELP())
    return Rejection(
        party(bench, symbol.scope, clause.who),
        clause.on.value,
        tuple(_about(bench, symbol, clause, kind)),
        clause.because.text if clause.because else None,
        clause.span,
    )


def _about(bench: Bench, symbol: Symbol, clause: nodes.Rejected, kind: EntityKind) -> Iterator[str]:
    """Whom a rejection is about, as keys; records by their own."""
    for name in clause.names:
        match kind:
            case EntityKind.TEAM:
                team = resolve(symbol.scope, nodes.Path((name,), name.span), (Kind.TEAM,), bench.findings)
                if team is not None:
                    yield f"team:{team.name}"
            case EntityKind.PERSON:
                note_person(name.text, name.span, bench.findings)
                if name.text not in bench.people and not bench.rosters:
                    bench.findings.unknown(
                        name.span, UNKNOWN_PERSON(name=name.text), name.text, lambda: bench.people, among="people"
                    )
                yield f"rep:{name.text}"
            case EntityKind.RECORD | EntityKind.VALUE:
                yield name.text
            case EntityKind.PLAN:
                return
