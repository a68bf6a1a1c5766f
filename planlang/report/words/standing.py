"""How a goal stands in words: what is attained of a target, what is used of a limit, and whether a level is kept.

In: a goal's figures. Out: texts for tables, headlines and explanations. Three kinds have words of their own: targets that are
filled up over time, limits that are used up over time, and levels that hold all the time.
"""

from __future__ import annotations

from fractions import Fraction

from planlang.diagnostics.display import REASONS, show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import GoalStatus, GoalValue
from planlang.report.words.verdicts import STATUS
from planlang.semantics.model import Direction
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.units import PercentagePoints, Ratio, Unit

OVER_LIMIT = Text("report.status.over-limit", "over the limit")
ALLOWED = Text("report.standing.allowed", "{amount} allowed")
USED = Text("report.standing.used", "{share} used")
LEFT = Text("report.standing.left", "{amount} left")
OVER = Text("report.standing.over", "{amount} over")
BELOW = Text("report.standing.below", "{amount} below")
AVAILABLE = Text("report.standing.available", "{amount} available")
REACHED = Text("report.goals.reached", "reached, {surplus} over")
NO_RATE = Text("report.goals.no-rate", "does not apply")

GOAL = Text("report.headline.goal", "{goal} is {status}: {attainment} of the target to date ({actual} of {target}).")
LIMIT = Text("report.headline.limit", "{goal} is {status}: {use} ({actual} of {target}), {apart}.")
AT_LEAST = Text("report.headline.at-least", "{goal} is {status}: {actual}, and has to be at least {target}.")
AT_LEAST_BY_NOW = Text(
    "report.headline.at-least-by-now", "{goal} is {status}: {actual}, and has to be at least {target} by now."
)
AT_MOST_BY_NOW = Text(
    "report.headline.at-most-by-now", "{goal} is {status}: {actual}, and may be at most {target} by now."
)
AT_MOST = Text("report.headline.at-most", "{goal} is {status}: {actual}, and may be at most {target}.")


def is_budget(value: GoalValue) -> bool:
    """Whether a goal is a limit that is used up over time."""
    return value.accumulates and value.direction is Direction.AT_MOST


def status_text(value: GoalValue) -> Text:
    """The words for its status; what is over a limit is not behind."""
    if value.direction is Direction.AT_MOST and value.status is GoalStatus.OFF_TRACK:
        return OVER_LIMIT
    return STATUS[value.status]


def nearest_band(value: GoalValue) -> Fraction | None:
    """The limit between two standings that an attainment is nearest to: its display must not cross it."""
    if not isinstance(value.attainment, Known):
        return None
    if not value.accumulates or value.direction is Direction.AT_MOST:
        return Fraction(1)
    reached = value.attainment.value
    limits = (Fraction(value.bands.on_track), Fraction(value.bands.at_risk))
    return min(limits, key=lambda limit: abs(limit - reached))


def figure_words(figure: Figure, unit: Unit, language: Language, limit: Fraction | None = None) -> str:
    """A figure in a table: where it is unknown, its range or else the reason alone."""
    if isinstance(figure, Unknown) and figure.between is None:
        return REASONS[figure.why]().render(language)
    return show(figure, unit, language, limit, short=True)


def to_date_words(value: GoalValue, language: Language) -> str:
    """What should be reached by now, or might be used."""
    words = figure_words(value.target_to_date, value.unit, language)
    return ALLOWED(amount=words).render(language) if is_budget(value) else words


def attained_words(value: GoalValue, language: Language) -> str:
    """How much of what is due is attained, or of the whole limit is used."""
    if not is_budget(value):
        return figure_words(value.attainment, Ratio(), language, nearest_band(value))
    words = figure_words(value.progress, Ratio(), language, Fraction(1))
    return USED(share=words).render(language) if isinstance(value.progress, Known) else words


def apart_words(value: GoalValue, language: Language) -> str:
    """What is missing, left or over."""
    unit = PercentagePoints() if isinstance(value.unit, Ratio) else value.unit
    if not isinstance(value.surplus, Known):
        return figure_words(value.gap, unit, language)
    surplus = figure_words(value.surplus, unit, language)
    if value.direction is Direction.AT_LEAST:
        if value.surplus.value > 0:
            return REACHED(surplus=surplus).render(language)
        return figure_words(value.gap, unit, language)
    if value.surplus.value > 0:
        return OVER(amount=surplus).render(language)
    return (LEFT if value.accumulates else BELOW)(amount=figure_words(value.gap, unit, language)).render(language)


def rate_words(value: GoalValue, language: Language) -> str:
    """What is needed, or available, per working day left."""
    if not value.accumulates:
        return NO_RATE().render(language)
    words = figure_words(value.required_rate, value.unit, language)
    known = isinstance(value.required_rate, Known)
    return AVAILABLE(amount=words).render(language) if known and is_budget(value) else words


def standing_words(name: str, value: GoalValue, language: Language) -> Message:
    """A sentence on a goal whose actual figure is known."""
    words = {
        "goal": name,
        "status": status_text(value)().render(language),
        "actual": show(value.actual, value.unit, language, short=True),
    }
    target = show(value.target, value.unit, language, short=True)
    if value.begins_at is not None:
        due = show(value.target_to_date, value.unit, language, short=True)
        return (AT_MOST_BY_NOW if value.direction is Direction.AT_MOST else AT_LEAST_BY_NOW)(**words, target=due)
    if not value.accumulates:
        return (AT_MOST if value.direction is Direction.AT_MOST else AT_LEAST)(**words, target=target)
    if is_budget(value):
        use, apart = attained_words(value, language), apart_words(value, language)
        return LIMIT(**words, target=target, use=use, apart=apart)
    due = show(value.target_to_date, value.unit, language, short=True)
    return GOAL(**words, target=due, attainment=attained_words(value, language))
