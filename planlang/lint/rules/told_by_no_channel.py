"""Whom a plan with channels tells of something, by none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.channels import sent_to_all
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Party, Topic, Via
from planlang.source import Span

MESSAGE = Text("told-by-no-channel", "whom `{name}` notifies hears of it by no channel")
SOME = Text("told-by-no-channel.some", "not everybody whom `{name}` notifies hears of it by a channel")
HELP = Text("told-by-no-channel.help", "add `sends {name}` to a channel, or write `notify … via CHANNEL`")
SUMMARY = Text("told-by-no-channel.summary", "people who are told of something by none of the plan's channels")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every alert, adjustment, process and rule with words of its own about it, where the plan has channels."""
    model = subject.model
    if not model.channels:
        return
    sent = sent_to_all(model)
    for alert in model.watched:
        name = alert.ident.name
        if Topic("adjust" if name in model.adjustments else "alert", name) not in sent and own(alert.ident):
            yield from _said(name, alert.ident.span, alert.notify, alert.via)
    for name, process in model.processes.items():
        if Topic("process", name) in sent or not own(process.ident):
            continue
        if any(rule.ident.handling.notify is None for rule in process.rules):
            yield from _said(name, process.ident.span, process.notify, process.via)
        for rule in process.rules:
            handling = rule.ident.handling
            if handling.notify is not None:
                yield from _said(name, rule.ident.span, handling.notify, handling.via)


def _said(name: str, span: Span, notify: Sequence[Party], via: Sequence[Via]) -> Iterator[Diagnostic]:
    """What is to be told of those who are notified of something."""
    if len(via) < len(notify):
        text = SOME if via else MESSAGE
        yield finding(RULE.severity, span, text(name=name), HELP(name=name))


RULE = Rule("told-by-no-channel", SUMMARY, Severity.WARNING, check)
