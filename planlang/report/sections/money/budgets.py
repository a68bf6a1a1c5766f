"""Budgets as a table: what there is, what is used, how that compares with the time gone, where it leads.

In: the budgets of an evaluation. Out: a section; and what `explain` tells of one account.
"""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, Evidence
from planlang.evaluate.results.money import AccountValue, BudgetValue, Strays
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Block, Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.evidence import evidence_blocks, facts_of
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import short_day
from planlang.report.words.names import COMMA, account_name, party_name, title
from planlang.report.words.standing import figure_words
from planlang.semantics.model import Model
from planlang.syntax.formatter.quoting import quoted
from planlang.values.figure import Figure, Known
from planlang.values.units import PercentagePoints, Ratio, Unit

BUDGETS = Text("report.budgets.budgets", "Budgets")
TO = Text("report.budgets.to", "{budget} (to {day})")
AMOUNT = Text("report.budgets.amount", "budget")
USED = Text("report.budgets.used", "used")
REMAINING = Text("report.budgets.remaining", "left")
BURN = Text("report.budgets.burn", "burn")
PACE = Text("report.budgets.pace", "time")
AHEAD = Text("report.budgets.ahead", "ahead by")
FORECAST = Text("report.budgets.forecast", "by the end")
MORE = Text("report.budgets.more", "… and {count:more account|more accounts} (--all)")
OVERRUN = Text(
    "report.budgets.overrun",
    "{account}: {forecast} by the end if it goes on like this, {overrun} more than there is; all is spent on {day}",
)
SPENT = Text("report.budgets.spent", "{account}: {over} more is spent than the {amount} that there is")
SPENT_SINCE = Text(
    "report.budgets.spent-since", "{account}: {over} more is spent than the {amount} that there is, since {day}"
)
STRAYS = Text("report.budgets.strays", "{count:row names|rows name} no account of {budget}: {named}")
NAMED = Text("report.budgets.named", "{word} in {place}")
NOTHING = Text("report.budgets.nothing", "an empty cell")
BETWEEN = Text("report.budgets.between", ", ")
OWNER = Text("report.explain.budget-owner", "owner")
SERVES = Text("report.explain.budget-serves", "serves")
COVERED = Text("report.explain.budget-to", "known to")
AMOUNT_ROW = Text("report.explain.budget-amount", "budget")
USED_ROW = Text("report.explain.budget-used", "used")
REMAINING_ROW = Text("report.explain.budget-remaining", "left (budget − used)")
BURN_ROW = Text("report.explain.budget-burn", "burn (used ÷ budget)")
PACE_ROW = Text("report.explain.budget-pace", "time (due by then ÷ budget)")
AHEAD_ROW = Text("report.explain.budget-ahead", "ahead of time by")
FORECAST_ROW = Text("report.explain.budget-forecast", "by the end, as fast as so far")
OVERRUN_ROW = Text("report.explain.budget-overrun", "more than there is")
EXHAUSTED_ROW = Text("report.explain.budget-exhausted", "all is spent on")

MOST_ACCOUNTS = 10
MOST_NAMED = 3


def budgets_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """A table of budgets with their accounts, then what is or will be overdrawn; nothing where there is no budget."""
    if not evaluation.budgets:
        return None
    columns = (
        Column(elastic=True, least=18),
        Column(AMOUNT().render(language), right=True, rank=1),
        Column(USED().render(language), right=True),
        Column(REMAINING().render(language), right=True, rank=3),
        Column(BURN().render(language), right=True),
        Column(PACE().render(language), right=True),
        Column(AHEAD().render(language), right=True, rank=4),
        Column(FORECAST().render(language), right=True, rank=2),
    )
    rows = tuple(row for one in evaluation.budgets for row in _rows(one, evaluation, language, whole))
    below = tuple(line for one in evaluation.budgets for line in _lines(one, evaluation, language, whole))
    return Section(BUDGETS().render(language), (Table(columns, rows, whole=whole), *below))


def _rows(budget: BudgetValue, evaluation: Evaluation, language: Language, whole: bool) -> Iterator[Row]:
    """The row of a budget and those of its accounts."""
    model = evaluation.plan.model
    name = model.budgets[budget.budget].ident.title
    if budget.whole.to is not None:
        name = TO(budget=name, day=short_day(budget.whole.to, language)).render(language)
    yield _row(Cell(name, Tone.STRONG, Subject(budget.budget)), budget.whole, language)
    inside = budget.accounts[1:]
    most = len(inside) if whole else MOST_ACCOUNTS
    depths = {budget.budget: 0}
    for value in inside:
        depths[value.account] = depths[model.accounts[value.account].parent or budget.budget] + 1
    for value in inside[:most]:
        called = model.accounts[value.account].ident.title
        yield _row(Cell(called, value=Subject(value.account), depth=depths[value.account]), value, language)
    if len(inside) > most:
        yield Row((Cell(MORE(count=len(inside) - most).render(language), Tone.MUTED, depth=1), *[""] * 7))


def _row(name: Cell, value: AccountValue, language: Language) -> Row:
    """The figures of one account."""

    def figure(found: Figure, unit: Unit = value.unit, tone: Tone = Tone.PLAIN) -> Cell:
        return Cell(figure_words(found, unit, language), tone, Reading(found, unit))

    tone = Tone.BAD if _is_over(value.remaining) else Tone.PLAIN
    return Row(
        (
            name,
            figure(value.amount),
            figure(value.used),
            figure(value.remaining, tone=tone),
            figure(value.burn, Ratio(), tone),
            figure(value.pace, Ratio()),
            figure(value.ahead, PercentagePoints()),
            figure(value.forecast, tone=Tone.RISK if _is_positive(value.overrun) else Tone.PLAIN),
        )
    )


def _is_over(remaining: Figure) -> bool:
    return isinstance(remaining, Known) and remaining.value < 0


def _is_positive(figure: Figure) -> bool:
    return isinstance(figure, Known) and figure.value > 0


def _lines(budget: BudgetValue, evaluation: Evaluation, language: Language, whole: bool) -> Iterator[Paragraph]:
    """What is overdrawn, or will be, and rows that name no account."""
    model = evaluation.plan.model
    told = [value for value in budget.accounts if _is_positive(value.overrun) or _is_over(value.remaining)]
    for value in told if whole else told[:MOST_ACCOUNTS]:
        words = _overdrawn(value, model, language)
        if words is not None:
            yield Paragraph(words, Tone.BAD if _is_over(value.remaining) else Tone.RISK)
    if budget.strays is not None:
        name = model.budgets[budget.budget].ident.title
        named = _named(budget.strays, language)
        yield Paragraph(STRAYS(count=budget.strays.rows, budget=name, named=named).render(language), Tone.NOTE)


def _overdrawn(value: AccountValue, model: Model, language: Language) -> str | None:
    """By how much an account is overdrawn or will be, and since when."""
    name = account_name(value.account, model, language)
    day = None if value.exhausted is None else short_day(value.exhausted, language)
    if isinstance(value.remaining, Known) and value.remaining.value < 0:
        over = show(Known(-value.remaining.value), value.unit, language, short=True)
        about = {"account": name, "over": over, "amount": show(value.amount, value.unit, language, short=True)}
        return (SPENT(**about) if day is None else SPENT_SINCE(**about, day=day)).render(language)
    if day is None:
        return None
    forecast, overrun = (show(one, value.unit, language, short=True) for one in (value.forecast, value.overrun))
    return OVERRUN(account=name, forecast=forecast, overrun=overrun, day=day).render(language)


def _named(strays: Strays, language: Language) -> str:
    """What the first rows say that name no account, and where."""
    words = [
        NAMED(word=quoted(word, language) if word else NOTHING().render(language), place=place_text(place)).render(
            language
        )
        for word, place in strays.named[:MOST_NAMED]
    ]
    return BETWEEN().render(language).join(words)


def explained_account(
    value: AccountValue, evidence: Evidence | None, evaluation: Evaluation, language: Language
) -> Section:
    """All figures of an account, each from which others, and the rows of what is used."""
    plan = evaluation.plan
    account = plan.model.accounts[value.account]

    def told(figure: Figure, unit: Unit = value.unit) -> Cell:
        return Cell(show(figure, unit, language), value=Reading(figure, unit))

    facts: list[tuple[Text, Cell | str]] = []
    if account.owner is not None:
        facts.append((OWNER, party_name(account.owner, plan.model, evaluation.as_of.week.last_day, language)))
    if account.parent is None and (served := plan.model.budgets[value.budget].serves):
        facts.append((SERVES, COMMA().render(language).join(title(plan, goal) for goal in served)))
    if value.to is not None:
        facts.append((COVERED, Cell(value.to.isoformat(), value=value.to)))
    facts += [
        (AMOUNT_ROW, told(value.amount)),
        (USED_ROW, told(value.used)),
        (REMAINING_ROW, told(value.remaining)),
        (BURN_ROW, told(value.burn, Ratio())),
        (PACE_ROW, told(value.pace, Ratio())),
        (AHEAD_ROW, told(value.ahead, PercentagePoints())),
        (FORECAST_ROW, told(value.forecast)),
        (OVERRUN_ROW, told(value.overrun)),
    ]
    if value.exhausted is not None:
        facts.append((EXHAUSTED_ROW, Cell(value.exhausted.isoformat(), value=value.exhausted)))
    blocks: tuple[Block, ...] = (facts_of(facts, language),)
    if evidence is not None:
        blocks += evidence_blocks(evidence, language)
    return Section(account_name(value.account, plan.model, language), blocks)
