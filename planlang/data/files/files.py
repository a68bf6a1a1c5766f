"""Which files a source reads.

In: patterns of a source and the folder they are relative to. Out: the files that match, never outside that folder.
Nothing is opened here.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from planlang.data.files.filenames import NamedDays, named_days
from planlang.data.tables.standins import DANGLING, FOLDER, OUTSIDE, PIPE
from planlang.diagnostics.text import Message
from planlang.frozen import frozen
from planlang.values.periods import Grid

MAX_ENTRIES = 100_000
"""How many entries of folders are looked at for one pattern; further ones are not seen."""


@frozen
class DataFile:
    """A file of a source: where it lies, its posix path relative to the data folder, the days in its name; and what stands
    there instead of a file that may be opened.
    """

    path: Path
    name: str
    days: NamedDays | None
    instead: Message | None = None


def find_files(
    patterns: Sequence[str], base: str, root: Path, data_dir: Path | None, grid: Grid
) -> tuple[tuple[DataFile, ...], tuple[str, ...]]:
    """The files that patterns match, each once, by name; and the patterns that are refused.

    Patterns lie below `root / base`; with a data folder below that: as written, else by their last part alone. `*`,
    `?` and `[...]` stand for what they do in a shell, `**` for any folders. Hidden files, folders, and the lock files
    of spreadsheet programs (`~$x.xlsx`) never match. A pattern that is absolute or climbs by `..` is refused. Pipes,
    folders that are called like a file, and links that lead out of the folder or nowhere are named and not opened.
    """
    folder = root if data_dir is None else data_dir
    found: dict[str, DataFile] = {}
    refused: list[str] = []
    for pattern in patterns:
        written = PurePosixPath(pattern.replace("\\", "/"))
        whole = PurePosixPath(base) / written if data_dir is None else written
        if written.is_absolute() or ".." in whole.parts or ":" in whole.parts[0] or "\0" in pattern:
            refused.append(pattern)
            continue
        names = list(_matches(folder, whole.parts))
        if not names and data_dir is not None:
            names = list(_matches(folder, whole.parts[-1:]))
        for name, instead in names:
            found.setdefault(name, DataFile(folder / name, name, named_days(name, grid), instead))
    return tuple(found[name] for name in sorted(found)), tuple(refused)


def _matches(folder: Path, parts: Sequence[str]) -> Iterator[tuple[str, Message | None]]:
    """Names below a folder that match the parts of a pattern, relative to the folder, and what is there instead of a
    file.
    """
    try:
        home = folder.resolve(strict=True)
    except (OSError, RuntimeError):
        return
    budget = MAX_ENTRIES
    pending: list[tuple[PurePosixPath, int]] = [(PurePosixPath(), 0)]
    while pending:
        inside, depth = pending.pop()
        part, last = parts[depth], depth == len(parts) - 1
        if part == "**" and not last:
            pending.append((inside, depth + 1))
        for entry in _entries(folder / inside):
            budget -= 1
            if budget < 0:
                return
            path = inside / entry.name
            if part == "**":
                if entry.is_dir(follow_symlinks=False):
                    pending.append((path, depth))
                elif last:
                    yield path.as_posix(), _instead(entry, home)
            elif _fits(entry.name, part):
                if last and (path.suffix or not _is_folder(entry)):
                    yield path.as_posix(), _instead(entry, home)
                elif not last and entry.is_dir() and _is_inside(Path(entry.path), home):
                    pending.append((path, depth + 1))


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What a folder holds, apart from what is hidden; nothing where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if not entry.name.startswith((".", "~$"))]
    except OSError:
        return []


def _fits(name: str, pattern: str) -> bool:
    """Whether a name matches one part of a pattern; composed and decomposed accents are the same."""
    return fnmatchcase(unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", pattern))


def _instead(entry: os.DirEntry[str], home: Path) -> Message | None:
    """What an entry is that is no ordinary file, or no link to one, inside the folder; None for such a file."""
    if not _is_inside(Path(entry.path), home):
        return OUTSIDE()
    try:
        mode = entry.stat().st_mode
    except OSError:
        return DANGLING() if entry.is_symlink() else PIPE()
    if stat.S_ISREG(mode):
        return None
    return FOLDER() if stat.S_ISDIR(mode) else PIPE()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a folder; one whose name has no ending is called like a folder."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_inside(path: Path, home: Path) -> bool:
    """Whether a path, links followed, lies inside the folder."""
    try:
        return path.resolve().is_relative_to(home)
    except (OSError, RuntimeError):
        return False
