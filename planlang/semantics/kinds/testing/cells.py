"""Cells of tables as they stand in a file.

In: what is written for a column of a source. Out: the text of its cell; None after reporting what is wrong.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.text import Text
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.model import ColumnSpec
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.stage_names import unknown_stage
from planlang.semantics.names.uses import note, note_person, note_stage, note_word
from planlang.semantics.names.vocabulary import TRUTHS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.units import (
    ClassIn,
    Count,
    DateUnit,
    Days,
    InstantUnit,
    Minutes,
    MoneyIn,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
)

NO_PERSON = Text("unknown-person.test", "nobody called `{name}` is in any team")
NO_PERSON_HELP = Text(
    "unknown-person.test-help", "add `{name}` to a team of the plan, or to one in the file of the test"
)
OTHER = Text("unit-mismatch.test", "`{column}` is {unit}, and this is {found}")
NO_TRUTH = Text("unit-mismatch.test-truth", "`{column}` is true or false")

NOTHING = "_"
"""What stands for no value, and for no file."""
NUMBERS = Plain | Count | MoneyIn | Ratio | Days | Minutes


def is_nothing(word: object) -> bool:
    """Whether a word of a table says that there is nothing."""
    return isinstance(word, nodes.Path) and word.text == NOTHING


def check_person(bench: Bench, name: str, span: Span) -> None:
    """Notes somebody by name, and reports who is in no team."""
    note_person(name, span, bench.findings)
    if name not in bench.people and not bench.rosters:
        bench.findings.unknown(
            span, NO_PERSON(name=name), name, lambda: bench.people, among="people", help=NO_PERSON_HELP(name=name)
        )


def cell_text(bench: Bench, scope: Scope, column: ColumnSpec, written: nodes.CellWord | nodes.Expression) -> str | None:
    """The cell of a column, from a word of a table or the value of an argument."""
    if isinstance(written, nodes.Reference):
        written = written.path
    if isinstance(written, nodes.Path):
        if is_nothing(written):
            note_word(written.span, bench.findings)
            return ""
        return _named(bench, scope, column, written)
    if isinstance(written, nodes.Text):
        return _text(bench, column, written)
    assert not isinstance(written, nodes.TableWord | nodes.LabelRange), "cells hold no keywords"
    value = constant(bench, scope, written)
    return None if value is None else _constant(bench, column, value, written.span)


def _named(bench: Bench, scope: Scope, column: ColumnSpec, path: nodes.Path) -> str | None:
    """A bare word: what its column makes of it."""
    name, unit = path.text, column.unit
    bound = scope.lookup(name)
    if isinstance(bound, Constant):
        note(scope, path, None, bench.findings)
        return _constant(bench, column, bound, path.span)
    match unit:
        case Person():
            check_person(bench, name, path.span)
            return name
        case StageOf(process=process):
            stages = bench.stages.get(process)
            declared = stages.names.get(name) if stages is not None else None
            if stages is not None and declared is None:
                unknown_stage(bench, process, path.parts[0])
            if declared is not None:
                note_stage(process, declared, path.parts[0], bench.findings)
            return declared
        case Truth():
            note_word(path.span, bench.findings)
            if name in TRUTHS:
                return "true" if TRUTHS[name] else "false"
            bench.findings.error(path.span, NO_TRUTH(column=column.name))
            return None
        case TextUnit() | RecordOf() | ClassIn():
            note_word(path.span, bench.findings)
            return name
        case _:
            bench.findings.error(
                path.span, OTHER(column=column.name, unit=unit_words(unit), found=unit_words(TextUnit()))
            )
            return None


def _text(bench: Bench, column: ColumnSpec, text: nodes.Text) -> str:
    if isinstance(column.unit, Person):
        check_person(bench, text.text, text.span)
    return text.text


def _constant(bench: Bench, column: ColumnSpec, value: Constant, span: Span) -> str | None:
    """A fixed value in the unit of its column; a plain number is one of that unit."""
    unit, found = column.unit, value.value
    if isinstance(found, Decimal) and isinstance(unit, NUMBERS) and _fits(value.unit, unit):
        return f"{found * 100:f}%" if isinstance(unit, Ratio) else f"{found:f}"
    if isinstance(unit, DateUnit | InstantUnit) and isinstance(value.unit, DateUnit):
        return str(found)
    if isinstance(unit, TextUnit | RecordOf | ClassIn | Person | StageOf) and isinstance(found, str | Decimal):
        return found if isinstance(found, str) else f"{found:f}"
    bench.findings.error(span, OTHER(column=column.name, unit=unit_words(unit), found=unit_words(value.unit)))
    return None


def _fits(given: Unit, unit: Unit) -> bool:
    return given == unit or isinstance(given, Plain) or (isinstance(unit, Count | Plain) and isinstance(given, Count))
