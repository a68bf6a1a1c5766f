"""Parameters of templates and modules that nothing in them names."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import fields, has

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, is_library
from planlang.syntax import nodes

MESSAGE = Text("unused-parameter", "nothing in `{owner}` uses the parameter `{name}`")
HELP = Text("unused-parameter.help", "use it where its cases differ, or take it off together with what is given to it")
SUMMARY = Text("unused-parameter.summary", "a parameter that nothing uses")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every parameter of the author's whose names stand nowhere in what it is for."""
    for module in subject.modules:
        for node in module.declarations:
            if isinstance(node, nodes.DefineDecl):
                yield from _unused(node, node.declarations)
            elif isinstance(node, nodes.ModuleDecl):
                yield from _unused(node, tuple(one for one in module.declarations if one is not node))


def _unused(owner: nodes.DefineDecl | nodes.ModuleDecl, inside: tuple[nodes.Declaration, ...]) -> Iterator[Diagnostic]:
    if is_library(owner.span) or not owner.parameters:
        return
    named = {name.text for name in _names((inside, tuple(one.default for one in owner.parameters)))}
    for parameter in owner.parameters:
        called = {parameter.name.text, *([parameter.alias.text] if parameter.alias else [])}
        if named.isdisjoint(called):
            words = MESSAGE(owner=owner.head.name.text, name=parameter.name.text)
            yield finding(RULE.severity, parameter.name.span, words, HELP())


def _names(part: object) -> Iterator[nodes.Name]:
    """All names in what is written."""
    if isinstance(part, nodes.Name):
        yield part
    elif isinstance(part, tuple):
        for one in part:
            yield from _names(one)
    else:
        kind: type = type(part)
        if has(kind) and kind.__module__.startswith(nodes.__name__):
            for field in fields(kind):
                if field.name != "span":
                    yield from _names(getattr(part, field.name))


RULE = Rule("unused-parameter", SUMMARY, "unused", Severity.WARNING, check)
