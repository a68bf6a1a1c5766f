"""The names that a file can write, with what they stand for.

In: a file of an opened plan. Out: names as they are written there: its own, those of files that it uses (behind their alias
where they have one), and in a part of a plan those of the files that use it.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from posixpath import normpath

from planlang.editor.desk import LIBRARY, View
from planlang.editor.outline import Symbol, outline
from planlang.frozen import frozen
from planlang.semantics.names.index import Meant, Sort
from planlang.syntax import nodes
from planlang.syntax.parse import parse
from planlang.workspace.files import DiskLoader


@frozen
class Writable:
    """A name as it can be written in a file; `symbol` is what it stands for."""

    name: str
    symbol: Symbol

    @property
    def sort(self) -> Meant | None:
        """What it is."""
        return self.symbol.sort


def writable(view: View) -> tuple[Writable, ...]:
    """Every name of a file, each once."""
    modules = {module.source.path: module for module in view.opened.modules}
    found: dict[tuple[str, Meant | None], Writable] = {}
    seen: set[tuple[str, str]] = set()

    def enter(module: nodes.Module, before: str, *, own: bool) -> None:
        if (module.source.path, before) in seen:
            return
        seen.add((module.source.path, before))
        for symbol in outline(module):
            if symbol.sort is not None and (own or not symbol.private):
                for name in filter(None, (symbol.name, symbol.alias)):
                    found.setdefault((before + name, symbol.sort), Writable(before + name, symbol))
        for node in module.declarations:
            if isinstance(node, nodes.Use):
                used = modules.get(used_path(module, node))
                if used is not None:
                    enter(used, before + (f"{node.alias.text}." if node.alias else ""), own=False)
                    if node.alias is not None and own:
                        alias = Symbol(Sort.ALIAS, node.alias.text, None, node.span, node.alias.span)
                        found.setdefault((node.alias.text, Sort.ALIAS), Writable(node.alias.text, alias))

    enter(view.module, "", own=True)
    if not any(isinstance(node, nodes.ModuleDecl) for node in view.module.declarations):
        for module in view.opened.modules:
            if any(
                isinstance(node, nodes.Use) and used_path(module, node) == view.source.path
                for node in module.declarations
            ):
                enter(module, "", own=True)
    return tuple(found.values())


def used_path(module: nodes.Module, use: nodes.Use) -> str:
    """The source path that a `use` of a file means."""
    if isinstance(use.target, nodes.Path):
        return library_path(use.target.text)
    return file_path(module.source.path, use.target.text)


def library_path(name: str) -> str:
    """The source path of a module of the standard library."""
    return f"{LIBRARY}{name.replace('.', '/')}.plan"


def file_path(used_in: str, written: str) -> str:
    """The source path of a file as it is written in another."""
    return normpath((PurePosixPath(used_in).parent / written.replace("\\", "/")).as_posix())


def library_at(path: str) -> nodes.Module | None:
    """A module of the standard library that no plan uses yet."""
    name = path.removeprefix(LIBRARY).removesuffix(".plan").replace("/", ".")
    source = DiskLoader(Path()).library(name) if path.startswith(LIBRARY) else None
    return None if source is None else parse(source).value
