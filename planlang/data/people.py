"""People in the data: those written in another way than on the roster, and those whom nobody knows.

In: a source after loading and everybody known. Out: its table with people under the names that are known; notes, by column
and first row, each with those whom it may mean; and which texts those are, so that nobody is judged on what lies under
another name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from planlang.data import notes
from planlang.data.additions import addition
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.loading import LoadedSource
from planlang.data.notes import capped
from planlang.data.resemblance import MOST_COMPARED, People, in_order
from planlang.values.units import Person

MOST_SHOWN = 3
"""How many names a note shows."""

Resembling = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Person column, text in it that is on no roster -> who of the roster may be meant."""


def name_in_order(loaded: Iterable[LoadedSource], people: frozenset[str]) -> None:
    """Write people of whom only the order of the names differs from one that is known as that one; several that do are
    left as they are.
    """
    strangers = [
        (found, column.sql, person)
        for found in loaded
        if people
        for column in found.columns
        if isinstance(column.spec.unit, Person)
        for person, _, _ in found.ingest.people(column.sql)
        if person not in people
    ]
    known: dict[str, list[str]] = {}
    for person in people if strangers else ():
        known.setdefault(in_order(person), []).append(person)
    for found, column, person in strangers:
        if len(meant := known.get(in_order(person), [])) == 1:
            found.ingest.rename(column, person, meant[0])


def take_additions_off(loaded: LoadedSource, people: People) -> Iterator[DataNote]:
    """Write people with an addition in brackets as those whom they are for certain: one note a column. Different
    additions to one name in a column may tell two people apart, so that none is certain.
    """
    known = frozenset(people.names)
    for index, column in enumerate(loaded.columns):
        if not isinstance(column.spec.unit, Person):
            continue
        additions: dict[str, set[str | None]] = {}
        for person in loaded.ingest.everybody(column.sql):
            if person not in known and (bearer := people.before_bracket(person)) is not None:
                additions.setdefault(bearer, set()).add(addition(person))
        found = [
            (person, meant, count, row)
            for person, count, row in loaded.ingest.people(column.sql)
            if person not in known and (meant := people.meant(person)) is not None and len(additions[meant]) == 1
        ]
        for person, meant, _, _ in found:
            loaded.ingest.rename(column.sql, person, meant)
        if found:
            file = next(file for file in reversed(loaded.file_rows) if file.first <= found[0][3])
            about, rows = loaded.origins[file.file], sum(count for _, _, count, _ in found)
            pairs = ", ".join(f'"{person}" → {meant}' for person, meant, _, _ in found[:MOST_SHOWN])
            pairs += " …" if len(found) > MOST_SHOWN else ""
            place = about.place(file.line(found[0][3]), index)
            message = notes.READ_AS(pairs=pairs, rows=rows)
            yield about.note(Fault.ASSUMED, place, message, rows=rows, set_aside=False)


def resembling(loaded: LoadedSource, people: People) -> Resembling:
    """Who may be meant by people who are not on the roster."""
    known = frozenset(people.names)
    found = {
        column.spec.name: {
            person: near
            for person in loaded.ingest.everybody(column.sql)
            if person not in known and (near := people.near(person))
        }
        for column in loaded.columns
        if isinstance(column.spec.unit, Person)
    }
    return {column: texts for column, texts in found.items() if texts}


def person_notes(loaded: LoadedSource, people: People, near: Resembling) -> Iterator[DataNote]:
    """People in a source who are not on the roster, by column and first row."""
    known = frozenset(people.names)
    for index, column in enumerate(loaded.columns):
        if not isinstance(column.spec.unit, Person):
            continue
        by_file: dict[str, list[DataNote]] = {}
        totals: dict[str, int] = {}
        not_compared: list[tuple[int, int]] = []
        for person, count, row in loaded.ingest.people(column.sql):
            if person in known:
                continue
            file = next(file for file in reversed(loaded.file_rows) if file.first <= row)
            about = loaded.origins[file.file]
            meant = near.get(column.spec.name, {}).get(person, ())
            message = notes.UNKNOWN_PERSON(person=person)
            if together := people.several(person):
                message = notes.SEVERAL_PEOPLE(person=person, count=len(together), names=_listed(together))
            elif meant:
                message = notes.UNKNOWN_PERSON_NEAR(person=person, near='", "'.join(meant[:MOST_SHOWN]))
            place = about.place(file.line(row), index)
            by_file.setdefault(file.file, []).append(
                about.note(Fault.UNKNOWN_PERSON, place, message, rows=count, set_aside=False)
            )
            totals[file.file] = totals.get(file.file, 0) + 1
            if person in people.not_compared:
                not_compared.append((row, count))
        for file_name, listed in by_file.items():
            yield from capped(listed, totals[file_name])
        if not_compared:
            file = next(file for file in reversed(loaded.file_rows) if file.first <= not_compared[0][0])
            about = loaded.origins[file.file]
            message = notes.NOT_COMPARED(count=len(not_compared), most=MOST_COMPARED)
            place = about.place(file.line(not_compared[0][0]), index)
            yield about.note(Fault.UNKNOWN_PERSON, place, message, rows=0, set_aside=False)


def _listed(names: tuple[str, ...]) -> str:
    """Some names in a row."""
    return ", ".join(names[:MOST_SHOWN]) + (" …" if len(names) > MOST_SHOWN else "")
