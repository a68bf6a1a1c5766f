"""Limits of process rules: how long something may last at most, written in the rule or passed to its module.

In: a length as written, or the name of a parameter. Out: a limit in calendar days, in working days, by the clock or in hours of
working time, and where its value stands. Months have no fixed number of days, so they are refused with what to write instead.
"""

from __future__ import annotations

from decimal import Decimal

from planlang.diagnostics.diagnostic import Edit, Fix
from planlang.diagnostics.text import Text
from planlang.frozen import frozen
from planlang.semantics.expr import Constant
from planlang.semantics.expressions.constants import constant
from planlang.semantics.expressions.units import unit_words
from planlang.semantics.model import ClockKind, ClockLimit, DayKind, DayLimit, TimeLimit
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.scopes import Scope, Symbol
from planlang.semantics.names.uses import note
from planlang.semantics.names.vocabulary import A_KIND
from planlang.source import Span
from planlang.syntax import nodes
from planlang.values.units import MINUTES_A_DAY, Days, Minutes, WorkingDays, WorkingMinutes

NOT_WHOLE = Text("duration-unit.whole", "`{written}` is no whole number of days")
NOT_WHOLE_MINUTES = Text("duration-unit.whole-minutes", "`{written}` is no whole number of minutes")
TOO_LONG = Text("duration-too-long", "`{written}` is longer than the {limit} days allowed")
NO_LENGTH = Text("wrong-kind.length", "`{name}` is {found}, here a length of time is needed")
NOT_A_LENGTH = Text("unit-mismatch.length", "this has to be a length of time, it is {found}")
WRITE = Text("unit-mismatch.write", "write `{text}`")
NO_PARAMETER = Text("unknown-name.length", "no parameter is called `{name}`")
LENGTH_HELP = Text(
    "unknown-name.length-help", "write a length such as `10wd`, or give the module a parameter `{name}: duration`"
)

DAYS_AT_MOST = 10_000
LENGTHS = (Days, WorkingDays, Minutes, WorkingMinutes)


@frozen
class Limited:
    """A limit, and where its value is written: in the rule, in the `use` of its module, or as a default."""

    limit: TimeLimit
    span: Span


def time_limit(bench: Bench, scope: Scope, written: nodes.Limit) -> Limited | None:
    """What a rule allows at most; None after reporting that it is no length of time, or none of its kind."""
    found = length(bench, scope, written)
    if found is None:
        return None
    span = written.span
    if isinstance(written, nodes.Reference):
        span = scope.written(written.path.text) or span
    limit = _limit(bench, found, span)
    return None if limit is None else Limited(limit, span)


def twice(limit: TimeLimit) -> TimeLimit:
    """Twice a limit."""
    match limit:
        case DayLimit():
            return DayLimit(2 * limit.count, limit.kind)
        case ClockLimit():
            return ClockLimit(2 * limit.minutes, limit.kind)


def length(bench: Bench, scope: Scope, node: nodes.Expression) -> Constant | None:
    """A length in days, working days, minutes or minutes of working time; None after reporting that it is none."""
    found = _named(bench, scope, node.path) if isinstance(node, nodes.Reference) else constant(bench, scope, node)
    if found is None:
        return None
    if not isinstance(found.unit, LENGTHS) or not isinstance(found.value, Decimal):
        bench.findings.error(node.span, NOT_A_LENGTH(found=unit_words(found.unit)))
        return None
    return found


def _named(bench: Bench, scope: Scope, path: nodes.Path) -> Constant | None:
    """What a parameter holds; None after reporting that the name is of something else, or of nothing."""
    found = scope.lookup(path.text)
    if not isinstance(found, tuple):
        note(scope, path, None, bench.findings)
        return found if isinstance(found, Constant) else None
    if not found and scope.may_hide(path.text):
        return None
    from planlang.syntax.answers.shared import length_in_words  # what people try is loaded once something is wrong

    in_words = length_in_words(path.text)
    if found:
        bench.findings.error(path.span, NO_LENGTH(name=path.text, found=A_KIND[found[0].kind]()))
    elif in_words is not None:
        told, digits = in_words
        fix = Fix(WRITE(text=digits), (Edit(path.span, digits),), safe=False)
        bench.findings.error(path.span, told, help=WRITE(text=digits), fixes=(fix,))
    else:
        bench.findings.unknown(
            path.span,
            NO_PARAMETER(name=path.text),
            path.text,
            lambda: (name for name, bound in scope.parameters.items() if not isinstance(bound, Symbol)),
            among=scope,
            help=LENGTH_HELP(name=path.text),
        )
    return None


def _limit(bench: Bench, found: Constant, span: Span) -> TimeLimit | None:
    """A whole number of days or minutes, at least one and at most `DAYS_AT_MOST` days; None after reporting another."""
    assert isinstance(found.value, Decimal)
    by_clock = isinstance(found.unit, Minutes | WorkingMinutes)
    if found.value > DAYS_AT_MOST * (MINUTES_A_DAY if by_clock else 1):
        bench.findings.error(span, TOO_LONG(written=span.text, limit=DAYS_AT_MOST))
        return None
    if found.value < 1 or found.value != found.value.to_integral_value():
        bench.findings.error(span, (NOT_WHOLE_MINUTES if by_clock else NOT_WHOLE)(written=span.text))
        return None
    count = int(found.value)
    if by_clock:
        return ClockLimit(count, ClockKind.WORKING if isinstance(found.unit, WorkingMinutes) else ClockKind.PASSING)
    return DayLimit(count, DayKind.WORKING if isinstance(found.unit, WorkingDays) else DayKind.CALENDAR)
