"""The alerts of a plan, judged over all closed periods.

In: a plan held against data. Out: a `JudgedAlert` for each alert, with the alerts that hold it back. How verdicts become
a life is told in `alerts`, what people hear of it in `alert_news`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeVar, cast

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from planlang.evaluate.alerts.alert_news import entity_title
from planlang.evaluate.alerts.alerts import OPPOSITE, fold_alerts, inhibited
from planlang.evaluate.alerts.forms import alert_forms, in_force_in
from planlang.evaluate.alerts.histories import JudgedAlert
from planlang.evaluate.breakdown import Parting, broken_down, credited, owners_of
from planlang.evaluate.cells.exact import Integers
from planlang.evaluate.cells.matrix import KNOWN, Codes, ranked
from planlang.evaluate.cells.truths import FALSE, NO_CELL
from planlang.evaluate.conditions.judging import Verdicts, judge
from planlang.evaluate.entities.roster import Entities, Roster
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.held import Held
from planlang.evaluate.results.alert_states import NOTHING, Bound, Compared, Scaled
from planlang.evaluate.results.readings import Reading
from planlang.frozen import field, frozen
from planlang.semantics.expr import FigureComparison, FigureExpression
from planlang.semantics.expressions.extensive import is_fixed
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import Alert, EachPart, EntityKind
from planlang.values.figure import Known
from planlang.values.periods import DAY, Grain, Period, periods_meeting
from planlang.values.units import Plain

T = TypeVar("T", Reading | None, Bound | None)
Sides = tuple[FigureExpression, FigureExpression] | None
"""The value and the limit of a comparison."""
MOST_KEPT = 16_384
"""How many comparisons of a condition are kept."""


def closed_periods(held: Held, grain: Grain, start: date | None = None) -> tuple[Period, ...]:
    """The closed periods of the plan, ascending, without those before `start`."""
    plan = held.plan
    first = max(plan.start, start or plan.start)
    found = periods_meeting(first, plan.end + DAY, grain, plan.grid)
    return tuple(
        period
        for period in found
        if datetime.combine(period.end, time()) <= held.as_of.cut and (start is None or period.start >= start)
    )


def judged_alerts(held: Held) -> tuple[JudgedAlert, ...]:
    """Every alert of the plan in declared order."""
    closed: dict[tuple[Grain, date | None], tuple[Period, ...]] = {}
    judged = {name: judged_alert(held, alert, closed) for name, alert in held.plan.model.alerts.items()}
    return tuple(_held_back(held, name, found, judged) for name, found in judged.items())


def judged_alert(
    held: Held, alert: Alert, closed: dict[tuple[Grain, date | None], tuple[Period, ...]] | None = None
) -> JudgedAlert:
    """One alert, which nothing holds back yet; `closed` are the periods that others were judged over."""
    closed = {} if closed is None else closed
    if alert.part is None:
        return _judged(held, alert, closed)
    return _judged_by_part(held, alert, alert.part, closed)


def _judged(
    held: Held,
    alert: Alert,
    closed: dict[tuple[Grain, date | None], tuple[Period, ...]],
    written: Sequence[Alert] = (),
) -> JudgedAlert:
    """One alert, before it is known what holds it back; `closed` are the periods that others were judged over, `written`
    its forms where they are not those of the plan.
    """
    entities = held.roster.entities(alert.entity, alert.role, alert.where)
    reads = written or alert_forms(held.plan, alert)
    key = (alert.grain, alert.start if all(form.start == alert.start for form in reads) else None)
    if key not in closed:
        closed[key] = closed_periods(held, *key)
    periods = closed[key]
    forms = [_form(held, one, entities, periods) for one in reads]
    valid = in_force_in(held.plan, alert, periods)
    out = np.array([not reads[form].is_judged(one) for form, one in zip(valid, periods, strict=True)], dtype=np.bool_)
    calendar = held.plan.calendar
    fold = fold_alerts(
        np.stack(
            [
                np.where(out, NO_CELL, _chosen([form.begun(at) for form in forms], valid)).astype(np.int8)
                for at in range(len(alert.rungs))
            ]
        ),
        [_ended(forms, at, valid) for at in range(len(alert.rungs))],
        needed=[rung.periods for rung in alert.rungs],
        keep=alert.keep,
        reset_on_gap=alert.reset_on_gap,
        counts_age=np.array([calendar.working_days(p.start, p.end) > 0 for p in periods], dtype=np.bool_),
    )

    def compared(rungs: Sequence[int], entities: Sequence[int], period: int) -> Sequence[Compared]:
        return [NOTHING] * len(rungs) if out[period] else forms[valid[period]].comparisons.at(rungs, entities, period)

    def figures(entity: int, period: int) -> Mapping[str, Reading]:
        return _named(held, alert, entities, periods, entity, period)

    def team_of(entity: str, period: Period) -> str:
        return _team_title(held, entity, period)

    return JudgedAlert(alert, tuple(entities), periods, fold, compared, figures, team_of=team_of)


def _judged_by_part(
    held: Held, alert: Alert, part: EachPart, closed: dict[tuple[Grain, date | None], tuple[Period, ...]]
) -> JudgedAlert:
    """An alert about each record of a source or each value of a column, which stand where people stand otherwise."""
    parting = Parting(part.name, part.source)
    start = min(alert.start or held.plan.start, held.plan.start)
    found = broken_down(held.figures, parting, (), start, held.plan.end, alert.figures)
    model = held.plan.model

    def by_part(form: Alert) -> Alert:
        return evolve(
            form,
            entity=EntityKind.PERSON,
            rungs=tuple(
                evolve(
                    rung,
                    when=credited(rung.when, parting, model),
                    until=None if rung.until is None else credited(rung.until, parting, model),
                )
                for rung in form.rungs
            ),
            shown=tuple((name, credited(figure, parting, model)) for name, figure in form.shown),
            among=None if form.among is None else credited(form.among, parting, model),
        )

    view = evolve(held, figures=found.figures, roster=found.figures.spine.roster)
    judged = _judged(view, by_part(alert), closed, [by_part(form) for form in alert_forms(held.plan, alert)])
    owners = owners_of(held.figures, part)
    name = part.name

    def team_of(entity: str, period: Period) -> str:
        owner = owners.get(entity.removeprefix(f"{name}:"))
        return "" if owner is None else _team_title(held, f"rep:{owner}", period)

    keys = tuple(f"{name}:{key.removeprefix('rep:')}" for key in judged.entities)
    return evolve(judged, alert=alert, entities=keys, team_of=team_of, figures_of=found.figures, owners=owners)


@frozen(eq=False)
class _Form:
    """An alert as it reads in one state of the plan, judged over all periods.

    Attributes:
        rungs, until: verdicts of each rung, and of what ends it; None: nothing of its own.
        comparisons: what these compare.
    """

    rungs: Sequence[Verdicts]
    until: Sequence[Verdicts | None]
    comparisons: _Comparisons

    def begun(self, rung: int) -> Codes:
        """The verdicts of a rung; there is nothing to judge where this form has no such rung."""
        if rung < len(self.rungs):
            return self.rungs[rung].codes
        codes = self.rungs[0].codes
        return np.where(codes == NO_CELL, NO_CELL, FALSE).astype(np.int8)


def _form(held: Held, alert: Alert, entities: Entities, periods: Sequence[Period]) -> _Form:
    """One form of an alert, judged."""
    scaling = alert.scaling

    def judged(condition: FigureExpression, *, ends: bool) -> Verdicts:
        return judge(held.figures, condition, entities, periods, scaling=scaling, ends=ends, among=alert.among)

    rungs = [judged(rung.when, ends=False) for rung in alert.rungs]
    until = [None if rung.until is None else judged(rung.until, ends=True) for rung in alert.rungs]
    sides = [_sides(rung.when) for rung in alert.rungs]
    end_sides = [_sides(rung.until) if rung.until is not None else sides[at] for at, rung in enumerate(alert.rungs)]
    known: dict[Reading | Bound, Reading | Bound] = {}
    begun = [_Sides(held, *pair, periods, known) for pair in zip(rungs, sides, strict=True)]
    ended = [None if one is None else _Sides(held, one, end_sides[at], periods, known) for at, one in enumerate(until)]
    return _Form(rungs, until, _Comparisons([*zip(begun, ended, strict=True)]))


def _chosen(codes: Sequence[Codes], valid: Sequence[int]) -> Codes:
    """In each period the verdicts of the form that counts in it."""
    if len(codes) == 1:
        return codes[0]
    return np.stack([codes[form][:, period] for period, form in enumerate(valid)], axis=1) if len(valid) else codes[0]


def _ended(forms: Sequence[_Form], rung: int, valid: Sequence[int]) -> Codes | None:
    """When a rung ends; None where no form says it."""
    said = [form.until[rung] if rung < len(form.until) else None for form in forms]
    if all(one is None for one in said):
        return None
    opposite = [OPPOSITE[form.begun(rung)] for form in forms]
    codes = [other if one is None else one.codes for one, other in zip(said, opposite, strict=True)]
    return _chosen(codes, valid)


def _team_title(held: Held, entity: str, period: Period) -> str:
    """The title of a team, or of the one that a person was in on his last active day of a period."""
    if entity.startswith("rep:"):
        post = held.roster.post_on(entity.removeprefix("rep:"), held.roster.last_active_day(entity, period))
        return held.plan.model.teams[post.team].ident.title if post is not None else ""
    return entity_title(entity, held.plan)


def _sides(condition: FigureExpression) -> tuple[FigureExpression, FigureExpression] | None:
    """The two sides of the comparison that leads, the value first."""
    for part in every(condition):
        if isinstance(part, FigureComparison):
            turned = is_fixed(part.left) and not is_fixed(part.right)
            return (part.right, part.left) if turned else (part.left, part.right)
    return None


@frozen(eq=False)
class _Comparisons:
    """What the rungs of an alert compare, each with what ends it; equal ones are made once, as many histories are alike."""

    rungs: Sequence[tuple[_Sides, _Sides | None]]
    _made: dict[tuple[int, int], tuple[Compared, Compared, Compared]] = field(factory=dict)

    def at(self, rungs: Sequence[int], entities: Sequence[int], period: int) -> list[Compared]:
        """The comparisons of some rungs for as many entities in a period."""
        chosen, rows = np.array(rungs, dtype=np.intp), np.array(entities, dtype=np.intp)
        found = np.full(len(rows), NOTHING, dtype=object)
        for rung in range(len(self.rungs)):  # one that this form does not have compares nothing
            mine = chosen == rung
            found[mine] = self._of_rung(rung, rows[mine], period)
        told: list[Compared] = found.tolist()
        return told

    def _of_rung(self, rung: int, rows: NDArray[np.intp], period: int) -> NDArray[np.object_]:
        """Those of one rung."""
        begun, ended = self.rungs[rung]
        both = (begun,) if ended is None else (begun, ended)
        ranks, first = ranked([side.ranks(period)[rows] for side in both])
        made = np.full(len(first), NOTHING, dtype=object)
        for at, entity in enumerate(rows[first].tolist()):
            sides = [side.at(entity, period) for side in both]
            made[at] = sides[0] if ended is None else self._with_end(*sides)
        return made[ranks]

    def _with_end(self, begun: Compared, ended: Compared) -> Compared:
        """A comparison with the limit that ends it, where that is one of the same figure."""
        key = id(begun), id(ended)
        kept = self._made.get(key)
        if kept is None:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            same = ended.value is begun.value or ended.value == begun.value
            whole = Compared(begun.value, begun.bound, ended.bound) if same else begun
            kept = self._made[key] = begun, ended, whole
        return kept[2]


@frozen(eq=False)
class _Sides:
    """What a condition compares, for entities in periods: equal ones are made once.

    Attributes:
        known: figures and limits that were told before, of all conditions of an alert.
    """

    held: Held
    verdicts: Verdicts
    sides: Sides
    periods: Sequence[Period]
    known: dict[Reading | Bound, Reading | Bound]
    _columns: dict[int, tuple[NDArray[np.intp], list[tuple[int, ...]]]] = field(factory=dict)
    _made: dict[tuple[int, ...], Compared] = field(factory=dict)

    def ranks(self, period: int) -> NDArray[np.intp]:
        """For each entity a number that is the same where all is that tells what is compared in a period."""
        return self._column(period)[0]

    def at(self, entity: int, period: int) -> Compared:
        """The comparison for an entity in a period."""
        ranks, keys = self._column(period)
        key = keys[int(ranks[entity])]
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MOST_KEPT:
                self._made.clear()
            found = self._made[key] = self._new(entity, period)
        return found

    def _column(self, period: int) -> tuple[NDArray[np.intp], list[tuple[int, ...]]]:
        """The ranks of a period, and what each of them stands for; what is not known may have to do with the period."""
        if period in self._columns:
            return self._columns[period]
        told: list[Integers] = [np.zeros(len(self.verdicts.codes), dtype=np.int64)]
        for view in (self.verdicts.value, self.verdicts.limit):
            if view is not None:
                untold = view.cells.why[view.rows, period] != KNOWN
                told[0] = np.where(untold | ~view.exists[:, period], period + 1, told[0])
                told += view.column(period)
        ranks, first = ranked(told)
        keys = [*zip(*(column[first].tolist() for column in told), strict=True)]
        if len(self._columns) > 1:
            self._columns.clear()
        self._columns[period] = ranks, keys
        return ranks, keys

    def _new(self, entity: int, period: int) -> Compared:
        """The comparison; figures and limits that were told before are the same objects."""
        held = self.held
        compared = _compared(self.verdicts, self.sides, entity, period, held.roster)
        compared = _told(held, compared, self.sides, self.periods[period])
        return Compared(self._same(compared.value), self._same(compared.bound))

    def _same(self, told: T) -> T:
        """The first of equal figures or limits."""
        return told if told is None else cast(T, self.known.setdefault(told, told))


def _told(held: Held, compared: Compared, sides: Sides, period: Period) -> Compared:
    """The same; a side that is not loaded names what is missing."""
    if sides is None or compared.value is None or compared.bound is None:
        return compared
    if isinstance(compared.value.figure, Known) and isinstance(compared.bound.limit.figure, Known):
        return compared
    value, limit = (
        evolve(side, figure=named(side.figure, expression, period.start, period.end, held.figures))
        for side, expression in zip((compared.value, compared.bound.limit), sides, strict=True)
    )
    return evolve(compared, value=value, bound=evolve(compared.bound, limit=limit))


def _compared(verdicts: Verdicts, sides: Sides, entity: int, period: int, roster: Roster) -> Compared:
    """The value and the limit of the comparison that leads."""
    units = (Plain(), Plain()) if sides is None else tuple(getattr(side, "unit", Plain()) for side in sides)
    if verdicts.value is None or verdicts.limit is None or verdicts.operator is None:
        return Compared()
    value, found = verdicts.value.figure(entity, period), verdicts.limit.figure(entity, period)
    if value is None or found is None:
        return Compared()
    shown = verdicts.shown_limit(entity, period)
    limit = Reading(found if shown is None else Known(shown), units[1])
    return Compared(
        Reading(value, units[0]),
        Bound(verdicts.operator, limit, _scaled(verdicts, Reading(found, units[1]), entity, period, roster)),
    )


def _scaled(verdicts: Verdicts, exact: Reading, entity: int, period: int, roster: Roster) -> Scaled | None:
    """How a limit came from the one that is written; None where it is that one."""
    limit = verdicts.limit
    if limit is None or limit.share is None:
        return None
    row = int(limit.rows[entity])
    written = limit.cells.figure(row, period)
    if written == exact.figure:
        return None
    sides = (limit.share.numerator, limit.share.denominator)
    worked, nominal = (roster.in_days(int(side[row if len(side) > 1 else 0, period])) for side in sides)
    return Scaled(Reading(written, exact.unit), nominal, worked, exact)


def _named(
    held: Held, alert: Alert, entities: Entities, periods: Sequence[Period], entity: int, period: int
) -> Mapping[str, Reading]:
    """The figures that the alert's message names."""
    found: dict[str, Reading] = {}
    for name, expression in alert.shown:
        figure = held.figures.metric(expression, entities, periods).figure(entity, period)
        if figure is not None:
            at = periods[period]
            figure = named(figure, expression, at.start, at.end, held.figures)
            found[name] = Reading(figure, getattr(expression, "unit", Plain()))
    return found


# ---------------------------------------------------------------- inhibition


def _held_back(held: Held, name: str, child: JudgedAlert, judged: Mapping[str, JudgedAlert]) -> JudgedAlert:
    """The alert with those that hold it back."""
    parents = {
        parent: found
        for parent, found in judged.items()
        if name in found.alert.inhibits and found.alert.grain is child.alert.grain
    }
    rows = {parent: _holders(held, child, found) for parent, found in parents.items()}
    return evolve(child, held=rows) if rows else child


def _holders(held: Held, child: JudgedAlert, parent: JudgedAlert) -> NDArray[np.intp]:
    """For each identity and period the row of the parent's identity that holds it back, or -1."""
    place = {entity: row for row, entity in enumerate(parent.entities)}
    column = {period.label: index for index, period in enumerate(parent.periods)}
    phases = np.zeros((len(parent.entities), len(child.periods)), dtype=np.int8)
    for index, period in enumerate(child.periods):
        if period.label in column:
            phases[:, index] = parent.fold.whole.phase[:, column[period.label]]
    lines = [
        [[place.get(above, -1) for above in (entity, *held.roster.above(entity, p.last_day))] for p in child.periods]
        for entity in child.entities
    ]
    depth = max((len(line) for row in lines for line in row), default=0)
    ancestors = np.full((len(child.entities), len(child.periods), depth), -1, dtype=np.intp)
    for row, entity_lines in enumerate(lines):
        for at, line in enumerate(entity_lines):
            ancestors[row, at, : len(line)] = line
    return inhibited(child.fold.whole.phase, phases, ancestors)
