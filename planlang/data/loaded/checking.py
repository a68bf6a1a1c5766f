"""What a look at the data finds, source by source, before any figure is made of them.

In: a model and the snapshot of its data. Out: `SourceCheck`s: the files with what became of their rows, how each column was
read and why, and what is missing, late, overlapping, repeated or unmapped.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from planlang.data.loaded.formats import ColumnFormat, FileFormat
from planlang.data.loaded.snapshot import DataNote, Fault, Load, Snapshot
from planlang.frozen import frozen
from planlang.semantics.model import DataSource, Model


class Topic(Enum):
    """What a note is about; the value is its name in the JSON."""

    MISSING = "missing"
    LATE = "late"
    OVERLAPPING = "overlapping"
    DUPLICATE = "duplicate"
    UNMAPPED = "unmapped"
    WRONG = "wrong"
    NOTEWORTHY = "noteworthy"


_TOPICS = {
    Fault.NOT_LOADED: Topic.MISSING,
    Fault.LATE: Topic.LATE,
    Fault.OVERLAP: Topic.OVERLAPPING,
    Fault.DUPLICATE_KEY: Topic.DUPLICATE,
    Fault.UNKNOWN_STAGE: Topic.UNMAPPED,
    Fault.UNKNOWN_PERSON: Topic.UNMAPPED,
    Fault.CORRECTED: Topic.NOTEWORTHY,
    Fault.TOTAL_ROW: Topic.NOTEWORTHY,
    Fault.NO_ROW: Topic.NOTEWORTHY,
    Fault.OTHER_SHEET: Topic.NOTEWORTHY,
    Fault.ASSUMED: Topic.NOTEWORTHY,
}


@frozen
class SourceCheck:
    """What was found of one source; `notes` by topic, in the order of topics."""

    source: DataSource
    loads: Sequence[Load]
    files: Sequence[FileFormat]
    formats: Sequence[ColumnFormat]
    notes: Sequence[tuple[Topic, Sequence[DataNote]]]


def check_sources(model: Model, snapshot: Snapshot) -> tuple[SourceCheck, ...]:
    """What was found of every source, in the order of the model."""
    return tuple(_checked(name, source, snapshot) for name, source in model.sources.items())


def is_clean(checks: Sequence[SourceCheck]) -> bool:
    """Whether nothing has to be mended: what is only noteworthy does not count."""
    return all(topic is Topic.NOTEWORTHY for check in checks for topic, _ in check.notes)


def _checked(name: str, source: DataSource, snapshot: Snapshot) -> SourceCheck:
    found: dict[Topic, list[DataNote]] = {topic: [] for topic in Topic}
    for note in snapshot.notes:
        if note.source == name:
            found[_TOPICS.get(note.fault, Topic.WRONG)].append(note)
    return SourceCheck(
        source,
        [load for load in (*snapshot.loads, *snapshot.corrected) if load.source == name],
        [form for form in snapshot.files if form.source == name],
        [form for form in snapshot.formats if form.source == name],
        [(topic, notes) for topic, notes in found.items() if notes],
    )
