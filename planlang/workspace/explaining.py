"""What goes by a name in an evaluation, with the rows behind its figures.

In: a plan held against data, a name, a person or team. Out: `Explained`, for the report room to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import evolve, frozen

from planlang.evaluate.evaluate import evaluate
from planlang.evaluate.evaluation import Evaluation, GoalValue, MetricValue
from planlang.evaluate.held import Held
from planlang.evaluate.roster import WHOLE
from planlang.report.explain import Subject, subjects
from planlang.semantics.expr import FigureExpression
from planlang.semantics.model import EntityKind, Ident, Model
from planlang.values.periods import DAY
from planlang.workspace.run import countable

MOST_ROWS = 20


@frozen
class Explained:
    """The findings that go by a name, and what else there would have been.

    Attributes:
        names: everything that can be explained, in declared order.
        entities: every person and team by plain name.
    """

    evaluation: Evaluation
    subjects: tuple[Subject, ...]
    names: tuple[str, ...]
    entities: tuple[str, ...]


def explained(held: Held, name: str, entity: str | None, written: Model | None = None) -> Explained:
    """Everything that goes by a name (or its alias, title, or the first digits of a violation's id), rows included.

    Args:
        held: the plan held against data.
        name: as people write it.
        entity: `team:north`, `north` or its alias; None: figures of the whole plan, and all that has no figure.
        written: the model whose aliases count, where the plan's titles are those of another language.
    """
    with countable():
        evaluation = evaluate(held)
    model = written or held.plan.model
    shown = held.plan.model
    canonical = _spellings((i.name, i) for i in (*_idents(model), *_idents(shown)))
    teams = _spellings((key, team.ident) for key, team in (*model.teams.items(), *shown.teams.items()))
    found = subjects(evaluation, canonical.get(name, name), teams.get(entity or "", entity))
    if entity is None:
        whole = tuple(s for s in found if not isinstance(s, MetricValue | GoalValue) or s.entity == WHOLE)
        found = whole or found
    people = (key.partition(":")[2] for key in held.roster.entities(EntityKind.PERSON))
    return Explained(
        evaluation,
        tuple(_with_rows(held, subject) for subject in found),
        tuple(ident.name for ident in _idents(model)) + tuple(v.id for v in evaluation.violations),
        (*held.plan.model.teams, *people),
    )


def _spellings(declared: Iterable[tuple[str, Ident]]) -> dict[str, str]:
    """Keys by all that people call them: a name goes before an alias, an alias before a title, the first before later ones."""
    pairs = tuple(declared)[::-1]
    titles = {ident.title: key for key, ident in pairs}
    aliases = {ident.alias: key for key, ident in pairs if ident.alias}
    return titles | aliases | {ident.name: key for key, ident in pairs}


def _idents(model: Model) -> Iterator[Ident]:
    """The names of everything that can be explained."""
    for group in (model.goals, model.metrics, model.alerts, model.tasks, model.milestones):
        yield from (declared.ident for declared in group.values())


def _with_rows(held: Held, subject: Subject) -> Subject:
    """A figure with the rows behind it; anything else has them already."""
    model = held.plan.model
    expression: FigureExpression
    match subject:
        case MetricValue(metric=name, entity=entity, period=period):
            expression, start, end = model.metrics[name].value, period.start, period.end
        case GoalValue(goal=name, entity=entity):
            expression = model.goals[name].measure
            start, end = subject.start, min(subject.end + DAY, held.figures.catalog.cut_days)
        case _:
            return subject
    evidence = held.figures.evidence(expression, entity, start, end, limit=MOST_ROWS)
    return evolve(subject, evidence=evidence)
