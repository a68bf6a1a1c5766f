"""Findings one a line, for editors and for `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.finding import Report
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import counts, line


def pieces(report: Report, language: Language) -> Iterator[str]:
    """A line each, and how many there are."""
    for one in report.told:
        yield line(one.diagnostic, language) + "\n"
    yield counts(report).render(language) + "\n"
