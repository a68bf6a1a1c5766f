"""Who was responsible for a record from when to when, as exports and logs of hand-overs show.

In: tables of rows (`stage_rows`), sources with the owner of records. Out: a table of stretches of one owner each.
"""

from __future__ import annotations

from planlang.data.loaded.snapshot import Snapshot
from planlang.evaluate.stages.stage_rows import STATE
from planlang.evaluate.stages.visits import Visits
from planlang.query.catalog import TableLayout
from planlang.query.processes.records import Read, RecordTable, lower_owners, lower_rows_of_records
from planlang.semantics.model import History, Model, Table
from planlang.values.units import Person, StageOf

HOLDERS = "holders"
"""A table of a process: `record`, `k` (ascending by stretch of a record), `owner` (unknown: nobody), `since_low` and `since_high`:
first and last day on which it can have begun, unknown for the first of a record where nothing tells.
"""
EXACT, SEEN = 1, 0
"""Whether the day of a row is that of the change."""


def keep_holders(visits: Visits, model: Model, snapshot: Snapshot) -> None:
    """Make the table of a process. An export shows who is responsible on its day; a history of the records that has no stages but
    the owner tells on which day he changed.
    """
    engine, process = visits.engine, visits.process
    told: list[str] = []
    records = model.sources[process.source]
    loaded = snapshot.tables.get(process.source)
    assert isinstance(records.shape, Table), "a process goes over records"
    owner = None if loaded is None or process.owner is None else loaded.columns.get(process.owner)
    if loaded is not None and owner is not None and records.shape.snapshot is not None:
        shown = f"{visits.table(HOLDERS)}_shown"
        state = visits.table(STATE)
        engine.keep(shown, lower_owners(state, loaded.table, owner, engine.dialect, also=("day", "row_id")))
        age = "ROW_NUMBER() OVER (PARTITION BY record, day ORDER BY row_id DESC) AS age"
        told.append(
            f"SELECT record, day, owner, {SEEN} AS exact, CAST(0 AS BIGINT) AS instant"
            f" FROM (SELECT r.*, {age} FROM {shown} AS r) AS s WHERE age = 1"
        )
    for rank, (name, source) in enumerate(model.sources.items()):
        table = snapshot.tables.get(name)
        if table is None or not isinstance(source.shape, History) or source.shape.of != process.source:
            continue
        person = next((column for column in source.columns if column.name == process.owner), None)
        if person is None or not isinstance(person.unit, Person) or person.name not in table.columns:
            continue
        at = table.columns[source.shape.at]
        layout = TableLayout(table.table, table.columns, repeated=False)
        rows = RecordTable(layout, records.shape.key, at)
        read = Read({"owner": table.columns[person.name]}, {"day": at}, {"instant": at})
        kept = f"{visits.table(HOLDERS)}_log_{rank}"
        engine.keep(kept, lower_rows_of_records(rows, visits.index, read, visits.cut_at, engine.dialect))
        has_stages = any(column.unit == StageOf(process.ident.name) for column in source.columns)
        exact = SEEN if has_stages else EXACT
        told.append(f"SELECT record, day, owner, {exact} AS exact, instant FROM {kept}")
    engine.keep(visits.table(HOLDERS), _stretches(told))


def _stretches(told: list[str]) -> str:
    """One row for each time that the owner is another than before."""
    if not told:
        nothing = ", ".join(f"CAST(NULL AS INT) AS {name}" for name in ("record", "k", "since_low", "since_high"))
        return f"SELECT {nothing}, CAST(NULL AS VARCHAR) AS owner WHERE FALSE"
    return f"""
SELECT
  record, CAST(ROW_NUMBER() OVER (PARTITION BY record ORDER BY place) AS INT) AS k, owner,
  CASE WHEN exact = {EXACT} THEN day WHEN place > 1 THEN before_day END AS since_low,
  CASE WHEN exact = {EXACT} OR place > 1 THEN day END AS since_high
FROM (
  SELECT
    t.*, LAG(owner) OVER shown AS before, LAG(day) OVER shown AS before_day, ROW_NUMBER() OVER shown AS place
  FROM ({" UNION ALL ".join(told)}) AS t
  WINDOW shown AS (PARTITION BY record ORDER BY day, exact, instant)
) AS s
WHERE place = 1 OR owner IS DISTINCT FROM before"""
