"""What is said of one task: its state, why it starts when it does, what is late.

In: slots and causes of a schedule. Out: messages and lines of text, for pictures, tables and explanations alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import inf

from planlang.diagnostics.text import Language, Message, Text
from planlang.plan.plan import Plan
from planlang.report.words.charges import cost_lines
from planlang.report.words.dates import days_words, long_span, number, percent
from planlang.report.words.names import COMMA, clean, owner_name, some_names_of, title
from planlang.schedule.schedule import Breach, Cause, Conflict, Driver, Schedule, Slot, TaskState
from planlang.semantics.model import Lag, LinkKind, Task, TaskLink

STATES = {
    TaskState.PLANNED: Text("report.state.planned", "planned"),
    TaskState.RUNNING: Text("report.state.running", "under way"),
    TaskState.FINISHED: Text("report.state.finished", "finished"),
    TaskState.WAITING: Text("report.state.waiting", "waiting for its condition"),
}
SHORT_STATES = {
    TaskState.PLANNED: Text("report.cell.planned", "planned"),
    TaskState.RUNNING: Text("report.cell.running", "under way"),
    TaskState.FINISHED: Text("report.cell.finished", "finished"),
    TaskState.WAITING: Text("report.cell.waiting", "waiting"),
}
MAKES_LATE = frozenset(
    {Breach.DEADLINE, Breach.NOT_AFTER, Breach.STARTS_ON, Breach.ENDS_ON, Breach.LATE_START, Breach.OVERDUE}
)
"""Dates whose breach makes a task late; a link that was not waited for makes it early."""
CAUSES = {
    Driver.PLAN_START: Text("report.cause.plan-start", "starts with the plan"),
    Driver.LINK: Text("report.cause.link", "waits for {other}"),
    Driver.NOT_BEFORE: Text("report.cause.not-before", "not before {day}"),
    Driver.STARTS_ON: Text("report.cause.starts-on", "start fixed on {day}"),
    Driver.ENDS_ON: Text("report.cause.ends-on", "end fixed on {day}"),
    Driver.AS_OF: Text("report.cause.as-of", "not started yet, so from {day} at the earliest"),
    Driver.ACTUAL: Text("report.cause.actual", "has started: actual date"),
    Driver.PARENT: Text("report.cause.parent", "waits, like all of {other}"),
    Driver.LATE: Text("report.cause.late", "as late as possible"),
    Driver.CONDITION: Text("report.cause.condition", "its condition came true"),
}
BREACHES = {
    Breach.DEADLINE: Text("report.breach.deadline", "due {limit}, ends {actual}: {days} late"),
    Breach.NOT_AFTER: Text("report.breach.not-after", "must end by {limit}, ends {actual}: {days} over"),
    Breach.STARTS_ON: Text("report.breach.starts-on", "must start on {limit}, can only on {actual}: {days} later"),
    Breach.ENDS_ON: Text("report.breach.ends-on", "must end on {limit}, ends {actual}: {days} off"),
    Breach.LINK: Text("report.breach.link", "began {actual}, though what it waits for allows {limit}: {days} early"),
    Breach.LATE_START: Text("report.breach.late-start", "should have started by {limit}, starts {actual}: {days} late"),
    Breach.OVERDUE: Text("report.breach.overdue", "should have ended by {limit}, now {actual}: {days} late"),
    Breach.PERIOD: Text("report.breach.period", "ends {actual}, {days} after the plan, whose last day is {limit}"),
}
SHORT_BREACHES = {
    Breach.DEADLINE: Text("report.short-breach.deadline", "{days} late, due {limit}"),
    Breach.NOT_AFTER: Text("report.short-breach.not-after", "{days} over, last day {limit}"),
    Breach.STARTS_ON: Text("report.short-breach.starts-on", "{days} late, to start {limit}"),
    Breach.ENDS_ON: Text("report.short-breach.ends-on", "{days} off, to end {limit}"),
    Breach.LINK: Text("report.short-breach.link", "{days} early, may begin {limit}"),
    Breach.LATE_START: Text("report.short-breach.late-start", "{days} late, to start {limit}"),
    Breach.OVERDUE: Text("report.short-breach.overdue", "{days} late, should have ended {limit}"),
    Breach.PERIOD: Text("report.short-breach.period", "{days} after the plan's end, {limit}"),
}
SHORT_OVERLOAD = Text("report.short-breach.overload", "several tasks at once, {days} too many from {limit}")
SHORT_SHORTAGE = Text("report.short-breach.shortage", "more wanted than there are, {days} too many from {limit}")
KINDS = {
    LinkKind.FINISH_START: Text("report.link.fs", "end to start"),
    LinkKind.START_START: Text("report.link.ss", "start to start"),
    LinkKind.FINISH_FINISH: Text("report.link.ff", "end to end"),
    LinkKind.START_FINISH: Text("report.link.sf", "start to end"),
}
LAGGED = Text("report.link.lagged", "{kind}, plus {days}")
LED = Text("report.link.led", "{kind}, minus {days}")

MILESTONE_DAY = Text("report.task.on", "on {day}")
FLOAT = Text("report.task.float", "can slip {total}, {free} of it without pushing anything")
NO_FLOAT = Text("report.task.critical", "on the critical path: every day late moves the end")
SHORT_OF_TIME = Text("report.task.negative", "{days} too late for a deadline")
DONE = Text("report.task.done", "{share} done")
ASSUMED = Text("report.task.assumed", "how much is done was not reported; the rest is assumed")
BY = Text("report.task.by", "due {day}")
MARGIN = Text("report.task.margin", "due {day}, {days} to spare")
LATE = Text("report.task.late", "due {day}, {days} late")
OWNER = Text("report.task.owner", "owner: {owner}")
WHY = Text("report.task.why", "why then: {cause}")
PUSHES = Text("report.task.pushes", "a delay moves: {names}")
AND_MORE = Text("report.and-more", "{names} and {count} more")
PRIORITY = Text("report.task.priority", "priority {number}")
DONE_BY = Text("report.task.done-by", "done by {people}")
PART_STANDS = Text("report.task.part", "{title}: {state}, {span}")
UNDATED = Text("report.task.undated", "no dates")
ON_STANDBY = Text("report.task.standby", "on stand-by")
STANDS_BY = Text("report.task.stands-by", "on stand-by: no dates until it is accepted or has begun")


def cause_words(cause: Cause, plan: Plan) -> Message:
    """Why something starts when it does."""
    other = clean(title(plan, cause.other)) if cause.other else ""
    return CAUSES[cause.driver](other=other, day=cause.day.isoformat() if cause.day else "")


def breach_words(conflict: Conflict) -> Message:
    """What a schedule cannot keep, about the task it names."""
    return BREACHES[conflict.kind](
        limit=conflict.limit.isoformat(), actual=conflict.actual.isoformat(), days=days_words(conflict.days)
    )


def link_words(link: TaskLink) -> Message:
    """The kind of a link and its lag: `end to start, plus 2 working days`."""
    kind = KINDS[link.kind]()
    if link.lag is None or link.lag.days == 0:
        return kind
    return (LAGGED if link.lag.days > 0 else LED)(kind=kind, days=lag_words(link.lag))


def lag_words(lag: Lag) -> Message:
    """The size of a lag, without its sign."""
    return days_words(Fraction(abs(lag.days)), lag.kind)


def due_words(slot: Slot) -> Message | None:
    """The deadline of a task and what is left until it, or None where it has none."""
    if slot.deadline is None:
        return None
    day = slot.deadline.isoformat()
    if slot.slack_days is None:
        return BY(day=day)
    words = days_words(abs(slot.slack_days))
    return (LATE if slot.slack_days < 0 else MARGIN)(day=day, days=words)


def float_words(slot: Slot) -> Message:
    """By how much a task may slip."""
    if slot.total_float_days < 0:
        return SHORT_OF_TIME(days=days_words(-slot.total_float_days, slot.unit))
    if slot.critical:
        return NO_FLOAT()
    return FLOAT(total=days_words(slot.total_float_days, slot.unit), free=number(slot.free_float_days))


def some_names(names: tuple[str, ...], language: Language, most: int = 4) -> str:
    """The first names of a list, and how many more there are."""
    text = COMMA().render(language).join(names[:most])
    return text if len(names) <= most else AND_MORE(names=text, count=len(names) - most).render(language)


def weight_lines(name: str, plan: Plan, schedule: Schedule, language: Language) -> tuple[str, ...]:
    """The priority and the costs of a task, as far as they are said."""
    node = plan.nodes[name]
    if not isinstance(node, Task):
        return ()
    lines = [] if node.priority is None else [PRIORITY(number=node.priority).render(language)]
    return (*lines, *cost_lines(node, plan, schedule, language))


def task_lines(name: str, plan: Plan, schedule: Schedule, language: Language) -> tuple[str, ...]:
    """Everything there is to say of a task, a line each: title, dates, state, float, deadline, cause, consequences."""
    node, slot = plan.nodes[name], schedule.slots.get(name)
    lines: list[Message | str] = [clean(node.ident.title)]
    if slot is None:
        lines.append(STANDS_BY() if name in schedule.waiting else UNDATED())
    else:
        if slot.milestone:
            lines.append(MILESTONE_DAY(day=slot.finish.isoformat()))
        else:
            lines.append(f"{long_span(slot.start, slot.finish)} · {days_words(slot.days, slot.unit).render(language)}")
        state = STATES[slot.state]().render(language)
        if slot.done is not None and not slot.milestone:
            state += f" · {DONE(share=percent(slot.done)).render(language)}"
        lines.append(state)
        if slot.progress_unknown:
            lines.append(ASSUMED())
        if slot.state is not TaskState.FINISHED:
            lines.append(float_words(slot))
        due = due_words(slot)
        if due is not None:
            lines.append(due)
        if not slot.summary:
            lines.append(WHY(cause=cause_words(slot.cause, plan)))
        if slot.delays and slot.state is not TaskState.FINISHED:
            lines.append(PUSHES(names=some_names(tuple(clean(title(plan, d)) for d in slot.delays), language)))
    owner = owner_name(node, plan.model, schedule.as_of or plan.start, language)
    if owner:
        lines.append(OWNER(owner=clean(owner)))
    lines += [
        *done_by_lines(name, plan, schedule, language),
        *weight_lines(name, plan, schedule, language),
    ]
    return tuple(line.render(language) if isinstance(line, Message) else line for line in lines)


def done_by_lines(name: str, plan: Plan, schedule: Schedule, language: Language) -> tuple[str, ...]:
    """How many of a team do a task, where it does not say who and somebody else answers for it."""
    node = plan.nodes[name]
    if not isinstance(node, Task) or node.owner is None or not node.some:
        return ()
    found = some_names_of(node, plan.model, schedule.as_of or plan.start, language)
    return (DONE_BY(people=COMMA().render(language).join(found)).render(language),)


def part_lines(name: str, plan: Plan, schedule: Schedule, language: Language) -> tuple[str, ...]:
    """How those stand who do a task each for himself, a line each."""
    lines = []
    for part in plan.children.get(name, ()):
        node, slot = plan.nodes[part], schedule.slots.get(part)
        if slot is not None and isinstance(node, Task) and node.of is not None:
            state, span = STATES[slot.state]().render(language), long_span(slot.start, slot.finish)
            lines.append(PART_STANDS(title=clean(node.ident.title), state=state, span=span).render(language))
    return tuple(lines)


def late_tasks(schedule: Schedule, plan: Plan) -> tuple[Slot, ...]:
    """Tasks and milestones that end after their deadline or break another date: by priority, those without one last, then
    the latest first, then in order of declaration.
    """
    broken = broken_dates(schedule)

    def urgency(slot: Slot) -> tuple[float, int]:
        node = plan.nodes[slot.name]
        priority = node.priority if isinstance(node, Task) else None
        return inf if priority is None else priority, -_days_late(slot, broken)

    late = (slot for slot in schedule.slots.values() if _days_late(slot, broken) > 0)
    return tuple(sorted(late, key=urgency))


def misses_deadline(slot: Slot) -> bool:
    """Whether a task ends after its deadline."""
    return slot.deadline is not None and slot.slack_days is not None and slot.slack_days < 0


def broken_dates(schedule: Schedule) -> Mapping[str, Conflict]:
    """By task, the date it breaks, the deadline before others."""
    found: dict[str, Conflict] = {}
    for conflict in schedule.conflicts:
        if conflict.kind in MAKES_LATE:
            found.setdefault(conflict.task, conflict)
    return found


def _days_late(slot: Slot, broken: Mapping[str, Conflict]) -> int:
    """By how many working days a task is late, 0 where it is not."""
    if slot.slack_days is not None and slot.slack_days < 0:
        return -slot.slack_days
    return broken[slot.name].days if slot.name in broken else 0
