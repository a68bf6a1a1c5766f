"""Stages asked about in the past, of records that only the present is known of."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import History, Table

MESSAGE = Text("stage-without-history", "`{source}` gives the present stage of its records, not when they entered it")
HELP = Text(
    "stage-without-history.help",
    "add `snapshot on file date`, `entered STAGE on COLUMN`, or a source with `history of {source}`",
)
PROCESS = Text("stage-without-history.process", "the rules of `{process}` need to know when")
UNDATED = Text("stage-without-history.undated", "nothing tells since when the records of `{source}` are there")
UNDATED_HELP = Text(
    "stage-without-history.undated-help", "add `snapshot on file date`, or `covers` with the days of the list"
)
SUMMARY = Text("stage-without-history.summary", "stage rules over records without history")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every source of records that a process with rules runs on, and whose moves nothing tells."""
    sources = subject.model.sources
    told_by_others = {source.shape.of for source in sources.values() if isinstance(source.shape, History)}
    for process in subject.model.processes.values():
        source = sources.get(process.source)
        if source is None or not process.rules or not isinstance(source.shape, Table) or not own(source.ident):
            continue
        if source.shape.snapshot or source.shape.entered or source.shape.since or source.ident.name in told_by_others:
            continue
        if not process.stages and source.covers is not None:
            continue
        yield finding(
            RULE.severity,
            source.ident.span,
            MESSAGE(source=source.ident.name) if process.stages else UNDATED(source=source.ident.name),
            HELP(source=source.ident.name) if process.stages else UNDATED_HELP(),
            (Related(process.ident.span, PROCESS(process=process.ident.name)),),
        )


RULE = Rule("stage-without-history", SUMMARY, "figures", Severity.WARNING, check)
