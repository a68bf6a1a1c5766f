"""Sentences that people try, and what to write instead.

In: the place where reading stopped. Out: one diagnostic with the spelling that works, in the language of the file, or
nothing where no sentence is recognised.
"""

from __future__ import annotations

from planlang.syntax.answers.dates import other_date
from planlang.syntax.answers.hours import hours
from planlang.syntax.answers.periods import day_of_period, days_of_task, period
from planlang.syntax.answers.phrases import phrases
from planlang.syntax.answers.pieces import piece
from planlang.syntax.answers.rhythms import rhythm
from planlang.syntax.answers.statements import (
    amount,
    for_each_alone,
    other_order,
    owners,
    person_of_words,
    shares,
    skipping,
    target_each_period,
)
from planlang.syntax.answers.superiors import superior
from planlang.syntax.answers.words import words
from planlang.syntax.answers.years import year_end, year_start
from planlang.syntax.automaton.situation import Situation
from planlang.syntax.lexical.findings import Findings


def answered(situation: Situation, expected: frozenset[str], findings: Findings) -> bool:
    """Reports a sentence that is recognised; False where none is."""
    return (
        rhythm(situation, findings)
        or superior(situation, findings)
        or piece(situation, findings)
        or phrases(situation, findings)
        or year_end(situation, findings)
        or year_start(situation, findings)
        or hours(situation, findings)
        or period(situation, findings)
        or days_of_task(situation, findings)
        or other_date(situation, expected, findings)
        or day_of_period(situation, expected, findings)
        or owners(situation, findings)
        or person_of_words(situation, findings)
        or skipping(situation, findings)
        or target_each_period(situation, findings)
        or words(situation, expected, findings)
        or other_order(situation, findings)
        or for_each_alone(situation, findings)
        or shares(situation, findings)
        or amount(situation, findings)
    )
