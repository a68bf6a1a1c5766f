"""What may be set of `planlang lint`, and how it is said.

In: nothing, or what a file or the command line says. Out: settings as a value, and as TOML for people to read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from attrs import evolve

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.frozen import field, frozen
from planlang.lint.options import Option, Options
from planlang.workspace.linting.checked import TOO_MANY
from planlang.workspace.linting.choosing import ALL, chosen, matches

SEVERITIES = {"error": Severity.ERROR, "warning": Severity.WARNING, "note": Severity.NOTE}
WORDS = {severity: word for word, severity in SEVERITIES.items()}


@frozen
class Settings:
    """What holds for the plans of a folder and the folders below it.

    Attributes:
        file: where it is said; None where nothing is.
        folder: what patterns of paths are relative to.
        select: the checks that are told.
        ignore: those of them that are not.
        exclude: patterns of files that are not checked.
        per_file_ignores: patterns of files with the checks that are not told of them.
        severities: of checks that have another one than theirs.
        options: of lint rules.
        fail_on: the mildest finding that makes the exit status 1.
        require_reasons: whether comments that ignore something have to say why.
        baseline: the file that says what was there before.
    """

    file: Path | None = None
    folder: Path = field(factory=Path)
    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    severities: Mapping[str, Severity] = field(factory=dict)
    options: Options = field(factory=dict)
    fail_on: Severity = Severity.WARNING
    require_reasons: bool = False
    baseline: Path | None = None

    def excludes(self, path: Path) -> bool:
        """Whether a file is not checked."""
        return any(matches(pattern, self._inside(path)) for pattern in self.exclude)

    def tells(self, diagnostic: Diagnostic, category: str, path: Path) -> bool:
        """Whether a finding in a file is told."""
        if always_told(diagnostic):
            return True
        if not chosen(diagnostic.name, category, self.select, self.ignore):
            return False
        here = (selectors for pattern, selectors in self.per_file_ignores if matches(pattern, self._inside(path)))
        return not any(chosen(diagnostic.name, category, selectors, ()) for selectors in here)

    def graded(self, diagnostic: Diagnostic) -> Diagnostic:
        """A finding with the severity that it is given. Errors stay errors."""
        severity = self.severities.get(diagnostic.name, diagnostic.severity)
        if severity is diagnostic.severity or diagnostic.severity is Severity.ERROR:
            return diagnostic
        return evolve(diagnostic, severity=severity)

    def _inside(self, path: Path) -> PurePath:
        """A file as patterns name it."""
        return path.relative_to(self.folder) if path.is_relative_to(self.folder) else PurePath(path.name)


def always_told(diagnostic: Diagnostic) -> bool:
    """Whether a finding is told whatever is set: errors are, and that there are more of them than can be told."""
    return diagnostic.severity is Severity.ERROR or diagnostic.name == TOO_MANY


def as_toml(settings: Settings) -> Iterator[str]:
    """Settings as the lines of a `planlang.toml`."""
    yield "[lint]"
    yield f"select = {_value(settings.select)}"
    yield f"ignore = {_value(settings.ignore)}"
    yield f"exclude = {_value(settings.exclude)}"
    yield f"fail-on = {_value(WORDS[settings.fail_on])}"
    yield f"require-reasons = {_value(settings.require_reasons)}"
    if settings.baseline is not None:
        inside = settings.baseline.is_relative_to(settings.folder)
        shown = settings.baseline.relative_to(settings.folder) if inside else settings.baseline
        yield f"baseline = {_value(shown.as_posix())}"
    if settings.per_file_ignores:
        yield from ("", "[lint.per-file-ignores]")
        yield from (f"{_value(pattern)} = {_value(selectors)}" for pattern, selectors in settings.per_file_ignores)
    for name in sorted({*settings.severities, *settings.options}):
        yield from ("", f"[lint.rules.{name}]")
        if name in settings.severities:
            yield f"severity = {_value(WORDS[settings.severities[name]])}"
        yield from (f"{option} = {_value(value)}" for option, value in sorted(settings.options.get(name, {}).items()))


def _value(value: Option | str | bool) -> str:
    """A value in TOML: texts, numbers and lists are written as in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
