"""Texts in XML: nothing of them is read as a mark, and what no document may hold is told by its number."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may hold."""


def inside(text: str) -> str:
    """A text between marks."""
    return escape(_allowed(text))


def quoted(text: str) -> str:
    """A text as the value of an attribute."""
    return quoteattr(_allowed(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _allowed(text: str) -> str:
    return NO_CHARACTER.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)
