"""What an evaluation tells beside its findings: who meets next, and what could not be judged.

In: nothing (data classes). Out: parts of an `Evaluation`.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen


@frozen
class Unjudged:
    """A rule or an alert that could not be judged for want of data, and for how many; None: for anything at all."""

    rule: str
    count: int | None


@frozen
class Meeting:
    """The next meeting of a review at a local time of the plan, and the people who come."""

    review: str
    at: datetime
    attendants: tuple[str, ...]
