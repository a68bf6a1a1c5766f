"""CSV for spreadsheets: one line for each figure.

In: a table of figures. Out: UTF-8 text that begins with a byte order mark, without which Excel takes Chinese for something
else. Numbers have a point and no separators and are never rounded where a decimal ends. Texts that a spreadsheet would run
as a formula begin with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from fractions import Fraction

from planlang.diagnostics.display import reason_words
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.figure_table import FigureTable, MetricTable, Row
from planlang.report.plain.plain import exact, unit
from planlang.report.words.figure_words import KINDS, WHOLE, part_name, period_name
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.periods import DAY
from planlang.values.rounding import half_away
from planlang.values.units import MoneyIn

__all__ = ["figures_csv"]

BYTE_ORDER_MARK = "\ufeff"
PLACES = 12
"""Decimal places of a quotient of which no decimal ends; numerator and denominator stand beside it."""
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")

HEADS = (
    Text("report.csv.metric", "metric"),
    Text("report.csv.title", "title"),
    Text("report.csv.part", "part"),
    Text("report.csv.name", "name"),
    Text("report.csv.within", "within"),
    Text("report.csv.period", "period"),
    Text("report.csv.start", "first day"),
    Text("report.csv.end", "last day"),
    Text("report.csv.value", "value"),
    Text("report.csv.unit", "unit"),
    Text("report.csv.state", "state"),
    Text("report.csv.reason", "reason"),
    Text("report.csv.so-far", "so far"),
    Text("report.csv.least", "at least"),
    Text("report.csv.most", "at most"),
    Text("report.csv.numerator", "numerator"),
    Text("report.csv.denominator", "denominator"),
)
KNOWN = Text("report.csv.known", "known")
UNKNOWN = Text("report.csv.unknown", "unknown")
RUNNING = Text("report.csv.running", "not over")
PROVISIONAL = Text("report.csv.provisional", "may change")


def figures_csv(table: FigureTable, language: Language) -> str:
    """What `planlang figures --format csv` prints."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([head().render(language) for head in HEADS])
    for metric in table.metrics:
        writer.writerows(_lines(metric, table, language))
    return BYTE_ORDER_MARK + out.getvalue()


def _lines(metric: MetricTable, table: FigureTable, language: Language) -> Iterator[list[str]]:
    """The figures of a metric, row by row; those that are not there have no line."""
    cut = table.as_of.cut.date()
    title = table.plan.model.metrics[metric.metric].ident.title
    kind = metric.unit.currency if isinstance(metric.unit, MoneyIn) else unit(metric.unit)
    first, last = table.periods[0], table.periods[-1]
    for row in metric.rows:
        head = [metric.metric, title, *_part(row, table, language)]
        for period, figure, provisional in zip(table.periods, row.figures, metric.provisional, strict=True):
            if figure is not None:
                days = [period_name(period, language), period.start.isoformat(), period.last_day.isoformat()]
                running = period.end > cut
                yield [*map(safe, [*head, *days]), *_value(figure, kind, running, provisional, language)]
        if row.whole is not None:
            days = [WHOLE().render(language), first.start.isoformat(), (last.end - DAY).isoformat()]
            state = _value(row.whole, kind, last.end > cut, any(metric.provisional), language)
            yield [*map(safe, [*head, *days]), *state]


def _part(row: Row, table: FigureTable, language: Language) -> list[str]:
    """Which part a row is, its name, and the team above."""
    teams = table.plan.model.teams
    above = teams[row.within].ident.title if row.within is not None else ""
    return [KINDS[row.part]().render(language), part_name(row, table.by, table.plan, language), above]


def _value(figure: Figure, kind: str, running: bool, provisional: bool, language: Language) -> list[str]:
    """A figure with its unit, whether it is known, and why not."""
    match figure:
        case Known(value=value):
            state = RUNNING if running else PROVISIONAL if provisional else KNOWN
            pair = ["", ""] if "/" not in exact(value) else [str(value.numerator), str(value.denominator)]
            return [number(value), kind, state().render(language), "", "", "", "", *pair]
        case Unknown(so_far=so_far, between=between):
            loaded = "" if so_far is None else number(so_far)
            ends = ["", ""] if between is None else [number(end) for end in between]
            reason = safe(reason_words(figure).render(language))
            return ["", kind, UNKNOWN().render(language), reason, loaded, *ends, "", ""]


def number(value: Fraction) -> str:
    """A number without loss where a decimal ends, else to twelve places, halves away from zero.

    >>> number(Fraction(5, 4)), number(Fraction(-2, 3))
    ('1.25', '-0.666666666667')
    """
    text = exact(value)
    return f"{half_away(value, PLACES):f}" if "/" in text else text


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("North")
    ("'=1+1", 'North')
    """
    return "'" + text if text.startswith(FORMULA) else text
