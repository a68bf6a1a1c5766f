"""Limits of some records behind the usual one: `at most 10wd, twice where amount >= 50万`.

In: the cases behind a limit. Out: their limits and conditions, in written order.
"""

from __future__ import annotations

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import REPEATED_FIRST
from planlang.semantics.expressions.limits import time_limit, twice
from planlang.semantics.expressions.rows import Rows
from planlang.semantics.expressions.walk import shape
from planlang.semantics.model import LimitCase, TimeLimit
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.source import Span
from planlang.syntax import nodes

FOR_WHOM = Text(
    "limit-for-whom",
    "this says for whom the first limit is, and the limits after it are for some of these or for others",
)
FOR_WHOM_HELP = Text("limit-for-whom.help", "write the usual limit without `where`, or one rule for each `where`")
ONE_CASE_HELP = Text("contradictory-rules.case-help", "keep one: the first that holds counts")
REPEATED = Text("contradictory-rules", "there is already a rule for this")

Limited = nodes.StayIn | nodes.IdleAtMost | nodes.FromTo


def limit_cases(
    bench: Bench, symbol: Symbol, rows: Rows | None, clause: Limited, limit: TimeLimit
) -> tuple[LimitCase, ...]:
    """The limits of some records; those that cannot be understood are reported and left out.

    Args:
        bench: for findings.
        symbol: the process.
        rows: types conditions on its records; None where these are not known.
        clause: the rule.
        limit: the usual one.
    """
    found: list[LimitCase] = []
    seen: dict[object, Span] = {}
    if clause.cases and not isinstance(clause, nodes.FromTo) and clause.where is not None:
        bench.findings.error(clause.where.span, FOR_WHOM(), help=FOR_WHOM_HELP())
    for case in clause.cases:
        where = rows.condition(case.where) if rows is not None else None
        limited = None if case.limit is None else time_limit(bench, symbol.scope, case.limit)
        if where is None or (limited is None and case.limit is not None):
            continue
        first = seen.setdefault(shape(where), case.span)
        if first is not case.span:
            related = (Related(first, REPEATED_FIRST()),)
            bench.findings.error(case.span, REPEATED(), help=ONE_CASE_HELP(), related=related)
            continue
        allowed = twice(limit) if limited is None else limited.limit
        found.append(LimitCase(allowed, where, case.where.span.text))
    return tuple(found)
