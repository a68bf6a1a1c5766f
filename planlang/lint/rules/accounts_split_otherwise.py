"""Accounts whose periods add up to something else than those of what they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.expressions.mismatch import plain_text
from planlang.semantics.model import Account

MESSAGE = Text(
    "accounts-split-otherwise",
    "the accounts of `{name}` together are split {together}, but it is split {shares} itself",
)
HELP = Text("accounts-split-otherwise.help", "leave out the split of one of them, or make them agree")
SUMMARY = Text("accounts-split-otherwise.summary", "accounts split over time otherwise than what they make up")

TOLERANCE = Decimal("0.005")
"""Half a point: shares are written in whole ones."""


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Everything that is split over time, and has accounts that all are, by the same periods but otherwise."""
    accounts = subject.model.accounts
    inside: dict[str, list[Account]] = {}
    for account in accounts.values():
        if account.parent is not None:
            inside.setdefault(account.parent, []).append(account)
    for name, parts in inside.items():
        whole = accounts[name]
        alike = all(part.time_grain is whole.time_grain for part in parts)
        if not whole.time_shares or not whole.amount or not alike or not own(whole.ident):
            continue
        together = [
            sum((part.amount * part.time_shares[at] for part in parts), Decimal(0)) / whole.amount
            for at in range(len(whole.time_shares))
        ]
        if any(abs(one - other) > TOLERANCE for one, other in zip(together, whole.time_shares, strict=True)):
            yield finding(
                RULE.severity,
                whole.ident.span,
                MESSAGE(name=name, together=_listed(together), shares=_listed(whole.time_shares)),
                HELP(),
            )


def _listed(shares: list[Decimal] | tuple[Decimal, ...]) -> str:
    """Shares in percent, with one decimal where they need it."""
    return ", ".join(f"{plain_text((share * 100).quantize(Decimal('0.1')))}%" for share in shares)


RULE = Rule("accounts-split-otherwise", SUMMARY, "contradictions", Severity.WARNING, check)
