"""What is found in the characters of a source."""

from __future__ import annotations

from planlang.frozen import define, field, frozen
from planlang.source import Source
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.tokens import Token


@frozen
class Comment:
    """A `#` or `##` comment: its text with the marks, and where it stands."""

    start: int
    end: int


@define
class Scan:
    """All that was found in a source, in order; line ends are tokens of type NEWLINE."""

    source: Source
    tokens: list[Token] = field(factory=list)
    comments: list[Comment] = field(factory=list)
    findings: Findings = field(factory=Findings)
    lost: list[tuple[Token, Token | None]] = field(factory=list)
    """The first two tokens of declarations that are nested too deep to be read."""
