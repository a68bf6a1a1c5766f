"""Findings as logging commands of Azure Pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.finding import Report
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import advice, counts, sentence


def pieces(report: Report, language: Language) -> Iterator[str]:
    """A command for each finding that is told; Azure knows errors and warnings only."""
    for one in report.told:
        value = one.diagnostic
        begin, column = value.span.source.line_column(value.span.start)
        kind = "error" if value.severity is Severity.ERROR else "warning"
        said = "; ".join(filter(None, (sentence(value, language), advice(value, language))))
        yield (
            f"##vso[task.logissue type={kind};sourcepath={_value(value.span.source.path)};linenumber={begin};"
            f"columnnumber={column};code={value.name};]{_message(said)}\n"
        )
    yield counts(report).render(language) + "\n"


def _message(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    """A text among the properties of a command.

    >>> _value("a;b]%.plan")
    'a%3Bb%5D%AZP25.plan'
    """
    return _message(text).replace(";", "%3B").replace("]", "%5D")
