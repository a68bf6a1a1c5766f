"""The plan that `planlang new` begins with."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from planlang.diagnostics.text import Language, Text
from planlang.resources import bundled
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.files import write

WEEK = "2026-W03"
"""The last week that the starter's data cover."""

EXISTS = Text("starter.exists", "{folder} exists already; name a folder that does not, and nothing of yours is touched")


def write_starter(folder: Path, language: Language) -> tuple[Path, int, str]:
    """Copy the starter plan and its data into a new folder.

    Returns:
        The path of the plan file, how many files were written, and the week to evaluate it as of.

    Raises:
        UnusableOptionError: the folder exists already.
        UnwritableFileError: it cannot be made.
    """
    if folder.exists():
        raise UnusableOptionError(EXISTS(folder=folder.as_posix()))
    written = _copy(bundled("stdlib").joinpath("templates", language.value), folder)
    return folder / "plan.plan", written, WEEK


def _copy(source: Traversable, target: Path) -> int:
    """Copy a folder of the package and count its files."""
    count = 0
    for entry in sorted(source.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            count += _copy(entry, target / entry.name)
        else:
            write(target / entry.name, entry.read_bytes())
            count += 1
    return count
