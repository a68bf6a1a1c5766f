"""The time axis of a picture: days to px, header tiers whose labels never touch, and days off.

In: a plan's calendar and grid, the days to draw and the px they have. Out: lines, labels and shades.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from attrs import evolve

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.report.picture.measure import text_width
from planlang.report.picture.scene import Box, Rule, Shade, Words
from planlang.report.picture.theme import MONTH, QUARTER, WEEK
from planlang.report.words.dates import month_name, short_day
from planlang.report.words.names import clean
from planlang.values.calendars import Calendar
from planlang.values.periods import DAY, Grain, Grid, Period, periods_meeting

TIER_HEIGHTS = {Grain.QUARTER: 20.0, Grain.MONTH: 22.0, Grain.WEEK: 18.0, Grain.YEAR: 20.0}
LEAST_MONTH = 36.0
LEAST_WEEKEND_DAY = 1.0
LEAST_HOLIDAY = 0.2
_DAYS = {Grain.WEEK: 7, Grain.MONTH: 30, Grain.QUARTER: 91, Grain.YEAR: 365}
_WEEK_LABEL = "W00"
_DATED_LABEL = {Language.EN: "W00 · 00 May", Language.ZH: "W00 · 00/00"}
_GAP = 6.0


@frozen
class Axis:
    """The days `[first, end)` from x = `left`, each `day_width` px wide."""

    first: date
    end: date
    left: float
    day_width: float

    def x(self, day: date) -> float:
        """Where a day begins; not clipped."""
        return self.left + (day - self.first).days * self.day_width

    def clipped(self, day: date) -> float:
        """Where a day begins, moved to the nearer edge when it is not drawn."""
        return self.x(min(max(day, self.first), self.end))

    @cached_property
    def right(self) -> float:
        """X of the end of the last day."""
        return self.x(self.end)

    @cached_property
    def grains(self) -> tuple[Grain, ...]:
        """The header tiers from top to bottom: quarter, month, week, or coarser where weeks have no room."""
        if 4 * 7 * self.day_width >= text_width(_WEEK_LABEL, WEEK) + _GAP:
            return Grain.QUARTER, Grain.MONTH, Grain.WEEK
        return (Grain.YEAR, Grain.QUARTER, Grain.MONTH) if 30 * self.day_width >= _GAP else (Grain.YEAR,)


def header(axis: Axis, grid: Grid, language: Language, top: float) -> tuple[tuple[Words, ...], float]:
    """Labels of all tiers below `top`, and the y where the tiers end."""
    words: list[Words] = []
    for grain in axis.grains:
        foot = top + TIER_HEIGHTS[grain]
        words += _tier(axis, grid, grain, language, foot - 6)
        top = foot
    return tuple(words), top


def clear_of(labels: tuple[Words, ...], x: float) -> tuple[Words, ...]:
    """The labels, with those that a line at x would run through moved right of it, or dropped where that is taken."""
    kept: list[Words] = []
    for index, words in enumerate(labels):
        if words.x - 3 < x < words.x + words.width + 3:
            following = labels[index + 1] if index + 1 < len(labels) else None
            limit = following.x if following is not None and following.y == words.y else math.inf
            if x + 5 + words.width > limit - 4:
                continue
            words = evolve(words, x=round(x + 5, 2))
        kept.append(words)
    return tuple(kept)


def _tier(axis: Axis, grid: Grid, grain: Grain, language: Language, y: float) -> Iterator[Words]:
    """The labels of one tier, each within its own period."""
    periods = tuple(periods_meeting(axis.first, axis.end, grain, grid))
    step = _thinning(axis) if grain is Grain.WEEK else 1
    dated = 7 * axis.day_width >= text_width(_DATED_LABEL[language], WEEK) + _GAP
    style = {Grain.MONTH: MONTH, Grain.WEEK: WEEK}.get(grain, QUARTER)
    for index, period in enumerate(periods):
        left, right = axis.clipped(period.start), axis.clipped(period.end)
        if grain is Grain.WEEK:
            if int(period.label[6:8]) % step:
                continue
            right = min(axis.x(period.start) + step * 7 * axis.day_width, axis.right)
        if grain is Grain.MONTH and right - left < LEAST_MONTH:
            continue
        year = index == 0 or (period.label[-2:] == "01" and grain is Grain.MONTH)
        for text in _labels(period, grain, year, dated, language):
            width = text_width(text, style)
            if width + _GAP <= right - left:
                yield Words(text, round(left + 4, 2), y, style, width)
                break


def _labels(period: Period, grain: Grain, year: bool, dated: bool, language: Language) -> tuple[str, ...]:
    """Ways to write a period, longest first; weeks with their first day where they are `dated`."""
    match grain:
        case Grain.MONTH if "P" in period.label:
            whole, short = period.label.replace("-", " "), period.label.rpartition("-")[2]
            return (whole, short) if year else (short,)
        case Grain.MONTH:
            short = month_name(period.start, language, year=False)
            return (month_name(period.start, language, year=True), short) if year else (short,)
        case Grain.WEEK:
            week = period.label[5:8]
            return (f"{week} · {short_day(period.start, language)}", week) if dated else (week,)
        case Grain.QUARTER:
            return period.label.replace("-", " "), period.label.rpartition("-")[2]
        case _:
            return (period.label,)


def _thinning(axis: Axis) -> int:
    """Every how many weeks one is labelled: 1, 2 or 4."""
    least = text_width(_WEEK_LABEL, WEEK) + _GAP
    return next((step for step in (1, 2) if step * 7 * axis.day_width >= least), 4)


def rules(axis: Axis, grid: Grid, top: float, bottom: float) -> tuple[Rule, ...]:
    """Lines of the grid: weeks through the rows, coarser periods up to the foot of their own tier."""
    tops: dict[date, tuple[float, bool]] = {}
    for rank, grain in enumerate(axis.grains):
        if _DAYS[grain] * axis.day_width >= _GAP:
            for period in periods_meeting(axis.first, axis.end, grain, grid):
                if axis.first <= period.start and period.start not in tops:
                    tops[period.start] = (top, rank < len(axis.grains) - 1)
        top += TIER_HEIGHTS[grain]
    return tuple(Rule(round(axis.x(day), 2), start, bottom, strong) for day, (start, strong) in sorted(tops.items()))


def shades(axis: Axis, calendar: Calendar, top: float, bottom: float, language: Language) -> tuple[Shade, ...]:
    """Days off behind the rows, runs of equal days as one; make-up workdays stay clear."""
    if axis.day_width < LEAST_HOLIDAY:
        return ()
    found: list[Shade] = []
    run: tuple[date, bool, str | None] | None = None
    day = axis.first
    while True:
        off = None if day >= axis.end or calendar.is_working(day) else _why_off(calendar, day, language)
        if run is not None and run[1:] != off:
            start, hatched, tip = run
            if hatched or axis.day_width >= LEAST_WEEKEND_DAY:
                found.append(Shade(_columns(axis, start, day, top, bottom), hatched, tip))
            run = None
        if off is not None and run is None:
            run = (day, *off)
        if day >= axis.end:
            return tuple(found)
        day += DAY


def _why_off(calendar: Calendar, day: date, language: Language) -> tuple[bool, str | None]:
    """Whether a day off is a holiday (and which), or just no day of the working week."""
    exception = calendar.spec.exceptions.get(day)
    if exception is not None:
        return True, clean(exception.reason) or None
    if calendar.official.get(day) is False:
        name = calendar.names.get(day)
        return True, None if name is None else clean(name.zh if language is Language.ZH else name.en) or None
    return False, None


def leave_shades(
    axis: Axis, leaves: Iterator[tuple[date, date]], top: float, bottom: float, tip: str
) -> tuple[Shade, ...]:
    """Days of leave in one row, as far as they are drawn; ends included."""
    return tuple(
        Shade(_columns(axis, max(start, axis.first), min(end + timedelta(days=1), axis.end), top, bottom), True, tip)
        for start, end in leaves
        if start < axis.end and end >= axis.first
    )


def _columns(axis: Axis, start: date, end: date, top: float, bottom: float) -> Box:
    """The rectangle of days `[start, end)`."""
    left = round(axis.x(start), 2)
    return Box(left, top, round(axis.x(end) - left, 2), bottom - top)
