"""What work costs, when that comes up, and from which account it is spent.

In: the `cost` and `charged to` clauses of a task. Out: `Charge`s. Those inside a task are spent from the account it names,
where they name none themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.model import Accrual, Charge, Task
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import MoneyIn

COST = Text("unit-mismatch.cost", "a cost is money in {currency}, this is {unit}")
NEGATIVE = Text("split-negative.cost", "a cost cannot be less than nothing")
ONE_ACCOUNT = Text("charged-to-several", "the costs of a task are spent from one account")
ONE_ACCOUNT_HELP = Text(
    "charged-to-several.help", "say of each cost what it is spent from: `cost 5k charged to ACCOUNT`"
)
NO_COST = Text(
    "clause-without-effect.charged", "`{written}` has no effect: no cost here goes without an account of its own"
)

ACCOUNTS = (Kind.ACCOUNT, Kind.BUDGET)


def charges(bench: Bench, scope: Scope, clauses: Sequence[object]) -> tuple[Charge, ...]:
    """The costs of a task, one for each account and way of counting."""
    found: dict[object, tuple[Charge, Span]] = {}
    for clause in each(clauses, nodes.Cost):
        account = charged_account(bench, scope, clause.account) if clause.account is not None else None
        number = _amount(bench, scope, clause)
        if number is None or (clause.account is not None and account is None):
            continue
        accrual = Accrual.EVENLY if clause.accrual is None else Accrual(clause.accrual.value)
        charge = Charge(number, clause.per_day, accrual, account, clause.span)
        alike = (account, clause.per_day, accrual)
        if alike in found:
            repeated(clause.span, found[alike][1], bench.findings)
        else:
            found[alike] = charge, clause.span
    return tuple(charge for charge, _ in found.values())


def charged_account(bench: Bench, scope: Scope, path: nodes.Path) -> str | None:
    """The account, or the budget, that a path means; None after reporting that there is none."""
    symbol = resolve(scope, path, ACCOUNTS, bench.findings)
    return None if symbol is None else symbol.name


def charged(bench: Bench, tasks: Mapping[str, Task]) -> dict[str, Task]:
    """Tasks whose costs are spent from the account that they, or what they stand in, name, where the costs name none."""
    symbols = list(bench.program.symbols(Kind.TASK))
    naming = [*symbols, *bench.program.symbols(Kind.STRATEGY)]
    told = bench.each(_own_account, naming)
    own = {(symbol.kind, symbol.name): account for symbol, account in zip(naming, told, strict=True)}
    used: set[tuple[Kind, str]] = set()
    found: dict[str, Task] = {}
    for symbol in symbols:
        task = tasks[symbol.name]
        standing = ((one.kind, one.name) for one in (symbol, *symbol.above()))
        around = next((key for key in standing if own.get(key)), None)
        if around is not None and any(charge.account is None for charge in task.costs):
            used.add(around)
            costs = (evolve(charge, account=charge.account or own[around]) for charge in task.costs)
            task = evolve(task, costs=tuple(costs))
        found[symbol.name] = task
    for symbol in naming:
        if own[symbol.kind, symbol.name] is not None and (symbol.kind, symbol.name) not in used:
            clause = each(_clauses(symbol), nodes.ChargedTo)[0]
            bench.findings.warning(clause.span, NO_COST(written=clause.span.text))
    return found


def _own_account(bench: Bench, symbol: Symbol) -> str | None:
    """The account that costs in a task are spent from, where it is said there."""
    clause = only(_clauses(symbol), nodes.ChargedTo, bench.findings)
    if clause is None:
        return None
    found = [charged_account(bench, symbol.scope, path) for path in clause.accounts]
    if len(found) > 1:
        bench.findings.error(clause.accounts[1].span, ONE_ACCOUNT(), help=ONE_ACCOUNT_HELP())
    return found[0]


def _clauses(symbol: Symbol) -> Sequence[object]:
    task = symbol.declared
    assert isinstance(task, nodes.TaskDecl | nodes.StrategyDecl)
    return task.clauses


def _amount(bench: Bench, scope: Scope, clause: nodes.Cost) -> Decimal | None:
    """The amount of a cost; None after reporting that it is none."""
    found = amount(bench, scope, clause.amount)
    if found is None:
        return None
    if found[1] != MoneyIn(bench.ground.currency):
        bench.findings.error(clause.amount.span, COST(currency=bench.ground.currency, unit=unit_words(found[1])))
        return None
    if found[0] < 0:
        bench.findings.error(clause.amount.span, NEGATIVE())
        return None
    return found[0]
