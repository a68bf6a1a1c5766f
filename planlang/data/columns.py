"""Which columns of a source are read.

In: a source and the names of the columns that the plan needs. Out: the columns to look for in its files. Computed
columns are not read: what they are computed from is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import fields, frozen, has

from planlang.semantics.expr import Column
from planlang.semantics.model import ColumnSpec, DataSource, Events, History, Model, Table
from planlang.values.units import Person, StageOf


@frozen
class Wanted:
    """A column to be read.

    Attributes:
        sql: its name in the engine, `c_<n>`.
        required: whether a row with an empty cell is set aside.
        stages: for stages: what a cell may say, in lower case, to the declared name.
    """

    spec: ColumnSpec
    sql: str
    required: bool
    stages: Mapping[str, str]


def wanted_columns(source: DataSource, used: frozenset[str] | None, model: Model) -> tuple[Wanted, ...]:
    """The columns to read, in declared order: the used ones (None: all), and always the key, the instant of an event,
    people, stages, the columns that date entries into stages and the date of a snapshot.
    """
    vital = vital_columns(source)
    needed = {column.name for column in source.columns} if used is None else set(used)
    needed |= vital | {column.name for column in source.columns if isinstance(column.unit, Person | StageOf)}
    if isinstance(source.shape, Table):
        needed |= {column for _, column in source.shape.entered}
    formulas = {column.name: column.formula for column in source.columns if column.formula is not None}
    pending = [name for name in formulas if name in needed]
    while pending:
        mentioned = set(_columns_in(formulas[pending.pop()])) - needed
        needed |= mentioned
        pending += sorted(mentioned & formulas.keys())
    return tuple(
        Wanted(
            spec=column,
            sql=f"c_{index}",
            required=not column.optional or column.name in vital,
            stages=_stage_names(column, model),
        )
        for index, column in enumerate(source.columns)
        if column.formula is None and column.name in needed
    )


def vital_columns(source: DataSource) -> set[str]:
    """Columns without which a row means nothing: key, instant, date of the snapshot."""
    match source.shape:
        case Table(key=key, snapshot=snapshot):
            return {*key, snapshot.column} if snapshot and snapshot.column else set(key)
        case Events(at=at, key=key):
            return {at, *key}
        case History(at=at):
            return {at}


def _columns_in(formula: object) -> Iterator[str]:
    """Names of the columns that a row expression mentions."""
    pending = [formula]
    while pending:
        current = pending.pop()
        if isinstance(current, Column):
            yield current.name
        elif isinstance(current, tuple):
            pending += current
        elif has(kind := type(current)):
            pending += [getattr(current, field.name) for field in fields(kind)]


def _stage_names(column: ColumnSpec, model: Model) -> Mapping[str, str]:
    """What a stage cell may say: names before aliases before titles."""
    if not isinstance(column.unit, StageOf):
        return {}
    process = model.processes.get(column.unit.process)
    stages = process.stages if process else ()
    said = [(stage.name, stage.name) for stage in stages]
    said += [(stage.alias, stage.name) for stage in stages if stage.alias]
    said += [(stage.title, stage.name) for stage in stages]
    return {words.strip().lower(): name for words, name in reversed(said)}
