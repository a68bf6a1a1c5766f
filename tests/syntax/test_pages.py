"""Every check of syntax stands on the page of mistakes."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import planlang.syntax
from planlang.diagnostics.text import Text

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mistakes.md"


def checks() -> set[str]:
    modules = [
        importlib.import_module(e.name) for e in pkgutil.walk_packages(planlang.syntax.__path__, "planlang.syntax.")
    ]
    texts = [value for module in modules for value in vars(module).values() if isinstance(value, Text)]
    return {text.key.split(".")[0] for text in texts} - {"syntax"}


def test_every_check_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert checks()
    assert [name for name in sorted(checks()) if f" {name} " not in page and f"`{name}`" not in page] == []
