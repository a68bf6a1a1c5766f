"""What several formats of findings say: places, words, pages.

In: findings. Out: texts and plain values. Lines and columns count from 1, in code points; ends are excluded.
"""

from __future__ import annotations

from typing import Any

from planlang.diagnostics.diagnostic import Diagnostic, Edit, Severity
from planlang.diagnostics.finding import Finding, Report, State
from planlang.diagnostics.text import Language, Message, Text
from planlang.diagnostics.width import printable
from planlang.resources import bundled, check_pages
from planlang.source import Span

Object = dict[str, Any]
WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
MORE = Text("findings.more", "… and {count} more")
ERRORS = Text("findings.errors", "{errors:error|errors}, {warnings:warning|warnings}")
ERRORS_AND_NOTES = Text(
    "findings.errors-and-notes", "{errors:error|errors}, {warnings:warning|warnings}, {notes:note|notes}"
)


def sentence(diagnostic: Diagnostic, language: Language) -> str:
    """What is wrong, on one line."""
    return printable(diagnostic.message.render(language))


def advice(diagnostic: Diagnostic, language: Language) -> str:
    """The next step, on one line; empty where there is none."""
    return "" if diagnostic.help is None else printable(diagnostic.help.render(language))


def line(diagnostic: Diagnostic, language: Language) -> str:
    """A finding as one line: `plans/north.plan:3:6: warning[task-without-owner]: nobody is responsible for the task `a``."""
    place = printable(diagnostic.span.place())
    return f"{place}: {WORDS[diagnostic.severity]}[{diagnostic.name}]: {sentence(diagnostic, language)}"


def counts(report: Report) -> Message:
    """How many errors, warnings and notes are told."""
    errors, warnings, notes = (
        sum(one.diagnostic.severity is severity for one in report.told)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
    )
    if notes:
        return ERRORS_AND_NOTES(errors=errors, warnings=warnings, notes=notes)
    return ERRORS(errors=errors, warnings=warnings)


def hidden(report: Report) -> dict[str, int]:
    """How many findings are not told, by why."""
    return {
        state.value: sum(one.state is state for one in report.findings) for state in (State.BASELINE, State.IGNORED)
    }


def page(name: str, language: Language) -> str | None:
    """The path of the page of a check, from the top of the documentation; None where it has none."""
    path = check_pages().get(name)
    if path is None:
        return None
    return f"docs/zh/{path}" if language is Language.ZH else f"docs/{path}"


def page_text(name: str, language: Language) -> str | None:
    """What the page of a check says, in Markdown."""
    path = page(name, language)
    if path is None:
        return None
    return bundled("docs").joinpath(*path.split("/")[1:]).read_text(encoding="utf-8")


def plain(finding: Finding, fingerprint: str) -> Object:
    """A finding with its fixes."""
    value = finding.diagnostic
    return {
        "name": value.name,
        "category": finding.category,
        "severity": WORDS[value.severity],
        **_range(value.span),
        **_said(value.message),
        **_said(value.note, "note"),
        **_said(value.help, "help"),
        "related": [_range(related.span) | _said(related.message) for related in value.related],
        "fixes": [
            {**_said(fix.message), "safe": fix.safe, "edits": [_edit(edit) for edit in fix.edits]}
            for fix in value.fixes
        ],
        "page": page(value.name, Language.EN),
        "fingerprint": fingerprint,
    }


def _said(value: Message | None, key: str = "message") -> Object:
    """A message in both languages, as `message_en` and `message_zh`; nulls where there is none."""
    return {f"{key}_{language.value}": None if value is None else value.render(language) for language in Language}


def _edit(value: Edit) -> Object:
    """A replacement of text."""
    return {**_range(value.span), "text": value.text}


def _range(span: Span) -> Object:
    """A stretch of a plan file."""
    begin, column = span.source.line_column(span.start)
    end_line, end_column = span.source.line_column(span.end)
    return {
        "file": span.source.path,
        "line": begin,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }
