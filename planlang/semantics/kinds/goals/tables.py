"""Targets and parts of goals that a table has: which columns say whose a row is, for which time, and how much.

In: `target from quotas.amount`, `split by team, quarter from quotas.amount`. Out: `Quotas`; the rows are read when data are there.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from planlang.diagnostics.text import Message, Text
from planlang.frozen import frozen
from planlang.semantics.clauses.clauses import only
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expressions.units import common, unit_words
from planlang.semantics.expressions.windows import GRAINS, grain_of
from planlang.semantics.kinds.goals.dimensions import ByPeople, dimension, spelled_out
from planlang.semantics.model import AxisKind, QuotaAxis, Quotas
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.resolving import resolve
from planlang.semantics.names.scopes import Symbol
from planlang.semantics.names.uses import note_column, note_word
from planlang.semantics.names.vocabulary import EVERYBODY, GRAIN_WORDS, PRORATED, SUMMED, TEAM_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain
from planlang.values.units import Count, DateUnit, Person, Plain, TextUnit, Truth, Unit

NO_COLUMN = Text("quota-table", "say the column with the amounts, too")
NO_COLUMN_HELP = Text("quota-table.help", "write `from SOURCE.COLUMN`: `from quotas.amount`")
ANOTHER = Text("quota-table.another", "target and parts of a goal come from one column of one table")
NOT_HERE = Text("quota-table.not-here", "`{source}` has no column that says {what}")
NOT_HERE_HELP = Text("quota-table.not-here-help", "add a column `{name}` to it, or take `{axis}` out")
SEVERAL = Text("quota-table.several", "`{source}` has several columns of people: {columns}")
SEVERAL_HELP = Text("quota-table.several-help", "call the one that is meant `{axis}`")
UNIT = Text("unit-mismatch.quota", "`{name}` is {unit}, and the goal measures {wanted}")
AXIS_UNIT = Text("unit-mismatch.quota-axis", "`{name}` is {unit}, and a part is told by a text or a yes-or-no column")
TWO_TIMES = Text("quota-table.two-times", "a goal is split over time once")
OTHER_GRAIN = Text("quota-table.other-grain", "the goal is split by {own}, the table by {other}")
NEEDS_TIME = Text("quota-table.needs-time", "the parts have an amount each {unit}, but not the goal itself")
NEEDS_TIME_HELP = Text("quota-table.needs-time-help", "add `split by {unit} …`, or take the target from the table, too")
OF_EACH = Text("quota-table.of-each", "a goal of each has no parts in a table")
OF_EACH_HELP = Text("quota-table.of-each-help", "take `for each` off, and write `split by rep from {table}`")
NOT_ADDING = Text("quota-table.not-adding", "amounts of a table add up, and `{measure}` does not")
UNKNOWN_OPTION = Text("unknown-name.quota-option", "`{name}` is no way to read a table of targets")
UNKNOWN_OPTION_HELP = Text(
    "unknown-name.quota-option-help",
    "write `summed` where several rows make one amount, `prorated` for who is there for a part of the time",
)
FOR_WRITTEN = Text("clause-without-effect.quota", "this has no effect: the target comes from a table")
TIMES = {
    Grain.WEEK: Text("quota-table.week", "which week it is for"),
    Grain.MONTH: Text("quota-table.month", "which month it is for"),
    Grain.QUARTER: Text("quota-table.quarter", "which quarter it is for"),
    Grain.HALF: Text("quota-table.half", "which half year it is for"),
    Grain.YEAR: Text("quota-table.year", "which year it is for"),
}
WHOSE = Text("quota-table.whose", "whose it is")
WHICH_TEAM = Text("quota-table.which-team", "which team it is for")
WHICH = Text("quota-table.which", "its `{name}`")

PERIOD_COLUMNS: dict[Grain, tuple[str, ...]] = {
    Grain.WEEK: ("week", "周", "周次"),
    Grain.MONTH: ("month", "月", "月份"),
    Grain.QUARTER: ("quarter", "季度", "季"),
    Grain.HALF: ("half", "half_year", "半年"),
    Grain.YEAR: ("year", "年", "年度", "年份"),
}
ANY_PERIOD = ("period", "期间", "周期")
TEAM_COLUMNS = ("team", "团队", "小组", "部门", "大区", "区域")
WRITTEN_ONLY = (nodes.Floor, nodes.Stretch, nodes.Base, nodes.Growth)


@frozen
class _Table:
    """A table of targets."""

    bench: Bench
    source: str
    amount: str

    @property
    def columns(self) -> dict[str, Unit | None]:
        return self.bench.columns.get(self.source, {})

    def called(self, words: Iterable[str]) -> str | None:
        """The first column of one of these names, or with one as its alias."""
        aliases = self.bench.aliases.get(self.source, {})
        for word in words:
            name = aliases.get(word, word)
            if name in self.columns:
                return name
        return None


def quotas(
    bench: Bench, symbol: Symbol, node: nodes.GoalDecl, unit: Unit, measure: FigureExpression, *, adds_up: bool
) -> Quotas | None:
    """What a goal has from a table; None where it has nothing, or after reporting what is wrong with it."""
    findings = bench.findings
    target, split = only(node.clauses, nodes.TargetFrom, findings), only(node.clauses, nodes.SplitFrom, findings)
    written = [clause for clause in (target, split) if clause is not None]
    if not written:
        return None
    if target is not None:
        for clause in node.clauses:
            if isinstance(clause, WRITTEN_ONLY):
                findings.warning(clause.span, FOR_WRITTEN())
    tables = [_table(bench, symbol, clause.table, unit) for clause in written]
    table = tables[0]
    if table is None or any(other is None for other in tables):
        return None
    if len({(one.source, one.amount) for one in tables if one is not None}) > 1:
        findings.error(written[1].table.span, ANOTHER())
        return None
    if not adds_up:
        findings.error(written[0].span, NOT_ADDING(measure=measure.span.text))
        return None
    if node.for_each is not None:
        findings.error(written[0].span, OF_EACH(), help=OF_EACH_HELP(table=written[0].table.text))
        return None
    time = _time(bench, node, target, split)
    if time is not None and time[0] is None:
        return None
    grain, place = (None, None) if time is None else time
    dated = _dated(table, grain)
    if grain is not None and dated is None:
        assert place is not None
        name = PERIOD_COLUMNS[grain][0]
        findings.error(
            place, NOT_HERE(source=table.source, what=TIMES[grain]()), help=NOT_HERE_HELP(name=name, axis=name)
        )
        return None
    paths = [axis for axis in split.axes if isinstance(axis, nodes.Path)] if split is not None else []
    axes = [_axis(table, symbol, measure, path) for path in paths]
    known = tuple(axis for axis in axes if axis is not None)
    options = _options(bench, split)
    if len(known) < len(axes):
        return None
    return Quotas(
        source=table.source,
        amount=table.amount,
        axes=known,
        time=grain,
        dated=dated,
        called=_called_after(table, dated) or grain,
        summed=options is not None and "summed" in options,
        prorated=options is not None and "prorated" in options,
        buffer=split.buffer.percent.value if split is not None and split.buffer is not None else Decimal(0),
        measure=spelled_out(bench, measure),
        is_target=target is not None,
        span=written[0].table.span,
    )


def _table(bench: Bench, symbol: Symbol, path: nodes.Path, unit: Unit) -> _Table | None:
    """The table and the column of amounts that a path means."""
    if len(path.parts) < 2:
        bench.findings.error(path.span, NO_COLUMN(), help=NO_COLUMN_HELP())
        return None
    *before, last = path.parts
    where = nodes.Path(tuple(before), before[0].span.to(before[-1].span))
    source = resolve(symbol.scope, where, (Kind.SOURCE,), bench.findings)
    if source is None or source.name not in bench.columns:
        return None
    found = _Table(bench, source.name, "")
    name = found.called([last.text])
    if name is None:
        columns = found.columns
        bench.findings.unknown(
            last.span,
            NOT_HERE(source=source.name, what=WHICH(name=last.text)),
            last.text,
            lambda: columns,
            among=source.name,
        )
        return None
    note_column(source.name, name, last, bench.findings)
    own = found.columns[name]
    if own is None:
        return None
    if common(own, unit) is None and not (isinstance(own, Plain) and isinstance(unit, Count)):
        message = UNIT(name=last.text, unit=unit_words(own), wanted=unit_words(unit))
        bench.findings.error(last.span, message)
        return None
    return _Table(bench, source.name, name)


def _time(
    bench: Bench, node: nodes.GoalDecl, target: nodes.TargetFrom | None, split: nodes.SplitFrom | None
) -> tuple[Grain | None, Span] | None:
    """The unit of time of the table; None where there is none, without a grain after reporting that it does not fit."""
    units = [axis for axis in split.axes if isinstance(axis, nodes.TimeUnit)] if split is not None else []
    if not units or split is None:
        return None
    own = next((clause for clause in node.clauses if isinstance(clause, nodes.SplitByTime)), None)
    if len(units) > 1:
        bench.findings.error(split.span, TWO_TIMES())
        return None, split.span
    grain = grain_of(bench, units[0], split.span)
    if own is not None and own.unit is not units[0]:
        bench.findings.error(split.span, OTHER_GRAIN(own=_unit_word(own.unit), other=_unit_word(units[0])))
        return None, split.span
    if own is None and target is None:
        bench.findings.error(
            split.span, NEEDS_TIME(unit=_unit_word(units[0])), help=NEEDS_TIME_HELP(unit=_unit_word(units[0]))
        )
        return None, split.span
    return grain, split.span


def _unit_word(unit: nodes.TimeUnit) -> Message:
    return GRAIN_WORDS[GRAINS[unit]]()


def _dated(table: _Table, grain: Grain | None) -> str | None:
    """The column that says for which time a row is: one that is called like a period, else the only date."""
    words = [] if grain is None else list(PERIOD_COLUMNS[grain])
    others = [word for other, names in PERIOD_COLUMNS.items() if other is not grain for word in names]
    name = table.called([*words, *ANY_PERIOD, *others])
    if name is not None and isinstance(table.columns[name], TextUnit | DateUnit | Plain | Count):
        return name
    dates = [name for name, unit in table.columns.items() if isinstance(unit, DateUnit)]
    return dates[0] if len(dates) == 1 else None


def _called_after(table: _Table, dated: str | None) -> Grain | None:
    """The periods that a column is called after."""
    found = (grain for grain, names in PERIOD_COLUMNS.items() if dated is not None and table.called(names) == dated)
    return next(found, None)


def _axis(table: _Table, symbol: Symbol, measure: FigureExpression, path: nodes.Path) -> QuotaAxis | None:
    """What a dimension is in the table, and in the rows that are measured."""
    bench, word = table.bench, path.text
    meant = dimension(bench, symbol.scope, measure, nodes.Dimension(path, None, path.span))
    if meant is None:
        return None
    if not isinstance(meant, ByPeople):
        name = table.called([path.parts[-1].text])
        if name is None:
            _missing(table, path, WHICH(name=path.parts[-1].text), path.parts[-1].text)
            return None
        if not isinstance(table.columns[name], TextUnit | Truth):
            found = table.columns[name]
            if found is not None:
                bench.findings.error(path.span, AXIS_UNIT(name=name, unit=unit_words(found)))
            return None
        return QuotaAxis(AxisKind.VALUE, name, meant.name, tuple(meant.values.items()))
    if word in TEAM_WORDS:
        name = table.called([word, *TEAM_COLUMNS])
        if name is None:
            _missing(table, path, WHICH_TEAM(), word)
            return None
        return QuotaAxis(AxisKind.TEAM, name, "team", ())
    people = [name for name, unit in table.columns.items() if isinstance(unit, Person)]
    own = table.called([word, *sorted(EVERYBODY)])
    if own in people:
        people = [own]
    if not people:
        _missing(table, path, WHOSE(), word)
        return None
    if len(people) > 1:
        bench.findings.error(
            path.span,
            SEVERAL(source=table.source, columns=", ".join(f"`{name}`" for name in people)),
            help=SEVERAL_HELP(axis=word),
        )
        return None
    return QuotaAxis(AxisKind.PERSON, people[0], "rep", ())


def _missing(table: _Table, path: nodes.Path, what: Message, name: str) -> None:
    table.bench.findings.error(
        path.span, NOT_HERE(source=table.source, what=what), help=NOT_HERE_HELP(name=name, axis=path.text)
    )


def _options(bench: Bench, split: nodes.SplitFrom | None) -> frozenset[str] | None:
    """How rows are read."""
    found: set[str] = set()
    for word in split.options if split is not None else ():
        note_word(word.span, bench.findings)
        if word.text in SUMMED:
            found.add("summed")
        elif word.text in PRORATED:
            found.add("prorated")
        else:
            bench.findings.unknown(
                word.span,
                UNKNOWN_OPTION(name=word.text),
                word.text,
                lambda: (*SUMMED, *PRORATED),
                among="quota",
                help=UNKNOWN_OPTION_HELP(),
            )
    return frozenset(found)
