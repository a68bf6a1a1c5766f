"""That the period in which a plan begins is left out of what is worked out by whole periods, where the plan begins inside it.

In: the rhythm, the period that is shown. Out: a sentence, as long as no whole period after the first is shown.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Message, Text
from planlang.plan.plan import Plan
from planlang.report.words.dates import short_day
from planlang.report.words.figure_words import period_name
from planlang.values.periods import Grain, Period, begun_inside

LEFT_OUT = Text("report.people.left-out", "{period} is left out: the plan begins inside it, on {day}")


def left_out(grain: Grain, shown: Period | None, plan: Plan, language: Language) -> list[Message]:
    """The sentence; nothing where the plan begins with a period, or a later period is shown than the first whole one."""
    part = begun_inside(plan.start, grain, plan.grid)
    if part is None or (shown is not None and shown.start != part.end):
        return []
    return [LEFT_OUT(period=period_name(part, language), day=short_day(plan.start, language))]
