"""Figures over windows, per working day, and held against other periods.

In: nodes and a way to type what is inside them. Out: checked figures.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.frozen import define, field
from planlang.semantics.expr import (
    Arithmetic,
    AverageOver,
    Before,
    ChangeAgainst,
    FestivalMonth,
    FigureExpression,
    FigureWindow,
    MonthsEarlier,
    OverWindow,
    PerWorkingDay,
    PreviousPeriod,
    SameLastYear,
    ThisPeriod,
)
from planlang.semantics.expr.windows import OwnWindow
from planlang.semantics.expressions.builtins import Function, Gives
from planlang.semantics.expressions.calls.arguments import Arguments
from planlang.semantics.expressions.extensive import is_extensive, tells_heads
from planlang.semantics.expressions.figure_operators import FigureOperators, figure_unit
from planlang.semantics.expressions.operations import no_order, wrong_arguments
from planlang.semantics.expressions.units import combine, unit_words
from planlang.semantics.expressions.walk import shape
from planlang.semantics.expressions.windows import (
    MIXED,
    RuleGrain,
    figure_window,
    has_windows,
    said_here,
    this_words,
)
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.earlier.before import Shift
from planlang.values.periods import Grain
from planlang.values.units import Count, Plain, Ratio, Unit

NO_WINDOW = Text("window-missing", "`{written}` does not say which period it is about")
NO_WINDOW_HELP = Text("window-missing.help", "write `{written} {window}`")
ON_WINDOWED = Text("window-on-window", "`{written}` says its own periods already, so `{window}` has no meaning")
TWO_FIGURES = Text("different-figures", "both have to be the same figure, over different periods")
WHICH_BASE = Text("window-missing.base", "`{name}` needs the period to compare with")
WHICH_BASE_HELP = Text("window-missing.base-help", "write `{name}({written} previous week)`")
SAME_PERIOD = Text("window-missing.same", "this compares a period with itself")
NOT_PER_DAY = Text(
    "unit-mismatch.per-day",
    "{unit} per working day has no meaning: only what adds up over days can be spread over them",
)
INSIDE = Text("unit-mismatch.write", "write `{text}`")
NOT_A_LAG = Text("duration-unit.lag", "figures lag behind by whole months, not by `{written}`")
NOT_A_LAG_HELP = Text("duration-unit.lag-help", "write `lag 2 months`")
NOT_COMPARED = Text("window-on-window.compared", "`{name}` cannot be asked of `{window}`")
COMPARED_HELP = {
    Shift.YEAR: Text("window-on-window.year", "write `{name}(METRIC this month)` with a metric that has no period of its own"),
    Shift.YEAR_OF_WEEKS: Text("window-on-window.weeks", "weeks are compared by their number: `this week`, `rolling 4 weeks`"),
    Shift.FESTIVAL_YEAR: Text(
        "window-on-window.festival", "whole periods are compared by the festival: `this week`, `this month`, `last month`"
    ),
    Shift.MONTH: Text("window-on-window.month", "months are compared: `this month`, `last month`, `month to date`"),
    Shift.WEEK: Text("window-on-window.week", "weeks are compared: `this week`, `last week`, `week to date`"),
}  # fmt: skip

SHIFTS = (ThisPeriod, PreviousPeriod, SameLastYear, AverageOver)
"""Windows that a figure with windows of its own can still be asked for."""
WHOLE = (nodes.WindowKind.THIS, nodes.WindowKind.PREVIOUS, nodes.WindowKind.LAST)
UNITS = {
    Shift.MONTH: nodes.TimeUnit.MONTH,
    Shift.WEEK: nodes.TimeUnit.WEEK,
    Shift.YEAR_OF_WEEKS: nodes.TimeUnit.WEEK,
}
GRAIN_OF = {Shift.MONTH: Grain.MONTH, Shift.WEEK: Grain.WEEK}
MONTHS_IN = {nodes.TimeUnit.MONTH: 1, nodes.TimeUnit.QUARTER: 3, nodes.TimeUnit.YEAR: 12}
MONTHS_AT_MOST = 120
WEEKS = (None, Grain.DAY, Grain.WEEK)


@define(eq=False)
class FiguresOverTime(FigureOperators):
    """Types figures over periods.

    Attributes:
        rule: the grain of the rule.
        needs_window: whether every figure has to say its period, as in the conditions of alerts.
    """

    rule: RuleGrain = field(factory=RuleGrain)
    needs_window: bool = False

    def ask_window(self, span: Span) -> None:
        """Report a figure that does not say its period."""
        window = this_words(self.rule.grain or Grain.WEEK, span)
        help_ = NO_WINDOW_HELP(written=span.text, window=window)
        self.bench.findings.error(
            span,
            NO_WINDOW(written=span.text),
            help=help_,
            fixes=(Fix(help_, (Edit(span.behind, f" {window}"),), safe=False),),
        )

    def over(self, node: nodes.Windowed) -> FigureExpression | None:
        """A figure over a window."""
        inner = self.value_in(node.subject, windowed=True)
        is_heads = inner is not None and tells_heads(inner, lambda name: self.bench.metrics[name].metric.value)
        window = figure_window(self.bench, node.window, self.rule, node if is_heads else None)
        if inner is None or window is None or not self._can_shift(inner, window, node):
            return None
        return OverWindow(inner, window, _counted(figure_unit(inner), window), node.span)

    def lagged(self, node: nodes.Lagged, *, windowed: bool) -> FigureExpression | None:
        """`used(total) lag 2 months`: whatever period is asked for, that of so many months earlier."""
        inner = self.value_in(node.subject, windowed=windowed)
        months = node.by.amount * MONTHS_IN.get(node.by.unit, 0)
        if not 1 <= months <= MONTHS_AT_MOST or months != int(months):
            self.bench.findings.error(node.by.span, NOT_A_LAG(written=node.by.span.text), help=NOT_A_LAG_HELP())
            return None
        if inner is None:
            return None
        if has_windows(self.bench, inner):
            lag = node.span.part(len(node.subject.span.text), len(node.span.text) - len(node.subject.span.text))
            self.bench.findings.error(node.span, ON_WINDOWED(written=node.subject.span.text, window=lag.text.strip()))
            return None
        return OverWindow(inner, MonthsEarlier(int(months)), figure_unit(inner), node.span)

    def per_day(self, node: nodes.PerWorkingDay, *, windowed: bool) -> FigureExpression | None:
        """`visits per working day`, `visits this month per working day`."""
        if not isinstance(node.subject, nodes.Windowed):
            return self._spread(node.subject, node.span, windowed=windowed)
        inner = self._spread(node.subject.subject, node.span, windowed=True)
        window = figure_window(self.bench, node.subject.window, self.rule)
        if inner is None or window is None or not self._can_shift(inner, window, node.subject):
            return None
        return OverWindow(inner, window, figure_unit(inner), node.span)

    def _spread(self, node: nodes.Expression, span: Span, *, windowed: bool) -> PerWorkingDay | None:
        """A figure without a window of its own, over the working days."""
        inner = self.value_in(node, windowed=windowed)
        if inner is None:
            return None
        if has_windows(self.bench, inner):
            per_day = span.part(len(node.span.text), len(span.text) - len(node.span.text)).text.strip()
            self.bench.findings.error(span, ON_WINDOWED(written=node.span.text, window=per_day))
            return None
        unit = combine(Arithmetic.DIVIDE, figure_unit(inner), Plain())
        if unit is None or not is_extensive(inner, lambda name: self.bench.metrics[name].metric.extensive):
            self.bench.findings.error(span, NOT_PER_DAY(unit=unit_words(figure_unit(inner))))
            return None
        return PerWorkingDay(inner, unit, span)

    def _can_shift(self, inner: FigureExpression, window: FigureWindow, node: nodes.Windowed) -> bool:
        if isinstance(window, SHIFTS) or not has_windows(self.bench, inner):
            return True
        inside = _inside(node)
        help_ = None if inside is None else INSIDE(text=inside)
        self.bench.findings.error(
            node.window.span,
            ON_WINDOWED(written=node.subject.span.text, window=node.window.span.text),
            help=help_,
            fixes=() if help_ is None else (Fix(help_, (Edit(node.span, str(inside)),), safe=False),),
        )
        return False

    # comparisons

    def against(self, node: nodes.Call, function: Function, arguments: Arguments) -> FigureExpression | None:
        """`growth(x previous week)`, also written `growth(x, x previous week)`."""
        name, placed = node.function.text, arguments.placed
        if len(placed) not in (1, 2):
            wrong_arguments(self.bench, node, function)
            return None
        last = placed[-1]
        written = last.subject if isinstance(last, nodes.PerWorkingDay) else last
        if not isinstance(written, nodes.Windowed):
            self.bench.findings.error(
                last.span, WHICH_BASE(name=name), help=WHICH_BASE_HELP(name=name, written=last.span.text)
            )
            return None
        subject = self._spread_or_not(last, written.subject, windowed=True)
        window = figure_window(self.bench, written.window, self.rule)
        if subject is None or window is None:
            return None
        if len(placed) == 2 and not self._same_figure(placed[0], subject):
            return None
        if isinstance(window, ThisPeriod):
            self.bench.findings.error(written.window.span, SAME_PERIOD())
            return None
        if not self._can_shift(subject, window, written):
            return None
        unit = figure_unit(subject)
        relative = function.gives is Gives.RATIO
        difference = combine(Arithmetic.SUBTRACT, unit, unit)
        if difference is None:
            no_order(self.bench, last.span, unit)
            return None
        return ChangeAgainst(
            subject, window, relative, Ratio() if relative else _counted(difference, window), node.span
        )

    def _spread_or_not(
        self, argument: nodes.Expression, figure: nodes.Expression, *, windowed: bool
    ) -> FigureExpression | None:
        """The figure of an argument without its window, per working day where that is written."""
        if isinstance(argument, nodes.PerWorkingDay):
            return self._spread(figure, argument.span, windowed=windowed)
        return self.value_in(figure, windowed=windowed)

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

    def compared(
        self, node: nodes.Call, function: Function, arguments: Arguments, *, windowed: bool
    ) -> FigureExpression | None:
        """`yoy(signed this month)`, `mom(signed month to date)`, `wow(visits this week per working day)`."""
        if len(arguments.placed) != 1:
            wrong_arguments(self.bench, node, function)
            return None
        (argument,) = arguments.placed
        written = argument.subject if isinstance(argument, nodes.PerWorkingDay) else argument
        shift = arguments.named.get("align", function.means)
        assert isinstance(shift, Shift)
        over: OwnWindow | None = None
        figure = written
        if isinstance(written, nodes.Windowed):
            figure = written.subject
            own = self._window_compared(function, written.window, shift)
            if own is None:
                return None
            over = own
        elif not self._sets_grain(node, shift):
            return None
        subject = self._spread_or_not(argument, figure, windowed=windowed or over is not None)
        if subject is None or not self._can_move(subject, over, shift, node, function):
            return None
        unit = figure_unit(subject)
        if combine(Arithmetic.SUBTRACT, unit, unit) is None:
            no_order(self.bench, argument.span, unit)
            return None
        now = FestivalMonth(over) if shift is Shift.FESTIVAL_YEAR else over
        return ChangeAgainst(subject, Before(over, shift), True, Ratio(), node.span, now)

    def _window_compared(self, function: Function, window: nodes.Window, shift: Shift) -> OwnWindow | None:
        """The window of what is compared; None after reporting that it cannot be."""
        unit = UNITS.get(shift)
        fits = unit is None or window.unit is unit
        if shift in GRAIN_OF:
            fits = fits and window.kind in (*WHOLE, nodes.WindowKind.TO_DATE)
        elif shift is Shift.FESTIVAL_YEAR:
            fits = window.kind in WHOLE
        if not fits:
            self.bench.findings.error(
                window.span,
                NOT_COMPARED(name=function.name, window=window.span.text),
                help=COMPARED_HELP[shift](**({"name": function.name} if shift is Shift.YEAR else {})),
            )
            return None
        found = figure_window(self.bench, window, self.rule)
        assert not isinstance(found, Before | FestivalMonth | MonthsEarlier)
        return found

    def _sets_grain(self, node: nodes.Call, shift: Shift) -> bool:
        """Whether months or weeks can be compared here; without a window it is those of the rule."""
        grain = GRAIN_OF.get(shift)
        if grain is None:
            return True
        if self.rule.grain is None:
            self.rule.grain, self.rule.said = grain, node.span
        if self.rule.grain is grain:
            return True
        self.bench.findings.error(
            node.span,
            MIXED(window=node.span.text, grain=GRAIN_WORDS[self.rule.grain]()),
            help=COMPARED_HELP[shift](),
            related=said_here(self.rule),
        )
        return False

    def _can_move(
        self, subject: FigureExpression, over: OwnWindow | None, shift: Shift, node: nodes.Call, function: Function
    ) -> bool:
        """Whether a figure can be asked for earlier days: one with windows of its own only where those are a period."""
        by_dates = shift is Shift.FESTIVAL_YEAR or (shift is Shift.YEAR and self.rule.grain in WEEKS)
        if not has_windows(self.bench, subject) or (not by_dates and isinstance(over, ThisPeriod | None)):
            return True
        self.bench.findings.error(
            node.span, NOT_COMPARED(name=function.name, window=node.arguments[0].span.text),
            help=COMPARED_HELP[Shift.YEAR](name=function.name),
        )  # fmt: skip
        return False


def _counted(unit: Unit, window: FigureWindow) -> Unit:
    """The unit over a window: a mean of counts is no count."""
    return Plain() if isinstance(window, AverageOver) and isinstance(unit, Count) else unit


def _inside(node: nodes.Windowed) -> str | None:
    """`yoy(sales) rolling 4 weeks` as `yoy(sales rolling 4 weeks)`; None for anything else."""
    call = node.subject
    if (
        not isinstance(call, nodes.Call)
        or len(call.arguments) != 1
        or not isinstance(call.arguments[0], nodes.Reference)
    ):
        return None
    written = call.span.text
    return f"{written[:-1].rstrip()} {node.window.span.text})" if written.endswith(")") else None
