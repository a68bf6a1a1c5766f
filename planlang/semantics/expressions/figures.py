"""Figure expressions: what is said about a person, a team or the plan in a period, resolved and typed.

In: an expression as written and the rule or metric it stands in. Out: a checked `FigureExpression`, or None where
something in it could not be understood; that was reported.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import define, field

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.semantics.expr import (
    Arithmetic,
    AverageOver,
    ChangeAgainst,
    Constant,
    CurrentPeriod,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureWindow,
    Fold,
    GoalMeasure,
    Headcount,
    MetricRef,
    OfGoal,
    OverWindow,
    PreviousPeriod,
    RatioOf,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.aggregates import SAMPLED, aggregate
from planlang.semantics.expressions.builtins import FUNCTIONS, Function, Gives, Takes
from planlang.semantics.expressions.constants import OPERATORS, literal
from planlang.semantics.expressions.figure_operators import FigureOperators, figure_unit
from planlang.semantics.expressions.mismatch import Operand, mismatch
from planlang.semantics.expressions.operations import (
    COMPARISONS,
    no_order,
    unknown_function,
    wrong_arguments,
)
from planlang.semantics.expressions.units import combine, share, unit_words
from planlang.semantics.expressions.walk import shape
from planlang.semantics.expressions.windows import (
    GRAINS,
    MIXED_METRIC,
    RuleGrain,
    figure_window,
    grain_of,
    has_windows,
    mixed,
    said_here,
    this_words,
)
from planlang.semantics.names.resolving import complain, resolve
from planlang.semantics.names.scopes import Missing, Symbol
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import Count, Plain, Ratio, Truth, Unit

BARE_GOAL = Text("wrong-kind.goal", "`{name}` is a goal, here a figure is needed")
BARE_GOAL_HELP = Text("wrong-kind.goal-help", "ask `attainment({name})`, `actual({name})` or `gap({name})`")
CONDITION = Text("condition-needed.figure", "a condition is needed here, this is {unit}")
CONDITION_HELP = Text("condition-needed.compare", "compare it: `{written} < …`")
VALUE = Text("value-needed", "a figure is needed here, this is a condition")
NOT_A_FIGURE = Text("not-a-figure", "{unit} is no figure")
NO_WINDOW = Text("window-missing", "`{written}` does not say which period it is about")
NO_WINDOW_HELP = Text("window-missing.help", "write `{written} {window}`")
ON_WINDOWED = Text("window-on-window", "`{written}` says its own periods already, so `{window}` has no meaning")
OF_GOAL = Text("goal-window", "a goal cannot be asked for `{window}`")
OF_GOAL_HELP = Text("goal-window.help", "say `to date` or `current` with a month, quarter or year")
TWO_FIGURES = Text("different-figures", "both have to be the same figure, over different periods")
WHICH_BASE = Text("window-missing.base", "`{name}` needs the period to compare with")
WHICH_BASE_HELP = Text("window-missing.base-help", "write `{name}({written} previous week)`")
SAME_PERIOD = Text("window-missing.same", "this compares a period with itself")
AT_ALONE = Text("aggregate-missing", "rows have to be counted or summed to make a figure")
AT_ALONE_HELP = Text("aggregate-missing.help", "write `count(…)` or `sum(…)` around it")

SHIFTS = (ThisPeriod, PreviousPeriod, SameLastYear, AverageOver)
"""Windows that a figure with windows of its own can still be asked for."""
UNITS_OF_GOALS = (nodes.WindowKind.TO_DATE, nodes.WindowKind.CURRENT)


@define(eq=False)
class Figures(FigureOperators):
    """Types the figures of one metric, goal or rule.

    Attributes:
        scope: the file they stand in.
        rule: the grain of the rule.
        needs_window: whether every figure has to say its period, as in the conditions of alerts.
        credit, min_sample: what the metric says about its rows.
        used_credit, used_sample: whether there was something they could apply to.
    """

    rule: RuleGrain = field(factory=RuleGrain)
    needs_window: bool = False
    credit: nodes.Credit | None = None
    min_sample: int = 0
    used_credit: bool = False
    used_sample: bool = False

    def condition(self, node: nodes.Expression) -> FigureExpression | None:
        """A condition over figures."""
        return self.condition_in(node, windowed=False)

    def value(self, node: nodes.Expression) -> FigureExpression | None:
        """A figure."""
        return self.value_in(node, windowed=False)

    def condition_in(self, node: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        """A condition, where a window around it may already name the period."""
        found = self._type(node, windowed=windowed)
        if found is None or isinstance(figure_unit(found), Truth):
            return found
        self.bench.findings.error(
            node.span,
            CONDITION(unit=unit_words(figure_unit(found))),
            help=CONDITION_HELP(written=node.span.text),
        )
        return None

    def value_in(self, node: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        """A figure, where a window around it may already name the period."""
        found = self._type(node, windowed=windowed)
        if found is not None and isinstance(figure_unit(found), Truth):
            self.bench.findings.error(node.span, VALUE())
            return None
        return found

    def _type(self, node: nodes.Expression, *, windowed: bool) -> FigureExpression | None:
        match node:
            case nodes.Reference(path=path):
                return self._name(path, windowed=windowed)
            case nodes.Call():
                return self._call(node, windowed=windowed)
            case nodes.Windowed():
                return self._windowed(node)
            case nodes.Binary(operator=nodes.Operator.AND | nodes.Operator.OR):
                return self.junction(node, windowed=windowed)
            case nodes.Binary(operator=nodes.Operator.OTHERWISE):
                return self.otherwise(node, windowed=windowed)
            case nodes.Binary(operator=operator) if operator in COMPARISONS:
                return self.comparison(node, COMPARISONS[operator], windowed=windowed)
            case nodes.Binary(operator=operator):
                return self.arithmetic(node, OPERATORS[operator], windowed=windowed)
            case nodes.Not(operand=operand):
                inner = self.condition_in(operand, windowed=windowed)
                return FigureNot(inner, node.span) if inner is not None else None
            case nodes.Negative(operand=operand):
                return self.negative(node, operand, windowed=windowed)
            case nodes.Among():
                return self.among(node, windowed=windowed)
            case nodes.Selection() | nodes.Enters():
                self.bench.findings.error(node.span, AT_ALONE(), help=AT_ALONE_HELP())
                return None
            case _:
                constant = literal(self.bench, node)
                return self._constant(constant, node.span) if constant else None

    # names

    def _constant(self, constant: Constant, span: Span) -> FigureExpression | None:
        if isinstance(constant.value, Decimal):
            return FigureConstant(constant.value, constant.unit, span)
        self.bench.findings.error(span, NOT_A_FIGURE(unit=unit_words(constant.unit)))
        return None

    def _name(self, path: nodes.Path, *, windowed: bool) -> FigureExpression | None:
        found = self.scope.lookup(path.text)
        if not isinstance(found, tuple):
            note(self.scope, path, None, self.bench.findings)
            return self._constant(found, path.span) if isinstance(found, Constant) else None
        metric = next((symbol for symbol in found if symbol.kind is Kind.METRIC), None)
        if metric is None:
            self._no_metric(path, found)
            return None
        note(self.scope, path, metric, self.bench.findings)
        facts = self.bench.metrics.get(metric.name)
        if facts is None:
            return None
        if facts.grain is not None and not self._fits(metric, facts.grain[0], path.span):
            return None
        if self.needs_window and not windowed and not facts.windowed:
            self._ask_window(path.span)
        return MetricRef(metric.name, facts.metric.unit, path.span)

    def _no_metric(self, path: nodes.Path, found: tuple[Symbol, ...]) -> None:
        goal = next((symbol for symbol in found if symbol.kind is Kind.GOAL), None)
        if goal is not None:
            self.bench.findings.error(path.span, BARE_GOAL(name=path.text), help=BARE_GOAL_HELP(name=path.text))
            return
        if not found:
            head, _ = self.scope.split(path)
            symbols = self.scope.lookup(head)
            if isinstance(symbols, Missing):
                return
            found = symbols if isinstance(symbols, tuple) else ()
        complain(self.scope, path.text, path.span, found, (Kind.METRIC,), self.bench.findings)

    def _fits(self, metric: Symbol, grain: Grain, span: Span) -> bool:
        """Whether a metric with windows of its own counts in the grain of the rule."""
        if self.rule.grain is None:
            self.rule.grain, self.rule.said = grain, span
        if self.rule.grain is grain:
            return True
        self.bench.findings.error(
            span,
            MIXED_METRIC(name=metric.name, unit=GRAIN_WORDS[grain](), grain=GRAIN_WORDS[self.rule.grain]()),
            related=said_here(self.rule),
        )
        return False

    def _ask_window(self, span: Span) -> None:
        """Report a figure that does not say its period."""
        window = this_words(self.rule.grain or Grain.WEEK, span)
        help_ = NO_WINDOW_HELP(written=span.text, window=window)
        self.bench.findings.error(
            span,
            NO_WINDOW(written=span.text),
            help=help_,
            fixes=(Fix(help_, (Edit(span.behind, f" {window}"),), safe=False),),
        )

    # calls

    def _call(self, node: nodes.Call, *, windowed: bool) -> FigureExpression | None:
        function = FUNCTIONS.get(node.function.text)
        if function is None:
            unknown_function(self.bench, node.function)
            return None
        match function.means:
            case Fold() as fold:
                self.used_credit = True
                self.used_sample = self.used_sample or fold in SAMPLED
                found = aggregate(self.bench, self.scope, node, function, self.credit, self.min_sample)
                if found is not None and self.needs_window and not windowed:
                    self._ask_window(node.span)
                return found
            case GoalMeasure():
                return self._of_goal(node, function, None)
        if function.takes == (Takes.FIGURE, Takes.FIGURE):
            return self._ratio(node, function, windowed=windowed)
        if function.takes == (Takes.WINDOWED,):
            return self._against(node, function)
        if function.takes == (Takes.ROLE,):
            return self._headcount(node, function, windowed=windowed)
        wrong_arguments(self.bench, node, function)
        return None

    def _ratio(self, node: nodes.Call, function: Function, *, windowed: bool) -> FigureExpression | None:
        if len(node.arguments) != 2:
            wrong_arguments(self.bench, node, function)
            return None
        self.used_sample = True
        numerator, denominator = (self.value_in(argument, windowed=windowed) for argument in node.arguments)
        if numerator is None or denominator is None:
            return None
        unit = share(figure_unit(numerator), figure_unit(denominator))
        if unit is None:
            first, second = node.arguments
            mismatch(
                self.bench,
                Operand(first, figure_unit(numerator)),
                Operand(second, figure_unit(denominator)),
                Arithmetic.DIVIDE,
            )
            return None
        return RatioOf(numerator, denominator, self.min_sample, unit, node.span)

    def _declared(self, node: nodes.Call, function: Function, kind: Kind) -> Symbol | None:
        """What the only argument names; None after reporting that it names nothing of the kind."""
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], nodes.Reference):
            wrong_arguments(self.bench, node, function)
            return None
        return resolve(self.scope, node.arguments[0].path, (kind,), self.bench.findings)

    def _headcount(self, node: nodes.Call, function: Function, *, windowed: bool) -> FigureExpression | None:
        role = self._declared(node, function, Kind.ROLE)
        if role is None:
            return None
        if self.needs_window and not windowed:
            self._ask_window(node.span)
        return Headcount(role.name, Plain(), node.span)

    def _of_goal(
        self, node: nodes.Call, function: Function, window: ToDate | CurrentPeriod | None
    ) -> FigureExpression | None:
        goal = self._declared(node, function, Kind.GOAL)
        if goal is None or goal.name not in self.bench.goal_units:
            return None
        unit: Unit = Ratio() if function.gives is Gives.RATIO else self.bench.goal_units[goal.name]
        assert isinstance(function.means, GoalMeasure)
        return OfGoal(function.means, goal.name, window, unit, node.span)

    def _against(self, node: nodes.Call, function: Function) -> FigureExpression | None:
        """`growth(x previous week)`, also written `growth(x, x previous week)`."""
        name = node.function.text
        last = node.arguments[-1] if node.arguments else None
        if len(node.arguments) not in (1, 2) or last is None:
            wrong_arguments(self.bench, node, function)
            return None
        if not isinstance(last, nodes.Windowed):
            self.bench.findings.error(
                last.span, WHICH_BASE(name=name), help=WHICH_BASE_HELP(name=name, written=last.span.text)
            )
            return None
        subject = self.value_in(last.subject, windowed=True)
        window = figure_window(self.bench, last.window, self.rule)
        if subject is None or window is None:
            return None
        if len(node.arguments) == 2 and not self._same_figure(node.arguments[0], subject):
            return None
        if isinstance(window, ThisPeriod):
            self.bench.findings.error(last.window.span, SAME_PERIOD())
            return None
        if not self._can_shift(subject, window, last):
            return None
        unit = figure_unit(subject)
        relative = function.gives is Gives.RATIO
        difference = combine(Arithmetic.SUBTRACT, unit, unit)
        if difference is None:
            no_order(self.bench, last.span, unit)
            return None
        return ChangeAgainst(
            subject, window, relative, Ratio() if relative else self._counted(difference, window), node.span
        )

    def _same_figure(self, node: nodes.Expression, other: FigureExpression) -> bool:
        """Whether the first argument is the figure that the second one takes an earlier value of."""
        if isinstance(node, nodes.Windowed):
            if not isinstance(figure_window(self.bench, node.window, self.rule), ThisPeriod):
                self.bench.findings.error(node.span, TWO_FIGURES())
                return False
            node = node.subject
        first = self.value_in(node, windowed=True)
        if first is None:
            return False
        if shape(first) != shape(other):
            self.bench.findings.error(node.span, TWO_FIGURES())
            return False
        return True

    # windows

    def _windowed(self, node: nodes.Windowed) -> FigureExpression | None:
        subject = node.subject
        if isinstance(subject, nodes.Call):
            function = FUNCTIONS.get(subject.function.text)
            if function is not None and isinstance(function.means, GoalMeasure):
                return self._goal_over(node, subject, function)
        inner = self.value_in(subject, windowed=True)
        window = figure_window(self.bench, node.window, self.rule)
        if inner is None or window is None:
            return None
        if not self._can_shift(inner, window, node):
            return None
        return OverWindow(inner, window, self._counted(figure_unit(inner), window), node.span)

    def _counted(self, unit: Unit, window: FigureWindow) -> Unit:
        """The unit over a window: a mean of counts is no count."""
        return Plain() if isinstance(window, AverageOver) and isinstance(unit, Count) else unit

    def _can_shift(self, inner: FigureExpression, window: FigureWindow, node: nodes.Windowed) -> bool:
        if isinstance(window, SHIFTS) or not has_windows(self.bench, inner):
            return True
        self.bench.findings.error(
            node.window.span, ON_WINDOWED(written=node.subject.span.text, window=node.window.span.text)
        )
        return False

    def _goal_over(self, node: nodes.Windowed, call: nodes.Call, function: Function) -> FigureExpression | None:
        """`attainment(revenue) quarter to date`."""
        written = node.window
        grain = grain_of(self.bench, written.unit, written.span)
        if grain is None:
            return None
        if written.kind is nodes.WindowKind.THIS and self.rule.grain is grain and grain is not Grain.WEEK:
            return self._of_goal(call, function, CurrentPeriod(grain))
        if written.kind is nodes.WindowKind.THIS and self.rule.grain not in (None, grain) and grain is not Grain.WEEK:
            mixed(self.bench, written, self.rule)
            return None
        if written.kind not in UNITS_OF_GOALS or GRAINS[written.unit] in (Grain.DAY, Grain.WEEK):
            self.bench.findings.error(written.span, OF_GOAL(window=written.span.text), help=OF_GOAL_HELP())
            return None
        to_date = written.kind is nodes.WindowKind.TO_DATE
        return self._of_goal(call, function, ToDate(grain) if to_date else CurrentPeriod(grain))
