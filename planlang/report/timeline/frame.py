"""The frame of a timeline: which lines and days it shows, and where table, lanes, rows and chart stand.

In: plan, schedule, options. Out: `Frame`, which everything else is placed in. All lengths are px.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.report.picture.measure import text_width
from planlang.report.picture.scene import Box
from planlang.report.picture.theme import LATE, LIGHT, Theme
from planlang.report.timeline.axis import TIER_HEIGHTS, Axis
from planlang.report.timeline.geometry import COMPACT, LINKED_GAP, NORMAL, RADIUS, Density, end_label
from planlang.report.words.outline import Line, outline, within
from planlang.schedule.schedule import Schedule
from planlang.values.periods import DAY

PAGE = 28.0
PADDING = 16.0
HEADING = 64.0
TABLE = 392.0
LANE = 22.0
LEFT_MARGIN = 18.0
LEAST_WIDTH = 720.0
LEAST_SHARE = 0.72


@frozen
class TimelineOptions:
    """What to draw, and how.

    Attributes:
        start, end: first and last day, both included; None: the plan's, widened to hold every date.
        title: instead of the plan's own.
        width: of the whole picture in px, at least 720.
        compact: lower rows.
        baseline: an earlier schedule to compare with, drawn thin under the bars.
        baseline_title: what the plan calls it.
    """

    theme: Theme = LIGHT
    start: date | None = None
    end: date | None = None
    title: str | None = None
    width: float = 1360.0
    compact: bool = False
    baseline: Schedule | None = None
    baseline_title: str | None = None


@frozen
class Frame:
    """Where things go.

    Attributes:
        lines: the rows, from the top.
        hidden: how many tasks and milestones lie outside of the days.
        marks_lane, alert_lane: lanes above and below the header tiers; the second is low where nothing goes there.
        tiers_top: y of the first header tier.
        table, chart: the rows' part of the left table and of the axis.
    """

    lines: tuple[Line, ...]
    hidden: int
    axis: Axis
    density: Density
    width: float
    top: float
    marks_lane: Box
    tiers_top: float
    alert_lane: Box
    table: Box
    chart: Box

    def row_top(self, index: int) -> float:
        """Y of a row."""
        return self.chart.y + index * self.density.height


def frame(plan: Plan, schedule: Schedule, options: TimelineOptions, language: Language, *, alerts: bool) -> Frame:
    """The frame of a timeline, with room for flags where there are `alerts`.

    Raises:
        ValueError: the options' `end` lies before their `start`.
    """
    first, end = _days(plan, schedule, options)
    all_lines = outline(plan, schedule)
    lines = within(all_lines, first, end)
    density = COMPACT if options.compact else NORMAL
    width = max(options.width, LEAST_WIDTH)
    table_x, right = PAGE + PADDING, width - PAGE - PADDING
    chart_x = table_x + TABLE
    axis = _axis(first, end, lines, options, (chart_x + LEFT_MARGIN, right), language)
    top = PAGE + HEADING
    marks_lane = Box(chart_x, top + PADDING - 4, right - chart_x, LANE)
    tiers_top = marks_lane.bottom + 4
    tiers_end = tiers_top + sum(TIER_HEIGHTS[grain] for grain in axis.grains)
    alert_lane = Box(chart_x, tiers_end, right - chart_x, LANE if alerts else 4.0)
    height = density.height * max(len(lines), 1)
    return Frame(
        lines,
        len(all_lines) - len(lines),
        axis,
        density,
        width,
        top,
        marks_lane,
        tiers_top,
        alert_lane,
        Box(table_x, alert_lane.bottom, TABLE, height),
        Box(chart_x, alert_lane.bottom, right - chart_x, height),
    )


def _days(plan: Plan, schedule: Schedule, options: TimelineOptions) -> tuple[date, date]:
    """The days `[first, end)` to draw."""
    slots = schedule.slots.values()
    first = options.start or min((plan.start, *(slot.start for slot in slots)))
    last = options.end or max((plan.end, *(slot.finish for slot in slots)))
    if last < first:
        raise ValueError(f"the last day to draw, {last}, lies before the first, {first}")
    return first, last + DAY


def _axis(
    first: date,
    end: date,
    lines: tuple[Line, ...],
    options: TimelineOptions,
    edges: tuple[float, float],
    language: Language,
) -> Axis:
    """The widest axis on which every label behind a mark still has room, but not much narrower than without labels."""
    left, right = edges
    full = (right - RADIUS - left) / (end - first).days
    widest = full
    planned = options.baseline.slots if options.baseline else {}
    for line in lines:
        if line.slot is None or line.slot.finish >= end:
            continue
        text, _ = end_label(line.slot, planned.get(line.key), language)
        if text:
            room = right - left - LINKED_GAP - RADIUS - text_width(text, LATE)
            widest = min(widest, room / max((line.slot.finish + DAY - first).days, 1))
    return Axis(first, end, left, max(widest, LEAST_SHARE * full))
