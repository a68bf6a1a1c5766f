"""What is missing or wrong in the data, and what could not be judged for that reason.

In: data notes and missing sentences of an evaluation. Out: lines for a terminal, by file and place.
"""

from __future__ import annotations

from planlang.data.snapshot import DataNote, Place
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.evaluation import Evaluation
from planlang.report.columns import Cell, Column, Paint, headed, painted, table, wrapped

DATA = Text("report.data.data", "Data problems")
CLEAN = Text("report.data.clean", "Nothing is wrong with the data that was read.")
SET_ASIDE = Text("report.data.set-aside", "{rows:row|rows} set aside")
CONCERNED = Text("report.data.concerned", "{rows:row|rows}")
NOT_JUDGED = Text("report.data.not-judged", "Could not be judged")
ASSUMED = Text("report.data.assumed", "Days off after {day} are not published yet; the weekly pattern is assumed.")
MORE = Text("report.data.more", "… and {count} more")
MOST = 10


def data_section(evaluation: Evaluation, language: Language, width: int, colour: bool) -> list[str]:
    """Notes on the data, then what could not be judged."""
    lines: list[str] = []
    notes = evaluation.notes
    if notes:
        rows: list[list[Cell | str]] = [
            [place_words(note, evaluation), note.message.render(language), Cell(*_rows(note, language))]
            for note in notes[:MOST]
        ]
        lines.append(headed(DATA, len(notes), language, colour))
        lines += table(
            (Column(elastic=True, least=24), Column(elastic=True, least=24), Column()), rows, width, colour=colour
        )
        if len(notes) > MOST:
            lines.append(painted(MORE(count=len(notes) - MOST).render(language), Paint.DIM, colour))
    elif evaluation.loads:
        lines.append(painted(CLEAN().render(language), Paint.DIM, colour))
    if evaluation.missing:
        lines += ["", headed(NOT_JUDGED, len(evaluation.missing), language, colour)]
        for message in evaluation.missing:
            lines += wrapped(f"? {message.render(language)}", width)
    assumed = evaluation.schedule.assumed_after
    if assumed is not None and assumed < evaluation.schedule.finish:
        lines += ["", *wrapped(ASSUMED(day=assumed.isoformat()).render(language), width)]
    return lines


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


def _rows(note: DataNote, language: Language) -> tuple[str, Paint]:
    """How many rows a note concerns, and whether they count."""
    if not note.rows:
        return "", Paint.PLAIN
    message = (SET_ASIDE if note.set_aside else CONCERNED)(rows=f"{note.rows:,}")
    return message.render(language), Paint.RISK if note.set_aside else Paint.DIM
