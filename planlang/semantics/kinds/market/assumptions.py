"""Assumptions: what is taken for granted, where it is known from, for which days, and when it has to be looked at again.

In: `assumption` declarations. Out: every assumption by qualified name; their values are on the bench for what rests on them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.reviewed import review_rule
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import NOT_CONSTANT, NOT_CONSTANT_HELP, constant
from planlang.semantics.expressions.walk import references
from planlang.semantics.kinds.goals.course import held_days
from planlang.semantics.kinds.ordering import in_order
from planlang.semantics.model import Assumption, ReviewOn, ReviewRule
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import TextUnit

NO_DATE = Text("assumption-without-date", "`{written}` counts from the day it was said, and that is not known")
NO_DATE_HELP = Text("assumption-without-date.help", "add `dated 2025-11-20`, or write `review on 2026-06-30`")
BEFORE = Text("impossible-dates.review", "it is to be looked at again on {day}, before it was said on {dated}")


def assumptions(bench: Bench) -> dict[str, Assumption]:
    """Every assumption that could be understood, by qualified name; puts their values on the bench."""
    found: dict[str, Assumption] = {}
    for symbol in in_order(bench, tuple(bench.program.symbols(Kind.ASSUMPTION)), _rests_on):
        assumption = bench.once(_assumption, symbol)
        if assumption is not None:
            found[symbol.name] = assumption
    return dict(sorted(found.items(), key=lambda item: item[1].ident.order))


def _rests_on(bench: Bench, symbol: Symbol) -> list[Symbol]:
    """The assumptions that one mentions."""
    assert isinstance(symbol.node, nodes.AssumptionDecl)
    found = (symbol.scope.find(path.text, (Kind.ASSUMPTION,)) for path in references(symbol.node.value))
    return [other for other in found if other is not None]


def _assumption(bench: Bench, symbol: Symbol) -> Assumption | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.AssumptionDecl)
    value = constant(bench, scope, node.value)
    dated = only(node.clauses, nodes.DatedOn, findings)
    during = only(node.clauses, nodes.HoldsDuring, findings)
    held = held_days(bench, during.during) if during else None
    category = only(node.clauses, nodes.Category, findings)
    if category is not None:
        note_word(category.name.span, findings)
    owner = only(node.clauses, nodes.Owner, findings)
    responsible = party(bench, scope, owner.who) if owner else None
    reviewed = only(node.clauses, nodes.Reviewed, findings)
    review = _review(bench, reviewed, dated.day.value if dated else None) if reviewed else None
    if value is None:
        return None
    if not isinstance(value.value, Decimal | str):
        findings.error(node.value.span, NOT_CONSTANT(), help=NOT_CONSTANT_HELP())
        return None
    if isinstance(value.value, Decimal) or isinstance(value.unit, TextUnit):
        bench.assumptions[symbol.name] = Constant(value.value, value.unit)
    return Assumption(
        symbol.ident(),
        value.value,
        value.unit,
        tuple(text.text for clause in each(node.clauses, nodes.CameFrom) for text in clause.texts),
        dated.day.value if dated else None,
        held[0] if held else None,
        held[1] if held else None,
        review,
        category.name.text if category else None,
        responsible,
    )


def _review(bench: Bench, clause: nodes.Reviewed, dated: date | None) -> ReviewRule | None:
    """When it has to be looked at again; None after reporting that nobody can tell."""
    when = clause.when
    if isinstance(when, nodes.Date):
        if dated is not None and when.value < dated:
            bench.findings.error(when.span, BEFORE(day=when.value.isoformat(), dated=dated.isoformat()))
            return None
        return ReviewOn(when.value)
    if dated is None:
        bench.findings.error(clause.span, NO_DATE(written=when.span.text), help=NO_DATE_HELP())
        return None
    return review_rule(bench, when)
