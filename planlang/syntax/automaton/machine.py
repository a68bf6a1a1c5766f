"""The LALR automaton of the grammar, fed one token at a time.

In: tokens whose terminal is settled. Out: whether a terminal may come next, exactly and without taking it, and at the
end the declarations. A statement that went wrong is cut off again; what stood before it is untouched.
"""

from __future__ import annotations

from typing import Any, cast

from lark.lexer import Token as LarkToken

from planlang.source import Source
from planlang.syntax.automaton.grammar import parser
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Declaration

Stack = list[int]


class Machine:
    """One run of the automaton."""

    def __init__(self) -> None:
        self._state = parser().parse_interactive("").parser_state
        self._actions: dict[int, dict[str, tuple[Any, Any]]] = self._state.parse_conf.states

    @property
    def height(self) -> int:
        """How much is on the stack."""
        return len(self._state.state_stack)

    @property
    def stack(self) -> Stack:
        """A copy of the states, to try tokens on."""
        return list(self._state.state_stack)

    def accepts(self, terminal: str) -> bool:
        """Whether a token of this terminal may come next.

        A LALR table alone does not tell: it may allow reductions that end in a state without the terminal.
        """
        stack: list[int] = self._state.state_stack
        action = self._actions[stack[-1]].get(terminal)
        if action is None:
            return False
        return action[0].name == "Shift" or self.after(stack, terminal) is not None

    def after(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after one more token, or None where the token may not come."""
        stack = list(stack)
        while True:
            action = self._actions[stack[-1]].get(terminal)
            if action is None:
                return None
            kind, argument = action
            if kind.name == "Shift":
                stack.append(argument)
                return stack
            size = len(argument.expansion)
            if size:
                del stack[-size:]
            stack.append(self._actions[stack[-1]][argument.origin.name][1])

    def expected(self, stack: Stack) -> frozenset[str]:
        """Every terminal that may come next."""
        return frozenset(
            terminal
            for terminal in self._actions[stack[-1]]
            if terminal.isupper() and self.after(stack, terminal) is not None
        )

    def feed(self, token: Token) -> None:
        """Takes a token; it must be acceptable."""
        self._state.feed_token(cast(LarkToken, token))

    def cut(self, height: int) -> None:
        """Takes back everything above a height."""
        del self._state.state_stack[height:]
        del self._state.value_stack[height - 1 :]

    def finish(self, source: Source) -> tuple[Declaration, ...]:
        """The declarations, when every statement has ended."""
        size = len(source.text)
        end = Token("$END", None, size, size, source)
        declarations: tuple[Declaration, ...] = self._state.feed_token(cast(LarkToken, end), is_end=True)
        return declarations
