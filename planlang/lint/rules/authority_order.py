"""Roles that may approve less than a role below them: what goes up for approval stays there."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Related, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import Authority, Model, Role

LESS = Text("authority-order", "`{above}` may approve less of `{what}` than `{below}` below it")
LESS_HELP = Text("authority-order.help", "raise it, or lower that of `{below}`")
BELOW = Text("authority-order.below", "that of `{below}`")
SUMMARY = Text("authority-order.summary", "a role that may approve less than one below it")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every authority that is smaller than that of a role further down."""
    model = subject.model
    for name, role in model.roles.items():
        if not own(role.ident):
            continue
        for authority in role.authority:
            for below in _below(model, name):
                more = _same(below, authority)
                if more is not None and more.limit > authority.limit:
                    words = LESS(above=name, what=authority.what, below=below.ident.name)
                    related = (Related(more.span, BELOW(below=below.ident.name)),)
                    yield finding(RULE.severity, authority.span, words, LESS_HELP(below=below.ident.name), related)


def _below(model: Model, name: str) -> Iterator[Role]:
    """The roles that stand under one, directly or not."""
    for role in model.roles.values():
        above, seen = role.under, set[str]()
        while above is not None and above not in seen:
            if above == name:
                yield role
            seen.add(above)
            above = model.roles[above].under if above in model.roles else None


def _same(role: Role, authority: Authority) -> Authority | None:
    """What a role may approve of the same thing."""
    return next((one for one in role.authority if (one.what, one.unit) == (authority.what, authority.unit)), None)


RULE = Rule("authority-order", SUMMARY, "contradictions", Severity.WARNING, check)
