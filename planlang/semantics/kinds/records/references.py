"""What a column can name the records of, and on which days a row of a list holds.

In: sources that are checked one by one, and `valid from … to …`. Out: `Validity`; diagnostics on columns of type `record[…]`
that lead nowhere.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each
from planlang.semantics.expressions.units import can_be_one_key, unit_words
from planlang.semantics.model import DataSource, Shape, Table
from planlang.semantics.names.bench import Bench, RecordFacts
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.values.units import RecordOf, TextUnit

NO_RECORDS = Text("record-target", "`{name}` is no source of records, so no column can name one of them")
NO_RECORDS_HELP = Text("record-target.help", "`record[…]` needs a source with `one row per COLUMN`")
SEVERAL = Text("record-target.key", "a row of `{name}` is known by {columns} together, and one cell cannot name it")
SEVERAL_HELP = Text(
    "record-target.key-help", "give `{name}` a key of one column; beside it only the day of `valid from` can stand"
)
NO_KEY = Text("record-target.none", "a row of `{name}` is known by a day alone, and no cell can name it")
KEY_TYPE = Text(
    "record-target.type", "the key `{column}` of `{name}` is {unit}, which no cell of type `record` can name"
)
KEY_TYPE_HELP = Text("record-target.type-help", "give `{column}` the type `text`")
TAKEN = Text("duplicate-name.record", "the records of `{source}` are called `{name}`, too")
HERE = Text("record-target.here", "it is looked up here")


def name_records(bench: Bench, symbol: Symbol, shape: Shape, people: tuple[str, ...]) -> None:
    """Note what the records of a source are called elsewhere; report a name that others have."""
    if not isinstance(shape, Table) or len(shape.names) != 1:
        return
    aliases = {alias: name for alias, name in bench.aliases[symbol.name].items() if name in people}
    called = () if shape.called is None else tuple(name for name in (shape.called.name, shape.called.alias) if name)
    words = (*called, symbol.name)
    facts = RecordFacts(symbol.name, words[0], words, {name: name for name in people} | aliases)
    assert isinstance(symbol.node, nodes.SourceDecl)
    clause = next(iter(each(symbol.node.clauses, nodes.OneRowPer)))
    for word in words:
        known = bench.records.get(word)
        if known is None or known.source == symbol.name:
            bench.records[word] = facts
        elif word != symbol.name:
            place = clause.alias if clause.alias is not None and clause.alias.text == word else clause.called
            assert place is not None
            bench.findings.error(place.span, TAKEN(name=word, source=known.source))


def check_references(bench: Bench, symbols: list[Symbol]) -> None:
    """Report columns of type `record[…]` whose source has no rows that a cell could name."""
    for symbol in symbols:
        assert isinstance(symbol.node, nodes.SourceDecl)
        for column in each(symbol.node.clauses, nodes.ColumnDecl):
            unit = bench.columns[symbol.name].get(column.name.text)
            of = bench.sources.get(unit.source) if isinstance(unit, RecordOf) else None
            if of is not None:
                _check(bench, column, of)


def _check(bench: Bench, column: nodes.ColumnDecl, of: DataSource) -> None:
    """Report what a column cannot name."""
    name, at = of.ident.name, column.type.span
    if not isinstance(of.shape, Table):
        bench.findings.error(at, NO_RECORDS(name=name), help=NO_RECORDS_HELP())
        return
    keys = of.shape.names
    if not keys:
        bench.findings.error(at, NO_KEY(name=name), help=SEVERAL_HELP(name=name))
        return
    if len(keys) > 1:
        columns = ", ".join(f"`{key}`" for key in keys)
        bench.findings.error(at, SEVERAL(name=name, columns=columns), help=SEVERAL_HELP(name=name))
        return
    unit = bench.columns[name].get(keys[0])
    if unit is not None and not can_be_one_key(unit, TextUnit()):
        bench.findings.error(
            of.column(keys[0]).span,
            KEY_TYPE(column=keys[0], name=name, unit=unit_words(unit)),
            help=KEY_TYPE_HELP(column=keys[0]),
            related=(Related(at, HERE()),),
        )
