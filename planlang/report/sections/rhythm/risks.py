"""The register of risks: how large, warned of since when, what is done; what each goal may lose by them.

In: the risks of an evaluation. Out: a section; and what `explain` tells of one risk.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Message, Text
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.results.alert_states import AlertPhase
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.risks import Answer, ExpectedLoss, Response, RiskStatus, RiskValue
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone, headed, more
from planlang.report.sections.evidence import STANDS, facts_of
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.words.assumed import mark, resting_facts
from planlang.report.words.dates import day_beside
from planlang.report.words.names import COMMA, NOBODY, party_name, title
from planlang.report.words.risks import ANSWERS, SIZES, risk_level, risk_warning
from planlang.report.words.standing import figure_words
from planlang.semantics.model import Risk
from planlang.values.figure import Figure, Known, Unknown
from planlang.values.units import MoneyIn, Ratio, Unit

RISKS = Text("report.risks.risks", "Risks")
RANK = Text("report.risks.rank", "rank")
LIKELIHOOD = Text("report.risks.likelihood", "likelihood")
IMPACT = Text("report.risks.impact", "impact")
EXPOSURE = Text("report.risks.exposure", "exposure")
WARNING = Text("report.risks.warning", "warning")
RESPONSE = Text("report.risks.response", "response")
OWNER = Text("report.risks.owner", "owner")
STATUS = Text("report.risks.status", "status")
GOAL = Text("report.risks.goal", "would cost the goal")
STATUSES = {
    RiskStatus.OPEN: Text("report.risks.open", "may happen"),
    RiskStatus.OCCURRED: Text("report.risks.occurred", "has happened"),
    RiskStatus.CLOSED: Text("report.risks.closed", "closed"),
}
ANSWER_OF = Text("report.risks.answer-of", "{answer}: {task}")
ANSWER_BY = Text("report.risks.answer-by", "{answer}: {task}, to be finished {day}")
EXPECTED = Text("report.risks.expected", "{goal}: {amount} may be expected to be lost")
EXPECTED_GAP = Text("report.risks.expected-gap", "{goal}: {amount} may be expected to be lost, beside a gap of {gap}")
OVERDUE = Text("report.risks.overdue", "To be judged again: {risks}")
DUE_ONE = Text("report.risks.due-one", "{title} (since {day})")
CATEGORY = Text("report.risks.category", "category")
LOOKED_AT = Text("report.risks.looked-at", "judged on")
HAPPENED_ON = Text("report.risks.happened-on", "happened on")
CLOSED_ON = Text("report.risks.closed-on", "closed on")
WARNED_BY = Text("report.risks.warned-by", "{words} ({alert})")
RESTING = Text("report.risks.resting", "{title} ({mark})")
DUE = Text("report.risks.due", "to be judged again by")
UNJUDGED = Text("report.risks.unjudged", "{words}; {count:risk|risks} never judged")
ONLY_PRICELESS = Text(
    "report.risks.none-with-amount",
    "{goal}: what may be lost is not known, {count:risk is|risks are} without an amount",
)
PRICELESS = Text("report.risks.without-amount", "{words}; {count:risk|risks} without an amount")
TONES = {Answer.LATE: Tone.BAD, Answer.PROPOSED: Tone.RISK, Answer.NONE: Tone.MUTED, Answer.DONE: Tone.GOOD}
MOST = 10


def risks_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """The register, then what the risks of each goal may cost it; nothing where the plan names no risk."""
    if not evaluation.risks:
        return None
    columns = (
        Column(RANK().render(language), right=True),
        Column(elastic=True, least=18),
        Column(LIKELIHOOD().render(language), right=True, rank=2),
        Column(IMPACT().render(language), right=True, rank=3),
        Column(EXPOSURE().render(language), right=True),
        Column(WARNING().render(language)),
        Column(RESPONSE().render(language), elastic=True, least=20),
        Column(OWNER().render(language), elastic=True, rank=1),
        *((Column(CATEGORY().render(language), rank=4),) if _has_categories(evaluation) else ()),
    )
    shown = evaluation.risks if whole else evaluation.risks[:MOST]
    table = Table(columns, tuple(_row(value, evaluation, language) for value in shown), whole=whole)
    losses = tuple(Paragraph(_loss(one, evaluation, language)) for one in evaluation.expected_losses)
    left = more(len(evaluation.risks) - len(shown), language)
    return Section(
        headed(RISKS, len(evaluation.risks), language), (table, *left, *losses, *_overdue(evaluation, language))
    )


def explained_risk(value: RiskValue, evaluation: Evaluation, language: Language) -> Section:
    """A risk: its figures, its warning, each of its responses."""
    risk, plan = evaluation.plan.model.risks[value.risk], evaluation.plan
    facts: list[tuple[Text, Cell | str]] = [
        (STATUS, STATUSES[value.status]().render(language)),
        (LIKELIHOOD, _figure(value.likelihood, Ratio(), language)),
        (IMPACT, _impact(value, evaluation, language)),
        (EXPOSURE, _exposure(value, evaluation, language)),
        (RANK, str(value.rank or "–")),
        (WARNING, _warning(value, risk, language)),
        *((RESPONSE, _response(one, evaluation, language)) for one in value.responses),
        (OWNER, _owner(value, evaluation, language)),
    ]
    if not value.responses:
        facts.insert(-1, (RESPONSE, ANSWERS[Answer.NONE]().render(language)))
    if risk.goal is not None:
        facts.insert(4, (GOAL, title(plan, risk.goal)))
    if risk.category is not None:
        facts.append((CATEGORY, risk.category))
    if value.occurred is not None:
        facts.append((HAPPENED_ON, value.occurred.isoformat()))
    if value.closed is not None:
        facts.append((CLOSED_ON, value.closed.isoformat()))
    if risk.review is not None:
        facts.append((LOOKED_AT, value.looked_at.isoformat()))
    if value.due is not None:
        facts.append((DUE, Cell(value.due.isoformat(), Tone.RISK if value.is_overdue else Tone.PLAIN)))
    facts += resting_facts("risk", value.risk, evaluation, language)
    facts.append((STANDS, risk.ident.span.place()))
    doc = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (risk.ident.doc or "").split("\n") if part)
    return Section(
        risk.ident.title, (*doc, *note_paragraphs(plan.model, risk.ident, language), facts_of(facts, language))
    )


def _row(value: RiskValue, evaluation: Evaluation, language: Language) -> Row:
    """A risk in the register."""
    risk = evaluation.plan.model.risks[value.risk]
    is_open = value.status is RiskStatus.OPEN
    is_warned = value.warning is not None and value.warning.phase is AlertPhase.FIRING
    told = value.responses[0] if len(value.responses) == 1 else None
    answer = _response(told, evaluation, language) if told else ANSWERS[value.answer]().render(language)
    return Row(
        (
            "" if value.rank is None else str(value.rank),
            Cell(_named(value, evaluation, language), Tone.STRONG if is_open else Tone.MUTED, Subject(value.risk)),
            _figure(value.likelihood, Ratio(), language) if is_open else STATUSES[value.status]().render(language),
            _impact(value, evaluation, language),
            _exposure(value, evaluation, language),
            Cell(_warned(value, risk).render(language), Tone.RISK if is_warned else Tone.PLAIN),
            Cell(answer, TONES.get(value.answer, Tone.PLAIN) if is_open else Tone.MUTED),
            _owner(value, evaluation, language),
            *((risk.category or "",) if _has_categories(evaluation) else ()),
        )
    )


def _named(value: RiskValue, evaluation: Evaluation, language: Language) -> str:
    """The title of a risk, beside it whether its size is assumed."""
    called = evaluation.plan.model.risks[value.risk].ident.title
    assumed = mark("risk", value.risk, evaluation, language)
    return RESTING(title=called, mark=assumed).render(language) if assumed else called


def _warning(value: RiskValue, risk: Risk, language: Language) -> str:
    """Since when it is warned of a risk, and what the alert is called."""
    words = _warned(value, risk)
    return (words if risk.warning is None else WARNED_BY(words=words, alert=risk.warning)).render(language)


def _warned(value: RiskValue, risk: Risk) -> Message:
    return risk_warning(value.warning, has_one=risk.warning is not None)


def _has_categories(evaluation: Evaluation) -> bool:
    return any(risk.category is not None for risk in evaluation.plan.model.risks.values())


def _overdue(evaluation: Evaluation, language: Language) -> Iterator[Paragraph]:
    """The risks that nobody has judged again in time."""
    day = evaluation.as_of.week.last_day
    said = [
        DUE_ONE(title=evaluation.plan.model.risks[one.risk].ident.title, day=day_beside(one.due, day, language)).render(
            language
        )
        for one in evaluation.risks
        if one.is_overdue and one.due is not None
    ]
    if said:
        yield Paragraph(OVERDUE(risks=COMMA().render(language).join(said)).render(language), Tone.RISK)


def _impact(value: RiskValue, evaluation: Evaluation, language: Language) -> Cell:
    """What it would cost, as an amount or in a word."""
    cell = _figure(value.impact, _money(evaluation), language)
    return cell if value.size is None else evolve(cell, text=SIZES[value.size]().render(language))


def _exposure(value: RiskValue, evaluation: Evaluation, language: Language) -> Cell:
    """How large it is: in money, or by the matrix."""
    cell, level = _figure(value.exposure, _money(evaluation), language), risk_level(value)
    return cell if level is None else evolve(cell, text=level.render(language))


def _figure(figure: Figure, unit: Unit, language: Language) -> Cell:
    return Cell(figure_words(figure, unit, language), value=Reading(figure, unit))


def _money(evaluation: Evaluation) -> MoneyIn:
    return MoneyIn(evaluation.plan.model.plan.currency)


def _owner(value: RiskValue, evaluation: Evaluation, language: Language) -> str:
    owner = evaluation.plan.model.risks[value.risk].owner
    if owner is None:
        return NOBODY().render(language)
    return party_name(owner, evaluation.plan.model, evaluation.as_of.week.last_day, language)


def _response(value: Response, evaluation: Evaluation, language: Language) -> str:
    """How far a response has got."""
    about = {"answer": ANSWERS[value.answer](), "task": title(evaluation.plan.original, value.task)}
    if value.finish is None or value.answer is Answer.DONE:
        return ANSWER_OF(**about).render(language)
    return ANSWER_BY(day=value.finish.isoformat(), **about).render(language)


def _loss(value: ExpectedLoss, evaluation: Evaluation, language: Language) -> str:
    """What a goal may lose, beside what it lacks."""
    money = _money(evaluation)
    about = {
        "goal": title(evaluation.plan, value.goal),
        "amount": show(value.amount, money, language, short=True),
    }
    gap = next(_gaps(value.goal, evaluation), None)
    words = EXPECTED(**about) if gap is None else EXPECTED_GAP(gap=show(gap, money, language, short=True), **about)
    if value.without_amount and isinstance(value.amount, Unknown):
        words = ONLY_PRICELESS(goal=about["goal"], count=value.without_amount)
    elif value.without_amount:
        words = PRICELESS(words=words, count=value.without_amount)
    return (UNJUDGED(words=words, count=value.unjudged) if value.unjudged else words).render(language)


def _gaps(goal: str, evaluation: Evaluation) -> Iterator[Figure]:
    """What is missing to the target of a goal of money."""
    for value in evaluation.goals:
        is_whole = (value.goal, value.entity, value.period) == (goal, WHOLE, None)
        if is_whole and isinstance(value.gap, Known) and value.unit == _money(evaluation):
            yield value.gap
