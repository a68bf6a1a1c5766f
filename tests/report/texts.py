"""What the commands print for a terminal, in one call."""

from __future__ import annotations

from collections.abc import Sequence

from planlang.data.loaded.checking import SourceCheck
from planlang.diagnostics.text import Language
from planlang.evaluate.figure_table import FigureTable
from planlang.evaluate.results.evaluation import AsOf, Evaluation
from planlang.plan.plan import Plan
from planlang.report.document import Document, Section
from planlang.report.documents.data_check import data_check_document
from planlang.report.documents.explain import explanations, task_explanation
from planlang.report.documents.figure_list import figures_document
from planlang.report.documents.schedule_list import schedule_document
from planlang.report.documents.subjects import Subject
from planlang.report.documents.summary import week_document
from planlang.report.formats.text import to_text
from planlang.report.words.extent import WEEK_IN_SHORT, Extent
from planlang.schedule.schedule import Schedule


def summary(
    evaluation: Evaluation,
    language: Language,
    *,
    width: int = 100,
    colour: bool = False,
    extent: Extent = WEEK_IN_SHORT,
) -> str:
    """`planlang evaluate`."""
    return to_text(week_document(evaluation, language, extent), language, width, colour=colour)


def schedule_table(
    schedule: Schedule, plan: Plan, language: Language, *, width: int = 130, colour: bool = False
) -> str:
    """`planlang schedule`."""
    return to_text(schedule_document(schedule, plan, language), language, width, colour=colour)


def explanation(
    subject: Subject, evaluation: Evaluation, language: Language, *, width: int = 100, colour: bool = False
) -> str:
    """`planlang explain` about one thing."""
    return to_text(explanations((subject,), evaluation, language), language, width, colour=colour)


def task_text(
    name: str, plan: Plan, schedule: Schedule, language: Language, *, width: int = 100, colour: bool = False
) -> str:
    """`planlang explain` about a task where there are no data."""
    return to_text(task_explanation(name, plan, schedule, language), language, width, colour=colour)


def figures_text(table: FigureTable, language: Language, *, width: int = 100, colour: bool = False) -> str:
    """`planlang figures`."""
    return to_text(figures_document(table, language), language, width, colour=colour)


def data_check_text(
    checks: Sequence[SourceCheck], as_of: AsOf, language: Language, *, width: int = 120, colour: bool = False
) -> str:
    """`planlang data check`."""
    return to_text(data_check_document(checks, as_of, language), language, width, colour=colour)


def section_text(section: Section, width: int, language: Language) -> str:
    """A section alone, without an end of line."""
    return to_text(Document(None, (section,)), language, width).rstrip("\n")
