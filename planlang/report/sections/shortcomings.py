"""What is missing or wrong in the data, and what could not be judged for that reason.

In: data notes and missing sentences of an evaluation. Out: lines for a terminal, by file and place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.data.loaded.snapshot import DataNote, Place
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.sections.columns import Cell, Column, Paint, headed, more, painted, table, wrapped
from planlang.report.words.names import COMMA
from planlang.report.words.rules import rule_words

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
MOST = 10


def data_section(
    evaluation: Evaluation, language: Language, width: int, colour: bool, *, whole: bool = False
) -> list[str]:
    """Notes on the data, then what could not be judged."""
    lines: list[str] = []
    notes = evaluation.notes
    if notes:
        rows: list[list[Cell | str]] = [
            [place_words(note, evaluation), note.message.render(language), Cell(*_rows(note, language))]
            for note in notes[: len(notes) if whole else MOST]
        ]
        lines.append(headed(DATA, len(notes), language, colour))
        lines += table(
            (Column(elastic=True, least=24), Column(elastic=True, least=24), Column()),
            rows,
            width,
            colour=colour,
            whole=True,
        )
        lines += more(len(notes) - len(rows), language, colour)
    elif evaluation.loads:
        lines.append(painted(CLEAN().render(language), Paint.DIM, colour))
    unread = _unread(evaluation)
    if unread:
        words = NOT_READ(names=COMMA().render(language).join(unread)).render(language)
        lines += [painted(line, Paint.RISK, colour) for line in wrapped(words, width)]
    missing = _not_known(evaluation.missing, language)
    missing += [one.render(language) for one in _unjudged(evaluation)]
    if missing:
        lines += ["", headed(NOT_JUDGED, len(missing), language, colour)]
        shown = missing if whole else missing[:MOST]
        for text in shown:
            lines += wrapped(f"? {text}", width)
        lines += more(len(missing) - len(shown), language, colour)
    assumed = evaluation.schedule.assumed_after
    if assumed is not None and assumed < evaluation.schedule.finish:
        lines += ["", *wrapped(ASSUMED(day=assumed.isoformat()).render(language), width)]
    return lines


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


def _rows(note: DataNote, language: Language) -> tuple[str, Paint]:
    """How many rows a note concerns, and whether they count."""
    if not note.rows:
        return "", Paint.PLAIN
    message = (SET_ASIDE if note.set_aside else CONCERNED)(rows=f"{note.rows:,}")
    return message.render(language), Paint.RISK if note.set_aside else Paint.DIM
