"""The rows of a test as files, which are read as those of any plan are.

In: a test, a plan. Out: files in a folder, and the plan with its sources reading these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import evolve

from planlang.plan.plan import Plan
from planlang.semantics.model import AS_PROVED, DataSource, Model, PlanTest, Table, TestedRow
from planlang.values.periods import Period

FOLDER = "source-{rank}"


def write_files(test: PlanTest, model: Model, folder: Path) -> None:
    """The files of all sources that the test has rows of, each in a folder of its own."""
    for rank, name in enumerate(test.sources):
        into = folder / FOLDER.format(rank=rank)
        into.mkdir()
        source = model.sources[name]
        rows: dict[Period, list[TestedRow]] = {}
        for row in test.rows:
            if row.source == name:
                rows.setdefault(row.period, []).append(row)
        there = [period for period in test.periods if (name, period) not in test.missing]
        for run in _runs(source, there):
            inside = [row for period in run for row in rows.get(period, ())]
            (into / _called(run)).write_bytes(_text(source, inside))


def _runs(source: DataSource, periods: list[Period]) -> Iterator[list[Period]]:
    """The periods of each file: of events all that follow or overlap each other, of records one."""
    run: list[Period] = []
    for period in sorted(periods, key=lambda one: one.start):
        if run and (isinstance(source.shape, Table) or period.start > max(one.end for one in run)):
            yield run
            run = []
        run.append(period)
    if run:
        yield run


def _called(run: list[Period]) -> str:
    return f"{run[0].start.isoformat()}_{max(one.last_day for one in run).isoformat()}.csv"


def _text(source: DataSource, rows: list[TestedRow]) -> bytes:
    columns = [column.name for column in source.columns if column.formula is None]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells: Mapping[str, str] = dict(row.cells)
        writer.writerow([cells.get(column, "") for column in columns])
    return out.getvalue().encode()


def on_rows(plan: Plan, test: PlanTest) -> Plan:
    """The plan with the sources of a test reading its files, and no other source reading any."""
    model = plan.model
    sources = {
        name: _reading(source, f"source-{test.sources.index(name)}/*.csv" if name in test.sources else "none/*.csv")
        for name, source in model.sources.items()
    }
    return evolve(plan, model=evolve(model, sources=sources))


def _reading(source: DataSource, pattern: str) -> DataSource:
    columns = tuple(evolve(column, headers=(column.name,), format=AS_PROVED) for column in source.columns)
    return evolve(
        source, patterns=(pattern,), base="", columns=columns, covers=None, due=None, sheets=(), encoding=None
    )
