"""Windows: which periods a figure is asked for, and whether they fit the rule they stand in.

In: a window as written and the grain of the rule. Out: a `FigureWindow`. A rule has one grain: `this quarter` in a
weekly rule would be read as the running one by some and as the last one by others (tests/spec/windows.md).
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, frozen
from planlang.semantics.expr import (
    AverageOver,
    ChangeAgainst,
    CurrentPeriod,
    FigureExpression,
    FigureWindow,
    GoalWindow,
    LastPeriod,
    MetricRef,
    MonthsEarlier,
    NextPeriod,
    OverWindow,
    PreviousPeriod,
    RollingWindow,
    SameLastYear,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.walk import every
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.periods import Grain

MIXED = Text("mixed-grain", "`{window}` stands in a rule that is judged once a {grain}")
MIXED_METRIC = Text("mixed-grain.metric", "the metric `{name}` counts by {unit}, this rule is judged once a {grain}")
MIXED_WORDS = Text(
    "mixed-grain.words", "say `{to_date}` (so far), `{current}` (the whole of it) or `{last}` (the last closed one)"
)
MIXED_COUNT = Text("mixed-grain.count", "count in {grain}s here")
MIXED_HEADS = Text("mixed-grain.heads", "write `{figure}` alone: it is how many there are on each day")
MIXED_FIX = Text("mixed-grain.fix", "write `{words}`")
GRAIN_SAID = Text("mixed-grain.said", "this makes it once a {grain}")
NOT_A_PERIOD = Text("not-a-period", "`{unit}` is no period that figures are counted in")
NOT_A_PERIOD_HELP = Text("not-a-period.help", "weeks, months, quarters, halves and years are")
TOO_LONG = Text("window-too-long", "{count} periods are more than the {limit} allowed in a window")
NO_PERIODS = Text("window-too-long.none", "a window has at least one period")

TO_COME = Text("window-to-come", "of `{window}` there are no figures yet, only targets")
TO_COME_HELP = Text(
    "window-to-come.help",
    "write `target({goal}) {window}`, or a window up to now: `quarter to date`, `rolling 13 weeks`",
)
OF_GOAL = Text("goal-window", "a goal cannot be asked for `{window}`")
OF_GOAL_HELP = Text("goal-window.help", "say `to date`, `current` or `last` with a week, month, quarter, half or year")
OF_GOAL_AGAIN = Text(
    "goal-window.again-help",
    "`{goal}` has one and the same target each time: write it behind the figure, `visits this week < 80% * 12`",
)

GRAINS = {
    nodes.TimeUnit.DAY: Grain.DAY,
    nodes.TimeUnit.WEEK: Grain.WEEK,
    nodes.TimeUnit.MONTH: Grain.MONTH,
    nodes.TimeUnit.QUARTER: Grain.QUARTER,
    nodes.TimeUnit.HALF: Grain.HALF,
    nodes.TimeUnit.YEAR: Grain.YEAR,
}
ORDER = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR)
RELATIVE = (
    nodes.WindowKind.THIS,
    nodes.WindowKind.PREVIOUS,
    nodes.WindowKind.SAME_LAST_YEAR,
    nodes.WindowKind.ROLLING,
    nodes.WindowKind.AVERAGED_OVER,
    nodes.WindowKind.AVERAGED_OVER_PREVIOUS,
)
"""Windows that count in the rule's own grain."""
ITS_OWN = (nodes.WindowKind.THIS, nodes.WindowKind.PREVIOUS)
OF_ONE_WEEK = (*ITS_OWN, nodes.WindowKind.TO_DATE, nodes.WindowKind.CURRENT)
KINDS_OF_GOALS: Mapping[nodes.WindowKind, type[GoalWindow]] = {
    nodes.WindowKind.THIS: CurrentPeriod,
    nodes.WindowKind.PREVIOUS: CurrentPeriod,
    nodes.WindowKind.TO_DATE: ToDate,
    nodes.WindowKind.CURRENT: CurrentPeriod,
    nodes.WindowKind.LAST: CurrentPeriod,
    nodes.WindowKind.NEXT: NextPeriod,
}
COUNTED = (
    nodes.WindowKind.ROLLING,
    nodes.WindowKind.AVERAGED_OVER,
    nodes.WindowKind.AVERAGED_OVER_PREVIOUS,
)
PERIODS_AT_MOST = 400

_ENGLISH = ("{0} to date", "current {0}", "last {0}")
_CHINESE = {
    Grain.DAY: ("本日至今", "当日", "上一日"),
    Grain.WEEK: ("本周至今", "全周", "上一完整周"),
    Grain.MONTH: ("本月至今", "全月", "上一完整月"),
    Grain.QUARTER: ("本季至今", "全季", "上一完整季"),
    Grain.HALF: ("本半年至今", "整个半年", "最近一个半年"),
    Grain.YEAR: ("本年至今", "全年", "上一完整年"),
}


@define(eq=False)
class RuleGrain:
    """The grain of a rule or metric: given, or found at its first relative window.

    Attributes:
        grain: None while nothing has said so.
        said: where it was said, None where it is the default.
    """

    grain: Grain | None = None
    said: Span | None = None


def grain_of(bench: Bench, unit: nodes.TimeUnit, span: Span) -> Grain | None:
    """The grain of a unit of time; None after reporting that there is none."""
    grain = GRAINS.get(unit)
    if grain is None:
        bench.findings.error(span, NOT_A_PERIOD(unit=span.text), help=NOT_A_PERIOD_HELP())
    return grain


def figure_window(
    bench: Bench, window: nodes.Window, rule: RuleGrain, heads: nodes.Windowed | None = None
) -> FigureWindow | None:
    """The window as the model holds it; None after reporting that it does not fit.

    Args:
        bench: collects what is wrong.
        window: as written.
        rule: the grain of the rule that it stands in.
        heads: the figure with its window, where people are counted by it and nothing else.
    """
    grain = grain_of(bench, window.unit, window.span)
    if grain is None:
        return None
    if window.kind is nodes.WindowKind.NEXT:
        bench.findings.error(
            window.span, TO_COME(window=window.span.text), help=TO_COME_HELP(window=window.span.text, goal="GOAL")
        )
        return None
    if window.kind in COUNTED and not 1 <= window.count <= PERIODS_AT_MOST:
        bench.findings.error(
            window.span,
            TOO_LONG(count=window.count, limit=PERIODS_AT_MOST) if window.count else NO_PERIODS(),
        )
        return None
    if window.kind in RELATIVE:
        if rule.grain is None:
            rule.grain, rule.said = grain, window.span
        if rule.grain is not grain:
            mixed(bench, window, rule, heads)
            return None
    elif window.kind is not nodes.WindowKind.LAST and rule.grain is not None and _finer(grain, rule.grain):
        mixed(bench, window, rule)
        return None
    match window.kind:
        case nodes.WindowKind.THIS:
            return ThisPeriod()
        case nodes.WindowKind.PREVIOUS:
            return PreviousPeriod()
        case nodes.WindowKind.SAME_LAST_YEAR:
            return SameLastYear()
        case nodes.WindowKind.TO_DATE:
            return ToDate(grain)
        case nodes.WindowKind.CURRENT:
            return CurrentPeriod(grain)
        case nodes.WindowKind.LAST:
            return LastPeriod(grain)
        case nodes.WindowKind.ROLLING:
            return RollingWindow(window.count)
        case nodes.WindowKind.AVERAGED_OVER:
            return AverageOver(window.count)
        case nodes.WindowKind.AVERAGED_OVER_PREVIOUS:
            return AverageOver(window.count, previous=True)


@frozen
class AskedOfGoal:
    """The period that a goal is asked for, and the earlier one that it is seen in, None for now."""

    window: GoalWindow
    seen: FigureWindow | None


def goal_window(
    bench: Bench, written: nodes.Window, call: nodes.Call, rule: RuleGrain, *, is_target: bool, comes_again: bool
) -> AskedOfGoal | None:
    """The period that a goal is asked for; None after reporting that it does not fit.

    Of what is to come only targets are known (`is_target`). One that `comes_again` has no target of a week but its own.
    """
    grain = grain_of(bench, written.unit, written.span)
    if grain is None:
        return None
    said = written.span.text
    if written.kind is nodes.WindowKind.NEXT and not is_target:
        goal = call.arguments[0].span.text if call.arguments else "GOAL"
        bench.findings.error(written.span, TO_COME(window=said), help=TO_COME_HELP(window=said, goal=goal))
        return None
    again = comes_again and grain is Grain.WEEK and written.kind in OF_ONE_WEEK
    if written.kind not in KINDS_OF_GOALS or grain is Grain.DAY or again:
        goal = call.arguments[0].span.text if call.arguments else "GOAL"
        help_ = OF_GOAL_AGAIN(goal=goal) if again else OF_GOAL_HELP()
        bench.findings.error(written.span, OF_GOAL(window=said), help=help_)
        return None
    if written.kind in ITS_OWN:
        if rule.grain is None:
            rule.grain, rule.said = grain, written.span
        if rule.grain is not grain:
            mixed(bench, written, rule)
            return None
    seen: FigureWindow | None = None
    if written.kind is nodes.WindowKind.PREVIOUS:
        seen = PreviousPeriod()
    elif written.kind is nodes.WindowKind.LAST:
        seen = LastPeriod(grain)
    return AskedOfGoal(KINDS_OF_GOALS[written.kind](grain), seen)


def _finer(grain: Grain, other: Grain) -> bool:
    return ORDER.index(grain) < ORDER.index(other)


MONTHS_OF = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
PERIODS_OF = {
    Grain.MONTH: ("months", "个月"),
    Grain.QUARTER: ("quarters", "个季度"),
    Grain.HALF: ("half years", "个半年"),
    Grain.YEAR: ("years", "年"),
}


def _rolled(window: nodes.Window, grain: Grain) -> str | None:
    """`rolling 6 months` as `rolling 2 quarters`; None where it is no whole number of them."""
    months = MONTHS_OF.get(GRAINS[window.unit], 0) * window.count
    if window.kind is not nodes.WindowKind.ROLLING or not months or months % MONTHS_OF.get(grain, months + 1):
        return None
    number, (english, chinese) = months // MONTHS_OF[grain], PERIODS_OF[grain]
    if window.span.in_chinese:
        return f"近 {number}{chinese}"
    return f"rolling {number} {english if number > 1 else english.removesuffix('s')}"


def mixed(bench: Bench, window: nodes.Window, rule: RuleGrain, heads: nodes.Windowed | None = None) -> None:
    """Report a window of another grain than the rule's, with the words that say what could be meant."""
    assert rule.grain is not None
    grain = GRAINS[window.unit]
    help_: Message = MIXED_COUNT(grain=GRAIN_WORDS[rule.grain]())
    fixes: tuple[Fix, ...] = ()
    if heads is not None and rule.grain is Grain.DAY:
        help_ = MIXED_HEADS(figure=heads.subject.span.text)
        fixes = (Fix(help_, (Edit(heads.span, heads.subject.span.text),), safe=False),)
    elif (rolled := _rolled(window, rule.grain)) is not None:
        help_ = MIXED_FIX(words=rolled)
        fixes = (Fix(help_, (Edit(window.span, rolled),), safe=False),)
    elif window.kind not in COUNTED and _finer(rule.grain, grain):
        words = window_words(grain, window.span.text)
        help_ = MIXED_WORDS(to_date=words[0], current=words[1], last=words[2])
        # not the whole of it: that cannot be compared with an earlier one
        edits = (words[0], words[2])
        fixes = tuple(Fix(MIXED_FIX(words=text), (Edit(window.span, text),), safe=False) for text in edits)
    bench.findings.error(
        window.span,
        MIXED(window=window.span.text, grain=GRAIN_WORDS[rule.grain]()),
        help=help_,
        related=said_here(rule),
        fixes=fixes,
    )


def said_here(rule: RuleGrain) -> tuple[Related, ...]:
    """The place that sets the grain of a rule, where one does."""
    if rule.said is None or rule.grain is None:
        return ()
    return (Related(rule.said, GRAIN_SAID(grain=GRAIN_WORDS[rule.grain]())),)


def window_words(grain: Grain, like: str) -> tuple[str, ...]:
    """`quarter to date`, `current quarter`, `last quarter`, in the language of the text around."""
    if like.isascii():
        return tuple(words.format(grain.value) for words in _ENGLISH)
    return _CHINESE[grain]


def this_words(grain: Grain, place: Span) -> str:
    """`this week`, in the language of the line at a place."""
    if not place.in_chinese:
        return f"this {grain.value}"
    return {
        Grain.DAY: "本日",
        Grain.WEEK: "本周",
        Grain.MONTH: "本月",
        Grain.QUARTER: "本季度",
        Grain.HALF: "本半年",
        Grain.YEAR: "本年",
    }[grain]


def has_windows(bench: Bench, expression: FigureExpression) -> bool:
    """Whether an expression says its own periods somewhere."""
    return any(
        isinstance(part, ChangeAgainst)
        or (isinstance(part, OverWindow) and not isinstance(part.window, MonthsEarlier))
        or (isinstance(part, MetricRef) and bench.metrics[part.metric].windowed)
        for part in every(expression)
    )
