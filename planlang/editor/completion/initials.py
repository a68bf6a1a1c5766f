"""The first letters of Chinese words as they are said: `签约额` is `qye`.

In: a text. Out: its letters, of each Chinese character the first letter of its reading. The 3,755 characters of the first level of GB 2312 are in the
order of their readings there, so that ranges of codes tell it, and no table is needed; others have no letter and are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

BEGINS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"
"""The first character of each letter from a to z, less i, u and v, with which no reading begins."""
LETTERS = "abcdefghjklmnopqrstwxyz"
LAST = 0xD7F9
"""The last code of the first level."""


def _code(character: str) -> int:
    try:
        high, low = character.encode("gb2312")
    except (UnicodeEncodeError, ValueError):
        return 0
    return high << 8 | low


CODES = [_code(character) for character in BEGINS]


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """The first letters of a text.

    >>> initials("签约额"), initials("每周拜访量A"), initials("revenue")
    ('qye', 'mzbfla', 'revenue')
    """
    return "".join(_letter(character) for character in text.casefold())


def _letter(character: str) -> str:
    if character.isascii():
        return character
    code = _code(character)
    return LETTERS[bisect_right(CODES, code) - 1] if CODES[0] <= code <= LAST else ""
