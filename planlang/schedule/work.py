"""How the work on a task lies between its first day and its last.

In: the working time of a task and its dates. Out: what share of it is done before a day, and how many days of people it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Protocol

from planlang.frozen import field, frozen
from planlang.values.units import MINUTES_A_DAY


class Worked(Protocol):
    """When people work.

    Attributes:
        minutes: of a usual day of one of them.
    """

    minutes: int

    def after(self, time: int) -> int:
        """The minutes of work before a time, of all of them."""


@frozen(eq=False)
class Work:
    """The work on one task.

    Attributes:
        time: when it is worked on; None for every minute.
        start, finish: its times.
        first, last: its days, both included; one without working time in between is done on the last.
        people: how many work on it at once, where its time is not that of all of them together; less where not all of
            their days is worked.
        of: of each resource the days of work for one of its time.
    """

    time: Worked | None
    start: int
    finish: int
    first: date
    last: date
    people: Fraction | int
    of: Mapping[str, Fraction] = field(factory=dict)

    def share(self, day: date) -> Fraction:
        """The share of the work that is done before a day."""
        if day > self.last:
            return Fraction(1)
        whole = self._until(self.finish)
        return (
            Fraction(self._until(day.toordinal() * MINUTES_A_DAY), whole) if day > self.first and whole else Fraction(0)
        )

    @property
    def days(self) -> Fraction:
        """How many days it takes, each person counted."""
        return self._time * self.people

    def days_of(self, resource: str) -> Fraction:
        """How many of these are those of a resource; of a thing the days for which it is needed."""
        return self._time * self.of.get(resource, Fraction(0))

    @property
    def _time(self) -> Fraction:
        """The days of its time."""
        return Fraction(self._until(self.finish), MINUTES_A_DAY if self.time is None else self.time.minutes)

    def _until(self, time: int) -> int:
        """The minutes of work before a time."""
        inside = min(max(time, self.start), self.finish)
        if self.time is None:
            return inside - self.start
        return self.time.after(inside) - self.time.after(self.start)
