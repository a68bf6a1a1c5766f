"""Text for a terminal: lines of at most a width, Chinese characters counted as two.

In: a document. Out: its text; colour only where asked for, and never as the only sign. Texts from plans and data are made safe
to print.
"""

from __future__ import annotations

from planlang.diagnostics.text import Language
from planlang.report.document import Document
from planlang.report.terminal.blocks import section_lines

__all__ = ["to_text"]


def to_text(document: Document, language: Language, width: int = 100, *, colour: bool = False) -> str:
    """The sections with a blank line between them."""
    sections = ((document.head,) if document.head is not None else ()) + document.sections
    lines = [section_lines(section, width, language, colour) for section in sections]
    return "\n\n".join("\n".join(section) for section in lines if section) + "\n"
