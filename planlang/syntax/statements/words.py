"""Which words are keywords where they stand.

In: the tokens and the automaton before one of them. Out: the token as the grammar is to see it. A word is a keyword
where the grammar has a use for that keyword, and else a name; the longest phrase wins. A word before `:` or after `.`
is a name. Reserved words are never names.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise

from planlang.diagnostics.text import Language
from planlang.frozen import define, field, frozen
from planlang.source import Source
from planlang.syntax.automaton.machine import Machine
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.lexical.kind_words import kind_spellings
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.mistakes.resemble import glued_keyword, report_glued
from planlang.syntax.nodes import Operator

COMPARISONS: dict[str, object] = {
    "less": Operator.LESS,
    "more": Operator.MORE,
    "no_more": Operator.AT_MOST,
    "no_less": Operator.AT_LEAST,
}
"""The marks that words stand for, by the key of the keyword."""


VALUES = frozenset({"INTEGER", "NUMBER", "PERCENT", "MONEY", "DURATION", "DATE"})
"""What stands behind a keyword, and hardly behind a name."""


APART = frozenset(
    {"_END", "NEWLINE", "SEMICOLON", "_LBRACE", "RBRACE", "_COLON", "_DOT", "_EQUALS", "_COMMA", "STRING"}
)
"""What no part of a word is, and mostly stands behind one."""


WORD = re.compile(r"[^\W\d][\w\u0300-\u036f]*")


RANGES = frozenset({"to", "until", "through", "till", "到", "直到"})
"""Words between two dates that mean `..`."""


@cache
def _in_words() -> dict[object, Keyword]:
    """What `<=` and `>=` are called in a clause."""
    by_key = {keyword.key: keyword for keyword in vocabulary().section("words")}
    return {Operator.AT_MOST: by_key["at_most"], Operator.AT_LEAST: by_key["at_least"]}


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
        """The language that most keywords so far are written in; before the first one, that of the kinds of declarations."""
        if self.chinese == self.english == 0:
            kinds = [token.value for token in self.tokens if token.word and token.value in kind_spellings()]
            return Language.ZH if sum(not str(kind).isascii() for kind in kinds) * 2 > len(kinds) else Language.EN
        return Language.ZH if self.chinese > self.english else Language.EN

    def settled(self, at: int) -> Settled:
        """The word at an index."""
        token = self.tokens[at]
        if token.value in RANGES and self._joins_dates(at):
            return Settled(self._as_range(token), 1, True)
        forced = self.forced.get(at)
        if forced is not None:
            taken = self.as_keyword(at, *forced)
            return Settled(taken, forced[1], self.machine.accepts(taken.type))
        candidates = vocabulary().by_first_word.get(str(token.value))
        whole = self._put_together(at)
        if whole is not None:
            return Settled(whole, 1, True)
        if at and self.tokens[at - 1].type == "_DOT":
            return Settled(token, 1, self.machine.accepts("NAME"))
        if candidates is None:
            elsewhere = self._elsewhere(at)
            if elsewhere is not None:
                return elsewhere
            if not str(token.value).isascii():
                token = self._taken_apart(at)
            return Settled(token, 1, self.machine.accepts("NAME"))
        reserved: Keyword | None = None
        for words, keyword in candidates:
            width = len(words)
            if keyword.section == "later" or (width > 1 and not self._spells(at, words)):
                continue
            if not keyword.reserved and self._type_at(at + width) == "_COLON" and self.machine.accepts("NAME"):
                continue
            if self.machine.accepts(keyword.terminal):
                return Settled(self.as_keyword(at, keyword, width), width, True)
            if keyword.reserved and reserved is None:
                reserved = keyword
        elsewhere = self._elsewhere(at)
        if elsewhere is not None:
            return elsewhere
        if reserved is not None:
            misplaced = Token(reserved.terminal, token.value, token.start, token.end, self.source, keyword=reserved)
            return Settled(misplaced, 1, False)
        return Settled(token, 1, self.machine.accepts("NAME"))

    def _elsewhere(self, at: int) -> Settled | None:
        """The words at an index as the keyword that they can only mean here: `rep Ed until 2026-06-30`."""
        may_be_name = self.machine.accepts("NAME")
        for words, keyword in vocabulary().also.get(str(self.tokens[at].value), ()):
            width = len(words)
            if may_be_name and self._type_at(at + width) not in VALUES:
                continue
            if self._spells(at, words) and self.machine.accepts(keyword.terminal):
                return Settled(self.as_keyword(at, keyword, width), width, True)
        return None

    def mark(self, token: Token) -> Settled:
        """A mark or a value; `>=` where only `at least` makes sense is that."""
        if token.type == "MINUS" and self.machine.accepts("_RANGE") and not self.machine.accepts("MINUS"):
            return Settled(self._as_range(token), 1, True)
        if token.type == "_RANGE" and self.machine.accepts("TO"):
            keyword = vocabulary().called("to")
            token.keyword, token.word = keyword, False
            return Settled(Token("TO", "..", token.start, token.end, self.source, keyword=keyword), 1, True)
        meant = _in_words().get(token.value) if token.type == "COMPARISON" else None
        if meant is None or self.machine.accepts("COMPARISON") or not self.machine.accepts(meant.terminal):
            return Settled(token, 1, self.machine.accepts(token.type))
        keyword = token.keyword = meant
        return Settled(
            Token(keyword.terminal, token.value, token.start, token.end, self.source, keyword=keyword), 1, True
        )

    def _joins_dates(self, at: int) -> bool:
        """Whether a word stands between two days or times where only `..` can: `period 2026-01-01 to 2026-12-31`."""
        return self._type_at(at + 1) in ("DATE", "TIME") and self.machine.accepts("_RANGE")

    def _as_range(self, token: Token) -> Token:
        """A token that is read as `..`."""
        token.type, token.value, token.word = "_RANGE", "..", False
        return token

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
        value = COMPARISONS.get(keyword.key, first.value)
        return Token(keyword.terminal, value, first.start, end, self.source, doc=first.doc, keyword=keyword)

    def _spells(self, at: int, words: tuple[str, ...]) -> bool:
        found = self.tokens[at : at + len(words)]
        return len(found) == len(words) and all(
            token.word and token.value == word for token, word in zip(found, words, strict=True)
        )

    def _type_at(self, index: int) -> str:
        return self.tokens[index].type if index < len(self.tokens) else "_END"

    def _put_together(self, at: int) -> Token | None:
        """The name `增长2026`, which was cut behind 增长 as `增长20%` is, where only a name makes sense.

        A word that is declared, or that names a column or an argument, is a name wherever a name may stand.
        """
        token = self.tokens[at]
        if str(token.value).isascii() or self._type_at(at + 1) in APART or not self.machine.accepts("NAME"):
            return None
        end = self._end_of_word(token)
        width = 1
        while self._type_at(at + width) not in APART and self.tokens[at + width].start < end:
            width += 1
        pieces = self.tokens[at : at + width]
        if width == 1 or pieces[-1].end != end:
            return None
        name = unicodedata.normalize("NFKC", self.source.text[token.start : end])
        if self._type_at(at + width) != "_COLON" and name not in self._declared() and self._is_keyword(at):
            return None
        broken = any(piece.broken for piece in pieces)
        whole = Token("NAME", name, token.start, end, self.source, word=True, broken=broken, doc=token.doc)
        self.tokens[at : at + width] = [whole]
        return whole

    def _end_of_word(self, token: Token) -> int:
        """Where the letters and digits end that a word begins."""
        found = WORD.match(self.source.text, token.start)
        return token.end if found is None else found.end()

    def _is_keyword(self, at: int) -> bool:
        """Whether a keyword that may come next begins at an index."""
        found = vocabulary().by_first_word.get(str(self.tokens[at].value), ())
        return self._elsewhere(at) is not None or any(
            self._spells(at, words) and self.machine.accepts(keyword.terminal) for words, keyword in found
        )

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
            text = self.source.text
            self.declared = frozenset(
                unicodedata.normalize("NFKC", text[name.start : self._end_of_word(name)]) for name in follow
            )
        return self.declared
