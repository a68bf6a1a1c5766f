"""The rows of a timeline: cells of the table on the left, and what a pointer over a row tells.

In: a frame and the marks placed in it. Out: rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.plan.plan import Plan
from planlang.report.picture.measure import shorten, text_width
from planlang.report.picture.scene import Box, Row, Side, Tone, Words
from planlang.report.picture.theme import CELL, COLUMN, GROUP, NAME, TextStyle
from planlang.report.timeline.axis import leave_shades
from planlang.report.timeline.frame import Frame
from planlang.report.timeline.geometry import Marks
from planlang.report.words.dates import percent
from planlang.report.words.names import clean, leaves_of, owner_name
from planlang.report.words.outline import Line
from planlang.report.words.tasks import ON_STANDBY, SHORT_STATES, task_lines
from planlang.report.words.verdicts import level
from planlang.schedule.schedule import Schedule, TaskState
from planlang.values.severities import Level

TASK = Text("report.timeline.task", "Task")
OWNER = Text("report.timeline.owner", "Owner")
DONE = Text("report.timeline.done", "Done")
ON_LEAVE = Text("report.timeline.on-leave", "on leave")
NOT_REPORTED = Text("report.cell.unknown", "unknown")
REACHED = Text("report.cell.reached", "reached")

NAME_X = 16.0
OWNER_X = 248.0
OWNER_WIDTH = 84.0
DONE_X = 382.0
INDENT = 20.0
TRIANGLE = 13.0
DEEPEST = 6


def column_heads(frame: Frame, y: float, language: Language) -> tuple[Words, ...]:
    """The heads of the table's columns on a baseline."""
    x = frame.table.x
    return (
        left_words(TASK().render(language), COLUMN, x + NAME_X, y, OWNER_X - NAME_X),
        left_words(OWNER().render(language), COLUMN, x + OWNER_X, y, OWNER_WIDTH),
        right_words(DONE().render(language), COLUMN, x + DONE_X, y),
    )


def rows(
    plan: Plan,
    schedule: Schedule,
    evaluation: Evaluation | None,
    frame: Frame,
    marks: Sequence[Marks],
    language: Language,
) -> tuple[Row, ...]:
    """The rows of a frame's lines, whose marks stand in the same order."""
    worst = _worst(evaluation)
    found: list[Row] = []
    for index, (line, placed) in enumerate(zip(frame.lines, marks, strict=True)):
        top = frame.row_top(index)
        box = Box(frame.table.x, top, frame.chart.right - frame.table.x, frame.density.height)
        left = frame.table.x + NAME_X + INDENT * min(line.depth, DEEPEST)
        middle = top + frame.density.middle
        severity = worst.get(line.key)
        away = leave_shades(
            frame.axis, leaves_of(line.node, plan.model), top + 1, box.bottom - 1, ON_LEAVE().render(language)
        )
        found.append(
            Row(
                line.key,
                box,
                _cells(line, plan, schedule, frame, left, middle, language),
                (left + 4, middle) if line.group else None,
                ((frame.table.x + 5, middle), severity) if severity else None,
                placed.mark,
                placed.ghost,
                placed.tail,
                placed.due,
                placed.label,
                away,
                "\n".join(task_lines(line.key, plan, schedule, language)),
            )
        )
    return tuple(found)


def _worst(evaluation: Evaluation | None) -> Mapping[str, Level]:
    """The worst level of violations by the task they are about."""
    ranks = list(Level)
    worst: dict[str, Level] = {}
    for violation in evaluation.violations if evaluation else ():
        kind, _, key = violation.entity.partition(":")
        if kind == "task":
            found = level(violation.severity)
            worst[key] = min(found, worst.get(key, found), key=ranks.index)
    return worst


def _cells(
    line: Line, plan: Plan, schedule: Schedule, frame: Frame, left: float, middle: float, language: Language
) -> tuple[Words, ...]:
    """Name, owner and share done of a line."""
    x, y = frame.table.x, middle + 4.5
    style = GROUP if line.group else NAME
    start = left + (TRIANGLE if line.group else 0)
    cells = [left_words(clean(line.node.ident.title), style, start, y, x + OWNER_X - 10 - start)]
    owner = owner_name(line.node, plan.model, schedule.as_of or plan.start, language)
    if owner:
        cells.append(left_words(clean(owner), CELL, x + OWNER_X, y, OWNER_WIDTH))
    share = ON_STANDBY().render(language) if line.key in schedule.waiting else _share(line, language)
    if share:
        cells.append(right_words(share, CELL, x + DONE_X, y))
    return tuple(cells)


def _share(line: Line, language: Language) -> str:
    """How much is done, or in a word why that is not a number; empty for a milestone ahead."""
    slot = line.slot
    if slot is None:
        return ""
    if slot.milestone:
        return REACHED().render(language) if slot.state is TaskState.FINISHED else ""
    if slot.done is not None and not slot.progress_unknown:
        return percent(slot.done)
    if slot.progress_unknown or slot.state is TaskState.RUNNING:
        return NOT_REPORTED().render(language)
    return SHORT_STATES[slot.state]().render(language)


def left_words(text: str, style: TextStyle, x: float, y: float, room: float, tone: Tone = Tone.PLAIN) -> Words:
    """A text that begins at x, cut to its room."""
    cut = shorten(text, style, room)
    return Words(cut, round(x, 2), y, style, text_width(cut, style), tone=tone, full=text if cut != text else None)


def right_words(text: str, style: TextStyle, x: float, y: float) -> Words:
    """A text that ends at x."""
    return Words(text, round(x, 2), y, style, text_width(text, style), Side.END)
