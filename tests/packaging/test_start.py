"""`start.py` and the constraints: what a newcomer meets first."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START = ROOT / "start.py"


def start(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run start.py with Python alone: no site packages."""
    command = [sys.executable, "-I", "-S", str(START), *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_without_an_argument_it_says_what_it_can_do_and_ends_with_2() -> None:
    done = start()
    assert done.returncode == 2
    assert "start.py example" in done.stdout
    assert "start.py test" in done.stdout


def test_help_is_no_error() -> None:
    assert start("--help").returncode == 0


def test_a_word_it_does_not_know_is_an_error() -> None:
    assert start("tets").returncode == 2


def test_an_old_python_can_read_it_far_enough_to_be_told_that_it_is_old() -> None:
    text = START.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 7))
    top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert top <= {"hashlib", "os", "re", "subprocess", "sys", "time"}
    assert "needs Python 3.11 or later" in text


def canonical(name: str) -> str:
    """A package's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(name: str) -> dict[str, str]:
    """The versions of a constraints file."""
    lines = (ROOT / "constraints" / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_every_dependency_is_pinned_within_the_range_that_is_allowed() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = pins("run.txt"), pins("dev.txt")
    for text in project["project"]["dependencies"]:
        requirement = Requirement(text)
        assert requirement.specifier.contains(run[canonical(requirement.name)]), text
    for tool in project["dependency-groups"]["dev"]:
        assert canonical(tool) in dev, tool
    assert run.items() <= dev.items()


def test_what_runs_is_what_is_pinned() -> None:
    from importlib.metadata import version

    run = pins("run.txt")
    assert {name: version(name) for name in run} == run
