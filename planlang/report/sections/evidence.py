"""What a figure rests on: named facts, the formula, the days, the rows by file and line.

In: evidence of an evaluation. Out: blocks. What the figure itself is says `explain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evidence, MetricValue
from planlang.report.document import Block, Cell, Column, Facts, Paragraph, Row, Table, Tone
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import long_span, short_day
from planlang.syntax.formatter.quoting import quoted

FORMULA = Text("report.explain.formula", "formula")
STANDS = Text("report.explain.where", "written at")
COUNTED = Text("report.explain.counted", "days counted")
TO_DAY = Text("report.explain.to-day", "all to {day}")
NOW = Text("report.explain.now", "now")
NOW_ON = Text("report.explain.now-on", "{value} on {day}")
ROWS_OF = Text("report.explain.rows-of", "rows listed")
RATIO = Text("report.explain.ratio", "in figures")
PARTS = Text("report.explain.parts", "{numerator} of {denominator}")
ROWS = Text("report.explain.rows", "{count:row counts|rows count}; the first {shown}:")
ALL_ROWS = Text("report.explain.all-rows", "{count:row counts|rows count}:")
NO_ROWS = Text("report.explain.no-rows", "no row counts")
PLACE = Text("report.evidence.place", "place")
KEY = Text("report.evidence.key", "record")
CELLS = Text("report.evidence.cells", "cells")
UNDECIDED = Text("report.explain.undecided", "{count:row|rows} left out: the condition could not be decided")
SKIPPED = Text("report.explain.skipped", "{count:row|rows} left out: the cell is empty")
UNFOUND = (
    Text(
        "report.explain.looked-up-aside",
        "{count:row|rows} left out: the row looked up is not known (one of its source was set aside)",
    ),
    Text(
        "report.explain.looked-up-none",
        "{count:row|rows} left out: the row looked up is not known (none has the key and is valid on the day)",
    ),
    Text(
        "report.explain.looked-up-several",
        "{count:row|rows} left out: the row looked up is not known (more than one is valid on the day)",
    ),
)
"""In the order of `Evidence.unfound`."""


def facts_of(facts: Sequence[tuple[Text, Cell | str]], language: Language) -> Facts:
    """Names with what they are."""
    return Facts(
        tuple((name().render(language), cell if isinstance(cell, Cell) else Cell(cell)) for name, cell in facts)
    )


def now_facts(value: MetricValue, language: Language) -> list[tuple[Text, str]]:
    """The figure at the cut, of records as they stand, where that is not the end of the week."""
    if value.at_cut is None:
        return []
    found, day = value.at_cut
    return [
        (NOW, NOW_ON(value=show(found.figure, found.unit, language), day=short_day(day, language)).render(language))
    ]


def evidence_blocks(evidence: Evidence, language: Language) -> tuple[Block, ...]:
    """The formula, the days, and the rows behind a figure."""
    facts = [(FORMULA, quoted(evidence.formula, language)), (STANDS, evidence.where)]
    if evidence.days is not None:
        start, end = evidence.days
        last = end - timedelta(days=1)
        ever = TO_DAY(day=last.isoformat()).render(language)
        facts.append((COUNTED, ever if start == date.min else long_span(start, last)))
    if evidence.parts is not None:
        numerator, denominator = (show(part.figure, part.unit, language) for part in evidence.parts)
        facts.append((RATIO, PARTS(numerator=numerator, denominator=denominator).render(language)))
    if evidence.rows and evidence.counted not in ("", evidence.formula):
        facts.append((ROWS_OF, quoted(evidence.counted, language)))
    blocks: list[Block] = [facts_of(facts, language)]
    shown = len(evidence.rows)
    if not evidence.count and evidence.of_rows:
        blocks.append(Paragraph(NO_ROWS().render(language), depth=1))
    elif shown:
        text = ALL_ROWS(count=evidence.count) if shown == evidence.count else ROWS(count=evidence.count, shown=shown)
        blocks += [Paragraph(text.render(language), depth=1), _rows(evidence, language)]
    unfound = zip(UNFOUND, evidence.unfound, strict=True)
    for text_of, count in ((UNDECIDED, evidence.undecided), (SKIPPED, evidence.skipped), *unfound):
        if count:
            blocks.append(Paragraph(text_of(count=count).render(language), depth=1))
    return (*blocks, *(Paragraph(note.render(language), depth=1) for note in evidence.notes))


def _rows(evidence: Evidence, language: Language) -> Table:
    """The rows by file and line."""
    columns = (
        Column(PLACE().render(language)),
        Column(KEY().render(language)),
        Column(CELLS().render(language), elastic=True),
    )
    rows = tuple(
        Row(
            (
                Cell(place_text(row.place), value=row.place),
                row.key,
                Cell(" · ".join(f"{name}={cell}" for name, cell in row.cells), Tone.MUTED),
            )
        )
        for row in evidence.rows
    )
    return Table(columns, rows, quiet=True, depth=2)
