"""What is spent of a budget: a sum over rows, told apart by a column that names the account.

In: `actual sum(expenses.amount) by account` and the accounts. Out: for each account the figure of what is spent of it, and
how many rows name none. Several budgets may be spent from the same rows; then each counts those that name its own accounts.
What is ordered is told apart in the same way: `committed sum(orders.amount) by account`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    Column,
    Constant,
    FigureArithmetic,
    FigureExpression,
    Fold,
    MetricRef,
    OfBudget,
    RowAll,
    RowAmong,
    RowAny,
    RowEmpty,
    RowExpression,
)
from planlang.semantics.expressions.extensive import is_extensive
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.expressions.walk import changed, every, shape
from planlang.semantics.expressions.windows import has_windows
from planlang.semantics.model import Account
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_column
from planlang.syntax import nodes
from planlang.values.units import Count, MoneyIn, TextUnit

NOT_MONEY = Text("unit-mismatch.spent", "what is spent is money in {currency}, this is {unit}")
NOT_SPENT = Text("budget-actual", "`{written}` is not spent day by day: it does not add up over time")
NOT_SPENT_HELP = Text(
    "budget-actual.help", "sum an amount over rows that have a date: `sum(SOURCE.AMOUNT)` of an `event at` source"
)
WINDOW = Text(
    "budget-actual.window", "what is spent is counted over the whole plan, so `{written}` must not say a period"
)
CIRCLE = Text("circular-definition.budget", "`{name}` is spent by a figure that asks for a budget itself")
NO_COLUMN = Text("budget-actual.column", "`{source}` has no column `{name}` of texts that could name an account")
NO_BY = Text("budget-actual.by", "nothing says which account the rows of `{written}` belong to")
NO_BY_HELP = Text("budget-actual.by-help", "add `by COLUMN`, the column that names the account")
NO_ACCOUNTS = Text("clause-without-effect.by", "`by {name}` has no effect: the budget has no accounts")
TWICE = Text("repeated-part.account", "rows that say `{name}` could mean either of two accounts")
TWICE_HELP = Text("repeated-part.account-help", "give one of them another title; a budget need have no accounts")
TWICE_FIRST = Text("repeated-part.account-first", "the other account")
TOO_LONG = Text("budget-actual.too-long", "what is spent is made of more than {limit} figures")

PARTS_AT_MOST = 1_000


@frozen
class Spending:
    """What is spent of a budget, whatever account it is.

    Attributes:
        figure: of all rows.
        aggregates: those it is made of, each once.
        column: that names the account of a row, as it is written; None where there are no accounts, or nothing says so.
        words: how rows name each account of this budget, and the budget itself, by qualified name.
    """

    figure: FigureExpression
    aggregates: tuple[Aggregate, ...]
    column: Column | None
    words: Mapping[str, tuple[str, ...]]

    @property
    def all_words(self) -> tuple[str, ...]:
        """How rows name any of them, in order of declaration."""
        return tuple(word for words in self.words.values() for word in words)

    @property
    def rows(self) -> tuple[object, ...]:
        """What tells its rows from those of others."""
        told = ((one.source, shape(one.where), shape(one.moment), self.column) for one in self.aggregates)
        return tuple(dict.fromkeys(told))


@frozen
class Share:
    """The rows of a budget that are its own.

    Attributes:
        alone: whether no other budget is spent from them, so that all of them count.
        known: the words by which rows name an account of any budget that is spent from them.
    """

    spending: Spending
    alone: bool
    known: tuple[str, ...]

    def of(self, name: str, accounts: Sequence[Account]) -> FigureExpression | None:
        """What is spent of an account and all that is in it; None where rows do not tell."""
        column = self.spending.column
        whole = accounts[0].ident.name == name
        if whole and (column is None or self.alone):
            return self.spending.figure
        if column is None:
            return None
        words = [word for one in _within(name, accounts) for word in self.spending.words[one.ident.name]]
        return changed(self.spending.figure, lambda part: _among(part, column, words))

    @property
    def strays(self) -> FigureExpression | None:
        """How many rows name no account."""
        column = self.spending.column
        if column is None:
            return None
        first: dict[object, Aggregate] = {}
        for one in self.spending.aggregates:
            first.setdefault((one.source, shape(one.where), shape(one.moment)), one)
        found: FigureExpression | None = None
        for one in first.values():
            count = _strays(one, column, self.known)
            found = count if found is None else FigureArithmetic(Arithmetic.ADD, found, count, Count(), one.span)
        return found


def shared_out(spendings: Sequence[Spending | None]) -> list[Share | None]:
    """Each budget's share of the rows that it is spent from."""
    sharing: dict[object, list[Spending]] = {}
    for one in spendings:
        for rows in one.rows if one is not None and one.column is not None else ():
            sharing.setdefault(rows, []).append(one)  # type: ignore[arg-type]
    found: list[Share | None] = []
    for one in spendings:
        if one is None:
            found.append(None)
            continue
        others = [other for rows in one.rows for other in sharing.get(rows, ())]
        known = dict.fromkeys(word for other in (one, *others) for word in other.all_words)
        found.append(Share(one, all(other is one for other in others), tuple(known)))
    return found


def spending(
    bench: Bench, symbol: Symbol, accounts: Sequence[Account], said: type[nodes.Actual] | type[nodes.Committed]
) -> Spending | None:
    """What is spent of a budget, or ordered; None where it does not say, or after reporting what is wrong."""
    node = symbol.node
    assert isinstance(node, nodes.BudgetDecl)
    clause = only(node.clauses, said, bench.findings)
    if clause is None:
        return None
    figure = _figure(bench, symbol, clause)
    if figure is None:
        return None
    aggregates = tuple(dict.fromkeys(part for part in every(figure) if isinstance(part, Aggregate)))
    if clause.by is None and node.children:
        bench.findings.error(clause.span, NO_BY(written=clause.value.span.text), help=NO_BY_HELP())
    if clause.by is not None and not node.children:
        bench.findings.warning(clause.by.span, NO_ACCOUNTS(name=clause.by.text))
    words = {one.ident.name: _words(one) for one in accounts}
    column: Column | None = None
    if clause.by is not None and node.children and accounts:
        column = _column(bench, clause.by, aggregates)
        first = said is nodes.Actual or not any(isinstance(one, nodes.Actual) for one in node.clauses)
        if column is not None and first:
            _check_twice(bench, accounts)
    return Spending(figure, aggregates, column, words)


def _words(account: Account) -> tuple[str, ...]:
    """How rows name an account: by its name, its alias or its title."""
    ident = account.ident
    name = ident.name.rsplit(".", 1)[-1]
    return tuple(dict.fromkeys(word for word in (name, ident.alias, ident.title) if word is not None))


def _figure(bench: Bench, symbol: Symbol, clause: nodes.Actual | nodes.Committed) -> FigureExpression | None:
    """What is spent, made of aggregates that are nobody's; None after reporting what is wrong with it."""
    findings, written = bench.findings, clause.value.span
    found = Figures(bench, symbol.scope).value(clause.value)
    if found is None:
        return None
    if figure_unit(found) != MoneyIn(bench.ground.currency):
        findings.error(written, NOT_MONEY(currency=bench.ground.currency, unit=unit_words(figure_unit(found))))
        return None
    if has_windows(bench, found):
        findings.error(written, WINDOW(written=written.text), help=NOT_SPENT_HELP())
        return None
    if _size(found, bench, {}) > PARTS_AT_MOST:
        findings.error(written, TOO_LONG(limit=PARTS_AT_MOST))
        return None
    figure = _expanded(found, bench)
    if any(isinstance(part, OfBudget) for part in every(figure)):
        findings.error(written, CIRCLE(name=symbol.name))
        return None
    if not is_extensive(figure, lambda name: False):
        findings.error(written, NOT_SPENT(written=written.text), help=NOT_SPENT_HELP())
        return None
    return changed(figure, lambda part: evolve(part, credit=None) if isinstance(part, Aggregate) else part)


def _size(expression: FigureExpression, bench: Bench, known: dict[str, int]) -> int:
    """How many parts an expression has with the definitions of metrics in the place of their names."""
    count = 0
    for part in every(expression):
        if isinstance(part, MetricRef):
            if part.metric not in known:
                known[part.metric] = _size(bench.metrics[part.metric].metric.value, bench, known)
            count += known[part.metric]
        count += 1
    return count


def _expanded(expression: FigureExpression, bench: Bench) -> FigureExpression:
    """The same with the definitions of metrics in the place of their names."""

    def inner(part: FigureExpression) -> FigureExpression:
        return _expanded(bench.metrics[part.metric].metric.value, bench) if isinstance(part, MetricRef) else part

    return changed(expression, inner)


def _column(bench: Bench, by: nodes.Name, aggregates: Sequence[Aggregate]) -> Column | None:
    """The column that names accounts, in all sources that are spent from; None after reporting that one lacks it."""
    name: str | None = None
    for source in dict.fromkeys(one.source for one in aggregates):
        columns = bench.columns[source]
        name = by.text if by.text in columns else bench.aliases[source].get(by.text, by.text)
        if not isinstance(columns.get(name), TextUnit):
            bench.findings.unknown(
                by.span,
                NO_COLUMN(source=source, name=by.text),
                by.text,
                lambda columns=columns: [one for one, unit in columns.items() if isinstance(unit, TextUnit)],  # type: ignore[misc]
                among=source,
            )
            return None
        note_column(source, name, by, bench.findings)
    return None if name is None else Column(name, TextUnit(), by.span)


def _check_twice(bench: Bench, accounts: Sequence[Account]) -> None:
    """Report words that could mean two accounts of one budget."""
    seen: dict[str, Account] = {}
    told: set[str] = set()
    for account in accounts:
        for word in _words(account):
            other = seen.setdefault(word, account)
            if other is not account and account.ident.name not in told:
                told.add(account.ident.name)
                bench.findings.error(
                    account.ident.span,
                    TWICE(name=word),
                    help=TWICE_HELP(),
                    related=(Related(other.ident.span, TWICE_FIRST()),),
                )


def _within(name: str, accounts: Sequence[Account]) -> Iterator[Account]:
    """An account and all that is in it."""
    inside = {name}
    for account in accounts:
        if account.ident.name in inside or account.parent in inside:
            inside.add(account.ident.name)
            yield account


def _among(part: FigureExpression, column: Column, words: Sequence[str]) -> FigureExpression:
    """An aggregate of the rows that name one of some accounts; anything else as it is."""
    if not isinstance(part, Aggregate):
        return part
    items = tuple(Constant(word, TextUnit(), column.span) for word in words)
    return evolve(part, where=_and(part.where, RowAmong(column, items, False, column.span)))


def _strays(part: Aggregate, column: Column, words: Sequence[str]) -> Aggregate:
    """How many rows of an aggregate name none of some accounts."""
    items = tuple(Constant(word, TextUnit(), column.span) for word in words)
    among = RowAmong(column, items, True, column.span)
    nameless = RowAny((RowEmpty(column, False, column.span), among), column.span)
    return evolve(part, fold=Fold.COUNT, value=None, unit=Count(), where=_and(part.where, nameless))


def _and(one: RowExpression | None, other: RowExpression) -> RowExpression:
    """Both conditions."""
    if one is None:
        return other
    return RowAll((*(one.operands if isinstance(one, RowAll) else (one,)), other), one.span)
