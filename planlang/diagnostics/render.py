"""Diagnostics as people read them: the line, a caret under the right column, and a next step.

In: diagnostics. Out: text for a terminal or a log. Machine formats are made in report/formats.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Language, Text
from planlang.diagnostics.width import display_width, fit, printable
from planlang.source import Span

WORDS = {
    Severity.ERROR: Text("render.error", "error"),
    Severity.WARNING: Text("render.warning", "warning"),
    Severity.NOTE: Text("render.note", "note"),
}
HELP = Text("render.help", "help: {help}")
COLOURS = {Severity.ERROR: "\x1b[1;31m", Severity.WARNING: "\x1b[1;33m", Severity.NOTE: "\x1b[1;36m"}
BOLD, BLUE, PLAIN = "\x1b[1m", "\x1b[34m", "\x1b[0m"


def render(diagnostic: Diagnostic, language: Language = Language.EN, *, colour: bool = False, width: int = 100) -> str:
    """One diagnostic as a few lines, without a newline at the end.

    Args:
        diagnostic: what to print.
        language: of the words; names and places are the same in both.
        colour: whether to use terminal colours.
        width: cells of source text shown at most; a longer line is cut around the caret.
    """

    def paint(code: str, text: str) -> str:
        return f"{code}{text}{PLAIN}" if colour else text

    tone = COLOURS[diagnostic.severity]
    word = WORDS[diagnostic.severity]().render(language)
    message = printable(diagnostic.message.render(language))
    gutter = len(str(max(span.line for span in (diagnostic.span, *(r.span for r in diagnostic.related)))))
    bar = paint(BLUE, f"{'':{gutter}} │")
    lines = [
        paint(tone, f"{word}[{diagnostic.name}]") + paint(BOLD, f": {message}"),
        paint(BLUE, f"{'':{gutter}} ┌ {diagnostic.span.place()}"),
    ]
    note = diagnostic.note.render(language) if diagnostic.note else ""
    lines += _frame(diagnostic.span, note, gutter, width, tone if colour else "", "^")
    for related in diagnostic.related:
        if related.span.source is not diagnostic.span.source:
            lines.append(paint(BLUE, f"{'':{gutter}} ├ {related.span.place()}"))
        lines += _frame(related.span, related.message.render(language), gutter, width, BLUE if colour else "", "-")
    if diagnostic.help is not None:
        lines.append(f"{bar} {paint(BOLD, HELP(help=diagnostic.help).render(language))}")
    return "\n".join(lines)


def _frame(span: Span, note: str, gutter: int, width: int, tone: str, mark: str) -> list[str]:
    """The source line of a span and the line of carets below it."""
    line, column = span.source.line_column(span.start)
    text = span.source.line_text(line)
    before, marked = text[: column - 1], text[column - 1 : column - 1 + max(1, span.end - span.start)]
    after = text[len(before) + len(marked) :]
    before, marked, after = (printable(part) for part in (before[-width:], marked[:width], after[:width]))
    room = max(width - min(display_width(marked), width // 2) - 8, 8)
    if display_width(before) > room or column - 1 > width:
        while display_width(before) > room:
            before = before[max(1, len(before) // 8) :]
        before = f"…{before}"
    carets = mark * min(max(1, display_width(marked)), width)
    shown = fit(before + marked + after, width)
    if len(note) > 0:
        carets += f" {printable(note)}"
    painted = f"{tone}{carets}{PLAIN}" if tone else carets
    blue, plain = (BLUE, PLAIN) if tone else ("", "")
    return [
        f"{blue}{line:>{gutter}} │{plain} {shown}",
        f"{blue}{'':{gutter}} │{plain} {' ' * display_width(before)}{painted}",
    ]
