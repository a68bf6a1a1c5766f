"""Constants: literals, parameters of a module, and arithmetic on them.

In: an expression that must not depend on data. Out: its value and unit, exactly.
"""

from __future__ import annotations

from decimal import Decimal, localcontext

from attrs import evolve

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.semantics.expr import Arithmetic, Constant
from planlang.semantics.expressions.units import NUMERIC, combine, unit_words
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import complain
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.uses import note, note_word
from planlang.semantics.names.vocabulary import TRUTHS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.lexical.currencies import CURRENCIES, PLAIN_NAMES
from planlang.syntax.nodes import Kind
from planlang.values.units import (
    DateUnit,
    Days,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Plain,
    Ratio,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
    WorkingMinutes,
)

NOT_CONSTANT = Text("not-a-constant", "a fixed value is needed here")
NOT_CONSTANT_HELP = Text("not-a-constant.help", "write a number, an amount of money, a percentage or a date")
MIXED = Text("unit-mismatch.constant", "{left} and {right} do not fit together here")
NO_LENGTH = Text("duration-unit", "`{written}` cannot be used here")
NO_LENGTH_HELP = Text(
    "duration-unit.constant-help", "write calendar days (`14d`), working days (`10wd`) or hours (`4h`)"
)
WRITE = Text("unit-mismatch.write", "write `{text}`")
IN_DAYS = Text("duration-unit.in-days", "months and years are not always as long: say how many days, `{days}`")
UNKNOWN_CURRENCY = Text("unknown-name.currency", "no currency has the code `{code}`")
NO_CURRENCY_SET = Text("plan-without-currency", "an amount without a currency, and the plan declares none")
NO_CURRENCY_HELP = Text("plan-without-currency.help", "add `currency CNY` (or another code) to the plan")

DAYS = {nodes.TimeUnit.MONTH: 30, nodes.TimeUnit.QUARTER: 90, nodes.TimeUnit.YEAR: 365}
"""What people mean by these where days are counted."""
OPERATORS = {
    nodes.Operator.ADD: Arithmetic.ADD,
    nodes.Operator.SUBTRACT: Arithmetic.SUBTRACT,
    nodes.Operator.MULTIPLY: Arithmetic.MULTIPLY,
    nodes.Operator.DIVIDE: Arithmetic.DIVIDE,
}

LITERALS = (
    nodes.Number | nodes.Percent | nodes.Points | nodes.Money | nodes.Duration | nodes.Date | nodes.Text | nodes.Label
)


def literal(bench: Bench, node: LITERALS) -> Constant | None:
    """The value of a literal; None after reporting that it has none here."""
    match node:
        case nodes.Number(value=value):
            return Constant(value, Plain(), node.span)
        case nodes.Percent(value=value):
            return Constant(value, Ratio(), node.span)
        case nodes.Points(value=value):
            return Constant(value, PercentagePoints(), node.span)
        case nodes.Money(amount=amount):
            unit = money_unit(bench, node)
            return Constant(amount, unit, node.span) if unit else None
        case nodes.Duration():
            return _length(bench, node)
        case nodes.Date(value=day):
            return Constant(day, DateUnit(), node.span)
        case nodes.Text(text=text):
            return Constant(text, TextUnit(), node.span)
        case nodes.Label():
            bench.findings.error(node.span, NOT_CONSTANT(), help=NOT_CONSTANT_HELP())
            return None


def money_unit(bench: Bench, money: nodes.Money) -> MoneyIn | None:
    """The unit of an amount; `元` is the plan's currency."""
    if money.currency is not None:
        return currency_unit(bench, money.currency, money.span)
    return plan_money(bench, money.span)


def plan_money(bench: Bench, span: Span) -> MoneyIn | None:
    """Money in the plan's currency; None after reporting that it declares none."""
    if bench.ground.currency_declared:
        return MoneyIn(bench.ground.currency)
    bench.findings.unknown(span, NO_CURRENCY_SET(), "", lambda: (), among="plan", help=NO_CURRENCY_HELP())
    return None


def currency_unit(bench: Bench, code: str, span: Span) -> MoneyIn | None:
    """Money in a currency by its ISO code; None after reporting that there is no such code."""
    code = PLAIN_NAMES.get(code, code)
    if code in CURRENCIES:
        return MoneyIn(code)
    bench.findings.unknown(span, UNKNOWN_CURRENCY(code=code), code, lambda: sorted(CURRENCIES), among="currency")
    return None


def _length(bench: Bench, node: nodes.Duration) -> Constant | None:
    """A duration in calendar days, in working days, in minutes or in minutes of working time."""
    match node.unit:
        case nodes.TimeUnit.MINUTE:
            return Constant(node.amount, Minutes(), node.span)
        case nodes.TimeUnit.HOUR:
            return Constant(node.amount * 60, Minutes(), node.span)
        case nodes.TimeUnit.WORKING_HOUR:
            return Constant(node.amount * 60, WorkingMinutes(), node.span)
        case nodes.TimeUnit.DAY:
            return Constant(node.amount, Days(), node.span)
        case nodes.TimeUnit.WEEK:
            return Constant(node.amount * 7, Days(), node.span)
        case nodes.TimeUnit.WORKING_DAY:
            return Constant(node.amount, WorkingDays(), node.span)
        case _:
            days = node.amount * DAYS.get(node.unit, 0)
            written = f"{days:f}{'d' if node.span.text.isascii() else '天'}"
            fix = Fix(WRITE(text=written), (Edit(node.span, written),), safe=False)
            bench.findings.error(
                node.span,
                NO_LENGTH(written=node.span.text),
                help=IN_DAYS(days=written) if days else NO_LENGTH_HELP(),
                fixes=(fix,) if days else (),
            )
            return None


def constant(bench: Bench, scope: Scope, node: nodes.Expression) -> Constant | None:
    """The value of an expression that depends on no data; None after reporting what is wrong."""
    match node:
        case nodes.Reference(path=path):
            return named(bench, scope, path)
        case nodes.Negative(operand=operand):
            value = constant(bench, scope, operand)
            if value is None:
                return None
            if isinstance(value.value, Decimal):
                return Constant(-value.value, value.unit, node.span)
        case nodes.Binary(operator=operator) if operator in OPERATORS:
            return _binary(bench, scope, node, OPERATORS[operator])
        case (
            nodes.Number()
            | nodes.Percent()
            | nodes.Points()
            | nodes.Money()
            | nodes.Duration()
            | nodes.Date()
            | nodes.Text()
            | nodes.Label()
        ):
            return literal(bench, node)
        case _:
            pass
    bench.findings.error(node.span, NOT_CONSTANT(), help=NOT_CONSTANT_HELP())
    return None


def named(bench: Bench, scope: Scope, path: nodes.Path) -> Constant | None:
    """The constant that a name stands for: a parameter, what is assumed, or true and false."""
    found = scope.lookup(path.text)
    if not isinstance(found, tuple):
        note(scope, path, None, bench.findings)
        return evolve(found, span=path.span) if isinstance(found, Constant) else None
    assumption = next((symbol for symbol in found if symbol.kind is Kind.ASSUMPTION), None)
    if assumption is not None:
        note(scope, path, assumption, bench.findings)
        known = bench.assumptions.get(assumption.name)
        return None if known is None else evolve(known, span=path.span)
    if not found and path.text in TRUTHS:
        note_word(path.span, bench.findings)
        return Constant(TRUTHS[path.text], Truth(), path.span)
    if found:
        bench.findings.error(path.span, NOT_CONSTANT(), help=NOT_CONSTANT_HELP())
    else:
        complain(scope, path.text, path.span, (), (Kind.METRIC,), bench.findings)
    return None


def _binary(bench: Bench, scope: Scope, node: nodes.Binary, operator: Arithmetic) -> Constant | None:
    left, right = constant(bench, scope, node.left), constant(bench, scope, node.right)
    if left is None or right is None:
        return None
    unit = combine(operator, left.unit, right.unit)
    if unit is None or not isinstance(unit, NUMERIC):
        bench.findings.error(
            node.span, MIXED(left=unit_words(left.unit), right=unit_words(right.unit)), help=NOT_CONSTANT_HELP()
        )
        return None
    assert isinstance(left.value, Decimal)
    assert isinstance(right.value, Decimal)
    return Constant(_compute(operator, left.value, right.value), unit, node.span)


def _compute(operator: Arithmetic, left: Decimal, right: Decimal) -> Decimal | None:
    """The exact result; a quotient to 60 digits, None over zero."""
    with localcontext() as context:
        context.prec = 60
        match operator:
            case Arithmetic.ADD:
                return left + right
            case Arithmetic.SUBTRACT:
                return left - right
            case Arithmetic.MULTIPLY:
                return left * right
            case Arithmetic.DIVIDE:
                return left / right if right else None


def amount(bench: Bench, scope: Scope, node: nodes.Expression) -> tuple[Decimal, Unit] | None:
    """A numeric constant; None after reporting what is wrong."""
    value = constant(bench, scope, node)
    if value is None:
        return None
    if isinstance(value.value, Decimal):
        return value.value, value.unit
    bench.findings.error(node.span, NOT_CONSTANT(), help=NOT_CONSTANT_HELP())
    return None
