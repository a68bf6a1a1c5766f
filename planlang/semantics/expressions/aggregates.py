"""Aggregates: counts, sums and averages over the rows of a source.

In: a call such as `sum(deals.amount where stage enters won)`. Out: an `Aggregate` that says which rows count, when, and
whose they are (tests/spec/aggregates.md); for `response_rate` three of them (tests/spec/responses.md).
"""

from __future__ import annotations

from decimal import Decimal

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Message, Text
from planlang.semantics.expr import (
    Aggregate,
    Arithmetic,
    AsItStands,
    Column,
    Combination,
    Comparison,
    Constant,
    CreditTime,
    CreditTo,
    CustomerMeasure,
    Dated,
    Fold,
    Looked,
    Moment,
    OfCustomers,
    OnEntry,
    ResponseRate,
    RowAll,
    RowAny,
    RowArithmetic,
    RowComparison,
    RowEmpty,
    RowExpression,
    RowNot,
)
from planlang.semantics.expressions.builtins import Function, Gives, Takes
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.operations import conjuncts, signature_at, wrong_arguments
from planlang.semantics.expressions.rows import Rows, row_unit
from planlang.semantics.expressions.units import ADDITIVE, NUMERIC, unit_words
from planlang.semantics.expressions.walk import references
from planlang.semantics.model import Events, History
from planlang.semantics.names.bench import Bench, RowFacts
from planlang.semantics.names.resolving import complain
from planlang.semantics.names.scopes import MISSING, Missing, Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.units import Count, DateUnit, Days, InstantUnit, Person, Ratio, StageOf, Unit

NO_SOURCE = Text("aggregate-without-source", "`{name}` does not say which source it is about")
NO_SOURCE_HELP = Text("aggregate-without-source.help", "name the source: `{signature}`")
COLUMNS_ONLY = Text(
    "which-column.several", "combinations are those of columns: `{name}(SOURCE.COLUMN, SOURCE.COLUMN where …)`"
)
TWO_SOURCES = Text("two-sources", "`{name}` is about the rows of one source, here are two: `{first}` and `{second}`")
WHICH_COLUMN = Text("which-column", "`{name}` needs a column of `{source}`")
WHICH_COLUMN_HELP = Text("which-column.help", "write `{name}({source}.COLUMN)`")
ROWS_ONLY = Text("count-of-column", "`count` counts rows, not a column")
ROWS_ONLY_HELP = Text(
    "count-of-column.help",
    "write `count({source} where {column} is not empty)`, or `distinct({source}.{column})` for different values",
)
NOT_SUMMED = Text("unit-mismatch.sum", "{unit} cannot be summed up")
NOT_SUMMED_HELP = Text("unit-mismatch.sum-help", "a share of a whole is `ratio(part, whole)`; a mean is `avg`")
NOT_NUMERIC = Text("unit-mismatch.fold", "`{name}` needs numbers, this is {unit}")
AT_DATE = Text("unit-mismatch.at", "`{name}` is {unit}, and rows count on a date")
TWO_MOMENTS = Text("two-moments", "rows count either when they enter a stage or at a date, not both")
TWO_ENTRIES = Text("two-moments.entries", "a row can be counted for entering one stage only")
NOT_A_PERSON = Text("unit-mismatch.credit", "`{name}` is {unit}, and only a person can have the credit")
ENTERS_WHAT = Text("unit-mismatch.enters", "`{name}` is {unit}, and only a stage can be entered")
STANDING = Text(
    "wrong-arguments.standing", "`{name}` needs to know when something happened: rows of `{source}` have no day here"
)
STANDING_HELP = Text(
    "wrong-arguments.standing-help", "add the date column, `at COLUMN`, or the stage: `where stage enters won`"
)

NO_DATE = Text("unit-mismatch.answer", "`{name}` is {unit}, and something is answered on a date")
IN_DAYS = Text("duration-unit.answer", "`{written}` is no whole number of days")
IN_DAYS_HELP = Text("duration-unit.answer-help", "write calendar days, such as `14d`")
ALWAYS = Text("answer-never-missing", "`{name}` is in every row, so that nothing is ever without an answer")
ALWAYS_HELP = Text("answer-never-missing.help", "write `optional` behind the type of the column")
SENT_HELP = Text("wrong-arguments.sent-help", "add the column with the day of the sending: `at COLUMN`")
USUAL = 14
"""Days in which an answer counts where the plan does not say."""
LONGEST = 3660

CREDIT_TIMES = {
    nodes.CreditRule.AT_EVENT: CreditTime.EVENT,
    nodes.CreditRule.AT_CLOSE: CreditTime.CLOSE,
    nodes.CreditRule.AT_PERIOD_END: CreditTime.PERIOD_END,
    nodes.CreditRule.AS_TODAY: CreditTime.TODAY,
}

SAMPLED = (Fold.AVERAGE, Fold.MEDIAN, CustomerMeasure.RETENTION, CustomerMeasure.CHURN)
"""What says little about few rows."""


def counted(
    bench: Bench, scope: Scope, call: nodes.Call, function: Function, credit: nodes.Credit | None, min_sample: int
) -> Aggregate | OfCustomers | None:
    """What a call says of rows; None after reporting what is wrong with it."""
    if not isinstance(function.means, CustomerMeasure):
        return aggregate(bench, scope, call, function, credit, min_sample)
    rows = aggregate(bench, scope, call, evolve(function, means=Fold.DISTINCT), credit, 0)
    if rows is None:
        return None
    if isinstance(rows.moment, AsItStands):
        must_be_dated(bench, call, rows.source, STANDING_HELP())
        return None
    unit = Count() if function.gives is Gives.COUNT else Ratio()
    sample = min_sample if function.means in SAMPLED else 0
    return OfCustomers(function.means, evolve(rows, unit=Count()), sample, unit, call.span)


def must_be_dated(bench: Bench, call: nodes.Call, source: str, help_: Message) -> None:
    """Report that nothing says when the rows of a source count."""
    bench.findings.error(call.span, STANDING(name=call.function.text, source=source), help=help_)


def aggregate(
    bench: Bench, scope: Scope, call: nodes.Call, function: Function, credit: nodes.Credit | None, min_sample: int
) -> Aggregate | None:
    """The aggregate that a call means; None after reporting what is wrong with it."""
    *before, argument = call.arguments or (None,)
    if isinstance(argument, nodes.Selection) and argument.within is not None and function.takes != (Takes.ANSWER,):
        wrong_arguments(bench, call, function)
        return None
    several = function.means is Fold.DISTINCT
    if argument is None or (before and not several) or any(isinstance(one, nodes.Selection) for one in before):
        wrong_arguments(bench, call, function)
        return None
    selection = argument if isinstance(argument, nodes.Selection) else nodes.Selection(argument, None, None, call.span)
    symbol = _source(bench, scope, call, function, before[0] if before else selection.subject)
    source = bench.rows.get(symbol.name) if symbol else None
    if symbol is None or source is None:
        return None
    rows = Rows(bench, scope, symbol.name, bench.columns[symbol.name])
    value = (
        _combination(bench, call, function, rows, (*before, selection.subject))
        if before
        else _value(bench, call, function, rows, selection.subject)
    )
    if isinstance(value, Missing):
        return None
    moment, where, whole = _which_rows(bench, rows, selection, source)
    if not whole or moment is None:
        return None
    to = _credit(bench, rows, credit, moment, source)
    if isinstance(to, Missing):
        return None
    unit: Unit = Count() if function.gives is Gives.COUNT or value is None else row_unit(value)
    assert isinstance(function.means, Fold)
    sample = min_sample if function.means in SAMPLED else 0
    return Aggregate(function.means, symbol.name, value, moment, where, to, unit, call.span, sample)


def _source(
    bench: Bench, scope: Scope, call: nodes.Call, function: Function, subject: nodes.Expression
) -> Symbol | None:
    """The one source that the subject of an aggregate names."""
    found: Symbol | None = None
    first: nodes.Path | None = None
    for path in references(subject):
        head, rest = scope.split(path)
        known = scope.lookup(head)
        if isinstance(known, Missing):
            note(scope, path.parts[0], None, bench.findings)
            return None
        first = first or path
        symbol = scope.find(head, (Kind.SOURCE,))
        if symbol is None or (found is not None and len(rest) and head in bench.columns.get(found.name, {})):
            continue  # a column that names a record may be called like its source
        note(scope, nodes.Path(path.parts[: len(path.parts) - len(rest)], path.span), symbol, bench.findings)
        if found is not None and symbol is not found:
            bench.findings.error(path.span, TWO_SOURCES(name=call.function.text, first=found.name, second=symbol.name))
            return None
        found = symbol
    if found is None:
        if first is not None:
            head, _ = scope.split(first)
            symbols = scope.lookup(head)
            span = first.parts[0].span if head == first.parts[0].text else first.span
            complain(scope, head, span, symbols if isinstance(symbols, tuple) else (), (Kind.SOURCE,), bench.findings)
        else:
            bench.findings.error(
                call.span,
                NO_SOURCE(name=call.function.text),
                help=NO_SOURCE_HELP(signature=signature_at(call.function, function)),
            )
    return found


def _value(
    bench: Bench, call: nodes.Call, function: Function, rows: Rows, subject: nodes.Expression
) -> RowExpression | Missing | None:
    """What is folded, None for rows; MISSING after reporting that it cannot be."""
    name = call.function.text
    bare = isinstance(subject, nodes.Reference) and rows.names_source(subject.path)
    if function.takes == (Takes.ROWS,):
        if bare:
            return None
        column = subject.path.parts[-1].text if isinstance(subject, nodes.Reference) else "…"
        bench.findings.error(subject.span, ROWS_ONLY(), help=ROWS_ONLY_HELP(source=rows.source, column=column))
        return MISSING
    if bare:
        bench.findings.error(
            subject.span,
            WHICH_COLUMN(name=name, source=rows.source),
            help=WHICH_COLUMN_HELP(name=name, source=rows.source),
        )
        return MISSING
    value = rows.value(subject)
    if value is None:
        return MISSING
    unit = row_unit(value)
    if function.takes == (Takes.SUMMABLE,) and not isinstance(unit, ADDITIVE):
        bench.findings.error(subject.span, NOT_SUMMED(unit=unit_words(unit)), help=NOT_SUMMED_HELP())
        return MISSING
    if function.takes == (Takes.NUMBERS,) and not isinstance(unit, NUMERIC):
        bench.findings.error(subject.span, NOT_NUMERIC(name=name, unit=unit_words(unit)))
        return MISSING
    return value


def _combination(
    bench: Bench, call: nodes.Call, function: Function, rows: Rows, subjects: tuple[nodes.Expression, ...]
) -> Combination | Missing:
    """The columns of which different combinations are counted; MISSING after reporting that one is none."""
    found: list[Column | Looked] = []
    for subject in subjects:
        value = _value(bench, call, function, rows, subject)
        if isinstance(value, Column | Looked):
            found.append(value)
        elif not isinstance(value, Missing):
            bench.findings.error(subject.span, COLUMNS_ONLY(name=call.function.text))
    return Combination(tuple(found), call.span) if len(found) == len(subjects) else MISSING


def _which_rows(
    bench: Bench, rows: Rows, selection: nodes.Selection, source: RowFacts
) -> tuple[Moment | None, RowExpression | None, bool]:
    """When a row counts, under which condition, and whether all of that could be understood."""
    entries: list[nodes.Enters] = []
    conditions: list[RowExpression] = []
    whole = True
    for part in conjuncts(selection.where) if selection.where is not None else ():
        if isinstance(part, nodes.Enters):
            entries.append(part)
            continue
        condition = rows.condition(part)
        if condition is None:
            whole = False
        else:
            conditions.append(condition)
    where = (
        RowAll(tuple(conditions), selection.where.span if selection.where is not None else None)
        if len(conditions) > 1
        else (conditions[0] if conditions else None)
    )
    if len(entries) > 1:
        bench.findings.error(entries[1].span, TWO_ENTRIES(), related=(Related(entries[0].span, TWO_MOMENTS()),))
        return None, where, False
    if entries and selection.at is not None:
        bench.findings.error(selection.at.span, TWO_MOMENTS())
        return None, where, False
    if entries:
        return _entry(bench, rows, entries[0]), where, whole
    if selection.at is not None:
        return _dated(bench, rows, selection.at), where, whole
    match source.shape:
        case Events(at=at) | History(at=at):
            return Dated(at), where, whole
        case _:
            return AsItStands(), where, whole


def _entry(bench: Bench, rows: Rows, enters: nodes.Enters) -> OnEntry | None:
    subject = rows.value(enters.subject)
    if subject is None:
        return None
    unit = row_unit(subject)
    if not isinstance(subject, Column) or not isinstance(unit, StageOf):
        written = enters.subject.span
        bench.findings.error(written, ENTERS_WHAT(name=written.text, unit=unit_words(unit)))
        return None
    stage = rows.stage(enters.stage, unit.process)
    return OnEntry(unit.process, str(stage.value)) if stage else None


def _dated(bench: Bench, rows: Rows, at: nodes.Name) -> Dated | None:
    column = rows.column(at)
    if column is None:
        return None
    if not isinstance(column.unit, (DateUnit, InstantUnit)):
        bench.findings.error(at.span, AT_DATE(name=at.text, unit=unit_words(column.unit)))
        return None
    return Dated(column.name)


def _credit(
    bench: Bench, rows: Rows, credit: nodes.Credit | None, moment: Moment, source: RowFacts
) -> CreditTo | Missing | None:
    """Whose a row is; MISSING after reporting that the column named for it is not a person's."""
    if credit is not None:
        column = rows.column(credit.column)
        if column is None:
            return MISSING
        if not isinstance(column.unit, Person):
            bench.findings.error(
                credit.column.span, NOT_A_PERSON(name=credit.column.text, unit=unit_words(column.unit))
            )
            return MISSING
        return CreditTo(column.name, CREDIT_TIMES[credit.rule])
    if len(source.people) != 1:
        return None
    match moment:
        case Dated():
            return CreditTo(source.people[0], CreditTime.EVENT)
        case OnEntry():
            return CreditTo(source.people[0], CreditTime.CLOSE)
        case AsItStands():
            return CreditTo(source.people[0], CreditTime.PERIOD_END)


# what is answered


def response_rate(
    bench: Bench, scope: Scope, node: nodes.Call, function: Function, credit: nodes.Credit | None, sample: int
) -> ResponseRate | None:
    """The share of what was sent that was answered in time; None after reporting what is wrong with it."""
    written = node.arguments[0] if len(node.arguments) == 1 else None
    within = written.within if isinstance(written, nodes.Selection) else None
    days = USUAL if within is None else _days(bench, scope, within)
    found = aggregate(bench, scope, node, evolve(function, means=Fold.DISTINCT), credit, 0)
    if written is None or found is None or days is None:
        return None
    answer, unit = found.value, None if found.value is None else row_unit(found.value)
    if not isinstance(answer, Column | Looked) or not isinstance(unit, DateUnit | InstantUnit):
        subject = written.subject if isinstance(written, nodes.Selection) else written
        said = NO_DATE(name=subject.span.text, unit=unit_words(unit)) if unit is not None else None
        if said is None:
            wrong_arguments(bench, node, function)
        else:
            bench.findings.error(subject.span, said)
        return None
    if isinstance(found.moment, AsItStands):
        must_be_dated(bench, node, found.source, SENT_HELP())
        return None
    if not isinstance(found.moment, Dated):
        wrong_arguments(bench, node, function)
        return None
    spec = dict(bench.sources)[found.source].column(answer.name) if isinstance(answer, Column) else None
    if spec is not None and not spec.optional and spec.formula is None:
        bench.findings.warning(node.span, ALWAYS(name=answer.name), help=ALWAYS_HELP())
    dated = bench.columns[found.source][found.moment.column]
    assert dated is not None, "rows count on a date"
    sending = Column(found.moment.column, dated)
    took = RowArithmetic(Arithmetic.SUBTRACT, answer, sending, Days())
    in_time = RowComparison(Comparison.AT_MOST, took, Constant(Decimal(days), Days()))
    before = RowComparison(Comparison.LESS, took, Constant(Decimal(0), Days()))
    early = RowAll((RowEmpty(answer, negated=True), before))
    answered = RowAll((RowEmpty(answer, negated=True), RowNot(before), in_time))
    missed = RowAny((RowEmpty(answer, negated=False), RowNot(in_time)))

    def those(condition: RowExpression) -> RowExpression:
        return condition if found.where is None else RowAll((found.where, condition))

    sent = evolve(found, fold=Fold.COUNT, value=None, unit=Count(), where=those(RowNot(early)))
    return ResponseRate(
        sent,
        evolve(sent, where=those(answered)),
        evolve(sent, where=those(missed)),
        those(early),
        days,
        sample,
        Ratio(),
        node.span,
        answer.name if isinstance(answer, Column) else "",
    )


def _days(bench: Bench, scope: Scope, written: nodes.Expression) -> int | None:
    """The time; None after reporting that it is none."""
    found = amount(bench, scope, written)
    if found is None:
        return None
    number, unit = found
    if not isinstance(unit, Days) or number != number.to_integral_value() or not 1 <= number <= LONGEST:
        bench.findings.error(written.span, IN_DAYS(written=written.span.text), help=IN_DAYS_HELP())
        return None
    return int(number)
