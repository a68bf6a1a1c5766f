"""Risks: likelihood, impact, warning, responses.

In: `risk` declarations; goals, tasks and alerts must have been checked. Out: every risk by qualified name. Their warnings are alerts.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.reviewed import review_rule
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.kinds.money.warnings import NO_RISK_HELP
from planlang.semantics.model import Risk, Size
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import CHANCES, SIZES
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import MoneyIn, Plain

UNKNOWN_CHANCE = Text("unknown-name.chance", "`{name}` is no likelihood")
UNKNOWN_CHANCE_HELP = Text("unknown-name.chance-help", "write a share such as `30%`, or `low`, `mid` or `high`")
NO_CHANCE = Text("risk-out-of-range", "a likelihood lies between 0% and 100%, not at {written}")
LESS_LIKELY = Text("risk-out-of-range.warned", "the risk `{name}` is less likely while it is warned of")
LESS_LIKELY_HELP = Text(
    "risk-out-of-range.warned-help", "write the usual likelihood first: `likelihood 30%, 60% while warned`"
)
NEVER_WARNED = Text("clause-without-effect.warned", "`{written}` has no effect: nothing warns of the risk `{name}`")
CLOSED_BEFORE = Text(
    "impossible-dates.risk", "the risk `{name}` was closed on {closed}, before it happened on {occurred}"
)
NOT_MONEY = Text("unit-mismatch.impact", "what a risk costs is money in {currency}, this is {unit}")
NO_CURRENCY_HELP = Text("unit-mismatch.impact-help", "write the currency with it: `{written} {currency}`")
NO_SIZE = Text("unknown-name.size", "`{name}` is neither an amount nor a size")
NO_SIZE_HELP = Text("unknown-name.size-help", "write an amount such as `2M {currency}`, or `low`, `mid` or `high`")
NOTHING = Text("risk-out-of-range.impact", "a risk that costs nothing is none")
NO_LOSS = Text("risk-out-of-range.loss", "less than nothing cannot be lost")


def risks(bench: Bench) -> dict[str, Risk]:
    """Every risk by qualified name."""
    return bench.by_name(_risk, Kind.RISK)


def _risk(bench: Bench, symbol: Symbol) -> Risk:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.RiskDecl)
    likelihood = only(node.clauses, nodes.Likelihood, findings)
    impact = only(node.clauses, nodes.Impact, findings)
    owner = only(node.clauses, nodes.Owner, findings)
    occurred = only(node.clauses, nodes.Occurred, findings)
    closed = only(node.clauses, nodes.Closed, findings)
    category = only(node.clauses, nodes.Category, findings)
    if category is not None:
        note_word(category.name.span, findings)
    dated = only(node.clauses, nodes.DatedOn, findings)
    reviewed = only(node.clauses, nodes.Reviewed, findings)
    for clause in (occurred, closed):
        if clause is not None:
            inside(bench, clause.date)
    if occurred is not None and closed is not None and closed.date.value < occurred.date.value:
        days = {"closed": closed.date.value.isoformat(), "occurred": occurred.date.value.isoformat()}
        findings.error(closed.span, CLOSED_BEFORE(name=symbol.name, **days))
    goal = resolve(scope, impact.goal, (Kind.GOAL,), findings) if impact and impact.goal else None
    size = _size(bench, symbol, impact.amount) if impact else None
    costs = _impact(bench, symbol, impact.amount) if impact and size is None else None
    if impact is not None and costs is not None and costs <= 0:
        findings.error(impact.amount.span, NOTHING())
        costs = None
    loss = _money(bench, symbol, occurred.loss) if occurred and occurred.loss else None
    if occurred is not None and occurred.loss is not None and loss is not None and loss < 0:
        findings.error(occurred.loss.span, NO_LOSS())
        loss = None
    has_warning = any(isinstance(clause, nodes.WarnWhen) for clause in node.clauses)
    usual = _chance(bench, likelihood.usual) if likelihood else None
    warned = _chance(bench, likelihood.warned) if likelihood and likelihood.warned else None
    if likelihood is not None and likelihood.warned is not None:
        span = likelihood.warned.span
        if not has_warning:
            words = NEVER_WARNED(written=span.text, name=symbol.name)
            findings.warning(span, words, help=NO_RISK_HELP())
        elif usual is not None and warned is not None and warned < usual:
            findings.warning(span, LESS_LIKELY(name=symbol.name), help=LESS_LIKELY_HELP())
    return Risk(
        symbol.ident(),
        usual,
        warned,
        costs,
        size,
        goal.name if goal else None,
        party(bench, scope, owner.who) if owner else None,
        f"{symbol.name}.warning" if has_warning else None,
        tuple(dict.fromkeys(_responses(bench, symbol, node))),
        category.name.text if category else None,
        dated.day.value if dated else None,
        review_rule(bench, reviewed.when) if reviewed else None,
        occurred.date.value if occurred else None,
        loss,
        closed.date.value if closed else None,
    )


def _chance(bench: Bench, written: nodes.Percent | nodes.Name) -> Decimal | None:
    """A likelihood as a share; None after reporting that it is none."""
    if isinstance(written, nodes.Name):
        share = CHANCES.get(written.text)
        if share is None:
            name = written.text
            bench.findings.unknown(
                written.span,
                UNKNOWN_CHANCE(name=name),
                name,
                lambda: CHANCES,
                among="chance",
                help=UNKNOWN_CHANCE_HELP(),
            )
        else:
            note_word(written.span, bench.findings)
        return share
    if not 0 <= written.value <= 1:
        bench.findings.error(written.span, NO_CHANCE(written=written.span.text))
        return None
    return written.value


def _size(bench: Bench, symbol: Symbol, written: nodes.Expression) -> Size | None:
    """What a risk would cost in a word; None where it is an amount, or something is called so."""
    word = written.path.text if isinstance(written, nodes.Reference) else ""
    if word not in SIZES or symbol.scope.lookup(word) != ():
        return None
    note_word(written.span, bench.findings)
    return SIZES[word]


def _impact(bench: Bench, symbol: Symbol, written: nodes.Expression) -> Decimal | None:
    """What a risk would cost as an amount; None after reporting that it is none."""
    word = written.path.text if isinstance(written, nodes.Reference) else ""
    if not word or symbol.scope.lookup(word) != () or symbol.scope.may_hide(word):
        return _money(bench, symbol, written)
    advice = NO_SIZE_HELP(currency=bench.ground.currency)
    bench.findings.unknown(written.span, NO_SIZE(name=word), word, lambda: SIZES, among="size", help=advice)
    return None


def _money(bench: Bench, symbol: Symbol, written: nodes.Expression) -> Decimal | None:
    """An amount in the plan's currency; None after reporting that it is none."""
    found = amount(bench, symbol.scope, written)
    if found is None:
        return None
    if found[1] != MoneyIn(bench.ground.currency):
        currency = bench.ground.currency
        plain = isinstance(found[1], Plain)
        advice = NO_CURRENCY_HELP(written=written.span.text, currency=currency) if plain else None
        words = NOT_MONEY(currency=currency, unit=unit_words(found[1]))
        bench.findings.error(written.span, words, help=advice)
        return None
    return found[0]


def _responses(bench: Bench, symbol: Symbol, node: nodes.RiskDecl) -> Iterator[str]:
    """The tasks that answer a risk: those in it, then those that it names."""
    children = sorted({*symbol.inside.values()}, key=lambda child: child.order)
    yield from (child.name for child in children if child.kind is Kind.TASK and not child.repeated)
    for clause in each(node.clauses, nodes.RespondWith):
        for path in clause.tasks:
            task = resolve(symbol.scope, path, (Kind.TASK,), bench.findings, next(iter(children), symbol))
            if task is not None:
                yield task.name
