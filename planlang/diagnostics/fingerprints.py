"""By what a finding is known again after its file was edited.

In: findings. Out: what stays the same of each when lines are moved, when a file gets another name, and when what the finding is about gets
another name. Nothing is parsed: a declaration begins where a line is not indented.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.frozen import frozen
from planlang.source import Source

LINES = 12
"""Lines of a declaration, from that of the finding on, that tell it from others."""
LONGEST = 500
NAMED = re.compile(r"[\w.`]+")
HEAD = re.compile(r"(?:private[ \t]+|私有[ \t]*)?([^\W\d]\w*)[ \t]*(`[^`\n]*`|[^\W\d]\w*)?")
"""In `task tour "Tour" {` it finds `task` and `tour`."""


@frozen
class Fingerprint:
    """What stays the same of a finding.

    Attributes:
        text: the check, and what its line says.
        head: the check, and the declaration by its name.
        shape: the check, and what the declaration says, without its own name and that of what is wrong.
        number: how many findings before it have the same text.
    """

    text: str
    head: str
    shape: str
    number: int

    @property
    def whole(self) -> str:
        """A fingerprint that no other finding of the run has."""
        return f"{self.text}:{self.number}"


def fingerprints(diagnostics: Iterable[Diagnostic]) -> tuple[Fingerprint, ...]:
    """The fingerprints of findings, in their order."""
    starts: dict[Source, Sequence[int]] = {}
    seen: Counter[str] = Counter()
    made: list[Fingerprint] = []
    for one in diagnostics:
        source = one.span.source
        if source not in starts:
            starts[source] = _declarations(source)
        text, head, shape = _prints(one, starts[source])
        seen[text] += 1
        made.append(Fingerprint(text, head, shape, seen[text]))
    return tuple(made)


def _declarations(source: Source) -> Sequence[int]:
    """The numbers of the lines that declarations begin with."""
    lines = enumerate(source.text.split("\n"), start=1)
    return [number for number, line in lines if line[:1] not in ("", " ", "\t", "}", ")", "#")] or [1]


def _prints(one: Diagnostic, starts: Sequence[int]) -> tuple[str, str, str]:
    """The three prints of a finding."""
    source, line = one.span.source, one.span.line
    at = bisect_right(starts, line)
    begin = starts[at - 1] if at else 1
    end = starts[at] if at < len(starts) else len(source.line_starts) + 1
    head = source.line_text(begin)[:LONGEST]
    named = HEAD.match(head.lstrip())
    kind, name = (named[1], named[2] or "") if named else ("", "")
    told = one.span.text[:LONGEST]
    text = " ".join(source.line_text(line)[:LONGEST].split())
    body = " ".join(_plain(source, range(line, min(end, line + LINES))))
    for hidden in {name, told if NAMED.fullmatch(told) else ""} - {""}:
        body = re.sub(rf"(?<!\w){re.escape(hidden)}(?!\w)", "\0", body)
    shape = f"{kind}\n{line == begin}\n{' '.join(body.split())}"
    return tuple(_hash(one.name, said) for said in (f"{text}\n{told}", f"{kind} {name}\n{told}", shape))  # type: ignore[return-value]


def _plain(source: Source, numbers: Iterable[int]) -> Iterator[str]:
    """Lines that are more than a comment, without their indent."""
    lines = (source.line_text(number)[:LONGEST].strip() for number in numbers)
    return (line for line in lines if line[:1] not in ("", "#"))


def _hash(name: str, said: str) -> str:
    return blake2b(f"{name}\0{said}".encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
