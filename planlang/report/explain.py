"""Why a figure, a task, a violation or an alert is what it is: formula, period, limit, rows, history.

In: one finding of an evaluation. Out: lines for a terminal. `subjects` looks findings up by the words of the plan file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import assert_never

from attrs import frozen

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.evaluation import (
    AlertPhase,
    AlertState,
    Evaluation,
    Evidence,
    GoalValue,
    MetricValue,
    RuleCount,
    Verdict,
    Violation,
)
from planlang.evaluate.wording import moment
from planlang.report.columns import Cell, Column, Paint, painted, table, wrapped
from planlang.report.dates import long_span, week_words
from planlang.report.findings import measured, violation_name
from planlang.report.goals import nearest_band
from planlang.report.names import COMMA, NOBODY, entity_name, owner_name, title
from planlang.report.rules import rule_words
from planlang.report.shortcomings import place_text
from planlang.report.tasks import OWNER as OWNED
from planlang.report.tasks import link_words, task_lines
from planlang.report.theme import level
from planlang.report.verdicts import LEVEL_SIGNS, LEVELS, PHASES, POSSIBLY, STATUS, STATUS_SIGNS, VERDICTS
from planlang.schedule.explain import explain_conflict, explain_slot
from planlang.semantics.model import Milestone, Task
from planlang.values.units import PercentagePoints, Ratio

FORMULA = Text("report.explain.formula", "formula")
STANDS = Text("report.explain.where", "written at")
COUNTED = Text("report.explain.counted", "days counted")
PERIOD = Text("report.explain.period", "period")
VALUE = Text("report.explain.value", "value")
BEFORE = Text("report.explain.before", "the period before")
LIMIT = Text("report.explain.limit", "found")
SINCE = Text("report.explain.since", "since")
DUE = Text("report.explain.due", "was due")
OWNER = Text("report.explain.owner", "owner")
TOLD = Text("report.explain.told", "told")
HELD_BACK = Text("report.explain.held-back", "not sent because of")
DEMAND = Text("report.explain.demand", "the rule")
WAITS = Text("report.explain.waits", "waits for {title}: {kind}")
STATUS_ROW = Text("report.explain.status", "status")
TARGET = Text("report.explain.target", "target")
TO_DATE = Text("report.explain.to-date", "due by now")
ACTUAL = Text("report.explain.actual", "actual")
ATTAINMENT = Text("report.explain.attainment", "actual of due")
PROGRESS = Text("report.explain.progress", "actual of target")
PACE = Text("report.explain.pace", "due by now of target")
MISSING = Text("report.explain.missing", "still missing")
NEEDED = Text("report.explain.needed", "needed per working day")
LEFT = Text("report.explain.left", "working days left")
ACTIVE = Text("report.explain.active", "working days of the person")
PROVISIONAL = Text("report.explain.provisional", "provisional: late entries may still change it")
NEVER_APPLIED = Text("report.explain.never-applied", "it has not come to apply to anything")
ROWS = Text("report.explain.rows", "{count:row counts|rows count}; the first {shown}:")
ALL_ROWS = Text("report.explain.all-rows", "{count:row counts|rows count}:")
NO_ROWS = Text("report.explain.no-rows", "no row counts")
UNDECIDED = Text("report.explain.undecided", "{count:row|rows} left out: the condition could not be decided")
SKIPPED = Text("report.explain.skipped", "{count:row|rows} left out: the cell is empty")
HISTORY = Text("report.explain.history", "{strip}  {first} to {last}")
NO_HISTORY = Text("report.explain.no-history", "no period has been judged yet")
JUDGED = Text("report.explain.judged", "{value} (limit {limit})")
STREAK = Text("report.explain.streak", "{phase}, {streak} in a row")
NO_FIGURE = Text("report.explain.no-figure", "no data")
NOT_JUDGED = Text("report.explain.not-judged", "not judged (days off)")
LETTERS = {
    AlertPhase.INACTIVE: "·",
    AlertPhase.PENDING: "P",
    AlertPhase.FIRING: "F",
    AlertPhase.RESOLVED: "R",
    AlertPhase.ENDED: "E",
}
UNKNOWN_LETTER, SKIPPED_LETTER = "_", "s"
MOST_WEEKS = 12


@frozen
class AlertHistory:
    """An alert and one entity it is about."""

    alert: str
    entity: str


@frozen
class TaskName:
    """A task or milestone by its qualified name."""

    name: str


Subject = GoalValue | MetricValue | RuleCount | Violation | AlertHistory | TaskName


def subjects(evaluation: Evaluation, name: str, entity: str | None = None) -> tuple[Subject, ...]:
    """Everything that goes by a name, in the order of the evaluation.

    Args:
        evaluation: where to look.
        name: of a goal, metric, alert, rule, task or milestone, or the id of a violation (its first digits).
        entity: `team:north`, or only `north`; None for all.
    """

    def fits(found: str) -> bool:
        return entity is None or entity in (found, found.partition(":")[2])

    found: list[Subject] = [TaskName(name)] if name in evaluation.schedule.slots and entity is None else []
    found += [value for value in evaluation.goals if value.goal == name and fits(value.entity)]
    found += [value for value in evaluation.metrics if value.metric == name and fits(value.entity)]
    found += [count for count in evaluation.rules if count.rule == name and entity is None]
    identities = dict.fromkeys((s.alert, s.entity) for s in evaluation.history if s.alert == name and fits(s.entity))
    found += [AlertHistory(alert, about) for alert, about in identities]
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
        case TaskName(name):
            return _task(name, evaluation, language, width, colour)
        case _:
            assert_never(subject)


def _goal(value: GoalValue, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A goal: its figures, each from which others, and the rows of the actual one."""
    name = title(evaluation.plan, value.goal)
    if value.entity != "plan:":
        name += f" · {entity_name(value.entity, evaluation.plan, language)}"
    is_ratio = isinstance(value.unit, Ratio)
    status = f"{STATUS_SIGNS[value.status]} {STATUS[value.status]().render(language)}"
    facts = [
        (PERIOD, (value.period.label + " " if value.period else "") + long_span(value.start, value.end)),
        (STATUS_ROW, status),
        (TARGET, show(value.target, value.unit, language)),
        (TO_DATE, show(value.target_to_date, value.unit, language)),
        (ACTUAL, show(value.actual, value.unit, language)),
        (ATTAINMENT, show(value.attainment, Ratio(), language, nearest_band(value))),
        (PROGRESS, show(value.progress, Ratio(), language)),
        (PACE, show(value.pace, Ratio(), language)),
        (MISSING, show(value.gap, PercentagePoints() if is_ratio else value.unit, language)),
        (LEFT, str(value.working_days_left)),
    ]
    if not is_ratio:
        facts.append((NEEDED, show(value.required_rate, value.unit, language)))
    return [
        painted(name, Paint.BOLD, colour),
        *_facts(facts, language, width, colour),
        *_evidence(value.evidence, language, width, colour),
    ]


def _metric(value: MetricValue, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A metric: its figure and the one before, and the line that declares it."""
    metric = evaluation.plan.model.metrics.get(value.metric)
    heading = metric.ident.title if metric is not None else value.metric
    facts = [
        (PERIOD, week_words(value.period, language)),
        (VALUE, show(value.value.figure, value.value.unit, language)),
        (BEFORE, show(value.previous.figure, value.previous.unit, language)),
        (ACTIVE, str(value.active_days)),
    ]
    if value.evidence is None and metric is not None:
        span = metric.ident.span
        facts += [(FORMULA, span.source.line_text(span.line).strip()), (STANDS, span.place())]
    lines = [
        painted(f"{heading} · {entity_name(value.entity, evaluation.plan, language)}", Paint.BOLD, colour),
        *_facts(facts, language, width, colour),
        *(_evidence(value.evidence, language, width, colour) if value.evidence else ()),
    ]
    if value.provisional:
        lines.append("  " + PROVISIONAL().render(language))
    return lines


def _rule(value: RuleCount, evaluation: Evaluation, language: Language, colour: bool) -> list[str]:
    """A rule: how often it was kept, broken, and so on."""
    counts = [(VERDICTS[verdict]().render(language), value.verdicts.get(verdict, 0)) for verdict in Verdict]
    words = " · ".join(f"{count:,} {name}" for name, count in counts if count)
    demand = rule_words(value.rule, evaluation.plan).render(language)
    return [painted(demand, Paint.BOLD, colour), f"  {words or NEVER_APPLIED().render(language)}"]


def _violation(value: Violation, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A violation: what was found against which limit, since when, and on which rows."""
    shown = level(value.severity)
    name = violation_name(value, evaluation, language)
    sentence = value.message
    facts = [
        (DEMAND, rule_words(value.rule, evaluation.plan).render(language)),
        (LIMIT, measured(value, language)),
        (OWNER, value.owner or NOBODY().render(language)),
        (TOLD, COMMA().render(language).join(value.to) or NOBODY().render(language)),
    ]
    if value.period is not None:
        facts.insert(0, (PERIOD, week_words(value.period, language)))
    if value.since is not None:
        facts.append((SINCE, value.since.isoformat()))
    if value.due_at is not None:
        facts.append((DUE, moment(value.due, value.due_at)))
    if value.inhibited_by is not None:
        facts.append((HELD_BACK, rule_words(value.inhibited_by, evaluation.plan).render(language)))
    said = POSSIBLY(message=sentence) if value.verdict is Verdict.POSSIBLE else sentence
    return [
        painted(f"{LEVEL_SIGNS[shown]} {LEVELS[shown]().render(language)} · {name} · {value.id}", Paint.BOLD, colour),
        *wrapped(said.render(language), width),
        *_facts(facts, language, width, colour),
        *_evidence(value.evidence, language, width, colour),
    ]


def _alert(value: AlertHistory, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """An alert: its history as a strip of letters, and the last weeks in words."""
    states = [state for state in evaluation.history if (state.alert, state.entity) == (value.alert, value.entity)]
    name = rule_words(value.alert, evaluation.plan).render(language)
    lines = [painted(f"{name} · {entity_name(value.entity, evaluation.plan, language)}", Paint.BOLD, colour)]
    if not states:
        return [*lines, NO_HISTORY().render(language)]
    strip = HISTORY(strip=history_strip(states), first=states[0].period.label, last=states[-1].period.label)
    lines += ["  " + strip.render(language), "  " + painted(strip_legend(language), Paint.DIM, colour)]
    rows: list[list[Cell | str]] = [
        [state.period.label, _judged(state, language), _phase(state, language)] for state in states[-MOST_WEEKS:]
    ]
    lines += table((Column(), Column(), Column(elastic=True)), rows, width, colour=colour, indent=2)
    for violation in evaluation.violations:
        if (violation.rule, violation.entity) == (value.alert, value.entity):
            lines += ["", *_violation(violation, evaluation, language, width, colour)]
    return lines


def history_strip(states: Iterable[AlertState]) -> str:
    """One letter a period: `··P_FFR`; `_` no data, `s` not judged, and the phase where it was judged."""
    return "".join(
        SKIPPED_LETTER if state.skipped else UNKNOWN_LETTER if state.no_data else LETTERS[state.phase]
        for state in states
    )


def strip_legend(language: Language) -> str:
    """What the letters of a strip mean."""
    letters = [f"{letter} {PHASES[phase]().render(language)}" for phase, letter in LETTERS.items()]
    letters += [f"{UNKNOWN_LETTER} {NO_FIGURE().render(language)}", f"{SKIPPED_LETTER} {NOT_JUDGED().render(language)}"]
    return "  ".join(letters)


def _judged(state: AlertState, language: Language) -> str:
    """The figure of a period and its limit."""
    if state.skipped:
        return NOT_JUDGED().render(language)
    if state.value is None:
        return NO_FIGURE().render(language)
    value = show(state.value.figure, state.value.unit, language)
    if state.limit is None:
        return value
    return JUDGED(value=value, limit=show(state.limit.figure, state.limit.unit, language)).render(language)


def _phase(state: AlertState, language: Language) -> str:
    """The phase of a period, with the streak while it counts."""
    phase = PHASES[state.phase]()
    counts = state.phase in (AlertPhase.PENDING, AlertPhase.FIRING) and state.streak > 0
    return (STREAK(phase=phase, streak=state.streak) if counts else phase).render(language)


def _task(name: str, evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """A task: dates, why, what it waits for, and which of its constraints are broken."""
    plan, schedule = evaluation.plan, evaluation.schedule
    node = plan.nodes[name]
    if name in schedule.slots:
        first, dates, state, *_ = task_lines(name, plan, schedule, language)
        rest = [dates, state, *(words.render(language) for words in explain_slot(schedule, plan, name))]
        owner = owner_name(node, plan.model, schedule.as_of or plan.start, language)
        if owner:
            rest.append(OWNED(owner=owner).render(language))
    else:
        first, *rest = task_lines(name, plan, schedule, language)
    if isinstance(node, Task | Milestone):
        for link in node.links:
            rest.append(WAITS(title=title(plan, link.on), kind=link_words(link)).render(language))
    rest += [f"! {explain_conflict(plan, c).render(language)}" for c in schedule.conflicts if c.task == name]
    place = STANDS().render(language)
    return [
        painted(first, Paint.BOLD, colour),
        *(line for text in rest for line in wrapped(text, width, indent=2)),
        painted(f"  {place} {node.ident.span.place()}", Paint.DIM, colour),
    ]


def _facts(facts: list[tuple[Text, str]], language: Language, width: int, colour: bool) -> list[str]:
    """Name and value, one a line, values aligned."""
    rows: list[list[Cell | str]] = [[Cell(name().render(language), Paint.DIM), value] for name, value in facts]
    return table((Column(), Column(elastic=True, least=20)), rows, width, colour=colour, indent=2)


def _evidence(evidence: Evidence, language: Language, width: int, colour: bool) -> list[str]:
    """The formula, the days, and the rows behind a figure."""
    facts = [(FORMULA, evidence.formula), (STANDS, evidence.where)]
    if evidence.days is not None:
        start, end = evidence.days
        facts.append((COUNTED, long_span(start, end - timedelta(days=1))))
    lines = _facts(facts, language, width, colour)
    shown = len(evidence.rows)
    if not evidence.count and evidence.of_rows:
        lines.append("  " + NO_ROWS().render(language))
    elif shown:
        text = ALL_ROWS(count=evidence.count) if shown == evidence.count else ROWS(count=evidence.count, shown=shown)
        lines.append("  " + text.render(language))
        rows: list[list[Cell | str]] = [
            [place_text(row.place), row.key, Cell(" · ".join(f"{name}={cell}" for name, cell in row.cells), Paint.DIM)]
            for row in evidence.rows
        ]
        lines += table((Column(), Column(), Column(elastic=True)), rows, width, colour=colour, indent=4)
    for text_of, count in ((UNDECIDED, evidence.undecided), (SKIPPED, evidence.skipped)):
        if count:
            lines.append("  " + text_of(count=count).render(language))
    lines += [line for note in evidence.notes for line in wrapped(note.render(language), width, indent=2)]
    return lines
