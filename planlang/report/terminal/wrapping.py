"""Texts in lines of a width, a Chinese character counting for two."""

from __future__ import annotations

from planlang.diagnostics.width import display_width, printable

CLOSING = "，。；：、）】》」！？”%"
OPENING = "“（【《「"


def wrapped(text: str, width: int, indent: int = 0) -> list[str]:
    """The text, safe to print, in lines of at most `width` cells, broken at blanks or after double-width characters."""
    lines: list[str] = []
    line, used = "", 0
    for word in _words(printable(text)):
        taken = display_width(word)
        if line and used + taken > width - indent:
            lines.append(line.rstrip())
            line, used = "", 0
            word = word.lstrip()
            taken = display_width(word)
        line, used = line + word, used + taken
    if line.strip():
        lines.append(line.rstrip())
    return [" " * indent + line for line in lines]


def _words(text: str) -> list[str]:
    """Pieces that a line may be broken between; punctuation stays with what it closes, or opens."""
    pieces: list[str] = []
    for char in text:
        wide = display_width(char) == 2
        last = pieces[-1][-1] if pieces else ""
        if not pieces or (
            char not in CLOSING
            and last not in OPENING
            and (char == " " or wide or char in OPENING or display_width(last) == 2)
        ):
            pieces.append(char)
        else:
            pieces[-1] += char
    return pieces


def broken(text: str, width: int) -> list[str]:
    """The same, and words that are longer than a line in pieces that are not.

    >>> broken("in deals-2026.csv", 8)
    ['in', 'deals-20', '26.csv']
    """
    return [piece for line in wrapped(text, width) for piece in _pieces(line, width)]


def _pieces(text: str, width: int) -> list[str]:
    """A text cut wherever it is wider than asked for."""
    pieces = [""]
    for char in text:
        if pieces[-1] and display_width(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces
