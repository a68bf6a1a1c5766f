"""What else a rule is about than people and teams: each record of a source, each value of a column.

In: `for each customer where grade is "A"`. Out: `Part`: what it is about, the words that stand for it, and what has to hold of
it in a period; diagnostics on rows that do not tell which part they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.clauses.messages import ABOUT_A_TEAM
from planlang.semantics.clauses.parties import Setting
from planlang.semantics.expr import (
    Aggregate,
    AmongPeers,
    AsItStands,
    Comparison,
    FigureAll,
    FigureComparison,
    FigureConstant,
    FigureExpression,
    Fold,
    Headcount,
    MetricRef,
    OfGoal,
    PeerMeasure,
    Tenure,
)
from planlang.semantics.expressions.calls.parted import FROM_HERE, by_word, telling
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.operations import conjuncts
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.walk import every, references
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.model import EachPart, EntityKind
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope
from planlang.semantics.names.vocabulary import FIGURES, OWNER_WORDS
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.units import Count

NOT_OF_ROWS = Text(
    "no-part.rows",
    "headcounts, tenure, figures of a team and what is asked of a goal come from no rows, and have no part by `{name}`",
)


@frozen
class Part:
    """What a rule is about.

    Attributes:
        among: what has to hold of it in a period to be judged in it, None: nothing.
        words: placeholders for it in messages, with the canonical one of each.
        setting: how parties are named inside the rule.
    """

    kind: EntityKind
    part: EachPart
    among: FigureExpression | None
    words: dict[str, str]
    setting: Setting


def each_part(bench: Bench, scope: Scope, clause: nodes.ForEach, rule: RuleGrain) -> Part | None:
    """Each record of a source, or each value of a column; None where the word means neither."""
    by = by_word(bench, scope, clause.entity)
    if by is None:
        return None
    name = clause.entity.text
    among = _among(bench, scope, clause, by.source, rule)
    if by.records is None:
        return Part(EntityKind.VALUE, EachPart(by.name, None), among, {name: "rep"}, Setting(notified=True))
    facts = by.records
    owner = next(iter(facts.owners.values()), None)
    words = dict.fromkeys((*facts.words, name), "rep") | (ABOUT_A_TEAM if owner is not None else {})
    columns = tuple((word, (facts.source, column)) for word, column in facts.owners.items())
    setting = Setting(frozenset((*facts.words, *facts.owners)) | OWNER_WORDS, notified=True, columns=columns)
    return Part(EntityKind.RECORD, EachPart(facts.name, facts.source, owner), among, words, setting)


def _among(
    bench: Bench, scope: Scope, clause: nodes.ForEach, source: str | None, rule: RuleGrain
) -> FigureExpression | None:
    """What stands behind `where`: conditions on the record as it stands at the end of a period, and on figures; None for none,
    or after reporting what is wrong with one.
    """
    written = [] if clause.where is None else conjuncts(clause.where)
    figures = Figures(bench, scope, rule=rule, needs_window=True)
    rows = Rows(bench, scope, source, bench.columns[source]) if source is not None else None
    found: list[FigureExpression] = []
    for part in written:
        if rows is None or not _is_of_record(bench, scope, rows, part):
            figure = figures.condition(part)
        else:
            condition = rows.condition(part)
            assert source is not None
            count = Aggregate(Fold.COUNT, source, None, AsItStands(), condition, None, Count(), part.span)
            one = FigureConstant(Decimal(1), Count(), part.span)
            figure = FigureComparison(Comparison.AT_LEAST, count, one, part.span) if condition is not None else None
        if figure is None:
            return None
        found.append(figure)
    if not found:
        return None
    return found[0] if len(found) == 1 else FigureAll(tuple(found), found[0].span)


def _is_of_record(bench: Bench, scope: Scope, rows: Rows, part: nodes.Expression) -> bool:
    """Whether a condition is about columns of a record, or its class in a segment, beside words of these alone."""
    paths = tuple(references(part))
    segments = bench.segment_names.get(rows.source, {})
    own = [path for path in paths if rows.column_of(path.parts[0].text) or path.text in segments]
    others = (path for path in paths if path not in own)
    return (bool(own) or not paths) and not any(scope.find(path.text, FIGURES) for path in others)


def check_parts(bench: Bench, part: EachPart | None, conditions: Iterable[FigureExpression], span: Span) -> bool:
    """Whether figures have parts by a record or a column; reported where one of their rows does not tell."""
    if part is None:
        return True
    for aggregate in rows_behind(bench, conditions):
        if not isinstance(aggregate, Aggregate):
            bench.findings.error(span, NOT_OF_ROWS(name=part.name), related=(Related(aggregate.span, FROM_HERE()),))
            return False
        if telling(bench, part.name, part.source, aggregate, span) is None:
            return False
    return True


def rows_behind(bench: Bench, conditions: Iterable[FigureExpression]) -> Iterator[FigureExpression]:
    """What conditions count, and what of them comes from no rows, through the metrics that they name."""
    waiting = list(conditions)[::-1]
    seen: set[str] = set()
    while waiting:
        for part in every(waiting.pop()):
            is_of_team = isinstance(part, AmongPeers) and part.measure is PeerMeasure.OF_TEAM
            if isinstance(part, Aggregate | Headcount | OfGoal | Tenure) or is_of_team:
                yield part
            elif isinstance(part, MetricRef) and part.metric not in seen:
                seen.add(part.metric)
                facts = bench.metrics.get(part.metric)
                waiting += [] if facts is None else [facts.metric.value]
