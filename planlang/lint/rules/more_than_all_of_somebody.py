"""People of whom resources have more than all there is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import ToPerson

MESSAGE = Text("more-than-all-of-somebody", "with `{name}`, resources have {share}% of the days of {person}")
HELP = Text("more-than-all-of-somebody.help", "lower one of their `available`, or take {person} out of one")
SUMMARY = Text("more-than-all-of-somebody.summary", "resources that have more than all the days of somebody")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every resource with which the shares of somebody who is named in several come to more than all of his days."""
    shares: dict[str, Decimal] = {}
    for name, resource in subject.model.resources.items():
        for who in resource.people:
            if not isinstance(who, ToPerson):
                continue
            share = shares[who.name] = shares.get(who.name, Decimal(0)) + resource.available
            if share > 1 and own(resource.ident):
                message = MESSAGE(name=name, share=f"{(share * 100).normalize():f}", person=who.name)
                yield finding(RULE.severity, resource.ident.span, message, HELP(person=who.name))


RULE = Rule("more-than-all-of-somebody", SUMMARY, "contradictions", Severity.WARNING, check)
