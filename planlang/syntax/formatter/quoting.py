"""A piece of a plan as it is quoted in a report: on one line, in the one style, keywords in the reader's language.

In: an expression or a clause as it is written. Out: the same on one line. What cannot be read by itself is only put on
one line.
"""

from __future__ import annotations

import re
from functools import lru_cache

from planlang.diagnostics.text import Language
from planlang.source import Source
from planlang.syntax.formatter.format import format_source

AROUND = (
    ("metric m =", ""),
    ("alert a {", "}"),
    ("process p on s {", "}"),
    ("goal g {", "}"),
    ("task t {", "}"),
    ("milestone m {", "}"),
)
"""What a piece can stand in, tried in this order."""
HEAD = re.compile(r"[^={]*[={]")
BREAK = re.compile(r"(?P<before>[(\[]?)[ \t]*\n\s*(?P<after>[)\]]?)")
LONGEST = 4000
"""Characters of a piece that is put into the one style; a longer one is only put on one line."""


@lru_cache(maxsize=1000)
def quoted(text: str, language: Language) -> str:
    """A piece of a plan on one line, keywords in a language.

    >>> quoted("count(deals where open)", Language.ZH)
    'count(deals 其中 open)'
    >>> quoted("stay in offer at most 10 working days", Language.ZH)
    '停留在 offer 至多 10个工作日'
    """
    if len(text) <= LONGEST and "#" not in text:
        for before, after in AROUND:
            whole = format_source(Source("quoted", f"{before} {text}\n{after}\n"), language)
            if whole.is_plan and not whole.mistaken and not whole.left:
                formatted = whole.text.strip()
                inside = formatted[: len(formatted) - len(after)]
                return one_line(HEAD.sub("", inside, count=1)).strip(" ;")
    return one_line(text)


def one_line(text: str) -> str:
    """A text without its line breaks and the indentation behind them."""
    return BREAK.sub(_joint, text.strip())


def _joint(found: re.Match[str]) -> str:
    glue = "" if found["before"] or found["after"] else " "
    return f"{found['before']}{glue}{found['after']}"
