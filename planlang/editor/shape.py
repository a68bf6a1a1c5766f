"""The shape of a file: what can be folded, and what a selection grows to.

In: a source. Out: stretches of text. Nothing has to be right: braces and brackets tell it, declaration by declaration.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.editor.words import Stretch, stretch_at, stretches
from planlang.frozen import frozen
from planlang.source import Source, Span

OPENS = {"_LBRACE": "RBRACE", "_LPAR": "RPAR", "_LSQB": "RSQB"}
CLOSES = frozenset(OPENS.values())
ENDS = frozenset("\n;{}")


@frozen
class Fold:
    """Lines, from 0, of which all but the first can be hidden; `kind` is `comment`, `imports` or nothing."""

    first: int
    last: int
    kind: str = ""


def folds(source: Source) -> Iterator[Fold]:
    """The blocks over several lines, the runs of comments, the files that are used."""
    lines = [source.line_text(number) for number in range(1, len(source.line_starts) + 1)]
    for stretch in stretches(source):
        for start, end in _pairs(stretch, ("_LBRACE",)):
            first, last = (source.line_column(at)[0] - 1 for at in (start, end - 1))
            if last - 1 > first:
                yield Fold(first, last - 1)
    yield from _runs([line.lstrip().startswith(("#", "＃")) for line in lines], "comment")
    wanted = [False] * len(lines)
    for stretch in stretches(source):
        word = stretch.tokens[0] if stretch.tokens else None
        if word is not None and word.keyword is not None and word.keyword.key == "use":
            begin, end = (source.line_column(stretch.start + at)[0] for at in (word.start, stretch.tokens[-1].end))
            wanted[begin - 1 : end] = [True] * (end - begin + 1)
    yield from _runs(wanted, "imports")


def _runs(lines: list[bool], kind: str) -> Iterator[Fold]:
    """Lines that follow each other, two at least."""
    first: int | None = None
    for number, wanted in enumerate([*lines, False]):
        if wanted and first is None:
            first = number
        elif not wanted and first is not None:
            if number - 1 > first:
                yield Fold(first, number - 1, kind)
            first = None


def _pairs(stretch: Stretch, opening: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where what opens and what closes it stand, offsets of the file, inner ones first."""
    open_at: list[tuple[str, int]] = []
    for token in stretch.tokens:
        if token.type in OPENS:
            open_at.append((token.type, token.start))
        elif token.type in CLOSES and open_at:
            kind, start = open_at.pop()
            if kind in opening:
                yield stretch.start + start, stretch.start + token.end


def selections(source: Source, offset: int) -> tuple[Span, ...]:
    """What a selection at an offset grows to, step by step: the word, its statement, what is in the brackets around it, these,
    the declaration, the file.
    """
    stretch = stretch_at(source, offset)
    token = stretch.at(offset)
    found: list[tuple[int, int]] = []
    if token is not None and token.end > token.start:
        found.append((stretch.start + token.start, stretch.start + token.end))
    around = [pair for pair in _pairs(stretch, tuple(OPENS)) if pair[0] < offset < pair[1]]
    for start, end in around:
        found += [(start + 1, end - 1), (start, end)]
    found.append(_statement(stretch, offset, [pair for pair in around if source.text[pair[0]] in "{｛"]))
    if stretch.tokens:
        found.append((stretch.start + stretch.tokens[0].start, stretch.start + stretch.tokens[-1].end))
    found += [(stretch.start, stretch.end), (0, len(source.text))]
    steps: list[tuple[int, int]] = [(offset, offset)]
    for start, end in sorted(set(found), key=lambda pair: (pair[1] - pair[0], pair)):
        before = steps[-1]
        if start <= before[0] and before[1] <= end and (start, end) != before:
            steps.append((start, end))
    return tuple(Span(source, start, end) for start, end in steps[1:]) or (Span(source, offset, offset),)


def _statement(stretch: Stretch, offset: int, blocks: list[tuple[int, int]]) -> tuple[int, int]:
    """The statement around an offset in the innermost block."""
    low, high = blocks[0] if blocks else (stretch.start - 1, stretch.end + 1)
    text = stretch.text
    start, end = offset, offset
    while start - 1 > low and text[start - 1 - stretch.start] not in ENDS:
        start -= 1
    while end + 1 < high and text[end - stretch.start] not in ENDS:
        end += 1
    part = text[start - stretch.start : end - stretch.start]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
