"""Exports that come every day or every working day: which days each of them accounts for.

In: the days in their names, what their rows say, the days of work. Out: for each file the days it holds. An export that is due in
the morning holds the days up to the day before, one that is made in the evening its own day, too: only the rows of most files tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planlang.data.files.series import MOST_PARTS, Line, lines_of
from planlang.frozen import frozen
from planlang.semantics.model import DailyAt, DataSource, Model, NthDayAt
from planlang.values.calendars import Calendar, make_calendar
from planlang.values.periods import DAY


@frozen
class DailyFile:
    """A file of happenings of a source that is due every day.

    Attributes:
        covers: days `[from, to)` by the names of the files, of which the last is its own where `is_day`.
        is_day: whether its name is that of a day.
        last: the day of its last row, None where it has none.
    """

    name: str
    covers: tuple[date, date]
    is_day: bool
    last: date | None


def due_calendar(source: DataSource, model: Model) -> Calendar | None:
    """The calendar of the plan, where exports of the source are due by working days."""
    if not (isinstance(source.due, DailyAt | NthDayAt) and source.due.working):
        return None
    return make_calendar(model.calendars[model.plan.calendar], model.plan.start, model.plan.end)


def due_after(day: date, calendar: Calendar | None) -> date:
    """The first day after a day on which an export is due: of work, any day without a calendar."""
    return day + DAY if calendar is None else calendar.add_working_days(day, 1)


def due_before(day: date, calendar: Calendar | None) -> date:
    """The last day before a day on which one was due."""
    return day - DAY if calendar is None else calendar.add_working_days(day, -1)


def held_days(files: Sequence[DailyFile], calendar: Calendar | None) -> tuple[tuple[date, date], ...]:
    """The days that each of the files, in order, accounts for.

    A file named by a day accounts for that day where most files of its series have rows of theirs, and for the days off behind it;
    else for the days up to the day before. A call before the export of a morning, or a mistyped day, so makes no evening of it. Each
    begins where the one before it ends.
    """
    lines = lines_of([file.name for file in files])
    if len(set(lines)) > MOST_PARTS:
        lines = [(0,)] * len(files)
    own: dict[Line, list[bool]] = {}
    for file, line in zip(files, lines, strict=True):
        if file.is_day and file.last is not None:
            own.setdefault(line, []).append(file.last >= file.covers[1] - DAY)
    ends: dict[tuple[Line, date], date] = {}
    found: list[tuple[date, date]] = []
    for file, line in zip(files, lines, strict=True):
        start, end = file.covers
        if not file.is_day:
            found.append(file.covers)
            continue
        day = end - DAY
        told = own.get(line, [])
        has_own = 2 * sum(told) > len(told)
        before = ends.get((line, start))
        if before is not None:
            start = before
        elif not has_own and start == due_before(day, calendar) + DAY:
            start -= DAY
        held = due_after(day, calendar) if has_own else day
        ends[line, end] = held
        found.append((min(start, held), held))
    return tuple(found)
