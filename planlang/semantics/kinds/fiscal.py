"""The years of a plan: when they start or end, what they are made of and what they are called.

In: the clauses of a `plan`. Out: `Years`, those of the calendar where nothing else is said.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Language, Text
from planlang.semantics.clauses.clauses import only, repeated, weekday
from planlang.semantics.names.findings import Findings
from planlang.semantics.names.vocabulary import MONTHS, WEEKDAYS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary
from planlang.values.periods import FiscalYears, Years
from planlang.values.retail import DECEMBER, PATTERNS, RetailYears

UNKNOWN_MONTH = Text("unknown-name.month", "no month is called `{name}`")
UNNAMED_YEAR = Text("fiscal-year-name", "it is not clear after which of its two calendar years a fiscal year is named")
UNNAMED_YEAR_HELP = Text(
    "fiscal-year-name.help", "add `{by_start}` or `{by_end}`: {start} is in FY{first} or in FY{second}"
)
NAMED_BY = Text("fiscal-year-name.fix", "add `{words}`")
PATTERN = Text("retail-year", "three months of {pattern} weeks are no quarter")
PATTERN_HELP = Text("retail-year.help", "a quarter has 13 weeks: write {patterns}")
OTHER_WEEKDAY = Text("retail-year.weekday", "a year ends with a week, and weeks of this plan end on {last}")
OTHER_WEEKDAY_HELP = Text("retail-year.weekday-help", "write `{words}` in the plan, or `{last}` here")
NOT_THE_END = Text("retail-year.month-end", "a year ends nearest to the end of a month, and {month} ends on {days}")
ONE_YEAR = Text("clause-without-effect.naming", "`named by` has no effect: this year lies in one calendar year")
ONE_YEAR_HELP = Text("clause-without-effect.naming-help", "leave `named by` out")

FIRST_SAMPLE = 2026
"""The year that examples in messages are of."""


def fiscal_years(clauses: Sequence[object], week_start: int, findings: Findings) -> Years:
    """The years of a plan whose weeks start on a weekday; those of the calendar where a clause is wrong."""
    fiscal = only(clauses, nodes.FiscalYear, findings)
    retail = only(clauses, nodes.RetailYear, findings)
    if fiscal is not None and retail is not None:
        first, second = sorted((fiscal.span, retail.span), key=lambda span: span.start)
        repeated(second, first, findings)
    if retail is not None:
        return _retail(retail, week_start, findings) or FiscalYears()
    return FiscalYears() if fiscal is None else _fiscal(fiscal, findings)


def _fiscal(clause: nodes.FiscalYear, findings: Findings) -> FiscalYears:
    """Years that start with a month of the calendar."""
    month = _month(clause.month, findings)
    if month is None:
        return FiscalYears()
    if clause.named_by is None and month != 1:
        _unnamed(clause.span, f"{FIRST_SAMPLE}-{month:02}-01", findings)
    return FiscalYears(month, clause.named_by is nodes.FiscalNaming.END)


def _retail(clause: nodes.RetailYear, week_start: int, findings: Findings) -> RetailYears | None:
    """Years made of weeks; None after reporting what is wrong."""
    pattern = next((pattern for pattern in PATTERNS if pattern == clause.pattern), None)
    if pattern is None:
        written, known = _dashed(clause.pattern), ", ".join(map(_dashed, PATTERNS))
        findings.error(clause.span, PATTERN(pattern=written), help=PATTERN_HELP(patterns=known))
    month = DECEMBER
    if clause.ends is not None:
        found = _month(clause.ends.month, findings)
        day = weekday(clause.ends.weekday, findings)
        if found is None or day is None:
            return None
        month = found
        _ends_with_week(clause.ends.weekday, day, week_start, findings)
        _ends_with_month(clause.ends, month, findings)
    if pattern is None:
        return None
    nearest = clause.ends is None or clause.ends.day is not None
    years = RetailYears(pattern, month, nearest, clause.named_by is not nodes.FiscalNaming.START)
    if month == DECEMBER and clause.named_by is not None:
        findings.warning(clause.span, ONE_YEAR(), help=ONE_YEAR_HELP())
    elif month != DECEMBER and clause.named_by is None:
        _unnamed(clause.span, years.end(FIRST_SAMPLE, week_start).isoformat(), findings)
    return years


def _ends_with_week(name: nodes.Name, day: int, week_start: int, findings: Findings) -> None:
    """Report a last day of the year that is not the last of a week."""
    last = (week_start - 1) % 7
    if day == last:
        return
    is_english = name.text.isascii()
    starts = _weekday_name((day + 1) % 7, is_english)
    words = f"{_spelled('week_starts', is_english)} {starts}"
    ends = _weekday_name(last, is_english)
    findings.error(name.span, OTHER_WEEKDAY(last=ends), help=OTHER_WEEKDAY_HELP(words=words, last=ends))


def _ends_with_month(ends: nodes.RetailYearEnd, month: int, findings: Findings) -> None:
    """Report a day of a month that is not its last."""
    lasts = {monthrange(year, month)[1] for year in (2027, 2028)}
    if ends.day is not None and ends.day not in lasts:
        findings.error(ends.span, NOT_THE_END(month=ends.month.text, days=" / ".join(map(str, sorted(lasts)))))


def _month(name: nodes.Name, findings: Findings) -> int | None:
    """The number of a month; None after reporting that there is no such month."""
    month = MONTHS.get(name.text.lower())
    if month is None:
        findings.unknown(name.span, UNKNOWN_MONTH(name=name.text), name.text, lambda: MONTHS, among="month")
    return month


def _unnamed(span: Span, start: str, findings: Findings) -> None:
    """Report years that lie in two calendar years and are not named after one."""
    english = span.text.isascii()
    both = [f"{_spelled('named_by', english)} {_spelled(end, english)}" for end in ("start", "end")]
    after = span.behind
    findings.error(
        span,
        UNNAMED_YEAR(),
        help=UNNAMED_YEAR_HELP(
            start=start, first=FIRST_SAMPLE, second=FIRST_SAMPLE + 1, by_start=both[0], by_end=both[1]
        ),
        fixes=tuple(Fix(NAMED_BY(words=words), (Edit(after, f" {words}"),), safe=False) for words in both),
    )


def _spelled(key: str, is_english: bool) -> str:
    """A keyword in a language."""
    return vocabulary().called(key).spellings(Language.EN if is_english else Language.ZH)[0]


def _weekday_name(number: int, is_english: bool) -> str:
    """The first name of a weekday in a language."""
    return next(name for name, known in WEEKDAYS.items() if known == number and name.isascii() is is_english)


def _dashed(pattern: Sequence[int]) -> str:
    """`4-4-5`."""
    return "-".join(map(str, pattern))
