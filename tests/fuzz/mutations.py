"""Plans made wrong the way people and merges make them wrong.

In: the texts of working plans and a source of chance. Out: a text with a few changes, and which they were.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from attrs import frozen

from planlang.source import Source
from planlang.syntax.lexical.kind_words import kind_spellings
from planlang.syntax.lexical.lexer import scan
from tests.semantics.marked import COMPANY

ROOT = Path(__file__).parents[2]
DECLARATION = re.compile(rf"(?m)^(?=(?:{'|'.join(sorted(kind_spellings()))})[ \t])")
MISTYPED = {
    "Latin e": ("e", "\u0435"),
    "full stop": (";", "。"),
    "quote": ('"', "'"),
    "colon": (" ", "："),
    "dash": ("-", "—"),
}
"""Characters, and what a keyboard or a mail puts in their place."""

LINES = (
    "target 8M",
    "target at least 5%",
    "takes 20 working days",
    "takes two weeks",
    "owner Ann, Bob",
    "by 3月6日",
    "by 2026",
    "split by quarter 18/25/25/32",
    "no skipping demo",
    "when visits this week < 10次",
    "when visits 近一季度 < 3",
    "every two weeks",
    "第三个工作日",
    "amount | 金额: money",
    "one row per lead_id",
    "lead_id: texx",
    "on 2026-07-03",
    "calendar nowhere",
    "at most 24h without calls in a",
    "stages a -> a",
    "measure visits rolling 1 quarter",
    "目标值：8000 万元",
    "负责人 张三、李四",
    "/* note */",
    "// note",
    "rep Ed until 2026-06-30",
    "growth 5%",
    "base 0 CNY during 2025",
    "starts when visits this week > 0",
    "after a, a",
    "unscaled",
    "gaps hold",
    "severity worst",
    "notify nobody.lead",
    "from any",
    "expect conversion at least 140%",
    "history of deals",
    "snapshot on file date",
    "event at day",
)
"""Lines that people try, and lines that belong in some block and not in another."""


@frozen
class Mutated:
    """A text made wrong.

    Attributes:
        text: the whole file.
        steps: what was done, in order.
    """

    text: str
    steps: tuple[str, ...]


@cache
def plans() -> tuple[str, ...]:
    """The texts to begin from: the examples, the library, the samples of the tests and the company of the checks."""
    files = [
        *sorted((ROOT / "examples").rglob("*.plan")),
        *sorted((ROOT / "stdlib").rglob("*.plan")),
        *sorted((ROOT / "tests" / "syntax" / "plans").glob("*.plan")),
    ]
    return (COMPANY, *(path.read_text(encoding="utf-8") for path in files))


def mutated(chance: random.Random) -> Mutated:
    """One of the plans with one to four changes."""
    text = chance.choice(plans())
    if len(text) > 6000:  # a part of it, so that a run of many is quick
        pieces = declarations(text)
        text = "".join(chance.sample(pieces, min(len(pieces), 8)))
    steps = []
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        name, change = chance.choice(CHANGES)
        steps.append(name)
        text = change(text, chance)
    return Mutated(text, tuple(steps))


def declarations(text: str) -> list[str]:
    """A text cut before every declaration at the start of a line."""
    places = [match.start() for match in DECLARATION.finditer(text)] or [0]
    return [text[start:end] for start, end in zip([0, *places[1:]], [*places[1:], len(text)], strict=True)]


def _tokens(text: str) -> list[tuple[int, int]]:
    return [(t.start, t.end) for t in scan(Source("x", text)).tokens if t.type != "NEWLINE" and t.end > t.start]


def _token(text: str, chance: random.Random) -> tuple[int, int]:
    return chance.choice(_tokens(text) or [(0, 0)])


def dropped(text: str, chance: random.Random) -> str:
    """A token left out."""
    start, end = _token(text, chance)
    return text[:start] + text[end:]


def doubled(text: str, chance: random.Random) -> str:
    """A token written twice."""
    start, end = _token(text, chance)
    return f"{text[:end]} {text[start:end]}{text[end:]}"


def swapped(text: str, chance: random.Random) -> str:
    """A token and the one after it in the wrong order."""
    tokens = _tokens(text)
    if len(tokens) < 2:
        return text
    at = chance.randrange(len(tokens) - 1)
    (a, b), (c, d) = tokens[at], tokens[at + 1]
    return text[:a] + text[c:d] + text[b:c] + text[a:b] + text[d:]


def replaced(text: str, chance: random.Random) -> str:
    """A token in the place of another, from any plan."""
    start, end = _token(text, chance)
    other = chance.choice(plans())
    a, b = _token(other, chance)
    return text[:start] + other[a:b] + text[end:]


def renamed(text: str, chance: random.Random) -> str:
    """A name changed where it stands, or everywhere to another name of the text."""
    names = sorted(set(re.findall(r"[^\W\d]\w+", text)))
    if not names:
        return text
    one, other = chance.choice(names), chance.choice(names)
    if chance.random() < 0.5:
        return re.sub(rf"\b{re.escape(one)}\b", other, text)
    places = [match.start() for match in re.finditer(rf"\b{re.escape(one)}\b", text)]
    at = chance.choice(places) if places else 0
    return text[:at] + one + chance.choice("sxe_9") + text[at + len(one) :]


def brace_lost(text: str, chance: random.Random) -> str:
    """A brace left out, or written twice."""
    places = [s for s, e in _tokens(text) if text[s:e] in "{}"]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + chance.choice(("", text[at] * 2)) + text[at + 1 :]


def bracket_lost(text: str, chance: random.Random) -> str:
    """A bracket, a quote or a comma left out."""
    places = [index for index, letter in enumerate(text) if letter in '()[],"|:=']
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + text[at + 1 :]


def line_moved(text: str, chance: random.Random) -> str:
    """A line of this plan or of another in another place."""
    lines = text.split("\n")
    other = chance.choice(plans()).split("\n")
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(chance.choice((lines, other))))
    return "\n".join(lines)


def line_tried(text: str, chance: random.Random) -> str:
    """A sentence that people try, in any block."""
    lines = text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), "  " + chance.choice(LINES))
    return "\n".join(lines)


def line_lost(text: str, chance: random.Random) -> str:
    """A line left out."""
    lines = text.split("\n")
    del lines[chance.randrange(len(lines))]
    return "\n".join(lines)


def declaration_doubled(text: str, chance: random.Random) -> str:
    """A declaration twice, the second with a change of its own."""
    pieces = declarations(text)
    piece = chance.choice(pieces)
    change = chance.choice((dropped, replaced, line_lost, line_tried, renamed))
    return text + "\n" + (change(piece, chance) if chance.random() < 0.7 else piece)


def declaration_nested(text: str, chance: random.Random) -> str:
    """A declaration inside a block of another."""
    pieces = declarations(text)
    piece = chance.choice(pieces)
    places = [match.end() for match in re.finditer(r"\{", text)]
    at = chance.choice(places) if places else 0
    return text[:at] + "\n" + piece + "\n" + text[at:]


def declaration_moved(text: str, chance: random.Random) -> str:
    """Declarations of another plan behind this one, or these in another order."""
    pieces = declarations(text)
    if chance.random() < 0.5:
        chance.shuffle(pieces)
        return "\n".join(pieces)
    return text + "\n" + chance.choice(declarations(chance.choice(plans())))


def mistyped(text: str, chance: random.Random) -> str:
    """A character as another keyboard, or a mail, writes it."""
    one, other = chance.choice(list(MISTYPED.values()))
    places = [index for index, letter in enumerate(text) if letter == one]
    if not places:
        return text
    at = chance.choice(places)
    return text[:at] + other + text[at + 1 :]


def number_changed(text: str, chance: random.Random) -> str:
    """Another number: none, a huge one, one below zero, one with a unit."""
    places = list(re.finditer(r"[0-9]+", text))
    if not places:
        return text
    found = chance.choice(places)
    number = chance.choice(("0", "-1", "99999999999999999999999", "1e9", "3.5", "12wd", "0000", "2.5M", "八", "1,000"))
    return text[: found.start()] + number + text[found.end() :]


Change = Callable[[str, random.Random], str]
CHANGES: tuple[tuple[str, Change], ...] = tuple(
    (change.__name__, change)
    for change in (
        dropped, doubled, swapped, replaced, renamed, brace_lost, bracket_lost, line_moved, line_tried, line_lost,
        declaration_doubled, declaration_nested, declaration_moved, mistyped, number_changed,
    )
)  # fmt: skip
