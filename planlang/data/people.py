"""People in the data whom nobody knows.

In: a source after loading and everybody known. Out: notes, by column and first row, each with the nearest name.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from planlang.data import notes
from planlang.data.loading import LoadedSource
from planlang.data.notes import capped
from planlang.data.snapshot import DataNote, Fault
from planlang.diagnostics.suggest import nearest
from planlang.values.units import Person

ALIKE = 0.6
"""How much of two names has to be the same: two people of one surname are not each other's misspelling."""


def person_notes(loaded: LoadedSource, people: frozenset[str]) -> Iterator[DataNote]:
    """People in a source who are not on the roster, by column and first row."""
    for index, column in enumerate(loaded.columns):
        if not isinstance(column.spec.unit, Person):
            continue
        by_file: dict[str, list[DataNote]] = {}
        totals: dict[str, int] = {}
        for person, count, row in loaded.ingest.people(column.sql):
            if person in people:
                continue
            file = next(file for file in reversed(loaded.file_rows) if file.first <= row)
            about = loaded.origins[file.file]
            near = nearest(person, dict.fromkeys(sorted(people)), limit=1)
            message = notes.UNKNOWN_PERSON(person=person)
            if near and SequenceMatcher(None, person, near[0]).ratio() > ALIKE:
                message = notes.UNKNOWN_PERSON_NEAR(person=person, near=near[0])
            place = about.place(file.line(row), index)
            by_file.setdefault(file.file, []).append(
                about.note(Fault.UNKNOWN_PERSON, place, message, rows=count, set_aside=False)
            )
            totals[file.file] = totals.get(file.file, 0) + 1
        for file_name, listed in by_file.items():
            yield from capped(listed, totals[file_name])
