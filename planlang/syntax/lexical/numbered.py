"""Names that begin with a digit, as people call things: `5月目标`, `618大促`, `2026_launch`. They need backticks.

In: the tokens before a digit, and what the digit was read as. Out: the whole name where only a name can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.source import Span
from planlang.syntax.lexical.kind_words import kind_spellings, starts_declaration
from planlang.syntax.lexical.quantity import Quantity
from planlang.syntax.lexical.scanned import Scan
from planlang.syntax.lexical.tokens import Token

NUMBERED = Text("numbered-name", "`{name}` begins with a digit; a name begins with a letter")
NUMBERED_HELP = Text(
    "numbered-name.help",
    "put it in backticks, here and wherever it is named, or call it by something else and give it this as its title",
)
IN_BACKTICKS = Text("numbered-name.fix", "put `{name}` in backticks")

WORD = re.compile(r"\w+")
BEHIND_NAMES = re.compile(r"[ \t]*[\"“「{|]")
"""What stands behind the name of what is declared: its title, its alias, its clauses."""
BEFORE_STATEMENTS = ("NEWLINE", "_LBRACE", "RBRACE", "SEMICOLON")


def numbered_name(tokens: list[Token], text: str, at: int, quantity: Quantity, known: AbstractSet[str]) -> str | None:
    """The name that begins with a digit, where something is declared by it or it is known as one; else None."""
    word = WORD.match(text, at)
    if word is None or word[0].isdecimal() or (quantity.mistake is None and quantity.end >= word.end()):
        return None
    name = unicodedata.normalize("NFC", word[0])
    return name if name in known or _is_declared(tokens, text, word.end()) else None


def _is_declared(tokens: list[Token], text: str, end: int) -> bool:
    """Whether the word before begins a declaration: at the start of a line, or of a statement that goes on as one does."""
    if not tokens or not tokens[-1].word or tokens[-1].value not in kind_spellings():
        return False
    if starts_declaration(tokens, len(tokens) - 1):
        return True
    begins = len(tokens) == 1 or tokens[-2].type in BEFORE_STATEMENTS
    return begins and BEHIND_NAMES.match(text, end) is not None


def report_numbered(span: Span, scan: Scan) -> None:
    """Says that no name begins with a digit, and how this one can be kept."""
    if scan.findings.full:
        scan.findings.more += 1
        return
    fix = Fix(IN_BACKTICKS(name=span.text), (Edit(span, f"`{span.text}`"),), safe=False)
    scan.findings.error("numbered-name", span, NUMBERED(name=span.text), NUMBERED_HELP(), fixes=(fix,))
