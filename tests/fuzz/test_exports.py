"""A few dozen mutated exports of those that `nox -s fuzz` holds plans against by the thousand."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve

from planlang.workspace.run import planned
from planlang.workspace.workspace import open_plan
from tests.fuzz.exports import CELLS, DAMAGES, HEADER, PLAN, held_against, run, world


def test_figures_of_mutated_exports_are_right_or_unknown() -> None:
    assert run(30, seed=2026) == []


def test_a_wrong_figure_would_be_found(tmp_path: Path) -> None:
    (tmp_path / "fuzzed.plan").write_text(PLAN, encoding="utf-8")
    opened = open_plan(tmp_path / "fuzzed.plan", None)
    plan = planned(opened)
    ones = [one for number in range(9) if (one := world(random.Random(number))).is_meant]
    for one in ones:
        held_against(plan, opened, tmp_path, one)
    wrong = [evolve(one, truth={key: value + Fraction(1, 100) for key, value in one.truth.items()}) for one in ones]
    with pytest.raises(AssertionError, match="is known, and it is"):
        list(map(partial(held_against, plan, opened, tmp_path), wrong))


def test_every_change_changes_something() -> None:
    row = ["2026-01-13", "Ann", "5", "1234.50", ""]
    for name, change in CELLS:
        assert any((change(cells := list(row), random.Random(seed)), cells)[1] != row for seed in range(9)), name
    content = ",".join(HEADER).encode() + b"\n2026-01-13,Ann,5,1234.50,\n"
    for name, damage in DAMAGES:
        assert any(damage(content, random.Random(seed)) != content for seed in range(9)), name


def test_a_run_can_be_repeated() -> None:
    assert [world(random.Random(n)) for n in range(5)] == [world(random.Random(n)) for n in range(5)]
