"""When reviews are held, assumptions and risks have to be looked at again, and risks have happened or were closed: dots under the header of a timeline.

In: a plan and the axis. Out: placed dots; what would cover each other shares one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.market.assumptions import review_due
from planlang.plan.looking import judge_by
from planlang.plan.plan import Plan
from planlang.plan.recurring import occurrences
from planlang.report.picture.scene import Dot
from planlang.report.sections.rhythm.meetings import when_words
from planlang.report.timeline.axis import Axis
from planlang.report.timeline.markers import MORE_FLAGS, MOST_TIPS
from planlang.report.words.dates import short_day
from planlang.report.words.names import clean

MEETING = Text("report.timeline.meeting", "{when}  {title}")
LOOK_AGAIN = Text("report.timeline.look-again", "{day}  look again at: {title}")
JUDGE_AGAIN = Text("report.timeline.judge-again", "{day}  judge again: {title}")
HAPPENED = Text("report.timeline.happened", "{day}  has happened: {title}")
CLOSED = Text("report.timeline.closed", "{day}  can no longer happen: {title}")
APART = 4.0
"""How far apart dots are at least."""


def meeting_dots(plan: Plan, axis: Axis, y: float, language: Language, cut: date | None = None) -> tuple[Dot, ...]:
    """The meetings on the days of the axis, where a review is held with each, the day that its rhythm says; by when
    assumptions and risks have to be looked at again; when risks have happened or were closed. What is known before the day of the `cut` is shown; None: all of it.
    """
    first, last = max(axis.first, plan.start), min(axis.end - timedelta(days=1), plan.end)
    told: list[tuple[datetime, str]] = []
    for review in plan.model.reviews.values():
        for one in occurrences(review.every, first, last, plan.calendar, plan.grid, review.off):
            when = when_words(one.at, language)
            told.append((one.at, MEETING(when=when, title=clean(review.ident.title)).render(language)))
    for assumption in plan.model.assumptions.values():
        due = review_due(assumption, plan)
        if due is not None and first <= due <= last:
            words = LOOK_AGAIN(day=short_day(due, language), title=clean(assumption.ident.title))
            told.append((datetime.combine(due, time.max), words.render(language)))
    told += [
        (datetime.combine(day, time.max), words) for day, words in _risks(plan, language, cut) if first <= day <= last
    ]
    dots: list[tuple[float, list[str]]] = []
    for at, tip in sorted(told, key=lambda pair: pair[0]):
        x = axis.x(at.date()) + axis.day_width / 2
        if dots and x - dots[-1][0] < APART:
            dots[-1][1].append(tip)
        else:
            dots.append((x, [tip]))
    return tuple(Dot(round(x, 2), y, _joined(tips, language)) for x, tips in dots)


def _risks(plan: Plan, language: Language, cut: date | None) -> Iterator[tuple[date, str]]:
    """The days of each risk: when it has to be judged again while it can happen, when it did, since when it cannot."""
    for name, risk in plan.model.risks.items():
        known = [
            (text, day)
            for text, day in ((HAPPENED, risk.occurred), (CLOSED, risk.closed))
            if day is not None and (cut is None or day < cut)
        ]
        due = None if known else judge_by(name, plan, cut)
        for text, day in (*known, *([(JUDGE_AGAIN, due)] if due is not None else [])):
            yield day, text(day=short_day(day, language), title=clean(risk.ident.title)).render(language)


def _joined(tips: list[str], language: Language) -> str:
    rest = len(tips) - MOST_TIPS
    return "\n".join([*tips[:MOST_TIPS], *([MORE_FLAGS(count=rest).render(language)] if rest > 0 else [])])
