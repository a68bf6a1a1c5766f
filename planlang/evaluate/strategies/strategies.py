"""Every strategy of a plan: progress, cost, and its goals when it began and now.

In: a plan held against data. Out: a `StrategyValue` each, in declared order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction

from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.goals.attainment import attainment, root_goals
from planlang.evaluate.goals.division import Slice
from planlang.evaluate.held import Held, at
from planlang.evaluate.results.market import Effect, GoalStanding, MeasuredValue, StrategyCost, StrategyValue
from planlang.evaluate.results.money import AccountValue
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.strategies.progress import as_written, done_of
from planlang.schedule.accruals import BEGUN, accrued_of
from planlang.schedule.schedule import Schedule, TaskState
from planlang.semantics.model import Strategy, StrategyMeasure
from planlang.values.figure import Figure, Known, Unknown, Why, summed
from planlang.values.periods import Grain, Period, period_of, previous_period
from planlang.values.units import MoneyIn, Ratio

NO_TARGET = Unknown(Why.NO_TARGET)


def strategy_values(held: Held) -> tuple[StrategyValue, ...]:
    """Every strategy on the day of the cut."""
    strategies = held.plan.model.strategies
    if not strategies:
        return ()
    written = as_written(held.plan, held.schedule)
    return tuple(_value(held, strategy, written) for strategy in strategies.values())


def _value(held: Held, strategy: Strategy, written: Schedule) -> StrategyValue:
    slots, model = held.schedule.slots, held.plan.model
    name = strategy.ident.name
    parts, whole = tuple(held.plan.parts_of(name)), slots.get(name)
    tasks = [part for part in parts if part in model.tasks and part not in held.schedule.undecided]
    acting = [slots[part] for part in tasks if part in slots]
    states = [slot.state for slot in acting]
    done = done_of([slot.name for slot in acting], strategy.weight, held.plan, held.schedule, written, held.cut_day)
    begun = min((slot.start for slot in acting if slot.state in BEGUN), default=None)
    return StrategyValue(
        strategy=name,
        start=None if whole is None else whole.start,
        finish=None if whole is None else whole.finish,
        begun=begun,
        done=states.count(TaskState.FINISHED),
        running=states.count(TaskState.RUNNING),
        ahead=len(states) - sum(state in BEGUN for state in states),
        waiting=len(tasks) - len(states),
        progress=done.progress,
        expected=done.expected,
        guessed=done.guessed,
        cost=_cost(held, strategy),
        effects=tuple(_effect(held, goal, begun) for goal in strategy.serves if goal in model.goals),
        measured=tuple(_measured(held, measure, begun) for measure in strategy.measures),
    )


# ---------------------------------------------------------------- goals and figures


def _effect(held: Held, goal: str, begun: date | None) -> Effect:
    """A goal on the morning of the day on which a strategy began, and now."""
    return Effect(goal, None if begun is None else _standing(held, goal, begun), _standing(held, goal, held.cut_day))


def _standing(held: Held, goal: str, day: date) -> GoalStanding:
    day = min(day, held.figures.catalog.cut_days)
    if goal in held.again:
        return GoalStanding(day, held.again[goal].rate_of_all(day), NO_TARGET, NO_TARGET, Ratio())
    targets = held.targets[goal]

    def actual(part: Slice, start: date, end: date) -> Figure:
        measure = targets.measure(part)
        figure = held.figures.over(measure, part.entity, start, end, at(part, targets))
        return named(figure, measure, start, end, held.figures)

    found = root_goals(targets, day, actual)
    if len(found) == 1:
        return GoalStanding(day, found[0].actual, found[0].target_to_date, found[0].attainment, found[0].unit)
    if not found or not targets.prorated:
        return GoalStanding(day, NO_TARGET, NO_TARGET, NO_TARGET, targets.goal.unit)  # rates of several have no sum
    done, due = summed(one.actual for one in found), summed(one.target_to_date for one in found)
    share = attainment(targets.goal.direction, due.value, done) if isinstance(due, Known) else NO_TARGET
    return GoalStanding(day, done, due, share, targets.goal.unit)


def _measured(held: Held, measure: StrategyMeasure, begun: date | None) -> MeasuredValue:
    """A figure in the last whole week before a strategy began, and in the week under review."""
    grid, week = held.plan.grid, held.as_of.week
    before = None if begun is None else previous_period(period_of(begun, Grain.WEEK, grid), grid)
    if before is not None and before.start >= week.start:
        before = None  # it began within the week that is looked at, or after it

    def reading(period: Period) -> Reading:
        figure = held.figures.metric(measure.value, (WHOLE,), (period,)).figure(0, 0) or Unknown(Why.NOT_ACTIVE)
        return Reading(named(figure, measure.value, period.start, period.end, held.figures), measure.unit)

    return MeasuredValue(
        measure.metric, measure.written, None if before is None else reading(before), before, reading(week)
    )


# ---------------------------------------------------------------- cost


def _cost(held: Held, strategy: Strategy) -> StrategyCost | None:
    """What the tasks of a strategy cost; of accounts that only they are charged to, with what is spent from these."""
    model = held.plan.model
    own = [task for task in model.tasks.values() if task.strategy == strategy.ident.name]
    charges = [charge for task in own for charge in task.costs]
    if not charges:
        return None
    accounts = tuple(dict.fromkeys(charge.account for charge in charges if charge.account is not None))
    values = {value.account: value for budget in held.accounts.values() for value in budget.accounts}
    apart = [values[name] for name in accounts if _is_its_own(held, strategy, name) and _tells(values[name], held)]
    beside = {value.account for value in apart}
    begun = planned = Fraction(0)
    for task in own:
        for one in accrued_of(task, held.plan, held.schedule):
            if one.charge.account not in beside:
                begun += Fraction(one.amount) if one.state in BEGUN else 0
                planned += 0 if one.state in BEGUN else Fraction(one.amount)
    used = summed(value.used for value in apart)
    committed = summed((Known(begun), *(value.committed for value in apart)))
    ahead = summed((Known(planned), *(value.planned for value in apart)))
    return StrategyCost(
        unit=MoneyIn(model.plan.currency),
        used=used if apart else None,
        committed=committed,
        planned=ahead,
        total=summed((used, committed, ahead)),
        to=min(_days(apart), default=None),
    )


def _is_its_own(held: Held, strategy: Strategy, account: str) -> bool:
    """Whether only tasks of a strategy are charged to an account, in which no other stands."""
    model = held.plan.model
    if any(other.parent == account for other in model.accounts.values()):
        return False
    return all(
        task.strategy == strategy.ident.name
        for task in model.tasks.values()
        if any(charge.account == account for charge in task.costs)
    )


def _tells(value: AccountValue, held: Held) -> bool:
    """Whether the plan says what is spent from an account."""
    return held.plan.model.accounts[value.account].spent is not None


def _days(values: Iterable[AccountValue]) -> Iterator[date]:
    return (value.to for value in values if value.to is not None)
