"""Which checks and which files are meant.

In: selectors (`all`, a group such as `owners`, `task-*`, the name of a check) and patterns of paths. Out: whether they mean a check
or a file. Of two selectors the nearer one counts: the name before a beginning, that before a group, that before `all`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import PurePath

from planlang.diagnostics.suggest import nearest
from planlang.lint.categories import CATEGORIES
from planlang.resources import check_pages

ALL = "all"
EXACT = 1_000


def chosen(name: str, category: str, select: Iterable[str], ignore: Iterable[str]) -> bool:
    """Whether a check is chosen.

    >>> chosen("task-without-owner", "owners", ["all"], ["owners"])
    False
    >>> chosen("task-without-owner", "owners", ["all", "task-*"], ["owners"])
    True
    """
    return _nearness(name, category, select) > _nearness(name, category, ignore)


def _nearness(name: str, category: str, selectors: Iterable[str]) -> int:
    """How near the nearest selector comes to a check; 0 where none means it."""
    return max((_near(selector, name, category) for selector in selectors), default=0)


def _near(selector: str, name: str, category: str) -> int:
    if selector == name:
        return EXACT
    if selector.endswith("*"):
        return 2 + len(selector) if name.startswith(selector[:-1]) else 0
    return 2 if selector == category else int(selector == ALL)


def means_something(selector: str) -> bool:
    """Whether there is anything that a selector means."""
    if selector.endswith("*"):
        return any(name.startswith(selector[:-1]) for name in check_pages())
    return selector == ALL or selector in CATEGORIES or selector in check_pages()


def like(selector: str) -> tuple[str, ...]:
    """Selectors that one that means nothing may have been meant to be."""
    return nearest(selector.rstrip("*").rstrip("-"), (ALL, *CATEGORIES, *check_pages()))


def matches(pattern: str, path: PurePath) -> bool:
    """Whether a pattern means a file, or a folder that it lies in; `path` is relative to the folder of the settings.

    A pattern without `/` means files and folders of that name anywhere below; `**` stands for any folders.

    >>> [matches(pattern, PurePath("plans/old/a.plan")) for pattern in ("old", "plans/*.plan", "plans/**/*.plan", "a.*", "plans/")]
    [True, False, True, True, True]
    """
    parts = path.parts
    if "/" not in pattern.rstrip("/"):
        return any(_glob(pattern.rstrip("/")).fullmatch(part) for part in parts)
    regex = _glob(pattern.strip("/").removeprefix("./"))
    return any(regex.fullmatch("/".join(parts[: count + 1])) for count in range(len(parts)))


@cache
def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern of paths as an expression."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    meant = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meant.get(part) or re.escape(part) for part in parts), re.DOTALL)
