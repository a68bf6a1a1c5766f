"""Random edits of plans, as people make them, and a comparison of results place by place."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import attrs

from planlang.semantics.variants import Variants
from planlang.source import Source, Span

LETTERS = [
    "{",
    "}",
    "(",
    ")",
    '"',
    ",",
    ";",
    ":",
    "\n",
    " ",
    "#",
    "=",
    ".",
    "-",
    "+",
    "x",
    "1",
    "0",
    "任",
    "，",
    "“",
    "|",
    "&&",
    "/*",
]
LINES = [
    "\ntask extra { takes 2wd }\n",
    "\n## said of it\nmetric extra_figure = 1\n",
    "\n# a remark\n",
    "\n\n",
    "  severity high\n",
    "\nrole extra_role under lead\n",
    "\n预警 多的 { 当 visits 本周 < 5 }\n",
]
WORD = re.compile(r"[^\W\d]\w*")


def edited(text: str, chance: random.Random) -> str:
    """A text after one edit: a character, a word, a line, or a name everywhere."""
    if not text:
        return chance.choice(LINES)
    at = chance.randrange(len(text))
    match chance.randrange(9):
        case 0:
            return text[:at] + chance.choice(LETTERS) + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2 | 3:
            return _with_another_number(text, at, chance)
        case 4:
            return _with_another_word(text, at, chance)
        case 5:
            begin = text.rfind("\n", 0, at) + 1
            end = text.find("\n", at) + 1 or len(text)
            return text[:begin] + text[end:] if chance.random() < 0.5 else text[:end] + text[begin:end] + text[end:]
        case 6:
            begin = text.rfind("\n", 0, at) + 1
            return text[:begin] + chance.choice(LINES) + text[begin:]
        case 7:
            name = chance.choice(WORD.findall(text) or ["x"])
            return re.sub(rf"\b{name}\b", chance.choice([name + "x", name[:-1] or "y", "owner"]), text)
        case _:
            end = min(len(text), at + chance.randrange(1, 30))
            return text[:at] + text[end:]


def _with_another_number(text: str, at: int, chance: random.Random) -> str:
    found = re.compile(r"\d+").search(text, at) or re.compile(r"\d+").search(text)
    if found is None:
        return text
    return text[: found.start()] + str(chance.randrange(1, 40)) + text[found.end() :]


def _with_another_word(text: str, at: int, chance: random.Random) -> str:
    found = WORD.search(text, at) or WORD.search(text)
    if found is None:
        return text
    return text[: found.start()] + chance.choice(WORD.findall(text)) + text[found.end() :]


def same(one: Any, other: Any, around: frozenset[int] = frozenset()) -> bool:
    """Whether two results say the same about the same places, whatever objects they are made of.

    What they stand in themselves, `around`, is not looked at twice. A plan with its changes says the same where it does so
    after each of them.
    """
    if one is other or id(one) in around:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, Span):
        return one.source.path == other.source.path and (one.start, one.end, one.text) == (
            other.start,
            other.end,
            other.text,
        )
    if isinstance(one, Source):
        return (one.path, one.text) == (other.path, other.text)
    if isinstance(one, (tuple, list)):
        return len(one) == len(other) and all(same(*pair, around) for pair in zip(one, other, strict=True))
    if isinstance(one, Mapping):
        return list(one) == list(other) and all(same(value, other[key], around) for key, value in one.items())
    if isinstance(one, Variants):
        keys = list(one.keys())
        return keys == list(other.keys()) and all(same(one.model(key), other.model(key), around) for key in keys)
    if attrs.has(type(one)):
        here = around | {id(one)}
        return all(
            same(getattr(one, field.name), getattr(other, field.name), here) for field in attrs.fields(type(one))
        )
    return bool(one == other)
