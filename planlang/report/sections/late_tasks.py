"""Late tasks: what ends after its deadline or breaks a date it has to keep, by whose hands, and what it delays.

In: an evaluation. Out: a section. No task is called late or on time that has no date to keep.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation, Kind
from planlang.evaluate.results.violations import Violations, listed
from planlang.plan.plan import Plan
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone, headed, more
from planlang.report.words.dates import day_beside, days_words, short_days
from planlang.report.words.names import NOBODY, owner_name, title
from planlang.report.words.tasks import SHORT_BREACHES, broken_dates, late_tasks, misses_deadline, some_names
from planlang.report.words.verdicts import LEVEL_SIGNS, level
from planlang.schedule.schedule import Breach, Schedule
from planlang.semantics.model import DayKind, Milestone, Task
from planlang.values.severities import Level

TASKS = Text("report.findings.tasks", "Late tasks")
NO_TASKS = Text("report.findings.no-tasks", "No task is late.")
NO_DATES = Text("report.findings.no-dates", "No task has a date to keep.")
TASK_DUE = Text("report.findings.task-due", "due {due}, ends {finish}, {days} late")
TASK = Text("report.findings.task", "task")
OWNER = Text("report.findings.owner", "owner")
LATENESS = Text("report.findings.lateness", "how late")
EFFECT = Text("report.findings.effect", "effect")
PUSHES = Text("report.findings.pushes", "delays {names}")
PUSHES_NOTHING = Text("report.findings.pushes-nothing", "delays nothing else")
MOST = 12
GONE_BY = (Breach.LATE_START, Breach.OVERDUE)
"""That a task should have begun or ended by now, as it was planned."""


def beside_late_tasks(evaluation: Evaluation) -> Violations:
    """The broken rules without the dates that the late tasks are told with."""
    told = _told_as_late(evaluation)
    return listed(evaluation.violations).where(lambda kind, rule: kind is not Kind.SCHEDULE or rule not in told)


def _told_as_late(evaluation: Evaluation) -> frozenset[str]:
    """The rules of the dates that the late tasks are told with, and of days gone by that nobody promised: they follow."""
    plan, schedule = evaluation.plan, evaluation.schedule
    broken = broken_dates(schedule)
    told: set[str] = set()
    for slot in late_tasks(schedule, plan):
        kind = Breach.DEADLINE if misses_deadline(slot) else broken[slot.name].kind
        word = "milestone" if isinstance(plan.nodes[slot.name], Milestone) else "task"
        told.update(f"{word}.{slot.name}.{one.value}" for one in (kind, *GONE_BY))
    return frozenset(told)


def _critical(evaluation: Evaluation) -> frozenset[str]:
    """The tasks of which a broken date is critical."""
    told = _told_as_late(evaluation)
    found = listed(evaluation.violations).where(lambda kind, rule: kind is Kind.SCHEDULE and rule in told).counts()
    critical = (sort.rule for sort in found if level(sort.severity) is Level.CRITICAL)
    return frozenset(rule.partition(".")[2].rpartition(".")[0] for rule in critical)


def has_dates_to_keep(schedule: Schedule, plan: Plan) -> bool:
    """Whether any task or milestone has a deadline or another date that it may miss."""
    nodes = [plan.nodes[name] for name in schedule.slots]
    limits = [node.limits for node in nodes if isinstance(node, Task | Milestone)]
    kept = ((one.by, one.not_after, one.starts_on, one.ends_on) for one in limits)
    return any(day is not None for days in kept for day in days)


def tasks_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """Late tasks with what they delay; nothing where no task has dates."""
    plan, schedule = evaluation.plan, evaluation.schedule
    late = late_tasks(schedule, plan)
    if not late:
        words = NO_TASKS() if has_dates_to_keep(schedule, plan) else NO_DATES()
        said = Paragraph(words.render(language), Tone.MUTED)
        return Section(TASKS().render(language), (said,), quiet=True) if schedule.slots else None
    broken = broken_dates(schedule)
    critical = _critical(evaluation)
    rows: list[Row] = []
    day = evaluation.as_of.week.last_day
    for slot in late[: len(late) if whole else MOST]:
        if slot.deadline is not None and slot.slack_days is not None and slot.slack_days < 0:
            due: Message = TASK_DUE(
                due=day_beside(slot.deadline, day, language),
                finish=day_beside(slot.finish, day, language),
                days=days_words(-slot.slack_days),
            )
        else:
            conflict = broken[slot.name]
            due = SHORT_BREACHES[conflict.kind](
                days=short_days(conflict.days, DayKind.WORKING, language),
                limit=day_beside(conflict.limit, day, language),
            )
        names = tuple(title(plan, name) for name in slot.delays)
        pushes = (
            PUSHES(names=some_names(names, language, most=len(names) if whole else 3)) if names else PUSHES_NOTHING()
        )
        owner = owner_name(plan.nodes[slot.name], plan.model, day, language)
        cells = (
            Cell(LEVEL_SIGNS[Level.CRITICAL if slot.name in critical else Level.HIGH], Tone.BAD),
            Cell(title(plan, slot.name), Tone.STRONG, Subject(slot.name)),
            owner or NOBODY().render(language),
            due.render(language),
            Cell(pushes.render(language), Tone.MUTED),
        )
        rows.append(Row(cells))
    columns = (
        Column(),
        Column(TASK().render(language), elastic=True, least=20),
        Column(OWNER().render(language), elastic=True),
        Column(LATENESS().render(language), elastic=True, least=60),
        Column(EFFECT().render(language), elastic=True, rank=1),
    )
    table = Table(columns, tuple(rows), quiet=True, whole=whole)
    return Section(headed(TASKS, len(late), language), (table, *more(len(late) - len(rows), language)))
