"""Which stages a record may have been in, where nobody knows in which of them it was, or whether it was there.

In: tables of entries of a process, and of the rows they come from. Out: SELECTs of spans: for each stage that comes into question,
from when to when; visits.py makes tables of them for the query room. A figure that such a record could change is unknown.

The columns of spans: `record` that may be in `stage` `(since, until]`: at the end of each of these days; `until` is unknown where it
still may be; `unsettled`: whether it is unknown even whether it is open, won, lost or there at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from planlang.evaluate.stages.rhythm import EPOCH
from planlang.evaluate.stages.stage_entries import Basis, ends_as
from planlang.evaluate.stages.stage_rows import NEWEST, STAGES, dated_column, place_of, table
from planlang.semantics.model import Process, StagePhase

EVER = date.min.toordinal() - EPOCH


def of_table(entries: str, process: Process, dated: Sequence[int], index: int, cut: int, *, newer: bool) -> str:
    """What a plain table leaves open whose columns date some stages, or none.

    Between two dates a record may have been in each stage of the line between that no column dates; before its first
    date, and before the present stage of a record without one, it may not have been there at all. Where some record came
    into a stage after the cut, the table is from after it: then present stages without a date are not those of the cut.

    Args:
        entries: the table of entries; a history lists none of the records.
        process: of the records.
        dated: ranks of the stages that a column dates.
        index: rank of the process in the plan.
        cut: the first day of which not everything is known.
        newer: whether the table is from after the cut (`after_cut`).
    """
    last_day = cut - 1
    stated_until = "CAST(NULL AS INT)" if newer else f"{last_day}"
    stages = table(STAGES, index)
    apart = "(NOT b.is_open AND (b.chain < 0 OR b.chain <> a.chain))"
    moved_on = """
UNION ALL
SELECT record, stage, since, CAST(NULL AS INT), NOT is_there FROM later_stages
UNION ALL
SELECT DISTINCT record, was, since, CAST(NULL AS INT), FALSE FROM later_stages WHERE is_there"""
    return f"""
WITH undated AS (SELECT stage, place FROM {stages} WHERE NOT is_final AND NOT is_dated),
ranked AS (
  SELECT
    s.stage, s.place, s.is_open, s.chain,
    SUM(CASE WHEN u.place < s.place THEN 1 ELSE 0 END) AS before, SUM(CASE WHEN u.place <= s.place THEN 1 ELSE 0 END) AS up_to
  FROM {stages} AS s LEFT JOIN undated AS u ON TRUE
  GROUP BY s.stage, s.place, s.is_open, s.chain
),
moved AS (
  SELECT
    e.record, e.stage, e.high, e.is_first, e.is_last, e.following, e.basis = {Basis.DATED} AS is_known,
    a.place, b.place AS next_place, a.up_to < b.before AS is_open_between,
    COALESCE(e.next_basis = {Basis.STATED}, FALSE) AS to_stated, e.next_high, COALESCE(e.next_high, {last_day}) AS onward,
    COALESCE(e.next_basis = {Basis.STATED}, FALSE) AND ({apart}{" OR TRUE" if newer else ""}) AS is_mixed
  FROM (
    SELECT
      record, stage, high, basis, LAG(n) OVER moves IS NULL AS is_first, LEAD(n) OVER moves IS NULL AS is_last,
      LEAD(stage) OVER moves AS following, LEAD(high) OVER moves AS next_high, LEAD(basis) OVER moves AS next_basis
    FROM {entries} AS t
    WINDOW moves AS (PARTITION BY record ORDER BY n)
  ) AS e
  JOIN ranked AS a ON a.stage = e.stage
  LEFT JOIN ranked AS b ON b.stage = e.following
){_later(process, dated, index, cut) if newer else ""}
SELECT
  m.record, u.stage, m.high AS since, {"CASE WHEN m.to_stated THEN m.next_high ELSE m.onward END" if newer else "m.onward"} AS until,
  {"m.to_stated" if newer else "FALSE"} AS unsettled
FROM moved AS m JOIN undated AS u
  ON (u.place > m.place AND u.place < m.next_place) OR m.next_place <= m.place
WHERE NOT m.is_last AND m.is_known AND u.stage <> m.stage AND NOT (m.to_stated AND u.stage = m.following)
UNION ALL
SELECT m.record, u.stage, {EVER}, COALESCE(m.high, {stated_until}), TRUE
FROM moved AS m JOIN undated AS u ON u.place <= m.place AND u.stage <> m.stage
WHERE m.is_first
UNION ALL
SELECT record, stage, high, CASE WHEN to_stated THEN COALESCE(next_high, {stated_until}) ELSE onward END, is_mixed
FROM moved
WHERE NOT is_last AND is_known AND (is_open_between OR to_stated)
UNION ALL
SELECT record, following, high, COALESCE(next_high, {stated_until}), is_mixed FROM moved WHERE NOT is_last AND is_known AND to_stated
UNION ALL
SELECT record, stage, {EVER}, COALESCE(high, {stated_until}), TRUE FROM moved WHERE is_first AND NOT is_known{moved_on if newer else ""}"""


def _later(process: Process, dated: Sequence[int], index: int, cut: int) -> str:
    """Records that moved on after the cut: each was in the last stage dated before, or in one between that and the next."""
    dates = "\nUNION ALL\n".join(
        f"  SELECT record, CAST({place_of(process, rank)} AS INT) AS place FROM {table(NEWEST, index)} WHERE {_after(process, rank, cut)}"
        for rank in dated
    )
    return f""",
later AS (
  SELECT record, MIN(place) AS beyond FROM (
{dates}
  ) AS dates GROUP BY record
),
later_stages AS (
  SELECT
    l.record, u.stage, m.stage AS was, m.record IS NOT NULL AS is_there, COALESCE(m.high, {EVER}) AS since
  FROM later AS l
  LEFT JOIN moved AS m ON m.record = l.record AND m.is_last AND m.is_known
  JOIN undated AS u ON u.place < l.beyond AND (m.record IS NULL OR u.place > m.place)
)"""


def after_cut(process: Process, dated: Sequence[int], index: int, cut: int) -> str:
    """How many records (`found`) came into a stage after the cut, by the columns that date it."""
    dates = " OR ".join(f"({_after(process, rank, cut)})" for rank in dated)
    return f"SELECT COUNT(*) AS found FROM {table(NEWEST, index)} WHERE {dates or 'FALSE'}"


def _after(process: Process, rank: int, cut: int) -> str:
    """Whether a column dates the entry into a stage after the cut; the date of a final stage counts where the record is in it."""
    in_it = "" if process.stages[rank].phase is StagePhase.OPEN else f" AND {ends_as(process, rank)}"
    return f"{dated_column(rank)} >= {cut}{in_it}"


def without_moves(entries: str, cut: int) -> str:
    """Records of a plain table of which a history tells nothing: they may have been where they are, or not there yet."""
    return f"""
SELECT record, stage, COALESCE(earliest, {EVER}) AS since, {cut - 1} AS until, TRUE AS unsettled
FROM {entries} AS e WHERE basis = {Basis.STATED}"""


def entered_before(entries: str, first: int, index: int) -> str:
    """What was there in the first export: it came into its stage at an unknown time before, and was won before.

    Args:
        entries: what exports show, of records that no history lists.
        first: the day of the first export.
        index: rank of the process in the plan.
    """
    return f"""
SELECT e.record, s.stage, COALESCE(e.earliest, {EVER}) AS since, {first} AS until, TRUE AS unsettled
FROM {entries} AS e
JOIN {table(STAGES, index)} AS o ON o.stage = e.stage
LEFT JOIN {entries} AS w ON w.record = e.record AND w.stage = o.head AND w.n < e.n
JOIN {table(STAGES, index)} AS s ON s.stage = e.stage OR (s.stage = o.head AND w.record IS NULL)
WHERE e.basis = {Basis.SIGHTED} AND e.seen_first = {first}"""


def stood_before(entries: str, first: int, index: int) -> str:
    """The same, where a history tells where others were before that: it may have been in any open stage, or in its own."""
    return f"""
SELECT e.record, s.stage, COALESCE(e.earliest, {EVER}) AS since, {first - 1} AS until, TRUE AS unsettled
FROM {entries} AS e JOIN {table(STAGES, index)} AS s ON NOT s.is_final OR s.stage = e.stage
WHERE e.basis = {Basis.SIGHTED} AND e.seen_first = {first}"""
