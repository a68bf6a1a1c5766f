"""One name for two kinds of thing: `won` as a metric and as a stage.

A role and a stage may share one: no place takes both, and `lead` is a word of the trade for either.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.kept import Kept
from planlang.lint.rule import Rule, Subject, finding, is_library
from planlang.semantics.names.vocabulary import A_KIND, KIND_OF
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind

MESSAGE = Text("one-name-two-kinds", "`{name}` is the name of {kind} and of {other}")
FIRST = Text("one-name-two-kinds.first", "{kind} here")
HELP = Text("one-name-two-kinds.help", "rename one of them, so that a reader need not guess which is meant")
SUMMARY = Text("one-name-two-kinds.summary", "one name for two kinds of thing")
STAGE = Text("one-name-two-kinds.stage", "a stage")
APART = ({STAGE, A_KIND[Kind.ROLE]},)
"""Kinds that a reader never takes for one another."""

Entry = tuple[str, Text, Span]
"""A name, what its kind is called, where it stands."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every name of the author's with a meaning of another kind elsewhere; told once for each name."""
    first: dict[str, Entry] = {}
    told: set[str] = set()
    modules = sorted(subject.modules, key=lambda module: not module.source.in_library)
    for entry in chain.from_iterable(map(_in_file, modules)):
        name, word, span = entry
        _, known, place = known_entry = first.setdefault(name, entry)
        if known_entry is entry or known is word or {known, word} in APART or name in told or is_library(span):
            continue
        told.add(name)
        related = (Related(place, FIRST(kind=known())),)
        yield finding(RULE.severity, span, MESSAGE(name=name, kind=word(), other=known()), HELP(), related)


@Kept
def _in_file(module: nodes.Module) -> tuple[Entry, ...]:
    """Every name that a file declares."""
    return tuple(chain.from_iterable(map(_names, module.declarations)))


@Kept
def _names(declaration: nodes.Declaration) -> tuple[Entry, ...]:
    """Every name and alias that stands in a declaration, with the word for its kind; accounts are told apart by their budget."""
    return tuple(_found(declaration))


def _found(declaration: nodes.Declaration) -> Iterator[Entry]:
    pending = [declaration]
    while pending:
        node = pending.pop()
        kind = KIND_OF.get(type(node))
        if kind is None or isinstance(node, (nodes.Nameless, nodes.AccountDecl)):
            continue
        for name in (node.head.name, node.head.alias):
            if name is not None:
                yield name.text, A_KIND[kind], name.span
        pending += reversed(nodes.inside(node))
        if isinstance(node, nodes.ProcessDecl):
            for head in _stages(node):
                for name in (head.name, head.alias):
                    if name is not None:
                        yield name.text, STAGE, name.span


def _stages(node: nodes.ProcessDecl) -> Iterator[nodes.StageHead]:
    for clause in node.clauses:
        if isinstance(clause, (nodes.Stages, nodes.WinStage)):
            yield from clause.stages
        elif isinstance(clause, (nodes.LossStage, nodes.VoidStage)):
            yield clause.stage


RULE = Rule("one-name-two-kinds", SUMMARY, "names", Severity.WARNING, check)
