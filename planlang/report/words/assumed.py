"""What rests on assumptions, in words.

In: an evaluation. Out: the assumptions behind something, and marks beside its figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.market import AssumptionState, AssumptionValue
from planlang.report.words.dates import day_beside
from planlang.report.words.names import clean

ASSUMED = Text("report.assumed.mark", "assumed")
OVERDUE = Text("report.assumed.overdue", "assumed, review overdue since {day}")
RESTS = Text("report.assumptions.rests", "rests on")
ONE = Text("report.assumptions.one", "{title}: {value}, {state}")
NOT_IN_FORCE = Text("report.assumed.not-in-force", "assumed for other days")

STATES = {
    AssumptionState.CURRENT: Text("report.assumptions.current", "current"),
    AssumptionState.OVERDUE: Text("report.assumptions.overdue", "review overdue since {day}"),
    AssumptionState.NO_REVIEW: Text("report.assumptions.no-review", "no review planned"),
    AssumptionState.NOT_IN_FORCE: Text("report.assumptions.not-in-force", "for other days"),
}


def state_message(one: AssumptionValue, day: str) -> Message:
    """Whether something can still be assumed as it stands; `day` is when it had to be looked at again."""
    text = STATES[one.state]
    return text(day=day) if one.state is AssumptionState.OVERDUE else text()


def behind(kind: str, name: str, evaluation: Evaluation) -> tuple[AssumptionValue, ...]:
    """The assumptions that something rests on."""
    key = f"{kind}:{name}"
    return tuple(one for one in evaluation.assumptions if key in one.carries)


def mark(kind: str, name: str, evaluation: Evaluation, language: Language) -> str:
    """What stands beside something that rests on assumptions: the worst that is to be said of them; empty for anything else."""
    found = behind(kind, name, evaluation)
    if not found:
        return ""
    if any(one.state is AssumptionState.NOT_IN_FORCE for one in found):
        return NOT_IN_FORCE().render(language)
    due = min((one.due for one in found if one.is_overdue and one.due is not None), default=None)
    if due is None:
        return ASSUMED().render(language)
    return OVERDUE(day=day_beside(due, evaluation.as_of.week.last_day, language)).render(language)


def value_words(one: AssumptionValue, language: Language) -> str:
    """The number with its unit, or the text."""
    if one.value is None:
        return clean(one.text or "")
    return show(one.value.figure, one.value.unit, language, short=True)


def state_words(one: AssumptionValue, evaluation: Evaluation, language: Language) -> str:
    """Whether it can still be assumed as it stands."""
    day = "" if one.due is None else day_beside(one.due, evaluation.as_of.week.last_day, language)
    return state_message(one, day).render(language)


def resting_facts(kind: str, name: str, evaluation: Evaluation, language: Language) -> Iterator[tuple[Text, str]]:
    """What something rests on, for an explanation of it."""
    for one in behind(kind, name, evaluation):
        told: dict[str, str | Message] = {
            "title": evaluation.plan.model.assumptions[one.assumption].ident.title,
            "value": value_words(one, language),
            "state": state_words(one, evaluation, language),
        }
        yield RESTS, ONE(**told).render(language)
