"""When records entered stages: the moves that a history lists, that columns date, or that successive exports betray.

In: tables of rows (`stage_rows`). Out: SELECTs of entries, each with the days between which it happened. Only the order of
moves and their bounds are worked out here, no rule is judged.

The columns of entries: `record`, `n` (ascending by move of a record), `stage`; `low` and `high`: first and last day on which
it can have happened, equal where it is known, unknown where unbounded; `instant` that stands for it (the first sighting for
exports), unknown where nothing is; `basis` (`Basis`); `seen_before` and `seen_first`: of exports the last one before the record
entered and the first one after that, for an entry that only exports show the first one with the record in the stage; `seen_last`:
the last export with the record in the stage, unknown unless exports show it; `row_id` of the row that shows it; `earliest`: the first
day on which the record can have left what it was in before: `low`, but where a column says since when it is in its present stage,
which tells nothing of the time before; `told_day`: the last export that says so, unknown where none does.
"""

from __future__ import annotations

from enum import IntEnum

from planlang.evaluate.stages.export_days import EXPORT_DAYS
from planlang.evaluate.stages.present_stage import divided_by_dates
from planlang.evaluate.stages.stage_rows import (
    MOVES,
    NEWEST,
    SHOWN,
    SINCE,
    STAGES,
    STATE,
    State,
    dated_column,
    outcome_of,
    table,
    timed_column,
)
from planlang.semantics.model import Process, StagePhase
from planlang.values.units import MICROSECONDS_A_MINUTE, MINUTES_A_DAY

MICROSECONDS_A_DAY = MINUTES_A_DAY * MICROSECONDS_A_MINUTE

COLUMNS = "record, n, stage, low, high, instant, basis, seen_before, seen_first, seen_last, row_id, earliest, told_day"
UNSEEN = "CAST(NULL AS INT) AS seen_before, CAST(NULL AS INT) AS seen_first, CAST(NULL AS INT) AS seen_last"
UNTOLD = "CAST(NULL AS INT) AS told_day"


MARKED = """
marked AS (
  SELECT
    seen.*, before IS NULL OR before <> stage AS starts, after IS NULL OR after <> stage AS ends,
    SUM(CASE WHEN before IS NULL OR before <> stage THEN 1 ELSE 0 END) OVER (
      PARTITION BY record ORDER BY day ROWS UNBOUNDED PRECEDING
    ) AS run
  FROM seen
)"""
"""Sightings by stay, where exports show nothing but stages."""


class Basis(IntEnum):
    """How an entry is known."""

    HISTORY = 0
    """a history says so"""
    DATED = 1
    """a column of the record dates it"""
    SIGHTED = 2
    """the record is in the stage in one export, and was not in the export before"""
    STATED = 3
    """the record is in the stage now; since when is not known"""


def midnight(day: str) -> str:
    """The instant at which a day begins."""
    return f"CAST({day} AS BIGINT) * {MICROSECONDS_A_DAY}"


def listed_entries(index: int) -> str:
    """Moves that a history lists; a row that repeats the stage before changes something else and is no move."""
    return f"""
SELECT record, n, stage, day AS low, day AS high, instant, {Basis.HISTORY} AS basis, {UNSEEN}, row_id,
  day AS earliest, {UNTOLD}
FROM (
  SELECT
    m.record, m.stage, m.day, m.instant, m.row_id,
    LAG(m.stage) OVER moves AS before, CAST(ROW_NUMBER() OVER moves AS INT) AS n
  FROM {table(MOVES, index)} AS m
  JOIN {table(STAGES, index)} AS s ON s.stage = m.stage
  WINDOW moves AS (PARTITION BY m.record ORDER BY m.instant, s.sort, m.row_id)
) AS told
WHERE before IS NULL OR before <> stage"""


def with_exports(entries: str, index: int) -> str:
    """Entries on known days with the exports around them; one of the day of entry shows what was so afterwards.

    The export before is the last one with the record; where none has it, the last one at all.
    """
    return f"""
SELECT
  e.record, n, stage, low, high, instant, basis,
  COALESCE(before, d.earlier) AS seen_before, after AS seen_first, seen_last, row_id, earliest, told_day
FROM (
  SELECT
    points.*,
    MAX(shown) OVER (
      PARTITION BY record ORDER BY point, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS before,
    MIN(shown) OVER (
      PARTITION BY record ORDER BY point, kind ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
    ) AS after
  FROM (
    SELECT {COLUMNS}, low AS point, 0 AS kind, CAST(NULL AS INT) AS shown FROM ({entries}) AS listed
    UNION ALL
    SELECT record, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, day, 1, day
    FROM (SELECT DISTINCT record, day FROM {table(STATE, index)}) AS days
  ) AS points
) AS e
LEFT JOIN {table(EXPORT_DAYS, index)} AS d ON d.day = e.low
WHERE kind = 0"""


def _at(state: State, rank: int) -> str:
    """The instant that stands for the entry that a column dates: the time in it, else the beginning of the day."""
    return timed_column(rank) if rank in state.timed else midnight(dated_column(rank))


def standing_entries(index: int, since: int) -> str:
    """That the records of a plain table are there, from the first day that the table is said to cover; they have no stages."""
    return f"""
SELECT
  record, 1 AS n, stage, {since} AS low, {since} AS high, {midnight(str(since))} AS instant, {Basis.DATED} AS basis, {UNSEEN},
  row_id, {since} AS earliest, {UNTOLD}
FROM {table(NEWEST, index)}"""


def dated_entries(process: Process, state: State, index: int, cut: int) -> str:
    """Moves that the columns of a plain table date, and the present stage where none dates it, but maybe says since when it is.

    A win or a loss counts only for a record that is in that stage: one column often dates both. A record that came into a
    stage after the cut was not yet where it is now.
    """
    dated = state.dated
    after = "CAST(NULL AS INT)" if not dated else "r.day"
    day = "CAST(NULL AS INT)"
    if state.has_since:
        day = f"(CASE WHEN k.{SINCE} < {cut} AND COALESCE(k.{SINCE} >= {after}, TRUE) THEN k.{SINCE} END)"
    stated = f"""
SELECT
  k.record, {len(process.stages) + 1} AS n, k.stage, COALESCE({day}, {after}) AS low, {day} AS high,
  {midnight(day)} AS instant, {Basis.STATED} AS basis, {UNSEEN}, k.row_id, {after} AS earliest, {UNTOLD}
FROM {table(NEWEST, index)} AS k"""
    if not dated:
        return f"{stated}\nWHERE k.stage >= 0"
    told = "\nUNION ALL\n".join(
        f"SELECT record, {rank} AS stage, {dated_column(rank)} AS day, {_at(state, rank)} AS instant, row_id, CASE WHEN stage = {rank} THEN 1 ELSE 0 END AS here"
        f" FROM {table(NEWEST, index)} WHERE {dated_column(rank)} IS NOT NULL{_counts(process, rank)}"
        for rank in dated
    )
    return f"""
WITH told AS (
{told}
),
reached AS (
  SELECT
    t.record, t.stage, t.day, t.instant, t.row_id,
    CAST(ROW_NUMBER() OVER (PARTITION BY t.record ORDER BY t.day, t.here, s.sort) AS INT) AS n,
    ROW_NUMBER() OVER (PARTITION BY t.record ORDER BY t.day DESC, t.here DESC, s.sort DESC) AS age
  FROM told AS t
  JOIN {table(STAGES, index)} AS s ON s.stage = t.stage
  WHERE t.day < {cut}
)
SELECT
  record, n, stage, day AS low, day AS high, instant, {Basis.DATED} AS basis, {UNSEEN}, row_id,
  day AS earliest, {UNTOLD}
FROM reached
UNION ALL
{stated}
LEFT JOIN reached AS r ON r.record = k.record AND r.age = 1
LEFT JOIN (SELECT DISTINCT record FROM told WHERE day >= {cut}) AS later ON later.record = k.record
WHERE k.stage >= 0 AND (r.stage IS NULL OR r.stage <> k.stage) AND later.record IS NULL"""


def _counts(process: Process, rank: int, stage: str = "stage") -> str:
    """Whether a date counts: that of an open stage always, that of a final one where the record is in it, or in what comes after the win."""
    return "" if process.stages[rank].phase is StagePhase.OPEN else f" AND {ends_as(process, rank, stage)}"


def ends_as(process: Process, rank: int, stage: str = "stage") -> str:
    """Whether a record in a stage has ended as one in the stage of a rank has."""
    return f"{stage} IN ({', '.join(map(str, outcome_of(process, rank)))})"


def sighted_entries(process: Process, state: State, index: int, cut: int) -> str:
    """Moves that successive exports betray: somewhere between the last sight of one stage and the first of the next.

    A column that dates the entry wins where it does not contradict what was seen of the record before, then one that says since
    when the record is in its stage. A stage that was never seen but is dated before the present one was passed between two exports.
    An export with a row that could be any record's does not show that this one had not come.
    """
    dated = state.dated
    named = [*map(dated_column, dated), *map(timed_column, state.timed)]
    columns = "".join(f", {name}" for name in named)
    by_end = "".join(f", MAX(CASE WHEN ends THEN {name} END) AS {name}" for name in named)
    marked, since, told = MARKED, "", ""
    low, high, earliest, told_day = "floor_day", "seen_first", "floor_day", "CAST(NULL AS INT)"
    if state.has_since:
        opened = [rank for rank, stage in enumerate(process.stages) if stage.phase is StagePhase.OPEN]
        others = [
            f"(stage <> {rank} AND {dated_column(rank)} <= day AND {dated_column(rank)} > {SINCE}{_counts(process, rank)})"
            for rank in dated
        ]
        marked = divided_by_dates(opened, f"COALESCE({' OR '.join(others)}, FALSE)" if others else "FALSE")
        since, told = f", {SINCE}", ", MAX(told) AS told, MAX(told_day) AS told_day"
        low, high, told_day = "COALESCE(told, floor_day)", "COALESCE(told, seen_first)", "told_day"
        earliest = "CASE WHEN floor_day > told THEN told ELSE floor_day END"
    runs = f"""
seen AS (
  SELECT
    record, day, stage, row_id{columns}{since},
    LAG(day) OVER shown AS day_before, LAG(stage) OVER shown AS before, LEAD(stage) OVER shown AS after
  FROM (
    SELECT s.*, ROW_NUMBER() OVER (PARTITION BY record, day ORDER BY row_id DESC) AS age
    FROM {table(STATE, index)} AS s WHERE stage >= 0
  ) AS rows_of_a_day
  WHERE age = 1
  WINDOW shown AS (PARTITION BY record ORDER BY day)
),
{marked},
runs AS (
  SELECT
    record, CAST(run AS INT) AS run, MIN(stage) AS stage, MIN(day) AS seen_first, MAX(day) AS seen_last,
    MAX(CASE WHEN starts THEN row_id END) AS row_id, MAX(CASE WHEN ends THEN row_id END) AS end_row,
    MAX(CASE WHEN starts THEN day_before END) AS day_before{by_end}{told}
  FROM marked
  GROUP BY record, run
),
bounded AS (
  SELECT
    r.*, COALESCE(r.day_before, d.earlier) AS seen_before, COALESCE(r.day_before, d.earlier_whole) AS floor_day,
    LAG(r.seen_last) OVER (PARTITION BY r.record, r.stage ORDER BY r.run) AS left_before,
    LAG(r.seen_first) OVER (PARTITION BY r.record ORDER BY r.run) AS first_before
  FROM runs AS r
  JOIN {table(SHOWN, index)} AS k ON k.record = r.record
  JOIN {table(EXPORT_DAYS, index)} AS d ON d.day = k.first_day
)"""
    if not dated:
        return f"""
WITH {runs}
SELECT
  record, run AS n, stage, {low} AS low, {high} AS high, {midnight(high)} AS instant,
  {Basis.SIGHTED} AS basis, seen_before, seen_first, seen_last, row_id, {earliest} AS earliest, {told_day} AS told_day
FROM bounded"""
    own, own_at = (
        " ".join(f"WHEN {rank} THEN {told(rank)}" for rank in dated)
        for told in (dated_column, lambda rank: _at(state, rank))
    )
    wins = f"own < {cut} AND own <= seen_first AND (left_before IS NULL OR own > left_before)"
    passed = "".join(
        f"""
  UNION ALL
  SELECT
    d.record, {rank}, {dated_column(rank)}, {dated_column(rank)}, {Basis.DATED}, CAST(NULL AS INT), CAST(NULL AS INT), CAST(NULL AS INT),
    end_row, {dated_column(rank)}, CAST(NULL AS INT), {_at(state, rank)}, 0, s.sort
  FROM (
    SELECT placed.*, MAX(CASE WHEN stage = {rank} THEN 1 ELSE 0 END) OVER (PARTITION BY record) AS visited FROM placed
  ) AS d
  JOIN {table(STAGES, index)} AS s ON s.stage = {rank}
  WHERE is_last AND visited = 0 AND {dated_column(rank)} < {cut} AND {dated_column(rank)} <= high{_counts(process, rank, "d.stage")}"""
        for rank in dated
        if process.stages[rank].phase is StagePhase.OPEN or len(outcome_of(process, rank)) > 1
    )
    return f"""
WITH {runs},
placed AS (
  SELECT
    record, run, stage, seen_before, seen_first, seen_last, row_id, end_row{columns},
    CASE WHEN {wins} THEN {Basis.DATED} ELSE {Basis.SIGHTED} END AS basis,
    CASE WHEN {wins} THEN GREATEST(own, first_before) ELSE {low} END AS low,
    CASE WHEN {wins} THEN GREATEST(own, first_before) ELSE {high} END AS high,
    CASE WHEN {wins} THEN GREATEST(own, first_before) ELSE {earliest} END AS earliest,
    CASE WHEN {wins} THEN NULL ELSE {told_day} END AS told_day,
    CASE WHEN {wins} AND own >= COALESCE(first_before, own) THEN own_at END AS timed,
    LEAD(run) OVER (PARTITION BY record ORDER BY run) IS NULL AS is_last
  FROM (SELECT bounded.*, CASE stage {own} END AS own, CASE stage {own_at} END AS own_at FROM bounded) AS b
),
both_kinds AS (
  SELECT record, stage, low, high, basis, seen_before, seen_first, seen_last, row_id, earliest, told_day, timed, 1 AS kind, run AS place
  FROM placed{passed}
)
SELECT
  record, CAST(ROW_NUMBER() OVER moves AS INT) AS n, stage,
  CASE WHEN basis = {Basis.SIGHTED} AND LAG(basis) OVER moves = {Basis.DATED}
    THEN GREATEST(low, LAG(high) OVER moves) ELSE low END AS low,
  high, COALESCE(timed, {midnight("high")}) AS instant, basis, seen_before, seen_first, seen_last, row_id,
  CASE WHEN basis = {Basis.SIGHTED} AND LAG(basis) OVER moves = {Basis.DATED}
    THEN GREATEST(earliest, LAG(high) OVER moves) ELSE earliest END AS earliest, told_day
FROM both_kinds
WINDOW moves AS (PARTITION BY record ORDER BY high, kind, place)"""


def by_win(entries: str, index: int) -> str:
    """Entries of records that go on after a win: of all that follow each other within one win, `begins`, the first;
    `stands_in`, 1 where they have not ended; `first_in`, the first into their stage, but for the win itself where they began
    further along.
    """
    names = ", ".join(f"e.{name.strip()}" for name in COLUMNS.split(","))
    return f"""
SELECT
  {names}, e.begins, MIN(e.stands) OVER win AS stands_in,
  ROW_NUMBER() OVER (PARTITION BY e.record, e.run, e.stage ORDER BY e.n) = 1 AND (e.begins OR e.stage <> e.head) AS first_in
FROM (
  SELECT
    {names}, e.head, e.begins, e.stands,
    SUM(CASE WHEN e.begins THEN 1 ELSE 0 END) OVER (PARTITION BY e.record ORDER BY e.n) AS run
  FROM (
    SELECT
      {names}, e.head, e.chain < 0 OR e.before IS NULL OR e.before <> e.chain AS begins,
      CASE WHEN (e.chain < 0 OR e.after <> e.chain) AND e.next_instant IS NOT NULL THEN 0 ELSE 1 END AS stands
    FROM (
      SELECT
        {names}, s.chain, s.head, LAG(s.chain) OVER moves AS before, LEAD(s.chain) OVER moves AS after,
        LEAD(e.instant) OVER moves AS next_instant
      FROM ({entries}) AS e
      JOIN {table(STAGES, index)} AS s ON s.stage = e.stage
      WINDOW moves AS (PARTITION BY e.record ORDER BY e.n)
    ) AS e
  ) AS e
) AS e
WINDOW win AS (PARTITION BY e.record, e.run)"""
