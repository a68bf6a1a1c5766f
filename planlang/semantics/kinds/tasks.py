"""Tasks and milestones: length, dates, progress, people.

In: `task` and `milestone` declarations, nested ones included. Out: both by qualified name. How they hang together is
checked in links.py; whether the dates can be met is found by scheduling.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attrs import evolve

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only
from planlang.semantics.clauses.dates import date_limits, inside, progress
from planlang.semantics.clauses.lengths import HOURS, MONTHS_IN, months_in, work_in
from planlang.semantics.clauses.links import links
from planlang.semantics.clauses.parties import NOBODY_IN_PARTICULAR, Setting, party
from planlang.semantics.clauses.serving import serves_goals
from planlang.semantics.expr import FigureExpression
from planlang.semantics.expressions.extensive import on_the_day
from planlang.semantics.expressions.figures import Figures
from planlang.semantics.expressions.windows import RuleGrain
from planlang.semantics.kinds.money.charges import charged, charges
from planlang.semantics.kinds.money.circles import check_dates
from planlang.semantics.kinds.rhythm.repeats import Times, repeats
from planlang.semantics.kinds.task_each import whose
from planlang.semantics.kinds.task_some import some_of
from planlang.semantics.kinds.working_time import calendar_named
from planlang.semantics.model import (
    DateLimits,
    DayKind,
    EntityKind,
    HourKind,
    Hours,
    InDays,
    InMonths,
    InPersonDays,
    Length,
    Milestone,
    Party,
    Progress,
    Strategy,
    Task,
    TaskEach,
    ToEntity,
    WorkKind,
)
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.source import Span
from planlang.syntax import nodes
from planlang.syntax.nodes import Kind
from planlang.values.periods import Grain

SUMMARY = Text("summary-with-length", "`{name}` has tasks inside and takes its length from them")
SUMMARY_HELP = Text("summary-with-length.help", "take this out, or move it to one of the tasks inside")
TWO_LENGTHS = Text("length-said-twice", "the length of `{name}` is said in two ways")
TWO_LENGTHS_FIRST = Text("length-said-twice.first", "said here as well")
TWO_LENGTHS_HELP = Text("length-said-twice.help", "keep `takes`, `effort` or the two dates")
NO_LENGTH = Text("task-of-no-length", "a task takes some time")
NO_LENGTH_HELP = Text("task-of-no-length.help", "what takes no time is a `milestone`")
ESTIMATE = Text("estimate-order", "best, likely and worst are out of order: {best}, {likely}, {worst}")
ESTIMATE_KIND = Text("estimate-order.kind", "calendar days and working days are mixed in one estimate")
ESTIMATE_HALF = Text("estimate-order.half", "an estimate needs both `best` and `worst`")
ESTIMATE_HELP = Text(
    "estimate-order.help", "write `takes 10wd, best 8wd, worst 15wd`, from best to worst in one kind of days"
)
NO_PEOPLE = Text("effort-without-people", "person-days without people: nobody is assigned to `{name}`")
NO_PEOPLE_HELP = Text("effort-without-people.help", "add `assign NAME, …`, or say how long it takes with `takes`")
NOT_EFFORT = Text("duration-unit.effort", "`{written}` says how long it takes, not how much work it is")
NOT_EFFORT_HELP = Text("duration-unit.effort-help", "write `effort 12 person-days`, `effort 20h` or `takes 10wd`")
PRIORITY = Text("priority-range", "priorities start at 1, the most urgent")


def tasks(bench: Bench) -> dict[str, Task]:
    """Every task by qualified name, in order of declaration; puts them on the bench. Goals, metrics and teams go before.

    A strategy with something in it is the task around that.
    """
    found: dict[str, Task] = {}
    times = Times()
    found |= bench.by_name(_task, Kind.TASK)
    found |= {name: _as_task(bench.strategies[name]) for name in _busy(bench) if name not in found}
    for symbol in bench.program.symbols(Kind.TASK):
        found[symbol.name] = _costing(_inherited(found[symbol.name], found), symbol, bench)
    found |= charged(bench, found)
    for symbol in bench.program.symbols(Kind.TASK):
        task = found[symbol.name]
        if task.repeats is not None and not times.add(bench, symbol, task.repeats):
            found[symbol.name] = evolve(task, repeats=None)
        if isinstance(task.length, InPersonDays) and not task.assigned and not task.some:
            _warn_of_nobody(bench, symbol)
    bench.tasks = found if not bench.strategies else dict(sorted(found.items(), key=lambda item: item[1].ident.order))
    return bench.tasks


def milestones(bench: Bench) -> dict[str, Milestone]:
    """Every milestone by qualified name, in order of declaration; tasks must be on the bench."""
    found = bench.by_name(_milestone, Kind.MILESTONE)
    return {name: _owned(milestone, bench.tasks) for name, milestone in found.items()}


def _busy(bench: Bench) -> dict[str, None]:
    """The strategies in which something stands."""
    parents = (symbol.parent for kind in (Kind.TASK, Kind.MILESTONE) for symbol in bench.program.symbols(kind))
    return dict.fromkeys(one.name for one in parents if one is not None and one.name in bench.strategies)


def _as_task(strategy: Strategy) -> Task:
    """The task around what stands in a strategy."""
    return Task(
        ident=strategy.ident,
        parent=None,
        length=None,
        links=(),
        limits=DateLimits(),
        late=False,
        priority=None,
        progress=Progress(),
        owner=strategy.owner,
        assigned=(),
        serves=strategy.serves,
        calendar=None,
        costs=(),
        starts_when=None,
        strategy=strategy.ident.name,
    )


def _inherited(task: Task, tasks: dict[str, Task]) -> Task:
    """A task with the owner and those assigned of the task around it, which has its own, where it names nobody itself.

    Those assigned there do not do a part that names an owner of its own: he does it.
    """
    above = tasks.get(task.parent or "")
    if above is None:
        return task
    task = evolve(task, strategy=above.strategy)
    if task.assigned or task.some or task.resources or task.owner is not None:
        return evolve(task, owner=task.owner or above.owner)
    return evolve(task, owner=above.owner, assigned=above.assigned, some=above.some, resources=above.resources)


def _costing(task: Task, symbol: Symbol, bench: Bench) -> Task:
    """A task in which no other stands, with what the resources cost that are assigned to it."""
    node = symbol.node
    assert isinstance(node, nodes.TaskDecl)
    if node.children or not task.resources:
        return task
    found = (bench.resources[name].cost for name in task.resources)
    return evolve(task, costs=(*task.costs, *(cost for cost in found if cost is not None)))


def _owned(milestone: Milestone, tasks: dict[str, Task]) -> Milestone:
    """A milestone with the owner of the task around it, where it has none."""
    above = tasks.get(milestone.parent or "")
    return milestone if above is None else evolve(milestone, owner=milestone.owner or above.owner)


def _warn_of_nobody(bench: Bench, symbol: Symbol) -> None:
    """Report person-days that nobody works."""
    assert isinstance(symbol.node, nodes.TaskDecl)
    effort = next(clause for clause in symbol.node.clauses if isinstance(clause, nodes.Effort))
    bench.findings.warning(effort.span, NO_PEOPLE(name=symbol.name), help=NO_PEOPLE_HELP())


def _task(bench: Bench, symbol: Symbol) -> Task:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.TaskDecl)
    has, decided = whose(bench, symbol, node), _decided(symbol)
    clauses = has.clauses
    limits = date_limits(bench, clauses)
    if decided is not None and limits.not_before is None and limits.starts_on is None:
        limits = evolve(limits, not_before=decided)
    priority = only(clauses, nodes.Priority, findings)
    if priority is not None and priority.value < 1:
        findings.error(priority.span, PRIORITY())
    own_calendar = only(clauses, nodes.CalendarClause, findings)
    starts_when = only(clauses, nodes.StartsWhen, findings)
    assigned, needed = _assigned(bench, scope, clauses, has.setting)
    length = _length(bench, symbol, node, limits)
    again = repeats(bench, symbol, node)
    return Task(
        symbol.ident(),
        _around(symbol),
        length,
        links(bench, symbol, clauses),
        limits,
        only(clauses, nodes.AsLateAsPossible, findings) is not None,
        priority.value if priority and priority.value >= 1 else None,
        progress(bench, clauses) if again is None else Progress(),
        owner(bench, scope, clauses, has.setting) or _owner_of_risk(bench, symbol) or _of_each(has.each),
        assigned,
        serves_goals(bench, scope, only(clauses, nodes.Serves, findings)),
        calendar_named(bench, scope, own_calendar, bench.calendar) if own_calendar else None,
        charges(bench, scope, clauses),
        condition(bench, scope, starts_when.condition) if starts_when else None,
        only(clauses, nodes.StandBy, findings) is not None,
        decided,
        again,
        resources=needed,
        some=some_of(bench, scope, clauses, has.setting),
        each=has.each,
    )


def _of_each(each: TaskEach | None) -> Party | None:
    """Who answers for his part of a task that says nobody: he himself, or the head of the team."""
    return None if each is None or each.entity is EntityKind.VALUE else ToEntity()


def _assigned(
    bench: Bench, scope: Scope, clauses: Sequence[object], setting: Setting
) -> tuple[tuple[Party, ...], tuple[str, ...]]:
    """Who does a task, the people of its resources among them, and these resources."""
    people: list[Party | None] = []
    resources: list[str] = []
    written = (one for clause in each(clauses, nodes.Assign) for one in clause.who)
    for path in (one for one in written if isinstance(one, nodes.Path)):
        symbol = None if path.parts[0].quoted else scope.find(path.text, (Kind.RESOURCE,))
        resource = None if symbol is None else bench.resources.get(symbol.name)
        if symbol is None or resource is None:
            people.append(party(bench, scope, path, setting))
        else:
            note(scope, path, symbol, bench.findings)
            people += resource.people
            resources.append(symbol.name)
    return _distinct(people), tuple(dict.fromkeys(resources))


def _milestone(bench: Bench, symbol: Symbol) -> Milestone:
    node, scope, findings = symbol.node, symbol.scope, bench.findings
    assert isinstance(node, nodes.MilestoneDecl)
    clauses = node.clauses
    reached = only(clauses, nodes.ReachedWhen, findings)
    finished = only(clauses, nodes.Finished, findings)
    if finished is not None:
        inside(bench, finished.date)
    return Milestone(
        symbol.ident(),
        _around(symbol),
        links(bench, symbol, clauses),
        date_limits(bench, clauses),
        finished.date.value if finished else None,
        owner(bench, scope, clauses),
        serves_goals(bench, scope, only(clauses, nodes.Serves, findings)),
        condition(bench, scope, reached.condition) if reached else None,
    )


def _decided(symbol: Symbol) -> date | None:
    """The day of the meeting that a task stands in, as something to be done."""
    review = symbol.parent.declared if symbol.parent is not None else None
    if not isinstance(review, nodes.ReviewDecl):
        return None
    held = (clause for clause in review.clauses if isinstance(clause, nodes.Held))
    return next((one.date.value for one in held if any(task is symbol.node for task in one.tasks)), None)


def _around(symbol: Symbol) -> str | None:
    """The task, or the strategy, that a task or milestone stands in."""
    parent = symbol.parent
    return parent.name if parent is not None and parent.kind in (Kind.TASK, Kind.STRATEGY) else None


def _owner_of_risk(bench: Bench, symbol: Symbol) -> Party | None:
    """Who answers for the risk that a task stands in."""
    risk = symbol.parent.node if symbol.parent is not None else None
    clauses = risk.clauses if isinstance(risk, nodes.RiskDecl) else ()
    named = next((clause for clause in clauses if isinstance(clause, nodes.Owner)), None)
    return party(bench, symbol.scope, named.who) if named else None


def owner(
    bench: Bench, scope: Scope, clauses: Sequence[object], setting: Setting = NOBODY_IN_PARTICULAR
) -> Party | None:
    """Who is responsible, where it is said."""
    clause = only(clauses, nodes.Owner, bench.findings)
    return party(bench, scope, clause.who, setting) if clause else None


def condition(bench: Bench, scope: Scope, node: nodes.Expression) -> FigureExpression | None:
    """A condition over data that is looked at every day, for the people there are on that day."""
    found = Figures(bench, scope, rule=RuleGrain(Grain.DAY)).condition(node)
    if found is None or not check_dates(bench, found, node.span):
        return None
    return on_the_day(found, lambda name: bench.metrics[name].metric.value)


def _distinct(parties: list[Party | None]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(who for who in parties if who is not None))


# length


def _length(bench: Bench, symbol: Symbol, node: nodes.TaskDecl, limits: DateLimits) -> Length | None:
    """The length of a task; None for a summary, for fixed dates, or after reporting what is wrong."""
    findings = bench.findings
    takes = only(node.clauses, nodes.Takes, findings)
    effort = only(node.clauses, nodes.Effort, findings)
    said: list[Span] = [clause.span for clause in (takes, effort) if clause is not None]
    if node.children and said:
        findings.error(said[0], SUMMARY(name=symbol.name), help=SUMMARY_HELP())
        return None
    fixed = _fixed_dates(node, limits)
    if fixed is not None and said and limits.starts_on is not None:
        said.append(fixed)
    if len(said) > 1:
        findings.error(
            said[1],
            TWO_LENGTHS(name=symbol.name),
            help=TWO_LENGTHS_HELP(),
            related=(Related(said[0], TWO_LENGTHS_FIRST()),),
        )
    if takes is not None:
        return _takes(bench, takes)
    if effort is None:
        return None
    return _effort(bench, effort)


def _effort(bench: Bench, clause: nodes.Effort) -> InPersonDays | None:
    """An amount of work, in person-days or hours."""
    found = None
    if clause.person_days is not None:
        found = InPersonDays(clause.person_days)
    elif clause.hours is not None and clause.hours.unit in HOURS:
        work = work_in(bench, clause.hours)
        found = InPersonDays(work.count, HourKind.WORKING) if isinstance(work, Hours) else None
    elif clause.hours is not None:
        bench.findings.error(clause.hours.span, NOT_EFFORT(written=clause.hours.span.text), help=NOT_EFFORT_HELP())
    if found is not None and found.amount <= 0:
        bench.findings.error(clause.span, NO_LENGTH(), help=NO_LENGTH_HELP())
        return None
    return found


def _fixed_dates(node: nodes.TaskDecl, limits: DateLimits) -> Span | None:
    """Where the second of two fixed dates stands."""
    if limits.starts_on is None or limits.ends_on is None:
        return None
    bounds = [
        bound.span
        for bound in each(node.clauses, nodes.Bound)
        if bound.kind in (nodes.DateBound.STARTS_ON, nodes.DateBound.ENDS_ON)
    ]
    return bounds[-1]


def _takes(bench: Bench, clause: nodes.Takes) -> InDays | InMonths | None:
    """A length in days, with its estimate, or in months."""
    if clause.likely.unit in MONTHS_IN and clause.best is None and clause.worst is None:
        months = months_in(bench, clause.likely)
        if months is not None and months <= 0:
            bench.findings.error(clause.likely.span, NO_LENGTH(), help=NO_LENGTH_HELP())
            return None
        return None if months is None else InMonths(months)
    likely = _told(bench, clause.likely)
    best = _told(bench, clause.best) if clause.best else None
    worst = _told(bench, clause.worst) if clause.worst else None
    if likely is None or (clause.best and best is None) or (clause.worst and worst is None):
        return None
    if likely.days <= 0:
        bench.findings.error(clause.likely.span, NO_LENGTH(), help=NO_LENGTH_HELP())
        return None
    if (best is None) != (worst is None):
        bench.findings.error(clause.span, ESTIMATE_HALF(), help=ESTIMATE_HELP())
        return InDays(likely.days, None, None, likely.kind)
    if best is None or worst is None:
        return InDays(likely.days, None, None, likely.kind)
    assert clause.best is not None
    assert clause.worst is not None
    if not best.kind is likely.kind is worst.kind:
        bench.findings.error(clause.span, ESTIMATE_KIND(), help=ESTIMATE_HELP())
        return None
    if not 0 < best.days <= likely.days <= worst.days:
        bench.findings.error(
            clause.span,
            ESTIMATE(best=clause.best.span.text, likely=clause.likely.span.text, worst=clause.worst.span.text),
            help=ESTIMATE_HELP(),
        )
        return None
    return InDays(likely.days, best.days, worst.days, likely.kind)


class _Told(NamedTuple):
    """A length as it is told: how many of what."""

    days: Decimal
    kind: WorkKind


def _told(bench: Bench, length: nodes.Duration) -> _Told | None:
    """The length of a task, in days of either kind or in hours."""
    found = work_in(bench, length)
    if isinstance(found, Hours):
        return _Told(found.count, HourKind.WORKING)
    if found is None:
        return None
    assert isinstance(found.kind, DayKind), "months are told apart before"
    return _Told(found.days, found.kind)
