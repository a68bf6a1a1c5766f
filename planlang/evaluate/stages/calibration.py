"""Declared chances of winning against what became of the records that entered the stages (tests/spec/processes.md).

In: visits of all processes, the days that are loaded. Out: a `Calibration` for every stage with a chance. A record counts with its first
entry into the stage within 52 weeks before the cut, once it is won or lost; how many are still open is told beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.results.pipelines import Calibration, Fit
from planlang.evaluate.results.readings import Range
from planlang.evaluate.stages.stage_rows import as_number
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.semantics.model import Stage, StagePhase
from planlang.values.figure import Figure, Known, Unknown, Why

SPAN = timedelta(weeks=52)
LEAST = 20
"""Fewer decided records tell nothing."""
Z = Fraction(1_959_963_984_540_054, 10**15)
"""The quantile of the normal distribution for an interval of 95 %."""
DIGITS = 9
"""So many decimal places of an irrational end are told."""
_EXACT = Context(prec=40)


def calibrations(visits: Mapping[str, Visits], snapshot: Snapshot) -> tuple[Calibration, ...]:
    """Every stage that declares a chance of winning, with what came of it."""
    return tuple(
        _calibration(found, snapshot, stage, Fraction(stage.win.share), stage.win.span.place())
        for found in visits.values()
        for stage in found.process.stages
        if stage.win is not None
    )


def _calibration(visits: Visits, snapshot: Snapshot, stage: Stage, declared: Fraction, where: str) -> Calibration:
    """One stage."""
    since = _since(visits, snapshot)
    won, lost, still = _outcomes(visits, stage, since)
    decided = won + lost
    rate: Figure = Known(Fraction(won, decided)) if decided else Unknown(Why.NO_DENOMINATOR)
    bounds, fit = None, Fit.UNKNOWN
    if not _is_told(visits, stage):
        rate = Unknown(Why.NO_HISTORY)
    elif decided >= LEAST:
        low, high = wilson(won, decided)
        bounds = Range(round(low, DIGITS), round(high, DIGITS))
        fit = Fit.FITS if low <= declared <= high else Fit.MISCALIBRATED
    return Calibration(
        visits.process.ident.name, stage.name, declared, where, since, decided, won, still, rate, bounds, fit
    )


def _since(visits: Visits, snapshot: Snapshot) -> date:
    """The first day whose entries count: 52 weeks before the cut, or since when the data go on without a gap."""
    first = visits.cut - SPAN
    loaded = snapshot.coverage.get(visits.history or visits.process.source, ())
    return max(first, loaded[-1][0]) if loaded and (visits.history is not None or visits.sighted) else first


def _is_told(visits: Visits, stage: Stage) -> bool:
    """Whether the data show entries into the stage, and wins and losses."""
    ends = (StagePhase.WON, StagePhase.LOST)
    shown = {one.phase for rank, one in enumerate(visits.process.stages) if visits.observable[rank]}
    return visits.observable[visits.rank(stage.name)] and set(ends) <= shown | _absent(visits)


def _absent(visits: Visits) -> set[StagePhase]:
    """The ends that the process does not have."""
    return set(StagePhase) - {one.phase for one in visits.process.stages}


def _outcomes(visits: Visits, stage: Stage, since: date) -> tuple[int, int, int]:
    """How many of the records that entered are won, lost and still open; void ones are none of them."""
    day = as_number(np.datetime64(since))
    ends = {
        name: ", ".join(str(rank) for rank, one in enumerate(visits.process.stages) if one.phase is phase) or "-1"
        for name, phase in (("won", StagePhase.WON), ("lost", StagePhase.LOST), ("still", StagePhase.OPEN))
    }
    sums = ", ".join(f"COUNT(CASE WHEN o.stage IN ({ranks}) THEN 1 END) AS {name}" for name, ranks in ends.items())
    found = visits.engine.run(f"""
SELECT {sums}
FROM {visits.table(STAYS)} AS v
JOIN {visits.table(STAYS)} AS o ON o.record = v.record AND o.following IS NULL
WHERE v.stage = {visits.rank(stage.name)} AND v.visit = 1 AND v.earliest IS NOT NULL AND v.high >= {day}""")
    won, lost, still = (int(found[name].tolist()[0]) for name in ("won", "lost", "still"))
    return won, lost, still


def wilson(won: int, decided: int) -> tuple[Fraction, Fraction]:
    """Wilson's interval for a share at 95 %, to 40 digits.

    >>> [round(float(end), 3) for end in wilson(11, 30)]
    [0.219, 0.545]
    """
    share, square = Fraction(won, decided), Z * Z
    middle = share + square / (2 * decided)
    inside = square * (share * (1 - share) / decided + square / (4 * decided * decided))
    root = Fraction(_EXACT.sqrt(_EXACT.divide(Decimal(inside.numerator), Decimal(inside.denominator))))
    whole = 1 + square / decided
    return (middle - root) / whole if won else Fraction(0), (middle + root) / whole if won < decided else Fraction(1)
