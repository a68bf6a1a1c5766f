"""Types of columns: `text`, `money[CNY]`, `stage[b2b]`.

In: a type as written. Out: its unit.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import currency_unit, plan_money
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import MISSING, Scope
from planlang.semantics.names.uses import note, note_word
from planlang.semantics.names.vocabulary import TYPES, TypeWord
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import (
    DateUnit,
    Days,
    InstantUnit,
    Person,
    Plain,
    Ratio,
    RecordOf,
    StageOf,
    TextUnit,
    Truth,
    Unit,
    WorkingDays,
)

UNKNOWN_TYPE = Text("unknown-type", "there is no type called `{name}`")
NO_PARAMETER = Text("type-parameter", "`{name}` takes nothing in brackets")
NEEDS_PROCESS = Text("type-parameter.stage", "a stage needs its process")
NEEDS_PROCESS_HELP = Text("type-parameter.stage-help", "write `stage[NAME]` with the name of the process")
NEEDS_SOURCE = Text("type-parameter.record", "a record needs its source")
NEEDS_SOURCE_HELP = Text("type-parameter.record-help", "write `record[NAME]` with the name of the source")
NOT_A_COLUMN_TYPE = Text("unknown-type.column", "a column cannot be a currency")
NOT_A_LENGTH = Text("unknown-type.duration", "a column cannot be a duration")
NOT_A_LENGTH_HELP = Text("unknown-type.duration-help", "write `days` or `working_days`")

SIMPLE: dict[TypeWord, Unit] = {
    TypeWord.TEXT: TextUnit(),
    TypeWord.NUMBER: Plain(),
    TypeWord.RATIO: Ratio(),
    TypeWord.DATE: DateUnit(),
    TypeWord.TIME: InstantUnit(),
    TypeWord.BOOL: Truth(),
    TypeWord.PERSON: Person(),
    TypeWord.DAYS: Days(),
    TypeWord.WORKING_DAYS: WorkingDays(),
}


def column_unit(bench: Bench, scope: Scope, written: nodes.TypeName) -> Unit | None:
    """The unit of a column's cells; None after reporting what is wrong with its type."""
    word = TYPES.get(written.name.text)
    parameter = written.parameter
    match word:
        case None:
            unknown_type(bench, written)
            return None
        case TypeWord.CURRENCY:
            bench.findings.error(written.span, NOT_A_COLUMN_TYPE())
            return None
        case TypeWord.DURATION:
            bench.findings.error(written.span, NOT_A_LENGTH(), help=NOT_A_LENGTH_HELP())
            return None
        case TypeWord.MONEY:
            return _money(bench, scope, written)
        case TypeWord.STAGE:
            if parameter is None:
                bench.findings.error(written.span, NEEDS_PROCESS(), help=NEEDS_PROCESS_HELP())
                return None
            process = resolve(scope, parameter, (Kind.PROCESS,), bench.findings)
            return StageOf(process.name) if process else None
        case TypeWord.RECORD:
            if parameter is None:
                bench.findings.error(written.span, NEEDS_SOURCE(), help=NEEDS_SOURCE_HELP())
                return None
            source = resolve(scope, parameter, (Kind.SOURCE,), bench.findings)
            return RecordOf(source.name) if source else None
    if parameter is not None:
        bench.findings.error(parameter.span, NO_PARAMETER(name=written.name.text))
    return SIMPLE[word]


def _money(bench: Bench, scope: Scope, written: nodes.TypeName) -> Unit | None:
    parameter = written.parameter
    if parameter is None:
        return plan_money(bench, written.span)
    bound = scope.parameters.get(parameter.text)
    if bound is None:
        note_word(parameter.span, bench.findings)
    else:
        note(scope, parameter, None, bench.findings)
    if bound is MISSING:
        return None
    code = str(bound.value) if isinstance(bound, Constant) else parameter.text
    return currency_unit(bench, code, parameter.span)


def unknown_type(bench: Bench, written: nodes.TypeName, also: tuple[str, ...] = ()) -> None:
    """Report a type that does not exist; `also` are further words that would do."""
    word = written.name.text
    bench.findings.unknown(written.name.span, UNKNOWN_TYPE(name=word), word, lambda: (*TYPES, *also), among="type")
