"""Goals: measure, target, base and growth, period, owner.

In: `goal` declarations; their measures must be on the bench. Out: every goal by qualified name. How a goal is split is
checked in splits.py.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.clauses.credit import check_credit
from planlang.semantics.clauses.parties import party
from planlang.semantics.clauses.serving import serves_goals
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.extensive import adds_over_people, is_extensive, on_the_day
from planlang.semantics.expressions.mismatch import Operand, mismatch
from planlang.semantics.expressions.units import common
from planlang.semantics.kinds.goals.again import among_people, check_once, check_split, grain_of_target, whose
from planlang.semantics.kinds.goals.amounts import Amounts, amounts, base_days
from planlang.semantics.kinds.goals.chains import check_circles
from planlang.semantics.kinds.goals.course import course, linear, term
from planlang.semantics.kinds.goals.parts import split_by_parts
from planlang.semantics.kinds.goals.splits import Whole, split_by_time
from planlang.semantics.kinds.goals.tables import quotas
from planlang.semantics.kinds.heads import bands
from planlang.semantics.kinds.working_time import calendar_named
from planlang.semantics.model import AxisKind, Direction, Goal, ProrateBy
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.vocabulary import PRORATE
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import PercentagePoints, Ratio, Unit

NO_MEASURE = Text("goal-without-measure", "the goal `{name}` does not say what is measured")
NO_MEASURE_HELP = Text("goal-without-measure.help", "add `measure METRIC`")
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
    symbols = bench.program.symbols(Kind.GOAL)
    for symbol, goal in zip(symbols, bench.each(_goal, symbols), strict=True):
        if goal is not None:
            found[symbol.name] = goal
    check_circles(bench, found)
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
    from_table = only(node.clauses, nodes.TargetFrom, findings)
    if from_table is not None and target_clause is not None:
        repeated(from_table.span, target_clause.span, findings)
        from_table = None
    every = grain_of_target(bench, target_clause)
    has = whose(bench, symbol, node, every)
    start, end = course(bench, node, from_table or target_clause)
    looks = term(bench, node)
    prorate = _prorate(bench, only(node.clauses, nodes.Prorate, findings))
    responsible = party(bench, scope, owner.who, has.setting) if owner else None
    served = serves_goals(bench, scope, serves)
    measure = bench.goal_measures.get(symbol.name)
    if measure is None:
        return None
    unit = bench.goal_units[symbol.name]
    found = amounts(bench, symbol, node, unit) if from_table is None else Amounts(Decimal(0), None, None, None)
    target = found.target
    if target is None or (every is None and target_clause is not None and target_clause.every is not None):
        return None
    if every is not None:
        check_once(bench, node, every)
    accumulates = is_extensive(measure, lambda name: bench.metrics[name].metric.extensive)
    margin = _margin(bench, symbol, node, unit, accumulates) if every is None else Decimal(0)
    adds_up = adds_over_people(measure, lambda name: bench.metrics[name].adds_over_people)
    whole = Whole(bench, scope, symbol.name, unit, target, start, end, accumulates, adds_up)
    table = quotas(bench, symbol, node, unit, measure, adds_up=accumulates and adds_up) if every is None else None
    if from_table is not None and table is None:
        return None
    grain, shares = split_by_time(whole, node) if every is None else (None, ())
    splits = split_by_parts(whole, measure, node) if every is None else ()
    if not check_split(bench, node, has, splits):
        splits = ()
    by_people = table is not None and any(axis.kind is not AxisKind.VALUE for axis in table.axes)
    if has.each is not None or by_people or any(among_people(split) for split in splits):
        check_credit(bench, measure, symbol.head.name.span)
    if every is None:
        measure = on_the_day(measure, lambda name: bench.metrics[name].metric.value)
    return Goal(
        symbol.ident(),
        measure,
        unit,
        DIRECTIONS[target_clause.direction] if target_clause else Direction.AT_LEAST,
        target,
        start,
        end,
        found.base,
        grain,
        shares if accumulates else (),
        () if accumulates else shares,
        splits,
        prorate,
        calendar,
        own_bands,
        margin,
        responsible,
        served,
        found.floor if every is None else None,
        found.stretch if every is None else None,
        looks,
        has.each,
        every,
        table,
        base_during=base_days(bench, node) if found.base is not None else None,
        linear=every is None and linear(bench, node, found.base, accumulates),
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


def _prorate(bench: Bench, clause: nodes.Prorate | None) -> ProrateBy:
    if clause is None:
        return ProrateBy.WORKING_DAYS
    found = PRORATE.get(clause.by.text)
    if found is None:
        word = clause.by.text
        bench.findings.unknown(clause.by.span, UNKNOWN_PRORATE(name=word), word, lambda: PRORATE, among="prorate")
    return found or ProrateBy.WORKING_DAYS
