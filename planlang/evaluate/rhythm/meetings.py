"""The next meeting of every review: when it is, who comes, what was decided the last time and became of it.

In: the reviews of a plan, its schedule, the cut, the roster. Out: a `Meeting` for each review that meets again within the plan,
with each person or team where it is for each. What is on its agenda are figures that the evaluation has anyway.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from planlang.evaluate.entities.roster import WHOLE, Roster
from planlang.evaluate.results.beside import Action, Meeting
from planlang.frozen import define, field, frozen
from planlang.plan.plan import Plan
from planlang.plan.recurring import Occurrence, occurrences
from planlang.schedule.schedule import Schedule, TaskState
from planlang.semantics.model import EntityKind, Held, Party, Review, ToTeam
from planlang.values.periods import DAY, Grain, Period, period_of


def next_meetings(plan: Plan, schedule: Schedule, cut: datetime, roster: Roster) -> tuple[Meeting, ...]:
    """The first meeting of each review at or after the cut, soonest first, then in declared order."""
    found = (_next(_Series(plan, roster, review), name, schedule, cut) for name, review in _each(plan, roster, cut))
    return tuple(sorted((meeting for meeting in found if meeting is not None), key=lambda meeting: meeting.at))


@frozen
class _With:
    """A review, and with whom: `plan:` where it is one meeting of all."""

    review: Review
    entity: str


def _each(plan: Plan, roster: Roster, cut: datetime) -> Iterator[tuple[str, _With]]:
    """Each review with all together, or with each who is there at the cut, in the order of reports."""
    for name, review in plan.model.reviews.items():
        if review.kind is EntityKind.PLAN:
            yield name, _With(review, WHOLE)
            continue
        for entity in roster.entities(review.kind, review.role, review.where):
            if review.kind is EntityKind.TEAM or _is_there(roster, entity, review, cut.date()):
                yield name, _With(review, entity)


def _is_there(roster: Roster, entity: str, review: Review, day: date) -> bool:
    """Whether somebody is in a team on a day, in the role and among those that a review is for."""
    post = roster.post_on(entity.removeprefix("rep:"), day)
    if post is None or (review.role is not None and post.role != review.role):
        return False
    named = {entity, *(f"team:{team}" for team in roster.lineage(post.team))}
    return review.where is None or not named.isdisjoint(review.where)


@define
class _Series:
    """The meetings of one review with one entity."""

    plan: Plan
    roster: Roster
    held_with: _With
    _away: dict[tuple[str, date], bool] = field(factory=dict)

    def between(self, first: date, last: date) -> Iterator[Occurrence]:
        """The meetings on these days, both included, within the plan."""
        review, plan = self.held_with.review, self.plan
        first, last = max(first, plan.start), min(last, plan.end)
        works = None if self.held_with.entity == WHOLE else self._all_work
        return occurrences(review.every, first, last, plan.calendar, plan.grid, review.off, works)

    def attendants(self, day: date) -> tuple[str, ...]:
        """Who comes on a day: with whom it is, and whoever attends it."""
        entity = self.held_with.entity
        own = (entity.removeprefix("rep:"),) if entity.startswith("rep:") else ()
        others = (who for party in self.held_with.review.attended_by for who in self._meant(party, day))
        return tuple(dict.fromkeys((*own, *others)))

    def _meant(self, party: Party, day: date) -> tuple[str, ...]:
        """The people that a party means; of a team, all who are in it or below it on the day."""
        roster = self.roster
        if isinstance(party, ToTeam):
            return tuple(p.person for p in roster.posts if p.holds(day) and party.team in roster.lineage(p.team))
        return roster.route(party, self.held_with.entity, _only(day))

    def _all_work(self, day: date) -> bool:
        """Whether those who are there work on a day: by their own calendars, less their leave."""
        return all(self._works(person, day) for person in self.attendants(day)) and self.plan.calendar.is_working(day)

    def _works(self, person: str, day: date) -> bool:
        key = (person, day)
        if key not in self._away:
            calendar = self.roster.hours.calendars.get(person, self.plan.calendar)
            off = any(start <= day <= end for start, end in self.roster.leaves.get(person, ()))
            self._away[key] = off or not calendar.is_working(day)
        return not self._away[key]


def _only(day: date) -> Period:
    return period_of(day, Grain.DAY)


def _next(series: _Series, name: str, schedule: Schedule, cut: datetime) -> Meeting | None:
    """The first meeting of a series at or after the cut."""
    coming = series.between(cut.date(), series.plan.end)
    found = next((one for one in coming if one.at >= cut), None)
    if found is None:
        return None
    day, entity = found.at.date(), series.held_with.entity
    past = [
        held
        for held in series.held_with.review.held
        if _is_past(held, cut) and held.person == (None if entity == WHOLE else entity)
    ]
    last = max(past, key=lambda held: held.date, default=None)
    return Meeting(
        name,
        entity,
        found.at,
        series.attendants(day),
        found.regular,
        None if last is None else last.date,
        () if last is None else last.decided,
        tuple(action for held in past for action in _actions(held, series, day, schedule)),
    )


def _is_past(held: Held, cut: datetime) -> bool:
    """Whether a meeting is known to have been held."""
    return held.date < cut.date()


def _actions(held: Held, series: _Series, day: date, schedule: Schedule) -> Iterator[Action]:
    """What is to be done since a meeting and is shown in the one of a day: until it was shown once as done."""
    meetings = [one.at.date() for one in series.between(held.date + DAY, day)]
    for task in held.tasks:
        slot = schedule.slots.get(task)
        if slot is None:
            continue
        finished = slot.finish if slot.state is TaskState.FINISHED else None
        if finished is not None and any(finished < one < day for one in meetings):
            continue
        open_at = sum(finished is None or one <= finished for one in meetings)
        due = slot.deadline
        yield Action(task, held.date, due, finished, open_at, finished is None and due is not None and due < day)
