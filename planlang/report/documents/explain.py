"""Why a figure, a task, a violation, a record or an alert is what it is: formula, period, limit, rows, history.

In: findings of an evaluation. Out: a document. `subjects` looks findings up by the words of the plan file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import assert_never

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.histories import History
from planlang.evaluate.results.alert_states import AlertState
from planlang.evaluate.results.classes import SegmentValue
from planlang.evaluate.results.evaluation import Evaluation, GoalValue, Kind, MetricValue, RuleCount, Verdict, Violation
from planlang.evaluate.results.goals import RecurringValue
from planlang.evaluate.results.money import ResourceValue
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.risks import RiskValue
from planlang.evaluate.results.wording import moment
from planlang.plan.plan import Part, Plan
from planlang.report.document import (
    Block,
    Cell,
    Column,
    Document,
    Entry,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
)
from planlang.report.documents.explained_goal import PERIOD, doc_of, goal_explanation
from planlang.report.documents.of_people import of_people
from planlang.report.documents.of_rhythm import of_rhythm
from planlang.report.documents.subjects import (
    AccountFound,
    AdjustmentFound,
    AlertHistory,
    AssumptionFound,
    CardsFound,
    ChangeName,
    ChannelName,
    DroppedName,
    Further,
    NotedName,
    OutOfTime,
    PayFound,
    ProcessName,
    RecordRules,
    RiseFound,
    RoleName,
    StrategyFound,
    Subject,
    TaskName,
)
from planlang.report.sections.change.changes import change_explanation, dropped_explanation
from planlang.report.sections.change.proposals import adjustment_explanation
from planlang.report.sections.conversions import behind, conversion_table
from planlang.report.sections.evidence import FORMULA, STANDS, evidence_blocks, facts_of, now_facts
from planlang.report.sections.findings import measured, violation_name
from planlang.report.sections.handling import handling_table
from planlang.report.sections.history import history_blocks, season_blocks
from planlang.report.sections.market.assumptions import assumption_explanation
from planlang.report.sections.market.classes import segment_explanation
from planlang.report.sections.market.strategies import strategy_explanation
from planlang.report.sections.money.account import explained_account
from planlang.report.sections.money.resources import resource_explanation
from planlang.report.sections.people.roles import role_explanation
from planlang.report.sections.rhythm.notes import noted_explanation
from planlang.report.sections.targets.recurring import recurring_explanation
from planlang.report.words.assumed import resting_facts
from planlang.report.words.dates import number, week_words
from planlang.report.words.names import COMMA, NOBODY, entity_name, owner_name, party_name, title
from planlang.report.words.neighbours import figure_neighbours, waiting_lines
from planlang.report.words.rules import process_of, proposal_words, rule_words, stage_concerned, standard_of
from planlang.report.words.tasks import OWNER as OWNED
from planlang.report.words.tasks import done_by_lines, link_words, part_lines, some_names, task_lines, weight_lines
from planlang.report.words.verdicts import LEVEL_SIGNS, POSSIBLY, VERDICTS, level
from planlang.schedule.explain import explain_conflict, explain_slot
from planlang.schedule.schedule import Schedule
from planlang.semantics.clauses.severities import SEVERITY_WORDS
from planlang.semantics.model import Milestone, Task

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
PASSED_ON = Text("report.explain.passed-on", "passed on to")
PROPOSED = Text("report.explain.proposed", "proposed")
STAGE_SAYS = Text("report.explain.stage-says", "{stage}: {words}")
DEMAND = Text("report.explain.demand", "the rule")
WAITS = Text("report.explain.waits", "waits for {title}: {kind}")
ACTIVE = Text("report.explain.active", "working days of the person")
WORKED = Text("report.explain.worked", "working days in the period")
PROVISIONAL = Text("report.explain.provisional", "provisional: late entries may still change it")
COUNT_OF = Text("report.explain.verdict-count", "{count} {verdict}")
ABOUT = Text("report.explain.record", "{record} in {process}")
NOTHING_OPEN = Text("report.explain.nothing-open", "no rule is broken this week and no time is running")
NEVER_APPLIED = Text("report.explain.never-applied", "it has not come to apply to anything")
IS_OVER = Text("report.explain.is-over", "is over when")
RULE = Text("report.explain.name", "name")
FURTHER = Text("report.explain.further", "… and {count} more: {names} (--for WHO tells of one)")
FURTHER_RECORDS = Text("report.explain.further-records", "… and {count} more: {names} (explain RECORD tells of one)")
FARED = Text("report.explain.fared", "how often")


def explanations(found: Sequence[Subject], evaluation: Evaluation, language: Language) -> Document:
    """What is to be said of each finding."""
    return Document(None, tuple(section for one in found for section in _explained(one, evaluation, language)))


def _explained(subject: Subject, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """The explanation of one finding."""
    match subject:
        case GoalValue():
            return (goal_explanation(subject, evaluation, language),)
        case RecurringValue():
            return recurring_explanation(subject, evaluation, language)
        case MetricValue():
            return (_metric(subject, evaluation, language),)
        case RuleCount():
            return (_rule(subject, evaluation, language),)
        case Violation():
            return (_violation(subject, evaluation, language),)
        case AlertHistory():
            return _alert(subject, evaluation, language)
        case Further(entities):
            return (_further(entities, evaluation, language),)
        case ProcessName():
            return _process(subject, evaluation, language)
        case RecordRules():
            return _record(subject, evaluation, language)
        case RoleName(name):
            return (role_explanation(name, evaluation.plan, evaluation.as_of.week.last_day, language),)
        case AccountFound(value, evidence):
            return (explained_account(value, evidence, evaluation, language),)
        case SegmentValue():
            return segment_explanation(subject, evaluation, language)
        case AssumptionFound(found):
            return (assumption_explanation(found, evaluation, language),)
        case ResourceValue():
            return (resource_explanation(subject, evaluation, language),)
        case StrategyFound(strategy):
            return (strategy_explanation(strategy, evaluation, language),)
        case AdjustmentFound(proposed, evidences):
            return (adjustment_explanation(proposed.adjustment.ident.name, evidences, evaluation, language),)
        case ChangeName(name):
            return (change_explanation(name, evaluation, language),)
        case CardsFound() | PayFound() | RiseFound():
            return (of_people(subject, evaluation, language),)
        case RiskValue() | ChannelName():
            return (of_rhythm(subject, evaluation, language),)
        case NotedName(noted):
            return (noted_explanation(noted, evaluation.plan, language),)
        case OutOfTime(name):
            return (_out_of_time(name, evaluation, language),)
        case DroppedName(name):
            return (dropped_explanation(name, evaluation, language),)
        case TaskName(name):
            return (_task(name, evaluation.plan, evaluation.schedule, language),)
        case _:
            assert_never(subject)


def _metric(value: MetricValue, evaluation: Evaluation, language: Language) -> Section:
    """A metric: its figure and the one before, and the line that declares it."""
    metric = evaluation.plan.model.metrics.get(value.metric)
    heading = metric.ident.title if metric is not None else value.metric

    def told(reading: Reading) -> Cell:
        return Cell(show(reading.figure, reading.unit, language), value=reading)

    facts: list[tuple[Text, Cell | str]] = [
        (PERIOD, week_words(value.period, language)),
        (VALUE, told(value.value)),
        *now_facts(value, language),
        (BEFORE, told(value.previous)),
        (ACTIVE if value.entity.startswith("rep:") else WORKED, number(value.active_days)),
    ]
    if value.evidence is None and metric is not None:
        span = metric.ident.span
        facts += [(FORMULA, span.source.line_text(span.line).strip()), (STANDS, span.place())]
    facts += resting_facts("metric", value.metric, evaluation, language)
    facts += figure_neighbours(evaluation.plan, (value.metric, Part.METRIC), language)
    blocks: list[Block] = [*doc_of(metric, evaluation.plan, language), facts_of(facts, language)]
    blocks += evidence_blocks(value.evidence, language) if value.evidence else ()
    if value.provisional:
        blocks.append(Paragraph(PROVISIONAL().render(language), depth=1))
    return Section(f"{heading} · {entity_name(value.entity, evaluation.plan, language)}", tuple(blocks))


def _rule(value: RuleCount, evaluation: Evaluation, language: Language) -> Section:
    """A rule: how often it was kept, broken, and so on."""
    demand = rule_words(value.rule, evaluation.plan).render(language)
    return Section(demand, (Paragraph(_counts(value.verdicts, language), depth=1),))


def _counts(verdicts: Mapping[Verdict, int], language: Language) -> str:
    """How often each verdict was given."""
    counts = [(VERDICTS[verdict]().render(language), verdicts.get(verdict, 0)) for verdict in Verdict]
    words = [COUNT_OF(count=f"{count:,}", verdict=name).render(language) for name, count in counts if count]
    return " · ".join(words) or NEVER_APPLIED().render(language)


def _process(value: ProcessName, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """A process: each rule by name, what it demands, and how it fared; then its stages."""
    process = evaluation.plan.model.processes[value.name]
    rows = tuple(
        Row(
            (
                Cell(name, Tone.STRONG),
                rule_words(count.rule, evaluation.plan, in_full=True).render(language),
                _counts(count.verdicts, language),
            )
        )
        for name, count in value.rules
    )
    columns = (
        Column(RULE().render(language), elastic=True, least=24),
        Column(DEMAND().render(language), elastic=True),
        Column(FARED().render(language), elastic=True, least=24),
    )
    blocks: list[Block] = [
        *doc_of(process, evaluation.plan, language),
        facts_of([(STANDS, process.ident.span.place())], language),
    ]
    blocks.append(Table(columns, rows, quiet=True, whole=True, depth=1))
    blocks += handling_table(process, evaluation.plan, evaluation.as_of.week.last_day, language)
    for one in evaluation.conversions:
        if one.process == value.name:
            blocks += [conversion_table([one], evaluation, language, depth=1), *behind(one, evaluation, language)]
    return Section(process.ident.title, tuple(blocks)), *_stages(value.name, evaluation, language)


def _stages(process: str, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """The stages of a process that have a block of their own: what for, by which standard, and who is responsible."""
    model, day = evaluation.plan.model, evaluation.as_of.week.last_day
    rows = tuple(
        Row(
            (
                Cell(stage.title, Tone.STRONG),
                stage.aim or "",
                stage.standard or "",
                party_name(stage.responsible, model, day, language) if stage.responsible is not None else "",
            )
        )
        for stage in model.processes[process].stages
        if stage.aim is not None or stage.standard is not None or stage.responsible is not None
    )
    columns = tuple(Column(text().render(language), elastic=True) for text in (STAGE, AIM, STANDARD, RESPONSIBLE))
    return (Section("", (Table(columns, rows, whole=True, depth=1),)),) if rows else ()


def _record(value: RecordRules, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """A record: each rule that is broken or whose time runs."""
    process = evaluation.plan.model.processes[value.process].ident.title
    heading = ABOUT(record=entity_name(value.entity, evaluation.plan, language), process=process).render(language)
    counts = Counter(violation.verdict for violation in value.rules)
    words = _counts(counts, language) if counts else NOTHING_OPEN().render(language)
    about = tuple(_violation(violation, evaluation, language) for violation in value.rules)
    return Section(heading, (Paragraph(words, depth=1),)), *about


def _violation(value: Violation, evaluation: Evaluation, language: Language) -> Section:
    """A violation: what was found against which limit, since when, and on which rows; the same of what may become one."""
    shown, pending = level(value.severity), value.verdict in (Verdict.PENDING, Verdict.UNKNOWN)
    name = violation_name(value, evaluation, language)
    facts: list[tuple[Text, Cell | str]] = [
        (DEMAND, rule_words(value.rule, evaluation.plan, in_full=True).render(language)),
        (LIMIT, Cell(measured(value, evaluation, language), value=value.value)),
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
    standard = standard_of(value, evaluation.plan)
    if standard is not None:
        words = standard if stage is None else STAGE_SAYS(stage=stage.title, words=standard).render(language)
        facts.append((STANDARD, words))
    if value.passed_on:
        facts.append((PASSED_ON, COMMA().render(language).join(value.passed_on)))
    process = process_of(value.rule, evaluation.plan)
    if value.proposals and process is not None:
        what = (proposal_words(one, process, evaluation.plan).render(language) for one in value.proposals)
        facts.append((PROPOSED, COMMA().render(language).join(what)))
    if value.inhibited_by is not None:
        facts.append((HELD_BACK, rule_words(value.inhibited_by, evaluation.plan).render(language)))
    said: tuple[Paragraph, ...] = ()
    if pending:
        heading = f"{VERDICTS[value.verdict]().render(language)} · {name}"
    else:
        heading = f"{LEVEL_SIGNS[shown]} {SEVERITY_WORDS[shown]().render(language)} · {name} · {value.id}"
        possible = value.verdict is Verdict.POSSIBLE
        said = (Paragraph((POSSIBLY(message=value.message) if possible else value.message).render(language)),)
    return Section(heading, (*said, facts_of(facts, language), *evidence_blocks(value.evidence, language)))


def _due(value: Violation, language: Language) -> str:
    """When the limit runs out: between which bounds where exports leave it open."""
    first, last = moment(value.due_from, value.due_from_at), moment(value.due, value.due_at)
    return BETWEEN(first=first, last=last).render(language) if first and first != last else last


def _alert(value: AlertHistory, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """An alert: its history as a strip of letters, and the last weeks in words; then what it is on for."""
    history = evaluation.history
    if isinstance(history, History):
        states: Sequence[AlertState] = history.of(value.alert, value.entity)
    else:
        states = [state for state in history if (state.alert, state.entity) == (value.alert, value.entity)]
    name = rule_words(value.alert, evaluation.plan).render(language)
    heading = f"{name} · {entity_name(value.entity, evaluation.plan, language)}"
    alert = evaluation.plan.model.alerts.get(value.alert)
    doc = doc_of(alert, evaluation.plan, language) + season_blocks(alert, evaluation.as_of.week, language)
    about = tuple(_violation(violation, evaluation, language) for violation in value.violations)
    return Section(heading, (*doc, *history_blocks(states, language))), *about


def _further(entities: Sequence[str], evaluation: Evaluation, language: Language) -> Section:
    """How many others there are, the first of them by name, and how to ask for one."""
    names = tuple(entity_name(entity, evaluation.plan, language) for entity in entities)
    text = FURTHER_RECORDS if entities[0].startswith("deal:") else FURTHER
    words = text(count=len(names), names=some_names(names, language))
    return Section("", (Paragraph(words.render(language), Tone.MUTED),))


def _out_of_time(name: str, evaluation: Evaluation, language: Language) -> Section:
    """An alert that is not judged at this time."""
    alert = evaluation.plan.model.alerts[name]
    place = Paragraph(f"{STANDS().render(language)} {alert.ident.span.place()}", Tone.MUTED, depth=1)
    season = season_blocks(alert, evaluation.as_of.week, language)
    heading = rule_words(name, evaluation.plan).render(language)
    return Section(heading, (*doc_of(alert, evaluation.plan, language), *season, place))


def task_explanation(name: str, plan: Plan, schedule: Schedule, language: Language) -> Document:
    """What is to be said of a task where there are no data."""
    return Document(None, (_task(name, plan, schedule, language),))


def _task(name: str, plan: Plan, schedule: Schedule, language: Language) -> Section:
    """A task: dates, why, what it waits for, and which of its constraints are broken."""
    node = plan.nodes[name]
    if name in schedule.slots:
        first, dates, state, *_ = task_lines(name, plan, schedule, language)
        rest = [dates, state, *(words.render(language) for words in explain_slot(schedule, plan, name))]
        owner = owner_name(node, plan.model, schedule.as_of or plan.start, language)
        if owner:
            rest.append(OWNED(owner=owner).render(language))
        rest += [*done_by_lines(name, plan, schedule, language), *weight_lines(name, plan, schedule, language)]
        rest += [*part_lines(name, plan, schedule, language)]
    else:
        first, *rest = task_lines(name, plan, schedule, language)
    if isinstance(node, Task | Milestone):
        for link in node.links:
            rest.append(WAITS(title=title(plan, link.on), kind=link_words(link)).render(language))
        rest += waiting_lines(plan, name, language)
    entries = [Entry(text) for text in rest]
    entries += (
        Entry(explain_conflict(plan, conflict).render(language), sign=Cell("!"))
        for conflict in schedule.conflicts
        if conflict.task == name
    )
    place = Paragraph(f"{STANDS().render(language)} {node.ident.span.place()}", Tone.MUTED, depth=1)
    doc = doc_of(node, plan, language) if isinstance(node, Task | Milestone) else ()
    return Section(first, (*doc, Listing(tuple(entries), depth=1), place))
