"""Braces: what is missing is supplied, what is too much goes astray.

In: the tokens of a source, line ends among them. Out: tokens in which every `{` is closed; a `}` that closes nothing is
of type STRAY. Where braces do not match, indentation tells which one is wrong, and a line that starts
with a kind of declaration starts afresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from planlang.diagnostics.diagnostic import Edit, Fix, Related
from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.source import Span
from planlang.syntax.automaton.blocks import begin_statements, heads
from planlang.syntax.lexical.findings import MOST_SHOWN, Findings
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import column, kinds, starts_declaration
from planlang.syntax.lexical.tokens import Token

UNCLOSED_BRACE = Text("unclosed-brace", "this `{{` is not closed")
UNCLOSED_BRACE_HELP = Text("unclosed-brace.help", "add `}}` at the end of the block")
NOTICED = Text("unclosed-brace.noticed", "the block seems to end before this")
MISSING_BRACE = Text("missing-brace", "a `{{` is missing at the end of this line")
MISSING_BRACE_HELP = Text("missing-brace.help", "add `{{`: the lines below belong to this block")
ADD = Text("unclosed-brace.fix", "add `{mark}`")


def with_matching_braces(tokens: list[Token], findings: Findings) -> list[Token]:
    """The tokens with every brace matched, as far as that can be known."""
    if _balanced(tokens) and not _declares_inside(tokens):
        return tokens
    supply = _Supply(findings)
    chunks = [*_chunks(tokens)]
    following = [*(chunk[0] for chunk in chunks[1:]), None]
    return [token for chunk, then in zip(chunks, following, strict=True) for token in supply.balanced(chunk, then)]


def _balanced(tokens: list[Token]) -> bool:
    depth = 0
    for token in tokens:
        if token.type == "_LBRACE":
            depth += 1
        elif token.type == "RBRACE":
            depth -= 1
            if depth < 0:
                return False
    return depth == 0


def _surplus(tokens: list[Token]) -> int:
    """How many more braces close than open."""
    return sum((token.type == "RBRACE") - (token.type == "_LBRACE") for token in tokens)


@cache
def _spellings(terminals: frozenset[str]) -> frozenset[str]:
    """The spellings of kinds of declarations."""
    kinds = [keyword for keyword in vocabulary().section("kinds") if keyword.terminal in terminals]
    return frozenset(spelling for keyword in kinds for spelling in keyword.english + keyword.chinese)


def _declares_inside(tokens: list[Token]) -> bool:
    """Whether a line inside a block, that of a template apart, starts with a declaration that can only stand outside."""
    inside = _spellings(begin_statements())
    depth, template = 0, False
    for index, token in enumerate(tokens):
        if depth == 0 and starts_declaration(tokens, index):
            template = kinds()[str(token.value)] == "define"
        if token.type == "_LBRACE":
            depth += 1
        elif token.type == "RBRACE":
            depth -= 1
        elif template and depth == 1:
            continue
        elif depth > 0 and token.word and starts_declaration(tokens, index) and token.value not in inside:
            following = tokens[index + 1].type if index + 1 < len(tokens) else "NEWLINE"
            if following == "NAME":
                return True
    return False


def _chunks(tokens: list[Token]) -> Iterator[list[Token]]:
    """The stretches from one line that starts with a kind of declaration to the next."""
    start = 0
    for index in range(1, len(tokens)):
        if tokens[index].word and starts_declaration(tokens, index):
            yield tokens[start:index]
            start = index
    yield tokens[start:]


@define
class _Open:
    """A `{` that waits for its `}`, with the indentation of its line."""

    token: Token
    indent: int
    line: int


@define
class _Supply:
    findings: Findings
    strays: int = 0

    def balanced(self, chunk: list[Token], then: Token | None) -> list[Token]:
        """The chunk, which `then` follows, with braces added and removed until they match, going by indentation."""
        if _balanced(chunk):
            return chunk
        chunk = self._with_missing_openers(chunk)
        if _balanced(chunk):
            return chunk
        return self._with_missing_closers(chunk, then)

    def _with_missing_openers(self, chunk: list[Token]) -> list[Token]:
        """Adds `{` to lines that name a declaration and are followed by deeper lines, while there are too few."""
        surplus = _surplus(chunk)
        all_lines = list(lines(chunk))
        out: list[Token] = []
        for number, line in enumerate(all_lines):
            words = [token for token in line if token.type != "NEWLINE"]
            out.extend(line)
            if surplus <= 0 or not words or words[0].value not in _spellings(frozenset(heads())):
                continue
            last = words[-1]
            turned = last.type == "RBRACE" and len(words) > 1
            if any(token.type in ("_LBRACE", "RBRACE") for token in (words[:-1] if turned else words)):
                continue
            below = next(
                (other for later in all_lines[number + 1 :] for other in later if other.type != "NEWLINE"), None
            )
            if below is None or column(below) <= column(words[0]):
                continue
            if turned:
                place = last.span
                last.type = "_LBRACE"
                surplus -= 1
            else:
                place = Span(last.source, last.end, last.end)
                brace = Token("_LBRACE", "{", last.end, last.end, last.source)
                out.insert(len(out) - (1 if line[-1].type == "NEWLINE" else 0), brace)
            surplus -= 1
            self.findings.error(
                "missing-brace",
                words[0].span.to(last.span),
                MISSING_BRACE(),
                MISSING_BRACE_HELP(),
                fixes=(Fix(ADD(mark="{"), (Edit(place, "{" if turned else " {"),), safe=False),),
            )
        return out

    def _with_missing_closers(self, chunk: list[Token], then: Token | None) -> list[Token]:
        """Closes a block where a line is indented no deeper than the line that opened it; a `}` too many goes astray.

        Which `}` is one too many: one inside a line that would close a block opened on another line, or one that no
        end of a statement follows.
        """
        surplus = _surplus(chunk)
        out: list[Token] = []
        open_: list[_Open] = []
        number = indent = 0
        first = True
        for index, token in enumerate(chunk):
            if token.type == "NEWLINE":
                out.append(token)
                number += 1
                first = True
                continue
            if first:
                indent = column(token)
                closing = token.type == "RBRACE"
                while (
                    open_
                    and number > open_[-1].line
                    and (open_[-1].indent > indent or (open_[-1].indent == indent and not closing))
                ):
                    self._close(open_.pop(), out, token)
                    surplus += 1
            if token.type == "_LBRACE":
                open_.append(_Open(token, indent, number))
            elif token.type == "RBRACE":
                elsewhere = bool(open_) and open_[-1].line < number and (not first or open_[-1].indent < indent)
                amid = index + 1 < len(chunk) and chunk[index + 1].type not in ("SEMICOLON", "RBRACE", "NEWLINE")
                if not open_ or (surplus > 0 and (elsewhere or amid)):
                    surplus -= 1
                    self._stray(token, out)
                    first = False
                    continue
                open_.pop()
            first = False
            out.append(token)
        while open_:
            self._close(open_.pop(), out, then)
        return out

    def _stray(self, token: Token, out: list[Token]) -> None:
        """Leaves a `}` that closes nothing to the reader, who may know where its `{` is missing."""
        self.strays += 1
        if self.strays > MOST_SHOWN:
            self.findings.more += 1
            return
        token.type = "STRAY"
        out.append(token)

    def _close(self, opened: _Open, out: list[Token], before: Token | None) -> None:
        at = len(out)
        while at and out[at - 1].type == "NEWLINE":
            at -= 1
        end = out[at - 1].end
        brace = Token("RBRACE", "}", end, end, opened.token.source)
        out.insert(at, brace)
        related = (Related(before.span, NOTICED()),) if before is not None else ()
        self.findings.error(
            "unclosed-brace",
            opened.token.span,
            UNCLOSED_BRACE(),
            UNCLOSED_BRACE_HELP(),
            related=related,
            fixes=(Fix(ADD(mark="}"), (Edit(brace.span, " }"),), safe=False),),
        )


def lines(chunk: list[Token]) -> Iterator[list[Token]]:
    """Tokens line by line, each with its line end."""
    line: list[Token] = []
    for token in chunk:
        line.append(token)
        if token.type == "NEWLINE":
            yield line
            line = []
    if line:
        yield line
