"""Every module of the standard library: parsed, checked by itself, formatted, and named in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from planlang.syntax import nodes
from planlang.syntax.parse import parse
from planlang.workspace.files import DiskLoader
from tests.stdlib import test_customer as customers
from tests.stdlib import test_satisfaction as satisfaction
from tests.stdlib import test_service as service
from tests.stdlib.company import opened

NAMES = DiskLoader(Path.cwd()).libraries()
GOAL = "goal revenue { measure signed; target 4M EUR; owner director }"
RATES = "prospect_rate: 10%, contact_rate: 20%, discovery_rate: 30%, proposal_rate: 40%, negotiation_rate: 50%"
USES = {
    "sales.coverage": f"use sales.revenue\nuse sales.coverage\n{GOAL}",
    "sales.customer": f"use sales.customer\n{customers.SOURCES}",
    "sales.forecast": f"use sales.forecast({RATES})",
    "sales.productivity": "use sales.revenue\nuse sales.productivity(output: signed)",
    "sales.revisit": f"use sales.customer\nuse sales.revisit\n{customers.SOURCES}",
    "sales.satisfaction": f"use sales.satisfaction\n{satisfaction.SURVEY}",
    "sales.service": f"use sales.service\n{service.SOURCES}",
}
"""How a module is used that needs more than the company has."""


def module(name: str) -> nodes.Module:
    """The parsed module; it has no error."""
    source = DiskLoader(Path.cwd()).library(name)
    assert source is not None
    outcome = parse(source)
    assert outcome.diagnostics == ()
    return outcome.value


def test_the_modules_of_this_version_are_there() -> None:
    assert set(NAMES) == {
        "sales.activity",
        "sales.coverage",
        "sales.customer",
        "sales.forecast",
        "sales.pipeline",
        "sales.productivity",
        "sales.quality",
        "sales.revenue",
        "sales.revisit",
        "sales.satisfaction",
        "sales.service",
        "sales.team",
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_name_has_a_chinese_alias_and_a_comment_in_both_languages(name: str) -> None:
    for declaration in module(name).declarations:
        head = getattr(declaration, "head", None)
        assert head is not None
        assert head.doc is not None, head.name.text
        assert re.search("[\u4e00-\u9fff]", head.doc), head.name.text
        assert re.search("[a-z]{3}", head.doc), head.name.text
        if not isinstance(declaration, nodes.ModuleDecl):
            assert head.alias is not None, head.name.text
            assert re.search("[\u4e00-\u9fff]", head.alias.text), head.name.text


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_that_uses_it_has_nothing_to_be_said_against(tmp_path: Path, name: str) -> None:
    plan = opened(tmp_path, f"use sales.pipeline\n{USES.get(name, f'use {name}')}\n")
    assert plan.diagnostics == ()
