"""Lines of formatted text from tokens and comments.

In: the tokens of one declaration and the comments among them. Out: its lines. A block that stood on one line stays on
one where that is not too long; any other has every statement on a line of its own, two spaces deeper. Where a
statement breaks is the matter of breaking.py.
"""

from __future__ import annotations

from collections import deque
from itertools import pairwise

from planlang.diagnostics.text import Language
from planlang.frozen import define, field
from planlang.source import Source
from planlang.syntax.formatter.breaking import CLOSING, Word, fits, flat, lines_of
from planlang.syntax.formatter.comments import IGNORING
from planlang.syntax.formatter.spelling import nth_spelled, spelled
from planlang.syntax.formatter.tables import aligned
from planlang.syntax.lexical.scanned import Comment
from planlang.syntax.lexical.tokens import Token

INDENT = 2

OPENING = frozenset({"_LPAR", "_LSQB"})
TIGHT_BEFORE = frozenset({"_COMMA", "_COLON", "RPAR", "RSQB", "_DOT"})
SAMPLES = frozenset({"numbers", "dates", "fiscal_year"})
"""Keywords before what a notation looks like: `1.234,56`, `d/m/y`, `4-4-5`."""
VALUES = frozenset({"NAME", "STRING", "INTEGER", "NUMBER", "PERCENT", "POINTS", "MONEY", "DURATION", "DATE", "LABEL"})


@define
class Printer:
    """Prints one declaration."""

    source: Source
    tokens: list[Token]
    comments: deque[Comment]
    """Those not printed yet."""
    into: Language | None
    usual: Language
    words: list[Word] = field(factory=list)
    lines: list[str] = field(factory=list)
    rows: dict[int, str] = field(factory=dict)
    """The lines of rows of tables, by the index of their first word."""
    end: int = 0
    """Offset after what was printed last."""

    def printed(self) -> list[str]:
        """The lines of the declaration."""
        self.words = _Speller(self.source, self.tokens, self.into, self.usual).words()
        self.end = self.tokens[0].start
        self.rows = aligned(self.words)
        self._statements(0, len(self.words), 0)
        self._comments(None, 0)
        return self.lines

    def _statements(self, at: int, end: int, indent: int) -> None:
        """Prints the statements between two words."""
        while at < end:
            if self.words[at].kind == "_END":
                at += 1
                continue
            self._comments(self.words[at].start, indent)
            self._blank(self.words[at].start)
            at = self._statement(at, indent)

    def _statement(self, at: int, indent: int) -> int:
        """Prints the statement that begins at a word, with its block; gives the index after it."""
        words = self.words
        last = at
        while words[last].kind not in ("_END", "_LBRACE"):
            last += 1
        if at in self.rows:
            self.lines.append(" " * indent + self.rows[at])
            self.end = words[last - 1].end
            return last + 1
        opens = words[last].kind == "_LBRACE"
        closing = words[last].partner if opens else last
        text = self.source.text
        inline = opens and text.find("\n", words[last].end, words[closing].start) < 0
        head = words[at : last + opens]
        line = self._whole(head, indent)
        if line is not None and fits(line):
            lines = [line]
        else:
            stay = self._spoken_for(words[at].start, words[closing].end)
            lines = lines_of(self._with_comments(head), indent, outside=indent == 0, stay=stay)
        self.end = head[-1].end
        if inline:
            rest = flat(words[last + 1 : closing + 1])
            whole = lines[-1] + (" " + rest if words[last + 1].space else rest)
            inline = fits(whole) or self._spoken_for(words[at].start, words[closing].end)
            if inline:
                lines[-1] = whole
                self.end = words[closing].end
        self.lines += lines
        if opens and not inline:
            self._statements(last + 1, closing, indent + INDENT)
            self._comments(words[closing].start, indent + INDENT)
            self.lines.append(" " * indent + "}")
            self.end = words[closing].end
        return closing + 1

    def _whole(self, head: list[Word], indent: int) -> str | None:
        """The one line of a statement that has no break and no comment in it."""
        if self.comments and self.comments[0].start < head[-1].start:
            return None
        return None if any(word.broken for word in head[1:]) else " " * indent + flat(head)

    def _spoken_for(self, start: int, end: int) -> bool:
        """Whether a comment behind a stretch or on the line above speaks for its line, which has to stay one."""
        text = self.source.text
        begin = text.rfind("\n", 0, start) + 1
        above = text[text.rfind("\n", 0, max(0, begin - 1)) + 1 : begin]
        closing = text.find("\n", end)
        behind = text[end : closing if closing >= 0 else len(text)]
        return IGNORING.search(behind) is not None or IGNORING.match(above.lstrip()) is not None

    # ---- blanks and comments

    def _blank(self, start: int) -> None:
        """Keeps one blank line of those before `start`, but none at the beginning of a block."""
        if self.source.text.count("\n", self.end, start) > 1 and self.lines and not self.lines[-1].endswith("{"):
            self.lines.append("")

    def _comments(self, start: int | None, indent: int) -> None:
        """Prints the comments before an offset: behind the last line where they stood on it, or on lines of their own."""
        text = self.source.text
        while self.comments and (start is None or self.comments[0].start < start):
            comment = self.comments.popleft()
            words = text[comment.start : comment.end].rstrip()
            if self.lines and text.find("\n", self.end, comment.start) < 0:
                self.lines[-1] += "  " + words
            else:
                self._blank(comment.start)
                self.lines.append(" " * indent + words)
            self.end = comment.end

    def _with_comments(self, head: list[Word]) -> list[Word]:
        """The words of a statement with the comments between them."""
        for word, then in pairwise(head):
            end = word.end
            while self.comments and self.comments[0].start < then.start:
                comment = self.comments.popleft()
                own = self.source.text.find("\n", end, comment.start) >= 0
                end = comment.end
                word.comments += ((self.source.text[comment.start : end].rstrip(), own),)
        return head


@define
class _Speller:
    """Spells the tokens of one declaration."""

    source: Source
    tokens: list[Token]
    into: Language | None
    usual: Language
    found: list[Word] = field(factory=list)
    blocks: list[tuple[int, str]] = field(factory=list)
    """Each open block: the index of its `{`, and the keyword of its statement."""
    context: str = ""
    """The keyword that the statement begins with."""
    is_sample: bool = False
    """Whether a sample of a notation is being spelled, which has no blanks."""
    often: str = ""
    """The cadence that a day follows in one word: of `每月第4个工作日`."""
    spoken: Language | None = None
    """The language of the keywords of the statement."""

    def words(self) -> list[Word]:
        """The tokens as words; of an `_END` the `;` that stands for it on one line."""
        text = self.source.text
        before: Token | None = None
        end = self.tokens[0].start
        for index, token in enumerate(self.tokens):
            kind = token.type
            if token.words == 0:
                self.found[-1].end = token.end
            elif kind == "_END":
                self.found.append(Word(";", False, kind, token.start, token.end))
                before, self.context = None, ""
            elif kind == "RBRACE":
                self._close(token)
                before = token
            else:
                broken = token.start > end and kind != "_LBRACE" and text.find("\n", end, token.start) >= 0
                word = self._word(index, before, token)
                word.broken = broken
                self.found.append(word)
                before = token
                if kind == "_LBRACE":
                    self.blocks.append((len(self.found) - 1, self.context))
                    before, self.context = None, ""
            end = token.end
        return self.found

    def _word(self, index: int, before: Token | None, token: Token) -> Word:
        keyword = token.keyword
        position = self.context
        if before is None:
            if not self.context and keyword is not None:
                self.context = keyword.key
            position = self.blocks[-1][1] if self.blocks else self.context
            self.spoken = None
        if keyword is not None and token.word and self.spoken is None:
            self.spoken = Language.EN if str(token.value).isascii() else Language.ZH
        text = spelled(token, position, self.into, self.spoken or self.usual)
        space = before is None or not self._tight(index, before, token)
        is_amount = token.type == "INTEGER" and before is not None and _is_cadence(before)  # a target: `每月 3`
        nth = nth_spelled(token, self.often) if self.often and not is_amount else None
        if nth is not None:
            text, space = nth, False
        self._see_rhythm(token, nth)
        if before is None or keyword is not None:
            self.is_sample = keyword is not None and keyword.key in SAMPLES
        return Word(text, space, token.type if keyword is None else keyword.terminal, token.start, token.end)

    def _see_rhythm(self, token: Token, nth: str | None) -> None:
        """Notes that `每月` or `每月第` came, behind which the day follows in one word."""
        keyword = token.keyword
        if keyword is not None and _is_cadence(token):
            self.often = keyword.key if (self.into or self.spoken) is Language.ZH else ""
        elif nth is None or token.type == "INTEGER":
            self.often = ""
        elif keyword is not None and keyword.key == "workday":
            self.often = keyword.key

    def _close(self, token: Token) -> None:
        opener, self.context = self.blocks.pop()
        self.found[opener].partner = len(self.found)
        empty = opener == len(self.found) - 1
        if self.found[-1].kind == "_END":
            self.found[-1].text = ""
        self.found.append(Word("}", not empty, token.type, token.start, token.end))

    def _tight(self, index: int, before: Token, token: Token) -> bool:
        """Whether a token follows the one before it without a space."""
        if self.is_sample and before.keyword is None and token.keyword is None:
            return True
        if token.type == "CELL" or before.type == "CELL":
            return False
        if token.type in TIGHT_BEFORE or before.type in OPENING or before.type == "_DOT":
            return True
        if before.type == "MINUS" and self._is_sign(index - 1):
            return True
        if token.type == "_LPAR":
            return before.type == "NAME" and before.keyword is None
        if token.type == "_LSQB":
            return True
        return self.context == "timezone" and "SLASH" in (before.type, token.type)

    def _is_sign(self, index: int) -> bool:
        """Whether the minus at an index belongs to the value after it."""
        left = self.tokens[index - 1]
        return not (left.type in CLOSING or (left.type in VALUES and left.keyword is None) or _is_window(left))


def _is_cadence(token: Token) -> bool:
    return token.keyword is not None and token.keyword.terminal == "CADENCE"


def _is_window(token: Token) -> bool:
    return token.keyword is not None and token.keyword.terminal == "WINDOW"
