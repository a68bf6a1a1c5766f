"""Goals that come again: in which closed periods each one has reached the target, in which not, and in which nobody knows.

In: a goal, its plan, and figures. Out: a `RecurringValue`, and the share of the known periods in which it was reached
(tests/spec/recurring_goals.md). The target of a period that adds up follows the working days of whoever it is for, as limits of
alerts do, and what somebody new is given of it (`ramp` of his role).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from functools import cached_property

from planlang.evaluate.cells.truths import FALSE, TRUE, UNKNOWN
from planlang.evaluate.conditions.judging import Duties, Verdicts, judge
from planlang.evaluate.entities.roster import Entities, Roster
from planlang.evaluate.entities.spine import At
from planlang.evaluate.figures.figures import Figures
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.goals.beginners import duties, mean_share
from planlang.evaluate.goals.division import Slice
from planlang.evaluate.results.evaluation import GoalStatus
from planlang.evaluate.results.goals import Recurred, RecurringValue, Round
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.expr import Comparison, FigureComparison, FigureConstant, GoalWindow
from planlang.semantics.model import Direction, EntityKind, Goal, GoalEach, StatusBands
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.periods import DAY, Grain, Period, period_of, periods_meeting

OPERATORS = {Direction.AT_LEAST: Comparison.AT_LEAST, Direction.AT_MOST: Comparison.AT_MOST}
REACHED = {TRUE: True, FALSE: False, UNKNOWN: None}


def having(each: GoalEach, roster: Roster) -> tuple[Slice, ...]:
    """Those who each ever have a goal of their own; a person of a team for what is done in that team."""
    everybody = roster.entities(each.entity, each.role, each.where)
    if each.entity is not EntityKind.PERSON or each.where is None:
        return tuple(Slice(key) for key in everybody)
    return tuple(part for key in everybody for part in _places(key, each, each.where, roster))


def _places(key: str, each: GoalEach, where: Sequence[str], roster: Roster) -> Iterator[Slice]:
    """A person as a whole where he is named, else in each of the teams that he is ever in; none below another one of them."""
    if key in where:
        yield Slice(key)
        return
    for team in where:
        lineage = roster.lineage(team.removeprefix("team:")) if team.startswith("team:") else ()
        is_inside = any(f"team:{above}" in where for above in lineage[1:])
        if lineage and not is_inside and key in roster.entities(each.entity, each.role, (team,)).keys:
            yield Slice(key, team)


@frozen(eq=False)
class Again:
    """A goal that comes again, judged when it is first asked for."""

    plan: Plan
    goal: Goal
    figures: Figures

    def value(self) -> RecurringValue:
        """Who has reached it how often."""
        goal, grain = self.goal, self._grain
        found = ((entity, rounds) for entity, rounds in self._rounds.items() if rounds)
        return RecurringValue(
            goal.ident.name,
            grain,
            Fraction(goal.target),
            goal.unit,
            goal.direction,
            goal.bands,
            tuple(Recurred(entity, rounds, share_reached(rounds)) for entity, rounds in found),
        )

    def rate(self, entity: str, window: GoalWindow | None, day: date) -> Figure:
        """In how many of its known periods an entity had reached it by the start of a day, since the goal or a period began."""
        rounds = self._rounds.get(entity)
        if rounds is None:
            return Unknown(Why.NO_TARGET)
        start = self.goal.start
        if window is not None:
            start = period_of(day - DAY, window.grain, self.plan.grid).start
        return share_reached([one for one in rounds if start <= one.period.start and one.period.end <= day])

    def rate_of_all(self, day: date) -> Figure:
        """In how many of the known periods of everybody together it had been reached by the start of a day."""
        return share_reached([one for own in self._rounds.values() for one in own if one.period.end <= day])

    @property
    def _grain(self) -> Grain:
        assert self.goal.every is not None, "only goals that come again are asked"
        return self.goal.every

    @cached_property
    def _rounds(self) -> dict[str, tuple[Round, ...]]:
        """By entity the closed periods in which it was there and had a working day."""
        goal, figures, grid = self.goal, self.figures, self.plan.grid
        within = periods_meeting(goal.start, goal.end + DAY, self._grain, grid)
        whole = (one for one in within if goal.start <= one.start and one.last_day <= goal.end)
        periods = [one for one in whole if datetime.combine(one.end, time()) <= figures.as_of.cut]
        entities = self._entities
        if not periods:
            return dict.fromkeys(entities, ())
        forms = self._forms(periods)
        judged = {form: self._verdicts(form, entities, periods) for form in dict.fromkeys(forms) if form is not None}
        found: dict[str, tuple[Round, ...]] = {}
        for row, entity in enumerate(entities):
            rounds = [
                self._round(judged[form], form, row, at, period, self._share(entity, entities, periods, at))
                for at, (period, form) in enumerate(zip(periods, forms, strict=True))
                if form is not None
            ]
            found[entity] = tuple(one for one in rounds if one is not None)
        return found

    @property
    def _entities(self) -> Entities:
        each, roster = self.goal.each, self.figures.roster
        if each is None:
            return roster.entities(EntityKind.PLAN)
        return roster.entities(each.entity, each.role, each.where)

    def _verdicts(self, form: Goal, entities: Entities, periods: Sequence[Period]) -> Verdicts:
        target = FigureConstant(form.target, form.unit, form.ident.span)
        condition = FigureComparison(OPERATORS[form.direction], form.measure, target, form.ident.span)
        among = None if form.each is None else form.each.among
        return judge(self.figures, condition, entities, periods, ends=True, among=among, duties=self._duties)

    @cached_property
    def _duties(self) -> Duties | None:
        return duties(self.figures, self._entities)

    def _share(self, entity: str, entities: Entities, periods: Sequence[Period], column: int) -> Fraction:
        """Which share of a full target is asked of somebody new in a period, of what adds up."""
        row = self.figures.spine.row(entity, At(entities.role))
        if self._duties is None or row is None:
            return Fraction(1)
        return mean_share(self._duties, self.figures, row, self.figures.periods(periods), column)

    def _round(
        self, judged: Verdicts, form: Goal, row: int, column: int, period: Period, share: Fraction
    ) -> Round | None:
        code = int(judged.codes[row, column])
        if code not in REACHED or judged.value is None:
            return None
        figure = judged.value.figure(row, column) or Unknown(Why.NOT_ACTIVE)
        told = named(figure, form.measure, period.start, period.end, self.figures)
        limit = judged.shown_limit(row, column)
        is_less = judged.limit is not None and judged.limit.share is not None
        asked = Fraction(form.target) if limit is None else limit
        return Round(period, told, asked, REACHED[code], share if is_less else Fraction(1))

    def _forms(self, periods: Sequence[Period]) -> list[Goal | None]:
        """For each period the goal as it reads then: a revision holds from the first period that begins on or after its day, and
        never in one that was closed when it was decided. None where it did not come again in the same rhythm.
        """
        steps = [plan for plan in _course(self.plan) if self.goal.ident.name in plan.model.goals]
        found: list[Goal | None] = []
        for period in periods:
            form: Goal | None = None
            for step in steps:
                revision = step.revision
                if revision is None or (period.start >= revision.on and period.end > revision.known_on):
                    form = step.model.goals[self.goal.ident.name]
            found.append(form if form is not None and form.every is self.goal.every else None)
        return found


def _course(plan: Plan) -> Iterator[Plan]:
    """The plans that this one came from and itself."""
    if plan.before is not None:
        yield from _course(plan.before)
    yield plan


def share_reached(rounds: Sequence[Round]) -> Figure:
    """In how many of the known periods a target was reached."""
    known = [one.is_reached for one in rounds if one.is_reached is not None]
    if known:
        return Known(Fraction(sum(known), len(known)))
    missing = next((one.value for one in rounds if isinstance(one.value, Unknown)), None)
    return Unknown(Why.NOT_BEGUN if missing is None else missing.why)


def light(rate: Figure, bands: StatusBands) -> GoalStatus:
    """How somebody stands by the share of the periods in which he has reached a target."""
    if not isinstance(rate, Known):
        return GoalStatus.NO_DATA
    if rate.value >= Fraction(bands.on_track):
        return GoalStatus.ON_TRACK
    return GoalStatus.AT_RISK if rate.value >= Fraction(bands.at_risk) else GoalStatus.OFF_TRACK
