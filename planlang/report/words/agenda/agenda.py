"""What is on the agenda of a meeting: the topics of its review, each with the figures that the evaluation has of it.

In: a meeting and an evaluation. Out: items with a message, for text and machine formats alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from attrs import evolve

from planlang.diagnostics.display import reason_words
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.goals.recurring import light
from planlang.evaluate.results.beside import Action, Meeting
from planlang.evaluate.results.changes import AdjustmentState
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue, Verdict
from planlang.evaluate.results.market import AssumptionValue, StrategyValue
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violations import listed
from planlang.evaluate.results.wording import shown
from planlang.frozen import define, field, frozen
from planlang.report.words.agenda.everything import KINDS, NONE, firing, names_of, waiting
from planlang.report.words.assumed import state_message
from planlang.report.words.dates import days_words
from planlang.report.words.market.strategies import counted_words
from planlang.report.words.names import NOBODY, title
from planlang.report.words.risks import ANSWERS, risk_level, risk_warning
from planlang.report.words.tasks import ON_STANDBY, SHORT_BREACHES, SHORT_STATES, broken_dates, misses_deadline
from planlang.report.words.verdicts import STATUS
from planlang.schedule.schedule import Conflict
from planlang.semantics.model import Everything
from planlang.values.figure import Known, Unknown
from planlang.values.periods import DAY, parse_label
from planlang.values.units import MoneyIn, Ratio

GOAL = Text("report.agenda.goal", "{attainment} attained, {status}")
AGAIN = Text("report.agenda.again", "reached in {rate} of the periods, {status}")
COUNTED = Text("report.agenda.counted", "{count} {status}")
METRIC = Text("report.agenda.metric", "{value} in {week}")
PROCESS = Text("report.agenda.process", "{count:broken rule|broken rules}")
POSSIBLE = Text("report.agenda.possible", "{count:broken rule|broken rules}, and possibly {possible}")
ALERT = Text("report.agenda.alert", "firing for {count}")
ALERT_SINCE = Text("report.agenda.alert-since", "firing for {count}, {new} of them new since {day}")
QUIET = Text("report.agenda.quiet", "not firing")
TO_DECIDE = Text("report.agenda.to-decide", "{count:proposal|proposals} to decide, since {day}")
TO_DECIDE_BY = Text("report.agenda.to-decide-by", "{count:proposal|proposals} to decide by {until}, since {day}")
NOT_PROPOSED = Text("report.agenda.not-proposed", "nothing is proposed")
NOT_PROPOSED_KNOWN = Text("report.agenda.not-proposed-known", "nothing is proposed as far as is known")
TASK = Text("report.agenda.task", "{state}, ends {day}")
LATE_TASK = Text("report.agenda.late-task", "{state}, ends {day}, {days:working day|working days} late")
RISK = Text("report.agenda.risk", "exposure {exposure}, warning {warning}, response {response}")
SOURCE = Text("report.agenda.source", "{files:file|files}, {rows:row|rows} set aside")
ASSUMPTION = Text("report.agenda.assumption", "{words}, {state}")
STRATEGY = Text("report.agenda.strategy", "{progress} done, {expected} as planned")
STRATEGY_ABOUT = Text("report.agenda.strategy-about", "about {progress} done, {expected} as planned")
BUDGET = Text("report.agenda.budget", "{burn} used to {day}, {pace} of it due; {left} left")
TEAM_GOAL = Text("report.agenda.team-goal", "{goal} {attainment}")
NOTHING = Text("report.agenda.nothing", "no figures")
ACTION_OPEN = Text("report.agenda.action", "{task} ({owner}), open at {count:meeting|meetings}")
ACTION_DUE = Text("report.agenda.action-due", "{task} ({owner}), due {due}, open at {count:meeting|meetings}")
ACTION_OVERDUE = Text(
    "report.agenda.action-overdue", "{task} ({owner}), overdue since {due}, open at {count:meeting|meetings}"
)
ACTION_DONE = Text("report.agenda.action-done", "{task} ({owner}), done {day} after {count:meeting|meetings}")
ACTION_DONE_SOON = Text("report.agenda.action-done-soon", "{task} ({owner}), done {day}, before the next meeting")
JOINED = Text("report.agenda.joined", "{first}; {rest}")


@frozen
class AgendaItem:
    """A topic by kind (`goal`, `metric` …) and name, and how it stands; without a title where there is none of a kind."""

    kind: str
    name: str
    title: str
    message: Message


@define
class Agenda:
    """What an evaluation has for meetings; what is counted for one is not counted again for the next."""

    evaluation: Evaluation
    _broken: dict[str, Counter[tuple[str, Verdict]]] = field(factory=dict)

    def of(self, meeting: Meeting) -> tuple[AgendaItem, ...]:
        """The topics of a meeting in the order of the plan file; of one with somebody, as they concern him."""
        review = self.evaluation.plan.model.reviews[meeting.review]
        by_name = {topic for topic in review.covers if isinstance(topic, str)}
        return tuple(
            item
            for topic in review.covers
            for item in (
                self._items(topic, meeting) if isinstance(topic, str) else self._everything(topic, meeting, by_name)
            )
        )

    def _everything(self, topic: Everything, meeting: Meeting, by_name: set[str]) -> Iterator[AgendaItem]:
        """All of a kind that there is something to say about, but what is on the agenda by its name; or that there is none."""
        evaluation, kinds = self.evaluation, KINDS[topic]
        names = names_of(topic, meeting.entity, evaluation)
        broken = broken_dates(evaluation.schedule) if topic is Everything.OVERDUE_TASKS else {}
        for name in names:
            for item in () if name in by_name else self._items(name, meeting):
                if item.kind in kinds and (meeting.entity == WHOLE or item.message != NOTHING()):
                    late = broken.get(name)
                    yield item if late is None else evolve(item, message=_overdue(item.message, late, evaluation))
        if not names:
            yield AgendaItem(kinds[0], topic.value, "", NONE[topic]())

    def _items(self, topic: str, meeting: Meeting) -> Iterator[AgendaItem]:
        """Whatever of the plan goes by a name."""
        evaluation, entity = self.evaluation, meeting.entity
        model = evaluation.plan.model
        if topic in model.goals:
            yield AgendaItem("goal", topic, model.goals[topic].ident.title, _goal(topic, entity, evaluation))
        if topic in model.metrics:
            yield AgendaItem("metric", topic, model.metrics[topic].ident.title, _metric(topic, entity, evaluation))
        if topic in model.processes:
            yield AgendaItem("process", topic, model.processes[topic].ident.title, self._process(topic, entity))
        if topic in model.alerts:
            yield AgendaItem("alert", topic, model.alerts[topic].ident.title, _alert(topic, meeting, evaluation))
        for state in evaluation.adjustments:
            if state.adjustment.ident.name == topic:
                yield AgendaItem(
                    "adjustment", topic, state.adjustment.ident.title, _proposed(state, meeting, evaluation)
                )
        for found in evaluation.strategies:
            if found.strategy == topic:
                words = _strategy(found)
                yield AgendaItem("strategy", topic, model.strategies[topic].ident.title, words)
        if (topic in model.tasks or topic in model.milestones) and topic not in model.strategies:
            kind = "task" if topic in model.tasks else "milestone"
            yield AgendaItem(kind, topic, title(evaluation.plan, topic), _task(topic, evaluation))
        if topic in model.sources:
            yield AgendaItem("source", topic, model.sources[topic].ident.title, _source(topic, evaluation))
        if topic in model.accounts:
            yield AgendaItem("budget", topic, model.accounts[topic].ident.title, _budget(topic, evaluation))
        for one in evaluation.assumptions:
            if one.assumption == topic:
                yield AgendaItem("assumption", topic, model.assumptions[topic].ident.title, _assumption(one))
        if topic in model.risks:
            yield AgendaItem("risk", topic, model.risks[topic].ident.title, _risk(topic, evaluation))
        if topic in model.teams:
            yield AgendaItem("team", topic, model.teams[topic].ident.title, _team(topic, evaluation))

    def _process(self, name: str, entity: str) -> Message:
        """How many of its rules are broken; of somebody, on the records that are his."""
        rules = {rule.ident.name for rule in self.evaluation.plan.model.processes[name].rules}
        found = listed(self.evaluation.violations).where(lambda _, rule: rule in rules)
        if entity == WHOLE:
            counts = Counter[Verdict]()
            for sort, count in found.counts().items():
                counts[sort.verdict] += count
        else:
            if name not in self._broken:
                self._broken[name] = Counter((one.owner or "", one.verdict) for one in found)
            own = self._broken[name]
            counts = Counter({verdict: own[owner, verdict] for owner, verdict in own if self._is_of(owner, entity)})
        possible = counts[Verdict.POSSIBLE]
        broken = counts.total() - possible
        return POSSIBLE(count=broken, possible=possible) if possible else PROCESS(count=broken)

    def _is_of(self, owner: str, entity: str) -> bool:
        """Whether a person is somebody, or in a team."""
        key = f"rep:{owner}"
        return key == entity or entity in self.evaluation.above.get(key, ())


def action_words(action: Action, evaluation: Evaluation, owner: str | None) -> Message:
    """How something to be done stands: by whom, by when, at how many meetings it was open."""
    about = {"task": title(evaluation.plan, action.task), "owner": owner or NOBODY()}
    if action.finished is not None and not action.open_at:
        return ACTION_DONE_SOON(day=action.finished.isoformat(), **about)
    if action.finished is not None:
        return ACTION_DONE(day=action.finished.isoformat(), count=action.open_at, **about)
    if action.due is None:
        return ACTION_OPEN(count=action.open_at, **about)
    text = ACTION_OVERDUE if action.overdue else ACTION_DUE
    return text(due=action.due.isoformat(), count=action.open_at, **about)


def _goal(name: str, entity: str, evaluation: Evaluation) -> Message:
    """How a goal stands, over its whole span."""
    whole = (
        one for one in evaluation.goals if (one.goal, one.entity, one.values, one.period) == (name, entity, (), None)
    )
    value = next(whole, None)
    if value is not None:
        return _attainment(value)
    of_each = [one.status for one in evaluation.goals if one.goal == name and one.is_root and one.period is None]
    for again in evaluation.recurring:
        if again.goal == name:
            own = next((one for one in again.of if one.entity == entity), None)
            if own is not None:
                status = light(own.rate, again.bands)
                return AGAIN(rate=shown(Reading(own.rate, Ratio())), status=STATUS[status]())
            of_each = [light(one.rate, again.bands) for one in again.of]
    counts = Counter(of_each)
    told = [COUNTED(count=counts[status], status=STATUS[status]()) for status in reversed(GoalStatus) if counts[status]]
    return _together(list(told)) if told and entity == WHOLE else NOTHING()


def _attainment(value: GoalValue) -> Message:
    """An attainment, or between what it lies, with what it means; where that is not known, why."""
    found = value.attainment
    if isinstance(found, Unknown) and (found.between is None or value.status is GoalStatus.NO_DATA):
        return reason_words(found)
    return GOAL(attainment=shown(Reading(found, Ratio())), status=STATUS[value.status]())


def _metric(name: str, entity: str, evaluation: Evaluation) -> Message:
    """The figure of the week, or between what it lies."""
    for value in evaluation.metrics:
        if value.metric == name and value.entity == entity:
            figure = value.value.figure
            if isinstance(figure, Unknown) and figure.between is None:
                return reason_words(figure)
            return METRIC(value=shown(value.value), week=value.period.label)
    return NOTHING()


def _alert(name: str, meeting: Meeting, evaluation: Evaluation) -> Message:
    """For how many it is on, of those that a meeting is about, and since the last one."""
    on = [state for state in firing(evaluation, meeting.entity) if state.alert == name]
    if not on:
        return QUIET()
    if meeting.since is None:
        return ALERT(count=len(on))
    grid, since = evaluation.plan.grid, meeting.since
    new = sum(state.fired is not None and parse_label(state.fired, grid).end > since for state in on)
    return ALERT_SINCE(count=len(on), new=new, day=since.isoformat())


def _proposed(state: AdjustmentState, meeting: Meeting, evaluation: Evaluation) -> Message:
    """What waits for a decision, of those that a meeting is about, and since when the oldest does."""
    open_ones = list(waiting(state, meeting.entity, evaluation))
    if not open_ones:
        return NOT_PROPOSED_KNOWN() if state.unknown else NOT_PROPOSED()
    since = min(one.since.last_day for one in open_ones if one.since is not None)
    until = min((one.until for one in open_ones if one.until is not None), default=None)
    if until is None:
        return TO_DECIDE(count=len(open_ones), day=since.isoformat())
    return TO_DECIDE_BY(count=len(open_ones), day=since.isoformat(), until=(until - DAY).isoformat())


def _task(name: str, evaluation: Evaluation) -> Message:
    """Where a task stands, and when it ends."""
    slot = evaluation.schedule.slots.get(name)
    if slot is None:
        return ON_STANDBY() if name in evaluation.schedule.waiting else NOTHING()
    about = {"state": SHORT_STATES[slot.state](), "day": slot.finish.isoformat()}
    if slot.slack_days is not None and slot.slack_days < 0:
        return LATE_TASK(days=-slot.slack_days, **about)
    return TASK(**about)


def _overdue(message: Message, late: Conflict, evaluation: Evaluation) -> Message:
    """How a late task stands; where it is not its end that is late, which date it breaks."""
    slot = evaluation.schedule.slots[late.task]
    if misses_deadline(slot):
        return message
    breach = SHORT_BREACHES[late.kind](days=days_words(late.days), limit=late.limit.isoformat())
    return JOINED(first=message, rest=breach)


def _risk(name: str, evaluation: Evaluation) -> Message:
    """How large a risk is, whether it is warned of, what is done about it."""
    value = next(one for one in evaluation.risks if one.risk == name)
    unit = MoneyIn(evaluation.plan.model.plan.currency)
    return RISK(
        exposure=risk_level(value) or shown(Reading(value.exposure, unit)),
        warning=risk_warning(value.warning, has_one=evaluation.plan.model.risks[name].warning is not None),
        response=ANSWERS[value.answer](),
    )


def _source(name: str, evaluation: Evaluation) -> Message:
    """How much of a source was read."""
    loads = [load for load in evaluation.loads if load.source == name]
    return SOURCE(files=len(loads), rows=sum(load.rows.aside for load in loads))


def _budget(name: str, evaluation: Evaluation) -> Message:
    """How much of an account is used, and how much was to be by then."""
    values = (value for budget in evaluation.budgets for value in budget.accounts)
    value = next(value for value in values if value.account == name)
    if isinstance(value.burn, Unknown) or value.to is None:
        return reason_words(value.burn) if isinstance(value.burn, Unknown) else NOTHING()
    burn, pace = shown(Reading(value.burn, Ratio())), shown(Reading(value.pace, Ratio()))
    return BUDGET(burn=burn, pace=pace, left=shown(Reading(value.remaining, value.unit)), day=value.to.isoformat())


def _assumption(one: AssumptionValue) -> Message:
    """What is assumed, and whether it has to be looked at again."""
    words = shown(one.value) if one.value is not None else one.text or ""
    return ASSUMPTION(words=words, state=state_message(one, "" if one.due is None else one.due.isoformat()))


def _strategy(value: StrategyValue) -> Message:
    """How much of it is done, and how much would be as planned."""
    if isinstance(value.progress, Unknown):
        return counted_words(value)
    progress, expected = shown(Reading(value.progress, Ratio())), shown(Reading(value.expected, Ratio()))
    return (STRATEGY_ABOUT if value.guessed else STRATEGY)(progress=progress, expected=expected)


def _team(name: str, evaluation: Evaluation) -> Message:
    """The team's part of every goal that has one."""
    parts = [
        TEAM_GOAL(goal=title(evaluation.plan, one.goal), attainment=shown(Reading(one.attainment, Ratio())))
        for one in evaluation.goals
        if one.entity == f"team:{name}" and one.period is None and isinstance(one.attainment, Known)
    ]
    return _together(parts) if parts else NOTHING()


def _together(parts: list[Message]) -> Message:
    """Several messages as one."""
    first, *rest = parts
    return JOINED(first=first, rest=_together(rest)) if rest else first
