"""The amounts of a goal: target, base and growth, each from the other two, and what is above and below the target.

In: the clauses of a goal and the unit of its measure. Out: exact numbers in that unit; what does not fit together is reported.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import days, only
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.mismatch import Operand, mismatch, plain_text
from planlang.semantics.expressions.units import common
from planlang.semantics.kinds.goals.course import label_period
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.periods import parse_label
from planlang.values.units import Ratio, Unit

NO_TARGET = Text("goal-without-target", "the goal `{name}` has no target")
NO_TARGET_HELP = Text("goal-without-target.help", "add `target AMOUNT by DATE`, or both `base` and `growth`")
GROWTH = Text("goal-growth-mismatch", "{target} over a base of {base} is a growth of {found}, not of {growth}")
GROWTH_HELP = Text(
    "goal-growth-mismatch.help",
    "any two of `target`, `base` and `growth` give the third: take one out, or write `growth {found}`",
)
GROWTH_TARGET = Text("goal-growth-mismatch.target", "the target")
GROWTH_BASE = Text("goal-growth-mismatch.base", "the base")
NO_BASE = Text("goal-without-base", "growth needs a base to grow from")
NO_BASE_HELP = Text("goal-without-base.help", "add `base AMOUNT during 2025`")
OF_RATIO = Text("growth-of-ratio", "growth of a ratio can be read in two ways")
OF_RATIO_HELP = Text(
    "growth-of-ratio.help", "write the target itself: `target {target}` is {points}pp more than the base"
)
OF_RATIO_PLAIN = Text("growth-of-ratio.plain", "write the target itself, in percent")
BASE_ZERO = Text("goal-growth-mismatch.zero", "nothing can grow from {base}")
NOT_POSITIVE = Text("target-not-positive", "a target has to be more than zero")
FLOOR_ABOVE = Text("target-order", "the floor of {floor} is above the target of {target}")
FLOOR_BELOW = Text("target-order.floor-below", "the floor of {floor} is below the target of at most {target}")
STRETCH_BELOW = Text("target-order.stretch", "the stretch of {stretch} is below the target of {target}")
STRETCH_ABOVE = Text("target-order.stretch-above", "the stretch of {stretch} is above the target of at most {target}")
ORDER_HELP = Text(
    "target-order.help", "the floor is what is reached in any case, the stretch is harder than the target"
)


@frozen
class Amounts:
    """The amounts of a goal, None where one is not written or not understood."""

    target: Decimal | None
    base: Decimal | None
    floor: Decimal | None
    stretch: Decimal | None


def amounts(bench: Bench, symbol: Symbol, node: nodes.GoalDecl, unit: Unit) -> Amounts:
    """All amounts of a goal, in the unit of its measure."""
    clause = next((clause for clause in node.clauses if isinstance(clause, nodes.TargetClause)), None)
    target, base = _target(bench, symbol, node, clause, unit)
    floor_clause = only(node.clauses, nodes.Floor, bench.findings)
    stretch_clause = only(node.clauses, nodes.Stretch, bench.findings)
    floor = _in_unit(bench, symbol, node, floor_clause.value, unit) if floor_clause else None
    stretch = _in_unit(bench, symbol, node, stretch_clause.value, unit) if stretch_clause else None
    less_is_better = clause is not None and clause.direction is nodes.Direction.AT_MOST
    written = clause.value.span.text if clause is not None else plain_text(target or Decimal(0))
    if floor_clause is not None and _is_harder(floor, target, less_is_better):
        text = FLOOR_BELOW if less_is_better else FLOOR_ABOVE
        message = text(floor=floor_clause.value.span.text, target=written)
        bench.findings.error(floor_clause.value.span, message, help=ORDER_HELP())
        floor = None
    if stretch_clause is not None and _is_harder(target, stretch, less_is_better):
        text = STRETCH_ABOVE if less_is_better else STRETCH_BELOW
        message = text(stretch=stretch_clause.value.span.text, target=written)
        bench.findings.error(stretch_clause.value.span, message, help=ORDER_HELP())
        stretch = None
    return Amounts(target, base, floor, stretch)


def _is_harder(one: Decimal | None, other: Decimal | None, less_is_better: bool) -> bool:
    """Whether the one is harder to reach than the other, where both are known."""
    if one is None or other is None:
        return False
    return one < other if less_is_better else one > other


def _target(
    bench: Bench, symbol: Symbol, node: nodes.GoalDecl, clause: nodes.TargetClause | None, unit: Unit
) -> tuple[Decimal | None, Decimal | None]:
    """Target and base, each from the other and the growth where one is not written."""
    findings = bench.findings
    base_clause = only(node.clauses, nodes.Base, findings)
    growth = only(node.clauses, nodes.Growth, findings)
    target = _in_unit(bench, symbol, node, clause.value, unit) if clause else None
    base = _in_unit(bench, symbol, node, base_clause.value, unit) if base_clause else None
    if base_clause is not None:
        _check_base(bench, base_clause.during)
    if target is not None and target <= 0 and clause is not None:
        findings.error(clause.value.span, NOT_POSITIVE())
        return None, base
    if growth is not None and isinstance(unit, Ratio):
        _growth_of_ratio(bench, growth, base)
        return target, base
    if growth is not None and base_clause is None and clause is None:
        findings.error(growth.span, NO_BASE(), help=NO_BASE_HELP())
        return None, None
    if clause is None:
        if growth is None or base_clause is None:
            findings.error(node.head.name.span, NO_TARGET(name=symbol.name), help=NO_TARGET_HELP())
            return None, base
        return (None if base is None else base * (1 + growth.value.value)), base
    if growth is None or target is None:
        return target, base
    if base_clause is None:
        with localcontext() as context:
            context.prec = 60
            return target, target / (1 + growth.value.value) if growth.value.value != -1 else None
    if base is not None:
        _check_growth(bench, clause, base_clause, growth, target, base)
    return target, base


def _in_unit(bench: Bench, symbol: Symbol, node: nodes.GoalDecl, value: nodes.Expression, unit: Unit) -> Decimal | None:
    """A constant in the unit of the measure; None after reporting that it is in another."""
    found = amount(bench, symbol.scope, value)
    if found is None:
        return None
    if common(found[1], unit) is None:
        measure = next(clause for clause in node.clauses if isinstance(clause, nodes.Measure))
        mismatch(bench, Operand(measure.value, unit), Operand(value, found[1]))
        return None
    return found[0]


def _check_base(bench: Bench, during: nodes.Label | nodes.DateRange) -> None:
    """The time of the base is a period that there is, or days in order."""
    if isinstance(during, nodes.DateRange):
        days(during, bench.findings)
    else:
        label_period(bench, during)


def base_days(bench: Bench, node: nodes.GoalDecl) -> tuple[date, date] | None:
    """The first and the last day of the time of a base that is right."""
    clause = next((clause for clause in node.clauses if isinstance(clause, nodes.Base)), None)
    if clause is None:
        return None
    if isinstance(clause.during, nodes.DateRange):
        first, last = clause.during.first.value, clause.during.last.value
        return (first, last) if first <= last else None
    try:
        period = parse_label(clause.during.text, bench.ground.grid)
    except ValueError:
        return None
    return period.start, period.last_day


def _check_growth(
    bench: Bench,
    clause: nodes.TargetClause,
    base_clause: nodes.Base,
    growth: nodes.Growth,
    target: Decimal,
    base: Decimal,
) -> None:
    """Target, base and growth agree to half a unit of the last digit that the growth is written with."""
    if base <= 0:
        bench.findings.error(base_clause.value.span, BASE_ZERO(base=base_clause.value.span.text))
        return
    written = growth.value.span.text
    digits = len(written.rstrip("%％ ").partition(".")[2])
    tolerance = Decimal(5).scaleb(-digits - 3)
    with localcontext() as context:
        context.prec = 60
        found = target / base - 1
        if abs(found - growth.value.value) <= tolerance:
            return
        shown = f"{plain_text(Decimal(f'{found * 100:.{max(digits, 1)}f}'))}%"
    bench.findings.error(
        growth.value.span,
        GROWTH(target=clause.value.span.text, base=base_clause.value.span.text, found=shown, growth=written),
        help=GROWTH_HELP(found=shown),
        related=(
            Related(clause.value.span, GROWTH_TARGET()),
            Related(base_clause.value.span, GROWTH_BASE()),
        ),
    )


def _growth_of_ratio(bench: Bench, growth: nodes.Growth, base: Decimal | None) -> None:
    points = growth.value.value
    help_ = (
        OF_RATIO_PLAIN()
        if base is None
        else OF_RATIO_HELP(target=f"{plain_text((base + points) * 100)}%", points=plain_text(points * 100))
    )
    bench.findings.error(growth.span, OF_RATIO(), help=help_)
