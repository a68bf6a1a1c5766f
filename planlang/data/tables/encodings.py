"""Which encoding the bytes of a text are in, where they are not UTF-8.

In: bytes, and words that are likely to stand in them: the people, stages and headers of the plan. Out: the encoding and
what decided it. Words that are found go before letters that stand where letters stand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from planlang.diagnostics.text import Message, Text

BY_WORDS = Text("format.encoding-words", 'only so "{word}" of the plan stands in it')
BY_LETTERS = Text("format.encoding-letters", "so its letters make words; no name of the plan stands in it")

CANDIDATES = ("gb18030", "cp1252", "cp1250", "iso8859-2")
"""Encodings that are tried, in order of how common they are."""
WESTERN = frozenset("äöüßÄÖÜéèêëàâáãçîïíôóõùûúñÉÈÊÀÁÂÇÑÓÚÍåÅøØæÆœŒ¿¡«»°§–—’‘“”„…€£")
CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻčďěňřšťůúýžáéíČĎĚŇŘŠŤŮÚÝŽÁÉÍőűŐŰäöüßÄÖÜôĽľŕçâăîşţ–—’„”“…€")
ENCODING_NAMES = {
    "gb18030": "GB18030",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "iso8859-2": "ISO-8859-2",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
"""What people call them."""
LONGEST = 1 << 22
"""How many bytes are looked at."""

# two bytes of the characters that Chinese texts are made of, and of their marks
_COMMON_CHINESE = re.compile(rb"(?:[\xb0-\xf7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe])+")
_HIGH = re.compile(rb"[\x80-\xff]+")
# the four bytes of a rare character of GB18030: digits between accents, as no word has them
_RARE_CHINESE = re.compile(rb"[\x81-\xfe][0-9][\x81-\xfe][0-9]")


def likeliest(data: bytes, words: Sequence[str]) -> tuple[str, Message] | None:
    """The encoding of bytes that are not UTF-8, and why; None where no candidate can read them."""
    if len(data) == LONGEST:
        data = data[: data.rfind(b"\n") + 1]
    readable = [encoding for encoding in CANDIDATES if _decoded(data, encoding) is not None]
    found: dict[str, list[str]] = {encoding: _words_in(data, encoding, words) for encoding in readable}
    if not readable:
        return None
    most = max(len(words) for words in found.values())
    tied = [encoding for encoding in readable if len(found[encoding]) == most]
    best = tied[0] if len(tied) == 1 else max(tied, key=lambda encoding: _score(data, encoding))
    return best, BY_WORDS(word=found[best][0]) if found[best] else BY_LETTERS()


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if re.search(r"[\x80-\x9f]", text) else text


def _words_in(data: bytes, encoding: str, words: Sequence[str]) -> list[str]:
    """The words that stand in some bytes and have more than ASCII letters, between other letters than theirs."""
    found = []
    for word in words:
        if word.isascii() or len(word) < 2:
            continue
        try:
            sought = word.encode(encoding)
        except UnicodeEncodeError:
            continue
        if sought in data:
            found.append(word)
    return found


def _score(data: bytes, encoding: str) -> float:
    """How much of what is not ASCII looks like text in an encoding: 1 is all of it."""
    high = sum(len(run) for run in _HIGH.findall(data)) or 1
    if encoding == "gb18030":
        data, rare = _RARE_CHINESE.subn(b"", data)
        common = sum(len(run) for run in _COMMON_CHINESE.findall(data)) + 2 * rare
        alone = sum(1 for run in _HIGH.findall(data) if len(run) % 2)
        return (common - 2 * alone) / high + 0.05  # accents of other scripts nearly never come in pairs only
    text = _decoded(data, encoding) or ""
    known = CENTRAL if encoding in ("cp1250", "iso8859-2") else WESTERN
    good = bad = 0
    for match in re.finditer(r"[^\x00-\x7f]+", text):
        for letter in match[0]:
            good += letter in known
            bad += letter not in known
        # words do not have many letters with accents in a row
        bad += max(0, len(match[0]) - 2)
    prior = 0.01 if encoding == "cp1252" else 0.0
    return (good - 2 * bad) / (good + bad or 1) + prior
