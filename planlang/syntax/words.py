"""Which words are keywords where they stand.

In: the tokens and the automaton before one of them. Out: the token as the grammar is to see it. A word is a keyword
where the grammar has a use for that keyword, and else a name; the longest phrase wins. A word before `:` or after `.`
is a name. Reserved words are never names.
"""

from __future__ import annotations

from itertools import pairwise

from attrs import define, field, frozen

from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax.findings import Findings
from planlang.syntax.keywords import Keyword, vocabulary
from planlang.syntax.lexer import kind_spellings
from planlang.syntax.machine import Machine
from planlang.syntax.resemble import glued_keyword, report_glued
from planlang.syntax.tokens import Token


@frozen
class Settled:
    """A token whose terminal is settled, how many words it takes up, and whether it may come next."""

    token: Token
    width: int
    fits: bool


@define
class Words:
    """Settles the words of one source, in order."""

    source: Source
    tokens: list[Token]
    machine: Machine
    findings: Findings
    english: int = 0
    chinese: int = 0
    forced: dict[int, tuple[Keyword, int]] = field(factory=dict)
    """Words that are taken for a keyword they resemble, by the index of the first, with their number."""
    declared: frozenset[str] | None = None
    """The words that follow a kind of declaration, once they are wanted."""

    @property
    def language(self) -> Language:
        """The language that most keywords so far are written in."""
        return Language.ZH if self.chinese > self.english else Language.EN

    def settled(self, at: int) -> Settled:
        """The word at an index."""
        token = self.tokens[at]
        forced = self.forced.get(at)
        if forced is not None:
            taken = self.as_keyword(at, *forced)
            return Settled(taken, forced[1], self.machine.accepts(taken.type))
        candidates = vocabulary().by_first_word.get(str(token.value))
        if candidates is None or (at and self.tokens[at - 1].type == "_DOT"):
            if candidates is None and not str(token.value).isascii():
                token = self._taken_apart(at)
            return Settled(token, 1, self.machine.accepts("NAME"))
        reserved: Keyword | None = None
        for words, keyword in candidates:
            width = len(words)
            if keyword.section == "later" or (width > 1 and not self._spells(at, words)):
                continue
            if not keyword.reserved and self._type_at(at + width) == "_COLON":
                continue
            if self.machine.accepts(keyword.terminal):
                return Settled(self.as_keyword(at, keyword, width), width, True)
            if keyword.reserved and reserved is None:
                reserved = keyword
        if reserved is not None:
            misplaced = Token(reserved.terminal, token.value, token.start, token.end, self.source, keyword=reserved)
            return Settled(misplaced, 1, False)
        return Settled(token, 1, self.machine.accepts("NAME"))

    def as_keyword(self, at: int, keyword: Keyword, width: int) -> Token:
        """The words from an index on, taken for a keyword."""
        first = self.tokens[at]
        if str(first.value).isascii():
            self.english += 1
        else:
            self.chinese += 1
        for word in self.tokens[at : at + width]:
            word.keyword, word.words = keyword, 0
        first.words = width
        end = self.tokens[at + width - 1].end
        return Token(keyword.terminal, first.value, first.start, end, self.source, doc=first.doc, keyword=keyword)

    def _spells(self, at: int, words: tuple[str, ...]) -> bool:
        found = self.tokens[at : at + len(words)]
        return len(found) == len(words) and all(
            token.word and token.value == word for token, word in zip(found, words, strict=True)
        )

    def _type_at(self, index: int) -> str:
        return self.tokens[index].type if index < len(self.tokens) else "_END"

    def _taken_apart(self, at: int) -> Token:
        """The name in a word such as `visits本周`, where a figure stands; the period becomes the next word."""
        token = self.tokens[at]
        parts = glued_keyword(str(token.value))
        if parts is None or self.findings.full or not self.machine.accepts("INTEGER"):
            return token
        head, tail = parts
        known = vocabulary().whole(tail)
        if known is None or known.terminal != "WINDOW" or token.value in self._declared():
            return token
        report_glued(token, self.findings)
        middle = token.start + len(head)
        window = Token("NAME", tail, middle, token.end, self.source, word=True)
        name = Token("NAME", head, token.start, middle, self.source, word=True)
        self.tokens[at : at + 1] = [name, window]
        return name

    def _declared(self) -> frozenset[str]:
        """The words that follow a kind of declaration."""
        if self.declared is None:
            kinds = kind_spellings()
            follow = (name for kind, name in pairwise(self.tokens) if kind.word and kind.value in kinds and name.word)
            self.declared = frozenset(str(name.value) for name in follow)
        return self.declared
