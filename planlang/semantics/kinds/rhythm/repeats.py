"""Tasks that come again: `every quarter on workday 10`.

In: the clauses of a task. Out: when it comes again, and on which days it was done; what can be said only of what is done once
is reported.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.frozen import define
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import inside
from planlang.semantics.clauses.recurrences import recurrence
from planlang.semantics.kinds.rhythm.reviews import off_work
from planlang.semantics.model import DailyAt, FortnightlyAt, NthDayAt, Recurrence, Repeats, WeeklyAt
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Symbol
from planlang.syntax import nodes

ONCE = Text("recurring-task", "`{name}` comes again, so this cannot be said of it")
ONCE_HELP = Text("recurring-task.help", "say it of a task that is done once, or take out `{every}`")
INSIDE = Text("recurring-task.inside", "`{name}` comes again, so no task can stand in it")
TOO_OFTEN = Text("recurring-task.too-often", "the tasks of the plan come again more than {most} times in all")
NOT_AGAIN = Text("recurring-task.not-again", "`{name}` does not come again, so nothing of it falls on days off")

ONCE_ONLY = (
    nodes.By,
    nodes.AsLateAsPossible,
    nodes.Started,
    nodes.Done,
    nodes.Remaining,
    nodes.StartsWhen,
)
BOUNDS = (nodes.DateBound.NOT_BEFORE, nodes.DateBound.NOT_AFTER)
MOST = 20_000
"""How many times all tasks together may come again."""


def repeats(bench: Bench, symbol: Symbol, node: nodes.TaskDecl) -> Repeats | None:
    """When a task comes again; None where it is done once."""
    clauses, findings = node.clauses, bench.findings
    every, off = only(clauses, nodes.TaskEvery, findings), only(clauses, nodes.IfOffWork, findings)
    if every is None:
        if off is not None:
            findings.error(off.span, NOT_AGAIN(name=symbol.name))
        return None
    for clause in clauses:
        odd_bound = isinstance(clause, nodes.Bound) and clause.kind not in BOUNDS
        if isinstance(clause, ONCE_ONLY) or odd_bound:
            findings.error(clause.span, ONCE(name=symbol.name), help=ONCE_HELP(every=every.span.text))
    if node.children:
        findings.error(node.children[0].head.name.span, INSIDE(name=symbol.name))
    finished = [clause for clause in each(clauses, nodes.Finished) if not clause.only_for]
    for done in finished:
        inside(bench, done.date)
    when = recurrence(bench, every.every)
    if when is None:
        return None
    return Repeats(when, off_work(bench, off), tuple(done.date.value for done in finished))


@define
class Times:
    """How many times the tasks of a plan come again, so far."""

    count: float = 0
    told: bool = False

    def add(self, bench: Bench, symbol: Symbol, found: Repeats) -> bool:
        """Whether there is room for a task; reported once where there is none."""
        days = (bench.ground.end - bench.ground.start).days + 1
        self.count += days / _apart(found.every)
        if self.count > MOST and not self.told:
            self.told = True
            bench.findings.error(symbol.head.name.span, TOO_OFTEN(most=MOST))
        return self.count <= MOST


def _apart(every: Recurrence) -> int:
    """How many days apart the times are, about."""
    match every:
        case DailyAt():
            return 1
        case WeeklyAt():
            return 7
        case FortnightlyAt():
            return 14
        case NthDayAt():
            return 28
