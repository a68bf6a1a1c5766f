"""`planlang rule`: the page of a check, and the files of a new one."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from planlang.cli.commands import rule
from planlang.lint.rule import Rule
from tests.cli.calling import call


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folders of a checkout."""
    for folder in (
        "docs/diagnostics",
        "docs/zh/diagnostics",
        "grammar",
        "planlang/lint/rules",
        "planlang/diagnostics/zh",
    ):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "planlang/diagnostics/zh/lint.toml").write_text('"a" = "甲"\n', encoding="utf-8")
    monkeypatch.setattr(rule, "ROOT", tmp_path)
    return tmp_path


def test_the_page_of_a_check_is_shown(tmp_path: Path) -> None:
    done = call("rule", "task-without-owner", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 0
    assert "Every task has one who answers for it" in done.stdout
    done = call("rule", "task-without-owne", "--lang", "en", cwd=tmp_path)
    assert done.returncode == 2
    assert "task-without-owner" in done.stderr


def test_a_new_rule_has_a_module_pages_and_texts(checkout: Path) -> None:
    done = call("rule", "--new", "task-too-long", "--category", "figures", cwd=checkout)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "planlang/lint/rules/task_too_long.py",
        "docs/diagnostics/task-too-long.md",
        "docs/zh/diagnostics/task-too-long.md",
        "planlang/diagnostics/zh/lint.toml",
    ]
    module = ModuleType("task_too_long")
    text = (checkout / "planlang/lint/rules/task_too_long.py").read_text(encoding="utf-8")
    exec(compile(text, "task_too_long.py", "exec"), vars(module))
    made = module.RULE
    assert isinstance(made, Rule)
    assert (made.name, made.category) == ("task-too-long", "figures")
    texts = (checkout / "planlang/diagnostics/zh/lint.toml").read_text(encoding="utf-8")
    assert texts.startswith('"a" = "甲"\n"task-too-long" = ')


@pytest.mark.parametrize(
    ("name", "words"), [("Too Long", "is no name of a rule"), ("../escape-it", "is no name of a rule"), ("a-b", "")]
)
def test_a_name_that_cannot_be_is_told(checkout: Path, name: str, words: str) -> None:
    done = call("rule", "--new", name, "--lang", "en", cwd=checkout)
    assert (done.returncode, words in done.stderr) == (2 if words else 0, True)
    again = call("rule", "--new", name, "--lang", "en", cwd=checkout)
    assert again.returncode == 2


def test_outside_of_a_checkout_none_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule, "ROOT", tmp_path)
    assert call("rule", "--new", "task-too-long", cwd=tmp_path).returncode == 2
    assert not list(tmp_path.rglob("*.md"))
