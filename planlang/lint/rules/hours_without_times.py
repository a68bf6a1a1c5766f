"""Limits in hours over data that tell days only: most of what is judged is then only possible."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Message, Text
from planlang.lint.rule import Rule, Subject, finding
from planlang.semantics.model import (
    ClockLimit,
    DataSource,
    Events,
    History,
    IdleRule,
    Model,
    Process,
    ResponseRule,
    StayRule,
    Table,
)
from planlang.values.units import InstantUnit

MESSAGE = Text("hours-without-times", "`{written}` counts hours, but `{source}` has dates without times")
HELP = Text(
    "hours-without-times.help", "declare `{column}: time` where the export has times, or write the limit in days"
)
NO_HISTORY = Text(
    "hours-without-times.history", "`{written}` counts hours, but nothing tells at what time `{source}` move"
)
NO_HISTORY_HELP = Text(
    "hours-without-times.history-help",
    "date both stages by columns of type `time` (`entered STAGE on COLUMN`), add a source with `history of {source}` and such a column, or write"
    " the limit in days",
)
COLUMN = Text("hours-without-times.column", "a column of dates")
SUMMARY = Text("hours-without-times.summary", "limits in hours over data without times")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every limit in hours on a stay or an answer without a history that has times, and on silence between activities
    that have none; told where its value is written.
    """
    for process in subject.model.processes.values():
        for rule in process.rules:
            if isinstance(rule, StayRule | IdleRule | ResponseRule) and any(
                isinstance(limit, ClockLimit) for limit in (rule.limit, *(case.limit for case in rule.cases))
            ):
                yield from _check(rule, process, subject.model)


def _check(rule: StayRule | IdleRule | ResponseRule, process: Process, model: Model) -> Iterator[Diagnostic]:
    """One rule; silence begins with an entry, but mostly with an activity."""
    span = rule.ident.limit_at or rule.ident.span
    if isinstance(rule, IdleRule):
        telling = [source for name, source in model.sources.items() if name == rule.activities]
    else:
        shapes = ((source, source.shape) for source in model.sources.values())
        telling = [source for source, shape in shapes if isinstance(shape, History) and shape.of == process.source]
    if any(_has_times(source) for source in telling) or _dated_by_times(rule, process, model):
        return
    message: Message = NO_HISTORY(written=span.text, source=process.source)
    help: Message = NO_HISTORY_HELP(source=process.source)
    related: tuple[Related, ...] = ()
    for source in telling[:1]:
        column = _moment(source)
        message = MESSAGE(written=span.text, source=source.ident.name)
        help = HELP(column=column)
        related = (Related(source.column(column).span, COLUMN()),)
    yield finding(RULE.severity, span, message, help, related)


def _dated_by_times(rule: StayRule | IdleRule | ResponseRule, process: Process, model: Model) -> bool:
    """Whether columns of times of the records themselves say when the stages of a limit are entered."""
    source = model.sources[process.source]
    if isinstance(rule, IdleRule) or not isinstance(source.shape, Table):
        return False
    timed = {stage for stage, column in source.shape.entered if isinstance(source.column(column).unit, InstantUnit)}
    begins, ends = (
        (rule.origin, {rule.target}) if isinstance(rule, ResponseRule) else (rule.stage, timed - {rule.stage})
    )
    return begins in timed and bool(ends & timed)


def _has_times(source: DataSource) -> bool:
    """Whether the rows of a source have a time of day."""
    return isinstance(source.column(_moment(source)).unit, InstantUnit)


def _moment(source: DataSource) -> str:
    """The column that says when a row happened."""
    assert isinstance(source.shape, Events | History), "silence is ended by what happens"
    return source.shape.at


RULE = Rule("hours-without-times", SUMMARY, "figures", Severity.WARNING, check)
