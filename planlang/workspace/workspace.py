"""One plan, opened: its sources parsed and checked.

In: the path of the main plan file, on disk or among any other sources. Out: `Opened`, with the model and every diagnostic.
Scheduling and data come after.
"""

from __future__ import annotations

import sys
from pathlib import Path

from planlang.diagnostics.diagnostic import Diagnostic, Outcome, Severity, in_order
from planlang.diagnostics.text import Text
from planlang.frozen import field, frozen
from planlang.lint.last import LastLint
from planlang.lint.run import lint
from planlang.lint.suppressions import Told, told
from planlang.plan.build import arrange
from planlang.semantics.check import check_files, declares_a_plan
from planlang.semantics.last import LastCheck
from planlang.semantics.model import Model
from planlang.semantics.names.index import Index
from planlang.source import Source
from planlang.syntax.nodes import Module
from planlang.syntax.parse import parse
from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import NOTHING, DiskLoader, decode, read_plan
from planlang.workspace.sources import Sources

SEVERAL = Text("files.several", "there are several plans in {path}: {names}; name one of them")


MOST_NAMED = 6


@frozen
class Opened:
    """A plan file and all it uses.

    Attributes:
        root: the workspace folder; paths of sources are relative to it.
        source: the main file.
        modules: every parsed file, the main one first.
        model: None where there is no plan to speak of.
        diagnostics: of all files and phases that need no data, in order of file and place.
        told: what comments in the files keep from being told, and what is wrong with these.
        names: every name with its uses; where texts are edited, to be asked before the plan is opened again.
    """

    root: Path
    source: Source
    modules: tuple[Module, ...]
    model: Model | None
    diagnostics: tuple[Diagnostic, ...]
    told: Told
    names: Index = field(eq=False, repr=False)

    @property
    def usable(self) -> bool:
        """Whether the plan can be scheduled and evaluated: it has no error."""
        return self.model is not None and not any(d.severity is Severity.ERROR for d in self.diagnostics)


def open_plan(path: Path, workspace: Path | None = None) -> Opened:
    """Read, parse, check and lint a plan file and everything it uses.

    Args:
        path: the main plan file; `-` is standard input, as if it lay in the workspace.
        workspace: the folder outside of which nothing is read; the folder of `path` by default.

    Raises:
        UnreadableFileError: the main file cannot be read, or lies outside the workspace.
    """
    root = (workspace or path.parent).resolve()
    disk = DiskLoader(root)
    source = decode(sys.stdin.buffer.read(), "<stdin>") if path == Path("-") else read_plan(path, disk.shown(path))
    return open_source(source, Sources(disk, root))


def open_source(source: Source, sources: Sources) -> Opened:
    """Parse, check and lint a plan file that was read, and everything it uses."""
    return _opened(sources.parsed(source), sources)


def open_from(sources: Sources, main: str) -> Opened:
    """Parse, check and lint a plan file and everything it uses, wherever the texts come from.

    Args:
        sources: what stays the same in them from one time to the next is not parsed again. Of texts that are edited, an
            `Opened` is void once the same file is opened again: its places may be those of the new text.
        main: the path of the main plan file.

    Raises:
        UnreadableFileError: there is no such file, or it cannot be read.
    """
    return _opened(sources.main(main), sources)


def _opened(parsed: Outcome[Module], sources: Sources) -> Opened:
    last = sources.checks.setdefault(parsed.value.source.path, LastCheck()) if sources.edited else None
    checked = check_files(parsed.value, sources, last)
    found = [*parsed.diagnostics, *checked.diagnostics]
    model, modules = checked.value.model, checked.value.modules
    if model is not None:
        found += _circles(model)
    understood = model is not None and not any(diagnostic.severity is Severity.ERROR for diagnostic in found)
    if understood and model is not None:
        last_lint = sources.lints.setdefault(parsed.value.source.path, LastLint()) if sources.edited else None
        found += lint(
            model, modules, sources.options, last_lint
        )  # of a plan with errors, opinions would follow from these
    said = told(in_order(found), (module.source for module in modules if not module.source.in_library))
    kept = in_order((*said.kept, *said.unused)) if understood else said.kept
    return Opened(sources.root, parsed.value.source, modules, model, kept, said, checked.value.index)


def _circles(model: Model) -> list[Diagnostic]:
    """Tasks that wait for each other, in the plan and after each of its changes."""
    found = [*arrange(model).diagnostics]
    if model.variants is not None:
        for key in tuple(model.variants.keys()):
            found += [one for one in arrange(model.variants.model(key)).diagnostics if one not in found]
    return found


def plan_in(folder: Path) -> Path:
    """The one plan file of a folder, or, where there is none right in it, below it: the file that declares a plan.

    Raises:
        UnreadableFileError: there is no plan file, or several of them declare a plan.
    """
    files = sorted(folder.glob("*.plan")) or sorted(folder.rglob("*.plan"))
    if not files:
        raise UnreadableFileError(NOTHING(path=folder.as_posix()))
    plans = [path for path in files if _declares_a_plan(path)] if len(files) > 1 else files
    if len(plans) == 1:
        return plans[0]
    names = ", ".join(path.relative_to(folder).as_posix() for path in (plans or files)[:MOST_NAMED])
    raise UnreadableFileError(SEVERAL(path=folder.as_posix(), names=names))


def _declares_a_plan(path: Path) -> bool:
    return declares_a_plan(parse(read_plan(path, path.as_posix())).value)
