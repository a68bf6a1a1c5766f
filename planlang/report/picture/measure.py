"""How wide text will be in a picture, without a font at hand.

In: text, size in px. Out: widths in px that the real text does not exceed. Chinese, Japanese and Korean characters take
one em (East Asian Width, UAX 11); Latin ones take the advance of Inter, with a margin for the fonts that may stand in
for it.
"""

from __future__ import annotations

from functools import lru_cache

from planlang.diagnostics.width import char_width
from planlang.report.picture.theme import TextStyle

FLAG_WIDTH = 14.0
WIDER = 11.0
WIDEST = FLAG_WIDTH + 2 * WIDER
MOST_FLAGS = 99

# Advances of U+0020 .. U+007E in Inter 4.1 Regular, in thousandths of an em.
_ADVANCES = (
    281, 278, 403, 631, 638, 812, 639, 222, 362, 362, 500, 659, 280, 460, 276, 357, 625, 464, 605, 636, 642, 608, 624,
    571, 616, 624, 276, 280, 659, 659, 659, 507, 936, 676, 651, 727, 719, 598, 587, 743, 740, 264, 543, 652, 562, 889,
    753, 761, 635, 761, 639, 638, 642, 741, 676, 949, 642, 665, 625, 362, 357, 362, 469, 452, 497, 564, 621, 558, 621,
    582, 361, 609, 591, 237, 237, 544, 237, 869, 585, 597, 609, 609, 372, 523, 364, 581, 557, 812, 540, 557, 541, 362,
    327, 362, 659,
)  # fmt: skip
_DIGIT = 642  # digits are set in equal widths
_NARROW = {"·": 290, "–": 500, "…": 1000, "−": 673, "×": 673, "±": 673, "¥": 564, "€": 679, "•": 562}
_BOLD = 1.05
_MARGIN = 1.04


@lru_cache(maxsize=8192)
def _mills(text: str) -> int:
    """The width in thousandths of an em."""
    total = 0
    for char in text:
        if "0" <= char <= "9":
            total += _DIGIT
        elif " " <= char <= "~":
            total += _ADVANCES[ord(char) - 32]
        elif char in _NARROW:
            total += _NARROW[char]
        elif (cells := char_width(char)) == 0:
            continue
        else:
            total += 1000 if cells == 2 or char >= "\u2000" else 680
    return total


def text_width(text: str, style: TextStyle) -> float:
    """Width in px of a line of text."""
    return round(_mills(text) * style.size * (_BOLD if style.bold else 1) * _MARGIN / 1000, 2)


def shorten(text: str, style: TextStyle, room: float) -> str:
    """The text, with its end replaced by an ellipsis where it is wider than `room` px; empty where not even that fits.

    >>> shorten("高端客户调研", TextStyle("name", 10), 45)
    '高端客…'
    """
    if text_width(text, style) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(text[:middle].rstrip() + "…", style) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…" if low else ""


def flag_width(count: int) -> float:
    """How wide a flag is drawn that stands for so many: wider with a number, wider still for two digits."""
    return FLAG_WIDTH if count == 1 else FLAG_WIDTH + WIDER if count < 10 else WIDEST
