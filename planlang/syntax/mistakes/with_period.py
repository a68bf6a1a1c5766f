"""A figure and its period written as one word: `本周拜访量`, `近4周拜访量`, `visits_this_week`, `weekly_visits`.

In: a name that nobody declares, and the names that would have been right. Out: the two apart, as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from planlang.syntax.lexical.keywords import vocabulary

OFTEN = {
    **{f"{every}周": "本周" for every in ("", "每", "每个", "单")},
    **{f"{every}月": "本月" for every in ("", "每", "每个", "单")},
    **{f"{every}季度": "本季度" for every in ("", "每", "每个", "单")},
    **{f"{every}年": "本年" for every in ("每",)},
    **{
        "周度": "本周",
        "月度": "本月",
        "季": "本季度",
        "半年度": "本半年",
        "年度": "本年",
        "这周": "本周",
        "这个月": "本月",
    },
    **{"本月累计": "本月至今", "本季度累计": "本季度至今", "上个月": "上月", "上个季度": "上季度", "去年": "上年"},
}
ENGLISH = {
    **{f"{often}ly": f"this {often}" for often in ("week", "month", "quarter", "year")},
    **{"ytd": "year to date", "qtd": "quarter to date", "mtd": "month to date"},
}
"""What people put before or behind a figure, with the period that says it."""
NUMBERED = re.compile(r"(?:近|最近|过去|前)(?P<n>[0-9]+|[一二两三四五六七八九十]+)(?P<unit>周|个?月|个?季度|年)")
STREAK = re.compile(r"连续(?P<n>[0-9]+|[一二两三四五六七八九十]+)(?P<unit>周|个月|个季度)")
NUMERALS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2}
WHOSE = ("每人", "人均", "个人", "每名代表", "的")
ENDS = ("的", "累计")


def figure_and_period(word: str, known: Collection[str]) -> str | None:
    """`本周拜访量` as `拜访量 本周`; None where nothing known is left without a period."""
    return _english(word, known) if word.isascii() else _chinese(word, known)


def _chinese(word: str, known: Collection[str]) -> str | None:
    plain = word
    for whose in WHOSE:
        plain = plain.removeprefix(whose)
    streak = STREAK.match(plain)
    if streak is not None:
        figure = _rest(plain[streak.end() :], known)
        period = {"周": "本周", "个月": "本月", "个季度": "本季度"}[streak["unit"]]
        return f"{figure} {period} … 连续 {_number(streak['n'])}{streak['unit']}" if figure is not None else None
    numbered = NUMBERED.match(plain)
    if numbered is not None:
        figure = _rest(plain[numbered.end() :], known)
        unit = numbered["unit"] if numbered["unit"] in ("周", "年") else f"个{numbered['unit'].removeprefix('个')}"
        return f"{figure} 近{_number(numbered['n'])}{unit}" if figure is not None else None
    for period in _periods():
        for rest in (plain.removeprefix(period), plain.removesuffix(period)):
            figure = _rest(rest, known) if rest != plain else None
            if figure is not None:
                return f"{figure} {OFTEN.get(period, period)}"
    return None


def _rest(rest: str, known: Collection[str]) -> str | None:
    """The figure that is left, without what joins it to a period."""
    plain = rest
    for end in ENDS:
        plain = plain.removeprefix(end).removesuffix(end)
    return next((one for one in (rest, plain) if one in known), None)


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.partition("十")
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0) if ten else NUMERALS[word[0]]


def _english(word: str, known: Collection[str]) -> str | None:
    lowered = word.lower()
    for joined, period in _english_periods():
        for rest in (lowered.removeprefix(f"{joined}_"), lowered.removesuffix(f"_{joined}")):
            if rest != lowered and rest in known:
                return f"{rest} {period}"
    return None


@cache
def _periods() -> tuple[str, ...]:
    """What a Chinese word may begin or end with, the longest first."""
    windows = {spelling for keyword in vocabulary().section("windows") for spelling in keyword.chinese}
    return tuple(sorted((*windows, *OFTEN), key=len, reverse=True))


@cache
def _english_periods() -> tuple[tuple[str, str], ...]:
    windows = {spelling for keyword in vocabulary().section("windows") for spelling in keyword.english}
    joined = {spelling.replace(" ", "_"): spelling for spelling in windows}
    return tuple((joined | ENGLISH).items())
