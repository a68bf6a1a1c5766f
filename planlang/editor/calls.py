"""The function whose arguments somebody is writing.

In: a source, an offset. Out: how the function is called and which argument it is.
"""

from __future__ import annotations

import re

from planlang.diagnostics.text import Language
from planlang.editor.completion.place import place_at
from planlang.frozen import frozen
from planlang.reference.terms import FUNCTION, terms
from planlang.source import Source


@frozen
class Signature:
    """A function as it is called.

    Attributes:
        shown: the whole call: `growth(METRIC previous week)`.
        arguments: each of it.
        active: which one is being written.
    """

    shown: str
    arguments: tuple[str, ...]
    active: int


def signature(source: Source, offset: int, language: Language) -> Signature | None:
    """The call around an offset; None outside of calls, and of what is no function."""
    words = place_at(source, offset).words
    depth, commas = 0, 0
    for at in range(len(words) - 1, 0, -1):
        kind = words[at].type
        if kind == "RPAR":
            depth += 1
        elif kind == "_LPAR" and depth:
            depth -= 1
        elif kind == "_COMMA" and not depth:
            commas += 1
        elif kind == "_LPAR":
            name = words[at - 1].text
            called = next((one for one in terms() if one.sort is FUNCTION and name in one.spellings), None)
            if called is None:
                return None
            shown = name + called.shown[called.shown.index("(") :]
            inner = shown[shown.index("(") + 1 : shown.rindex(")")]
            arguments = tuple(re.split(r",\s*", inner))
            return Signature(shown, arguments, min(commas, len(arguments) - 1))
    return None
