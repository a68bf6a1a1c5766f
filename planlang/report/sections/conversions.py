"""Expected against actual conversion of stages, beside the table of stages.

In: conversions of an evaluation. Out: sections, and a table for one process.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Conversion, ConversionVerdict, Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import allowed_words
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone
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
WHOLE = Text("report.conversion.whole", "in the end {low} to {high} of all {count}")
BETWEEN_NOTES = Text("report.conversion.between-notes", "; ")
UNDATED = Text("report.conversion.undated", "time of entry unknown: {count}")
BEHIND = Text("report.conversion.behind", "did not get further: {names}")
MORE = Text("report.conversion.more", "{count} more")
STAGE = Text("report.conversion.stage", "stage")
RATE = Text("report.conversion.rate", "rate")
RECORDS = Text("report.conversion.records", "records")
EXPECTATION = Text("report.conversion.expectation", "against what is expected")
MOST = 20
"""Records that are named of those that did not get further."""
VERDICTS = {
    ConversionVerdict.MET: Text("report.conversion.met", "as expected"),
    ConversionVerdict.BELOW: Text("report.conversion.below", "below"),
    ConversionVerdict.UNKNOWN: Text("report.conversion.unknown", "cannot be told"),
}
SIGNS = {ConversionVerdict.MET: "✓", ConversionVerdict.BELOW: "▲", ConversionVerdict.UNKNOWN: "?"}
TONES = {
    ConversionVerdict.MET: Tone.GOOD,
    ConversionVerdict.BELOW: Tone.RISK,
    ConversionVerdict.UNKNOWN: Tone.MUTED,
}


def conversions_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A line for each stage that expects a conversion, under the day since when records are counted."""
    return tuple(
        Section(
            HEAD(day=since.isoformat()).render(language),
            (
                conversion_table(
                    [one for one in evaluation.conversions if one.since == since], evaluation, language, whole=whole
                ),
            ),
        )
        for since in dict.fromkeys(one.since for one in evaluation.conversions)
    )


def conversion_table(
    found: Sequence[Conversion], evaluation: Evaluation, language: Language, *, depth: int = 0, whole: bool = False
) -> Table:
    """Stage, rate, what is expected, and what is not counted."""
    columns = (
        Column(),
        Column(STAGE().render(language), elastic=True),
        Column(RATE().render(language), right=True),
        Column(RECORDS().render(language), right=True),
        Column(EXPECTATION().render(language), elastic=True, least=24),
    )
    rows = tuple(
        Row(
            (
                Cell(SIGNS[one.verdict], TONES[one.verdict]),
                stage_title(evaluation.plan.model.processes[one.process], one.stage),
                Cell(rate_words(one, language), TONES[one.verdict], Reading(one.rate, Ratio())),
                COUNTED(converted=one.converted, counted=one.counted).render(language) if one.counted else "",
                AGAINST(verdict=VERDICTS[one.verdict](), expected=expected_words(one)).render(language),
            ),
            BETWEEN_NOTES().render(language).join(note.render(language) for note in _notes(one)),
        )
        for one in found
    )
    return Table(columns, rows, quiet=True, whole=whole, depth=depth)


def behind(value: Conversion, evaluation: Evaluation, language: Language) -> tuple[Paragraph, ...]:
    """The first of the records that did not get further in time; nothing where all did."""
    names = [entity_name(key, evaluation.plan, language) for key in value.behind[:MOST]]
    if len(value.behind) > MOST:
        names.append(MORE(count=len(value.behind) - MOST).render(language))
    words = BEHIND(names=COMMA().render(language).join(names)).render(language)
    return (Paragraph(words, depth=2),) if names else ()


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
    if value.immature and value.whole is not None and value.whole.high is not None:
        low, high = (percent(bound, value.expected) for bound in (value.whole.low, value.whole.high))
        notes.append(WHOLE(count=value.members, low=low, high=high))
    return notes + ([UNDATED(count=value.undated)] if value.undated else [])
