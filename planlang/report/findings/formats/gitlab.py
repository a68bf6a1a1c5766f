"""Findings as a code quality report of GitLab, which wants a fingerprint that no other finding has."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.finding import Report
from planlang.diagnostics.fingerprints import fingerprints
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import advice, sentence
from planlang.report.plain.indented import written

LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def pieces(report: Report, language: Language) -> Iterator[str]:
    """The findings that are told, as a list."""
    told = [one.diagnostic for one in report.told]
    items = [
        {
            "description": "; ".join(filter(None, (sentence(one, language), advice(one, language)))),
            "check_name": one.name,
            "fingerprint": known.whole,
            "severity": LEVELS[one.severity],
            "location": {
                "path": one.span.source.path,
                "lines": {
                    "begin": one.span.line,
                    "end": one.span.source.line_column(max(one.span.start, one.span.end - 1))[0],
                },
            },
        }
        for one, known in zip(told, fingerprints(told), strict=True)
    ]
    yield written(items, "\n") + "\n"
