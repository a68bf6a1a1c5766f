"""The tests of the standard library, in the language itself: every outcome of each module is seen, and nothing is otherwise than expected.

What they notice when the library is changed is the matter of `nox -s mutants`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.evaluate.testing.results import RunReport
from planlang.report.documents.testing import failure_lines
from planlang.resources import bundled
from planlang.workspace.testing.suite import reported, suites

PLANS = Path(__file__).parent / "plans"
MODULES = sorted(
    entry.name.removesuffix(".plan")
    for entry in bundled("stdlib").joinpath("sales").iterdir()
    if entry.name.endswith(".plan")
)
WITH_PLANS = sorted(path.stem for path in PLANS.glob("*.plan"))


@cache
def report(module: str) -> RunReport:
    found = tuple(suites((PLANS / f"{module}.plan",), None))
    assert all(suite.opened.usable for suite in found), [
        one.message.render() for suite in found for one in suite.opened.diagnostics
    ]
    return reported(found, coverage=True, mutate=False, library=True)


def test_every_module_has_tests() -> None:
    assert set(MODULES) - {"team"} == set(
        WITH_PLANS
    )  # of sales.team there are roles and a headcount, which productivity.plan tests


@pytest.mark.parametrize("module", WITH_PLANS)
def test_all_is_as_expected_and_every_outcome_is_seen(module: str) -> None:
    found = report(module)
    assert [line for ran in found.ran for one in ran.tried for line in failure_lines(one, ran, Language.EN)] == []
    missing = {one.name: one.missing for one in found.covered or () if one.span.source.in_library and one.missing}
    assert missing == {}
