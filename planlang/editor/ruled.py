"""What settings and baselines make of the findings of a plan, as `planlang lint` does.

In: an opened plan, where its files lie. Out: the findings that are told, as grave as settings say, and which of them were there before.
Where a file of settings cannot be, the usual ones hold, and `planlang lint` says what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from planlang.diagnostics.diagnostic import Diagnostic
from planlang.frozen import define, field, frozen
from planlang.lint.options import Options
from planlang.lint.run import category_of
from planlang.source import LIBRARY
from planlang.workspace.errors import PlanlangError
from planlang.workspace.linting.baseline import there_before
from planlang.workspace.linting.settings import Settings, always_told
from planlang.workspace.linting.settings_file import SettingsFinder
from planlang.workspace.workspace import Opened


@frozen
class Ruled:
    """A finding that is told.

    Attributes:
        before: whether a baseline says that it was there before.
    """

    diagnostic: Diagnostic
    before: bool = False


@define(eq=False)
class Rules:
    """The settings of folders; each file is read once, until files have changed."""

    _finder: SettingsFinder = field(factory=SettingsFinder)

    def forget(self) -> None:
        """Files of settings are others than they were."""
        self._finder = SettingsFinder()

    def of(self, file: Path) -> Settings:
        """The settings of a file; a text that is no file has the usual ones."""
        if not file.is_absolute():
            return Settings()
        try:
            return self._finder.of(file.parent)
        except PlanlangError:
            return Settings(folder=file.parent)

    def options(self, main: Path) -> Options:
        """What is set of lint rules for a plan."""
        return self.of(main).options

    def told(self, opened: Opened, main: Path, place_of: Callable[[str], Path]) -> tuple[Ruled, ...]:
        """What is told of a plan; of one that settings exclude errors alone."""
        found = list(self._graded(opened, main, place_of))
        baselines = {place: self.of(place).baseline for place in {place for _, place in found}}
        before: set[int] = set()
        for baseline in {path for path in baselines.values() if path is not None}:
            places = {place_of(module.source.path) for module in opened.modules}
            here = [
                number
                for number, (one, place) in enumerate(found)
                if baselines[place] == baseline and not always_told(one)
            ]
            kept = there_before(baseline, places, [(found[number][1], found[number][0]) for number in here])
            before.update(here[index] for index in kept)
        return tuple(Ruled(one, number in before) for number, (one, _) in enumerate(found))

    def _graded(self, opened: Opened, main: Path, place_of: Callable[[str], Path]) -> Iterator[tuple[Diagnostic, Path]]:
        """The findings that settings do not leave out, as grave as they say, each with its file."""
        excluded = self.of(main).excludes(main)
        for asked_for, part in ((False, opened.diagnostics), (True, opened.told.unreasoned)):
            for one in part:
                path = one.span.source.path
                place = main if path.startswith(LIBRARY) else place_of(path)
                settings = self.of(place)
                if (asked_for and not settings.require_reasons) or (excluded and not always_told(one)):
                    continue
                if settings.tells(one, category_of(one.name), place):
                    yield settings.graded(one), place
