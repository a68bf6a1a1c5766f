"""The mistakes found in a file so far: the first of them in full, the rest as a number.

A file that is no plan at all may hold a mistake in every character; what nobody reads is not kept.
"""

from __future__ import annotations

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic, Fix, Related, Severity, in_order
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.source import Span

TOO_MANY = Text("too-many-errors", "{count:more mistake|more mistakes} in this file not shown")

MOST_SHOWN = 100
LISTS = frozenset({"unknown-declaration.help", "unknown-statement.help"})
"""Helps that list all the words that can stand in a place: each is said once in a file."""

OF_MARKS = frozenset(
    {"stray-brace", "missing-brace", "unclosed-brace", "stray-bracket", "unclosed-bracket", "unexpected-character"}
)
"""Checks that miss a mark, or find one too many."""


@define
class Findings:
    """Diagnostics of one file, at most `MOST_SHOWN` of each phase, and how many more there were."""

    kept: list[Diagnostic] = field(factory=list)
    more: int = 0

    @property
    def full(self) -> bool:
        """Whether a further diagnostic is only counted."""
        return len(self.kept) >= MOST_SHOWN

    def error(
        self,
        name: str,
        span: Span,
        message: Message,
        help_: Message | None = None,
        *,
        fixes: tuple[Fix, ...] = (),
        related: tuple[Related, ...] = (),
    ) -> None:
        """Keeps or counts an error."""
        self.add(Diagnostic(name, Severity.ERROR, span, message, None, help_, related, fixes))

    def add(self, diagnostic: Diagnostic) -> None:
        """Keeps or counts a diagnostic."""
        if self.full:
            self.more += 1
        else:
            self.kept.append(diagnostic)


def shown(*phases: Findings) -> tuple[Diagnostic, ...]:
    """The diagnostics of all phases in order of place, the first `MOST_SHOWN` and a closing note for the others."""
    found = _listed_once(_without_swallowed(in_order(diagnostic for phase in phases for diagnostic in phase.kept)))
    more = len(found) - MOST_SHOWN + sum(phase.more for phase in phases)
    if more <= 0:
        return found
    note = Diagnostic("too-many-errors", Severity.NOTE, found[MOST_SHOWN - 1].span, TOO_MANY(count=more))
    return (*found[:MOST_SHOWN], note)


def _without_swallowed(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics without those about marks on a line whose quotes do not match: the text without its end holds some."""
    lines = {(one.span.source.path, one.span.line) for one in found if one.name == "unterminated-text"}
    if not lines:
        return found
    return tuple(one for one in found if one.name not in OF_MARKS or (one.span.source.path, one.span.line) not in lines)


def _listed_once(found: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """The diagnostics, all but the first of each list of words without it."""
    said: list[Message] = []
    kept = []
    for diagnostic in found:
        help_ = diagnostic.help
        if help_ is not None and help_.text.key in LISTS:
            if help_ in said:
                diagnostic = evolve(diagnostic, help=None)
            else:
                said.append(help_)
        kept.append(diagnostic)
    return tuple(kept)
