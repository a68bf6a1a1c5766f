"""The rows of files that another file corrects: they are counted, and not one of them counts.

In: files that are not read. Out: for each that can be opened a `Load` whose rows are all left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from planlang.data.columns.columns import likely_words, wanted_columns
from planlang.data.columns.headers import Header
from planlang.data.columns.sheets import chosen
from planlang.data.files.coverage import Arrival
from planlang.data.loaded.rowcount import LeftOut, RowCount
from planlang.data.loaded.snapshot import Load
from planlang.data.opening import open_file
from planlang.data.tables.reading import Hint, UnreadableError
from planlang.semantics.model import DataSource, Model


def replaced_loads(source: DataSource, files: Sequence[Arrival], model: Model, scratch: Path) -> Iterator[Load]:
    """What stands in files of a source that are not read; nothing of those that cannot be opened."""
    columns = wanted_columns(source, model)
    hint = Hint(source.encoding, likely_words(model, columns))
    for arrival in files:
        file = arrival.file
        if file.instead is not None:
            continue
        try:
            opened = open_file(file.path, scratch, hint, careful=True)
            rows = sum(_rows(header) for header, _ in chosen(opened, columns, source.sheets).tables)
        except (UnreadableError, OSError):
            continue
        yield Load(
            source=source.ident.name,
            file=file.name,
            digest=opened.digest,
            encoding=opened.encoding,
            covers=arrival.covers,
            snapshot=arrival.snapshot,
            arrived=arrival.arrived,
            rows=RowCount(rows, 0, {}, {LeftOut.CORRECTED.value: rows} if rows else {}),
        )


def _rows(header: Header) -> int:
    """How many rows there are below a header, blank ones too.

    Raises:
        UnreadableError: the file cannot be read to its end.
    """
    bulk = header.sheet.bulk
    if bulk is not None and not bulk.quotes:
        return bulk.lines - header.line
    return sum(1 for _ in header.sheet.records(header.line))
