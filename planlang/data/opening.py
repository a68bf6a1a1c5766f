"""Opening a file by what it holds.

In: a path that a pattern found. Out: `Opened`, by the reader for text or for workbooks.
"""

from __future__ import annotations

from pathlib import Path

from planlang.data.loaded.snapshot import Fault
from planlang.data.readers.csv import READER as CSV
from planlang.data.readers.xlsx import READER as XLSX
from planlang.data.tables.reading import NO_HINT, Hint, Opened, Reader, UnreadableError
from planlang.data.tables.standins import Kind, kind_of
from planlang.diagnostics.text import Text

READERS: tuple[Reader, ...] = (CSV, XLSX)

OTHER_KIND = Text("data.other-kind", "files of the kind {suffix} are not read; save it as one of {suffixes}")


def open_file(path: Path, scratch: Path, hint: Hint = NO_HINT, *, careful: bool) -> Opened:
    """Open a file by the reader for what it holds; by its name only where that is no text and no workbook.

    Raises:
        UnreadableError: it is neither, or broken.
        OSError: it cannot be opened.
    """
    suffix = path.suffix.lower()
    known = ", ".join(known for reader in READERS for known in reader.suffixes)
    if suffix in known.split(", "):
        return (XLSX if kind_of(path) is Kind.WORKBOOK else CSV).open(path, scratch, hint, careful=careful)
    raise UnreadableError(Fault.BROKEN_FILE, OTHER_KIND(suffix=suffix or path.name, suffixes=known))
