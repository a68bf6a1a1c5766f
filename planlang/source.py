"""Text and positions: where in a plan file something stands.

In: the text of one plan file, or of a stretch of one that is read by itself and moves with the text before it. Out: spans
that every later phase carries along, and where they are in code points, UTF-16 or UTF-8. Nothing is parsed here.
"""

from __future__ import annotations

from bisect import bisect_right
from enum import Enum
from functools import cached_property

from planlang.frozen import define, field, frozen

LIBRARY = "stdlib:"
"""How the paths of the standard library begin."""


class Counted(Enum):
    """What columns are counted in; the value is the name of it in the protocol of editors."""

    CODE_POINTS = "utf-32"
    UTF_16 = "utf-16"
    UTF_8 = "utf-8"


@define(eq=False)
class Place:
    """Where in a file a stretch of it lies that was read by itself; an edit before it moves it.

    Attributes:
        file: the whole file.
        start: offset of the first character of the stretch.
    """

    file: Source
    start: int


@frozen(eq=False)
class Source:
    r"""One plan file: the name people know it by, and its text.

    Attributes:
        path: posix path relative to the workspace, or `stdlib:sales/revenue.plan`, or `<stdin>`.
        text: decoded text, newlines normalised to `\n`, without a byte order mark.
        place: of a stretch of a file, where it lies; None for a whole file.
    """

    path: str
    text: str = field(repr=False)
    place: Place | None = field(default=None, repr=False)

    @property
    def in_library(self) -> bool:
        """Whether it belongs to the standard library."""
        return self.path.startswith(LIBRARY)

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offsets of the first character of each line, ascending."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both counted from 1, in code points."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def column(self, offset: int, counted: Counted) -> int:
        """The column of an offset, counted from 1."""
        start = self.line_starts[bisect_right(self.line_starts, offset) - 1]
        return size_of(self.text[start:offset], counted) + 1

    def offset(self, line: int, column: int, counted: Counted = Counted.CODE_POINTS) -> int:
        """The offset of a line and a column, both counted from 1; what lies behind the end of a line is that end."""
        if line > len(self.line_starts):
            return len(self.text)
        text = self.line_text(line)
        if counted is Counted.CODE_POINTS:
            return self.line_starts[line - 1] + min(column - 1, len(text))
        left, length = column - 1, 0
        for letter in text:
            left -= size_of(letter, counted)
            if left < 0:
                break
            length += 1
        return self.line_starts[line - 1] + length

    def line_text(self, line: int) -> str:
        """The text of a line (counted from 1), without its newline."""
        start = self.line_starts[line - 1]
        end = self.line_starts[line] - 1 if line < len(self.line_starts) else len(self.text)
        return self.text[start:end]


def size_of(text: str, counted: Counted) -> int:
    """How long a text is; half of a pair of surrogates counts as editors count it."""
    if counted is Counted.CODE_POINTS or text.isascii():
        return len(text)
    if counted is Counted.UTF_8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@frozen
class Span:
    """A half-open stretch of a source, in code points.

    Attributes:
        origin: what was read: a file, or a stretch of one.
        first: offset in it of the first character.
        last: offset behind the last one.
    """

    origin: Source
    first: int
    last: int

    @property
    def source(self) -> Source:
        """The file."""
        place = self.origin.place
        return self.origin if place is None else place.file

    @property
    def start(self) -> int:
        """Offset in the file of the first character."""
        place = self.origin.place
        return self.first if place is None else self.first + place.start

    @property
    def end(self) -> int:
        """Offset in the file behind the last character."""
        place = self.origin.place
        return self.last if place is None else self.last + place.start

    @property
    def text(self) -> str:
        """The characters covered."""
        return self.origin.text[self.first : self.last]

    @property
    def line(self) -> int:
        """Line of the first character, from 1."""
        return self.source.line_column(self.start)[0]

    @property
    def column(self) -> int:
        """Column of the first character, from 1, in code points."""
        return self.source.line_column(self.start)[1]

    @property
    def in_chinese(self) -> bool:
        """Whether the line of the first character begins with a Chinese word, so that what is written there is Chinese."""
        return not self.source.line_text(self.line).lstrip()[:1].isascii()

    @property
    def behind(self) -> Span:
        """The place right behind it."""
        return Span(self.origin, self.last, self.last)

    def place(self) -> str:
        """`path:line:column`, as printed in messages."""
        line, column = self.source.line_column(self.start)
        return f"{self.source.path}:{line}:{column}"

    def part(self, start: int, length: int) -> Span:
        """So many characters of it from a place on, which is counted from its first."""
        return Span(self.origin, self.first + start, self.first + start + length)

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.origin, self.first, max(self.last, other.last))
