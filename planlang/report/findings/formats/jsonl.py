"""Findings as lines of JSON, one each, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator

from planlang.diagnostics.finding import Report
from planlang.diagnostics.fingerprints import fingerprints
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import plain


def pieces(report: Report, language: Language) -> Iterator[str]:
    """A line for each finding that is told."""
    told = report.told
    for one, known in zip(told, fingerprints(one.diagnostic for one in told), strict=True):
        # a line separator would end the line for some readers
        said = json.dumps(plain(one, known.whole), ensure_ascii=False)
        yield said.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"
