"""Statements: where each ends.

In: the tokens of a source, line ends among them. Out: tokens without line ends, each statement closed by an `_END`,
every block and bracket closed.

A new line or `;` ends a statement, except, where no declaration starts after it, inside brackets, after a token that
cannot be the last one (`,` `=` `->` `and` `<` ...), before `->`, `{`, `and`, `or`, `where`, `for`, and, outside blocks,
before an indented line that starts no declaration. In the block of a `test` a line that begins with `|` is a row of a table, which ends
with its line.
"""

from __future__ import annotations

from functools import cache

from planlang.diagnostics.text import Text
from planlang.frozen import define, field
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import column, kind_spellings
from planlang.syntax.lexical.scanned import Scan
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.statements.braces import with_matching_braces
from planlang.syntax.statements.brackets import BRACKET, CLOSER, with_matching_brackets, without_marks_in_brackets

TOO_LONG = Text("expression-too-long", "this statement has more than {most} operators")
TOO_LONG_HELP = Text("expression-too-long.help", "give parts of it names of their own, as metrics")
MOST_OPERATORS = 100
"""In one statement: bounds the depth of its tree."""

MARKS_THAT_GO_ON = frozenset(
    {"_COMMA", "_COLON", "_DOT", "_BAR", "_EQUALS", "_ARROW", "_RANGE", "PLUS", "MINUS", "STAR", "SLASH", "COMPARISON"}
    | {"OTHERWISE", "IS", "IS_NOT", "_LBRACE", "_LPAR", "_LSQB"}
)
"""Marks that cannot end a statement."""

MARKS_THAT_JOIN = MARKS_THAT_GO_ON - {"_LPAR", "_LSQB"}
"""Marks that cannot begin a statement."""

OPERATORS = frozenset({"PLUS", "MINUS", "STAR", "SLASH", "OTHERWISE"})


@define
class Laid:
    """Tokens ready for the parser, and what was wrong with blocks and brackets."""

    tokens: list[Token] = field(factory=list)
    findings: Findings = field(factory=Findings)


def lay_out(scanned: Scan) -> Laid:
    """The statements of a scanned source."""
    laid = Laid()
    tokens = without_marks_in_brackets(scanned.tokens, laid.findings)
    tokens = with_matching_braces(tokens, laid.findings)
    _Statements(laid).run(with_matching_brackets(tokens, laid.findings))
    return laid


@define
class _Statements:
    """Puts an `_END` after every statement and drops line ends."""

    laid: Laid
    brackets: int = 0
    braces: int = 0
    operators: int = 0
    skipping: bool = False
    """Whether the rest of the statement is left out for its length."""
    opening: Token | None = None
    """The first token of the statement."""
    tables: int = 0
    """How many blocks are open where a test began; 0 outside of tests."""

    def run(self, tokens: list[Token]) -> None:
        """Goes through all tokens."""
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "NEWLINE":
                if self._ends_line(tokens[index + 1] if index + 1 < len(tokens) else None):
                    self._end()
            elif kind == "SEMICOLON":
                self._end()
            elif kind == "RBRACE":
                self.braces -= 1
                self._end()
                self.tables *= self.tables <= self.braces
                self.laid.tokens.append(token)
            elif self._kept(token):
                if kind == "_BAR" and self.tables and (self.opening is None or self.opening.type == "CELL"):
                    token.type = "CELL"
                self.opening = None if kind == "_LBRACE" else self.opening or token
                self.laid.tokens.append(token)
        self._end()

    def _end(self) -> None:
        out = self.laid.tokens
        if self.opening is not None and self.opening.type == "CELL" and out[-1].type != "CELL":
            out.append(Token("CELL", "|", out[-1].end, out[-1].end, out[-1].source))
        self.skipping = False
        self.operators = 0
        self.opening = None
        if out and out[-1].type not in ("_END", "_LBRACE"):
            last = out[-1]
            out.append(Token("_END", None, last.end, last.end, last.source))

    def _ends_line(self, then: Token | None) -> bool:
        """Whether a line end before the token `then` ends the statement; of several line ends the last decides."""
        out = self.laid.tokens
        if self.brackets or not out or then is None or then.type == "NEWLINE":
            return False
        last = out[-1]
        if not self.braces and then.word and then.value in kind_spellings() and column(then) == 0:
            return True
        if self.tables and "CELL" in (last.type, self.opening and self.opening.type):
            return True
        if self.tables and then.type == "_BAR":
            return last.type != "_LBRACE"
        if last.type == "STAR" and len(out) > 1 and out[-2] is self.opening and out[-2].value in _words_of("sheets"):
            return True  # `sheets *` is whole
        if last.type in MARKS_THAT_GO_ON or (last.word and last.value in _words_of("and", "or", "not", "is", "is_not")):
            return False
        if then.type in MARKS_THAT_JOIN or (then.word and then.value in _words_of("and", "or", "where", "for")):
            return False
        outside = not self.braces and last.type != "RBRACE"
        return not (outside and column(then) > 0 and _goes_on(self.opening, then))

    def _kept(self, token: Token) -> bool:
        """Counts brackets and operators; whether the token stays."""
        kind = token.type
        if kind in CLOSER:
            self.brackets += 1
        elif kind in BRACKET:
            self.brackets -= 1
        if kind == "_LBRACE":
            if not self.tables and self.opening is not None and self.opening.value in _words_of("test"):
                self.tables = self.braces + 1
            self.skipping = False
            self.braces += 1
            self.operators = 0
        elif not self.skipping and (kind in OPERATORS or (token.word and token.value in _words_of("and", "or", "not"))):
            self.operators += 1
            if self.operators > MOST_OPERATORS:
                self.laid.findings.error(
                    "expression-too-long", token.span, TOO_LONG(most=MOST_OPERATORS), TOO_LONG_HELP()
                )
                self.laid.tokens[-1].broken = True
                self.skipping = True
        return not self.skipping


def _goes_on(opening: Token | None, then: Token) -> bool:
    """Whether an indented line outside blocks belongs to the declaration above it.

    Any does where that has no block; the head of a block goes on with a title, an alias or a connective.
    """
    if then.value in kind_spellings():
        return False
    if opening is not None and opening.value in _words_of("metric", "use", "role", "module"):
        return True
    return then.type in ("STRING", "_BAR") or then.value in _reserved()


@cache
def _reserved() -> frozenset[str]:
    return frozenset(word for keyword in vocabulary().section("reserved") for word in keyword.english + keyword.chinese)


@cache
def _words_of(*keys: str) -> frozenset[str]:
    return frozenset(
        spelling
        for keyword in vocabulary().keywords
        if keyword.key in keys and keyword.section in ("kinds", "reserved", "words")
        for spelling in keyword.english + keyword.chinese
    )
