"""What the work costs, by task and as a whole, and against the budget it serves.

In: the costs of a schedule. Out: a section.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planlang.diagnostics.display import percent, show
from planlang.diagnostics.text import Language, Text
from planlang.evaluate.results.evaluation import Evaluation, GoalValue
from planlang.evaluate.results.readings import Reading
from planlang.plan.plan import Plan
from planlang.report.document import Cell, Column, Paragraph, Row, Section, Subject, Table, Tone
from planlang.report.words.names import title
from planlang.report.words.outline import outline
from planlang.schedule.costs import Budget, Cost, costs
from planlang.schedule.schedule import Schedule
from planlang.values.figure import Known
from planlang.values.units import MoneyIn

COSTS = Text("report.costs.costs", "Costs")
TOTAL = Text("report.costs.total", "cost")
FINISHED = Text("report.costs.finished", "finished")
RUNNING = Text("report.costs.running", "under way")
PLANNED = Text("report.costs.planned", "not begun")
ALL = Text("report.costs.all", "all work")
FOR = Text("report.costs.for", "for {goal}")
WORK_FOR_IT = Text("report.explain.goal-cost", "cost of the work for it")
WITHIN = Text(
    "report.costs.within", "{goal}: {cost} of {allowed} planned ({share}), {committed} of it finished or under way"
)
OVER = Text(
    "report.costs.over",
    "{goal}: {cost} planned is {over} more than the {allowed} allowed, {committed} of it finished or under way",
)


def costs_section(schedule: Schedule, plan: Plan, language: Language, *, whole: bool = False) -> Section | None:
    """A line for each task that stands by itself, in whole for each at all; the sum, and in a plan with budgets what the work
    for each goal costs; then goals that are budgets. Nothing without costs.
    """
    found = costs(plan, schedule)
    if not found.tasks:
        return None

    def row(name: Cell, cost: Cost) -> Row:
        parts = (cost.finished, cost.running, cost.planned)
        return Row((name, _money(cost.total, plan, language), *(_part(part, plan, language) for part in parts)))

    rows = [
        row(Cell(title(plan, line.key), value=Subject(line.key), depth=line.depth), found.tasks[line.key])
        for line in outline(plan, schedule)
        if line.key in found.tasks and (whole or not line.depth)
    ]
    rows.append(row(Cell(ALL().render(language), Tone.STRONG), found.whole))
    for goal, cost in found.goals.items() if plan.model.budgets else ():
        rows.append(row(Cell(FOR(goal=title(plan, goal)).render(language), value=Subject(goal)), cost))
    columns = (
        Column(elastic=True, least=20),
        Column(TOTAL().render(language), right=True),
        Column(FINISHED().render(language), right=True, rank=2),
        Column(RUNNING().render(language), right=True, rank=2),
        Column(PLANNED().render(language), right=True, rank=1),
    )
    budgets = (
        Paragraph(
            budget_words(budget, plan, language),
            Tone.BAD if budget.cost.total > budget.allowed else Tone.PLAIN,
        )
        for budget in found.budgets
    )
    return Section(COSTS().render(language), (Table(columns, tuple(rows), whole=whole), *budgets))


def cost_facts(value: GoalValue, evaluation: Evaluation, language: Language) -> tuple[tuple[Text, Cell], ...]:
    """What the work costs that serves a goal, of the goal as a whole."""
    plan = evaluation.plan
    cost = costs(plan, evaluation.schedule).goals.get(value.goal)
    if cost is None or value.entity != "plan:":
        return ()
    return ((WORK_FOR_IT, _money(cost.total, plan, language)),)


def _money(amount: Decimal, plan: Plan, language: Language) -> Cell:
    """An amount."""
    value = Reading(Known(Fraction(amount)), MoneyIn(plan.model.plan.currency))
    return Cell(money_words(amount, plan, language), value=value)


def _part(amount: Decimal, plan: Plan, language: Language) -> Cell:
    """A part of the cost of a task; a dash where it has none."""
    return _money(amount, plan, language) if amount else Cell("–", Tone.MUTED)


def money_words(amount: Decimal, plan: Plan, language: Language) -> str:
    """An amount in the plan's currency, in short."""
    return show(Known(Fraction(amount)), MoneyIn(plan.model.plan.currency), language, short=True)


def budget_words(budget: Budget, plan: Plan, language: Language) -> str:
    """A budget and what is to be spent of it."""

    def money(amount: Decimal) -> str:
        return money_words(amount, plan, language)

    about = {
        "goal": title(plan, budget.goal),
        "cost": money(budget.cost.total),
        "allowed": money(budget.allowed),
        "committed": money(budget.cost.committed),
    }
    if budget.cost.total > budget.allowed:
        return OVER(over=money(budget.cost.total - budget.allowed), **about).render(language)
    share = percent(Fraction(budget.cost.total) / Fraction(budget.allowed), Fraction(1))
    return WITHIN(share=share, **about).render(language)
