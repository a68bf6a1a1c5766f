"""Rules of processes that a row set aside could turn over: the move in time, the call in between, a move that is forbidden.

In: judgements of one rule, tables of the rows set aside of the sources that it rests on. Out: the judgements, unknown where such a
row of the same record, or of one that could not be read, may be of the days that decide.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.rules.findings import PENDING, POSSIBLE, SATISFIED, UNKNOWN, VIOLATED
from planlang.evaluate.rules.judged import Judged, columns_of
from planlang.evaluate.stages.stage_rows import Numbers, Times
from planlang.evaluate.stages.visits import Visits, visit_id
from planlang.frozen import frozen
from planlang.query.catalog import TableLayout
from planlang.query.processes.records import RecordTable, lower_days_of_anybody, lower_rows_set_aside
from planlang.semantics.expr import Aggregate
from planlang.semantics.expressions.walk import every
from planlang.semantics.model import (
    ApprovalRule,
    BackRule,
    DayLimit,
    FileRule,
    HandOverRule,
    History,
    HoldRule,
    IdleRule,
    Model,
    ProcessRule,
    ReopenRule,
    RequireRule,
    ResponseRule,
    RevisitRule,
    SameOwnerRule,
    SkipRule,
    StayRule,
    Table,
    TodoRule,
)
from planlang.values.units import Count, StageOf

FIRST, LAST = -(1 << 22), 1 << 22
"""Days before and after all others."""
SPANS = "spans_left_open"


@frozen(eq=False)
class UnreadRows:
    """Rows set aside of one source.

    Attributes:
        table: of `record` (-1: the row could be about any), `low` and `high`: first and last day that each could be of, and
            `stage`: that it tells of; -1: the row could be about any, or about none.
        is_move: whether they tell of moves.
    """

    table: str
    is_move: bool


def unread_rows(source: str, visits: Visits, model: Model, snapshot: Snapshot) -> UnreadRows | None:
    """The rows set aside of a source of happenings or moves; None where there are none."""
    shape, table = model.sources[source].shape, snapshot.tables.get(source)
    if table is None or table.aside is None or isinstance(shape, Table):
        return None
    records = model.sources[visits.process.source].shape
    assert isinstance(records, Table), "a process goes over records"
    layout = TableLayout(table.aside, table.columns, repeated=False)
    engine, kept = snapshot.engine, f"unread_{visits.index}_{list(model.sources).index(source)}"
    if any(part not in table.columns for part in records.key):  # of a customer, whose deals may be anybody's
        engine.keep(kept, lower_days_of_anybody(layout, (FIRST, LAST), engine.dialect))
        return UnreadRows(kept, is_move=False)
    rows = RecordTable(layout, records.key, table.columns[shape.at])
    unit = StageOf(visits.process.ident.name)
    told = next((column.name for column in model.sources[source].columns if column.unit == unit), None)
    ranks = {stage.name: rank for rank, stage in enumerate(visits.process.stages)}
    stage = (table.columns[told], ranks) if told is not None and told in table.columns else None
    engine.keep(kept, lower_rows_set_aside(rows, stage, visits.index, (FIRST, LAST), engine.dialect))
    if not engine.run(f"SELECT COUNT(*) AS found FROM {kept}")["found"].tolist()[0]:
        return None
    return UnreadRows(kept, is_move=isinstance(shape, History))


def rests_on(rule: ProcessRule, visits: Visits) -> tuple[str, ...]:
    """The sources of which one more row could mend a breach of the rule, or make one."""
    moves = () if visits.history is None else (visits.history,)
    match rule:
        case IdleRule(activities=activities) | RevisitRule(activities=activities):
            return (activities, *moves)
        case StayRule() | ResponseRule() | SkipRule() | BackRule() | ReopenRule():
            return moves
        case TodoRule(done=done):
            told = dict.fromkeys(part.source for part in every(done) if isinstance(part, Aggregate))
            return (*told, *moves)
        case HoldRule() | SameOwnerRule() | HandOverRule():
            return moves
        case RequireRule() | ApprovalRule() | FileRule():
            return ()


def left_open(judged: Judged, unread: Sequence[UnreadRows], kept: str) -> Judged:
    """The judgements, unknown where a row set aside could turn them over: what is broken where it may be of the days that
    decide, from the day that begins an instance to that on which its limit runs out (of a move all up to it); what is kept
    where a move may be one of those around it.

    Args:
        judged: by the rows that were read.
        unread: the rows set aside of all sources that the rule rests on.
        kept: the name of the table to make.
    """
    if not unread:
        return judged
    touched = [*_kept(judged, unread), *_broken(judged, unread)]
    if not touched:
        return judged
    found = "\nUNION ALL\n".join(touched)
    turned = f"CASE WHEN t.id IS NULL THEN j.verdict ELSE {UNKNOWN} END AS verdict"
    engine = judged.visits.engine
    listed = ", ".join(f"j.{name}" for name in columns_of(judged) if name != "verdict")
    engine.keep(
        kept,
        f"SELECT {listed}, {turned} FROM {judged.table} AS j LEFT JOIN (SELECT DISTINCT id FROM ({found}) AS r) AS t ON t.id = {visit_id('j')}",
    )
    return judged.at(kept)


def _kept(judged: Judged, unread: Sequence[UnreadRows]) -> list[str]:
    """Selects of the instances (`id`) that are kept but a move set aside could break: one after the move before it of the record,
    into any stage; for limits of a stage one up to the move after it too, but only into that stage. The last of a record stands for
    what may have followed.
    """
    rule = judged.rule
    if isinstance(rule, IdleRule | RevisitRule | RequireRule | HoldRule | SameOwnerRule | HandOverRule):
        return []
    stage = _stage_of(judged)
    own = "anchor_day" if stage is None else "LEAD(anchor_day) OVER instances"
    spans = f"""
SELECT id, record, first, last
FROM (
  SELECT
    {visit_id("j")} AS id, record, verdict, COALESCE(LAG(anchor_day) OVER instances, {FIRST}) AS first,
    CASE WHEN LEAD(n) OVER instances IS NULL THEN {LAST} ELSE COALESCE({own}, {LAST}) END AS last
  FROM {judged.table} AS j
  WINDOW instances AS (PARTITION BY record ORDER BY n)
) AS s
WHERE verdict IN ({SATISFIED}, {PENDING})"""
    of_stage = "" if stage is None else f" WHERE stage IN (-1, {stage})"
    return [_touched(spans, f"(SELECT * FROM {rows.table}{of_stage})") for rows in unread if rows.is_move]


def _stage_of(judged: Judged) -> int | None:
    """The rank of the stage whose entries a rule is about alone; None where any move could break it."""
    match judged.rule:
        case StayRule(stage=stage) | ResponseRule(origin=stage):
            return judged.visits.rank(stage)
        case _:
            return None


def _broken(judged: Judged, unread: Sequence[UnreadRows]) -> list[str]:
    """Selects of the instances (`id`) that are broken but a row set aside could mend: the days that decide are those of what is
    told of each.
    """
    rule = judged.rule
    if isinstance(rule, BackRule | ReopenRule | RequireRule | HoldRule | SameOwnerRule):
        return []
    broken = f"verdict IN ({VIOLATED}, {POSSIBLE})"
    if isinstance(rule, SkipRule):
        spans = f"""
SELECT {visit_id("j")} AS id, record, {FIRST} AS first, COALESCE(anchor_day, {LAST}) AS last
FROM {judged.table} AS j WHERE {broken}"""
    else:
        found = judged.some(broken)
        if not len(found.verdict):
            return []
        after = 1 if isinstance(rule, IdleRule) and isinstance(rule.limit, DayLimit) else 0
        first = _numbers(found.anchor, FIRST) + after
        columns = {"id": found.number, "record": found.number >> 32, "first": first, "last": _numbers(found.due, LAST)}
        judged.visits.engine.upload(SPANS, {name: (Count(), cells) for name, cells in columns.items()})
        spans = f"SELECT * FROM {SPANS}"
    return [_touched(spans, rows.table) for rows in unread]


def _touched(spans: str, rows: str) -> str:
    """Spans (`id`, `record`, `first`, `last`) of which a row of the record, or of any, may be: both ends are included.

    Of the rows that may be of the last day or before, the one that may be of the latest tells.
    """
    said = []
    for record, condition in (("record", "record >= 0"), ("-1", "record < 0")):
        said.append(f"""
SELECT id
FROM (
  SELECT
    p.*, MAX(high) OVER (
      PARTITION BY record ORDER BY point, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS reach
  FROM (
    SELECT {record} AS record, low AS point, 0 AS kind, high, CAST(NULL AS BIGINT) AS id, CAST(NULL AS BIGINT) AS first
    FROM {rows} AS r WHERE {condition}
    UNION ALL
    SELECT {record}, last, 1, NULL, id, first FROM ({spans}) AS s
  ) AS p
) AS t
WHERE kind = 1 AND reach >= first""")
    return "\nUNION ALL\n".join(said)


def _numbers(days: Times, unbounded: int) -> Numbers:
    """Days as the tables have them, with one for no bound."""
    found: Numbers = np.where(np.isnat(days), unbounded, days.astype("datetime64[D]").astype(np.int64))
    return found
