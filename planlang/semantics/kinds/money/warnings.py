"""Warnings: `warn when burn > pace + 10pp for 2 weeks` is an alert that stands in its budget, account or risk.

In: a budget, account or risk. Out: the alert that its clauses would make by themselves, and what it is called: `total.warning`.
Whom nobody is to be told of, it is told to the owner.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.model import Ident
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

NO_WARNING = Text("clause-without-effect.warning", "`{written}` has no effect: nothing is warned of here")
NO_WARNING_HELP = Text("clause-without-effect.warning-help", "add `warn when burn > pace + 10pp`")
NO_RISK_HELP = Text("clause-without-effect.risk-help", "add `warn when CONDITION for 2 weeks`")

WARNING = (Kind.BUDGET, Kind.ACCOUNT, Kind.RISK)
OF_WARNINGS = (nodes.Until, nodes.SeverityClause, nodes.Notify, nodes.Escalate)


def warning(symbol: Symbol, findings: Findings) -> nodes.AlertDecl | None:
    """The alert of a budget, an account or a risk; None where it warns of nothing, and then what belongs to a warning is reported."""
    node = symbol.node
    assert isinstance(node, nodes.BudgetDecl | nodes.AccountDecl | nodes.RiskDecl)
    when = only(node.clauses, nodes.WarnWhen, findings)
    own = [clause for clause in node.clauses if isinstance(clause, OF_WARNINGS)]
    if when is None:
        advice = (NO_RISK_HELP if symbol.kind is Kind.RISK else NO_WARNING_HELP)()
        for clause in own:
            findings.warning(clause.span, NO_WARNING(written=clause.span.text), help=advice)
        return None
    clauses: list[nodes.AlertClause] = [nodes.When(when.condition, when.periods, when.span), *own]
    if not each(own, nodes.Notify):
        clauses += _owner(symbol)
    return nodes.AlertDecl(node.head, None, tuple(clauses), node.span)


def _owner(symbol: Symbol) -> list[nodes.Notify]:
    """The owner of an account, or of the nearest thing around it that has one, as the one to be told."""
    for around in (symbol, *symbol.above()):
        clauses = getattr(around.declared, "clauses", ())
        owner = next((clause for clause in clauses if isinstance(clause, nodes.Owner)), None)
        if owner is not None:
            return [nodes.Notify((owner.who,), (), owner.span)]
    return []


def warning_ident(symbol: Symbol) -> Ident:
    """What the warning of a budget, account or risk is called; its title is that of the account or risk."""
    around = (symbol, *symbol.above())
    own, whole = _called(around[0]), _called(around[-1])
    title, alias = own
    if len(around) > 1:
        title, alias = f"{whole[0]} · {own[0]}", own[1] and f"{whole[1] or whole[0]} · {own[1]}"
    return Ident(f"{symbol.name}.warning", alias, title, symbol.head.doc, symbol.head.name.span, symbol.order)


def _called(symbol: Symbol) -> tuple[str, str | None]:
    """Title and alias of a budget, account or risk."""
    head = symbol.head
    return head.title.text if head.title else head.name.text, head.alias.text if head.alias else None
