"""Who answers for a record: its owner; where it has none, or he has left, whoever led the one who had it last.

In: visits, who was responsible when (`holders`), the roster. Out: entities that recipients are found for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from planlang.evaluate.entities.roster import UNOWNED, Roster
from planlang.evaluate.stages.holders import HOLDERS
from planlang.evaluate.stages.visits import Visits
from planlang.query.catalog import records_table
from planlang.semantics.model import FileRule, HandOverRule, HoldRule, IdleRule, Process, RevisitRule, SameOwnerRule
from planlang.values.periods import DAY


def is_looked_after(process: Process) -> bool:
    """Whether a process says how its records are looked after."""
    return any(
        isinstance(rule, RevisitRule | HoldRule | SameOwnerRule | HandOverRule | FileRule)
        or (isinstance(rule, IdleRule) and rule.keeps_won)
        for rule in process.rules
    )


class Answering:
    """Who answers for the records of a process."""

    def __init__(self, visits: Visits, roster: Roster) -> None:
        self.visits, self.roster = visits, roster
        self.today: date = visits.cut - DAY

    def entity(self, owner: str | None, record: str) -> str | None:
        """The entity whose people are told of a record, by its key; None: nobody is."""
        if not self._falls_back:
            return None if owner is None else f"rep:{owner}"
        if owner is not None and self._is_there(owner):
            return f"rep:{owner}"
        return f"{UNOWNED}:{owner or self._last.get(record, '')}"

    @cached_property
    def _falls_back(self) -> bool:
        return is_looked_after(self.visits.process)

    def _is_there(self, owner: str) -> bool:
        """Whether somebody is in a team today, or in none that anybody knows of."""
        posts = self.roster.posts_of.get(owner, ())
        return not posts or any(post.end >= self.today for post in posts)

    @cached_property
    def _last(self) -> Mapping[str, str]:
        """By key of a record who had it last, as far as anybody had."""
        visits = self.visits
        held = f"SELECT record, owner, MAX(k) OVER (PARTITION BY record) AS last, k FROM {visits.table(HOLDERS)} WHERE owner IS NOT NULL"
        found = visits.engine.run(
            f"SELECT r.record AS key, h.owner FROM ({held}) AS h JOIN {records_table(visits.index)} AS r ON r.rank = h.record"
            " WHERE h.k = h.last"
        )
        return dict(zip(found["key"].tolist(), found["owner"].tolist(), strict=True))
