"""Plans in colour, for Sphinx, MkDocs and all else that asks Pygments: `pygmentize -l planlang`, ```` ```planlang ````.

In: a text. Out: its pieces, each with a colour; joined they are the text. Keywords are what the parser takes for
keywords. In a piece of a plan that does not read by itself, as documents quote them, the first word of a statement is
one too. Only Pygments imports this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

from planlang.source import Source
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.scanned import Scan
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.reading import read

FIGURES: dict[str, _TokenType] = {
    "STRING": String.Double,
    "DATE": Literal.Date,
    "LABEL": Literal.Date,
    "TIME": Literal.Date,
    "INTEGER": Number.Integer,
    **dict.fromkeys(("NUMBER", "PERCENT", "POINTS", "MONEY", "DURATION", "PERSON_DAYS"), Number),
}
OPERATORS = frozenset(
    {"COMPARISON", "IS", "IS_NOT", "OTHERWISE", "PLUS", "MINUS", "STAR", "SLASH", "_EQUALS", "_ARROW", "_RANGE", "_BAR"}
)
BEGINNING = frozenset({"NEWLINE", "SEMICOLON", "_LBRACE", "RBRACE"})
"""What a statement may begin behind."""
CONSTANTS = frozenset({"windows", "weekdays", "cadences", "periods", "rates", "wholes"})
"""Sections of the table with words for stretches of time and the like."""
NO_NAMES = CONSTANTS - {"periods"} | {"comparisons"}
"""Sections of the table with words that hardly anything is called by."""
GAP = re.compile(r"\s+|\S+")


class PlanLexer(Lexer):
    """The language of plans, in English and Chinese."""

    name = "planlang"
    aliases = ("planlang",)
    filenames = ("*.plan",)
    mimetypes = ("text/x-planlang",)

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """The pieces of a text in order, each with where it begins and its colour."""
        at = 0
        for start, end, colour in _coloured(text):
            yield from _between(text, at, start)
            yield start, colour, text[start:end]
            at = end
        yield from _between(text, at, len(text))


def _coloured(text: str) -> Iterator[tuple[int, int, _TokenType]]:
    """The words, figures, marks and comments of a text, none of which touches another."""
    reading = read(Source("", text))
    scanned = reading.statements.scanned
    if len(scanned.source.text) != len(text):  # the beginning of a long text that is no plan
        return
    whole = reading.reader.wrong == 0 and reading.is_plan
    comments = [(each.start, each.end, _comment(text, each.start)) for each in scanned.comments]
    at = 0
    for start, end, colour in sorted([*comments, *_words(scanned, whole=whole)], key=lambda piece: piece[0]):
        if start >= at:
            yield start, end, colour
            at = end


def _comment(text: str, start: int) -> _TokenType:
    return Comment.Special if text.startswith(("##", "＃＃"), start) else Comment.Single


def _words(scanned: Scan, *, whole: bool) -> Iterator[tuple[int, int, _TokenType]]:
    """The tokens; where the text could not be read as a `whole`, words that look like keywords are keywords."""
    tokens = scanned.tokens
    guessed: dict[int, _TokenType] = {}
    for index, token in enumerate(tokens):
        if token.type == "NEWLINE" or token.start == token.end:
            continue
        if not whole and token.word and token.keyword is None and index not in guessed:
            guessed |= _guessed(tokens, index)
        yield token.start, token.end, guessed.get(index) or _colour(tokens, index)


def _colour(tokens: list[Token], index: int) -> _TokenType:
    token = tokens[index]
    if token.keyword is not None:
        return _of_section(token.keyword.section)
    if token.type in FIGURES:
        return FIGURES[token.type]
    if token.type in OPERATORS:
        return Operator
    if token.type != "NAME":
        return Punctuation
    before = tokens[index - 1] if index else None
    behind = tokens[index + 1].type if index + 1 < len(tokens) else "NEWLINE"
    if before is not None and before.keyword is not None and before.keyword.section == "kinds":
        return Name.Class
    if behind == "_LPAR":
        return Name.Function
    if behind == "_COLON" or (before is not None and before.type == "_DOT"):
        return Name.Attribute
    return Name


def _of_section(section: str) -> _TokenType:
    if section in ("kinds", "later"):
        return Keyword.Declaration
    if section == "reserved":
        return Operator.Word
    return Keyword.Constant if section in CONSTANTS else Keyword


def _guessed(tokens: list[Token], index: int) -> dict[int, _TokenType]:
    """The words of a phrase that most likely begins here, by their index, with their colour."""
    before = tokens[index - 1].type if index else "NEWLINE"
    behind = tokens[index + 1].type if index + 1 < len(tokens) else "NEWLINE"
    if before == "_DOT" or behind in ("_COLON", "_DOT"):
        return {}
    for words, keyword in vocabulary().by_first_word.get(str(tokens[index].value), ()):
        certain = before in BEGINNING or len(words) > 1 or keyword.reserved or keyword.section in NO_NAMES
        if certain and [token.value for token in tokens[index : index + len(words)]] == list(words):
            return dict.fromkeys(range(index, index + len(words)), _of_section(keyword.section))
    return {}


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, _TokenType, str]]:
    """What no token holds: blanks, and characters that mean nothing; a text that is no plan."""
    for piece in GAP.finditer(text, start, end):
        meaningless = Text if start == 0 and end == len(text) else Error
        yield piece.start(), Whitespace if piece[0].isspace() else meaningless, piece[0]
