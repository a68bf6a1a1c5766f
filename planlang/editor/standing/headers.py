"""The headers of the newest file of a source.

In: its patterns. Out: the cells of the first line of the last file that they find, of one that is a table of text. No engine is needed.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from planlang.data.files.files import find_files
from planlang.values.periods import Grid

SUFFIXES = (".csv", ".tsv", ".txt")
MOST_BYTES = 65_536
MOST_HEADERS = 200


def read_headers(root: Path, patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The headers; none where there is no file."""
    files = [file for file in find_files(patterns, "", root, None, Grid())[0] if file.instead is None]
    texts = [file for file in files if file.path.suffix.lower() in SUFFIXES]
    if not texts:
        return ()
    newest = max(texts, key=lambda file: (file.days.end if file.days is not None else date.min, file.name))
    try:
        with newest.path.open("rb") as file:
            line = file.readline(MOST_BYTES)
    except OSError:
        return ()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            continue
        mark = max(",;\t", key=text.count)
        try:
            return tuple(cell.strip() for cell in next(csv.reader([text], delimiter=mark), []))[:MOST_HEADERS]
        except csv.Error:
            return ()
    return ()
