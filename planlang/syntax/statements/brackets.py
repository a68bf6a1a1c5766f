"""Brackets: every `(` and `[` closed, by what stands there or by what is supplied.

In: the tokens of a source, line ends among them. Out: tokens in which brackets match. A line has at most one
diagnostic about brackets: one that is missing makes others too many.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.kind_words import column, starts_declaration
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.statements.braces import lines

UNCLOSED_BRACKET = Text("unclosed-bracket", "this `{bracket}` is not closed")
UNCLOSED_BRACKET_HELP = Text("unclosed-bracket.help", "add `{closer}`")
MARK_IN_BRACKETS = Text("mark-in-brackets", "`{mark}` cannot stand inside brackets")
MARK_IN_BRACKETS_HELP = Text("mark-in-brackets.help", "values are separated by `,`")
STRAY_BRACKET = Text("stray-bracket", "this `{bracket}` closes nothing")
REMOVE_IT = Text("stray-bracket.help", "remove it")

CLOSER = {"_LPAR": "RPAR", "_LSQB": "RSQB"}
CLOSERS = frozenset(CLOSER.values())
BRACKET = {"_LPAR": "(", "_LSQB": "[", "RPAR": ")", "RSQB": "]"}
ENDING = frozenset({"SEMICOLON", "_LBRACE", "RBRACE"})
"""Marks that end a statement or a part of one."""


def without_marks_in_brackets(tokens: list[Token], findings: Findings) -> list[Token]:
    """The tokens less every `;`, `{` and `}` inside brackets that are closed on their line."""
    if not any(token.type in CLOSER for token in tokens):
        return tokens
    out: list[Token] = []
    for line in lines(tokens):
        out += _line_without(line, findings) if _has_mark_in_brackets(line) else line
    return out


def _line_without(line: list[Token], findings: Findings) -> list[Token]:
    out: list[Token] = []
    depth = 0
    for token in line:
        depth += (token.type in CLOSER) - (token.type in CLOSERS)
        if depth > 0 and token.type in ENDING:
            findings.error("mark-in-brackets", token.span, MARK_IN_BRACKETS(mark=token.text), MARK_IN_BRACKETS_HELP())
            out[-1].broken = True
        else:
            out.append(token)
    return out


def _has_mark_in_brackets(line: list[Token]) -> bool:
    """Whether brackets match on a line, but for a `;`, `{` or `}` inside them."""
    waiting: list[str] = []
    found = False
    for token in line:
        if token.type in CLOSER:
            waiting.append(CLOSER[token.type])
        elif token.type in CLOSERS:
            if not waiting or waiting.pop() != token.type:
                return False
        elif waiting and token.type in ENDING:
            found = True
    return found and not waiting


def with_matching_brackets(tokens: list[Token], findings: Findings) -> list[Token]:
    """The tokens with every bracket closed, and without those that close nothing."""
    unmatched = _unmatched(tokens)
    return _Supply(findings, unmatched).run(tokens) if unmatched else tokens


def _unmatched(tokens: list[Token]) -> set[int]:
    """Identities of brackets without a partner.

    A bracket of the other kind in between has none; no bracket reaches over `;`, a brace or the next declaration.
    """
    found: set[int] = set()
    waiting: list[Token] = []
    for index, token in enumerate(tokens):
        kind = token.type
        if kind in CLOSER:
            waiting.append(token)
        elif kind in CLOSERS:
            if any(CLOSER[opener.type] == kind for opener in waiting):
                while CLOSER[(opener := waiting.pop()).type] != kind:
                    found.add(id(opener))
            else:
                found.add(id(token))
        elif waiting and (kind in ENDING or (token.word and starts_declaration(tokens, index))):
            found.update(id(opener) for opener in waiting)
            waiting.clear()
    found.update(id(opener) for opener in waiting)
    return found


@define
class _Supply:
    """Closes what is open and drops what closes nothing."""

    findings: Findings
    unmatched: set[int]
    out: list[Token] = field(factory=list)
    open: list[Token] = field(factory=list)
    """Every bracket that waits for its closer, with a partner or without."""
    indent: int = 0
    """Indentation of the line of the first of them."""
    reported: bool = False
    """Whether something on the line was reported."""

    def run(self, tokens: list[Token]) -> list[Token]:
        """Goes through all tokens."""
        first = True
        for index, token in enumerate(tokens):
            if first and not self.open:
                self.indent = column(token) if token.type != "NEWLINE" else 0
            first = token.type == "NEWLINE"
            if self._ends_before(tokens, index):
                while self.open:
                    self._close()
            if first:
                self.reported = False
            if token.type in CLOSER:
                self.open.append(token)
            elif token.type in CLOSERS:
                while self.open and id(self.open[-1]) in self.unmatched and id(token) not in self.unmatched:
                    self._close()
                if id(token) in self.unmatched or not self.open:
                    self._drop(token)
                    continue
                self.open.pop()
            self.out.append(token)
        while self.open:
            self._close()
        return self.out

    def _ends_before(self, tokens: list[Token], index: int) -> bool:
        """Whether the brackets that have no partner end before a token: at the end of a statement, or of its lines."""
        if not self.open or id(self.open[0]) not in self.unmatched:
            return False
        token = tokens[index]
        if token.type != "NEWLINE":
            return token.type in ENDING
        below = tokens[index + 1] if index + 1 < len(tokens) else None
        return below is None or (below.type != "NEWLINE" and column(below) <= self.indent)

    def _close(self) -> None:
        opener = self.open.pop()
        closer = CLOSER[opener.type]
        end = self.out[-1].end
        self.out.append(Token(closer, BRACKET[closer], end, end, opener.source))
        fix = Fix(
            UNCLOSED_BRACKET_HELP(closer=BRACKET[closer]), (Edit(self.out[-1].span, BRACKET[closer]),), safe=False
        )
        message = UNCLOSED_BRACKET(bracket=BRACKET[opener.type])
        self._report("unclosed-bracket", opener, message, UNCLOSED_BRACKET_HELP(closer=BRACKET[closer]), fix)

    def _drop(self, token: Token) -> None:
        fix = Fix(REMOVE_IT(), (Edit(token.span, ""),), safe=False)
        self._report("stray-bracket", token, STRAY_BRACKET(bracket=BRACKET[token.type]), REMOVE_IT(), fix)
        if self.out:
            self.out[-1].broken = True

    def _report(self, name: str, token: Token, message: Message, help_: Message, fix: Fix) -> None:
        token.broken = True
        if not self.reported:
            self.findings.error(name, token.span, message, help_, fixes=(fix,))
        self.reported = True
