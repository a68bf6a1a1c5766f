"""Where somebody is writing: what stands before, and what may come next there as the grammar has it.

In: a source, an offset. Out: a `Place`. Nothing needs to be right but the statement that is being written, up to there.
"""

from __future__ import annotations

import re

from planlang.diagnostics.text import Language
from planlang.editor.words import stretch_bounds
from planlang.frozen import frozen
from planlang.source import Source
from planlang.syntax.automaton.blocks import declarations
from planlang.syntax.lexical.scanned import Comment
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.reading import no_collection, statements
from planlang.syntax.statements.reader import Reader

WORD = re.compile(r"[\w\u0300-\u036f]*\Z")
PHRASE = re.compile(r"(?:[\w-]+[ \t]+){1,2}[\w-]*\Z")


@frozen
class Place:
    """A place in a file.

    Attributes:
        typed: the word that was begun right before it.
        start: where that word begins.
        expected: the terminals that may come next, in its stead.
        phrases: of each place on the line where words before it may begin a phrase: what they are, where they begin, and the
            terminals that may come there.
        block: the kind of block it stands in; `FILE` outside of blocks.
        words: the tokens of the statement up to there.
        around: the tokens of the heads of the blocks around it, the innermost last.
        begins: whether a statement begins there.
        inside: `text`, `comment` or nothing: what it stands in the middle of.
        quote: where the text begins, the mark included.
        language: of most keywords of the file so far.
    """

    typed: str
    start: int
    expected: frozenset[str]
    phrases: tuple[tuple[str, int, frozenset[str]], ...]
    block: str
    words: tuple[Token, ...]
    around: tuple[tuple[Token, ...], ...]
    begins: bool
    inside: str
    quote: int
    language: Language

    @property
    def kind(self) -> str:
        """The terminal of the first word of the statement."""
        return _terminal(self.words[0]) if self.words else ""

    @property
    def dotted(self) -> tuple[str, ...]:
        """The names before a dot right before it: of `team.lead.` these two."""
        path: list[str] = []
        at = len(self.words) - 1
        while at > 0 and self.words[at].type == "_DOT":
            path.insert(0, str(self.words[at - 1].value))
            at -= 2
        return tuple(path)

    @property
    def head(self) -> tuple[Token, ...]:
        """The words of the declaration it stands in."""
        kinds = declarations()
        heads = [words for words in (*self.around, self.words) if words and _terminal(words[0]) in kinds]
        return heads[0] if heads else ()


def _terminal(token: Token) -> str:
    return token.keyword.terminal if token.keyword is not None else token.type


def place_at(source: Source, offset: int) -> Place:
    """What is known of a place."""
    begin, end = stretch_bounds(source, offset)
    text = source.text[begin:end]
    here = offset - begin
    match = WORD.search(text, 0, here)
    typed = match[0] if match is not None else ""
    with no_collection():
        laid_out = statements(Source(source.path, text))
        inside, quote = _inside(text, here, laid_out.scanned.comments, laid_out.tokens)
        reader = Reader(laid_out.scanned.source, laid_out.laid.tokens)
        starts = [quote if inside == "text" else here - len(typed)]
        phrase = PHRASE.search(text, text.rfind("\n", 0, here) + 1, here)
        if phrase is not None and not inside:
            words = list(re.finditer(r"[\w-]+", phrase[0]))
            starts = sorted({*starts, *(phrase.start() + word.start() for word in words)})
        phrases: list[tuple[str, int, frozenset[str]]] = []
        expected: frozenset[str] = frozenset()
        for start in starts:
            fits = reader.read_before(start)
            expected = reader.machine.expected(reader.machine.stack) if fits else frozenset()
            if start != starts[-1]:
                phrases.append((text[start:here], begin + start, expected))
    statement = reader.blocks[-1].statement
    words_so_far = () if statement is None else tuple(reader.tokens[statement.first : reader.at])
    around = tuple(
        tuple(_head(reader.tokens, block.statement.first))
        for block in reader.blocks[:-1]
        if block.statement is not None
    )
    return Place(
        text[starts[-1] : here],
        begin + starts[-1],
        expected,
        tuple(phrases),
        reader.blocks[-1].kind,
        words_so_far,
        around,
        statement is None,
        inside,
        begin + quote,
        reader.words.language,
    )


def _head(tokens: list[Token], first: int) -> list[Token]:
    """The words of a statement up to its block."""
    found: list[Token] = []
    for token in tokens[first:]:
        if token.type in ("_LBRACE", "_END"):
            break
        found.append(token)
    return found


def _inside(text: str, here: int, comments: list[Comment], tokens: tuple[Token, ...]) -> tuple[str, int]:
    """What a place stands in the middle of, and where that begins."""
    for comment in comments:
        if comment.start < here <= comment.end:
            return "comment", comment.start
    for token in tokens:
        open_end = token.end - token.start < 2 or text[token.end - 1] not in '"”'
        if token.type == "STRING" and token.start < here < token.end + open_end:
            return "text", token.start
    return "", here
