"""What is wrong with a text, as a value: a diagnostic has a name, a message, a place and a next step.

A diagnostic is about the text of a plan file. What is wrong with the business is a violation (evaluate/), what
is wrong with a data file is a data note (data/).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import Generic, TypeVar

from attrs import evolve

from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.source import Span

T = TypeVar("T")


class Severity(IntEnum):
    """How bad a diagnostic is; an error leaves no usable plan, a warning and a note do."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


@frozen
class Related:
    """A second place that explains the first, with a few words on it."""

    span: Span
    message: Message


@frozen
class Edit:
    """Replace the characters of `span` by `text`."""

    span: Span
    text: str


@frozen
class Fix:
    """A change that makes the diagnostic go away; `safe` when it cannot change what the plan means."""

    message: Message
    edits: tuple[Edit, ...]
    safe: bool = True


@frozen
class Diagnostic:
    """One finding in a plan file.

    Attributes:
        name: kebab-case identity of the check, the same everywhere (`unknown-name`).
        severity: error, warning or note.
        span: the smallest stretch of text that is wrong.
        message: what is wrong, lower case, no full stop.
        note: the words under the caret, or None.
        help: one next step, or None.
        related: other places that explain it, in reading order.
        fixes: edits, best first.
        again: further places of the very same mistake, which its fixes mend as well; a report tells it once.
    """

    name: str
    severity: Severity
    span: Span
    message: Message
    note: Message | None = None
    help: Message | None = None
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    again: tuple[Span, ...] = ()

    def everywhere(self) -> Iterator[Diagnostic]:
        """The same for each place of the mistake."""
        yield self
        yield from (evolve(self, span=span, again=()) for span in self.again)

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order of printing: file, offset, end, name."""
        return (self.span.source.path, self.span.start, self.span.end, self.name)


@frozen
class Outcome(Generic[T]):
    """The best-effort value of a phase and everything it had to say."""

    value: T
    diagnostics: tuple[Diagnostic, ...] = ()


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics by file, place and name, each once."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=lambda d: d.sort_key))
