"""How wide text is in a terminal, where a Chinese character takes two cells; and text made safe to print there.

Widths follow Unicode's East Asian Width (UAX 11): wide and full-width characters take two cells, combining and format
characters none, ambiguous ones one.
"""

from __future__ import annotations

import unicodedata

TAB = 4
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_UNSEEN = frozenset({"Cc", "Zl", "Zp", "Cs"})
"""Categories of characters that steer a terminal or end a line."""


def char_width(char: str) -> int:
    """Cells that one character takes."""
    if char < "\u0300":
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def display_width(text: str) -> int:
    """Cells that a text takes, without tabs or newlines in it.

    >>> display_width("签约额 A")
    8
    """
    return len(text) if text.isascii() else sum(map(char_width, text))


def fit(text: str, width: int) -> str:
    """The text cut to at most `width` cells, with an ellipsis where something is lost.

    >>> fit("高端客户调研", 7)
    '高端客…'
    """
    if display_width(text) <= width:
        return text
    cells = 0
    for index, char in enumerate(text):
        cells += char_width(char)
        if cells > width - 1:
            return text[:index] + "…"
    return text


def pad(text: str, width: int, *, right: bool = False) -> str:
    """The text filled with blanks to `width` cells, aligned left, or right."""
    blanks = " " * max(0, width - display_width(text))
    return blanks + text if right else text + blanks


def printable(text: str) -> str:
    """The text with tabs as four blanks and control, line-ending and direction-changing characters made visible (`<U+202E>`)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " * TAB
        if char == "\t"
        else f"<U+{ord(char):04X}>"
        if char in _BIDI or unicodedata.category(char) in _UNSEEN
        else char
        for char in text
    )
