"""The plans that are being written: files on disk under the texts of open editors, each plan checked once a text.

In: folders, the texts of open files. Out: the plan that a file belongs to, opened. A file that declares no plan belongs to
the one that uses it: one that is open before others, then one nearby.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from posixpath import normpath

from planlang.editor.files import files_below
from planlang.editor.ruled import Ruled, Rules
from planlang.frozen import define, field, frozen
from planlang.resources import bundled
from planlang.schedule.schedule import Schedule
from planlang.source import Source, Span
from planlang.syntax.lexical.keywords import vocabulary
from planlang.syntax.nodes import Module
from planlang.workspace.errors import UnreadableFileError
from planlang.workspace.files import DiskLoader, read_plan
from planlang.workspace.sources import Memory, Sources, Unsaved
from planlang.workspace.workspace import Opened, open_from

MOST_FILES = 2_000
"""Plan files of a folder that are looked at for the plan that uses another."""
LIBRARY = "stdlib:"
PLANS = frozenset({".plan"})


@frozen
class View:
    """One file of an opened plan, as of its newest text; void once the text of any file is another.

    Attributes:
        main: the main file of the plan.
    """

    opened: Opened
    module: Module
    main: Path

    @property
    def source(self) -> Source:
        """The text of the file."""
        return self.module.source

    def place(self, span: Span) -> Path:
        """The file on disk that a span of the plan stands in."""
        return self.place_of(span.source.path)

    def place_of(self, path: str) -> Path:
        """The file on disk of a source path."""
        if path.startswith(LIBRARY):
            return Path(str(bundled("stdlib"))) / path.removeprefix(LIBRARY)
        return self.opened.root / path if self.main.is_absolute() else self.main


@frozen
class Uses:
    """What tells which plan a file belongs to: whether it declares one, and the files that it uses, as written."""

    declares: bool
    files: tuple[str, ...]


@cache
def _marks() -> re.Pattern[str]:
    """Lines that begin a plan or use another file."""
    keywords = vocabulary()
    plan, use = (
        "|".join(word for keyword in keywords.of_terminal(terminal) for word in keyword.english + keyword.chinese)
        for terminal in ("PLAN", "USE")
    )
    return re.compile(rf'^(?:(?P<plan>{plan})(?!\w)|(?:{use})[ \t]*["“”](?P<file>[^"“”\n]*)["“”])', re.MULTILINE)


def uses_of(text: str) -> Uses:
    """What a text says of the plan it belongs to; a line in a block comment does not count twice."""
    found = list(_marks().finditer(text))
    return Uses(any(one["plan"] for one in found), tuple(one["file"] for one in found if one["file"] is not None))


@define(eq=False)
class Desk:
    r"""What is open, and the plans that it belongs to.

    Attributes:
        folders: where plans are looked for that use a file.
        rules: what settings say of findings.
        texts: of open files, by absolute path; newlines are `\n`, and there is no byte order mark. A text that is no file has
            a relative path.
    """

    folders: tuple[Path, ...] = ()
    rules: Rules = field(factory=Rules)
    texts: dict[Path, str] = field(factory=dict)
    _sources: dict[Path, tuple[Sources, dict[str, str]]] = field(factory=dict)
    _opened: dict[Path, Opened | None] = field(factory=dict)
    _schedules: dict[Path, Schedule | None] = field(factory=dict)
    _told: dict[Path, tuple[Ruled, ...]] = field(factory=dict)
    _mains: dict[Path, Path] = field(factory=dict)
    _uses: dict[Path, Uses] = field(factory=dict)
    _listed: tuple[Path, ...] | None = None

    def put(self, path: Path, text: str) -> None:
        """The text of an open file, from now on."""
        opens = path not in self.texts
        self.texts[path] = text
        self._void()
        said = uses_of(text)
        if opens or self._uses.get(path) != said:
            self._uses[path] = said
            self._mains.clear()
        for root, (_, buffers) in self._sources.items():
            if path.is_relative_to(root):
                buffers[path.relative_to(root).as_posix()] = text

    def drop(self, path: Path) -> None:
        """A file is open no longer: what is on disk counts."""
        self.texts.pop(path, None)
        for root, (_, buffers) in list(self._sources.items()):
            if path.is_relative_to(root):
                buffers.pop(path.relative_to(root).as_posix(), None)
            if not buffers:
                del self._sources[root]
        self.look_again()

    def look_again(self) -> None:
        """Files on disk are others than they were."""
        self._void()
        self._mains.clear()
        self._listed = None
        self._uses = {path: uses_of(text) for path, text in self.texts.items()}

    def _void(self) -> None:
        """What was found is of texts that are others by now."""
        self._opened.clear()
        self._schedules.clear()
        self._told.clear()

    def settings_changed(self) -> None:
        """Files of settings are others than they were."""
        self.rules.forget()
        self._sources.clear()
        self.look_again()

    def told(self, main: Path) -> tuple[Ruled, ...]:
        """What is wrong with a plan, as settings and a baseline have it; nothing of one that cannot be read."""
        if main not in self._told:
            opened = self.opened(main)
            found = (
                () if opened is None else self.rules.told(opened, main, View(opened, opened.modules[0], main).place_of)
            )
            self._told[main] = found
        return self._told[main]

    def view(self, path: Path) -> View | None:
        """A file in the plan that it belongs to; None where it cannot be read."""
        main = self.main_of(path)
        opened = self.opened(main)
        if opened is None:
            return None
        for module in opened.modules:
            view = View(opened, module, main)
            if view.place_of(module.source.path) == path:
                return view
        if main == path:
            return None
        self._mains[path] = path  # it looked as if it were used
        return self.view(path)

    def opened(self, main: Path) -> Opened | None:
        """A plan by its main file; None where that cannot be read."""
        if main not in self._opened:
            sources, name = self._sources_of(main)
            try:
                self._opened[main] = open_from(sources, name)
            except UnreadableFileError:
                self._opened[main] = None
        return self._opened[main]

    @contextmanager
    def trial(self, main: Path, texts: Mapping[Path, str]) -> Iterator[Opened | None]:
        """A plan as it would be with other texts of some files; what was opened before is void."""
        before = {path: self.texts.get(path) for path in texts}
        try:
            for path, text in texts.items():
                self.put(path, text)
            yield self.opened(main)
        finally:
            for path, held in before.items():
                if held is None:
                    self.drop(path)
                else:
                    self.put(path, held)

    def schedule(self, main: Path) -> Schedule | None:
        """When the tasks of a plan are to happen, as it is written; None of a plan with errors, and where the calendars of
        countries are not installed.
        """
        if main not in self._schedules:
            opened = self.opened(main)
            self._schedules[main] = None
            if opened is not None and opened.usable and opened.model is not None:
                try:
                    from planlang.plan.build import build
                    from planlang.plan.current import in_force
                    from planlang.schedule.schedule_plan import make_schedule

                    self._schedules[main] = make_schedule(in_force(build(opened.model).value))
                except ModuleNotFoundError:
                    pass
        return self._schedules[main]

    def _sources_of(self, main: Path) -> tuple[Sources, str]:
        """The files around a plan, and its name among them."""
        if not main.is_absolute():
            alone = self._sources.setdefault(main, (Sources(Memory({}), edited=True), {}))[0]
            alone.texts = Memory({main.name: self.texts.get(main, "")})
            return alone, main.name
        root = main.parent
        if root not in self._sources:
            buffers = {
                path.relative_to(root).as_posix(): text
                for path, text in self.texts.items()
                if path.is_relative_to(root)
            }
            loader, options = Unsaved(buffers, DiskLoader(root)), self.rules.options(main)
            self._sources[root] = Sources(loader, root, edited=True, options=options), buffers
        return self._sources[root][0], main.name

    def main_of(self, path: Path) -> Path:
        """The main file of the plan that a file belongs to."""
        known = self._mains.get(path)
        if known is None:
            known = self._mains[path] = self._found_main(path)
        return known

    def _found_main(self, path: Path) -> Path:
        if not path.is_absolute() or self._said(path).declares:
            return path
        mains = [main for main in self.files() if main != path and self._said(main).declares]
        using = [main for main in mains if path in self._used_by(main)]
        return min(using, key=lambda main: (main not in self.texts, -_shared(main, path), main), default=path)

    def _used_by(self, main: Path) -> set[Path]:
        """The files that a plan uses, those that they use among them."""
        found: set[Path] = set()
        pending = [main]
        while pending:
            here = pending.pop()
            for written in self._said(here).files:
                there = Path(normpath((here.parent / written.replace("\\", "/")).as_posix()))
                if there not in found and there.is_relative_to(main.parent):
                    found.add(there)
                    pending.append(there)
        return found

    def _said(self, path: Path) -> Uses:
        known = self._uses.get(path)
        if known is None:
            try:
                text = self.texts[path] if path in self.texts else read_plan(path, path.name).text
            except UnreadableFileError:
                text = ""
            known = self._uses[path] = uses_of(text)
        return known

    def files(self) -> tuple[Path, ...]:
        """The plan files of the folders, and those that are open, in order."""
        if self._listed is None:
            self._listed = tuple(path for folder in self.folders for path in files_below(folder, PLANS, MOST_FILES))
        return tuple(sorted({*self._listed, *(path for path in self.texts if path.is_absolute())}))

    def views(self) -> Iterator[View]:
        """All files of all plans that something open belongs to, each once, the library left out."""
        seen: set[Path] = set()
        for main in dict.fromkeys(self.main_of(path) for path in self.texts):
            opened = self.opened(main)
            for module in opened.modules if opened is not None else ():
                view = View(opened, module, main) if opened is not None else None
                if view is None or module.source.path.startswith(LIBRARY):
                    continue
                place = view.place_of(module.source.path)
                if place not in seen:
                    seen.add(place)
                    yield view


def _shared(one: Path, other: Path) -> int:
    """How much of the beginnings of two paths is the same."""
    return sum(1 for left, right in zip(one.parts, other.parts, strict=False) if left == right)
