"""Reading plan files from disk, never outside the workspace; writing results where people ask for them.

In: paths as people type them or as `use` names them. Out: `Source`s, whose paths are relative to the workspace and
have forward slashes on every system. Data files are read in data/.
"""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.resources import bundled
from planlang.source import Source
from planlang.workspace.errors import UnreadableFileError, UnwritableFileError, reason_of

MAX_BYTES = 8 * 1024 * 1024

MISSING = Text("files.missing", "there is no file {path}; check the name, or the folder you are in")
FOLDER = Text("files.folder", "{path} is a folder; name a plan file in it")
TOO_LARGE = Text("files.too-large", "{path} has {size} MB, and a plan file may have {limit}; split it with `use`")
NOT_UTF8 = Text(
    "files.not-utf8",
    "{path} is not UTF-8: byte {byte} in line {line} cannot be read; save the file again with encoding UTF-8",
)
NOT_TEXT = Text("files.not-text", "{path} is not a text file: it has a zero byte in line {line}")
DENIED = Text("files.denied", "{path} cannot be opened: {reason}")
UNWRITABLE = Text("files.unwritable", "{path} cannot be written: {reason}; name a file in a folder that is yours")
OUTSIDE = Text(
    "files.outside", '"{path}" lies outside {root}; only files in the workspace are read (widen it with --workspace)'
)
NOTHING = Text("files.nothing", "there is no plan file (*.plan) in {path}")
ABSOLUTE = Text("files.absolute", '"{path}" is an absolute path; write it relative to this file')


def plan_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The plan files that paths mean: a file itself, or every `*.plan` below a folder, sorted.

    Raises:
        UnreadableFileError: a folder holds no plan file.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.plan"))
            if not inside:
                raise UnreadableFileError(NOTHING(path=path.as_posix()))
            files += inside
        else:
            files.append(path)
    return tuple(dict.fromkeys(files))


def read_plan(path: Path, shown: str) -> Source:
    """The source of a plan file on disk; `shown` is what messages call it.

    Raises:
        UnreadableFileError: it is missing, a folder, too large, or not UTF-8 text.
    """
    try:
        if path.is_dir():
            raise UnreadableFileError(FOLDER(path=shown))
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFileError(TOO_LARGE(path=shown, size=f"{size / 1048576:.1f}", limit=MAX_BYTES // 1048576))
        return decode(path.read_bytes(), shown)
    except FileNotFoundError:
        raise UnreadableFileError(MISSING(path=shown)) from None
    except OSError as error:
        raise UnreadableFileError(DENIED(path=shown, reason=reason_of(error))) from None


def decode(content: bytes, shown: str) -> Source:
    """The source that bytes hold: UTF-8, with or without a byte order mark, any newline.

    Raises:
        UnreadableFileError: they are not UTF-8, or hold a zero byte.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFileError(NOT_UTF8(path=shown, byte=f"0x{content[error.start]:02X}", line=line)) from None
    if "\0" in text:
        raise UnreadableFileError(NOT_TEXT(path=shown, line=text.count("\n", 0, text.index("\0")) + 1))
    return Source(shown, text.replace("\r\n", "\n").replace("\r", "\n"))


def encoded_like(text: str, content: bytes) -> bytes:
    """A text as bytes, with the byte order mark and the newlines that a file has."""
    newlines = content.count(b"\n")
    crlf = content.count(b"\r\n")
    if crlf and 2 * crlf >= newlines:
        text = text.replace("\n", "\r\n")
    elif not newlines and b"\r" in content:
        text = text.replace("\n", "\r")
    return (codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b"") + text.encode("utf-8")


def write(path: Path, content: bytes) -> None:
    """Write a file, and the folders it lies in where they are missing. What stood there stays until all is written.

    Raises:
        UnwritableFileError: that cannot be done.
    """
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same, piece by piece; what stood there also stays where a piece cannot be made.

    Raises:
        UnwritableFileError: that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            _fill(path, pieces)  # a pipe or a device
        else:
            _replace(path.resolve(), pieces)
    except OSError as error:
        raise UnwritableFileError(UNWRITABLE(path=path.as_posix(), reason=reason_of(error))) from None


def _fill(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file from its beginning."""
    with path.open("wb") as out:
        for piece in pieces:
            out.write(piece)


def _replace(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file beside it and put it in its place, with the same permissions.

    Raises:
        OSError: that cannot be done; the file is as it was.
    """
    if path.exists():
        path.open("ab").close()  # a file that may not be written is not replaced, either
    part = path.with_name(f".{path.name}.part")
    try:
        _fill(part, pieces)
        if path.exists():
            shutil.copymode(path, part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def shown_from_here(path: Path) -> str:
    """A path from the working directory on, with forward slashes; as it is where there is no way from here."""
    try:
        return Path(os.path.relpath(path)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


@frozen
class DiskLoader:
    """Finds what `use` names: files inside `root`, modules of the standard library.

    Attributes:
        root: the workspace; nothing outside is read, links included.
    """

    root: Path

    def shown(self, path: Path) -> str:
        """How messages call a path: relative to the workspace, with forward slashes."""
        resolved = path.resolve()
        return resolved.relative_to(self.root).as_posix() if resolved.is_relative_to(self.root) else path.as_posix()

    def find(self, path: str, used_in: str) -> str | Message:
        """The path, relative to the workspace, that `use "path"` in the file `used_in` means, or why there is none."""
        written = PurePosixPath(path.replace("\\", "/"))
        if written.is_absolute() or (len(path) > 1 and path[1] == ":"):
            return ABSOLUTE(path=path)
        target = Path(os.path.realpath(self.root / PurePosixPath(used_in).parent / written))
        if not target.is_relative_to(self.root):
            return OUTSIDE(path=path, root=self.root.name or "the workspace")
        return target.relative_to(self.root).as_posix()

    def read(self, path: str) -> Source | Message:
        """The file at a path relative to the workspace, or why it cannot be read."""
        try:
            return read_plan(self.root / path, path)
        except UnreadableFileError as error:
            return error.message

    def file(self, path: str, used_in: str) -> Source | Message:
        """The file that `use "path"` in the file `used_in` means, or why there is none."""
        found = self.find(path, used_in)
        return found if isinstance(found, Message) else self.read(found)

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name (`sales.revenue`), or None."""
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts):
            return None
        entry: Traversable = bundled("stdlib").joinpath(*parts[:-1], f"{parts[-1]}.plan")
        if not entry.is_file():
            return None
        return decode(entry.read_bytes(), f"stdlib:{'/'.join(parts)}.plan")

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library, sorted."""
        return tuple(sorted(_libraries(bundled("stdlib"), "")))


def _libraries(folder: Traversable, prefix: str) -> list[str]:
    """Dotted names of the modules below a folder; templates are no modules."""
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "templates":
            found += _libraries(entry, f"{prefix}{entry.name}.")
        elif entry.name.endswith(".plan"):
            found.append(prefix + entry.name.removesuffix(".plan"))
    return found
