"""Alerts over time, with the limits that they have and with others.

In: an opened plan, what is asked of which alerts. Out: `Backtest`s.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

from planlang.diagnostics.text import Text
from planlang.evaluate.alerts.backtest import Backtest, backtests, limits_of, swept
from planlang.frozen import frozen
from planlang.plan.plan import Plan
from planlang.semantics.expr import FigureConstant
from planlang.semantics.model import Alert, Model
from planlang.values.units import Ratio
from planlang.workspace.errors import UnusableOptionError
from planlang.workspace.run import Step, countable, held, silent
from planlang.workspace.workspace import Opened

NO_ALERTS = Text("backtest.none", "the plan has no alerts")
NO_ALERT = Text("backtest.no-alert", 'no alert is called "{name}"; there are: {names}')
ONE_ALERT = Text("backtest.one-alert", "--sweep is about one alert; name it: {names}")
RANGE = Text("backtest.range", '--sweep "{text}" is no range of limits; write 5..15, 15%..25% or 1000..5000/500')
TOO_MANY_STEPS = Text(
    "backtest.step", '--sweep "{text}" has {count} steps, at most {most} are tried; write larger ones: {text}/10'
)
OTHER_UNIT = Text(
    "backtest.other-unit", '--sweep "{text}" is about another unit than the limit {limit}; only shares are in percent'
)
NO_LIMIT = Text("backtest.no-limit", "the condition of {name} compares with no number that could be another")
WHICH_LIMIT = Text(
    "backtest.which-limit",
    "the condition of {name} has {count:limit|limits} ({limits}); --limit says which one: --limit 1",
)
MOST_STEPS = 50
MOST_NAMED = 12
_NUMBER = r"(?P<{0}>-?[0-9](?:[0-9.,]{{0,20}}[0-9])?)\s*(?P<{0}_unit>[%％万亿]?)"
_RANGE = re.compile(
    rf"\s*{_NUMBER.format('low')}\s*(?:\.\.|~|～|至|到)\s*{_NUMBER.format('high')}"
    rf"(?:\s*/\s*{_NUMBER.format('step')})?\s*"
)
_UNITS = {"": Decimal(1), "%": Decimal("0.01"), "％": Decimal("0.01"), "万": Decimal(10**4), "亿": Decimal(10**8)}


@frozen
class Asked:
    """What is asked.

    Attributes:
        alerts: by name, alias or title; none: all.
        weeks: how many up to the as-of.
        sweep: a range of limits as written, or None.
        limit: which limit of the condition is swept, from 1; None: the only one.
    """

    alerts: tuple[str, ...]
    weeks: int
    sweep: str | None
    limit: int | None


def backtested(
    plan: Plan, opened: Opened, asked: Asked, *, data: Path | None, as_of: str | None, step: Step = silent
) -> tuple[Backtest, ...]:
    """Alerts over the last weeks.

    Raises:
        UnusableOptionError: there is no such alert, or no such limit.
        PlanlangError: as `run.held` raises.
    """
    assert opened.model is not None, "only a usable plan is looked at"
    alerts = _alerts(opened.model, asked.alerts)
    limits = None if asked.sweep is None else _sweep(alerts, asked)
    world = held(plan, opened, data=data, as_of=as_of, step=step)
    with countable():
        start = (world.as_of.cut - timedelta(weeks=asked.weeks)).date()
        found = backtests(world, [alert.ident.name for alert in alerts], start)
        if limits is None:
            return found
        values, at = limits
        return tuple(swept(world, one, values, at, start) for one in found)


def _alerts(model: Model, names: Sequence[str]) -> list[Alert]:
    known = [*model.alerts.values()]
    if not known:
        raise UnusableOptionError(NO_ALERTS())
    if not names:
        return known
    found = []
    for name in names:
        called = [one for one in known if name in (one.ident.name, one.ident.alias, one.ident.title)]
        if not called:
            raise UnusableOptionError(NO_ALERT(name=name, names=_named(known)))
        found += called
    return found


def _named(alerts: Sequence[Alert]) -> str:
    return ", ".join(one.ident.name for one in alerts[:MOST_NAMED]) + (" …" if len(alerts) > MOST_NAMED else "")


def _sweep(alerts: Sequence[Alert], asked: Asked) -> tuple[tuple[Decimal, ...], FigureConstant]:
    """The limits to try, in the unit of the one that they take the place of."""
    if len(alerts) != 1:
        raise UnusableOptionError(ONE_ALERT(names=_named(alerts)))
    name, limits = alerts[0].ident.name, limits_of(alerts[0])
    if not limits:
        raise UnusableOptionError(NO_LIMIT(name=name))
    if (asked.limit is None and len(limits) > 1) or (asked.limit is not None and asked.limit > len(limits)):
        told = ", ".join(" ".join(comparison.span.text.split()) for comparison, _ in limits)
        raise UnusableOptionError(WHICH_LIMIT(name=name, count=len(limits), limits=told))
    _, at = limits[(asked.limit or 1) - 1]
    return _values(asked.sweep or "", at), at


def _values(text: str, at: FigureConstant) -> tuple[Decimal, ...]:
    """The values of a range; without a step in ones of the unit of its end, shares in whole percents."""
    found = _RANGE.fullmatch(text)
    if found is None:
        raise UnusableOptionError(RANGE(text=text))
    usual = found["high_unit"] or found["low_unit"] or ("%" if isinstance(at.unit, Ratio) else "")
    if (usual in ("%", "％")) is not isinstance(at.unit, Ratio):
        raise UnusableOptionError(OTHER_UNIT(text=text, limit=" ".join(at.span.text.split())))
    try:
        low, high, step = (
            Decimal((found[name] or "1").replace(",", "")) * _UNITS[found[f"{name}_unit"] or usual]
            for name in ("low", "high", "step")
        )
    except InvalidOperation:
        raise UnusableOptionError(RANGE(text=text)) from None
    if low > high or step <= 0:
        raise UnusableOptionError(RANGE(text=text))
    count = int((high - low) / step) + 1
    if count > MOST_STEPS:
        raise UnusableOptionError(TOO_MANY_STEPS(text=text, count=count, most=MOST_STEPS))
    return tuple(low + step * number for number in range(count))
