"""Who gets what by which channel, and when: each person hears of each thing once by each channel. Nothing is sent.

In: what an evaluation found, the channels of its plan. Out: `Notices`. A thing is dated by what it tells, not by when files were
read: an alert by the end of the period that made it fire, a breach by when its limit ran out, a move by the end of its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from attrs import field

from planlang.evaluate.conditions.triggers import held_since
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held
from planlang.evaluate.results.alert_states import AlertEvent, AlertNews
from planlang.evaluate.results.beside import Meeting, Notice, Notices, Told, Topic, Unsent
from planlang.evaluate.results.changes import AdjustmentState
from planlang.evaluate.results.evaluation import Deadline, Kind, Verdict, Violation
from planlang.evaluate.results.violation import schedule_violations
from planlang.evaluate.rhythm.delivery import Delivery
from planlang.frozen import define, frozen
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.model import (
    Alert,
    DayKind,
    DayLimit,
    EscalationStep,
    Model,
    Party,
    Process,
    ProcessRule,
    ToPerson,
    Via,
)
from planlang.semantics.model import Topic as Sent
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Period, period_of

WEEK = timedelta(weeks=1)
OWED = (Topic.ALERT, Topic.RULE, Topic.PROPOSAL)
"""What somebody is told of because the plan says that he is."""


@frozen
class Findings:
    """What an evaluation has to tell."""

    violations: Sequence[Violation]
    events: Sequence[AlertEvent]
    upcoming: Sequence[Deadline]
    meetings: Sequence[Meeting]
    adjustments: Sequence[AdjustmentState]


@frozen
class _Step:
    """A party, and since when it is to know; passed on to it where it was not told at once."""

    who: Party
    known: datetime
    later: bool = False


@frozen
class _Case:
    """One thing to tell, without the time.

    Attributes:
        topic: what a channel calls it.
        known: the local time from which on it can be told.
        whose: the entity by which parties are found.
        period: in which they are found.
        steps: who is to know of it, as the plan says beside it.
        ways: by which channels, where that is said.
    """

    topic: Sent
    about: Topic
    finding: str
    rule: str
    entity: str
    title: str
    severity: str | None
    known: datetime
    whose: str
    period: Period
    steps: tuple[_Step, ...]
    ways: tuple[Via, ...] = ()

    def told(self, known: datetime) -> Told:
        """As somebody hears of it."""
        return Told(self.about, self.finding, self.rule, self.entity, self.title, self.severity, known)


def notices(held: Held, found: Findings) -> Notices:
    """What the channels of a plan would send; nothing where it has none."""
    if not held.plan.model.channels:
        return Notices()
    book = _Book(held)
    cases = (
        *_alerts(held, found),
        *_rules(held, found),
        *_reminders(held, found),
        *_proposals(found),
        *_tasks(held, found, book),
        *_meetings(held, found),
    )
    for case in cases:
        book.enter(case)
    return Notices(tuple(book.messages()), tuple(book.unsent()))


@define
class _Book:
    """Who hears of what by which channel."""

    held: Held
    _heard: dict[tuple[str, str], dict[str, Told]] = field(factory=dict)
    _unsent: dict[tuple[str, str, str], dict[str, datetime]] = field(factory=dict)
    _sending: dict[Sent, list[tuple[str, tuple[Party, ...]]]] = field(init=False)

    @_sending.default
    def _by_topic(self) -> dict[Sent, list[tuple[str, tuple[Party, ...]]]]:
        found: dict[Sent, list[tuple[str, tuple[Party, ...]]]] = {}
        for name, channel in self.held.plan.model.channels.items():
            for sending in channel.sends:
                for topic in sending.topics:
                    found.setdefault(topic, []).append((name, sending.to))
        return found

    def is_sent(self, kind: str) -> bool:
        """Whether a channel names anything of a kind."""
        return any(topic.kind == kind for topic in self._sending)

    def enter(self, case: _Case) -> None:
        """Notes who hears of something."""
        said = {via.who: via.channels for via in case.ways}
        sending = self._sending.get(case.topic, [])
        usual = tuple(name for name, to in sending if not to)
        everywhere = (*usual, *(name for names in said.values() for name in names))
        for name, to in sending:
            for person in self.held.route(to, case.whose, case.period):
                self._hear(name, person, case.told(case.known))
        for step in case.steps:
            names = said.get(step.who, everywhere if step.later else usual)
            for person in self.held.route((step.who,), case.whose, case.period):
                for name in dict.fromkeys(names):
                    self._hear(name, person, case.told(step.known))
                if case.about in OWED and not self._hears(person, case.finding):
                    self._unsent.setdefault((case.rule, case.title, person), {})[case.finding] = step.known

    def _hears(self, person: str, finding: str) -> bool:
        """Whether somebody hears of a thing by any channel."""
        channels = self.held.plan.model.channels
        return any(finding in self._heard.get((name, person), ()) for name in channels)

    def _hear(self, channel: str, person: str, told: Told) -> None:
        heard = self._heard.setdefault((channel, person), {})
        if told.finding not in heard or told.known < heard[told.finding].known:
            heard[told.finding] = told

    def messages(self) -> Iterator[Notice]:
        """What became known in the week before the cut, and what is held back until later."""
        plan, cut = self.held.plan, self.held.as_of.cut
        found: list[Notice] = []
        for name, channel in plan.model.channels.items():
            delivery = Delivery(channel, plan.calendars[channel.calendar], plan.grid)
            for (by, person), heard in self._heard.items():
                if by == name:
                    found += (
                        message
                        for message in delivery.messages(person, heard.values())
                        if message.at is None
                        or message.at >= cut
                        or any(self._is_new(one.known) for one in message.told)
                    )
        channels = {name: rank for rank, name in enumerate(plan.model.channels)}
        people = {name: rank for rank, name in enumerate(self.held.roster.persons)}

        def place(message: Notice) -> tuple[datetime, int, int, str]:
            rank = people.get(message.to, len(people))
            return message.at or datetime.max, channels[message.channel], rank, message.to

        return iter(sorted(found, key=place))

    def unsent(self) -> Iterator[Unsent]:
        """What became known in the week before the cut and goes by no channel."""
        for (rule, title, person), findings in self._unsent.items():
            count = sum(self._is_new(known) for known in findings.values())
            if count:
                yield Unsent(rule, title, person, count)

    def _is_new(self, known: datetime) -> bool:
        cut = self.held.as_of.cut
        return cut - WEEK < known <= cut


# ---------------------------------------------------------------- what there is to tell


def _alerts(held: Held, found: Findings) -> Iterator[_Case]:
    """The alerts that are on, less those that others hold back."""
    released = {event.violation for event in found.events if event.news is AlertNews.RELEASED}
    for violation in found.violations:
        if violation.kind is not Kind.ALERT or violation.inhibited_by is not None:
            continue
        alert = held.plan.model.alerts[violation.rule]
        assert violation.since is not None, "an alert has begun to fire"
        assert violation.period is not None, "an alert is judged in periods"
        fired = period_of(violation.since, alert.grain, held.plan.grid)
        late = violation.period.end if violation.id in released else None
        known = _midnight(late or fired.end)
        yield _Case(
            Sent("alert", violation.rule),
            Topic.ALERT,
            violation.id,
            violation.rule,
            violation.entity,
            violation.title,
            violation.severity,
            known,
            violation.entity if alert.part is None else _of_owner(violation.owner),
            violation.period,
            tuple(_alert_steps(alert, fired, known, held)),
            alert.via,
        )


def _alert_steps(alert: Alert, fired: Period, known: datetime, held: Held) -> Iterator[_Step]:
    """Who is to know of an alert, and since when: not before it is known, which is later where it was held back."""
    for party in alert.notify:
        yield _Step(party, known)
    for step in alert.escalation:
        day = _weeks_later(fired.last_day, step.after_weeks, held.as_of.week, held.plan.calendar)
        if day is not None:
            yield _Step(step.who, max(_midnight(day), known), later=True)


def _weeks_later(day: date, weeks: int, week: Period, calendar: Calendar) -> date | None:
    """The end of the week by which so many weeks with a working day have passed since that of a day; None: not yet."""
    end = week.end - WEEK * ((week.end - day - DAY) // WEEK)
    while weeks > 0 and end < week.end:
        end += WEEK
        weeks -= calendar.working_days(end - WEEK, end) > 0
    return end if weeks <= 0 else None


def _rules(held: Held, found: Findings) -> Iterator[_Case]:
    """The broken rules of processes; of what may be broken nobody hears before it is certain."""
    rules = _rules_by_name(held.plan.model)
    for violation in found.violations:
        if violation.kind is not Kind.RULE or violation.verdict is Verdict.POSSIBLE:
            continue
        process, rule = rules[violation.rule]
        known = _since(violation, held.as_of.cut)
        steps = [_Step(party, known) for party in process.told(rule)] if violation.owner is not None else []
        for step in process.steps(rule) if violation.owner is not None else ():
            later = _passed_on(violation, step, held)
            if later is not None:
                steps.append(_Step(step.who, max(later, known), later=True))
        yield _Case(
            Sent("process", process.ident.name),
            Topic.RULE,
            violation.id,
            violation.rule,
            violation.entity,
            violation.title,
            violation.severity,
            known,
            _of_owner(violation.owner),
            held.as_of.week,
            tuple(steps),
            process.ways(rule),
        )


def _rules_by_name(model: Model) -> dict[str, tuple[Process, ProcessRule]]:
    return {rule.ident.name: (process, rule) for process in model.processes.values() for rule in process.rules}


def _since(violation: Violation, cut: datetime) -> datetime:
    """Since when a breach is known: since its limit has run out, of what happens in a moment since the end of its day; where the data
    came late since the end of their days.
    """
    since, due = violation.since, violation.due
    if violation.known is not None:
        return min(_midnight(violation.known + DAY), cut)
    if violation.due_at is not None and since is not None and violation.due_at.date() <= since:
        return min(violation.due_at, cut)
    if since is not None:
        return min(_midnight(since if due is not None and due < since else since + DAY), cut)
    return min(_midnight(due + DAY), cut) if due is not None else cut


def _passed_on(violation: Violation, step: EscalationStep, held: Held) -> datetime | None:
    """Since when a breach is passed on; None where it is not yet."""
    if step.late is not None:
        due = violation.due or violation.since
        day = None if due is None else _days_later(due, step.late, held.plan.calendar) + DAY
    else:
        since, end = violation.since, held.as_of.week.end
        day = None if since is None else end - WEEK * max((end - since - WEEK * step.after_weeks - DAY) // WEEK, 0)
        if since is not None and (end - since) <= WEEK * step.after_weeks:
            day = None
    return None if day is None or _midnight(day) > held.as_of.cut else _midnight(day)


def _days_later(day: date, late: DayLimit, calendar: Calendar) -> date:
    """The day that is so many days after another."""
    if late.kind is DayKind.WORKING:
        return calendar.add_working_days(day, late.count)
    return day + DAY * late.count


def _reminders(held: Held, found: Findings) -> Iterator[_Case]:
    """What is reminded of before it runs out."""
    rules = _rules_by_name(held.plan.model)
    for one in found.upcoming:
        if one.reminded is None:
            continue
        process, rule = rules[one.rule]
        known = one.reminded_at or _midnight(one.reminded)
        yield _Case(
            Sent("process", process.ident.name),
            Topic.REMINDER,
            f"{one.rule} {one.entity} {one.due.isoformat()}",
            one.rule,
            one.entity,
            process.ident.title,
            None,
            known,
            _of_owner(one.owner),
            held.as_of.week,
            tuple(_Step(party, known) for party in process.told(rule) if one.owner is not None),
            process.ways(rule),
        )


def _proposals(found: Findings) -> Iterator[_Case]:
    """What is proposed and waits for a decision."""
    for state in found.adjustments:
        adjustment = state.adjustment
        for one in state.open:
            assert one.since is not None, "what is open has come up"
            known, name = _midnight(one.since.end), adjustment.ident.name
            yield _Case(
                Sent("adjust", name),
                Topic.PROPOSAL,
                f"{name} {one.entity} {one.since.label}",
                name,
                one.entity,
                adjustment.ident.title,
                None,
                known,
                one.entity,
                one.since,
                tuple(_Step(party, known) for party in adjustment.alert.notify),
                adjustment.alert.via,
            )


def _tasks(held: Held, found: Findings, book: _Book) -> Iterator[_Case]:
    """Dates of tasks and milestones that cannot be kept and were not known a week ago, where a channel sends such."""
    plan, week, cut = held.plan, held.as_of.week, held.as_of.cut
    if not book.is_sent("task") and not book.is_sent("milestone"):
        return
    before = make_schedule(plan, as_of=(cut - WEEK).date(), held=held_since(held.figures))
    told = {one.id for one in schedule_violations(plan, before, week, held.owner_of)}
    for violation in found.violations:
        kind, _, name = violation.entity.partition(":")
        if violation.kind is not Kind.SCHEDULE or kind != "task" or violation.id in told:
            continue
        owner = plan.nodes[name].owner
        known = cut if violation.since is None else max(min(_midnight(violation.since), cut), cut - WEEK + DAY)
        yield _Case(
            Sent("task" if name in plan.model.tasks else "milestone", name),
            Topic.TASK,
            violation.id,
            violation.rule,
            violation.entity,
            violation.title,
            violation.severity,
            known,
            WHOLE,
            week,
            () if owner is None else (_Step(owner, known),),
        )


def _meetings(held: Held, found: Findings) -> Iterator[_Case]:
    """The agendas of the meetings of the week that begins at the cut."""
    cut = held.as_of.cut
    for meeting in found.meetings:
        if meeting.at < cut + WEEK:
            review = held.plan.model.reviews[meeting.review]
            yield _Case(
                Sent("review", meeting.review),
                Topic.MEETING,
                f"{meeting.review} {meeting.entity} {meeting.at.isoformat()}",
                meeting.review,
                meeting.entity,
                review.ident.title,
                None,
                cut,
                meeting.entity,
                held.as_of.week,
                tuple(_Step(ToPerson(name), cut) for name in meeting.attendants),
            )


def _of_owner(owner: str | None) -> str:
    """By whom parties are found: by the owner of a record, else those at the top."""
    return WHOLE if owner is None else f"rep:{owner}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
