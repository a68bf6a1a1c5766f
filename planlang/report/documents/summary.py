"""The week in one screen: what `planlang evaluate` prints.

In: an evaluation. Out: a document, most important first: head, one sentence, goals, late tasks, broken rules,
alerts, stages, what will break next, what is missing. Unknown is said in words, never as blank or 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from attrs import evolve

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.alert_states import AlertNews
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue, Verdict, elapsed_share
from planlang.evaluate.results.violations import Sort, Violations
from planlang.report.document import Document, Paragraph, Section, Tone
from planlang.report.sections.change.changes import changes_sections
from planlang.report.sections.change.proposals import proposals_section
from planlang.report.sections.conversions import conversions_section
from planlang.report.sections.costs import costs_section
from planlang.report.sections.customers import customers_sections
from planlang.report.sections.findings import alerts_section, upcoming_section, violations_section
from planlang.report.sections.goals import STATUS_TONES, goals_section, whole_goals, whose
from planlang.report.sections.late_tasks import beside_late_tasks, has_dates_to_keep, tasks_section
from planlang.report.sections.market.assumptions import assumptions_section
from planlang.report.sections.market.classes import classes_section
from planlang.report.sections.market.strategies import strategies_section
from planlang.report.sections.money.budgets import budgets_section
from planlang.report.sections.money.resources import resources_section
from planlang.report.sections.people.incentives import incentive_sections
from planlang.report.sections.people.promotions import promotion_sections
from planlang.report.sections.people.roles import roles_section
from planlang.report.sections.people.scorecards import scorecard_sections
from planlang.report.sections.pipelines import pipelines_section
from planlang.report.sections.rhythm.meetings import meetings_section
from planlang.report.sections.rhythm.notes import notes_section
from planlang.report.sections.rhythm.notices import notices_section
from planlang.report.sections.rhythm.risks import risks_section
from planlang.report.sections.shortcomings import data_section
from planlang.report.sections.splits import splits_section
from planlang.report.sections.stages import stages_section
from planlang.report.sections.targets.chains import chains_section
from planlang.report.sections.targets.recurring import recurring_section
from planlang.report.sections.todos import todos_section
from planlang.report.words.concerning import concerning
from planlang.report.words.dates import cut_words, day_beside, week_words
from planlang.report.words.extent import EVERYTHING, WEEK_IN_SHORT, Extent
from planlang.report.words.extent import Section as Part
from planlang.report.words.names import entity_name, title
from planlang.report.words.standing import standing_words
from planlang.report.words.tasks import late_tasks, some_names
from planlang.report.words.verdicts import AND_POSSIBLY, STATUS, STATUS_SIGNS, level
from planlang.schedule.schedule import TaskState
from planlang.values.figure import Unknown
from planlang.values.periods import DAY
from planlang.values.severities import Level
from planlang.values.zoned import midnight

ABOUT = Text("report.head.about", "{plan} · for {entity}")
WEEK = Text("report.head.week", "week {week}")
AS_OF = Text("report.head.as-of", "data to {day}")
ELAPSED = Text("report.head.elapsed", "{share} of the plan's working days gone")
NOT_BEGUN = Text("report.head.not-begun", "the plan begins only on {day}")
OVER = Text("report.head.over", "the plan ended on {day}")
PROVISIONAL = Text("report.head.provisional", "provisional: late entries may still change it")
READ = Text("report.head.read", "read {files:file|files} with {rows:row|rows}")
SET_ASIDE = Text("report.head.set-aside", "read {files:file|files} with {rows:row|rows}, {rejects} of them set aside")
SHORT = Text("report.head.short", "still without {sources} for this week: the last week with all is {week}")
NOTHING_READ = Text("report.head.nothing-read", "no data files were read")

GOAL_UNKNOWN = Text("report.headline.goal-unknown", "{goal}: {actual}.")
OTHERS = Text("report.headline.others", "Other goals: {counts}.")
COUNTED = Text("report.headline.counted", "{count} {status}")
ALERTS = Text("report.headline.alerts", "Alerts: {new} new, {resolved} resolved.")
VIOLATIONS = Text("report.headline.violations", "Broken rules: {counts}.")
BROKEN = Text("report.headline.broken", "{count}")
CRITICAL = Text("report.headline.critical", "{count}, {critical} of them critical")
PROPOSED = Text("report.headline.proposed", "{count:proposal waits|proposals wait} for a decision.")
UNJUDGED = Text("report.headline.unjudged", "{count:rule or alert|rules and alerts} could not be judged in full.")
LATE = Text("report.headline.late", "{count:task is|tasks are} late.")
ON_TIME = Text("report.headline.on-time", "No task is late.")
FINISH = Text("report.headline.finish", "All tasks are expected to finish by {finish}.")
EARLIEST = Text(
    "report.headline.earliest",
    "All tasks finish by {finish} at the earliest: {count:task waits|tasks wait} for a condition.",
)
FINISHED = Text("report.headline.finished", "All tasks are finished, the last on {finish}.")


def week_document(evaluation: Evaluation, language: Language, extent: Extent = WEEK_IN_SHORT) -> Document:
    """The summary as far as it is asked for."""
    told = concerning(evaluation, extent.entity)
    page, whole = (told, language), extent.whole
    sections: list[Section | None] = []
    if not extent.only and extent.entity == EVERYTHING:
        sections.append(_headline(*page))
    writers: dict[Part, Callable[[], Section | tuple[Section, ...] | None]] = {
        Part.GOALS: lambda: _goals(*page, whole, extent.entity),
        Part.CHAINS: lambda: chains_section(*page, whole=whole, asked=Part.CHAINS in extent.only),
        Part.SPLITS: lambda: splits_section(*page, whole=whole, asked=Part.SPLITS in extent.only),
        Part.STRATEGIES: lambda: strategies_section(*page, whole=whole),
        Part.ASSUMPTIONS: lambda: assumptions_section(*page, whole=whole),
        Part.TASKS: lambda: tasks_section(*page, whole=whole),
        Part.RULES: lambda: violations_section(*page, whole=whole),
        Part.ALERTS: lambda: alerts_section(*page, whole=whole),
        Part.TODOS: lambda: todos_section(*page, whole=whole),
        Part.CUSTOMERS: lambda: customers_sections(*page, whole=whole),
        Part.STAGES: lambda: (*stages_section(*page, whole=whole), *pipelines_section(*page)),
        Part.CONVERSIONS: lambda: conversions_section(*page, whole=whole),
        Part.CLASSES: lambda: classes_section(*page, whole=whole),
        Part.UPCOMING: lambda: upcoming_section(*page, whole=whole),
        Part.RISKS: lambda: risks_section(*page, whole=whole),
        Part.REVIEWS: lambda: meetings_section(evolve(evaluation, meetings=told.meetings), language, whole=whole),
        Part.MESSAGES: lambda: notices_section(*page, whole=whole),
        Part.BUDGETS: lambda: budgets_section(*page, whole=whole),
        Part.SCORECARDS: lambda: scorecard_sections(*page, whole=whole),
        Part.INCENTIVES: lambda: incentive_sections(*page, whole=whole),
        Part.PROPOSALS: lambda: proposals_section(*page, whole=whole),
        Part.PROMOTIONS: lambda: promotion_sections(*page, whole=whole),
        Part.CHANGES: lambda: changes_sections(*page, whole=whole),
        Part.RESOURCES: lambda: resources_section(*page, whole=whole),
        Part.COSTS: lambda: costs_section(told.schedule, told.plan, language, whole=whole),
        Part.ROLES: lambda: roles_section(told.plan, language) if whole or extent.only else None,
        Part.DATA: lambda: data_section(*page, whole=whole),
        Part.NOTES: lambda: notes_section(told.plan, language, whole=whole),
    }
    of_everything = (
        Part.SPLITS,
        Part.CHAINS,
        Part.STRATEGIES,
        Part.ASSUMPTIONS,
        Part.STAGES,
        Part.CONVERSIONS,
        Part.RISKS,
        Part.CHANGES,
        Part.CLASSES,
        Part.SCORECARDS,
        Part.BUDGETS,
        Part.RESOURCES,
        Part.COSTS,
        Part.ROLES,
        Part.DATA,
        Part.NOTES,
    )
    for part, write in writers.items():
        if extent.wants(part) and (extent.entity == EVERYTHING or part not in of_everything):
            written = write()
            sections += written if isinstance(written, tuple) else (written,)
    return Document(
        _head(evaluation, language, extent.entity), tuple(section for section in sections if section is not None)
    )


def _goals(evaluation: Evaluation, language: Language, whole: bool, entity: str) -> tuple[Section, ...]:
    """The goals, and those that come again; nothing of the first where there are only others."""
    again = recurring_section(evaluation, language, whole=whole)
    if again and not whole_goals(evaluation, entity):
        return again
    return goals_section(evaluation, language, whole=whole, entity=entity), *again


def _head(evaluation: Evaluation, language: Language, entity: str) -> Section:
    """Plan, week, cut, and what was read."""
    as_of = evaluation.as_of
    facts = [
        WEEK(week=week_words(as_of.week, language)),
        AS_OF(day=cut_words(as_of.cut, language)),
        _gone(evaluation),
    ]
    if evaluation.provisional:
        facts.append(PROVISIONAL())
    rows, rejects = sum(load.rows.told for load in evaluation.loads), sum(load.rows.aside for load in evaluation.loads)
    text = READ if not rejects else SET_ASIDE
    read = text(files=len(evaluation.loads), rows=f"{rows:,}", **({"rejects": f"{rejects:,}"} if rejects else {}))
    facts.append(read if evaluation.loads else NOTHING_READ())
    if as_of.whole is not None:
        names = tuple(evaluation.plan.model.sources[name].ident.title for name in as_of.short)
        facts.append(SHORT(sources=some_names(names, language), week=as_of.whole.label))
    heading = evaluation.plan.model.plan.ident.title
    if entity != EVERYTHING:
        heading = ABOUT(plan=heading, entity=entity_name(entity, evaluation.plan, language)).render(language)
    return Section(heading, (Paragraph(" · ".join(fact.render(language) for fact in facts)),))


def _gone(evaluation: Evaluation) -> Message:
    """How much of the plan lies behind the cut."""
    plan, cut = evaluation.plan, evaluation.as_of.cut
    if cut <= midnight(plan.start):
        return NOT_BEGUN(day=plan.start.isoformat())
    if cut > midnight(plan.end + DAY):
        return OVER(day=plan.end.isoformat())
    return ELAPSED(share=percent(elapsed_share(evaluation)))


def _headline(evaluation: Evaluation, language: Language) -> Section:
    """One or two sentences that a director reads if nothing else."""
    sentences: list[Message] = []
    goals = whole_goals(evaluation)
    sign, tone = "", Tone.STRONG
    if goals:
        first = goals[0]
        sign, tone = STATUS_SIGNS[first.status] + " ", STATUS_TONES[first.status]
        sentences.append(_goal_sentence(first, evaluation, language))
        if len(goals) > 1:
            counts = Counter(value.status for value in goals[1:])
            listed = [
                COUNTED(count=counts[status], status=STATUS[status]()).render(language)
                for status in reversed(GoalStatus)
                if counts[status]
            ]
            sentences.append(OTHERS(counts=(", " if language is Language.EN else "、").join(listed)))
    sentences.append(VIOLATIONS(counts=_broken(beside_late_tasks(evaluation))))
    news = Counter(event.news for event in evaluation.alerts)
    if news[AlertNews.NEW] or news[AlertNews.RESOLVED]:
        sentences.append(ALERTS(new=news[AlertNews.NEW], resolved=news[AlertNews.RESOLVED]))
    proposed = sum(len(one.open) for one in evaluation.adjustments)
    if proposed:
        sentences.append(PROPOSED(count=proposed))
    if evaluation.unjudged:
        sentences.append(UNJUDGED(count=len(evaluation.unjudged)))
    sentences += _work(evaluation, language)
    text = sign + (" " if language is Language.EN else "").join(sentence.render(language) for sentence in sentences)
    return Section("", (Paragraph(text, tone),))


def _work(evaluation: Evaluation, language: Language) -> Iterator[Message]:
    """How many tasks are late, and when all work ends; nothing is claimed of tasks without a date to keep."""
    schedule = evaluation.schedule
    if not schedule.slots:
        return
    slots = [slot for slot in schedule.slots.values() if not slot.summary]
    late = len(late_tasks(schedule, evaluation.plan))
    if late:
        yield LATE(count=late)
    elif has_dates_to_keep(schedule, evaluation.plan):
        yield ON_TIME()
    finish = day_beside(schedule.finish, evaluation.as_of.week.last_day, language)
    waiting = sum(slot.state is TaskState.WAITING for slot in slots)
    if waiting:
        yield EARLIEST(finish=finish, count=waiting)
    elif slots and all(slot.state is TaskState.FINISHED for slot in slots):
        yield FINISHED(finish=finish)
    else:
        yield FINISH(finish=finish)


def _broken(violations: Violations) -> Message:
    """How many rules are broken, and how many more may be: what exports cannot prove is not counted as broken."""
    found = violations.counts()
    possible = {sort: count for sort, count in found.items() if sort.verdict is Verdict.POSSIBLE}
    broken = _with_critical({sort: count for sort, count in found.items() if sort not in possible})
    return AND_POSSIBLY(broken=broken, possible=_with_critical(possible)) if possible else broken


def _with_critical(counts: Mapping[Sort, int]) -> Message:
    """How many there are, and how many of them are critical."""
    critical = sum(count for sort, count in counts.items() if level(sort.severity) is Level.CRITICAL)
    every = sum(counts.values())
    return CRITICAL(count=every, critical=critical) if critical else BROKEN(count=every)


def _goal_sentence(value: GoalValue, evaluation: Evaluation, language: Language) -> Message:
    """How the first goal stands."""
    name = whose(value, title(evaluation.plan, value.goal), evaluation, language)
    actual = show(value.actual, value.unit, language, short=True)
    attained = value.attainment
    is_open = isinstance(attained, Unknown) and (attained.between is None or value.status is GoalStatus.NO_DATA)
    if is_open:
        return GOAL_UNKNOWN(goal=name, actual=actual)
    return standing_words(name, value, language)
