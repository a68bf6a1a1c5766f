"""The LALR automaton of the grammar, fed one token at a time.

In: tokens whose terminal is settled. Out: whether a terminal may come next, exactly and without taking it, and at the
end the declarations. A statement that went wrong is cut off again; what stood before it is untouched.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from planlang.syntax.automaton.grammar import table
from planlang.syntax.automaton.table import START, Reduction, Rows
from planlang.syntax.build import builders
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.nodes import Declaration

Stack = list[int]
END = "$END"
LEADS_ON = "what parts have become leads on"


@cache
def _rows() -> Rows:
    return table().rows(vars(builders()))


class Machine:
    """One run of the automaton."""

    def __init__(self) -> None:
        self._states: Stack = [START]
        self._values: list[Any] = []
        self._rows = _rows()

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
        move = self._rows[self._states[-1]].get(terminal)
        return isinstance(move, int) or (move is not None and self.after(self._states, terminal) is not None)

    def after(self, stack: Stack, terminal: str) -> Stack | None:
        """The stack after one more token, or None where the token may not come."""
        stack = list(stack)
        rows = self._rows
        while True:
            move = rows[stack[-1]].get(terminal)
            if move is None:
                return None
            if isinstance(move, int):
                stack.append(move)
                return stack
            size, name, _ = move
            if size:
                del stack[-size:]
            to = rows[stack[-1]][name]
            assert isinstance(to, int), LEADS_ON
            stack.append(to)

    def expected(self, stack: Stack) -> frozenset[str]:
        """Every terminal that may come next."""
        return frozenset(
            terminal
            for terminal in self._rows[stack[-1]]
            if terminal.isupper() and self.after(stack, terminal) is not None
        )

    def feed(self, token: Token) -> None:
        """Takes a token; it must be acceptable."""
        states, rows, terminal = self._states, self._rows, token.type
        while True:
            move = rows[states[-1]].get(terminal)
            assert move is not None, "only what is acceptable is fed"
            if isinstance(move, int):
                states.append(move)
                self._values.append(token)
                return
            self._reduce(move)

    def _reduce(self, reduction: Reduction) -> None:
        states, values = self._states, self._values
        size, name, build = reduction
        children = values[len(values) - size :]
        if size:
            del states[-size:], values[-size:]
        values.append(build(children))
        to = self._rows[states[-1]][name]
        assert isinstance(to, int), LEADS_ON
        states.append(to)

    def cut(self, height: int) -> None:
        """Takes back everything above a height."""
        del self._states[height:]
        del self._values[height - 1 :]

    def finish(self) -> tuple[Declaration, ...]:
        """The declarations, when every statement has ended."""
        end = self._rows[START]["start"]
        while self._states[-1] != end:
            move = self._rows[self._states[-1]][END]
            assert not isinstance(move, int), "every statement has ended"
            self._reduce(move)
        declarations: tuple[Declaration, ...] = self._values[-1]
        return declarations
