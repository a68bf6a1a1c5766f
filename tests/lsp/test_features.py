"""The guide lists what the server can do, and the server says the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol.types import METHOD_TO_TYPES

from planlang.diagnostics.text import Language
from planlang.lsp.features import ABOUT, FEATURES
from tests.architecture.test_layers import ROOT
from tests.lsp.client import connected

PAGES = {Language.EN: "docs/guide/editor.md", Language.ZH: "docs/zh/guide/editor.md"}


@pytest.mark.parametrize("language", list(Language))
def test_the_table_of_the_guide_is_the_table_of_the_server(language: Language, request: pytest.FixtureRequest) -> None:
    page = ROOT / PAGES[language]
    lines = page.read_text(encoding="utf-8").split("\n")
    first = lines.index("| --- | --- |") + 1
    last = next(number for number in range(first, len(lines)) if not lines[number].startswith("|"))
    rows = [f"| `{method}` | {about.template(language)} |" for method, about in ABOUT.items()]
    if request.config.getoption("--accept"):
        page.write_text("\n".join([*lines[:first], *rows, *lines[last:]]), encoding="utf-8")
    else:
        assert lines[first:last] == rows


def test_every_request_is_one_of_the_protocol_and_is_advertised(tmp_path: Path) -> None:
    with connected(tmp_path, start=False) as client:
        told = client.initialize()["capabilities"]
    for feature in FEATURES:
        assert feature.method in METHOD_TO_TYPES
        assert told[feature.capability] is not None
