"""Periods as people call them: `FY26`, `H1 2026`, `Q3`, `2026年上半年到下半年`, `jan - dec 2026`, `三季度末`.

In: the place where reading stopped, where a period or a day is wanted. Out: its label, its days, or its first or last day.
"""

from __future__ import annotations

import contextlib
import re
from datetime import date

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.source import Span
from planlang.syntax.answers.dates import EITHER
from planlang.syntax.answers.shared import end_of, propose
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.dates import NO_YEAR as NO_YEAR_OF_DAY
from planlang.syntax.lexical.dates import NO_YEAR_HELP, NUMERALS, OTHER_LABEL, UNPADDED_DATE, YEAR
from planlang.syntax.lexical.findings import Findings
from planlang.values.periods import FiscalYears, Grid, Period, parse_label

NO_YEAR = Text("date-without-year.period", "`{written}` is a period of no year")
YEARS_HELP = Text(
    "unpadded-date.years", "write `{both}` for both years, or `{first}` or `{last}` for a year that is called so"
)

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
Y = r"(?:(?:FY|CY|fiscal year|financial year|calendar year|the year|year)[ -]?)?'?(?P<y>20[0-9]{2}|[0-9]{2})(?![0-9-])"
OF_YEAR = rf"(?:[ ,/-]*(?:of |in )?{Y})?(?![A-Za-z0-9])"
MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:FY[ -]?)?(?P<y>20[0-9]{2})年?[ /.-]*(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?![A-Za-z0-9])",
        r"FY[ -]?(?P<y>20[0-9]{2}|[0-9]{2})[ /.-]*(?:Q(?P<q>[1-4])|H(?P<h>[12]))(?!\w)",
        rf"(?:Q(?P<q>[1-4])|H(?P<h>[12])){OF_YEAR}",
        rf"(?:the )?(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) (?P<part>half|quarter)(?: year)?{OF_YEAR}",
        rf"{MONTH}{OF_YEAR}",
        r"(?P<y>20[0-9]{2}) (?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?!\w)",
        rf"(?:the )?(?:whole |full |all |entire )(?:of )?(?:the )?(?:year )?{Y}(?!\w)",
        r"(?:FY|CY|fiscal year|financial year|calendar year|the year|year)[ -]?'?(?P<y>20[0-9]{2}|[0-9]{2})(?![\w/-])",
        r"(?P<y>20[0-9]{2})[ ]*(?:full year|whole year|fiscal year|FY)(?!\w)",
        r"(?:(?P<y>20[0-9]{2})年?)?(?P<half>[上下])半年",
        r"(?:(?P<y>20[0-9]{2})年?)?第?(?P<numeral>[一二三四1-4])季度?",
        r"(?P<y>20[0-9]{2})年(?P<m>1[0-2]|0?[1-9])(?:月|(?=[ ]*[-~～–—到至]+[ ]*[0-9]+月))",
        r"(?P<m>1[0-2]|[1-9])月份?",
        r"(?P<y>20[0-9]{2})-(?P<m>0[1-9]|1[0-2])(?![0-9-])",
        r"(?P<y>20[0-9]{2})(?:年?(?:度|全年)?(?![\w/.-])|年(?=[到至]|年?[底末初])|(?=-20[0-9]{2}(?![0-9-])))",
        r"(?:last|previous|past) year|the year before|去年|上年|上一年",
        r"this year|今年|本年度?",
        r"全年|(?:the )?(?:whole|full|entire) year",
    )
)
TO = re.compile(r"[ ]*(?:\.\.|-|–|—|~|～|to|till|until|through|到|至)[ ]*", re.IGNORECASE)
END = re.compile(r"(?:the )?end (?:of )?(?:the )?", re.IGNORECASE)
BEGINNING = re.compile(r"(?:the )?(?:beginning|start|begin) (?:of )?(?:the )?", re.IGNORECASE)
YEAR_END = re.compile(r"(?:the )?(?:year[ -]?end|end of (?:the )?year|年底|年末|年终)(?!\w)", re.IGNORECASE)
CHINESE_END = re.compile(r"(?:结束|之?前|年?[底末])(?!\w)")
CHINESE_BEGINNING = re.compile(r"(?:开始|年?[初起])(?!\w)")
BEFORE = re.compile(r"last|previous|past|before|去|上年|上一")
TWO_YEARS = re.compile(
    r"(?:FY[ -]?)?(?P<first>20[0-9]{2}|(?<=FY)[0-9]{2})[ ]?[/-][ ]?(?P<last>20[0-9]{2}|[0-9]{2})\Z", re.IGNORECASE
)
FROM = re.compile(r"(?:from|between|从|自)[ ]*", re.IGNORECASE)
TIMEFRAME = re.compile(
    r"(?:(?:from|when|dates?|timeframe|time)\b|时间(?:安排|范围)?|周期|从)[ ]*[:：]?[ ]*", re.IGNORECASE
)
ONE_DAY = r"(?P<{0}1>[0-9]{{1,4}})(?P<mark{0}>[/.-])(?P<{0}2>[0-9]{{1,2}})(?P=mark{0})(?P<{0}3>[0-9]{{1,4}})"
DAYS = re.compile(
    rf"{ONE_DAY.format('a')}[ ]*(?:[.][.]|-|–|~|to|till|until|and|through|到|至)[ ]*{ONE_DAY.format('b')}\Z",
    re.IGNORECASE,
)
"""`01/04/2026 - 31/03/2027`, `from 2026-01-01 to 2026-12-31`."""
FIRST_DAY = frozenset({"STARTS_ON", "NOT_BEFORE", "FROM"})
"""Clauses in which a period stands for its first day; elsewhere it is its last."""
FISCAL = re.compile(r"fiscal year|财年")
FISCAL_START = re.compile(
    r"fiscal year starts (?P<month>[a-z]+)|财年始于[ ]*(?P<numeral>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月",
    re.IGNORECASE,
)
NAMED_BY = re.compile(r"named by (?:start|(?P<end>end))|命名取[ ]*(?:起始年|(?P<end_>结束年))")
CHINESE_MONTHS = {
    **{str(n): n for n in range(1, 13)},
    **{
        word: n
        for n, word in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), start=1)
    },
}
PLAN_DAYS = re.compile(
    r"(?:\bperiod|期间)[ ]*(?P<first>[0-9]{4}-[0-9]{2}-[0-9]{2})[ ]*(?:\.\.|至|到)[ ]*(?P<last>[0-9]{4}-[0-9]{2}-[0-9]{2})"
)
"""The first and the last day of a plan."""
IN_PERIODS = frozenset({"PERIOD", "DURING"})
CENTURY = 2000
ANY_YEAR = "2026"


@frozen
class Called:
    """A period that was named: its label, whether its year was said, and how many characters that took."""

    label: str
    dated: bool
    length: int


def period(situation: Situation, findings: Findings) -> bool:
    """A period called otherwise, behind `period` or `during`; False where none is recognised."""
    start = _start(situation)
    return start is not None and _period(situation, situation.tokens[start].start, findings)


def day_of_period(situation: Situation, expected: frozenset[str], findings: Findings) -> bool:
    """A period where a day is wanted: `by Q3`, `by the end of 2026`, `截止 三季度末`; False where none is recognised."""
    if "DATE" not in expected or ("INTEGER" in expected and "NAME" in expected):
        return False
    return _day(situation, findings)


def days_of_task(situation: Situation, findings: Findings) -> bool:
    """`3月-5月` and `Q1 - Q2 2026` as a statement of a task: when it begins and ends; False where it is none."""
    if situation.block != "TASK" or situation.kind not in ("", "NAME"):
        return False
    first = situation.tokens[situation.first].start
    text = situation.source.text[first : end_of(situation)].rstrip()
    ahead = TIMEFRAME.match(text)
    said = _year(situation.source.text)
    written = text[ahead.end() :] if ahead is not None else text
    days, dated = _written_days(written), True
    if days is None:
        days, dated = _labels(written, said or ANY_YEAR, FISCAL.search(situation.source.text) is not None)
    if days is None or ".." not in days:
        return False
    since, until = days.split(" .. ")
    span = Span(situation.source, first, first + len(text))
    instead = f"starts on {since}; ends on {until}" if text.isascii() else f"开始于 {since}; 完成于 {until}"
    if dated:
        propose(situation, span.start, span.end, OTHER_LABEL(written=text), "unpadded-date", instead, findings)
    else:
        _without_year(span, NO_YEAR(written=text), instead, said, findings)
    return True


def _start(situation: Situation) -> int | None:
    """Where the period of a clause begins: behind `period` and `during`."""
    for index in range(situation.at, situation.first, -1):
        keyword = situation.tokens[index - 1].keyword
        if keyword is not None and keyword.terminal in IN_PERIODS:
            return index
    return None


def _period(situation: Situation, start: int, findings: Findings) -> bool:
    source = situation.source
    text = source.text[start : end_of(situation)].rstrip()
    said = _year(source.text)
    span = Span(source, start, start + len(text))
    ahead = FROM.match(text)
    text = text[ahead.end() :] if ahead is not None else text
    years = TWO_YEARS.match(text)
    if years is not None and _two_years(span, years, findings):
        return True
    instead, dated = _written_days(text), True
    if instead is None:
        instead, dated = _labels(text, said or ANY_YEAR, FISCAL.search(source.text) is not None)
    if instead is None or instead == span.text:
        return False
    if dated:
        propose(situation, span.start, span.end, OTHER_LABEL(written=span.text), "unpadded-date", instead, findings)
    else:
        _without_year(span, NO_YEAR(written=span.text), instead, said, findings)
    return True


def _without_year(span: Span, message: Message, instead: str, year: str | None, findings: Findings) -> None:
    """Asks for the year, and proposes the one that the file speaks of."""
    help_ = NO_YEAR_HELP(date=instead)
    fixes = (Fix(help_, (Edit(span, instead),), safe=False),) if year is not None else ()
    findings.error("date-without-year", span, message, help_, fixes=fixes)


def _two_years(span: Span, found: re.Match[str], findings: Findings) -> bool:
    """`2026/27`, `2026-2027`: both years, or a fiscal year that is called by one of them."""
    first, last = (int(found[part]) % CENTURY + CENTURY for part in ("first", "last"))
    if last != first + 1:
        return False
    both = f"{first}-01-01 .. {last}-12-31"
    help_ = YEARS_HELP(both=both, first=str(first), last=str(last))
    findings.error("unpadded-date", span, OTHER_LABEL(written=span.text), help_)
    return True


def _written_days(text: str) -> str | None:
    """Two days in figures as a range; None where it is not clear which days they are."""
    found = DAYS.match(text)
    if found is None:
        return None
    parts = [[found[f"{side}{n}"] for n in (1, 2, 3)] for side in "ab"]
    if all(len(day[0]) == 4 for day in parts):
        orders = [(0, 1, 2)]
    elif all(len(day[2]) == 4 for day in parts):
        orders = [(2, 1, 0), (2, 0, 1)]
    else:
        return None
    ranges = set()
    for year, month, day in orders:
        with contextlib.suppress(ValueError):
            first, last = (date(int(one[year]), int(one[month]), int(one[day])) for one in parts)
            if first <= last:
                ranges.add(f"{first.isoformat()} .. {last.isoformat()}")
    return ranges.pop() if len(ranges) == 1 else None


def _labels(text: str, year: str, fiscal: bool) -> tuple[str | None, bool]:
    """A period, or one to another, as it is written, and whether its year was said; None where they are none."""
    first = _called(text, year)
    if first is None:
        return None, True
    joined = TO.match(text, first.length)
    last = _called(text[joined.end() :], year) if joined is not None else None
    if joined is None or last is None:
        return (first.label if first.length == len(text) else None), first.dated
    complete = joined.end() + last.length == len(text)
    return (_days(first, last, fiscal) if complete else None), first.dated or last.dated


def _days(first: Called, last: Called, fiscal: bool) -> str | None:
    """The days from one period to another; None where fiscal years decide on them, or there are none."""
    if fiscal and not (_is_month(first.label) and _is_month(last.label)):
        return None
    label = first.label
    if not first.dated and last.dated:
        label = last.label[:4] + label[4:]
    end = last.label if last.dated else label[:4] + last.label[4:]
    since, until = _days_of(label), _days_of(end)
    if until.last_day < since.start:
        return None
    return f"{since.start.isoformat()} .. {until.last_day.isoformat()}"


def _days_of(label: str, grid: Grid = Grid()) -> Period:
    return parse_label(label, grid)


def _grids(text: str) -> tuple[Grid, ...]:
    """The calendars that a file may mean: with its fiscal year where it says one, both ways of naming it where it says none."""
    if FISCAL.search(text) is None:
        return (Grid(),)
    found = FISCAL_START.search(text)
    month = (found["month"].lower() if found["month"] else found["numeral"]) if found is not None else ""
    start = next((n for n, name in enumerate(MONTHS, start=1) if month.startswith(name)), 0) or CHINESE_MONTHS.get(
        month, 0
    )
    if not start:
        return ()
    said = NAMED_BY.search(text)
    ways = (False, True) if said is None else (bool(said["end"] or said["end_"]),)
    return tuple(Grid(fiscal=FiscalYears(start, end)) for end in (ways if start > 1 else ways[:1]))


def _is_month(label: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}", label) is not None


def _day(situation: Situation, findings: Findings) -> bool:
    """A day that is called by a period: its last, or its first where that is said or something begins."""
    start = situation.token.start
    if situation.before.type == "LABEL" and situation.before.end == start:
        start = situation.before.start
    text = situation.source.text[start : end_of(situation)]
    known = _year(situation.source.text)
    year = known or ANY_YEAR
    said = YEAR_END.match(text)
    if said is not None:
        called, at, length = Called(year, False, 0), said.end(), said.end()
        first_day = False
    else:
        ahead = END.match(text) or BEGINNING.match(text)
        at = ahead.end() if ahead is not None else 0
        found = _called(text[at:], year)
        if found is None:
            return False
        called = found
        behind = CHINESE_END.match(text, at + found.length) or CHINESE_BEGINNING.match(text, at + found.length)
        length = behind.end() if behind is not None else at + found.length
        first_day = situation.kind in FIRST_DAY
        if ahead is not None or behind is not None:
            first_day = (ahead is not None and ahead.re is BEGINNING) or (
                behind is not None and behind.re is CHINESE_BEGINNING
            )
    grids = (Grid(),) if _is_month(called.label) else _grids(situation.source.text)
    if not called.dated and called.label[:4] == year:
        called = _in_plan(called, grids, situation.source.text)
    meant = [_days_of(called.label, grid) for grid in grids]
    days = sorted({period.start if first_day else period.last_day for period in meant})
    if not days or re.match(r"\w", text[length:]) is not None:
        return False
    day = days[0]
    span = Span(situation.source, start, start + length)
    if len(days) > 1:
        help_ = EITHER(one=day.isoformat(), other=days[1].isoformat())
        findings.error("unpadded-date", span, UNPADDED_DATE(written=span.text), help_)
    elif called.dated:
        propose(
            situation, start, span.end, UNPADDED_DATE(written=span.text), "unpadded-date", day.isoformat(), findings
        )
    else:
        _without_year(span, NO_YEAR_OF_DAY(written=span.text), day.isoformat(), known, findings)
    return True


def _in_plan(called: Called, grids: tuple[Grid, ...], text: str) -> Called:
    """A period of no year as the one of its kind that lies in the period of the plan; as it was where there is not just one."""
    said = PLAN_DAYS.search(text)
    if said is None:
        return called
    with contextlib.suppress(ValueError):
        first, last = date.fromisoformat(said["first"]), date.fromisoformat(said["last"])
        labels = [f"{year}{called.label[4:]}" for year in range(first.year, last.year + 2)]
        inside = [
            label
            for label in labels
            if all(first <= days.start and days.last_day <= last for days in (_days_of(label, grid) for grid in grids))
        ]
        return Called(inside[0], called.dated, called.length) if len(inside) == 1 else called
    return called


def _called(text: str, year: str) -> Called | None:
    """The period that a text begins with."""
    for pattern in PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        groups = found.groupdict()
        said = groups.get("y")
        y = year if said is None else said if len(said) == 4 else str(CENTURY + int(said))
        if said is None and BEFORE.match(found[0].lower().removeprefix("the year ")) is not None:
            y = str(int(y) - 1)
        return Called(y + _part(groups), said is not None, found.end())
    return None


def _part(groups: dict[str, str | None]) -> str:
    """What stands behind the year in a label."""
    if groups.get("nth"):
        number = NTH[str(groups["nth"]).lower()]
        return f"-{'H' if str(groups['part']).lower() == 'half' else 'Q'}{number}"
    if groups.get("half"):
        return "-H1" if groups["half"] == "上" else "-H2"
    if groups.get("month"):
        return f"-{MONTHS.index(str(groups['month']).lower()) + 1:02}"
    if groups.get("m"):
        return f"-{int(str(groups['m'])):02}"
    quarter = groups.get("q") or groups.get("numeral")
    if quarter:
        return f"-Q{quarter.translate(NUMERALS)}"
    return f"-H{groups['h']}" if groups.get("h") else ""


def _year(text: str) -> str | None:
    """The first year that a file speaks of; None where it speaks of none."""
    found = YEAR.search(text)
    return found[0] if found is not None else None
