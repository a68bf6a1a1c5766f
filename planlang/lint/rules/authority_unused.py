"""Authority over what no process asks to be approved: it is never judged."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.text import Text
from planlang.lint.rule import Rule, Subject, finding, own
from planlang.semantics.model import ApprovalRule

UNUSED = Text("authority-unused", "no process has `{what}` approved, so this is never judged")
UNUSED_HELP = Text("authority-unused.help", "add `approval {what} by COLUMN` to the process")
SUMMARY = Text("authority-unused.summary", "authority over what nothing asks to be approved")


def check(subject: Subject) -> Iterator[Diagnostic]:
    """Every authority that no rule rests on; a note, as there may be no data of it yet."""
    rules = (rule for process in subject.model.processes.values() for rule in process.rules)
    asked = {name for rule in rules if isinstance(rule, ApprovalRule) for name in rule.names}
    for role in subject.model.roles.values():
        for authority in role.authority if own(role.ident) else ():
            if authority.what not in asked:
                words = UNUSED(what=authority.what)
                yield finding(RULE.severity, authority.span, words, UNUSED_HELP(what=authority.what))


RULE = Rule("authority-unused", SUMMARY, "unused", Severity.NOTE, check)
