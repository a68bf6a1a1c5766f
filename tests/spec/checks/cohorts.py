"""Checks for tests/spec/cohorts.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from planlang.diagnostics.display import percent
from planlang.evaluate.cohorts import entered
from planlang.evaluate.figures.derived.entered import Found, Outcome, Stay, share_further, stayed
from planlang.evaluate.stages.visits import make_visits
from planlang.semantics.expr import CohortConversion, StayMeasure, StayOf
from planlang.values.figure import Why
from planlang.values.units import Days, Ratio, WorkingDays
from tests.evaluate.judge.worlds import MOVES, SPAN, as_of, chained, day, deals, plan, snapshot
from tests.spec.checks.processes import limit, steps

DAY = timedelta(days=1)
MEASURES = {
    "median": StayMeasure.MEDIAN,
    "closed only": StayMeasure.MEDIAN_CLOSED,
    "mean of closed": StayMeasure.MEAN_CLOSED,
}


def told(found: Found, words: Callable[[Fraction], str] = lambda value: f"{float(value):g}") -> str:
    """A figure, or between what it lies, or why there is none."""
    if isinstance(found, Why):
        return found.value
    low, high = found
    return words(low) if low == high else f"{words(low)} to {'' if high is None else words(high)}"


def written(text: str) -> list[Stay]:
    """`2x 4..6o`."""
    found = []
    for low, high, kind in re.findall(r"(\d+)(?:\.\.(\d+))?([xo])", text):
        found.append(Stay(int(low), int(high or low), kind == "x"))
    return found


def stays(row: dict[str, str]) -> dict[str, str]:
    return {name: _of(row["days"], name) for name in ("median", "closed only")}


def bounds(row: dict[str, str]) -> dict[str, str]:
    return {name: _of(row["days"], name) for name in MEASURES}


def _of(text: str, name: str) -> str:
    every = written(text)
    return told(stayed(MEASURES[name], 0)([one for one in every if one.ended or name == "median"]))


def outcomes(asked: CohortConversion | StayOf, texts: str, until: str, first: str, last: str) -> Sequence[Outcome]:
    """What came of the records `D1`, `D2` … that count on some days."""
    moves = [(f"D{n}", stage, days[0]) for n, text in enumerate(texts.split("/")) for stage, days in steps(text)]
    held = {key: stage for key, stage, when in moves}
    world = plan(deals(), MOVES, of=chained())
    loaded = snapshot((deals(), [(key, "lily", stage) for key, stage in held.items()]), (MOVES, moves))
    found = entered(asked, world, make_visits(world, loaded, as_of(day(until)))["b2b"], loaded)
    return [one.outcome for one in found.within(day(first).toordinal(), (day(last) + DAY).toordinal())]


def stay_figure(row: dict[str, str]) -> dict[str, str]:
    working = row["days"] == "working"
    found = {}
    for name in ("median", "closed only"):
        forward = row.get("until", "") == "next stage"
        asked = StayOf(
            MEASURES[name], "b2b", "proposal", working, forward, 0, WorkingDays() if working else Days(), SPAN
        )
        until = "03-08" if name == "median" else "03-31"
        found[name] = told(stayed(asked.measure, 0)(outcomes(asked, row["records"], row["as of"], "03-02", until)))
    return found


def share(row: dict[str, str]) -> dict[str, str]:
    within, sample = limit(row["within"]), int(row["sample"] or 0)
    asked = CohortConversion("b2b", "proposal", "won", within, sample, Ratio(), SPAN)
    first, last = row["of"].split(" .. ")
    return {"rate": told(share_further(sample)(outcomes(asked, row["records"], row["as of"], first, last)), percent)}
