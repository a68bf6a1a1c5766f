"""What was worked out of things, by the things themselves: after an edit nearly all of a plan is the same objects.

In: a function of one thing that changes no more, and of nothing else. Out: the same function, which works once for each thing; two
that say the same are two. What it tells must not hold the thing itself: it is forgotten together with the thing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import ref

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Kept(Generic[Asked, Told]):
    """A function with all that it has told of what is still there."""

    def __init__(self, work: Callable[[Asked], Told]) -> None:
        self._work = work
        self._known: dict[int, tuple[ref[Asked], Told]] = {}

    def __call__(self, thing: Asked) -> Told:
        """What there is to tell of a thing."""
        key, known = id(thing), self._known
        found = known.get(key)
        if found is None:
            found = known[key] = ref(thing, lambda _: known.pop(key, None)), self._work(thing)
        return found[1]
