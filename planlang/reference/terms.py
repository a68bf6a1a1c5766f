"""Words of the language, each with all its spellings: keywords, units, functions, and terms of reports.

In: the tables of docs/reference/keywords.md, docs/reference/functions.md and docs/glossary.md, and the functions as
docs/zh/reference/keywords.md has them, which tests hold to the grammar.
Out: what a word is, and how else it may be spelt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.reference.pages import Section, page_at

CODE = re.compile(r"`([^`]+)`")
SECTIONS = {
    "kinds": Text("reference.kind", "begins a declaration"),
    "reserved": Text("reference.reserved", "reserved word"),
    "words": Text("reference.word", "word of a clause"),
    "windows": Text("reference.window", "window"),
    "comparisons": Text("reference.comparison", "comparison"),
    "weekdays": Text("reference.weekday", "weekday"),
    "cadences": Text("reference.cadence", "rhythm"),
    "rates": Text("reference.rate", "rate"),
    "wholes": Text("reference.of-a-kind", "all of a kind"),
    "periods": Text("reference.period", "period"),
    "later": Text("reference.later", "kept for a later version"),
}
"""What the words of a table of the keywords are."""
FUNCTION = Text("reference.function", "function")
UNIT = Text("reference.unit", "unit")
TERM = Text("reference.term", "term of reports")


@frozen
class Term:
    """A word: what it is, its spellings in both languages, and what is said of it where that is short."""

    sort: Text
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    shown: str = ""
    shown_in_chinese: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """All spellings."""
        return self.english + self.chinese


@cache
def terms() -> tuple[Term, ...]:
    """All words, those of the language before those of reports."""
    keywords = page_at("reference/keywords.md")
    functions = page_at("reference/functions.md")
    glossary = page_at("glossary.md")
    return (
        *(term for section in keywords.sections for term in _keywords(section)),
        *(term for section in functions.sections for term in _functions(section)),
        *(term for section in glossary.sections for row in section.rows if len(row) == 3 for term in _of_reports(row)),
    )


def _of_reports(row: tuple[str, ...]) -> tuple[Term, ...]:
    """The terms of a row, one for each pair of words: `floor, stretch` are `保底,冲刺`."""
    english, chinese = row[0].split(", "), row[1].split(",")
    if len(english) == len(chinese):
        return tuple(Term(TERM, (word,), (other,), row[2]) for word, other in zip(english, chinese, strict=True))
    return (Term(TERM, tuple(english), tuple(chinese), row[2]),)


def _keywords(section: Section) -> Iterator[Term]:
    for row in section.rows:
        spelt = [tuple(CODE.findall(cell)) for cell in row]
        if len(row) == 4 and row[0] in SECTIONS:
            also = spelt[3]
            yield Term(
                SECTIONS[row[0]],
                (*spelt[1], *(word for word in also if word.isascii())),
                (*spelt[2], *(word for word in also if not word.isascii())),
            )
        elif len(row) == 3 and len(spelt[0]) == 1 and spelt[1] and spelt[2]:
            yield Term(UNIT, spelt[1], spelt[2])


def _functions(section: Section) -> Iterator[Term]:
    chinese = _in_chinese()
    for row in section.rows:
        spelt = [tuple(CODE.findall(cell)) for cell in row]
        if len(row) == 4 and len(spelt[0]) == 1 and spelt[1] and spelt[1][0].startswith(spelt[0][0]):
            yield Term(FUNCTION, spelt[0], spelt[2], spelt[1][0], chinese[spelt[2][0]])


@cache
def _in_chinese() -> Mapping[str, str]:
    """How each function is written in Chinese, by its name there."""
    written = (
        line.partition(" · ")[0]
        for section in page_at("zh/reference/keywords.md").sections
        for block in section.blocks
        for line in block
        if " · " in line
    )
    return {words.partition("(")[0]: words for words in written}
