"""The legend of a picture: a sign and its name for everything that occurs in it, and for nothing else.

In: what was placed. Out: swatches in lines no wider than the card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planlang.diagnostics.text import Language, Text
from planlang.report.picture.measure import text_width
from planlang.report.picture.scene import (
    Bar,
    BarLook,
    Box,
    Diamond,
    Dot,
    Flag,
    GoalMark,
    LegendKind,
    Row,
    Shade,
    Swatch,
    Words,
)
from planlang.report.picture.theme import LEGEND
from planlang.values.severities import Level

NAMES = {
    LegendKind.TASK: Text("report.legend.task", "Task"),
    LegendKind.CRITICAL: Text("report.legend.critical", "Critical path (hatched)"),
    LegendKind.TENTATIVE: Text("report.legend.tentative", "Waiting for a condition"),
    LegendKind.DONE: Text("report.legend.done", "Done"),
    LegendKind.SUMMARY: Text("report.legend.summary", "Group"),
    LegendKind.MILESTONE: Text("report.legend.milestone", "Milestone"),
    LegendKind.PLANNED: Text("report.legend.planned", "Earlier plan"),
    LegendKind.FLOAT: Text("report.legend.float", "Float"),
    LegendKind.DEADLINE: Text("report.legend.deadline", "Deadline"),
    LegendKind.MISSED: Text("report.legend.missed", "Deadline (missed)"),
    LegendKind.HOLIDAY: Text("report.legend.holiday", "Holiday, leave"),
    LegendKind.GOAL: Text("report.legend.goal", "Last day of a goal"),
    LegendKind.MEETING: Text("report.legend.meeting", "Review"),
    LegendKind.FLAG_CRITICAL: Text("report.legend.flag-critical", "Alert: critical"),
    LegendKind.FLAG_HIGH: Text("report.legend.flag-high", "Alert: high"),
    LegendKind.FLAG_WARNING: Text("report.legend.flag-warning", "Alert: warning"),
    LegendKind.FLAG_INFO: Text("report.legend.flag-info", "Alert: info"),
    LegendKind.UPCOMING: Text("report.legend.upcoming", "Will be broken within a week"),
}
KEPT = Text("report.legend.kept", "Plan kept as “{title}”")
SIGNS = {
    LegendKind.MILESTONE: 14.0,
    LegendKind.GOAL: 14.0,
    LegendKind.MEETING: 8.0,
    LegendKind.DEADLINE: 12.0,
    LegendKind.MISSED: 12.0,
}
FLAG_KINDS = {
    Level.CRITICAL: LegendKind.FLAG_CRITICAL,
    Level.HIGH: LegendKind.FLAG_HIGH,
    Level.WARNING: LegendKind.FLAG_WARNING,
    Level.INFO: LegendKind.FLAG_INFO,
}
LINE = 22.0
GAP = 20.0


def legend(
    kinds: Iterable[LegendKind],
    left: float,
    right: float,
    top: float,
    language: Language,
    planned: str | None = None,
) -> tuple[Swatch, ...]:
    """Swatches from left to right, in lines of 22 px below `top`; `planned` is what the earlier plan is called."""
    swatches: list[Swatch] = []
    x = left
    for kind in kinds:
        name = NAMES[kind]()
        if kind is LegendKind.PLANNED and planned is not None:
            name = KEPT(title=planned)
        text = name.render(language)
        sign = SIGNS.get(kind, 14.0 if kind.value.startswith("flag") or kind is LegendKind.UPCOMING else 22.0)
        width = text_width(text, LEGEND)
        if x > left and x + sign + 6 + width > right:
            x, top = left, top + LINE
        words = Words(text, round(x + sign + 6, 2), top + 15, LEGEND, width)
        swatches.append(Swatch(kind, Box(round(x, 2), top + 4, sign, 14), words))
        x += sign + 6 + width + GAP
    return tuple(swatches)


def occurring(
    rows: Sequence[Row],
    shades: Sequence[Shade],
    flags: Sequence[Flag],
    goals: Sequence[GoalMark],
    dots: Sequence[Dot] = (),
) -> tuple[LegendKind, ...]:
    """The kinds of marks that a picture holds, in the order of the legend."""
    found = {*_of_rows(rows)}
    found |= {FLAG_KINDS[flag.level] for flag in flags if not flag.hollow}
    found |= {LegendKind.UPCOMING for flag in flags if flag.hollow}
    found |= {LegendKind.GOAL for _ in goals}
    found |= {LegendKind.MEETING for _ in dots}
    found |= {LegendKind.HOLIDAY for shade in shades if shade.hatched}
    return tuple(kind for kind in LegendKind if kind in found)


def _of_rows(rows: Sequence[Row]) -> Iterator[LegendKind]:
    """The kinds of marks in the rows, with repetitions."""
    looks = {
        BarLook.TASK: LegendKind.TASK,
        BarLook.CRITICAL: LegendKind.CRITICAL,
        BarLook.TENTATIVE: LegendKind.TENTATIVE,
        BarLook.SUMMARY: LegendKind.SUMMARY,
    }
    for row in rows:
        match row.mark:
            case Bar(look=look, done=done):
                yield looks[look]
                if done:
                    yield LegendKind.DONE
            case Diamond():
                yield LegendKind.MILESTONE
            case None:
                pass
        if row.ghost is not None:
            yield LegendKind.PLANNED
        if row.tail is not None:
            yield LegendKind.FLOAT
        if row.due is not None:
            yield LegendKind.MISSED if row.due.missed else LegendKind.DEADLINE
        if row.leave:
            yield LegendKind.HOLIDAY
