"""When reviews are held: dots under the header of a timeline.

In: a plan and the axis. Out: placed dots; meetings that would cover each other share one.
"""

from __future__ import annotations

from datetime import timedelta

from planlang.diagnostics.text import Language, Text
from planlang.plan.plan import Plan
from planlang.plan.recurring import Occurrence, occurrences
from planlang.report.picture.scene import Dot
from planlang.report.sections.rhythm.meetings import when_words
from planlang.report.timeline.axis import Axis
from planlang.report.timeline.markers import MORE_FLAGS, MOST_TIPS
from planlang.report.words.names import clean
from planlang.semantics.model import Review

MEETING = Text("report.timeline.meeting", "{when}  {title}")
APART = 4.0
"""How far apart dots are at least."""


def meeting_dots(plan: Plan, axis: Axis, y: float, language: Language) -> tuple[Dot, ...]:
    """The meetings on the days of the axis; where a review is held with each, the day that its rhythm says."""
    first, last = max(axis.first, plan.start), min(axis.end - timedelta(days=1), plan.end)
    held: list[tuple[Occurrence, Review]] = [
        (one, review)
        for review in plan.model.reviews.values()
        for one in occurrences(review.every, first, last, plan.calendar, plan.grid, review.off)
    ]
    dots: list[tuple[float, list[str]]] = []
    for one, review in sorted(held, key=lambda pair: pair[0].at):
        x = axis.x(one.at.date()) + axis.day_width / 2
        when = when_words(one.at, language)
        tip = MEETING(when=when, title=clean(review.ident.title)).render(language)
        if dots and x - dots[-1][0] < APART:
            dots[-1][1].append(tip)
        else:
            dots.append((x, [tip]))
    return tuple(Dot(round(x, 2), y, _joined(tips, language)) for x, tips in dots)


def _joined(tips: list[str], language: Language) -> str:
    rest = len(tips) - MOST_TIPS
    return "\n".join([*tips[:MOST_TIPS], *([MORE_FLAGS(count=rest).render(language)] if rest > 0 else [])])
