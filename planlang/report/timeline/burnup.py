"""A goal drawn on the time axis: the target to date and the actual figure, through the points an evaluation knows.

In: the goal figures of an evaluation. Out: panels under the rows. Nothing is computed anew: between two known points
the lines are straight, and where a figure is unknown there is no point. A level that holds all the time is drawn as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalStatus, GoalValue
from planlang.report.picture.measure import shorten, text_width
from planlang.report.picture.scene import Box, BurnUp, Point, Side, Tone, Words
from planlang.report.picture.theme import CELL, COLUMN, FIGURE, GROUP, LATE, TextStyle
from planlang.report.timeline.axis import Axis
from planlang.report.words.names import clean
from planlang.report.words.standing import attained_words, is_budget, status_text
from planlang.report.words.verdicts import STATUS_SIGNS
from planlang.values.figure import Known
from planlang.values.periods import DAY
from planlang.values.units import Count, MoneyIn, Plain

OF_TARGET = Text("report.burnup.of", "of {target}")
STANDS = Text("report.burnup.stands", "{sign} {status} · {attainment} of the target to date")
STANDS_USED = Text("report.burnup.stands-used", "{sign} {status} · {attainment}")
STANDS_LEVEL = Text("report.burnup.stands-level", "{sign} {status} · {attainment} of the target")
LINES = Text("report.burnup.lines", "solid: actual, dashed: target to date")

HEIGHT = 112.0
MOST = 3
TONES = {
    GoalStatus.ON_TRACK: Tone.GOOD,
    GoalStatus.AT_RISK: Tone.LATE,
    GoalStatus.OFF_TRACK: Tone.LATE,
    GoalStatus.NO_DATA: Tone.MUTED,
}


def burn_ups(evaluation: Evaluation, axis: Axis, table: Box, chart: Box, language: Language) -> tuple[BurnUp, ...]:
    """Panels of the first goals of the whole plan, each 112 px high, below the rows; shares and rates are left to the table."""
    panels: list[BurnUp] = []
    for value in evaluation.goals:
        is_drawn = isinstance(value.unit, Count | MoneyIn | Plain)
        if value.is_whole and value.period is None and is_drawn and len(panels) < MOST:
            box = Box(chart.x, chart.bottom + 8 + len(panels) * HEIGHT, chart.width, HEIGHT)
            panel = _panel(value, evaluation, axis, table, box, language, first=not panels)
            if panel is not None:
                panels.append(panel)
    return tuple(panels)


def _panel(
    value: GoalValue, evaluation: Evaluation, axis: Axis, table: Box, box: Box, language: Language, *, first: bool
) -> BurnUp | None:
    """The panel of one goal; None where fewer than two points of its target are known.

    The `first` panel says what its lines are.
    """
    leaves = [
        leaf
        for leaf in evaluation.goals
        if leaf.goal == value.goal and leaf.entity == value.entity and leaf.period is not None
    ]
    seen = min(evaluation.as_of.cut.date(), value.end + DAY)
    target = _curve(value, leaves, seen)
    actual = _actual(value, leaves, seen)
    highest = max((y for _, y in (*target, *actual)), default=Fraction(0))
    if len(target) < 2 or highest <= 0:
        return None
    foot, height = box.bottom - 14, HEIGHT - 34

    def placed(points: list[tuple[date, Fraction]]) -> tuple[Point, ...]:
        return tuple(
            (round(axis.x(day), 2), round(foot - height * float(max(y / highest, Fraction(0))), 2))
            for day, y in _cut(points, axis)
        )

    ticks = tuple(
        (round(foot - height * share, 2), show(Known(highest * half / 2), value.unit, language, short=True))
        for half, share in ((0, 0.0), (1, 0.5), (2, 1.0))
    )
    node = evaluation.plan.nodes.get(value.goal)
    name = clean(node.ident.title if node is not None else value.goal)
    figures = show(value.actual, value.unit, language, short=True)
    of_target = OF_TARGET(target=show(value.target, value.unit, language, short=True)).render(language)
    text = STANDS_USED if is_budget(value) else STANDS if value.accumulates else STANDS_LEVEL
    standing = text(
        sign=STATUS_SIGNS[value.status], status=status_text(value)(), attainment=attained_words(value, language)
    ).render(language)
    left, room = table.x + 16, table.width - 110
    beside = text_width(figures, FIGURE) + 6
    words = [
        _words(name, GROUP, left, box.y + 24, room),
        _words(figures, FIGURE, left, box.y + 48, room),
        _words(of_target, CELL, left + beside, box.y + 48, room - beside, Tone.MUTED),
        _words(standing, LATE, left, box.y + 69, room, TONES[value.status]),
    ]
    if first:
        words.append(_words(LINES().render(language), COLUMN, left, box.y + 88, room, Tone.MUTED))
    scale = tuple(
        (y, Words(text, table.right - 8, y + 4, COLUMN, text_width(text, COLUMN), Side.END)) for y, text in ticks
    )
    return BurnUp(
        box, placed(target), placed(actual), scale, tuple(words), f"{name}\n{figures} {of_target}\n{standing}"
    )


def _curve(value: GoalValue, leaves: list[GoalValue], seen: date) -> list[tuple[date, Fraction]]:
    """The target to date at the start, the ends of leaf periods, the cut and the end, as far as known; a level as it holds."""
    if not value.accumulates and value.begins_at is None:
        return _steps(value, leaves)
    points = {value.start: value.begins_at or Fraction(0)}
    total = Fraction(0)
    for leaf in leaves:
        if not isinstance(leaf.target, Known):
            break
        total += leaf.target.value
        points[leaf.end + DAY] = total
    if isinstance(value.target, Known):
        points[value.end + DAY] = value.target.value
    if seen > value.start and isinstance(value.target_to_date, Known):
        points[seen] = value.target_to_date.value
    return sorted(points.items())


def _steps(value: GoalValue, leaves: list[GoalValue]) -> list[tuple[date, Fraction]]:
    """The level of each leaf period that has begun, or of the whole goal, from its first day to its last."""
    return [
        (day, one.target.value)
        for one in leaves or [value]
        if isinstance(one.target, Known)
        for day in (one.start, one.end + DAY)
    ]


def _actual(value: GoalValue, leaves: list[GoalValue], seen: date) -> list[tuple[date, Fraction]]:
    """The actual figure so far, at each point at which it is known, from where there is something to tell."""
    if seen <= value.start:
        return []
    points = {day: figure.value for day, figure in value.course if isinstance(figure, Known) and day <= seen}
    if isinstance(value.actual, Known):
        points[seen] = value.actual.value
    if not value.accumulates:
        return sorted(points.items())
    points[value.start] = total = Fraction(0)
    for leaf in leaves:
        if leaf.end >= seen or not isinstance(leaf.actual, Known):
            break
        total += leaf.actual.value
        points[leaf.end + DAY] = total
    found = sorted(points.items())
    begins = next((index for index, (_, y) in enumerate(found) if y), len(found))
    return found[max(begins - 1, 0) :] if begins < len(found) else found if len(found) > 1 else []


def _cut(points: list[tuple[date, Fraction]], axis: Axis) -> Iterator[tuple[date, Fraction]]:
    """The part of a line that lies on the axis, with points where it enters and leaves."""
    for index, (day, y) in enumerate(points):
        if index:
            before, last = points[index - 1]
            for edge in (axis.first, axis.end):
                if before < edge < day:
                    yield edge, last + (y - last) * Fraction((edge - before).days, (day - before).days)
        if axis.first <= day <= axis.end:
            yield day, y


def _words(text: str, style: TextStyle, x: float, y: float, room: float, tone: Tone = Tone.PLAIN) -> Words:
    """A text in the table's columns, cut to its room."""
    cut = shorten(text, style, room)
    return Words(cut, round(x, 2), y, style, text_width(cut, style), tone=tone, full=text)
