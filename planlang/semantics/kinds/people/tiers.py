"""What is paid from which value on, and the rows that it is paid for.

In: the tiers of an incentive as written. Out: ascending steps; what falls, or does not fit the measure, is reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each
from planlang.semantics.expr import (
    Aggregate,
    FigureExpression,
    GoalMeasure,
    MetricRef,
    OfGoal,
    OverWindow,
    ThisPeriod,
    ToDate,
)
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.units import NUMERIC, unit_words
from planlang.semantics.expressions.walk import shape
from planlang.semantics.model import PayTier, Tiers
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.syntax import nodes
from planlang.values.periods import Grain
from planlang.values.units import MoneyIn, Plain, Ratio, Unit

EMPTY = Text("incentive-without-pay.tiers", "there are no tiers here")
EMPTY_HELP = Text("incentive-without-pay.tiers-help", "add `from 80% pays 2%` for each of them")
ORDER = Text("tier-order", "this tier does not begin above the one before")
ORDER_HELP = Text("tier-order.help", "from the lowest to the highest: `from 80% pays 2%; from 100% pays 3%`")
BASE = Text("tiers-of-other-days.here", "the base")
BEFORE = Text("tier-order.before", "the one before")
PAYS_LESS = Text("tier-pays-less", "who reaches more is paid less here")
PAYS_LESS_HELP = Text("tier-pays-less.help", "pay at least as much as in the tier before, or say `on the part above`")
STEP_UNIT = Text("unit-mismatch.tier", "this is {written}, and the tiers are of {unit}")
PAY_UNIT = Text("unit-mismatch.pays", "what is paid is a share of the base or money in {currency}; this is {unit}")
MIXED = Text("unit-mismatch.tiers", "one tier pays a share of the base, another an amount")
AMOUNT_ABOVE = Text("unit-mismatch.tier-above", "an amount is paid as a whole, not on a part")
AMOUNT_ABOVE_HELP = Text("unit-mismatch.tier-above-help", "write `on all`")
NOT_A_NUMBER = Text("unit-mismatch.tier-measure", "tiers are steps of a figure; this is {unit}")
OTHER_DAYS = Text(
    "tiers-of-other-days",
    "the tiers are of the {longer} to date, the base of the {grain} alone, which would be spread over what earlier periods have filled",
)
OTHER_DAYS_HELP = Text(
    "tiers-of-other-days.help",
    "write `base {base} {longer} to date`: then what is earned to date is paid, less what was earned before",
)
BASE_DAYS = Text("tiers-of-other-days.base", "the base is of the {longer} to date, and the tiers are not")
BASE_DAYS_HELP = Text(
    "tiers-of-other-days.base-help",
    "write `tiers attainment(GOAL) {longer} to date`, or the base without `{longer} to date`",
)
NOT_TO_DATE = Text(
    "tiers-of-other-days.amount", "an amount is paid for a period, and the base is of the {longer} to date"
)
NOT_TO_DATE_HELP = Text("tiers-of-other-days.amount-help", "pay it in an incentive of its own")
GROWING = (Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.HALF, Grain.YEAR)
NEGATIVE = Text("not-a-constant.negative", "{written} is less than nothing")


def tiers(
    bench: Bench, symbol: Symbol, figures: Figures, clause: nodes.Tiers, base: FigureExpression | None
) -> Tiers | None:
    """The tiers; None after reporting that they are none."""
    findings = bench.findings
    windowed = Figures(bench, symbol.scope, rule=figures.rule, needs_window=True)
    measure = windowed.value(clause.measure)
    unit: Unit = figure_unit(measure) if measure is not None else Plain()
    if measure is not None and not isinstance(unit, NUMERIC):
        findings.error(clause.measure.span, NOT_A_NUMBER(unit=unit_words(unit)))
        return None
    if not clause.tiers:
        findings.error(clause.span, EMPTY(), help=EMPTY_HELP())
        return None
    steps: list[PayTier] = []
    kinds: list[bool] = []
    for one in clause.tiers:
        since, paid = constant(bench, symbol.scope, one.since), paid_amount(bench, symbol.scope, one.pays)
        if since is None or paid is None or measure is None:
            continue
        fits = since.unit == unit or (isinstance(since.unit, Plain) and not isinstance(unit, Ratio))
        if not fits or not isinstance(since.value, Decimal):
            findings.error(one.since.span, STEP_UNIT(written=unit_words(since.unit), unit=unit_words(unit)))
            continue
        value, is_share = paid
        steps.append(PayTier(since.value, value))
        kinds.append(is_share)
    if len(steps) < len(clause.tiers):
        return None
    assert measure is not None
    if len(set(kinds)) > 1:
        findings.error(clause.tiers[kinds.index(not kinds[0])].pays.span, MIXED())
        return None
    if clause.above and not kinds[0]:
        findings.error(clause.tiers[0].pays.span, AMOUNT_ABOVE(), help=AMOUNT_ABOVE_HELP())
        return None
    if not _in_order(bench, clause, steps):
        return None
    return Tiers(measure, unit, clause.above, kinds[0], tuple(steps), _actual(bench, measure, base))


def base_to_date(bench: Bench, base: FigureExpression | None, grain: Grain) -> Grain | None:
    """Of what period, longer than that of an incentive, its base is to date; None where it is not."""
    found = None if base is None else _plainly(bench, base)
    if isinstance(found, OverWindow) and isinstance(found.window, ToDate) and _is_longer(found.window.grain, grain):
        return found.window.grain
    return None


def check_days(
    bench: Bench, node: nodes.IncentiveDecl, tiers: Tiers | None, amount: bool, to_date: Grain | None, grain: Grain
) -> bool:
    """Whether the base is of the days of the tiers; reported where it is not. `amount`: whether an amount is paid, too."""
    base = next(iter(each(node.clauses, nodes.PayBase)), None)
    clause = next(iter(each(node.clauses, nodes.Tiers)), None)
    longer = None if tiers is None else _longer(bench, tiers.measure, grain)
    if base is None:
        return True
    if to_date is not None and amount:
        pays = next(iter(each(node.clauses, nodes.Pays)))
        bench.findings.error(pays.span, NOT_TO_DATE(longer=GRAIN_WORDS[to_date]()), help=NOT_TO_DATE_HELP())
        return False
    if clause is None or tiers is None or longer == to_date:
        return True
    related = (Related(base.span, BASE()),)
    if to_date is not None:
        words = GRAIN_WORDS[to_date]()
        help_ = BASE_DAYS_HELP(longer=words)
        bench.findings.error(clause.measure.span, BASE_DAYS(longer=words), help=help_, related=related)
        return False
    if longer is None or not tiers.above:
        return True
    message = OTHER_DAYS(longer=GRAIN_WORDS[longer](), grain=GRAIN_WORDS[grain]())
    help_ = OTHER_DAYS_HELP(base=base.value.span.text, longer=GRAIN_WORDS[longer]())
    if tiers.actual is None:
        bench.findings.warning(clause.measure.span, message, help=help_, related=related)
        return True
    bench.findings.error(clause.measure.span, message, help=help_, related=related)
    return False


def _longer(bench: Bench, measure: FigureExpression, grain: Grain) -> Grain | None:
    """Of what longer period a measure is to date; None for one of the period itself, or of other days."""
    match _plainly(bench, measure):
        case OfGoal(goal=goal, window=None):
            return None if bench.goals_again.get(goal) else Grain.YEAR if grain is not Grain.YEAR else None
        case OfGoal(window=ToDate(grain=found)) | OverWindow(window=ToDate(grain=found)):
            return found if _is_longer(found, grain) else None
        case _:
            return None


def _is_longer(one: Grain, other: Grain) -> bool:
    return one in GROWING and other in GROWING and GROWING.index(one) > GROWING.index(other)


def _in_order(bench: Bench, clause: nodes.Tiers, steps: Sequence[PayTier]) -> bool:
    """Whether each begins above the one before; a warning where who reaches more gets less."""
    sound = True
    for number, (one, before) in enumerate(zip(steps[1:], steps, strict=False), 1):
        node, first = clause.tiers[number], clause.tiers[number - 1]
        related = (Related(first.span, BEFORE()),)
        if one.since <= before.since:
            bench.findings.error(node.since.span, ORDER(), help=ORDER_HELP(), related=related)
            sound = False
        elif one.pays < before.pays and not clause.above:
            bench.findings.warning(node.pays.span, PAYS_LESS(), help=PAYS_LESS_HELP(), related=related)
    return sound


def paid_amount(bench: Bench, scope: Scope, written: nodes.Expression) -> tuple[Decimal, bool] | None:
    """A share of the base, or an amount, and which it is; None after reporting that it is neither."""
    if isinstance(written, nodes.Reference | nodes.Binary) and _is_for_each(bench, written):
        return None
    found = constant(bench, scope, written)
    if found is None:
        return None
    currency = bench.ground.currency
    if found.unit not in (Ratio(), MoneyIn(currency)) or not isinstance(found.value, Decimal):
        bench.findings.error(written.span, PAY_UNIT(currency=currency, unit=unit_words(found.unit)))
        return None
    if found.value < 0:
        bench.findings.error(written.span, NEGATIVE(written=written.span.text))
        return None
    return found.value, isinstance(found.unit, Ratio)


def _is_for_each(bench: Bench, written: nodes.Expression) -> bool:
    """Whether an amount for each of many stands there, `每单15元`; reports how that is written."""
    from planlang.syntax.answers.pieces import for_each_piece  # what people try is loaded once something may be wrong

    said = for_each_piece(written.span.text)
    if said is not None:
        message, help_ = said
        bench.findings.error(written.span, message, help=help_)
    return said is not None


def rows_behind(bench: Bench, value: FigureExpression) -> Aggregate | None:
    """The rows of the period that a figure is folded from; None where it is more than that."""
    found = _plainly(bench, value)
    return found if isinstance(found, Aggregate) else None


def _plainly(bench: Bench, value: FigureExpression) -> FigureExpression:
    """What a figure is without names and without saying that it is of the period itself."""
    match value:
        case MetricRef(metric=name) if name in bench.metrics:
            return _plainly(bench, bench.metrics[name].metric.value)
        case OverWindow(subject=subject, window=ThisPeriod()):
            return _plainly(bench, subject)
        case _:
            return value


def _actual(bench: Bench, measure: FigureExpression, base: FigureExpression | None) -> FigureExpression | None:
    """What rises and falls with the base."""
    if base is None:
        return None
    counted = shape(_plainly(bench, base))
    found = _plainly(bench, measure)
    if isinstance(found, OfGoal) and found.measure is GoalMeasure.ATTAINMENT:
        measured = bench.goal_measures.get(found.goal)
        if measured is None or bench.goals_kept_low.get(found.goal) or shape(_plainly(bench, measured)) != counted:
            return None
        return evolve(found, measure=GoalMeasure.ACTUAL, unit=figure_unit(base))
    inner = found.subject if isinstance(found, OverWindow) else found
    return measure if shape(_plainly(bench, inner)) == counted else None
