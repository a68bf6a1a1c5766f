"""People in the data: those written surname first, and those whom nobody knows.

In: a source after loading and everybody known. Out: its table with people under the names that are known; notes, by column
and first row, each with the nearest name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from planlang.data import notes
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.loading import LoadedSource
from planlang.data.notes import capped
from planlang.diagnostics.suggest import nearest
from planlang.values.units import Person

ALIKE = 0.6
"""How much of two names has to be the same: two people of one surname are not each other's misspelling."""


def in_order(name: str) -> str:
    """A name with the given name first.

    >>> in_order("Groß, Jörg"), in_order("Jörg Groß"), in_order("Groß, Jörg, Dr.")
    ('Jörg Groß', 'Jörg Groß', 'Groß, Jörg, Dr.')
    """
    surname, comma, given = (part.strip() for part in name.replace("，", ",").partition(","))
    return f"{given} {surname}" if comma and surname and given and "," not in given else name


def name_in_order(loaded: Iterable[LoadedSource], people: frozenset[str]) -> None:
    """Write people of whom only the order of the names differs from one that is known as that one; several that do are
    left as they are.
    """
    known: dict[str, list[str]] = {}
    for person in people:
        known.setdefault(in_order(person), []).append(person)
    for found in loaded:
        for column in found.columns:
            if not isinstance(column.spec.unit, Person):
                continue
            for person, _, _ in found.ingest.people(column.sql):
                meant = known.get(in_order(person), [])
                if person not in people and len(meant) == 1:
                    found.ingest.rename(column.sql, person, meant[0])


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
