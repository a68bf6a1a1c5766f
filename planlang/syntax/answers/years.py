"""Where a fiscal year begins, and a year of weeks ends, as people say it.

In: a `fiscal year` clause that cannot be read, with its pattern, a weekday and a month. Out: the clause as it is written.
"""

from __future__ import annotations

import re
from calendar import monthrange

from planlang.syntax.answers.shared import count, end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings
from planlang.syntax.mistakes.resemble import MISSPELT

# `fiscal year 4-4-5 …`, `财年 4-4-5 …`
CLAUSE = re.compile(
    r"(?:fiscal year|财年)[ \t]*(?P<pattern>[45]-[45]-[45])[ \t]*(?P<rest>.*)\Z", re.DOTALL | re.IGNORECASE
)
NAMING = re.compile(r"(?P<said>named by (?:start|end)|命名取[ \t]*(?:起始年|结束年))\s*\Z")
ENGLISH_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
ENGLISH_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
NEAREST = re.compile(r"nearest|closest|最接近|最靠近|最近")
LAST = re.compile(r"\blast\b|最后")
OTHER = re.compile(r"\bstart|\bname|始|命名")
"""What makes more of a clause than its end."""
ENGLISH_DAY = re.compile(rf"\b(?P<day>{ENGLISH_DAYS})\b", re.IGNORECASE)
ENGLISH_MONTH = re.compile(rf"\b(?P<month>{'|'.join(ENGLISH_MONTHS)})\b", re.IGNORECASE)
CHINESE_DAY = re.compile(r"(?:周|星期)(?P<day>[一二三四五六日天])")
CHINESE_MONTH = re.compile(r"(?P<month>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月")
SAID = r"(?:[ ]*(?P<said>named by (?:start|end)|命名取[ ]*(?:起始年|结束年)))?\s*\Z"
START = re.compile(
    r"(?:the )?fiscal year:? *(?:(?:starts?|begins?|runs?|from)\b)? *(?:in|on|with|from|at|is)? *(?:the )?(?:1st|first|1)? *(?:of )?"
    rf"(?P<month>{'|'.join(ENGLISH_MONTHS)})\b *(?:1st|1)?(?![0-9]){SAID}",
    re.IGNORECASE,
)
"""A year that begins on the first of a month."""
CHINESE_START = re.compile(
    r"(?:财年|财政年度|会计年度)[ :：]*(?:从|自|于|始于|起于|开始于)? *(?P<month>1[0-2]|0?[1-9]|[一二三四五六七八九十]{1,2})月(?:份)?"
    rf"(?:1日|一日|1号|一号)? *(?:开始|起始|起)?{SAID}"
)
ANY_YEAR = 2026
"""February ends on the 28th in it, as in most."""


def year_start(situation: Situation, findings: Findings) -> bool:
    """The first month of a fiscal year in other words: `fiscal year starts in april`, `财年从四月开始`."""
    if situation.block != "PLAN":
        return False
    first = situation.tokens[situation.first].start
    written = situation.source.text[first : end_of(situation)]
    found = START.match(written) or CHINESE_START.match(written)
    if found is None:
        return False
    naming = f" {found['said']}" if found["said"] else ""
    if found.re is START:
        text = f"fiscal year starts {found['month'].lower()}{naming}"
    else:
        number = count(found["month"])
        if not 1 <= number <= 12:
            return False
        text = f"财年始于 {_numeral(number)}月{naming}"
    if text == written:
        return False
    propose(situation, first, first + len(written), MISSPELT(word=written), "misspelt-word", text, findings)
    return True


def year_end(situation: Situation, findings: Findings) -> bool:
    """The last day of a year of weeks in other words: `last saturday of january`, `最接近1月31日的周六`."""
    if situation.block != "PLAN":
        return False
    first = situation.tokens[situation.first].start
    written = situation.source.text[first : end_of(situation)]
    clause = CLAUSE.match(written)
    if clause is None:
        return False
    naming = NAMING.search(clause["rest"])
    rest = clause["rest"] if naming is None else clause["rest"][: naming.start()]
    ends = None if OTHER.search(rest) else _english(rest) or _chinese(rest)
    if ends is None:
        return False
    words = [clause["pattern"], ends, *([naming["said"]] if naming else [])]
    text = " ".join(["fiscal year" if written.isascii() else "财年", *words])
    message = MISSPELT(word=clause["rest"])
    propose(situation, first, first + len(written), message, "misspelt-word", text, findings)
    return True


def _english(rest: str) -> str | None:
    """`ends last saturday in january`."""
    day, month = ENGLISH_DAY.search(rest), ENGLISH_MONTH.search(rest)
    if day is None or month is None:
        return None
    if NEAREST.search(rest):
        last = _last_day(ENGLISH_MONTHS.index(month["month"].lower()) + 1, rest)
        return last and f"ends {day['day'].lower()} nearest {month['month'].lower()} {last}"
    return f"ends last {day['day'].lower()} in {month['month'].lower()}" if LAST.search(rest) else None


def _chinese(rest: str) -> str | None:
    """`止于 一月 最后 周六`."""
    day, month = CHINESE_DAY.search(rest), CHINESE_MONTH.search(rest)
    if day is None or month is None:
        return None
    number = count(month["month"])
    if not 1 <= number <= 12:
        return None
    name, weekday = f"{_numeral(number)}月", f"周{day['day']}"
    if NEAREST.search(rest):
        last = _last_day(number, rest[month.end() :])
        return last and f"止于 {weekday} 最接近 {name} {last}"
    return f"止于 {name} 最后 {weekday}" if LAST.search(rest) else None


def _last_day(month: int, rest: str) -> str | None:
    """The last day of a month; None where another day is written."""
    last = str(monthrange(ANY_YEAR, month)[1])
    return last if set(re.findall(r"[0-9]+", rest)) <= {last} else None


def _numeral(number: int) -> str:
    """`一`, `十`, `十二`."""
    tens, ones = divmod(number, 10)
    return "十" * tens + ("" if not ones else "一二三四五六七八九"[ones - 1])
