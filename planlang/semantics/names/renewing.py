"""A program that goes on after an edit: the same files use each other, and declare most of the names that they declared.

In: the program of the last check, and the files as they are parsed now. Out: the program of the next one, in which scopes and
symbols stand for what they stood for; the declarations that were edited have taken the place of what stood there.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Diagnostic, Outcome
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.modules import Loader, Program, gather, located
from planlang.semantics.names.templates import as_file
from planlang.syntax import nodes

Edited = dict[int, nodes.Declaration]
"""What stands in the place of a declaration now, by its identity."""


def renewed(program: Program, main: nodes.Module, loader: Loader, findings: Findings) -> Program | None:
    """The program for the files as they are now; None where they are others, or use each other otherwise.

    It is the same one where they declare the same names.
    """
    files = {main.source.path: main}
    mistakes: list[Diagnostic] = []
    for used_in, use, path in program.found:
        found = located(loader, used_in, use)
        if not isinstance(found, Outcome) or found.value.source.path != path:
            return None
        if path not in files:
            files[path] = found.value
            mistakes += found.diagnostics
    if list(files) != list(program.modules):
        return None
    changed = [(program.modules[path], module) for path, module in files.items() if module is not program.modules[path]]
    if any(_uses(before) != _uses(now) for before, now in changed):
        return None
    edited: Edited = {}
    if not program.sound or not all(_alike(before, now, edited) for before, now in changed):
        return gather(main, loader, findings, program)
    for scope in program.scopes:
        module = files[scope.source.path]
        if scope.template is not None:
            scope.take(as_file(scope.template), edited)
        elif module is not scope.module:
            scope.take(module, edited)
    program.modules.update(files)
    findings.extend(mistakes)
    findings.sites |= program.sites
    findings.uses.extend(program.uses)
    return program


def _uses(module: nodes.Module) -> list[object]:
    """What says how a file uses others and is used, and whether it can be read; not what a module is called."""
    found: list[object] = [module.readable]
    for node in module.declarations:
        match node:
            case nodes.Use(arguments=arguments, alias=alias, without=without):
                named = tuple((one.name.text, one.value.span.text) for one in arguments)
                found.append((node.written, named, alias and alias.text, tuple(name.text for name in without)))
            case nodes.ModuleDecl(parameters=parameters):
                found.append(tuple(one.span.text for one in parameters))
            case _:
                pass
    return found


def _alike(before: nodes.Module, now: nodes.Module, edited: Edited) -> bool:
    """Whether two readings of a file declare the same names in the same order; notes the declarations that differ."""
    if len(before.declarations) != len(now.declarations):
        return False
    pending: list[tuple[nodes.Declaration, nodes.Declaration]] = list(
        zip(before.declarations, now.declarations, strict=True)
    )
    while pending:
        old, new = pending.pop()
        if old is new:
            continue
        if type(old) is not type(new) or isinstance(old, (nodes.Use, nodes.ModuleDecl, nodes.DefineDecl)):
            return False
        if isinstance(old, (nodes.LanguageDecl, nodes.ApplyDecl)):
            return False
        assert not isinstance(new, (nodes.Use, nodes.ModuleDecl, nodes.LanguageDecl, nodes.ApplyDecl))
        if _names(old.head) != _names(new.head):
            return False
        before_inside, now_inside = nodes.inside(old), nodes.inside(new)
        if len(before_inside) != len(now_inside):
            return False
        pending += zip(before_inside, now_inside, strict=True)
        edited[id(old)] = new
    return True


def _names(head: nodes.Head) -> tuple[str, str | None, bool]:
    return head.name.text, head.alias.text if head.alias else None, head.private
