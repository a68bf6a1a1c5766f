"""How bad something is: one ladder for alerts, broken rules and reports."""

from __future__ import annotations

from enum import Enum


class Level(Enum):
    """The rungs, the worst first; the value is what plans and files of results call it."""

    CRITICAL = "critical"
    HIGH = "high"
    WARNING = "warning"
    INFO = "info"


SEVERITY_LADDER = tuple(level.value for level in Level)[::-1]
"""The words, from the mildest to the worst."""
