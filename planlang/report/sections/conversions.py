"""Expected against actual conversion of stages, beside the table of stages.

In: conversions of an evaluation. Out: lines for a terminal.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Conversion, ConversionVerdict, Evaluation
from planlang.evaluate.results.wording import allowed_words
from planlang.report.sections.columns import Cell, Column, Paint, painted, table_blocks, wrapped
from planlang.report.words.names import COMMA, entity_name
from planlang.report.words.rules import stage_title
from planlang.values.units import Ratio

HEAD = Text("report.conversion.head", "Conversion: of the records that entered since {day}, how many got further")
EXPECTED = Text("report.conversion.expected", "at least {share} expected")
WITHIN = Text("report.conversion.within", "at least {share} expected within {length}")
AGAINST = Text("report.conversion.against", "{verdict}: {expected}")
COUNTED = Text("report.conversion.counted", "{converted} of {counted}")
BETWEEN = Text("report.conversion.between", "{low} to {high}")
IMMATURE = Text("report.conversion.immature", "{count} not counted yet")
UNDATED = Text("report.conversion.undated", "time of entry unknown: {count}")
BEHIND = Text("report.conversion.behind", "did not get further: {names}")
MORE = Text("report.conversion.more", "{count} more")
MOST = 20
"""Records that are named of those that did not get further."""
VERDICTS = {
    ConversionVerdict.MET: Text("report.conversion.met", "as expected"),
    ConversionVerdict.BELOW: Text("report.conversion.below", "below"),
    ConversionVerdict.UNKNOWN: Text("report.conversion.unknown", "cannot be told"),
}
SIGNS = {ConversionVerdict.MET: "✓", ConversionVerdict.BELOW: "▲", ConversionVerdict.UNKNOWN: "?"}
PAINTS = {
    ConversionVerdict.MET: Paint.GOOD,
    ConversionVerdict.BELOW: Paint.RISK,
    ConversionVerdict.UNKNOWN: Paint.DIM,
}


def conversions_section(
    evaluation: Evaluation, language: Language, width: int, colour: bool, *, whole: bool = False
) -> list[str]:
    """A line for each stage that expects a conversion."""
    lines: list[str] = []
    for since in dict.fromkeys(one.since for one in evaluation.conversions):
        found = [one for one in evaluation.conversions if one.since == since]
        head = wrapped(HEAD(day=since.isoformat()).render(language), width)
        lines += [painted(line, Paint.BOLD, colour) for line in head]
        lines += conversion_lines(found, evaluation, language, width, colour, whole=whole)
    return lines


def conversion_lines(
    found: Sequence[Conversion],
    evaluation: Evaluation,
    language: Language,
    width: int,
    colour: bool,
    indent: int = 0,
    *,
    whole: bool = False,
) -> list[str]:
    """Stage, rate, what is expected, and what is not counted."""
    columns = (Column(), Column(elastic=True), Column(right=True), Column(right=True), Column(elastic=True, least=24))
    rows: list[list[Cell | str]] = [
        [
            Cell(SIGNS[one.verdict], PAINTS[one.verdict]),
            stage_title(evaluation.plan.model.processes[one.process], one.stage),
            Cell(rate_words(one, language), PAINTS[one.verdict]),
            COUNTED(converted=one.converted, counted=one.counted).render(language) if one.counted else "",
            AGAINST(verdict=VERDICTS[one.verdict](), expected=expected_words(one)).render(language),
        ]
        for one in found
    ]
    lines: list[str] = []
    blocks = table_blocks(columns, rows, width, colour=colour, indent=indent, whole=whole)
    for one, block in zip(found, blocks, strict=True):
        notes = COMMA().render(language).join(note.render(language) for note in _notes(one))
        lines += [*block, *wrapped(notes, width, indent + 3)]
    return lines


def behind_lines(value: Conversion, evaluation: Evaluation, language: Language, width: int) -> list[str]:
    """The first of the records that did not get further in time; nothing where all did."""
    names = [entity_name(key, evaluation.plan, language) for key in value.behind[:MOST]]
    if len(value.behind) > MOST:
        names.append(MORE(count=len(value.behind) - MOST).render(language))
    words = BEHIND(names=COMMA().render(language).join(names)).render(language)
    return wrapped(words, width, indent=4) if names else []


def rate_words(value: Conversion, language: Language) -> str:
    """The rate, between which bounds it lies, or why it is not known."""
    expected = value.expected
    if value.bounds is not None and value.bounds.high is not None:
        low, high = (percent(bound, expected) for bound in (value.bounds.low, value.bounds.high))
        return BETWEEN(low=low, high=high).render(language)
    return show(value.rate, Ratio(), language, expected)


def expected_words(value: Conversion) -> Message:
    """`at least 60% expected within 60 days`."""
    share = percent_short(value.expected)
    return EXPECTED(share=share) if value.within is None else WITHIN(share=share, length=allowed_words(value.within))


def percent_short(share: Fraction) -> str:
    """A written share: `60%`, `62.5%`.

    >>> percent_short(Fraction(3, 5)), percent_short(Fraction(5, 8))
    ('60%', '62.5%')
    """
    return percent(share).replace(".0%", "%")


def _notes(value: Conversion) -> list[Message]:
    """Which members are not counted."""
    notes = [IMMATURE(count=value.immature)] if value.immature else []
    return notes + ([UNDATED(count=value.undated)] if value.undated else [])
