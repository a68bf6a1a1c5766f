"""When something comes again, as people say it: reviews, tasks, exports that are due, digests, and how often something is judged."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta

from planlang.diagnostics.text import Language, Message, Text
from planlang.source import Span
from planlang.syntax.answers.chinese_rhythms import chinese_rhythm
from planlang.syntax.answers.shared import end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.characters import ORDINALS
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

RHYTHM = Text("unknown-rhythm", "`{written}` is not a rhythm of the language")
RHYTHM_HELP = Text(
    "unknown-rhythm.help",
    "write each day, a day of every week or of every second one, or one of a month or a longer period: `{daily}`, `{week}`, "
    "`{fortnight}`, `{month}`, `{workday}`",
)
OFTEN_HELP = Text("unknown-rhythm.often", "write `{month}`, `{quarter}`, `{half}` or `{year}`")

NUMBERS = {word: n for n, word in enumerate(ORDINALS, start=1)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DAY = rf"(?:{'|'.join(WEEKDAYS)})s?"
ENGLISH_RHYTHM = re.compile(
    r"(?:(?:on|by|at|before|each) )?(?:the )?(?:every|each|weekly|monthly|quarterly|yearly|annual|annually|daily|half[ -]?yearly|semi-?annually|weekdays"
    rf"|workdays|bi-?weekly|bi-?monthly|fortnightly|once|twice|{DAY}\b"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|[0-9]+(?:st|nd|rd|th)) )",
    re.IGNORECASE,
)
CHINESE_RHYTHM = re.compile(
    r"每|隔|双周|单周|半年|季度末|月底|月末|月初|(?:周|星期|礼拜)[一二三四五六日天]|工作日|天天"
)
WORKING_DAY = re.compile(
    r"\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]+)(?:st|nd|rd|th)? (?:working|business|work) ?day",
    re.IGNORECASE,
)
NTH_WORKDAY = re.compile(r"\bworkday (?P<nth>[0-9]+)(?:st|nd|rd|th)\b")
RARER = re.compile(r"\b(?:two|three|2|3|other|fortnight\w*|bi-?\w+|twice|second week)\b")
LONGER = re.compile(
    r"\b(?:(?P<quarter>quarter)|(?P<half>half|semi|6 months|six months)|(?P<year>year|annual|12 months))"
)
THREE_MONTHS = re.compile(r"\b(?:3|three) months\b")
WEEKLY = re.compile(rf"\b(?:week\w*|daily|day|{DAY})\b")
A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ANY_DAY = date(2026, 1, 1)
OTHER_WEEKDAY = re.compile(
    r"(?:(?:every|each) (?:other|second|2nd) (?:week on )?|(?:bi-?weekly|fortnightly|(?:every|each) (?:two|2|other|second) weeks?"
    rf"|(?:every|each) fortnight) (?:on )?)(?P<day>{'|'.join(WEEKDAYS)})s?\b(?! of)",
    re.IGNORECASE,
)
OTHER_WEEKDAY_CHINESE = re.compile(
    r"(?:每?隔一?周|每?双周|每[两二2]个?(?:周|星期)) *的? *(?:周|星期|礼拜)?(?P<day>[一二三四五六日天])"
)
FROM_DATE = re.compile(
    r"(?:(?:every|each) (?:two|2|other|second) weeks?|bi-?weekly|fortnightly|(?:every|each) fortnight|每?隔一?周|每?双周|每[两二2]个?(?:周|星期))"
    r" *(?:from|starting(?: on)?|since|beginning(?: on)?|从|自)? *(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
LAST_DAY = re.compile(
    r"\b(?:last (?:working|business|work) ?day|end of (?:the |each |every )?(?:month|quarter|half|year)|month[ -]end|quarter[ -]end)"
)
WORKDAYS = re.compile(
    r"\b(?:(?:every|each) (?:working|business|week|work) ?day|weekdays|workdays|business days|working days)\b"
)
DAILY = re.compile(r"\b(?:daily|(?:every|each) (?:day|morning|evening|night))\b")
DAY_OF_MONTH = re.compile(r"\b(?P<nth>[0-9]{1,2})(?:st|nd|rd|th)?\b(?!:)(?! ?(?:am|pm)\b)", re.IGNORECASE)
CLOCK = re.compile(
    r"(?P<at>\b(?:at|by|before) )?(?:(?P<noon>noon|midday)|(?P<hour>[0-9]{1,2})(?:[:.h](?P<minute>[0-9]{2}))? ?(?:(?P<half>[ap])\.?m\b\.?|(?P<sharp>o.?clock|h(?:rs?|ours?)?)\b)?)(?!\w)",
    re.IGNORECASE,
)
BARE_HOUR = re.compile(rf"(?:\b{DAY}|\bday|\bworkdays?) (?P<hour>[0-9]{{1,2}})\Z")
FROM_TO = re.compile(
    r"\b(?P<start>[0-9]{1,2}(?:[:.][0-9]{2})?) ?(?:-|–|—|~|to|till|until) ?(?=(?P<end>[0-9]{1,2})(?:[:.][0-9]{2})? ?(?P<half>[ap])\.?m\b)"
)
"""Hours of which only the last says which half of the day it is in."""
NO_CLOCK = re.compile(r"\bmidnight\b|(?<![0-9-])[0-9]{4}(?![0-9-])")
EARLIEST = 7
"""Of hours before this one it is not known whether they are before noon, where nothing says so."""
BEGINS = frozenset({"", "EVERY_WEEKDAY", "CADENCE", "EVERY_TWO_WEEKS"})
"""What a statement that is a rhythm itself begins with, as far as it could be read."""
BEHIND = frozenset({"DUE", "DIGEST"})
"""Clauses in which a rhythm stands behind their word."""
OFTEN = frozenset({"SCORECARD", "INCENTIVE", "PROMOTION"})
"""Blocks in which `every month` is all that is said."""


def rhythm(situation: Situation, findings: Findings) -> bool:
    """What somebody has instead of `every monday` and `every month on 5`, or of `every quarter` where no day is said."""
    kind, block = situation.kind, situation.block
    tokens, first = situation.tokens, situation.first
    behind = kind in BEHIND
    often = (kind == "REVIEW" and block in ("ASSUMPTION", "RISK")) or kind == "CLASSIFIED"
    if (behind or often) and situation.at > first:
        start = tokens[first + 1].start
    elif kind in BEGINS and (block in ("REVIEW", "TASK") or block in OFTEN):
        start, often = tokens[first].start, block in OFTEN
    else:
        return False
    text = situation.source.text[start : end_of(situation)].rstrip()
    if ENGLISH_RHYTHM.match(text) is None and CHINESE_RHYTHM.match(text) is None and not (behind and text):
        return False
    instead = _instead(text, situation, often)
    if instead is None and (
        (block not in ("REVIEW", "RISK", "ASSUMPTION") and not behind) or kind == "EVERY_TWO_WEEKS"
    ):
        return False
    if instead == text:
        return False
    if instead is not None:
        propose(situation, start, start + len(text), MISSPELT(word=text), "misspelt-word", instead, findings)
        return True
    span = Span(situation.source, start, start + len(text))
    findings.error("unknown-rhythm", span, RHYTHM(written=text), _help(situation.language is Language.ZH, often))
    return True


def _help(chinese: bool, often: bool) -> Message:
    """Which rhythms there are."""
    if often:
        words = (
            ("每月", "每季度", "每半年", "每年")
            if chinese
            else ("every month", "every quarter", "every half year", "every year")
        )
        return OFTEN_HELP(**dict(zip(("month", "quarter", "half", "year"), words, strict=True)))
    return RHYTHM_HELP(
        daily="每个工作日 09:00" if chinese else "every workday 09:00",
        week="每周一 09:00" if chinese else "every monday 09:00",
        fortnight="每两周 从 2026-01-07 15:00" if chinese else "every two weeks from 2026-01-07 15:00",
        month="每月5日" if chinese else "every month on 5",
        workday="每季度第4个工作日" if chinese else "every quarter on workday 4",
    )


def _instead(text: str, situation: Situation, often: bool) -> str | None:
    """The rhythm as it is written; None where it cannot be had, or what is meant is not known."""
    if often:
        return chinese_rhythm(text, often=True) if not text.isascii() else _how_often(text.lower())
    found = _fortnight(text, situation)
    if found is not None:
        return found
    return _every(text, situation.block == "REVIEW") if text.isascii() else chinese_rhythm(text, often=False)


def _how_often(text: str) -> str | None:
    """`quarterly`, `every 6 months`: a period alone."""
    if A_DATE.search(text) is not None or WEEKLY.search(text) is not None:
        return None
    longer = _longer(text)
    if longer is None and "month" not in text:
        return None
    return f"every {longer or 'month'}"


def _longer(text: str) -> str | None:
    """The period longer than a month that is spoken of."""
    found = LONGER.search(text)
    if found is None:
        return "quarter" if THREE_MONTHS.search(text) else None
    return {"half": "half year"}.get(str(found.lastgroup), str(found.lastgroup))


def _fortnight(text: str, situation: Situation) -> str | None:
    """Every second week, on a weekday or from a date, as it is written; which of the weeks has to be looked at again."""
    word = "every two weeks from" if text.isascii() else "每两周 从"
    dated = FROM_DATE.match(text)
    if dated is not None:
        return _at(f"{word} {dated['date']}", dated["rest"])
    found = OTHER_WEEKDAY.match(text) or OTHER_WEEKDAY_CHINESE.match(text)
    if found is None:
        return None
    name = found["day"].lower()
    number = WEEKDAYS.index(name) if name in WEEKDAYS else min("一二三四五六日天".index(name), 6)
    first = _first_day(situation)
    day = first + timedelta(days=(number - first.weekday()) % 7)
    return _at(f"{word} {day.isoformat()}", text[found.end() :].lower())


def _first_day(situation: Situation) -> date:
    """The first day that the file speaks of, which is that of the plan as a rule."""
    found = A_DATE.search(situation.source.text)
    with contextlib.suppress(ValueError):
        return date.fromisoformat(found[0]) if found is not None else ANY_DAY
    return ANY_DAY


def _every(text: str, meeting: bool) -> str | None:
    """An English rhythm that can be had, as it is written; meetings are held on working days."""
    lowered = text.lower()
    longer = _longer(lowered)
    if longer is None and RARER.search(lowered) is not None:
        return None
    often = f"every {longer or 'month'}"
    workday = WORKING_DAY.search(lowered) or NTH_WORKDAY.search(lowered)
    if workday is not None:
        nth = workday["nth"]
        return _at(f"{often} on workday {NUMBERS.get(nth, nth)}", lowered[workday.end() :])
    last = LAST_DAY.search(lowered)
    if last is not None:
        return _at(f"{often} on last workday", lowered[last.end() :])
    clock = _clock(lowered)
    if clock is None:
        return None
    if not clock and longer is None and "month" not in lowered and re.search("[0-9]", lowered):
        return None
    days = [day for day in WEEKDAYS if re.search(rf"\b{day}s?\b", lowered)]
    if days:
        alone = len(days) == 1 and "month" not in lowered and longer is None
        return f"every {days[0]}{clock}" if alone else None
    if longer is None and "month" not in lowered:
        if WORKDAYS.search(lowered) or (meeting and DAILY.search(lowered)):
            return f"every workday{clock}"
        return f"every day{clock}" if DAILY.search(lowered) else None
    day = DAY_OF_MONTH.search(lowered)
    return f"{often} on {day['nth']}{clock}" if day is not None else None


def _at(days: str, text: str) -> str | None:
    """A rhythm with the time of day that is in a text; None where that is not clear."""
    clock = _clock(text)
    return None if clock is None else days + clock


def _clock(text: str) -> str | None:
    """The time of day in a text, as it is written behind a rhythm; empty where there is none, None where it is not clear."""
    if NO_CLOCK.search(text) is not None:
        return None
    text = FROM_TO.sub(_with_half, text)
    marked = ("at", "minute", "half", "sharp", "noon")
    found = next((one for one in CLOCK.finditer(text) if any(one[mark] for mark in marked)), None)
    if found is None:
        return _bare_hour(text)
    if found["noon"]:
        return " 12:00"
    hour = int(found["hour"]) % 12 + 12 * (found["half"] == "p") if found["half"] else int(found["hour"])
    if hour > 23 or (hour < EARLIEST and found["half"] is None and found["minute"] is None):
        return None
    return f" {hour:02}:{found['minute'] or '00'}"


def _with_half(found: re.Match[str]) -> str:
    """`5-6pm` as `5pm-6pm`, `9 to 10am` as `9am-10am`, and `11-1pm` as `11am-1pm`."""
    start, end = (int(hour) % 12 for hour in (re.split("[:.]", found["start"])[0], found["end"]))
    half = found["half"] if start <= end else "a" if found["half"] == "p" else "p"
    return f"{found['start']}{half}m-"


def _bare_hour(text: str) -> str | None:
    """A number that ends a rhythm and can only be an hour: `every monday 9`; None where it may be before noon or after it."""
    found = BARE_HOUR.search(text)
    if found is None:
        return ""
    hour = int(found["hour"])
    return f" {hour:02}:00" if EARLIEST <= hour <= 23 else None
