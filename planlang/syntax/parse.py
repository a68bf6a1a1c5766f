"""From a source to its module.

In: the text of one plan file. Out: its declarations as nodes, as far as they can be read, and every mistake in it.
Names are not looked up and units not checked. Time and memory are linear in the length of the text.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity
from planlang.diagnostics.text import Text
from planlang.source import Source, Span
from planlang.syntax.findings import shown
from planlang.syntax.layout import lay_out
from planlang.syntax.lexer import scan
from planlang.syntax.nodes import Module
from planlang.syntax.reader import Reader

TOO_LARGE = Text("file-too-large", "the file has {count} characters; a plan file has at most {most}")
TOO_LARGE_HELP = Text("file-too-large.help", 'take it apart and join the parts by `use "other.plan"`')

MOST_CHARACTERS = 8_000_000


def parse(source: Source) -> Outcome[Module]:
    """The declarations of a plan file.

    A declaration with mistakes in some of its statements is kept without them; one whose head cannot be read is left
    out. Either way its name is in `Module.broken`.
    """
    if len(source.text) > MOST_CHARACTERS:
        message = TOO_LARGE(count=len(source.text), most=MOST_CHARACTERS)
        place = Span(source, 0, 1)
        return Outcome(
            Module(source, ()),
            (Diagnostic("file-too-large", Severity.ERROR, place, message, help=TOO_LARGE_HELP()),),
        )
    with _no_collection():
        scanned = scan(source)
        laid = lay_out(scanned)
        reader = Reader(source, laid.tokens)
        declarations = reader.read()
    return Outcome(
        Module(source, declarations, tuple(reader.broken[at] for at in sorted(reader.broken))),
        shown(scanned.findings, laid.findings, reader.findings),
    )


@contextmanager
def _no_collection() -> Iterator[None]:
    """Holds back the cyclic garbage collector: everything made here is kept, so looking for garbage is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
