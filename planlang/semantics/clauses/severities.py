"""Severities: one ladder from `info` to `critical`, under its English and Chinese names.

In: a severity as written. Out: its canonical name, and what it is called in each language.
"""

from __future__ import annotations

from planlang.diagnostics.text import Text
from planlang.semantics.names.bench import Bench
from planlang.semantics.names.vocabulary import DEFAULT_SEVERITY, SEVERITIES
from planlang.syntax import nodes
from planlang.values.severities import SEVERITY_LADDER, Level

SEVERITY_WORDS = {
    Level.INFO: Text("severity.info", "info"),
    Level.WARNING: Text("severity.warning", "warning"),
    Level.HIGH: Text("severity.high", "high"),
    Level.CRITICAL: Text("severity.critical", "critical"),
}
UNKNOWN = Text("unknown-name.severity", "there is no severity called `{name}`")
UNKNOWN_HELP = Text("unknown-name.severity-help", "from mild to bad: {ladder}")


def severity(bench: Bench, name: nodes.Name | None, default: str = DEFAULT_SEVERITY) -> str:
    """The canonical name of a severity; the default where none is written or there is none of that name."""
    if name is None:
        return default
    found = SEVERITIES.get(name.text.lower())
    if found is None:
        bench.findings.unknown(
            name.span,
            UNKNOWN(name=name.text),
            name.text,
            lambda: SEVERITIES,
            among="severity",
            help=UNKNOWN_HELP(ladder=", ".join(SEVERITY_LADDER)),
        )
        return default
    return found
