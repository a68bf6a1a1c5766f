"""A person at Code: the extension is installed in code-server, a browser shows it, keys are typed and the screen is looked at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.test_layers import ROOT
from tests.editors.test_neovim import WEEK

FOLDER = ROOT / "editors" / "vscode"
TASKS = 'task tour "Tour" { takes 5wd; owner boss }\ntask training "Training" { takes 3wd; after tour; owner boss }\n'
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def server() -> str:
    """The file of code-server that node runs: where PLANLANG_CODE_SERVER says, else where it is installed for everybody."""
    named = os.environ.get("PLANLANG_CODE_SERVER") or shutil.which("code-server") or ""
    file = Path(os.path.realpath(named)) if named else None
    if file is None or not file.is_file():
        pytest.skip("code-server is not there; PLANLANG_CODE_SERVER may name its out/node/entry.js")
    return str(file)


def node() -> str:
    """Node 22 or later, where PLANLANG_NODE says or else on the path."""
    program = os.environ.get("PLANLANG_NODE") or shutil.which("node")
    said = subprocess.run([program, "--version"], capture_output=True, encoding="utf-8").stdout if program else ""
    found = re.match(r"v(\d+)", said)
    if program is None or found is None or int(found[1]) < 22:
        pytest.skip("Node 22 is not there; PLANLANG_NODE may name it")
    return program


def browser() -> str:
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not there")
    return program


@pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")
def test_a_session(tmp_path: Path) -> None:
    """Open, read the week, open the rows behind it, make a mistake and undo it, draw the timeline, explain, evaluate."""
    package = FOLDER / "planlang.vsix"
    if not package.is_file():
        pytest.skip("nox -s vscode packs the extension")
    plans, program, shot = tmp_path / "plans", tmp_path / "planlang", tmp_path / "screen.png"
    words = [
        node(),
        str(FOLDER / "test/session.mjs"),
        server(),
        browser(),
        str(package),
        str(plans),
        str(program),
        str(shot),
    ]
    plans.mkdir()
    for name, text in WEEK.items():
        (plans / name).write_text(text + (TASKS if name == "week.plan" else ""), encoding="utf-8")
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m planlang "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=900)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}, see {shot}"
