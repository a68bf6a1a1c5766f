"""What to say when two units meet that do not fit.

In: two operands as written and their units. Out: one diagnostic that names both units in the reader's words, marks both
places and, where a literal was written in the wrong unit, offers the right one.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.semantics.expr import Arithmetic
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.stage_names import quoted_stage
from planlang.syntax import nodes
from planlang.values.units import (
    DateUnit,
    Days,
    InstantUnit,
    MoneyIn,
    PercentagePoints,
    Plain,
    Ratio,
    TextUnit,
    Unit,
    WorkingDays,
)

COMPARE = Text("unit-mismatch", "{left} cannot be compared with {right}")
ADD = Text("unit-mismatch.add", "{left} and {right} cannot be added")
SUBTRACT = Text("unit-mismatch.subtract", "{right} cannot be taken from {left}")
MULTIPLY = Text("unit-mismatch.multiply", "{left} and {right} cannot be multiplied")
DIVIDE = Text("unit-mismatch.divide", "{left} cannot be divided by {right}")
IS = Text("unit-mismatch.is", "this is {unit}")
WRITE = Text("unit-mismatch.write", "write `{text}`")
TIMES = Text(
    "unit-mismatch.times",
    "write `{text}`, or `{times}` where {count} times as much is meant; what is no share is written `a / b`",
)
DAYS_HELP = Text(
    "unit-mismatch.days", "calendar days (`d`) and working days (`wd`) are counted apart; use one of them for both"
)
TIME_HELP = Text("unit-mismatch.time", "declare the column as `date` where the time of day does not matter")
POINTS = Text("percent-of-ratio", "`{written}` of a ratio can be read as percent or as percentage points")
POINTS_HELP = Text("percent-of-ratio.help", "write `{points}` for percentage points, or multiply: `* {factor}`")

_OPERATIONS = {
    Arithmetic.ADD: ADD,
    Arithmetic.SUBTRACT: SUBTRACT,
    Arithmetic.MULTIPLY: MULTIPLY,
    Arithmetic.DIVIDE: DIVIDE,
}


@frozen
class Operand:
    """One side: how it is written and what it is."""

    node: nodes.Expression
    unit: Unit


def mismatch(bench: Bench, left: Operand, right: Operand, operation: Arithmetic | None = None) -> None:
    """Report operands that do not fit; without an operation they were to be compared."""
    if operation is None and (quoted_stage(bench, right.node, left.unit) or quoted_stage(bench, left.node, right.unit)):
        return
    text = _OPERATIONS[operation] if operation else COMPARE
    replacement = _rewritten(bench, right, left.unit)
    wrong = right
    if replacement is None:
        replacement = _rewritten(bench, left, right.unit)
        if replacement is not None:
            wrong = left
    other = left if wrong is right else right
    help_: Message | None = None
    fixes: tuple[Fix, ...] = ()
    if replacement is not None:
        help_ = told = WRITE(text=replacement)
        if isinstance(wrong.node, nodes.Number) and isinstance(other.unit, Ratio) and 1 < wrong.node.value < 10:
            count = plain_text(wrong.node.value)
            help_ = TIMES(text=replacement, times=f"{plain_text(wrong.node.value * 100)}%", count=count)
        fixes = (Fix(told, (Edit(wrong.node.span, replacement),), safe=False),)
    elif {type(left.unit), type(right.unit)} == {Days, WorkingDays}:
        help_ = DAYS_HELP()
    elif {type(left.unit), type(right.unit)} == {DateUnit, InstantUnit}:
        help_ = TIME_HELP()
    bench.findings.error(
        wrong.node.span,
        text(left=unit_words(left.unit), right=unit_words(right.unit)),
        note=IS(unit=unit_words(wrong.unit)),
        help=help_,
        related=(Related(other.node.span, IS(unit=unit_words(other.unit))),),
        fixes=fixes,
    )


def percent_of_ratio(bench: Bench, percent: nodes.Percent, *, minus: bool) -> None:
    """Report `ratio + 5%`, which people read in two ways."""
    points = _points(percent)
    factor = plain_text(1 - percent.value if minus else 1 + percent.value)
    bench.findings.error(
        percent.span,
        POINTS(written=percent.span.text),
        help=POINTS_HELP(points=points, factor=factor),
        fixes=(Fix(WRITE(text=points), (Edit(percent.span, points),), safe=False),),
    )


def as_money(bench: Bench, node: nodes.Expression, unit: Unit) -> tuple[Message | None, tuple[Fix, ...]]:
    """What to write where money of the plan is wanted and a plain number stands: the help and its fix."""
    text = _rewritten(bench, Operand(node, unit), MoneyIn(bench.ground.currency))
    if text is None:
        return None, ()
    help_ = WRITE(text=text)
    return help_, (Fix(help_, (Edit(node.span, text),), safe=False),)


def _rewritten(bench: Bench, operand: Operand, wanted: Unit) -> str | None:
    """A literal as it would be written in the unit wanted, or None."""
    written = operand.node.span.text
    if isinstance(operand.node, nodes.Negative):
        inner = _rewritten(bench, Operand(operand.node.operand, operand.unit), wanted)
        return f"-{inner}" if inner is not None else None
    match operand.node, wanted:
        case nodes.Number(), MoneyIn(currency=currency):
            chinese = currency == bench.ground.currency and not written.isascii()
            return f"{written}元" if chinese else f"{written} {currency}"
        case nodes.Number(value=value), Ratio():
            return f"{plain_text(value if abs(value) > 1 else value * 100)}%"
        case nodes.Number(), Days():
            return f"{written}天" if operand.node.span.in_chinese else f"{written}d"
        case nodes.Number(), WorkingDays():
            return f"{written}个工作日" if operand.node.span.in_chinese else f"{written}wd"
        case nodes.Percent(), PercentagePoints():
            return _points(operand.node)
        case nodes.Percent(value=value), Plain():
            return plain_text(value)
        case nodes.Reference(), TextUnit():
            return f'"{written}"'
    return None


def _points(percent: nodes.Percent) -> str:
    """A percentage as percentage points, in the language of its line."""
    return percent.span.text.rstrip("%％ ") + ("个百分点" if percent.span.in_chinese else "pp")


def money_text(amount: Decimal, currency: str) -> str:
    """An amount of money as it is said in a sentence: `1,200.5 CNY`."""
    return f"{Decimal(plain_text(amount)):,f} {currency}"


def plain_text(value: Decimal) -> str:
    """A number without exponent and without zeros at the end: `0.1`, `20`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
