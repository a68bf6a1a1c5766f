"""What a report is made of: cells with the values that they tell, and links to what `explain` says more about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation, Kind
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Block, Cell, Document, Facts, Section, Subject, Table
from planlang.report.documents.explain import explanations
from planlang.report.documents.schedule_list import schedule_document
from planlang.report.documents.subjects import subjects
from planlang.report.documents.summary import week_document
from planlang.report.words.dates import short_day
from planlang.report.words.extent import Extent
from planlang.report.words.extent import Section as Part
from planlang.values.figure import Known
from planlang.values.units import Ratio
from tests.report import evaluated

WHOLE = Extent(whole=True)


def cells(document: Document) -> Iterator[Cell]:
    """All cells of all tables and facts."""
    waiting: list[Block] = [*([document.head] if document.head else []), *document.sections]
    for block in waiting:
        match block:
            case Section():
                waiting += block.blocks
            case Table():
                assert all(len(row.cells) == len(block.columns) for row in block.rows)
                yield from (cell for row in block.rows for cell in row.cells)
            case Facts():
                yield from (cell for _, cell in block.facts)
            case _:
                pass


def table(evaluation: Evaluation, part: Part) -> Table:
    """The table of the only section that is asked for."""
    (section,) = week_document(evaluation, Language.EN, Extent(frozenset({part}), True)).sections
    (found,) = (block for block in section.blocks if isinstance(block, Table))
    return found


def test_the_cells_of_goals_hold_the_figures_that_they_tell() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    rows = table(evaluation, Part.GOALS).rows
    assert [row.cells[0].value for row in rows] == [
        Subject(goal, entity)
        for goal, entity in (
            ("signed", "plan:"), ("signed", "team:north"), ("signed", "team:south"), ("cashed", "plan:"), ("win", "plan:"),
        )
    ]  # fmt: skip
    for row in rows:
        link = row.cells[0].value
        assert isinstance(link, Subject)
        (goal,) = (
            one for one in evaluation.goals if (one.goal, one.entity, one.period) == (link.name, link.entity, None)
        )
        figures = (goal.target, goal.target_to_date, goal.actual)
        assert [cell.value for cell in row.cells[1:4]] == [Reading(figure, goal.unit) for figure in figures]
        assert row.cells[4].value == Reading(goal.attainment, Ratio())
        assert row.cells[5].value is goal.status


def test_the_cells_of_broken_rules_hold_what_was_found() -> None:
    evaluation = evaluated.evaluation(chinese=False)
    rows = table(evaluation, Part.RULES).rows
    assert [(row.cells[2].value, row.cells[4].value) for row in rows] == [
        (Subject(one.id), one.value) for one in evaluation.violations if one.kind is not Kind.SCHEDULE
    ]


@pytest.mark.parametrize("language", Language)
def test_every_link_leads_to_something_that_can_be_explained(language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    known = evaluation.plan.nodes.keys()
    found = [
        cell.value for cell in cells(week_document(evaluation, language, WHOLE)) if isinstance(cell.value, Subject)
    ]
    assert len(found) > 10
    violations = {one.id for one in evaluation.violations}
    for link in found:
        assert link.name in violations or link.name in known or subjects(evaluation, link.name, link.entity)


@pytest.mark.parametrize("language", Language)
def test_a_cell_says_the_figure_and_the_day_that_it_holds(language: Language) -> None:
    evaluation = evaluated.evaluation(language is Language.ZH)
    found = [
        subject for name in ("signed", "cashed", "visits", "thin_activity") for subject in subjects(evaluation, name)
    ]
    documents = (
        week_document(evaluation, language, WHOLE),
        explanations(found, evaluation, language),
        schedule_document(evaluation.schedule, evaluation.plan, language),
    )
    told = 0
    for cell in (cell for document in documents for cell in cells(document)):
        if isinstance(cell.value, date):
            told += 1
            assert cell.text in (f"{cell.value:%m-%d}", short_day(cell.value, language)), cell
        elif isinstance(cell.value, Reading) and isinstance(cell.value.figure, Known):
            told += 1
            assert _says(cell, cell.value, language), cell
    assert told > 60


def _says(cell: Cell, reading: Reading, language: Language) -> bool:
    """Whether a text has the number of a figure in it, in one of the roundings that are told."""
    assert isinstance(reading.figure, Known)
    size = Known(abs(reading.figure.value))
    limits = (None, Fraction(1), Fraction(9, 10), Fraction(3, 4), Fraction(3, 5))
    said = {show(size, reading.unit, language, limit, short=short) for limit in limits for short in (False, True)}
    numbers = {"".join(char for char in text if char in "0123456789.,") for text in said}
    return reading.bounds is not None or any(number in cell.text for number in numbers - {""})
