"""How a token is written: the one spelling that the formatter gives it.

In: a token whose keyword is settled. Out: its text. Synonyms become the first spelling of their language, full-width
marks become plain ones, dates and times get their leading zeros; values never change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time

from planlang.diagnostics.text import Language
from planlang.syntax.keywords import Keyword, vocabulary
from planlang.syntax.lexer import MARKS
from planlang.syntax.tokens import Token

MEASURED = frozenset({"DURATION", "PERSON_DAYS", "POINTS", "MONEY"})
OPERATOR_WORDS = {"IS": "is", "IS_NOT": "is_not"}
NUMBER_AND_UNIT = re.compile(
    r"(?P<number>[0-9０-９_.]+(?:万亿|千万|百万|亿|万|千|[kMB](?![A-Za-z]))?)\s*(?P<unit>.*)", re.DOTALL
)

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
        return keyword_spelled(token.keyword, context, into or _language_of(str(token.value)))
    if token.type in OPERATOR_WORDS:
        keyword = next(k for k in vocabulary().section("words") if k.key == OPERATOR_WORDS[token.type])
        return keyword_spelled(keyword, context, into or usual)
    write = WRITERS.get(token.type)
    if write is not None:
        return write(token)
    if token.type in MEASURED:
        return _measured(token, into)
    return PLAIN_MARKS.get((token.type, token.value), token.text)


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
    return token.text if token.text.endswith("年") else str(token.value)


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


def _measured(token: Token, into: Language | None) -> str:
    """`10wd`, `3 weeks`, `1 week`, `10个工作日`, `5万元`, `50 CNY`: words and codes with a space, Chinese without."""
    match = NUMBER_AND_UNIT.fullmatch(token.text)
    assert match is not None, "a measured token is a number and a unit"
    number, unit = match["number"], match["unit"]
    key = vocabulary().units.get(unit)
    if key is None:
        return f"{number} {unit}"
    english, chinese = vocabulary().unit_spellings[key]
    language = into or _language_of(unit)
    if language is Language.ZH or not english:
        return number + chinese[0]
    if len(english[0]) <= 3:
        return number + english[0]
    singular = number == "1"
    return f"{number} {english[1] if singular else english[0]}"
