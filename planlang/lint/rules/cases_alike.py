"""Cases of a template, or templates, that are called the same: a report could not tell them apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, is_library
from planlang.source import Span
from planlang.syntax import nodes

MESSAGE = Text("cases-alike", "two cases of `{template}` are called “{title}”, so reports tell of them alike")
TEMPLATES = Text("cases-alike.templates", "two templates are called “{title}”")
FIRST = Text("cases-alike.first", "the other one")
HELP = Text("cases-alike.help", "give one of them another title")
SUMMARY = Text("cases-alike.summary", "cases or templates that are called the same")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every case and template of the author's whose title another has."""
    first: dict[Hashable, Span] = {}
    for module in subject.modules:
        for node in module.declarations:
            match node:
                case nodes.ApplyDecl(template=template, alias=alias, title=title):
                    called, span = (title.text, title.span) if title else (alias.text, alias.span)
                    key: Hashable = (template.text, called)
                    words = MESSAGE(template=template.text, title=called)
                case nodes.DefineDecl(head=head) if head.title is not None:
                    key, span = head.title.text, head.title.span
                    words = TEMPLATES(title=head.title.text)
                case _:
                    continue
            known = first.setdefault(key, span)
            if known is not span and not is_library(span):
                yield finding(RULE.severity, span, words, HELP(), (Related(known, FIRST()),))


RULE = Rule("cases-alike", SUMMARY, "names", Severity.WARNING, check)
