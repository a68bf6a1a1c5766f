"""All tests of some files: found, run, and what they cover and notice.

In: files and folders. Out: a `RunReport`.
"""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.evaluate.held import Held
from planlang.evaluate.testing.outcomes import Having, possible, seen
from planlang.evaluate.testing.results import Covered, Mutant, Ran, RunReport, Tried, Untested
from planlang.frozen import field, frozen
from planlang.plan.plan import Plan
from planlang.semantics.check import declares_a_plan
from planlang.semantics.kinds.testing.reads import reached_of
from planlang.semantics.model import PlanTest
from planlang.syntax import nodes
from planlang.workspace.errors import UnreadableFileError, UnusableOptionError
from planlang.workspace.files import DiskLoader, plan_files
from planlang.workspace.run import countable, planned
from planlang.workspace.sources import Sources
from planlang.workspace.testing.mutants import mutants
from planlang.workspace.testing.running import Lately, trial
from planlang.workspace.workspace import Opened, open_from

NONE = Text("testing.none", "there are no tests in {paths}")
NO_TEST = Text("testing.no-test", 'no test is called "{name}"; there are: {names}')
MOST_NAMED = 12


@frozen
class Suite:
    """A file with tests, or one that has to be mended before anybody can tell.

    Attributes:
        tests: those that are told of it.
        errors: what keeps them from being run.
    """

    opened: Opened
    sources: Sources = field(eq=False, repr=False)
    tests: tuple[PlanTest, ...]
    errors: tuple[Diagnostic, ...] = ()


def suites(paths: Sequence[Path], workspace: Path | None) -> Iterator[Suite]:
    """The files among these that have tests, opened; a plan brings the files of tests beside it that begin with its name.

    A plan with an error and a file that cannot be read as written are there whether they have tests or not: these may be what is broken.
    Plans come first, and the tests in files that these use are told of the plans: such a file need not stand for itself.

    Raises:
        UnreadableFileError: there is no such file, or no plan in a folder.
    """
    told: set[tuple[str, int]] = set()
    used: set[Path] = set()
    files = [_File(path, root) for path, root in _files(paths, workspace)]
    for file in sorted(files, key=lambda file: not file.is_plan):  # keeps their order but for that
        root, sources, shown = file.root, file.sources, file.shown
        if file.path.resolve() in used or not (file.has_tests or file.is_plan or file.unread):
            continue
        opened = open_from(sources, shown)
        errors = _errors(opened.diagnostics) if file.has_tests or file.is_plan else file.unread
        tests = () if opened.model is None else tuple(opened.model.tests.values())
        if file.is_plan:
            used |= {(root / module.source.path).resolve() for module in opened.modules[1:]}
        else:
            tests = tuple(test for test in tests if test.ident.span.source.path == shown)
        new = tuple(test for test in tests if (_place(test, root)) not in told)
        told |= {_place(test, root) for test in new}
        if new or errors:
            yield Suite(opened, sources, new, errors)


class _File:
    """A file by what stands in it."""

    def __init__(self, path: Path, root: Path) -> None:
        self.path, self.root = path, root
        disk = DiskLoader(root.resolve())
        self.sources = Sources(disk, root.resolve())
        self.shown = disk.shown(path)
        parsed = self.sources.main(self.shown)
        self.unread = _errors(parsed.diagnostics)
        self.is_plan = declares_a_plan(parsed.value)
        self.has_tests = any(isinstance(node, nodes.TestDecl) for node in parsed.value.declarations)


def _errors(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(one for one in found if one.severity is Severity.ERROR)


def _place(test: PlanTest, root: Path) -> tuple[str, int]:
    return (root / test.ident.span.source.path).as_posix(), test.ident.span.start


def _files(paths: Sequence[Path], workspace: Path | None) -> Iterator[tuple[Path, Path]]:
    """Each file with the folder outside of which nothing is read, once."""
    seen_: set[Path] = set()
    for path in paths or (Path(),):
        root = workspace or (path if path.is_dir() else path.parent)
        found = list(plan_files((path,)))
        if not path.is_dir():
            found += sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.plan"))
        for file in found:
            if file.resolve() not in seen_:
                seen_.add(file.resolve())
                yield file, root


def chosen(found: Iterable[Suite], only: Sequence[str], paths: Sequence[Path]) -> tuple[Suite, ...]:
    """The suites with the tests that are asked for; all without names. What has errors stays.

    Raises:
        UnreadableFileError: there are no tests.
        UnusableOptionError: there is none of a name.
    """
    all_ = tuple(found)
    known = [test for suite in all_ for test in suite.tests]
    if not known and not any(suite.errors for suite in all_):
        raise UnreadableFileError(NONE(paths=", ".join(path.as_posix() for path in paths) or "."))
    for name in only:
        if not any(_is_called(test, name) for test in known):
            names = ", ".join(test.ident.name for test in known[:MOST_NAMED]) + (
                " …" if len(known) > MOST_NAMED else ""
            )
            raise UnusableOptionError(NO_TEST(name=name, names=names))
    if not only:
        return all_
    some = (
        evolve(suite, tests=tuple(t for t in suite.tests if any(_is_called(t, name) for name in only)))
        for suite in all_
    )
    return tuple(suite for suite in some if suite.tests or suite.errors)


def _is_called(test: PlanTest, name: str) -> bool:
    return name in (test.ident.name, test.ident.alias, test.ident.title)


def reported(found: Sequence[Suite], *, coverage: bool, mutate: bool, library: bool) -> RunReport:
    """The tests of usable plans, run; of the others the errors.

    Args:
        found: from `chosen`.
        coverage: whether to tell which outcomes they see.
        mutate: whether to change the plan, and tell what they do not notice.
        library: whether what the standard library declares counts as well.
    """
    ran: list[Ran] = []
    covering = _Covering()
    changed: list[Mutant] = []
    untested = tuple(Untested(suite.opened.source.path, suite.errors) for suite in found if suite.errors)
    for suite in found:
        if suite.errors:
            continue
        plan = planned(suite.opened)
        if coverage:
            covering.can_be(plan, library=library)
        lately = Lately()
        tried = tuple(_tried(plan, test, lately, covering if coverage else None) for test in suite.tests)
        ran.append(Ran(suite.opened.source.path, plan, tried))
        if mutate and all(one.passes for one in tried):
            changed += mutants(suite.opened, suite.sources, plan, suite.tests, library=library)
    return RunReport(tuple(ran), untested, covering.told() if coverage else None, _once(changed) if mutate else None)


def _tried(plan: Plan, test: PlanTest, lately: Lately, covering: _Covering | None) -> Tried:
    with trial(plan, test, lately) as one:
        found = one.run(plan)
        if covering is not None and found.passes and one.last is not None:
            metrics = frozenset(
                name for kind, name in reached_of(plan.model, test.of, test.subject) if kind == "metrics"
            )
            with countable():
                covering.saw(test, found, one.last, metrics)
        return found


class _Covering:
    """Gathers which outcomes were seen, over all plans; what several of them use is told once."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, int], tuple[Having, dict[str, bool]]] = {}

    def can_be(self, plan: Plan, *, library: bool) -> None:
        """Enter what a plan declares."""
        for having, outcomes in possible(plan.model).items():
            if library or not having.span.source.in_library:
                known = self._seen.setdefault(_key(having), (having, {}))[1]
                for outcome in outcomes:
                    known.setdefault(outcome, False)

    def saw(self, test: PlanTest, found: Tried, held: Held, reached: frozenset[str]) -> None:
        """Note what a test has seen."""
        for having, outcome in seen(held, test, found.found, reached):
            known = self._seen.get(_key(having))
            if known is not None and outcome in known[1]:
                known[1][outcome] = True

    def told(self) -> tuple[Covered, ...]:
        """All that there is, by file and place."""
        return tuple(
            Covered(having.kind, having.name, having.span, tuple(outcomes.items()))
            for _, (having, outcomes) in sorted(
                self._seen.items(), key=lambda item: (item[0][1], item[0][2], item[0][0])
            )
        )


def _key(having: Having) -> tuple[str, str, int]:
    return having.kind, having.span.source.path, having.span.start


def _once(changed: Sequence[Mutant]) -> tuple[Mutant, ...]:
    """Each change once, however many files of tests use what is changed: noticed where any of their tests notices it."""
    found: dict[tuple[str, int, int, str], Mutant] = {}
    for one in changed:
        key = (one.span.source.path, one.span.start, one.span.end, one.after)
        if key not in found or found[key].noticed is None:
            found[key] = one
    return tuple(found[key] for key in sorted(found))
