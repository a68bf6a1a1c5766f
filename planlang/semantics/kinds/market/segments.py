"""Segments: the classes of the records of a source, tried in written order.

In: `segment` declarations; sources and metrics must be on the bench. Out: the names of classes, before anything is checked that
may name them; then every segment that could be understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from attrs import fields, has

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.each.parts import check_parts
from planlang.semantics.expr import (
    Aggregate,
    ClassOf,
    FigureAll,
    FigureExpression,
    Looked,
    MetricRef,
    OverWindow,
    RollingWindow,
    RowAll,
    RowExpression,
)
from planlang.semantics.expressions.constants import amount
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.operations import conjuncts
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.units import NUMERIC, unit_words
from planlang.semantics.expressions.walk import every, every_written, references
from planlang.semantics.expressions.windows import GRAINS, RuleGrain
from planlang.semantics.model import (
    ByCondition,
    ByShare,
    ColumnSpec,
    EachPart,
    Lookback,
    Segment,
    SegmentClass,
    Table,
)
from planlang.semantics.names.bench import Bench, ClassNames
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import FIRST, Scope, Symbol
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import Ratio, RecordOf

NO_CLASSES = Text("segment-without-classes", "`{name}` has no classes")
NO_CLASSES_HELP = Text("segment-without-classes.help", "add one a line: `class A when potential >= 50万元`")
TWICE = Text("duplicate-name.class", "`{segment}` has two classes called `{name}`")
IS_COLUMN = Text("duplicate-name.segment", "`{source}` has a column called `{name}`, too")
NO_RECORDS = Text("segment-of-records", "`{name}` is no source of records, so there is nothing to put into classes")
NO_RECORDS_HELP = Text("segment-of-records.help", "a segment needs a source with `one row per` one column of text")
NEVER = Text("class-never-reached", "nothing is left for `{name}`: all that is left is `{before}`")
NEVER_SHARE = Text(
    "class-never-reached.share", "nothing is left for `{name}`: its share is not above that of `{before}`"
)
NO_CADENCE = Text("segment-without-cadence", "`{name}` counts over a time, and it is not said up to which day")
NO_CADENCE_HELP = Text("segment-without-cadence.help", "add `classified every quarter`: at its start, kept to its end")
CADENCE = Text("segment-without-cadence.day", "classes are kept over weeks or more, not over `{written}`")
WINDOW = Text("class-window", "a class looks back over one time up to the day on which records are classified")
WINDOW_HELP = Text("class-window.help", "write one `rolling 52 weeks` behind each figure of the class")
SHARE = Text("class-share", "a share lies between 0% and 100%")
NOT_A_NUMBER = Text("unit-mismatch.class-share", "{unit} has no shares")
CIRCLE = Text("circular-definition.segment", "`{name}` rests on itself")


def segment_names(bench: Bench) -> None:
    """Note the classes of every segment, and what it is called as a column of its source."""
    for symbol in bench.program.symbols(Kind.SEGMENT):
        node = symbol.node
        assert isinstance(node, nodes.SegmentDecl)
        source = symbol.scope.find(node.source.text, (Kind.SOURCE,))
        names: dict[str, str] = {}
        titles: dict[str, str] = {}
        places: dict[str, Span] = {}
        for clause in _classes(node):
            head = clause.head
            for name in (head.name, head.alias):
                if name is None:
                    continue
                if name.text in names:
                    twice = TWICE(segment=symbol.name, name=name.text)
                    bench.findings.error(name.span, twice, related=(Related(places[name.text], FIRST()),))
                    continue
                names[name.text], places[name.text] = head.name.text, name.span
            if head.title is not None:
                titles.setdefault(head.title.text, head.name.text)
        if source is None:
            continue
        bench.segments[symbol.name] = ClassNames(source.name, names, titles)
        words = dict(bench.segment_names.get(source.name, {}))
        for name in (node.head.name, node.head.alias):
            if name is not None:
                words.setdefault(name.text, symbol.name)
        bench.segment_names[source.name] = words


def segments(bench: Bench) -> dict[str, Segment]:
    """Every segment by qualified name."""
    found: dict[str, Segment] = {}
    for symbol in bench.program.symbols(Kind.SEGMENT):
        segment = bench.once(_segment, symbol)
        if segment is not None:
            found[symbol.name] = segment
    return {name: one for name, one in found.items() if not _circular(bench, one, found)}


def _classes(node: nodes.SegmentDecl) -> list[nodes.ClassClause]:
    """The clauses of classes, in order."""
    kinds = (nodes.ClassWhen, nodes.ClassShare, nodes.ClassRest)
    return [clause for clause in node.clauses if isinstance(clause, kinds)]


def _segment(bench: Bench, symbol: Symbol) -> Segment | None:
    node, findings = symbol.node, bench.findings
    assert isinstance(node, nodes.SegmentDecl)
    source = resolve(symbol.scope, node.source, (Kind.SOURCE,), findings)
    facts = bench.rows.get(source.name) if source is not None else None
    if source is None or facts is None:
        return None
    if not isinstance(facts.shape, Table) or len(facts.shape.names) != 1:
        findings.error(node.source.span, NO_RECORDS(name=source.name), help=NO_RECORDS_HELP())
        return None
    for name in (node.head.name, node.head.alias):
        if name is not None and name.text in bench.columns[source.name]:
            findings.error(name.span, IS_COLUMN(source=source.name, name=name.text))
    clauses = _classes(node)
    if not clauses:
        findings.error(node.head.name.span, NO_CLASSES(name=symbol.name), help=NO_CLASSES_HELP())
        return None
    grain = _grain(bench, only(node.clauses, nodes.Classified, findings))
    read = [_class(bench, symbol, source.name, clause) for clause in clauses]
    _check_order(bench, symbol.scope, clauses, read)
    classes = tuple(one for one in read if one is not None)
    if len(classes) < len(read):
        return None
    looks = next((one for one in classes if _looks_back(one)), None)
    if looks is not None and grain is None:
        findings.error(looks.span, NO_CADENCE(name=looks.name), help=NO_CADENCE_HELP())
        return None
    return Segment(symbol.ident(), source.name, classes, grain, bool(each(node.clauses, nodes.UnknownIsNo)))


def _looks_back(one: SegmentClass) -> bool:
    return isinstance(one.rule, ByShare) or one.rule.figure is not None


def _grain(bench: Bench, clause: nodes.Classified | None) -> Grain | None:
    """Over what a class is kept; None where it does not say, or after reporting."""
    if clause is None:
        return None
    grains = {
        nodes.Often.WEEK: Grain.WEEK,
        nodes.Often.MONTH: Grain.MONTH,
        nodes.Often.QUARTER: Grain.QUARTER,
        nodes.Often.HALF_YEAR: Grain.HALF,
        nodes.Often.YEAR: Grain.YEAR,
    }
    grain = grains.get(clause.every.often)
    if grain is None:
        bench.findings.error(clause.every.span, CADENCE(written=clause.every.span.text), help=NO_CADENCE_HELP())
    return grain


def _check_order(bench: Bench, scope: Scope, clauses: list[nodes.ClassClause], read: list[SegmentClass | None]) -> None:
    """Report classes for which nothing is left."""
    rest: nodes.ClassRest | None = None
    shares: dict[str, tuple[nodes.ClassShare, Decimal]] = {}
    for clause, found in zip(clauses, read, strict=True):
        name = clause.head.name
        if rest is not None:
            never = NEVER(name=name.text, before=rest.head.name.text)
            bench.findings.error(name.span, never, related=(Related(rest.head.name.span, FIRST()),))
            return
        if isinstance(clause, nodes.ClassRest):
            rest = clause
        if isinstance(clause, nodes.ClassShare) and found is not None and isinstance(found.rule, ByShare):
            figure = clause.figure.span.text
            before = shares.get(figure)
            if before is not None and found.rule.share <= before[1]:
                never = NEVER_SHARE(name=name.text, before=before[0].head.name.text)
                first = Related(_place(scope, before[0].share), FIRST())
                bench.findings.error(_place(scope, clause.share), never, related=(first,))
            shares[figure] = clause, found.rule.share


def _class(bench: Bench, symbol: Symbol, source: str, clause: nodes.ClassClause) -> SegmentClass | None:
    """A class; None after reporting what is wrong with it."""
    head = clause.head
    match clause:
        case nodes.ClassRest():
            rule: ByCondition | ByShare | None = ByCondition(None, None, None)
        case nodes.ClassShare():
            rule = _share(bench, symbol, source, clause)
        case nodes.ClassWhen():
            rule = _condition(bench, symbol, source, clause)
    if rule is None:
        return None
    title = head.title.text if head.title else head.name.text
    return SegmentClass(head.name.text, head.alias.text if head.alias else None, title, rule, clause.span)


def _share(bench: Bench, symbol: Symbol, source: str, clause: nodes.ClassShare) -> ByShare | None:
    grain = _grain_of(clause.figure)
    figure = Figures(bench, symbol.scope, rule=RuleGrain(grain), needs_window=True).value(clause.figure)
    share = _part(bench, symbol.scope, clause.share)
    if share is None or figure is None:
        return None
    unit = getattr(figure, "unit", None)
    if not isinstance(unit, NUMERIC):
        bench.findings.error(clause.figure.span, NOT_A_NUMBER(unit=unit_words(unit) if unit else ""))
        return None
    over = _lookback(bench, figure, grain, clause.figure.span)
    whole = check_parts(bench, EachPart(source, source), [figure], clause.figure.span)
    return ByShare(figure, over, share, clause.reaching) if over is not None and whole else None


def _part(bench: Bench, scope: Scope, written: nodes.Percent | nodes.Reference) -> Decimal | None:
    """What part of all a class makes up; None after reporting that it is none."""
    found = amount(bench, scope, written)
    if found is None:
        return None
    share, unit = found
    if isinstance(unit, Ratio) and 0 < share <= 1:
        return share
    bench.findings.error(_place(scope, written), SHARE())
    return None


def _place(scope: Scope, written: nodes.Percent | nodes.Reference) -> Span:
    """Where a share is said: of a parameter where it is given."""
    given = scope.written(written.path.text) if isinstance(written, nodes.Reference) else None
    return given or written.span


def _condition(bench: Bench, symbol: Symbol, source: str, clause: nodes.ClassWhen) -> ByCondition | None:
    """What has to hold of the record, and of what it amounts to."""
    rows = Rows(bench, symbol.scope, source, bench.columns[source])
    of_rows: list[RowExpression] = []
    of_figures: list[FigureExpression] = []
    grain = _grain_of(clause.condition)
    figures = Figures(bench, symbol.scope, rule=RuleGrain(grain), needs_window=True, peers=_words(bench, source))
    whole = True
    for part in conjuncts(clause.condition):
        windowed = any(isinstance(one, nodes.Windowed) for one in every_written(part))
        named = [path.parts[0].text for path in references(part)]
        metric = any(symbol.scope.find(name, (Kind.METRIC,)) and rows.column_of(name) is None for name in named)
        if windowed or metric:
            figure = figures.condition(part)
            of_figures += [] if figure is None else [figure]
            whole = whole and figure is not None
        else:
            condition = rows.condition(part)
            of_rows += [] if condition is None else [condition]
            whole = whole and condition is not None
    if not whole:
        return None
    asked = None if not of_figures else of_figures[0]
    if len(of_figures) > 1:
        asked = FigureAll(tuple(of_figures), clause.condition.span)
    over = None
    if asked is not None:
        over = _lookback(bench, asked, grain, clause.condition.span)
        if over is None or not check_parts(bench, EachPart(source, source), [asked], clause.condition.span):
            return None
    about = None if not of_rows else of_rows[0] if len(of_rows) == 1 else RowAll(tuple(of_rows), clause.condition.span)
    return ByCondition(about, asked, over)


def _words(bench: Bench, source: str) -> frozenset[str]:
    """What the records of a source are called behind `by`."""
    return frozenset(bench.records[source].words) if source in bench.records else frozenset()


def _grain_of(written: nodes.Expression) -> Grain:
    """The period that windows count in; a week where there is none."""
    for part in every_written(written):
        if isinstance(part, nodes.Windowed) and part.window.unit in GRAINS:
            return GRAINS[part.window.unit]
    return Grain.WEEK


def _lookback(bench: Bench, figure: FigureExpression, grain: Grain, span: Span) -> Lookback | None:
    """The one time over which figures look back; None after reporting that there is none, or several."""
    windows = {part.window for part in every(figure) if isinstance(part, OverWindow)}
    match list(windows):
        case [RollingWindow(count=count)]:
            return Lookback(count, grain)
        case _:
            bench.findings.error(span, WINDOW(), help=WINDOW_HELP())
            return None


def _circular(bench: Bench, segment: Segment, found: dict[str, Segment]) -> bool:
    """Whether a segment rests on itself; reported where it does."""
    waiting, seen = [segment.ident.name], set[str]()
    while waiting:
        for part in _asked(bench, found.get(waiting.pop())):
            if part.segment == segment.ident.name:
                bench.findings.error(segment.ident.span, CIRCLE(name=segment.ident.name))
                return True
            if part.segment not in seen:
                seen.add(part.segment)
                waiting.append(part.segment)
    return False


def _asked(bench: Bench, segment: Segment | None) -> Iterator[ClassOf]:
    """The classes that the rules of a segment ask for, through metrics and computed columns."""
    if segment is None:
        return
    figures: list[FigureExpression] = []
    rows: list[RowExpression | None] = []
    for one in segment.classes:
        rows += [one.rule.rows] if isinstance(one.rule, ByCondition) else []
        figures += [one.rule.figure] if one.rule.figure is not None else []
    metrics: set[str] = set()
    while figures:
        for part in every(figures.pop()):
            if isinstance(part, Aggregate):
                rows += [part.where, part.value]
            elif isinstance(part, MetricRef) and part.metric not in metrics:
                metrics.add(part.metric)
                facts = bench.metrics.get(part.metric)
                figures += [] if facts is None else [facts.metric.value]
    for expression in rows:
        yield from _classes_in(expression, bench)


def _classes_in(expression: object, bench: Bench) -> Iterator[ClassOf]:
    """The classes asked for in a row expression, computed columns of sources included."""
    waiting, seen = [expression], set[object]()
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting += part
            continue
        kind: type = type(part)
        if part in seen or not has(kind):
            continue
        seen.add(part)
        if isinstance(part, ClassOf):
            yield part
        waiting += [getattr(part, field.name) for field in fields(kind) if field.name not in ("span", "unit")]
        if isinstance(part, Looked) and isinstance(part.reference.unit, RecordOf):
            waiting += [
                column.formula for column in _columns_of(bench, part.reference.unit.source) if column.name == part.name
            ]


def _columns_of(bench: Bench, source: str) -> tuple[ColumnSpec, ...]:
    found = bench.sources.get(source)
    return () if found is None else found.columns
