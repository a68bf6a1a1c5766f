"""What was worked out of things, by the things themselves: after an edit nearly all of a plan is the same objects.

In: a function of one thing that changes no more, and of nothing else. Out: the same function, which works once for each thing; two
that say the same are two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Told = TypeVar("Told")

MOST = 100_000
"""Things of which something is kept; then it begins anew, as most of them belong to texts that are gone."""


class Kept(Generic[Asked, Told]):
    """A function with all that it has told so far."""

    def __init__(self, work: Callable[[Asked], Told]) -> None:
        self._work = work
        self._known: dict[int, tuple[Asked, Told]] = {}

    def __call__(self, thing: Asked) -> Told:
        """What there is to tell of a thing."""
        known = self._known.get(id(thing))
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[id(thing)] = thing, self._work(thing)
        return known[1]
