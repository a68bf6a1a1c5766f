"""What went wrong: broken rules, alerts, and what will break next.

In: an evaluation. Out: sections. Each section says so where there is nothing to say.
"""

from __future__ import annotations

from typing import assert_never

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.alert_states import AlertEvent, AlertNews
from planlang.evaluate.results.evaluation import Deadline, Evaluation, Kind, Verdict, Violation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violation import OVERLOAD, within_a_week
from planlang.evaluate.results.wording import found_words
from planlang.report.document import (
    Cell,
    Column,
    Paragraph,
    Row,
    Section,
    Subject,
    Table,
    Tone,
    headed,
    more,
)
from planlang.report.sections.late_tasks import beside_late_tasks
from planlang.report.sections.remedies import proposals, standards
from planlang.report.words.dates import day_beside, due_time, short_days
from planlang.report.words.names import COMMA, NOBODY, entity_name
from planlang.report.words.rules import rule_words, wrong_words
from planlang.report.words.tasks import SHORT_BREACHES, SHORT_OVERLOAD, SHORT_SHORTAGE
from planlang.report.words.verdicts import AND_POSSIBLY, LEVEL_SIGNS, NEWS, NEWS_SIGNS, POSSIBLY, level
from planlang.schedule.schedule import Breach
from planlang.semantics.clauses.severities import SEVERITY_WORDS
from planlang.semantics.model import DayKind
from planlang.values.figure import Known
from planlang.values.severities import Level

VIOLATIONS = Text("report.findings.violations", "Broken rules")
NO_VIOLATIONS = Text("report.findings.no-violations", "No rule is broken.")
NONE_FOUND = Text(
    "report.findings.none-found",
    "No broken rule was found, but {count:rule or alert|rules and alerts} could not be judged in full.",
)
WITH_LIMIT = Text("report.findings.with-limit", "{value} (limit {limit})")
WITH_WORDS = Text("report.findings.with-words", "{value} ({limit})")
WEEKS = Text("report.findings.weeks", "{count:week|weeks}")
ON_WEEKS = Text("report.findings.on-weeks", "on for {count:week|weeks}")
ONE_WEEK = Text("report.findings.one-week", "new this week")
INHIBITED = Text("report.findings.inhibited", "{weeks}, not sent")
ALERTS = Text("report.findings.alerts", "Alerts")
NONE_KNOWN = Text("report.findings.none-known", "No alert is known to be firing.")
NO_ALERTS = Text("report.findings.no-alerts", "No alert is firing.")
PASSED_ON = Text("report.findings.passed-on", "{owner} → {names}")
TELLS = Text("report.findings.tells", "to {names}")
UPCOMING = Text("report.findings.upcoming", "Due within 7 days")
REMINDED = Text("report.findings.reminded", "Due within 7 days, or reminded of")
REMINDED_SINCE = Text("report.findings.reminded-since", "since {day} to {names}")
REMINDED_NOBODY = Text("report.findings.reminded-nobody", "since {day}")
REMINDER = Text("report.findings.reminder", "reminded")
SEVERITY = Text("report.findings.severity", "severity")
WHAT = Text("report.findings.what", "what is broken")
WHO = Text("report.findings.who", "who")
FOUND = Text("report.findings.found", "found")
SINCE = Text("report.findings.since", "since")
NEWS_HEAD = Text("report.findings.news", "news")
ALERT = Text("report.findings.alert", "alert")
SAYS = Text("report.findings.says", "what it says")
TOLD = Text("report.findings.told", "told")
DUE = Text("report.findings.due", "due")
ABOUT = Text("report.findings.about", "about")
LIMIT = Text("report.findings.limit", "limit")
MOST = 12
MOST_UPCOMING = 6
TONES = {Level.CRITICAL: Tone.BAD, Level.HIGH: Tone.BAD, Level.WARNING: Tone.RISK, Level.INFO: Tone.NOTE}
NEWS_TONES = {
    AlertNews.NEW: Tone.BAD,
    AlertNews.RAISED: Tone.BAD,
    AlertNews.RELEASED: Tone.BAD,
    AlertNews.STILL_ON: Tone.RISK,
    AlertNews.LOWERED: Tone.RISK,
    AlertNews.RESOLVED: Tone.GOOD,
    AlertNews.ENDED: Tone.MUTED,
}


def violations_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section:
    """Broken rules by severity, with who answers, what was found against which limit, and for how long; what is late stands
    among the late tasks alone.
    """
    found = beside_late_tasks(evaluation)
    if not found:
        open_ones = len(evaluation.unjudged)
        said = NONE_FOUND(count=open_ones) if open_ones else NO_VIOLATIONS()
        words = Paragraph(said.render(language), Tone.MUTED if open_ones else Tone.GOOD)
        return Section(VIOLATIONS().render(language), (words,), quiet=True)
    rows = tuple(_violation(one, evaluation, language) for one in found[: len(found) if whole else MOST])
    columns = (
        Column(),
        Column(SEVERITY().render(language)),
        Column(WHAT().render(language), elastic=True, least=32),
        Column(WHO().render(language), elastic=True, least=10),
        Column(FOUND().render(language), elastic=True, least=24),
        Column(SINCE().render(language), elastic=True, least=15, rank=1),
    )
    possible = sum(count for sort, count in found.counts().items() if sort.verdict is Verdict.POSSIBLE)
    broken = len(found) - possible
    count = AND_POSSIBLY(broken=broken, possible=possible) if possible else broken
    table = Table(columns, rows, quiet=True, whole=whole)
    by_standard = standards(evaluation, language) if whole else ()
    below = (*proposals(evaluation, language), *more(len(found) - len(rows), language))
    return Section(headed(VIOLATIONS, count, language), (table, *by_standard, *below))


def _violation(violation: Violation, evaluation: Evaluation, language: Language) -> Row:
    """The row of a violation."""
    shown = level(violation.severity)
    name = violation_name(violation, evaluation, language)
    if violation.verdict is Verdict.POSSIBLE:
        name = POSSIBLY(message=name).render(language)
    lasting = ON_WEEKS if violation.kind is Kind.ALERT else WEEKS
    weeks = (lasting(count=violation.weeks) if violation.weeks > 1 else ONE_WEEK()).render(language)
    if violation.verdict is Verdict.POSSIBLE and violation.weeks == 1:
        weeks = ""  # whether it has begun is not known, let alone when
    if violation.inhibited_by is not None:
        weeks = INHIBITED(weeks=weeks).render(language)
    return Row(
        (
            Cell(LEVEL_SIGNS[shown], TONES[shown]),
            Cell(SEVERITY_WORDS[shown]().render(language), TONES[shown], shown),
            Cell(name, Tone.STRONG, Subject(violation.id)),
            _who(violation, language),
            Cell(measured(violation, evaluation, language), value=violation.value),
            Cell(weeks, Tone.MUTED),
        )
    )


def _who(violation: Violation, language: Language) -> str:
    """Who answers for it, else who is told of it."""
    if violation.passed_on:
        names = COMMA().render(language).join(violation.passed_on)
        return PASSED_ON(owner=violation.owner or NOBODY().render(language), names=names).render(language)
    if violation.owner or not violation.to:
        return violation.owner or NOBODY().render(language)
    return TELLS(names=COMMA().render(language).join(violation.to)).render(language)


def violation_name(violation: Violation, evaluation: Evaluation, language: Language) -> str:
    """What a violation is called: the record and the demand of a process rule, else its title and whom it is about."""
    entity = entity_name(violation.entity, evaluation.plan, language)
    match violation.kind:
        case Kind.RULE:
            if violation.verdict is Verdict.PENDING:
                return f"{entity} · {rule_words(violation.rule, evaluation.plan).render(language)}"
            wrong = wrong_words(violation.rule, evaluation.plan, otherwise=violation.title)
            return f"{entity} · {wrong.render(language)}"
        case Kind.SCHEDULE:
            return violation.title
        case Kind.ALERT | Kind.GOAL:
            return f"{violation.title} · {entity}"
        case _:
            assert_never(violation.kind)


def measured(violation: Violation, evaluation: Evaluation, language: Language) -> str:
    """What was found and what is allowed, without saying whom it is about."""
    value, limit = violation.value, violation.limit
    if value is None:
        return _deed(violation.message).render(language)
    if violation.kind is Kind.SCHEDULE:
        return _missed(violation, value, evaluation, language)
    shown = reading_words(value, limit, language)
    if violation.limit_words is not None and violation.kind is not Kind.RULE:
        return WITH_WORDS(value=shown, limit=violation.limit_words).render(language)
    if limit is not None:
        return WITH_LIMIT(value=shown, limit=reading_words(limit, None, language)).render(language)
    return shown


def _deed(message: Message) -> Message:
    """What a record did: the sentence of a process rule without the record that it begins with."""
    return next((value for name, value in message.values if name == "what" and isinstance(value, Message)), message)


def _missed(violation: Violation, value: Reading, evaluation: Evaluation, language: Language) -> str:
    """By how much which date of a task is not kept."""
    assert violation.due is not None
    assert isinstance(value.figure, Known)
    if violation.rule == OVERLOAD:
        text = SHORT_SHORTAGE if violation.entity.startswith("team:") else SHORT_OVERLOAD
    else:
        text = SHORT_BREACHES[Breach(violation.rule.rpartition(".")[2])]
    days = short_days(value.figure.value, DayKind.WORKING, language)
    return text(days=days, limit=day_beside(violation.due, evaluation.as_of.week.last_day, language)).render(language)


def reading_words(reading: Reading, limit: Reading | None, language: Language) -> str:
    """A figure with its unit, never rounded onto its limit."""
    bound = getattr(limit.figure, "value", None) if limit is not None and limit.unit == reading.unit else None
    bounds = reading.bounds
    if bounds is not None and bounds.low > 0 and bounds.high is not None:
        low, high = (show(Known(end), reading.unit, language, bound, short=True) for end in (bounds.low, bounds.high))
        return _between(low, high)
    return found_words(reading, show(reading.figure, reading.unit, language, bound, short=True)).render(language)


def _between(low: str, high: str) -> str:
    """Two figures with a dash between them, a unit that both end in said once.

    >>> _between("6wd", "11wd"), _between("18h", "42h 20min"), _between("1天", "2天")
    ('6–11wd', '18h–42h 20min', '1–2天')
    """
    unit = high.lstrip("0123456789.,")
    return f"{low.removesuffix(unit)}–{high}"


def alerts_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Alerts: new ones first, then those still on, then those that are over; nothing where the plan has none."""
    events = sorted(evaluation.alerts, key=lambda event: list(NEWS_TONES).index(event.news))
    if not events:
        alerts = evaluation.plan.model.alerts
        words = NONE_KNOWN() if any(one.rule in alerts for one in evaluation.unjudged) else NO_ALERTS()
        said = Paragraph(words.render(language), Tone.MUTED)
        return Section(ALERTS().render(language), (said,), quiet=True) if alerts else None
    rows = tuple(_alert(event, evaluation, language) for event in events[: len(events) if whole else MOST])
    columns = (
        Column(),
        Column(NEWS_HEAD().render(language)),
        Column(ALERT().render(language), elastic=True, rank=2),
        Column(SAYS().render(language), elastic=True, least=40),
        Column(TOLD().render(language), elastic=True, rank=1),
    )
    table = Table(columns, rows, quiet=True, whole=whole)
    return Section(headed(ALERTS, len(events), language), (table, *more(len(events) - len(rows), language)))


def _alert(event: AlertEvent, evaluation: Evaluation, language: Language) -> Row:
    """The row of an alert."""
    tone, state = NEWS_TONES[event.news], event.state
    tells = TELLS(names=COMMA().render(language).join(event.to)).render(language) if event.to else ""
    name = rule_words(state.alert, evaluation.plan).render(language)
    return Row(
        (
            Cell(NEWS_SIGNS[event.news], tone),
            Cell(NEWS[event.news]().render(language), tone, event.news),
            Cell(name, value=Subject(state.alert, state.entity)),
            event.message.render(language),
            Cell(tells, Tone.MUTED),
        )
    )


def upcoming_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """What will be broken within a week unless something happens, and what is reminded of, soonest first; nothing where
    there is none.
    """
    due = within_a_week(evaluation)
    if not due:
        return None
    reminds = any(item.reminded is not None for item in due)
    rows = tuple(
        Row(
            (
                Cell(due_time(item.due, item.due_at, language), Tone.STRONG, item.due_at or item.due),
                entity_name(item.entity, evaluation.plan, language),
                rule_words(item.rule, evaluation.plan).render(language),
                item.owner or NOBODY().render(language),
                *((Cell(_reminder(item, language), Tone.MUTED),) if reminds else ()),
            )
        )
        for item in due[: len(due) if whole else MOST_UPCOMING]
    )
    columns = (
        Column(DUE().render(language), right=True),
        Column(ABOUT().render(language), elastic=True),
        Column(LIMIT().render(language), elastic=True),
        Column(WHO().render(language), elastic=True),
        *((Column(REMINDER().render(language), elastic=True, rank=1),) if reminds else ()),
    )
    table = Table(columns, rows, quiet=True, whole=whole)
    heading = headed(REMINDED if reminds else UPCOMING, len(due), language)
    return Section(heading, (table, *more(len(due) - len(rows), language)))


def _reminder(item: Deadline, language: Language) -> str:
    """Since when it is reminded of, and who is; nothing where it is not."""
    if item.reminded is None:
        return ""
    day = due_time(item.reminded, item.reminded_at, language)
    if not item.to:
        return REMINDED_NOBODY(day=day).render(language)
    return REMINDED_SINCE(day=day, names=COMMA().render(language).join(item.to)).render(language)
