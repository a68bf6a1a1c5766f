"""The texts of plans as an input: on disk, on disk under buffers that are not saved, in memory; each parsed once.

In: texts by path. Out: parsed files for the checks. A file is parsed again only when its text is another than before.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Protocol

from planlang.diagnostics.diagnostic import Outcome
from planlang.diagnostics.text import Message
from planlang.frozen import define, field, frozen
from planlang.lint.last import LastLint
from planlang.lint.options import Options
from planlang.semantics.last import LastCheck
from planlang.source import Source
from planlang.syntax.again import Readings
from planlang.syntax.nodes import Module
from planlang.syntax.parse import parse
from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import MISSING, OUTSIDE, DiskLoader


class Texts(Protocol):
    """Where texts come from."""

    def file(self, path: str, used_in: str) -> Source | Message:
        """The file at a path as written in the file `used_in` (a source path), or why it cannot be read."""

    def library(self, name: str) -> Source | None:
        """The library file of a dotted name (`sales.revenue`), or None where there is none."""

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all libraries, in order."""


@frozen
class Memory:
    """Files that are nowhere but in a mapping of paths to texts, and the standard library."""

    texts: Mapping[str, str]
    libraries_on_disk: DiskLoader = field(init=False, factory=lambda: DiskLoader(Path()))

    def file(self, path: str, used_in: str) -> Source | Message:
        """The text at a path."""
        found = normpath((PurePosixPath(used_in).parent / path.replace("\\", "/")).as_posix())
        if found.startswith(("../", "/")):
            return OUTSIDE(path=path, root="the workspace")
        text = self.texts.get(found)
        return MISSING(path=found) if text is None else Source(found, text)

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name, or None."""
        return self.libraries_on_disk.library(name)

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library."""
        return self.libraries_on_disk.libraries()


@frozen
class Unsaved:
    """Files on disk, but for those whose text, by its path in the workspace, stands in a buffer."""

    buffers: Mapping[str, str]
    disk: DiskLoader

    def file(self, path: str, used_in: str) -> Source | Message:
        """The text in the buffer, else on disk."""
        found = self.disk.find(path, used_in)
        if isinstance(found, Message):
            return found
        text = self.buffers.get(found)
        return self.disk.read(found) if text is None else Source(found, text)

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name, or None."""
        return self.disk.library(name)

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library."""
        return self.disk.libraries()


@define(eq=False)
class Sources:
    """Texts, and what was parsed of them.

    Attributes:
        texts: where they come from; asked again each time.
        root: the folder that paths of data are relative to.
        checks, lints: of edited texts, what was checked and linted the last time, by the path of the main file.
        edited: whether the texts are being edited: of a file with another text only the declarations that are others are
            read, for which each is kept by itself. What was read is then moved to where it lies in the new text: of what
            was parsed or opened before, the places are void as soon as the file is read again. Hold the last one only.
        options: what settings say of lint rules.
        libraries_parsed: library files that were parsed; several workspaces may share them.
    """

    texts: Texts
    root: Path = field(factory=Path)
    edited: bool = False
    options: Options = field(factory=dict)
    libraries_parsed: dict[str, Outcome[Module]] = field(factory=dict)
    checks: dict[str, LastCheck] = field(init=False, factory=dict)
    lints: dict[str, LastLint] = field(init=False, factory=dict)
    _readings: dict[str, Readings] = field(init=False, factory=dict)
    _parsed: dict[str, Outcome[Module]] = field(init=False, factory=dict)

    def main(self, path: str) -> Outcome[Module]:
        """The parsed file that a plan starts from.

        Raises:
            UnreadableFileError: there is no such file, or it cannot be read.
        """
        source = self.texts.file(path, "")
        if isinstance(source, Message):
            raise UnreadableFileError(source)
        return self.parsed(source)

    def parsed(self, source: Source) -> Outcome[Module]:
        """A file, parsed; the module of the last time where its text is the same."""
        known = self._parsed.get(source.path)
        if known is None or known.value.source.text != source.text:
            read = self._readings.setdefault(source.path, Readings()).parse if self.edited else parse
            known = self._parsed[source.path] = read(source)
        return known

    def file(self, path: str, used_in: str) -> Outcome[Module] | Message:
        """The parsed file at a path as written in the file `used_in`, or why it cannot be read."""
        source = self.texts.file(path, used_in)
        return source if isinstance(source, Message) else self.parsed(source)

    def take(self, other: Sources, but: str) -> None:
        """Take over the files that others parsed, all but one."""
        self._parsed |= {path: parsed for path, parsed in other._parsed.items() if path != but}

    def library(self, name: str) -> Outcome[Module] | None:
        """The parsed library file of a dotted name, or None where there is none."""
        if name not in self.libraries_parsed:
            source = self.texts.library(name)
            if source is None:
                return None
            self.libraries_parsed[name] = parse(source)
        return self.libraries_parsed[name]

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all libraries, in order."""
        return self.texts.libraries()
