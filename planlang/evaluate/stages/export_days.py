"""The exports before and after every day.

In: the days of exports. Out: a table in the engine, so that what lies between two exports is found by joining a day.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from planlang.data.loaded.snapshot import Engine
from planlang.evaluate.stages.rhythm import Rhythm
from planlang.evaluate.stages.stage_rows import State, Times, table
from planlang.values.units import Count

EXPORT_DAYS = "export_days"
"""Table of a process: for each `day` from the first export up to the cut `place`, how many exports there are up to it, and
`span`, the number of its week or month; `earlier` and `later`, the last export before it and the first one after it;
`earlier_whole` and `later_whole`: the same among those without a row that could be any record's."""


def upload_export_days(state: State, rhythm: Rhythm, cut: np.datetime64, index: int, engine: Engine) -> None:
    """Make the table."""
    assert state.days is not None
    days = np.arange(state.days[0], max(state.days[-1], cut) + 1) if len(state.days) else state.days
    whole = state.days[~np.isin(state.days, state.nameless)]
    columns = {
        "day": days.astype(np.int64),
        "place": np.searchsorted(state.days, days, side="right"),
        "span": rhythm.index(days),
        "earlier": _earlier(state.days, days),
        "earlier_whole": _earlier(whole, days),
        "later": _later(state.days, days),
        "later_whole": _later(whole, days),
    }
    engine.upload(table(EXPORT_DAYS, index), {name: (Count(), cells) for name, cells in columns.items()})


def _earlier(exports: Times, days: Times) -> NDArray[np.int64]:
    """For each day the last of the exports before it."""
    place = np.searchsorted(exports, days, side="left")
    return _numbers(np.append(exports[:1], exports)[place] if len(exports) else days, place == 0)


def _later(exports: Times, days: Times) -> NDArray[np.int64]:
    """For each day the first of the exports after it."""
    place = np.searchsorted(exports, days, side="right")
    return _numbers(np.append(exports, exports[-1:])[place] if len(exports) else days, place == len(exports))


def _numbers(days: Times, unknown: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Days as the tables have them."""
    return np.ma.masked_array(days.astype("datetime64[D]").astype(np.int64), unknown)
