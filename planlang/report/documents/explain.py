"""Why a figure, a task, a violation, a record or an alert is what it is: formula, period, limit, rows, history.

In: one finding of an evaluation. Out: lines for a terminal. `subjects` looks findings up by the words of the plan file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import assert_never

from attrs import frozen

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.alert_news import History
from planlang.evaluate.results.evaluation import (
    AlertState,
    Conversion,
    Evaluation,
    GoalValue,
    Kind,
    MetricValue,
    RuleCount,
    Verdict,
    Violation,
)
from planlang.evaluate.results.wording import moment
from planlang.plan.plan import Plan
from planlang.report.sections.columns import Cell, Column, Paint, painted, table, wrapped
from planlang.report.sections.conversions import behind_lines, conversion_lines
from planlang.report.sections.evidence import FORMULA, STANDS, evidence_lines, fact_lines, now_facts
from planlang.report.sections.findings import measured, violation_name
from planlang.report.sections.history import history_lines
from planlang.report.words.dates import long_span, number, week_words
from planlang.report.words.names import COMMA, NOBODY, entity_name, owner_name, party_name, title
from planlang.report.words.rules import rule_words, stage_concerned
from planlang.report.words.standing import is_budget, nearest_band, status_text
from planlang.report.words.tasks import OWNER as OWNED
from planlang.report.words.tasks import link_words, task_lines, weight_lines
from planlang.report.words.verdicts import LEVEL_SIGNS, LEVELS, POSSIBLY, STATUS_SIGNS, VERDICTS, level
from planlang.schedule.explain import explain_conflict, explain_slot
from planlang.schedule.schedule import Schedule
from planlang.semantics.model import Alert, Direction, Goal, Metric, Milestone, Process, Task
from planlang.values.figure import Known
from planlang.values.units import PercentagePoints, Ratio, Unit

PERIOD = Text("report.explain.period", "period")
VALUE = Text("report.explain.value", "value")
BEFORE = Text("report.explain.before", "the period before")
LIMIT = Text("report.explain.limit", "measured")
SINCE = Text("report.explain.since", "since")
DUE = Text("report.explain.due", "was due")
IS_DUE = Text("report.explain.is-due", "is due")
BETWEEN = Text("report.explain.due-between", "between {first} and {last}")
OWNER = Text("report.explain.owner", "owner")
TOLD = Text("report.explain.told", "notified")
TOLD_NOBODY = Text("report.explain.told-nobody", "nobody")
HELD_BACK = Text("report.explain.held-back", "not sent because of")
STAGE = Text("report.explain.stage", "stage")
AIM = Text("report.explain.aim", "aim")
STANDARD = Text("report.explain.standard", "standard")
RESPONSIBLE = Text("report.explain.responsible", "responsible")
STAGE_SAYS = Text("report.explain.stage-says", "{stage}: {words}")
DEMAND = Text("report.explain.demand", "the rule")
WAITS = Text("report.explain.waits", "waits for {title}: {kind}")
STATUS_ROW = Text("report.explain.status", "status")
ALLOWED = Text("report.explain.allowed", "allowed by now")
USE = Text("report.explain.use", "used")
REMAINS = Text("report.explain.remains", "left")
OVER_IT = Text("report.explain.over", "over the limit")
BELOW_IT = Text("report.explain.below", "below the limit")
AVAILABLE = Text("report.explain.available", "available per working day")
TARGET = Text("report.explain.target", "target")
TO_DATE = Text("report.explain.to-date", "due by now")
ACTUAL = Text("report.explain.actual", "actual")
ATTAINMENT = Text("report.explain.attainment", "attainment (actual ÷ due by now)")
PROGRESS = Text("report.explain.progress", "progress (actual ÷ target)")
PACE = Text("report.explain.pace", "pace (due by now ÷ target)")
MISSING = Text("report.explain.missing", "gap")
NEEDED = Text("report.explain.needed", "needed per working day")
LEFT = Text("report.explain.left", "working days left")
ACTIVE = Text("report.explain.active", "working days of the person")
WORKED = Text("report.explain.worked", "working days in the period")
PROVISIONAL = Text("report.explain.provisional", "provisional: late entries may still change it")
COUNT_OF = Text("report.explain.verdict-count", "{count} {verdict}")
ABOUT = Text("report.explain.record", "{record} in {process}")
NOTHING_OPEN = Text("report.explain.nothing-open", "no rule is broken this week and no time is running")
NEVER_APPLIED = Text("report.explain.never-applied", "it has not come to apply to anything")
IS_OVER = Text("report.explain.is-over", "is over when")


@frozen
class AlertHistory:
    """An alert, one entity it is about, and its violation while it is on."""

    alert: str
    entity: str
    violations: tuple[Violation, ...] = ()


@frozen
class TaskName:
    """A task or milestone by its qualified name."""

    name: str


@frozen
class ProcessName:
    """A process, with its rules by what a reader calls them."""

    name: str
    rules: tuple[tuple[str, RuleCount], ...] = ()


@frozen
class RecordRules:
    """A record of a process, and what is broken or pending about it, in declared order."""

    process: str
    entity: str
    rules: tuple[Violation, ...]


Subject = GoalValue | MetricValue | RuleCount | Violation | AlertHistory | TaskName | ProcessName | RecordRules


def subjects(evaluation: Evaluation, name: str, entity: str | None = None) -> tuple[Subject, ...]:
    """Everything that goes by a name, in the order of the evaluation.

    Args:
        evaluation: where to look.
        name: of a goal, metric, alert, process, rule, task or milestone, or the id of a violation (its first digits).
        entity: `team:north`, or only `north`; None for all.
    """

    def fits(found: str) -> bool:
        return entity is None or entity in (found, found.partition(":")[2])

    found: list[Subject] = [TaskName(name)] if name in evaluation.schedule.slots and entity is None else []
    found += [value for value in evaluation.goals if value.goal == name and fits(value.entity)]
    found += [value for value in evaluation.metrics if value.metric == name and fits(value.entity)]
    if name in evaluation.plan.model.processes and entity is None:
        found.append(ProcessName(name))
    found += [count for count in evaluation.rules if count.rule == name and entity is None]
    identities = dict.fromkeys((s.alert, s.entity) for s in evaluation.history if s.alert == name and fits(s.entity))
    if entity is not None and isinstance(evaluation.history, History):
        quiet = evaluation.history.identities(name)
        identities |= dict.fromkeys((name, key) for key in quiet if fits(key))
    for alert, about in identities:
        firing = tuple(one for one in evaluation.violations if (one.rule, one.entity) == (alert, about))
        found.append(AlertHistory(alert, about, firing))
    long_enough = len(name) >= 4
    found += [
        violation
        for violation in evaluation.violations
        if (violation.rule == name or (long_enough and violation.id.startswith(name))) and fits(violation.entity)
        if violation.rule not in {alert for alert, _ in identities}
    ]
    return tuple(found)


def explanation_lines(
    subject: Subject, evaluation: Evaluation, language: Language, width: int, colour: bool
) -> list[str]:
    """The explanation of one finding."""
    match subject:
        case GoalValue():
            return _goal(subject, evaluation, language, width, colour)
        case MetricValue():
            return _metric(subject, evaluation, language, width, colour)
        case RuleCount():
            return _rule(subject, evaluation, language, colour)
        case Violation():
            return _violation(subject, evaluation, language, width, colour)
        case AlertHistory():
            return _alert(subject, evaluation, language, width, colour)
        case ProcessName():
            return _process(subject, evaluation, language, width, colour)
        case RecordRules():
            return _record(subject, evaluation, language, width, colour)
        case TaskName(name):
            return task_explanation(name, evaluation.plan, evaluation.schedule, language, width, colour)
        case _:
            assert_never(subject)


def _goal(value: GoalValue, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A goal: its figures, each from which others, and the rows of the actual one."""
    name = title(evaluation.plan, value.goal)
    if value.entity != "plan:":
        name += f" · {entity_name(value.entity, evaluation.plan, language)}"
    is_ratio = isinstance(value.unit, Ratio)
    status = f"{STATUS_SIGNS[value.status]} {status_text(value)().render(language)}"
    facts = [
        (PERIOD, (value.period.label + " " if value.period else "") + long_span(value.start, value.end)),
        (STATUS_ROW, status),
        (TARGET, show(value.target, value.unit, language)),
        (ALLOWED if is_budget(value) else TO_DATE, show(value.target_to_date, value.unit, language)),
        (ACTUAL, show(value.actual, value.unit, language)),
        (ATTAINMENT, show(value.attainment, Ratio(), language, nearest_band(value))),
        (USE if is_budget(value) else PROGRESS, show(value.progress, Ratio(), language)),
        (PACE, show(value.pace, Ratio(), language)),
        *_apart(value, PercentagePoints() if is_ratio else value.unit, language),
        (LEFT, number(value.working_days_left)),
    ]
    if value.accumulates:
        facts.append((AVAILABLE if is_budget(value) else NEEDED, show(value.required_rate, value.unit, language)))
    return [
        painted(name, Paint.BOLD, colour),
        *_doc(evaluation.plan.model.goals.get(value.goal), width, colour),
        *fact_lines(facts, language, width, colour),
        *evidence_lines(value.evidence, language, width, colour),
    ]


def _apart(value: GoalValue, unit: Unit, language: Language) -> list[tuple[Text, str]]:
    """What is missing to a target; of a limit what is left, or what is over."""
    surplus = value.surplus
    if value.direction is Direction.AT_LEAST:
        return [(MISSING, show(value.gap, unit, language))]
    if isinstance(surplus, Known) and surplus.value > 0:
        return [(OVER_IT, show(surplus, unit, language))]
    return [(REMAINS if value.accumulates else BELOW_IT, show(value.gap, unit, language))]


def _doc(declared: Goal | Metric | Alert | Process | Task | Milestone | None, width: int, colour: bool) -> list[str]:
    """What the `##` lines above a declaration say."""
    doc = declared.ident.doc if declared is not None else None
    said = [line for part in (doc or "").split("\n") for line in wrapped(part, width, indent=2)]
    return [painted(line, Paint.DIM, colour) for line in said]


def _metric(value: MetricValue, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A metric: its figure and the one before, and the line that declares it."""
    metric = evaluation.plan.model.metrics.get(value.metric)
    heading = metric.ident.title if metric is not None else value.metric
    facts = [
        (PERIOD, week_words(value.period, language)),
        (VALUE, show(value.value.figure, value.value.unit, language)),
        *now_facts(value, language),
        (BEFORE, show(value.previous.figure, value.previous.unit, language)),
        (ACTIVE if value.entity.startswith("rep:") else WORKED, number(value.active_days)),
    ]
    if value.evidence is None and metric is not None:
        span = metric.ident.span
        facts += [(FORMULA, span.source.line_text(span.line).strip()), (STANDS, span.place())]
    lines = [
        painted(f"{heading} · {entity_name(value.entity, evaluation.plan, language)}", Paint.BOLD, colour),
        *_doc(metric, width, colour),
        *fact_lines(facts, language, width, colour),
        *(evidence_lines(value.evidence, language, width, colour) if value.evidence else ()),
    ]
    if value.provisional:
        lines.append("  " + PROVISIONAL().render(language))
    return lines


def _rule(value: RuleCount, evaluation: Evaluation, language: Language, colour: bool) -> list[str]:
    """A rule: how often it was kept, broken, and so on."""
    demand = rule_words(value.rule, evaluation.plan).render(language)
    return [painted(demand, Paint.BOLD, colour), f"  {_counts(value.verdicts, language)}"]


def _counts(verdicts: Mapping[Verdict, int], language: Language) -> str:
    """How often each verdict was given."""
    counts = [(VERDICTS[verdict]().render(language), verdicts.get(verdict, 0)) for verdict in Verdict]
    words = [COUNT_OF(count=f"{count:,}", verdict=name).render(language) for name, count in counts if count]
    return " · ".join(words) or NEVER_APPLIED().render(language)


def _process(value: ProcessName, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A process: each rule by name, what it demands, and how it fared."""
    process = evaluation.plan.model.processes[value.name]
    rows: list[list[Cell | str]] = [
        [
            Cell(name, Paint.BOLD),
            rule_words(count.rule, evaluation.plan).render(language),
            _counts(count.verdicts, language),
        ]
        for name, count in value.rules
    ]
    columns = (Column(elastic=True, least=24), Column(elastic=True), Column(elastic=True, least=24))
    converted = [one for one in evaluation.conversions if one.process == value.name]
    return [
        painted(process.ident.title, Paint.BOLD, colour),
        *_doc(process, width, colour),
        *fact_lines([(STANDS, process.ident.span.place())], language, width, colour),
        *table(columns, rows, width, colour=colour, indent=2, whole=True),
        *(line for one in converted for line in _converted(one, evaluation, language, width, colour)),
        *_stages(value.name, evaluation, language, width, colour),
    ]


def _converted(value: Conversion, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """The conversion of a stage, and which records did not get further."""
    return [
        *conversion_lines([value], evaluation, language, width, colour, indent=2),
        *behind_lines(value, evaluation, language, width),
    ]


def _stages(process: str, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """The stages of a process that have a block of their own: what for, by which standard, and who is responsible."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    rows: list[list[Cell | str]] = [
        [
            Cell(stage.title, Paint.BOLD),
            stage.aim or "",
            stage.standard or "",
            party_name(stage.responsible, model, day, language) if stage.responsible is not None else "",
        ]
        for stage in model.processes[process].stages
        if stage.aim is not None or stage.standard is not None or stage.responsible is not None
    ]
    heads = [Column(text().render(language), elastic=True, least=12) for text in (STAGE, AIM, STANDARD, RESPONSIBLE)]
    return ["", *table(heads, rows, width, colour=colour, indent=2, whole=True)] if rows else []


def _record(value: RecordRules, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A record: each rule that is broken or whose time runs."""
    process = evaluation.plan.model.processes[value.process].ident.title
    heading = ABOUT(record=entity_name(value.entity, evaluation.plan, language), process=process).render(language)
    counts = Counter(violation.verdict for violation in value.rules)
    words = _counts(counts, language) if counts else NOTHING_OPEN().render(language)
    lines = [painted(heading, Paint.BOLD, colour), f"  {words}"]
    for violation in value.rules:
        lines += ["", *_violation(violation, evaluation, language, width, colour)]
    return lines


def _violation(value: Violation, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A violation: what was found against which limit, since when, and on which rows; the same of what may become one."""
    shown, pending = level(value.severity), value.verdict in (Verdict.PENDING, Verdict.UNKNOWN)
    name = violation_name(value, evaluation, language)
    facts = [
        (DEMAND, rule_words(value.rule, evaluation.plan).render(language)),
        (LIMIT, measured(value, evaluation, language)),
        (OWNER, value.owner or NOBODY().render(language)),
        (TOLD, COMMA().render(language).join(value.to) or TOLD_NOBODY().render(language)),
    ]
    if pending:
        facts.pop()
    if value.period is not None:
        facts.insert(0, (PERIOD, week_words(value.period, language)))
    if value.until_words is not None:
        facts.append((IS_OVER, value.until_words.render(language)))
    if value.since is not None:
        facts.append((SINCE, value.since.isoformat()))
    if value.due is not None and (value.kind is Kind.RULE or value.due_at is not None):
        facts.append((IS_DUE if pending else DUE, _due(value, language)))
    stage = stage_concerned(value, evaluation.plan)
    if value.responsible:
        facts.append((RESPONSIBLE, COMMA().render(language).join(value.responsible)))
    if stage is not None and stage.standard is not None:
        facts.append((STANDARD, STAGE_SAYS(stage=stage.title, words=stage.standard).render(language)))
    if value.inhibited_by is not None:
        facts.append((HELD_BACK, rule_words(value.inhibited_by, evaluation.plan).render(language)))
    if pending:
        heading, said = f"{VERDICTS[value.verdict]().render(language)} · {name}", []
    else:
        heading = f"{LEVEL_SIGNS[shown]} {LEVELS[shown]().render(language)} · {name} · {value.id}"
        possible = value.verdict is Verdict.POSSIBLE
        said = wrapped((POSSIBLY(message=value.message) if possible else value.message).render(language), width)
    return [
        painted(heading, Paint.BOLD, colour),
        *said,
        *fact_lines(facts, language, width, colour),
        *evidence_lines(value.evidence, language, width, colour),
    ]


def _due(value: Violation, language: Language) -> str:
    """When the limit runs out: between which bounds where exports leave it open."""
    first, last = moment(value.due_from, value.due_from_at), moment(value.due, value.due_at)
    return BETWEEN(first=first, last=last).render(language) if first and first != last else last


def _alert(value: AlertHistory, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """An alert: its history as a strip of letters, and the last weeks in words."""
    history = evaluation.history
    if isinstance(history, History):
        states: Sequence[AlertState] = history.of(value.alert, value.entity)
    else:
        states = [state for state in history if (state.alert, state.entity) == (value.alert, value.entity)]
    name = rule_words(value.alert, evaluation.plan).render(language)
    lines = [painted(f"{name} · {entity_name(value.entity, evaluation.plan, language)}", Paint.BOLD, colour)]
    lines += _doc(evaluation.plan.model.alerts.get(value.alert), width, colour)
    lines += history_lines(states, language, width, colour)
    for violation in value.violations:
        lines += ["", *_violation(violation, evaluation, language, width, colour)]
    return lines


def task_explanation(
    name: str, plan: Plan, schedule: Schedule, language: Language, width: int, colour: bool
) -> list[str]:
    """A task: dates, why, what it waits for, and which of its constraints are broken."""
    node = plan.nodes[name]
    if name in schedule.slots:
        first, dates, state, *_ = task_lines(name, plan, schedule, language)
        rest = [dates, state, *(words.render(language) for words in explain_slot(schedule, plan, name))]
        owner = owner_name(node, plan.model, schedule.as_of or plan.start, language)
        if owner:
            rest.append(OWNED(owner=owner).render(language))
        rest += (words.render(language) for words in weight_lines(name, plan, language))
    else:
        first, *rest = task_lines(name, plan, schedule, language)
    if isinstance(node, Task | Milestone):
        for link in node.links:
            rest.append(WAITS(title=title(plan, link.on), kind=link_words(link)).render(language))
    rest += [f"! {explain_conflict(plan, c).render(language)}" for c in schedule.conflicts if c.task == name]
    place = STANDS().render(language)
    return [
        painted(first, Paint.BOLD, colour),
        *(_doc(node, width, colour) if isinstance(node, Task | Milestone) else ()),
        *(line for text in rest for line in wrapped(text, width, indent=2)),
        painted(f"  {place} {node.ident.span.place()}", Paint.DIM, colour),
    ]
