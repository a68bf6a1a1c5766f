"""What a process says is to be done about the breaches of each of its rules.

In: a process. Out: a table; nothing where its rules say nothing of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.wording import allowed_words
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Row, Table, Tone
from planlang.report.words.names import COMMA, party_name
from planlang.report.words.rules import proposal_words, rule_words
from planlang.semantics.model import EscalationStep, Handling, Party, Process

RULE = Text("report.handling.rule", "rule")
DONE = Text("report.handling.done", "what is done")
REMINDS = Text("report.handling.reminds", "a reminder {length} before")
TELLS = Text("report.handling.tells", "told: {names}")
PASSES = Text("report.handling.passes", "{name} {length} after it was due")
PASSES_WEEKS = Text("report.handling.passes-weeks", "{name} after {count:week|weeks}")
STANDARD = Text("report.handling.standard", "standard: {words}")
PROPOSES = Text("report.handling.proposes", "proposed: {what}")


def handling_table(process: Process, plan: Plan, day: date, language: Language) -> tuple[Block, ...]:
    """Each rule with words of its own about its breaches, as they stand on a day."""
    rows = tuple(
        Row((Cell(rule_words(rule.ident.name, plan).render(language), Tone.STRONG), "; ".join(words)))
        for rule in process.rules
        if (words := [one.render(language) for one in _words(rule.ident.handling, process, plan, day, language)])
    )
    columns = (Column(RULE().render(language), elastic=True, least=24), Column(DONE().render(language), elastic=True))
    return (Table(columns, rows, whole=True, depth=1),) if rows else ()


def _words(handling: Handling, process: Process, plan: Plan, day: date, language: Language) -> Iterator[Message]:
    """What is done, one thing after the other."""

    def called(party: Party) -> str:
        return party_name(party, plan.model, day, language)

    comma = COMMA().render(language)
    if handling.warn is not None:
        yield REMINDS(length=allowed_words(handling.warn))
    if handling.notify is not None:
        yield TELLS(names=comma.join(map(called, handling.notify)))
    yield from (_passes(step, called(step.who)) for step in handling.escalation)
    if handling.standard is not None:
        yield STANDARD(words=handling.standard)
    if handling.proposals:
        proposed = (proposal_words(one, process, plan).render(language) for one in handling.proposals)
        yield PROPOSES(what=comma.join(proposed))


def _passes(step: EscalationStep, name: str) -> Message:
    """To whom a breach is passed on when."""
    if step.late is None:
        return PASSES_WEEKS(name=name, count=step.after_weeks)
    return PASSES(name=name, length=allowed_words(step.late))
