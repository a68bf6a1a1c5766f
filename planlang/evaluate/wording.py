"""Sentences with figures in them, rendered late in the reader's language; and the messages that a plan words itself.

In: readings, day limits, `say` templates. Out: `Message`s. A template comes from a stranger's file: its placeholders
are replaced by name and nothing in it is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.evaluation import Reading
from planlang.semantics.expr import Comparison
from planlang.semantics.model import DayKind, DayLimit
from planlang.values.figure import Known
from planlang.values.units import Days, WorkingDays

FIGURE = Text("evaluate.figure", "{figure}")
SAID = Text("evaluate.said", "{words}")

DAYS = {
    DayKind.WORKING: Text("evaluate.days.working", "{count} working days"),
    DayKind.CALENDAR: Text("evaluate.days.calendar", "{count} days"),
}
ONE_DAY = {
    DayKind.WORKING: Text("evaluate.day.working", "1 working day"),
    DayKind.CALENDAR: Text("evaluate.day.calendar", "1 day"),
}
AT_MOST = Text("evaluate.limit.at-most", "at most {limit}")
COMPARED = {
    Comparison.LESS: Text("evaluate.limit.less", "< {limit}"),
    Comparison.AT_MOST: Text("evaluate.limit.up-to", "≤ {limit}"),
    Comparison.MORE: Text("evaluate.limit.more", "> {limit}"),
    Comparison.AT_LEAST: Text("evaluate.limit.from", "≥ {limit}"),
    Comparison.EQUAL: Text("evaluate.limit.equal", "= {limit}"),
    Comparison.UNEQUAL: Text("evaluate.limit.unequal", "≠ {limit}"),
}


@frozen
class Shown(Message):
    """A figure with its unit; never rounded onto the `limit` it is compared with."""

    reading: Reading = field(kw_only=True)
    limit: Fraction | None = field(default=None, kw_only=True)

    def render(self, language: Language = Language.EN) -> str:
        """The figure as people of that language write it."""
        return show(self.reading.figure, self.reading.unit, language, self.limit)


@frozen
class Said(Message):
    """Words of a plan with values between them."""

    parts: tuple[str | Message, ...] = field(kw_only=True)

    def render(self, language: Language = Language.EN) -> str:
        """The words, the values in that language."""
        return "".join(part if isinstance(part, str) else part.render(language) for part in self.parts)


_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")
"""In `{{x}} {visits}!` it finds `{{`, `}}`, `{visits}`."""


def said(template: str, values: Mapping[str, str | Message]) -> Message:
    """A template of the plan with its placeholders filled; `{{` and `}}` are braces.

    A placeholder without a value stays as it is written.
    """
    parts: list[str | Message] = []
    position = 0
    for match in _PLACEHOLDER.finditer(template):
        parts.append(template[position : match.start()])
        name = match[1]
        parts.append(match[0][0] if name is None else values.get(name.strip(), match[0]))
        position = match.end()
    parts.append(template[position:])
    return Said(SAID, parts=tuple(part for part in parts if part != ""))


def shown(reading: Reading, limit: Reading | None = None) -> Message:
    """A figure, next to the limit it is compared with."""
    same = limit is not None and limit.unit == reading.unit and isinstance(limit.figure, Known)
    return Shown(FIGURE, reading=reading, limit=limit.figure.value if same else None)  # type: ignore[union-attr]


def day_words(count: int, kind: DayKind) -> Message:
    """`14 working days`, `1 day`."""
    return ONE_DAY[kind]() if count == 1 else DAYS[kind](count=count)


def limit_words(limit: DayLimit) -> Message:
    """`at most 10 working days`."""
    return AT_MOST(limit=day_words(limit.count, limit.kind))


def compared_words(operator: Comparison, limit: Reading) -> Message:
    """`< 12`: the comparison that makes an alert bad."""
    return COMPARED[operator](limit=shown(limit))


def day_reading(count: int, kind: DayKind) -> Reading:
    """A number of days as a figure."""
    return Reading(Known(Fraction(count)), WorkingDays() if kind is DayKind.WORKING else Days())
