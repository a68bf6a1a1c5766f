"""Channels that carry nothing."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.channels import named_channels
from planlang.lint.rule import Rule, Subject, finding, own

MESSAGE = Text("channel-nothing-sent", "nothing goes by the channel `{name}`")
HELP = Text("channel-nothing-sent.help", "add `sends ALERT to NAME` to it, or write `notify … via {name}`")
SUMMARY = Text("channel-nothing-sent.summary", "a channel that sends nothing")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every channel that sends nothing itself and that nobody is told by."""
    used = named_channels(subject.model)
    for name, channel in subject.model.channels.items():
        if not any(sending.topics for sending in channel.sends) and name not in used and own(channel.ident):
            yield finding(RULE.severity, channel.ident.span, MESSAGE(name=name), HELP(name=name))


RULE = Rule("channel-nothing-sent", SUMMARY, "unused", Severity.WARNING, check)
