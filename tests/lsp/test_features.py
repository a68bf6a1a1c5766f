"""The guide lists what the server can do, and the server says the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from lsprotocol.types import METHOD_TO_TYPES

from planlang.cli.main import DATA_PACKAGES
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


def test_the_server_needs_nothing_of_the_extra_for_data(tmp_path: Path) -> None:
    (tmp_path / "p.plan").write_text(
        "plan p { period 2026-01-01 .. 2026-12-31; calendar china }\ntask a { takes 1wd }\n", encoding="utf-8"
    )
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(DATA_PACKAGES)!r}))\n"
        "from pathlib import Path\n"
        "from tests.lsp.client import connected\n"
        f"with connected(Path({str(tmp_path)!r})) as client:\n"
        "    client.open('p.plan')\n"
        "    client.diagnostics('p.plan')\n"
        "    print(client.ask('textDocument/hover', client.at('p.plan', 'task |a'))['contents']['value'])\n"
        "    where = {'start': {'line': 0, 'character': 0}, 'end': {'line': 9, 'character': 0}}\n"
        "    print(client.ask('textDocument/inlayHint', client.about('p.plan', range=where)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False, encoding="utf-8", timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "task **a**" in done.stdout
    assert done.stdout.endswith("[]\n")


def test_serving_an_editor_loads_no_engine() -> None:
    heavy = {"duckdb", "sqlglot", "numpy", "holidays", "python_calamine", "rich"}
    program = "import planlang.lsp.server, sys; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    assert set(done.stdout.split()) & heavy == set()
