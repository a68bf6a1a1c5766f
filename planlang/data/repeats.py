"""Rows that are no further facts: of files that hold the same rows or are for the same days, and of totals.

In: a table in which all files are, with what they cover. Out: each row counts once, and notes that name the files, the days
and how many rows were left out. A row with a key counts as the latest export has it; one without counts as often as in
the one file that has it most; in files whose names tell different parts each counts for itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise

from planlang.data.engines.duckdb import Doubt, Ingest, Overlaps, Repeats
from planlang.data.files.coverage import EVER, Days
from planlang.data.files.parts import FileOfDays, lines_by_rows
from planlang.data.files.series import Line, is_apart, lines_of
from planlang.data.loaded.rowcount import LeftOut
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.notes import MOST_NOTES, Origin, capped
from planlang.diagnostics.text import Message, Text

REPEATED = Text(
    "data.overlap.rows",
    "{rows:row|rows} of {days} left out, as they stand in {files} too; where they are facts of their own, say what tells them"
    " apart with `one row per`",
)
ALIKE = Text(
    "data.overlap.parts",
    "{rows:row|rows} of {days} also in {file}, alike in every column; by their names the files hold different parts, so both"
    " count: if they are the same facts, read one of the files only, or say with `one row per` what names a fact",
)
SUPERSEDED = Text("data.overlap.key", "{rows:row|rows} of {days} left out: they stand anew in {files}")
SAME_DAYS = Text("data.overlap.days", "covers {days}, as {file} does; they share no row")
DAY = Text("data.overlap.day", "{day}")
RANGE = Text("data.overlap.range", "{first} to {last}")
UP_TO = Text("data.overlap.up-to", "all days up to {last}")


Whole = Callable[[Collection[int]], Mapping[int, object]]
"""Rows as they stand in their files, with the columns that the plan does not read."""


def leave_out_repeats(
    ingest: Ingest,
    files: Sequence[str],
    firsts: Sequence[int],
    counts: Sequence[int],
    covers: Sequence[Days],
    origins: Mapping[str, Origin],
    key: Sequence[str],
    at: str,
    whole: Whole,
) -> list[DataNote]:
    """Leave out the rows of events that count elsewhere; what is to be told about it.

    Args:
        ingest: the table.
        files: names of the files in order of load; a file may stand there several times, with a table for each sheet.
        firsts: the first row of each.
        counts: the number of its rows.
        covers: the days that each is for.
        origins: what notes about a file need.
        key: SQL columns that name a row, none where rows have no name.
        at: SQL column that dates rows.
        whole: how to see rows with the columns that nobody asked for.
    """
    names = list(dict.fromkeys(files))
    lines = lines_of(names)
    doubts: Sequence[Doubt] = ()
    overlaps = _overlaps(ingest, files, firsts)
    if key:
        where, repeats = overlaps.superseded(key, at)
        lines = _by_rows(names, files, counts, covers, repeats)
        ingest.leave_out(where, LeftOut.SUPERSEDED)
        if ingest.aside.count():
            ingest.leave_out_aside(overlaps.superseded_aside(ingest.aside.name, key), LeftOut.SUPERSEDED)
    else:
        where, repeats = overlaps.repeated_contents(at, ingest.sql_columns, lines)
        by_rows = _by_rows(names, files, counts, covers, repeats)
        if by_rows != lines:
            lines = by_rows
            where, repeats = overlaps.repeated_contents(at, ingest.sql_columns, lines)
        doubts = overlaps.doubtful(lines) if len(set(lines)) > 1 else ()
        ingest.leave_out(where, LeftOut.REPEATED_ROW)
    overlaps.close()
    text = SUPERSEDED if key else REPEATED
    told = {names[found.file]: _rows_message(text, found, names) for found in repeats}
    left_out = {names[found.file]: found.rows for found in repeats}
    alike = _alike(doubts, names, lines, whole)
    anew = {(names[other], names[found.file]) for found in repeats for other in found.others}
    for name, other, message in _same_days(files, covers, dict(zip(names, lines, strict=True))):
        if (name, other) not in anew:
            told.setdefault(name, message)
    notes = [
        origins[name].note(
            Fault.OVERLAP, origins[name].place(1), told[name], rows=left_out.get(name, 0), set_aside=False
        )
        for name in names
        if name in told
    ]
    notes += [
        origins[name].note(Fault.OVERLAP, origins[name].place(1), message, rows=rows, set_aside=False)
        for name in names
        for rows, message in alike.get(name, ())
    ]
    return capped(notes, len(notes)) if len(notes) > MOST_NOTES else notes


def leave_out_mended(ingest: Ingest, files: Sequence[str], firsts: Sequence[int], key: Sequence[str]) -> None:
    """Leave out the rows set aside whose key a later file has: what is wrong with them no longer matters."""
    if not ingest.aside.count():
        return
    overlaps = _overlaps(ingest, files, firsts)
    ingest.leave_out_aside(overlaps.superseded_aside(ingest.aside.name, key), LeftOut.SUPERSEDED)
    overlaps.close()


def _by_rows(
    names: Sequence[str],
    files: Sequence[str],
    counts: Sequence[int],
    covers: Sequence[Days],
    repeats: Sequence[Repeats],
) -> list[Line]:
    """The series of the files, by their names and by the rows that stand in others too."""
    rows, days = Counter[str](), dict(zip(files, covers, strict=True))
    for name, count in zip(files, counts, strict=True):
        rows[name] += count
    shared = {names[found.file]: found.rows for found in repeats}
    return lines_by_rows(
        [FileOfDays(name, days[name], is_usable=True, rows=rows[name], shared=shared.get(name, 0)) for name in names]
    )


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


def _alike(
    doubts: Sequence[Doubt], names: Sequence[str], lines: Sequence[Line], whole: Whole
) -> Mapping[str, Sequence[tuple[int, Message]]]:
    """By file the rows that stand in one of another part too, whole: how many, and what is to be told."""
    cells = whole({doubt.row for doubt in doubts}) if doubts else {}
    alike: dict[object, list[Doubt]] = {}
    for doubt in doubts:
        if doubt.row in cells:
            alike.setdefault(cells[doubt.row], []).append(doubt)
    pairs: dict[tuple[int, int], list[date]] = {}
    for same in alike.values():
        series: dict[Line, list[Doubt]] = {}
        for doubt in same:
            series.setdefault(lines[doubt.file], []).append(doubt)
        for one, other in pairwise(sorted(series)):
            if is_apart(one, other):
                for first, second in zip(series[one], series[other], strict=False):
                    pairs.setdefault((first.file, second.file), []).append(second.day)
    found: dict[str, list[tuple[int, Message]]] = {}
    for (first_file, second_file), days in sorted(pairs.items()):
        message = ALIKE(rows=len(days), days=_days(min(days), max(days)), file=names[first_file])
        found.setdefault(names[second_file], []).append((len(days), message))
    return found


def _same_days(
    files: Sequence[str], covers: Sequence[Days], lines: Mapping[str, Line]
) -> Iterator[tuple[str, str, Message]]:
    """Files that are for days for which another one is that is of no other part: for each but the first of these, one of
    them, and that they share no row, which holds if none was left out.
    """
    rank = {name: index for index, name in enumerate(dict.fromkeys(files))}
    ordered = sorted(zip(covers, files, strict=True), key=lambda one: (one[0], rank[one[1]]))
    own: dict[Line, list[int]] = {}
    below: dict[Line, list[int]] = {}
    for place, (_, name) in enumerate(ordered):
        line = lines[name]
        own.setdefault(line, []).append(place)
        for depth in range(1, len(line)):
            below.setdefault(line[:depth], []).append(place)
    for line in sorted(own):
        reach: tuple[date, str] | None = None
        above = [own[line[:depth]] for depth in range(1, len(line) + 1)]
        for place in sorted(chain(below.get(line, ()), *above)):
            (start, end), name = ordered[place]
            if (
                reach is not None
                and start < reach[0]
                and name != reach[1]
                and not is_apart(lines[name], lines[reach[1]])
            ):
                later, earlier = (name, reach[1]) if rank[name] > rank[reach[1]] else (reach[1], name)
                yield later, earlier, SAME_DAYS(file=earlier, days=_days(start, min(end, reach[0]) - timedelta(days=1)))
            if reach is None or end > reach[0]:
                reach = (end, name)
