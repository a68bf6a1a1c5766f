"""How the cells of a source are written, as far as its clauses say.

In: the clauses of a source and of its columns. Out: a `CellFormat` for each column, what a column says going before what
its source says; the encoding of its files.
"""

from __future__ import annotations

import codecs
from fractions import Fraction

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.model import CellFormat
from planlang.semantics.names.findings import Findings
from planlang.syntax import nodes
from planlang.values.notation import MINUTES, DateOrder, NumberStyle, date_pattern, number_style, power_of
from planlang.values.texts import normal
from planlang.values.units import DateUnit, InstantUnit, MoneyIn, PercentagePoints, Ratio, Unit, is_number

NUMBERS = Text("unknown-format", "`{written}` does not tell thousands from fractions")
NUMBERS_HELP = Text(
    "unknown-format.numbers-help", 'write a sample such as `numbers "1.234,56"` or `numbers "1,234.56"`'
)
DATES = Text("unknown-format.dates", "`{written}` is no order of day, month and year")
DATES_HELP = Text("unknown-format.dates-help", "write `dates d/m/y`, `dates m/d/y` or `dates y-m-d`")
UNIT = Text("unknown-format.unit", "`{written}` is no unit that numbers are counted in")
UNIT_HELP = Text(
    "unknown-format.unit-help", "write one such as `unit 万元`, `unit k`, `unit million` or `unit minutes`"
)
ENCODING = Text("unknown-format.encoding", "`{written}` is no encoding of texts that is known here")
ENCODING_HELP = Text(
    "unknown-format.encoding-help",
    'write one such as `encoding "utf-8"`, `"gb18030"`, `"windows-1252"` or `"iso-8859-2"`',
)
NO_NUMBER = Text("unknown-format.no-number", "`{name}` holds no numbers, so this says nothing about it")
NO_DATE = Text("unknown-format.no-date", "`{name}` holds no dates, so this says nothing about it")
NOT_HERE = Text("unknown-format.not-here", "take the clause away, or give the column another type")
BINARY = frozenset({"base64", "bz2", "hex", "quopri", "rot13", "uu", "zip", "zlib"})
"""Codecs of Python that are no encodings of text."""


def encoding(clause: nodes.Encoding | None, findings: Findings) -> str | None:
    """The declared encoding, as Python calls it; None where there is none, or after reporting that it is unknown."""
    if clause is None:
        return None
    try:
        name = codecs.lookup(clause.name.text.strip()).name
    except (LookupError, ValueError):
        name = ""
    if name and name not in BINARY and not name.startswith(("idna", "punycode", "unicode", "raw-unicode", "undefined")):
        return name
    findings.error(clause.name.span, ENCODING(written=clause.name.text), help=ENCODING_HELP())
    return None


def cell_format(source: nodes.SourceDecl, column: nodes.ColumnDecl, unit: Unit, findings: Findings) -> CellFormat:
    """How the cells of a column are written."""
    own = column.clauses
    name = column.name.text
    counted = is_number(unit)
    dated = isinstance(unit, DateUnit | InstantUnit)
    numbers, dates = only(own, nodes.NumberFormat, findings), only(own, nodes.DateFormat, findings)
    units, share = only(own, nodes.UnitClause, findings), only(own, nodes.Percentages, findings)
    for clause, fits, message in (
        (numbers, counted, NO_NUMBER), (dates, dated, NO_DATE), (units, counted, NO_NUMBER),
        (share, isinstance(unit, Ratio | PercentagePoints), NO_NUMBER),
    ):  # fmt: skip
        if clause is not None and not fits:
            findings.error(clause.span, message(name=name), help=NOT_HERE())
    whole = source.clauses
    power, minutes = _unit(units, unit, findings) if units else (None, None)
    return CellFormat(
        numbers=_numbers(numbers or next(iter(each(whole, nodes.NumberFormat)), None), findings if numbers else None)
        if counted
        else None,
        dates=_dates(dates or next(iter(each(whole, nodes.DateFormat)), None), findings if dates else None)
        if dated
        else None,
        unit=units.unit.text if units else "%" if share else None,
        power=-2 if share else power,
        minutes=minutes,
        empty=tuple(
            normal(word.text)
            for clause in (*own, *whole)
            if isinstance(clause, nodes.EmptyWords)
            for word in clause.words
        ),
    )


def check_source(source: nodes.SourceDecl, findings: Findings) -> None:
    """Report what is wrong with the formats that a source declares for all its columns."""
    numbers, dates = (
        only(source.clauses, nodes.NumberFormat, findings),
        only(source.clauses, nodes.DateFormat, findings),
    )
    _numbers(numbers, findings)
    _dates(dates, findings)


def _numbers(clause: nodes.NumberFormat | None, findings: Findings | None) -> NumberStyle | None:
    """The style of a sample; None after reporting that it does not tell."""
    if clause is None:
        return None
    style = number_style(clause.sample.text)
    if style is None and findings is not None:
        findings.error(clause.sample.span, NUMBERS(written=clause.sample.text), help=NUMBERS_HELP())
    return style


def _dates(clause: nodes.DateFormat | None, findings: Findings | None) -> DateOrder | None:
    """The order of a pattern; None after reporting that it is none."""
    if clause is None:
        return None
    order = date_pattern(clause.pattern.text)
    if order is None and findings is not None:
        findings.error(clause.pattern.span, DATES(written=clause.pattern.text), help=DATES_HELP())
    return order


def _unit(clause: nodes.UnitClause, unit: Unit, findings: Findings) -> tuple[int | None, Fraction | None]:
    """The power of ten and the minutes of a unit; None for both after reporting that there is no such unit."""
    written = clause.unit.text.strip()
    minutes = MINUTES.get(written.casefold())
    power = power_of(written, of_money=isinstance(unit, MoneyIn) or minutes is None)
    if minutes is not None and not isinstance(unit, MoneyIn):
        return 0, minutes
    if power is None:
        findings.error(clause.unit.span, UNIT(written=written), help=UNIT_HELP())
    return power, None
