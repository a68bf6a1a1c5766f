"""A version of a plan: a file, a folder with a plan, or either of these as a git revision has it (`main:plans/team.plan`).

In: what people write. Out: the opened plan. Of a revision every file is read from the repository, none from disk, and nothing of
the repository is run.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath
from posixpath import normpath

from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.semantics.check import declares_a_plan
from planlang.source import Source
from planlang.syntax.parse import parse
from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import ABSOLUTE, MAX_BYTES, NOTHING, OUTSIDE, TOO_LARGE, DiskLoader, decode
from planlang.workspace.sources import Sources
from planlang.workspace.workspace import MOST_NAMED, SEVERAL, Opened, open_from, open_plan, plan_in

NO_GIT = Text("versions.no-git", "git is not installed, and {version} names a revision of it")
NO_REVISION = Text(
    "versions.no-revision", "git knows no revision {version} in this folder; `git log` lists those there are"
)
NO_REPOSITORY = Text("versions.no-repository", "git cannot tell what {version} is: {said}")
NO_PATH = Text(
    "versions.no-path", "there is no file {path}; a git revision is written with what is to be read of it: {path}:plans"
)
SLOW_GIT = Text("versions.slow-git", "git did not answer in {seconds} seconds when it was asked for {version}")
MISSING = Text("versions.missing", "there is no file {path} in the revision {revision}")
IN_REPOSITORY = ("rev-parse", "--git-dir")
SECONDS = 60
"""How long git may take for one answer."""


def open_version(written: str, workspace: Path | None = None) -> Opened:
    """The plan that somebody names: a path, or `REVISION:PATH` with a path from the working directory on.

    Raises:
        UnreadableFileError: there is no such file or revision, or it cannot be read.
    """
    path = Path(written)
    revision, colon, inside = written.partition(":")
    if not colon and not path.suffix and not path.exists():
        raise UnreadableFileError(NO_PATH(path=written))
    if path.exists() or not colon or len(revision) < 2 or revision.startswith("-"):  # `c:\plans` is a path
        return open_plan(plan_in(path) if path.is_dir() else path, workspace)
    inside = inside or "."
    folder = (workspace or Path()).resolve()
    known = _Revision(revision, folder)
    found = PurePosixPath(normpath(inside.replace("\\", "/")))
    if workspace is None:
        known = _Revision(revision, folder, (found if known.is_folder(found.as_posix()) else found.parent).as_posix())
        found = PurePosixPath(normpath(found.relative_to(known.within).as_posix() or "."))
    return open_from(Sources(known, folder / known.within), known.main(found.as_posix()))


@define(eq=False)
class _Revision:
    """The files of a git revision below a folder of the working directory; what `Texts` asks for.

    Attributes:
        folder: where git is asked.
        within: the folder below it that is the workspace.
    """

    revision: str
    folder: Path
    within: str = "."
    libraries_on_disk: DiskLoader = field(init=False, factory=lambda: DiskLoader(Path()))

    def file(self, path: str, used_in: str) -> Source | Message:
        """The file at a path as written in the file `used_in`, or why it cannot be read."""
        if path.startswith("/") or path[1:2] == ":":
            return ABSOLUTE(path=path)
        found = normpath((PurePosixPath(used_in).parent / path.replace("\\", "/")).as_posix())
        if found.startswith("../") or found == "..":
            return OUTSIDE(path=path, root="the workspace")
        name = self._name(found)
        try:
            size = int(self._git("cat-file", "-s", name))
            if size > MAX_BYTES:
                return TOO_LARGE(path=found, size=f"{size / 1048576:.1f}", limit=MAX_BYTES // 1048576)
            return decode(self._git("cat-file", "blob", name), found)
        except UnreadableFileError as error:
            if error.message.text is NO_REVISION and self.is_known():
                return MISSING(path=found, revision=self.revision)
            return error.message

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name, or None."""
        return self.libraries_on_disk.library(name)

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library."""
        return self.libraries_on_disk.libraries()

    def main(self, path: str) -> str:
        """The file itself, or the one plan right in a folder.

        Raises:
            UnreadableFileError: there is none, or several.
        """
        if not self.is_folder(path):
            return path
        listed = self._git("ls-tree", "--full-tree", "-z", "--name-only", self._name(path)).decode(
            "utf-8", "surrogateescape"
        )
        below = [name for name in listed.split("\0") if name.endswith(".plan")]
        files = [name if path == "." else f"{path}/{name}" for name in sorted(below)]
        if not files:
            raise UnreadableFileError(NOTHING(path=f"{self.revision}:{path}"))
        plans = [name for name in files if self._declares_a_plan(name)] if len(files) > 1 else files
        if len(plans) == 1:
            return plans[0]
        names = ", ".join((plans or files)[:MOST_NAMED])
        raise UnreadableFileError(SEVERAL(path=f"{self.revision}:{path}", names=names))

    def is_folder(self, path: str) -> bool:
        """Whether the revision has a folder of that name."""
        try:
            return self._git("cat-file", "-t", self._name(path)).strip() == b"tree"
        except UnreadableFileError as error:
            if error.message.text is NO_GIT or not self.is_known():
                raise
            return False

    def is_known(self) -> bool:
        """Whether git knows the revision."""
        try:
            self._git("rev-parse", "--verify", "--quiet", f"{self.revision}^{{tree}}")
        except UnreadableFileError:
            return False
        return True

    def _declares_a_plan(self, path: str) -> bool:
        found = self.file(path, "")
        return not isinstance(found, Message) and declares_a_plan(parse(found).value)

    def _name(self, path: str) -> str:
        """What git calls a path below the working directory."""
        below = normpath(f"{self.within}/{path}")
        return f"{self.revision}:./" if below == "." else f"{self.revision}:./{below}"

    def _git(self, *arguments: str) -> bytes:
        """What git answers.

        Raises:
            UnreadableFileError: it is not there, or refuses.
        """
        try:
            done = subprocess.run(
                ["git", "-C", str(self.folder), *arguments],
                capture_output=True,
                check=False,
                timeout=SECONDS,
                stdin=subprocess.DEVNULL,
                env={**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            )
        except FileNotFoundError:
            raise UnreadableFileError(NO_GIT(version=self.revision)) from None
        except subprocess.TimeoutExpired:
            raise UnreadableFileError(SLOW_GIT(version=self.revision, seconds=SECONDS)) from None
        if done.returncode and arguments != IN_REPOSITORY:
            self._git(*IN_REPOSITORY)  # it refuses where there is no repository, or one of somebody else
            raise UnreadableFileError(NO_REVISION(version=self.revision))
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
            raise UnreadableFileError(NO_REPOSITORY(version=self.revision, said=said.removeprefix("fatal: ")))
        return done.stdout
