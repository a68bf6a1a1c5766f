"""Settings as people write them: `planlang.toml`, or `[tool.planlang]` of `pyproject.toml`; the nearest file counts, and it alone.

In: the folder of a plan. Out: its settings, or everything that is wrong with the file, each with its place and the nearest name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from planlang.diagnostics.diagnostic import Diagnostic, Severity, in_order
from planlang.diagnostics.suggest import nearest
from planlang.diagnostics.text import Message, Text
from planlang.frozen import define, field
from planlang.lint.categories import CATEGORIES
from planlang.lint.options import USUAL, Option
from planlang.resources import check_pages
from planlang.source import Source, Span
from planlang.workspace.errors import PlanlangError
from planlang.workspace.files import read_plan, shown_from_here
from planlang.workspace.linting.choosing import like, means_something
from planlang.workspace.linting.settings import SEVERITIES, Settings

OWN, SHARED = "planlang.toml", "pyproject.toml"
UNKNOWN = Text("settings.unknown", "there is no setting `{name}`")
UNKNOWN_OPTION = Text("settings.unknown-option", "the check `{check}` has no option `{name}`")
NOT_A_CHECK = Text("settings.no-check", "there is no check called `{name}`")
NOT_A_SELECTOR = Text("settings.no-selector", "`{name}` is no check, no group of checks and no beginning of a name")
NEAR = Text("settings.near", "write {names}")
KNOWN = Text("settings.known", "there are: {names}")
PUT_INTO_IGNORE = Text("settings.put-into-ignore", "to switch it off, write `{name}` into `ignore`")
WRONG_VALUE = Text("settings.value", "`{name}` takes {wanted}")
NO_TOML = Text("settings.toml", "this is no TOML: {reason}")
BROKEN = Text("settings.broken", "the settings in {path} cannot be used")
A_TABLE = Text("settings.a-table", "a table")
TEXTS = Text("settings.texts", "a list of texts")
A_TEXT = Text("settings.a-text", "a text")
A_NUMBER = Text("settings.a-number", "a whole number that is not negative")
TRUE_OR_FALSE = Text("settings.true-or-false", "true or false")
ONE_OF = Text("settings.one-of", "one of {names}")
OFF = ("off", "none", "ignore", "disable", "disabled", "no", False)
"""What people write who want a check not to be told."""
HEADER = re.compile(r"\s*\[([^\[\]]+)\]")
KEY = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
KEYS = re.compile(rf"\s*({KEY}(?:\s*\.\s*{KEY})*)\s*=")
LINT = ("select", "ignore", "exclude", "fail-on", "require-reasons", "baseline", "per-file-ignores", "rules")


class UnusableSettingsError(PlanlangError):
    """A file of settings says what cannot be; `diagnostics` are all that is wrong in it."""

    def __init__(self, message: Message, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


@define
class SettingsFinder:
    """Finds the settings of folders; each file is read once."""

    _known: dict[Path, Settings] = field(factory=dict)

    def of(self, folder: Path) -> Settings:
        """The settings of the nearest file, from a resolved folder upwards; the usual ones where there is none.

        Raises:
            UnusableSettingsError: what the file says cannot be.
        """
        found = self._known.get(folder)
        if found is None:
            found = _of(folder)
            if found is None:
                found = Settings(folder=folder) if folder == folder.parent else self.of(folder.parent)
            self._known[folder] = found
        return found


def _of(folder: Path) -> Settings | None:
    """What is set in a folder itself."""
    own, shared = folder / OWN, folder / SHARED
    if own.is_file():
        return _read(own, ())
    if shared.is_file() and "planlang" in read_plan(shared, shared.name).text:
        return _read(shared, ("tool", "planlang"))
    return None


def _read(path: Path, below: tuple[str, ...]) -> Settings | None:
    """What a file says below some keys; None where it has none of them."""
    source = read_plan(path, shown_from_here(path))
    reader = _Reader(source, below)
    try:
        found: Any = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        reader.no_toml(str(error))
        found = {}
    for key in below:
        found = found.get(key) if isinstance(found, dict) else None
        if found is None and not reader.mistakes:
            return None
    settings = reader.settings(found or {}, path)
    if reader.mistakes:
        raise UnusableSettingsError(BROKEN(path=source.path), in_order(reader.mistakes))
    return settings


@define
class _Reader:
    """Reads the parts of a file and notes what is wrong with them."""

    source: Source
    below: tuple[str, ...]
    mistakes: list[Diagnostic] = field(factory=list)

    def settings(self, table: Any, path: Path) -> Settings:
        """The settings of a file."""
        if not self._table(table, (), ("lint",)):
            return Settings()
        lint = table.get("lint", {})
        if not self._table(lint, ("lint",), LINT):
            return Settings()
        known = set(lint)
        usual = Settings()
        per_file = lint.get("per-file-ignores", {})
        at = ("lint", "per-file-ignores")
        patterns = per_file if self._table(per_file, at, None) else {}
        baseline = self._text(lint, "baseline")
        severities, options = self._rules(lint.get("rules", {}))
        return Settings(
            file=path,
            folder=path.parent,
            select=self._selectors(lint["select"], ("lint", "select")) if "select" in known else usual.select,
            ignore=self._selectors(lint.get("ignore", []), ("lint", "ignore")),
            exclude=self._texts(lint.get("exclude", []), ("lint", "exclude")),
            per_file_ignores=tuple(
                (pattern, self._selectors(value, (*at, pattern))) for pattern, value in patterns.items()
            ),
            severities=severities,
            options=options,
            fail_on=self._severity(lint, ("lint", "fail-on")) or usual.fail_on,
            require_reasons=self._truth(lint, "require-reasons"),
            baseline=None if baseline is None else path.parent / baseline,
        )

    def no_toml(self, reason: str) -> None:
        """The file cannot be read at all."""
        found = re.search(r"at line (\d+), column (\d+)", reason)
        start = self.source.offset(int(found[1]), int(found[2])) if found else len(self.source.text)
        self.mistakes.append(_mistake(Span(self.source, start, start), NO_TOML(reason=reason)))

    def _rules(self, table: Any) -> tuple[dict[str, Severity], dict[str, dict[str, Option]]]:
        """Severities and options by check."""
        severities: dict[str, Severity] = {}
        options: dict[str, dict[str, Option]] = {}
        if not self._table(table, ("lint", "rules"), None):
            return severities, options
        for name, entries in table.items():
            at = ("lint", "rules", name)
            if name not in check_pages():
                self._wrong(at, NOT_A_CHECK(name=name), nearest(name, check_pages()))
            elif self._table(entries, at, None):
                severity = self._severity(entries, (*at, "severity"))
                if severity is not None:
                    severities[name] = severity
                usual = USUAL.get(name, {})
                for option in entries.keys() - {"severity"}:
                    if option not in usual:
                        near = nearest(option, ("severity", *usual)) or ("severity", *usual)
                        self._wrong((*at, option), UNKNOWN_OPTION(check=name, name=option), near)
                    elif isinstance(usual[option], int):
                        options.setdefault(name, {})[option] = self._number(entries[option], (*at, option))
                    else:
                        options.setdefault(name, {})[option] = self._texts(entries[option], (*at, option))
        return severities, options

    def _table(self, value: Any, at: tuple[str, ...], known: Iterable[str] | None) -> bool:
        """Whether a value is a table; keys of it that are not known are told, where any are."""
        if not isinstance(value, dict):
            self._takes(at, A_TABLE())
            return False
        if known is not None:
            names = tuple(known)
            for key in value:
                if key not in names:
                    near = nearest(key, names)
                    self._wrong((*at, key), UNKNOWN(name=".".join((*at, key))), near, names)
        return True

    def _selectors(self, value: Any, at: tuple[str, ...]) -> tuple[str, ...]:
        found = self._texts(value, at)
        for selector in found:
            if not means_something(selector):
                self._wrong(at, NOT_A_SELECTOR(name=selector), like(selector), ("all", *CATEGORIES), of=selector)
        return found

    def _texts(self, value: Any, at: tuple[str, ...]) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self._takes(at, TEXTS())
            return ()
        return tuple(value)

    def _number(self, value: Any, at: tuple[str, ...]) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._takes(at, A_NUMBER())
            return 0
        return value

    def _severity(self, table: Mapping[str, Any], at: tuple[str, ...]) -> Severity | None:
        value = table.get(at[-1])
        if value is None:
            return None
        if value not in tuple(SEVERITIES):
            wanted = ONE_OF(names=", ".join(f'"{name}"' for name in SEVERITIES))
            off = value in OFF and len(at) > 2
            self._takes(at, wanted, PUT_INTO_IGNORE(name=at[-2]) if off else None)
        return SEVERITIES.get(value) if isinstance(value, str) else None

    def _truth(self, table: Mapping[str, Any], name: str) -> bool:
        value = table.get(name, False)
        if not isinstance(value, bool):
            self._takes(("lint", name), TRUE_OR_FALSE())
        return bool(value)

    def _text(self, table: Mapping[str, Any], name: str) -> str | None:
        value = table.get(name)
        if value is not None and not isinstance(value, str):
            self._takes(("lint", name), A_TEXT())
            return None
        return value

    def _takes(self, at: tuple[str, ...], wanted: Message, help: Message | None = None) -> None:
        said = WRONG_VALUE(name=".".join(at) or ".".join(self.below), wanted=wanted)
        self.mistakes.append(_mistake(self._span((*self.below, *at), None), said, help))

    def _wrong(
        self,
        at: tuple[str, ...],
        message: Message,
        near: Iterable[str],
        known: Iterable[str] = (),
        *,
        of: str | None = None,
    ) -> None:
        """Notes a mistake at a key, or at a text behind it."""
        near, known = tuple(near), tuple(known)
        help_ = NEAR(names=", ".join(f"`{name}`" for name in near)) if near else None
        if help_ is None and known:
            help_ = KNOWN(names=", ".join(known))
        self.mistakes.append(_mistake(self._span((*self.below, *at), of), message, help_))

    def _span(self, keys: tuple[str, ...], of: str | None) -> Span:
        """Where a key stands, else the nearest table around it; where the text `of` stands behind it."""
        best, depth = Span(self.source, 0, 0), 0
        for start, before, parts in self._keys():
            names = (*before, *(part[0].strip("\"'") for part in parts))
            shared = min(len(names), len(keys))
            if names[:shared] == keys[:shared] and shared > max(depth, len(before)):
                part = parts[shared - 1 - len(before)]
                best, depth = Span(self.source, start + part.start(), start + part.end()), shared
        for wanted in (*keys[max(depth, len(self.below)) :], *(() if of is None else (of,))):
            found = re.compile(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])").search(self.source.text, best.end)
            if found is not None:
                best = Span(self.source, found.start(), found.end())
        return best

    def _keys(self) -> Iterator[tuple[int, tuple[str, ...], list[re.Match[str]]]]:
        """Of each line that has keys: where it begins, the table that they are in, and the keys."""
        table: tuple[str, ...] = ()
        for number, start in enumerate(self.source.line_starts, start=1):
            line = self.source.line_text(number)
            header = HEADER.match(line)
            match = header or KEYS.match(line)
            if match is None:
                continue
            parts = list(re.compile(KEY).finditer(line, match.start(1), match.end(1)))
            yield start, () if header else table, parts
            if header:
                table = tuple(part[0].strip("\"'") for part in parts)


def _mistake(span: Span, message: Message, help: Message | None = None) -> Diagnostic:
    return Diagnostic("unusable-settings", Severity.ERROR, span, message, None, help)
