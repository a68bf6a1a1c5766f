"""Which goals serve which, and how each of them stands: what a goal at the top rests on, level by level.

In: an evaluation. Out: a section, and what `explain` tells of one goal. Serving carries no arithmetic: nothing is added up here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.goals.recurring import light
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.plan.plan import Plan
from planlang.report.document import Cell, Column, Row, Section, Subject, Table, Tone
from planlang.report.sections.goals import STATUS_TONES, whole_goals
from planlang.report.words.extent import EVERYTHING
from planlang.report.words.names import COMMA, clean, title
from planlang.report.words.standing import attained_words, figure_words
from planlang.report.words.verdicts import STATUS, STATUS_SIGNS
from planlang.schedule.schedule import TaskState
from planlang.values.units import Ratio

CHAINS = Text("report.chains.chains", "Goals that serve goals")
ATTAINED = Text("report.chains.attained", "attained")
STATUS_HEAD = Text("report.chains.status", "status")
WORK = Text("report.chains.work", "work for it")
TASKS = Text("report.chains.tasks", "{done} of {count:task|tasks} finished")
COUNTED = Text("report.chains.counted", "{count} {status}")
ABOVE = Text("report.chains.above", "(shown above)")
SERVES = Text("report.chains.serves", "serves")
SERVED_BY = Text("report.chains.served-by", "served by")
DEEPEST = 8


def chains_section(
    evaluation: Evaluation, language: Language, *, whole: bool = False, asked: bool = False
) -> Section | None:
    """The goals at the top of a chain, and below each those that serve it; nothing where no goal serves another."""
    below = serving(evaluation.plan)
    heading = CHAINS().render(language)
    if not below or not (whole or asked):
        return None
    columns = (
        Column(elastic=True, least=22),
        Column(ATTAINED().render(language), right=True),
        Column(STATUS_HEAD().render(language)),
        Column(WORK().render(language), rank=1),
    )
    goals = evaluation.plan.model.goals
    tops = [name for name in below if not any(other in goals for other in goals[name].serves)]
    rows = tuple(_rows(tops, below, evaluation, language))
    return Section(heading, (Table(columns, rows, whole=whole),))


def chain_facts(name: str, evaluation: Evaluation, language: Language) -> Iterator[tuple[Text, str]]:
    """The goals that a goal serves, and those that serve it."""
    plan = evaluation.plan
    declared = plan.model.goals.get(name)
    above = [other for other in declared.serves if other in plan.model.goals] if declared is not None else []
    for words, names in ((SERVES, above), (SERVED_BY, serving(plan).get(name, ()))):
        if names:
            yield words, COMMA().render(language).join(clean(title(plan, one)) for one in names)


def serving(plan: Plan) -> Mapping[str, Sequence[str]]:
    """By goal those that serve it, both in declared order."""
    goals = plan.model.goals
    found: dict[str, list[str]] = {name: [] for name in goals}
    for other, goal in goals.items():
        for name in goal.serves:
            if name in found:
                found[name].append(other)
    return {name: others for name, others in found.items() if others}


def _rows(
    tops: Sequence[str], below: Mapping[str, Sequence[str]], evaluation: Evaluation, language: Language
) -> Iterator[Row]:
    """Each goal and, once, those that serve it."""
    waiting = [(name, 0) for name in reversed(tops)]
    seen: set[str] = set()
    while waiting:
        name, depth = waiting.pop()
        is_again = name in seen and name in below
        seen.add(name)
        yield _row(name, depth, evaluation, language, again=is_again)
        if not is_again:
            waiting += [(other, depth + 1) for other in reversed(below.get(name, ()))]


def _row(name: str, depth: int, evaluation: Evaluation, language: Language, *, again: bool) -> Row:
    values = [value for value in whole_goals(evaluation, EVERYTHING) if value.goal == name]
    attained, statuses = _standing(name, values, evaluation, language)
    words = COMMA().render(language).join(_statuses(statuses, language))
    worst = next((one for one in reversed(GoalStatus) if one in statuses), GoalStatus.NO_DATA)
    if len(statuses) == 1:
        words = f"{STATUS_SIGNS[worst]} {words}"
    heading = clean(title(evaluation.plan, name))
    work = ABOVE().render(language) if again else _work(name, evaluation, language)
    return Row(
        (
            Cell(heading, Tone.PLAIN if depth else Tone.STRONG, Subject(name, EVERYTHING), min(depth, DEEPEST)),
            attained,
            Cell(words, STATUS_TONES[worst]),
            Cell(work, Tone.MUTED if again else Tone.PLAIN),
        )
    )


def _standing(
    name: str, values: Sequence[GoalValue], evaluation: Evaluation, language: Language
) -> tuple[str, Sequence[GoalStatus]]:
    """How much of a goal is attained, where one has it, and how all who have it stand."""
    for again in evaluation.recurring:
        if again.goal == name:
            shares = [figure_words(one.rate, Ratio(), language) for one in again.of]
            found = [light(one.rate, again.bands) for one in again.of]
            return shares[0] if len(shares) == 1 else "", found or [GoalStatus.NO_DATA]
    told = attained_words(values[0], language) if len(values) == 1 else ""
    return told, [value.status for value in values] or [GoalStatus.NO_DATA]


def _statuses(statuses: Sequence[GoalStatus], language: Language) -> Iterator[str]:
    if len(statuses) == 1:
        yield STATUS[statuses[0]]().render(language)
        return
    counts = Counter(statuses)
    for status in reversed(GoalStatus):
        if counts[status]:
            yield COUNTED(count=counts[status], status=STATUS[status]()).render(language)


def _work(name: str, evaluation: Evaluation, language: Language) -> str:
    """How many of the tasks that serve a goal directly are finished."""
    slots = evaluation.schedule.slots
    states = [slots[task].state for task in tasks_for(name, evaluation.plan) if task in slots]
    return TASKS(done=states.count(TaskState.FINISHED), count=len(states)).render(language) if states else ""


def tasks_for(name: str, plan: Plan) -> Iterator[str]:
    """The tasks without parts that serve a goal directly, or stand in one that does."""
    tasks = plan.model.tasks
    parents = {task.parent for task in tasks.values()}
    for task in tasks:
        here: str | None = task
        while here is not None and here in tasks and name not in tasks[here].serves:
            here = tasks[here].parent
        if here in tasks and task not in parents:
            yield task
