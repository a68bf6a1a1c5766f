"""Lines of formatted text from tokens and comments.

In: the tokens of one declaration and the comments among them. Out: its lines. A block that stood on one line stays on
one; any other has every statement on a line of its own, two spaces deeper. Line breaks inside a statement stay where
they were.
"""

from __future__ import annotations

from attrs import define, field

from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax.lexer import Comment
from planlang.syntax.spelling import spelled
from planlang.syntax.tokens import Token

INDENT = "  "
CONTINUED = "    "

OPENING = frozenset({"_LPAR", "_LSQB"})
CLOSING = frozenset({"RPAR", "RSQB"})
TIGHT_BEFORE = frozenset({"_COMMA", "_COLON", "RPAR", "RSQB", "_DOT"})
VALUES = frozenset({"NAME", "STRING", "INTEGER", "NUMBER", "PERCENT", "POINTS", "MONEY", "DURATION", "DATE", "LABEL"})


@define
class _Open:
    """A block being printed."""

    inline: bool
    kind: str
    empty: bool = True


@define
class Printer:
    """Prints one declaration."""

    source: Source
    tokens: list[Token]
    comments: list[Comment]
    into: Language | None
    usual: Language
    lines: list[str] = field(factory=list)
    line: str = ""
    blocks: list[_Open] = field(factory=list)
    before: Token | None = None
    """The last token of the current statement; None at its start."""
    context: str = ""
    end: int = 0
    """Offset after what was printed last."""
    commented: bool = False
    """Whether the current line ends in a comment."""

    def printed(self) -> list[str]:
        """The lines of the declaration."""
        waiting = iter([*self.comments, None])
        comment = next(waiting)
        self.end = self.tokens[0].start
        for index, token in enumerate(self.tokens):
            while comment is not None and comment.start < token.start:
                self._comment(comment)
                comment = next(waiting)
            self._token(index, token)
        while comment is not None:
            self._comment(comment)
            comment = next(waiting)
        self._finish()
        return self.lines

    # ---- lines

    @property
    def _indent(self) -> str:
        return INDENT * sum(not block.inline for block in self.blocks)

    @property
    def _inline(self) -> bool:
        return bool(self.blocks) and self.blocks[-1].inline

    def _finish(self) -> None:
        """Ends the current line."""
        if self.line.strip():
            self.lines.append(self.line.rstrip())
        self.line = ""
        self.commented = False

    def _blank(self, start: int) -> None:
        """Keeps one blank line of those before `start`, but none at the edges of a block."""
        if self.source.text.count("\n", self.end, start) > 1 and self.lines and not self.lines[-1].endswith("{"):
            self.lines.append("")

    def _comment(self, comment: Comment) -> None:
        text = self.source.text[comment.start : comment.end].rstrip()
        if self.source.text.find("\n", self.end, comment.start) < 0 and (self.line or self.lines):
            if not self.line:
                self.line = self.lines.pop()
            self.line += "  " + text
        else:
            self._finish()
            if self.before is None:
                self._blank(comment.start)
            self.line = self._indent + (CONTINUED if self.before is not None else "") + text
        if self.before is not None:
            self.commented = True
        else:
            self._finish()
        self.end = comment.end

    # ---- tokens

    def _token(self, index: int, token: Token) -> None:
        if token.type == "_END":
            self._statement_end(index)
            return
        if token.words == 0:
            self.end = token.end
            return
        if token.type == "RBRACE":
            self._close()
        else:
            self._space(index, token)
            if self.before is None and not self.context:
                self.context = token.keyword.key if token.keyword is not None else ""
            self.line += spelled(token, self._position(token), self.into, self.usual)
            if token.type == "_LBRACE":
                self._open(index)
            else:
                self.before = token
        self.end = token.end

    def _position(self, token: Token) -> str:
        """What decides between two spellings of a keyword: the statement it stands in, or for its first word the block."""
        if self.before is None and self.blocks:
            return self.blocks[-1].kind
        return self.context

    def _statement_end(self, index: int) -> None:
        self.before = None
        self.context = ""
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if not self._inline:
            self._finish()
        elif following is not None and following.type != "RBRACE":
            self.line += ";"

    def _open(self, index: int) -> None:
        closing = self._closing(index)
        start, end = self.tokens[index].end, self.tokens[closing].start
        inline = self._inline or (
            "\n" not in self.source.text[start:end] and not any(start <= c.start < end for c in self.comments)
        )
        self.blocks.append(_Open(inline, self.context))
        self.before = None
        self.context = ""
        if not inline:
            self._finish()

    def _closing(self, index: int) -> int:
        depth = 0
        for at in range(index, len(self.tokens)):
            kind = self.tokens[at].type
            depth += (kind == "_LBRACE") - (kind == "RBRACE")
            if depth == 0:
                return at
        raise AssertionError("blocks are balanced")

    def _close(self) -> None:
        block = self.blocks.pop()
        if block.inline:
            self.line += "}" if block.empty else " }"
        else:
            self._finish()
            self.line = self._indent + "}"
        self.before = self.tokens[0]
        self.context = block.kind

    # ---- spaces

    def _space(self, index: int, token: Token) -> None:
        """What goes between the line so far and a token."""
        before = self.before
        if before is None:
            if self._inline:
                self.line += " "
                self.blocks[-1].empty = False
            else:
                self._finish()
                self._blank(token.start)
                self.line = self._indent
            return
        broken = self.commented or (
            token.type != "_LBRACE" and "\n" in self.source.text[self.end : token.start] and not self._inline
        )
        if broken:
            self._finish()
            self.line = self._indent + ("" if token.type in CLOSING else CONTINUED)
        elif not self._tight(index, before, token):
            self.line += " "

    def _tight(self, index: int, before: Token, token: Token) -> bool:
        """Whether a token follows the one before it without a space."""
        if token.type in TIGHT_BEFORE or before.type in OPENING or before.type == "_DOT":
            return True
        if token.type == "_LPAR":
            return before.type == "NAME" and before.keyword is None
        if token.type == "_LSQB":
            return True
        if self.context == "timezone":
            return "SLASH" in (before.type, token.type)
        return before.type == "MINUS" and self._is_sign(index - 1)

    def _is_sign(self, index: int) -> bool:
        """Whether the minus at an index belongs to the value after it."""
        left = self.tokens[index - 1]
        return not (left.type in CLOSING or (left.type in VALUES and left.keyword is None) or _is_window(left))


def _is_window(token: Token) -> bool:
    return token.keyword is not None and token.keyword.terminal == "WINDOW"
