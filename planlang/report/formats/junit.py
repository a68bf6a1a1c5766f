"""Tests as JUnit XML: a plan is a suite, a test a case of it; a file with errors is a suite and a case."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.text import Language
from planlang.evaluate.testing.results import Ran, RunReport, Tried, Untested
from planlang.report.documents.testing import error_lines, failure_lines
from planlang.report.words.xml import inside, quoted

__all__ = ["to_junit"]


def to_junit(report: RunReport, language: Language) -> str:
    """All tests, each with what is otherwise than expected."""
    return "".join(_pieces(report, language))


def _pieces(report: RunReport, language: Language) -> Iterator[str]:
    failures = sum(not one.passes for one in report.tried)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    errors = len(report.untested)
    yield f'<testsuites name="planlang test" tests="{len(report.tried) + errors}" failures="{failures}" errors="{errors}">\n'
    for ran in report.ran:
        failed = sum(not one.passes for one in ran.tried)
        yield (
            f'  <testsuite name={quoted(ran.file)} tests="{len(ran.tried)}" failures="{failed}" errors="0" skipped="0">\n'
        )
        for one in ran.tried:
            yield _case(one, ran, language)
        yield "  </testsuite>\n"
    for broken in report.untested:
        yield _broken(broken, language)
    yield "</testsuites>\n"


def _broken(one: Untested, language: Language) -> str:
    lines, name = list(error_lines(one, language)), quoted(one.file)
    return (
        f'  <testsuite name={name} tests="1" failures="0" errors="1" skipped="0">\n'
        f"    <testcase name={name} classname={name} file={name}>\n"
        f'      <error message={quoted(lines[0])} type="error">{inside(chr(10).join(lines))}</error>\n'
        "    </testcase>\n  </testsuite>\n"
    )


def _case(one: Tried, ran: Ran, language: Language) -> str:
    span = one.test.ident.span
    head = (
        f"    <testcase name={quoted(one.test.ident.name)} classname={quoted(span.source.path)} file={quoted(span.source.path)}"
        f' line="{span.line}"'
    )
    if one.passes:
        return f"{head}/>\n"
    lines = list(failure_lines(one, ran, language))
    return f'{head}>\n      <failure message={quoted(lines[0])} type="failure">{inside(chr(10).join(lines))}</failure>\n    </testcase>\n'
