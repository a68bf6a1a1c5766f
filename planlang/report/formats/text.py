"""Text for a terminal: the week in one screen, the schedule as a table, the reasons behind a finding.

In: results of the engine. Out: lines of at most `width` cells, Chinese characters counted as two; colour only where asked
for, and never as the only sign. Texts from plans and data are made safe to print.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.data.loaded.checking import SourceCheck
from planlang.diagnostics.text import Language
from planlang.evaluate.figure_table import FigureTable
from planlang.evaluate.results.evaluation import AsOf, Evaluation
from planlang.plan.plan import Plan
from planlang.report.documents.data_check import data_check_lines
from planlang.report.documents.explain import Subject, explanation_lines, task_explanation
from planlang.report.documents.figure_list import figure_lines
from planlang.report.documents.schedule_list import schedule_lines
from planlang.report.documents.summary import week_summary
from planlang.report.words.extent import WEEK_IN_SHORT, Extent
from planlang.schedule.schedule import Schedule

__all__ = ["data_check_text", "explanation", "figures_text", "schedule_table", "summary"]


def summary(
    evaluation: Evaluation,
    language: Language,
    *,
    width: int = 100,
    colour: bool = False,
    extent: Extent = WEEK_IN_SHORT,
) -> str:
    """What `planlang evaluate` prints: the week in one screen, or as much of it as is asked for."""
    return week_summary(evaluation, language, width, colour, extent)


def data_check_text(
    checks: Sequence[SourceCheck], as_of: AsOf, language: Language, *, width: int = 120, colour: bool = False
) -> str:
    """What `planlang data check` prints: each source with its files, its columns and what is wrong with them."""
    return "\n".join(data_check_lines(checks, as_of, language, width, colour)) + "\n"


def schedule_table(
    schedule: Schedule, plan: Plan, language: Language, *, width: int = 130, colour: bool = False
) -> str:
    """What `planlang schedule` prints: every task with its dates and float."""
    return schedule_lines(schedule, plan, language, width, colour)


def explanation(
    subject: Subject, evaluation: Evaluation, language: Language, *, width: int = 100, colour: bool = False
) -> str:
    """What `planlang explain` prints of one finding (see `planlang.report.documents.explain.subjects`)."""
    return "\n".join(explanation_lines(subject, evaluation, language, width, colour)) + "\n"


def task_text(
    name: str, plan: Plan, schedule: Schedule, language: Language, *, width: int = 100, colour: bool = False
) -> str:
    """What `planlang explain` prints of a task where there are no data."""
    return "\n".join(task_explanation(name, plan, schedule, language, width, colour)) + "\n"


def figures_text(table: FigureTable, language: Language, *, width: int = 100, colour: bool = False) -> str:
    """What `planlang figures` prints."""
    return "\n".join(figure_lines(table, language, width, colour)) + "\n"
