"""Dates and progress of tasks and milestones, and whether they can be at all.

In: the clauses of a task or milestone. Out: its `DateLimits` and `Progress`; pairs of dates that exclude each other are
reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from planlang.diagnostics.diagnostic import Related
from planlang.diagnostics.text import Text
from planlang.semantics.clauses.clauses import each, only, repeated
from planlang.semantics.clauses.lengths import work_in
from planlang.semantics.model import DateLimits, Hours, Lag, Progress
from planlang.semantics.names.bench import Bench
from planlang.source import Span
from planlang.syntax import nodes

CONTRADICT = Text("impossible-dates.bounds", "{early} is after {late}: no date is left")
OTHER = Text("impossible-dates.other", "the other date")
CONTRADICT_HELP = Text("impossible-dates.bounds-help", "move one of the two dates")
FINISHED_FIRST = Text("impossible-dates.finished", "finished on {finished}, before it was started on {started}")
FAR = Text("far-date", "{day} is far from the plan, which runs from {start} to {end}")
FAR_HELP = Text("far-date.help", "check the year")
DONE_RANGE = Text("progress-contradicts-itself.range", "{done} is no share of a task")
NOT_DONE = Text("progress-contradicts-itself", "finished, and only {done} done")
LEFT = Text("progress-contradicts-itself.left", "finished, and {remaining} remaining")
TWO_SAYINGS = Text("progress-contradicts-itself.two", "`done` and `remaining` both say how much is left")
TWO_SAYINGS_HELP = Text("progress-contradicts-itself.two-help", "keep one of them; `remaining` is the surer one")
NOT_STARTED = Text("progress-contradicts-itself.not-started", "some of it is done, and it was never started")
NOT_STARTED_HELP = Text("progress-contradicts-itself.not-started-help", "add `started DATE`")
NEGATIVE_LEFT = Text("progress-contradicts-itself.negative", "less than nothing cannot remain")

YEARS_AROUND = 5
"""Dates farther from the plan are most likely a slip of the pen."""


def inside(bench: Bench, day: nodes.Date) -> None:
    """Warn of a date far from the plan."""
    ground = bench.ground
    if ground.start.year - YEARS_AROUND <= day.value.year <= ground.end.year + YEARS_AROUND:
        return
    bench.findings.warning(
        day.span,
        FAR(day=day.value.isoformat(), start=ground.start.isoformat(), end=ground.end.isoformat()),
        help=FAR_HELP(),
    )


def date_limits(bench: Bench, clauses: Sequence[object]) -> DateLimits:
    """The fixed relations to dates."""
    bounds: dict[nodes.DateBound, nodes.Bound] = {}
    for bound in each(clauses, nodes.Bound):
        first = bounds.setdefault(bound.kind, bound)
        if first is not bound:
            repeated(bound.span, first.span, bench.findings)
        inside(bench, bound.date)
    by = only(clauses, nodes.By, bench.findings)
    if by is not None:
        inside(bench, by.date)
    _check_order(bench, bounds, by)
    values = {kind: bound.date.value for kind, bound in bounds.items()}
    return DateLimits(
        values.get(nodes.DateBound.NOT_BEFORE),
        values.get(nodes.DateBound.NOT_AFTER),
        values.get(nodes.DateBound.STARTS_ON),
        values.get(nodes.DateBound.ENDS_ON),
        by.date.value if by else None,
        by.span if by else None,
    )


def _check_order(bench: Bench, bounds: dict[nodes.DateBound, nodes.Bound], by: nodes.By | None) -> None:
    """Report the first pair of dates that leaves no room: one it cannot start before, one it must end by."""
    early = [
        (bounds[kind].date.value, bounds[kind].span)
        for kind in (nodes.DateBound.NOT_BEFORE, nodes.DateBound.STARTS_ON)
        if kind in bounds
    ]
    late: list[tuple[date, Span]] = [
        (bounds[kind].date.value, bounds[kind].span)
        for kind in (nodes.DateBound.NOT_AFTER, nodes.DateBound.ENDS_ON)
        if kind in bounds
    ]
    if by is not None:
        late.append((by.date.value, by.span))
    if nodes.DateBound.ENDS_ON in bounds and by is not None:
        early.append((bounds[nodes.DateBound.ENDS_ON].date.value, bounds[nodes.DateBound.ENDS_ON].span))
    for first, first_span in early:
        for last, last_span in late:
            if first > last:
                bench.findings.error(
                    last_span,
                    CONTRADICT(early=first.isoformat(), late=last.isoformat()),
                    help=CONTRADICT_HELP(),
                    related=(Related(first_span, OTHER()),),
                )
                return


def progress(bench: Bench, clauses: Sequence[object]) -> Progress:
    """What is known of the work done."""
    findings = bench.findings
    started = only(clauses, nodes.Started, findings)
    finished = only(clauses, nodes.Finished, findings)
    done = only(clauses, nodes.Done, findings)
    remaining = only(clauses, nodes.Remaining, findings)
    for clause in (started, finished):
        if clause is not None:
            inside(bench, clause.date)
    if started and finished and finished.date.value < started.date.value:
        findings.error(
            finished.span,
            FINISHED_FIRST(finished=finished.date.value.isoformat(), started=started.date.value.isoformat()),
            related=(Related(started.span, OTHER()),),
        )
    share = _share(bench, done)
    left = _left(bench, remaining)
    if done and remaining:
        findings.error(remaining.span, TWO_SAYINGS(), help=TWO_SAYINGS_HELP(), related=(Related(done.span, OTHER()),))
    if finished and done and share is not None and share < 1:
        findings.error(done.span, NOT_DONE(done=done.share.span.text), related=(Related(finished.span, OTHER()),))
    if finished and remaining and left is not None and remaining.length.amount > 0:
        findings.error(
            remaining.span,
            LEFT(remaining=remaining.length.span.text),
            related=(Related(finished.span, OTHER()),),
        )
    if not started and not finished and (remaining or (share is not None and share > 0)):
        span = remaining.span if remaining else done.span if done else None
        assert span is not None
        findings.error(span, NOT_STARTED(), help=NOT_STARTED_HELP())
    return Progress(
        started.date.value if started else None,
        finished.date.value if finished else None,
        share,
        left,
    )


def _share(bench: Bench, done: nodes.Done | None) -> Decimal | None:
    if done is None:
        return None
    if 0 <= done.share.value <= 1:
        return done.share.value
    bench.findings.error(done.share.span, DONE_RANGE(done=done.share.span.text))
    return None


def _left(bench: Bench, remaining: nodes.Remaining | None) -> Lag | Hours | None:
    if remaining is None:
        return None
    found = work_in(bench, remaining.length)
    if found is not None and remaining.length.amount < 0:
        bench.findings.error(remaining.length.span, NEGATIVE_LEFT())
        return None
    return found
