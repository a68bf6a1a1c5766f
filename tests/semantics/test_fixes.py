"""A fix makes its diagnostic go away and brings nothing new."""

from __future__ import annotations

import pytest

from planlang.diagnostics.diagnostic import Fix
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, FILES, checked, in_place, unmarked
from tests.semantics.test_cases import CASES

WITH_FILES = [
    "use sales.kit\nmetric kit_share = visits",
    "use sales.kitt",
    "使用 sales.kit\n指标 kit_share = visits",
    "预警 a 对每个 代表 { 当 拜访量 < 10; 通知 代表.lead }",
    "预警 a 对每个 代表 { 当 拜访量 本季度 < 10 连续 3周; 通知 代表.lead }",
]


def applied(text: str, fix: Fix) -> str:
    for edit in sorted(fix.edits, key=lambda edit: -edit.span.start):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@pytest.mark.parametrize(
    "text",
    [unmarked(in_place(case[1], *(case[2:] or (COMPANY,))))[0] for case in CASES]
    + [COMPANY + snippet for snippet in WITH_FILES],
)
def test_every_fix_of_every_case_leaves_a_plan_in_order(text: str) -> None:
    for diagnostic in checked(text, FILES).diagnostics:
        for fix in diagnostic.fixes:
            mended = applied(text, fix)
            assert not parse(Source("main.plan", mended)).diagnostics, mended
            left = checked(mended, FILES).diagnostics
            assert not left, (fix.message.render(), [(d.name, d.message.render()) for d in left])


def test_some_cases_have_fixes() -> None:
    fixed = {
        diagnostic.name
        for case in CASES
        if len(case) == 2
        for diagnostic in checked(unmarked(in_place(case[1]))[0], FILES).diagnostics
        if diagnostic.fixes
    }
    assert {"unknown-name", "unit-mismatch", "mixed-grain", "window-missing", "percent-of-ratio"} <= fixed
