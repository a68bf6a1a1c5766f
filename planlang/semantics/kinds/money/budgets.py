"""Budgets: amounts, accounts that make them up, how they are split over time, what is spent.

In: `budget` declarations with the accounts in them; metrics must be on the bench. Out: every budget and every account by
qualified name, an account by its path. How rows are told apart by account is the matter of spending.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.serving import serves_goals
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.mismatch import as_money, money_text
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.kinds.goals.splits import SHARES_HELP, SHARES_OVER, Whole, split_by_time
from planlang.semantics.kinds.money.spending import Spending, shared_out, spending
from planlang.semantics.kinds.working_time import calendar_named
from planlang.semantics.model import Account, Budget, Party
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.money import minor_digits
from planlang.values.rounding import split
from planlang.values.units import MoneyIn, Ratio

NOT_MONEY = Text("unit-mismatch.budget", "a budget is money in {currency}, this is {unit}")
NOT_MONEY_SHARE = Text(
    "unit-mismatch.account", "an account is money in {currency}, or a share of what it stands in; this is {unit}"
)
NOT_POSITIVE = Text("target-not-positive.budget", "a budget has to be more than zero")
NEGATIVE = Text("split-negative.account", "an account cannot have less than nothing")
ADD_UP = Text("split-does-not-add-up.accounts", "the accounts of `{name}` add up to {sum}, not to its {whole}")


@frozen
class _Made:
    """A budget before it is known which rows other budgets count."""

    budget: Budget
    accounts: tuple[Account, ...]
    spending: Spending | None
    orders: Spending | None


def budgets(bench: Bench) -> dict[str, Budget]:
    """Every budget that could be understood, by qualified name; puts all accounts, and budgets among them, on the bench."""
    found: list[_Made] = []
    for symbol in bench.program.symbols(Kind.BUDGET):
        made = bench.once(_budget, symbol)
        if made is not None:
            found.append(made)
    bench.accounts = {}
    known: dict[str, Budget] = {}
    shares, orders = shared_out([one.spending for one in found]), shared_out([one.orders for one in found])
    for one, share, order in zip(found, shares, orders, strict=True):
        for account in one.accounts:
            name = account.ident.name
            bench.accounts[name] = evolve(
                account,
                spent=None if share is None else share.of(name, one.accounts),
                ordered=None if order is None else order.of(name, one.accounts),
            )
        strays = None if share is None else share.strays
        known[one.budget.ident.name] = evolve(one.budget, strays=strays)
    return known


def accounts(bench: Bench) -> dict[str, Account]:
    """Every account, budgets among them, each after what it stands in; budgets have to be checked before."""
    return dict(bench.accounts)


def _budget(bench: Bench, symbol: Symbol) -> _Made | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.BudgetDecl)
    own_calendar = only(node.clauses, nodes.CalendarClause, findings)
    calendar = calendar_named(bench, scope, own_calendar, bench.calendar) if own_calendar else bench.calendar
    serves = serves_goals(bench, scope, only(node.clauses, nodes.Serves, findings))
    whole = _amount(bench, symbol, node)
    found: list[Account] = []
    if whole is None:
        _check_inside(bench, symbol)
    else:
        found = list(_accounts(bench, symbol, symbol.name, None, whole, None))
    spent = spending(bench, symbol, found, nodes.Actual)
    ordered = spending(bench, symbol, found, nodes.Committed)
    forecast = only(node.clauses, nodes.Forecast, findings)
    by_run_rate = forecast is not None and forecast.by is nodes.ForecastBy.RUN_RATE
    if whole is None:
        return None
    column = spent.column.name if spent is not None and spent.column is not None else None
    budget = Budget(symbol.ident(), calendar, serves, column, None, by_run_rate)
    return _Made(budget, tuple(found), spent, ordered)


def _amount(bench: Bench, symbol: Symbol, node: nodes.BudgetDecl) -> Decimal | None:
    """The amount of a budget; None after reporting that it has none."""
    found = amount(bench, symbol.scope, node.amount)
    if found is None:
        return None
    if found[1] != MoneyIn(bench.ground.currency):
        help_, fixes = as_money(bench, node.amount, found[1])
        words = NOT_MONEY(currency=bench.ground.currency, unit=unit_words(found[1]))
        bench.findings.error(node.amount.span, words, help=help_, fixes=fixes)
        return None
    if found[0] <= 0:
        bench.findings.error(node.amount.span, NOT_POSITIVE())
        return None
    return found[0]


def _check_inside(bench: Bench, symbol: Symbol) -> None:
    """Look at the accounts of something without an amount, for what else is wrong with them."""
    for child in _children(symbol):
        account = child.declared
        assert isinstance(account, nodes.AccountDecl)
        amount(bench, child.scope, account.amount)
        _check_inside(bench, child)


def _children(symbol: Symbol) -> list[Symbol]:
    """The accounts directly inside, each once, in written order."""
    found = {child: None for child in symbol.inside.values() if not child.repeated}
    return sorted(found, key=lambda child: child.order)


def _accounts(
    bench: Bench, symbol: Symbol, budget: str, parent: str | None, whole: Decimal, owner: Party | None
) -> Iterator[Account]:
    """A budget or account of a known amount, then all that is inside it."""
    node = symbol.node
    assert isinstance(node, nodes.BudgetDecl | nodes.AccountDecl)
    clause = only(node.clauses, nodes.Owner, bench.findings)
    owner = party(bench, symbol.scope, clause.who) if clause else owner
    unit = MoneyIn(bench.ground.currency)
    ground = bench.ground
    over = Whole(bench, symbol.scope, symbol.name, unit, whole, ground.start, ground.end, True, False)
    grain, shares = split_by_time(over, node) if whole else (None, ())
    head = symbol.head
    ident = evolve(
        symbol.ident(),
        alias=head.alias.text if head.alias else None,
        title=head.title.text if head.title else head.name.text,
    )
    yield Account(ident, budget, parent, whole, grain, shares, None, None, owner)
    children = _children(symbol)
    for child, part in zip(children, _parts(bench, symbol, children, whole), strict=True):
        if part is None:
            _check_inside(bench, child)
        else:
            yield from _accounts(bench, child, budget, symbol.name, part, owner)


def _parts(bench: Bench, symbol: Symbol, children: Sequence[Symbol], whole: Decimal) -> list[Decimal | None]:
    """The amounts of accounts, which have to make up what they stand in; None for one after reporting what is wrong.

    Shares are of the whole; where they are not whole in the smallest unit of the currency they are rounded so that the sum is
    what was left for them.
    """
    written = [_part(bench, child) for child in children]
    known = [part for part in written if part is not None]
    if len(known) < len(written) or not known:
        return [None if part is None else _of(part, whole) for part in written]
    total = sum((_of(part, whole) for part in known), Decimal(0))
    node = symbol.node
    assert isinstance(node, nodes.BudgetDecl | nodes.AccountDecl)
    if total != whole:
        if len(children) == len(node.children):  # one whose name is taken was reported
            changed = [
                child.declared.amount.span for child in children if isinstance(child.declared, nodes.AccountDecl)
            ]
            _report(bench, node, symbol.name, total, whole, changed)
        return [_of(part, whole) for part in known]
    shares = [Fraction(part.share) for part in known if part.share is not None]
    left = whole - sum((part.amount for part in known if part.amount is not None), Decimal(0))
    step = Decimal(1).scaleb(-minor_digits(bench.ground.currency))
    steps = left / step
    if not shares or not left or steps != steps.to_integral_value():
        return [_of(part, whole) for part in known]
    dealt = iter(split(int(steps), shares))
    return [part.amount if part.amount is not None else next(dealt) * step for part in known]


@frozen
class _Part:
    """An account as written: an amount, or a share of what it stands in."""

    share: Decimal | None
    amount: Decimal | None


def _of(part: _Part, whole: Decimal) -> Decimal:
    """An account in money, not rounded."""
    return part.amount if part.amount is not None else whole * (part.share or 0)


def _part(bench: Bench, symbol: Symbol) -> _Part | None:
    """An account as written; None after reporting that it is neither an amount nor a share."""
    node = symbol.node
    assert isinstance(node, nodes.AccountDecl)
    found = amount(bench, symbol.scope, node.amount)
    if found is None:
        return None
    number, unit = found
    if number < 0:
        bench.findings.error(node.amount.span, NEGATIVE())
        return None
    if isinstance(unit, Ratio):
        return _Part(number, None)
    if unit == MoneyIn(bench.ground.currency):
        return _Part(None, number)
    help_, fixes = as_money(bench, node.amount, unit)
    words = NOT_MONEY_SHARE(currency=bench.ground.currency, unit=unit_words(unit))
    bench.findings.error(node.amount.span, words, help=help_, fixes=fixes)
    return None


def _report(
    bench: Bench,
    node: nodes.BudgetDecl | nodes.AccountDecl,
    name: str,
    total: Decimal,
    whole: Decimal,
    parts: Sequence[Span],
) -> None:
    """Report accounts that do not make up what they stand in: at the last amount that a change gave one of them, else at the
    amount of the whole.
    """
    elsewhere = [part for part in parts if not _stands_in(part, node.span)]
    place = elsewhere[-1] if elsewhere and _stands_in(node.amount.span, node.span) else node.amount.span
    help_ = SHARES_HELP if total < whole else SHARES_OVER
    bench.findings.error(
        place,
        ADD_UP(name=name, sum=money_text(total, bench.ground.currency), whole=money_text(whole, bench.ground.currency)),
        help=help_(difference=money_text(abs(whole - total), bench.ground.currency)),
    )


def _stands_in(part: Span, whole: Span) -> bool:
    return part.source is whole.source and whole.start <= part.start and part.end <= whole.end
