"""How goals, metrics and alerts stood in the last evaluated week, in a few words.

In: a plan held against data, and what was found. Out: texts by name, for the ends of lines and for a box beside the pointer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby

from planlang.diagnostics.display import REASONS, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.alerts.backtest import Lately, lately
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue, MetricValue
from planlang.evaluate.results.goals import RecurringValue
from planlang.evaluate.results.wording import shown
from planlang.report.words.standing import attained_words, is_budget, standing_words, status_text
from planlang.report.words.verdicts import STATUS
from planlang.values.figure import Known, Unknown
from planlang.values.periods import Grain

ATTAINED = Text("standing.attained", "attained {share}")
LEVEL = Text("standing.level", "now {amount}")
NOT_KNOWN = Text("standing.not-known", "not known: {reason}")
EACH = Text("standing.each", "{status} {count}")
REACHED = Text("standing.reached", "reached {times} of {known} times")
NO_PERIOD = Text("standing.no-period", "no period of it is over yet")
FIGURE = Text("standing.figure", "{week}: {value} (before: {previous})")
ON = {
    Grain.DAY: Text("standing.on-days", "on in {on} of the last {count:day|days}"),
    Grain.WEEK: Text("standing.on-weeks", "on in {on} of the last {count:week|weeks}"),
    Grain.MONTH: Text("standing.on-months", "on in {on} of the last {count:month|months}"),
    Grain.QUARTER: Text("standing.on-quarters", "on in {on} of the last {count:quarter|quarters}"),
    Grain.HALF: Text("standing.on-halves", "on in {on} of the last {count:half year|half years}"),
    Grain.YEAR: Text("standing.on-years", "on in {on} of the last {count:year|years}"),
}
UNJUDGED = Text("standing.unjudged", "{count} could not be judged")
ON_NOW = Text("standing.on-now", "on now")
ON_NOW_FOR = Text("standing.on-now-for", "on now for {count}")
NEVER_JUDGED = Text("standing.never-judged", "could not be judged yet")
PERIODS = 12
BETWEEN = " · "


def goal_words(evaluation: Evaluation, language: Language) -> Mapping[str, tuple[str, str]]:
    """By goal a few words, and a sentence where there is more to tell."""
    found: dict[str, tuple[str, str]] = {}
    roots = (value for value in evaluation.goals if value.period is None and value.is_root)
    for name, values in groupby(roots, key=lambda value: value.goal):
        own = tuple(values)
        parts = _goal(own[0], language) if len(own) == 1 else _of_each(own, language)
        long = ""
        if len(own) == 1 and isinstance(own[0].actual, Known):
            long = standing_words(evaluation.plan.model.goals[name].ident.title, own[0], language).render(language)
        found[name] = BETWEEN.join((*parts, evaluation.as_of.label)), long
    for again in evaluation.recurring:
        found[again.goal] = BETWEEN.join((*_again(again, language), evaluation.as_of.label)), ""
    return found


def _goal(value: GoalValue, language: Language) -> Iterator[str]:
    figure = value.actual if not value.accumulates else value.progress if is_budget(value) else value.attainment
    if isinstance(figure, Unknown) and figure.between is None:
        yield NOT_KNOWN(reason=REASONS[figure.why]()).render(language)
        return
    if not value.accumulates:
        yield LEVEL(amount=show(value.actual, value.unit, language, short=True)).render(language)
    else:
        words = attained_words(value, language)
        yield words if is_budget(value) else ATTAINED(share=words).render(language)
    yield status_text(value)().render(language)


def _of_each(values: tuple[GoalValue, ...], language: Language) -> Iterator[str]:
    """How many stand how, of a goal that several have."""
    counts = Counter(value.status for value in values)
    for status in GoalStatus:
        if counts[status]:
            yield EACH(status=STATUS[status](), count=counts[status]).render(language)


def _again(again: RecurringValue, language: Language) -> Iterator[str]:
    rounds = [one for each in again.of for one in each.rounds]
    known = [one for one in rounds if one.is_reached is not None]
    if not rounds:
        yield NO_PERIOD().render(language)
        return
    yield REACHED(times=sum(1 for one in known if one.is_reached), known=len(known)).render(language)
    if len(known) < len(rounds):
        yield UNJUDGED(count=len(rounds) - len(known)).render(language)


def metric_words(evaluation: Evaluation, language: Language) -> Mapping[str, str]:
    """By metric its figure for the whole plan in the week, and in the one before."""
    return {one.metric: _metric(one, language) for one in evaluation.metrics if one.entity == WHOLE}


def _metric(value: MetricValue, language: Language) -> str:
    now, before = shown(value.value), shown(value.previous)
    return FIGURE(week=value.period.label, value=now, previous=before).render(language)


def alert_words(held: Held, language: Language) -> Mapping[str, str]:
    """By alert in how many of its last periods it was on."""
    return {one.name: BETWEEN.join(_alert(one, language)) for one in lately(held, PERIODS)}


def _alert(one: Lately, language: Language) -> Iterator[str]:
    unknown = one.judged.count(False)
    if unknown == len(one.judged):  # where no period is over yet as well
        yield NEVER_JUDGED().render(language)
        return
    on = sum(1 for count in one.on if count)
    yield ON[one.grain](on=on, count=len(one.on)).render(language)
    if unknown:
        yield UNJUDGED(count=unknown).render(language)
    if one.on[-1]:
        yield (ON_NOW() if one.alone else ON_NOW_FOR(count=one.on[-1])).render(language)
