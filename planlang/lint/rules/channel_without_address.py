"""Channels that lead nowhere yet."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own

NO_WAY = Text("channel-without-address", "the channel `{name}` does not say by what it goes")
NO_WAY_HELP = Text("channel-without-address.help", "add `via slack`, or another way")
NO_VARIABLE = Text("channel-without-address.variable", "the channel `{name}` does not say where its address is kept")
NO_VARIABLE_HELP = Text(
    "channel-without-address.variable-help", "add `env NAME`, the environment variable that holds it"
)
SUMMARY = Text("channel-without-address.summary", "a channel without a way or an address")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every channel that lacks either."""
    for name, channel in subject.model.channels.items():
        if not own(channel.ident):
            continue
        if channel.way is None:
            yield finding(RULE.severity, channel.ident.span, NO_WAY(name=name), NO_WAY_HELP())
        elif channel.variable is None:
            yield finding(RULE.severity, channel.ident.span, NO_VARIABLE(name=name), NO_VARIABLE_HELP())


RULE = Rule("channel-without-address", SUMMARY, "unsaid", Severity.NOTE, check)
