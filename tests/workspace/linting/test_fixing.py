"""Laws of mending: it ends, nothing is worse afterwards, and there is nothing left to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from planlang.diagnostics.text import Language
from planlang.workspace.linting.fixing import Fixer, _score
from planlang.workspace.linting.run import Asked, Linter
from tests.laws import some
from tests.semantics.test_pages import CASES, PLACES, blocks

PAGES = [
    (language, name, number, example)
    for language, name in CASES
    for number, example in enumerate(blocks(language, name)["bad"])
]


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize(
    ("language", "example"),
    [
        pytest.param(language, example, id=f"{language.value}-{name}-{number}")
        for language, name, number, example in some(PAGES, 8)
    ],
)
def test_mending_an_example_of_a_page_leaves_it_no_worse(
    language: Language, example: str, unsafe: bool, tmp_path: Path
) -> None:
    in_place, files = PLACES[language]
    for name, text in files.items():
        if name.endswith(".plan"):
            (tmp_path / name).write_text(text, encoding="utf-8")
    path = tmp_path / "the.plan"
    path.write_text(in_place(example), encoding="utf-8")
    linter = Linter(Asked((path,), cached=False))
    before = linter.run()
    mended = Fixer(linter, before, unsafe).mended()
    assert _score(mended.run) <= _score(before)
    assert (mended.fixes > 0) == bool(mended.after)
    mended.write()
    again = Linter(Asked((path,), cached=False))
    found = again.run()
    assert [one.diagnostic.name for one in found.report.findings] == [
        one.diagnostic.name for one in mended.run.report.findings
    ]
    assert Fixer(again, found, unsafe).mended().after == {}
