"""Figures among their like: ranks, the best so many, shares.

In: a call with the figure in it. Out: checked figures and conditions.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.expr import (
    AmongPeers,
    Comparison,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    GoalMeasure,
    Group,
    OfGoal,
    PeerMeasure,
)
from planlang.semantics.expressions.builtins import Function, Takes
from planlang.semantics.expressions.calls.arguments import Arguments
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.extensive import adds_over_people
from planlang.semantics.expressions.figure_operators import FigureOperators, figure_unit
from planlang.semantics.expressions.operations import no_order, signature_at, wrong_arguments
from planlang.semantics.expressions.units import ADDITIVE, NUMERIC, unit_words
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.uses import note_word
from planlang.semantics.names.vocabulary import PLAN_WORDS, TEAM_WORDS
from planlang.syntax import nodes
from planlang.values.units import Plain, Ratio

NO_GROUP = Text("unknown-name.group", "`{name}` is nothing that figures are seen within")
NO_GROUP_HELP = Text("unknown-name.group-help", "write `by team` or `by plan`")
NO_SHARE = Text("unit-mismatch.share", "{unit} of which the parts do not add up has no shares")
PLACES = Text("wrong-arguments.places", "`{written}` is no number of places")
PLACES_HELP = Text("wrong-arguments.places-help", "write a whole number from 1 on: `{signature}`")


def among_peers(
    typer: FigureOperators, node: nodes.Call, function: Function, arguments: Arguments, *, windowed: bool
) -> FigureExpression | None:
    """`rank(signed by team)`, `top(3, signed)`, `share(signed)`, `of_team(signed)`."""
    assert isinstance(function.means, PeerMeasure)
    bench = typer.bench
    if len(arguments.placed) != len(function.takes):
        wrong_arguments(bench, node, function)
        return None
    place = places(typer, node, function, arguments.placed[0]) if function.takes[0] is Takes.NUMBER else 0
    written = arguments.placed[-1]
    subject = typer.value_in(written, windowed=windowed)
    group = _group(bench, arguments.group, typer.peers)
    if subject is None or group is None or place is None:
        return None
    unit = figure_unit(subject)
    if function.means is PeerMeasure.OF_TEAM:
        return AmongPeers(function.means, subject, Group.TEAM, lowest=False, unit=unit, span=node.span)
    if not isinstance(unit, NUMERIC):
        no_order(bench, written.span, unit)
        return None
    ranks = function.means is PeerMeasure.RANK
    if not ranks and not (
        isinstance(unit, ADDITIVE)
        and (typer.peers or adds_over_people(subject, lambda name: bench.metrics[name].adds_over_people))
    ):
        bench.findings.error(written.span, NO_SHARE(unit=unit_words(unit)))
        return None
    lowest = arguments.named.get("best", _is_kept_low(bench, subject))
    found = AmongPeers(function.means, subject, group, bool(lowest), Plain() if ranks else Ratio(), node.span)
    if not place:
        return found
    return FigureComparison(Comparison.AT_MOST, found, FigureConstant(Decimal(place), Plain(), node.span), node.span)


def places(typer: FigureOperators, call: nodes.Call, function: Function, node: nodes.Expression) -> int | None:
    """How many places; None after reporting that it is no such number."""
    found = amount(typer.bench, typer.scope, node)
    if found is None:
        return None
    number, unit = found
    if not isinstance(unit, Plain) or number != number.to_integral_value() or number < 1:
        typer.bench.findings.error(
            node.span, PLACES(written=node.span.text), help=PLACES_HELP(signature=signature_at(call.function, function))
        )
        return None
    return int(number)


def _group(bench: Bench, written: nodes.Name | None, peers: frozenset[str]) -> Group | None:
    """What `by` names; None after reporting that there is no such group. `peers`: words for all that are compared."""
    if written is None:
        return Group.LIKE
    if written.text in peers:
        note_word(written.span, bench.findings)
        return Group.LIKE
    for words, group in ((TEAM_WORDS, Group.TEAM), (PLAN_WORDS, Group.PLAN)):
        if written.text in words:
            note_word(written.span, bench.findings)
            return group
    bench.findings.unknown(
        written.span,
        NO_GROUP(name=written.text),
        written.text,
        lambda: sorted(TEAM_WORDS | PLAN_WORDS),
        among="group",
        help=NO_GROUP_HELP(),
    )
    return None


def _is_kept_low(bench: Bench, subject: FigureExpression) -> bool:
    """Whether the figure is that of a goal that is not to be exceeded: the lowest is the best."""
    return (
        isinstance(subject, OfGoal)
        and subject.measure is GoalMeasure.ACTUAL
        and bench.goals_kept_low.get(subject.goal, False)
    )
