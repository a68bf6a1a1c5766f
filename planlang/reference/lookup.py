"""What the documentation says about a word.

In: words as somebody types them, in either language, spelt nearly right. Out: what the word is, the rows of tables that say what
it does, answers of the cookbook, sections of pages, the best first; and near spellings where nothing has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from planlang.diagnostics.suggest import ranked
from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.reference.pages import COOKBOOK, Page, Section, page_of_check, pages
from planlang.reference.terms import CODE, Term, terms
from planlang.resources import check_pages

APART = frozenset({"index", "keywords"})
"""Pages that name every word, and so say nothing of one."""
ASKING = re.compile(
    r"^(how (do|can|to|does)|怎么|如何|怎样)( ?(i|we|one))?( ?(say|write|写|说|表示|设置))?", re.IGNORECASE
)
SMALL = frozenset({"a", "an", "the"})
"""Words that no page is about."""
NEAR = 5
"""Near spellings that are named."""


@frozen
class Row:
    """A row of a table whose first cell has the word."""

    section: Section
    cells: tuple[str, ...]


@frozen
class Found:
    """What there is about a word."""

    asked: str
    terms: tuple[Term, ...]
    page: Page | None
    """The page of that name."""
    rows: tuple[Row, ...]
    answers: tuple[Section, ...]
    """Entries of the cookbook."""
    sections: tuple[Section, ...]
    near: tuple[str, ...]
    """Words that may have been meant, the nearest first; of these the rest tells where nothing has the word itself."""
    told: str
    """The word that the rest is about."""

    @property
    def anything(self) -> bool:
        """Whether there is something at all."""
        return bool(self.terms or self.page or self.rows or self.answers or self.sections)


Spellings = tuple[tuple[str, ...], ...]
"""For each word that has to occur the ways to spell it."""


def look_up(words: Sequence[str], language: Language) -> Found:
    """What the pages of a language say about words; about the nearest word that there is, where they say nothing."""
    asked = " ".join(" ".join(words).split())
    known = terms()
    if not _named(asked, known):
        asked = _without_question(asked)
    found = _about(asked, asked, known, language, ())
    if found.anything:
        return found
    near = _near(asked, known, pages(language))
    if not near:
        return found
    return _about(asked, near[0], known, language, near)


def _named(told: str, known: Sequence[Term]) -> tuple[Term, ...]:
    """The terms that are spelt so."""
    return tuple(term for term in known if told.lower() in (word.lower() for word in term.spellings))


def _without_question(asked: str) -> str:
    """What a question is about: `how do I say discount`, `怎么写 折扣`."""
    asked = ASKING.sub("", asked).rstrip("?？").strip() or asked
    return " ".join(word for word in asked.split() if word.lower() not in SMALL) or asked


def _about(asked: str, told: str, known: Sequence[Term], language: Language, near: tuple[str, ...]) -> Found:
    read = pages(language)
    named = _named(told, known)
    wanted = _wanted(told, named, known)
    sections = [section for page in read if page.name not in APART for section in page.sections]
    scored = [(score, section) for section in sections if (score := _score(section, wanted))]
    scored.sort(key=lambda pair: -pair[0])
    rows = [
        Row(section, row)
        for section in sections
        if "glossary" not in section.page
        for row in section.rows
        if all(_in_code(row[0], spellings) for spellings in wanted)
    ]
    return Found(
        asked,
        named,
        _page(told, read, language),
        tuple(rows),
        tuple(section for _, section in scored if COOKBOOK in section.page and section.level > 1),
        tuple(section for _, section in scored if COOKBOOK not in section.page and "glossary" not in section.page),
        near,
        told,
    )


def _wanted(told: str, named: Sequence[Term], known: Sequence[Term]) -> Spellings:
    """The spellings of the whole where it is one word, else of each of its words."""
    if named:
        return ((told, *_others(named)),)
    return tuple(
        (word, *_others(term for term in known if word.lower() in (other.lower() for other in term.spellings)))
        for word in told.split()
    )


def _others(named: Iterable[Term]) -> tuple[str, ...]:
    """All spellings of terms, and functions as they are called."""
    return tuple(dict.fromkeys(word for term in named for word in term.spellings))


def _score(section: Section, wanted: Spellings) -> int:
    """How much a section is about the words: 0 where one of them does not occur in it."""
    heading = f"{section.heading} {section.words}" + (f" {section.title}" if section.level == 1 else "")
    total = 0
    for spellings in wanted:
        score = 20 * _occurs(spellings, heading)
        score += 6 * any(_in_code(row[0], spellings) for row in section.rows)
        score += min(3, _times(spellings, "\n".join(section.prose)))
        score += min(3, sum(_times(spellings, "\n".join(block)) for block in section.blocks[:1]))
        score += _occurs(spellings, "\n".join(" ".join(row) for row in section.rows))
        if not score:
            return 0
        total += score
    return total


def _in_code(cell: str, spellings: Iterable[str]) -> bool:
    """Whether a cell says in code how the word is written."""
    return any(_occurs(spellings, code) for code in CODE.findall(cell))


def _occurs(spellings: Iterable[str], text: str) -> bool:
    return any(_pattern(spelling).search(text) for spelling in spellings)


def _times(spellings: Iterable[str], text: str) -> int:
    return sum(len(_pattern(spelling).findall(text)) for spelling in spellings)


@cache
def _pattern(spelling: str) -> re.Pattern[str]:
    """Latin words as whole words, one or several; Chinese ones wherever they stand."""
    words = re.escape(spelling).replace(r"\ ", r"\s+")
    if not spelling.isascii():
        return re.compile(words)
    return re.compile(rf"(?<![A-Za-z0-9_]){words}(?:e?s)?(?![A-Za-z0-9_])", re.IGNORECASE)


def _page(told: str, read: Iterable[Page], language: Language) -> Page | None:
    """The page whose name or title the word is, or the one of a check."""
    lowered = told.lower().replace(" ", "-")
    for page in read:
        if lowered in (page.name, page.title.lower().replace(" ", "-")):
            return page
    return page_of_check(lowered, language)


def _near(asked: str, known: Iterable[Term], read: Iterable[Page]) -> tuple[str, ...]:
    names = {word for term in known for word in term.spellings}
    names |= {page.name for page in read} | {page.title for page in read} | set(check_pages())
    return tuple(name for _, name in ranked(asked, names)[:NEAR])
