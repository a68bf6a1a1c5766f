"""Where an export is missing between two sightings of a record: what happened in between, nobody saw.

In: the rows of dated exports. Out: SELECTs of holes, and whether stretches of days meet one.
"""

from __future__ import annotations

from planlang.evaluate.stages.export_days import EXPORT_DAYS
from planlang.evaluate.stages.stage_rows import ASIDE, STATE, table

HOLES, UNREAD = "holes", "unread"
"""Tables of a process: stretches of days (`since`, `until`) between two sightings of a `record` with an export missing in between:
a week (a month) without one, an export without the record, or one of which its row says nothing of the stage it was in until
then. In `unread` a row that was set aside is no sighting, whatever it shows, in `holes` it is one where it shows the stage of the
row before. Those of a record do not overlap.
"""


def holes(index: int, *, with_aside: bool) -> str:
    """The holes between the sightings of records in dated exports.

    Args:
        index: rank of the process in the plan.
        with_aside: whether rows that were set aside are sightings where they show the stage of the row before.
    """
    sightings = f"SELECT record, day FROM {table(STATE, index)}"
    if with_aside:
        sightings += f" UNION ALL {_alike(index)}"
    return f"""
SELECT h.record, h.since, h.day AS until
FROM (SELECT record, day, LAG(day) OVER (PARTITION BY record ORDER BY day) AS since FROM ({sightings}) AS s) AS h
JOIN {table(EXPORT_DAYS, index)} AS a ON a.day = h.since
JOIN {table(EXPORT_DAYS, index)} AS b ON b.day = h.day
WHERE b.place - a.place > 1 OR b.span - a.span > 1"""


def _alike(index: int) -> str:
    """Rows that were set aside and show the stage of the row of the record that was read before."""
    return f"""
SELECT record, day
FROM (
  SELECT told.*, MAX(CASE WHEN kind = 0 THEN stage END) OVER (PARTITION BY record, read) AS before
  FROM (
    SELECT
      shown.*,
      COUNT(row_id) OVER (
        PARTITION BY record ORDER BY day, kind, row_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS read
    FROM (
      SELECT record, day, stage, row_id, 0 AS kind FROM {table(STATE, index)}
      WHERE record IN (SELECT record FROM {table(ASIDE, index)})
      UNION ALL
      SELECT record, day, stage, NULL, 1 FROM {table(ASIDE, index)} WHERE stage >= 0
    ) AS shown
  ) AS told
) AS placed
WHERE kind = 1 AND read > 0 AND before = stage"""


def met(stretches: str, holes: str) -> str:
    """For each of some stretches (`id`, `record`, `first`, `last`) that a hole of its record meets `id`; a stretch without one of
    its days meets none.

    Of the holes that have begun before the last day the last one reaches furthest.
    """
    return f"""
SELECT id
FROM (
  SELECT
    points.*,
    MAX(until) OVER (
      PARTITION BY record ORDER BY point, kind ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS reach
  FROM (
    SELECT record, since AS point, 1 AS kind, until, CAST(NULL AS BIGINT) AS id, CAST(NULL AS INT) AS first FROM {holes}
    UNION ALL
    SELECT record, last, 0, NULL, id, first FROM ({stretches}) AS s WHERE first IS NOT NULL AND last IS NOT NULL
  ) AS points
) AS placed
WHERE kind = 0 AND reach > first"""
