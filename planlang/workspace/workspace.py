"""One plan on disk, opened: its sources parsed and checked.

In: the path of the main plan file. Out: `Opened`, with the model and every diagnostic. Scheduling and data come after.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from planlang.diagnostics.diagnostic import Diagnostic, Severity, in_order
from planlang.lint.run import lint
from planlang.semantics.check import check
from planlang.semantics.model import Model
from planlang.semantics.modules import load_modules
from planlang.source import Source
from planlang.syntax.nodes import Module
from planlang.syntax.parse import parse
from planlang.workspace.files import DiskLoader, read_plan


@frozen
class Opened:
    """A plan file and all it uses.

    Attributes:
        root: the workspace folder; paths of sources are relative to it.
        folder: the folder of the main file: data patterns are relative to it.
        modules: the main file first.
        model: None where there is no plan to speak of.
        diagnostics: in order of file and place.
    """

    root: Path
    folder: Path
    source: Source
    modules: tuple[Module, ...]
    model: Model | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def usable(self) -> bool:
        """Whether the plan can be scheduled and evaluated: it has no error."""
        return self.model is not None and not any(d.severity is Severity.ERROR for d in self.diagnostics)


def open_plan(path: Path, workspace: Path | None = None) -> Opened:
    """Read, parse, check and lint a plan file and everything it uses.

    Args:
        path: the main plan file.
        workspace: the folder outside of which nothing is read; the folder of `path` by default.

    Raises:
        UnreadableFileError: the main file cannot be read.
    """
    resolved = path.resolve()
    root = (workspace or path.parent).resolve()
    loader = DiskLoader(root)
    source = read_plan(resolved, loader.shown(path))
    raise NotImplementedError(source, parse, check, lint, load_modules, in_order)
