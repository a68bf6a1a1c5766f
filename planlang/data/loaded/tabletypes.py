"""Names and types of tables in SQL that all engines share, and columns of cells as arrays.

In: names, units, values. Out: the words of a table's columns, the same for every engine, and masked arrays as `Engine.run`
promises them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, assert_never

import numpy as np
from numpy.typing import NDArray

from planlang.values.units import (
    ClassIn,
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    PercentagePoints,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
    WorkingMinutes,
)

NUMBER = "DECIMAL(24, 6)"
"""Every number of a loaded table."""
TEXT = "VARCHAR"
"""Every text of one."""


def identifier(name: str) -> str:
    """A name in quotes."""
    return '"' + name.replace('"', '""') + '"'


def loaded_type(unit: Unit) -> str:
    """The SQL type of a column of a loaded table."""
    match unit:
        case (
            Count()
            | Plain()
            | Ratio()
            | PercentagePoints()
            | MoneyIn()
            | Days()
            | WorkingDays()
            | Minutes()
            | WorkingMinutes()
        ):
            return NUMBER
        case DateUnit():
            return "DATE"
        case InstantUnit():
            return "TIMESTAMP"
        case Truth():
            return "BOOLEAN"
        case TextUnit() | Person() | StageOf() | RecordOf() | ClassIn():
            return TEXT
        case unreachable:
            assert_never(unreachable)


def uploaded_type(unit: Unit) -> str:
    """The SQL type of an uploaded column: counts are whole."""
    return "BIGINT" if isinstance(unit, Count | Days | WorkingDays) else loaded_type(unit)


_FILLERS: Mapping[str, object] = {
    "int64": 0,
    "float64": 0.0,
    "bool": False,
    "datetime64[D]": "NaT",
    "datetime64[us]": "NaT",
}
"""What stands where a cell is unknown, by the type of the array; None for objects."""


def masked(values: Sequence[Any], dtype: str) -> NDArray[np.generic]:
    """A column of Python values as a masked array of a type; None is unknown."""
    unknown = np.fromiter((value is None for value in values), dtype=np.bool_, count=len(values))
    filler = _FILLERS.get(dtype)
    cells = np.empty(len(values), dtype=dtype)
    cells[:] = [filler if value is None else value for value in values]
    return np.ma.masked_array(cells, unknown)
