"""What checks are about: the groups by which settings choose them.

In: nothing. Out: names of groups with what they hold. A lint rule says its own; what reading finds is `syntax`, what else is found
before lint begins is `meaning`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from planlang.diagnostics.text import Text

SYNTAX, MEANING = "syntax", "meaning"
CATEGORIES = {
    SYNTAX: Text("category.syntax", "how a plan is written"),
    MEANING: Text("category.meaning", "what its words mean, and whether they fit each other"),
    "owners": Text("category.owners", "nobody answers for something, or is told of it"),
    "unsaid": Text("category.unsaid", "something is not said without which less can be told"),
    "unused": Text("category.unused", "something that nothing uses"),
    "contradictions": Text("category.contradictions", "one part of the plan says what another one does not allow"),
    "figures": Text("category.figures", "figures that mislead"),
    "names": Text("category.names", "names that mislead"),
}
"""The one table of groups."""


def category_before_lint(name: str) -> str:
    """The group of a check that is no lint rule."""
    return SYNTAX if name in _of_reading() else MEANING


@cache
def _of_reading() -> frozenset[str]:
    """The checks of reading: those that the texts of the room `syntax` belong to."""
    texts = files("planlang").joinpath("diagnostics", "zh", "syntax.toml").read_text(encoding="utf-8")
    return frozenset(key.split(".", 1)[0] for key in tomllib.loads(texts))
