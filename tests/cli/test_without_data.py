"""What planlang does where the extra `data` is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from planlang.cli.main import DATA_PACKAGES
from tests.architecture.test_layers import ROOT

PLAN = "examples/premium_line/premium_line.plan"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command line in a process in which none of the packages can be imported."""
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({sorted(DATA_PACKAGES)!r}))\n"
        "from planlang.cli.main import run\n"
        f"sys.exit(run({list(arguments)!r}, {{}}))"
    )
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False, encoding="utf-8")


def test_plans_are_checked_formatted_and_begun(tmp_path: Path) -> None:
    cycle = tmp_path / "cycle.plan"
    cycle.write_text("plan p { period 2026 }\ntask a { takes 1d; after b }\ntask b { takes 1d; after a }\n")
    assert run("lint", PLAN).returncode == 0
    assert "dependency-cycle" in run("lint", str(cycle)).stdout
    assert run("fmt", "--check", PLAN).returncode == 0
    assert run("new", str(tmp_path / "begun")).returncode == 0


@pytest.mark.parametrize("command", ["evaluate", "figures", "schedule", "timeline", "graph", "data check", "explain"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_needs_data_says_what_to_install(command: str, language: str) -> None:
    wanted = {"explain": ["revenue"], "timeline": ["-o", "never.svg"]}.get(command, [])
    done = run(*command.split(), PLAN, *wanted, "--lang", language)
    assert done.returncode == 2
    assert 'pip install "planlang[data]"' in done.stderr
    assert "Traceback" not in done.stderr
