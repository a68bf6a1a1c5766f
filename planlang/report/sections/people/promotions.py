"""Promotions as tables: who meets what is asked, point by point.

In: the promotions of an evaluation. Out: a section for each; and what `explain` tells of one.
"""

from __future__ import annotations

from attrs import evolve

from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.people import Candidate, Need, PromotionValue
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.people.left_out import left_out
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.dates import short_span
from planlang.report.words.names import clean, entity_name, party_name
from planlang.report.words.standing import figure_words
from planlang.semantics.model import FigureNeeded, GradesNeeded, Promotion

HEADING = Text("report.promotions.heading", "{promotion} ({period})")
NAME = Text("report.promotions.name", "name")
READY = Text("report.promotions.ready", "meets all")
YES, NO, OPEN = (
    Text("report.promotions.yes", "yes"),
    Text("report.promotions.no", "no"),
    Text("report.promotions.open", "undecided"),
)
MET, UNMET, UNTOLD = (
    Text("report.promotions.met", "✓ {figure}"),
    Text("report.promotions.unmet", "✗ {figure}"),
    Text("report.promotions.untold", "? {figure}"),
)
CARDS = Text("report.promotions.cards", "{count} of {of}")
CARDS_OPEN = Text("report.promotions.cards-open", "{count} of {of}, {open} not known")
NONE = Text("report.promotions.none", "not yet looked at: no period of this promotion is closed")
NOBODY = Text("report.promotions.nobody", "nobody is in the role at the end of the period")
PROPOSED = Text("report.promotions.proposed", "proposed by {who}")
APPROVED = Text("report.promotions.approved", "decided by {who}")
PEOPLE_DECIDE = Text("report.promotions.decide", "people decide")
MORE = Text("report.promotions.more", "… and {count:more|more} (--all)")
MOST = 12
WORDS = {True: YES, False: NO, None: OPEN}
SIGNS = {True: MET, False: UNMET, None: UNTOLD}
TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.NOTE}
ORDER = {True: 0, None: 1, False: 2}


def promotion_sections(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table for each promotion."""
    return tuple(_section(value, evaluation, language, whole) for value in evaluation.promotions)


def promotion_explanation(value: PromotionValue, evaluation: Evaluation, language: Language) -> Section:
    """Everybody in the role, the notes, and the line that declares the promotion."""
    model = evaluation.plan.model
    ident = model.promotions[value.promotion].ident
    section = _section(value, evaluation, language, whole=True)
    stands = facts_of([(STANDS, ident.span.place())], language)
    return evolve(section, blocks=(*section.blocks, *note_paragraphs(model, ident, language), stands))


def _section(value: PromotionValue, evaluation: Evaluation, language: Language, whole: bool) -> Section:
    plan = evaluation.plan
    one = plan.model.promotions[value.promotion]
    title = clean(one.ident.title)
    if value.period is None:
        none = (NONE(), *left_out(one.grain, None, plan, language))
        return Section(title, (Paragraph(" · ".join(message.render(language) for message in none), Tone.MUTED),))
    span = short_span(value.period.start, value.period.last_day, language)
    heading = HEADING(promotion=title, period=span).render(language)
    blocks: list[Block] = []
    people = sorted(value.candidates, key=lambda candidate: ORDER[candidate.ready])
    shown = people if whole else people[:MOST]
    if shown:
        blocks.append(_table(value, shown, plan, language, whole))
        if len(people) > len(shown):
            blocks.append(Paragraph(MORE(count=len(people) - len(shown)).render(language), Tone.MUTED))
    else:
        blocks.append(Paragraph(NOBODY().render(language), Tone.MUTED))
    today = evaluation.as_of.week.last_day
    said: list[Message] = [PEOPLE_DECIDE(), *left_out(one.grain, value.period, plan, language)]
    if one.proposer is not None:
        said.append(PROPOSED(who=party_name(one.proposer, plan.model, today, language)))
    if one.approver is not None:
        said.append(APPROVED(who=party_name(one.approver, plan.model, today, language)))
    blocks.append(Paragraph(" · ".join(message.render(language) for message in said), Tone.MUTED))
    return Section(heading, tuple(blocks))


def _table(value: PromotionValue, people: list[Candidate], plan: Plan, language: Language, whole: bool) -> Table:
    one = plan.model.promotions[value.promotion]
    columns = [Column(NAME().render(language), elastic=True, least=8), Column(READY().render(language))]
    for number, needed in enumerate(one.needs):
        columns.append(Column(clean(needed.span.text), rank=number + 1, elastic=True))
    rows = tuple(_row(candidate, value, one, plan, language) for candidate in people)
    return Table(tuple(columns), rows, whole=whole, goes_on=whole)


def _row(candidate: Candidate, value: PromotionValue, one: Promotion, plan: Plan, language: Language) -> Row:
    subject = Subject(value.promotion, candidate.entity)
    ready = Cell(WORDS[candidate.ready]().render(language), TONES[candidate.ready])
    needs = zip(candidate.needs, one.needs, strict=True)
    return Row(
        (
            Cell(entity_name(candidate.entity, plan, language), value=subject),
            ready,
            *(_need(need, needed, language) for need, needed in needs),
        )
    )


def _need(need: Need, needed: FigureNeeded | GradesNeeded, language: Language) -> Cell:
    """Whether something holds, and the figure that it holds of."""
    figure = "" if need.reached is None else figure_words(need.reached.figure, need.reached.unit, language)
    if isinstance(needed, GradesNeeded):
        told = (
            CARDS_OPEN(count=figure, of=needed.of, open=need.unknown)
            if need.unknown
            else CARDS(count=figure, of=needed.of)
        )
        figure = told.render(language)
    return Cell(SIGNS[need.holds](figure=figure).render(language).strip(), TONES[need.holds])
