"""Periods that are settled: who approved what was paid, and how much it was.

In: the `settled` clauses of an incentive. Out: them, each period once, in order of time.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.parties import party
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.kinds.goals.course import label_period
from planlang.semantics.model import EntityKind, Settled
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note, note_person
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import MoneyIn, Plain

OTHER_GRAIN = Text("settled-period", "`{period}` is no period that this incentive is paid for")
OTHER_GRAIN_HELP = Text("settled-period.help", "it is paid once a {grain}")
OUTSIDE = Text("settled-period.outside", "`{period}` is not within the plan")
NOBODY = Text("settled-period.nobody", "`{period}` is settled, and nobody has approved of it")
NOBODY_HELP = Text("settled-period.nobody-help", "add `approved by NAME on DATE`")
TWICE = Text("repeated-part.settled", "`{period}` is settled already")
PAID_TWICE = Text("repeated-part.paid", "what `{name}` was paid is said already")
FIRST = Text("repeated-part.first", "said here first")
UNIT = Text("unit-mismatch.paid", "what was paid is money in {currency}; this is {unit}")
NO_PERSON = Text("unknown-person.paid", "nobody called `{name}` is in any team")
NO_TEAM = Text("unknown-name.paid", "no team is called `{name}`")


def settled(bench: Bench, symbol: Symbol, kind: EntityKind, grain: Grain | None) -> tuple[Settled, ...]:
    """What was paid, by period."""
    node, findings = symbol.node, bench.findings
    assert isinstance(node, nodes.IncentiveDecl)
    seen: dict[str, nodes.Settled] = {}
    found: list[Settled] = []
    for clause in each(node.clauses, nodes.Settled):
        label = clause.period.text
        if label in seen:
            related = (Related(seen[label].period.span, FIRST()),)
            findings.error(clause.period.span, TWICE(period=label), related=related)
            continue
        seen[label] = clause
        period = label_period(bench, clause.period)
        approved = only(clause.clauses, nodes.Approved, findings)
        if approved is None:
            findings.error(clause.period.span, NOBODY(period=label), help=NOBODY_HELP())
        elif approved.on is not None:
            inside(bench, approved.on)
        who = party(bench, symbol.scope, approved.who) if approved is not None else None
        paid = _paid(bench, symbol.scope, kind, clause)
        if period is None or grain is None:
            continue
        if period.grain is not grain:
            help_ = OTHER_GRAIN_HELP(grain=grain.value)
            findings.error(clause.period.span, OTHER_GRAIN(period=label), help=help_)
        elif period.start < bench.ground.start or period.last_day > bench.ground.end:
            findings.error(clause.period.span, OUTSIDE(period=label))
        elif who is not None and approved is not None:
            day = approved.on.value if approved.on is not None else None
            found.append(Settled(period, who, day, tuple(paid.items()), clause.span))
    return tuple(sorted(found, key=lambda one: one.period.start))


def _paid(bench: Bench, scope: Scope, kind: EntityKind, clause: nodes.Settled) -> dict[str, Decimal]:
    """What each was paid, by entity."""
    findings, currency = bench.findings, bench.ground.currency
    first: dict[str, nodes.Paid] = {}
    found: dict[str, Decimal] = {}
    for one in each(clause.clauses, nodes.Paid):
        key = _payee(bench, scope, kind, one.person)
        amount = constant(bench, scope, one.amount)
        if key is None or amount is None:
            continue
        if key in first:
            related = (Related(first[key].span, FIRST()),)
            findings.error(one.person.span, PAID_TWICE(name=one.person.text), related=related)
            continue
        first[key] = one
        plain_zero = isinstance(amount.unit, Plain) and amount.value == 0
        if not isinstance(amount.value, Decimal) or not (amount.unit == MoneyIn(currency) or plain_zero):
            findings.error(one.amount.span, UNIT(currency=currency, unit=unit_words(amount.unit)))
            continue
        found[key] = amount.value
    return found


def _payee(bench: Bench, scope: Scope, kind: EntityKind, name: nodes.Name) -> str | None:
    """Who was paid, as figures call him; None after reporting that there is no such one."""
    if kind is EntityKind.TEAM:
        team = scope.find(name.text, (Kind.TEAM,))
        if team is not None:
            note(scope, name, team, bench.findings)
            return f"team:{team.name}"
        bench.findings.unknown(
            name.span, NO_TEAM(name=name.text), name.text, lambda: scope.names((Kind.TEAM,)), among=scope
        )
        return None
    note_person(name.text, name.span, bench.findings)
    if name.text not in bench.people and not bench.rosters:
        bench.findings.unknown(name.span, NO_PERSON(name=name.text), name.text, lambda: bench.people, among="people")
        return None
    return f"rep:{name.text}"
