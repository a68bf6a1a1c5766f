"""Figure expressions: what is said about a person, a team or the plan in a period, resolved and typed.

In: an expression as written and the rule or metric it stands in. Out: a checked `FigureExpression`, or None where
something in it could not be understood; that was reported.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.expr import (
    Arithmetic,
    Assumed,
    BreachesOf,
    BudgetMeasure,
    Constant,
    CustomerMeasure,
    FigureConstant,
    FigureExpression,
    FigureNot,
    Fold,
    GoalMeasure,
    GoalWindow,
    Headcount,
    MetricRef,
    OfBudget,
    OfGoal,
    OverWindow,
    PartMeasure,
    PeerMeasure,
    RatioOf,
    Tenure,
)
from planlang.semantics.expressions.aggregates import SAMPLED, counted, response_rate
from planlang.semantics.expressions.builtins import FUNCTIONS, Function, Gives, Takes
from planlang.semantics.expressions.calls.arguments import taken_apart
from planlang.semantics.expressions.calls.entered import entered
from planlang.semantics.expressions.calls.over_time import FiguresOverTime
from planlang.semantics.expressions.calls.parted import share_of_largest
from planlang.semantics.expressions.calls.passed import passed
from planlang.semantics.expressions.calls.peers import among_peers
from planlang.semantics.expressions.constants import OPERATORS, literal
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.mismatch import Operand, mismatch
from planlang.semantics.expressions.operations import (
    COMPARISONS,
    unknown_function,
    wrong_arguments,
)
from planlang.semantics.expressions.rows import NOT_LOOKED_UP, NOT_LOOKED_UP_HELP
from planlang.semantics.expressions.units import share, unit_words
from planlang.semantics.expressions.windows import (
    MIXED_METRIC,
    goal_window,
    said_here,
)
from planlang.semantics.names.resolving import complain, resolve
from planlang.semantics.names.scopes import Missing, Symbol
from planlang.semantics.names.uses import note, note_word
from planlang.semantics.names.vocabulary import GRAIN_WORDS, TENURE_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.earlier.before import Shift
from planlang.values.periods import Grain
from planlang.values.units import Count, Days, MoneyIn, Plain, Ratio, Truth, Unit

BARE_GOAL = Text("wrong-kind.goal", "`{name}` is a goal, here a figure is needed")
BARE_GOAL_HELP = Text("wrong-kind.goal-help", "ask `attainment({name})`, `actual({name})` or `gap({name})`")
CONDITION = Text("condition-needed.figure", "a condition is needed here, this is {unit}")
CONDITION_HELP = Text("condition-needed.compare", "compare it: `{written} < …`")
VALUE = Text("value-needed", "a figure is needed here, this is a condition")
NO_DAYS = Text(
    "assumption-without-days", "`{name}` does not say for which days it is assumed, so it has no part for some"
)
NO_DAYS_HELP = Text("assumption-without-days.help", "add `during 2026` to it")
NOT_A_FIGURE = Text("not-a-figure", "{unit} is no figure")
COMES_AGAIN = Text("wrong-kind.again", "`{name}` comes again each period, and has no `{function}`")
COMES_AGAIN_HELP = Text(
    "wrong-kind.again-help", "ask `attainment({name})`: in how many of the periods that are known it was reached"
)
AT_ALONE = Text("aggregate-missing", "rows have to be counted or summed to make a figure")
AT_ALONE_HELP = Text("aggregate-missing.help", "write `count(…)` or `sum(…)` around it")

BUDGETS = (Kind.BUDGET, Kind.ACCOUNT)


@define(eq=False)
class Figures(FiguresOverTime):
    """Types the figures of one metric, goal or rule.

    Attributes:
        scope: the file they stand in.
        budget: the budget or account they stand in, whose measures go by their bare names: `burn > pace`.
        credit, min_sample: what the metric says about its rows.
        used_credit, used_sample: whether there was something they could apply to.
    """

    budget: Symbol | None = None
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
            case nodes.Lagged():
                return self.lagged(node, windowed=windowed)
            case nodes.PerWorkingDay():
                return self.per_day(node, windowed=windowed)
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
            case nodes.AsToday(subject=subject):
                self.bench.findings.error(node.span, NOT_LOOKED_UP(name=subject.span.text), help=NOT_LOOKED_UP_HELP())
                return None
            case nodes.Selection() | nodes.Enters() | nodes.ByGroup() | nodes.Route() | nodes.NamedOption():
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
        measure = _of_a_budget(FUNCTIONS.get(path.text)) if self.budget is not None else None
        if self.budget is not None and measure is not None:
            note_word(path.span, self.bench.findings)
            return self._of_budget(self.budget, measure, path.span, windowed=windowed)
        found = self.scope.lookup(path.text)
        if not isinstance(found, tuple):
            note(self.scope, path, None, self.bench.findings)
            return self._constant(found, path.span) if isinstance(found, Constant) else None
        assumption = next((symbol for symbol in found if symbol.kind is Kind.ASSUMPTION), None)
        if assumption is not None:
            note(self.scope, path, assumption, self.bench.findings)
            return self._assumed(assumption, path.span, prorated=False)
        metric = next((symbol for symbol in found if symbol.kind is Kind.METRIC), None)
        if metric is None:
            if not found and path.text in TENURE_WORDS:
                note_word(path.span, self.bench.findings)
                return Tenure(Days(), path.span)
            self._no_metric(path, found)
            return None
        note(self.scope, path, metric, self.bench.findings)
        facts = self.bench.metrics.get(metric.name)
        if facts is None:
            return None
        if facts.grain is not None and not self._fits(metric, facts.grain[0], path.span):
            return None
        if self.needs_window and not windowed and not facts.windowed:
            self.ask_window(path.span)
        return MetricRef(metric.name, facts.metric.unit, path.span)

    def _assumed(self, assumption: Symbol, span: Span, *, prorated: bool) -> FigureExpression | None:
        """What is assumed; None after reporting that it is no figure."""
        known = self.bench.assumptions.get(assumption.name)
        if known is None:
            return None
        if not isinstance(known.value, Decimal):
            self.bench.findings.error(span, NOT_A_FIGURE(unit=unit_words(known.unit)))
            return None
        return Assumed(assumption.name, prorated, known.unit, span)

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

    # calls

    def _call(self, node: nodes.Call, *, windowed: bool) -> FigureExpression | None:
        function = FUNCTIONS.get(node.function.text)
        if function is None:
            unknown_function(self.bench, node.function)
            return None
        arguments = taken_apart(self.bench, node, function)
        if arguments is None:
            return None
        match function.means:
            case Fold() | CustomerMeasure() as means:
                self.used_credit = True
                self.used_sample = self.used_sample or means in SAMPLED
                found = counted(self.bench, self.scope, node, function, self.credit, self.min_sample)
                if found is not None and self.needs_window and not windowed:
                    self.ask_window(node.span)
                return found
            case GoalMeasure():
                return self._of_goal(node, function, None, node.span)
            case Shift():
                return self.compared(node, function, arguments, windowed=windowed)
            case PeerMeasure():
                return among_peers(self, node, function, arguments, windowed=windowed)
            case PartMeasure():
                return share_of_largest(self, node, function, arguments, windowed=windowed)
            case BudgetMeasure() as measure:
                budget = self._declared(node, function, BUDGETS)
                return None if budget is None else self._of_budget(budget, measure, node.span, windowed=windowed)
        if function.takes == (Takes.ASSUMPTION,):
            return self._prorated(node, function, windowed=windowed)
        if function.takes == (Takes.FIGURE, Takes.FIGURE):
            return self._ratio(node, function, windowed=windowed)
        if function.takes == (Takes.WINDOWED,):
            return self.against(node, function, arguments)
        if function.takes == (Takes.ANSWER,):
            self.used_credit = self.used_sample = True
            if self.needs_window and not windowed:
                self.ask_window(node.span)
            return response_rate(self.bench, self.scope, node, function, self.credit, self.min_sample)
        if function.takes == (Takes.EXAM,):
            return passed(self.bench, node, function)
        if function.takes in ((Takes.ROUTE,), (Takes.STAGE,)):
            self.used_sample = True
            return entered(self, node, function, arguments, self.min_sample, windowed=windowed)
        if function.takes == (Takes.PROCESS,):
            return self._breaches(node, function, windowed=windowed)
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

    def _declared(self, node: nodes.Call, function: Function, kinds: tuple[Kind, ...]) -> Symbol | None:
        """What the only argument names; None after reporting that it names nothing of these kinds."""
        if len(node.arguments) != 1 or not isinstance(node.arguments[0], nodes.Reference):
            wrong_arguments(self.bench, node, function)
            return None
        return resolve(self.scope, node.arguments[0].path, kinds, self.bench.findings)

    def _breaches(self, node: nodes.Call, function: Function, *, windowed: bool) -> FigureExpression | None:
        process = self._declared(node, function, (Kind.PROCESS,))
        if process is None:
            return None
        if self.needs_window and not windowed:
            self.ask_window(node.span)
        return BreachesOf(process.name, Count(), node.span)

    def _headcount(self, node: nodes.Call, function: Function, *, windowed: bool) -> FigureExpression | None:
        role = self._declared(node, function, (Kind.ROLE,))
        if role is None:
            return None
        if self.needs_window and not windowed:
            self.ask_window(node.span)
        return Headcount(role.name, Plain(), node.span)

    def _prorated(self, node: nodes.Call, function: Function, *, windowed: bool) -> FigureExpression | None:
        """`prorated(market_size)`: the part for the working days that are looked at, of something with a first and last day."""
        assumption = self._declared(node, function, (Kind.ASSUMPTION,))
        if assumption is None:
            return None
        declared = assumption.declared
        assert isinstance(declared, nodes.AssumptionDecl)
        if not any(isinstance(clause, nodes.HoldsDuring) for clause in declared.clauses):
            written = node.arguments[0].span
            self.bench.findings.error(written, NO_DAYS(name=assumption.name), help=NO_DAYS_HELP())
            return None
        if self.needs_window and not windowed:
            self.ask_window(node.span)
        return self._assumed(assumption, node.span, prorated=True)

    def _of_goal(
        self, node: nodes.Call, function: Function, window: GoalWindow | None, span: Span
    ) -> FigureExpression | None:
        """What is asked of a goal; `span` is that of the call with its window."""
        measure = _of_a_budget(function) if window is None else None
        goal = self._declared(node, function, (Kind.GOAL,) if measure is None else (Kind.GOAL, *BUDGETS))
        if goal is not None and measure is not None and goal.kind in BUDGETS:
            return self._of_budget(goal, measure, node.span, windowed=True)
        if goal is None or goal.name not in self.bench.goal_units:
            return None
        unit: Unit = Ratio() if function.gives is Gives.RATIO else self.bench.goal_units[goal.name]
        assert isinstance(function.means, GoalMeasure)
        if self.bench.goals_again.get(goal.name) and function.means is not GoalMeasure.ATTAINMENT:
            help_ = COMES_AGAIN_HELP(name=goal.name)
            self.bench.findings.error(node.span, COMES_AGAIN(name=goal.name, function=function.name), help=help_)
            return None
        return OfGoal(function.means, goal.name, window, unit, span)

    def _of_budget(
        self, budget: Symbol, measure: BudgetMeasure, span: Span, *, windowed: bool
    ) -> FigureExpression | None:
        """What is asked of a budget or account."""
        if measure.counts and self.needs_window and not windowed:
            self.ask_window(span)
        unit: Unit = Ratio() if measure.is_share else MoneyIn(self.bench.ground.currency)
        return OfBudget(measure, budget.name, unit, span)

    # windows

    def _windowed(self, node: nodes.Windowed) -> FigureExpression | None:
        subject = node.subject
        if isinstance(subject, nodes.Call):
            function = FUNCTIONS.get(subject.function.text)
            if function is not None and isinstance(function.means, GoalMeasure):
                return self._goal_over(node, subject, function)
        return self.over(node)

    def _comes_again(self, call: nodes.Call) -> bool:
        """Whether the goal that is asked for has a target of each week, month ..."""
        named = call.arguments[0] if call.arguments else None
        goal = self.scope.find(named.path.text, (Kind.GOAL,)) if isinstance(named, nodes.Reference) else None
        return goal is not None and bool(self.bench.goals_again.get(goal.name))

    def _goal_over(self, node: nodes.Windowed, call: nodes.Call, function: Function) -> FigureExpression | None:
        """`attainment(revenue) quarter to date`."""
        found = goal_window(
            self.bench,
            node.window,
            call,
            self.rule,
            is_target=function.means is GoalMeasure.TARGET,
            comes_again=self._comes_again(call),
        )
        if found is None:
            return None
        asked = self._of_goal(call, function, found.window, node.span)
        return (
            asked
            if asked is None or found.seen is None
            else OverWindow(asked, found.seen, figure_unit(asked), node.span)
        )


def _of_a_budget(function: Function | None) -> BudgetMeasure | None:
    """What a function asks of a budget; None where it asks nothing of one. The pace of a goal is one of a budget, too."""
    if function is None:
        return None
    means = function.means
    return BudgetMeasure.PACE if means is GoalMeasure.PACE else means if isinstance(means, BudgetMeasure) else None
