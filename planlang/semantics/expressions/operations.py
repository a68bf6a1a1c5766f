"""Operators and operands: what row and figure expressions have in common.

In: nodes and the units of their operands. Out: the unit of a result, chains taken apart, shared complaints.
"""

from __future__ import annotations

import re
from functools import lru_cache

from planlang.diagnostics.text import Language, Text
from planlang.semantics.expr import Arithmetic, Comparison
from planlang.semantics.expressions.builtins import FUNCTIONS, Function
from planlang.semantics.expressions.mismatch import percent_of_ratio
from planlang.semantics.expressions.units import combine, unit_words
from planlang.semantics.names.bench import Bench
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.lexical.written_in import written_in
from planlang.values.units import Count, Plain, Ratio, Unit

NO_ORDER = Text("no-order", "{unit} is neither more nor less than another")
NO_ORDER_HELP = Text("no-order.help", "use `is` or `is not`")
ARGUMENTS = Text("wrong-arguments", "`{name}` is written `{signature}`")
UNKNOWN_FUNCTION = Text("unknown-name.function", "there is no function called `{name}`")
WRITE = Text("unit-mismatch.write", "write `{text}`")
OTHER_NAMES = {
    "average": "avg",
    "mean": "avg",
    "平均值": "均值",
    "平均数": "均值",
    "total": "sum",
    "总和": "求和",
    "number": "count",
    "数量": "计数",
    "unique": "distinct",
    "count_distinct": "distinct",
    "countif": "count",
    "sumif": "sum",
    "averageif": "avg",
    "concentration": "top_share",
    "集中率": "集中度",
}
"""What people call functions, with the name they have here."""
NUMBERED = re.compile(r"(?i:top)_?(\d+)_?(?i:share)|前(\d+)(?:大|名)?(?:客户)?(?:占比|集中度)")
"""The share of so many largest, with the number in the name."""

COMPARISONS = {
    nodes.Operator.LESS: Comparison.LESS,
    nodes.Operator.AT_MOST: Comparison.AT_MOST,
    nodes.Operator.MORE: Comparison.MORE,
    nodes.Operator.AT_LEAST: Comparison.AT_LEAST,
    nodes.Operator.IS: Comparison.EQUAL,
    nodes.Operator.IS_NOT: Comparison.UNEQUAL,
}
EQUALITIES = (Comparison.EQUAL, Comparison.UNEQUAL)


def operands(node: nodes.Binary) -> list[nodes.Expression]:
    """The operands of a chain of one operator: three for `a and b and c`."""
    parts: list[nodes.Expression] = []
    rest: nodes.Expression = node
    while isinstance(rest, nodes.Binary) and rest.operator is node.operator:
        parts.append(rest.right)
        rest = rest.left
    return [rest, *reversed(parts)]


def conjuncts(node: nodes.Expression) -> list[nodes.Expression]:
    """The conditions that all must hold, brackets taken apart, in written order."""
    parts: list[nodes.Expression] = []
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, nodes.Binary) and current.operator is nodes.Operator.AND:
            pending += [current.right, current.left]
        else:
            parts.append(current)
    return parts


def combined(operator: Arithmetic, node: nodes.Binary, left: Unit, right: Unit) -> Unit | None:
    """The unit of an operation as written: a literal percentage of a number is a number again, `100% - 5% * faults` a ratio."""
    literal_share = isinstance(node.left, nodes.Percent) or isinstance(node.right, nodes.Percent)
    if operator is Arithmetic.MULTIPLY and literal_share and {type(left), type(right)} == {Plain, Ratio}:
        return Plain()
    if operator in (Arithmetic.ADD, Arithmetic.SUBTRACT) and left == right == Count():
        return Count()
    if operator is Arithmetic.SUBTRACT and isinstance(node.left, nodes.Percent) and left == right == Ratio():
        return Ratio()
    if operator is Arithmetic.SUBTRACT and isinstance(right, Ratio) and _is_one(node.left):
        return Ratio()
    if operator in (Arithmetic.ADD, Arithmetic.SUBTRACT) and any(
        isinstance(unit, Ratio) and isinstance(beside, (Plain, Count)) and _is_so_much_each(written)
        for unit, beside, written in ((left, right, node.right), (right, left, node.left))
    ):
        return Ratio()
    return combine(operator, left, right)


def _is_so_much_each(node: nodes.Expression) -> bool:
    """Whether it says how much each of some counts: `5% * breaches(b2b)`."""
    return (
        isinstance(node, nodes.Binary)
        and node.operator is nodes.Operator.MULTIPLY
        and any(isinstance(side, nodes.Percent) for side in (node.left, node.right))
    )


def _is_one(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.Number) and node.value == 1


def added_percent(bench: Bench, node: nodes.Binary, left: Unit) -> bool:
    """Whether a percentage is added to a ratio or taken from it; reported."""
    right = node.right
    if not isinstance(right, nodes.Percent) or node.operator not in (nodes.Operator.ADD, nodes.Operator.SUBTRACT):
        return False
    if not isinstance(left, Ratio) or isinstance(node.left, nodes.Percent):
        return False
    percent_of_ratio(bench, right, minus=node.operator is nodes.Operator.SUBTRACT)
    return True


def no_order(bench: Bench, span: Span, unit: Unit) -> None:
    """Report an order between things that have none."""
    bench.findings.error(span, NO_ORDER(unit=unit_words(unit)), help=NO_ORDER_HELP())


def wrong_arguments(bench: Bench, call: nodes.Call, function: Function) -> None:
    """Report a call with the wrong number or kind of arguments."""
    bench.findings.error(call.span, ARGUMENTS(name=call.function.text, signature=signature_at(call.function, function)))


def signature_at(name: nodes.Name, function: Function) -> str:
    """How to write a function, in the language of the keywords of the file it is called in, else of the call."""
    usual = Language.EN if name.text.isascii() else Language.ZH
    return function.signature(_language_of(name.span.source.text) or usual)


@lru_cache(maxsize=16)
def _language_of(text: str) -> Language | None:
    return written_in((text,))


def _with_its_number(name: str) -> str | None:
    """What is to be written for a function that has its number in its name: `前10大占比`, `top_10_share`; None for others."""
    found = NUMBERED.fullmatch(name)
    if found is None:
        return None
    english, chinese = found.groups()
    return f"top_share({english}, METRIC by customer)" if english else f"前N大占比({chinese}, 指标 按 客户)"


def unknown_function(bench: Bench, name: nodes.Name) -> None:
    """Report a call of a function that does not exist."""
    other = OTHER_NAMES.get(name.text.lower())
    numbered = _with_its_number(name.text)
    if numbered is not None:
        bench.findings.error(name.span, UNKNOWN_FUNCTION(name=name.text), help=WRITE(text=numbered))
        return
    bench.findings.unknown(
        name.span,
        UNKNOWN_FUNCTION(name=name.text),
        name.text,
        lambda: FUNCTIONS,
        among="function",
        help=WRITE(text=other) if other is not None else None,
    )
