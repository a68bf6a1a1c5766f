"""The next meeting of every review: when it is, and who comes.

In: the reviews of a plan, the cut, the roster. Out: a `Meeting` for each review that meets again within the plan. What is
on its agenda are figures that the evaluation has anyway.
"""

from __future__ import annotations

from datetime import date, datetime

from planlang.evaluate.entities.roster import WHOLE, Roster
from planlang.evaluate.results.beside import Meeting
from planlang.plan.plan import Plan
from planlang.plan.recurring import occurrences
from planlang.semantics.model import OffWork, Party, ToTeam
from planlang.values.periods import Period


def next_meetings(plan: Plan, cut: datetime, week: Period, roster: Roster) -> tuple[Meeting, ...]:
    """The first meeting of each review at or after the cut, soonest first, then in declared order."""
    found: list[Meeting] = []
    for name, review in plan.model.reviews.items():
        first = max(cut.date(), plan.start)
        held = occurrences(review.every, first, plan.end, plan.calendar, plan.grid, OffWork.NEXT)
        meeting = next((one for one in held if one.at >= cut), None)
        if meeting is not None:
            day = meeting.at.date()
            people = [who for party in review.attended_by for who in _attendants(party, day, week, roster)]
            found.append(Meeting(name, meeting.at, tuple(dict.fromkeys(people)), meeting.regular))
    return tuple(sorted(found, key=lambda meeting: meeting.at))


def _attendants(party: Party, day: date, week: Period, roster: Roster) -> tuple[str, ...]:
    """Who comes: of a team, all who are in it or below it on the day."""
    if isinstance(party, ToTeam):
        return tuple(p.person for p in roster.posts if p.holds(day) and party.team in roster.lineage(p.team))
    return roster.route(party, WHOLE, week)
