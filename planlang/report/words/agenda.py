"""What is on the agenda of a meeting: the topics of its review, each with the figures that the evaluation has of it.

In: a review and an evaluation. Out: items with a message, for text and machine formats alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from planlang.diagnostics.display import reason_words
from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.alert_states import AlertNews
from planlang.evaluate.results.evaluation import Evaluation, GoalValue, Verdict
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.violations import listed
from planlang.evaluate.results.wording import shown
from planlang.report.words.names import title
from planlang.report.words.tasks import SHORT_STATES
from planlang.report.words.verdicts import STATUS
from planlang.semantics.model import Review
from planlang.values.figure import Known, Unknown
from planlang.values.units import Ratio

GOAL = Text("report.agenda.goal", "{attainment} attained, {status}")
METRIC = Text("report.agenda.metric", "{value} in {week}")
PROCESS = Text("report.agenda.process", "{count:broken rule|broken rules}")
POSSIBLE = Text("report.agenda.possible", "{count:broken rule|broken rules}, and possibly {possible}")
ALERT = Text("report.agenda.alert", "firing for {count}")
QUIET = Text("report.agenda.quiet", "not firing")
TASK = Text("report.agenda.task", "{state}, ends {day}")
LATE_TASK = Text("report.agenda.late-task", "{state}, ends {day}, {days:working day|working days} late")
SOURCE = Text("report.agenda.source", "{files:file|files}, {rows:row|rows} set aside")
BUDGET = Text("report.agenda.budget", "{burn} used to {day}, {pace} of it due; {left} left")
TEAM_GOAL = Text("report.agenda.team-goal", "{goal} {attainment}")
NOTHING = Text("report.agenda.nothing", "no figures")
JOINED = Text("report.agenda.joined", "{first}; {rest}")


@frozen
class AgendaItem:
    """A topic by kind (`goal`, `metric` …) and name, and how it stands."""

    kind: str
    name: str
    title: str
    message: Message


def agenda(review: Review, evaluation: Evaluation) -> tuple[AgendaItem, ...]:
    """The topics of a review in the order of the plan file."""
    return tuple(item for topic in review.covers for item in _items(topic, evaluation))


def _items(topic: str, evaluation: Evaluation) -> Iterator[AgendaItem]:
    """Whatever of the plan goes by a name."""
    model = evaluation.plan.model
    if topic in model.goals:
        yield AgendaItem("goal", topic, model.goals[topic].ident.title, _goal(topic, evaluation))
    if topic in model.metrics:
        yield AgendaItem("metric", topic, model.metrics[topic].ident.title, _metric(topic, evaluation))
    if topic in model.processes:
        yield AgendaItem("process", topic, model.processes[topic].ident.title, _process(topic, evaluation))
    if topic in model.alerts:
        yield AgendaItem("alert", topic, model.alerts[topic].ident.title, _alert(topic, evaluation))
    if topic in model.tasks or topic in model.milestones:
        kind = "task" if topic in model.tasks else "milestone"
        yield AgendaItem(kind, topic, title(evaluation.plan, topic), _task(topic, evaluation))
    if topic in model.sources:
        yield AgendaItem("source", topic, model.sources[topic].ident.title, _source(topic, evaluation))
    if topic in model.accounts:
        yield AgendaItem("budget", topic, model.accounts[topic].ident.title, _budget(topic, evaluation))
    if topic in model.teams:
        yield AgendaItem("team", topic, model.teams[topic].ident.title, _team(topic, evaluation))


def _goal(name: str, evaluation: Evaluation) -> Message:
    """How a goal stands, over its whole span."""
    whole = (one for one in evaluation.goals if (one.goal, one.entity, one.period) == (name, "plan:", None))
    value = next(whole, None)
    return NOTHING() if value is None else _attainment(value)


def _attainment(value: GoalValue) -> Message:
    """An attainment with what it means; where it is not known, why."""
    if isinstance(value.attainment, Unknown):
        return reason_words(value.attainment)
    return GOAL(attainment=shown(Reading(value.attainment, Ratio())), status=STATUS[value.status]())


def _metric(name: str, evaluation: Evaluation) -> Message:
    """The figure of the week for the whole plan."""
    for value in evaluation.metrics:
        if value.metric == name and value.entity == "plan:":
            if isinstance(value.value.figure, Unknown):
                return reason_words(value.value.figure)
            return METRIC(value=shown(value.value), week=value.period.label)
    return NOTHING()


def _process(name: str, evaluation: Evaluation) -> Message:
    """How many of its rules are broken."""
    rules = {rule.ident.name for rule in evaluation.plan.model.processes[name].rules}
    found = listed(evaluation.violations).where(lambda _, rule: rule in rules).counts()
    possible = sum(count for sort, count in found.items() if sort.verdict is Verdict.POSSIBLE)
    broken = found.total() - possible
    return POSSIBLE(count=broken, possible=possible) if possible else PROCESS(count=broken)


def _alert(name: str, evaluation: Evaluation) -> Message:
    """For how many it is on."""
    over = (AlertNews.RESOLVED, AlertNews.ENDED)
    firing = [event for event in evaluation.alerts if event.state.alert == name and event.news not in over]
    return ALERT(count=len(firing)) if firing else QUIET()


def _task(name: str, evaluation: Evaluation) -> Message:
    """Where a task stands, and when it ends."""
    slot = evaluation.schedule.slots.get(name)
    if slot is None:
        return NOTHING()
    about = {"state": SHORT_STATES[slot.state](), "day": slot.finish.isoformat()}
    if slot.slack_days is not None and slot.slack_days < 0:
        return LATE_TASK(days=-slot.slack_days, **about)
    return TASK(**about)


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
