"""What the answers share: the rest of a statement, lengths of time in words, and one way to say what to write instead."""

from __future__ import annotations

import re

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.source import Span
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import WRITE

IN_WORDS = Text("number-in-words", "`{written}` is a number in words")
UNITS_OF = {
    "周": "周",
    "星期": "周",
    "礼拜": "周",
    "月": "个月",
    "季度": "个季度",
    "季": "个季度",
    "年": "年",
    "天": "天",
    "日": "天",
    "小时": "小时",
    "工作日": "个工作日",
}
COUNTS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0}
ENGLISH_COUNTS = {
    word: n
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], start=1
    )
}
LENGTH = r"(?P<n>[0-9]+|[一二两三四五六七八九十]+)[ ]*个?(?P<unit>周|星期|礼拜|月|季度|季|年|天|日|小时|工作日)"
NUMBER = r"(?P<n>[0-9]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
UNIT = r"(?P<unit>(?:working |business )?days?|weeks?|months?|quarters?|years?|hours?)"


def count(word: str) -> int:
    """The number that a word or digits say: `三`, `十二`, `three`, `3`."""
    if word.isdigit():
        return int(word)
    if word in ENGLISH_COUNTS:
        return ENGLISH_COUNTS[word]
    tens, ten, ones = word.partition("十")
    if not ten:
        return COUNTS[word[0]]
    return (COUNTS[tens[0]] if tens else 1) * 10 + (COUNTS[ones[0]] if ones else 0)


def chinese_length(found: re.Match[str]) -> str:
    """`三个月` as `3个月`."""
    return f"{count(found['n'])}{UNITS_OF[found['unit']]}"


def length_in_words(text: str) -> tuple[Message, str] | None:
    """What to say of a length with its number in words, `三个工作日`, and how it is written; None where it is none."""
    found = re.fullmatch(LENGTH, text)
    if found is None or found["n"].isdigit():
        return None
    return IN_WORDS(written=text), chinese_length(found)


def english_length(found: re.Match[str]) -> str:
    """`three weeks` as `3 weeks`, `20 working days` as `20wd`."""
    number, unit = count(found["n"]), found["unit"]
    if unit.startswith(("working", "business")):
        return f"{number}wd"
    stem = unit.rstrip("s")
    return f"{number} {stem if number == 1 else stem + 's'}"


def rest_of(situation: Situation) -> tuple[int, str]:
    """Where the current token begins, and the text from there to the end of the statement."""
    start = situation.token.start
    return start, situation.source.text[start : end_of(situation)]


def end_of(situation: Situation) -> int:
    """Where the statement ends, of a very long one a part."""
    tokens = situation.tokens
    for index in range(situation.at, min(situation.at + 60, len(tokens))):
        if tokens[index].type in ("_END", "_LBRACE", "RBRACE"):
            return tokens[index - 1].end if index > situation.at else tokens[index].start
    return tokens[min(situation.at + 60, len(tokens)) - 1].end


def propose(
    situation: Situation, start: int, end: int, message: Message, name: str, text: str, findings: Findings
) -> None:
    """Reports a stretch that is to be replaced."""
    span = Span(situation.source, start, end)
    findings.error(
        name, span, message, WRITE(text=text), fixes=(Fix(WRITE(text=text), (Edit(span, text),), safe=False),)
    )
