"""What goes by a name in an evaluation, with the rows behind its figures.

In: a plan held against data, a name, a person or team. Out: `Explained`, for the report room to print.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import evolve

from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.alerts.histories import History
from planlang.evaluate.alerts.judged_alerts import judged_alert
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.entities.spine import ANYWHERE
from planlang.evaluate.evidence import places_of, rows_of_alert
from planlang.evaluate.goals.division import Slice
from planlang.evaluate.held import Held, at
from planlang.evaluate.results.changes import AdjustmentState, ProposalPhase
from planlang.evaluate.results.evaluation import Evaluation, Evidence, GoalValue, Kind, MetricValue, Violation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violations import listed
from planlang.evaluate.rules.findings import running
from planlang.evaluate.rules.rule_violations import rule_violations
from planlang.evaluate.stages.record_names import entity_key
from planlang.evaluate.stages.visits import Visits
from planlang.frozen import frozen
from planlang.plan.each import with_parts
from planlang.plan.plan import Plan
from planlang.report.documents.subjects import (
    AccountFound,
    AdjustmentFound,
    AlertHistory,
    Further,
    ProcessName,
    RecordRules,
    Subject,
    subjects,
)
from planlang.report.words.names import entity_name
from planlang.semantics.expr import AverageOver, FigureComparison, FigureExpression, MetricRef, OverWindow, RatioOf
from planlang.semantics.expressions.figure_operators import figure_unit
from planlang.semantics.model import EntityKind, Ident, Model, Party, Process, Table
from planlang.semantics.model.titles import name_for
from planlang.values.figure import Figure, Known
from planlang.values.periods import DAY, Period
from planlang.workspace.run import countable

UNKNOWN = Text("cli.explain.unknown", 'nothing is called "{name}"; {known}')
NOTHING = Text(
    "cli.explain.nothing", 'there is nothing to tell of "{name}" for the plan as a whole; say of whom with `--for WHO`'
)
QUIET = Text(
    "cli.explain.quiet",
    'of "{name}" there is nothing to tell for the plan as a whole; `--for WHO` tells of one of these: {names}',
)
QUIET_MORE = Text("cli.explain.quiet-more", "{names} and {count:more|more}")
NOTHING_OF = Text("cli.explain.nothing-of", 'there is nothing to tell of "{name}" for "{entity}"')
NOBODY = Text("cli.explain.nobody", 'the plan has no person or team called "{name}"; {known}')
NEAR = Text("cli.explain.near", "near it: {names}")
SOME = Text("cli.explain.some", "there are, for example: {names}")
MOST_NAMED = 5
MOST_CHOICES = 10
SEPARATOR = {Language.EN: ", ", Language.ZH: "、"}
MOST_ROWS = 20
MOST_ENTITIES = 10
"""Of how many entities an alert, a broken rule or the rows behind the cause of an adjustment are told."""


@frozen
class Explained:
    """The findings that go by a name, and what else there would have been.

    Attributes:
        names: everything with a name that can be explained, as the reader calls it, in declared order.
        spellings: all that may have been meant: names, aliases, rules of processes, records with findings, violations.
        entities: every person and team by plain name.
        choices: of whom there is something to tell, where there is nothing of the plan as a whole.
    """

    subjects: tuple[Subject, ...]
    names: tuple[str, ...]
    spellings: tuple[str, ...]
    entities: tuple[str, ...]
    choices: tuple[str, ...] = ()


def explained(
    held: Held,
    evaluation: Evaluation,
    name: str,
    entity: str | None,
    written: Model | None = None,
    language: Language = Language.EN,
) -> Explained:
    """Everything that goes by a name (or its alias, title, a record's key, or the first digits of a violation's id).

    Args:
        held: the plan held against data.
        evaluation: what was found for it.
        name: as people write it.
        entity: `team:north`, `north` or its alias; None: figures of the whole plan, and all that has no figure.
        written: the model whose aliases count, where the plan's titles are those of another language.
        language: of the reader, for the names of what there is.
    """
    model, shown = with_parts(written).value if written else held.plan.model, held.plan.model
    canonical = _spellings((i.name, i) for i in (*_idents(model), *_idents(shown), *_given_up(held.plan)))
    teams = _spellings((key, team.ident) for key, team in (*model.teams.items(), *shown.teams.items()))
    found: tuple[Subject, ...] = _records(held, f"deal:{name}", evaluation)
    if not found:
        meant = canonical.get(name) or _rule_called(name, model, canonical) or name
        found = subjects(evaluation, meant, teams.get(entity or "", entity))
    if entity is None:
        whole = tuple(subject for subject in found if _is_whole(subject))
        found = whole or found
        found = _bounded(found)
    people = (key.partition(":")[2] for key in held.roster.entities(EntityKind.PERSON))
    with countable():
        told = tuple(_with_rows(held, _with_rules(subject, evaluation, model, language)) for subject in found)
    return Explained(
        told,
        tuple(name_for(ident.name, ident.alias, language) for ident in _idents(model)),
        tuple(_all_spellings(model, evaluation)),
        (*held.plan.model.teams, *people),
        () if found else _choices(evaluation, canonical.get(name, name), language),
    )


def untold(found: Explained, name: str, entity: str | None, language: Language) -> Message | None:
    """What is said where there is nothing to tell; None where there is something."""
    if found.subjects:
        return None
    if entity is not None and entity not in found.entities:
        return NOBODY(name=entity, known=_known(entity, found.entities, found.entities))
    if name in (*found.names, *found.spellings):
        return _nothing(name, entity, found.choices, language)
    return UNKNOWN(name=name, known=_known(name, found.names, found.spellings))


def _nothing(name: str, entity: str | None, choices: tuple[str, ...], language: Language) -> Message:
    """What is said where there is nothing to tell of a name for somebody, or for the plan as a whole."""
    if entity is not None:
        return NOTHING_OF(name=name, entity=entity)
    if not choices:
        return NOTHING(name=name)
    names: str | Message = SEPARATOR[language].join(choices[:MOST_CHOICES])
    if len(choices) > MOST_CHOICES:
        names = QUIET_MORE(names=names, count=len(choices) - MOST_CHOICES)
    return QUIET(name=name, names=names)


def _known(name: str, known: tuple[str, ...], spellings: tuple[str, ...]) -> Message:
    """The nearest of all spellings, else the first names."""
    near = nearest(name, spellings, MOST_NAMED)
    return NEAR(names=", ".join(near)) if near else SOME(names=", ".join(known[:MOST_NAMED]))


def _choices(evaluation: Evaluation, name: str, language: Language) -> tuple[str, ...]:
    """Those that an alert watches that has not been on, as people call them."""
    if not isinstance(evaluation.history, History):
        return ()
    keys = dict.fromkeys(evaluation.history.identities(name))
    return tuple(entity_name(key, evaluation.plan, language) for key in keys)


def _bounded(found: tuple[Subject, ...]) -> tuple[Subject, ...]:
    """The first of very many alerts or broken rules, those that are on before others; and whom the rest is about."""
    one_by_one = [one for one in found if isinstance(one, AlertHistory | Violation)]
    if len(one_by_one) <= MOST_ENTITIES:
        return found
    one_by_one.sort(key=lambda one: isinstance(one, AlertHistory) and not one.violations)
    others = tuple(one for one in found if not isinstance(one, AlertHistory | Violation))
    left = dict.fromkeys(one.entity for one in one_by_one[MOST_ENTITIES:])
    return *others, *one_by_one[:MOST_ENTITIES], Further(tuple(left))


def _is_whole(subject: Subject) -> bool:
    """Whether a finding is about the whole plan, or not about anybody."""
    match subject:
        case MetricValue(entity=entity):
            return entity == WHOLE
        case GoalValue():
            return subject.is_whole
        case _:
            return True


def task_called(name: str, plan: Plan, written: Model) -> str | None:
    """The task or milestone that goes by a name, alias or title; None where it is that of something else.

    Args:
        name: as people write it.
        plan: in the language of the reader.
        written: the model whose aliases count.
    """
    meant = _spellings((i.name, i) for i in (*_idents(with_parts(written).value), *_idents(plan.model))).get(name, name)
    if meant in plan.model.strategies:
        return None
    return meant if meant in plan.model.tasks or meant in plan.model.milestones else None


def _spellings(declared: Iterable[tuple[str, Ident]]) -> dict[str, str]:
    """Keys by all that people call them: a name goes before an alias, an alias before a title, the first before later ones."""
    pairs = tuple(declared)[::-1]
    titles = {ident.title: key for key, ident in pairs}
    aliases = {ident.alias: key for key, ident in pairs if ident.alias}
    return titles | aliases | {ident.name: key for key, ident in pairs}


def _idents(model: Model) -> Iterator[Ident]:
    """The names of everything that can be explained: what is warned of before its warning, which is called alike."""
    for group in (
        model.goals,
        model.metrics,
        model.accounts,
        model.segments,
        model.risks,
        model.alerts,
        model.processes,
        model.tasks,
        model.milestones,
        model.assumptions,
        model.strategies,
        model.resources,
        model.scorecards,
        model.incentives,
        model.promotions,
        model.channels,
    ):
        yield from (declared.ident for declared in group.values())
    yield from model.changes.values()
    yield from (role.ident for role in model.roles.values() if role.duties or role.authority or role.ramp)
    yield from (noted.ident for noted in model.notes.values())


def _given_up(plan: Plan) -> Iterator[Ident]:
    """The tasks and milestones that are no longer in the plan."""
    first = plan.original.model
    for group in (first.tasks, first.milestones):
        yield from (declared.ident for name, declared in group.items() if name not in plan.nodes)


def _all_spellings(model: Model, evaluation: Evaluation) -> Iterator[str]:
    """All that may have been meant."""
    for ident in _idents(model):
        yield from (ident.name, *((ident.alias,) if ident.alias else ()))
    for process in model.processes.values():
        for rule in process.rules:
            yield rule.ident.name
            yield from (_rule_name(process, rule.ident.name, language) for language in Language)
    for entity in [*listed(evaluation.violations).entities()] + [one.entity for one in evaluation.upcoming]:
        kind, _, key = entity.partition(":")
        if kind == "deal":
            yield key
    yield from (violation.id for violation in evaluation.violations)


# ---------------------------------------------------------------- processes


def _with_rules(subject: Subject, evaluation: Evaluation, model: Model, language: Language) -> Subject:
    """A process with the names of its rules; anything else as it is."""
    if not isinstance(subject, ProcessName):
        return subject
    process = model.processes[subject.name]
    own = {rule.ident.name for rule in process.rules}
    counts = (count for count in evaluation.rules if count.rule in own)
    return evolve(subject, rules=tuple((_rule_name(process, count.rule, language), count) for count in counts))


def _rule_name(process: Process, rule: str, language: Language) -> str:
    """The name of a rule with process and stages as a reader calls them: `b2b.stay.proposal`."""
    stages = {stage.name: name_for(stage.name, stage.alias, language) for stage in process.stages}
    word, *rest = rule.removeprefix(process.ident.name + ".").split(".")
    head = name_for(process.ident.name, process.ident.alias, language)
    return ".".join((head, word, *(stages.get(part, part) for part in rest)))


def _rule_called(name: str, model: Model, canonical: dict[str, str]) -> str | None:
    """The rule that is called by a name or alias of its process, and of each stage."""
    for process in model.processes.values():
        declared = {rule.ident.name for rule in process.rules}
        stages = {stage.alias: stage.name for stage in process.stages if stage.alias}
        for head in (spelt for spelt, key in canonical.items() if key == process.ident.name):
            word, *rest = name.removeprefix(head + ".").split(".")
            meant = ".".join((process.ident.name, word, *(stages.get(part, part) for part in rest)))
            if name.startswith(head + ".") and meant in declared:
                return meant
    return None


def _records(held: Held, entity: str, evaluation: Evaluation) -> tuple[RecordRules, ...]:
    """The record of each process that has it, with what is broken and what is pending, in declared order."""
    return tuple(
        RecordRules(name, entity, _about(held, name, entity, rank, evaluation))
        for name, visits in held.visits.items()
        if (rank := _rank(held, visits, entity)) is not None
    )


def _rank(held: Held, visits: Visits, entity: str) -> int | None:
    """The number of a record of a process; None where it has no such record."""
    shape = held.plan.model.sources[visits.process.source].shape
    assert isinstance(shape, Table), "a process goes over records"
    return visits.rank_of(entity_key(entity, len(shape.key)))


def _about(held: Held, process: str, entity: str, rank: int, evaluation: Evaluation) -> tuple[Violation, ...]:
    """What is broken and what is pending about a record of a process, which has this number there."""

    def nobody(parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
        return ()

    plan, visits, week = held.plan, held.visits[process], held.as_of.week
    own = {rule.ident.name for rule in visits.process.rules}
    broken = tuple(one for one in evaluation.violations if one.entity == entity and one.rule in own)
    pending = tuple(instance for found in held.judged(process) for instance in running(found.of_record(rank), week))
    return broken + rule_violations(pending, plan, week, nobody, places_of(pending, held))


# ---------------------------------------------------------------- rows


def _with_rows(held: Held, subject: Subject) -> Subject:
    """A figure with the rows behind it, and numerator and denominator of a ratio; anything else has its rows already."""
    model = held.plan.model
    expression: FigureExpression
    where = ANYWHERE
    match subject:
        case MetricValue(metric=name, entity=entity, period=period):
            expression, start, end = model.metrics[name].value, period.start, period.end
            value = subject.value.figure
        case GoalValue(goal=name, entity=entity, within=within, actual=value, values=values):
            part = Slice(entity, within, values)
            if part in held.targets[name].beside:
                return subject
            where, expression = at(part, held.targets[name]), held.targets[name].measure(part)
            start, end = subject.start, min(subject.end + DAY, held.figures.catalog.cut_days)
        case AccountFound(value=found):
            spent = model.accounts[found.account].spent
            if spent is None or found.to is None:
                return subject
            days = (held.plan.start, found.to + DAY)
            return evolve(subject, evidence=held.figures.evidence(spent, WHOLE, *days, MOST_ROWS))
        case AdjustmentFound(value=state):
            return evolve(subject, evidence=_behind(held, state))
        case AlertHistory(violations=violations):
            return evolve(subject, violations=tuple(_with_ratio(held, violation) for violation in violations))
        case Violation():
            return _with_ratio(held, subject)
        case _:
            return subject
    evidence = held.figures.evidence(expression, entity, start, end, MOST_ROWS, where)
    return evolve(subject, evidence=_with_parts(held, evidence, expression, entity, value))


def _behind(held: Held, state: AdjustmentState) -> dict[str, Evidence]:
    """The rows behind the cause of an adjustment in the last period, for those that something is proposed or decided for."""
    told = [one for one in state.proposals if one.phase is not ProposalPhase.NONE]
    if not told:
        return {}
    judged = judged_alert(held, state.adjustment.alert)
    return {
        one.entity: rows_of_alert(judged, one.entity, judged.periods[-1], held, MOST_ROWS)
        for one in told[:MOST_ENTITIES]
    }


def _with_ratio(held: Held, violation: Violation) -> Violation:
    """The violation of an alert on a ratio with numerator and denominator; any other as it is."""
    if violation.kind is not Kind.ALERT or violation.value is None:
        return evolve(violation, evidence=violation.evidence)
    rungs = held.plan.model.alerts[violation.rule].rungs
    condition = next(rung.when for rung in rungs if rung.severity == violation.severity)
    figure = violation.value.figure
    return evolve(violation, evidence=_with_parts(held, violation.evidence, condition, violation.entity, figure))


def _with_parts(held: Held, evidence: Evidence, expression: FigureExpression, entity: str, value: Figure) -> Evidence:
    """Evidence of a ratio with its numerator and denominator, where they make the value."""
    ratio = _ratio(expression, held.plan.model)
    if ratio is None or evidence.days is None:
        return evidence
    top, below = (held.figures.over(side, entity, *evidence.days) for side in (ratio.numerator, ratio.denominator))
    if not isinstance(top, Known) or not isinstance(below, Known):
        return evidence
    if isinstance(value, Known) and top.value != value.value * below.value:
        return evidence
    units = figure_unit(ratio.numerator), figure_unit(ratio.denominator)
    return evolve(evidence, parts=(Reading(top, units[0]), Reading(below, units[1])))


def _ratio(expression: FigureExpression, model: Model) -> RatioOf | None:
    """The ratio that a figure is, or that is compared with a limit."""
    match expression:
        case RatioOf():
            return expression
        case MetricRef(metric=name):
            return _ratio(model.metrics[name].value, model)
        case OverWindow(window=AverageOver()):
            return None
        case OverWindow(subject=subject) | FigureComparison(left=subject):
            return _ratio(subject, model)
        case _:
            return None
