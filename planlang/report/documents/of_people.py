"""What `explain` tells of people: their cards, what they are paid, whether they could rise.

In: what goes by the name. Out: a section.
"""

from __future__ import annotations

from typing import assert_never

from planlang.diagnostics.text import Language
from planlang.evaluate.results.evaluation import Evaluation
from planlang.report.document import Section
from planlang.report.documents.subjects import CardsFound, PayFound, RiseFound
from planlang.report.sections.people.incentives import incentive_explanation
from planlang.report.sections.people.promotions import promotion_explanation
from planlang.report.sections.people.scorecards import scorecard_explanation


def of_people(subject: CardsFound | PayFound | RiseFound, evaluation: Evaluation, language: Language) -> Section:
    """The section of one of them."""
    match subject:
        case CardsFound(cards):
            return scorecard_explanation(cards, evaluation, language)
        case PayFound(pay):
            return incentive_explanation(pay, evaluation, language)
        case RiseFound(rise):
            return promotion_explanation(rise, evaluation, language)
        case _:
            assert_never(subject)
