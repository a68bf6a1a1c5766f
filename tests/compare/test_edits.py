"""Edits of numbers and days anywhere in the example plans: each is told, and the way back does the opposite."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from planlang.compare.differences import Comparison, Effect, Fate
from planlang.workspace.comparing import compared
from planlang.workspace.sources import Memory, Sources
from planlang.workspace.workspace import Opened, open_from
from tests.laws import tries

EXAMPLES = Path(__file__).parents[2] / "examples"
NUMBER = re.compile(r"(?<![\w.,-])\d+(?![\w.,-]*\d)")
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
EDITS = tries(100)
OPPOSITE = {
    Effect.LOOSENED: Effect.TIGHTENED,
    Effect.TIGHTENED: Effect.LOOSENED,
    Effect.CHANGED: Effect.CHANGED,
    Fate.ADDED: Fate.REMOVED,
    Fate.REMOVED: Fate.ADDED,
}


def opened(name: str, files: dict[str, str]) -> Opened:
    """An example plan in memory."""
    return open_from(Sources(Memory(files)), f"{name}.plan")


def told(found: Comparison, *, opposite: bool = False) -> list[tuple[str, ...]]:
    """What differs, or the opposite of it."""
    turned = OPPOSITE if opposite else {}
    return sorted(
        (
            one.kind,
            one.name,
            turned.get(one.fate, one.fate).value,
            *sorted(turned.get(effect, effect).value for effect in one.effects),
        )
        for one in found.differences
    )


@pytest.mark.parametrize("name", ["graded_team", "premium_line"])
def test_an_edit_anywhere_is_told_and_the_way_back_does_the_opposite(name: str) -> None:
    files = {path.name: path.read_text(encoding="utf-8") for path in (EXAMPLES / name).glob("*.plan")}
    places = [
        (path, match.start(), match.end(), new)
        for path, text in sorted(files.items())
        for pattern in (NUMBER, DAY)
        for match in pattern.finditer(re.sub(r"#.*|\"[^\"]*\"|“[^”]*”", lambda one: " " * len(one[0]), text))
        for new in (str(int(match[0]) + 1) if pattern is NUMBER else f"{match[0][:8]}{int(match[0][8:]) % 28 + 1:02}",)
    ]
    base = opened(name, files)
    usable = 0
    for path, start, end, new in random.Random(7).sample(places, EDITS):
        edited = opened(name, files | {path: files[path][:start] + new + files[path][end:]})
        if not edited.usable:
            continue
        usable += 1
        there, back = compared(base, edited, ("old", "new")), compared(edited, base, ("new", "old"))
        line = files[path][files[path].rfind("\n", 0, start) + 1 : files[path].find("\n", end)]
        assert there.differences, f"{path}: {line.strip()}"
        assert told(there) == told(back, opposite=True), f"{path}: {line.strip()}"
    assert usable > EDITS / 2
