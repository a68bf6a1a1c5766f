"""Who answers for the records that an alert is about.

In: an alert that is judged. Out: its owners, and who hears of what concerns them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang.evaluate.alerts.histories import JudgedAlert
from planlang.evaluate.entities.roster import WHOLE
from planlang.evaluate.held import Held
from planlang.frozen import frozen
from planlang.semantics.model import Party
from planlang.values.periods import Period


@frozen
class AnsweringFor:
    """Who answers for the records that an alert is about, and who hears of them: of one without an owner, those at the top."""

    held: Held
    owners: Mapping[str, str]

    def owner_of(self, entity: str) -> str | None:
        """Who answers for a record (`customer:C1`)."""
        return self.owners.get(entity.partition(":")[2])

    def route(self, parties: Sequence[Party], entity: str, period: Period) -> tuple[str, ...]:
        """The people that parties mean for a record."""
        owner = self.owner_of(entity)
        return self.held.route(parties, WHOLE if owner is None else f"rep:{owner}", period)


def answering(judged: JudgedAlert, held: Held) -> AnsweringFor | None:
    """Who answers where an alert is about records or values; None where it is about people, teams or the plan."""
    return None if judged.alert.part is None else AnsweringFor(held, judged.owners)
