"""The one style of plan files.

In: a source. Out: its text in that style; meaning, comments and their order never change. A declaration with a mistake
in it is left byte for byte as it is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from typing import Any

import attrs
from attrs import frozen

from planlang.diagnostics.text import Language
from planlang.source import Source, Span
from planlang.syntax.comments import comment_texts
from planlang.syntax.layout import lay_out
from planlang.syntax.lexer import Comment, scan
from planlang.syntax.parse import MOST_CHARACTERS, parse
from planlang.syntax.printer import Printer
from planlang.syntax.reader import Reader
from planlang.syntax.tokens import Token


def format_source(source: Source, keywords: Language | None = None) -> str:
    """The text of a plan file in the one style.

    Args:
        source: the file; it may have mistakes.
        keywords: the language to turn keywords and units into; None leaves each in the language it is in.
    """
    if len(source.text) > MOST_CHARACTERS:
        return source.text
    text = _Formatter.of(source, keywords).formatted()
    if text == source.text or same_meaning(source, Source(source.path, text)):
        return text
    return source.text


def same_meaning(one: Source, other: Source) -> bool:
    """Whether two texts have equal trees, spans aside, the same comments and the same kinds of mistakes."""
    left, right = parse(one), parse(other)
    return (
        same_tree(left.value.declarations, right.value.declarations)
        and [d.name for d in left.diagnostics] == [d.name for d in right.diagnostics]
        and comment_texts(scan(one)) == comment_texts(scan(other))
    )


def same_tree(one: Any, other: Any) -> bool:
    """Whether two nodes are equal but for where they stand."""
    stack = [(one, other)]
    while stack:
        left, right = stack.pop()
        if isinstance(left, tuple) and isinstance(right, tuple):
            if len(left) != len(right):
                return False
            stack.extend(zip(left, right, strict=True))
        elif attrs.has(type(left)):
            if type(left) is not type(right):
                return False
            if not isinstance(left, Span):
                names = [attribute.name for attribute in attrs.fields(type(left))]
                stack.extend((getattr(left, name), getattr(right, name)) for name in names)
        elif left != right:
            return False
    return True


@frozen
class _Part:
    """A declaration, a comment between two, or what could not be read: its lines and where it stands.

    `kind` is the terminal of a declaration's first word, of the one right below for a comment; empty where there is
    none.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    kind: str
    comment: bool = False


@frozen
class _Formatter:
    """The reading of one source, and how to write it."""

    source: Source
    tokens: list[Token]
    starts: list[int]
    comments: list[Comment]
    comment_starts: list[int]
    stretches: list[tuple[int, int, bool]]
    """Text in order that holds every token: from, to, and whether it is a declaration without mistakes."""
    keywords: Language | None
    usual: Language

    @staticmethod
    def of(source: Source, keywords: Language | None) -> _Formatter:
        """A formatter that has read a source."""
        scanned = scan(source)
        laid = lay_out(scanned)
        reader = Reader(source, laid.tokens)
        reader.read()
        phases = (scanned.findings, laid.findings, reader.findings)
        wrong = [diagnostic.span.start for findings in phases for diagnostic in findings.kept]
        read = [] if any(findings.more for findings in phases) else reader.stretches
        comments = scanned.comments
        return _Formatter(
            source,
            reader.tokens,
            [token.start for token in reader.tokens],
            comments,
            [comment.start for comment in comments],
            _covering(source.text, comments, read, sorted(wrong)),
            keywords,
            reader.words.language,
        )

    def formatted(self) -> str:
        """The whole text."""
        parts = self._parts()
        lines: list[str] = []
        for index, part in enumerate(parts):
            if index and self._apart(parts[index - 1], part):
                lines.append("")
            lines.extend(part.lines)
        return "".join(line + "\n" for line in lines)

    def _apart(self, before: _Part, after: _Part) -> bool:
        """Whether a blank line goes between two parts."""
        if self.source.text.count("\n", before.end, after.start) > 1:
            return True
        if before.comment or not before.kind or not after.kind:
            return False
        return before.kind != after.kind or len(before.lines) > 1 or len(after.lines) > 1

    def _parts(self) -> list[_Part]:
        """Every declaration, every comment outside them, and everything else as it is, in order."""
        parts: list[_Part] = []
        at = 0
        for start, end, readable in self.stretches:
            parts += self._free_comments(at, start)
            parts.append(self._declaration(start, end) if readable else self._verbatim(start, end))
            at = end
        parts += self._free_comments(at, len(self.source.text))
        return self._with_kinds_of_comments(parts)

    def _with_kinds_of_comments(self, parts: list[_Part]) -> list[_Part]:
        """The parts, a comment having the kind and the length of the declaration right below it."""
        for index in range(len(parts) - 2, -1, -1):
            part, below = parts[index], parts[index + 1]
            if part.comment and self.source.text.count("\n", part.end, below.start) <= 1:
                parts[index] = attrs.evolve(part, kind=below.kind)
        return parts

    def _comments_in(self, start: int, end: int) -> list[Comment]:
        return self.comments[bisect_left(self.comment_starts, start) : bisect_left(self.comment_starts, end)]

    def _free_comments(self, start: int, end: int) -> list[_Part]:
        text = self.source.text
        return [
            _Part(comment.start, comment.end, (text[comment.start : comment.end].rstrip(),), "", comment=True)
            for comment in self._comments_in(start, end)
        ]

    def _verbatim(self, start: int, end: int) -> _Part:
        """The lines that a stretch stands on, untouched."""
        text = self.source.text
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        start = start if text[line_start:start].strip() else line_start
        end = end if text[end:line_end].strip() else line_end
        return _Part(start, end, tuple(text[start:end].split("\n")), "")

    def _declaration(self, start: int, end: int) -> _Part:
        within = self.tokens[bisect_left(self.starts, start) : bisect_right(self.starts, end)]
        tokens = [token for token in within if token.end <= end]
        kind = tokens[0].keyword.terminal if tokens[0].keyword is not None else ""
        printer = Printer(self.source, tokens, self._comments_in(start, end), self.keywords, self.usual)
        return _Part(start, end, tuple(printer.printed()), kind)


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
