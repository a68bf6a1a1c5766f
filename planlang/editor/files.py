"""The files of a folder that have to do with plans.

In: a folder, endings. Out: paths in order. Hidden folders and those that other tools fill are not looked into, and of very
many files the first are taken.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

FILLED = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
MOST_FOLDERS = 2_000


def files_below(folder: Path, suffixes: frozenset[str], most: int) -> Iterator[Path]:
    """The files below a folder that end so."""
    found = 0
    for count, (here, folders, names) in enumerate(os.walk(folder)):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in FILLED)
        for name in sorted(names):
            if not name.startswith(".") and os.path.splitext(name)[1].lower() in suffixes:
                yield Path(here, name)
                found += 1
                if found >= most:
                    return
        if count >= MOST_FOLDERS:
            return
