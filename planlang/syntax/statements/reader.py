"""Reads statements: feeds the automaton, and goes on after a mistake.

In: laid-out tokens. Out: declarations, and a diagnostic for every statement that could not be read. After a mistake
the statement is left out and reading goes on at the next one; where the head of a block is wrong, its statements are
still read, for their own mistakes.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import cast

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.frozen import define, field
from planlang.source import Source
from planlang.syntax.automaton.blocks import DECLARING, FILE, block_of, declarations, heads, inside_others
from planlang.syntax.automaton.machine import Machine, Stack
from planlang.syntax.automaton.situation import EndBefore, LeaveOut, ReadAs, Repair, Situation, TakeFor
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Declaration, TimeUnit
from planlang.syntax.statements.underway import Block, Statement
from planlang.syntax.statements.unread import Unread
from planlang.syntax.statements.words import Settled, Words

STRAY_BRACE = Text("stray-brace", "this `}}` closes nothing")
STRAY_BRACE_HELP = Text("stray-brace.help", "remove it, or add the `{{` that it belongs to")
REMOVE_IT = Text("stray-brace.fix", "remove it")
MISSING_BRACE = Text("missing-brace.behind", "a `{{` is missing behind this")
ADD_BRACE = Text("missing-brace.fix", "add `{{`")

WHOLE_PERIODS = Text("whole-periods", "`{word}` takes a whole number of periods, not `{length}`")
WHOLE_PERIODS_HELP = Text("whole-periods.help", "write a whole number, such as `4 weeks`")

ENDING = re.compile(r"[\n;；}｝]")
ENOUGH_MISFITS = 2
NOTHING: dict[str, object] = {
    "DURATION": (Decimal(), TimeUnit.DAY),
    "MONEY": (Decimal(), None),
    "PERSON_DAYS": Decimal(),
}
"""What stands for a value in a head that could not be read; the statement is dropped."""
LENGTHS_OF_WINDOWS = frozenset({"ROLLING", "AVERAGED_OVER", "AVERAGED_OVER_PREVIOUS"})


@define
class Reader:
    """Reads the tokens of one source."""

    source: Source
    tokens: list[Token]
    findings: Findings = field(factory=Findings)
    unread: Unread = field(factory=Unread)
    """Declarations with mistakes."""
    at: int = 0
    blocks: list[Block] = field(factory=lambda: [Block(FILE)])
    machine: Machine = field(factory=Machine)
    stretches: list[tuple[int, int]] = field(factory=list)
    """Where each declaration begins and ends, read or not, in offsets."""
    right: int = 0
    """How many statements could be read."""
    wrong: int = 0
    """How many could not."""
    words: Words = field(init=False)
    strays: bool = field(init=False)
    """Whether some `}` closes nothing."""

    def __attrs_post_init__(self) -> None:
        self.strays = any(token.type == "STRAY" for token in self.tokens)
        self.words = Words(self.source, self.tokens, self.machine, self.findings)

    def read(self) -> tuple[Declaration, ...]:
        """Reads everything."""
        while self.at < len(self.tokens):
            self._step()
        return self.machine.finish()

    def read_before(self, offset: int) -> bool:
        """Reads what stands before an offset, for somebody who is writing there; whether something may come next there.

        A statement has ended before it where a new line, `;` or a brace stands between.
        """
        text = self.source.text
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            supplied = token.type == "_END" or token.start == token.end  # a bracket that nobody has closed yet
            if token.start >= offset or (supplied and not ENDING.search(text, token.start, offset)):
                return True
            self._step()
            if self.at and self.tokens[self.at - 1].start >= offset:
                return False
        return True

    def _step(self) -> None:
        """Reads the next token."""
        block = self.blocks[-1]
        statement = block.statement
        token = self.tokens[self.at]
        if token.type == "STRAY":
            self._report_stray(token)
        elif statement is None:
            if token.type == "_END":
                self.at += 1
            elif token.type == "RBRACE":
                self.machine.feed(token)
                self.blocks.pop()
                self.at += 1
            else:
                block.statement = self._begun()
        elif token.type == "_END" and statement.discard:
            self._drop(statement)
            self.at += 1
        else:
            settled = self.words.settled(self.at) if token.word else self.words.mark(token)
            if settled.fits:
                self._take(statement, settled)
            else:
                self._fail(statement, settled)

    def _take(self, statement: Statement, settled: Settled) -> None:
        """Feeds a token that fits."""
        token = settled.token
        if token.broken:
            self._mark_broken()
        if token.type == "DURATION":
            self._check_window(token)
        if self.tokens[self.at].word:
            statement.trail.append((self.at, self.machine.stack))
        self.machine.feed(token)
        if not statement.kind:
            statement.kind = token.type
            statement.height = self.machine.height - 1
        if token.type == "_END":
            self.blocks[-1].fitting += 1
            self.right += not statement.reported
            self._end(statement)
        elif token.type == "_LBRACE":
            self.blocks.append(Block(self._block_of(statement)))
        self.at += settled.width

    def _block_of(self, statement: Statement) -> str:
        """What the block of a statement is called; of a change that is proposed, as of the change."""
        said = self.tokens[statement.first + 1 : statement.first + 3]
        words = [token.type if token.keyword is None else token.keyword.terminal for token in said]
        first = words.pop(0) if statement.kind == "PROPOSE" and words else statement.kind
        second = words[0] if words else ""
        return block_of(first, second) if second in declarations() else block_of(first)

    def _end(self, statement: Statement) -> None:
        """Notes that a statement ends at the current token."""
        if len(self.blocks) == 1:
            last = self.tokens[min(self.at, len(self.tokens) - 1)]
            self.stretches.append((self.tokens[statement.first].start, last.end))
        self.blocks[-1].statement = None

    def _begun(self) -> Statement:
        """A statement that begins here, rid of a `}` too many unless it may miss its `{`."""
        if self.strays and not self._may_open():
            index = self.at
            while self._type_at(index) not in ("_END", "_LBRACE"):
                if self.tokens[index].type == "STRAY":
                    self._report_stray(self.tokens[index])
                else:
                    index += 1
        return Statement(self.at)

    def _may_open(self) -> bool:
        """Whether a statement that opens a block may begin here."""
        words = vocabulary().by_first_word.get(str(self.tokens[self.at].value), ())
        return any(keyword.terminal in heads() for _, keyword in words)

    def _type_at(self, index: int) -> str:
        return self.tokens[index].type if index < len(self.tokens) else "_END"

    def _report_stray(self, token: Token) -> None:
        self.wrong += 1
        fix = Fix(REMOVE_IT(), (Edit(token.span, ""),), safe=False)
        self.findings.error("stray-brace", token.span, STRAY_BRACE(), STRAY_BRACE_HELP(), fixes=(fix,))
        self.tokens.remove(token)

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
                WHOLE_PERIODS(word=keyword.spellings(self.words.language)[0], length=token.text),
                WHOLE_PERIODS_HELP(),
            )

    def _fail(self, statement: Statement, settled: Settled) -> None:
        """Reports what is wrong at the current token, once a statement, and moves on."""
        first = statement.first
        if settled.token.type in ("_COLON", "_EQUALS") and self._introduces(statement):
            del self.tokens[self.at]
            return
        self.wrong += not statement.reported
        if not statement.reported and self._opened():
            statement.reported = True
            self._mark_broken()
            return
        known = (
            statement.reported
            or self._has_broken(first, self.at + settled.width)
            or self._follows_from_above(statement, settled.token)
        )
        if not known:
            statement.reported = True
            self._mark_broken()
            if self.findings.full:
                self.findings.more += 1
            else:
                # many sentences: only where there is something to tell
                from planlang.syntax.statements.explain import mistake

                repair = mistake(self._situation(statement, settled), self.findings)
                if repair is not None:
                    self._repair(statement, repair)
                    return
        elif not statement.reported:
            statement.reported = True
            self._mark_broken()
        self._skip(statement)

    def _has_broken(self, first: int, least: int) -> bool:
        """Whether something in a statement, up to its block, was reported; `least` tokens are looked at in any case."""
        for index in range(first, len(self.tokens)):
            token = self.tokens[index]
            if token.broken:
                return True
            if index >= least and token.type in ("_END", "_LBRACE", "RBRACE", "STRAY"):
                return False
        return False

    def _introduces(self, statement: Statement) -> bool:
        """Whether the mark here only stands between a clause and the word it begins with: `target: 8M`."""
        before = self.tokens[statement.first : self.at]
        return len(self.blocks) > 1 and len(before) > 0 and all(token.words == 0 for token in before[1:])

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
            and self.source.text.find("\n", last.span.first, token.start) < 0
        )

    def _opened(self) -> bool:
        """Supplies a `{` that is missing here, where a `}` further on has none; not among very many mistakes."""
        if not self.strays or self.findings.full or not self.machine.accepts("_LBRACE"):
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

    def _situation(self, statement: Statement, settled: Settled) -> Situation:
        return Situation(
            machine=self.machine,
            tokens=self.tokens,
            first=statement.first,
            at=self.at,
            token=settled.token,
            kind=statement.kind,
            block=self.blocks[-1].kind,
            language=self.words.language,
            trail=statement.trail,
        )

    def _repair(self, statement: Statement, repair: Repair) -> None:
        """Goes on as if the mistake had not been made."""
        match repair:
            case EndBefore():
                self._end_before(statement)
                self.blocks[-1].statement = Statement(self.at, reported=True, doubtful=True)
            case ReadAs(name):
                token = self.tokens[self.at]
                token.type, token.value = "NAME", name
                self._mark_broken()
            case LeaveOut(count, ends):
                del self.tokens[self.at : self.at + count]
                if ends:
                    self._end_before(statement)
                    self.blocks[-1].statement = Statement(self.at)
            case TakeFor(index, keyword, width):
                self.words.forced[index] = (keyword, width)
                if index == statement.first:
                    statement.doubtful = statement.doubtful or len(str(self.tokens[index].value)) <= 2
                    self._mark_broken()
                if index < self.at:
                    self.machine.cut(statement.height)
                    self.blocks[-1].statement = Statement(statement.first, reported=True)
                    self.at = statement.first
                elif not self.tokens[index].word:
                    self.tokens[index] = self.words.as_keyword(index, keyword, width)

    def _end_before(self, statement: Statement) -> None:
        """Ends a statement before the current token."""
        before = self.tokens[self.at - 1]
        self.machine.feed(Token("_END", None, before.end, before.end, self.source))
        if len(self.blocks) == 1:
            self.stretches.append((self.tokens[statement.first].start, before.end))

    def _skip(self, statement: Statement) -> None:
        """Leaves the statement out, but reads the block that it opens."""
        opening = self._next_at_this_depth(("_LBRACE", "_END"))
        if statement.kind:
            self.machine.cut(statement.height)
        if (
            statement.kind in heads()
            and self._type_at(opening) == "_LBRACE"
            and self._entered_with_another_head(statement, opening)
        ):
            return
        self.at = self._next_at_this_depth(("_END",))
        self.unread.lose(self.tokens, statement.first, self.at)
        self._end(statement)
        self.at += 1

    def _entered_with_another_head(self, statement: Statement, opening: int) -> bool:
        """Enters the block of a statement that will be dropped; not where such a statement has no block."""
        head = heads()[statement.kind]
        stack: Stack | None = self.machine.stack
        for terminal in head:
            stack = stack and self.machine.after(stack, terminal)
        if stack is None:
            return False
        first = self.tokens[statement.first]
        for terminal in head:
            self.machine.feed(Token(terminal, NOTHING.get(terminal, ""), first.start, first.end, self.source))
        statement.discard = True
        self.at = opening + 1
        self.blocks.append(Block(self._block_of(statement)))
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
        self.unread.lose(self.tokens, statement.first, self.at)
        self.machine.cut(statement.height)
        self._end(statement)

    def _mark_broken(self) -> None:
        """Notes the declarations that the current statement stands in."""
        for block in self.blocks:
            statement = block.statement
            if statement is not None and (block.kind in DECLARING or statement.kind in inside_others()):
                self._note_broken(statement.first, statement.kind)

    def _note_broken(self, first: int, terminal: str) -> None:
        """Notes a declaration that begins with a token."""
        forced = self.words.forced.get(first)
        behind = self.tokens[first + 1] if first + 1 < len(self.tokens) else None
        self.unread.note(self.tokens[first], behind, forced[0].key if forced else None, terminal)
