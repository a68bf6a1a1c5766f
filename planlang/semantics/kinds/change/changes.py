"""Revisions, scenarios and baselines: what they change, who decided it.

In: their declarations. Out: what the model says of them; how the plan reads with their changes is the matter of variants.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.parties import party
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.change.limits import places
from planlang.semantics.model import Baseline, Changed, Decision, Revision, Scenario
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

UNDECIDED = Text("change-without-approval", "`{name}` does not say who decided it")
UNDECIDED_HELP = Text("change-without-approval.help", "add `approved by NAME on DATE`")
NO_REASON = Text("change-without-reason", "`{name}` does not say why")
NO_REASON_HELP = Text("change-without-reason.help", 'add `because "…"`')
NOTHING = Text("change-of-nothing", "`{name}` changes nothing")
NOTHING_HELP = Text("change-of-nothing.help", "add `change goal NAME {{ … }}` or `drop NAME`")

NOTHING_PROPOSED = Text("change-of-nothing.proposed", "`{name}` proposes nothing")
NOTHING_PROPOSED_HELP = Text(
    "change-of-nothing.proposed-help", "add `propose TASK`, `propose change goal NAME {{ … }}` or `propose drop NAME`"
)

NO_ACCOUNT = Text("unknown-name.changed-account", "the budget `{budget}` has no account `{name}`")

CHANGED = {
    kind.value: kind
    for kind in (
        Kind.GOAL,
        Kind.TASK,
        Kind.MILESTONE,
        Kind.ALERT,
        Kind.RISK,
        Kind.STRATEGY,
        Kind.ASSUMPTION,
        Kind.BUDGET,
        Kind.PROCESS,
    )
}
"""What can be changed, by its word."""
DROPPED = (Kind.TASK, Kind.ALERT, Kind.STRATEGY)


def revisions(bench: Bench) -> dict[str, Revision]:
    """Every revision by qualified name, in order of declaration."""
    return {symbol.name: _revision(bench, symbol) for symbol in bench.program.symbols(Kind.REVISION)}


def scenarios(bench: Bench) -> dict[str, Scenario]:
    """Every scenario by qualified name, in order of declaration."""
    found: dict[str, Scenario] = {}
    for symbol in bench.program.symbols(Kind.SCENARIO):
        node = symbol.node
        assert isinstance(node, nodes.ScenarioDecl)
        found[symbol.name] = Scenario(symbol.ident(), *what_changes(bench, symbol, node.clauses))
    return found


def baselines(bench: Bench) -> dict[str, Baseline]:
    """Every baseline by qualified name, in order of declaration."""
    found: dict[str, Baseline] = {}
    for symbol in bench.program.symbols(Kind.BASELINE):
        node = symbol.node
        assert isinstance(node, nodes.BaselineDecl)
        found[symbol.name] = Baseline(symbol.ident(), node.on.value)
    return found


def decision(bench: Bench, scope: Scope, clauses: Iterable[object]) -> Decision:
    """Who proposed and decided something, when and why."""
    said = tuple(clauses)
    findings = bench.findings
    proposed, approved = only(said, nodes.Proposed, findings), only(said, nodes.Approved, findings)
    because = only(said, nodes.Because, findings)
    return Decision(
        party(bench, scope, proposed.who) if proposed else None,
        party(bench, scope, approved.who) if approved else None,
        approved.on.value if approved and approved.on else None,
        because.text.text if because else None,
    )


def _revision(bench: Bench, symbol: Symbol) -> Revision:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.RevisionDecl)
    inside(bench, node.on)
    decided = decision(bench, scope, node.clauses)
    name = node.head.name
    if decided.approved_by is None and only(node.clauses, nodes.Approved, findings) is None:
        findings.warning(name.span, UNDECIDED(name=symbol.name), help=UNDECIDED_HELP())
    if decided.because is None:
        findings.warning(name.span, NO_REASON(name=symbol.name), help=NO_REASON_HELP())
    review = only(node.clauses, nodes.ReviewOn, findings)
    when = None
    if review is not None and review.condition is not None:
        when = Figures(bench, scope, rule=RuleGrain(Grain.WEEK), needs_window=True).condition(review.condition)
    return Revision(
        symbol.ident(),
        node.on.value,
        decided,
        *what_changes(bench, symbol, node.clauses),
        review.date.value if review else None,
        when,
    )


def what_changes(
    bench: Bench, symbol: Symbol, clauses: Iterable[object]
) -> tuple[tuple[Changed, ...], tuple[Changed, ...], tuple[Changed, ...]]:
    """What is changed, what is accepted, and what is dropped."""
    said = tuple(clauses)
    changed = [
        one
        for clause in each(said, nodes.Change)
        if (found := resolve(symbol.scope, clause.what, (CHANGED[clause.kind],), bench.findings)) is not None
        for one in (_changed(bench, symbol, found, clause), *_accounts(bench, symbol, found, clause))
    ]
    accepted = _named(bench, symbol, each(said, nodes.Accept), (Kind.TASK,))
    dropped = _named(bench, symbol, each(said, nodes.Drop), DROPPED)
    if not any(isinstance(clause, (nodes.Change, nodes.Accept, nodes.Drop)) for clause in said):
        proposes = symbol.kind is Kind.ADJUST
        text, help = (NOTHING_PROPOSED, NOTHING_PROPOSED_HELP) if proposes else (NOTHING, NOTHING_HELP)
        bench.findings.error(symbol.head.name.span, text(name=symbol.name), help=help())
    return tuple(changed), accepted, dropped


def _changed(bench: Bench, symbol: Symbol, found: Symbol, change: nodes.Change) -> Changed:
    ranks = places(bench, symbol, found, change) if found.kind is Kind.PROCESS else ()
    return Changed(change.kind, found.name, change.span, ranks)


def _accounts(bench: Bench, symbol: Symbol, budget: Symbol, change: nodes.Change) -> Iterator[Changed]:
    """The accounts of a budget that a change gives other amounts, each once."""
    told: dict[Symbol, nodes.Change] = {}
    for clause in each(change.clauses, nodes.Change):
        account = budget.descend(part.text for part in clause.what.parts)
        if account is None:
            bench.findings.unknown(
                clause.what.span,
                NO_ACCOUNT(budget=budget.name, name=clause.what.text),
                clause.what.text,
                lambda: [one.name.removeprefix(f"{budget.name}.") for one in _within(budget)],
                among=f"accounts of {budget.name}",
            )
            continue
        note(symbol.scope, clause.what, account, bench.findings)
        first = told.setdefault(account, clause)
        if first is clause:
            yield Changed(clause.kind, account.name, clause.span)
        else:
            repeated(clause.span, first.span, bench.findings)


def _within(symbol: Symbol) -> Iterator[Symbol]:
    """All that is inside, at any depth."""
    for one in dict.fromkeys(symbol.inside.values()):
        yield one
        yield from _within(one)


def _named(
    bench: Bench, symbol: Symbol, clauses: Iterable[nodes.Accept | nodes.Drop], kinds: tuple[Kind, ...]
) -> tuple[Changed, ...]:
    """The declarations that clauses name."""
    return tuple(
        Changed(found.kind.value, found.name, path.span)
        for clause in clauses
        for path in clause.what
        if (found := resolve(symbol.scope, path, kinds, bench.findings)) is not None
    )
