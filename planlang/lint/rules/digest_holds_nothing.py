"""Digests that nothing waits for."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.channels import only_alerts
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.values.severities import SEVERITY_LADDER

MESSAGE = Text(
    "digest-holds-nothing",
    "nothing waits for the digest of `{name}`: all that it sends is {level} or worse, and excepted",
)
HELP = Text("digest-holds-nothing.help", "except what is worse, or leave the digest out")
SUMMARY = Text("digest-holds-nothing.summary", "a digest that nothing waits for")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every digest of a channel of alerts alone, all of which are as bad as what does not wait for it, or worse."""
    for name, channel in subject.model.channels.items():
        if channel.digest is None or channel.digest_exempt is None or not own(channel.ident):
            continue
        alerts = only_alerts(name, subject.model)
        least = SEVERITY_LADDER.index(channel.digest_exempt)
        if alerts and all(SEVERITY_LADDER.index(alert.rungs[0].severity) >= least for alert in alerts):
            yield finding(RULE.severity, channel.ident.span, MESSAGE(name=name, level=channel.digest_exempt), HELP())


RULE = Rule("digest-holds-nothing", SUMMARY, "unused", Severity.WARNING, check)
