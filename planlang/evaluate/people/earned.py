"""What somebody earns in one period: shares of the base, the bonus, the cap; and what it would be without some deals.

In: figures, exact. Out: amounts rounded once, and the deals one by one, so rounded that they add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from planlang.evaluate.people.deals import Counted
from planlang.evaluate.people.pay import ZERO, by_tiers, deal_by_deal, rounded
from planlang.evaluate.results.people import Deal
from planlang.frozen import frozen
from planlang.semantics.model import Incentive
from planlang.values.figure import Figure, Known, Unknown, Why, mapped, summed

NOTHING = Known(ZERO)


def by_return(row: Counted) -> tuple[date, date, str]:
    """The order in which deals come back."""
    assert row.back is not None
    return row.back, row.deal.day, row.deal.key


@frozen
class Earned:
    """What somebody earns in one period, and what it would be without some deals."""

    base: Figure | None
    measure: Figure | None
    earned: Figure
    after_cap: Figure
    bonus: Figure
    share: Fraction
    incentive: Incentive
    digits: int

    @property
    def over_cap(self) -> Figure:
        """What is not paid, as it is above the cap; nothing where that is not known."""
        if self.incentive.cap is None or (isinstance(self.earned, Unknown) and self.earned.between is None):
            return NOTHING
        cap = Fraction(self.incentive.cap)
        return mapped(self.earned, lambda amount: Known(min(cap - amount, ZERO)))

    def lines(self, deals: Sequence[Deal]) -> list[Fraction | None]:
        """What each deal earns."""
        if not isinstance(self.earned, Known) or not isinstance(self.base, Known):
            return [None] * len(deals)
        measure = self.measure.value if isinstance(self.measure, Known) else ZERO
        amounts = [deal.amount or ZERO for deal in deals]
        tiers = self.incentive.tiers
        return list(deal_by_deal(tiers, self.share, measure, self.base.value, amounts, self.digits))

    def without(self, rows: Sequence[Counted], measured: Figure | None) -> list[Figure]:
        """What is taken back for deals, in the order in which they came back: each time the period is worked out again."""
        if not isinstance(self.after_cap, Known) or not isinstance(self.base, Known):
            lost = self.after_cap.why if isinstance(self.after_cap, Unknown) else Why.UNDECIDED
            return [Unknown(lost)] * len(rows)
        if isinstance(measured, Unknown):
            return [Unknown(measured.why)] * len(rows)
        found: list[Figure] = []
        gone, before = ZERO, self.after_cap.value
        for row in sorted(rows, key=by_return):
            gone += row.returned
            measure = self.measure
            if isinstance(measure, Known) and measured is not None:
                left = measured.value - gone
                measure = Known(measure.value * left / measured.value if measured.value else ZERO)
            again = worked_out(
                self.incentive, Known(self.base.value - gone), measure, self.share, self.bonus, self.digits
            )
            assert isinstance(again.after_cap, Known)
            found.append(Known(again.after_cap.value - before))
            before = again.after_cap.value
        return found

    def without_own(self, rows: Sequence[Counted], whole: Sequence[Counted]) -> list[Figure]:
        """What is taken back where it is what each deal itself has earned, as long as there is something left of it."""
        if not isinstance(self.after_cap, Known):
            return [Unknown(self.after_cap.why)] * len(rows)
        deals = [one.deal for one in whole]
        lines = dict(zip(((deal.key, deal.place) for deal in deals), self.lines(deals), strict=True))
        left = self.after_cap.value
        found: list[Figure] = []
        for row in sorted(rows, key=by_return):
            whole_pay = lines[row.deal.key, row.deal.place] or ZERO
            share = row.returned / row.deal.amount if row.deal.amount else ZERO
            pay = min(rounded(whole_pay * share, self.digits), left)
            left -= pay
            found.append(Known(-pay))
        return found


def worked_out(
    incentive: Incentive, base: Figure | None, measure: Figure | None, share: Fraction, bonus: Figure, digits: int
) -> Earned:
    """What is earned, rounded once."""
    earned = summed([_shares(incentive, base, measure, share, digits), bonus])
    after = earned
    if incentive.cap is not None:
        cap = Fraction(incentive.cap)
        after = mapped(earned, lambda amount: Known(min(amount, cap)))
    return Earned(base, measure, earned, after, bonus, share, incentive, digits)


def _shares(incentive: Incentive, base: Figure | None, measure: Figure | None, share: Fraction, digits: int) -> Figure:
    """What is paid of the base and by tiers; between two ends where rows leave the base or the measure open.

    What is paid for a given measure is a share of the base, so its ends will do; of the measure, also where each tier
    begins: between those it changes one way only.
    """
    tiers = incentive.tiers
    by = NOTHING if tiers is None or measure is None else measure
    of = NOTHING if base is None or not (share or (tiers is not None and tiers.shares)) else base
    steps = () if tiers is None else tuple(Fraction(step.since) for step in tiers.steps)
    bases, measures = _ends(of), _ends(by, steps)
    left_open = next((one for one in (by, of) if isinstance(one, Unknown)), None)
    if left_open is not None and not (bases and measures):
        lost = next(one for one in (by, of) if isinstance(one, Unknown) and not _ends(one))
        return Unknown(lost.why)

    def paid(amount: Fraction, reached: Fraction) -> Fraction:
        exact = share * amount
        if tiers is not None:
            exact += by_tiers(tiers, reached, amount)
        return rounded(exact, digits)

    found = [paid(amount, reached) for amount in bases for reached in measures]
    if left_open is None or min(found) == max(found):
        return Known(found[0])
    amount, reached = _so_far(of), _so_far(by)
    so_far = None if amount is None or reached is None else paid(amount, reached)
    return Unknown(left_open.why, so_far, (min(found), max(found)))


def _ends(figure: Figure, steps: Sequence[Fraction] = ()) -> tuple[Fraction, ...]:
    """The value of a figure, or the two ends between which rows leave it open and the steps inside; nothing where it is not known."""
    if isinstance(figure, Known):
        return (figure.value,)
    if figure.between is None:
        return ()
    low, high = figure.between
    return (low, *(step for step in steps if low < step < high), high)


def _so_far(figure: Figure) -> Fraction | None:
    return figure.value if isinstance(figure, Known) else figure.so_far
