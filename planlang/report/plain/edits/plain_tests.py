"""Tests as plain values.

In: a report of tests. Out: lists and dicts; figures exactly, in their unit (ratios 0.2 for 20%).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from planlang.diagnostics.text import Language
from planlang.evaluate.testing.results import Ran, RunReport, Tried
from planlang.report.plain.plain import exact, figure
from planlang.semantics.model import Expected
from planlang.source import Span

Object = dict[str, Any]


def tests(report: RunReport) -> Object:
    """All tests, what they cover and which changes they do not notice."""
    found: Object = {"tests": [_test(one, ran) for ran in report.ran for one in ran.tried]}
    if report.untested:
        found["untested"] = [
            {
                "file": one.file,
                "errors": [
                    {"name": error.name, "message": error.message.render(Language.EN), **_place(error.span)}
                    for error in one.errors
                ],
            }
            for one in report.untested
        ]
    if report.covered is not None:
        seen, every = report.coverage
        listed = [
            {"kind": one.kind, "name": one.name, **_place(one.span), "outcomes": dict(one.outcomes)}
            for one in report.covered
        ]
        found["coverage"] = {"seen": seen, "of": every, "what": listed}
    if report.mutants is not None:
        noticed, every = report.mutation
        listed = [
            {**_place(one.span), "before": one.span.text, "after": one.after, "noticed_by": one.noticed}
            for one in report.mutants
        ]
        found["mutants"] = {"noticed": noticed, "of": every, "changes": listed}
    return found


def _place(span: Span) -> Object:
    line, column = span.source.line_column(span.start)
    return {"file": span.source.path, "line": line, "column": column}


def _test(one: Tried, ran: Ran) -> Object:
    test = one.test
    return {
        "name": test.ident.name,
        "title": test.ident.title,
        "plan": ran.plan.model.plan.ident.name,
        "on": {"kind": test.of.value, "name": test.subject},
        **_place(test.ident.span),
        "passes": one.passes,
        "unread": [message.render(Language.EN) for message in one.unread],
        "expected": [_expected(each, one) for each in test.expected],
    }


def _expected(each: Expected, one: Tried) -> Object:
    there = one.found[each]
    value = None if there.shown is None else figure(there.shown.figure)
    return {
        "entity": each.entity,
        "rule": each.rule,
        "period": each.period.label,
        "measure": each.measure or None,
        "expected": each.word or (None if each.value is None else exact(Fraction(each.value))),
        "found": there.word,
        "also": sorted(there.also),
        "figure": value,
        "line": each.span.line,
        "passes": there.meets(each),
    }
