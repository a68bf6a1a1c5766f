"""The one style for a text that is being written: as few and as small edits as make it so.

In: a source. Out: edits of lines. What has a mistake in it stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from planlang.diagnostics.diagnostic import Edit
from planlang.editor.words import stretch_at
from planlang.source import Source, Span
from planlang.syntax.formatter.again import format_again
from planlang.syntax.formatter.format import format_source


def formatted(source: Source) -> tuple[Edit, ...]:
    """The edits that bring a file into the one style."""
    return tuple(
        edit
        for piece in format_again(source)
        if source.text[piece.start : piece.end] != piece.text
        for edit in _edits(source, piece.start, source.text[piece.start : piece.end], piece.text)
    )


def formatted_lines(source: Source, start: int, end: int) -> tuple[Edit, ...]:
    """The same, of the declarations that a stretch touches; nothing else changes."""
    begin = stretch_at(source, start).start
    last = stretch_at(source, max(start, end - 1)).end
    part = source.text[begin:last]
    before = part.strip("\n")
    begin += len(part) - len(part.lstrip("\n"))
    after = format_source(Source(source.path, before + "\n")).text.rstrip("\n")
    return tuple(_edits(source, begin, before, after)) if before != after else ()


def _edits(source: Source, start: int, before: str, after: str) -> Iterator[Edit]:
    """From one text to the other, line by line; `start` is where the first stands."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    places = [start]
    for line in old:
        places.append(places[-1] + len(line))
    for tag, first, last, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if tag == "replace" and last - first == end - begin:
            for number in range(last - first):
                yield from _in_line(source, places[first + number], old[first + number], new[begin + number])
            continue
        yield Edit(Span(source, places[first], places[last]), "".join(new[begin:end]))


def _in_line(source: Source, start: int, old: str, new: str) -> Iterator[Edit]:
    """What of a line is another, without what is the same at its beginning and its end."""
    if old == new:
        return
    least = min(len(old), len(new))
    same = next((at for at in range(least) if old[at] != new[at]), least)
    tail = next((at for at in range(least - same) if old[-1 - at] != new[-1 - at]), least - same)
    yield Edit(Span(source, start + same, start + len(old) - tail), new[same : len(new) - tail])


WIDE = {
    "，": ",",
    "：": ":",
    "；": ";",
    "（": "(",
    "）": ")",
    "｛": "{",
    "｝": "}",
    "＝": "=",
    "＞": ">",
    "＜": "<",
    "％": "%",
}
"""Marks as a Chinese keyboard writes them, and what the language writes."""


def after_typing(source: Source, offset: int, typed: str) -> tuple[Edit, ...]:
    """What is put right as somebody types: a full-width mark outside of texts, the declaration that a `}` ends.

    Args:
        source: the text with what was typed.
        offset: right behind it.
        typed: the character.
    """
    if typed in WIDE:
        at = offset - len(typed)
        if source.text[at:offset] != typed or in_words(source, at):
            return ()
        return (Edit(Span(source, at, offset), WIDE[typed]),)
    if typed in ("}", "\n"):
        stretch = stretch_at(source, max(0, offset - 1))
        if typed == "\n" and source.text[stretch.start : offset].count("{") > source.text[stretch.start : offset].count(
            "}"
        ):
            return ()
        edits = formatted_lines(source, stretch.start, offset - 1)
        return tuple(edit for edit in edits if edit.span.end < offset)
    return ()


def in_words(source: Source, offset: int) -> bool:
    """Whether a character belongs to a text or a comment, where everything may stand."""
    stretch = stretch_at(source, offset)
    place = offset - stretch.start
    if any(comment.start <= place < comment.end for comment in stretch.comments):
        return True
    return any(token.type == "STRING" and token.start <= place < token.end for token in stretch.tokens)
