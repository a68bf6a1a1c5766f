"""Alerts: who they are about, their conditions, their grain, who is told.

In: `alert` declarations. Out: every alert by qualified name.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Message, Text
from planlang.semantics.clauses.clauses import REPEATED_FIRST, each, only
from planlang.semantics.clauses.credit import check_credit
from planlang.semantics.clauses.each.parts import check_parts
from planlang.semantics.clauses.entities import entity
from planlang.semantics.clauses.lengths import escalation
from planlang.semantics.clauses.messages import GOAL_MEASURES, message
from planlang.semantics.clauses.parties import notified
from planlang.semantics.clauses.severities import SEVERITY_WORDS, severity
from planlang.semantics.clauses.thresholds import Verdict, implies
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.walk import every_written
from planlang.semantics.expressions.windows import GRAINS, RELATIVE, RuleGrain, grain_of, said_here
from planlang.semantics.kinds.goals.course import held_days
from planlang.semantics.kinds.money.warnings import WARNING, warning, warning_ident
from planlang.semantics.model import Alert, EntityKind, Ident, Rung, Scaling
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.vocabulary import GRAIN_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import DAY, Grain, periods_meeting
from planlang.values.severities import SEVERITY_LADDER, Level

NO_CONDITION = Text("alert-without-condition", "the alert `{name}` has no condition")
NO_CONDITION_HELP = Text("alert-without-condition.help", "add `when FIGURE this week < LIMIT`")
OTHER_UNIT = Text("mixed-grain.for", "periods are counted by {unit} here, in a rule that is judged once a {grain}")
NOT_COUNT = Text("periods-count", "`{written}` is no whole number of periods")
LADDER = Text("severity-order", "`{level}` is not worse than `{below}`")
LADDER_HELP = Text("severity-order.help", "from mild to bad: {ladder}")
NOT_NESTED = Text("ladder-not-nested", "this can hold while the milder condition does not")
NOT_NESTED_HELP = Text(
    "ladder-not-nested.help", "make it stricter than the milder one, so that every {level} case is a {below} case too"
)
NOT_NESTED_BELOW = Text("ladder-not-nested.below", "the milder condition")
CIRCLE = Text("inhibition-cycle", "these alerts silence each other in a circle: {names}")
CIRCLE_EDGE = Text("inhibition-cycle.edge", "`{name}` silences `{other}`")
BOTH_WAYS = Text("repeated-clause.scaled", "an alert is either `scaled` or `unscaled`")
OUTSIDE = Text("outside-the-period.from", "{day} is after the plan, which ends on {end}")
SINCE_WHEN = Text("repeated-clause.during", "`during` says from which day on already")
NEVER = Text("outside-the-period.during", "no day of it is in the plan, which runs from {start} to {end}")
NO_WHOLE = Text("outside-the-period.whole", "no whole {grain} lies in it, so that nothing would ever be judged")
NO_WHOLE_HELP = Text("outside-the-period.whole-help", "make it longer, or judge shorter periods")

PERIODS_AT_MOST = 400


def alerts(bench: Bench) -> dict[str, Alert]:
    """Every alert that could be understood, by qualified name; metrics, goals and teams must be on the bench."""
    found: dict[str, Alert] = {}
    symbols = bench.program.symbols(Kind.ALERT)
    for symbol, alert in zip(symbols, bench.each(_alert, symbols), strict=True):
        if alert is not None:
            found[symbol.name] = alert
    for alert in (one for kind in WARNING for one in bench.each(_warning, bench.program.symbols(kind))):
        if alert is not None:
            found[alert.ident.name] = alert
    found = dict(sorted(found.items(), key=lambda item: item[1].ident.order))
    _check_inhibition(bench, found)
    return found


def _alert(bench: Bench, symbol: Symbol) -> Alert | None:
    assert isinstance(symbol.node, nodes.AlertDecl)
    return made_alert(bench, symbol, symbol.node, symbol.ident(), None)


def _warning(bench: Bench, symbol: Symbol) -> Alert | None:
    """The warning of a budget, account or risk, an alert about the plan; None where it has none."""
    node = warning(symbol, bench.findings)
    measured = None if symbol.kind is Kind.RISK else symbol
    return None if node is None else made_alert(bench, symbol, node, warning_ident(symbol), measured)


def made_alert(
    bench: Bench, symbol: Symbol, node: nodes.AlertDecl, ident: Ident, budget: Symbol | None
) -> Alert | None:
    """The alert that clauses make; None where its conditions are not understood. Those of a `budget` may ask for its measures by their bare names."""
    scope, findings = symbol.scope, bench.findings
    rule = _grain(bench, node)
    about = entity(bench, scope, node.for_each, rule)
    figures = Figures(bench, scope, rule=rule, needs_window=True, budget=budget)
    until_clause = only(node.clauses, nodes.Until, findings)
    until = figures.condition(until_clause.condition) if until_clause else None
    rungs = _rungs(bench, symbol, node, figures, until)
    notify, via = notified(bench, scope, each(node.clauses, nodes.Notify), about.setting)
    steps = escalation(bench, scope, each(node.clauses, nodes.Escalate), about.setting)
    inhibits = [
        resolve(scope, path, (Kind.ALERT,), findings)
        for clause in each(node.clauses, nodes.Inhibits)
        for path in clause.alerts
    ]
    keep = only(node.clauses, nodes.Keep, findings)
    gaps = only(node.clauses, nodes.Gaps, findings)
    start = only(node.clauses, nodes.StartsFrom, findings)
    if start is not None and start.date.value > bench.ground.end:
        findings.error(start.date.span, OUTSIDE(day=start.date.value.isoformat(), end=bench.ground.end.isoformat()))
    kept = _periods(bench, keep.periods, rule) if keep else 0
    say = only(node.clauses, nodes.Say, findings)
    text: str | None = None
    shown: tuple[tuple[str, FigureExpression], ...] = ()
    if say is not None and rungs is not None:
        conditions = [part for rung in rungs for part in (rung.when, rung.until) if part is not None]
        text, shown = message(bench, scope, say, about.words, conditions)
    if rungs is None or (until_clause is not None and until is None):
        return None
    assert rule.grain is not None
    conditions = [part for rung in rungs for part in (rung.when, rung.until) if part is not None]
    conditions += [] if about.among is None else [about.among]
    if node.for_each is not None and not check_parts(bench, about.part, conditions, node.for_each.entity.span):
        return None
    if about.kind in (EntityKind.PERSON, EntityKind.TEAM):
        for rung in rungs:
            check_credit(bench, rung.when, symbol.head.name.span)
    return Alert(
        ident,
        about.kind,
        about.role,
        about.where,
        rule.grain,
        rungs,
        kept or 0,
        gaps is not None and gaps.policy is nodes.GapPolicy.RESET,
        _scaling(bench, node),
        notify,
        steps,
        tuple(dict.fromkeys(other.name for other in inhibits if other is not None)),
        text,
        shown,
        start.date.value if start else None,
        about.among,
        about.part,
        via,
        _during(bench, node, start, rule.grain),
    )


def _during(
    bench: Bench, node: nodes.AlertDecl, start: nodes.StartsFrom | None, grain: Grain
) -> tuple[date, date] | None:
    """The days for which it is judged; None where that is always, or after reporting that it would never be."""
    findings, ground = bench.findings, bench.ground
    clause = only(node.clauses, nodes.HoldsDuring, findings)
    if clause is None:
        return None
    if start is not None:
        findings.error(start.span, SINCE_WHEN(), related=(Related(clause.span, REPEATED_FIRST()),))
    found = held_days(bench, clause.during)
    if found is None:
        return None
    first, last = max(found[0], ground.start), min(found[1], ground.end)
    written = clause.during.span
    if first > last:
        findings.error(written, NEVER(start=ground.start.isoformat(), end=ground.end.isoformat()))
        return None
    periods = periods_meeting(first, last + DAY, grain, ground.grid)
    if not any(found[0] <= period.start and period.last_day <= found[1] for period in periods):
        findings.error(written, NO_WHOLE(grain=GRAIN_WORDS[grain]()), help=NO_WHOLE_HELP())
        return None
    return found


def _scaling(bench: Bench, node: nodes.AlertDecl) -> Scaling:
    """Which limits follow working days: the lower ones, where the alert does not say."""
    scaled = only(node.clauses, nodes.Scaled, bench.findings)
    unscaled = only(node.clauses, nodes.Unscaled, bench.findings)
    if scaled is not None and unscaled is not None:
        bench.findings.error(unscaled.span, BOTH_WAYS(), related=(Related(scaled.span, REPEATED_FIRST()),))
    return Scaling.ALL if scaled is not None else Scaling.NONE if unscaled is not None else Scaling.LOWER


# grain


def _grain(bench: Bench, node: nodes.AlertDecl) -> RuleGrain:
    """The grain of a rule: of `for N weeks`, else of the first window that counts in it, else a week."""
    conditions = [clause for clause in node.clauses if isinstance(clause, (nodes.When, nodes.RaiseTo))]
    for clause in conditions:
        if clause.periods is not None and clause.periods.unit in GRAINS:
            return RuleGrain(GRAINS[clause.periods.unit], clause.periods.span)
    written = [clause.condition for clause in conditions]
    written += [clause.until for clause in conditions if isinstance(clause, nodes.RaiseTo) and clause.until is not None]
    written += [clause.condition for clause in node.clauses if isinstance(clause, nodes.Until)]
    for condition in written:
        for part in every_written(condition):
            if isinstance(part, nodes.Windowed) and part.window.kind in RELATIVE and part.window.unit in GRAINS:
                if _of_goal(part):
                    continue
                return RuleGrain(GRAINS[part.window.unit], part.window.span)
    return RuleGrain(Grain.WEEK)


def _of_goal(part: nodes.Windowed) -> bool:
    """Whether a window belongs to a measure of a goal, which has its own periods."""
    return isinstance(part.subject, nodes.Call) and part.subject.function.text in GOAL_MEASURES


def _periods(bench: Bench, length: nodes.Duration | None, rule: RuleGrain) -> int | None:
    """How many periods of the rule's grain a length is, 1 where none is written; None after reporting."""
    if length is None:
        return 1
    grain = grain_of(bench, length.unit, length.span)
    if grain is None:
        return None
    assert rule.grain is not None
    if grain is not rule.grain:
        related = said_here(rule) if rule.said is not length.span else ()
        bench.findings.error(
            length.span, OTHER_UNIT(unit=GRAIN_WORDS[grain](), grain=GRAIN_WORDS[rule.grain]()), related=related
        )
        return None
    if length.amount != length.amount.to_integral_value() or not 1 <= length.amount <= PERIODS_AT_MOST:
        bench.findings.error(length.span, NOT_COUNT(written=length.span.text))
        return None
    return int(length.amount)


# conditions


def _rungs(
    bench: Bench, symbol: Symbol, node: nodes.AlertDecl, figures: Figures, until: FigureExpression | None
) -> tuple[Rung, ...] | None:
    """The rungs from the mildest to the worst; None where the mildest could not be understood.

    `until` is that of the whole alert, for rungs without one of their own.
    """
    findings = bench.findings
    when = only(node.clauses, nodes.When, findings)
    level = only(node.clauses, nodes.SeverityClause, findings)
    lowest = severity(bench, level.level if level else None)
    if when is None:
        findings.error(node.head.name.span, NO_CONDITION(name=symbol.name), help=NO_CONDITION_HELP())
    found: list[Rung] = []
    below: tuple[str, Span, FigureExpression | None] | None = None
    condition: FigureExpression | None = None
    if when is not None:
        condition = figures.condition(when.condition)
        periods = _periods(bench, when.periods, figures.rule)
        if condition is not None and periods is not None:
            found.append(Rung(lowest, condition, periods, until))
        below = (lowest, when.condition.span, condition)
    for clause in each(node.clauses, nodes.RaiseTo):
        condition = figures.condition(clause.condition)
        periods = _periods(bench, clause.periods, figures.rule)
        ends = figures.condition(clause.until) if clause.until is not None else until
        name = severity(bench, clause.level)
        if below is not None:
            if SEVERITY_LADDER.index(name) <= SEVERITY_LADDER.index(below[0]):
                findings.error(
                    clause.level.span,
                    LADDER(level=_called(name), below=_called(below[0])),
                    help=LADDER_HELP(ladder=", ".join(SEVERITY_LADDER)),
                )
                continue
            if condition is not None and below[2] is not None and implies(condition, below[2]) is Verdict.NO:
                findings.error(
                    clause.condition.span,
                    NOT_NESTED(),
                    help=NOT_NESTED_HELP(level=_called(name), below=_called(below[0])),
                    related=(Related(below[1], NOT_NESTED_BELOW()),),
                )
        below = (name, clause.condition.span, condition)
        if condition is not None and periods is not None:
            found.append(Rung(name, condition, periods, ends))
    return tuple(found) if found and found[0].severity == lowest else None


def _called(name: str) -> Message:
    """What a severity is called by who reads of it."""
    return SEVERITY_WORDS[Level(name)]()


# inhibition


def _check_inhibition(bench: Bench, found: dict[str, Alert]) -> None:
    """Report alerts that silence each other in a circle, once for each circle."""
    done: set[str] = set()
    for start in found:
        trail: list[str] = []
        places: dict[str, int] = {}
        pending = [(start, iter(found[start].inhibits))] if start not in done else []
        if pending:
            trail, places = [start], {start: 0}
        while pending:
            _, rest = pending[-1]
            other = next(rest, None)
            if other is None:
                pending.pop()
                name = trail.pop()
                del places[name]
                done.add(name)
            elif other in places:
                _report_circle(bench, found, trail[places[other] :])
                return
            elif other in found and other not in done:
                places[other] = len(trail)
                trail.append(other)
                pending.append((other, iter(found[other].inhibits)))


def _report_circle(bench: Bench, found: dict[str, Alert], circle: list[str]) -> None:
    around = [*circle[1:], circle[0]]
    bench.findings.error(
        found[circle[0]].ident.span,
        CIRCLE(names=" → ".join(f"`{name}`" for name in (*circle, circle[0]))),
        related=tuple(
            Related(found[name].ident.span, CIRCLE_EDGE(name=name, other=other))
            for name, other in zip(circle, around, strict=True)
        ),
    )
