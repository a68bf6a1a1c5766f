"""Findings as one JSON document, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.finding import Report
from planlang.diagnostics.fingerprints import fingerprints
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import hidden, plain
from planlang.report.plain.indented import pieces as written


def pieces(report: Report, language: Language) -> Iterator[str]:
    """The findings that are told, and how many are not."""
    told = report.told
    prints = fingerprints(one.diagnostic for one in told)
    yield from written(
        {
            "schema": "planlang.diagnostics/1",
            "diagnostics": (plain(one, known.whole) for one, known in zip(told, prints, strict=True)),
            "not_told": hidden(report),
        }
    )
