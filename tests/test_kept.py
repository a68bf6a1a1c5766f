"""What is kept of things."""

from __future__ import annotations

from planlang.frozen import frozen
from planlang.kept import Kept


@frozen
class Thing:
    name: str


def test_a_thing_is_looked_at_once_and_another_that_says_the_same_again() -> None:
    seen: list[str] = []

    def length(thing: Thing) -> int:
        seen.append(thing.name)
        return len(thing.name)

    kept = Kept(length)
    one, other = Thing("abc"), Thing("abc")
    assert [kept(one), kept(other), kept(one)] == [3, 3, 3]
    assert seen == ["abc", "abc"]


def test_what_is_gone_is_forgotten() -> None:
    kept = Kept(lambda thing: thing.name)
    for number in range(1000):
        assert kept(Thing(f"thing {number}")) == f"thing {number}"
    assert not kept._known
