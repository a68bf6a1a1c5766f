"""What is said of characters that mean nothing, or mean it in another language or alphabet.

In: where they stand. Out: one diagnostic, with a fix where what was meant is plain.
"""

from __future__ import annotations

import re

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.source import Source, Span
from planlang.syntax.lexical.characters import INSTEAD, LOOK_ALIKES
from planlang.syntax.lexical.currencies import SIGNS
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.tokens import Token

UNEXPECTED_CHARACTER = Text("unexpected-character", "`{character}` ({code}) has no meaning here")
UNEXPECTED_CHARACTER_HELP = Text("unexpected-character.help", "remove it, or put the text that it belongs to in quotes")
WRITE_INSTEAD = Text("unexpected-character.instead", "write `{instead}`")
NO_MEANING = Text("unexpected-character.marks", "`{written}` has no meaning here")
COMMENT_MARK = Text("comment-mark", "a comment does not begin with `{mark}`")
COMMENT_MARK_HELP = Text("comment-mark.help", "begin every line of a comment with `#`")
LOOK_ALIKE = Text("look-alike-letters", "`{written}` mixes alphabets: {letters} only looks Latin")
OTHER_QUOTES = Text("other-quotes", "a text does not begin with `{quote}`")
OTHER_QUOTES_HELP = Text("other-quotes.help", "texts stand in double quotes, names with spaces in backticks")
CURRENCY_SIGN = Text("unexpected-character.currency", "write the currency behind the number: `100 CNY` or `100元`")
DECLARED = re.compile(r"(?:currency|币种|货币)[:： ]*\Z")
"""What stands before the sign of a currency that a plan is in."""
FULL_WIDTH_DIGITS = Text("full-width-digits", "`{written}` is written in full-width digits")
FULL_WIDTH_LETTERS = Text("full-width-letters", "`{written}` contains full-width or compatibility letters")
PLAIN_FORM = Text("full-width-letters.help", "write `{plain}`")


def unexpected_character(source: Source, at: int, character: str, findings: Findings) -> None:
    """Reports a character that has no meaning."""
    if findings.full:
        findings.more += 1
        return
    span = Span(source, at, at + 1)
    fixes: tuple[Fix, ...] = ()
    if character in INSTEAD:
        advice = WRITE_INSTEAD(instead=INSTEAD[character])
        fixes = (Fix(advice, (Edit(span, INSTEAD[character]),), safe=False),)
    elif character in "'‘’「」『』《》":
        advice = OTHER_QUOTES_HELP()
    elif character in SIGNS:
        declared = DECLARED.search(source.text, 0, at)
        advice = CURRENCY_SIGN() if declared is None else WRITE_INSTEAD(instead=SIGNS[character])
        fixes = () if declared is None else (Fix(advice, (Edit(span, SIGNS[character]),), safe=False),)
    else:
        advice = UNEXPECTED_CHARACTER_HELP()
    shown = character if character.isprintable() else " "
    message = UNEXPECTED_CHARACTER(character=shown, code=f"U+{ord(character):04X}")
    findings.error("unexpected-character", span, message, advice, fixes=fixes)


def other_connective(span: Span, word: str, findings: Findings) -> None:
    """Reports `&&` or `||`, which is read as the word."""
    fix = Fix(WRITE_INSTEAD(instead=word), (Edit(span, f" {word} "),))
    message = NO_MEANING(written=span.text)
    findings.error("unexpected-character", span, message, WRITE_INSTEAD(instead=word), fixes=(fix,))


def other_quotes(span: Span, inside: str, findings: Findings) -> None:
    """Reports quotes of another kind."""
    fix = Fix(WRITE_INSTEAD(instead=f'"{inside}"'), (Edit(span, f'"{inside}"'),), safe=False)
    message = OTHER_QUOTES(quote=span.text[0])
    findings.error("other-quotes", span, message, OTHER_QUOTES_HELP(), fixes=(fix,))


def other_comment(span: Span, opener: str, inside: str, findings: Findings) -> None:
    """Reports a comment with the marks of another language; a fix where nothing stands behind it."""
    text = span.origin.text
    behind = text.find("\n", span.last)
    alone = not text[span.last : len(text) if behind < 0 else behind].strip()
    lines = ["#" + (line if line[:1] in ("", " ") else f" {line}") for line in inside.rstrip().split("\n")]
    fix = Fix(COMMENT_MARK_HELP(), (Edit(span, "\n".join(lines)),))
    message = COMMENT_MARK(mark=opener)
    findings.error(
        "comment-mark", span.part(0, len(opener)), message, COMMENT_MARK_HELP(), fixes=(fix,) if alone else ()
    )


def look_alike(token: Token, written: str, findings: Findings) -> str:
    """Reports a word with Cyrillic or Greek letters among its Latin ones; gives the word that it looks like."""
    plain = "".join(LOOK_ALIKES.get(letter, letter) for letter in written)
    odd = [letter for letter in dict.fromkeys(written) if letter in LOOK_ALIKES]
    letters = ", ".join(f"`{letter}` (U+{ord(letter):04X})" for letter in odd)
    edits = tuple(
        Edit(Span(token.source, found.start(), found.end()), plain)
        for found in re.finditer(rf"(?<!\w){re.escape(token.text)}(?!\w)", token.source.text)
    )
    fix = Fix(PLAIN_FORM(plain=plain), edits, safe=False)
    message = LOOK_ALIKE(written=written, letters=letters)
    findings.error("look-alike-letters", token.span, message, PLAIN_FORM(plain=plain), fixes=(fix,))
    return plain


def full_width(span: Span, plain: str, findings: Findings, *, digits: bool) -> None:
    """Reports a word or figure in full-width characters."""
    fix = Fix(PLAIN_FORM(plain=plain), (Edit(span, plain),))
    name = "full-width-digits" if digits else "full-width-letters"
    message = (FULL_WIDTH_DIGITS if digits else FULL_WIDTH_LETTERS)(written=span.text)
    findings.error(name, span, message, PLAIN_FORM(plain=plain), fixes=(fix,))
