"""Reads statements: settles which words are keywords, feeds the automaton, and goes on after a mistake.

In: laid-out tokens. Out: declarations, and a diagnostic for every statement that could not be read. A word is a
keyword where the grammar has a use for that keyword, and else a name; the longest phrase wins. After a mistake the
statement is left out and reading goes on at the next one; where the head of a block is wrong, its statements are still
read, for their own mistakes.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import cast

from attrs import define, field

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language, Text
from planlang.source import Source
from planlang.syntax import explain
from planlang.syntax.findings import Findings
from planlang.syntax.keywords import Keyword, vocabulary
from planlang.syntax.lexer import kind_spellings
from planlang.syntax.machine import Machine, Stack
from planlang.syntax.nodes import Declaration, Name, TimeUnit
from planlang.syntax.tokens import Token

STRAY_BRACE = Text("stray-brace", "this `}}` closes nothing")
STRAY_BRACE_HELP = Text("stray-brace.help", "remove it, or add the `{{` that it belongs to")
REMOVE_IT = Text("stray-brace.fix", "remove it")
MISSING_BRACE = Text("missing-brace.behind", "a `{{` is missing behind this")
ADD_BRACE = Text("missing-brace.fix", "add `{{`")

WHOLE_PERIODS = Text("whole-periods", "`{word}` takes a whole number of periods, not `{length}`")
WHOLE_PERIODS_HELP = Text("whole-periods.help", "write a whole number, such as `4 weeks`")

FILE = "FILE"
SHARES = "SHARES"

ENOUGH_MISFITS = 2
LENGTHS_OF_WINDOWS = frozenset({"ROLLING", "AVERAGED_OVER", "AVERAGED_OVER_PREVIOUS"})

HEADS: dict[str, tuple[str, ...]] = {
    "PLAN": (),
    "CALENDAR": (),
    "TEAM": (),
    "SOURCE": (),
    "GOAL": (),
    "PROCESS": ("ON", "NAME"),
    "ALERT": (),
    "TASK": (),
    "MILESTONE": (),
    "REVIEW": (),
    "STAGE": (),
    "SPLIT_BY": (),
}
"""Statements with a block, and what must stand between their name and `{`."""


@define
class Statement:
    """A statement being read.

    Attributes:
        first: index of its first token.
        kind: terminal of its first token; empty until it is settled.
        height: height of the automaton's stack before it.
        reported: whether something in it was reported; it is left to one diagnostic.
        discard: whether it is dropped when it ends.
        doubtful: whether what kind of statement it is was guessed, so that its block may not fit.
        trail: its words so far, by index, each with the automaton's stack before it.
    """

    first: int
    height: int = 0
    kind: str = ""
    reported: bool = False
    discard: bool = False
    doubtful: bool = False
    trail: list[tuple[int, Stack]] = field(factory=list)


@define
class Block:
    """A block being read.

    Attributes:
        kind: what kind of statement it belongs to.
        statement: the statement read in it, if one has begun.
        fitting: how many of its statements could be read.
        misfits: how many began with what cannot begin a statement here.
    """

    kind: str
    statement: Statement | None = None
    fitting: int = 0
    misfits: int = 0


@define
class Reader:
    """Reads the tokens of one source."""

    source: Source
    tokens: list[Token]
    findings: Findings = field(factory=Findings)
    broken: dict[int, Name] = field(factory=dict)
    """Names of declarations with mistakes, by their offset."""
    at: int = 0
    blocks: list[Block] = field(factory=lambda: [Block(FILE)])
    machine: Machine = field(factory=Machine)
    chinese: int = 0
    english: int = 0
    forced: dict[int, tuple[Keyword, int]] = field(factory=dict)
    """Words that are taken for a keyword they resemble, by the index of the first, with their number."""

    def read(self) -> tuple[Declaration, ...]:
        """Reads everything."""
        tokens = self.tokens
        while self.at < len(tokens):
            block = self.blocks[-1]
            statement = block.statement
            token = tokens[self.at]
            if token.type == "STRAY":
                self._report_stray(token)
                continue
            if statement is None:
                if token.type == "_END":
                    self.at += 1
                    continue
                if token.type == "RBRACE":
                    self.machine.feed(token)
                    self.blocks.pop()
                    self.at += 1
                    continue
                statement = block.statement = self._begun()
                continue
            if token.type == "_END" and statement.discard:
                self._drop(statement)
                self.at += 1
                continue
            width = 1
            if token.word:
                token, width = self._settled(token)
            if not self.machine.accepts(token.type):
                self._fail(statement, token, width)
                continue
            if token.type == "DURATION":
                self._check_window(token)
            if tokens[self.at].word:
                statement.trail.append((self.at, self.machine.stack))
            self.machine.feed(token)
            self.at += width
            if not statement.kind:
                statement.kind = token.type
                statement.height = self.machine.height - 1
            if token.type == "_END":
                block.statement = None
                block.fitting += 1
            elif token.type == "_LBRACE":
                kind = SHARES if statement.kind in ("SPLIT_BY", "NAME", "STRING") else statement.kind
                self.blocks.append(Block(kind))
        return self.machine.finish(self.source)

    def _begun(self) -> Statement:
        """A statement that begins here, rid of a `}` too many unless it may miss its `{`."""
        word = str(self.tokens[self.at].value)
        opens = any(keyword.terminal in HEADS for _, keyword in vocabulary().by_first_word.get(word, ()))
        if not opens:
            index = self.at
            while self._type_at(index) not in ("_END", "_LBRACE"):
                if self.tokens[index].type == "STRAY":
                    self._report_stray(self.tokens[index])
                else:
                    index += 1
        return Statement(self.at)

    def _report_stray(self, token: Token) -> None:
        fix = Fix(REMOVE_IT(), (Edit(token.span, ""),), safe=False)
        self.findings.error("stray-brace", token.span, STRAY_BRACE(), STRAY_BRACE_HELP(), fixes=(fix,))
        self.tokens.remove(token)

    @property
    def language(self) -> Language:
        """The language that most keywords so far are written in."""
        return Language.ZH if self.chinese > self.english else Language.EN

    # ---- words

    def _settled(self, token: Token) -> tuple[Token, int]:
        """A word as the keyword it stands for here, with the number of words taken, or as a name."""
        at = self.at
        forced = self.forced.get(at)
        if forced is not None:
            return self._keyword(token, *forced), forced[1]
        candidates = vocabulary().by_first_word.get(str(token.value))
        if candidates is None and not str(token.value).isascii():
            return self._taken_apart(token), 1
        if candidates is None or (at and self.tokens[at - 1].type == "_DOT"):
            return token, 1
        reserved: Keyword | None = None
        for words, keyword in candidates:
            width = len(words)
            if width > 1 and not self._spells(words):
                continue
            if keyword.section == "later":
                continue
            if not keyword.reserved and self._type_at(at + width) == "_COLON":
                continue
            if self.machine.accepts(keyword.terminal):
                return self._keyword(token, keyword, width), width
            if keyword.reserved and reserved is None:
                reserved = keyword
        if reserved is not None:
            return Token(reserved.terminal, token.value, token.start, token.end, self.source, keyword=reserved), 1
        return token, 1

    def _taken_apart(self, token: Token) -> Token:
        """The name in a word such as `visits本周`, where a figure stands; the period becomes the next word."""
        parts = explain.glued_keyword(str(token.value))
        if parts is None or self.findings.full or not self.machine.accepts("INTEGER"):
            return token
        head, tail = parts
        known = vocabulary().whole(tail)
        if known is None or known.terminal != "WINDOW" or token.value in self._declared_names():
            return token
        explain.report_glued(token, self.findings)
        middle = token.start + len(head)
        window = Token("NAME", tail, middle, token.end, self.source, word=True)
        name = Token("NAME", head, token.start, middle, self.source, word=True)
        self.tokens[self.at : self.at + 1] = [name, window]
        return name

    def _declared_names(self) -> frozenset[str]:
        """The words that follow a kind of declaration."""
        kinds = kind_spellings()
        return frozenset(
            str(name.value) for kind, name in pairwise(self.tokens) if kind.word and kind.value in kinds and name.word
        )

    def _spells(self, words: tuple[str, ...]) -> bool:
        found = self.tokens[self.at : self.at + len(words)]
        return len(found) == len(words) and all(
            token.word and token.value == word for token, word in zip(found, words, strict=True)
        )

    def _type_at(self, index: int) -> str:
        return self.tokens[index].type if index < len(self.tokens) else "_END"

    def _keyword(self, token: Token, keyword: Keyword, width: int) -> Token:
        if str(token.value).isascii():
            self.english += 1
        else:
            self.chinese += 1
        end = self.tokens[self.at + width - 1].end
        for word in self.tokens[self.at : self.at + width]:
            word.keyword = keyword
        return Token(keyword.terminal, token.value, token.start, end, self.source, doc=token.doc, keyword=keyword)

    # ---- mistakes

    def _check_window(self, token: Token) -> None:
        """Reports `rolling 2.5 weeks`."""
        word = self.tokens[self.at - 1]
        keyword = word.keyword
        if keyword is None or keyword.terminal not in LENGTHS_OF_WINDOWS:
            return
        amount = cast(tuple[Decimal, TimeUnit], token.value)[0]
        if amount != amount.to_integral_value():
            self.findings.error(
                "whole-periods",
                token.span,
                WHOLE_PERIODS(word=keyword.spellings(self.language)[0], length=token.text),
                WHOLE_PERIODS_HELP(),
            )

    def _fail(self, statement: Statement, token: Token, width: int) -> None:
        """Reports what is wrong at the current token, once a statement, and moves on."""
        first = statement.first
        if not statement.reported and self._opened():
            statement.reported = True
            self._mark_broken()
            return
        known = (
            statement.reported
            or any(t.broken for t in self.tokens[first : self.at + width])
            or self._follows_from_above(statement, token)
        )
        if not known:
            statement.reported = True
            self._mark_broken()
            if self.findings.full:
                self.findings.more += 1
            else:
                repair = explain.mistake(self._situation(statement, token, width), self.findings)
                if repair is not None:
                    self._repair(statement, repair)
                    return
        elif not statement.reported:
            statement.reported = True
            self._mark_broken()
        self._skip(statement)

    def _follows_from_above(self, statement: Statement, token: Token) -> bool:
        """Whether a mistake comes of one reported before: of the block's kind, or of a `}` earlier on the line.

        Where nothing fits into a block, it is the kind of the block that is wrong, and a few statements tell it.
        """
        block = self.blocks[-1]
        if (self.at == statement.first or statement.kind == "NAME") and block.kind != FILE:
            block.misfits += 1
            if not block.fitting and block.misfits > ENOUGH_MISFITS:
                return True
        if not token.word and statement.kind != "NAME":
            return False
        if len(self.blocks) > 1 and (self.at == statement.first or statement.kind == "NAME"):
            around = self.blocks[-2].statement
            if around is not None and around.doubtful:
                return True
        last = self.findings.kept[-1] if self.findings.kept else None
        return (
            self.at == statement.first
            and last is not None
            and last.name == "misplaced-statement"
            and self.source.text.find("\n", last.span.start, token.start) < 0
        )

    def _opened(self) -> bool:
        """Supplies a `{` that is missing here, where a `}` further on has none."""
        if not self.machine.accepts("_LBRACE"):
            return False
        closing = self._next_at_this_depth(("STRAY",))
        if closing == len(self.tokens):
            return False
        before = self.tokens[self.at - 1]
        opener = Token("_LBRACE", "{", before.end, before.end, self.source)
        fix = Fix(ADD_BRACE(), (Edit(opener.span, " {"),), safe=False)
        self.findings.error("missing-brace", before.span, MISSING_BRACE(), ADD_BRACE(), fixes=(fix,))
        self.tokens[closing].type = "RBRACE"
        ended = self.tokens[closing - 1]
        if ended.type != "_END":
            self.tokens.insert(closing, Token("_END", None, ended.end, ended.end, self.source))
        self.tokens.insert(self.at, opener)
        return True

    def _situation(self, statement: Statement, token: Token, width: int) -> explain.Situation:
        return explain.Situation(
            machine=self.machine,
            tokens=self.tokens,
            first=statement.first,
            at=self.at,
            token=token,
            width=width,
            kind=statement.kind,
            block=self.blocks[-1].kind,
            language=self.language,
            trail=statement.trail,
        )

    def _repair(self, statement: Statement, repair: explain.Repair) -> None:
        """Goes on as if the mistake had not been made."""
        match repair:
            case explain.EndBefore():
                before = self.tokens[self.at - 1]
                self.machine.feed(Token("_END", None, before.end, before.end, self.source))
                self.blocks[-1].statement = Statement(self.at, reported=True, doubtful=True)
            case explain.TakeFor(index, keyword, width):
                self.forced[index] = (keyword, width)
                if index == statement.first and len(str(self.tokens[index].value)) <= 2:
                    statement.doubtful = True
                if index < self.at:
                    self.machine.cut(statement.height)
                    self.blocks[-1].statement = Statement(statement.first, reported=True)
                    self.at = statement.first
                elif not self.tokens[index].word:
                    self.tokens[index] = self._keyword(self.tokens[index], keyword, width)

    def _skip(self, statement: Statement) -> None:
        """Leaves the statement out, but reads the block that it opens."""
        opening = self._next_at_this_depth(("_LBRACE", "_END"))
        if statement.kind:
            self.machine.cut(statement.height)
        if (
            statement.kind in HEADS
            and self._type_at(opening) == "_LBRACE"
            and self._entered_with_another_head(statement, opening)
        ):
            return
        self.at = self._next_at_this_depth(("_END",)) + 1
        self.blocks[-1].statement = None

    def _entered_with_another_head(self, statement: Statement, opening: int) -> bool:
        """Enters the block of a statement that will be dropped; not where such a statement has no block."""
        head = (statement.kind, "NAME", *HEADS[statement.kind], "_LBRACE")
        stack: Stack | None = self.machine.stack
        for terminal in head:
            stack = stack and self.machine.after(stack, terminal)
        if stack is None:
            return False
        first = self.tokens[statement.first]
        for terminal in head:
            self.machine.feed(Token(terminal, "", first.start, first.end, self.source))
        statement.discard = True
        self.at = opening + 1
        self.blocks.append(Block(SHARES if statement.kind == "SPLIT_BY" else statement.kind))
        return True

    def _next_at_this_depth(self, types: tuple[str, ...]) -> int:
        """Index of the next token of these types that is not inside a further block."""
        depth = 0
        for index in range(self.at, len(self.tokens)):
            kind = self.tokens[index].type
            if depth == 0 and kind in types:
                return index
            if kind == "_LBRACE":
                depth += 1
            elif kind == "RBRACE":
                depth -= 1
                if depth < 0:
                    break
        return len(self.tokens)

    def _drop(self, statement: Statement) -> None:
        self.machine.cut(statement.height)
        self.blocks[-1].statement = None

    def _mark_broken(self) -> None:
        """Notes the names of the declarations that the current statement stands in."""
        for block in self.blocks:
            statement = block.statement
            if statement is None or (block.kind != FILE and statement.kind not in ("TASK", "MILESTONE")):
                continue
            index = statement.first + 1
            if self._type_at(index) == "NAME":
                name = self.tokens[index]
                self.broken.setdefault(name.start, Name(str(name.value), name.span))
