"""What became of a condition for an entity in a period."""

from __future__ import annotations

FALSE, TRUE, UNKNOWN, SKIP, NO_CELL = range(5)
"""Truth codes: not judged at all is `SKIP`; the entity is not there is `NO_CELL`."""
CODES = 5
