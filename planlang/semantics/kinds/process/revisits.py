"""How often the records of a process have to be seen: once a month, or every so many days.

In: a rule as written. Out: the period in which it counts, or the limit of silence that it amounts to; what cannot be is reported.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.clauses.recurrences import GRAINS
from planlang.semantics.expressions.limits import Limited, time_limit
from planlang.semantics.model import DayKind, DayLimit
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes
from planlang.syntax.nodes import Often
from planlang.values.periods import Grain

TOO_OFTEN = Text("revisit-period", "`{written}` is no period to be seen in: weeks are the shortest")
TOO_OFTEN_HELP = Text("revisit-period.help", "write `every week`, or `every 1d` for a limit of silence")
MORE_THAN_ONCE = Text("revisit-count", "from one visit to the next there are `{written}`, so it can only be at least 1")
MORE_THAN_ONCE_HELP = Text("revisit-count.help", "write `every month at least {count}`, or a shorter time")
NO_VISIT = Text("revisit-count.none", "at least {count} asks for nothing")
NO_VISIT_HELP = Text("revisit-count.none-help", "write `at least 1`")
DAYS = {Grain.WEEK: 7, Grain.MONTH: 28, Grain.QUARTER: 90, Grain.HALF: 181, Grain.YEAR: 365}
MOST_VISITS = 1_000
"""More are taken for a mistake of writing."""
TOO_MANY = Text("revisit-count.many", "`{count}` visits are more than anybody pays: at most {most}")


def how_often(bench: Bench, symbol: Symbol, clause: nodes.Revisit) -> Grain | Limited | None:
    """The period in which a record has to be seen, or how long it may go without; None after reporting what cannot be."""
    count = clause.count.value
    if count < 1:
        bench.findings.error(clause.count.span, NO_VISIT(count=clause.count.span.text), help=NO_VISIT_HELP())
        return None
    if count > MOST_VISITS:
        bench.findings.error(clause.count.span, TOO_MANY(count=clause.count.span.text, most=MOST_VISITS))
        return None
    if not isinstance(clause.every, nodes.Cadence):
        limited = time_limit(bench, symbol.scope, clause.every)
        if limited is not None and count > 1:
            words = MORE_THAN_ONCE(written=clause.every.span.text)
            bench.findings.error(clause.count.span, words, help=MORE_THAN_ONCE_HELP(count=int(count)))
            return None
        return limited
    grain = Grain.WEEK if clause.every.often is Often.WEEK else GRAINS.get(clause.every.often)
    if grain is None:
        bench.findings.error(clause.every.span, TOO_OFTEN(written=clause.every.span.text), help=TOO_OFTEN_HELP())
    return grain


def shortest(grain: Grain) -> DayLimit:
    """How long the shortest period of a grain is: what is reminded of begins later than that before its end."""
    return DayLimit(DAYS[grain], DayKind.CALENDAR)
