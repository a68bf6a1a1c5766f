"""A source read: its characters, its statements, its declarations.

In: a source. Out: everything that reading it found, for the parser and the formatter. A text that is no plan (prose, a
table, a program) is recognised by its beginning and not read to its end.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from planlang.diagnostics.diagnostic import Diagnostic, Severity, in_order
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.source import Source, Span
from planlang.syntax.lexical.findings import MOST_SHOWN, Findings
from planlang.syntax.lexical.lexer import scan
from planlang.syntax.lexical.scanned import Scan
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Declaration
from planlang.syntax.statements.layout import Laid, lay_out
from planlang.syntax.statements.reader import Reader

NOT_A_PLAN = Text("not-a-plan", "this does not read like a plan: hardly a statement of it can be understood")
NOT_A_PLAN_HELP = Text(
    "not-a-plan.help",
    'a plan begins with `plan NAME "Title" {{ … }}`; a file of data is named in a source, `read "FILE"`',
)

LONG = 400_000
"""Characters that a plan of 10,000 lines hardly has."""
BEGINNING = 50_000
"""Characters at the beginning of a long text that tell whether it is a plan."""
HARDLY = 10
"""So many times as many statements cannot be read as can, in what is no plan."""
FEW = 5
"""So many mistakes tell of a text of which nothing at all can be read that it is no plan."""


Placed = tuple[tuple[str, int], ...]
"""The texts of comments, each with the number of tokens before it."""


@frozen
class Statements:
    """The words and marks of a source, put together to statements.

    Attributes:
        scanned: with all comments.
        laid: the tokens; reading them settles which are keywords, and changes them where it repairs a mistake.
        tokens: the same tokens before that.
    """

    scanned: Scan
    laid: Laid
    tokens: tuple[Token, ...]

    @property
    def findings(self) -> tuple[Findings, Findings]:
        """What was wrong with characters and words, and with blocks and brackets."""
        return self.scanned.findings, self.laid.findings

    @cached_property
    def meaning(self) -> tuple[tuple[str, object, str | None], ...]:
        """What reading gets to see: equal meanings give equal trees, places aside."""
        return tuple((token.type, token.value, token.doc) for token in self.tokens)

    @cached_property
    def comments(self) -> Placed:
        """The comments, each with the number of words and marks before it."""
        return _placed(self.scanned, self.tokens)


def statements(source: Source) -> Statements:
    """The statements of a source."""
    scanned = scan(source)
    laid = lay_out(scanned)
    return Statements(scanned, laid, tuple(laid.tokens))


@frozen
class Reading:
    """One source, or the beginning of one that is no plan, as it was read.

    Attributes:
        source: what was read.
        statements: of the source.
        reader: at the end of its work.
        declarations: what it has read.
        is_plan: False where hardly a statement can be read.
    """

    source: Source
    statements: Statements
    reader: Reader
    declarations: tuple[Declaration, ...]
    is_plan: bool

    @property
    def phases(self) -> tuple[Findings, ...]:
        """The findings of all phases, in their order."""
        return (*self.statements.findings, self.reader.findings)

    @property
    def tokens(self) -> list[Token]:
        """The tokens, statements ended and keywords settled."""
        return self.reader.tokens

    @property
    def comments(self) -> Placed:
        """The comments, each with the number of phrases, values and marks before it."""
        return _placed(self.statements.scanned, (token for token in self.tokens if token.words))

    def no_plan(self, whole: Source) -> Diagnostic:
        """What is said of a text that is no plan, at its first mistake."""
        first = in_order(diagnostic for phase in self.phases for diagnostic in phase.kept)[0]
        span = Span(whole, first.span.start, first.span.end)
        return Diagnostic("not-a-plan", Severity.ERROR, span, NOT_A_PLAN(), first.message, NOT_A_PLAN_HELP())


def _placed(scanned: Scan, tokens: Iterable[Token]) -> Placed:
    text = scanned.source.text
    starts = [token.start for token in tokens if token.type != "_END"]
    return tuple(
        (text[comment.start : comment.end].rstrip(), bisect_left(starts, comment.start)) for comment in scanned.comments
    )


def read(source: Source) -> Reading:
    """Reads a source; of a long one that does not begin like a plan, only the beginning."""
    with no_collection():
        if len(source.text) > LONG:
            text = source.text[:BEGINNING]
            beginning = _read(Source(source.path, text[: text.rfind("\n") + 1] or text), enough=0)
            if not beginning.is_plan:
                return beginning
        return _read(source, enough=MOST_SHOWN)


def _read(source: Source, *, enough: int) -> Reading:
    """Reads a source to its end; `enough` mistakes are not yet the sign of a text that is no plan."""
    found = statements(source)
    reader = Reader(source, found.laid.tokens)
    for kind, name in found.scanned.lost:
        reader.unread.note(kind, name)
    declarations = reader.read()
    wrong = reader.wrong + sum(len(phase.kept) + phase.more for phase in found.findings)
    nothing = not declarations and not reader.right and wrong >= FEW
    is_plan = not nothing and wrong <= max(enough, HARDLY * reader.right)
    return Reading(source, found, reader, declarations, is_plan)


@contextmanager
def no_collection() -> Iterator[None]:
    """Holds back the cyclic garbage collector: everything made here is kept, so looking for garbage is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
