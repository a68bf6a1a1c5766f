"""The words of the language, in every language it is written in.

In: grammar/keywords/*.toml. Out: which keyword a spelling stands for, how a keyword is spelled, and the units and
scales that may follow a number. Whether a word is a keyword where it stands is decided by the parser.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.resources import bundled
from planlang.syntax.nodes import TimeUnit

SECTIONS_WITH_ONE_TERMINAL = {
    "windows": "WINDOW",
    "weekdays": "EVERY_WEEKDAY",
    "cadences": "CADENCE",
    "rates": "RATE",
    "wholes": "ALL_OF",
    "periods": "PERIOD_UNIT",
    "comparisons": "COMPARISON",
}
"""Sections of the table whose words are alike to the grammar; elsewhere a key is a terminal of its own."""

SCALES = {
    "thousand": 3,
    "ten_thousand": 4,
    "million": 6,
    "ten_million": 7,
    "hundred_million": 8,
    "billion": 9,
    "trillion": 12,
}
"""Powers of ten of the scale words."""

UNITS = {
    "min": TimeUnit.MINUTE,
    "h": TimeUnit.HOUR,
    "wh": TimeUnit.WORKING_HOUR,
    "d": TimeUnit.DAY,
    "wd": TimeUnit.WORKING_DAY,
    "weeks": TimeUnit.WEEK,
    "months": TimeUnit.MONTH,
    "quarters": TimeUnit.QUARTER,
    "years": TimeUnit.YEAR,
}
"""Units of time by their key in the table."""


@frozen
class Keyword:
    """One word or phrase of the language.

    Attributes:
        key: its identity, `at_most`.
        section: where it stands in the table, `words`.
        terminal: what the grammar calls it, `AT_MOST`.
        english: its English spellings, canonical first.
        chinese: its Chinese spellings, canonical first.
    """

    key: str
    section: str
    terminal: str
    english: tuple[str, ...]
    chinese: tuple[str, ...]

    @property
    def reserved(self) -> bool:
        """Whether it can never be a name."""
        return self.section == "reserved"

    def spellings(self, language: Language) -> tuple[str, ...]:
        """The spellings in a language, canonical first."""
        return self.english if language is Language.EN else self.chinese


@frozen
class Vocabulary:
    """Every keyword, and the ways to find one.

    Attributes:
        by_key: keywords by their key and section, `("words", "at_most")` once each.
        by_first_word: keywords by the first word of a spelling, with the words of that spelling, longest first.
        also: the same for spellings that are read as a keyword only where nothing else makes sense.
        units: spelling of a unit -> its key; of a counter such as `次` -> `count`.
        scales: spelling of a scale -> its power of ten.
        marks: words that stand for a mark -> its terminal.
        glued: Chinese spellings that may be followed directly by a digit.
        positions: `(context, key)` -> the Chinese spelling that the formatter prefers there.
    """

    keywords: tuple[Keyword, ...]
    by_first_word: Mapping[str, tuple[tuple[tuple[str, ...], Keyword], ...]]
    also: Mapping[str, tuple[tuple[tuple[str, ...], Keyword], ...]]
    units: Mapping[str, str]
    unit_spellings: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    scales: Mapping[str, int]
    marks: Mapping[str, str]
    glued: frozenset[str]
    positions: Mapping[tuple[str, str], str]

    def of_terminal(self, terminal: str) -> tuple[Keyword, ...]:
        """The keywords that a terminal stands for, in the order of the table."""
        return tuple(keyword for keyword in self.keywords if keyword.terminal == terminal)

    def whole(self, spelling: str) -> Keyword | None:
        """The keyword spelled exactly so, or None."""
        words = tuple(spelling.split(" "))
        for candidate, keyword in self.by_first_word.get(words[0], ()):
            if candidate == words:
                return keyword
        return None

    def first_of(self, word: str) -> Keyword | None:
        """The keyword that a word is, or begins, the shortest; None where it is none."""
        found = self.by_first_word.get(word)
        return None if found is None else found[-1][1]

    def called(self, key: str) -> Keyword:
        """The keyword of a key that no two sections share."""
        return next(keyword for keyword in self.keywords if keyword.key == key)

    def section(self, *names: str) -> Iterator[Keyword]:
        """The keywords of these sections, in the order of the table."""
        return (keyword for keyword in self.keywords if keyword.section in names)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that travels with the package."""
    english, chinese = _table("en"), _table("zh")
    keywords = tuple(
        Keyword(
            key,
            section,
            SECTIONS_WITH_ONE_TERMINAL.get(section, key.upper()),
            tuple(spellings),
            tuple(chinese[section][key]),
        )
        for section in (
            "kinds",
            "reserved",
            "words",
            "windows",
            "comparisons",
            "weekdays",
            "cadences",
            "rates",
            "wholes",
            "periods",
            "later",
        )
        for key, spellings in english[section].items()
    )
    by_key = {keyword.key: keyword for keyword in keywords}
    elsewhere = [
        (spelling, by_key[key])
        for table in (english["also"], chinese["also"])
        for key, spellings in table.items()
        for spelling in spellings
    ]
    own = [(spelling, keyword) for keyword in keywords for spelling in keyword.english + keyword.chinese]
    marks = {word: terminal for terminal, words in chinese["marks"].items() for word in words}
    may_touch_digits = set(chinese["quantities"]["words"])
    unit_keys = dict.fromkeys([*english["units"], *chinese["units"]])
    return Vocabulary(
        keywords=keywords,
        by_first_word=_by_first_word(own),
        also=_by_first_word(elsewhere),
        units={
            spelling: key
            for table in (english["units"], chinese["units"], {"count": chinese["counters"]["words"]})
            for key, spellings in table.items()
            for spelling in spellings
        },
        unit_spellings={
            key: (tuple(english["units"].get(key, ())), tuple(chinese["units"].get(key, ()))) for key in unit_keys
        },
        scales={
            spelling: SCALES[key]
            for table in (english["scales"], chinese["scales"])
            for key, spellings in table.items()
            for spelling in spellings
        },
        marks=marks,
        glued=frozenset(
            spelling
            for spelling, keyword in [*own, *elsewhere]
            if keyword.key in may_touch_digits and not spelling.isascii()
        )
        | set(marks),
        positions={
            (place.split(" ")[0], place.split(" ")[1]): str(spelling)
            for place, spelling in chinese["positions"].items()
        },
    )


def _by_first_word(spelled: list[tuple[str, Keyword]]) -> dict[str, tuple[tuple[tuple[str, ...], Keyword], ...]]:
    """Keywords by the first word of each spelling, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], Keyword]]] = {}
    for spelling, keyword in spelled:
        words = tuple(spelling.split(" "))
        found.setdefault(words[0], []).append((words, keyword))
    return {word: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for word, entries in found.items()}


def _table(language: str) -> dict[str, dict[str, list[str]]]:
    text = bundled("grammar").joinpath("keywords", f"{language}.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return tables
