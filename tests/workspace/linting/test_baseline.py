"""A law of baselines: whatever is moved, renamed or put into another file is known again, and a copy never is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from planlang.diagnostics.finding import State
from planlang.workspace.linting.baseline import held
from planlang.workspace.linting.run import Asked, Linter
from tests.laws import seeds

HEAD = "plan p { period 2026-01-01 .. 2026-12-31; calendar china }\n"


def told(folder: Path, *, update: bool = False) -> int:
    """How many findings are told of the plan in a folder."""
    linter = Linter(Asked((folder,), cached=False))
    run = held(linter, linter.run(), folder / "old.json", update=update).run
    return sum(one.state is State.TOLD for one in run.report.findings)


def task(chance: random.Random, name: str) -> str:
    """A task without an owner, on one line or on several."""
    clauses = [f"takes {chance.randrange(1, 9)}wd", *chance.sample(["priority 2", 'note "x"', "by 2026-06-30"], 2)]
    if chance.random() < 0.5:
        return f"task {name} {{ {'; '.join(clauses)} }}\n"
    return f"task {name} {{\n" + "".join(f"  {clause}\n" for clause in clauses) + "}\n"


def write(folder: Path, plan: list[str], more: list[str]) -> None:
    (folder / "a.plan").write_text('use "more.plan"\n' + HEAD + "".join(plan), encoding="utf-8")
    (folder / "more.plan").write_text("".join(more) or "# nothing\n", encoding="utf-8")


@pytest.mark.parametrize("seed", seeds(200))
def test_what_was_there_is_known_again_and_copies_are_not(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    tasks = [task(chance, f"t{number}") for number in range(chance.randrange(3, 15))]
    cut = chance.randrange(len(tasks))
    write(tmp_path, tasks[:cut], tasks[cut:])
    assert told(tmp_path, update=True) == 0
    now = [
        one.replace(f"task t{number} ", f"task renamed_{number} ") if chance.random() < 0.4 else one
        for number, one in enumerate(tasks)
    ]
    if chance.random() < 0.5:
        chance.shuffle(now)
    now = [("\n# why\n" if chance.random() < 0.3 else "") + one for one in now]
    cut = chance.randrange(len(now) + 1)
    write(tmp_path, now[:cut], now[cut:])
    assert told(tmp_path) == 0
    copies = [
        one.replace("task ", "task copy_of_", 1) for one in chance.sample(now, chance.randrange(1, min(4, len(now))))
    ]
    write(tmp_path, now[:cut] + copies, now[cut:])
    assert told(tmp_path, update=True) == len(copies)
    write(tmp_path, now[:cut], now[cut:])
    assert told(tmp_path) <= len(copies)  # where a copy stood for what it was copied from
