"""Words that people write for those which rows of a table of a test begin with, and weeks without their year.

In: the first words of a row, and its cells. Out: the word that is meant, after saying how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from planlang.diagnostics.text import Language, Text
from planlang.semantics.names.bench import Bench
from planlang.syntax import nodes
from planlang.syntax.lexical.keywords import vocabulary
from planlang.values.periods import Grain, Grid, Period, next_period, period_of

OTHER_HEAD = Text("test-table.head", "no row of a table begins with `{word}`")
OTHER_HEAD_HELP = Text("test-table.head-help", "write `| {word} |`")
OTHER_EXPECT_HELP = Text("test-table.expect-help", "write `{word}`")
NO_YEAR = Text("test-table.year", "a week of no year")
NO_YEAR_HELP = Text("test-table.year-help", "write `{week}`")

PERIODS = {
    **dict.fromkeys(("week", "weeks", "wk", "周次", "周数", "星期", "每周", "礼拜"), "week"),
    **dict.fromkeys(("month", "months", "月份", "月度", "每月"), "month"),
    **dict.fromkeys(("quarter", "quarters", "季", "每季度"), "quarter"),
    **dict.fromkeys(("year", "years", "年份", "年度", "每年"), "year"),
}
"""What people write for each, small letters for any."""
PERIODS_AT_MOST = 1000
EXPECTS = frozenset({"expect", "expects", "expected", "期望", "期待", "预计", "应为"})
WEEK = re.compile(r"(?:[Ww]|第)(?P<week>[0-9]{1,2})周?")
LABELS = (("W", "week"), ("Q", "quarter"), ("H", "half"), ("-", "month"))


def meant(bench: Bench, words: Sequence[nodes.CellWord], cells: Sequence[nodes.TableCell]) -> nodes.TableWord | None:
    """The word that a row should begin with, after saying so; None where it begins with another."""
    first = words[0] if words else None
    if not isinstance(first, nodes.Path) or len(first.parts) > 1:
        return None
    if first.text.lower() in EXPECTS:
        return _instead(bench, first, "expect", OTHER_EXPECT_HELP)
    key = PERIODS.get(first.text.lower()) or _period_of(cells)
    return _instead(bench, first, key, OTHER_HEAD_HELP) if len(words) == 1 and key is not None else None


def _instead(bench: Bench, first: nodes.Path, key: str, advice: Text) -> nodes.TableWord:
    language = Language.EN if first.text.isascii() else Language.ZH
    spelling = vocabulary().called(key).spellings(language)[0]
    bench.findings.error(first.span, OTHER_HEAD(word=first.text), help=advice(word=spelling))
    return nodes.TableWord(key, first.span)


def _period_of(cells: Sequence[nodes.TableCell]) -> str | None:
    """Of what length the period is in the first cell; None where it is none."""
    word = _only(cells[0]) if cells else None
    if isinstance(word, nodes.LabelRange):
        word = word.first
    if not isinstance(word, nodes.Label):
        return "week" if word is not None and WEEK.fullmatch(word.span.text) is not None else None
    return next((key for mark, key in LABELS if mark in word.text), "year")


def has_no_year(bench: Bench, cells: Sequence[nodes.TableCell], year: int) -> bool:
    """Whether a week is said without its year, after saying how it is written in a year."""
    for cell in cells:
        word = _only(cell)
        found = WEEK.fullmatch(word.span.text) if isinstance(word, nodes.Path) else None
        if found is not None:
            bench.findings.error(cell.span, NO_YEAR(), help=NO_YEAR_HELP(week=f"{year}-W{int(found['week']):02}"))
            return True
    return False


def _only(cell: nodes.TableCell) -> nodes.CellWord | None:
    """The one word of a cell."""
    words = cell.items[0].words if len(cell.items) == 1 else ()
    return words[0] if len(words) == 1 else None


def is_of(period: Period, grain: Grain, grid: Grid) -> bool:
    """Whether a period is one of a grain."""
    return period_of(period.start, grain, grid) == period


def from_to(first: Period, last: Period, grid: Grid) -> Iterator[Period]:
    """All periods from one to another, and not many more than a table may have."""
    yield first
    for _ in range(PERIODS_AT_MOST):
        if first.start >= last.start:
            return
        first = next_period(first, grid)
        yield first
