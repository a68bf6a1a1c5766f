"""The next meeting of every review: when it is, and who comes.

In: the reviews of a plan, the cut, the roster. Out: a `Meeting` for each review that meets again within the plan. What is
on its agenda are figures that the evaluation has anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import assert_never

from planlang.evaluate.entities.roster import WHOLE, Roster
from planlang.evaluate.results.beside import Meeting
from planlang.plan.plan import Plan
from planlang.semantics.model import MonthlyAt, Party, Recurrence, ToTeam, WeeklyAt
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Grain, Period, period_of


def next_meetings(plan: Plan, cut: datetime, week: Period, roster: Roster) -> tuple[Meeting, ...]:
    """The first meeting of each review at or after the cut, soonest first, then in declared order."""
    found: list[Meeting] = []
    for name, review in plan.model.reviews.items():
        at = next(meetings(review.every, max(cut.date(), plan.start), plan.calendar), None)
        while at is not None and at < cut:
            at = next(meetings(review.every, at.date() + DAY, plan.calendar), None)
        if at is not None and at.date() <= plan.end:
            people = [who for party in review.attended_by for who in _attendants(party, at.date(), week, roster)]
            found.append(Meeting(name, at, tuple(dict.fromkeys(people))))
    return tuple(sorted(found, key=lambda meeting: meeting.at))


def _attendants(party: Party, day: date, week: Period, roster: Roster) -> tuple[str, ...]:
    """Who comes: of a team, all who are in it or below it on the day."""
    if isinstance(party, ToTeam):
        return tuple(p.person for p in roster.posts if p.holds(day) and party.team in roster.lineage(p.team))
    return roster.route(party, WHOLE, week)


def meetings(every: Recurrence, first: date, calendar: Calendar) -> Iterator[datetime]:
    """The times of a recurrence from a day on, ascending.

    A day of the month that a month does not have, and a working day that it does not have, is its last day.
    """
    match every:
        case WeeklyAt(weekday=weekday, at=at):
            day = first + timedelta(days=(weekday - first.weekday()) % 7)
            while True:
                yield datetime.combine(day, at)
                day += timedelta(days=7)
        case MonthlyAt(day=number, working=working, at=at):
            month = period_of(first, Grain.MONTH)
            while True:
                if working:
                    day = min(calendar.add_working_days(month.start - DAY, number), month.last_day)
                else:
                    day = month.start + timedelta(days=min(number, month.days) - 1)
                if day >= first:
                    yield datetime.combine(day, at)
                month = period_of(month.end, Grain.MONTH)
        case _:
            assert_never(every)
