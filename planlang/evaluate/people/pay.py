"""What is paid, exactly: by tiers, deal by deal, to the first of several (tests/evaluate/judge/test_pay.py).

In: figures and amounts. Out: money in whole minor units of the currency, so rounded that parts add up. Nothing is looked up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from planlang.semantics.model import AwardTies, Tiers
from planlang.values.figure import Figure, Known, Unknown, Why
from planlang.values.rounding import half_away, split

ZERO = Fraction(0)


def rounded(amount: Fraction, digits: int) -> Fraction:
    """An amount in whole minor units, halves away from zero."""
    return Fraction(half_away(amount, digits))


def by_tiers(tiers: Tiers, measure: Fraction, base: Fraction, part: Fraction | None = None) -> Fraction:
    """What the tiers pay for the first `part` of a base (all of it without one), not rounded."""
    part = base if part is None else part
    steps = [(Fraction(step.since), Fraction(step.pays)) for step in tiers.steps]
    if not tiers.above:
        reached = [pays for since, pays in steps if since <= measure]
        if not reached:
            return ZERO
        return reached[-1] * part if tiers.shares else reached[-1]
    if measure <= 0 or not base:
        return ZERO
    if base < 0:
        return -by_tiers(tiers, measure, -base, -part)
    per_unit, paid = base / measure, ZERO
    for number, (since, pays) in enumerate(steps):
        low = since * per_unit
        high = part if number + 1 == len(steps) else min(part, steps[number + 1][0] * per_unit)
        paid += pays * max(ZERO, high - max(low, ZERO))
    return paid


def deal_by_deal(
    tiers: Tiers | None, share: Fraction, measure: Fraction, base: Fraction, amounts: Sequence[Fraction], digits: int
) -> list[Fraction]:
    """What each of some amounts earns, in the order in which they fill the tiers; `share` of the base is paid besides.

    Each is the difference of rounded sums, so together they are what is paid for all of them.
    """
    found: list[Fraction] = []
    sofar, paid = ZERO, ZERO
    for amount in amounts:
        sofar += amount
        exact = share * sofar
        if tiers is not None and tiers.shares:
            exact += by_tiers(tiers, measure, base, sofar)
        now = rounded(exact, digits)
        found.append(now - paid)
        paid = now
    return found


def prizes(
    reached: Mapping[str, Figure],
    deciding: Mapping[str, Sequence[Figure]],
    count: int,
    prize: Fraction,
    ties: AwardTies | None,
    digits: int,
) -> dict[str, Figure]:
    """What each of several gets where the first `count` get a prize; the order of those who share one is that of their names.

    Who has reached nothing gets none. As long as somebody's figure is not known, only those get one who would in any case,
    and he gets none where enough others are surely ahead of the most that it can be.
    """
    known = {name: figure.value for name, figure in reached.items() if isinstance(figure, Known)}
    left_open = {name: figure for name, figure in reached.items() if isinstance(figure, Unknown)}
    found: dict[str, Figure] = {}
    for name, figure in left_open.items():
        ahead = sum(value > 0 and not may_reach(figure, value) for value in known.values())
        hopeless = ahead >= count or (figure.between is not None and figure.between[1] <= 0)
        found[name] = Known(ZERO) if hopeless else Unknown(figure.why)
    found |= {name: Known(ZERO) for name, value in known.items() if value <= 0}
    running = sorted((name for name, value in known.items() if value > 0), key=lambda name: (-known[name], name))
    place = 1
    for group, sure in _equals(running, known, deciding):
        last = place + len(group) - 1
        missing = sum(may_reach(figure, known[group[0]]) for figure in left_open.values())
        if place > count:
            found |= dict.fromkeys(group, Known(ZERO))
        elif last + missing <= count or (ties is AwardTies.ALL_WIN and place + missing <= count and sure):
            found |= dict.fromkeys(group, Known(prize))
        elif missing or not sure or ties is None:
            found |= dict.fromkeys(group, Unknown(Why.UNDECIDED))
        elif ties is AwardTies.ALL_WIN:
            found |= dict.fromkeys(group, Known(prize))
        else:
            units = int(rounded(prize * (count - place + 1), digits) * 10**digits)
            shares = split(units, [1] * len(group))
            found |= {name: Known(Fraction(share, 10**digits)) for name, share in zip(group, shares, strict=True)}
        place = last + 1
    return {name: found[name] for name in reached}


def _equals(
    names: Sequence[str], reached: Mapping[str, Fraction], deciding: Mapping[str, Sequence[Figure]]
) -> list[tuple[list[str], bool]]:
    """Those who are equal, the best first, and whether it is known that they are."""
    found: list[tuple[list[str], bool]] = []
    for _, equal in groupby(names, key=lambda name: reached[name]):
        group = list(equal)
        found += _told_apart(group, deciding, 0)
    return found


def _told_apart(
    group: list[str], deciding: Mapping[str, Sequence[Figure]], number: int
) -> list[tuple[list[str], bool]]:
    """Equal ones by the figures that decide among them, one figure after the other."""
    if len(group) < 2 or number >= len(deciding.get(group[0], ())):
        return [(group, True)]
    figures = {name: deciding[name][number] for name in group}
    if any(not isinstance(figure, Known) for figure in figures.values()):
        return [(group, False)]
    values = {name: figure.value for name, figure in figures.items() if isinstance(figure, Known)}
    found: list[tuple[list[str], bool]] = []
    for _, equal in groupby(sorted(group, key=lambda name: (-values[name], name)), key=lambda name: values[name]):
        found += _told_apart(list(equal), deciding, number + 1)
    return found


def ranks(reached: Mapping[str, Figure]) -> dict[str, int | None]:
    """The place of each who has reached something: 1, 2, 2, 4; none as long as somebody whose figure is not known may be ahead."""
    known = [figure.value for figure in reached.values() if isinstance(figure, Known)]
    left_open = [figure for figure in reached.values() if isinstance(figure, Unknown)]
    found: dict[str, int | None] = dict.fromkeys(reached)
    for name, figure in reached.items():
        if isinstance(figure, Known) and figure.value > 0 and not any(may_pass(one, figure.value) for one in left_open):
            sure = sum(one.between is not None and one.between[0] > figure.value for one in left_open)
            found[name] = 1 + sum(other > figure.value for other in known) + sure
    return found


def may_reach(figure: Unknown, value: Fraction) -> bool:
    """Whether a figure that is not known can be as much as a value."""
    return figure.between is None or figure.between[1] >= value


def may_pass(figure: Unknown, value: Fraction) -> bool:
    """Whether nobody can tell if a figure that is not known is more than a value."""
    return figure.between is None or figure.between[0] <= value < figure.between[1]
