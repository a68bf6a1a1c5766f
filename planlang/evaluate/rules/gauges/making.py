"""The gauges of one process, and the tables that they need, made once each and only where a limit asks for them.

In: visits, the calendar and zone of the plan, a limit. Out: a `Gauge`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property
from typing import assert_never

from planlang.evaluate.rules.gauges.clocks import by_the_clock, by_working_hours, keep_clocked, keep_worktime
from planlang.evaluate.rules.gauges.days import by_calendar_days, by_working_days, upload_workdays
from planlang.evaluate.rules.gauges.elapsed import DayCount, day_count
from planlang.evaluate.rules.gauges.gauge import Gauge
from planlang.evaluate.rules.gauges.worktime import WorkTime
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import ClockKind, ClockLimit, DayKind, DayLimit, TimeLimit
from planlang.values.calendars import Calendar


class Gauges:
    """Gauges of one process."""

    def __init__(
        self,
        visits: Visits,
        calendar: Calendar,
        zone: str,
        limits: Iterable[TimeLimit],
        earliest: Callable[[], date] | None = None,
    ) -> None:
        """What they share.

        Args:
            visits: of the process.
            calendar: whose working days count.
            zone: of the plan, for limits by the clock.
            limits: all that are asked for, so that days are counted far enough.
            earliest: the first day from which anything is measured; None: that of the visits.
        """
        self.visits, self.calendar, self.zone = visits, calendar, zone
        self.earliest = earliest or (lambda: visits.earliest)
        limits = tuple(limits)
        self.longest = max((limit.count for limit in limits if isinstance(limit, DayLimit)), default=0)
        self.minutes = max((limit.minutes for limit in limits if isinstance(limit, ClockLimit)), default=0)

    def of(self, limit: TimeLimit) -> Gauge:
        """How a limit is measured."""
        if isinstance(limit, ClockLimit):
            _ = self._clocked
            if limit.kind is ClockKind.WORKING:
                return by_working_hours(self.visits, limit, self.zone, self._work)
            return by_the_clock(self.visits, limit, self.zone)
        match limit.kind:
            case DayKind.CALENDAR:
                return by_calendar_days(self.visits, limit)
            case DayKind.WORKING:
                return by_working_days(self.visits, limit, self._days)
            case unreachable:
                assert_never(unreachable)

    @cached_property
    def _days(self) -> DayCount:
        """Working days, of which there is a table now."""
        days = day_count(self.calendar, self.earliest(), self.visits.cut, self.longest)
        upload_workdays(days, self.visits)
        return days

    @cached_property
    def _work(self) -> WorkTime:
        """Working hours, of which there is a table now."""
        return keep_worktime(self.visits, self.calendar, self.minutes, self.zone, self.earliest())

    @cached_property
    def _clocked(self) -> bool:
        """That there are tables of local time and of visits by the clock now."""
        keep_clocked(self.visits, self.zone)
        return True
