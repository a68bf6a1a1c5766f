"""The wheel and the source distribution: what is inside, and that an installed planlang works without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from planlang.reference.pages import FOLDERS, LOOSE

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command, and show what it said where it fails."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one wheel and one source distribution, built from the checkout without any network."""
    folder = tmp_path_factory.mktemp("distributions")
    built = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), cwd=ROOT)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="module")
def installed(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is installed, its dependencies coming from this environment."""
    folder = tmp_path_factory.mktemp("installed")
    (wheel,) = distributions.glob("*.whl")
    done = run(
        sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", str(folder), str(wheel), cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return folder


def members(folder: str) -> set[str]:
    """The files of the checkout below a folder, relative to its top."""
    return {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}


def test_the_wheel_holds_the_package_the_grammar_and_the_library(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("grammar", "stdlib", *(f"docs/{folder}" for folder in (*FOLDERS, "diagnostics", "zh"))):
        assert {f"planlang/_bundled/{name}" for name in members(folder)} <= names
    assert {f"planlang/_bundled/docs/{name}" for name in LOOSE} <= names
    assert "planlang/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "examples/", "benchmarks/"))]


def test_the_source_distribution_holds_all_that_the_tests_need(distributions: Path) -> None:
    (archive_path,) = distributions.glob("*.tar.gz")
    with tarfile.open(archive_path) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for folder in ("grammar", "stdlib", "constraints", "examples/premium_line/data"):
        assert members(folder) <= names
    assert {"README.md", "README.zh.md", "LICENSE", "CHANGELOG.md", "noxfile.py", "start.py"} <= names


def test_an_installed_planlang_finds_what_travels_with_it(installed: Path, tmp_path: Path) -> None:
    program = (
        "import planlang, planlang.resources as r\n"
        "print(planlang.__file__)\n"
        "print(r.bundled('grammar'))\n"
        "print(r.bundled('stdlib'))"
    )
    done = run(sys.executable, "-c", program, cwd=tmp_path, PYTHONPATH=str(installed))
    places = done.stdout.split("\n")
    assert done.returncode == 0, done.stderr
    assert all(Path(place).is_relative_to(installed) for place in places[:3])


def test_pygments_finds_the_lexer_of_an_installed_planlang(installed: Path, tmp_path: Path) -> None:
    program = "from pygments.lexers import get_lexer_by_name as find; print(type(find('planlang')).__module__)"
    done = run(sys.executable, "-c", program, cwd=tmp_path, PYTHONPATH=str(installed))
    assert done.stdout == "planlang.highlight\n", done.stderr


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_installed_planlang_makes_lints_and_evaluates_a_new_plan(
    installed: Path, tmp_path: Path, language: str
) -> None:
    def planlang(*arguments: str) -> subprocess.CompletedProcess[str]:
        return run(
            sys.executable, "-m", "planlang", *arguments, "--lang", language, cwd=tmp_path, PYTHONPATH=str(installed)
        )

    assert planlang("new", "my_plan").returncode == 0
    linted = planlang("lint", "my_plan/plan.plan")
    assert linted.returncode == 0, linted.stdout
    evaluated = planlang("evaluate", "my_plan/plan.plan", "--as-of", "2026-W03", "--fail-on", "never")
    assert evaluated.returncode == 0, evaluated.stderr
    assert "2026-W03" in evaluated.stdout
