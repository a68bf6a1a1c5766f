"""Incentives: what each gets for the last closed period, deal by deal, with what is open from the periods before.

In: a plan held against data. Out: an `IncentiveValue` for each incentive. Everything is worked out anew from figures; only what is
settled is taken as it was paid. What is not known pays nothing and is told; it never counts as nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import evolve, field
from numpy.typing import NDArray

from planlang.evaluate.cells.exact import Truths
from planlang.evaluate.cells.matrix import Matrix
from planlang.evaluate.cells.truths import FALSE, TRUE
from planlang.evaluate.conditions.judging import plainly
from planlang.evaluate.entities.roster import Entities
from planlang.evaluate.figures.lacking import named
from planlang.evaluate.held import Held
from planlang.evaluate.people.account import Balance, carried_on
from planlang.evaluate.people.deals import Asked, Counted, deals_of
from planlang.evaluate.people.earned import NOTHING, Earned, by_return, worked_out
from planlang.evaluate.people.pay import ZERO, by_tiers, prizes, ranks
from planlang.evaluate.results.beside import Later
from planlang.evaluate.results.people import Deal, IncentiveValue, Payee, TakenBack
from planlang.evaluate.results.readings import Reading
from planlang.frozen import define
from planlang.plan.recurring import occurrences
from planlang.semantics.expr import FigureConstant, FigureExpression
from planlang.semantics.model import DayKind, Incentive, OffWork
from planlang.values.calendars import Calendar
from planlang.values.figure import Figure, Known, Unknown, Why, mapped, summed
from planlang.values.money import minor_digits
from planlang.values.periods import DAY, Grid, Period, period_of, periods_meeting
from planlang.values.units import MoneyIn, Plain
from planlang.values.zoned import is_closed

LOOK_AHEAD = timedelta(days=800)
"""How long after a period its pay day is looked for."""


def incentives(held: Held) -> tuple[IncentiveValue, ...]:
    """Every incentive of the plan, in declared order."""
    return tuple(_Pay(held, name, one).value() for name, one in held.plan.model.incentives.items())


@define
class _Pay:
    """One incentive over all closed periods of the plan."""

    held: Held
    name: str
    incentive: Incentive
    periods: tuple[Period, ...] = ()
    everybody: Entities = field(init=False)
    digits: int = field(init=False)
    rows: dict[str, int] = field(init=False)
    there: Truths = field(init=False, factory=lambda: np.zeros((0, 0), dtype=np.bool_))
    _figures: dict[int, Matrix] = field(factory=dict)
    _all: Mapping[Asked, tuple[Counted, ...]] | None = None
    _judged: dict[int, NDArray[np.int8]] = field(factory=dict)

    @everybody.default
    def _everybody(self) -> Entities:
        return self.held.roster.entities(self.incentive.entity, self.incentive.role, self.incentive.where)

    @rows.default
    def _rows(self) -> dict[str, int]:
        return {entity: row for row, entity in enumerate(self.everybody)}

    @digits.default
    def _digits(self) -> int:
        return minor_digits(self.incentive.currency)

    def value(self) -> IncentiveValue:
        """What it pays for the last closed period."""
        plan, cut = self.held.plan, self.held.as_of.cut
        until = min(cut.date(), plan.end + DAY)
        closed = [
            period
            for period in periods_meeting(plan.start, max(until, plan.start), self.incentive.grain, plan.grid)
            if period.start >= plan.start and is_closed(period, cut)
        ]
        if not closed or not len(self.everybody):
            return IncentiveValue(self.name, closed[-1] if closed else None, ())
        self.periods = tuple(closed)
        self.there = self._there()
        period, last = closed[-1], len(closed) - 1
        groups = [self._group(at) for at in range(len(closed))]
        earned = [self._earned(at, groups[at][0]) for at in range(len(closed))]
        taken = self._taken(groups, earned)
        settled = {
            one.period.start: {entity: Fraction(amount) for entity, amount in one.paid}
            for one in self.incentive.settled
            if one.period in closed
        }
        payees: list[Payee] = []
        unsure: dict[str, None] = {}
        for entity in self.everybody:
            open_ = Balance()
            for at, before in enumerate(closed[:last]):
                own = earned[at].get(entity)
                back = summed([one.pay for one in taken.get((entity, before), ())])
                paid = settled.get(before.start)
                payment = None if paid is None else paid.get(entity, ZERO)
                due = summed([own.after_cap if own else NOTHING, self._before(earned, entity, at)])
                open_ = carried_on(open_, due, back, payment)
                if open_.unsure:
                    unsure[before.label] = None
            opening = summed([open_.amount, self._before(earned, entity, last)])
            payee = self._payee(entity, last, earned[last], taken.get((entity, period), ()), opening, settled)
            if payee is not None:
                payees.append(payee)
        return IncentiveValue(
            self.name,
            period,
            tuple(payees),
            groups[last][1],
            pay_day(self.incentive, period, self.held.plan.calendar, plan.grid),
            any(self.held.figures.provisional(one, period) for one in _figures_of(self.incentive)),
            period.start in settled,
            tuple(unsure),
            summed([one.payout for one in payees]),
            self._forgiven(payees),
        )

    def _before(self, earned: Sequence[Mapping[str, Earned]], entity: str, at: int) -> Figure:
        """What was earned to date before a period, to be taken off; nothing where each period is paid by itself."""
        longer = self.incentive.to_date
        if longer is None or not at or entity not in earned[at - 1]:
            return NOTHING
        now, before = (period_of(one.last_day, longer, self.held.plan.grid) for one in self.periods[at - 1 : at + 1])
        if now != before:
            return NOTHING
        return mapped(earned[at - 1][entity].after_cap, lambda amount: Known(-amount))

    def _forgiven(self, payees: Sequence[Payee]) -> tuple[str, ...]:
        """Whose base is below zero while no tier pays a share of it."""
        tiers = self.incentive.tiers
        if tiers is None or not tiers.shares:
            return ()
        found: list[str] = []
        for one in payees:
            base = one.base.figure if one.base is not None else None
            reached = one.measure.figure if one.measure is not None else None
            if isinstance(base, Known) and base.value < 0 and isinstance(reached, Known):
                found += [] if by_tiers(tiers, reached.value, base.value) else [one.entity]
        return tuple(found)

    # ------------------------------------------------------------ who, and how much

    def _group(self, at: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who is there in a period and gets something, and who gets nothing by what is asked of them."""
        there, codes = self.there[:, at].tolist(), self._codes(self.incentive.among, at)
        present = [entity for entity, is_there in zip(self.everybody, there, strict=True) if is_there]
        out = {entity for entity, code in codes.items() if code == FALSE}
        return tuple(one for one in present if one not in out), tuple(one for one in present if one in out)

    def _there(self) -> Truths:
        """Who is there in which period."""
        figures, everybody = self.held.figures, self.everybody
        there = self._matrix(FigureConstant(Decimal(0), Plain(), self.incentive.ident.span)).exists
        if everybody.within is None:
            return there
        columns = figures.periods(self.periods)
        inside = [
            figures.spine.ends_within(one, everybody.role, everybody.within, columns.starts, columns.ends)
            for one in everybody
        ]
        found: Truths = there & np.array(inside, dtype=np.bool_)
        return found

    def _codes(self, condition: FigureExpression | None, at: int) -> Mapping[str, int]:
        """Whether a condition holds of each in a period; none without a condition."""
        if condition is None:
            return {}
        key = id(condition)
        if key not in self._judged:
            self._judged[key] = plainly(self.held.figures, condition, self.everybody, self.periods)
        return dict(zip(self.everybody, self._judged[key][:, at].tolist(), strict=True))

    def _matrix(self, expression: FigureExpression) -> Matrix:
        """A figure of everybody in every period."""
        key = id(expression)
        if key not in self._figures:
            self._figures[key] = self.held.figures.metric(expression, self.everybody, self.periods)
        return self._figures[key]

    def _figure(self, expression: FigureExpression, entity: str, at: int) -> Figure:
        matrix = self._matrix(expression)
        return matrix.figure(self.rows[entity], at) or Unknown(Why.NOT_ACTIVE)

    def _earned(self, at: int, group: Sequence[str]) -> dict[str, Earned]:
        """What each has earned in a period."""
        incentive = self.incentive
        conditions = self._conditions(at)
        awards = self._awards(at, group)
        asked = self._codes(incentive.among, at)
        unsure = {entity for entity, code in asked.items() if code not in (TRUE, FALSE)}
        found: dict[str, Earned] = {}
        for entity in group:
            base = self._figure(incentive.base, entity, at) if incentive.base is not None else None
            tiers = incentive.tiers
            measure = self._figure(tiers.measure, entity, at) if tiers is not None else None
            if entity in unsure:
                lost = Unknown(Why.UNDECIDED)
                found[entity] = Earned(base, measure, lost, lost, lost, ZERO, self.incentive, self.digits)
                continue
            share = ZERO
            bonus: Figure = NOTHING
            if incentive.bonus is not None:
                holds = conditions.get(entity, NOTHING if incentive.bonus.condition else Known(Fraction(1)))
                pays = Fraction(incentive.bonus.pays)
                if incentive.award is not None:
                    bonus = awards[entity] if not _is_nothing(holds) else NOTHING
                    bonus = holds if isinstance(holds, Unknown) and not _is_nothing(bonus) else bonus
                elif isinstance(holds, Unknown):
                    bonus = holds
                elif incentive.bonus.is_share:
                    share = pays if holds.value else ZERO
                else:
                    bonus = Known(pays if holds.value else ZERO)
            found[entity] = worked_out(incentive, base, measure, share, bonus, self.digits)
        return found

    def _conditions(self, at: int) -> Mapping[str, Figure]:
        """1 where the condition of the bonus holds, 0 where it does not, for each."""
        bonus = self.incentive.bonus
        codes = self._codes(None if bonus is None else bonus.condition, at)
        known = {TRUE: Known(Fraction(1)), FALSE: NOTHING}
        return {entity: known.get(code, Unknown(Why.UNDECIDED)) for entity, code in codes.items()}

    def _reached(self, at: int, group: Sequence[str]) -> dict[str, Figure]:
        award = self.incentive.award
        return {} if award is None else {one: self._figure(award.measure, one, at) for one in group}

    def _awards(self, at: int, group: Sequence[str]) -> Mapping[str, Figure]:
        """What each gets of the prizes for the first."""
        award, bonus = self.incentive.award, self.incentive.bonus
        if award is None or bonus is None:
            return {}
        deciding = {one: [self._figure(by, one, at) for by in award.by] for one in group}
        prize = Fraction(bonus.pays)
        return prizes(self._reached(at, group), deciding, award.count, prize, award.ties, self.digits)

    # ------------------------------------------------------------ what comes back

    def _taken(
        self, groups: Sequence[tuple[tuple[str, ...], tuple[str, ...]]], earned: Sequence[Mapping[str, Earned]]
    ) -> dict[Asked, list[TakenBack]]:
        """What is taken back from each in each period for deals that came back in it."""
        claw, deals = self.incentive.claw_back, self.incentive.deals
        if claw is None or deals is None:
            return {}
        asked = [(one, self.periods[at]) for at, (group, _) in enumerate(groups) for one in group]
        came = deals_of(self.held.figures, deals, self.everybody.role, asked, claw.column, claw.part)
        late = {one: [row for row in rows if self._in_time(row)] for one, rows in came.items()}
        late = {one: rows for one, rows in late.items() if rows}
        whole: Mapping[Asked, tuple[Counted, ...]] = {}
        if claw.own and late:
            whole = deals_of(self.held.figures, deals, self.everybody.role, list(late))
        found: dict[Asked, list[TakenBack]] = {}
        number = {period: at for at, period in enumerate(self.periods)}
        for (entity, period), rows in late.items():
            own = earned[number[period]][entity]
            told = (
                own.without_own(rows, whole[entity, period])
                if claw.own
                else own.without(rows, self._measured(entity, number[period]))
            )
            for row, pay in zip(sorted(rows, key=by_return), told, strict=True):
                back = row.back
                assert back is not None, "only those that came back were asked for"
                when = next((one for one in self.periods if one.start <= max(back, row.deal.day) < one.end), None)
                if when is not None:
                    found.setdefault((entity, when), []).append(
                        TakenBack(evolve(row.deal, amount=row.returned), period, back, pay)
                    )
        return found

    def _in_time(self, row: Counted) -> bool:
        """Whether a deal came back soon enough for it to matter."""
        claw = self.incentive.claw_back
        assert claw is not None
        assert row.back is not None
        length = int(claw.within.days)
        if claw.within.kind is DayKind.CALENDAR:
            return (row.back - row.deal.day).days <= length
        return self.held.plan.calendar.working_days(row.deal.day + DAY, row.back + DAY) <= length

    def _measured(self, entity: str, at: int) -> Figure | None:
        """What of the measure falls with the base; None where none does."""
        tiers = self.incentive.tiers
        if tiers is None or tiers.actual is None:
            return None
        return self._figure(tiers.actual, entity, at)

    # ------------------------------------------------------------ the result

    def _payee(
        self,
        entity: str,
        at: int,
        earned: Mapping[str, Earned],
        taken: Sequence[TakenBack],
        opening: Figure,
        settled: Mapping[date, Mapping[str, Fraction]],
    ) -> Payee | None:
        """What somebody gets for the last period; None where there is nothing to tell of him."""
        own = earned.get(entity)
        back = summed([one.pay for one in taken])
        if own is None and not taken and opening == NOTHING:
            return None
        sums = own or Earned(None, None, NOTHING, NOTHING, NOTHING, ZERO, self.incentive, self.digits)
        due = summed([sums.after_cap, back, opening])
        over = sums.over_cap
        payout = mapped(due, lambda amount: Known(max(ZERO, amount)))
        carried = mapped(due, lambda amount: Known(min(ZERO, amount)))
        period, incentive = self.periods[at], self.incentive
        paid = settled.get(period.start)
        amount = None if paid is None else paid.get(entity, ZERO)
        money = MoneyIn(incentive.currency)
        tiers, award = incentive.tiers, incentive.award
        measure = tiers.measure if tiers is not None else award.measure if award is not None else None
        unit = tiers.unit if tiers is not None else award.unit if award is not None else None
        reading = None
        if own is not None and measure is not None and unit is not None:
            reading = Reading(self._told(self._figure(measure, entity, at), measure, period), unit)
        base = None
        if own is not None and own.base is not None and incentive.base is not None:
            base = Reading(self._told(own.base, incentive.base, period), money)
        rank = ranks(self._reached(at, tuple(earned))).get(entity) if award is not None else None
        return Payee(
            entity,
            base,
            reading,
            rank,
            sums.earned,
            sums.bonus,
            over,
            tuple(taken),
            back,
            opening,
            payout,
            carried,
            amount,
            Later(lambda: self._deals(entity, at, own)),
        )

    def _told(self, figure: Figure, expression: FigureExpression, period: Period) -> Figure:
        return named(figure, expression, period.start, period.end, self.held.figures)

    def _deals(self, entity: str, at: int, own: Earned | None) -> tuple[Deal, ...]:
        """The deals of the last period with what each earns."""
        deals = self.incentive.deals
        if deals is None or own is None or own.base is None:
            return ()
        if self._all is None:  # of all at once: whoever tells of one mostly tells of all
            period = self.periods[at]
            asked = [(one, period) for one in self.everybody]
            self._all = deals_of(self.held.figures, deals, self.everybody.role, asked)
        rows = [one.deal for one in self._all[entity, self.periods[at]]]
        return tuple(evolve(deal, pay=pay) for deal, pay in zip(rows, own.lines(rows), strict=True))


def _figures_of(incentive: Incentive) -> Iterator[FigureExpression]:
    """All that is paid by."""
    if incentive.base is not None:
        yield incentive.base
    if incentive.tiers is not None:
        yield incentive.tiers.measure
    if incentive.award is not None:
        yield incentive.award.measure


def _is_nothing(figure: Figure) -> bool:
    return isinstance(figure, Known) and figure.value == 0


def pay_day(incentive: Incentive, period: Period, calendar: Calendar, grid: Grid) -> date | None:
    """When a period is paid: the next pay day after it, on a day off the working day before."""
    if incentive.due is None:
        return None
    first = period.end
    coming = occurrences(incentive.due, first, first + LOOK_AHEAD, calendar, grid, OffWork.SKIP, works=lambda day: True)
    day = next((one.regular for one in coming), None)
    while day is not None and not calendar.is_working(day) and day > period.end - LOOK_AHEAD:
        day -= DAY
    return day
