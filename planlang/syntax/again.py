"""A file read again after an edit: only the declarations whose text has changed are read.

In: the new text, and what was read of the last one. Out: the same as `parse` gives. A file is taken apart into stretches of
one declaration each; a stretch that was read before is moved to where it lies now, for whoever holds what was read before
as well: only the last module of a file has places that are right. What a mistake may have to do with
the rest of the file is read with it, as a whole: braces that do not match, characters of other languages.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from planlang.diagnostics.diagnostic import Outcome
from planlang.frozen import define, field, frozen
from planlang.source import Place, Source
from planlang.syntax.lexical.findings import MOST_SHOWN, Findings, shown
from planlang.syntax.lexical.kind_words import kind_spellings
from planlang.syntax.nodes import Broken, Declaration, Module
from planlang.syntax.parse import MOST_CHARACTERS, parse
from planlang.syntax.reading import FEW, HARDLY, LONG, no_collection, statements
from planlang.syntax.statements.reader import Reader

OF_ONE_PLACE = frozenset({"unknown-escape", "unknown-unit", "unterminated-text"})
"""Mistakes in characters that nothing else in the file has to do with."""
OF_THE_FILE = frozenset({"date-without-year", "unpadded-date"})
"""Mistakes in statements whose help looks for a year in the whole file."""


@cache
def _marks() -> re.Pattern[str]:
    """What has to be seen to know where a block ends: texts, comments, braces, and kinds of declarations at line starts."""
    kinds = "|".join(sorted(map(re.escape, kind_spellings()), key=len, reverse=True))
    return re.compile(
        r"""(?P<text>"(?:[^"\\\n]|\\.)*"|[“”](?:[^“”\\\n]|\\.)*[“”]|[#＃][^\n]*|`[^`\n]+`|["“”`][^\n]*)"""
        r"|(?P<open>[{｛])|(?P<close>[}｝])"
        rf"|(?P<kind>(?:\A|(?<=\n))(?:{kinds})(?![\w\u0300-\u036f]))"
    )


@frozen(eq=False)
class _Stretch:
    """A stretch of a file, read by itself.

    Attributes:
        declarations: what it declares.
        broken: the declarations with mistakes, in order.
        phases: the findings of all phases.
        right, wrong: how many statements could be read, and how many mistakes there are.
        before: how many English and Chinese keywords stand before it; messages are in the language of most.
        keywords: how many it has itself.
        alone: whether it reads the same in any file, the words of messages aside.
    """

    source: Source
    declarations: tuple[Declaration, ...]
    broken: tuple[Broken, ...]
    phases: tuple[Findings, ...]
    right: int
    wrong: int
    before: tuple[int, int]
    keywords: tuple[int, int]
    alone: bool

    def fits(self, before: tuple[int, int]) -> bool:
        """Whether it reads the same behind so many keywords."""
        return not self.wrong or self.before == before

    def move(self, file: Source, start: int) -> None:
        """Says where it lies now."""
        assert self.source.place is not None
        self.source.place.file, self.source.place.start = file, start


@define(eq=False)
class Readings:
    """The stretches of one file as they were read last, with the text and where in it they began."""

    _text: str = ""
    _starts: list[int] = field(factory=list)
    _stretches: list[_Stretch] = field(factory=list)

    def parse(self, source: Source) -> Outcome[Module]:
        """The declarations of a file."""
        if len(source.text) > MOST_CHARACTERS:
            return parse(source)
        with no_collection():
            found = self._read(source)
        return parse(source) if found is None else found

    def _read(self, source: Source) -> Outcome[Module] | None:
        """What the stretches say together; None where the file has to be read as a whole."""
        text, before = source.text, (0, 0)
        above, edges, below = self._around(text)
        known: dict[str, list[_Stretch]] = {}
        for old in self._stretches[above : len(self._stretches) - below]:
            known.setdefault(old.source.text, []).append(old)
        starts = self._starts[:above] + edges
        starts += [start + len(text) - len(self._text) for start in self._starts[len(self._starts) - below :]]
        found: list[_Stretch] = []
        for number, (start, end) in enumerate(pairwise((*starts, len(text)))):
            last: _Stretch | None = None
            if number < above:
                last = self._stretches[number]
            elif number >= len(starts) - below:
                last = self._stretches[number - len(starts)]
            else:
                same = known.get(text[start:end])
                last = same.pop(0) if same else None
            fits = last is not None and last.fits(before)
            stretch = last if last and fits else _read_alone(Source(source.path, text[start:end]), before)
            stretch.move(source, start)
            found.append(stretch)
            before = (before[0] + stretch.keywords[0], before[1] + stretch.keywords[1])
        if not all(stretch.alone for stretch in found):
            return None
        self._text, self._starts, self._stretches = text, starts, found
        return _together(source, found)

    def _around(self, text: str) -> tuple[int, list[int], int]:
        """How many stretches of the last text are above all that was edited, where those begin that may be others, and how many
        stretches are below. One that ends where the edit begins may have lost the word that ended it.
        """
        same = _alike(self._text, text, min(len(self._text), len(text)))
        above = max(0, bisect_right(self._starts, same) - 2)
        last = len(self._text) - _alike(self._text[::-1], text[::-1], min(len(self._text), len(text)) - same)
        edges: list[int] = []
        for start in bounds(text, self._starts[above] if above else 0):
            moved = start - len(text) + len(self._text)
            number = bisect_left(self._starts, moved)
            if moved >= last and number < len(self._starts) and self._starts[number] == moved and number >= above:
                return above, edges, len(self._starts) - number
            edges.append(start)
        return above, edges[:-1], 0


def _alike(one: str, other: str, most: int) -> int:
    """How many characters two texts begin with that are the same."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def bounds(text: str, start: int = 0) -> Iterator[int]:
    """Where the stretches of a text begin, from the start of one on, and its end; each has a declaration with the comments above
    it.
    """
    depth = 0
    yield start
    for match in _marks().finditer(text, start):
        kind = match.lastgroup
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
        elif kind == "kind" and depth == 0:
            at = _with_comments(text, match.start())
            if at > start:
                yield at
                start = at
    yield len(text)


def _with_comments(text: str, at: int) -> int:
    """The start of the lines of comments, or of nothing, right above the line that begins at a place."""
    while at:
        above = text.rfind("\n", 0, at - 1) + 1
        line = text[above : at - 1].strip(" \t")
        if line and line[0] not in "#＃":
            break
        at = above
    return at


def _read_alone(part: Source, before: tuple[int, int]) -> _Stretch:
    """Reads a stretch as if it were a file."""
    source = Source(part.path, part.text, Place(part, 0))
    laid_out = statements(source)
    scanned, laid = laid_out.findings
    reader = Reader(source, laid_out.laid.tokens)
    reader.words.english, reader.words.chinese = before
    strays = reader.strays
    declarations = reader.read()
    phases = (scanned, laid, reader.findings)
    mistakes = sum(len(phase.kept) + phase.more for phase in phases[:2])
    alone = (
        not strays
        and not laid.kept
        and all(one.name in OF_ONE_PLACE for one in scanned.kept)
        and not any(one.name in OF_THE_FILE for one in reader.findings.kept)
        and not any(phase.more for phase in phases)
        and reader.words.declared is None
        and (before != (0, 0) or not (mistakes or reader.wrong or reader.findings.kept))
    )
    return _Stretch(
        source,
        declarations,
        reader.unread.broken,
        phases,
        reader.right,
        reader.wrong + mistakes,
        before,
        (reader.words.english - before[0], reader.words.chinese - before[1]),
        alone,
    )


def _together(source: Source, found: list[_Stretch]) -> Outcome[Module] | None:
    """One module of all stretches; None where there are so many mistakes that the text may be no plan."""
    declarations = tuple(declaration for stretch in found for declaration in stretch.declarations)
    wrong = sum(stretch.wrong for stretch in found)
    right = sum(stretch.right for stretch in found)
    if not any(phase.kept for stretch in found for phase in stretch.phases) and not wrong:
        return Outcome(Module(source, declarations))
    if len(source.text) > LONG or wrong > max(HARDLY * right, MOST_SHOWN) or (not right and wrong >= FEW):
        return None
    phases = [phase for stretch in found for phase in stretch.phases]
    if sum(len(phase.kept) for phase in phases) >= MOST_SHOWN:
        return None
    diagnostics = shown(*phases)
    return Outcome(
        Module(
            source,
            declarations,
            tuple(broken for stretch in found for broken in stretch.broken),
            tuple(diagnostic.span for diagnostic in diagnostics),
        ),
        diagnostics,
    )
