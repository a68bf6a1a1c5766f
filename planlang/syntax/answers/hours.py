"""Working hours, half days and people's own days as people say them."""

from __future__ import annotations

import re

from planlang.diagnostics.text import Language
from planlang.syntax.answers.shared import end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

TIME = "(?:[0-9]{1,2}(?:[:：.][0-9]{2})? ?[ap]m|[0-9]{1,2}[:：][0-9]{2})"
TO = r"[ ]*(?:\.\.|-|–|—|~|to|till|until|至|到)[ ]*"
SPAN = f"{TIME}{TO}{TIME}"
HOURS = rf"(?P<hours>{SPAN}(?:[ ]*(?:,|，|、|and|和)[ ]*{SPAN})*)"
DAY_NAME = r"(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?s?\b|(?:周|星期)[一二三四五六日天])"
DAYS = rf"(?P<days>{DAY_NAME}(?:[ ]*(?:\.\.|-|–|to|till|至|到|,|，|、|and|和)[ ]*{DAY_NAME})*)"
DATE = r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ ]*(?:\.\.|至|到)[ ]*[0-9]{4}-[0-9]{2}-[0-9]{2})?|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日)"
NAME = r"(?P<name>\"[^\"\n]+\"|[^\W\d]\w*)"
HALF = r"(?:a )?half[ -]days?|半天"

ONLY_HOURS = re.compile(
    rf"(?:(?:working |work |office |business |opening )?hours|(?:工作|上班|营业|办公)?时间)[ ]*[:：]?[ ]*{HOURS}",
    re.IGNORECASE,
)
DAY_FIRST = re.compile(rf"(?:on )?{DAYS}[ ]*[:：]?[ ]*{HOURS}", re.IGNORECASE)
HALF_FIRST = re.compile(rf"(?:{HALF})(?: off)?(?: on)?[ ]*{DATE}", re.IGNORECASE)
PERSON_WORKS = re.compile(
    rf"{NAME} *(?:(?:only )?works?(?: on)?|只?上班|工作|每)?[ ]*(?::|：)?[ ]*{DAYS}(?:[ ]*{HOURS})?", re.IGNORECASE
)
MEMBER_HOURS = re.compile(
    rf"(?P<role>\S+) {NAME} *(?:(?:working )?hours|工作时间|上班时间)[ ]*[:：]?[ ]*{HOURS}", re.IGNORECASE
)
LEAVE_FIRST = re.compile(
    rf"(?:leave|vacation|holiday|absent|休假|放假)[ ]*(?:of |for )?{NAME}[ ]*(?P<rest>{DATE}.*)", re.IGNORECASE
)
CHINESE = re.compile("周|星期|半天|时间|上班|工作|休息|请假|休假|放假|至|到")
HALF_LAST = re.compile(rf"[ ]*(?P<half>{HALF})", re.IGNORECASE)


def hours(situation: Situation, findings: Findings) -> bool:
    """`hours 9:00-18:00`, `friday 9:00-13:00`, `half day 2026-12-24`, `Ann works monday, tuesday`."""
    if situation.block not in ("CALENDAR", "TEAM"):
        return False
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : end_of(situation)]
    written = _half_last(situation, text) or _instead(situation, text)
    if written is None:
        return False
    start, length, instead = written
    message = MISSPELT(word=situation.source.text[start : start + length])
    propose(situation, start, start + length, message, "misspelt-word", instead, findings)
    return True


def _half_last(situation: Situation, text: str) -> tuple[int, int, str] | None:
    """`off 2026-12-24 half day`."""
    if situation.kind not in ("OFF", "WORK", "ON_LEAVE"):
        return None
    at = situation.before.end - situation.tokens[situation.first].start
    found = HALF_LAST.match(text, at)
    if found is None:
        return None
    morning = situation.kind == "WORK"
    words = ("morning", "afternoon") if _is_english(situation, text) else ("上午", "下午")
    start = situation.tokens[situation.first].start + found.start("half")
    return start, len(found["half"]), words[0 if morning else 1]


def _instead(situation: Situation, text: str) -> tuple[int, int, str] | None:
    """What to write instead of a whole statement: where it begins, how long it is, the words."""
    english = _is_english(situation, text)
    week, all_days = ("work week", "monday .. friday") if english else ("工作周", "周一 .. 周五")
    first = situation.tokens[situation.first]
    if situation.block == "CALENDAR":
        for pattern in (ONLY_HOURS, DAY_FIRST, HALF_FIRST):
            found = pattern.match(text)
            if found is None:
                continue
            if pattern is HALF_FIRST:
                return (
                    first.start,
                    found.end(),
                    f"off {found['date']} afternoon" if english else f"休息 {found['date']} 下午",
                )
            days = _days(found["days"]) if pattern is DAY_FIRST else all_days
            return first.start, found.end(), f"{week} {days} {_hours(found['hours'])}"
        return None
    found = MEMBER_HOURS.match(text)
    if found is not None:
        own = f"{week} {found['name']} {all_days} {_hours(found['hours'])}"
        return first.start, found.end(), f"{found['role']} {found['name']}; {own}"
    found = LEAVE_FIRST.match(text)
    if found is not None:
        return first.start, found.end(), f"{'on leave' if english else '请假'} {found['name']} {found['rest'].strip()}"
    found = PERSON_WORKS.match(text)
    if found is None or situation.kind not in ("", "NAME"):
        return None
    own = f"{week} {found['name']} {_days(found['days'])}"
    return first.start, found.end(), f"{own} {_hours(found['hours'])}" if found["hours"] else own


def _is_english(situation: Situation, text: str) -> bool:
    """Whether a statement is answered in English: that of an English file in which no Chinese word is used."""
    return situation.language is Language.EN and CHINESE.search(text) is None


def _days(text: str) -> str:
    """Weekdays as they are written: `monday .. wednesday, friday`."""
    joined = re.sub(r"[ ]*(?:\.\.|-|–|\bto\b|\btill\b|至|到)[ ]*", " .. ", text)
    joined = re.sub(r"[ ]*(?:,|，|、|\band\b|和)[ ]*", ", ", joined)
    return re.sub(r"(?i)(mon|tues|wednes|thurs|fri|satur|sun)days\b", r"\1day", joined)


def _hours(text: str) -> str:
    """Hours as they are written: `09:00 .. 12:00, 13:00 .. 18:00`."""
    spans = [re.findall(TIME, span) for span in re.findall(SPAN, text)]
    padded = [[_of_day(time) for time in span] for span in spans]
    return ", ".join(f"{start} .. {end}" for start, end in padded)


def _of_day(time: str) -> str:
    """`9:00` and `9am` as `09:00`."""
    hour, *minute = re.findall("[0-9]+", time)
    half = time[-2:].lower()
    if half not in ("am", "pm"):
        return f"{hour:0>2}:{minute[0]}"
    return f"{int(hour) % 12 + 12 * (half == 'pm'):02}:{minute[0] if minute else '00'}"
