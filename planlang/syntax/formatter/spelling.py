"""How a token is written: the one spelling that the formatter gives it.

In: a token whose keyword is settled. Out: its text. Synonyms become the first spelling of their language, full-width
marks become plain ones, dates and times get their leading zeros; values never change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import cast

from planlang.diagnostics.text import Language
from planlang.syntax.lexical.characters import MARKS
from planlang.syntax.lexical.currencies import PLAIN_NAMES
from planlang.syntax.lexical.keywords import Keyword, vocabulary
from planlang.syntax.lexical.tokens import Token
from planlang.syntax.statements.words import COMPARISONS

MEASURED = frozenset({"DURATION", "PERSON_DAYS", "POINTS", "MONEY"})
OPERATOR_WORDS = {"IS": "is", "IS_NOT": "is_not"}
NUMBER = re.compile(
    r"[A-Z]{0,2}[$€£¥￥₹₩]?[ \t]*(?P<digits>[0-9０-９](?:[0-9０-９_.,，]*[0-9０-９])?)[ \t\u00a0\u3000]*"
)
LETTERS = re.compile(r"万亿|千万|百万|亿|万|千|[A-Za-z]+")
SCALES = {"K": "k", "thousand": "k", "million": "M", "mn": "M", "billion": "B", "bn": "B", "w": "万", "W": "万"}
"""Scales that have another spelling in the one style."""

PLAIN_MARKS: dict[tuple[str, object], str] = {}
for _mark, _meaning in MARKS.items():
    PLAIN_MARKS.setdefault(_meaning, _mark)


def spelled(token: Token, context: str, into: Language | None, usual: Language) -> str:
    """The text of a token.

    Args:
        token: the token; of a phrase, its first word.
        context: key of the keyword that the statement begins with, and of the block's kind where that is the same.
        into: the language to write keywords and units in; None leaves each in its own.
        usual: the language for words that stand for a mark, `is` for `==`.
    """
    if token.keyword is not None:
        if token.keyword.section == "comparisons":
            return PLAIN_MARKS["COMPARISON", COMPARISONS[token.keyword.key]]
        return keyword_spelled(
            token.keyword, context, into or (_language_of(str(token.value)) if token.word else usual)
        )
    if token.type in OPERATOR_WORDS:
        keyword = vocabulary().called(OPERATOR_WORDS[token.type])
        return keyword_spelled(keyword, context, into or usual)
    write = WRITERS.get(token.type)
    if write is not None:
        return write(token)
    if token.type in MEASURED:
        return _measured(token, into)
    if token.type in ("INTEGER", "NUMBER"):
        return _number(token, into)
    if token.type == "NAME" and context == "currency":
        return PLAIN_NAMES.get(str(token.value), token.text)
    return PLAIN_MARKS.get((token.type, token.value), token.text)


def nth_spelled(token: Token, often: str) -> str | None:
    """A word of `每月第4个工作日`, `每季度第10天`, `每月最后工作日` behind the first; None where it is none of them.

    Args:
        token: `on`, `workday`, `last workday`, or the number.
        often: what stands before it: the key of `每月`, or `workday` between the two.
    """
    key = None if token.keyword is None else token.keyword.key
    if key == "on":
        return ""
    if key == "workday":
        return "第"
    if key == "last_workday":
        return token.keyword.chinese[0] if token.keyword is not None else None
    if token.type != "INTEGER":
        return None
    number = int(cast(Decimal, token.value))
    if often == "workday":
        return f"{number}个工作日"
    return f"{number}日" if often == "every_month" else f"第{number}天"


def keyword_spelled(keyword: Keyword, context: str, language: Language) -> str:
    """The first spelling of a keyword, or the one for its position."""
    if language is Language.ZH:
        particular = vocabulary().positions.get((context, keyword.key))
        if particular is not None:
            return particular
    return keyword.spellings(language)[0]


def _language_of(word: str) -> Language:
    return Language.EN if word.isascii() else Language.ZH


def _quoted(token: Token) -> str:
    if token.text.startswith('"'):
        return token.text
    return '"' + re.sub(r'(?<!\\)"', '\\"', token.text[1:-1]) + '"'


def _date(token: Token) -> str:
    assert isinstance(token.value, date)
    return token.value.isoformat()


def _time(token: Token) -> str:
    assert isinstance(token.value, time)
    return f"{token.value:%H:%M}"


def _percent(token: Token) -> str:
    return token.text[:-1].rstrip() + "%"


def _label(token: Token) -> str:
    return token.text if token.text == f"{token.value}年" else str(token.value)


def _range(token: Token) -> str:
    return ".."


WRITERS: dict[str, Callable[[Token], str]] = {
    "STRING": _quoted,
    "DATE": _date,
    "TIME": _time,
    "PERCENT": _percent,
    "LABEL": _label,
    "_RANGE": _range,
}


def _taken_apart(token: Token) -> tuple[str, str]:
    """The number of a token with its scale, and what stands behind it: `8000 万元` is `8000万` and `元`."""
    match = NUMBER.match(token.text)
    assert match is not None, "a token with a number begins with one"
    number, rest = match["digits"].replace(",", "").replace("，", ""), token.text[match.end() :]
    scale = LETTERS.match(rest)
    if scale is None or scale[0] not in vocabulary().scales:
        return number, rest
    return number + SCALES.get(scale[0], scale[0]), rest[scale.end() :].lstrip()


def _number(token: Token, into: Language | None) -> str:
    """`8`, `50万`, `10次`: what is counted stays where Chinese is written; of `third` the number."""
    if token.text[:1].isalpha():
        return str(token.value)
    number, unit = _taken_apart(token)
    return number + unit if vocabulary().units.get(unit) == "count" and into is not Language.EN else number


def _measured(token: Token, into: Language | None) -> str:
    """`10wd`, `3 weeks`, `1 week`, `10个工作日`, `5万元`, `50 CNY`: words and codes with a space, Chinese without."""
    number, unit = _taken_apart(token)
    if token.type == "MONEY":
        assert isinstance(token.value, tuple)
        currency = token.value[1]
        return f"{number}元" if currency is None else f"{number} {currency}"
    english, chinese = vocabulary().unit_spellings[vocabulary().units[" ".join(unit.split())]]
    language = into or _language_of(unit)
    if language is Language.ZH or not english:
        return number + chinese[0]
    if len(english[0]) <= 3:
        return number + english[0]
    singular = number == "1"
    return f"{number} {english[1] if singular else english[0]}"
