"""The schedule as a table: dates, float, the critical path, deadlines, and what cannot be kept.

In: a schedule and its plan. Out: a document. Dates leave out the year where all lie in one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.readings import Reading
from planlang.plan.plan import Plan
from planlang.report.document import (
    Cell,
    Column,
    Document,
    Entry,
    Listing,
    Paragraph,
    Row,
    Section,
    Subject,
    Table,
    Tone,
    headed,
)
from planlang.report.sections.costs import costs_section
from planlang.report.words.dates import days_words, last_known_day, long_span, number, percent
from planlang.report.words.names import COMMA, owner_name, title
from planlang.report.words.outline import Line, outline
from planlang.report.words.tasks import ON_STANDBY, SHORT_STATES, UNDATED, breach_words
from planlang.schedule.schedule import Schedule, Slot, TaskState
from planlang.semantics.model import DayKind, Task
from planlang.values.figure import Known
from planlang.values.units import Days, WorkingDays
from planlang.values.zoned import midnight

YEAR = Text("report.schedule.year", "{title}, dates in {year}")
TASK = Text("report.schedule.task", "task")
OWNER = Text("report.schedule.owner", "owner")
START = Text("report.schedule.start", "start")
FINISH = Text("report.schedule.finish", "finish")
LENGTH = Text("report.schedule.length", "days")
LATE_START = Text("report.schedule.late-start", "latest start")
LATE_FINISH = Text("report.schedule.late-finish", "latest finish")
TOTAL = Text("report.schedule.total", "float")
FREE = Text("report.schedule.free", "free float")
CRITICAL = Text("report.schedule.critical", "critical")
STATE = Text("report.schedule.state", "state")
DUE = Text("report.schedule.due", "due")
SLACK = Text("report.schedule.slack", "to spare")
PRIORITY = Text("report.schedule.priority", "priority")
AS_WRITTEN = Text("report.schedule.as-written", "as written; --as-of shows how things stand")
AS_OF = Text("report.schedule.as-of", "as of {day}")
UNITS = Text("report.schedule.units", "days, float and time to spare are in working days, `d` is calendar days")
LAST = Text("report.schedule.last", "All is done on {finish}.")
PATH = Text("report.schedule.path", "Critical path: {names}")
CONFLICTS = Text("report.schedule.conflicts", "Dates that cannot be kept")
OVERLOADS = Text("report.schedule.overloads", "People wanted in several places at once")
OVERLOAD = Text("report.schedule.overload", "{person}, {span}: {days} too many for {names}")
CONFLICT = Text("report.schedule.conflict", "{task}: {breach}")
THROUGH = Text("report.schedule.through", "because of {names}")
ASSUMED = Text(
    "report.schedule.assumed", "Dates after {day} assume the weekly pattern: days off are not published yet."
)
EMPTY = Text("report.schedule.empty", "The plan has no tasks or milestones.")


def schedule_document(schedule: Schedule, plan: Plan, language: Language) -> Document:
    """The table of all tasks, the critical path, costs, and what cannot be kept."""
    lines = outline(plan, schedule)
    if not lines:
        return Document(None, (Section("", (Paragraph(EMPTY().render(language)),)),))
    days = [day for slot in schedule.slots.values() for day in (slot.start, slot.late_finish, slot.deadline) if day]
    years = {day.year for day in days}
    heading = plan.model.plan.ident.title
    if len(years) == 1:
        heading = YEAR(title=heading, year=years.pop()).render(language)
        written: Callable[[date], str] = lambda day: f"{day:%m-%d}"  # noqa: E731 - one of two ways to write a day
    else:
        written = date.isoformat
    ranked = any(isinstance(line.node, Task) and line.node.priority is not None for line in lines)
    columns = [
        Column(TASK().render(language), elastic=True, least=16),
        Column(OWNER().render(language), elastic=True, least=6, rank=3),
        Column(START().render(language), right=True),
        Column(FINISH().render(language), right=True),
        Column(LENGTH().render(language), right=True),
        Column(LATE_START().render(language), right=True, rank=6),
        Column(LATE_FINISH().render(language), right=True, rank=5),
        Column(TOTAL().render(language), right=True),
        Column(FREE().render(language), right=True, rank=4),
        Column(CRITICAL().render(language)),
        Column(STATE().render(language), rank=1),
        Column(DUE().render(language), right=True, rank=2),
        Column(SLACK().render(language), right=True, rank=2),
    ]
    if ranked:
        columns.append(Column(PRIORITY().render(language), right=True, rank=3))
    rows = tuple(
        Row((*_cells(line, plan, schedule, written, language), *((_priority(line),) if ranked else ())))
        for line in lines
    )
    cut = AS_WRITTEN() if schedule.as_of is None else AS_OF(day=last_known_day(midnight(schedule.as_of)))
    facts = " · ".join(fact.render(language) for fact in (cut, UNITS()))
    sections = (
        Section("", (Table(tuple(columns), rows),)),
        _closing(schedule, plan, language),
        costs_section(schedule, plan, language, whole=True),
        _conflicts(schedule, plan, language),
        _overloads(schedule, plan, language),
    )
    return Document(
        Section(heading, (Paragraph(facts, Tone.MUTED),)),
        tuple(section for section in sections if section is not None),
    )


def _cells(
    line: Line, plan: Plan, schedule: Schedule, written: Callable[[date], str], language: Language
) -> tuple[Cell | str, ...]:
    """The row of a task; one without dates says so."""
    tone = Tone.STRONG if line.group else Tone.PLAIN
    name = Cell(line.node.ident.title, tone, Subject(line.key), line.depth)
    owner = owner_name(line.node, plan.model, schedule.as_of or plan.start, language) or ""
    slot = line.slot
    if slot is None:
        return (
            name,
            owner,
            *[""] * 8,
            Cell((ON_STANDBY if line.key in schedule.waiting else UNDATED)().render(language), Tone.MUTED),
            "",
            "",
        )
    state = SHORT_STATES[slot.state]().render(language)
    if slot.state is TaskState.RUNNING and slot.done is not None and not slot.progress_unknown:
        state = f"{state} {percent(slot.done)}"
    late = slot.slack_days is not None and slot.slack_days < 0

    def day(value: date) -> Cell:
        return Cell(written(value), value=value)

    def length(days: Fraction | int, tone: Tone = Tone.PLAIN) -> Cell:
        unit = Days() if slot.unit is DayKind.CALENDAR else WorkingDays()
        return Cell(_counted(days, slot), tone, Reading(Known(Fraction(days)), unit))

    return (
        name,
        owner,
        day(slot.start),
        day(slot.finish),
        Cell("◆") if slot.milestone else length(slot.days),
        day(slot.late_start),
        day(slot.late_finish),
        length(slot.total_float_days, Tone.BAD if slot.total_float_days < 0 else Tone.PLAIN),
        length(slot.free_float_days),
        Cell("●" if slot.critical else "", Tone.RISK),
        state,
        day(slot.deadline) if slot.deadline else "",
        Cell("" if slot.slack_days is None else str(slot.slack_days), Tone.BAD if late else Tone.PLAIN),
    )


def _counted(days: Fraction | int, slot: Slot) -> str:
    """A number of days, `d` behind calendar days."""
    return f"{number(days)}d" if days and slot.unit is DayKind.CALENDAR else number(days)


def _priority(line: Line) -> str:
    """The priority of a task, where it has one."""
    priority = line.node.priority if isinstance(line.node, Task) else None
    return "" if priority is None else str(priority)


def _closing(schedule: Schedule, plan: Plan, language: Language) -> Section:
    """When all is done, along which chain, and how far the calendar is known."""
    said = [LAST(finish=schedule.finish.isoformat())]
    if schedule.critical_path:
        said.append(PATH(names=" → ".join(title(plan, name) for name in schedule.critical_path)))
    if schedule.assumed_after is not None and schedule.assumed_after < schedule.finish:
        said.append(ASSUMED(day=schedule.assumed_after.isoformat()))
    return Section("", tuple(Paragraph(words.render(language)) for words in said))


def _conflicts(schedule: Schedule, plan: Plan, language: Language) -> Section | None:
    """Every constraint that is broken, with the chain that breaks it and where it stands in the plan."""
    if not schedule.conflicts:
        return None
    entries: list[Entry] = []
    for conflict in schedule.conflicts:
        words = CONFLICT(task=title(plan, conflict.task), breach=breach_words(conflict)).render(language)
        chain = [title(plan, name) for name in conflict.chain if name != conflict.task]
        below = [THROUGH(names=" → ".join(chain)).render(language)] if chain else []
        below.append(conflict.span.place())
        said = tuple(Paragraph(text, Tone.MUTED) for text in below)
        entries.append(Entry(words, sign=Cell("!", Tone.BAD), below=said))
    return Section(headed(CONFLICTS, len(schedule.conflicts), language), (Listing(tuple(entries)),))


def _overloads(schedule: Schedule, plan: Plan, language: Language) -> Section | None:
    """Everybody whom several tasks want at once: when, by how much, and which tasks."""
    if not schedule.overloads:
        return None
    entries = tuple(
        Entry(
            OVERLOAD(
                person=overload.person,
                span=long_span(overload.start, overload.finish),
                days=days_words(overload.days),
                names=COMMA().render(language).join(title(plan, name) for name in overload.tasks),
            ).render(language),
            sign=Cell("!", Tone.RISK),
        )
        for overload in schedule.overloads
    )
    return Section(headed(OVERLOADS, len(schedule.overloads), language), (Listing(entries),))
