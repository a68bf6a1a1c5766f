"""Rules about how records are looked after: how often they are seen, who may have how many, what is known of each.

In: the clauses of a `process`. Out: checked rules; what cannot be is reported.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.expr import RowExpression
from planlang.semantics.expressions.limits import Limited, time_limit
from planlang.semantics.expressions.walk import shape
from planlang.semantics.kinds.process.activities import happens_to_records
from planlang.semantics.kinds.process.approvals import owner_column
from planlang.semantics.kinds.process.desk import Desk
from planlang.semantics.kinds.process.revisits import how_often, shortest
from planlang.semantics.model import (
    ClockLimit,
    FileRule,
    HandOverRule,
    HoldRule,
    IdleRule,
    ProcessRule,
    RevisitRule,
    SameOwnerRule,
)
from planlang.semantics.names.resolving import resolve
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

LookedAfter = nodes.Revisit | nodes.Holding | nodes.SameOwner | nodes.HandOver | nodes.FileHas

NO_OWNER = Text("rule-without-owner", "`{source}` does not say whose a record is, so nothing is told of its owner")
NO_OWNER_HELP = Text("rule-without-owner.help", "give it one column of people, `owner: person`")
NOTHING_HELD = Text("rule-without-effect.holding", "at most {count} would leave nobody a record")
IN_HOURS = Text(
    "duration-unit.owner", "owners change from one day to the next: write days (`d`) or working days (`wd`)"
)


def looked_after(desk: Desk, clause: LookedAfter, order: int) -> ProcessRule | None:
    """A rule; None after reporting what is wrong with it."""
    match clause:
        case nodes.Revisit():
            return _revisit(desk, clause, order)
        case nodes.Holding():
            return _holding(desk, clause, order)
        case nodes.SameOwner():
            return _same_owner(desk, clause, order)
        case nodes.HandOver():
            return _hand_over(desk, clause, order)
        case nodes.FileHas():
            return _file(desk, clause, order)


def _revisit(desk: Desk, clause: nodes.Revisit, order: int) -> ProcessRule | None:
    stage = desk.stage(clause.stage) if clause.stage else None
    where, whole = desk.where(clause.where)
    desk.handled.add(stage)
    found = how_often(desk.bench, desk.symbol, clause)
    activities = resolve(desk.symbol.scope, clause.activities, (Kind.SOURCE,), desk.bench.findings)
    if activities is None or found is None or not whole or (clause.stage and stage is None):
        return None
    grain = found if isinstance(found, Grain) else None
    if not happens_to_records(desk.bench, clause.activities.span, activities.name, desk.source) or not desk.first(
        clause, ("revisit", activities.name, grain, stage, shape(where))
    ):
        return None
    name = ".".join(part for part in ("revisit", grain and grain.value, stage) if part)
    if isinstance(found, Grain):
        ident = desk.ident(name, clause, order, stage, Limited(shortest(found), clause.every.span))
        return RevisitRule(ident, found, int(clause.count.value), activities.name, stage, where)
    ident = desk.ident(name, clause, order, stage, found)
    return IdleRule(ident, found.limit, activities.name, stage, where, keeps_won=True)


def _holding(desk: Desk, clause: nodes.Holding, order: int) -> ProcessRule | None:
    stage = desk.stage(clause.stage) if clause.stage else None
    desk.handled.add(stage)
    role = resolve(desk.symbol.scope, clause.role, (Kind.ROLE,), desk.bench.findings)
    if clause.count.value < 1:
        desk.bench.findings.error(clause.count.span, NOTHING_HELD(count=clause.count.span.text))
        return None
    if role is None or (clause.stage and stage is None) or not _has_owner(desk, clause):
        return None
    if not desk.first(clause, ("holding", role.name, stage)):
        return None
    name = ".".join(part for part in ("holding", role.name, stage) if part)
    return HoldRule(desk.ident(name, clause, order, stage), role.name, int(clause.count.value), stage)


def _same_owner(desk: Desk, clause: nodes.SameOwner, order: int) -> ProcessRule | None:
    stage = desk.stage(clause.stage) if clause.stage else None
    desk.handled.add(stage)
    limited = _in_days(desk, clause.limit)
    if limited is None or (clause.stage and stage is None) or not _has_owner(desk, clause):
        return None
    if not desk.first(clause, ("same_owner", stage)):
        return None
    name = ".".join(part for part in ("same_owner", stage) if part)
    return SameOwnerRule(desk.ident(name, clause, order, stage), limited.limit, stage)


def _hand_over(desk: Desk, clause: nodes.HandOver, order: int) -> ProcessRule | None:
    limited = _in_days(desk, clause.limit)
    if limited is None or not _has_owner(desk, clause) or not desk.first(clause, ("hand_over",)):
        return None
    return HandOverRule(desk.ident("hand_over", clause, order, None, limited), limited.limit)


def _file(desk: Desk, clause: nodes.FileHas, order: int) -> ProcessRule | None:
    conditions: list[tuple[str, RowExpression]] = []
    for written in clause.conditions:
        condition = desk.condition(written)
        if condition is not None and desk.first_condition(written, "file", condition):
            conditions.append((written.span.text, condition))
    return FileRule(desk.ident("file", clause, order), tuple(conditions)) if conditions else None


def _in_days(desk: Desk, written: nodes.Limit) -> Limited | None:
    """A limit in days; None after reporting another."""
    limited = time_limit(desk.bench, desk.symbol.scope, written)
    if limited is not None and isinstance(limited.limit, ClockLimit):
        desk.bench.findings.error(written.span, IN_HOURS())
        return None
    return limited


def _has_owner(desk: Desk, clause: LookedAfter) -> bool:
    """Whether the source says whose a record is; reported where it does not."""
    node = desk.symbol.node
    assert isinstance(node, nodes.ProcessDecl)
    if desk.source is None or desk.source.name not in desk.bench.columns:
        return False
    if owner_column(desk.bench, node, desk.source) is not None:
        return True
    if None not in desk.bench.columns[desk.source.name].values():
        desk.bench.findings.error(clause.span, NO_OWNER(source=desk.source.name), help=NO_OWNER_HELP())
    return False
