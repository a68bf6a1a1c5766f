"""When something was done for the records of a process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planlang.frozen import frozen

Loaded = Sequence[tuple[date, date]]


@frozen
class Activities:
    """When something was done for a record.

    Attributes:
        table: of `record`, `day`, `instant` in local time; None where the source is not loaded.
        loaded: stretches of days `[from, to)` that the source accounts for, ascending.
    """

    table: str | None
    loaded: Loaded
