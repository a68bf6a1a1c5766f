"""By what a row of a source belongs to a record of another source, or to the value of a column.

In: sources of the model. Out: the column, or what is looked up through one, whose value says it; None where nothing does, or
several columns could.
"""

from __future__ import annotations

from collections.abc import Mapping

from planlang.semantics.expr import ClassOf, Column, Looked, Sought
from planlang.semantics.model.data import DataSource, Table
from planlang.semantics.model.segments import Segment
from planlang.values.units import ClassIn, Person, RecordOf, StageOf, TextUnit, Truth, Unit


def groups_by(unit: Unit) -> bool:
    """Whether figures can be told by values of a unit: texts, people, stages, records, truths."""
    return isinstance(unit, TextUnit | Person | StageOf | RecordOf | ClassIn | Truth)


def column_naming(source: DataSource, of: DataSource) -> Column | None:
    """The column of a source that names a record of another one, or of itself: its key there, the one column of type
    `record[…]`, else the column that is called like the key.
    """
    if not isinstance(of.shape, Table) or len(of.shape.names) != 1:
        return None
    (key,) = of.shape.names
    if source.ident.name == of.ident.name:
        return Column(key, source.column(key).unit)
    found = [column for column in source.columns if column.unit == RecordOf(of.ident.name)]
    if not found:
        texts = (TextUnit, Person, StageOf, RecordOf)
        found = [column for column in source.columns if column.name == key and isinstance(column.unit, texts)]
    return Column(found[0].name, found[0].unit) if len(found) == 1 else None


def column_called(
    source: DataSource, name: str, sources: Mapping[str, DataSource], segments: Mapping[str, Segment]
) -> Sought | None:
    """The column of that name, or the segment: of the source itself, else of the one source that a column of it leads to."""
    own = next((column for column in source.columns if column.name == name), None)
    if own is not None:
        return Column(name, own.unit)
    segment = segments.get(name)
    if segment is not None and segment.source == source.ident.name:
        return ClassOf(None, name, ClassIn(name))
    found: list[Sought] = []
    for column in source.columns:
        of = sources.get(column.unit.source) if isinstance(column.unit, RecordOf) else None
        if of is None:
            continue
        reference = Column(column.name, column.unit)
        found += [Looked(reference, name, one.unit) for one in of.columns if one.name == name]
        if segment is not None and segment.source == of.ident.name:
            found.append(ClassOf(reference, name, ClassIn(name)))
    return found[0] if len(found) == 1 else None
