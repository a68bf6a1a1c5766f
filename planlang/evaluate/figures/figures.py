"""Figures of a plan: for any expression, entity and stretch of days the exact value, or why there is none.

In: a plan, its loaded data, the as-of instant, the roster. Out: `Matrix` for entities and periods, `Figure` for one
entity and any days. Conditions are judged in `conditions`; the course of
goals is not known here and is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import assert_never

import numpy as np
from attrs import evolve

from planlang.data.loaded.snapshot import DataNote, Snapshot
from planlang.evaluate.cells import exact
from planlang.evaluate.cells.cellwise import arithmetic, growth, mean, otherwise, ratio
from planlang.evaluate.cells.exact import Exact, Integers, Truths
from planlang.evaluate.cells.matrix import Cells, Matrix, all_unknown, cells, code, no_reach, one_value
from planlang.evaluate.entities.roster import Entities, Roster
from planlang.evaluate.entities.spine import ANYWHERE, At, Level, Spine, level_of
from planlang.evaluate.figures.asked import aggregates_in, everything_in, marks_of, of_plan, people_in_teams
from planlang.evaluate.figures.compared.notes import beside
from planlang.evaluate.figures.compared.peers import Peers
from planlang.evaluate.figures.compared.team_figures import of_others
from planlang.evaluate.figures.derived.answered import one_by_one
from planlang.evaluate.figures.derived.assumed import assumed_cells
from planlang.evaluate.figures.derived.breaches import Broken, BrokenRules, breach_count
from planlang.evaluate.figures.derived.customers import Customers
from planlang.evaluate.figures.derived.dividing import when_zero
from planlang.evaluate.figures.derived.entered import Entered, Entries, entered_figure
from planlang.evaluate.figures.derived.headcount import headcount, rosters
from planlang.evaluate.figures.derived.largest import shares
from planlang.evaluate.figures.derived.responses import response_rate
from planlang.evaluate.figures.derived.tenure import tenure
from planlang.evaluate.figures.facts import Facts
from planlang.evaluate.figures.layouts import ends, layouts
from planlang.evaluate.figures.provenance import Asked, Provenance
from planlang.evaluate.figures.row_notes import row_notes
from planlang.evaluate.figures.windows import Columns, Stretch, is_mean, of_days, of_periods, seen_through
from planlang.evaluate.results.evaluation import AsOf, Evidence
from planlang.plan.plan import Plan
from planlang.query.catalog import Catalog
from planlang.query.logical import rows_of
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    Arithmetic,
    Assumed,
    BreachesOf,
    BudgetMeasure,
    ChangeAgainst,
    CohortConversion,
    FigureAll,
    FigureAny,
    FigureArithmetic,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    FigureNot,
    FigureOtherwise,
    FigureUnknown,
    FigureWindow,
    Headcount,
    MetricRef,
    OfBudget,
    OfCustomers,
    OfGoal,
    OverWindow,
    Passed,
    PerWorkingDay,
    RatioOf,
    ResponseRate,
    ShareOfLargest,
    StayOf,
    Tenure,
)
from planlang.semantics.expressions.walk import shape as said
from planlang.values.figure import Figure, Lack, Unknown, Why
from planlang.values.periods import Period
from planlang.values.zoned import is_provisional

GoalAnswer = Callable[[OfGoal, str, Period], Figure]
"""What is asked of a goal, for an entity, as it stood at the end of a period."""
BudgetAnswer = Callable[[OfBudget, Stretch], Figure]
"""What is asked of a budget: what comes up on the days of a stretch, all else as it stood at the end of its period."""

KEPT_CELLS = 8_000_000
"""How many cells are kept for reuse before they are forgotten."""


class Figures:
    """Answers every question about figures; what it has worked out it keeps.

    Attributes:
        roster: who is in which team.
        spine: rows and memberships.
        catalog: what the compiler knows of the data.
        facts: aggregates in bulk.
        provenance: finds the rows behind figures.
        lacks: what figures over stretches of days lack, as far as it was asked for (`lacking`).
    """

    def __init__(
        self,
        plan: Plan,
        snapshot: Snapshot,
        as_of: AsOf,
        roster: Roster,
        goal_value: GoalAnswer | None = None,
        unsure: frozenset[tuple[str, bool]] = frozenset(),
        untimed: frozenset[str] = frozenset(),
        budget_value: BudgetAnswer | None = None,
        broken: BrokenRules | None = None,
        entered: Entries | None = None,
    ) -> None:
        self.plan = plan
        self.snapshot = snapshot
        self.as_of = as_of
        self.roster = roster
        self.goal_value = goal_value
        self.budget_value = budget_value
        self._broken_rules = broken
        self._entries = entered
        self._entered: dict[FigureExpression, Entered | None] = {}
        self._broken: dict[str, Broken | None] = {}
        self.spine = Spine(roster, people_in_teams(plan.model, roster))
        self.catalog = Catalog(plan.model, layouts(snapshot), as_of.cut, ends(snapshot))
        self.facts = Facts(
            catalog=self.catalog,
            spine=self.spine,
            engine=snapshot.engine,
            coverage=snapshot.coverage,
            lacking=snapshot.lacking,
            calendar=plan.calendar,
            marks=marks_of(plan, self.catalog.cut_days),
            unsure=unsure,
            untimed=untimed,
            resembling=snapshot.resembling,
        )
        self.facts.announce(aggregates_in(of_plan(plan.model), plan.model))
        self.provenance = Provenance(plan, snapshot, self.facts)
        self._customers = Customers(self.facts, self.interned)
        self._columns: dict[tuple[Stretch | None, ...], Columns] = {}
        self._of_periods: dict[tuple[Period, ...], Columns] = {}
        self._worked: dict[tuple[Level, Columns], Integers] = {}
        self._nominal: dict[Columns, Integers] = {}
        self._exists: dict[tuple[Level, Columns], Truths] = {}
        self._same: dict[int, tuple[FigureExpression, FigureExpression]] = {}
        self._by_shape: dict[object, FigureExpression] = {}
        self._seen: dict[tuple[Columns, FigureWindow], tuple[Columns, ...]] = {}
        self._known: dict[tuple[int, Level, Columns], Cells] = {}
        self._size = 0
        self.lacks: dict[tuple[FigureExpression, date, date], tuple[Lack, ...]] = {}

    # ------------------------------------------------------------ questions

    def prepare(self, expressions: Sequence[FigureExpression]) -> None:
        """Announce further expressions, so that they are counted together with those of the plan."""
        self.facts.announce(aggregates_in(expressions, self.plan.model))

    def metric(
        self, asked: str | FigureExpression, entities: Entities | Sequence[str], periods: Sequence[Period]
    ) -> Matrix:
        """A metric by qualified name, or any figure, for entities in periods of one grain."""
        expression = self.plan.model.metrics[asked].value if isinstance(asked, str) else asked
        return self._matrix(expression, entities, self.periods(periods))

    def over_days(
        self, expression: FigureExpression, entities: Entities | Sequence[str], start: date, end: date
    ) -> Matrix:
        """A figure for entities over the days `[start, end)`: one column."""
        return self._matrix(expression, entities, self.interned(of_days([(start, end)], self.plan.grid)))

    def over(self, expression: FigureExpression, entity: str, start: date, end: date, at: At = ANYWHERE) -> Figure:
        """A figure for one entity over the days `[start, end)`; of a person `at` a team, or in a role, of what was done there."""
        row = self.spine.row(entity, at)
        if row is None:
            return Unknown(Why.NOT_ACTIVE)
        columns = self.interned(of_days([(start, end)], self.plan.grid))
        return self.cells(expression, level_of(entity), columns).figure(row, 0)

    def active_days(self, entities: Iterable[str], period: Period) -> Mapping[str, Fraction | int]:
        """Working days of a period on which entities are there; 0 for one that is in no team."""
        columns = self.periods((period,))
        presence, roster = self.facts.presence(columns), self.spine.roster
        worked = {level: presence.worked(level, columns.starts, columns.ends)[:, 0].tolist() for level in Level}
        found: dict[str, Fraction | int] = {}
        for entity in entities:
            row = self.spine.row(entity)
            found[entity] = 0 if row is None else roster.in_days(worked[level_of(entity)][row])
        return found

    def course(
        self, expression: FigureExpression, start: date, days: Sequence[date]
    ) -> tuple[tuple[date, Figure], ...]:
        """A figure of the whole plan from a day to the start of each of some later days."""
        if not days:
            return ()
        columns = self.interned(of_days([(start, day) for day in days], self.plan.grid))
        found = self.cells(expression, Level.PLAN, columns)
        return tuple((day, found.figure(0, column)) for column, day in enumerate(days))

    def evidence(
        self,
        expression: FigureExpression,
        entity: str,
        start: date,
        end: date,
        limit: int = 20,
        at: At = ANYWHERE,
    ) -> Evidence:
        """What a figure over the days `[start, end)` rests on; two passes over the data."""
        return self.evidences([Asked(expression, entity, start, end, at)], limit)[0]

    def evidences(self, asked: Sequence[Asked], limit: int = 20) -> tuple[Evidence, ...]:
        """What figures rest on, in the order asked; two passes over the data for each aggregate and level."""
        found = self.provenance.evidences(asked, limit)
        return tuple(self._beside(one, evidence, limit) for one, evidence in zip(asked, found, strict=True))

    def _beside(self, one: Asked, evidence: Evidence, limit: int) -> Evidence:
        """Evidence with what is told beside a rank, a share or a growth."""
        row = self.spine.row(one.entity, one.at)
        if row is None:
            return evidence
        columns = self.interned(Columns((one.stretch(self.plan.grid),)))
        notes = tuple(beside(self, one.expression, level_of(one.entity), row, columns, limit))
        return evolve(evidence, notes=(*evidence.notes, *notes)) if notes else evidence

    def row_notes(self) -> tuple[DataNote, ...]:
        """What is to be told of the rows that figures rest on."""
        return row_notes(self.provenance)

    def provisional(self, expression: FigureExpression, period: Period) -> bool:
        """Whether a closed period may still change: a source it rests on is within its days of grace."""
        model = self.plan.model
        aggregates = aggregates_in([expression], model)
        sources = {source for a in aggregates for source in (a.source, *self.catalog.covered_by(rows_of(a)))}
        for part in everything_in([expression], model):
            match part:
                case Headcount():
                    sources.update(rosters(model))
                case BreachesOf(process=name) | CohortConversion(process=name) | StayOf(process=name):
                    sources.add(model.processes[name].source)
        grace = max((model.sources[source].grace_days for source in sources), default=0)
        return is_provisional(period, self.as_of.cut, grace)

    # ------------------------------------------------------------ columns and rows

    def broken(self, process: str) -> Broken | None:
        """The breaches of a process; None where its records are not there."""
        if process not in self._broken:
            self._broken[process] = None if self._broken_rules is None else self._broken_rules(process)
        return self._broken[process]

    def entered(self, asked: CohortConversion | StayOf) -> Entered | None:
        """The visits that a figure is about; None where the records of the process are not there."""
        key = self.same(asked)
        if key not in self._entered:
            self._entered[key] = None if self._entries is None else self._entries(asked)
        return self._entered[key]

    def periods(self, periods: Sequence[Period]) -> Columns:
        """The columns for periods, the same object every time."""
        key = tuple(periods)
        found = self._of_periods.get(key)
        if found is None:
            found = self._of_periods[key] = self.interned(of_periods(key))
        return found

    def interned(self, columns: Columns) -> Columns:
        """The columns with the same stretches that were met first."""
        return self._columns.setdefault(columns.stretches, columns)

    def through(self, columns: Columns, window: FigureWindow) -> tuple[Columns, ...]:
        """The columns that a window asks for."""
        key = (columns, window)
        if key not in self._seen:
            self._seen[key] = tuple(self.interned(seen) for seen in seen_through(columns, window, self.plan.grid))
        return self._seen[key]

    def _matrix(self, expression: FigureExpression, entities: Entities | Sequence[str], columns: Columns) -> Matrix:
        """Rows for the entities, picked from those of their levels."""
        keys = tuple(entities)
        role = entities.role if isinstance(entities, Entities) else None
        by_level: dict[Level, list[tuple[int, int]]] = {}
        for index, key in enumerate(keys):
            row = self.spine.row(key, At(role))
            if row is not None:
                by_level.setdefault(level_of(key), []).append((index, row))
        found = {level: self.cells(expression, level, columns) for level in by_level}
        wide = any(c.exact.numerator.dtype == object or c.exact.denominator.dtype == object for c in found.values())
        shape = (len(keys), len(columns))
        top = np.zeros(shape, dtype=object if wide else np.int64)
        below = np.ones_like(top)
        why = np.full(shape, code(Why.NOT_ACTIVE), dtype=np.int8)
        partial, exists = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
        reach = no_reach(shape) if any(part.reach is not None for part in found.values()) else None
        for level, pairs in by_level.items():
            into, rows = (np.array(side) for side in zip(*pairs, strict=True))
            part = found[level]
            top[into] = part.exact.numerator[rows]
            below[into] = np.broadcast_to(part.exact.denominator, part.why.shape)[rows]
            why[into], partial[into] = part.why[rows], part.partial[rows]
            exists[into] = self.exists(level, columns)[rows]
            if reach is not None and part.reach is not None:
                reach.told[into] = part.reach.told[rows]
                for all_ends, ends in ((reach.low, part.reach.low), (reach.high, part.reach.high)):
                    all_ends.numerator[into] = ends.numerator[rows]
                    all_ends.denominator[into] = np.broadcast_to(ends.denominator, part.why.shape)[rows]
        periods = tuple(stretch.period for stretch in columns.stretches if stretch is not None)
        return Matrix(keys, periods, Cells(Exact(top, below), why, partial, reach), exists)

    def exists(self, level: Level, columns: Columns) -> Truths:
        """Whether an entity is active on some day of each stretch."""
        key = (level, columns)
        found = self._exists.get(key)
        if found is None:
            active = self.facts.presence(columns).active(level, columns.starts, columns.ends)
            found = self._exists[key] = np.asarray(active > 0, dtype=np.bool_)
        return found

    def worked(self, level: Level, columns: Columns) -> Integers:
        """Working days of each stretch on which an entity is there, so many `a_day` (see `Roster`)."""
        key = (level, columns)
        found = self._worked.get(key)
        if found is None:
            found = self._worked[key] = self.facts.presence(columns).worked(level, columns.starts, columns.ends)
        return found

    def nominal(self, columns: Columns) -> Integers:
        """Working days of the weekly pattern in each stretch, so many `a_day`; one row."""
        found = self._nominal.get(columns)
        if found is None:
            found = self._nominal[columns] = self.facts.presence(columns).nominal(columns.starts, columns.ends)
        return found

    def same(self, expression: FigureExpression) -> FigureExpression:
        """The expression that says the same and was met first, wherever each is written."""
        known = self._same.get(id(expression))
        if known is None:
            first = self._by_shape.setdefault(said(expression), expression)
            known = self._same[id(expression)] = (expression, first)
        return known[1]

    # ------------------------------------------------------------ expressions

    def cells(self, expression: FigureExpression, level: Level, columns: Columns) -> Cells:
        """A figure for every row of a level and every stretch."""
        expression = self.same(expression)
        key = (id(expression), level, columns)
        found = self._known.get(key)
        if found is None:
            found = self._worked_out(expression, level, columns)
            self._size += found.why.size
            if self._size > KEPT_CELLS:
                self._known.clear()
                self._size = found.why.size
            self._known[key] = found
        return found

    def _worked_out(self, expression: FigureExpression, level: Level, columns: Columns) -> Cells:
        match expression:
            case Aggregate():
                return self.facts.cells(expression, level, columns)
            case Headcount():
                return headcount(expression, level, columns, self.facts)
            case BreachesOf(process=name):
                broken = self.broken(name)
                if broken is None:
                    return all_unknown((self.spine.rows(level), len(columns)), Why.NOT_LOADED)
                return breach_count(broken, level, columns, self.facts)
            case CohortConversion() | StayOf():
                return entered_figure(expression, self.entered(expression), level, columns, self.facts)
            case OfCustomers():
                return self._customers.cells(expression, level, columns)
            case ResponseRate():
                return response_rate(expression, level, columns, self.facts, self.interned)
            case Tenure():
                return tenure(level, columns, self.facts, self.plan.start)
            case MetricRef(metric=name):
                return self.cells(self.plan.model.metrics[name].value, level, columns)
            case FigureConstant(value=value):
                return one_value(Fraction(value), (self.spine.rows(level), len(columns)))
            case RatioOf(numerator=numerator, denominator=denominator, min_sample=sample):
                part, whole = self.cells(numerator, level, columns), self.cells(denominator, level, columns)
                return ratio(part, whole, sample, when_zero(denominator, self.plan.model))
            case FigureArithmetic(operator=operator, left=left, right=right):
                first, second = self.cells(left, level, columns), self.cells(right, level, columns)
                return arithmetic(operator, first, second, when_zero(right, self.plan.model))
            case OverWindow(subject=subject, window=window):
                return self._over(subject, window, level, columns)
            case ChangeAgainst(subject=subject, window=window, relative=relative, over=own):
                now = self.cells(subject, level, columns) if own is None else self._over(subject, own, level, columns)
                base = self._over(subject, window, level, columns)
                return growth(now, base) if relative else arithmetic(Arithmetic.SUBTRACT, now, base)
            case PerWorkingDay(subject=subject):
                days = Exact(self.worked(level, columns), exact.ONE * self.spine.roster.hours.a_day)
                worked = cells(days, np.zeros(days.numerator.shape, dtype=np.int8))
                return arithmetic(Arithmetic.DIVIDE, self.cells(subject, level, columns), worked)
            case AmongPeers(subject=subject):
                peers, presence = Peers(self.spine, level, columns), self.facts.presence(columns)
                return of_others(expression, peers, presence, lambda other: self.cells(subject, other, columns))
            case ShareOfLargest():
                return shares(expression, self, level, columns)
            case OfGoal():
                return self._of_goal(expression, level, columns)
            case OfBudget():
                return self._of_budget(expression, level, columns)
            case Assumed(assumption=name):
                assumption, rows = self.plan.model.assumptions[name], self.spine.rows(level)
                cut = self.catalog.cut_days
                return assumed_cells(assumption, expression, rows, columns, cut, self.plan.calendar)
            case FigureOtherwise(subject=subject, fallback=fallback):
                return otherwise(self.cells(subject, level, columns), self.cells(fallback, level, columns))
            case Passed() | FigureComparison() | FigureAll() | FigureAny() | FigureNot() | FigureUnknown():
                raise AssertionError("a truth is no figure; conditions are judged in conditions.py")
            case unreachable:
                assert_never(unreachable)

    def _over(self, subject: FigureExpression, window: FigureWindow, level: Level, columns: Columns) -> Cells:
        """A figure over a window."""
        seen = self.through(columns, window)
        if is_mean(window):
            return mean([self.cells(subject, level, one) for one in seen])
        return self.cells(subject, level, seen[0])

    def _of_goal(self, expression: OfGoal, level: Level, columns: Columns) -> Cells:
        """What is asked of a goal, entity by entity: the course of goals is worked out elsewhere."""
        answer = self.goal_value
        if answer is None:
            return all_unknown((self.spine.rows(level), len(columns)), Why.NO_TARGET)
        return one_by_one(
            self.spine.entities(level), columns, lambda entity, stretch: answer(expression, entity, stretch.period)
        )

    def _of_budget(self, expression: OfBudget, level: Level, columns: Columns) -> Cells:
        """What is asked of a budget, which is that of the whole plan."""
        spent, answer = self.plan.model.accounts[expression.account].spent, self.budget_value
        if spent is not None and expression.measure is BudgetMeasure.USED:
            return self.cells(spent, level, columns)
        if level is not Level.PLAN or answer is None:
            return all_unknown((self.spine.rows(level), len(columns)), Why.NO_VALUES)
        return one_by_one(self.spine.entities(level), columns, lambda entity, stretch: answer(expression, stretch))
