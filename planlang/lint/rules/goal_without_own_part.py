"""People or teams that are measured by a goal which has no part for any of them: nobody ever knows how far they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Language, Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.expr import AmongPeers, FigureExpression, GoalMeasure, MetricRef, OfGoal, PeerMeasure
from planlang.semantics.expressions.walk import parts
from planlang.semantics.model import EntityKind, FigureNeeded, Goal, Ident, Incentive, Model, Split
from planlang.syntax.lexical.written_in import written_in

PEOPLE = Text("goal-without-own-part", "`{goal}` has no part for any person, and here each person is measured by it")
TEAMS = Text("goal-without-own-part.teams", "`{goal}` has no part for any team, and here each team is measured by it")
PEOPLE_HELP = Text(
    "goal-without-own-part.help",
    "split it down to people (`{split}`), or give each a goal of his own (`{each}`)",
)
TEAMS_HELP = Text("goal-without-own-part.teams-help", "split it by team (`{split}`)")
GOAL = Text("goal-without-own-part.goal", "the goal")
SUMMARY = Text("goal-without-own-part.summary", "somebody is measured by a goal that has no part for him")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every scorecard, incentive, promotion and alert that asks each for his part of such a goal, each goal once."""
    model = subject.model
    for ident, entity, asked in _measured(model):
        if not own(ident) or entity not in (EntityKind.PERSON, EntityKind.TEAM):
            continue
        told: set[str] = set()
        for part in _of_goals(asked, model):
            goal = model.goals.get(part.goal)
            if goal is None or part.goal in told or _has_part(goal, entity):
                continue
            told.add(part.goal)
            chinese = written_in(part.span.text) is Language.ZH
            kind = "rep:" if entity is EntityKind.PERSON else "team:"
            help_ = (PEOPLE_HELP if kind == "rep:" else TEAMS_HELP)(**_words(chinese=chinese, people=kind == "rep:"))
            message = (PEOPLE if kind == "rep:" else TEAMS)(goal=part.goal)
            yield finding(RULE.severity, part.span, message, help_, (Related(goal.ident.span, GOAL()),))


def _words(*, chinese: bool, people: bool) -> dict[str, str]:
    if not people:
        return {"split": "分解按 团队 { 北区 60%; 南区 40% }" if chinese else "split by team { north 60%; south 40% }"}
    if chinese:
        return {"split": "北区 60% 按 代表 { 张丽 50%; 何军 50% }", "each": "目标 … 对每个 代表 { … }"}
    return {"split": "north 60% by rep { Ann 50%; Bob 50% }", "each": "goal … for each rep { … }"}


def _measured(model: Model) -> Iterator[tuple[Ident, EntityKind, list[FigureExpression]]]:
    """Who is measured by which figures."""
    for card in model.scorecards.values():
        yield card.ident, card.entity, [line.value for line in card.lines]
    for incentive in model.incentives.values():
        yield incentive.ident, incentive.entity, _paid_by(incentive)
    for promotion in model.promotions.values():
        needs = [need.condition for need in promotion.needs if isinstance(need, FigureNeeded)]
        yield promotion.ident, EntityKind.PERSON, needs
    for alert in model.alerts.values():
        yield alert.ident, alert.entity, [rung.when for rung in alert.rungs]


def _paid_by(incentive: Incentive) -> list[FigureExpression]:
    tiers, award, bonus = incentive.tiers, incentive.award, incentive.bonus
    found = [] if tiers is None else [tiers.measure]
    found += [] if award is None else [award.measure]
    return found + ([bonus.condition] if bonus is not None and bonus.condition is not None else [])


def _of_goals(asked: Sequence[FigureExpression], model: Model) -> Iterator[OfGoal]:
    """What is asked of goals for whoever is measured himself, but for how much he has done; not what is asked of his team."""
    waiting, seen = [*asked][::-1], set[str]()
    while waiting:
        part = waiting.pop()
        match part:
            case OfGoal() if part.measure is not GoalMeasure.ACTUAL:
                yield part
            case AmongPeers(measure=PeerMeasure.OF_TEAM):
                pass
            case MetricRef(metric=name) if name not in seen:
                seen.add(name)
                if name in model.metrics:
                    waiting.append(model.metrics[name].value)
            case _:
                waiting.extend(reversed(parts(part)))


def _has_part(goal: Goal, entity: EntityKind) -> bool:
    """Whether some person, or team, has a part of a goal, or one of his own; a table may tell of anybody."""
    if goal.quotas is not None and goal.quotas.axes:
        return True
    if goal.each is not None:
        return goal.each.entity is entity
    kind = "rep:" if entity is EntityKind.PERSON else "team:"
    return any(_splits_into(split, kind) for split in goal.splits)


def _splits_into(split: Split, kind: str) -> bool:
    if split.from_table:
        return True
    return any(
        (split.column is None and part.key.startswith(kind)) or any(_splits_into(inner, kind) for inner in part.splits)
        for part in split.parts
    )


RULE = Rule("goal-without-own-part", SUMMARY, "figures", Severity.WARNING, check)
