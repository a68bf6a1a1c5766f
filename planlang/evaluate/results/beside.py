"""What an evaluation tells beside its findings: who meets next, what could not be judged, what is looked up later.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Generic, TypeVar

from attrs import frozen

T = TypeVar("T")


@frozen
class Unjudged:
    """A rule or an alert that could not be judged for want of data, and for how many; None: for anything at all."""

    rule: str
    count: int | None


@frozen
class Meeting:
    """The next meeting of a review at a local time of the plan, the people who come, and the day that its rhythm says."""

    review: str
    at: datetime
    attendants: tuple[str, ...]
    regular: date


@frozen(eq=False)
class Later(Generic[T]):
    """What is looked up when it is asked for: of most findings it is never told."""

    look_up: Callable[[], T]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self.look_up() == other.look_up()

    def __hash__(self) -> int:
        return hash(self.look_up())
