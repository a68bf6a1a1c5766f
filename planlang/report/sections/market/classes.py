"""Segments: how many records are of which class, and which have moved since the period before.

In: the segments of an evaluation. Out: sections.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.classes import Among, ClassCount, SegmentValue
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Entry, Facts, Listing, Row, Section, Table, Tone
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.figure_words import period_name
from planlang.semantics.model import SegmentClass
from planlang.semantics.model.titles import name_for
from planlang.values.figure import Known, Unknown, Why
from planlang.values.units import Count

HEADING = Text("report.classes.heading", "{segment}, {period}")
RECORDS = Text("report.classes.records", "records")
CHANGE = Text("report.classes.change", "against {period}")
UNCLASSIFIED = Text("report.classes.unclassified", "without a class")
OPEN = Text("report.classes.open", "class not known")
CHANGE_OPEN = Text("report.classes.change-open", "unknown")
MOVED = Text("report.classes.moved", "{record}: {was} → {now}")
MOVES = Text("report.classes.moves", "{segment}: moved since {period} ({count})")
MORE = Text("report.classes.more", "and {count} more")
STANDS = Text("report.classes.stands", "written at")
COMMA = Text("report.classes.comma", ", ")
MOST_NAMED = 20
"""Records of a class that an explanation names."""
MOST = 10
"""Moves listed where not all are asked for."""
UNCHANGED = Text("report.classes.unchanged", "±0")


def classes_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table for each segment, and a list of who has moved."""
    found: list[Section] = []
    for value in evaluation.segments:
        found += segment_sections(value, evaluation, language, whole=whole)
    return tuple(found)


def segment_sections(
    value: SegmentValue, evaluation: Evaluation, language: Language, *, whole: bool = False
) -> list[Section]:
    """The sections of one segment."""
    segment = evaluation.plan.model.segments[value.segment]
    titles: dict[str | None, str] = {one.name: one.title for one in segment.classes}
    titles[None] = UNCLASSIFIED().render(language)
    period = period_name(value.period, language)
    heading = HEADING(segment=segment.ident.title, period=period).render(language)
    change = (
        (Column(CHANGE(period=period_name(value.before, language)).render(language), right=True),)
        if value.before
        else ()
    )
    columns = (Column(elastic=True), Column(RECORDS().render(language), right=True), *change)
    rows = tuple(
        Row((titles[count.name], _records(count, language), *((_change(count, language),) if change else ())))
        for count in value.counts
    )
    if any(value.open):
        now, before = (Among(open_) for open_ in value.open)
        left = ClassCount(None, now, before)
        rows += (
            Row((OPEN().render(language), _records(left, language), *((_change(left, language),) if change else ()))),
        )
    found = [Section(heading, (Table(columns, rows, whole=whole),))]
    if value.moves and value.before is not None:
        moved = [
            MOVED(record=one.record, was=titles[one.was], now=titles[one.now]).render(language) for one in value.moves
        ]
        entries = [Entry(words) for words in (moved if whole else moved[:MOST])]
        if len(entries) < len(moved):
            entries.append(Entry(MORE(count=len(moved) - len(entries)).render(language), Tone.MUTED))
        title = MOVES(segment=segment.ident.title, period=period_name(value.before, language), count=len(moved))
        found.append(Section(title.render(language), (Listing(tuple(entries)),)))
    return found


def segment_explanation(value: SegmentValue, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """A segment in full: by what a record is of which class, how many are, which, and who has moved."""
    segment = evaluation.plan.model.segments[value.segment]
    rules = Facts(tuple((_called(one, language), Cell(_written(one))) for one in segment.classes))
    stands = Facts(((STANDS().render(language), Cell(segment.ident.span.place())),))
    notes = note_paragraphs(evaluation.plan.model, segment.ident, language)
    told = segment_sections(value, evaluation, language, whole=True)
    blocks = (*notes, stands, rules, *told[0].blocks)
    titles: dict[str | None, str] = {one.name: one.title for one in segment.classes}
    titles[None] = UNCLASSIFIED().render(language)
    members = [
        (title, [record for record, possible in value.classes if possible == (name,)]) for name, title in titles.items()
    ]
    members.append((OPEN().render(language), [record for record, possible in value.classes if len(possible) > 1]))
    comma = COMMA().render(language)
    listed = Facts(tuple((title, Cell(_some(records, comma, language))) for title, records in members if records))
    return (evolve(told[0], blocks=(*blocks, listed)), *told[1:])


def _called(one: SegmentClass, language: Language) -> str:
    """What a class is called in reports, and in plans where that is another name."""
    name = name_for(one.name, one.alias, language)
    return one.title if one.title == name else f"{one.title} ({name})"


def _written(one: SegmentClass) -> str:
    """The clause of a class, in one line."""
    return " ".join(one.span.text.split())


def _some(records: list[str], comma: str, language: Language) -> str:
    """The first of some records, and how many more there are."""
    shown = comma.join(records[:MOST_NAMED])
    rest = len(records) - MOST_NAMED
    return shown if rest <= 0 else comma.join((shown, MORE(count=rest).render(language)))


def _records(count: ClassCount, language: Language) -> Cell:
    """How many there are; between how many, where the class of some is not known."""
    one = count.records
    sure, most = Fraction(one.sure), Fraction(one.most)
    figure = Unknown(Why.UNCLASSIFIED, sure, (sure, most)) if one.open else Known(sure)
    return Cell(show(figure, Count(), language, short=bool(one.open)), value=Reading(figure, Count()))


def _change(count: ClassCount, language: Language) -> Cell:
    """How many more or fewer than in the period before; unknown where either is."""
    if count.records.open or count.before.open:
        return Cell(CHANGE_OPEN().render(language), Tone.MUTED)
    more = count.records.sure - count.before.sure
    if not more:
        return Cell(UNCHANGED().render(language), Tone.MUTED, Reading(Known(Fraction(0)), Count()))
    sign = "+" if more > 0 else "−"
    return Cell(
        sign + show(Known(Fraction(abs(more))), Count(), language), value=Reading(Known(Fraction(more)), Count())
    )
