"""What the computer found out of a line and the line does not say: when a task begins and ends, what float it has.

In: a file of an opened plan without errors. Out: a few words for the ends of lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planlang.diagnostics.text import Message, Text
from planlang.editor.desk import View
from planlang.editor.outline import outline
from planlang.frozen import frozen
from planlang.report.words.dates import days_words
from planlang.schedule.schedule import Schedule, Slot
from planlang.semantics.model import Milestone, Task
from planlang.source import Span

DAY = Text("hint.day", "{day}")
DATES = Text("hint.dates", "{start} … {finish}")
CRITICAL = Text("hint.critical", "critical")
FLOAT = Text("hint.float", "float {days}")
LATE = Text("hint.late", "{days} too late")


@frozen
class Hint:
    """Words for the end of a line, counted from 1."""

    line: int
    words: tuple[Message, ...]


def hints(view: View, schedule: Schedule, first: int, last: int) -> Iterator[Hint]:
    """When the tasks and milestones declared in some lines are to happen."""
    model = view.opened.model
    if model is None:
        return
    names = dict([*_places(model.tasks), *_places(model.milestones)])
    for top in outline(view.module):
        for symbol in top.all():
            line = symbol.name_span.line
            name = names.get((view.source.path, symbol.name_span.start))
            slot = schedule.slots.get(name) if name is not None else None
            if slot is not None and first <= line <= last:
                yield Hint(line, tuple(_words(slot)))


def dates_of(view: View, schedule: Schedule | None, declared: Span) -> tuple[Message, ...]:
    """When what is declared at a place is to happen; nothing of what is no task, and where there is no schedule."""
    model = view.opened.model
    if model is None or schedule is None:
        return ()
    names = dict([*_places(model.tasks), *_places(model.milestones)])
    slot = schedule.slots.get(names.get((declared.source.path, declared.start), ""))
    return tuple(_words(slot)) if slot is not None else ()


def _places(things: Mapping[str, Task] | Mapping[str, Milestone]) -> Iterator[tuple[tuple[str, int], str]]:
    """Where each is declared, and its qualified name."""
    for name, thing in things.items():
        yield (thing.ident.span.source.path, thing.ident.span.start), name


def _words(slot: Slot) -> Iterator[Message]:
    same = slot.start == slot.finish
    yield DAY(day=slot.start) if same else DATES(start=slot.start, finish=slot.finish)
    if slot.total_float_days < 0:
        yield LATE(days=days_words(-slot.total_float_days, slot.unit))
    elif slot.critical:
        yield CRITICAL()
    else:
        yield FLOAT(days=days_words(slot.total_float_days, slot.unit))
