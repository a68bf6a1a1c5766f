"""Where one row's marks stand: bar, diamond, float, deadline, planned dates and the label behind them.

In: a line of the outline and the axis. Out: placed marks. Which row is where is decided by the timeline.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language, Text
from planlang.frozen import frozen
from planlang.report.picture.measure import shorten, text_width
from planlang.report.picture.scene import Bar, BarLook, Box, Diamond, Due, Side, Tail, Tone, Words
from planlang.report.picture.theme import END, LATE
from planlang.report.timeline.axis import Axis
from planlang.report.timeline.routing import Obstacle
from planlang.report.words.dates import short_day, short_days
from planlang.report.words.outline import Line
from planlang.schedule.schedule import Slot, TaskState
from planlang.semantics.model import DayKind
from planlang.values.periods import DAY

LATE_BY = Text("report.timeline.late", "▲ {days} late")
WITH_DUE = Text("report.timeline.with-due", "{label}, due {day}")
WAITING = Text("report.timeline.waiting", "waiting for its condition")
NO_DATES = Text("report.timeline.undated", "no dates")

RADIUS = 8.0
GHOST_RADIUS = 6.0
LEAST_BAR = 3.0
LONG_TAIL = 140.0
LABEL_GAP = 6.0
LINKED_GAP = 20.0


@frozen
class Density:
    """How high a row is and where things stand in it, in px from its top.

    Attributes:
        bar, bar_height: of task bars.
        ghost: top of the thin bar of an earlier plan.
        gutters: where arrows may run level between the row above and this one, best first.
        lag: baseline of lag texts in that gutter.
    """

    height: float
    bar: float
    bar_height: float
    ghost: float
    gutters: tuple[float, ...]
    lag: float

    @property
    def middle(self) -> float:
        """The middle of bars and diamonds."""
        return self.bar + self.bar_height / 2


NORMAL = Density(30, 7, 14, 24, (1, 3.5, -1.5), 4.5)
COMPACT = Density(24, 4, 14, 19.5, (0.5, 2, -1), 2.5)


@frozen
class Marks:
    """What stands in one row of the chart."""

    mark: Bar | Diamond | None
    ghost: Box | Diamond | None
    tail: Tail | None
    due: Due | None
    label: Words | None


def end_label(slot: Slot, planned: Slot | None, language: Language) -> tuple[str, Tone]:
    """The words behind a mark: the date of a milestone, how late it is, how far it moved; empty where all is well."""
    parts: list[str] = []
    tone = Tone.PLAIN
    if slot.milestone:
        parts.append(short_day(slot.finish, language))
    if slot.slack_days is not None and slot.slack_days < 0:
        parts.append(LATE_BY(days=short_days(-slot.slack_days, DayKind.WORKING, language)).render(language))
        tone = Tone.LATE
    if planned is not None and planned.finish != slot.finish:
        moved = (slot.finish - planned.finish).days
        parts.append(short_days(moved, DayKind.CALENDAR, language, sign=True))
        tone = tone if tone is Tone.LATE or moved <= 0 else Tone.MUTED
    if slot.state is TaskState.WAITING:
        parts.append(WAITING().render(language))
    return " ".join(parts), tone


def place(
    line: Line,
    planned: Slot | None,
    axis: Axis,
    density: Density,
    top: float,
    edges: tuple[float, float],
    ends: tuple[bool, bool],
    language: Language,
) -> Marks:
    """The marks of a line whose row begins at `top`.

    Args:
        line: the task or milestone.
        planned: where it was planned, or None.
        axis: days to px.
        density: heights within the row.
        top: y of the row.
        edges: the x between which labels may stand.
        ends: whether an arrow meets its left end, its right end: labels then keep off.
        language: of the label.
    """
    slot = line.slot
    if slot is None:
        text = NO_DATES().render(language)
        words = Words(
            text, axis.left + LABEL_GAP, top + density.middle + 4, END, text_width(text, END), tone=Tone.MUTED
        )
        return Marks(None, None, None, None, words)
    middle = top + density.middle
    mark = _diamond(slot, axis, middle) if slot.milestone else _bar(slot, axis, top, density)
    shown = axis.first <= slot.finish < axis.end or isinstance(mark, Bar)
    tail = _tail(slot, axis, middle)
    due = None
    if slot.deadline is not None and axis.first <= slot.deadline < axis.end:
        late = slot.slack_days is not None and slot.slack_days < 0
        due = Due(round(axis.x(slot.deadline + DAY), 2), top + density.bar - 1, density.bar_height + 2, late)
    ghost = _ghost(planned, axis, top, density)
    text, tone = end_label(slot, planned, language)
    beyond = text
    if slot.milestone and slot.deadline is not None:
        beyond = WITH_DUE(label=text, day=short_day(slot.deadline, language)).render(language)
    label = _label(text, beyond, tone, mark, tail, due, middle, edges, ends) if text and shown else None
    return Marks(mark if shown else None, ghost, tail, due, label)


def obstacle(marks: Marks) -> Obstacle | None:
    """What lines of other rows have to keep off."""
    boxes = [item if isinstance(item, Box) else item.box for item in (marks.mark, marks.ghost) if item is not None]
    if not boxes:
        return None
    left, right = min(box.x for box in boxes), max(box.right for box in boxes)
    soft: list[tuple[float, float]] = []
    if marks.label is not None:
        soft.append((marks.label.box.x, marks.label.box.right))
    if marks.due is not None:
        soft.append((marks.due.x, marks.due.x))
    return Obstacle(left, right, tuple(soft))


def _bar(slot: Slot, axis: Axis, top: float, density: Density) -> Bar:
    """The bar of a task or summary, cut at the edges of the axis."""
    left, right = axis.clipped(slot.start), axis.clipped(slot.finish + DAY)
    left = min(left, axis.right - LEAST_BAR)
    right = max(right, left + LEAST_BAR)
    if slot.summary:
        look = BarLook.SUMMARY
        box = Box(round(left, 2), top + density.middle - 4, round(right - left, 2), 6)
    else:
        tentative = slot.state is TaskState.WAITING
        look = BarLook.TENTATIVE if tentative else BarLook.CRITICAL if slot.critical else BarLook.TASK
        box = Box(round(left, 2), top + density.bar, round(right - left, 2), density.bar_height)
    done = None
    if slot.done is not None and not slot.summary:
        full = axis.x(slot.finish + DAY) - axis.x(slot.start)
        reached = axis.x(slot.start) + full * float(slot.done)
        done = round(min(max(reached - left, 0), right - left), 2)
    return Bar(box, look, done, slot.start < axis.first, slot.finish >= axis.end)


def _diamond(slot: Slot, axis: Axis, middle: float) -> Diamond:
    """A milestone in the middle of its day."""
    x = round(axis.x(slot.finish) + axis.day_width / 2, 2)
    return Diamond(x, middle, RADIUS, slot.critical, finished=slot.state is TaskState.FINISHED)


def _ghost(planned: Slot | None, axis: Axis, top: float, density: Density) -> Box | Diamond | None:
    """Where it was planned: a thin bar at the foot of the row, or a hollow diamond."""
    if planned is None or planned.finish < axis.first or planned.start >= axis.end:
        return None
    if planned.milestone:
        x = round(axis.x(planned.finish) + axis.day_width / 2, 2)
        return Diamond(x, top + density.middle, GHOST_RADIUS, critical=False, hollow=True)
    if planned.summary:
        return None
    left, right = axis.clipped(planned.start), axis.clipped(planned.finish + DAY)
    return Box(round(left, 2), top + density.ghost, round(max(right - left, LEAST_BAR), 2), 3)


def _tail(slot: Slot, axis: Axis, middle: float) -> Tail | None:
    """The float of a task that is not done, as far as it is drawn."""
    if slot.milestone or slot.summary or slot.state is TaskState.FINISHED or slot.total_float_days <= 0:
        return None
    left, right = axis.clipped(slot.finish + DAY), axis.clipped(slot.late_finish + DAY)
    return Tail(round(left, 2), round(right, 2), middle) if right - left >= 2 else None


def _label(
    text: str,
    beyond: str,
    tone: Tone,
    mark: Bar | Diamond,
    tail: Tail | None,
    due: Due | None,
    middle: float,
    edges: tuple[float, float],
    ends: tuple[bool, bool],
) -> Words:
    """The label right of the mark; left of it where the right has no room.

    `beyond` is what it says where it stands behind the deadline.
    """
    style = LATE if tone is Tone.LATE else END
    width = text_width(text, style)
    left = mark.box.right + (LINKED_GAP if ends[1] else LABEL_GAP)
    if tail is not None and tail.right - tail.left <= LONG_TAIL:
        left = max(left, tail.right + LABEL_GAP)
    said = text
    if due is not None and mark.box.right - LABEL_GAP < due.x < left + width + LABEL_GAP:
        left = max(left, due.x + LABEL_GAP + 2)
        said = beyond
    if left + text_width(said, style) <= edges[1]:
        return Words(said, round(left, 2), middle + 4, style, text_width(said, style), tone=tone)
    right = mark.box.x - (LINKED_GAP if ends[0] else LABEL_GAP)
    if due is not None and right - width - LABEL_GAP < due.x < right + LABEL_GAP:
        right = due.x - LABEL_GAP - 2
    cut = shorten(text, style, right - edges[0])
    return Words(cut, round(right, 2), middle + 4, style, text_width(cut, style), Side.END, tone, text)
