"""Scorecards as tables: who has reached how much, his grade and rank, and what each line scores.

In: the scorecards of an evaluation. Out: a section for each; and what `explain` tells of one card.
"""

from __future__ import annotations

from fractions import Fraction

from attrs import evolve

from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.people import Card, LineScore, ScorecardValue
from planlang.evaluate.results.wording import sample_words
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.people.left_out import left_out
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.dates import day_beside, percent, short_span
from planlang.report.words.names import COMMA, clean, entity_name
from planlang.report.words.standing import figure_words
from planlang.semantics.model import CardGaps
from planlang.values.figure import Figure, Known
from planlang.values.units import Ratio

HEADING = Text("report.scorecards.heading", "{scorecard} ({period})")
NAME = Text("report.scorecards.name", "name")
TOTAL = Text("report.scorecards.total", "total")
GRADE = Text("report.scorecards.grade", "grade")
RANK = Text("report.scorecards.rank", "rank")
OF = Text("report.scorecards.of", "{rank} of {count}")
LINE = Text("report.scorecards.line", "{line} ({weight})")
SCORED = Text("report.scorecards.scored", "{score} ({value})")
WITH_SAMPLE = Text("report.scorecards.with-sample", "{value}, {sample}")
NONE = Text("report.scorecards.none", "no card yet: no period of this scorecard is closed")
NOBODY = Text("report.scorecards.nobody", "nobody gets a card for this period")
EXEMPT = Text("report.scorecards.exempt", "no card: {names}")
AGREED = Text("report.scorecards.agreed", "to be agreed by {day}")
APPEAL = Text("report.scorecards.appeal", "may be appealed against until {day}")
SHARED = Text(
    "report.scorecards.shared",
    "lines that are not known give their weight to the others, where 60% of the weights are known",
)
ZERO = Text("report.scorecards.zero", "lines that are not known count as 0")
MORE = Text("report.scorecards.more", "… and {count:more card|more cards} (--all)")
MOST = 12


def scorecard_sections(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table for each scorecard."""
    return tuple(_section(value, evaluation, language, whole) for value in evaluation.scorecards)


def scorecard_explanation(value: ScorecardValue, evaluation: Evaluation, language: Language) -> Section:
    """All cards of a scorecard, its notes, and the line that declares it."""
    model = evaluation.plan.model
    ident = model.scorecards[value.scorecard].ident
    section = _section(value, evaluation, language, whole=True)
    stands = facts_of([(STANDS, ident.span.place())], language)
    return evolve(section, blocks=(*section.blocks, *note_paragraphs(model, ident, language), stands))


def _section(value: ScorecardValue, evaluation: Evaluation, language: Language, whole: bool) -> Section:
    plan = evaluation.plan
    card = plan.model.scorecards[value.scorecard]
    title = clean(card.ident.title)
    if value.period is None:
        none = (NONE(), *left_out(card.grain, None, plan, language))
        return Section(title, (Paragraph(" · ".join(message.render(language) for message in none), Tone.MUTED),))
    span = short_span(value.period.start, value.period.last_day, language)
    heading = HEADING(scorecard=title, period=span).render(language)
    blocks: list[Block] = []
    if value.cards:
        shown = value.cards if whole else value.cards[:MOST]
        blocks.append(_table(value, shown, plan, language, whole))
        if len(value.cards) > len(shown):
            blocks.append(Paragraph(MORE(count=len(value.cards) - len(shown)).render(language), Tone.MUTED))
    else:
        blocks.append(Paragraph(NOBODY().render(language), Tone.MUTED))
    said = left_out(card.grain, value.period, plan, language)
    if value.exempt:
        names = COMMA().render(language).join(entity_name(one, plan, language) for one in value.exempt)
        said.append(EXEMPT(names=names))
    if any(_is_gap(line.score) for one in value.cards for line in one.lines):
        said += [{CardGaps.REDISTRIBUTE: SHARED, CardGaps.AS_ZERO: ZERO}[card.gaps]()] if card.gaps in NOTED else []
    today = evaluation.as_of.week.last_day
    if value.agreed_by is not None:
        said.append(AGREED(day=day_beside(value.agreed_by, today, language)))
    if value.appeal_by is not None:
        said.append(APPEAL(day=day_beside(value.appeal_by, today, language)))
    if said:
        blocks.append(Paragraph(" · ".join(one.render(language) for one in said), Tone.MUTED))
    return Section(heading, tuple(blocks))


NOTED = (CardGaps.REDISTRIBUTE, CardGaps.AS_ZERO)


def _table(value: ScorecardValue, cards: tuple[Card, ...], plan: Plan, language: Language, whole: bool) -> Table:
    card = plan.model.scorecards[value.scorecard]
    columns = [Column(NAME().render(language), elastic=True, least=8), Column(TOTAL().render(language), right=True)]
    if card.grades:
        columns.append(Column(GRADE().render(language)))
    if card.ranked:
        columns.append(Column(RANK().render(language), right=True))
    for number, line in enumerate(card.lines):
        head = LINE(line=clean(line.title), weight=percent(Fraction(line.weight))).render(language)
        columns.append(Column(head, right=True, rank=number + 1))
    rows = tuple(_row(one, value, plan, language) for one in cards)
    return Table(tuple(columns), rows, whole=whole, goes_on=whole)


def _row(one: Card, value: ScorecardValue, plan: Plan, language: Language) -> Row:
    card = plan.model.scorecards[value.scorecard]
    subject = Subject(value.scorecard, one.entity)
    cells = [
        Cell(entity_name(one.entity, plan, language), value=subject),
        Cell(_share(one.total, language), Tone.STRONG),
    ]
    if card.grades:
        cells.append(Cell(one.grade or ""))
    if card.ranked:
        cells.append(Cell("" if one.rank is None else OF(rank=one.rank, count=one.of).render(language)))
    cells += [Cell(_line(line, language)) for line in one.lines]
    return Row(tuple(cells))


def _line(line: LineScore, language: Language) -> str:
    """What a line scores, and the figure that it scores for where that is another."""
    score = _share(line.score, language)
    if _is_gap(line.score):
        sample = sample_words(line.sample) if line.sample is not None else None
        return score if sample is None else SCORED(score=score, value=sample).render(language)
    value = figure_words(line.value.figure, line.value.unit, language)
    if line.sample is not None:
        return SCORED(score=score, value=WITH_SAMPLE(value=value, sample=sample_words(line.sample))).render(language)
    return score if value == score else SCORED(score=score, value=value).render(language)


def _is_gap(score: Figure) -> bool:
    """Whether it is not known at all what a line scores."""
    return not isinstance(score, Known) and score.between is None


def _share(figure: Figure, language: Language) -> str:
    return figure_words(figure, Ratio(), language)
