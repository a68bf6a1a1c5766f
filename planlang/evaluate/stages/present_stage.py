"""Since when a record has been in the stage that an export shows, as a column of the export says.

In: sightings of records (`stage_entries.sighted_entries`). Out: common table expressions that divide them into stays. A date is believed
that is not after its export and not before the record was seen elsewhere, or came into another stage by a column that dates that one.
One after the sighting before tells of an open stage that the record left and came back to in between. Of several about one stay
the newest counts, if the record was not seen in the stage before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.evaluate.stages.stage_rows import SINCE


def divided_by_dates(open_stages: Sequence[int], later: str) -> str:
    """Sightings `seen` as `marked`: by `run`, the stay they are of, with `told`: the newest day that its export says it began on
    and `told_day`, that of this export; where one does.

    Args:
        open_stages: ranks of the stages that can be left and come back to unseen.
        later: condition on a sighting: a column dates an entry into another stage after the day told.
    """
    is_open = f"stage IN ({', '.join(map(str, open_stages))})" if open_stages else "FALSE"
    spell = "PARTITION BY record, spell"
    return f"""
spells AS (
  SELECT
    seen.*, before IS NULL OR before <> stage AS comes,
    SUM(CASE WHEN before IS NULL OR before <> stage THEN 1 ELSE 0 END) OVER (
      PARTITION BY record ORDER BY day ROWS UNBOUNDED PRECEDING
    ) AS spell
  FROM seen
),
believed AS (
  SELECT
    s.*, CASE WHEN {SINCE} <= day AND ({SINCE} >= elsewhere OR elsewhere IS NULL) AND NOT ({later}) THEN {SINCE} END AS said
  FROM (SELECT spells.*, MAX(CASE WHEN comes THEN day_before END) OVER ({spell}) AS elsewhere FROM spells) AS s
),
claims AS (
  SELECT believed.*, COUNT(said) OVER ({spell} ORDER BY day DESC ROWS UNBOUNDED PRECEDING) AS claim FROM believed
),
parted AS (
  SELECT
    c.*, comes OR ({is_open} AND COALESCE(claimed <= day AND claimed > day_before, FALSE)) AS starts
  FROM (SELECT claims.*, MAX(said) OVER ({spell}, claim) AS claimed FROM claims) AS c
),
stayed AS (
  SELECT
    parted.*, COALESCE(LEAD(starts) OVER shown, TRUE) AS ends,
    SUM(CASE WHEN starts THEN 1 ELSE 0 END) OVER (PARTITION BY record ORDER BY day ROWS UNBOUNDED PRECEDING) AS run
  FROM parted
  WINDOW shown AS (PARTITION BY record ORDER BY day)
),
fitting AS (
  SELECT
    f.*, CASE WHEN said <= first_day AND (said > came_back OR came_back IS NULL) THEN day END AS fits
  FROM (
    SELECT
      stayed.*, MIN(day) OVER stay AS first_day, MAX(CASE WHEN starts AND NOT comes THEN day_before END) OVER stay AS came_back
    FROM stayed
    WINDOW stay AS (PARTITION BY record, run)
  ) AS f
),
marked AS (
  SELECT t.*, CASE WHEN day = told_day THEN said END AS told
  FROM (SELECT fitting.*, MAX(fits) OVER (PARTITION BY record, run) AS told_day FROM fitting) AS t
)"""
