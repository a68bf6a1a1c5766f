"""Columns of a source: types, headers, formulas.

In: the column clauses of a `source`. Out: their units on the bench, and a `ColumnSpec` for each whose type is known.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.cellformats import cell_format, check_source
from planlang.semantics.clauses.clauses import each
from planlang.semantics.expr import RowExpression
from planlang.semantics.expressions.rows import Rows, row_unit
from planlang.semantics.expressions.types import column_unit
from planlang.semantics.expressions.units import common, unit_words
from planlang.semantics.model import ColumnSpec
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import FIRST, Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.units import Unit

NO_COLUMNS = Text("source-without-columns", "`{name}` declares no columns")
NO_COLUMNS_HELP = Text("source-without-columns.help", 'add one a line: `amount: money from "header in the file"`')
TWICE = Text("duplicate-name.column", "`{source}` has two columns called `{name}`")
FORMULA = Text("unit-mismatch.formula", "`{name}` is declared as {needed}, its formula gives {found}")
DECLARED_AS = Text("unit-mismatch.declared", "declared as this")


def declare_columns(bench: Bench, symbol: Symbol) -> None:
    """Note the columns of a source and their units."""
    node = symbol.node
    assert isinstance(node, nodes.SourceDecl)
    columns: dict[str, Unit | None] = {}
    aliases: dict[str, str] = {}
    places: dict[str, Span] = {}
    for column in each(node.clauses, nodes.ColumnDecl):
        name = column.name.text
        if name in places:
            bench.findings.error(
                column.name.span,
                TWICE(source=symbol.name, name=name),
                related=(Related(places[name], FIRST()),),
            )
            continue
        if column.alias is not None:
            alias = column.alias.text
            if alias in places:
                twice = TWICE(source=symbol.name, name=alias)
                bench.findings.error(column.alias.span, twice, related=(Related(places[alias], FIRST()),))
            else:
                aliases[alias] = name
                places[alias] = column.alias.span
        places[name] = column.name.span
        columns[name] = column_unit(bench, symbol.scope, column.type)
    bench.columns[symbol.name] = columns
    bench.aliases[symbol.name] = aliases
    if not columns:
        bench.findings.error(node.head.name.span, NO_COLUMNS(name=symbol.name), help=NO_COLUMNS_HELP())


def column_specs(
    bench: Bench, symbol: Symbol, node: nodes.SourceDecl, circular: AbstractSet[str]
) -> tuple[ColumnSpec, ...]:
    """The columns whose types are known, in order of declaration; those in a circle without their formulas."""
    units = bench.columns[symbol.name]
    rows = Rows(bench, symbol.scope, symbol.name, units)
    declared: dict[str, nodes.ColumnDecl] = {}
    for column in each(node.clauses, nodes.ColumnDecl):
        declared.setdefault(column.name.text, column)
    check_source(node, bench.findings)
    specs: list[ColumnSpec] = []
    for name, column in declared.items():
        unit = units.get(name)
        if unit is None:
            continue
        formula = None
        if column.formula is not None and name not in circular:
            formula = _formula(bench, rows, column, unit)
        called = (name,) if column.alias is None else (name, column.alias.text)
        headers = tuple(header.text for header in column.headers) or called
        if column.formula is not None:
            headers = ()
        form = cell_format(node, column, unit, bench.findings)
        specs.append(ColumnSpec(name, unit, column.optional, headers, formula, column.name.span, form))
    return tuple(specs)


def _formula(bench: Bench, rows: Rows, column: nodes.ColumnDecl, unit: Unit) -> RowExpression | None:
    """What a column is computed by; None after reporting what is wrong."""
    assert column.formula is not None
    formula = rows.value(column.formula, unit)
    if formula is None:
        return None
    found = row_unit(formula)
    if common(unit, found) is not None:
        return formula
    bench.findings.error(
        column.formula.span,
        FORMULA(name=column.name.text, needed=unit_words(unit), found=unit_words(found)),
        related=(Related(column.type.span, DECLARED_AS()),),
    )
    return None
