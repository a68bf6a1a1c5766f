"""Goals that come again: who has reached them how often, and in which periods not.

In: the recurring goals of an evaluation. Out: a section, and what `explain` tells of one goal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.goals.recurring import light, share_reached
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.goals import Recurred, RecurringValue, Round
from planlang.evaluate.results.readings import Reading
from planlang.plan.plan import Plan
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import FORMULA, STANDS, facts_of
from planlang.report.sections.goals import STATUS_TONES
from planlang.report.sections.people.roles import RAMP, ramp_words
from planlang.report.sections.rhythm.notes import note_paragraphs
from planlang.report.sections.targets.chains import chain_facts
from planlang.report.words.dates import week_words
from planlang.report.words.names import COMMA, clean, entity_name
from planlang.report.words.standing import figure_words
from planlang.report.words.verdicts import STATUS, STATUS_SIGNS
from planlang.semantics.model import Direction, Goal
from planlang.values.figure import Figure, Known
from planlang.values.periods import Grain
from planlang.values.units import Ratio

HEADING = Text("report.recurring.heading", "Recurring goals")
TARGETS = {
    (Grain.WEEK, Direction.AT_LEAST): Text("report.recurring.week-least", "at least {amount} a week"),
    (Grain.MONTH, Direction.AT_LEAST): Text("report.recurring.month-least", "at least {amount} a month"),
    (Grain.QUARTER, Direction.AT_LEAST): Text("report.recurring.quarter-least", "at least {amount} a quarter"),
    (Grain.HALF, Direction.AT_LEAST): Text("report.recurring.half-least", "at least {amount} a half year"),
    (Grain.YEAR, Direction.AT_LEAST): Text("report.recurring.year-least", "at least {amount} a year"),
    (Grain.WEEK, Direction.AT_MOST): Text("report.recurring.week-most", "at most {amount} a week"),
    (Grain.MONTH, Direction.AT_MOST): Text("report.recurring.month-most", "at most {amount} a month"),
    (Grain.QUARTER, Direction.AT_MOST): Text("report.recurring.quarter-most", "at most {amount} a quarter"),
    (Grain.HALF, Direction.AT_MOST): Text("report.recurring.half-most", "at most {amount} a half year"),
    (Grain.YEAR, Direction.AT_MOST): Text("report.recurring.year-most", "at most {amount} a year"),
}
SIGNS = {Direction.AT_LEAST: "≥", Direction.AT_MOST: "≤"}
TITLE = Text("report.recurring.title", "{goal} ({target})")
TARGET = Text("report.recurring.target", "target")
LAST = Text("report.recurring.last", "last")
OF_LIMIT = Text("report.recurring.of-limit", "{period}: {value} ({sign} {limit})")
REACHED = Text("report.recurring.reached", "reached")
TIMES = Text("report.recurring.times", "{reached} of {known}")
RATE = Text("report.recurring.rate", "hit rate")
STATUS_HEAD = Text("report.recurring.status", "status")
MISSED = Text("report.recurring.missed", "missed")
UNKNOWN = Text("report.recurring.unknown", "not known")
EARLIER = Text("report.recurring.earlier", "{count} before, {periods}")
NONE = Text("report.recurring.none", "no period of it is over yet")
MORE = Text("report.recurring.more", "… and {count} more (--all)")
PERIOD = Text("report.recurring.period", "period")
VALUE = Text("report.recurring.value", "reached in it")
LIMIT = Text("report.recurring.limit", "its target")
EASED = Text("report.recurring.eased", "{limit} ({share} of a full one)")
HIT, MISS, OPEN = (
    Text("report.recurring.hit", "✓ reached"),
    Text("report.recurring.miss", "✗ missed"),
    Text("report.recurring.open", "? not known"),
)
MOST = 10
MOST_NAMED = 3


def recurring_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> tuple[Section, ...]:
    """A table of all goals that come again; nothing where the plan has none."""
    if not evaluation.recurring:
        return ()
    columns = (
        Column(elastic=True, least=18),
        Column(LAST().render(language), right=True, rank=3),
        Column(REACHED().render(language), right=True),
        Column(RATE().render(language), right=True),
        Column(STATUS_HEAD().render(language)),
        Column(MISSED().render(language), rank=1),
        Column(UNKNOWN().render(language), rank=2),
    )
    rows = tuple(row for value in evaluation.recurring for row in _rows(value, evaluation, language, whole))
    return (Section(HEADING().render(language), (Table(columns, rows, whole=whole),)),)


def recurring_explanation(value: RecurringValue, evaluation: Evaluation, language: Language) -> tuple[Section, ...]:
    """Every closed period of everybody who has a goal, its notes, and the line that declares it."""
    plan = evaluation.plan
    goal = plan.model.goals[value.goal]
    facts = [
        (TARGET, _target(value, language)),
        *_ramps(goal, plan, language),
        (FORMULA, goal.measure.span.text),
        (STANDS, goal.ident.span.place()),
        *chain_facts(value.goal, evaluation, language),
    ]
    said = tuple(Paragraph(part, Tone.MUTED, depth=1) for part in (goal.ident.doc or "").split("\n") if part)
    blocks: list[Block] = [*said, *note_paragraphs(plan.model, goal.ident, language), facts_of(facts, language)]
    sections = [Section(clean(goal.ident.title), tuple(blocks))]
    sections += [_periods(one, value, plan, language) for one in value.of]
    return tuple(sections)


def _ramps(goal: Goal, plan: Plan, language: Language) -> Iterator[tuple[Text, str]]:
    """What those who have a goal are given of it in their first months, where their role says so."""
    role = plan.model.roles.get(goal.each.role) if goal.each is not None and goal.each.role is not None else None
    if role is not None and role.ramp:
        yield RAMP, ramp_words(role, language)


def _rows(value: RecurringValue, evaluation: Evaluation, language: Language, whole: bool) -> Iterator[Row]:
    plan = evaluation.plan
    goal = plan.model.goals[value.goal]
    title = TITLE(goal=clean(goal.ident.title), target=_target(value, language)).render(language)
    if not value.of:
        none = Cell(NONE().render(language), Tone.MUTED)
        yield Row((Cell(title, Tone.STRONG), "", "", "", none, "", ""))
        return
    if goal.each is None:
        yield _row(title, value.of[0], value, plan, language, tone=Tone.STRONG)
        return
    every = [one for somebody in value.of for one in somebody.rounds]
    reached, rate = _times(every, language), _share(share_reached(every), value, language)
    yield Row((Cell(title, Tone.STRONG), "", reached, rate, "", "", ""))
    shown = value.of if whole else value.of[:MOST]
    for one in shown:
        yield _row(entity_name(one.entity, plan, language), one, value, plan, language, depth=1)
    if len(value.of) > len(shown):
        more = Cell(MORE(count=len(value.of) - len(shown)).render(language), Tone.MUTED, depth=1)
        yield Row((more, *[""] * 6))


def _row(
    name: str,
    one: Recurred,
    value: RecurringValue,
    plan: Plan,
    language: Language,
    *,
    tone: Tone = Tone.PLAIN,
    depth: int = 0,
) -> Row:
    status = light(one.rate, value.bands)
    last = one.rounds[-1]
    words = OF_LIMIT(
        sign=SIGNS[value.direction],
        period=_label(last, plan),
        value=figure_words(last.value, value.unit, language),
        limit=show(Known(last.limit), value.unit, language, short=True),
    )
    return Row(
        (
            Cell(name, tone, Subject(value.goal, one.entity), depth),
            Cell(words.render(language), value=Reading(last.value, value.unit)),
            _times(one.rounds, language),
            Cell(_share(one.rate, value, language), value=Reading(one.rate, Ratio())),
            Cell(f"{STATUS_SIGNS[status]} {STATUS[status]().render(language)}", STATUS_TONES[status], status),
            _listed(one.those(is_reached=False), plan, language),
            _listed(one.those(is_reached=None), plan, language),
        )
    )


def _target(value: RecurringValue, language: Language) -> str:
    amount = show(Known(value.target), value.unit, language, short=True)
    return TARGETS[value.grain, value.direction](amount=amount).render(language)


def _times(rounds: Iterable[Round], language: Language) -> str:
    known = [one.is_reached for one in rounds if one.is_reached is not None]
    return TIMES(reached=sum(known), known=len(known)).render(language)


def _share(rate: Figure, value: RecurringValue, language: Language) -> str:
    limits = (Fraction(value.bands.on_track), Fraction(value.bands.at_risk))
    near = min(limits, key=lambda limit: abs(limit - rate.value)) if isinstance(rate, Known) else None
    return figure_words(rate, Ratio(), language, near)


def _listed(rounds: Sequence[Round], plan: Plan, language: Language) -> str:
    """The last of some periods by name, and how many there are before."""
    named = COMMA().render(language).join(_label(one, plan) for one in rounds[-MOST_NAMED:])
    before = len(rounds) - MOST_NAMED
    return named if before <= 0 else EARLIER(count=before, periods=named).render(language)


def _label(one: Round, plan: Plan) -> str:
    """A period, without the year where the plan has but one."""
    label = one.period.label
    return label.removeprefix(f"{plan.start.year}-") if plan.start.year == plan.end.year else label


def _asked(found: Round, value: RecurringValue, language: Language) -> str:
    """The target of a period, and which share of a full one somebody new is given with it."""
    limit = show(Known(found.limit), value.unit, language)
    if found.share == 1:
        return limit
    return EASED(limit=limit, share=show(Known(found.share), Ratio(), language)).render(language)


def _periods(one: Recurred, value: RecurringValue, plan: Plan, language: Language) -> Section:
    """Each period of somebody."""
    words = {True: (HIT, Tone.GOOD), False: (MISS, Tone.BAD), None: (OPEN, Tone.MUTED)}
    columns = (
        Column(PERIOD().render(language)),
        Column(VALUE().render(language), right=True),
        Column(LIMIT().render(language), right=True),
        Column(STATUS_HEAD().render(language)),
    )
    rows = []
    for found in one.rounds:
        text, tone = words[found.is_reached]
        rows.append(
            Row(
                (
                    week_words(found.period, language),
                    Cell(show(found.value, value.unit, language), value=Reading(found.value, value.unit)),
                    _asked(found, value, language),
                    Cell(text().render(language), tone),
                )
            )
        )
    head = f"{entity_name(one.entity, plan, language)}: {_times(one.rounds, language)}"
    return Section(f"{head} ({_share(one.rate, value, language)})", (Table(columns, tuple(rows), whole=True, depth=1),))
