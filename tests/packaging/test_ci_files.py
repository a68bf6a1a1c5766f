"""What build servers are given: hooks, an action, a job and a matcher, each run as far as that goes without the server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from planlang.cli.commands.lint import FORMATS
from tests.architecture.test_layers import ROOT

HEAD = "plan p { period 2026-01-01 .. 2026-12-31 }\n"
OPEN = HEAD + "task a { takes 5wd }\n"
DONE = HEAD + "task a { takes 5wd; owner Ann }\n"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="these run in bash")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a plan that has a finding, and a command `planlang` that is this one."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "planlang"
    program = "import sys; from planlang.cli.main import main; sys.argv[0] = 'planlang'; main()"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -c "{program}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    top = tmp_path / "top"
    (top / ".git").mkdir(parents=True)
    (top / "plans").mkdir()
    (top / "plans" / "north.plan").write_text(OPEN, encoding="utf-8")
    return top


def bash(script: str, top: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A script run at the top of a checkout."""
    path = f"{top.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LANG", "LC_", "GITHUB_"))}
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=top,
        env=clean | {"PATH": path, "PYTHONUTF8": "1"} | environment,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def hook(name: str) -> dict[str, str]:
    """What a hook says, line by line."""
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    part = next(part for part in text.split("\n- ") if part.startswith(f"id: {name}\n"))
    return dict(re.findall(r"(?m)^ *([a-z_]+): (.*)$", part))


def test_the_hook_checks_all_plans_and_ends_with_one_on_a_finding(checkout: Path) -> None:
    said = hook("planlang-lint")
    assert said["pass_filenames"] == "false"
    pattern = re.compile(said["files"].strip("'"))
    assert [bool(pattern.search(name)) for name in ("a.plan", "x/planlang.toml", "x/myplanlang.toml", "a.plans")] == [
        True,
        True,
        False,
        False,
    ]
    command = f"{said['entry']} {' '.join(json.loads(said['args']))}"
    done = bash(command, checkout)
    assert (done.returncode, done.stdout.count("plans/north.plan:2:6")) == (1, 1)
    assert (checkout / ".planlang_cache").is_dir()
    (checkout / "plans" / "north.plan").write_text(DONE, encoding="utf-8")
    assert bash(command, checkout).returncode == 0


def test_the_hook_for_the_style_rewrites_the_files_it_is_given(checkout: Path) -> None:
    said = hook("planlang-fmt")
    (checkout / "plans" / "north.plan").write_text(DONE.replace("; ", ";"), encoding="utf-8")
    assert bash(f"{said['entry']} plans/north.plan", checkout).returncode == 0
    assert "takes 5wd; owner Ann" in (checkout / "plans" / "north.plan").read_text(encoding="utf-8")


def action() -> tuple[dict[str, str], list[str]]:
    """The inputs of the action with what they are by default, and the scripts that it runs."""
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    inputs = dict(re.findall(r'(?m)^  ([a-z]+):\n    description: .*\n    default: "?([^"\n]*)"?$', text))
    return inputs, re.findall(r"(?m)^ +run: (.+)$", text)


def run_action(checkout: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """The last step of the action with some inputs."""
    inputs, (_, script) = action()
    assert given.keys() <= inputs.keys()
    environment = {key.upper(): value for key, value in (inputs | given).items() if key != "package"}
    return bash(script, checkout, GITHUB_ACTION_PATH=str(ROOT), **environment)


def test_the_action_hands_its_inputs_on_as_values_only() -> None:
    inputs, scripts = action()
    assert inputs == {"paths": ".", "format": "github", "output": "", "arguments": "", "package": ""}
    assert len(scripts) == 2
    assert not any("${{" in script for script in scripts)


def test_the_action_annotates(checkout: Path) -> None:
    done = run_action(checkout)
    assert done.returncode == 1
    assert done.stdout.startswith("::warning file=plans/north.plan,line=2,endLine=2,col=6,endColumn=7,")
    assert run_action(checkout, arguments="--fail-on=error\n--no-cache\n").returncode == 0
    assert run_action(checkout, paths="plans\nnowhere\n").returncode == 2


def test_the_action_writes_a_file(checkout: Path) -> None:
    done = run_action(checkout, format="sarif", output="planlang.sarif")
    assert done.returncode == 1
    assert json.loads((checkout / "planlang.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_the_action_runs_nothing_that_an_input_says(checkout: Path) -> None:
    for given in ({"paths": "$(touch gone)\n`touch gone`\n; touch gone"}, {"arguments": "--select=$(touch gone)"}):
        assert run_action(checkout, **given).returncode == 2
    assert run_action(checkout, paths="--help").returncode == 2
    assert not (checkout / "gone").exists()


def test_the_job_of_gitlab_leaves_a_report_and_tells_in_its_log(checkout: Path) -> None:
    text = (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8")
    variables = dict(re.findall(r'(?m)^    (PLANLANG_[A-Z]+): "?([^"\n]*)"?$', text))
    script = re.findall(r"(?m)^    - (planlang .+)$", text)
    assert len(script) == 2
    (report,) = re.findall(r"codequality: (.+)", text)
    for plan, status in ((OPEN, 1), (DONE, 0)):
        (checkout / "plans" / "north.plan").write_text(plan, encoding="utf-8")
        done = bash("\n".join(script), checkout, **variables)
        assert done.returncode == status
        assert len(json.loads((checkout / report).read_text(encoding="utf-8"))) == status
    assert "1 file checked, nothing found" in done.stdout
    assert bash("\n".join(script), checkout, **variables | {"PLANLANG_PATHS": "nowhere"}).returncode == 2


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_matcher_finds_every_line(checkout: Path, language: str) -> None:
    text = HEAD + 'task a { takes 5wd }\nmetric m = vists\nmetric s "Sales" = 1\n'
    (checkout / "plans" / "a:1 b.plan").write_text(text.replace("metric m = vists\n", ""), encoding="utf-8")
    (checkout / "plans" / "north.plan").write_text(HEAD + "metric m = vists\n", encoding="utf-8")
    (checkout / "planlang.toml").write_text('[lint.rules.vague-sales-title]\nseverity = "note"\n', encoding="utf-8")
    done = run_action(checkout, format="concise", arguments=f"--lang={language}")
    added, *lines = done.stdout.splitlines()
    matchers = json.loads(Path(added.removeprefix("::add-matcher::")).read_text(encoding="utf-8"))["problemMatcher"]
    found = set()
    for matcher in matchers:
        (pattern,) = matcher["pattern"]
        for line in lines:
            match = re.match(pattern["regexp"], line)
            if match is not None:
                severity = match[pattern["severity"]] if "severity" in pattern else matcher["severity"]
                found.add((match[pattern["file"]], match[pattern["line"]], match[pattern["code"]], severity))
    assert found == {
        ("plans/a:1 b.plan", "2", "task-without-owner", "warning"),
        ("plans/a:1 b.plan", "3", "vague-sales-title", "notice"),
        ("plans/north.plan", "2", "unknown-name", "error"),
    }
    assert len(lines) == 4


def test_the_guide_names_formats_that_exist() -> None:
    page = (ROOT / "docs" / "guide" / "ci.md").read_text(encoding="utf-8")
    table = page[page.index("## Formats") : page.index("## Fixes")]
    named = {name for row in re.findall(r"(?m)^\| (`.*?) \|", table) for name in re.findall(r"`([a-z]+)`", row)}
    assert named == set(FORMATS)
