"""What in a record exceeds what its owner may approve, and who approved it when (docs/reference/approvals.md).

In: the records with the cells that matter, who may approve how much on a day. Out: `Findings`, one for each record in which
there is something to approve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
from attrs import frozen

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import shown
from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED, WAIVED, Findings, findings
from planlang.evaluate.stages.stage_entries import NO_DAY, is_last
from planlang.evaluate.stages.stage_rows import Times
from planlang.evaluate.stages.visits import Visits
from planlang.semantics.model import ApprovalRule, StagePhase
from planlang.values.figure import Known
from planlang.values.units import Unit

NOT_APPROVED = Text(
    "evaluate.approval.none", "{column} {value} is approved by nobody; {owner} may decide up to {limit}"
)
NOT_APPROVED_NONE = Text(
    "evaluate.approval.none-at-all", "{column} {value} is approved by nobody; {owner} may decide none"
)
BEYOND = Text("evaluate.approval.beyond", "{column} {value} was approved by {approver}, who may approve up to {limit}")
BEYOND_NONE = Text("evaluate.approval.beyond-none", "{column} {value} was approved by {approver}, who may approve none")
RATIFIED = Text("evaluate.approval.ratified", "{column} {value} was approved by {approver} on {day}, after it was won")
NOBODY = Text("evaluate.approval.nobody", "nobody")


@frozen
class Limit:
    """Up to how much somebody may approve on a day; None: nothing."""

    most: Decimal | None


MayApprove = Callable[[str, date], Limit | None]
"""Who may approve how much on a day; None for somebody of whom no role is known."""


@frozen
class Cells:
    """What a record says: how much is to be approved, who approved it, and when."""

    value: Decimal | None
    approver: str | None
    on: date | None


@frozen
class _Record:
    """A record at the cut.

    Attributes:
        won: between which days it was won; None where it is not.
        lost: whether it is lost.
    """

    owner: str | None
    won: tuple[date | None, date] | None
    lost: bool


@frozen
class _Judged:
    """What became of one record."""

    verdict: int
    since: date | None = None
    over: date | None = None
    words: Message | None = None


def judge_approvals(
    rule: ApprovalRule, visits: Visits, cells: Mapping[str, Cells], unit: Unit, may: MayApprove | None
) -> Findings:
    """A verdict for each record whose figure is known, or that is won without it.

    Args:
        rule: which column is approved by whom.
        visits: of the rule's process.
        cells: of each record, by its key.
        unit: of what is approved.
        may: who may approve how much; None where nobody is known.
    """
    judge = _Judge(rule, unit, may, _last_day(visits))
    records = _records(visits)
    found: dict[int, _Judged] = {}
    for rank, record in enumerate(records):
        said = cells.get(visits.records[rank])
        judged = None if said is None else judge.judged(record, said)
        if judged is not None:
            found[rank] = judged
    wins = [records[rank].won for rank in found]
    return findings(
        rule,
        visits,
        np.array([*found], dtype=np.int64),
        _days([None if won is None else won[1] for won in wins]),
        np.zeros(len(found), dtype=np.int64),
        np.array([one.verdict for one in found.values()], dtype=np.int64),
        since=_days([one.since for one in found.values()]),
        over=_days([one.over for one in found.values()]),
        row=visits.newest[np.array([*found], dtype=np.int64)],
        words=np.array([one.words for one in found.values()], dtype=object),
    )


def _last_day(visits: Visits) -> date:
    """The last day of which something is known."""
    return (visits.cut_at - timedelta(microseconds=1)).date()


def _days(found: list[date | None]) -> Times:
    """Days, NaT for none."""
    return np.array([NO_DAY if day is None else np.datetime64(day, "D") for day in found], dtype="datetime64[D]")


def _records(visits: Visits) -> list[_Record]:
    """Every record as it stands at the cut."""
    entries, phases = visits.entries, [stage.phase for stage in visits.process.stages]
    found = [_Record(owner, None, lost=False) for owner in visits.owners]
    last = np.flatnonzero(is_last(entries.record))
    columns = (entries.record[last], entries.stage[last], entries.low[last], entries.high[last])
    for record, stage, low, high in zip(*(column.tolist() for column in columns), strict=True):
        won = (low, high or visits.cut) if phases[stage] is StagePhase.WON else None
        found[record] = _Record(visits.owners[record], won, phases[stage] is StagePhase.LOST)
    return found


@frozen
class _Judge:
    """What the records of one rule are judged with."""

    rule: ApprovalRule
    unit: Unit
    may: MayApprove | None
    today: date

    def judged(self, record: _Record, said: Cells) -> _Judged | None:
        """What became of a record; None where there is nothing to approve yet."""
        if said.value is None:
            return None if record.won is None else _Judged(UNKNOWN)
        day = self.today if record.won is None else record.won[1]
        own = self._limit(record.owner, day)
        if own is not None and own.most is not None and said.value <= own.most:
            return _Judged(SATISFIED)
        if record.lost:
            return _Judged(WAIVED)
        given = said.on is None or said.on <= self.today
        approver = said.approver if given and said.approver != record.owner else None
        if approver is None:
            return self._unapproved(record, said.value, own)
        theirs = self._limit(approver, said.on or day)
        if theirs is None:
            return _Judged(UNKNOWN)
        if theirs.most is None or said.value > theirs.most:
            return self._beyond(record, said, approver, own, theirs)
        return self._in_time(record, said, approver, own)

    def _limit(self, person: str | None, day: date) -> Limit | None:
        return None if person is None or self.may is None else self.may(person, day)

    def _unapproved(self, record: _Record, value: Decimal, own: Limit | None) -> _Judged:
        """Nobody else has approved it: a breach once it is won."""
        if own is None:
            return _Judged(UNKNOWN)
        text = NOT_APPROVED_NONE if own.most is None else NOT_APPROVED
        words = text(**self._figures(value, own), owner=record.owner or NOBODY())
        if record.won is None:
            return _Judged(PENDING, None, None, words)
        first, last = record.won
        return _Judged(VIOLATED, last if first == last else None, None, words)

    def _beyond(self, record: _Record, said: Cells, approver: str, own: Limit | None, theirs: Limit) -> _Judged:
        """Somebody has approved it who may not: a breach from that day on."""
        if own is None or said.value is None:
            return _Judged(UNKNOWN)
        won = record.won[1] if record.won is not None and record.won[0] == record.won[1] else None
        text = BEYOND_NONE if theirs.most is None else BEYOND
        return _Judged(VIOLATED, said.on or won, None, text(**self._figures(said.value, theirs), approver=approver))

    def _in_time(self, record: _Record, said: Cells, approver: str, own: Limit | None) -> _Judged:
        """Somebody has approved it who may: a breach still where that came after the win."""
        if record.won is None or self.rule.on is None:
            return _Judged(SATISFIED)
        first, last = record.won
        if said.on is not None and first is not None and said.on <= first:
            return _Judged(SATISFIED)
        if said.on is None or own is None or said.value is None:
            return _Judged(UNKNOWN)
        words = RATIFIED(
            column=self.rule.column, value=self._shown(said.value), approver=approver, day=said.on.isoformat()
        )
        if said.on <= last:
            return _Judged(POSSIBLE, None, None, words)
        return _Judged(VIOLATED, last if first == last else None, said.on, words)

    def _figures(self, value: Decimal, limit: Limit) -> dict[str, str | Message]:
        """What is to be approved, and up to how much somebody may."""
        found: dict[str, str | Message] = {"column": self.rule.column, "value": self._shown(value)}
        return found if limit.most is None else found | {"limit": self._shown(limit.most)}

    def _shown(self, value: Decimal) -> Message:
        return shown(Reading(Known(Fraction(value)), self.unit))
