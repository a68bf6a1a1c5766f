"""From a source to its module.

In: the text of one plan file. Out: its declarations as nodes, as far as they can be read, and every mistake in it.
Names are not looked up and units not checked. Time and memory are linear in the length of the text.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity
from planlang.diagnostics.text import Text
from planlang.source import Source, Span
from planlang.syntax.lexical.findings import shown
from planlang.syntax.nodes import Module
from planlang.syntax.reading import read

TOO_LARGE = Text("file-too-large", "the file has {count} characters; a plan file has at most {most}")
TOO_LARGE_HELP = Text("file-too-large.help", 'split it and join the parts with `use "other.plan"`')

MOST_CHARACTERS = 8_000_000


def parse(source: Source) -> Outcome[Module]:
    """The declarations of a plan file.

    A declaration with mistakes in some of its statements is kept without them; one whose head cannot be read is left
    out. Either way it is in `Module.broken`. A text that is no plan gives one diagnostic.
    """
    if len(source.text) > MOST_CHARACTERS:
        message = TOO_LARGE(count=len(source.text), most=MOST_CHARACTERS)
        place = Span(source, 0, 1)
        large = Diagnostic("file-too-large", Severity.ERROR, place, message, help=TOO_LARGE_HELP())
        return Outcome(Module(source, (), readable=False), (large,))
    reading = read(source)
    if not reading.is_plan:
        return Outcome(Module(source, (), readable=False), (reading.no_plan(source),))
    diagnostics = shown(*reading.phases)
    return Outcome(
        Module(
            source,
            reading.declarations,
            reading.reader.unread.broken,
            tuple(diagnostic.span for diagnostic in diagnostics),
        ),
        diagnostics,
    )
