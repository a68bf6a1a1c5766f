"""The pages of the documentation, cut into sections.

In: the folder `docs`. Out: the pages that a reader of a language reads: in Chinese those of `docs/zh`, and the English ones that
have no twin there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources.abc import Traversable

from planlang.diagnostics.text import Language
from planlang.frozen import field, frozen
from planlang.resources import bundled, check_pages

FOLDERS = ("reference", "cookbook", "guide")
LOOSE = ("for-language-models.md", "glossary.md")
"""Pages outside of the folders."""
COOKBOOK = "cookbook"
HEADING = re.compile(r"(#{1,4}) (.+)")
COMMENT = re.compile(r"<!--.*?-->")
WORDS = re.compile(r"<!-- words: (.*?) -->")


@frozen
class Section:
    """What stands under one heading."""

    page: str
    """The path below `docs`."""
    title: str
    """The heading of the page."""
    heading: str
    level: int
    line: int
    lines: tuple[str, ...] = field(repr=False)

    @cached_property
    def words(self) -> str:
        """Words that people look for and that the section itself does not say."""
        return " ".join(found[1] for line in self.lines if (found := WORDS.match(line)))

    @cached_property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """The fenced blocks, without their fences."""
        return tuple(block for _, block in self._parts if block is not None)

    @cached_property
    def prose(self) -> tuple[str, ...]:
        """The lines outside of blocks and tables."""
        return tuple(line for line, block in self._parts if block is None and not line.startswith("|"))

    @cached_property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of tables, headers left out."""
        lines = [line for line, block in self._parts if block is None]
        return tuple(
            cells(line)
            for line, after in zip(lines, [*lines[1:], ""], strict=True)
            if line.startswith("|") and not line.startswith("| ---") and not after.startswith("| ---")
        )

    @cached_property
    def first(self) -> str:
        """The first paragraph."""
        kept: list[str] = []
        for line in self.prose:
            text = COMMENT.sub("", line).strip()
            if not text and kept:
                break
            if text:
                kept.append(text)
        return " ".join(kept)

    @cached_property
    def _parts(self) -> tuple[tuple[str, tuple[str, ...] | None], ...]:
        found: list[tuple[str, tuple[str, ...] | None]] = []
        block: list[str] | None = None
        for line in self.lines:
            fence = line.startswith("```")
            if fence and block is None:
                block = []
            elif fence and block is not None:
                found.append(("", tuple(block)))
                block = None
            elif block is not None:
                block.append(line)
            else:
                found.append((line, None))
        return tuple(found)


@frozen
class Page:
    """One file of the documentation."""

    path: str
    text: str = field(repr=False)

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.path.rpartition("/")[2].removesuffix(".md")

    @property
    def title(self) -> str:
        """Its first heading."""
        return self.sections[0].heading

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The page, cut at its headings; those inside of blocks are comments of plans."""
        starts = [(0, 1, self.name)]
        lines = self.text.split("\n")
        inside = False
        for number, line in enumerate(lines):
            inside ^= line.startswith("```")
            found = None if inside else HEADING.match(line)
            if found is not None:
                starts.append((number, len(found[1]), found[2]))
        if len(starts) > 1 and starts[1][0] == 0:
            del starts[0]
        ends = [*(start for start, _, _ in starts[1:]), len(lines)]
        title = starts[0][2]
        return tuple(
            Section(self.path, title, heading, level, start + 1, tuple(lines[start + 1 : end]))
            for (start, level, heading), end in zip(starts, ends, strict=True)
        )


def cells(line: str) -> tuple[str, ...]:
    r"""The cells of a row of a table; `\|` is a bar inside a cell."""
    return tuple(cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1])


@cache
def pages(language: Language) -> tuple[Page, ...]:
    """The pages for a reader of a language, in a fixed order."""
    docs = bundled("docs")
    english = dict(_read(docs, ""))
    if language is Language.ZH:
        return tuple((english | {path.removeprefix("zh/"): page for path, page in _read(docs, "zh/")}).values())
    return tuple(english.values())


def page_at(path: str) -> Page:
    """One page by its path."""
    return Page(path, bundled("docs").joinpath(path).read_text(encoding="utf-8"))


def page_of_check(name: str, language: Language) -> Page | None:
    """The page of a check."""
    path = check_pages().get(name)
    if path is None:
        return None
    return page_at(f"zh/{path}" if language is Language.ZH else path)


def _read(docs: Traversable, under: str) -> Iterator[tuple[str, Page]]:
    for folder in FOLDERS:
        place = docs.joinpath(f"{under}{folder}")
        for name in sorted(entry.name for entry in place.iterdir()) if place.is_dir() else ():
            path = f"{under}{folder}/{name}"
            yield path, Page(path, place.joinpath(name).read_text(encoding="utf-8"))
    for name in LOOSE:
        place = docs.joinpath(f"{under}{name}")
        if place.is_file():
            yield f"{under}{name}", Page(f"{under}{name}", place.read_text(encoding="utf-8"))
