"""What in a record exceeds what its owner may approve, and who approved it when (docs/reference/approvals.md).

In: the cells of records that matter, who may approve how much from when to when. Out: a `Judgement`, of each record in which there is
something to approve.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

import numpy as np

from planlang.diagnostics.text import Message, Text
from planlang.evaluate.results.readings import Reading
from planlang.evaluate.results.wording import shown
from planlang.evaluate.rules.findings import (
    PENDING,
    POSSIBLE,
    SATISFIED,
    UNKNOWN,
    VIOLATED,
    WAIVED,
    Findings,
    Rows,
    findings,
)
from planlang.evaluate.rules.judged import Judgement
from planlang.evaluate.stages.stage_rows import NEWEST, OWNERS, STAGES, as_number
from planlang.evaluate.stages.visits import STAYS, Visits
from planlang.frozen import frozen
from planlang.query.answers import DIGITS
from planlang.semantics.model import ApprovalRule
from planlang.values.figure import Known
from planlang.values.units import Count, TextUnit, Unit

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

MAY = "may_approve"
"""Table of a process: who (`person`) may approve up to how much (`most`, unknown: nothing) from the day `since` to `until`."""


class How(IntEnum):
    """What is to be said of a record."""

    NOTHING = 0
    UNAPPROVED = 1
    """nobody else has approved it"""
    BEYOND = 2
    """somebody has approved it who may not"""
    RATIFIED = 3
    """somebody has approved it who may, after it was won"""


@frozen
class Authority:
    """Up to how much somebody may approve from one day to another, both included; None: nothing."""

    person: str
    since: date
    until: date
    most: Decimal | None


def judge_approvals(
    rule: ApprovalRule, visits: Visits, cells: str | None, unit: Unit, authority: Sequence[Authority]
) -> Judgement:
    """A verdict for each record whose figure is known, or that is won without it.

    Args:
        rule: which column is approved by whom.
        visits: of the rule's process.
        cells: a table of what is to be approved, who approved it, and when (`query.answers.lower_cells`); None: the source is
            not loaded.
        unit: of what is approved.
        authority: who may approve how much when; nobody is in two of them on one day.
    """
    days = {name: [as_number(np.datetime64(getattr(one, name))) for one in authority] for name in ("since", "until")}
    most = [None if one.most is None else format(one.most, "f") for one in authority]
    visits.engine.upload(
        visits.table(MAY),
        {
            "person": (TextUnit(), [one.person for one in authority]),
            "most": (TextUnit(), most),
            **{name: (Count(), numbers) for name, numbers in days.items()},
        },
    )

    def tell(rows: Rows) -> Findings:
        return _tell(rule, visits, unit, rows)

    return Judgement(_judgements(rule, visits, cells), tell)


def _judgements(rule: ApprovalRule, visits: Visits, cells: str | None) -> str:
    """A row for each record with something to approve."""
    today = as_number(np.datetime64((visits.cut_at - timedelta(microseconds=1)).date()))
    if cells is None or not visits.has_source:
        newest, told = f"(SELECT record, row_id FROM {visits.table(STAYS)} WHERE FALSE)", _no_cells()
    else:
        newest, told = visits.table(NEWEST), cells
    on = "c.cell_2" if rule.on is not None else "CAST(NULL AS INT)"
    stands = f"""
SELECT v.record, s.is_lost, s.is_won, CASE WHEN s.head = v.stage THEN v.low ELSE v.earliest END AS won_from, COALESCE(v.high, {visits.cut_number}) AS won_by
FROM {visits.table(STAYS)} AS v
JOIN (SELECT record, MAX(n) AS n FROM {visits.table(STAYS)} WHERE begins GROUP BY record) AS b ON b.record = v.record AND b.n = v.n
JOIN {visits.table(STAGES)} AS s ON s.stage = v.stage"""
    records = f"""
SELECT
  n.record, n.row_id, c.cell_0 AS amount, o.owner AS owned_by, {on} AS approved_on, COALESCE(w.is_won, FALSE) AS is_won,
  COALESCE(w.is_lost, FALSE) AS is_lost, w.won_from, CASE WHEN w.is_won THEN w.won_by END AS won_by,
  CASE
    WHEN ({on} IS NULL OR {on} <= {today}) AND (o.owner IS NULL OR c.cell_1 <> o.owner) THEN c.cell_1
  END AS approver
FROM {newest} AS n
JOIN {told} AS c ON c.row_id = n.row_id
LEFT JOIN {visits.table(OWNERS)} AS o ON o.record = n.record
LEFT JOIN ({stands}) AS w ON w.record = n.record"""
    may = f"(SELECT person, since, until, CAST(most AS {DIGITS}) AS most FROM {visits.table(MAY)})"
    won = "is_won AND won_from = won_by"
    return f"""
SELECT
  h.*, 1 AS n, 0 AS visit, won_by AS anchor_day, how <> {How.RATIFIED} OR verdict <> {VIOLATED} AS goes_on,
  CASE WHEN how = {How.RATIFIED} AND verdict = {VIOLATED} THEN approved_on END AS over,
  CASE WHEN how = {How.RATIFIED} AND verdict = {VIOLATED} THEN approved_on END AS over_day,
  CAST(NULL AS INT) AS spare, FALSE AS listed,
  CASE
    WHEN how = {How.BEYOND} THEN COALESCE(approved_on, CASE WHEN {won} THEN won_by END)
    WHEN {won} THEN won_by
  END AS since
FROM (
  SELECT
    a.*,
    CASE
      WHEN amount IS NULL THEN {UNKNOWN}
      WHEN amount <= own_most THEN {SATISFIED}
      WHEN is_lost THEN {WAIVED}
      WHEN how = {How.UNAPPROVED} THEN CASE WHEN NOT knows_own THEN {UNKNOWN} WHEN is_won THEN {VIOLATED} ELSE {PENDING} END
      WHEN NOT knows_theirs THEN {UNKNOWN}
      WHEN how = {How.BEYOND} THEN CASE WHEN knows_own THEN {VIOLATED} ELSE {UNKNOWN} END
      WHEN how = {How.NOTHING} THEN {SATISFIED}
      WHEN approved_on IS NULL OR NOT knows_own THEN {UNKNOWN}
      WHEN approved_on <= won_by THEN {POSSIBLE}
      ELSE {VIOLATED}
    END AS verdict
  FROM (
    SELECT
      r.*, p.most AS own_most, p.person IS NOT NULL AS knows_own, q.most AS their_most, q.person IS NOT NULL AS knows_theirs,
      CASE
        WHEN approver IS NULL THEN {How.UNAPPROVED}
        WHEN q.most IS NULL OR amount > q.most THEN {How.BEYOND}
        WHEN NOT is_won OR {"FALSE" if rule.on is not None else "TRUE"} OR approved_on <= won_from THEN {How.NOTHING}
        ELSE {How.RATIFIED}
      END AS how
    FROM ({records}) AS r
    LEFT JOIN {may} AS p
      ON p.person = owned_by AND p.since <= COALESCE(won_by, {today}) AND p.until >= COALESCE(won_by, {today})
    LEFT JOIN {may} AS q
      ON q.person = approver AND q.since <= COALESCE(approved_on, won_by, {today})
        AND q.until >= COALESCE(approved_on, won_by, {today})
  ) AS a
  WHERE amount IS NOT NULL OR is_won
) AS h"""


def _no_cells() -> str:
    """Cells of no rows."""
    cells = f"CAST(NULL AS {DIGITS}) AS cell_0, CAST(NULL AS VARCHAR) AS cell_1, CAST(NULL AS INT) AS cell_2"
    return f"(SELECT CAST(NULL AS BIGINT) AS row_id, {cells} WHERE FALSE)"


def _tell(rule: ApprovalRule, visits: Visits, unit: Unit, rows: Rows) -> Findings:
    """What is found in rows of judgements."""
    verdict = rows.number("verdict")
    told = [rows.text(name).tolist() for name in ("amount", "owner", "approver", "own_most", "their_most")]
    columns = zip(verdict.tolist(), rows.number("how").tolist(), *told, rows.day("approved_on").tolist(), strict=True)
    words = np.empty(len(rows), dtype=object)
    for at, (rank, how, amount, owner, approver, own, theirs, day) in enumerate(columns):
        if rank in (PENDING, POSSIBLE, VIOLATED):
            words[at] = _words(rule, unit, how, amount, owner, approver, own, theirs, day)
    since = np.where(verdict == VIOLATED, rows.day("since"), np.datetime64("NaT"))
    return findings(rule, visits, rows, rows.day("anchor_day"), since=since, over=rows.day("over"), words=words)


def _words(
    rule: ApprovalRule,
    unit: Unit,
    how: int,
    amount: Decimal,
    owner: str | None,
    approver: str | None,
    own: Decimal | None,
    theirs: Decimal | None,
    day: date | None,
) -> Message | None:
    """What happened."""

    def figures(limit: Decimal | None) -> dict[str, str | Message]:
        found: dict[str, str | Message] = {"column": rule.column, "value": _shown(amount, unit)}
        return found if limit is None else found | {"limit": _shown(limit, unit)}

    match how:
        case How.UNAPPROVED:
            return (NOT_APPROVED_NONE if own is None else NOT_APPROVED)(**figures(own), owner=owner or NOBODY())
        case How.BEYOND:
            return (BEYOND_NONE if theirs is None else BEYOND)(**figures(theirs), approver=approver or NOBODY())
        case How.RATIFIED:
            return RATIFIED(**figures(None), approver=approver or NOBODY(), day="" if day is None else day.isoformat())
        case _:
            return None


def _shown(value: Decimal, unit: Unit) -> Message:
    """An amount in words."""
    return shown(Reading(Known(Fraction(value)), unit))
