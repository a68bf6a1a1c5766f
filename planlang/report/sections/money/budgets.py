"""Budgets as a table: what there is, what is used, how that compares with the time gone, where it leads.

In: the budgets of an evaluation. Out: a section; and what `explain` tells of one account.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from planlang.diagnostics.display import show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation
from planlang.evaluate.results.money import AccountValue, BudgetValue, Strays
from planlang.evaluate.results.readings import Reading
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.sections.shortcomings import place_text
from planlang.report.words.dates import short_day
from planlang.report.words.names import account_name
from planlang.report.words.standing import figure_words
from planlang.semantics.model import Model
from planlang.syntax.formatter.quoting import quoted
from planlang.values.figure import Figure, Known
from planlang.values.units import PercentagePoints, Ratio, Unit

BUDGETS = Text("report.budgets.budgets", "Budgets")
TO = Text("report.budgets.to", "{budget} (to {day})")
AMOUNT = Text("report.budgets.amount", "budget")
USED = Text("report.budgets.used", "used")
COMMITTED = Text("report.budgets.committed", "committed")
REMAINING = Text("report.budgets.remaining", "left")
FREE = Text("report.budgets.free", "free")
BURN = Text("report.budgets.burn", "burn")
PACE = Text("report.budgets.pace", "time")
AHEAD = Text("report.budgets.ahead", "ahead by")
FORECAST = Text("report.budgets.forecast", "by the end")
MORE = Text("report.budgets.more", "… and {count:more account|more accounts} (--all)")
OVERRUN = Text(
    "report.budgets.overrun",
    "{account}: {forecast} by the end if it goes on like this, {overrun} more than there is; all is spent on {day}",
)
PLANNED_OVER = Text(
    "report.budgets.planned-over",
    "{account}: {forecast} by the end as planned, {overrun} more than there is; all is spent on {day}",
)
TOO_MUCH = Text("report.budgets.too-much", "{account}: {planned} is planned, {over} more than the {left} that is left")
SPENT = Text("report.budgets.spent", "{account}: {over} more is spent than the {amount} that there is")
SPENT_SINCE = Text(
    "report.budgets.spent-since", "{account}: {over} more is spent than the {amount} that there is, since {day}"
)
STRAYS = Text("report.budgets.strays", "{count:row names|rows name} no account of {budget}: {named}")
NAMED = Text("report.budgets.named", "{word} in {place}")
NOTHING = Text("report.budgets.nothing", "an empty cell")
BETWEEN = Text("report.budgets.between", ", ")
AND_OTHERS = Text("report.budgets.and-others", "{named}, and others")

MOST_ACCOUNTS = 10
MOST_NAMED = 3


def budgets_section(evaluation: Evaluation, language: Language, *, whole: bool = False) -> Section | None:
    """A table of budgets with their accounts, then what is or will be overdrawn; nothing where there is no budget."""
    if not evaluation.budgets:
        return None
    bound = any(is_bound(value) for one in evaluation.budgets for value in one.accounts)
    said = (
        (AMOUNT, 1),
        (USED, 0),
        *(((COMMITTED, 3),) if bound else ()),
        (REMAINING, 3),
        *(((FREE, 2),) if bound else ()),
        (BURN, 0),
        (PACE, 0),
        (AHEAD, 4),
        (FORECAST, 2),
    )
    heads = (Column(text().render(language), right=True, rank=rank) for text, rank in said)
    columns = (Column(elastic=True, least=18), *heads)
    rows = tuple(row for one in evaluation.budgets for row in _rows(one, evaluation, language, bound, whole))
    below = tuple(line for one in evaluation.budgets for line in _lines(one, evaluation, language, whole))
    return Section(BUDGETS().render(language), (Table(columns, rows, whole=whole), *below))


def is_bound(value: AccountValue) -> bool:
    """Whether something of an account is committed or planned, or may be."""
    return value.committed != Known(Fraction(0)) or value.planned != Known(Fraction(0))


def _rows(budget: BudgetValue, evaluation: Evaluation, language: Language, bound: bool, whole: bool) -> Iterator[Row]:
    """The row of a budget and those of its accounts."""
    model = evaluation.plan.model
    name = model.budgets[budget.budget].ident.title
    if budget.whole.to is not None:
        name = TO(budget=name, day=short_day(budget.whole.to, language)).render(language)
    yield _row(Cell(name, Tone.STRONG, Subject(budget.budget)), budget.whole, language, bound)
    inside = budget.accounts[1:]
    most = len(inside) if whole else MOST_ACCOUNTS
    depths = {budget.budget: 0}
    for value in inside:
        depths[value.account] = depths[model.accounts[value.account].parent or budget.budget] + 1
    for value in inside[:most]:
        called = model.accounts[value.account].ident.title
        name_cell = Cell(called, value=Subject(value.account), depth=depths[value.account])
        yield _row(name_cell, value, language, bound)
    if len(inside) > most:
        more = Cell(MORE(count=len(inside) - most).render(language), Tone.MUTED, depth=1)
        yield Row((more, *[""] * (9 if bound else 7)))


def _row(name: Cell, value: AccountValue, language: Language, bound: bool) -> Row:
    """The figures of one account."""

    def figure(found: Figure, unit: Unit = value.unit, tone: Tone = Tone.PLAIN) -> Cell:
        return Cell(figure_words(found, unit, language), tone, Reading(found, unit))

    tone = Tone.BAD if _is_over(value.remaining) else Tone.PLAIN
    return Row(
        (
            name,
            figure(value.amount),
            figure(value.used),
            *((figure(value.committed),) if bound else ()),
            figure(value.remaining, tone=tone),
            *((figure(value.free, tone=Tone.RISK if _is_over(value.free) else Tone.PLAIN),) if bound else ()),
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
    told = [
        value
        for value in budget.accounts
        if any(map(_is_over, (value.remaining, value.free))) or _is_positive(value.overrun)
    ]
    for value in told if whole else told[:MOST_ACCOUNTS]:
        words = _overdrawn(value, model, language)
        if words is not None:
            yield Paragraph(words, Tone.BAD if _is_over(value.remaining) else Tone.RISK)
        planned = _planned_over(value, model, language)
        if planned is not None:
            yield Paragraph(planned, Tone.RISK)
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
    text = PLANNED_OVER if value.by_plan else OVERRUN
    return text(account=name, forecast=forecast, overrun=overrun, day=day).render(language)


def _planned_over(value: AccountValue, model: Model, language: Language) -> str | None:
    """By how much what is planned of an account is more than what is left of it."""
    if not _is_positive(value.planned) or not isinstance(value.free, Known) or value.free.value >= 0:
        return None
    over = show(Known(-value.free.value), value.unit, language, short=True)
    planned, left = (show(one, value.unit, language, short=True) for one in (value.planned, value.remaining))
    name = account_name(value.account, model, language)
    return TOO_MUCH(account=name, planned=planned, over=over, left=left).render(language)


def _named(strays: Strays, language: Language) -> str:
    """What the first rows say that name no account, and where."""
    words = [
        NAMED(word=quoted(word, language) if word else NOTHING().render(language), place=place_text(place)).render(
            language
        )
        for word, place in strays.named[:MOST_NAMED]
    ]
    named = BETWEEN().render(language).join(words)
    return AND_OTHERS(named=named).render(language) if len(strays.named) > MOST_NAMED else named
