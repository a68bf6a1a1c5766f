"""Checks for tests/spec/semantics_checks.md: what is said about a few lines in front of a company that is in order."""

from __future__ import annotations

from planlang.diagnostics.render import render
from planlang.diagnostics.text import Language
from planlang.semantics.check import check_files
from planlang.source import Source
from planlang.syntax.parse import parse
from tests.semantics.marked import COMPANY, FILES, Memory, linted


def said(text: str) -> str:
    """Everything the checker says, in English."""
    return _said(text, Language.EN)


def said_in_chinese(text: str) -> str:
    """Everything the checker says, in Chinese."""
    return _said(text, Language.ZH)


def linted_words(text: str) -> str:
    """Everything lint says, in English."""
    return "\n\n".join(render(found) for found in linted(text + COMPANY, FILES))


def _said(text: str, language: Language) -> str:
    parsed = parse(Source("main.plan", text + COMPANY))
    outcome = check_files(parsed.value, Memory(FILES))
    return "\n\n".join(render(found, language) for found in (*parsed.diagnostics, *outcome.diagnostics))
