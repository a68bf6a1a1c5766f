"""Alerts over time as plain values.

In: backtests. Out: lists and dicts; limits exactly, in their unit (ratios 0.2 for 20%), lengths in periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from planlang.evaluate.alerts.backtest import Backtest, Episodes
from planlang.report.plain.plain import exact, period, unit

Object = dict[str, Any]


def backtests(found: Sequence[Backtest]) -> list[Object]:
    """All of them, in order."""
    return [_backtest(one) for one in found]


def _backtest(one: Backtest) -> Object:
    swept = [{"limit": exact(Fraction(each.limit)), **_episodes(each.episodes)} for each in one.sweep]
    return {
        "name": one.name,
        "title": one.title,
        "grain": one.grain.value,
        "periods": [
            {"period": period(each), "onsets": onsets} for each, onsets in zip(one.periods, one.onsets, strict=True)
        ],
        "entities": one.entities,
        "judged": one.judged,
        "unknown": one.unknown,
        **_episodes(one.episodes),
        "held_back": one.quiet,
        "told": [{"who": each.who, "total": each.total, "most": each.most} for each in one.noise],
        "sweep": None if one.unit is None else {"unit": unit(one.unit), "limits": swept},
    }


def _episodes(done: Episodes) -> Object:
    return {
        "onsets": done.onsets,
        "affected": [{"entity": entity, "onsets": times} for entity, times in done.affected],
        "firing": done.firing,
        "lasted": list(done.lasted),
        "usually_lasts": done.usual,
        "still_on": done.going_on,
    }
