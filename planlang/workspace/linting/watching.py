"""Waits until plan files, or files of settings, are others than they were.

In: paths. Out: nothing, once something has changed. Files are looked at twice a second: that works on every disk and costs next to nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import plan_files
from planlang.workspace.linting.settings_file import OWN, SHARED

PAUSE = 0.5
"""Seconds between two looks."""
Seen = Mapping[Path, tuple[int, int]]


def seen(paths: Iterable[Path], own: Iterable[Path]) -> Seen:
    """What files are like now: those that paths mean, those that plans use, and settings around all of them."""
    files = {*own, *_meant(paths)}
    folders = {folder for file in files for folder in (file.resolve().parent, *file.resolve().parents)}
    settings = {folder / name for folder in folders for name in (OWN, SHARED)}
    found: dict[Path, tuple[int, int]] = {}
    for file in files | settings:
        try:
            state = os.stat(file)
        except OSError:
            continue
        found[file] = state.st_mtime_ns, state.st_size
    return found


def _meant(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        try:
            yield from plan_files((path,))
        except UnreadableFileError:
            continue


def wait(paths: Iterable[Path], own: Iterable[Path], before: Seen) -> None:
    """Waits until something is another than before."""
    listed, known = tuple(paths), tuple(own)
    while seen(listed, known) == before:
        time.sleep(PAUSE)
