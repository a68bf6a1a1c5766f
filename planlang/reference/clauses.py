"""What the tables of the reference say of a word, found at once: for whoever reads a plan and points at it.

In: a spelling of a word, the kind of the block it stands in. Out: how it is written and what it means, from the page of that
kind before others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from planlang.diagnostics.text import Language
from planlang.frozen import frozen
from planlang.reference.lookup import APART
from planlang.reference.pages import pages
from planlang.reference.terms import CODE

WORDS = re.compile(r"[^\W\d]\w*(?: [a-z]+)*")
ELSEWHERE = frozenset({"mistakes", "diagnostics"})


@frozen
class Clause:
    """A row of a table: how something is written, what it means, and on which page."""

    written: str
    meaning: str
    page: str


@cache
def _clauses(language: Language) -> Mapping[str, tuple[Clause, ...]]:
    """The rows by each word, or phrase, that one of their forms begins with."""
    found: defaultdict[str, list[Clause]] = defaultdict(list)
    for page in pages(language):
        if page.name in APART or page.name in ELSEWHERE or "reference/" not in page.path:
            continue
        for section in page.sections:
            for cells in section.rows:
                if len(cells) != 2:
                    continue
                clause = Clause(cells[0], cells[1], page.name)
                for word in {word for code in CODE.findall(cells[0]) for word in _beginnings(code)}:
                    found[word].append(clause)
    return {word: tuple(clauses) for word, clauses in found.items()}


def _beginnings(code: str) -> list[str]:
    """The words that a form begins with, by themselves and together: `split`, `split by`, `split by team`."""
    begun = WORDS.match(code)
    words = begun[0].split(" ") if begun else []
    return [" ".join(words[:count]) for count in range(1, len(words) + 1)]


def clauses_of(spellings: tuple[str, ...], kind: str, language: Language) -> tuple[Clause, ...]:
    """What is said of a word, those of the page of a kind of declaration first, and nothing else where that has some."""
    said = [clause for word in spellings for clause in _clauses(language).get(word, ())]
    own = [clause for clause in said if kind and clause.page.startswith(kind)]
    return tuple(dict.fromkeys(own or said))
