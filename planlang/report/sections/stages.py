"""Stages of the processes: how many records are in each, how that changed in a week, what they are worth.

In: stage counts of an evaluation. Out: sections.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from planlang.diagnostics.display import REASONS, reason_words, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, StageCount
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Table, Tone
from planlang.report.words.dates import short_day
from planlang.report.words.names import worth_name
from planlang.report.words.rules import stage_title
from planlang.report.words.standing import figure_words
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.units import Count, Unit

RECORDS = Text("report.stages.records", "records")
CHANGE = Text("report.stages.change", "vs last week")
NOT_COMPARED = Text("report.stages.not-compared", "last week {reason}")
STATE_OF = Text("report.stages.state-of", "{process}, state of {day}")
NOT_KNOWN = Text("report.stages.not-known", "{process}: not known ({reason})")
UNCHANGED = Text("report.stages.unchanged", "±0")


def stages_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table for each process."""
    processes = dict.fromkeys(count.process for count in evaluation.stages)
    return tuple(_process(process, evaluation, language, whole) for process in processes)


def _process(process: str, evaluation: Evaluation, language: Language, whole: bool) -> Section:
    """The stages of a process; a sentence where nothing is known of any, for one reason."""
    counts = [count for count in evaluation.stages if count.process == process]
    known = evaluation.plan.model.processes.get(process)
    heading = _head(known.ident.title if known else process, counts[0].day, evaluation, language)
    reasons = {reason_words(count.records) if isinstance(count.records, Unknown) else None for count in counts}
    reason = reasons.pop()
    if not reasons and reason is not None:
        words = NOT_KNOWN(process=heading, reason=reason).render(language)
        return Section(heading, (Paragraph(words, Tone.MUTED),), quiet=True)
    amounts = any(count.amount is not None for count in counts)
    columns = (
        Column(elastic=True),
        Column(RECORDS().render(language), right=True),
        Column(CHANGE().render(language), right=True),
        *((Column(worth_name(known, evaluation.plan, language), right=True, rank=1),) if amounts else ()),
    )
    rows = tuple(
        Row(
            (
                stage_title(known, count.stage) if known else count.stage,
                _figure(count.records, Count(), language),
                _change(count, language),
                *((_figure(count.amount, count.amount_unit, language),) if amounts else ()),
            )
        )
        for count in counts
    )
    return Section(heading, (Table(columns, rows, whole=whole),))


def _figure(figure: Figure | None, unit: Unit | None, language: Language) -> Cell:
    """A figure, empty where there is none."""
    if figure is None or unit is None:
        return Cell("")
    return Cell(figure_words(figure, unit, language), value=Reading(figure, unit))


def _head(title: str, day: date, evaluation: Evaluation, language: Language) -> str:
    """The name of a process, and of which day its records are shown, where that is not the last of the week."""
    if day == evaluation.as_of.week.last_day:
        return title
    return STATE_OF(process=title, day=short_day(day, language)).render(language)


def _change(count: StageCount, language: Language) -> Cell:
    """How many more or fewer than a week before."""
    match count.records, count.before:
        case Known(now), Known(before) if now != before:
            sign = "+" if now > before else "−"
            value = Reading(Known(now - before), Count())
            return Cell(sign + show(Known(abs(now - before)), Count(), language), value=value)
        case Known(), Known():
            return Cell(UNCHANGED().render(language), Tone.MUTED, Reading(Known(Fraction(0)), Count()))
        case _, Unknown(why):
            return Cell(NOT_COMPARED(reason=REASONS[why]()).render(language), Tone.MUTED)
        case _:
            return Cell("", Tone.MUTED)
