"""Tables: rows that stand one below the other have their bars below each other.

In: the words of a declaration. Out: the line of each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, zip_longest

from planlang.diagnostics.width import display_width
from planlang.syntax.formatter.breaking import Word, flat


def aligned(words: list[Word]) -> dict[int, str]:
    """The lines of all rows, by the index of the first word of each; a row is not broken, however long it is."""
    found: dict[int, str] = {}
    for table in _tables(words):
        rows = {start: _cells(words[start:end]) for start, end in table}
        widths = [max(map(display_width, column)) for column in zip_longest(*rows.values(), fillvalue="")]
        for start, cells in rows.items():
            padded = (cell + " " * (width - display_width(cell)) for cell, width in zip(cells, widths, strict=False))
            found[start] = "| " + " | ".join(padded) + " |"
    return found


def _tables(words: list[Word]) -> Iterator[list[tuple[int, int]]]:
    """The rows of each table: where they begin and end among the words."""
    table: list[tuple[int, int]] = []
    start = 0
    for at, word in enumerate(words):
        if word.kind not in ("_END", "_LBRACE", "RBRACE"):
            continue
        if at > start:
            if words[start].kind == "CELL" and word.kind == "_END":
                table.append((start, at))
            elif table:
                yield table
                table = []
        start = at + 1
    if table:
        yield table


def _cells(row: list[Word]) -> list[str]:
    """The texts between the bars."""
    bars = [at for at, word in enumerate(row) if word.kind == "CELL"]
    return [flat(row[first + 1 : last]) for first, last in pairwise(bars)]
