"""How often each check is told.

In: what a run tells. Out: lines for people, a line of JSON for programs.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from planlang.diagnostics.finding import Report
from planlang.diagnostics.text import Language, Text
from planlang.report.findings.parts import counts

MENDED = Text("findings.statistics-fix", "a fix for {count}")


def as_lines(report: Report, language: Language) -> Iterator[str]:
    """A line a check, the commonest first, and how many findings there are."""
    told, mended = _counted(report)
    width = max((len(str(times)) for _, times in told), default=0)
    for name, times in told:
        fix = f"  ({MENDED(count=mended[name]).render(language)})" if mended[name] else ""
        yield f"{times:>{width}}  {name}{fix}\n"
    yield counts(report).render(language) + "\n"


def as_json(report: Report) -> Iterator[str]:
    """One document."""
    told, mended = _counted(report)
    checks = [{"name": name, "count": times, "with_fix": mended[name]} for name, times in told]
    yield json.dumps({"schema": "planlang.statistics/1", "checks": checks}, indent=2) + "\n"


def _counted(report: Report) -> tuple[list[tuple[str, int]], Counter[str]]:
    """How often each check is told, and how often with a fix."""
    told = Counter(one.diagnostic.name for one in report.told)
    mended = Counter(one.diagnostic.name for one in report.told if one.fix(unsafe=True))
    return sorted(told.items(), key=lambda entry: (-entry[1], entry[0])), mended
