"""Texts in the data that nearly are those which the plan asks for.

In: a model, a source after loading. Out: for each text that a condition compares a column with, a note where cells differ
from it only in capitals, width or blanks: they do not count, and nobody would see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import fields, has

from planlang.data.deciding.columnwords import label_of
from planlang.data.loaded.snapshot import DataNote, Fault
from planlang.data.loading import LoadedSource
from planlang.diagnostics.text import Text
from planlang.semantics.expr import Column, Constant
from planlang.semantics.model import DataSource, Model
from planlang.values.texts import alike, normal
from planlang.values.units import TextUnit

NEAR_MISS = Text(
    "data.near-miss",
    '{column}: "{cell}" is not "{asked}", which the plan asks for: {count:cell is|cells are} not counted as that',
)


def asked_texts(model: Model) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Source -> column -> the texts that conditions compare it with."""
    found: dict[str, dict[str, set[str]]] = {}
    groups = (model.metrics, model.goals, model.alerts, model.sources, model.processes, model.accounts)
    pending: list[tuple[object, str]] = [(root, "") for group in groups for root in group.values()]
    pending += [(one.classes, one.source) for one in model.segments.values()]
    while pending:
        node, source = pending.pop()
        if isinstance(node, tuple):
            pending += [(part, source) for part in node]
            continue
        if isinstance(node, Mapping):
            pending += [(part, source) for part in node.values()]
            continue
        if not has(kind := type(node)):
            continue
        named = getattr(node, "source", None)
        source = named if isinstance(named, str) and named in model.sources else source
        if isinstance(node, DataSource):
            source = node.ident.name
        parts = [getattr(node, field.name) for field in fields(kind)]
        columns = [part.name for part in parts if isinstance(part, Column) and isinstance(part.unit, TextUnit)]
        inside = [item for part in parts for item in (part if isinstance(part, tuple) else (part,))]
        texts = {part.value for part in inside if isinstance(part, Constant) and isinstance(part.value, str)}
        for column in columns:
            if texts and source:
                found.setdefault(source, {}).setdefault(column, set()).update(texts)
        pending += [(part, source) for part in parts]
    return {
        source: {column: frozenset(texts) for column, texts in columns.items()} for source, columns in found.items()
    }


def near_misses(loaded: LoadedSource, asked: Mapping[str, frozenset[str]]) -> Iterator[DataNote]:
    """Notes about the cells of a source that nearly are what the plan asks for."""
    for index, column in enumerate(loaded.columns):
        texts = asked.get(column.spec.name, frozenset())
        wanted = {alike(text): text for text in sorted(texts)}
        exact = {normal(text) for text in texts}
        if not wanted:
            continue
        for cell, count, row in loaded.ingest.texts(column.sql):
            text = wanted.get(alike(cell))
            if text is None or cell in exact:
                continue
            file = next(file for file in reversed(loaded.file_rows) if file.first <= row)
            about = loaded.origins[file.file]
            label = label_of(column, [about.fields[index][1]])
            message = NEAR_MISS(column=label, cell=cell, asked=text, count=count)
            yield about.note(Fault.NEAR_MISS, about.place(file.line(row), index), message, rows=count, set_aside=False)
