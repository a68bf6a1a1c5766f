"""Reads mutated plans, and tells what should not have happened.

`python -m tests.fuzz.plans 100000` reads that many (`nox -s fuzz`); a small run is among the tests. For every plan: nothing
raises, nothing takes longer than `SLOW`, every finding can be printed in both languages, a finding's fix can be applied, the
formatter keeps the meaning, and a plan without errors can be built and scheduled.
"""

from __future__ import annotations

import random
import sys
import time
import traceback

from planlang.diagnostics.diagnostic import Diagnostic, Severity
from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language
from planlang.lint.run import lint
from planlang.plan.build import arrange, build
from planlang.schedule.schedule_plan import make_schedule
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.formatter.format import format_source
from planlang.syntax.parse import parse
from planlang.workspace.files import DiskLoader
from planlang.workspace.sources import Sources
from tests.fuzz.mutations import ROOT, mutated

SLOW = 2.0
"""Seconds of the processor that reading one plan of at most 10 kB may take."""


def read(text: str) -> tuple[Diagnostic, ...]:
    """Everything that the front end does with a text.

    Raises:
        AssertionError: it does what it should not.
    """
    source = Source("examples/plan.plan", text)
    parsed = parse(source)
    checked = check_files(parsed.value, Sources(DiskLoader(ROOT)))
    found = [*parsed.diagnostics, *checked.diagnostics]
    model, modules = checked.value.model, checked.value.modules
    if model is not None:
        found += arrange(model).diagnostics
        if not any(diagnostic.severity is Severity.ERROR for diagnostic in found):
            found += lint(model, modules)
            make_schedule(build(model).value)
    for diagnostic in found[:20]:
        for language in Language:
            assert render(diagnostic, language)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.span.source.text), diagnostic
    formatted = format_source(source)
    assert not formatted.left or any(diagnostic.severity is Severity.ERROR for diagnostic in found), "formatting failed"
    return tuple(found)


def run(count: int, seed: int) -> list[str]:
    """What went wrong with so many mutated plans, each with its seed and steps."""
    wrong = []
    for number in range(count):
        one = mutated(random.Random(f"{seed}/{number}"))
        started = time.process_time()
        try:
            read(one.text)
        except Exception:
            wrong.append(f"{seed}/{number} {one.steps}\n{traceback.format_exc(limit=-4)}")
        taken = time.process_time() - started
        if taken > SLOW:
            wrong.append(f"{seed}/{number} {one.steps}: {taken:.1f} s for {len(one.text)} characters")
    return wrong


def main() -> None:
    """Reads as many plans as asked, and writes those that went wrong to a folder."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    wrong = run(count, seed)
    print("\n".join(wrong))
    print(f"{count} plans, {len(wrong)} went wrong")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
