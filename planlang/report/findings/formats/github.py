"""Findings as annotations of GitHub Actions, and what has no room there for the summary of the step.

A step shows ten errors, ten warnings and ten notices, and drops the rest without a word: it stands in the log, line by line, and in the
summary.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.finding import Report
from planlang.diagnostics.text import Language, Text
from planlang.report.findings.parts import MORE, WORDS, advice, counts, line, sentence

KINDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
MOST = 10
"""Annotations of a kind that a step shows."""
LARGEST = 900_000
"""Bytes that a summary takes at most; GitHub takes a mebibyte for all steps of a job."""
BEYOND = Text(
    "findings.beyond", "{count} more than GitHub shows as annotations; they follow here and stand in the summary"
)
SUMMARY = Text("findings.summary", "{counts}; not shown as annotations: {count}")
HEADER = Text("findings.summary-header", "| where | check | what is wrong |")
MARKS = re.compile(r"([\\`*_{}\[\]<>|#&~!])")


def pieces(report: Report, language: Language) -> Iterator[str]:
    """Workflow commands for the first of each kind, and lines for the rest."""
    shown, rest = _parted(report)
    for one in shown:
        yield _command(one, language) + "\n"
    if rest:
        yield BEYOND(count=len(rest)).render(language) + "\n"
    for one in rest:
        yield f"- {_harmless(line(one, language))}\n"
    yield counts(report).render(language) + "\n"


def summary(report: Report, language: Language) -> str:
    """Markdown for the summary of the step: what has no room as annotations; empty where nothing was found."""
    _, rest = _parted(report)
    if not report.told:
        return ""
    head = SUMMARY(counts=counts(report), count=len(rest)).render(language)
    rows = [f"### planlang lint\n\n{head}\n"]
    if rest:
        rows.append(f"\n{HEADER().render(language)}\n| --- | --- | --- |\n")
    size = sum(len(row.encode()) for row in rows)
    for number, one in enumerate(rest):
        place, said = _cell(one.span.place()), _cell(sentence(one, language))
        row = f"| {place} | {WORDS[one.severity]}: {one.name} | {said} |\n"
        size += len(row.encode())
        if size > LARGEST:
            rows.append(f"\n{MORE(count=len(rest) - number).render(language)}\n")
            break
        rows.append(row)
    return "".join(rows)


def _parted(report: Report) -> tuple[list[Diagnostic], list[Diagnostic]]:
    """The findings that are shown as annotations, the gravest first, and the others."""
    seen: Counter[Severity] = Counter()
    shown: list[Diagnostic] = []
    rest: list[Diagnostic] = []
    for one in report.told:
        severity = one.diagnostic.severity
        seen[severity] += 1
        (shown if seen[severity] <= MOST else rest).append(one.diagnostic)
    return shown, rest


def _command(one: Diagnostic, language: Language) -> str:
    begin, column = one.span.source.line_column(one.span.start)
    end, end_column = one.span.source.line_column(one.span.end)
    values = {"file": one.span.source.path, "line": begin, "endLine": end}
    if begin == end:  # of several lines GitHub takes no columns
        values |= {"col": column, "endColumn": end_column}
    values["title"] = f"planlang {one.name}"
    said = "\n".join(filter(None, (sentence(one, language), advice(one, language))))
    given = ",".join(f"{key}={_property(str(value))}" for key, value in values.items())
    return f"::{KINDS[one.severity]} {given}::{_message(said)}"


def _message(text: str) -> str:
    r"""A text in a command.

    >>> _message("100%\n::error::no")
    '100%25%0A::error::no'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _harmless(text: str) -> str:
    """A line of the log in which no command of the old form stands: `##[error]`."""
    return text.replace("##[", "# #[")


def _cell(text: str) -> str:
    """A text in a cell of a table."""
    return MARKS.sub(r"\\\1", text)
