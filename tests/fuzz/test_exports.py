"""A few dozen mutated exports of those that `nox -s fuzz` holds plans against by the thousand."""

from __future__ import annotations

import random
from fractions import Fraction
from functools import partial
from pathlib import Path

import pytest
from attrs import evolve

from planlang.evaluate.figure_table import ByPlan, figure_table
from planlang.values.figure import Known, Unknown
from planlang.values.periods import Grain, periods_meeting
from planlang.workspace.run import held, planned
from planlang.workspace.workspace import open_plan
from tests.fuzz.exports import CELLS, DAMAGES, HEADER, KINDS, PLAN, held_against, run, world
from tests.laws import tries


def test_figures_of_mutated_exports_are_right_or_unknown() -> None:
    assert run(tries(50), seed=2026) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_figure_would_be_found(tmp_path: Path, kind: str) -> None:
    (tmp_path / "fuzzed.plan").write_text(PLAN, encoding="utf-8")
    opened = open_plan(tmp_path / "fuzzed.plan", None)
    plan = planned(opened)
    made = (world(random.Random(number)) for number in range(60))
    ones = [one for one in made if one.is_meant and all(name.startswith(kind) for name in one.files)][:3]
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


def test_a_figure_that_the_rows_set_aside_cannot_move_is_known(tmp_path: Path) -> None:
    (tmp_path / "fuzzed.plan").write_text(PLAN, encoding="utf-8")
    (tmp_path / "data").mkdir()
    for week in (2, 3, 4):
        rows = "2026-01-06,Ann,30,12.50,\nsoon,Ann,,7.00,\n" if week == 2 else ""
        (tmp_path / "data" / f"calls-2026-W0{week}.csv").write_text(
            f"day,who,minutes,worth,note\n{rows}", encoding="utf-8"
        )
    opened = open_plan(tmp_path / "fuzzed.plan", None)
    plan = planned(opened)
    found = held(plan, opened, as_of="2026-W04")
    periods = tuple(periods_meeting(plan.start, plan.end, Grain.WEEK, plan.grid))
    table = figure_table(found, ("number", "total", "time"), Grain.WEEK, periods, ByPlan())
    first = {metric.metric: metric.rows[-1].figures[0] for metric in table.metrics}
    assert first["time"] == Known(Fraction(30)), "an empty cell adds nothing, wherever its row belongs"
    between = {name: figure.between for name, figure in first.items() if isinstance(figure, Unknown)}
    assert between == {"number": (1, 2), "total": (Fraction("12.5"), Fraction("19.5"))}
