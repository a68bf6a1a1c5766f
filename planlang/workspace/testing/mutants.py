"""A plan with one small change after the other, and whether some test notices.

In: an opened plan and its tests. Out: `Mutant`s, in order of place. Only what some test reaches is changed, and only the tests that reach it
are run; a change that leaves no usable plan is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from gc import collect

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.text import Message
from planlang.evaluate.testing.results import Mutant
from planlang.frozen import frozen
from planlang.plan.build import build
from planlang.plan.plan import Plan
from planlang.semantics.check import check_files
from planlang.semantics.kinds.testing.reads import reached_of
from planlang.semantics.model import Ident, Model, PlanTest
from planlang.source import Source, Span
from planlang.syntax import nodes
from planlang.workspace.errors import PlanlangError
from planlang.workspace.sources import Sources, Texts
from planlang.workspace.testing.edits import TextEdit, edits_of
from planlang.workspace.testing.running import Trial, trial
from planlang.workspace.workspace import Opened

AT_ONCE = 10
"""After how many changes what they left in memory is cleared away."""


@frozen
class _Edited:
    """Texts of which one is another."""

    texts: Texts
    edited: Source

    def file(self, path: str, used_in: str) -> Source | Message:
        """The file at a path."""
        found = self.texts.file(path, used_in)
        return self.edited if isinstance(found, Source) and found.path == self.edited.path else found

    def library(self, name: str) -> Source | None:
        """The module of the standard library with that dotted name, or None."""
        found = self.texts.library(name)
        return self.edited if found is not None and found.path == self.edited.path else found

    def libraries(self) -> tuple[str, ...]:
        """The dotted names of all modules of the standard library."""
        return self.texts.libraries()


def mutants(
    opened: Opened, sources: Sources, plan: Plan, tests: Sequence[PlanTest], *, library: bool = False
) -> Iterator[Mutant]:
    """Each change of what the tests reach, and the test that notices it."""
    assert opened.model is not None, "only a usable plan is tested"
    reaching = _reaching(opened.model, tests)
    with ExitStack() as stack:
        trials: dict[str, Trial] = {}
        for number, (edit, names) in enumerate(_changes(opened, reaching, library=library)):
            if number % AT_ONCE == 0:
                collect()  # a command looks for no circles itself, and each change leaves some
            model = _changed(opened, sources, edit)
            if model is None:
                continue
            changed = build(model).value
            noticed = None
            for name in names:
                if name not in trials:
                    test = opened.model.tests[name]
                    trials[name] = stack.enter_context(trial(plan, test))
                if _notices(trials[name], changed):
                    noticed = name
                    break
            yield Mutant(edit.span, edit.after, noticed)


def _notices(one: Trial, changed: Plan) -> bool:
    try:
        return not one.run(changed).passes
    except PlanlangError:
        return True


def _reaching(model: Model, tests: Iterable[PlanTest]) -> Mapping[Span, tuple[str, ...]]:
    """By the name of each declaration the tests that reach it."""
    found: dict[Span, list[str]] = {}
    for test in tests:
        for ident in _idents(model, test):
            found.setdefault(ident.span, []).append(test.ident.name)
    return {span: tuple(names) for span, names in found.items()}


def _idents(model: Model, test: PlanTest) -> Iterator[Ident]:
    for kind, name in reached_of(model, test.of, test.subject):
        group: Mapping[str, object] = getattr(model, kind)
        ident = getattr(group.get(name), "ident", None)
        if isinstance(ident, Ident):
            yield ident


def _changes(
    opened: Opened, reaching: Mapping[Span, tuple[str, ...]], *, library: bool
) -> Iterator[tuple[TextEdit, tuple[str, ...]]]:
    """The changes of all that is reached, each with the tests to run."""
    for module in opened.modules:
        if module.source.in_library and not library:
            continue
        in_file = [names for span, names in reaching.items() if span.source.path == module.source.path]
        anywhere = tuple(dict.fromkeys(name for names in in_file for name in names))
        for node in _declarations(module):
            if isinstance(node, nodes.ModuleDecl):
                names, parts = anywhere, tuple(one.default for one in node.parameters)
                edits = edits_of(parts)
            elif isinstance(
                node, nodes.MetricDecl | nodes.AlertDecl | nodes.GoalDecl | nodes.ProcessDecl | nodes.SegmentDecl
            ):
                names = reaching.get(node.head.name.span, ())
                edits = edits_of(node) if names else ()
            else:
                continue
            if names:
                yield from ((edit, names) for edit in edits)


def _declarations(module: nodes.Module) -> Iterator[nodes.Declaration]:
    for node in module.declarations:
        yield node
        if isinstance(node, nodes.DefineDecl):
            yield from node.declarations


def _changed(opened: Opened, sources: Sources, edit: TextEdit) -> Model | None:
    """The model of the plan with a change; None where it is not usable so."""
    source = edit.span.source
    text = source.text[: edit.span.start] + edit.after + source.text[edit.span.end :]
    edited = Source(source.path, text)
    libraries = {
        name: parsed for name, parsed in sources.libraries_parsed.items() if parsed.value.source.path != source.path
    }
    other = Sources(_Edited(sources.texts, edited), sources.root, libraries_parsed=libraries)
    other.take(sources, source.path)
    main = edited if opened.source.path == source.path else opened.source
    parsed = other.parsed(main)
    checked = check_files(parsed.value, other)
    found = (*parsed.diagnostics, *checked.diagnostics)
    if any(one.severity is Severity.ERROR for one in found) or checked.value.model is None:
        return None
    return checked.value.model
