"""What a figure rests on, as lines: named facts, the formula, the days, the rows by file and line.

In: evidence of an evaluation. Out: lines for a terminal. What the figure itself is says `explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evidence, MetricValue
from planlang.report.sections.columns import Cell, Column, Paint, table, wrapped
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import long_span, short_day
from planlang.syntax.formatter.quoting import quoted

FORMULA = Text("report.explain.formula", "formula")
STANDS = Text("report.explain.where", "written at")
COUNTED = Text("report.explain.counted", "days counted")
NOW = Text("report.explain.now", "now")
NOW_ON = Text("report.explain.now-on", "{value} on {day}")
ROWS_OF = Text("report.explain.rows-of", "rows listed")
RATIO = Text("report.explain.ratio", "in figures")
PARTS = Text("report.explain.parts", "{numerator} of {denominator}")
ROWS = Text("report.explain.rows", "{count:row counts|rows count}; the first {shown}:")
ALL_ROWS = Text("report.explain.all-rows", "{count:row counts|rows count}:")
NO_ROWS = Text("report.explain.no-rows", "no row counts")
UNDECIDED = Text("report.explain.undecided", "{count:row|rows} left out: the condition could not be decided")
SKIPPED = Text("report.explain.skipped", "{count:row|rows} left out: the cell is empty")


def fact_lines(facts: Sequence[tuple[Text, str]], language: Language, width: int, colour: bool) -> list[str]:
    """Name and value, one a line, values aligned."""
    rows: list[list[Cell | str]] = [[Cell(name().render(language), Paint.DIM), value] for name, value in facts]
    return table((Column(), Column(elastic=True, least=20)), rows, width, colour=colour, indent=2)


def now_facts(value: MetricValue, language: Language) -> list[tuple[Text, str]]:
    """The figure at the cut, of records as they stand, where that is not the end of the week."""
    if value.at_cut is None:
        return []
    found, day = value.at_cut
    return [
        (NOW, NOW_ON(value=show(found.figure, found.unit, language), day=short_day(day, language)).render(language))
    ]


def evidence_lines(evidence: Evidence, language: Language, width: int, colour: bool) -> list[str]:
    """The formula, the days, and the rows behind a figure."""
    facts = [(FORMULA, quoted(evidence.formula, language)), (STANDS, evidence.where)]
    if evidence.days is not None:
        start, end = evidence.days
        facts.append((COUNTED, long_span(start, end - timedelta(days=1))))
    if evidence.parts is not None:
        numerator, denominator = (show(part.figure, part.unit, language) for part in evidence.parts)
        facts.append((RATIO, PARTS(numerator=numerator, denominator=denominator).render(language)))
    if evidence.rows and evidence.counted not in ("", evidence.formula):
        facts.append((ROWS_OF, quoted(evidence.counted, language)))
    lines = fact_lines(facts, language, width, colour)
    shown = len(evidence.rows)
    if not evidence.count and evidence.of_rows:
        lines.append("  " + NO_ROWS().render(language))
    elif shown:
        text = ALL_ROWS(count=evidence.count) if shown == evidence.count else ROWS(count=evidence.count, shown=shown)
        lines.append("  " + text.render(language))
        rows: list[list[Cell | str]] = [
            [place_text(row.place), row.key, Cell(" · ".join(f"{name}={cell}" for name, cell in row.cells), Paint.DIM)]
            for row in evidence.rows
        ]
        lines += table((Column(), Column(), Column(elastic=True)), rows, width, colour=colour, indent=4)
    for text_of, count in ((UNDECIDED, evidence.undecided), (SKIPPED, evidence.skipped)):
        if count:
            lines.append("  " + text_of(count=count).render(language))
    lines += [line for note in evidence.notes for line in wrapped(note.render(language), width, indent=2)]
    return lines
