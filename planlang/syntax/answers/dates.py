"""Dates in another order, in words, or without their year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from planlang.diagnostics.text import Text
from planlang.source import Span
from planlang.syntax.answers.shared import propose, rest_of
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.dates import NO_YEAR, NO_YEAR_HELP, UNPADDED_DATE, YEAR
from planlang.syntax.lexical.findings import Findings

EITHER = Text("unpadded-date.either", "write `{one}` or `{other}`, whichever is meant")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = r"(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DAY_FIRST = re.compile(
    rf"(?:the )?(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH},?(?: (?P<y>[0-9]{{4}}))?(?!\w)", re.IGNORECASE
)
MONTH_FIRST = re.compile(rf"{MONTH} (?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)?,?(?: (?P<y>[0-9]{{4}}))?(?!\w)", re.IGNORECASE)
FIGURES = re.compile(r"(?P<a>[0-9]{1,2})(?P<mark>[/.-])(?P<b>[0-9]{1,2})(?:(?P=mark)(?P<y>[0-9]{4}))?(?![0-9])")
ANY_YEAR = 2026
"""The year of an example, where the file speaks of none."""
JOINED = re.compile(r"(?P<y>20[0-9]{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3][0-9])(?![0-9])")


def other_date(situation: Situation, expected: frozenset[str], findings: Findings) -> bool:
    """A date in another order, in words or without its year."""
    if "DATE" not in expected or ("INTEGER" in expected and "NAME" in expected):
        return False
    start, text = rest_of(situation)
    said = YEAR.search(situation.source.text)
    year = int(said[0]) if said is not None else ANY_YEAR
    found, days = _days(text, year)
    if found is None:
        return False
    end = start + found.end()
    if said is None and days and not found.groupdict().get("y"):
        span = Span(situation.source, start, end)
        findings.error("date-without-year", span, NO_YEAR(written=span.text), NO_YEAR_HELP(date=days[0]))
        return True
    if len(days) == 1:
        propose(situation, start, end, UNPADDED_DATE(written=found[0]), "unpadded-date", days[0], findings)
        return True
    if len(days) == 2:
        help_ = EITHER(one=days[0], other=days[1])
        findings.error("unpadded-date", Span(situation.source, start, end), UNPADDED_DATE(written=found[0]), help_)
        return True
    return False


def _days(text: str, year: int) -> tuple[re.Match[str] | None, list[str]]:
    """What of a text is a date, and the days that it can mean."""
    for pattern in (DAY_FIRST, MONTH_FIRST):
        found = pattern.match(text)
        if found is not None:
            month, y = MONTHS.index(found["m"].lower()) + 1, int(found["y"] or year)
            return found, _valid([(y, month, int(found["d"]))])
    found = JOINED.match(text)
    if found is not None:
        return found, _valid([(int(found["y"]), int(found["m"]), int(found["d"]))])
    found = FIGURES.match(text)
    if found is not None:
        a, b, y = int(found["a"]), int(found["b"]), int(found["y"] or year)
        return found, _valid([(y, a, b)] if found["mark"] == "/" and not found["y"] else [(y, a, b), (y, b, a)])
    return None, []


def _valid(days: list[tuple[int, int, int]]) -> list[str]:
    """The days that there are, each once."""
    found = []
    for year, month, day in days:
        if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            found.append(date(year, month, day).isoformat())
    return list(dict.fromkeys(found))
