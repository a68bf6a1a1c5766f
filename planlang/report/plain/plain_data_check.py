"""What a look at the data found, as plain values for JSON.

In: the checks of all sources. Out: what `data_check.schema.json` describes.
"""

from __future__ import annotations

from collections.abc import Sequence

from planlang.data.loaded.checking import SourceCheck, Topic
from planlang.data.loaded.formats import ColumnFormat
from planlang.data.loaded.rowcount import RowCount
from planlang.report.plain.plain import Object, place, said
from planlang.report.plain.plain_evaluation import load as plain_load


def data_check(checks: Sequence[SourceCheck]) -> Object:
    """The checks of all sources."""
    return {"sources": [_source(check) for check in checks]}


def _source(check: SourceCheck) -> Object:
    """One source."""
    notes = dict(check.notes)
    return {
        "source": check.source.ident.name,
        "rows": _sum([load.rows for load in check.loads]),
        "files": [
            plain_load(load) | said(why, "encoding_why")
            for load in check.loads
            for why in [next((form.why for form in check.files if form.file == load.file), None)]
        ],
        "columns": [_column(form) for form in check.formats],
        **{
            topic.value: [
                {"fault": note.fault.value, "place": place(note.place), **said(note.message), "rows": note.rows}
                for note in notes.get(topic, ())
            ]
            for topic in Topic
        },
    }


def _sum(counts: Sequence[RowCount]) -> Object:
    """What became of the rows of several files."""
    aside, left_out = dict[str, int](), dict[str, int]()
    for count in counts:
        for sums, told in ((aside, count.set_aside), (left_out, count.left_out)):
            for reason, rows in told.items():
                sums[reason] = sums.get(reason, 0) + rows
    return {
        "in_file": sum(count.in_file for count in counts),
        "used": sum(count.used for count in counts),
        "set_aside": dict(sorted(aside.items())),
        "left_out": dict(sorted(left_out.items())),
    }


def _column(form: ColumnFormat) -> Object:
    """How one column of one file was read."""
    return {
        "file": form.file,
        "column": form.column,
        "header": form.header,
        **said(form.taken_for, "taken_for"),
        **said(form.why, "why"),
        "cells": form.cells,
        "empty": form.empty,
        "disagree": form.disagree,
        "examples": list(form.examples),
    }
