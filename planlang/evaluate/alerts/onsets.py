"""How often alerts came on, in one version of a plan and in another, over the same data.

In: two plans held against data at one instant. Out: `Counted`. An alert comes on in a period in which it fires and did not fire in
the one before; that several people have it counts several times.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from planlang.compare.differences import Counted, Onsets
from planlang.evaluate.alerts.alerts import FIRING
from planlang.evaluate.alerts.judged_alerts import judged_alerts
from planlang.evaluate.held import Held

Onset = tuple[str, date]
"""Of whom, and the first day of the period."""


def counted(before: Held, after: Held, start: date, renamed: Mapping[str, str]) -> Counted:
    """Onsets in periods that end after the day `start`, of the alerts that both versions do not tell alike; `renamed` has the later
    names of alerts by the earlier ones.
    """
    earlier = {renamed.get(name, name): onsets for name, onsets in _onsets(before, start).items()}
    later = _onsets(after, start)
    titles = {name: alert.ident.title for held in (before, after) for name, alert in held.plan.model.alerts.items()}
    alerts = []
    for name in dict.fromkeys((*later, *earlier)):
        one, other = earlier.get(name), later.get(name)
        if one == other:
            continue
        alerts.append(
            Onsets(
                name,
                titles[name],
                None if one is None else len(one),
                None if other is None else len(other),
                len((one or frozenset()) - (other or frozenset())),
                len((other or frozenset()) - (one or frozenset())),
            )
        )
    return Counted(
        start, (after.as_of.cut - timedelta(microseconds=1)).date(), _sum(earlier), _sum(later), tuple(alerts)
    )


def _sum(onsets: dict[str, frozenset[Onset]]) -> int:
    return sum(len(found) for found in onsets.values())


def _onsets(held: Held, start: date) -> dict[str, frozenset[Onset]]:
    found: dict[str, frozenset[Onset]] = {}
    for judged in judged_alerts(held):
        phase = judged.fold.whole.phase
        began = phase == FIRING
        began[:, 1:] &= phase[:, :-1] != FIRING
        late = np.array([period.end > start for period in judged.periods], dtype=np.bool_)
        rows, columns = np.nonzero(began & late)
        found[judged.alert.ident.name] = frozenset(
            (judged.entities[row], judged.periods[column].start)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        )
    return found
