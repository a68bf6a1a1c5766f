"""Goals: measure, target, base and growth, period, owner.

In: `goal` declarations; their measures must be on the bench. Out: every goal by qualified name. How a goal is split is
checked in splits.py.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, localcontext

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import days, each, only
from planlang.semantics.clauses.credit import check_credit
from planlang.semantics.clauses.parties import party
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.extensive import adds_over_people, is_extensive
from planlang.semantics.expressions.mismatch import Operand, mismatch, plain_text
from planlang.semantics.expressions.units import common
from planlang.semantics.kinds.heads import bands
from planlang.semantics.kinds.splits import Whole, split_by_entity, split_by_time
from planlang.semantics.kinds.working_time import calendar_named
from planlang.semantics.model import Direction, Goal, ProrateBy
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.vocabulary import PRORATE
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import OtherMonthError, parse_label
from planlang.values.units import PercentagePoints, Ratio, Unit

NO_MEASURE = Text("goal-without-measure", "the goal `{name}` does not say what is measured")
NO_MEASURE_HELP = Text("goal-without-measure.help", "add `measure METRIC`")
NO_TARGET = Text("goal-without-target", "the goal `{name}` has no target")
NO_TARGET_HELP = Text("goal-without-target.help", "add `target AMOUNT by DATE`, or both `base` and `growth`")
OUTSIDE = Text("outside-the-period", "{day} is outside the plan, which runs from {start} to {end}")
OUTSIDE_HELP = Text("outside-the-period.help", "move the date, or make the plan longer")
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
    "growth-of-ratio.help", "write the target itself: `target {target}` is {points} more than the base"
)
OF_RATIO_PLAIN = Text("growth-of-ratio.plain", "write the target itself, in percent")
BASE_ZERO = Text("goal-growth-mismatch.zero", "nothing can grow from {base}")
NO_PERIOD = Text("unknown-period", "there is no period `{label}`")
OTHER_MONTH = Text("unknown-period.month", "months of this plan are called otherwise: write `{label}`")
NOT_POSITIVE = Text("target-not-positive", "a target has to be more than zero")
MARGIN_NOT_POSITIVE = Text("target-not-positive.margin", "a band has to be more than zero")
NO_MARGIN = Text("clause-without-effect.margin", "`amber within` has no effect: this goal adds up over time")
NO_MARGIN_HELP = Text(
    "clause-without-effect.margin-help",
    "say from which attainment it is amber: `lights green from 95%, amber from 85%`",
)
NO_LIGHTS = Text("clause-without-effect.lights", "`lights` has no effect: a level is reached or missed")
NO_LIGHTS_HELP = Text(
    "clause-without-effect.lights-help", "say how far it may be missed and still be amber: `amber within AMOUNT`"
)
NO_PRORATE = Text(
    "ratio-goal-split.prorate", "a ratio or an average is not spread over days: its target holds at any time"
)
NO_PRORATE_HELP = Text("ratio-goal-split.prorate-help", "take `prorate by` out")
UNKNOWN_PRORATE = Text("unknown-name.prorate", "a target cannot be spread by `{name}`")

DIRECTIONS = {nodes.Direction.AT_LEAST: Direction.AT_LEAST, nodes.Direction.AT_MOST: Direction.AT_MOST}


def goals(bench: Bench) -> dict[str, Goal]:
    """Every goal that could be understood, by qualified name; metrics and measures must be on the bench."""
    found: dict[str, Goal] = {}
    for symbol in bench.program.symbols(Kind.GOAL):
        goal = bench.once(_goal, symbol)
        if goal is not None:
            found[symbol.name] = goal
    return found


def _goal(bench: Bench, symbol: Symbol) -> Goal | None:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.GoalDecl)
    if only(node.clauses, nodes.Measure, findings) is None:
        findings.error(node.head.name.span, NO_MEASURE(name=symbol.name), help=NO_MEASURE_HELP())
    owner = only(node.clauses, nodes.Owner, findings)
    serves = only(node.clauses, nodes.Serves, findings)
    own_bands = bands(only(node.clauses, nodes.Lights, findings), bench.ground.bands, findings)
    own_calendar = only(node.clauses, nodes.CalendarClause, findings)
    calendar = calendar_named(bench, scope, own_calendar, bench.calendar) if own_calendar else bench.calendar
    target_clause = only(node.clauses, nodes.TargetClause, findings)
    end = _end(bench, target_clause)
    prorate = _prorate(bench, only(node.clauses, nodes.Prorate, findings))
    responsible = party(bench, scope, owner.who) if owner else None
    served = serves_goals(bench, scope, serves)
    measure = bench.goal_measures.get(symbol.name)
    if measure is None:
        return None
    unit = bench.goal_units[symbol.name]
    target, base = _target(bench, symbol, node, target_clause, unit)
    if target is None:
        return None
    accumulates = is_extensive(measure, lambda name: bench.metrics[name].metric.extensive)
    margin = _margin(bench, symbol, node, unit, accumulates)
    adds_up = adds_over_people(measure, lambda name: bench.metrics[name].adds_over_people)
    whole = Whole(bench, scope, symbol.name, unit, target, bench.ground.start, end, accumulates, adds_up)
    grain, shares = split_by_time(whole, node)
    parts, buffer = split_by_entity(whole, node)
    if parts:
        check_credit(bench, measure, symbol.head.name.span)
    return Goal(
        symbol.ident(),
        measure,
        unit,
        DIRECTIONS[target_clause.direction] if target_clause else Direction.AT_LEAST,
        target,
        bench.ground.start,
        end,
        base,
        grain,
        shares if accumulates else (),
        () if accumulates else shares,
        parts,
        buffer,
        prorate,
        calendar,
        own_bands,
        margin,
        responsible,
        served,
    )


def _margin(bench: Bench, symbol: Symbol, node: nodes.GoalDecl, unit: Unit, accumulates: bool) -> Decimal:
    """By how much a goal may be missed and be amber, 0 where nothing is said; what has no effect on it is reported."""
    findings = bench.findings
    within = only(node.clauses, nodes.AmberWithin, findings)
    if accumulates:
        if within is not None:
            findings.warning(within.span, NO_MARGIN(), help=NO_MARGIN_HELP())
        return Decimal(0)
    for lights in each(node.clauses, nodes.Lights):
        findings.warning(lights.span, NO_LIGHTS(), help=NO_LIGHTS_HELP())
    for prorate in each(node.clauses, nodes.Prorate):
        findings.error(prorate.span, NO_PRORATE(), help=NO_PRORATE_HELP())
    if within is None:
        return Decimal(0)
    found = amount(bench, symbol.scope, within.value)
    if found is None:
        return Decimal(0)
    number, written = found
    if common(written, unit) is None and not (isinstance(unit, Ratio) and isinstance(written, PercentagePoints)):
        measure = next(clause for clause in node.clauses if isinstance(clause, nodes.Measure))
        mismatch(bench, Operand(measure.value, unit), Operand(within.value, written))
        return Decimal(0)
    if number <= 0:
        findings.error(within.value.span, MARGIN_NOT_POSITIVE())
        return Decimal(0)
    return number


def serves_goals(bench: Bench, scope: Scope, clause: nodes.Serves | None) -> tuple[str, ...]:
    """The qualified names of the goals that something serves."""
    found = [resolve(scope, path, (Kind.GOAL,), bench.findings) for path in clause.goals] if clause else []
    return tuple(dict.fromkeys(goal.name for goal in found if goal is not None))


def _end(bench: Bench, clause: nodes.TargetClause | None) -> date:
    """The last day of a goal, inside the plan."""
    ground = bench.ground
    if clause is None or clause.by is None:
        return ground.end
    day = clause.by.value
    if ground.start <= day <= ground.end:
        return day
    bench.findings.error(
        clause.by.span,
        OUTSIDE(day=day.isoformat(), start=ground.start.isoformat(), end=ground.end.isoformat()),
        help=OUTSIDE_HELP(),
    )
    return ground.end


def _prorate(bench: Bench, clause: nodes.Prorate | None) -> ProrateBy:
    if clause is None:
        return ProrateBy.WORKING_DAYS
    found = PRORATE.get(clause.by.text)
    if found is None:
        word = clause.by.text
        bench.findings.unknown(clause.by.span, UNKNOWN_PRORATE(name=word), word, lambda: PRORATE, among="prorate")
    return found or ProrateBy.WORKING_DAYS


# target, base, growth


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
        return
    try:
        parse_label(during.text, bench.ground.grid)
    except OtherMonthError as error:
        bench.findings.error(during.span, NO_PERIOD(label=during.text), help=OTHER_MONTH(label=error.instead))
    except ValueError:
        bench.findings.error(during.span, NO_PERIOD(label=during.text))


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
        else OF_RATIO_HELP(target=f"{(base + points) * 100:f}%", points=f"{points * 100:f}pp")
    )
    bench.findings.error(growth.span, OF_RATIO(), help=help_)
