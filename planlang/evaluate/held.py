"""A plan held against data: everything that the judges of one evaluation share.

In: a plan, its loaded data, the as-of instant. Out: `Held`. Nothing is judged here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from itertools import count

import numpy as np

from planlang.data.loaded.snapshot import DataNote, Snapshot
from planlang.evaluate.answers import RowAnswers
from planlang.evaluate.breach_days import broken_rules
from planlang.evaluate.cohorts import entered
from planlang.evaluate.conditions.triggers import held_since
from planlang.evaluate.entities.roster import WHOLE, Roster, make_roster
from planlang.evaluate.entities.roster_rows import listed_posts
from planlang.evaluate.entities.spine import At
from planlang.evaluate.figures.compared.answered import Samples
from planlang.evaluate.figures.derived.breaches import Broken
from planlang.evaluate.figures.derived.entered import Entered
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.goals.attainment import goal_measure
from planlang.evaluate.goals.division import Slice
from planlang.evaluate.goals.quotas import Filled, filled
from planlang.evaluate.goals.ramp import Eased, eased
from planlang.evaluate.goals.recurring import Again, having
from planlang.evaluate.goals.revised import plan_targets
from planlang.evaluate.goals.targets import People, Stretches, Targets
from planlang.evaluate.market.classes import Classes, classified
from planlang.evaluate.money.accounts import Accounts
from planlang.evaluate.results.evaluation import AsOf
from planlang.evaluate.rules.judged import Judged
from planlang.evaluate.rules.process import judge_process
from planlang.evaluate.stages.stage_entries import midnight
from planlang.evaluate.stages.stage_rows import as_number
from planlang.evaluate.stages.visits import STAYS, Visits, keep_visits, make_visits, unsure_of
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.schedule.schedule import Schedule
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.expr import CohortConversion, OfGoal, StayOf
from planlang.semantics.model import Goal, Party, Task
from planlang.values.figure import Figure
from planlang.values.periods import DAY, Period


@frozen(eq=False)
class Held:
    """One plan, one load of data, one as-of instant.

    Attributes:
        cut_day: the first day of which not everything is known: the day that holds the cut, a cut at midnight being
            that of the new day.
        targets: by goal, of those that do not come again.
        again: the goals that come again.
        judged: what the rules of a process found, in declared order; worked out once.
        variants: numbers for the plans that the same data are held against.
        noted: what is to be said of rows of tables of targets.
        visits: by process.
        answers: about single rows, for process rules.
        accounts: the budgets.
        classes: of the records of each segment.
    """

    plan: Plan
    snapshot: Snapshot
    as_of: AsOf
    roster: Roster
    visits: Mapping[str, Visits]
    figures: Figures
    targets: Mapping[str, Targets]
    answers: RowAnswers
    accounts: Accounts
    classes: Mapping[str, Classes]
    again: Mapping[str, Again]
    judged: Callable[[str], tuple[Judged, ...]]
    variants: Iterator[int]
    noted: tuple[DataNote, ...] = ()

    @property
    def cut_day(self) -> date:
        """See the class."""
        return self.as_of.cut.date()

    @cached_property
    def schedule(self) -> Schedule:
        """The dates of the tasks on the day of the cut, by what the data say of conditions."""
        return make_schedule(self.plan, as_of=self.cut_day, held=held_since(self.figures))

    @cached_property
    def samples(self) -> Samples:
        """How many answered of those who were asked, behind figures."""
        return Samples(self.figures, self.figures.interned)

    def route(self, parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
        """The people that parties mean for an entity in a period, each once, in order."""
        return tuple(dict.fromkeys(who for party in parties for who in self.roster.route(party, entity, period)))

    def owner_of(self, entity: str) -> str | None:
        """Who answers for an entity: a person for himself, the head of a team, the owner of a task or milestone."""
        kind, _, name = entity.partition(":")
        if kind == "rep":
            return name
        week = self.as_of.week
        if kind == "task":
            node = self.plan.nodes.get(name)
            parties: tuple[Party, ...] = () if node is None or node.owner is None else (node.owner,)
            if not parties and isinstance(node, Task):
                parties = node.assigned
            return next(iter(self.route(parties, WHOLE, week)), None)
        heads = self.roster.head(name, week.last_day) if kind == "team" and name in self.plan.model.teams else ()
        return next(iter(heads), None)

    def moves(self, process: str, start: date, end: date) -> Counter[tuple[str, str]]:
        """Moves from stage to stage after the day `start`, up to and including the day `end`, as far as they are dated:
        for exports, a move counts on the day it is first seen.
        """
        visits = self.visits[process]
        names = [stage.name for stage in visits.process.stages]
        low, high = (midnight(str(as_number(np.datetime64(day + DAY)))) for day in (start, end))
        found = visits.engine.run(
            f"SELECT previous, stage, COUNT(*) AS found FROM {visits.table(STAYS)}"
            f" WHERE previous IS NOT NULL AND instant >= {low} AND instant < {high} GROUP BY previous, stage"
        )
        moves = zip(*(found[name].tolist() for name in ("previous", "stage", "found")), strict=True)
        return Counter({(names[origin], names[stage]): count for origin, stage, count in moves})


def hold(plan: Plan, snapshot: Snapshot, as_of: AsOf) -> Held:
    """Everything that the judges of one evaluation share; figures are counted when they are asked for."""
    listed = listed_posts(plan.model, snapshot)
    roster = make_roster(plan, listed.posts, listed.leaves)
    visits = make_visits(plan, snapshot, as_of)
    keep_visits(snapshot.engine, visits)
    return _held(plan, snapshot, as_of, roster, visits, count())


def as_if(held: Held, plan: Plan) -> Held:
    """The same data held against another plan of the same teams, sources and processes."""
    return _held(plan, held.snapshot, held.as_of, held.roster, held.visits, held.variants)


def _held(
    plan: Plan,
    snapshot: Snapshot,
    as_of: AsOf,
    roster: Roster,
    visits: Mapping[str, Visits],
    variants: Iterator[int],
) -> Held:
    """A plan with its figures and targets."""
    into = f"judged_{next(variants)}"

    def of_goal(asked: OfGoal, entity: str, period: Period) -> Figure:
        day = min(period.end, figures.catalog.cut_days)
        if asked.goal in again:
            return again[asked.goal].rate(entity, asked.window, day)
        its = targets[asked.goal]
        return goal_measure(
            its,
            asked,
            entity,
            day,
            lambda part, start, end: figures.over(its.measure(part), part.entity, start, end, at(part, its)),
            plan.grid,
        )

    def days(part: Slice, role: str | None) -> Stretches | None:
        kind, _, person = part.entity.partition(":")
        return figures.spine.stretches(person, team_of(part), role) if kind == "rep" else None

    def new(part: Slice, role: str | None) -> tuple[Eased, ...] | None:
        kind, _, person = part.entity.partition(":")
        if kind != "rep" or not any(ramps.values()):
            return None
        return eased(figures.spine.in_roles(person, team_of(part), role), roster.joined(person), ramps)

    @cache
    def judged(process: str) -> tuple[Judged, ...]:
        return judge_process(plan, visits[process], snapshot, answers, roster, into)

    def broken(process: str) -> Broken | None:
        loaded = {load.source for load in snapshot.loads}
        found = visits.get(process)
        if found is None or found.process.source not in loaded:
            return None
        return broken_rules(found, judged(process))

    def came(asked: CohortConversion | StayOf) -> Entered | None:
        found = visits.get(asked.process)
        if found is None or found.process.source not in {load.source for load in snapshot.loads}:
            return None
        return entered(asked, plan, found, snapshot)

    ramps = {name: role.ramp for name, role in plan.model.roles.items()}
    untimed = frozenset(name for name, found in visits.items() if found.untimed)
    figures = Figures(
        plan,
        snapshot,
        as_of,
        roster,
        of_goal,
        unsure_of(visits),
        untimed,
        lambda asked, stretch: accounts.answer(asked, stretch),
        broken,
        entered=came,
    )
    accounts = Accounts(plan, figures, lambda: held.schedule)
    answers = RowAnswers(figures.catalog, snapshot.engine)
    goals = plan.model.goals
    tables: dict[int, Filled] = {}

    def with_table(goal: Goal) -> Goal:
        if goal.quotas is None:
            return goal
        if id(goal) not in tables:
            tables[id(goal)] = filled(goal, plan, snapshot, roster, as_of.cut.date())
        return tables[id(goal)].goal

    people = People(days, lambda each: having(each, roster), with_table, new)
    targets = {name: plan_targets(plan, name, people) for name, goal in goals.items() if goal.every is None}
    noted = tuple(dict.fromkeys(note for one in tables.values() for note in one.notes))
    again = {name: Again(plan, goal, figures) for name, goal in goals.items() if goal.every is not None}
    held = Held(
        plan,
        snapshot,
        as_of,
        roster,
        visits,
        figures,
        targets,
        answers,
        accounts,
        classified(figures),
        again,
        judged,
        variants,
        noted,
    )
    return held


def team_of(part: Slice) -> str | None:
    """The team in which alone a part of a goal counts what is done; None for all teams."""
    return None if part.within is None else part.within.removeprefix("team:")


def at(part: Slice, targets: Targets) -> At:
    """Where alone a part of a goal counts what a person does."""
    return At(targets.role, team_of(part))
