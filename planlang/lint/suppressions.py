"""Comments that allow a finding: `# allow: task-without-owner nobody yet`.

In: the texts of plan files. Out: which rule is allowed on which line. A comment alone on its line speaks for the next
one, a comment behind code for its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.formatter.comments import ALLOWING

COMMENT = re.compile(ALLOWING.pattern + r"([a-z][a-z0-9-]*(?:[ \t]*[,，、][ \t]*[a-z][a-z0-9-]*)*)")
"""In `x # allow: until-implied-by-when, week-53 kept for the board` it finds
`until-implied-by-when, week-53`."""
NAME = re.compile(r"[a-z][a-z0-9-]*")


@frozen
class Suppression:
    """A rule allowed on a line; `span` is the rule's name in the comment."""

    rule: str
    line: int
    span: Span


def suppressions(sources: Iterable[Source]) -> Iterator[Suppression]:
    """Every suppression in some files, in order."""
    for source in sources:
        if "allow" not in source.text and "允许" not in source.text:
            continue
        for number, start in enumerate(source.line_starts, start=1):
            yield from _in_line(source, number, start)


def _in_line(source: Source, number: int, start: int) -> Iterator[Suppression]:
    text = source.line_text(number)
    for match in COMMENT.finditer(text):
        before = text[: match.start()]
        if before.endswith("#") or _inside_quotes(before):
            continue
        line = number if before.strip() else number + 1
        for name in NAME.finditer(match[1]):
            at = start + match.start(1) + name.start()
            yield Suppression(name[0], line, Span(source, at, at + len(name[0])))
        return


def _inside_quotes(before: str) -> bool:
    """Whether a text is open at the end of the beginning of a line."""
    plain = before.replace('\\"', "")
    return plain.count('"') % 2 == 1 or plain.count("“") > plain.count("”")
