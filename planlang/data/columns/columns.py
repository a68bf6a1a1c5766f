"""Which columns of a source are read.

In: a source. Out: the columns to look for in its files. Computed columns are not read: what they are computed from is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planlang.frozen import field, frozen
from planlang.semantics.model import ColumnSpec, DataSource, Events, History, Model, StagePhase, Table
from planlang.values.texts import normal
from planlang.values.units import StageOf


@frozen
class Wanted:
    """A column to be read.

    Attributes:
        sql: its name in the engine, `c_<n>`.
        required: whether a row with an empty cell is set aside.
        stages: for stages: what a cell may say, in lower case, to the declared name.
        phases: for stages: declared name to whether it is open, won or lost.
    """

    spec: ColumnSpec
    sql: str
    required: bool
    stages: Mapping[str, str]
    phases: Mapping[str, StagePhase] = field(factory=dict)


def wanted_columns(source: DataSource, model: Model) -> tuple[Wanted, ...]:
    """The columns to read, in declared order: all that are not computed.

    Whether a row can be used must not depend on which figures somebody asks for, so what nobody asks for is read too.
    """
    vital = vital_columns(source)
    return tuple(
        Wanted(
            spec=column,
            sql=f"c_{index}",
            required=not column.optional or column.name in vital,
            stages=_stage_names(column, model),
            phases=_phases(column, model),
        )
        for index, column in enumerate(source.columns)
        if column.formula is None
    )


def likely_words(model: Model, columns: Sequence[Wanted]) -> tuple[str, ...]:
    """Names that are likely to stand in the files: of people, of stages, of columns."""
    people = (member.person for team in model.teams.values() for member in team.members)
    stages = (
        said for process in model.processes.values() for stage in process.stages for said in (stage.title, stage.alias)
    )
    headers = (header for column in columns for header in column.spec.headers)
    return tuple(dict.fromkeys(word for word in (*people, *stages, *headers) if word and not word.isascii()))


def vital_columns(source: DataSource) -> set[str]:
    """Columns without which a row means nothing: key, instant, date of the snapshot."""
    match source.shape:
        case Table(key=key, snapshot=snapshot):
            return {*key, snapshot.column} if snapshot and snapshot.column else set(key)
        case Events(at=at, key=key):
            return {at, *key}
        case History(at=at):
            return {at}


def _phases(column: ColumnSpec, model: Model) -> Mapping[str, StagePhase]:
    """Of stages, which are open, won and lost."""
    process = model.processes.get(column.unit.process) if isinstance(column.unit, StageOf) else None
    return {stage.name: stage.phase for stage in process.stages} if process else {}


def _stage_names(column: ColumnSpec, model: Model) -> Mapping[str, str]:
    """What a stage cell may say: names before aliases before titles."""
    if not isinstance(column.unit, StageOf):
        return {}
    process = model.processes.get(column.unit.process)
    stages = process.stages if process else ()
    said = [(stage.name, stage.name) for stage in stages]
    said += [(stage.alias, stage.name) for stage in stages if stage.alias]
    said += [(stage.title, stage.name) for stage in stages]
    said += [(word, stage.name) for stage in stages for word in stage.synonyms]
    return {normal(words).lower(): name for words, name in reversed(said)}
