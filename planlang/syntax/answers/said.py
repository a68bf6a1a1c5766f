"""What people say instead of a clause: where it stands, how it is recognised, and what to write."""

from __future__ import annotations

import re
from collections.abc import Callable

from planlang.frozen import frozen

Answer = Callable[[re.Match[str], str], str]
"""What to write instead, of what was found and of the whole source."""


@frozen
class Phrase:
    """One thing that people say.

    Attributes:
        block: the kind of block it stands in; empty for any.
        kinds: the statements it is in, by terminal of their first word; none for any.
        pattern: over the statement; what it finds has to hold the place where reading stopped.
        becomes: what to write instead of what was found.
        ready: whether that can stand there as it is; else it is an example.
    """

    block: str
    kinds: frozenset[str]
    pattern: re.Pattern[str]
    becomes: Answer
    ready: bool = True


def phrase(block: str, kinds: str, pattern: str, becomes: str | Answer, ready: bool = True) -> Phrase:
    """A phrase; what it becomes may be a template."""
    if isinstance(becomes, str):
        template = becomes

        def filled(found: re.Match[str], source: str) -> str:
            return found.expand(template)

        becomes = filled
    return Phrase(block, frozenset(kinds.split()), re.compile(pattern, re.IGNORECASE), becomes, ready)
