"""The words that start a declaration, and where they stand at the start of a line.

In: tokens. Out: which of them begin a declaration. Whether one can be read is decided by the parser.
"""

from __future__ import annotations

from functools import cache

from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.tokens import Token


@cache
def kinds() -> dict[str, str]:
    """The words that start a declaration, in every language, kinds of later versions included, with the kind of each."""
    return {
        spelling: keyword.key
        for keyword in vocabulary().section("kinds", "later")
        for spelling in keyword.english + keyword.chinese
    }


@cache
def kind_spellings() -> frozenset[str]:
    """The words that start a declaration."""
    return frozenset(kinds())


def starts_declaration(tokens: list[Token], index: int) -> bool:
    """Whether a token is a kind of declaration at the very start of a line."""
    token = tokens[index]
    if not token.word or token.value not in kind_spellings():
        return False
    return (index == 0 and column(token) == 0) or (
        index > 0 and tokens[index - 1].type == "NEWLINE" and column(token) == 0
    )


def column(token: Token) -> int:
    """How many characters stand before a token on its line."""
    return token.start - (token.source.text.rfind("\n", 0, token.start) + 1)
