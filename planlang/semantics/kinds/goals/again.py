"""Goals that each person or team has, and goals that come again each week, month or longer period.

In: the head of a goal and its target. Out: whose it is and how often it comes again; clauses that have no effect then.
"""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.each.parts import rows_behind
from planlang.semantics.clauses.entities import entity
from planlang.semantics.clauses.parties import Setting
from planlang.semantics.clauses.recurrences import GRAINS as LONG_GRAINS
from planlang.semantics.expr import OfGoal
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.model import EntityKind, GoalEach, Split
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Often
from planlang.values.periods import Grain

NOT_FOR = Text("unknown-name.goal-each", "a goal is for each person of a role, or for each team")
NOT_FOR_HELP = Text("unknown-name.goal-each-help", "write `split by {name} {{ … }}` to divide a goal by it")
BY_FIGURE = Text("entity-filter.goal", "who has a goal for all of its time cannot hang on a figure")
BY_FIGURE_HELP = Text(
    "entity-filter.goal-help", "take the condition off, or let the target come again: `target every month at least 10`"
)
BY_GOAL = Text("entity-filter.goal-by-goal", "who has a goal cannot hang on what is reached of goals")
TOO_OFTEN = Text("target-too-often", "a target comes again each week or less often, not `{written}`")
TOO_OFTEN_HELP = Text("target-too-often.help", "write `every week`, with as much as makes a week")
NO_EFFECT = Text("clause-without-effect.again", "this has no effect: each {period} has the same target")
NO_EFFECT_HELP = Text(
    "clause-without-effect.again-help", "take it out, or set a goal without `every …` beside this one"
)
PERIODS = {
    Grain.WEEK: Text("clause-without-effect.week", "week"),
    Grain.MONTH: Text("clause-without-effect.month", "month"),
    Grain.QUARTER: Text("clause-without-effect.quarter", "quarter"),
    Grain.HALF: Text("clause-without-effect.half", "half year"),
    Grain.YEAR: Text("clause-without-effect.year", "year"),
}
SPLIT_PEOPLE = Text("split-for-each", "each of several teams cannot be split among the same teams and people")
SPLIT_PEOPLE_HELP = Text("split-for-each.help", "narrow it down to one: `for each team where team is {team}`")
SPLIT_PERSON = Text("split-for-each.person", "the goal of a person is not split among people")

GRAINS = {Often.WEEK: Grain.WEEK, **LONG_GRAINS}
FOR_ONCE = (
    nodes.Floor,
    nodes.Stretch,
    nodes.Base,
    nodes.Growth,
    nodes.SplitByTime,
    nodes.SplitByParts,
    nodes.SplitFrom,
    nodes.Prorate,
    nodes.GoalPath,
    nodes.AmberWithin,
    nodes.CalendarClause,
)
"""Clauses that say something of one target alone."""


@frozen
class Whose:
    """Whose a goal is.

    Attributes:
        each: who has one of his own; None: it is the plan's.
        setting: how parties are named inside the goal.
        single: the one team that it is for, where it is for one.
    """

    each: GoalEach | None
    setting: Setting
    single: bool = False


def whose(bench: Bench, symbol: Symbol, node: nodes.GoalDecl, every: Grain | None) -> Whose:
    """Who has the goal; the plan where nothing is said, or after reporting that there is no such thing."""
    about = entity(bench, symbol.scope, node.for_each, RuleGrain(every or Grain.WEEK))
    if node.for_each is None or about.kind is EntityKind.PLAN:
        return Whose(None, about.setting)
    if about.kind not in (EntityKind.PERSON, EntityKind.TEAM):
        name = node.for_each.entity
        bench.findings.error(name.span, NOT_FOR(), help=NOT_FOR_HELP(name=name.text))
        return Whose(None, about.setting)
    among = about.among
    if among is not None and every is None:
        bench.findings.error(_condition(node.for_each), BY_FIGURE(), help=BY_FIGURE_HELP())
        among = None
    if among is not None and any(isinstance(part, OfGoal) for part in rows_behind(bench, [among])):
        bench.findings.error(_condition(node.for_each), BY_GOAL())
        among = None
    single = about.kind is EntityKind.TEAM and about.where is not None and len(about.where) == 1
    return Whose(GoalEach(about.kind, about.role, about.where, among), about.setting, single)


def _condition(clause: nodes.ForEach) -> Span:
    return clause.where.span if clause.where is not None else clause.span


def grain_of_target(bench: Bench, target: nodes.TargetClause | None) -> Grain | None:
    """How often a target comes again; None where it does not, or after reporting that it would too often."""
    if target is None or target.every is None:
        return None
    grain = GRAINS.get(target.every.often)
    if grain is None:
        written = target.every.span.text
        bench.findings.error(target.every.span, TOO_OFTEN(written=written), help=TOO_OFTEN_HELP())
    return grain


def check_once(bench: Bench, node: nodes.GoalDecl, every: Grain) -> None:
    """Report what has no effect on a goal that comes again."""
    for clause in node.clauses:
        if isinstance(clause, FOR_ONCE):
            bench.findings.warning(clause.span, NO_EFFECT(period=PERIODS[every]()), help=NO_EFFECT_HELP())


def check_split(bench: Bench, node: nodes.GoalDecl, whose: Whose, splits: Iterable[Split]) -> bool:
    """Whether the goal of each can be split so; reported where each would be split among the same people."""
    if whose.each is None or whose.single or not any(among_people(split) for split in splits):
        return True
    place = next(clause for clause in node.clauses if isinstance(clause, nodes.SplitByParts)).dimension.span
    if whose.each.entity is EntityKind.PERSON:
        bench.findings.error(place, SPLIT_PERSON())
    else:
        team = (whose.each.where or ("team:north",))[0].removeprefix("team:")
        bench.findings.error(place, SPLIT_PEOPLE(), help=SPLIT_PEOPLE_HELP(team=team))
    return False


def among_people(split: Split) -> bool:
    """Whether a split, or one inside it, is among teams and people."""
    return split.column is None or any(among_people(inner) for part in split.parts for inner in part.splits)
