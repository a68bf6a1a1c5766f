"""Classes of values compare, hash and show themselves as those of attrs do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import product
from typing import Any

import attrs
import pytest

from planlang.frozen import define, frozen

Maker = Callable[..., Any]
MAKERS = {"frozen": (frozen, attrs.frozen), "define": (define, attrs.define)}


def classes(maker: Maker) -> list[type]:
    """One of each sort."""

    @maker
    class Nothing:
        pass

    @maker
    class Other:
        pass

    @maker
    class Pair:
        first: object
        _second: object = 2

    @maker
    class Quiet:
        told: object
        untold: object = attrs.field(default=0, eq=False, repr=False)
        unhashed: object = attrs.field(default=0, hash=False)
        worded: object = attrs.field(default=0, repr=lambda value: f"<{value}>")

    @maker
    class Further(Pair):
        third: object = attrs.field(default=3, kw_only=True)

    @maker
    class Named:
        name: str

        def __repr__(self) -> str:
            return self.name

    @maker
    class Loose:
        name: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Loose) and self.name.casefold() == other.name.casefold()

        def __hash__(self) -> int:
            return hash(self.name.casefold())

    @maker(eq=False)
    class Single:
        name: str

    return [Nothing, Other, Pair, Quiet, Further, Named, Loose, Single]


def things(maker: Maker) -> list[Any]:
    """Some that are equal, and some that are nearly."""
    nothing, other, pair, quiet, further, named, loose, single = classes(maker)
    return [
        *(nothing(), nothing(), other(), pair(1), pair(1, 2), pair((1,), 2), pair(1, second=3), pair("1")),
        *(quiet(1), quiet(1, 5), quiet(1, 0, 5), quiet(1, 0, 0, 5), quiet([1])),
        *(further(1), further(1, third=3), further(1, 2, third=4), named("x"), named("x"), named("y")),
        *(loose("A"), loose("a"), loose("b"), single("x"), single("x")),
    ]


@pytest.mark.parametrize("name", MAKERS)
def test_they_compare_hash_and_show_as_those_of_attrs(name: str) -> None:
    ours, theirs = (things(maker) for maker in MAKERS[name])
    pairs = [*zip(ours, theirs, strict=True)]
    for (one, its), (another, other_its) in product(pairs, repeat=2):
        assert (one == another) is (its == other_its), (one, another)
        assert (one != another) is (its != other_its)
    for one, its in pairs:
        if type(its).__name__ not in ("Single",):
            assert repr(one) == repr(its).replace("attrs.", "")
        assert (type(one).__hash__ is None) is (type(its).__hash__ is None)
    for one, another in product(ours, repeat=2):
        if type(one).__hash__ is not None and one == another and "[" not in repr(one):
            assert hash(one) == hash(another)
    assert ours[0].__eq__(1) is NotImplemented


def test_equal_values_of_two_classes_are_told_apart_and_what_is_not_hashed_does_not_matter() -> None:
    nothing, other, pair, quiet, *_ = classes(frozen)
    assert len({nothing(), other(), nothing()}) == 2
    assert hash(nothing()) != hash(other())
    assert hash(pair(1)) != hash(pair(2))
    assert hash(quiet(1, 0, 5)) == hash(quiet(1, 7, [6]))
    assert attrs.evolve(pair(1), second=4) == pair(1, 4)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        pair(1).first = 2
    assert not hasattr(pair(1), "__dict__")


def test_nobody_takes_them_from_attrs() -> None:
    """Each class costs a command the third part of a millisecond more then."""
    found = subprocess.run(
        [sys.executable, "-c", ASKED],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert found.stdout.split() == []


ASKED = """
import attrs, sys
made = []
for name in ("frozen", "define"):
    def noting(*given, _make=getattr(attrs, name), **options):
        if "planlang.frozen" not in sys._getframe(1).f_globals["__name__"]:
            made.append(sys._getframe(1).f_globals["__name__"])
        return _make(*given, **options)
    setattr(attrs, name, noting)
import planlang.workspace.run, planlang.report.formats.json, planlang.report.documents.summary
print(*made)
"""
