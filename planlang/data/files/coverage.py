"""Which days the files of a source account for, and which are missing.

In: files by the days in their names, the shape of the source, the cut. Out: the files that may be looked at, in order
of load, each with the days it covers; merged day ranges; the periods that are due but not there. Rows are not looked
at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from attrs import evolve

from planlang.data.files.corrections import version_of
from planlang.data.files.daily import due_after, due_before
from planlang.data.files.files import DataFile
from planlang.data.files.series import MOST_PARTS, Line, is_apart, lines_of
from planlang.frozen import frozen
from planlang.semantics.model import (
    DailyAt,
    DataSource,
    DueAt,
    Events,
    History,
    NthDayAt,
    PlanInfo,
    SnapshotDate,
    Table,
    WeeklyAt,
)
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Grain, Grid, Period, period_of, periods_meeting

Days = tuple[date, date]
"""Days `[from, to)`."""

LONGEST = {Grain.MONTH: 31, Grain.QUARTER: 92, Grain.HALF: 184, Grain.YEAR: 366}
"""How many days they can have."""
EVER = date.min
"""The start of what covers everything from the beginning."""


@frozen
class AsKnown:
    """What may be looked at: facts before `cut`, files that arrived before `known` (None: all), both naive local times
    of the plan's zone.
    """

    cut: datetime
    known: datetime | None

    @property
    def end(self) -> date:
        """The first day of which nothing is seen."""
        return self.cut.date() if self.cut.time() == time() else self.cut.date() + DAY


@frozen
class Arrival:
    """A file that may be looked at.

    Attributes:
        covers: days it accounts for.
        snapshot: day of the export, for snapshots dated by the name of the file.
        arrived: first day on which it was there, None when undated.
        bounded: whether a later row cannot be in it: the file's name or the plan says until when it goes.
    """

    file: DataFile
    covers: Days
    snapshot: date | None
    arrived: date | None
    bounded: bool


def arrivals(
    source: DataSource, files: Sequence[DataFile], plan: PlanInfo, when: AsKnown, calendar: Calendar | None
) -> tuple[Arrival, ...]:
    """The files that may be looked at: undated ones first, then by the last day in their name, then by what their names
    say of corrections, then by name.

    An undated file covers what the source declares, else everything up to the cut. A period in the name covers that
    period. A single day D covers all since the last such day before, the first since the start of the plan (a table:
    since ever); where exports of events are due at regular times and more than one of them is missing in between, it
    covers one interval only. A snapshot covers all up to the end of the week in which it was taken; where exports are due
    every day or working day, all before the next one is. One of a morning is that of the day before. The `calendar` is that of the plan, where days of work matter.
    """
    grid = Grid(plan.week_start, plan.fiscal)
    is_export = _is_dated_export(source)
    found: list[Arrival] = []
    files = [_told_of(source, file) for file in files]
    before = _before(files, grid, is_export=is_export)
    for file in sorted(
        files, key=lambda file: (file.days.end if file.days else EVER, version_of(file.name)[1], file.name)
    ):
        arrival = _arrival(source, file, plan, grid, when, before.get(file.name), calendar)
        if _is_seen(source, arrival, when):
            found.append(arrival)
    return tuple(found)


def _before(files: Sequence[DataFile], grid: Grid, *, is_export: bool) -> Mapping[str, date]:
    """For each file the end of the last one before it, of no other part: what lies before that it does not account for. An
    export does not either for the weeks of exports of other parts, when it was missing itself. A name that comes but once
    is that of no part.
    """
    dated = [(file.name, file.days) for file in files if file.days and (file.days.is_day or is_export)]
    lines = lines_of([name for name, _ in dated])
    if len(set(lines)) > MOST_PARTS:
        lines = [(0,)] * len(dated)
    ends: dict[Line, set[date]] = {}
    for (_, days), line in zip(dated, lines, strict=True):
        ends.setdefault(line, set()).add(days.end)
    own, apart = (
        {
            line: sorted(
                set().union(
                    *(
                        days
                        for other, days in ends.items()
                        if (is_apart(line, other) and min(len(days), len(ends[line])) > 1) == far
                    )
                )
            )
            for line in ends
        }
        for far in (False, True)
    )
    found: dict[str, date] = {}
    for (name, days), line in zip(dated, lines, strict=True):
        earlier = own[line][: bisect_right(own[line], days.start)][-1:]
        if is_export:
            week = period_of(days.end - DAY, Grain.WEEK, grid)
            earlier += apart[line][: bisect_right(apart[line], week.start)][-1:]
        if earlier:
            found[name] = max(earlier)
    return found


def _is_dated_export(source: DataSource) -> bool:
    """Whether each file is the state of all records on the day in its name."""
    match source.shape:
        case Table(snapshot=SnapshotDate(column=None)):
            return True
        case _:
            return False


def _is_of_a_morning(source: DataSource) -> bool:
    """Whether a file named by a day shows what stood at the end of the day before."""
    return isinstance(source.shape, Table) and source.shape.snapshot == SnapshotDate(None, day_before=True)


def _told_of(source: DataSource, file: DataFile) -> DataFile:
    """A file with the days that it tells of."""
    days = file.days
    if days is None or not days.is_day or not _is_of_a_morning(source):
        return file
    return evolve(file, days=evolve(days, start=days.start - DAY, end=days.end - DAY))


def _arrival(
    source: DataSource,
    file: DataFile,
    plan: PlanInfo,
    grid: Grid,
    when: AsKnown,
    before: date | None,
    calendar: Calendar | None,
) -> Arrival:
    """What a file covers; `before` is the end of the last one with an earlier day in its name, or None."""
    days = file.days
    is_export = _is_dated_export(source)
    if days is None:
        declared = source.covers
        covers = (EVER, when.end) if declared is None else (declared[0], declared[1] + DAY)
        taken = min(covers[1], when.end) - DAY if is_export else None
        return Arrival(file, covers, taken, None, bounded=declared is not None)
    arrived = days.end if not days.is_day or _is_of_a_morning(source) else days.start
    if is_export:
        last = days.end - DAY
        by_days = isinstance(source.due, DailyAt)
        end = due_after(last, calendar) if by_days else max(days.end, period_of(last, Grain.WEEK, grid).end)
        return Arrival(file, (EVER if before is None else before, end), last, arrived, bounded=True)
    if not days.is_day:
        return Arrival(file, (days.start, days.end), None, arrived, bounded=True)
    if before is None:
        start = EVER if isinstance(source.shape, Table) else min(plan.start, days.start)
        return Arrival(file, (start, days.end), None, arrived, bounded=True)
    if isinstance(source.shape, Events | History):
        before = _begun(source.due, before, days.start, calendar)
    return Arrival(file, (before, days.end), None, arrived, bounded=True)


def _begun(due: DueAt | None, before: date, day: date, calendar: Calendar | None) -> date:
    """The first day that an export of a `day` accounts for, the last one before it going up to the day before `before`; one
    interval only where another one was due in between.
    """
    match due:
        case WeeklyAt():
            longest = timedelta(days=7)
        case NthDayAt(grain=grain):
            longest = timedelta(days=LONGEST[grain])
        case DailyAt():
            return max(before, due_before(day, calendar) + DAY)
        case None:
            return before
    end = day + DAY
    return end - longest if end - before >= 2 * longest else before


def _is_seen(source: DataSource, arrival: Arrival, when: AsKnown) -> bool:
    """Whether a file may be looked at: nothing from after the cut, nothing that had not arrived."""
    if when.known is not None and arrival.arrived is not None and _midnight(arrival.arrived) >= when.known:
        return False
    if arrival.snapshot is not None:
        return _midnight(arrival.snapshot) < when.cut
    days = arrival.file.days
    if isinstance(source.shape, Table) and days is not None and days.is_day:
        return _midnight(days.start) < when.cut
    return _midnight(arrival.covers[0]) < when.cut


def merged(ranges: Iterable[Days]) -> tuple[Days, ...]:
    """Day ranges without overlaps, ascending."""
    joined: list[Days] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


# ---------------------------------------------------------------- what is missing


@frozen
class Missing:
    """Periods in a row that are not loaded, from the first to the last; `due` is when the last of them should have
    been there, where that time has passed for all of them and nothing later is loaded; `begins` is the first day that is
    loaded, where nothing earlier is, and `ends` the last one, where nothing later is.
    """

    first: Period
    last: Period
    due: datetime | None
    begins: date | None = None
    ends: date | None = None


def missing_periods(
    source: DataSource,
    covered: Sequence[Days],
    snapshots: Iterable[date],
    plan: PlanInfo,
    when: AsKnown,
    calendar: Calendar | None,
) -> tuple[Missing, ...]:
    """Closed periods of the plan that should be loaded and are not.

    Periods are weeks, months of the calendar where the source is due by the month, days where it is by the day; counted from the
    start of the plan. A source of snapshots needs one taken in each period, on each working day where it is due on these; another
    one needs all its days covered. Without `due` nobody knows how often
    records are exported: what lies between two of their files is not missing. A list tells of no time before it.
    """
    if not covered:
        return ()
    grid = Grid(plan.week_start, plan.fiscal).of_dates
    grain = _grain(source.due)
    taken = sorted(snapshots)
    start, end = plan.start, min(when.cut.date(), plan.end + DAY)
    first_covered, last_covered = (taken[0], taken[-1] + DAY) if taken else (covered[0][0], covered[-1][1])
    between = source.due is not None or not isinstance(source.shape, Table)
    if isinstance(source.shape, Table) and source.shape.snapshot is None:
        start = max(start, first_covered)
    periods = [period for period in periods_meeting(start, end, grain, grid) if period.end <= end]
    if taken and calendar is not None and isinstance(source.due, DailyAt):
        periods = [period for period in periods if calendar.is_working(period.start)]
        if _is_of_a_morning(source):  # that of a Monday tells of the Friday, too
            taken = [day if calendar.is_working(day) else due_before(day, calendar) for day in taken]
    absent = [
        period
        for period in periods
        if not (
            any(day in period for day in taken) if taken else _covers(covered, max(period.start, start), period.end)
        )
        and (between or period.end <= first_covered or period.start >= last_covered)
    ]
    following = dict(pairwise(periods))
    runs: list[list[Period]] = []
    for period in absent:
        if runs and following.get(runs[-1][-1]) == period:
            runs[-1].append(period)
        else:
            runs.append([period])
    found: list[Missing] = []
    for run in runs:
        is_last = run[-1].end > last_covered
        begins = first_covered if run[0].start < first_covered and not is_last else None
        ends = last_covered - DAY if is_last else None
        late = [period for period in run if is_last and _overdue(source.due, period, when, calendar, grid)]
        rest = run[len(late) :]
        if late:
            found.append(Missing(late[0], late[-1], _overdue(source.due, late[-1], when, calendar, grid)))
        if rest:
            found.append(Missing(rest[0], rest[-1], None, begins, ends))
    return tuple(found)


def _covers(covered: Sequence[Days], start: date, end: date) -> bool:
    """Whether merged ranges hold all days of `[start, end)`."""
    return any(first <= start and end <= last for first, last in covered)


def _grain(due: DueAt | None) -> Grain:
    """Of which periods there is an export each."""
    match due:
        case NthDayAt(grain=grain):
            return grain
        case DailyAt():
            return Grain.DAY
        case WeeklyAt() | None:
            return Grain.WEEK


def _overdue(
    due: DueAt | None, period: Period, when: AsKnown, calendar: Calendar | None, grid: Grid
) -> datetime | None:
    """When the export of a period should have been there, if that is before what is known."""
    match due:
        case WeeklyAt(weekday=weekday, at=at):
            day = period.end + timedelta(days=(weekday - period.end.weekday()) % 7)
        case NthDayAt(grain=grain, day=number, working=working, at=at):
            following = period_of(period.end, grain, grid)
            if not working:
                day = following.start + timedelta(days=min(number or following.days, following.days) - 1)
            elif calendar is None:
                return None
            elif number is None:
                day = calendar.add_working_days(following.end, -1)
            else:
                day = calendar.add_working_days(period.end - DAY, number)
        case DailyAt(at=at):
            day = due_after(period.last_day, calendar)
        case None:
            return None
    moment = datetime.combine(day, at)
    return moment if moment <= (when.known or when.cut) else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
