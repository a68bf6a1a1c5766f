"""When something comes again, as people say it in Chinese: `每星期一`, `每月底`, `次月5日前`, `每季度一次`."""

from __future__ import annotations

import re

from planlang.syntax.answers.shared import count
from planlang.syntax.lexical.characters import CLOCK
from planlang.syntax.lexical.dates import spoken_time

PERIOD = r"(?:每个?|次|下个?|当|各)?(?P<period>月|季度|季|半年|年)"
NUMERAL = r"(?P<n>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
NTH_WORKDAY = re.compile(rf"{PERIOD}的?[ ]*第?[ ]*{NUMERAL}[ ]*个?(?:工作日|交易日)")
LAST_WORKDAY = re.compile(rf"{PERIOD}的?[ ]*(?:最后一?个?(?:工作日|交易日)|[底末])")
LAST_DAY = re.compile(rf"{PERIOD}的?[ ]*最后一?[天日]")
FIRST = re.compile(rf"{PERIOD}的?[ ]*初")
NTH_DAY = re.compile(rf"{PERIOD}的?[ ]*第?[ ]*{NUMERAL}[ ]*[日号天]")
WEEKDAY = re.compile(
    r"每?个?(?:周的?)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![ ]*[、，,和及一二三四五六日天到至-])"
)
WORKDAYS = re.compile(r"每?个?(?:工作日|交易日)|平日|(?:每?周|星期)一[ ]*(?:到|至|-|~|～)[ ]*(?:周|星期)?五")
DAILY = re.compile(r"每天|每日|天天|每个?(?=凌晨|清晨|早|上午|中午|下午|傍晚|晚|夜)")
ALONE = re.compile(r"(?:每|一|按|1)?个?(?P<period>月度?|季度?|半年度?|年度?)(?:一次|1次|1回|一回|评一次|复核一次)?\Z")
DAYS_OF = {"月": 31, "季度": 92, "半年": 184, "年": 366}


def chinese_rhythm(text: str, *, often: bool) -> str | None:
    """A rhythm as it is written; None where it cannot be had, or what is meant is not known.

    Args:
        text: what was written in its place.
        often: whether no day is said: `每季度`.
    """
    plain = text.strip()
    if often:
        alone = ALONE.match(plain)
        return f"每{_period(alone['period'].removesuffix('度'))}" if alone is not None else None
    for pattern in (NTH_WORKDAY, LAST_WORKDAY, LAST_DAY, FIRST, NTH_DAY, WEEKDAY, WORKDAYS, DAILY):
        found = pattern.match(plain)
        if found is None:
            continue
        at = _time(plain[found.end() :])
        said = _said(found)
        return None if at is None or said is None else f"{said}{at}"
    return None


def _said(found: re.Match[str]) -> str | None:
    """What was found, as it is written; None where there is no such day."""
    if found.re is WEEKDAY:
        return f"每周{'日' if found['day'] == '天' else found['day']}"
    if found.re is WORKDAYS:
        return "每个工作日"
    if found.re is DAILY:
        return "每天"
    period = _period(found["period"])
    if found.re is LAST_WORKDAY:
        return f"每{period}最后工作日"
    if found.re is FIRST:
        return f"每{period}第1个工作日"
    if found.re is LAST_DAY:
        return "每月31日" if period == "月" else None
    number = count(found["n"])
    if not 1 <= number <= DAYS_OF[period]:
        return None
    if found.re is NTH_WORKDAY:
        return f"每{period}第{number}个工作日"
    return f"每月{number}日" if period == "月" else f"每{period}第{number}天"


def _period(word: str) -> str:
    return "季度" if word == "季" else word


def _time(rest: str) -> str | None:
    """The time of day in the rest of a rhythm, behind a space; empty where there is none, None where it is not clear."""
    found = CLOCK.search(rest.removesuffix("之前").removesuffix("以前").removesuffix("前"))
    if found is None:
        return "" if re.fullmatch(r"[ ]*(?:之?前|以前|召开|开|交|到|发|提交|早会|晨会|例会)?[ ]*", rest) else None
    spoken = spoken_time(found)
    return f" {spoken}" if spoken else None
