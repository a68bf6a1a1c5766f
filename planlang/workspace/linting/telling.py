"""How many warnings of a plan settings let be told, for commands that look at the plan for something else.

In: an opened plan. Out: a number. Where the settings cannot be, all warnings count, and `planlang lint` says what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.lint.run import category_of
from planlang.workspace.linting.settings_file import SettingsFinder, UnusableSettingsError
from planlang.workspace.workspace import Opened


def warnings_told(opened: Opened) -> int:
    """The warnings that are told, those that settings call errors among them."""
    try:
        return sum(one.severity is not Severity.NOTE for one in _told(opened))
    except UnusableSettingsError:
        return sum(one.severity is Severity.WARNING for one in opened.diagnostics)


def _told(opened: Opened) -> Iterable[Diagnostic]:
    """The findings that are told, as grave as settings say."""
    finder = SettingsFinder()
    for one in opened.diagnostics:
        place = opened.root / one.span.source.path
        settings = finder.of(place.parent)
        if settings.tells(one, category_of(one.name), place):
            yield settings.graded(one)
