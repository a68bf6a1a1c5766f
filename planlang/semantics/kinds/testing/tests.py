"""Tests of a plan: the rows that its tables stand for, and what they expect.

In: `test` declarations, and the model of everything else. Out: every test by qualified name. What a word of an expectation means is told in
expectations.py, what stands in a cell of a file in cells.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.text import Text
from planlang.frozen import define, field, frozen
from planlang.semantics.clauses.clauses import each, labelled
from planlang.semantics.kinds.testing.cells import cell_text, is_nothing
from planlang.semantics.kinds.testing.completing import check_reads, completed
from planlang.semantics.kinds.testing.expectations import Expecting, check_expected, expecting
from planlang.semantics.kinds.testing.heads import PERIODS_AT_MOST, from_to, has_no_year, is_of, meant
from planlang.semantics.model import ColumnSpec, DataSource, Model, PlanTest, Table, Tested, TestedRow
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_column, note_word
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain, Period, period_of
from planlang.values.units import Person

NO_WEEKS = Text("test-table", "the weeks of this row are not said")
NO_WEEKS_HELP = Text("test-table.weeks-help", "begin the table with a row of weeks: `| week | 2026-W10 | 2026-W11 |`")
NO_WEEK = Text("test-table.week", "this is no period; write `{example}`")
OTHER_GRAIN = Text("test-table.grain", "the table is one of {grain}s, and this is {label}")
UNORDERED = Text("test-table.order", "{label} does not come after {before}")
TOO_LONG = Text("test-table.too-long", "more than {most} periods in one table")
WIDER = Text("test-table.wider", "this cell stands under no heading")
NARROWER = Text("test-table.narrower", "this row ends before the column {label}")
NO_ROWS = Text("unknown-name.rows", "no rows are called `{name}` in this test")
NO_ROWS_HELP = Text("unknown-name.rows-help", "say what they are: `rows {name} from SOURCE(COLUMN: VALUE)`")
TWICE = Text("test-table.rows-twice", "rows called `{name}` are said twice")
NO_COLUMN = Text("unknown-name.test-column", "`{source}` has no column called `{name}`")
COMPUTED = Text("test-table.computed", "`{column}` is computed from other columns, so that no file has it")
NO_PLACE = Text("test-table.label", "`{word}` says nothing of these rows")
NO_PLACE_HELP = Text(
    "test-table.label-help", "before the word for the rows stands whose they are, or the key of the record"
)
NO_COUNT = Text("test-table.count", "how many rows: a whole number, or `_` where there is no file")
NO_COUNT_HELP = Text(
    "test-table.count-help", "for the values of a column in its place, write `rows {name} from {source} by COLUMN`"
)
MOST = Text("test-table.most", "more than {most} rows in one cell")
MOST_IN_TEST = Text("test-table.most-in-test", "more than {most} rows in one test")
MOST_IN_PLAN = Text("test-table.most-in-plan", "more than {most} rows in the tests of one plan")
ALL_OR_NONE = Text(
    "test-table.file", "{label} has a file of `{source}` in another row of the test, and none in this one"
)
ALL_OR_NONE_HELP = Text(
    "test-table.file-help", "`_` says that there is no file of the source at all; write 0 where there are no rows"
)
EMPTY = Text("test-without-expectation", "this test expects nothing")
EMPTY_HELP = Text("test-without-expectation.help", "add a row `| expect | … |` with what is expected in each week")

GRAINS = {grain.value: grain for grain in Grain}
ROWS_AT_MOST = 1000
IN_TEST_AT_MOST = 10_000
IN_PLAN_AT_MOST = 100_000
EXAMPLES = {"week": "2026-W10", "month": "2026-03", "quarter": "2026-Q1", "half": "2026-H1", "year": "2026"}
A_SUBJECT = Text("unknown-name.test-subject", "an alert, a process, a goal or a metric")
SUBJECTS = (Kind.ALERT, Kind.PROCESS, Kind.GOAL, Kind.METRIC)


def plan_tests(bench: Bench, model: Model) -> dict[str, PlanTest]:
    """Every test by qualified name."""
    found: dict[str, PlanTest] = {}
    rows = 0
    for symbol in bench.program.symbols(Kind.TEST):
        test = _test(bench, symbol, model)
        if test is None:
            continue
        rows += len(test.rows)
        if rows > IN_PLAN_AT_MOST:
            bench.findings.error(test.ident.span, MOST_IN_PLAN(most=IN_PLAN_AT_MOST))
            break
        found[test.ident.name] = test
    return found


@frozen
class _Kind:
    """A kind of rows.

    Attributes:
        columns: those that a file has.
        given: what stands in the columns of each.
        by: the column that cells of the table are about.
    """

    name: str
    source: DataSource
    columns: dict[str, ColumnSpec]
    given: dict[str, str]
    by: ColumnSpec | None


@define(eq=False)
class _Reading:
    """A test as far as it is read.

    Attributes:
        weeks: of the table that is read, for each column its periods; none where it has no row of weeks.
        record: of a table of single rows which columns it has.
        filled: where each source is said to have a file.
        labels: what the labels of rows say, though there be no row in any week.
        is_expecting: whether something stands in a row of what is expected, right or wrong.
    """

    bench: Bench
    symbol: Symbol
    expecting: Expecting
    kinds: dict[str, _Kind] = field(factory=dict)
    weeks: list[tuple[Period, ...]] = field(factory=list)
    record: tuple[_Kind, list[ColumnSpec]] | None = None
    periods: dict[Period, None] = field(factory=dict)
    rows: list[TestedRow] = field(factory=list)
    missing: dict[tuple[str, Period], Span] = field(factory=dict)
    filled: dict[tuple[str, Period], Span] = field(factory=dict)
    labels: list[TestedRow] = field(factory=list)
    is_expecting: bool = False


def _test(bench: Bench, symbol: Symbol, model: Model) -> PlanTest | None:
    node, findings = symbol.node, bench.findings
    assert isinstance(node, nodes.TestDecl)
    subject = resolve(symbol.scope, node.subject, SUBJECTS, findings, needed=A_SUBJECT())
    if subject is None:
        return None
    of = Tested(subject.kind.value)
    if subject.name not in getattr(model, SUBJECT_TABLES[of]):
        return None
    reading = _Reading(bench, symbol, expecting(bench, symbol, model, of, subject.name))
    for clause in each(node.clauses, nodes.RowsOf):
        _rows_of(reading, clause, model)
    for row in each(node.clauses, nodes.TableRow):
        _row(reading, row)
    for key, span in reading.missing.items():
        if key in reading.filled:
            findings.error(span, ALL_OR_NONE(label=key[1].label, source=key[0]), help=ALL_OR_NONE_HELP())
    expected = reading.expecting.found
    if not reading.is_expecting:
        findings.error(node.head.name.span, EMPTY(), help=EMPTY_HELP())
    sources = tuple(dict.fromkeys(kind.source.ident.name for kind in reading.kinds.values()))
    rows = tuple(completed(model, reading.rows))
    check_reads(bench, node, model, (of, subject.name), sources, reading.rows)
    check_expected(reading.expecting, [*rows, *reading.labels])
    return PlanTest(
        symbol.ident(),
        of,
        subject.name,
        tuple(sorted(reading.periods, key=lambda period: (period.end, period.start))),
        sources,
        frozenset(reading.missing),
        rows,
        tuple(expected),
    )


SUBJECT_TABLES = {
    Tested.ALERT: "alerts",
    Tested.PROCESS: "processes",
    Tested.GOAL: "goals",
    Tested.METRIC: "metrics",
}


def _rows_of(reading: _Reading, clause: nodes.RowsOf, model: Model) -> None:
    """Enter a kind of rows."""
    bench, scope, findings = reading.bench, reading.symbol.scope, reading.bench.findings
    note_word(clause.name.span, findings)
    found = resolve(scope, clause.source, (Kind.SOURCE,), findings)
    source = model.sources.get(found.name) if found is not None else None
    if source is None:
        return
    if clause.name.text in reading.kinds:
        findings.error(clause.name.span, TWICE(name=clause.name.text))
    columns = {column.name: column for column in source.columns}
    given: dict[str, str] = {}
    for argument in clause.given:
        column = _column(reading, source, columns, argument.name)
        text = cell_text(bench, scope, column, argument.value) if column is not None else None
        if column is not None and text is not None:
            given[column.name] = text
    by = _column(reading, source, columns, clause.by) if clause.by is not None else None
    reading.kinds[clause.name.text] = _Kind(clause.name.text, source, columns, given, by)


def _column(
    reading: _Reading, source: DataSource, columns: dict[str, ColumnSpec], name: nodes.Name
) -> ColumnSpec | None:
    """A column of a file; None after reporting that it is none."""
    findings = reading.bench.findings
    of = source.ident.name
    word = reading.bench.aliases.get(of, {}).get(name.text, name.text)
    column = columns.get(word)
    if column is None:
        findings.unknown(name.span, NO_COLUMN(source=of, name=name.text), name.text, lambda: columns, among=of)
        return None
    note_column(of, column.name, name, findings)
    if column.formula is not None:
        findings.error(name.span, COMPUTED(column=column.name))
        return None
    return column


# ---------------------------------------------------------------- rows


def _row(reading: _Reading, row: nodes.TableRow) -> None:
    """Read one row of a table."""
    label, *cells = row.cells
    words = label.items[0].words if len(label.items) == 1 else ()
    first = words[0] if words else None
    if _ends_with_rows(reading, words) is None:
        first = meant(reading.bench, words, cells) or first
    if isinstance(first, nodes.TableWord) and first.key != "expect":
        _weeks(reading, first, cells)
        return
    if isinstance(first, nodes.TableWord):
        pairs = _under_weeks(reading, row, cells)
        reading.is_expecting |= any(cell.items for cell in cells)
        reading.expecting.read(words[1:], row, pairs)
        return
    if reading.record is not None and isinstance(first, nodes.Label | nodes.Date):
        _single(reading, first, row, cells)
        return
    kind = _kind(reading, words, label)
    if kind is None:
        return
    named = [_one_name(cell) for cell in cells]
    known = [name is not None and _declared(reading, kind, name.text) is not None for name in named]
    if len(words) == 1 and cells and all(known):
        columns = [_column(reading, kind.source, kind.columns, name) for name in named if name is not None]
        reading.record = kind, [column for column in columns if column is not None]
        return
    _counted(reading, kind, words[:-1], row, cells)


def _one_name(cell: nodes.TableCell) -> nodes.Name | None:
    """The one name in a cell."""
    words = cell.items[0].words if len(cell.items) == 1 else ()
    if len(words) == 1 and isinstance(words[0], nodes.Path) and len(words[0].parts) == 1:
        return words[0].parts[0]
    return None


def _declared(reading: _Reading, kind: _Kind, word: str) -> ColumnSpec | None:
    of = kind.source.ident.name
    return kind.columns.get(reading.bench.aliases.get(of, {}).get(word, word))


def _kind(reading: _Reading, words: Sequence[nodes.CellWord], label: nodes.TableCell) -> _Kind | None:
    """The kind of rows that a row of the table is about, which its label ends with."""
    findings = reading.bench.findings
    last = words[-1] if words else None
    kind = _ends_with_rows(reading, words)
    span = getattr(last, "span", label.span)
    if kind is None:
        name = last.text if isinstance(last, nodes.Path | nodes.Text) else label.span.text
        findings.unknown(
            span, NO_ROWS(name=name), name, lambda: reading.kinds, among=reading.symbol, help=NO_ROWS_HELP(name=name)
        )
        return None
    note_word(span, findings)
    return kind


def _ends_with_rows(reading: _Reading, words: Sequence[nodes.CellWord]) -> _Kind | None:
    last = words[-1] if words else None
    return reading.kinds.get(last.text) if isinstance(last, nodes.Path | nodes.Text) else None


def _weeks(reading: _Reading, word: nodes.TableWord, cells: Sequence[nodes.TableCell]) -> None:
    """Begin a table: its columns are periods."""
    bench, findings = reading.bench, reading.bench.findings
    reading.record, reading.weeks = None, []
    grain = GRAINS[word.key]
    if has_no_year(bench, cells, reading.expecting.model.plan.start.year):
        reading.weeks = [()] * len(cells)
        return
    before: Period | None = None
    count = 0
    for cell in cells:
        found = cell.items[0].words if len(cell.items) == 1 else ()
        label = found[0] if len(found) == 1 else None
        if isinstance(label, nodes.Number):
            label = nodes.Label(label.span.text, label.span)
        if not isinstance(label, nodes.Label | nodes.LabelRange):
            findings.error(cell.span, NO_WEEK(example=EXAMPLES[word.key]))
            reading.weeks.append(())
            continue
        ends = (label.first, label.last) if isinstance(label, nodes.LabelRange) else (label, label)
        first, last = (labelled(end, bench.ground.grid, findings) for end in ends)
        if first is None or last is None:
            reading.weeks.append(())
            continue
        if not (is_of(first, grain, bench.ground.grid) and is_of(last, grain, bench.ground.grid)):
            findings.error(cell.span, OTHER_GRAIN(grain=grain.value, label=cell.span.text))
            reading.weeks.append(())
            continue
        if last.start < first.start:
            findings.error(cell.span, UNORDERED(label=last.label, before=first.label))
        if before is not None and first.start <= before.start:
            findings.error(cell.span, UNORDERED(label=first.label, before=before.label))
        before = last
        run = tuple(from_to(first, last, bench.ground.grid))
        count += len(run)
        if count > PERIODS_AT_MOST:
            findings.error(cell.span, TOO_LONG(most=PERIODS_AT_MOST))
            return
        reading.weeks.append(run)
        reading.periods |= dict.fromkeys(run)


def _under_weeks(
    reading: _Reading, row: nodes.TableRow, cells: Sequence[nodes.TableCell]
) -> list[tuple[tuple[Period, ...], nodes.TableCell]]:
    """Each cell with the periods that it stands under."""
    findings = reading.bench.findings
    if reading.record is not None or not reading.weeks:
        findings.error(row.span, NO_WEEKS(), help=NO_WEEKS_HELP())
        reading.record, reading.weeks = None, [()] * len(cells)
        return []
    if len(cells) > len(reading.weeks):
        findings.error(cells[len(reading.weeks)].span, WIDER())
    elif len(cells) < len(reading.weeks):
        rest = reading.weeks[len(cells)]
        findings.error(row.span, NARROWER(label=rest[0].label if rest else ""))
    return list(zip(reading.weeks, cells, strict=False))


def _counted(
    reading: _Reading,
    kind: _Kind,
    words: Sequence[nodes.CellWord],
    row: nodes.TableRow,
    cells: Sequence[nodes.TableCell],
) -> None:
    """Rows under weeks: how many there are, or the values of a column."""
    said = kind.given | _said(reading, kind, words)
    reading.labels += [
        TestedRow(kind.source.ident.name, period, tuple(said.items()), row.span) for period in [*reading.periods][:1]
    ]
    for periods, cell in _under_weeks(reading, row, cells):
        if len(cell.items) == 1 and len(cell.items[0].words) == 1 and is_nothing(cell.items[0].words[0]):
            for period in periods:
                reading.missing.setdefault((kind.source.ident.name, period), cell.span)
            note_word(cell.span, reading.bench.findings)
            continue
        if cell.items:
            for period in periods:
                reading.filled.setdefault((kind.source.ident.name, period), cell.span)
        each = list(_values(reading, kind, cell))
        if len(reading.rows) + len(each) * len(periods) > IN_TEST_AT_MOST:
            reading.bench.findings.error(cell.span, MOST_IN_TEST(most=IN_TEST_AT_MOST))
            return
        reading.rows += [
            TestedRow(kind.source.ident.name, period, tuple((said | values).items()), cell.span)
            for values in each
            for period in periods
        ]


def _values(reading: _Reading, kind: _Kind, cell: nodes.TableCell) -> Iterator[dict[str, str]]:
    """What each row of a cell has beyond what is said of all."""
    findings = reading.bench.findings
    for item in cell.items:
        (word, *more) = item.words
        if kind.by is not None:
            text = cell_text(reading.bench, reading.symbol.scope, kind.by, word)
            if more:
                findings.error(more[0].span, NO_PLACE(word=more[0].span.text))
            if text is not None:
                yield {kind.by.name: text}
        elif more or not isinstance(word, nodes.Number) or word.value != word.value.to_integral_value():
            advice = NO_COUNT_HELP(name=kind.name, source=kind.source.ident.name)
            findings.error(cell.span, NO_COUNT(), help=advice)
            return
        elif word.value > ROWS_AT_MOST:
            findings.error(word.span, MOST(most=ROWS_AT_MOST))
        else:
            yield from ({} for _ in range(int(word.value)))


def _said(reading: _Reading, kind: _Kind, words: Sequence[nodes.CellWord]) -> dict[str, str]:
    """What the label of a row says: whose the rows are, or which record they are of."""
    bench, source = reading.bench, kind.source
    keys = [name for name in getattr(source.shape, "key", ()) if name in kind.columns and name not in kind.given]
    people = [
        name for name, column in kind.columns.items() if isinstance(column.unit, Person) and name not in kind.given
    ]
    first_key = next((name for name in keys if name not in people), None)
    found: dict[str, str] = {}
    for word in words:
        name = word.text if isinstance(word, nodes.Path | nodes.Text) else word.span.text
        column = next((one for one in people if one not in found), None)
        is_somebody = name in bench.people or bench.rosters
        if (
            isinstance(source.shape, Table)
            and first_key is not None
            and first_key not in found
            and not (is_somebody and column)
        ):
            column = first_key
        if column is None:
            column = next((one for one in reading.expecting.columns(kind.columns) if one not in found), None)
        if column is None:
            column = first_key if first_key not in found else None
        if column is None:
            bench.findings.error(word.span, NO_PLACE(word=name), help=NO_PLACE_HELP())
            continue
        text = cell_text(bench, reading.symbol.scope, kind.columns[column], word)
        if text is not None:
            found[column] = text
    return found


def _single(
    reading: _Reading, when: nodes.Label | nodes.Date, row: nodes.TableRow, cells: Sequence[nodes.TableCell]
) -> None:
    """One row of a source, column by column."""
    bench, findings = reading.bench, reading.bench.findings
    assert reading.record is not None, "a row of columns stands above"
    kind, columns = reading.record
    grid = bench.ground.grid
    period = period_of(when.value, Grain.WEEK, grid) if isinstance(when, nodes.Date) else labelled(when, grid, findings)
    if period is None:
        return
    if len(cells) > len(columns):
        findings.error(cells[len(columns)].span, WIDER())
    values = dict(kind.given)
    for column, cell in zip(columns, cells, strict=False):
        item = cell.items[0] if cell.items else None
        if item is not None and (len(cell.items) > 1 or len(item.words) > 1):
            findings.error(cell.span, NO_PLACE(word=cell.span.text))
        text = "" if item is None else cell_text(bench, reading.symbol.scope, column, item.words[0])
        if text is not None:
            values[column.name] = text
    reading.periods.setdefault(period)
    reading.filled.setdefault((kind.source.ident.name, period), row.span)
    reading.rows.append(TestedRow(kind.source.ident.name, period, tuple(values.items()), row.span))
