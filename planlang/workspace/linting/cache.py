"""What checking a plan found, kept until one of the texts is another one.

In: plans and what was found in them. Out: what was found, read again. It lies in `.planlang_cache` beside the settings, else at the top
of the git checkout, else nowhere; the folder says itself that git has to leave it alone, and may be deleted at any time. What is kept
holds for the version of planlang, the options of its rules and the texts of all files that were read, or looked for.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path

from planlang import __version__
from planlang.frozen import frozen
from planlang.lint.options import Options
from planlang.resources import age_of_checkout
from planlang.workspace.errors import UnwritableFileError
from planlang.workspace.files import write
from planlang.workspace.linting.checked import Plain, Recording, Task, digest

FOLDER = ".planlang_cache"
FORM = 2
"""Raised where what is kept has another form."""


def folder_for(settings: Path | None, folder: Path) -> Path | None:
    """Where things are kept of the plans of a folder: beside the file of settings, else at the top of the checkout."""
    if settings is not None:
        return settings.parent / FOLDER
    top = next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)
    return None if top is None else top / FOLDER


@frozen
class Cache:
    """What is kept in a folder."""

    folder: Path

    def get(self, task: Task, texts: Recording) -> Plain | None:
        """What was found in a plan, if all it rests on is still the same."""
        try:
            kept = json.loads(unsealed(self._file(task).read_text(encoding="utf-8")))
            if kept["stamp"] != stamp() or kept["main"] != digest(task.source):
                return None
            same = all(digest(texts.file(path, used_in)) == before for path, used_in, before in kept["reads"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if same else None

    def put(self, task: Task, found: Plain) -> None:
        """Keeps what was found; where that cannot be done, nothing is kept."""
        said = json.dumps({"stamp": stamp(), "main": digest(task.source), **found}, ensure_ascii=False)
        with suppress(UnwritableFileError):
            if not (self.folder / ".gitignore").exists():
                write(self.folder / ".gitignore", b"*\n")
            write(self._file(task), sealed(said).encode("utf-8", "surrogatepass"))

    def _file(self, task: Task) -> Path:
        """The file of a plan, as it is checked with these options in that workspace."""
        said = json.dumps([str(task.root), task.source.path, _plain(task.options)])
        return self.folder / f"{_digest(said)}.json"


def sealed(said: str) -> str:
    """A text behind its digest: what was written half, or by hand, is not read."""
    return f"{_digest(said)}\n{said}"


def unsealed(text: str) -> str:
    """The text behind its digest.

    Raises:
        ValueError: it is not the one that was written.
    """
    seal, _, said = text.partition("\n")
    if seal != _digest(said):
        raise ValueError(seal)
    return said


def _digest(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def stamp() -> str:
    """What planlang is that found something: its version, and in a checkout when that was changed last."""
    return f"{FORM} {__version__} {sys.version_info.major}.{sys.version_info.minor} {age_of_checkout()}"


def _plain(options: Options) -> list[object]:
    return [[name, sorted(of.items())] for name, of in sorted(options.items())]
