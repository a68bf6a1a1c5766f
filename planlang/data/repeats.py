"""Rows that are no further facts: of files that hold the same rows or are for the same days, and of totals.

In: a table in which all files are, with what they cover. Out: each row counts once, and notes that name the files, the days
and how many rows were left out. A row with a key counts as the latest export has it; one without counts as often as in
the one file that has it most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from planlang.data.engines.duckdb import Ingest, Overlaps, Repeats
from planlang.data.files.coverage import EVER, Days
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.notes import MOST_NOTES, Origin, capped
from planlang.diagnostics.text import Message, Text

REPEATED = Text(
    "data.overlap.rows",
    "{rows:row|rows} of {days} left out, as they stand in {files} too; where they are facts of their own, say what tells them"
    " apart with `one row per`",
)
SUPERSEDED = Text("data.overlap.key", "{rows:row|rows} of {days} left out: they stand anew in {files}")
SAME_DAYS = Text("data.overlap.days", "for days that {file} is for as well ({days}); no row stands in both")
DAY = Text("data.overlap.day", "{day}")
RANGE = Text("data.overlap.range", "{first} to {last}")
UP_TO = Text("data.overlap.up-to", "all days up to {last}")


def leave_out_repeats(
    ingest: Ingest,
    files: Sequence[str],
    firsts: Sequence[int],
    covers: Sequence[Days],
    origins: Mapping[str, Origin],
    key: Sequence[str],
    at: str,
) -> list[DataNote]:
    """Leave out the rows of events that count elsewhere; what is to be told about it.

    Args:
        ingest: the table.
        files: names of the files in order of load; a file may stand there several times, with a table for each sheet.
        firsts: the first row of each.
        covers: the days that each is for.
        origins: what notes about a file need.
        key: SQL columns that name a row, none where rows have no name.
        at: SQL column that dates rows.
    """
    names = list(dict.fromkeys(files))
    overlaps = _overlaps(ingest, files, firsts)
    if key:
        where, repeats = overlaps.superseded(key, at)
        ingest.leave_out(where, LeftOut.SUPERSEDED)
        if ingest.aside.count():
            ingest.leave_out_aside(overlaps.superseded_aside(ingest.aside.name, key), LeftOut.SUPERSEDED)
    else:
        where, repeats = overlaps.repeated_contents(at, ingest.sql_columns)
        ingest.leave_out(where, LeftOut.REPEATED_ROW)
    overlaps.close()
    text = SUPERSEDED if key else REPEATED
    told = {names[found.file]: _rows_message(text, found, names) for found in repeats}
    counts = {names[found.file]: found.rows for found in repeats}
    for name, message in _same_days(files, covers):
        told.setdefault(name, message)
    notes = [
        origins[name].note(Fault.OVERLAP, origins[name].place(1), told[name], rows=counts.get(name, 0), set_aside=False)
        for name in names
        if name in told
    ]
    return capped(notes, len(notes)) if len(notes) > MOST_NOTES else notes


def leave_out_mended(ingest: Ingest, files: Sequence[str], firsts: Sequence[int], key: Sequence[str]) -> None:
    """Leave out the rows set aside whose key a later file has: what is wrong with them no longer matters."""
    if not ingest.aside.count():
        return
    overlaps = _overlaps(ingest, files, firsts)
    ingest.leave_out_aside(overlaps.superseded_aside(ingest.aside.name, key), LeftOut.SUPERSEDED)
    overlaps.close()


def _overlaps(ingest: Ingest, files: Sequence[str], firsts: Sequence[int]) -> Overlaps:
    """The rows of a table by file."""
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(files))}
    return Overlaps(ingest.connection, ingest.name, firsts, [ranks[file] for file in files])


def _rows_message(text: Text, found: Repeats, names: Sequence[str]) -> Message:
    """That rows of a file stand in others as well."""
    others = ", ".join(names[other] for other in found.others)
    return text(rows=found.rows, days=_days(found.first, found.last), files=others)


def _days(first: date | None, last: date | None) -> Message:
    """A stretch of days, both included."""
    if first is None or last is None:
        return DAY(day="?")
    if first == EVER:
        return UP_TO(last=last.isoformat())
    return DAY(day=first.isoformat()) if first == last else RANGE(first=first.isoformat(), last=last.isoformat())


def _same_days(files: Sequence[str], covers: Sequence[Days]) -> Iterator[tuple[str, Message]]:
    """Files that are for days for which another one is: for each but the first of these, one of them, and which days."""
    rank = {name: index for index, name in enumerate(dict.fromkeys(files))}
    reach: tuple[date, str] | None = None
    for (start, end), name in sorted(zip(covers, files, strict=True), key=lambda one: (one[0], rank[one[1]])):
        if reach is not None and start < reach[0] and name != reach[1]:
            later, earlier = (name, reach[1]) if rank[name] > rank[reach[1]] else (reach[1], name)
            yield later, SAME_DAYS(file=earlier, days=_days(start, min(end, reach[0]) - timedelta(days=1)))
        if reach is None or end > reach[0]:
            reach = (end, name)
