"""One form of a text for comparing: what looks the same is the same.

In: texts from plans and from data. Out: their normal form. Case counts; `alike` is the coarser form that near misses
share.
"""

from __future__ import annotations

import unicodedata

FOLDED = (
    "".join(map(chr, range(0xFF10, 0xFF1A)))
    + "".join(map(chr, range(0xFF21, 0xFF3B)))
    + "".join(map(chr, range(0xFF41, 0xFF5B)))
    + "＿－．＠＃＆／＋＊％＝\u3000\u00a0",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.@#&/+*%=  ",
)
"""Full-width letters, digits and signs, and what they are in half width; Chinese punctuation stays."""

UNUSUAL = "[\u0300-\u036f\u0653-\u0655\u093c\u1100-\u11ff\u212a\u212b\u2126\u3000\u3099\u309a\uf900-\ufaff\uff01-\uff5e\u00a0]"
"""A letter that the normal form may write otherwise; texts without one are in that form but for their blanks."""

BLANKS = " \t\r\n\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What is cut off both ends of a text."""

DASHES = ("-", "--", "—", "——", "–", "－")
"""What stands for an empty cell."""
NULLS = ("null", "n/a", "#n/a", "na", "#nv", "n.a.", "k.a.", "nil", r"\n", "none", "nan", "nat", "(null)", "<null>",
    "(blank)", "(empty)", "无", "空", "暂无", "未知", "?", "#n/d")  # fmt: skip
"""Words for an empty cell among numbers, dates and truths, in lower case."""
STAND_INS = (*DASHES, *NULLS, "tbd", "tba", "t.b.d.", "not available", "not applicable", "unknown", "待定", "待补", "待补充",
    "待填", "待确认", "不详", "不明")  # fmt: skip
"""Words, in lower case, that stand in a text where something should be known and is not."""

_FOLDING = str.maketrans(*FOLDED)


def normal(text: str) -> str:
    r"""The form in which texts are compared: accents composed, letters and digits in half width, no blanks at the ends.

    >>> normal("Ｖｉｓｉｔ　"), normal("Mu\u0308ller") == "Müller"
    ('Visit', True)
    """
    return unicodedata.normalize("NFC", text.translate(_FOLDING)).strip(BLANKS)


def alike(text: str) -> str:
    """A form that texts share which differ only in case, width, inner blanks or compatibility letters."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
