"""The one style of plan files.

In: a source. Out: its text in that style; meaning, comments and their order never change. A declaration with a mistake
in it is left byte for byte as it is, and so is one that would not mean the same: every text that is given has been read
again and compared.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable
from functools import cache
from typing import Any

import attrs

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.formatter.printer import Printer
from planlang.syntax.lexical.findings import Findings, shown
from planlang.syntax.lexical.scanned import Comment
from planlang.syntax.parse import MOST_CHARACTERS
from planlang.syntax.reading import Reading, read, statements


@frozen
class Formatted:
    """A text in the one style.

    Attributes:
        text: of the whole file.
        left: lines, counted from 1, on which declarations begin that are left as they were because they would have
            meant something else; there should be none.
        mistaken: how many declarations, or texts between them, are left as they were because of a mistake.
        is_plan: False for a file that is no plan, or too large for one: all of it is left as it was.
    """

    text: str
    left: tuple[int, ...] = ()
    mistaken: int = 0
    is_plan: bool = True


def format_source(source: Source, keywords: Language | None = None) -> Formatted:
    """A plan file in the one style; a file that is no plan stays as it is.

    Args:
        source: the file; it may have mistakes.
        keywords: the language to turn keywords and units into; None leaves each in the language it is in.
    """
    if len(source.text) > MOST_CHARACTERS:
        return Formatted(source.text, is_plan=False)
    reading = read(source)
    if not reading.is_plan:
        return Formatted(source.text, is_plan=False)
    formatter = _Formatter.of(reading, keywords, reading.reader.words.language)
    mistaken = sum(not readable for _, _, readable in formatter.stretches)
    return attrs.evolve(keeping_meaning(reading, tuple(formatter.parts())), mistaken=mistaken)


def parts_of(reading: Reading, keywords: Language | None, usual: Language) -> tuple[Part, ...]:
    """What was read in the one style, part by part; `usual` is the language of what stands for a mark."""
    return tuple(_Formatter.of(reading, keywords, usual).parts())


def keeping_meaning(reading: Reading, parts: tuple[Part, ...]) -> Formatted:
    """The text that parts make, those left as they were that would mean something else."""
    source = reading.source
    text = _joined(source, parts)
    if text == source.text or same_meaning(reading, Source(source.path, text)):
        return Formatted(text)
    safe = tuple(part if _is_safe(source, part) else _as_written(source, part) for part in parts)
    left = tuple(Span(source, part.start, part.end).line for part, new in zip(parts, safe, strict=True) if part != new)
    text = _joined(source, safe)
    if left and same_meaning(reading, Source(source.path, text)):
        return Formatted(text, left)
    return Formatted(source.text, (1,))


def _is_safe(source: Source, part: Part) -> bool:
    """Whether a part on its own means the same in the one style."""
    before, after = source.text[part.start : part.end], "\n".join(part.lines)
    return same_meaning(read(Source(source.path, before)), Source(source.path, after))


def same_meaning(one: Reading, other: Source) -> bool:
    """Whether a text has the tree of another, spans aside, the same kinds of mistakes, and the same comments between the
    same words and marks.
    """
    seen, then = one.statements, statements(other)
    if (seen.meaning, seen.comments, _names(*seen.findings)) == (then.meaning, then.comments, _names(*then.findings)):
        return True
    second = read(other)
    return (
        same_tree(one.declarations, second.declarations)
        and one.comments == second.comments
        and _names(*one.phases) == _names(*second.phases)
    )


def _names(*phases: Findings) -> list[str]:
    """The names of all mistakes, in order of place."""
    return [diagnostic.name for diagnostic in shown(*phases)]


def same_tree(one: Any, other: Any) -> bool:
    """Whether two nodes are equal but for where they stand."""
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        kind: Any = type(left)
        if kind is not type(right):
            return False
        if isinstance(left, tuple):
            if len(left) != len(right):
                return False
            stack.extend(zip(left, right, strict=True))
        elif attrs.has(kind):
            stack.extend((getattr(left, name), getattr(right, name)) for name in _parts_of(kind))
        elif left != right:
            return False
    return True


@cache
def _parts_of(kind: Any) -> tuple[str, ...]:
    """The attributes of a class of nodes, less those that tell where one stands."""
    return () if kind is Span else tuple(attribute.name for attribute in attrs.fields(kind))


@frozen
class Part:
    """A declaration, a comment between two, or what could not be read: its lines and where it stands.

    `kind` is the terminal of a declaration's first word, of the one right below for a comment; empty where there is
    none. `tall` is a declaration whose block has lines of its own.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    kind: str
    comment: bool = False
    tall: bool = False

    def moved(self, by: int) -> Part:
        """The same so many characters further on."""
        return Part(self.start + by, self.end + by, self.lines, self.kind, self.comment, self.tall)


def _joined(source: Source, parts: Iterable[Part]) -> str:
    """The text of parts, with blank lines between them."""
    lines: list[str] = []
    before: Part | None = None
    for part in parts:
        if before is not None and apart(source, before, part):
            lines.append("")
        lines.extend(part.lines)
        before = part
    return "".join(line + "\n" for line in lines)


def apart(source: Source, before: Part, after: Part) -> bool:
    """Whether a blank line goes between two parts."""
    if source.text.count("\n", before.end, after.start) > 1:
        return True
    if before.comment or not before.kind or not after.kind:
        return False
    return before.kind != after.kind or before.tall or after.tall


def _as_written(source: Source, part: Part) -> Part:
    """A part with the lines that it stands on, untouched."""
    text = source.text
    line_start = text.rfind("\n", 0, part.start) + 1
    line_end = text.find("\n", part.end)
    line_end = len(text) if line_end < 0 else line_end
    start = part.start if text[line_start : part.start].strip() else line_start
    end = part.end if text[part.end : line_end].strip() else line_end
    return attrs.evolve(part, start=start, end=end, lines=tuple(text[start:end].split("\n")), kind="")


@frozen
class _Formatter:
    """The reading of one source, and how to write it."""

    reading: Reading
    starts: list[int]
    comments: list[Comment]
    comment_starts: list[int]
    stretches: list[tuple[int, int, bool]]
    """Text in order that holds every token: from, to, and whether it is a declaration without mistakes."""
    keywords: Language | None
    usual: Language

    @staticmethod
    def of(reading: Reading, keywords: Language | None, usual: Language) -> _Formatter:
        """A formatter of what was read."""
        comments = reading.statements.scanned.comments
        wrong = [diagnostic.span.start for findings in reading.phases for diagnostic in findings.kept]
        stretches = [] if any(findings.more for findings in reading.phases) else reading.reader.stretches
        return _Formatter(
            reading,
            [token.start for token in reading.tokens],
            comments,
            [comment.start for comment in comments],
            _covering(reading.source.text, comments, stretches, sorted(wrong)),
            keywords,
            usual,
        )

    def parts(self) -> list[Part]:
        """Every declaration, every comment outside them, and everything else as it is, in order."""
        source = self.reading.source
        parts: list[Part] = []
        at = 0
        for start, end, readable in self.stretches:
            parts += self._free_comments(at, start)
            parts.append(self._declaration(start, end) if readable else _as_written(source, Part(start, end, (), "")))
            at = end
        parts += self._free_comments(at, len(source.text))
        return self._with_kinds_of_comments(parts)

    def _with_kinds_of_comments(self, parts: list[Part]) -> list[Part]:
        """The parts, a comment having the kind and the length of the declaration right below it."""
        text = self.reading.source.text
        for index in range(len(parts) - 2, -1, -1):
            part, below = parts[index], parts[index + 1]
            if part.comment and text.count("\n", part.end, below.start) <= 1:
                parts[index] = attrs.evolve(part, kind=below.kind)
        return parts

    def _comments_in(self, start: int, end: int) -> list[Comment]:
        starts = self.comment_starts
        return self.comments[bisect_left(starts, start) : bisect_left(starts, end)]

    def _free_comments(self, start: int, end: int) -> list[Part]:
        text = self.reading.source.text
        return [
            Part(comment.start, comment.end, (text[comment.start : comment.end].rstrip(),), "", comment=True)
            for comment in self._comments_in(start, end)
        ]

    def _declaration(self, start: int, end: int) -> Part:
        reading = self.reading
        within = reading.tokens[bisect_left(self.starts, start) : bisect_right(self.starts, end)]
        tokens = [token for token in within if token.end <= end]
        if tokens[-1].type not in ("_END", "RBRACE"):
            # what cannot be read goes on in the same statement
            return _as_written(reading.source, Part(start, end, (), ""))
        kind = tokens[0].keyword.terminal if tokens[0].keyword is not None else ""
        comments = deque(self._comments_in(start, end))
        printer = Printer(reading.source, tokens, comments, self.keywords, self.usual)
        lines = tuple(printer.printed())
        return Part(start, end, lines, kind, tall=len(lines) > 1 and any(token.type == "RBRACE" for token in tokens))


SEPARATED = frozenset("\n;；")
IGNORED = SEPARATED | frozenset(" \t\u00a0\u3000")


def _covering(
    text: str, comments: list[Comment], read: list[tuple[int, int]], wrong: list[int]
) -> list[tuple[int, int, bool]]:
    """Stretches of text in order that hold every token: declarations without mistakes, and everything else.

    A comment behind the last line of a declaration belongs to it.
    """
    found: list[tuple[int, int, bool]] = []
    remaining = deque(comments)
    at = 0
    for start, end in [*read, (len(text), len(text))]:
        free: list[Comment] = []
        while remaining and remaining[0].start < start:
            free.append(remaining.popleft())
        gap = _significant(text, at, start, free)
        if gap is not None:
            found.append((*gap, False))
        while remaining and remaining[0].start < end:
            remaining.popleft()
        if remaining and start < end and "\n" not in text[end : remaining[0].start]:
            end = remaining.popleft().end
        if start < end:
            index = bisect_left(wrong, start)
            found.append((start, end, index == len(wrong) or wrong[index] > end))
        at = max(at, end)
    return _merged(text, found)


def _significant(text: str, start: int, end: int, comments: list[Comment]) -> tuple[int, int] | None:
    """From the first character to the last that is neither blank nor `;` nor part of a comment."""
    first, last = None, None
    at = start
    for upto, then in [*((comment.start, comment.end) for comment in comments if comment.start >= start), (end, end)]:
        for offset in range(at, upto):
            if text[offset] not in IGNORED:
                first = offset if first is None else first
                last = offset
        at = max(at, then)
    return None if first is None or last is None else (first, last + 1)


def _merged(text: str, stretches: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Stretches that overlap, or stand on one line with one that is not readable, made one that is not."""
    found: list[tuple[int, int, bool]] = []
    for start, end, readable in stretches:
        if found:
            first, last, before = found[-1]
            gap = text[last:start]
            apart = "\n" in gap or (readable and before and not SEPARATED.isdisjoint(gap))
            if start < last or not apart:
                found[-1] = (first, max(last, end), False)
                continue
        found.append((start, end, readable))
    return found
