"""Whom a plan with channels tells of something, by none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.channels import sent_to_all
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Model, Party, Topic, Via
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
            yield from _said(name, alert.ident.span, _left(alert.notify, ("alert", "adjust"), name, model), alert.via)
    for name, process in model.processes.items():
        if Topic("process", name) in sent or not own(process.ident):
            continue
        if any(rule.ident.handling.notify is None for rule in process.rules):
            yield from _said(name, process.ident.span, _left(process.notify, ("process",), name, model), process.via)
        for rule in process.rules:
            handling = rule.ident.handling
            if handling.notify is not None:
                left = _left(handling.notify, ("process",), name, model)
                yield from _said(name, rule.ident.span, left, handling.via)


def _left(notify: Sequence[Party], kinds: Sequence[str], name: str, model: Model) -> tuple[Party, ...]:
    """Those who are notified of something and to whom no channel sends it by name."""
    topics = {Topic(kind, name) for kind in kinds}
    sending = (one for channel in model.channels.values() for one in channel.sends)
    sent = {who for one in sending if topics.intersection(one.topics) for who in one.to}
    return tuple(who for who in notify if who not in sent)


def _said(name: str, span: Span, left: Sequence[Party], via: Sequence[Via]) -> Iterator[Diagnostic]:
    """What is to be told of those who are notified of something, and to whom no channel sends it."""
    if {*left} - {one.who for one in via}:
        called = name.removesuffix(".warning")
        yield finding(RULE.severity, span, (SOME if via else MESSAGE)(name=called), HELP(name=called))


RULE = Rule("told-by-no-channel", SUMMARY, "owners", Severity.WARNING, check)
