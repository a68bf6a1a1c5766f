"""A text formatted again after an edit: a declaration that reads as it did is not formatted again.

In: a source. Out: the same text that `format_source` gives, in pieces, each with what it stands for. A text with a mistake in it is
one piece, as what a mistake has to do with may be anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.source import Source
from planlang.syntax.again import bounds
from planlang.syntax.formatter.format import Part, apart, format_source, parts_of, same_meaning
from planlang.syntax.lexical.written_in import written_in
from planlang.syntax.parse import MOST_CHARACTERS
from planlang.syntax.reading import read

MOST_KEPT = 16_000
"""Declarations that are kept as they were formatted: those of a plan of 50,000 lines."""


@frozen
class Piece:
    """A stretch of a text, and what stands there in the one style."""

    start: int
    end: int
    text: str


def format_again(source: Source) -> tuple[Piece, ...]:
    """A file in the one style."""
    parts = _parts(source) if len(source.text) <= MOST_CHARACTERS else None
    if not parts:
        return (Piece(0, len(source.text), format_source(source).text),)
    found = []
    for number, part in enumerate(parts):
        below = parts[number + 1] if number + 1 < len(parts) else None
        text = "\n".join((*part.lines, ""))
        if below is not None and apart(source, part, below):
            text += "\n"
        found.append(Piece(part.start if number else 0, below.start if below else len(source.text), text))
    return tuple(found)


def format_by_steps(source: Source) -> Iterator[None]:
    """The same beforehand: what is formatted stays so, and whoever asks for it later does not wait."""
    usual = _usual(source)
    for start, end in pairwise(bounds(source.text)):
        _alone(source.text[start:end], usual)
        yield


def _usual(source: Source) -> Language:
    """The language that most keywords are likely in; only reading them all tells."""
    return written_in((source.text,)) or Language.EN


def _parts(source: Source) -> list[Part] | None:
    """The parts of a file; None where it has to be read as a whole."""
    edges = tuple(pairwise(bounds(source.text)))
    first = _usual(source)
    for usual in (first, *(one for one in Language if one is not first)):
        found: list[Part] = []
        english = chinese = 0
        for start, end in edges:
            alone = _alone(source.text[start:end], usual)
            if alone is None:
                return None
            english, chinese = english + alone.english, chinese + alone.chinese
            found += (part.moved(start) for part in alone.parts)
        if english != chinese and usual is (Language.ZH if chinese > english else Language.EN):
            return found
    return None


@frozen
class _Alone:
    """A stretch of a file as it is formatted by itself.

    Attributes:
        english, chinese: how many keywords it has.
    """

    parts: tuple[Part, ...]
    english: int
    chinese: int


@lru_cache(maxsize=MOST_KEPT)
def _alone(text: str, usual: Language) -> _Alone | None:
    """A stretch by itself; None of one with a mistake, or that says something of the whole file."""
    reading = read(Source("", text))
    words = reading.reader.words
    mistaken = reading.reader.strays or any(phase.kept or phase.more for phase in reading.phases)
    if mistaken or not reading.is_plan or words.declared is not None:
        return None
    parts = parts_of(reading, None, usual)
    if not same_meaning(reading, Source("", "".join(line + "\n" for part in parts for line in part.lines))):
        return None
    return _Alone(parts, words.english, words.chinese)
