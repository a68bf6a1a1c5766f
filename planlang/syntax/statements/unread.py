"""What is known of declarations that could not be read whole: their kind and their name.

In: the tokens of a statement that is left out, or of one in which something was reported. Out: `Broken` nodes.
"""

from __future__ import annotations

from planlang.frozen import define, field
from planlang.syntax.automaton.blocks import declarations, inside_others
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.lexical.kind_words import kinds
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Broken, Name

KINDS = frozenset(declarations())
KIND_OF_TERMINAL = {keyword.terminal: keyword.key for keyword in vocabulary().section("kinds")}


@define
class Unread:
    """The declarations with mistakes, by the offset of their first word."""

    _found: dict[int, Broken] = field(factory=dict)

    @property
    def broken(self) -> tuple[Broken, ...]:
        """All of them, in order."""
        return tuple(self._found[at] for at in sorted(self._found))

    def note(self, word: Token, behind: Token | None, kind: str | None = None, terminal: str = "") -> None:
        """Notes a declaration by its first two tokens, and by what its first word was taken for."""
        found = self._found.get(word.start)
        if found is not None and found.name is not None and found.kind is not None:
            return
        name = behind if behind is not None and behind.type == "NAME" else None
        spelled = kinds().get(str(word.value)) if word.word else None
        self._found[word.start] = Broken(
            kind or spelled or KIND_OF_TERMINAL.get(terminal),
            Name(str(name.value), name.span) if name is not None else None,
            (name or word).span,
        )

    def lose(self, tokens: list[Token], first: int, last: int) -> None:
        """Notes the declarations inside a statement that is left out."""
        inside = KINDS if kinds().get(str(tokens[first].value)) == "define" else inside_others()
        for index in range(first + 1, min(last, len(tokens) - 1)):
            word = tokens[index]
            begins = word.word and tokens[index - 1].type in ("_END", "_LBRACE", "RBRACE")
            if begins and kinds().get(str(word.value), "").upper() in inside:
                self.note(word, tokens[index + 1])
