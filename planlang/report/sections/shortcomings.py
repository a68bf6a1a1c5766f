"""What is missing or wrong in the data, and what could not be judged for that reason.

In: data notes and missing sentences of an evaluation. Out: sections, the notes by file and place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from planlang.data.loaded.snapshot import DataNote, Place
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.report.document import (
    NOTES,
    Block,
    Cell,
    Column,
    Entry,
    Listing,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
    headed,
    more,
)
from planlang.report.words.names import COMMA
from planlang.report.words.rules import rule_words
from planlang.values.figure import Known
from planlang.values.units import Count

DATA = Text("report.data.data", "Data problems")
CLEAN = Text("report.data.clean", "Nothing is wrong with the data that was read.")
SET_ASIDE = Text("report.data.set-aside", "{rows:row|rows} set aside")
CONCERNED = Text("report.data.concerned", "{rows:row|rows}")
SEVERAL_NOT_KNOWN = Text("report.data.several-not-known", "not known for {week} ({reason}): {metrics}")
NOT_READ = Text("report.data.not-read", "No file was read for: {names}.")
ALL_UNJUDGED = Text("report.data.all-unjudged", "{process}: {rules:rule|rules}, as its records are not loaded")
SOME_UNJUDGED = Text("report.data.some-unjudged", "{rule}: unknown for {count}")
NOT_JUDGED = Text("report.data.not-judged", "Could not be judged")
ASSUMED = Text("report.data.assumed", "Days off after {day} are not published yet; the weekly pattern is assumed.")
PLACE = Text("report.data.place", "place")
NOTE = Text("report.data.note", "note")
ROWS = Text("report.data.rows", "rows")
MOST = 10


def data_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """Notes on the data, what could not be judged, and how far days off are known."""
    found = (
        _notes(evaluation, language, whole),
        _open(evaluation, language, whole),
        _assumed(evaluation, language),
    )
    return tuple(section for section in found if section is not None)


def _notes(evaluation: Evaluation, language: Language, whole: bool) -> Section | None:
    """What is wrong with the data, and what was not read."""
    notes = evaluation.notes
    heading = DATA().render(language)
    blocks: list[Block] = []
    if notes:
        heading = headed(DATA, len(notes), language)
        rows = tuple(
            Row(
                (
                    Cell(place_words(note, evaluation), value=note.place),
                    note.message.render(language),
                    _rows(note, language),
                )
            )
            for note in notes[: len(notes) if whole else MOST]
        )
        columns = (
            Column(PLACE().render(language), elastic=True, least=24),
            Column(NOTE().render(language), elastic=True, least=24),
            Column(ROWS().render(language)),
        )
        blocks = [Table(columns, rows, quiet=True, whole=True), *more(len(notes) - len(rows), language)]
    elif evaluation.loads:
        blocks.append(Paragraph(CLEAN().render(language), Tone.MUTED))
    unread = _unread(evaluation)
    if unread:
        words = NOT_READ(names=COMMA().render(language).join(unread)).render(language)
        blocks.append(Paragraph(words, Tone.RISK))
    return Section(heading, tuple(blocks), quiet=not notes) if blocks else None


def _open(evaluation: Evaluation, language: Language, whole: bool) -> Section | None:
    """What could not be judged."""
    missing = _not_known(evaluation.missing, language)
    missing += [one.render(language) for one in _unjudged(evaluation)]
    if not missing:
        return None
    shown = missing if whole else missing[:MOST]
    entries = tuple(Entry(f"? {text}") for text in shown)
    heading = headed(NOT_JUDGED, len(missing), language)
    return Section(heading, (Listing(entries), *more(len(missing) - len(shown), language)))


def _assumed(evaluation: Evaluation, language: Language) -> Section | None:
    """From when on days off are not known."""
    assumed = evaluation.schedule.assumed_after
    if assumed is None or assumed >= evaluation.schedule.finish:
        return None
    words = ASSUMED(day=assumed.isoformat()).render(language)
    return Section(NOTES().render(language), (Paragraph(words),), quiet=True)


def _not_known(missing: Sequence[Message], language: Language) -> list[str]:
    """What is not known, the figures that are so for one reason in one line."""
    alike: dict[tuple[str, str, str], list[Message]] = {}
    for message in missing:
        values = dict(message.values)
        week, reason = str(values.get("week", "")), values.get("reason")
        said = reason.render(language) if isinstance(reason, Message) else message.render(language)
        alike.setdefault((message.text.key, week, said), []).append(message)
    lines: list[str] = []
    for (_, week, reason_words), messages in alike.items():
        if len(messages) == 1:
            lines.append(messages[0].render(language))
        else:
            names = COMMA().render(language).join(str(dict(message.values)["metric"]) for message in messages)
            lines.append(SEVERAL_NOT_KNOWN(week=week, reason=reason_words, metrics=names).render(language))
    return lines


def _unread(evaluation: Evaluation) -> list[str]:
    """Sources of which no file was read and that no note speaks of."""
    told = {load.source for load in evaluation.loads} | {note.source for note in evaluation.notes}
    return [source.ident.title for name, source in evaluation.plan.model.sources.items() if name not in told]


def _unjudged(evaluation: Evaluation) -> Iterator[Message]:
    """Rules and alerts that could not be judged; of a process without records all together."""
    nothing = {one.rule for one in evaluation.unjudged if one.count is None}
    for process in evaluation.plan.model.processes.values():
        if nothing.intersection(rule.ident.name for rule in process.rules):
            yield ALL_UNJUDGED(process=process.ident.title, rules=len(process.rules))
    for one in evaluation.unjudged:
        if one.count is not None:
            yield SOME_UNJUDGED(rule=rule_words(one.rule, evaluation.plan), count=one.count)


def place_words(note: DataNote, evaluation: Evaluation) -> str:
    """`file:line:column`, or the title of the source where the note is about all of it."""
    if note.place is not None:
        return place_text(note.place)
    source = evaluation.plan.model.sources.get(note.source)
    return source.ident.title if source is not None else note.source


def place_text(place: Place) -> str:
    """`file:line:column`; no column for a whole row."""
    column = "" if place.column is None else f":{place.column}"
    return f"{place.file}:{place.line}{column}"


def _rows(note: DataNote, language: Language) -> Cell:
    """How many rows a note concerns, and whether they count."""
    if not note.rows:
        return Cell("")
    message = (SET_ASIDE if note.set_aside else CONCERNED)(rows=f"{note.rows:,}")
    value = Reading(Known(Fraction(note.rows)), Count())
    return Cell(message.render(language), Tone.RISK if note.set_aside else Tone.MUTED, value)
