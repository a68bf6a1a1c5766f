"""Checks the plans that paths mean: each once, together with what it uses.

In: paths, and what the command line asks for. Out: the findings of all of them, with what settings and comments make of each. What was
found in a plan that has not changed is not looked for again; very many plans are checked by several processes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import evolve

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.finding import Finding, Report
from planlang.frozen import define, field, frozen
from planlang.source import LIBRARY, Source
from planlang.workspace.files import DiskLoader, plan_files, read_plan, shown_from_here
from planlang.workspace.linting.cache import Cache, folder_for
from planlang.workspace.linting.checked import Plain, Recording, Task, check_all, findings
from planlang.workspace.linting.settings import Settings, always_told
from planlang.workspace.linting.settings_file import SettingsFinder

PLAN = re.compile(r"(?m)^[ \t]*(?:plan|计划)\b")
"""How a file begins a line that is a plan and not only a part of one."""
MANY = 20
"""Plans that one process checks at most before others help."""
PARTS = 4
"""So many parts of the work for each process: one with harder plans does not keep the others waiting."""

UNUSED = "unused-ignore"


@frozen
class Asked:
    """What the command line asks for; None and nothing where settings count.

    Attributes:
        paths: files and folders.
        workspace: the folder outside of which nothing is read; that of each plan by default.
        given: the text of standard input, if it is a plan, and the name it goes by.
        isolated: whether files of settings are left aside.
        cached: whether what was found before is used, and kept.
    """

    paths: tuple[Path, ...]
    workspace: Path | None = None
    given: Source | None = None
    isolated: bool = False
    cached: bool = True
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    require_reasons: bool = False


@frozen
class Run:
    """What checking plans told.

    Attributes:
        report: what is told.
        own: the files of the report that are no library, with where they lie.
        plans: the plans, with what was found in each.
        excluded: how many files settings exclude.
    """

    report: Report
    own: dict[str, Path]
    plans: tuple[tuple[Task, Plain], ...]
    excluded: int = 0


@frozen
class _Folder:
    """A folder with plans.

    Attributes:
        place: where it lies, links followed.
        root: the workspace of its plans.
        shown: its path from the working directory on.
    """

    place: Path
    root: Path
    shown: str

    def called(self, name: str) -> str:
        """What messages call a file in it."""
        return name if self.shown == "." else f"{self.shown}/{name}"


@define
class Linter:
    """Checks plans, as the command line and the settings ask for."""

    asked: Asked
    _finder: SettingsFinder = field(factory=SettingsFinder)
    _settings: dict[Path, Settings] = field(factory=dict)
    _texts: dict[str | Path, Source] = field(factory=dict)
    _folders: dict[Path, _Folder] = field(factory=dict)

    def settings_of(self, file: Path) -> Settings:
        """The settings of a file, with what the command line says.

        Raises:
            UnusableSettingsError: what a file of settings says cannot be.
        """
        folder, asked = file.parent, self.asked
        if folder not in self._settings:
            found = Settings(folder=folder) if asked.isolated else self._finder.of(folder)
            if asked.select:
                found = evolve(found, select=asked.select, ignore=())
            self._settings[folder] = evolve(
                found,
                ignore=(*found.ignore, *asked.ignore),
                fail_on=asked.fail_on or found.fail_on,
                require_reasons=asked.require_reasons or found.require_reasons,
            )
        return self._settings[folder]

    def tasks(self) -> tuple[tuple[Task, ...], int]:
        """The plan files that are meant, read, and how many are excluded.

        Raises:
            UnreadableFileError: a file cannot be read, or a folder holds no plan file.
        """
        asked = self.asked
        tasks: dict[Path, Task] = {}
        excluded: set[Path] = set()
        for path in plan_files(asked.paths):
            folder = self._folder(path.parent)
            place = _real(path) if path.is_symlink() else folder.place / path.name
            if self.settings_of(place).excludes(place):
                excluded.add(place)
            elif place not in tasks:
                tasks[place] = self._task(place, folder, read_plan(path, folder.called(path.name)))
        if asked.given is not None:
            path = Path(asked.given.path)
            tasks[_real(path)] = self._task(_real(path), self._folder(path.parent), asked.given)
        return tuple(tasks.values()), len(excluded)

    def run(self) -> Run:
        """Check all plans; a file that another one of them uses is checked with that one, unless it is named and a plan itself.

        Raises:
            UnreadableFileError: a file cannot be read, or a folder holds no plan file.
        """
        tasks, excluded = self.tasks()
        found: dict[Path, tuple[Task, Plain]] = {}
        used: set[Path | None] = set()
        # what a plan uses is not checked by itself, so plans come first
        plans = [task for task in tasks if PLAN.search(task.source.text)]
        named = {task.place for task in plans} & {_real(path) for path in self.asked.paths if not path.is_dir()}
        for some in (plans, [task for task in tasks if not PLAN.search(task.source.text)]):
            left = [task for task in some if task.given or task.place in named or task.place not in used]
            for task, plain in zip(left, self._found(left), strict=True):
                found[task.place] = (task, plain)
                used.update(task.place_of(path) for path in plain["modules"][1:])
        whole = [
            found[task.place]
            for task in tasks
            if task.place in found and (task.given or task.place in named or task.place not in used)
        ]
        return self.told(whole, excluded)

    def told(self, plans: Iterable[tuple[Task, Plain]], excluded: int = 0) -> Run:
        """What is told of plans."""
        told: Counter[Finding] = Counter()
        users: Counter[str] = Counter()
        own: dict[str, Path] = {}
        plans = tuple(plans)
        for task, plain in plans:
            for path in plain["modules"]:
                name = self._called(task, path)
                users[name] += 1
                place = task.place_of(path)
                if place is not None:
                    own[name] = place
            told.update(dict.fromkeys(self._graded(task, plain, own), 1))
        # a comment in a file of several plans is of no use only where it is of none to any of them
        kept = (
            one for one in told if one.diagnostic.name != UNUSED or told[one] == users[one.diagnostic.span.source.path]
        )
        in_order = tuple(sorted(kept, key=lambda one: one.diagnostic.sort_key))
        return Run(Report(in_order, tuple(sorted(users))), own, plans, excluded)

    def _called(self, task: Task, path: str) -> str:
        """What messages call a file."""
        place = task.place_of(path)
        if place is None:
            return path
        return self._texts[place].path if place in self._texts else shown_from_here(place)

    def _graded(self, task: Task, plain: Plain, own: dict[str, Path]) -> Iterator[Finding]:
        """The findings in a plan that settings do not leave out, as grave as they say."""
        found, unreasoned = findings(plain, lambda path: self._source(task, path))
        for asked_for, part in ((False, found), (True, unreasoned)):
            for one in part:
                place = own.get(one.diagnostic.span.source.path, task.place)
                settings = self.settings_of(place)
                if (not asked_for or settings.require_reasons) and settings.tells(one.diagnostic, one.category, place):
                    graded = settings.graded(one.diagnostic)
                    yield evolve(
                        one,
                        diagnostic=graded,
                        counts=graded.severity >= settings.fail_on,
                        always=always_told(one.diagnostic),
                    )

    def _found(self, tasks: Sequence[Task]) -> list[Plain]:
        """What is found in plans, or was before."""
        found: dict[int, Plain] = {}
        recordings: dict[Path, Recording] = {}
        caches: dict[int, Cache] = {}
        for index, task in enumerate(tasks):
            file = self.settings_of(task.place).file
            folder = folder_for(file, task.place.parent) if self.asked.cached and not task.given else None
            if folder is not None:
                caches[index] = Cache(folder)
                texts = recordings.setdefault(task.root, Recording(DiskLoader(task.root), known=self._texts))
                kept = caches[index].get(task, texts)
                if kept is not None:
                    found[index] = kept
        left = [index for index in range(len(tasks)) if index not in found]
        for index, plain in zip(left, checked([tasks[index] for index in left]), strict=True):
            found[index] = plain
            if index in caches:
                caches[index].put(tasks[index], plain)
        return [found[index] for index in range(len(tasks))]

    def _folder(self, path: Path) -> _Folder:
        """A folder, looked up once."""
        if path not in self._folders:
            root = _real(self.asked.workspace or path)
            self._folders[path] = _Folder(_real(path), root, shown_from_here(path))
        return self._folders[path]

    def _task(self, place: Path, folder: _Folder, source: Source) -> Task:
        """A plan whose text is known."""
        root = folder.root
        self._texts[place] = source
        if place.parent == root:
            called = place.name
        else:
            called = place.relative_to(root).as_posix() if place.is_relative_to(root) else source.path
        given = {called: source.text} if source is self.asked.given else {}
        return Task(root, place, Source(called, source.text), self.settings_of(place).options, given)

    def source_at(self, place: Path) -> Source:
        """A file, as messages call it."""
        if place not in self._texts:
            self._texts[place] = read_plan(place, shown_from_here(place))
        return self._texts[place]

    def replace(self, place: Path, text: str) -> None:
        """Puts another text in the place of that of a file, on disk or not."""
        self._texts[place] = Source(self.source_at(place).path, text)

    def _source(self, task: Task, path: str) -> Source:
        """The file of a path in a workspace, as messages call it."""
        place = task.place_of(path)
        if place is not None:
            return self.source_at(place)
        if path not in self._texts:
            found = DiskLoader(task.root).library(path.removeprefix(LIBRARY).removesuffix(".plan").replace("/", "."))
            assert found is not None
            self._texts[path] = found
        return self._texts[path]


def _real(path: Path) -> Path:
    """Where a file lies, links followed."""
    return Path(os.path.realpath(path))


def checked(tasks: Sequence[Task]) -> Iterable[Plain]:
    """Plans, checked, by several processes where there are many."""
    processes = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    if len(tasks) <= MANY or processes < 2:
        return check_all(tasks) if tasks else ()
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_all_start_methods, get_context

    size = -(-len(tasks) // (processes * PARTS))
    parts = [tasks[start : start + size] for start in range(0, len(tasks), size)]
    how = get_context("fork" if "fork" in get_all_start_methods() else None)
    with ProcessPoolExecutor(processes, mp_context=how) as pool:
        return [plain for part in pool.map(check_all, parts) for plain in part]
