"""Texts for people, in English and Chinese.

The English text stands beside the code that says it, as a module-level `Text`. The Chinese text of the same key
stands in `diagnostics/zh/<room>.toml`; a test holds keys and placeholders equal. Keys of diagnostics are the name of
the check, or `name.variant` where one check has several sentences; keys of reports start with their room
(`report.goals`).

A count stands with the word that it counts: `{files:file|files}` is `1 file`, `2 files`; in Chinese `{files}` will do.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from importlib.resources import files

from planlang.frozen import field, frozen

BEGINS_LATIN = re.compile(r"[0-9./-]*[A-Za-z\u00c0-\u024f]")
ENDS_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f](?:[0-9]|[./-](?=[0-9]))*\Z")
"""A word with Latin letters at one end of a text: `stock 2026-Q2`."""


class Language(Enum):
    """A language that messages and reports can be written in."""

    EN = "en"
    ZH = "zh"


@frozen
class Text:
    """A sentence with `{placeholders}`: its key and its English words."""

    key: str
    english: str

    def __call__(self, **values: object) -> Message:
        """The sentence about these values; a value that is itself a message is rendered with it."""
        return Message(self, tuple(sorted(values.items())))

    def often(self, **values: object) -> Message:
        """The same, of a sentence that is said again and again: its words are kept."""
        return Message(self, tuple(sorted(values.items())), {})

    def template(self, language: Language) -> str:
        """The words in a language; English where a translation is missing."""
        if language is Language.EN:
            return self.english
        return chinese_texts().get(self.key, self.english)


@frozen
class Message:
    """A text and the values for its placeholders; rendered late, in the reader's language; `kept` is what was said before."""

    text: Text
    values: tuple[tuple[str, object], ...] = field(default=())
    kept: dict[Language, str] | None = field(default=None, eq=False, repr=False)

    def render(self, language: Language = Language.EN) -> str:
        """The finished sentence."""
        if self.kept is None:
            return self._said(language)
        if language not in self.kept:
            self.kept[language] = self._said(language)
        return self.kept[language]

    def around(self, name: str, language: Language) -> tuple[str, str]:
        """The finished sentence up to one of its values, which it has once, and from there on."""
        parts, values = _parsed(self.text.template(language)), dict(self.values)
        texts: list[str] = [""]
        for words, found, choice in parts:
            texts[-1] += words
            if found == name:
                texts.append("")
            elif found is not None:
                texts[-1] += _filled(values[found], choice, language)
        before, after = texts
        return before, after

    def _said(self, language: Language) -> str:
        """The words with the values between them."""
        words, fields = _parts(self.text.template(language))
        if not fields:
            return words
        values = dict(self.values)
        told = [_filled(values[name], choice, language) for name, choice in fields]
        if language is Language.ZH and any(BEGINS_LATIN.match(one) or ENDS_LATIN.search(one) for one in told):
            return _spaced(self.text.template(language), told)
        return words % tuple(told)


@cache
def _parts(template: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Words with `%s` for each value, and the names of the values with their formats; taken apart once."""
    parts = _parsed(template)
    fields = tuple((name, choice) for _, name, choice in parts if name is not None)
    if not fields:
        return "".join(words for words, *_ in parts), ()
    return "".join(words.replace("%", "%%") + ("" if name is None else "%s") for words, name, _ in parts), fields


def _spaced(template: str, values: Iterable[str]) -> str:
    """Words with the values between them, and a space where Chinese and Latin letters would touch; words that go on with a
    value, as in `{folder}/data`, stay at it.
    """
    said, filled = "", iter(values)
    for words, name, _ in _parsed(template):
        said += " " + words if words and said and words[0] not in "./-" and _touch(said, words) else words
        value = "" if name is None else next(filled)
        said += " " + value if value and said and _touch(said, value) else value
    return said


def _touch(before: str, after: str) -> bool:
    """Whether one of two texts is Chinese where they meet and the other a Latin word, be it one with digits: `2026-Q2`."""
    if _is_chinese(before[-1]):
        return BEGINS_LATIN.match(after) is not None
    return _is_chinese(after[0]) and ENDS_LATIN.search(before) is not None


def _is_chinese(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff"


@cache
def _parsed(template: str) -> tuple[tuple[str, str | None, str], ...]:
    """Words, each with the name of the value behind them and its format."""
    parts = string.Formatter().parse(template)
    return tuple((words, name, choice or "") for words, name, choice, _ in parts)


def _filled(value: object, choice: str, language: Language) -> str:
    """A value, or where two words are given a count and the one that fits it."""
    if isinstance(value, Message):
        value = value.render(language)
    if not choice:
        return value if isinstance(value, str) else str(format(value))
    one, several, many = choice.partition("|")
    if not several:
        return str(format(value, choice))
    return f"{value} {one if str(value) == '1' else many}"


@cache
def chinese_texts() -> Mapping[str, str]:
    """Every Chinese text by key, from all `zh/*.toml`."""
    texts: dict[str, str] = {}
    for entry in sorted(files("planlang").joinpath("diagnostics", "zh").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            texts.update(tomllib.loads(entry.read_text(encoding="utf-8")))
    return texts
