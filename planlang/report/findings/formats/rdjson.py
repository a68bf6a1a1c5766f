"""Findings in the form of reviewdog, `rdjson`; columns count bytes of UTF-8 there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planlang.diagnostics.diagnostic import Diagnostic, Fix, Severity
from planlang.diagnostics.finding import Report
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import Object, advice, page, sentence
from planlang.report.plain.indented import pieces as written
from planlang.source import Counted, Span

LEVELS = {Severity.ERROR: "ERROR", Severity.WARNING: "WARNING", Severity.NOTE: "INFO"}


def pieces(report: Report, language: Language) -> Iterator[str]:
    """The findings that are told."""
    yield from written(
        {
            "source": {"name": "planlang"},
            "severity": "WARNING",
            "diagnostics": (_diagnostic(one.diagnostic, language) for one in report.told),
        }
    )


def _diagnostic(one: Diagnostic, language: Language) -> Object:
    said = "\n".join(filter(None, (sentence(one, language), advice(one, language))))
    code: dict[str, Any] = {"value": one.name}
    path = page(one.name, language)
    if path is not None:
        code["url"] = f"planlang:/{path}"
    edits = [suggestion for fix in one.fixes[:1] for suggestion in _suggestions(fix, one.span)]
    return {
        "message": said,
        "location": {"path": one.span.source.path, "range": _range(one.span)},
        "severity": LEVELS[one.severity],
        "code": code,
        **({"suggestions": edits} if edits else {}),
        **(
            {
                "relatedLocations": [
                    {
                        "message": other.message.render(language),
                        "location": {"path": other.span.source.path, "range": _range(other.span)},
                    }
                    for other in one.related
                ]
            }
            if one.related
            else {}
        ),
    }


def _suggestions(fix: Fix, span: Span) -> list[Object]:
    """A fix that lies in one place of the file, as a suggestion is one replacement."""
    if len(fix.edits) != 1 or fix.edits[0].span.source is not span.source:
        return []
    return [{"range": _range(fix.edits[0].span), "text": fix.edits[0].text}]


def _range(span: Span) -> Object:
    return {"start": _position(span, span.start), "end": _position(span, span.end)}


def _position(span: Span, offset: int) -> Object:
    line, _ = span.source.line_column(offset)
    return {"line": line, "column": span.source.column(offset, Counted.UTF_8)}
