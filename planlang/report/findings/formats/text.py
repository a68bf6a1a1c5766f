"""Findings for people: the line, a caret, a next step."""

from __future__ import annotations

from collections.abc import Iterator

from planlang.diagnostics.diagnostic import Severity
from planlang.diagnostics.finding import Report
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language, Text
from planlang.report.findings.parts import MORE, counts, hidden

CLEAN = Text("findings.clean", "{files:file|files} checked, nothing found")
ERRORS_FIRST = Text("findings.errors-first", "more warnings are looked for once there are no errors")
MENDED = Text("findings.mended-by", "`planlang lint --fix` can mend {safe}")
MENDED_TOO = Text("findings.mended-too", "`planlang lint --fix` can mend {safe}, with --unsafe-fixes {unsafe} more")
MENDED_UNSAFE = Text("findings.mended-unsafe", "`planlang lint --fix --unsafe-fixes` can mend {unsafe}")
HIDDEN = Text("findings.hidden", "{count:finding|findings} in the baseline")
MOST = 300
"""Findings that are shown one by one; nobody reads further."""


def pieces(report: Report, language: Language, *, colour: bool = False) -> Iterator[str]:
    """The findings, and how many there are."""
    told = report.told
    for one in told[:MOST]:
        yield render(one.diagnostic, language, colour=colour) + "\n\n"
    if len(told) > MOST:
        yield MORE(count=len(told) - MOST).render(language) + "\n\n"
    if told:
        yield counts(report).render(language) + "\n"
    else:
        yield CLEAN(files=len(report.files)).render(language) + "\n"
    if hidden(report)["baseline"]:
        yield HIDDEN(count=hidden(report)["baseline"]).render(language) + "\n"
    if any(one.diagnostic.severity is Severity.ERROR for one in told):
        yield ERRORS_FIRST().render(language) + "\n"
    safe = sum(one.fix(unsafe=False) is not None for one in told)
    unsafe = sum(one.fix(unsafe=True) is not None for one in told) - safe
    if safe or unsafe:
        text = (MENDED_TOO if unsafe else MENDED) if safe else MENDED_UNSAFE
        values = {"safe": safe, "unsafe": unsafe} if safe and unsafe else {"safe": safe} if safe else {"unsafe": unsafe}
        yield text(**values).render(language) + "\n"
