"""Metrics titled plain "sales": signed, invoiced, collected or recognised are four different figures."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("vague-sales-title", "“{title}” can mean signed, invoiced, collected or recognised")
HELP = Text("vague-sales-title.help", "name it by what it counts, or explain it in a `##` line above")
SUMMARY = Text("vague-sales-title.summary", "a metric titled plain sales, without a word on what is counted")

VAGUE = frozenset({"销售额", "销售收入", "销售业绩", "业绩", "营业额", "sales", "revenue", "turnover"})


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every metric with such a title, or with one that settings add, and no doc comment."""
    vague = VAGUE.union(title.strip().lower() for title in subject.words(RULE.name, "titles"))
    for metric in subject.model.metrics.values():
        title = metric.ident.title.strip()
        if title.lower() in vague and not metric.ident.doc and own(metric.ident):
            yield finding(RULE.severity, metric.ident.span, MESSAGE(title=title), HELP())


RULE = Rule("vague-sales-title", SUMMARY, "names", Severity.WARNING, check)
