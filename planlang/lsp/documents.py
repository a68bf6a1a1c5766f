"""Open texts as an editor has them: changes by line and column, any line end, a byte order mark or none.

In: what the editor tells. Out: the text as plans are read, and where in it a position of the editor is. Lines are the same in
both, columns too but for a byte order mark before the first.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from posixpath import normpath
from urllib.parse import quote, unquote, urlsplit

from planlang.frozen import define, field
from planlang.lsp.wire import Json
from planlang.source import Counted, Source

LINE_ENDS = re.compile(r"\r\n|\r|\n")
BOM = "\ufeff"
WIDTH_OF_BOM = {Counted.UTF_8: 3, Counted.UTF_16: 1, Counted.CODE_POINTS: 1}
DRIVE = re.compile(r"/[A-Za-z]:")


@define(eq=False)
class Document:
    """One open text.

    Attributes:
        uri: as the client writes it.
        version: of the last change.
        raw: the text as the client has it.
    """

    uri: str
    path: Path
    version: int
    raw: str
    edited: int | None = field(default=None, init=False)
    """The line, from 0, that was changed last; None where no one was."""
    _source: Source | None = field(default=None, init=False)
    _tokens: tuple[str, list[int]] = field(default=("", []), init=False)

    @property
    def text(self) -> str:
        """The text as plans are read."""
        return self.source.text

    @property
    def source(self) -> Source:
        """The same with its lines."""
        if self._source is None:
            text = self.raw.removeprefix(BOM)
            self._source = Source(
                self.path.name, text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
            )
        return self._source

    @property
    def line_end(self) -> str:
        """What lines end with."""
        return "\r\n" if "\r\n" in self.raw else "\n"

    def shift(self, line: int, counted: Counted) -> int:
        """How many columns stand before the first character of a line (from 0) that plans do not have."""
        return WIDTH_OF_BOM[counted] if line == 0 and self.raw.startswith(BOM) else 0

    def change(self, changes: list[Json], version: int, counted: Counted) -> None:
        """Take changes, each to the text that the one before left."""
        for change in changes:
            where = change.get("range")
            if where is None:
                self.raw, self.edited = change["text"], None
            else:
                self.edited = where["start"]["line"] + change["text"].count("\n")
                start, end = (self._raw_offset(where[side], counted) for side in ("start", "end"))
                self.raw = self.raw[:start] + change["text"] + self.raw[max(start, end) :]
            self._source = None
        self.version = version

    def _raw_offset(self, position: Json, counted: Counted) -> int:
        line, character = max(0, position["line"]), max(0, position["character"])
        if "\r" not in self.raw:
            whole = self._source if self._source is not None and self._source.text is self.raw else None
            return (whole or Source("", self.raw)).offset(line + 1, character + 1, counted)
        start = 0
        for _ in range(line):
            found = LINE_ENDS.search(self.raw, start)
            if found is None:
                return len(self.raw)
            start = found.end()
        ends = LINE_ENDS.search(self.raw, start)
        text = self.raw[start : len(self.raw) if ends is None else ends.start()]
        return start + Source("", text).offset(1, character + 1, counted)

    def remember(self, tokens: list[int]) -> str:
        """Keep the colours that the client was told; the name they go by."""
        name = str(int(self._tokens[0] or 0) + 1)
        self._tokens = name, tokens
        return name

    def remembered(self, name: str) -> list[int] | None:
        """The colours that go by a name; None where these are not the last ones."""
        return self._tokens[1] if self._tokens[0] == name else None

    def offset(self, position: Json, counted: Counted) -> int:
        """Where a position is in the text as plans are read."""
        line = max(0, position["line"])
        column = max(0, position["character"] - self.shift(line, counted))
        return self.source.offset(line + 1, column + 1, counted)


def path_of(uri: str) -> Path:
    """The file of an address; for a text that is no file, a relative path that names it."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return Path(quote(uri, safe=""))
    path = unquote(parts.path)
    if os.name == "nt" and DRIVE.match(path):
        path = path[1:]
    return Path(normpath(path))
