"""The alerts of one week as people hear of them: what changed last, and what is violated.

In: judged alerts. Out: `AlertEvent`s, `Violation`s. Who is meant by a party, and which rows are behind a figure, is asked
from outside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import numpy as np

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.alerts.alerts import ABSENT, ENDED, FIRING, RESOLVED
from planlang.evaluate.alerts.histories import JudgedAlert, state_columns
from planlang.evaluate.figures.compared.answered import Samples
from planlang.evaluate.results.alert_states import AlertEvent, AlertNews, AlertPhase, AlertState, Bound
from planlang.evaluate.results.evaluation import Evidence, Kind, Verdict, Violation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violation import OwnerOf, Route, told, violation_id
from planlang.evaluate.results.wording import compared_words, said, sample_words, shown, weeks_since
from planlang.plan.plan import Plan
from planlang.semantics.clauses.severities import SEVERITY_WORDS
from planlang.semantics.model import Alert
from planlang.values.calendars import Calendar
from planlang.values.figure import Known
from planlang.values.periods import Grain, Period
from planlang.values.severities import Level

PLAIN = Text("evaluate.alert.plain", "{entity}: {title}")
WITH_VALUE = Text("evaluate.alert.with-value", "{entity}: {title}, {value}")
WITH_LIMIT = Text("evaluate.alert.with-limit", "{entity}: {title}, {value} (alert when {limit})")
WITH_UNTIL = Text("evaluate.alert.with-until", "{entity}: {title}, {value} (alert when {limit}, on until {until})")
UNTIL = Text("evaluate.alert.until", "on until {limit}")
WITH_SAMPLE = Text("evaluate.alert.with-sample", "{message}; {sample}")
KEPT = {
    Grain.WEEK: Text("evaluate.alert.kept-weeks", "{limit}, kept on {count:week|weeks} longer"),
    Grain.MONTH: Text("evaluate.alert.kept-months", "{limit}, kept on {count:month|months} longer"),
    Grain.QUARTER: Text("evaluate.alert.kept-quarters", "{limit}, kept on {count:quarter|quarters} longer"),
    Grain.YEAR: Text("evaluate.alert.kept-years", "{limit}, kept on {count:year|years} longer"),
}
"""The limit of an alert that is on although nothing is bad: that it is kept."""
IN_DAYS_OFF = Text("evaluate.alert.in-days-off", "{entity}: {title}, {what}")
"""The message of an alert that is only still on: nobody was there in the period to be judged."""
DAYS_OFF = Text("evaluate.alert.days-off", "not judged in {period} (days off)")
OVER = Text("evaluate.alert.resolved", "{entity}: {title} is over, it was on since {fired}")
GONE = Text(
    "evaluate.alert.ended", "{entity}: {title} ends, there is nobody to judge any more; it was on since {fired}"
)
OUT_OF_TIME = Text(
    "evaluate.alert.out-of-time", "{entity}: {title} ends, it is judged no longer; it was on since {fired}"
)


def alert_events(
    judged: JudgedAlert, plan: Plan, week: Period, route: Route, samples: Samples | None = None
) -> tuple[AlertEvent, ...]:
    """What is new, still on or over at the close of the last period, by entity; nobody is told of what is held back.

    Of a period that closed before the `week` under review, as months do, nothing is new.
    """
    if not judged.periods:
        return ()
    period = len(judged.periods) - 1
    events = []
    found = list(_news(judged, week))
    rows = np.array([entity for entity, _ in found], dtype=np.intp)
    states = state_columns(judged, rows, period).states()
    for (entity, news), state in zip(found, states, strict=True):
        firing = state.phase is AlertPhase.FIRING
        message = (_firing_words if firing else _ending_words)(judged, entity, state, plan)
        if firing and not state.skipped and samples is not None and judged.figures_of is None:
            rung = judged.alert.rungs[int(judged.fold.rung[entity, -1])]
            sample = samples.over(rung.when, state.entity, state.period.start, state.period.end)
            message = message if sample is None else WITH_SAMPLE(message=message, sample=sample_words(sample))
        events.append(
            AlertEvent(
                news=news,
                state=state,
                message=message,
                violation=violation_id(Kind.ALERT, judged.alert.ident.name, state.entity),
                to=() if judged.holder(entity) else _told(judged, entity, state, plan, week, route),
            )
        )
    return tuple(events)


def alert_violations(
    judged: JudgedAlert, events: Sequence[AlertEvent], week: Period, owner_of: OwnerOf
) -> tuple[Violation, ...]:
    """A violation for every identity that fires at the close of the last period, by entity; `events` are those of the alert."""
    place = {key: row for row, key in enumerate(judged.entities)}
    return tuple(
        _violation(judged, place[event.state.entity], event, week, owner_of)
        for event in events
        if event.state.phase is AlertPhase.FIRING
    )


def _news(judged: JudgedAlert, week: Period) -> Iterator[tuple[int, AlertNews]]:
    """Entities with something to tell of the last period."""
    phase, rung = judged.fold.whole.phase, judged.fold.rung
    if judged.periods[-1].end <= week.start:
        for entity in np.flatnonzero(phase[:, -1] == FIRING).tolist():
            yield entity, AlertNews.STILL_ON
        return
    freed = judged.freed()
    for entity in range(len(judged.entities)):
        now = phase[entity, -1]
        before = phase[entity, -2] if len(judged.periods) > 1 else ABSENT
        if now == FIRING and before != FIRING:
            yield entity, AlertNews.NEW
        elif now == FIRING and freed[entity]:
            yield entity, AlertNews.RELEASED
        elif now == FIRING:
            change = int(rung[entity, -1]) - int(rung[entity, -2])
            yield entity, AlertNews.RAISED if change > 0 else AlertNews.LOWERED if change else AlertNews.STILL_ON
        elif before == FIRING and now in (RESOLVED, ENDED):
            yield entity, AlertNews.RESOLVED if now == RESOLVED else AlertNews.ENDED


def _told(
    judged: JudgedAlert, entity: int, state: AlertState, plan: Plan, week: Period, route: Route
) -> tuple[str, ...]:
    """Who hears of it now, escalation included."""
    fired = judged.periods[int(judged.fold.whole.fired[entity, -1])]
    age = _weeks_after(fired, week, plan.calendar) if judged.alert.escalation else 0
    return route(told(judged.alert.notify, judged.alert.escalation, age), state.entity, state.period)


def _weeks_after(fired: Period, week: Period, calendar: Calendar) -> int:
    """Closed weeks with a working day after the one in which the period closed that an alert fired in."""
    ends = [week.end - timedelta(weeks=back) for back in range(weeks_since(fired.last_day, week) - 1)]
    return sum(calendar.working_days(end - timedelta(weeks=1), end) > 0 for end in ends)


def _firing_words(judged: JudgedAlert, entity: int, state: AlertState, plan: Plan) -> Message:
    """The message as the plan words it, else the figure and its limit; of a period that was not judged that it was not."""
    alert, name = judged.alert, entity_title(state.entity, plan)
    if state.skipped:
        what = DAYS_OFF(period=state.period.label)
        return IN_DAYS_OFF(entity=name, title=alert.ident.title, what=what)
    if alert.say is None:
        if state.value is None:
            return PLAIN.often(entity=name, title=alert.ident.title)
        value = shown(state.value, state.limit)
        if state.bound is None or not isinstance(state.bound.limit.figure, Known):
            return WITH_VALUE.often(entity=name, title=alert.ident.title, value=value)
        words = {"entity": name, "title": alert.ident.title, "value": value}
        if state.until is None:
            return WITH_LIMIT.often(**words, limit=_kept(bound_words(state.bound), state, alert))
        until = _kept(bound_words(state.until), state, alert)
        return WITH_UNTIL.often(**words, limit=bound_words(state.bound), until=until)
    values: dict[str, str | Message] = {
        "streak": str(state.streak or state.age),
        "age": str(state.age),
        "week": state.period.label,
        "period": state.period.label,
        "severity": SEVERITY_WORDS[Level(state.severity)](),
        "plan": plan.model.plan.ident.title,
        "team": name if judged.team_of is None else judged.team_of(state.entity, state.period),
        "rep": name,
    }
    if state.value is not None:
        values["value"] = shown(state.value, state.limit)
    limit = state.limit if state.streak or state.until is None else state.until.limit
    if limit is not None:
        values["limit"] = shown(limit)
    named = judged.figures(entity, len(judged.periods) - 1)
    return said(alert.say, values | {key: shown(reading, _same(state, reading)) for key, reading in named.items()})


def _same(state: AlertState, reading: Reading) -> Reading | None:
    """The limit, next to the very figure that is held against it."""
    return state.limit if reading == state.value else None


def _ending_words(judged: JudgedAlert, entity: int, state: AlertState, plan: Plan) -> Message:
    """That the alert is over, and why."""
    gone = GONE if judged.alert.is_judged(state.period) else OUT_OF_TIME
    text = OVER if state.phase is AlertPhase.RESOLVED else gone
    return text(entity=entity_title(state.entity, plan), title=judged.alert.ident.title, fired=state.fired)


def entity_title(entity: str, plan: Plan) -> str:
    """What people call `plan:`, `team:north` or `rep:张丽`."""
    kind, _, name = entity.partition(":")
    if kind == "plan":
        return plan.model.plan.ident.title
    return plan.model.teams[name].ident.title if kind == "team" and name in plan.model.teams else name


def _limit_words(state: AlertState, alert: Alert) -> Message | None:
    """The comparison that is bad, with the limit of the last period, or the one that the alert is on until where nothing is
    bad, and how long it is kept on; None for a condition that compares nothing.
    """
    if state.until is not None and not state.streak:
        return _kept(UNTIL(limit=bound_words(state.until)), state, alert)
    return None if state.bound is None else _kept(bound_words(state.bound), state, alert)


def _kept(limit: Message, state: AlertState, alert: Alert) -> Message:
    """A limit, and how many periods the alert goes on after it where nothing is bad any more."""
    return KEPT[alert.grain](limit=limit, count=alert.keep) if alert.keep and not state.streak else limit


def bound_words(bound: Bound) -> Message:
    """`< 12`."""
    return compared_words(bound.operator, bound.limit)


def _violation(judged: JudgedAlert, entity: int, event: AlertEvent, week: Period, owner_of: OwnerOf) -> Violation:
    """The violation of one firing identity."""
    state, alert = event.state, judged.alert
    when = alert.rungs[int(judged.fold.rung[entity, -1])].when
    fired = judged.periods[int(judged.fold.whole.fired[entity, -1])]
    return Violation(
        id=event.violation,
        kind=Kind.ALERT,
        rule=alert.ident.name,
        title=alert.ident.title,
        entity=state.entity,
        severity=state.severity,
        owner=owner_of(state.entity),
        period=state.period,
        value=state.value,
        limit=state.limit,
        limit_words=_limit_words(state, alert),
        message=event.message,
        since=fired.start,
        due=None,
        weeks=weeks_since(fired.last_day, week),
        verdict=Verdict.VIOLATED,
        to=event.to,
        inhibited_by=judged.holder(entity),
        evidence=Evidence(when.span.text, when.span.place(), (state.period.start, state.period.end)),
        until_words=None if state.until is None else bound_words(state.until),
    )
