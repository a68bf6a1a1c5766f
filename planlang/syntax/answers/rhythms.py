"""When a review is held, as people say it."""

from __future__ import annotations

import contextlib
import re
from datetime import date, timedelta

from planlang.diagnostics.text import Language, Text
from planlang.source import Span
from planlang.syntax.answers.shared import end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.characters import ORDINALS
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

RHYTHM = Text("unknown-rhythm", "`{written}` is not a rhythm that a review can have")
RHYTHM_HELP = Text(
    "unknown-rhythm.help",
    "a review is held on a day of every week, of every second one, or of a month or a longer period: `{week}`, `{fortnight}`, "
    "`{month}`, `{workday}`",
)

NUMBERS = {word: n for n, word in enumerate(ORDINALS, start=1)}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ENGLISH_RHYTHM = re.compile(
    r"(?:on )?(?:the )?(?:every|each|weekly|monthly|quarterly|yearly|annually|daily|bi-?weekly|bi-?monthly|fortnightly|once|twice"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|[0-9]+(?:st|nd|rd|th)) )",
    re.IGNORECASE,
)
CHINESE_RHYTHM = re.compile(r"每|隔|双周|单周|半年|季度末|月底|月末|月初")
WORKING_DAY = re.compile(
    r"\b(?P<nth>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|[0-9]+)(?:st|nd|rd|th)? (?:working|business|work) ?day",
    re.IGNORECASE,
)
RARER = re.compile(r"\b(?:two|three|2|3|other|fortnight\w*|bi-?\w+|twice|second week)\b")
LONGER = re.compile(r"\b(?:(?P<quarter>quarter)|(?P<half>half|semi)|(?P<year>year|annual))")
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
LAST_DAY = re.compile(r"\blast (?:working|business|work) ?day")
DAILY = re.compile(r"\b(?:daily|(?:every|each) (?:working |business |work ?)?day)\b")
DAY_OF_MONTH = re.compile(r"\b(?P<nth>[0-9]{1,2})(?:st|nd|rd|th)?\b(?!:)", re.IGNORECASE)
CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2}))? ?(?P<half>am|pm)?\b", re.IGNORECASE)


def rhythm(situation: Situation, findings: Findings) -> bool:
    """What a review has instead of `every monday` and `every month on 5`."""
    if situation.block != "REVIEW" or situation.kind not in ("", "EVERY_WEEKDAY", "CADENCE", "EVERY_TWO_WEEKS"):
        return False
    first = situation.tokens[situation.first]
    text = situation.source.text[first.start : end_of(situation)]
    if ENGLISH_RHYTHM.match(text) is None and CHINESE_RHYTHM.match(text) is None:
        return False
    instead = _fortnight(text, situation) or (_every(text) if text.isascii() else None)
    if instead is None and situation.kind == "EVERY_TWO_WEEKS":
        return False
    if instead is not None and instead != text:
        message = MISSPELT(word=text)
        propose(situation, first.start, first.start + len(text), message, "misspelt-word", instead, findings)
        return True
    chinese = situation.language is Language.ZH
    help_ = RHYTHM_HELP(
        week="每周一 09:00" if chinese else "every monday 09:00",
        fortnight="每两周 从 2026-01-07 15:00" if chinese else "every two weeks from 2026-01-07 15:00",
        month="每月5日" if chinese else "every month on 5",
        workday="每季度第4个工作日" if chinese else "every quarter on workday 4",
    )
    span = Span(situation.source, first.start, first.start + len(text))
    findings.error("unknown-rhythm", span, RHYTHM(written=text), help_)
    return True


def _fortnight(text: str, situation: Situation) -> str | None:
    """Every second week, on a weekday or from a date, as it is written; which of the weeks has to be looked at again."""
    word = "every two weeks from" if text.isascii() else "每两周 从"
    dated = FROM_DATE.match(text)
    if dated is not None:
        return f"{word} {dated['date']}{_clock(dated['rest'])}"
    found = OTHER_WEEKDAY.match(text) or OTHER_WEEKDAY_CHINESE.match(text)
    if found is None:
        return None
    name = found["day"].lower()
    number = WEEKDAYS.index(name) if name in WEEKDAYS else min("一二三四五六日天".index(name), 6)
    first = _first_day(situation)
    day = first + timedelta(days=(number - first.weekday()) % 7)
    return f"{word} {day.isoformat()}{_clock(text[found.end() :].lower())}"


def _first_day(situation: Situation) -> date:
    """The first day that the file speaks of, which is that of the plan as a rule."""
    found = A_DATE.search(situation.source.text)
    with contextlib.suppress(ValueError):
        return date.fromisoformat(found[0]) if found is not None else ANY_DAY
    return ANY_DAY


def _every(text: str) -> str | None:
    """An English rhythm that can be had, as it is written."""
    lowered = text.lower()
    if RARER.search(lowered) is not None:
        return None
    longer = LONGER.search(lowered)
    often = "every " + {None: "month", "half": "half year"}.get(
        longer and longer.lastgroup, str(longer and longer.lastgroup)
    )
    workday = WORKING_DAY.search(lowered)
    if workday is not None:
        nth = workday["nth"]
        return f"{often} on workday {NUMBERS.get(nth, nth)}{_clock(lowered[workday.end() :])}"
    last = LAST_DAY.search(lowered)
    if last is not None:
        return f"{often} on last workday{_clock(lowered[last.end() :])}"
    weekday = next((day for day in WEEKDAYS if re.search(rf"\b{day}s?\b", lowered)), None)
    if weekday is not None:
        return None if "month" in lowered or longer is not None else f"every {weekday}{_clock(lowered)}"
    if longer is None and "month" not in lowered:
        return f"every workday{_clock(lowered)}" if DAILY.search(lowered) else None
    day = DAY_OF_MONTH.search(lowered)
    return f"{often} on {day['nth']}" if day is not None else None


def _clock(text: str) -> str:
    """The time of day in a text, as it is written behind a rhythm; nothing where there is none."""
    found = CLOCK.search(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return ""
    hour = int(found["hour"]) % 12 + 12 * (found["half"] == "pm") if found["half"] else int(found["hour"])
    return f" {hour:02}:{found['minute'] or '00'}" if hour < 24 else ""
