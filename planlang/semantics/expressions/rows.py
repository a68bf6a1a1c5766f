"""Row expressions: what is said about one row of a source, resolved and typed.

In: an expression as written and the source it is about. Out: a checked `RowExpression`, or None where something in it
could not be understood; that was reported.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.expr import (
    Arithmetic,
    ClassOf,
    Column,
    Combination,
    Comparison,
    Constant,
    DaysSince,
    FallsIn,
    Looked,
    RowAll,
    RowAmong,
    RowAny,
    RowArithmetic,
    RowComparison,
    RowEmpty,
    RowExpression,
    RowNot,
    RowOtherwise,
    TextLength,
)
from planlang.semantics.expressions.builtins import FUNCTIONS, Function, Takes
from planlang.semantics.expressions.calls.arguments import taken_apart
from planlang.semantics.expressions.constants import OPERATORS, literal
from planlang.semantics.expressions.mismatch import Operand, mismatch
from planlang.semantics.expressions.operations import (
    COMPARISONS,
    EQUALITIES,
    added_percent,
    combined,
    no_order,
    operands,
    unknown_function,
    wrong_arguments,
)
from planlang.semantics.expressions.row_names import RowNames
from planlang.semantics.expressions.units import ORDERED, combine, common, comparable, unit_words
from planlang.semantics.expressions.windows import grain_of
from planlang.semantics.names.uses import note_person, note_word
from planlang.semantics.names.vocabulary import EMPTY, FILLED
from planlang.syntax import nodes
from planlang.values.units import (
    ClassIn,
    DateUnit,
    Days,
    InstantUnit,
    Person,
    Plain,
    TextUnit,
    Truth,
    Unit,
)

CONDITION = Text("condition-needed", "a condition is needed here, this is {unit}")
CONDITION_HELP = Text("condition-needed.help", "compare it with something: `{written} > 0`")
FILLED_HELP = Text("condition-needed.filled", "to ask whether it is filled, write `{written} is not empty`")
NOT_IN_ROWS = Text("function-not-here", "`{name}` cannot be asked of a single row")
ENTERS = Text("enters-misplaced", "`enters` has to be one of the conditions that all must hold")
ENTERS_HELP = Text("enters-misplaced.help", "put it after `where`, joined with `and`")
NO_WINDOW = Text("window-misplaced", "a single row has no `{window}`")
NO_WINDOW_HELP = Text("window-misplaced.help", "put the period behind the whole figure")
CURRENT_ONLY = Text("window-misplaced.current", "a date cannot be asked whether it falls in `{window}`")
CURRENT_ONLY_HELP = Text(
    "window-misplaced.current-help", "say `current` with a week, month, quarter or year: the one of the day looked at"
)
NOT_LOOKED_UP = Text("as-today-misplaced", "`{name}` is not looked up, so there is no other day to take it of")
NOT_LOOKED_UP_HELP = Text(
    "as-today-misplaced.help",
    "`as today` stands behind a class or a column of another source: `customer.grade as today`",
)
DATE_COLUMN = Text("unit-mismatch.date", "`{name}` is {unit}, here a date is needed")
TEXT_COLUMN = Text("unit-mismatch.text", "`{name}` is {unit}, here a text is needed")
CONSTANTS_ONLY = Text("not-a-constant.among", "only fixed values can stand in the list after `in`")


def row_unit(expression: RowExpression) -> Unit:
    """The unit of a checked row expression; conditions are truths."""
    match expression:
        case (
            Column(unit=unit)
            | Looked(unit=unit)
            | ClassOf(unit=unit)
            | Constant(unit=unit)
            | RowArithmetic(unit=unit)
            | RowOtherwise(unit=unit)
        ):
            return unit
        case DaysSince():
            return Days()
        case TextLength():
            return Plain()
        case Combination():
            return TextUnit()
        case _:
            return Truth()


@define(eq=False)
class Rows(RowNames):
    """Types expressions about the rows of one source."""

    def condition(self, node: nodes.Expression) -> RowExpression | None:
        """A condition on the row."""
        found = self._type(node, None)
        if found is None:
            return None
        unit = row_unit(found)
        if isinstance(unit, Truth):
            return found
        written = node.span.text
        numeric = isinstance(unit, ORDERED) and not isinstance(unit, (DateUnit, InstantUnit))
        self.bench.findings.error(
            node.span,
            CONDITION(unit=unit_words(unit)),
            help=CONDITION_HELP(written=written) if numeric else FILLED_HELP(written=written),
        )
        return None

    def value(self, node: nodes.Expression, expected: Unit | None = None) -> RowExpression | None:
        """A value of the row; `expected` says what a bare name has to be where it is no column."""
        return self._type(node, expected)

    def _type(self, node: nodes.Expression, expected: Unit | None) -> RowExpression | None:
        findings = self.bench.findings
        match node:
            case nodes.Reference(path=path):
                return self.name(path, expected)
            case nodes.Text(text=text) if isinstance(expected, ClassIn):
                return self.class_named(text, node.span, expected.segment)
            case nodes.AsToday(subject=subject):
                return self._as_today(node, subject)
            case nodes.Text(text=text) if isinstance(expected, Person):
                note_person(text, node.span, findings)
                return Constant(text, Person(), node.span)
            case nodes.Binary(operator=nodes.Operator.AND | nodes.Operator.OR):
                return self._junction(node)
            case nodes.Binary(operator=nodes.Operator.OTHERWISE):
                return self._otherwise(node)
            case nodes.Binary(operator=operator) if operator in COMPARISONS:
                return self._comparison(node, COMPARISONS[operator])
            case nodes.Binary(operator=operator):
                return self._arithmetic(node, OPERATORS[operator])
            case nodes.Not(operand=operand):
                inner = self.condition(operand)
                return RowNot(inner, node.span) if inner is not None else None
            case nodes.Negative(operand=operand):
                return self._negative(node, operand)
            case nodes.Among():
                return self._among(node)
            case nodes.Call():
                return self._call(node)
            case nodes.Enters():
                findings.error(node.span, ENTERS(), help=ENTERS_HELP())
                return None
            case nodes.Windowed(window=window):
                findings.error(window.span, NO_WINDOW(window=window.span.text), help=NO_WINDOW_HELP())
                return None
            case nodes.PerWorkingDay() | nodes.Lagged() | nodes.ByGroup() | nodes.Route() | nodes.NamedOption():
                written = node.span.text
                findings.error(node.span, NO_WINDOW(window=written), help=NO_WINDOW_HELP())
                return None
            case nodes.Selection(subject=subject):
                return self._type(subject, expected)
            case _:
                return literal(self.bench, node)

    def _as_today(self, node: nodes.AsToday, subject: nodes.Expression) -> RowExpression | None:
        """`customer.grade as today`."""
        found = self.value(subject)
        if found is None:
            return None
        if not isinstance(found, Looked | ClassOf):
            self.bench.findings.error(node.span, NOT_LOOKED_UP(name=subject.span.text), help=NOT_LOOKED_UP_HELP())
            return None
        return evolve(found, today=True, span=node.span)

    # conditions

    def _junction(self, node: nodes.Binary) -> RowExpression | None:
        parts = [self.condition(part) for part in operands(node)]
        known = tuple(part for part in parts if part is not None)
        if len(known) < len(parts):
            return None
        return RowAll(known, node.span) if node.operator is nodes.Operator.AND else RowAny(known, node.span)

    def _comparison(self, node: nodes.Binary, operator: Comparison) -> RowExpression | None:
        if operator in EQUALITIES and isinstance(node.right, nodes.Reference) and not self.is_column(node.right):
            word = node.right.path.text
            if word in EMPTY or word in FILLED:
                note_word(node.right.span, self.bench.findings)
                subject = self.value(node.left)
                negated = (operator is Comparison.UNEQUAL) != (word in FILLED)
                return RowEmpty(subject, negated, node.span) if subject is not None else None
        pair = self._pair(node.left, node.right)
        if pair is None:
            return None
        left, right = pair
        one, other = row_unit(left), row_unit(right)
        if comparable(one, other) is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other))
            return None
        if operator not in EQUALITIES and not isinstance(one, ORDERED):
            no_order(self.bench, node.span, one)
            return None
        return RowComparison(operator, left, right, node.span)

    def _pair(self, left: nodes.Expression, right: nodes.Expression) -> tuple[RowExpression, RowExpression] | None:
        """Both sides; a bare name that is no column takes the unit of the other side."""
        if self.is_open(left) and not self.is_open(right):
            second = self.value(right)
            if second is None:
                return None
            unit = row_unit(second)
            first = self.value(left, None if isinstance(unit, TextUnit) else unit)
        else:
            first = self.value(left)
            if first is None and self.is_open(right):
                return None
            second = self.value(right, row_unit(first) if first is not None else None)
        return (first, second) if first is not None and second is not None else None

    def _among(self, node: nodes.Among) -> RowExpression | None:
        subject = self.value(node.subject)
        if subject is None:
            return None
        unit = row_unit(subject)
        items: list[Constant] = []
        whole = True
        for option in node.items:
            item = self.value(option, unit)
            if item is None:
                whole = False
            elif not isinstance(item, Constant):
                self.bench.findings.error(option.span, CONSTANTS_ONLY())
                whole = False
            elif comparable(unit, item.unit) is None:
                mismatch(self.bench, Operand(node.subject, unit), Operand(option, item.unit))
                whole = False
            else:
                items.append(item)
        return RowAmong(subject, tuple(items), node.negated, node.span) if whole else None

    # values

    def _otherwise(self, node: nodes.Binary) -> RowExpression | None:
        pair = self._pair(node.left, node.right)
        if pair is None:
            return None
        one, other = row_unit(pair[0]), row_unit(pair[1])
        unit = common(one, other)
        if unit is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other))
            return None
        return RowOtherwise(*pair, unit, node.span)

    def _negative(self, node: nodes.Negative, operand: nodes.Expression) -> RowExpression | None:
        inner = self.value(operand)
        if inner is None:
            return None
        if isinstance(inner, Constant) and isinstance(inner.value, Decimal):
            return Constant(-inner.value, inner.unit, node.span)
        unit = combine(Arithmetic.SUBTRACT, row_unit(inner), row_unit(inner))
        if unit is None:
            no_order(self.bench, operand.span, row_unit(inner))
            return None
        return RowArithmetic(
            Arithmetic.SUBTRACT, Constant(Decimal(0), row_unit(inner), node.span), inner, row_unit(inner), node.span
        )

    def _arithmetic(self, node: nodes.Binary, operator: Arithmetic) -> RowExpression | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None or right is None:
            return None
        one, other = row_unit(left), row_unit(right)
        if added_percent(self.bench, node, one):
            return None
        unit = combined(operator, node, one, other)
        if unit is None:
            mismatch(self.bench, Operand(node.left, one), Operand(node.right, other), operator)
            return None
        return RowArithmetic(operator, left, right, unit, node.span)

    def _call(self, node: nodes.Call) -> RowExpression | None:
        function = FUNCTIONS.get(node.function.text)
        if function is None:
            unknown_function(self.bench, node.function)
            return None
        if taken_apart(self.bench, node, function) is None:
            return None
        if function.takes not in ((Takes.COLUMN,), (Takes.DATED,), (Takes.TEXT,)):
            self.bench.findings.error(node.function.span, NOT_IN_ROWS(name=node.function.text))
            return None
        if len(node.arguments) != 1:
            wrong_arguments(self.bench, node, function)
            return None
        if function.takes == (Takes.DATED,):
            return self._falls_in(node, function)
        if function.takes == (Takes.TEXT,):
            text = self._text_column(node.arguments[0])
            return TextLength(text, node.span) if text is not None else None
        column = self._date_column(node.arguments[0])
        return DaysSince(column, node.span) if column is not None else None

    def _falls_in(self, node: nodes.Call, function: Function) -> RowExpression | None:
        """`falls_in(expected_close current quarter)`."""
        argument = node.arguments[0]
        if not isinstance(argument, nodes.Windowed):
            wrong_arguments(self.bench, node, function)
            return None
        column, window = self._date_column(argument.subject), argument.window
        if window.kind is not nodes.WindowKind.CURRENT:
            self.bench.findings.error(window.span, CURRENT_ONLY(window=window.span.text), help=CURRENT_ONLY_HELP())
            return None
        grain = grain_of(self.bench, window.unit, window.span)
        return FallsIn(column, grain, node.span) if column is not None and grain is not None else None

    def _date_column(self, node: nodes.Expression) -> Column | Looked | None:
        """A column of dates; None after reporting that it is none."""
        column = self.value(node)
        if column is None:
            return None
        unit = row_unit(column)
        if not isinstance(column, Column | Looked) or not isinstance(unit, (DateUnit, InstantUnit)):
            self.bench.findings.error(node.span, DATE_COLUMN(name=node.span.text, unit=unit_words(unit)))
            return None
        return column

    def _text_column(self, node: nodes.Expression) -> Column | Looked | None:
        """A column of texts; None after reporting that it is none."""
        column = self.value(node)
        if column is None:
            return None
        unit = row_unit(column)
        if not isinstance(column, Column | Looked) or not isinstance(unit, TextUnit):
            self.bench.findings.error(node.span, TEXT_COLUMN(name=node.span.text, unit=unit_words(unit)))
            return None
        return column
