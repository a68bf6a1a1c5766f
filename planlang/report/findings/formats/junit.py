"""Findings as JUnit XML: a file is a suite, a finding a case of it; a file without findings has one case, which passes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from planlang.diagnostics.finding import Finding, Report
from planlang.diagnostics.text import Language
from planlang.report.findings.parts import WORDS, advice, sentence
from planlang.report.words.xml import inside, quoted


def pieces(report: Report, language: Language) -> Iterator[str]:
    """All files, each with what is told of it. What does not make the exit status 1 passes, and says what it is."""
    told = report.told
    by_file = {file: list(found) for file, found in groupby(told, key=lambda one: one.diagnostic.span.source.path)}
    files = sorted({*report.files, *by_file})
    cases = sum(max(1, len(by_file.get(file, ()))) for file in files)
    failures = sum(one.counts for one in told)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield f'<testsuites name="planlang lint" tests="{cases}" failures="{failures}" errors="0">\n'
    for file in files:
        found = by_file.get(file, [])
        failed = sum(one.counts for one in found)
        yield (
            f'  <testsuite name={quoted(file)} tests="{max(1, len(found))}" failures="{failed}" errors="0"'
            ' skipped="0">\n'
        )
        for one in found:
            yield _case(one, language)
        if not found:
            yield f'    <testcase name="planlang lint" classname={quoted(file)}/>\n'
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def _case(one: Finding, language: Language) -> str:
    value = one.diagnostic
    path, (begin, column) = value.span.source.path, value.span.source.line_column(value.span.start)
    said = sentence(value, language)
    whole = "\n".join(filter(None, (f"{path}:{begin}:{column}: {said}", advice(value, language))))
    element = "failure" if one.counts else "system-out"
    given = f" message={quoted(said)} type={quoted(WORDS[value.severity])}" if one.counts else ""
    return (
        f"    <testcase name={quoted(f'{value.name}:{begin}:{column}')} classname={quoted(path)} file={quoted(path)}"
        f' line="{begin}">\n      <{element}{given}>{inside(whole)}</{element}>\n    </testcase>\n'
    )
