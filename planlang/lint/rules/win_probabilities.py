"""Chances of winning that fall along the line, or are declared for some open stages and not for others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import StagePhase

FALLS = Text("win-probabilities", "the chance of winning falls from {before} in `{earlier}` to {after} in `{later}`")
FALLS_HELP = Text("win-probabilities.help", "what has come further along the line is won more often")
EARLIER = Text("win-probabilities.earlier", "the stage before")
MISSING = Text(
    "win-probabilities.missing", "records in {stages} are not weighted: no chance of winning is declared there"
)
MISSING_HELP = Text("win-probabilities.missing-help", "add `win probability` to their blocks")
SUMMARY = Text("win-probabilities.summary", "chances of winning that fall along the line, or are missing")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every chance below that of an earlier stage, and every process with chances for some of its open stages only."""
    for process in subject.model.processes.values():
        line = [stage for stage in process.stages if stage.phase is StagePhase.OPEN]
        told = [(stage, stage.win) for stage in line if stage.win is not None]
        if not told or not own(process.ident):
            continue
        for (earlier, before), (later, after) in pairwise(told):
            if after.share < before.share:
                words = FALLS(
                    earlier=earlier.name,
                    later=later.name,
                    before=_percent(before.span.text),
                    after=_percent(after.span.text),
                )
                yield finding(RULE.severity, after.span, words, FALLS_HELP(), (Related(before.span, EARLIER()),))
        untold = [stage.name for stage in line if stage.win is None]
        if untold:
            names = ", ".join(f"`{name}`" for name in untold)
            yield finding(RULE.severity, told[0][1].span, MISSING(stages=names), MISSING_HELP())


def _percent(written: str) -> str:
    """The figure in `win probability 35%`."""
    return written.split()[-1]


RULE = Rule("win-probabilities", SUMMARY, "contradictions", Severity.WARNING, check)
