"""The LALR automaton of the grammar, fed one token at a time.

In: tokens whose terminal is settled. Out: whether a terminal may come next, exactly and without taking it, and at the
end the declarations. A statement that went wrong is cut off again; what stood before it is untouched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from lark.lexer import Token as LarkToken

from planlang.source import Source
from planlang.syntax.automaton.grammar import parser
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Declaration

Stack = list[int]
Reduction = tuple[int, str, Callable[[list[Any]], Any]]
"""How many values become one, what that is called in the table, and what builds it."""
Move = int | Reduction
"""What a terminal does in a state: it leads to another one, or something ends before it."""


@cache
def _moves() -> defaultdict[int, dict[str, Move]]:
    """State -> terminal -> move, of those met so far; what stands in Lark's table takes longer to follow."""
    return defaultdict(dict)


class Machine:
    """One run of the automaton."""

    def __init__(self) -> None:
        self._state = parser().parse_interactive("").parser_state
        self._states: Stack = self._state.state_stack
        self._values: list[Any] = self._state.value_stack
        self._actions: dict[int, dict[str, tuple[Any, Any]]] = self._state.parse_conf.states
        self._moves = _moves()

    @property
    def height(self) -> int:
        """How much is on the stack."""
        return len(self._states)

    @property
    def stack(self) -> Stack:
        """A copy of the states, to try tokens on."""
        return list(self._states)

    def accepts(self, terminal: str) -> bool:
        """Whether a token of this terminal may come next.

        A LALR table alone does not tell: it may allow reductions that end in a state without the terminal.
        """
        states = self._states
        move = self._moves[states[-1]].get(terminal) or self._move(states[-1], terminal)
        return isinstance(move, int) or (move is not None and self.after(states, terminal) is not None)

    def after(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after one more token, or None where the token may not come."""
        stack = list(stack)
        moves, actions = self._moves, self._actions
        while True:
            move = moves[stack[-1]].get(terminal) or self._move(stack[-1], terminal)
            if move is None:
                return None
            if isinstance(move, int):
                stack.append(move)
                return stack
            size, name, _ = move
            if size:
                del stack[-size:]
            stack.append(actions[stack[-1]][name][1])

    def _move(self, state: int, terminal: str) -> Move | None:
        """What a terminal does in a state, from Lark's table; None where it may not come."""
        action = self._actions[state].get(terminal)
        if action is None:
            return None
        kind, argument = action
        move: Move = argument
        if kind.name != "Shift":
            move = len(argument.expansion), argument.origin.name, self._state.parse_conf.callbacks[argument]
        self._moves[state][terminal] = move
        return move

    def expected(self, stack: Stack) -> frozenset[str]:
        """Every terminal that may come next."""
        return frozenset(
            terminal
            for terminal in self._actions[stack[-1]]
            if terminal.isupper() and self.after(stack, terminal) is not None
        )

    def feed(self, token: Token) -> None:
        """Takes a token; it must be acceptable."""
        states, values, moves, actions, terminal = self._states, self._values, self._moves, self._actions, token.type
        while True:
            move = moves[states[-1]].get(terminal) or self._move(states[-1], terminal)
            assert move is not None, "only what is acceptable is fed"
            if isinstance(move, int):
                states.append(move)
                values.append(token)
                return
            size, name, build = move
            children = values[len(values) - size :]
            if size:
                del states[-size:], values[-size:]
            values.append(build(children))
            states.append(actions[states[-1]][name][1])

    def cut(self, height: int) -> None:
        """Takes back everything above a height."""
        del self._states[height:]
        del self._values[height - 1 :]

    def finish(self, source: Source) -> tuple[Declaration, ...]:
        """The declarations, when every statement has ended."""
        size = len(source.text)
        end = Token("$END", None, size, size, source)
        declarations: tuple[Declaration, ...] = self._state.feed_token(cast(LarkToken, end), is_end=True)
        return declarations
