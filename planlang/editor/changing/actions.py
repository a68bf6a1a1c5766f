"""What can be done about findings: each of their fixes, all safe ones of a file at once, a comment that ignores one with a reason.

In: a file of an opened plan, a stretch of it. Out: actions with their edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Severity
from planlang.diagnostics.text import Language, Text
from planlang.editor.changing.action import ALL, QUICK, Action
from planlang.editor.changing.declaring import declared
from planlang.editor.desk import View
from planlang.source import Span

IGNORE = Text("action.ignore", "ignore `{name}` here, with a reason")
REASON = Text("action.reason", "reason")
FIX_ALL = Text("action.fix-all", "mend all that can be mended safely")


def actions(view: View, found: Sequence[Diagnostic], start: int, end: int, language: Language) -> Iterator[Action]:
    """What can be done about what was found in a stretch of a file."""
    places = [(place, one) for one in found for place in one.everywhere()]
    here = {
        place: one
        for place, one in places
        if place.span.source.path == view.source.path and place.span.start <= end and start <= place.span.end
    }
    for diagnostic in here:
        for number, fix in enumerate(diagnostic.fixes):
            yield Action(fix.message, QUICK, fix.edits, diagnostic, best=number == 0 and fix.safe)
    for diagnostic, first in here.items():
        if diagnostic.severity is not Severity.ERROR:
            yield Action(IGNORE(name=diagnostic.name), QUICK, (_ignoring(first, language),), diagnostic)
    for diagnostic in here:
        yield from declared(view, diagnostic)
    everything = tuple(
        _apart(
            edit
            for one in found
            if one.span.source.path == view.source.path
            for fix in one.fixes[:1]
            if fix.safe
            for edit in fix.edits
        )
    )
    if everything:
        yield Action(FIX_ALL(), ALL, everything)


def _ignoring(diagnostic: Diagnostic, language: Language) -> Edit:
    """A comment on a line of its own above the finding."""
    source = diagnostic.span.source
    start = source.line_starts[diagnostic.span.line - 1]
    text = source.line_text(diagnostic.span.line)
    indent = text[: len(text) - len(text.lstrip())]
    reason = REASON().render(language)
    comment = f"# planlang: ignore[{diagnostic.name}] {reason}"
    if diagnostic.span.in_chinese:
        comment = f"# 允许：{diagnostic.name} {reason}"
    return Edit(Span(source, start, start), f"{indent}{comment}\n")


def _apart(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Edits in order, without those that touch one before them."""
    at: tuple[str, int] = ("", -1)
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.span.source.path, edit.span.start, edit.span.end)):
        if (edit.span.source.path, edit.span.start) > at or edit.span.source.path != at[0]:
            yield edit
            at = edit.span.source.path, edit.span.end
