"""What was found in the documentation, as lines for a terminal.

The plan of an answer stands whole: it is there to be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from planlang.diagnostics.text import Language, Text
from planlang.reference.lookup import Found
from planlang.reference.pages import COMMENT, COOKBOOK, Page, Section, pages
from planlang.reference.terms import Term
from planlang.report.terminal.wrapping import wrapped

NOTHING = Text("reference.nothing", "nothing in the documentation has `{word}`; `planlang reference` lists its pages")
NEAREST = Text("reference.nearest", "nothing is called `{word}`; near to it: {names}")
TOLD = Text("reference.told", "about `{word}`:")
ROWS = Text("reference.rows", "How it is written")
ANSWERS = Text("reference.answers", "How do I say …")
PAGES = Text("reference.pages", "Pages")
ALSO = Text("reference.also", "also {words}")
MORE = Text("reference.more", "… and {count} more; another word with it finds fewer")
WHOLE = Text(
    "reference.whole", "`planlang reference NAME` shows a page, `planlang reference WORD` what is said of a word"
)
ENGLISH_ONLY = Text("reference.english-only", "This page is in English only.")
PLACE = Text("reference.place", "docs/{path}:{line}")
MOST_ROWS, WHOLE_ANSWERS, MOST, TELLING = 8, 2, 8, 3


def lines_about(found: Found, language: Language, width: int) -> list[str]:
    """What is said about a word."""
    parts: list[list[str]] = []
    if found.near:
        names = ", ".join(f"`{name}`" for name in found.near)
        parts.append([NEAREST(word=found.asked, names=names).render(language), TOLD(word=found.told).render(language)])
    parts.append([line for term in found.terms for line in _term(term, language, width)])
    if found.page is not None:
        if language is Language.ZH and not found.page.path.startswith("zh/"):
            parts.append([ENGLISH_ONLY().render(language)])
        parts.append(list(_whole(found.page)))
    parts.append(list(_rows(found, language, width)))
    parts.append(list(_answers(found.answers, language, width)))
    if found.page is None:
        parts.append(list(_sections(found.sections, language, width)))
    told = [part for part in parts if part]
    if not told:
        return [NOTHING(word=found.asked).render(language)]
    return [line for part in told for line in (*part, "")][:-1]


def lines_of_pages(language: Language, width: int) -> list[str]:
    """All pages, each with its first sentence; of the cookbook the questions."""
    lines: list[str] = []
    for page in pages(language):
        lines.append(f"{page.name}  {page.title}")
        if COOKBOOK in page.path:
            lines += [f"  {section.heading}" for section in page.sections[1:]]
        elif page.sections[0].first:
            lines += wrapped(_plain(page.sections[0].first), width, 2)[:1]
    return [*lines, "", WHOLE().render(language)]


def _term(term: Term, language: Language, width: int) -> Iterator[str]:
    first, other, shown = term.english, term.chinese, term.shown
    if language is Language.ZH:
        first, other, shown = other, first, term.shown_in_chinese or shown
    yield f"{first[0]} · {other[0]}  ({term.sort().render(language)})" if first and other else (*first, *other)[0]
    also = (*first[1:], *other[1:])
    if shown:
        yield from wrapped(shown, width, 2)
    if also:
        yield from wrapped(ALSO(words=", ".join(also)).render(language), width, 2)


def _whole(page: Page) -> Iterator[str]:
    """A page as it is written, without what it says to the tests, and with no more than one empty line in a row."""
    empty = True
    for line in page.text.rstrip("\n").split("\n"):
        kept = COMMENT.sub("", line)
        if kept != line and not kept.strip():
            continue
        if kept.strip() or not empty:
            yield kept
        empty = not kept.strip()


def _rows(found: Found, language: Language, width: int) -> Iterator[str]:
    if not found.rows:
        return
    yield ROWS().render(language)
    for row in found.rows[:MOST_ROWS]:
        first, *others = [cell for cell in row.cells if cell]
        words = f"{_plain(first)}  {_plain('; '.join(others))} ({row.section.title})"
        lines = wrapped(words, width, 4)
        yield from (lines[0][2:], *lines[1:])
    if len(found.rows) > MOST_ROWS:
        yield "  " + MORE(count=len(found.rows) - MOST_ROWS).render(language)


def _answers(answers: Sequence[Section], language: Language, width: int) -> Iterator[str]:
    if not answers:
        return
    yield ANSWERS().render(language)
    for rank, answer in enumerate(answers[:MOST]):
        yield f"  {answer.heading}  ({_place(answer, language)})"
        if rank < WHOLE_ANSWERS:
            yield from wrapped(_plain(answer.first), width, 4)
            yield from (f"      {line}".rstrip() for line in _plan(answer.blocks[0]))
    if len(answers) > MOST:
        yield "  " + MORE(count=len(answers) - MOST).render(language)


def _plan(block: Sequence[str]) -> Iterator[str]:
    """The plan of a block, without the data that it is tried on."""
    return takewhile(lambda line: not line.startswith("--- "), block)


def _sections(sections: Sequence[Section], language: Language, width: int) -> Iterator[str]:
    if not sections:
        return
    yield PAGES().render(language)
    for rank, section in enumerate(sections[:MOST]):
        called = section.title if section.level == 1 else f"{section.title} › {section.heading}"
        yield f"  {called}  ({_place(section, language)})"
        if rank < TELLING and section.first:
            yield from wrapped(_plain(section.first), width, 4)
    if len(sections) > MOST:
        yield "  " + MORE(count=len(sections) - MOST).render(language)


def _place(section: Section, language: Language) -> str:
    return PLACE(path=section.page, line=section.line).render(language)


def _plain(text: str) -> str:
    """Markdown as text: bold, links and marks of code taken off."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text.replace("**", ""))
