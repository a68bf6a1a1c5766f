"""Stages of the processes: how many records are in each, how that changed in a week, what they are worth.

In: stage counts of an evaluation. Out: lines for a terminal.
"""

from __future__ import annotations

from datetime import date

from planlang.diagnostics.display import REASONS, reason_words, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, StageCount
from planlang.report.sections.columns import Cell, Column, Paint, painted, table
from planlang.report.words.dates import short_day
from planlang.report.words.rules import stage_title
from planlang.report.words.standing import figure_words
from planlang.values.figure import Known, Unknown
from planlang.values.units import Count

RECORDS = Text("report.stages.records", "records")
CHANGE = Text("report.stages.change", "vs last week")
AMOUNT = Text("report.stages.amount", "amount")
NOT_COMPARED = Text("report.stages.not-compared", "last week {reason}")
STATE_OF = Text("report.stages.state-of", "{process}, state of {day}")
NOT_KNOWN = Text("report.stages.not-known", "{process}: not known ({reason})")
UNCHANGED = Text("report.stages.unchanged", "±0")


def stages_section(
    evaluation: Evaluation, language: Language, width: int, colour: bool, *, whole: bool = False
) -> list[str]:
    """A table for each process."""
    lines: list[str] = []
    for process in dict.fromkeys(count.process for count in evaluation.stages):
        counts = [count for count in evaluation.stages if count.process == process]
        known = evaluation.plan.model.processes.get(process)
        titles = [stage_title(known, count.stage) if known else count.stage for count in counts]
        amounts = any(count.amount is not None for count in counts)
        columns = (
            Column(_head(known.ident.title if known else process, counts[0].day, evaluation, language), elastic=True),
            Column(RECORDS().render(language), right=True),
            Column(CHANGE().render(language), right=True),
            Column(AMOUNT().render(language) if amounts else "", right=True, rank=1),
        )
        rows: list[list[Cell | str]] = [
            [
                title,
                figure_words(count.records, Count(), language),
                _change(count, language),
                figure_words(count.amount, count.amount_unit, language)
                if count.amount is not None and count.amount_unit is not None
                else "",
            ]
            for title, count in zip(titles, counts, strict=True)
        ]
        if lines:
            lines.append("")
        reasons = {reason_words(count.records) if isinstance(count.records, Unknown) else None for count in counts}
        reason = reasons.pop()
        if not reasons and reason is not None:
            words = NOT_KNOWN(process=columns[0].head, reason=reason).render(language)
            lines.append(painted(words, Paint.DIM, colour))
            continue
        lines += table(columns, rows, width, colour=colour, whole=whole)
    return lines


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
            return Cell(sign + show(Known(abs(now - before)), Count(), language))
        case Known(), Known():
            return Cell(UNCHANGED().render(language), Paint.DIM)
        case _, Unknown(why):
            return Cell(NOT_COMPARED(reason=REASONS[why]()).render(language), Paint.DIM)
        case _:
            return Cell("", Paint.DIM)
