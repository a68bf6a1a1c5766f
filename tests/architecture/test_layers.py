"""The house rules that a machine can hold: who may import whom, and which package has which home."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "planlang"
FILES = sorted(PACKAGE.rglob("*.py"))

HOMES = {
    "lark": ("syntax/",),
    "networkx": ("plan/",),
    "sqlglot": ("query/",),
    "duckdb": ("data/engines/",),
    "psycopg": ("data/engines/postgresql.py",),
    "python_calamine": ("data/readers/",),
    "holidays": ("values/",),
    "click": ("cli/",),
    "rich": ("cli/", "report/formats/text"),
    "numpy": ("data/", "query/", "evaluate/"),
    "pygments": ("highlight.py",),
}
EVERYWHERE = {"attrs", "planlang"}
"""attrs makes the values of every phase."""


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """The top-level packages that a file imports, with lines, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name.split(".")[0], node.lineno
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports relatively"
            assert node.module is not None
            yield node.module.split(".")[0], node.lineno


def test_a_phase_imports_only_what_lies_below_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(cache_dir=None, no_logo=True) == 0


def test_each_third_party_package_is_imported_in_its_home_only() -> None:
    strays = [
        f"{path.relative_to(ROOT).as_posix()}:{line} imports {package}"
        for path in FILES
        for package, line in imports(path)
        if package not in sys.stdlib_module_names
        and package not in EVERYWHERE
        and not path.relative_to(PACKAGE).as_posix().startswith(HOMES.get(package, ("nowhere",)))
    ]
    assert strays == []


def loaded_by(program: str) -> set[str]:
    """The packages and modules that a Python program has loaded when it ends."""
    closing = "\nimport sys; print('\\n' + ' '.join(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program + closing],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


HEAVY = {"networkx", "duckdb", "sqlglot", "numpy", "holidays", "python_calamine"}


def test_importing_planlang_loads_nothing_heavy() -> None:
    assert loaded_by("import planlang") & (HEAVY | {"lark", "click", "rich"}) == set()


def run_command(*arguments: str) -> str:
    """A program that runs a command line of planlang inside its own process."""
    return (
        "from planlang.cli.main import run\n"
        "try:\n"
        f"    status = run({list(arguments)!r}, {{}})\n"
        "except SystemExit as end:\n"
        "    status = end.code or 0\n"
        "assert status in (0, 1), status"
    )


def test_help_loads_nothing_heavy() -> None:
    loaded = loaded_by(run_command("--help"))
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_looking_a_word_up_loads_neither_an_engine_nor_the_grammar() -> None:
    loaded = loaded_by(run_command("reference", "floor"))
    assert loaded & (HEAVY | {"lark", "rich"}) == set()


def test_a_plan_without_a_mistake_loads_no_answers_to_mistakes() -> None:
    program = run_command("lint", "examples/premium_line/premium_line.plan")
    assert "planlang.syntax.answers" not in loaded_by(program)


def test_linting_a_plan_loads_no_engine_and_no_graph_library() -> None:
    loaded = loaded_by(run_command("lint", "examples/premium_line/premium_line.plan"))
    assert loaded & HEAVY == set()
