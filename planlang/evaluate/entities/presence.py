"""On which days everybody is there, and works: counted once, asked for stretch by stretch.

In: the spine, the plan's calendar. Out: `Presence`.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from planlang.evaluate.cells.exact import Integers, Truths
from planlang.evaluate.entities.spine import At, Level, Ordinals, Spine
from planlang.frozen import field, frozen
from planlang.values.calendars import Calendar
from planlang.values.hours import length, without

Counts = NDArray[np.int32]


@frozen(eq=False)
class Presence:
    """Days counted between `first` and `last` (ordinals, half-open), for every row of every level.

    Answers are by row and column, for stretches given as arrays of start and end (half-open). Days outside of the span
    do not count.
    """

    spine: Spine
    calendar: Calendar
    first: int
    last: int
    _counts: dict[tuple[Level, str], Counts] = field(factory=dict)

    def active(self, level: Level, starts: Ordinals, ends: Ordinals) -> Integers:
        """Days on which the entity is there."""
        return self.between(self._count(level, "active"), starts, ends)

    def worked(self, level: Level, starts: Ordinals, ends: Ordinals) -> Integers:
        """Working days on which the entity is there and not on leave, each so many `a_day` (see `OwnHours`)."""
        return self.between(self._count(level, "worked"), starts, ends)

    def worked_by(self, person: int, starts: Ordinals, ends: Ordinals) -> list[int]:
        """The same of one row of people alone."""
        running = self._count(Level.PERSONS, "worked")[person : person + 1]
        days: list[int] = self.between(running, starts, ends)[0].tolist()
        return days

    def nominal(self, starts: Ordinals, ends: Ordinals) -> Integers:
        """Working days of the weekly pattern alone, each so many `a_day`; one row."""
        pairs = zip(starts.tolist(), ends.tolist(), strict=True)
        whole = self.spine.roster.hours.a_day == 1
        count = self.calendar.nominal_days if whole else self.calendar.nominal_minutes
        days = [count(date.fromordinal(a), date.fromordinal(b)) for a, b in pairs]
        return np.array([days], dtype=np.int64)

    def among(self, level: Level, name: str, days: Truths, starts: Ordinals, ends: Ordinals) -> Integers:
        """Active days that are marked; `days` are the days of the span, known by `name`."""
        key = (level, name)
        if key not in self._counts:
            self._counts[key] = _running(self._active(level) & days)
        return self.between(self._counts[key], starts, ends)

    def between(self, running: Counts, starts: Ordinals, ends: Ordinals) -> Integers:
        """Differences of running counts."""
        low = np.minimum(np.maximum(starts, self.first), self.last) - self.first
        high = np.minimum(np.maximum(ends, self.first), self.last) - self.first
        return (running[:, np.maximum(high, low)] - running[:, low]).astype(np.int64)

    def _count(self, level: Level, what: str) -> Counts:
        """Running counts of active or worked days."""
        if (level, what) not in self._counts:
            active = self._active(level)
            if what == "active":
                days: Truths | Integers = active
            elif self.spine.roster.hours.a_day == 1:
                days = active & self._working & ~self._on_leave(level)
            else:
                days = np.where(active & ~self._on_leave(level), self._minutes(level), 0)
            self._counts[level, what] = _running(days)
        return self._counts[level, what]

    def _active(self, level: Level) -> Truths:
        """Whether an entity is there, by row and day; teams and the plan always are."""
        if level is not Level.PERSONS:
            return np.ones((self.spine.rows(level), self.last - self.first), dtype=np.bool_)
        active = np.zeros((self.spine.rows(level), self.last - self.first), dtype=np.bool_)
        since, until = self.spine.bounds
        for segment, row in zip(*(array.tolist() for array in self.spine.members(level)), strict=True):
            low, high = max(int(since[segment]) - self.first, 0), int(until[segment]) - self.first
            active[row, low : max(high, 0)] = True
        return active

    @cached_property
    def _working(self) -> Truths:
        """Whether each day is a working day of the plan's calendar."""
        days = range(self.first, self.last)
        return np.array([self.calendar.is_working(date.fromordinal(day)) for day in days], dtype=np.bool_)

    def _on_leave(self, level: Level) -> Truths:
        """Whether a person is on leave, by row and day; nobody else ever is."""
        leave = np.zeros((self.spine.rows(level), self.last - self.first), dtype=np.bool_)
        if level is not Level.PERSONS:
            return leave
        for person, spans in self.spine.roster.leaves.items():
            rows = self._rows(person)
            for start, end in spans:
                low = max(start.toordinal() - self.first, 0)
                high = max(end.toordinal() + 1 - self.first, 0)
                leave[rows, low:high] = True
        return leave

    def _rows(self, person: str) -> list[int]:
        """The rows of a person."""
        own = self._persons.get(person)
        rows = [own, *(self.spine.row(f"rep:{person}", At(role)) for p, role in self.spine.roles if p == own)]
        rows += [self.spine.row(f"rep:{person}", At(role, team)) for p, team, role in self.spine.placed if p == own]
        return [row for row in rows if row is not None]

    @cached_property
    def _persons(self) -> dict[str, int]:
        """The number of each person."""
        return {person: index for index, person in enumerate(self.spine.roster.persons)}

    def _minutes(self, level: Level) -> Integers:
        """Working minutes of each row and day, no day more than a usual one; leave of whole days is not looked at."""
        usual, hours = self.calendar.minutes_per_day, self.spine.roster.hours
        days = [date.fromordinal(day) for day in range(self.first, self.last)]
        plan = np.array([min(length(self.calendar.hours_on(day)), usual) for day in days], dtype=np.int64)
        minutes = np.repeat(plan[np.newaxis], self.spine.rows(level), axis=0)
        if level is not Level.PERSONS:
            return minutes
        for person in {**hours.calendars, **hours.parts}:
            calendar, off = hours.calendars.get(person, self.calendar), hours.parts.get(person, ())
            if person in hours.calendars:
                minutes[self._rows(person)] = [min(length(calendar.hours_on(day)), usual) for day in days]
            for start, end, _ in off:
                low, high = max(start.toordinal(), self.first), min(end.toordinal() + 1, self.last)
                for ordinal in range(low, high):
                    away = (part for since, until, part in off if since.toordinal() <= ordinal <= until.toordinal())
                    left = length(without(calendar.hours_on(date.fromordinal(ordinal)), *away))
                    minutes[self._rows(person), ordinal - self.first] = min(left, usual)
        return minutes


def _running(days: Truths | Integers) -> Counts:
    """How many days are marked (or how much they count) before each day, and in all."""
    running = np.zeros((days.shape[0], days.shape[1] + 1), dtype=np.int32)
    np.cumsum(days, axis=1, dtype=np.int32, out=running[:, 1:])
    return running
