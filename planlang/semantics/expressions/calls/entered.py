"""Figures of the records of a process by the day on which they came into a stage: which share got further, how long they stayed.

In: a call with its process and stages. Out: checked figures.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.diagnostics.text import Text
from planlang.semantics.expr import CohortConversion, FigureExpression, StayMeasure, StayOf
from planlang.semantics.expr.lengths import TimeLimit
from planlang.semantics.expressions.builtins import Function, Takes
from planlang.semantics.expressions.calls.arguments import Arguments
from planlang.semantics.expressions.calls.over_time import FiguresOverTime
from planlang.semantics.expressions.limits import time_limit
from planlang.semantics.expressions.operations import wrong_arguments
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note_stage
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Days, Ratio, WorkingDays

NO_TIME = Text("cohort-without-time", "this does not say within what time")
NO_TIME_HELP = Text("cohort-without-time.help", "add `within 60d`: only records whose time is up are counted")
NOT_AFTER = Text("impossible-order.cohort", "`{target}` does not come after `{origin}`")


def entered(
    typer: FiguresOverTime, node: nodes.Call, function: Function, arguments: Arguments, sample: int, *, windowed: bool
) -> FigureExpression | None:
    """What became of records that came into a stage, or how long they stayed there."""
    if typer.needs_window and not windowed:
        typer.ask_window(node.span)
    if function.takes == (Takes.ROUTE,):
        return _cohort(typer, node, function, sample)
    return _stay(typer, node, function, arguments, sample)


def _cohort(typer: FiguresOverTime, node: nodes.Call, function: Function, sample: int) -> FigureExpression | None:
    """`cohort_conversion(b2b from needs to won within 60d)`."""
    route = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(route, nodes.Route):
        wrong_arguments(typer.bench, node, function)
        return None
    process = _process(typer, route.process.parts)
    if process is None:
        return None
    origin, target = (_stage(typer, process, name) for name in (route.origin, route.target))
    within = _time(typer, route)
    if origin is None or target is None or within is None:
        return None
    if not typer.bench.stages[process].comes_after(target, origin):
        typer.bench.findings.error(route.target.span, NOT_AFTER(target=route.target.text, origin=route.origin.text))
        return None
    return CohortConversion(process, origin, target, within, sample, Ratio(), node.span)


def _stay(
    typer: FiguresOverTime, node: nodes.Call, function: Function, arguments: Arguments, sample: int
) -> FigureExpression | None:
    """`median_stay(b2b.quote)`."""
    written = arguments.placed[0] if len(arguments.placed) == 1 else None
    if not isinstance(written, nodes.Reference) or len(written.path.parts) < 2:
        wrong_arguments(typer.bench, node, function)
        return None
    *names, last = written.path.parts
    process = _process(typer, names)
    stage = None if process is None else _stage(typer, process, last)
    if process is None or stage is None:
        return None
    assert isinstance(function.means, StayMeasure)
    working = bool(arguments.named.get("days", True))
    forward = bool(arguments.named.get("until", False))
    unit = WorkingDays() if working else Days()
    return StayOf(function.means, process, stage, working, forward, sample, unit, node.span)


def _process(typer: FiguresOverTime, names: Sequence[nodes.Name]) -> str | None:
    """The process of that name; None after reporting that there is none."""
    span = names[0].span.to(names[-1].span)
    found = resolve(typer.scope, nodes.Path(tuple(names), span), (Kind.PROCESS,), typer.bench.findings)
    return None if found is None or found.name not in typer.bench.stages else found.name


def _stage(typer: FiguresOverTime, process: str, name: nodes.Name) -> str | None:
    """A stage of a process; None after reporting that it has none of that name."""
    found = typer.bench.stages[process].names.get(name.text)
    if found is None:
        unknown_stage(typer.bench, process, name)
        return None
    note_stage(process, found, name, typer.bench.findings)
    return found


def _time(typer: FiguresOverTime, route: nodes.Route) -> TimeLimit | None:
    """In what time; None after reporting that there is none."""
    if route.within is None:
        typer.bench.findings.error(route.span, NO_TIME(), help=NO_TIME_HELP())
        return None
    limited = time_limit(typer.bench, typer.scope, route.within)
    return None if limited is None else limited.limit
