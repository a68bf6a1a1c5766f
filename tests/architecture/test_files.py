"""What every tracked file has to keep to: its size, and no word about the machine it was written on."""

from __future__ import annotations

import re
import subprocess
from collections import Counter

import pytest

from tests.architecture.test_layers import FILES, PACKAGE, ROOT

CEILING = 450
MOST_FILES = 15
DRAWERS = {"lint/rules", "cli/commands"}
"""Folders in which a file is a variant: there may be any number of them."""

# The patterns are put together so that this file does not match them.
FORBIDDEN = (
    re.compile("/" + "work/(main|shared)"),
    re.compile("/" + "farm/"),
    re.compile("/" + "root/"),
    re.compile("/" + r"home/[a-z]+/"),
    re.compile(r"[A-Z]:\\" + r"Users\\", re.IGNORECASE),
    re.compile(
        "https?:" + r"//[^\s)\"']*(" + "|".join(("py" + "pi", "npm" + "js", "deb.deb" + "ian", "mirr" + "or")) + ")"
    ),
    re.compile("index" + r"-url|find" + "-links", re.IGNORECASE),
)


def tracked() -> list[str]:
    """Every file that git tracks or would track, without data files."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_a_folder_has_one_subject_and_so_few_files() -> None:
    files = [path.relative_to(PACKAGE).parent.as_posix() for path in FILES if path.name != "__init__.py"]
    assert {folder: count for folder, count in Counter(files).items() if count > MOST_FILES}.keys() <= DRAWERS


def test_git_ignores_nothing_that_belongs_to_the_package() -> None:
    known = set(tracked())
    folders = ("planlang", "grammar", "stdlib", "examples", "tests")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    names = {path.relative_to(ROOT).as_posix() for path in files}
    names = {name for name in names if not re.search(r"(^|/)(__pycache__|out|\.[^/]*)/", name)}
    assert sorted(names - known) == []


def test_no_source_file_is_longer_than_the_ceiling() -> None:
    long = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in FILES}
    assert {name: lines for name, lines in long.items() if lines > CEILING} == {}


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    found = []
    for name in tracked():
        if name.endswith((".csv", ".xlsx", ".png")):
            continue
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if any(pattern.search(line) for pattern in FORBIDDEN):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert found == []


def test_source_files_have_no_marks_of_unfinished_work() -> None:
    marks = re.compile(r"(?<![\"\w])(" + "|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK")) + r")\b")
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_every_module_and_every_public_thing_has_a_docstring() -> None:
    # ruff's D rules hold functions and classes; an empty __init__ would pass them.
    import ast

    bare = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if not (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").strip()
    ]
    assert bare == []
